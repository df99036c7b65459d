//! A network and its rules.

use engine::draws::Index;
use units::ids::{CoinId, NetworkId};
use units::money::Money;
use units::reference::Ref;
use units::settings;
use units::settings::{Named, Setting};
use units::share::Share;
use units::time::Span;
use units::words;

use crate::admission::Admission;
use crate::checking::Checking;
use crate::liveness::Liveness;
use crate::owner::amnesty::Amnesty;
use crate::owner::appeals::Appeals;
use crate::owner::buyback::Buyback;
use crate::owner::forced::ForcedErrors;
use crate::owner::insurance::Insurance;
use crate::owner::leak::Leak;
use crate::owner::probation::Probation;
use crate::owner::reputation::Reputations;
use crate::owner::saturation::Saturation;
use crate::owner::settlement::Settlement;
use crate::owner::spending::Spending;
use crate::owner::weight::Weight;
use crate::payment::Payment;
use crate::payout::Payout;
use crate::permission::Permission;
use crate::pricing::Pricing;
use crate::scheduling::Scheduling;
use crate::slashing::{Destination, Slashing};
use crate::verification::Verification;

settings! {
    /// An inference network: its coin, prices, verification and penalties.
    pub struct Network {
        /// The coin in which fees and stakes are paid; without one the network is free.
        #[fixed = "fees and stakes use it from the start"]
        pub coin: Option<Ref<CoinId>>,
        /// What a request costs.
        pub pricing: Pricing = Pricing::read_default(),
        /// How users pay what a request costs. Where nothing costs anything, as with no `pricing` at all, nodes live on
        /// new coins alone (`coin.x.emission`), as the miners of Bittensor do.
        pub payment: Payment = Payment::of_prices(),
        /// How claims on what users have set aside become coins of nodes.
        pub settlement: Settlement = Settlement::plain(),
        /// Whether settled answers are published with their requests, in plain text and under the account that paid:
        /// anybody can check them, and read them. Without it at most hashes are. Source: settlement modes of
        /// OpenGradient's SDK, input and output data on the chain (`settle-metadata`) or hashes of batches
        /// (reference/systems.md 1.4).
        #[fixed = "what is exposed is measured by one rule"]
        pub publishes: bool = false,
        /// How a fee is divided.
        pub payout: Payout = Payout::all_to_node(),
        /// Which answers are checked; several named rules can be used together.
        pub verification: Named<Verification>,
        /// Forced errors, which keep checkers looking; without it, none.
        #[fixed = "answers with forced errors are kept from the start"]
        pub forced_errors: Option<ForcedErrors>,
        /// What offences cost; several named rules can be used together.
        pub slashing: Named<Slashing>,
        /// When its slashing rules take less, for offences are too common for single nodes; without it, never.
        #[fixed = "offences are counted from the start"]
        pub amnesty: Option<Amnesty>,
        /// How nodes appeal against convictions for wrong answers; without it, they cannot.
        #[fixed = "slashes go into escrow from the start"]
        pub appeals: Option<Appeals>,
        /// What it asks of nodes that failed a check, before they are as all others again; without it, nothing.
        #[fixed = "its epochs are numbered from the start"]
        pub probation: Option<Probation>,
        /// What the stakes of absent nodes lose while too little stake is there; without it, nothing.
        #[fixed = "its epochs are scheduled from the start"]
        pub leak: Option<Leak>,
        /// What is thought of its nodes, for schedulers, permissions and new coins that go by it; without it, nothing.
        #[fixed = "what nodes did is remembered from the start"]
        pub reputation: Option<Reputations>,
        /// Who may serve.
        pub permission: Permission = Permission::read_default(),
        /// Which requests it lets in, asked after the gateway's own rules; several named rules must all agree. All
        /// gateways that use the network share them. Without any, all are let in.
        pub admission: Named<Admission>,
        /// How it assigns requests to nodes itself; without it, each gateway picks by its own `scheduling`.
        ///
        /// With it, one policy picks for all gateways that use the network, with one memory and one view of the nodes;
        /// what those gateways set under `scheduling`, `view_age` and `counts_own` does not act on this network.
        /// Retries, time-outs, hedges, bans and `when_empty` stay with the gateways: a node that a gateway bans is not
        /// picked for that gateway's requests, and still is for others. Routing comes before, by what the gateway
        /// itself lists. Being asked takes no time. Columns of a gateway's own, `way_s` and `failures`, are those of
        /// the request's gateway; where the policy itself sends copies, no gateway hedges.
        ///
        /// However many gateways there are, the pick is that of one dispatcher. G gateways that pick by themselves
        /// differ from it where a policy remembers, or where views are old. Source: central against distributed
        /// dispatchers, Zhou, Shroff and Wierman, Asymptotically optimal load balancing in large-scale heterogeneous
        /// systems with multiple dispatchers, Performance Evaluation 145, 2021.
        pub scheduling: Option<Scheduling>,
        /// How often the list of nodes and backlogs by which it assigns is refreshed; 0 s for always fresh. It needs
        /// `scheduling`.
        pub view_age: Span = Span::ZERO,
        /// Whether it adds its own dispatches to an old view; a node's next report replaces what was added. It needs
        /// `view_age`.
        pub counts_own: bool = false,
        /// For how long which of its nodes serve whom; without it, any node may serve any request.
        #[fixed = "sessions are numbered from the start"]
        pub session: Option<Session>,
        /// How its list of nodes learns that a node has joined or left.
        pub liveness: Liveness = Liveness::Fresh(Setting::absent().expect("fresh has no settings")),
        /// How long a stake stays locked after it leaves the bond.
        pub unbonding: Span = Span::days(21),
        /// Whether a verdict on an answer of a node that has left for good still takes from its stake while that
        /// unbonds, as evidence does on chains; else whoever is gone pays nothing. A node that comes into the same row
        /// under a new name ends it. Source: slashes of unbonding entries in Cosmos SDK, x/staking
        /// `SlashUnbondingDelegation`.
        pub pursues: bool = false,
        /// Whether a node that its operator takes down (`nodes.x.entry`) serves on until its stake is free.
        ///
        /// Then the stake stays bonded for the unbonding time, can be slashed and earns, and is sold when the node
        /// goes. Otherwise the node goes at once, so that unbonding delays the sale and the reach of slashes, not the
        /// loss of capacity. Source: validators of Ethereum, which have duties until their exit epoch.
        pub serves_unbonding: bool = false,
        /// The network whose stakes secure this one, too (restaking); without it, nodes stake on this one.
        ///
        /// What is bonded there counts here wherever stakes count, and a slash here takes from it: then that network,
        /// and all others that it secures, have lost what secures them. Both have the same coin. Nodes that serve this
        /// network alone have no stake. If corrupting all networks of a stake costs `1 + g` times what it gains and a
        /// share s of the stake is lost, attacks that pay then destroy at most `(1 + 1/g) s` of it, the shock included:
        /// 1.1 % after 0.1 % with a buffer g of 10 %. Source: Durvasula and Roughgarden, Robust restaking networks,
        /// arXiv 2407.21785, 2024; shared security of EigenLayer.
        #[fixed = "its nodes are secured by those stakes from the start"]
        pub secured_by: Option<Ref<NetworkId>>,
        /// What of each of those stakes counts here, if `secured_by` is given.
        ///
        /// Who may serve, slashes, shares of new coins, picks and what corruption costs see that part alone, so that a
        /// slash of a share f takes f of the part. Where the parts of several networks sum to no more than 1, each has
        /// stake of its own that secures nothing else, and what an attack on one gains is not added to that of others.
        /// Source: unique stake allocation of EigenLayer (ELIP-002: operators allocate magnitudes to operator sets) [>
        /// 0, <= 1].
        #[fixed = "it is counted from the start"]
        pub secured_share: Share = Share::ONE,
        /// What whoever corrupts the network gains, as the value that its answers decide on, in usd [>= 0].
        pub profit: Option<Money>,
        /// What its nodes weigh where their power counts: in picks by stake, checks, votes, and new coins that are
        /// shared by it. Without it, picks and new coins go by stake, and checkers and panels are drawn uniformly.
        pub weight: Option<Weight>,
        /// How far the stake of an operator counts where new coins are shared by stake, which it needs; without it, all
        /// of it.
        pub saturation: Option<Saturation>,
        /// What its treasury pays for in usd; without it, coins stay where they are.
        pub spending: Option<Spending>,
        /// How its treasury buys another coin out of the fees that it gets; without it, it does not.
        pub buyback: Option<Buyback>,
        /// What users and delegators are paid for what they lose; without it, nothing.
        pub insurance: Option<Insurance>,
        /// How many stakes may leave the bond in an epoch; without it, any number.
        pub exit_queue: Option<ExitQueue>,
    }
}

