//! A group of nodes and what their operators decide.

use units::ids::{HardwareId, LlmId, NetworkId, RegionId, StackId};
use units::money::{Money, Price};
use units::quantity::Yearly;
use units::reference::Ref;
use units::settings;
use units::settings::{Named, Setting};
use units::share::Share;
use units::time::Span;
use units::words;

use crate::checking::Checking;
use crate::churn::{Churn, Fails};
use crate::conduct::Conduct;
use crate::entry::Entry;
use crate::migration::Migration;
use crate::owner::place::Access;
use crate::owner::revises::Revises;
use crate::queueing::{Order, Queueing, Sharing};
use crate::residency::Residency;
use crate::roles::Role;
use crate::sells::Selling;

settings! {
    /// A group of similar nodes: how many, on what hardware, where, and how they behave.
    pub struct Nodes {
        /// Number of nodes; with `churn.joins`, the maximum at one time [1 ..= 10_000_000].
        #[fixed = "there is a row for each"]
        pub count: u32,
        /// Their hardware; needed to serve tokens.
        #[fixed = "step times are computed at the start"]
        pub hardware: Option<Ref<HardwareId>>,
        /// Speed for plain work relative to reference speed [> 0].
        pub speed: f64 = 1.0,
        /// The LLMs they hold; without the list, all.
        #[fixed = "there is a list of nodes for each"]
        pub llms: Vec<Ref<LlmId>> = Vec::new(),
        /// The networks they serve, or with `migration` could serve; without the list, all.
        #[fixed = "there is a list of nodes for each"]
        pub networks: Vec<Ref<NetworkId>> = Vec::new(),
        /// What they may do on their networks; without the list, serve and check, or only check where a verification
        /// rule names them as its `checkers`.
        #[fixed = "there is a list of nodes for each"]
        pub roles: Vec<Role> = Vec::new(),
        /// Their regions; nodes are assigned in turn to these regions and their zones.
        #[fixed = "nodes cannot move"]
        pub regions: Vec<Ref<RegionId>> = Vec::new(),
        /// Their access link to their region; without it, access takes no time.
        #[fixed = "links are set up at the start"]
        pub access: Option<Access>,
        /// The image that they run, which an attestation proves; without it, one of their own with the group's name.
        #[fixed = "who may be approved is decided at the start"]
        pub image: Option<String>,
        /// Number of operators, each with an equal part of the nodes; 0 for one operator per node.
        #[fixed = "nodes are assigned at the start"]
        pub operators: u32 = 0,
        /// What a node costs its operator while it is up, as in `0.35 usd/h`; without it, the rent of its hardware.
        #[fixed = "costs are computed over the whole run"]
        pub cost: Option<Price>,
        /// What a node costs for as long as its operator has it, up or not, as in `0.05 usd/h`.
        #[fixed = "costs are computed over the whole run"]
        pub rent: Option<Price>,
        /// What its hardware costs to buy; without it, hardware is rented or free.
        #[fixed = "margins are computed at the start"]
        pub capital: Option<Capital>,
        /// Stake of each node on each network, as in `alpha = "1_000 alp"`.
        pub stake: Named<Money, Ref<NetworkId>>,
        /// Whether they immediately bond what they earn on a network there.
        pub restakes: bool = false,
        /// Part of what delegated stake earns with them that they keep; the rest is its owners' [<= 1].
        pub commission: Share = Share::ZERO,
        /// How many of the coins that they earned their operators sell, at each review.
        #[fixed = "reviews are scheduled from the start"]
        pub sells: Selling = Selling::none(),
        /// Time between two reviews of an operator, who then pays its costs, sells coins and decides on its nodes; each
        /// has its own drawn hour [> 0 s].
        #[fixed = "reviews are scheduled ahead"]
        pub review: Span = Span::days(1),
        /// Whether operators set up nodes and take them down, by what they earn; asked at each review.
        #[fixed = "reviews are scheduled from the start"]
        pub entry: Entry = Entry::unchanging(),
        /// Whether each node serves one of their networks at a time and may move to another, for what they pay; asked
        /// at each review.
        #[fixed = "reviews are scheduled from the start"]
        pub migration: Migration = Migration::staying(),
        /// When they join, leave and return.
        pub churn: Churn = Churn::Always(Setting::absent().expect("always has no settings")),
        /// Share of duty slots that an up node misses, independently for each slot [>= 0, < 1].
        #[fixed = "slots to be missed are drawn ahead"]
        pub misses: Share = Share::ZERO,
        /// Their serving stack, by which honest answers may deviate; without it, they never do.
        #[fixed = "each node draws its share of deviating answers once"]
        pub stack: Option<Ref<StackId>>,
        /// What they do with the requests they get.
        pub conduct: Conduct = Conduct::Honest(Setting::absent().expect("honest has no settings")),
        /// How each of them may change what it does, by what it brings; without it, all have their `conduct` for ever.
        #[fixed = "reviews are scheduled from the start"]
        pub revises: Option<Revises>,
        /// In which order they serve.
        #[fixed = "lines and slots are allocated at the start"]
        pub queueing: Queueing = Queueing::Fcfs(Setting::absent().expect("fcfs has defaults")),
        /// Whether their networks share all slots of a node, or each network has a part of its own.
        #[fixed = "lines and slots are allocated at the start"]
        pub serves: Serves = Serves::Shared,
        /// Which of their LLMs are in memory.
        #[fixed = "memories are allocated at the start"]
        pub residency: Residency = Residency::Pinned(Setting::absent().expect("pinned has no settings")),
        /// Whether they compute in trusted execution, which slows loads by bytes and steps of tokens; needs hardware
        /// that supports it.
        #[fixed = "step times are computed at the start"]
        pub confidential: bool = false,
        /// What happens to the work at a node that leaves.
        pub leaving: Leaving = Leaving::Fail,
        /// Whether a node announces the end of its session; outages and shocks are never announced.
        #[fixed = "records of draining nodes are kept from the start"]
        pub leaves: Leaves = Leaves::Silent,
        /// Minimum time for which a draining node stays, for requests from stale views or slow links.
        pub drain: Span = Span::ZERO,
    }
}

