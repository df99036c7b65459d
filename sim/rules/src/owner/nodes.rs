//! A group of nodes and what their operators decide.

use units::ids::{HardwareId, LlmId, NetworkId, RegionId};
use units::money::{Money, Price};
use units::reference::Ref;
use units::settings;
use units::settings::{Named, Setting};
use units::share::Share;
use units::time::Span;
use units::words;

use crate::checking::Checking;
use crate::churn::{Churn, Fails};
use crate::conduct::Conduct;
use crate::owner::place::Access;
use crate::queueing::{Order, Queueing, Sharing};
use crate::residency::Residency;

settings! {
    /// A group of like nodes: how many, on what hardware, where, and how they behave.
    pub struct Nodes {
        /// How many nodes; with `churn.joins` how many there can be at once [1 ..= 10_000_000].
        #[fixed = "there is a row for each"]
        pub count: u32,
        /// Their hardware; needed to serve tokens.
        #[fixed = "step times are worked out at the start"]
        pub hardware: Option<Ref<HardwareId>>,
        /// Speed for plain work against reference speed [> 0].
        pub speed: f64 = 1.0,
        /// The LLMs they hold; without the list, all.
        #[fixed = "there is a list of nodes for each"]
        pub llms: Vec<Ref<LlmId>> = Vec::new(),
        /// The networks they serve; without the list, all.
        #[fixed = "there is a list of nodes for each"]
        pub networks: Vec<Ref<NetworkId>> = Vec::new(),
        /// Where they stand; nodes are dealt out in turn over these regions and their zones.
        #[fixed = "nodes stand where they stand"]
        pub regions: Vec<Ref<RegionId>> = Vec::new(),
        /// What joins them to the wires of their region; without it they stand right at them.
        #[fixed = "whether there are wires is known at the start"]
        pub access: Option<Access>,
        /// How many operators run them, each an equal part; 0 for one a node.
        #[fixed = "nodes are dealt out at the start"]
        pub operators: u32 = 0,
        /// What a node costs its operator while it is up, as in `0.35 usd/h`; without it the rent of its hardware.
        #[fixed = "what nodes cost is worked out over the whole run"]
        pub cost: Option<Price>,
        /// Stake of each node on each network, as in `alpha = "1_000 alp"`.
        pub stake: Named<Money, Ref<NetworkId>>,
        /// Whether they bond what they earn on a network there at once.
        pub restakes: bool = false,
        /// When they join, leave and return.
        pub churn: Churn = Churn::Always(Setting::absent().expect("always has no settings")),
        /// Part of the duty slots that each of them misses though it is up, each slot for itself [>= 0, < 1].
        #[fixed = "slots to be missed are drawn ahead"]
        pub misses: Share = Share::ZERO,
        /// What they really do.
        pub conduct: Conduct = Conduct::Honest(Setting::absent().expect("honest has no settings")),
        /// In which order they serve.
        #[fixed = "lines and slots are laid out at the start"]
        pub queueing: Queueing = Queueing::Fcfs(Setting::absent().expect("fcfs has defaults")),
        /// Which of their LLMs are in memory.
        #[fixed = "memories are laid out at the start"]
        pub residency: Residency = Residency::Pinned(Setting::absent().expect("pinned has no settings")),
        /// Whether they compute in trusted execution, which makes loads by bytes and steps of tokens slower; needs
        /// hardware that can.
        #[fixed = "step times are worked out at the start"]
        pub confidential: bool = false,
        /// What becomes of the work at a node that leaves.
        pub leaving: Leaving = Leaving::Fail,
        /// Whether a node whose session ends says so; outages and shocks never do.
        #[fixed = "who drains is kept from the start"]
        pub leaves: Leaves = Leaves::Silent,
        /// How long a node that drains stays at least, for what was sent to it by old views and over long wires.
        pub drain: Span = Span::ZERO,
    }
}

impl Nodes {
    /// Refuses rules that cannot be.
    pub fn vet(&self, checking: &mut Checking) {
        if self.operators > self.count {
            checking.refuse("operators", format!("{} operators for {} nodes", self.operators, self.count));
        }
        if self.leaves == Leaves::Drained && self.churn.policy().fails() == Fails::Busy {
            let message = "nodes that break down at work cannot finish it first";
            let remedy = "leave them silently, or let sessions end at any time: `fails = \"any\"`";
            checking.refuse_with("leaves", message, remedy);
        }
        checking.within(&format!("churn.{}", self.churn.name()), |c| self.churn.policy().vet(c));
        checking.within(&format!("conduct.{}", self.conduct.name()), |c| self.conduct.policy().vet(c));
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
            let message = "llms are loaded for slots or batches, and these nodes have neither";
            let remedy = "take `queueing.fcfs` with slots, or hold all llms: `residency = \"pinned\"`";
            checking.refuse_with("residency", message, remedy);
        } else if discipline.order == Order::Remaining {
            let message =
                "while an llm is loaded no work is done, so that what is left of services no longer falls alike";
            let remedy = "take `queueing.spt`, or hold all llms: `residency = \"pinned\"`";
            checking.refuse_with("residency", message, remedy);
        } else if discipline.slots > capacity {
            let slots = discipline.slots;
            let message = format!("{slots} slots may ask for as many llms at once, and the memory holds {capacity}");
            checking.refuse_with("residency", message, "raise `capacity`, or lower the `slots`");
        }
    }
}

words! {
    /// How nodes leave at the end of a session.
    pub enum Leaves {
        /// They say nothing: lists keep them until they expire.
        Silent = "silent",
        /// They are off all lists when they go; old views keep them until they are renewed.
        Announced = "announced",
        /// They are off all lists first, take what still comes, and go when `drain` is over and nothing is left.
        Drained = "drained",
    }
}

words! {
    /// What becomes of the work at a node that leaves.
    pub enum Leaving {
        /// The attempt fails; the gateway may try again.
        Fail = "fail",
        /// The gateway places it anew at once; that costs no retry.
        Move = "move",
        /// The gateway places it anew at once; tokens that a batch had written stay with the user, and the next node
        /// reads them behind the prompt and writes only the rest. Where answers come whole this is `move`.
        Continue = "continue",
        /// It waits for the node's return and goes on where it stopped.
        Resume = "resume",
        /// It waits for the node's return and starts over.
        Restart = "restart",
    }
}