settings! {
    /// Limits how many stakes leave the bond in each epoch, first come, first served; their unbonding begins then.
    ///
    /// With A exits asked for in an epoch and a limit C, the backlog after it is `max(Q + A - C, 0)`; the mean delay is
    /// E[Q] / E[A] epochs (Little). A stake that waits is slashed for any offence, earns nothing and is no part of the
    /// bonded stake. Source: the churn limit of Ethereum's consensus specs, there by balance since Electra.
    pub struct ExitQueue {
        /// Stakes that may leave in an epoch [>= 1].
        pub per_epoch: u32,
        /// Length of an epoch [> 0 s].
        #[fixed = "its epochs are numbered from the start"]
        pub epoch: Span = Span::secs(384),
        /// Whether a stake may leave at the end of the epoch in which the exit was requested.
        #[fixed = "waiting stakes already have their place in the queue"]
        pub same_epoch: bool = true,
    }
}

settings! {
    /// Sends requests only to the nodes of a roster, which is drawn anew in every session.
    ///
    /// Session s begins at `s * every` \[s\], for all at once. Its roster for a group of users and an LLM are those k =
    /// `nodes` of the n nodes listed just before it begins whose pseudo-random numbers are least; where no more than k
    /// are listed, all of them. A number follows from the session and the names of node, network and what `per` names,
    /// so that it does not matter who asks first. A node that leaves the list is not replaced before the next session;
    /// if it is listed again before that, it is a member again. Whoever picks, a gateway or the network, does so among
    /// the members by its own view, with all its policies; what a policy remembers of a list goes on from session to
    /// session. Requests that are held are asked again when a session begins. Routing goes by whole lists, and
    /// checkers and panels are drawn from them.
    ///
    /// Each node is a member with chance `k / n`. In one session a node serves none of a groups of users with chance
    /// `(1 - k / n)^a`. Its share of the requests of one group is 1 / n on average over S sessions, with the variance
    /// `(1 - k / n) / (k n S)` where every member serves 1 / k of a session. Source: sampling without replacement,
    /// Cochran, Sampling Techniques, 1977, chapter 2; sessions by application and service of Pocket
    /// (pokt-network/poktroll, x/session/keeper/session_hydrator.go; its main net: 50 suppliers for 20 blocks).
    pub struct Session {
        /// How long a session lasts [> 0 s].
        pub every: Span,
        /// Members of a roster [>= 1].
        pub nodes: u32,
        /// What has a roster of its own: groups of users (`app`), LLMs (`llm`), both, or with an empty list neither.
        /// LLMs that share a roster and are held by the same nodes have the same members; of those that some nodes do
        /// not hold, each has the first that do.
        pub per: Vec<Per> = vec![Per::App, Per::Llm],
    }
}