settings! {
    /// The hardware of a node as its operator pays for it.
    pub struct Capital {
        /// What it costs to buy [>= 0].
        pub price: Money,
        /// Part of the price for which it is sold when the node is taken down [>= 0, <= 1].
        pub resale: Share = Share::ZERO,
        /// Yield that the same money has elsewhere, as in `12 %/y`.
        pub cost: Yearly = Yearly::ZERO,
    }
}

impl Nodes {
    /// Whether none of them ever cheats.
    pub fn are_honest(&self) -> bool {
        self.conduct.is_honest() && self.revises.is_none()
    }
    /// Whether their operators review their books.
    pub fn reviews(&self) -> bool {
        self.sells.policy().is_active() || self.are_chosen()
    }
    /// Whether their operators decide on single nodes: which of them are in, or which network each serves.
    pub fn are_chosen(&self) -> bool {
        self.entry.is_active() || self.migration.is_active()
    }
    /// Whether they answer requests; those that a rule names as its checkers only if they say so.
    pub fn serves(&self, is_named: bool) -> bool {
        if self.roles.is_empty() { !is_named } else { self.roles.contains(&Role::Serve) }
    }
    /// Whether they check answers for rules that name nobody.
    pub fn checks(&self, is_named: bool) -> bool {
        if self.roles.is_empty() { !is_named } else { self.roles.contains(&Role::Check) }
    }
    /// Refuses rules of entry and exit that cannot be.
    fn vet_entry(&self, checking: &mut Checking) {
        checking.within(&format!("entry.{}", self.entry.name()), |c| self.entry.policy().vet(c));
        if let Some(capital) = &self.capital {
            checking.usd("capital.price", &capital.price);
        }
        let Some(terms) = self.entry.policy().terms() else { return };
        let keys = format!("entry.{}", self.entry.name());
        if self.churn.policy().crowd().is_some() {
            let message = "both `churn.joins` and `entry` say when new nodes come";
            checking.refuse_with(&keys, message, "keep one of them, for instance with `churn.renewal`");
        }
        if terms.start.is_some_and(|start| start > self.count) {
            let message = format!("{} nodes at the start, of {}", terms.start.unwrap_or(0), self.count);
            checking.refuse_with(&format!("{keys}.start"), message, "raise `count`, which has room for entrants");
        }
    }