words! {
    /// What a roster of a session may be for.
    pub enum Per {
        /// Each group of users has its own.
        App = "app",
        /// Each LLM has its own.
        Llm = "llm",
    }
}

impl Session {
    /// The number of the session at a time since the start.
    #[inline]
    pub fn number(&self, since_start: Span) -> u64 {
        since_start.ns() / self.every.ns().max(1)
    }
}

impl Network {
    /// Whether coins of its users are locked beyond what answers under way cost: it is then measured how many are.
    pub fn locks(&self) -> bool {
        self.coin.is_some() && (!self.settlement.is_plain() || self.payment.locks())
    }

    /// Refuses what other rules may not become while a world runs, for views are planned at the start.
    pub fn vet_live(&self, before: &Self, checking: &mut Checking) {
        if (self.view_age == Span::ZERO) != (before.view_age == Span::ZERO) {
            let message = "a view that is always fresh cannot become stale during a run, nor the other way round";
            checking.refuse_with("view_age", message, "start with a short `view_age`, such as `1 ms`");
        }
        if before.settlement.is_plain() != self.settlement.is_plain() {
            let message = "whether answers are simply paid at their verdicts cannot change during a run";
            checking.refuse_with("settlement", message, "have a `settlement.fee` from the start on, as in `0 usd`");
        }
    }

    /// Refuses rules that cannot be.
    pub fn vet(&self, checking: &mut Checking) {
        if let Some(scheduling) = &self.scheduling {
            checking.within(&format!("scheduling.{}", scheduling.name()), |c| scheduling.vet(c));
        } else {
            for (key, is_set) in [("view_age", self.view_age > Span::ZERO), ("counts_own", self.counts_own)] {
                if is_set {
                    let message = "it is about how the network assigns, and the network does not";
                    checking.refuse_with(
                        key,
                        message,
                        "choose a `scheduling` of the network, or set it at the gateways",
                    );
                }
            }
        }
        checking.within(&format!("pricing.{}", self.pricing.name()), |c| self.pricing.vet(c));
        if let Some((name, _)) = self.verification.list.get(Index::RULES) {
            let message = format!("a network has at most {} verification rules", Index::RULES);
            checking.refuse_with(&format!("verification.{}", name.text), message, "merge those that do the same");
        }
        let voting: Vec<_> = self.verification.list.iter().filter(|(_, rule)| rule.votes()).collect();
        if let [_, (second, _), ..] = &voting[..] {
            let keys = format!("verification.{}", second.text);
            checking.refuse_with(&keys, "an answer can be voted on only once", "keep only one of the rules that vote");
        }
        let disputed: Vec<_> =
            self.verification.list.iter().filter(|(_, rule)| rule.policy().disputes().is_some()).collect();
        if self.settlement.is_plain() {
            let asked = self.verification.list.iter().filter(|(_, rule)| rule.policy().asks_for_claims());
            for (name, _) in asked {
                let keys = format!("verification.{}", name.text);
                let message = "answers are paid one by one at their verdicts, so there is no volume to claim";
                checking.refuse_with(
                    &keys,
                    message,
                    "settle claims together, as with `settlement.batch = { size = 20 }`",
                );
            }
        }
        if let [_, (second, _), ..] = &disputed[..] {
            let keys = format!("verification.{}", second.text);
            checking.refuse_with(&keys, "an answer has one window of disputes", "keep only one `optimistic` rule");
        }
        if let Some(appeals) = &self.appeals {
            checking.within("appeals", |c| appeals.vet(self.secured_by.is_some(), c));
        }
        if let Some(forced) = &self.forced_errors {
            let is_looked_for = self.verification.values().any(Verification::finds_errors);
            checking.within("forced_errors", |c| forced.vet(is_looked_for, c));
        }
        for (name, rule) in &self.verification.list {
            let keys = format!("verification.{}.{}", name.text, rule.name());
            checking.within(&keys, |c| rule.policy().vet(c));
        }
        if let Some(spending) = &self.spending {
            if self.coin.is_none() {
                checking.refuse_with("spending", "a network without a coin has no treasury", "name its `coin`");
            }
            checking.within("spending", |c| spending.vet(c));
        }
        if let Some(buyback) = &self.buyback {
            checking.within("buyback", |c| buyback.vet(c));
        }
        self.vet_insurance(checking);
        if self.secured_share != Share::ONE && self.secured_by.is_none() {
            let message = "the network is secured by its own stakes, all of which count";
            checking.refuse_with("secured_share", message, "name whose stakes they are: `secured_by`");
        }
        if let Some(weight) = &self.weight {
            checking.within("weight", |c| weight.vet(c));
        }
        if let Some(profit) = &self.profit {
            checking.usd("profit", profit);
        }
        checking.within(&format!("payment.{}", self.payment.name()), |c| self.payment.policy().vet(c));
        checking.within("settlement", |c| self.settlement.vet(c));
        checking.within(&format!("payout.{}", self.payout.name()), |c| self.payout.policy().vet(c));
        checking.within(&format!("liveness.{}", self.liveness.name()), |c| self.liveness.policy().vet(c));
        for (name, rule) in &self.admission.list {
            let keys = format!("admission.{}.{}", name.text, rule.name());
            checking.within(&keys, |c| rule.vet(c));
        }
        for (name, rule) in &self.slashing.list {
            let keys = format!("slashing.{}.{}", name.text, rule.name());
            checking.within(&keys, |c| rule.vet(c));
        }
        checking.within(&format!("permission.{}", self.permission.name()), |c| self.permission.policy().vet(c));
        self.vet_reputation(checking);
        if self.leak.is_some() {
            checking.within("leak", Leak::vet);
        }
        if let Some(probation) = &self.probation {
            checking.within("probation", |c| probation.vet(&self.verification, c));
        }
        if let Some(amnesty) = &self.amnesty {
            checking.within("amnesty", |c| amnesty.vet(&self.slashing, c));
        }
        self.vet_saturation(checking);
    }