    /// Refuses rules of migration that cannot be.
    fn vet_migration(&self, checking: &mut Checking) {
        let keys = format!("migration.{}", self.migration.name());
        checking.within(&keys, |c| self.migration.policy().vet(c));
        let Some(terms) = self.migration.policy().terms() else { return };
        if self.churn.policy().crowd().is_some() {
            let message = "`churn.joins` does not say to which network a new node comes";
            checking.refuse_with(&keys, message, "use another `churn`, for instance `churn.renewal`");
        }
        let is_other = |start: &&Ref<NetworkId>| {
            !self.networks.is_empty() && self.networks.iter().all(|network| network.text != start.text)
        };
        if let Some(start) = terms.start.filter(is_other) {
            let message = format!("`{}` is none of the networks that these nodes could serve", start.text);
            checking.refuse_with(&format!("{keys}.start"), message, "add it to their `networks`");
        }
    }

    /// Refuses conducts that these nodes cannot have.
    fn vet_conduct(&self, checking: &mut Checking) {
        let keys = format!("conduct.{}", self.conduct.name());
        let is_always_up = matches!(self.churn, Churn::Always(_)) && !self.are_chosen();
        if self.conduct.leaves() && !is_always_up {
            let message =
                "nodes that leave by their conduct are up until then, and these come and go for other reasons, too";
            checking.refuse_with(&keys, message, "use `churn.always`, and no `entry` or `migration`");
        }
        let spares = |conduct: &Conduct| matches!(conduct, Conduct::Cached(_));
        let others = self.revises.iter().flat_map(|revises| revises.conducts.values());
        let batches = self.queueing.policy().discipline().sharing == Sharing::Batch;
        if batches && std::iter::once(&self.conduct).chain(others).any(spares) {
            let message = "what a batch saves by answers from a cache is not modelled";
            checking.refuse_with(&keys, message, "use `queueing.fcfs` with slots");
        }
    }

    /// Refuses revisions that cannot be.
    fn vet_revision(&self, checking: &mut Checking) {
        let Some(revises) = &self.revises else { return };
        checking.within("revises", |c| revises.vet(&self.conduct, c));
        let comes = self.churn.policy().crowd().is_some() || self.are_chosen();
        if comes {
            let message = "gains are over all nodes of the group, and these come and go";
            checking.refuse_with("revises", message, "use another `churn`, and no `entry` or `migration`");
        }
    }

    /// Refuses parts of what is not divided.
    fn vet_parts(&self, checking: &mut Checking) {
        if self.serves == Serves::Shared {
            return;
        }
        let discipline = self.queueing.policy().discipline();
        if discipline.sharing != Sharing::Slots || discipline.order != Order::Arrival {
            let message =
                format!("the slots of `queueing.fcfs` are divided, and these nodes have `{}`", self.queueing.name());
            let remedy = "use `queueing.fcfs`, or write a group of nodes for each network";
            checking.refuse_with("serves", message, remedy);
        }
        if self.migration.is_active() {
            let message = "nodes that move serve one network at a time, with all they have";
            checking.refuse_with("serves", message, "leave out `migration`, or use `serves = \"shared\"`");
        }
    }