    /// Refuses an insurance that cannot be, and what goes into one that is not there.
    fn vet_insurance(&self, checking: &mut Checking) {
        if let Some(insurance) = &self.insurance {
            return checking.within("insurance", |c| insurance.vet(c));
        }
        let Payout::FeeSplit(split) = &self.payout;
        let fees = (!split.insurance.is_zero()).then(|| "payout.fee_split.insurance".to_string());
        let slashes = self.slashing.list.iter().filter(|(_, rule)| rule.destination() == Destination::Insurance);
        let slashes = slashes.map(|(name, rule)| format!("slashing.{}.{}.destination", name.text, rule.name()));
        for keys in fees.into_iter().chain(slashes) {
            let remedy = "add an `insurance` to the network, as in `insurance = { wrong_answer = 2 }`";
            checking.refuse_with(&keys, "the network has no insurance that this could go to", remedy);
        }
    }

    /// Refuses reputations that cannot be, and a permission by those that nobody keeps.
    fn vet_reputation(&self, checking: &mut Checking) {
        match &self.reputation {
            Some(kept) => checking.within("reputation", |c| kept.vet(c)),
            None if self.permission.policy().least_reputation().is_some() => {
                let remedy = "add a `reputation` to the network, as in `reputation.beta = {}`";
                checking.refuse_with("permission.reputed", "the network keeps no reputations", remedy);
            }
            None => {}
        }
    }

    /// Refuses a cap on what stake earns where stake earns nothing.
    fn vet_saturation(&self, checking: &mut Checking) {
        match checking.facts.coin {
            _ if self.saturation.is_none() => {}
            None => {
                let message = "a network without a coin has no new coins to share";
                checking.refuse_with("saturation", message, "name its `coin`, or leave `saturation` out");
            }
            Some((coin, _)) if checking.facts.is_not_by_stake => {
                let message = format!("new {coin} are not shared by stake alone, which saturation caps");
                let remedy = format!("set `coin.{coin}.sharing.by = \"stake\"`, or leave `saturation` out");
                checking.refuse_with("saturation", message, remedy);
            }
            Some(_) => {}
        }
    }
}

impl Pricing {
    fn read_default() -> Self {
        Self::Posted(Setting::absent().expect("every posted price has a default"))
    }
}

impl Permission {
    fn read_default() -> Self {
        Self::Open(Setting::absent().expect("an open permission has no settings"))
    }
}