    /// Refuses rules that cannot be.
    pub fn vet(&self, checking: &mut Checking) {
        if self.operators > self.count {
            checking.refuse("operators", format!("{} operators for {} nodes", self.operators, self.count));
        }
        if self.leaves == Leaves::Drained && self.churn.policy().fails() == Fails::Busy {
            let message = "nodes that break down only at work cannot finish their work before they leave";
            let remedy = "use `leaves = \"silent\"`, or let sessions end at any time: `fails = \"any\"`";
            checking.refuse_with("leaves", message, remedy);
        }
        checking.within(&format!("churn.{}", self.churn.name()), |c| self.churn.policy().vet(c));
        checking.within(&format!("sells.{}", self.sells.name()), |c| self.sells.policy().vet(c));
        self.vet_entry(checking);
        self.vet_migration(checking);
        self.vet_parts(checking);
        checking.within(&format!("conduct.{}", self.conduct.name()), |c| self.conduct.policy().vet(c));
        self.vet_revision(checking);
        self.vet_conduct(checking);
        checking.within(&format!("queueing.{}", self.queueing.name()), |c| self.queueing.policy().vet(c));
        checking.within(&format!("residency.{}", self.residency.name()), |c| self.residency.policy().vet(c));
        self.check_residency(checking);
    }

    /// Refuses lines in which not every slot can find its LLM in memory.
    fn check_residency(&self, checking: &mut Checking) {
        let Some(capacity) = self.residency.policy().capacity() else { return };
        let discipline = self.queueing.policy().discipline();
        if discipline.sharing == Sharing::Batch {
            // One LLM at a time, which is let go when its batch has drained.
        } else if discipline.sharing != Sharing::Slots {
            let message = "llms are loaded for slots or batches, but these nodes have neither";
            let remedy = "use `queueing.fcfs` with slots, or hold all llms: `residency = \"pinned\"`";
            checking.refuse_with("residency", message, remedy);
        } else if discipline.order == Order::Remaining {
            let message =
                "no work is done while an llm is loaded, so that remaining services no longer fall at the same rate";
            let remedy = "use `queueing.spt`, or hold all llms: `residency = \"pinned\"`";
            checking.refuse_with("residency", message, remedy);
        } else if discipline.slots > capacity {
            let slots = discipline.slots;
            let message = format!("{slots} slots may need as many llms at once, but the memory holds only {capacity}");
            checking.refuse_with("residency", message, "raise `capacity`, or lower the `slots`");
        }
    }
}

words! {
    /// What nodes of several networks have for each of them.
    pub enum Serves {
        /// A request of any network gets the next free slot: K Poisson streams of `a` erlangs each meet Erlang's C or B
        /// of all c slots and K a erlangs, and one network's load delays the others.
        Shared = "shared",
        /// Each network has an equal part of the slots, and of the waiting places if they are bounded: K queues of c/K
        /// slots each, as if they were nodes of their own; what one network does not use idles.
        Partitioned = "partitioned",
    }
}

words! {
    /// How nodes leave at the end of a session.
    pub enum Leaves {
        /// They do not announce it: lists keep them until they expire.
        Silent = "silent",
        /// They are off all lists when they leave; stale views keep them until refreshed.
        Announced = "announced",
        /// They are off all lists first, accept what still arrives, and leave when `drain` is over and no work is left.
        Drained = "drained",
    }
}

words! {
    /// What happens to the work at a node that leaves.
    pub enum Leaving {
        /// The attempt fails; the gateway may try again.
        Fail = "fail",
        /// The gateway places it again at once; that costs no retry.
        Move = "move",
        /// The gateway places it anew at once; tokens that a batch had written stay with the user, and the next node
        /// reads them behind the prompt and writes only the rest. Where answers come whole this is `move`.
        Continue = "continue",
        /// It waits for the node's return and continues where it stopped.
        Resume = "resume",
        /// It waits for the node's return and starts over.
        Restart = "restart",
    }
}
