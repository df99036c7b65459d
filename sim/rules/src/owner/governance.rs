//! Rules about rules: who may change settings while a run goes on, by which vote.

mod tally;

use units::ids::{CoinId, DelegatorsId, GroupId, HolderId, UsersId};
use units::reference::Ref;
use units::settings;
use units::settings::{Named, Paths, Setting as _};
use units::share::Share;
use units::time::Span;
use units::words;

use crate::checking::Checking;
use crate::power::Power;
use crate::turnout::Turnout;

pub use tally::{Fate, Tally, convinced_after};

settings! {
    /// A governance: owners of a coin vote on proposals (`[proposal.x]`) that change settings of the run.
    ///
    /// A proposal waits `delay`, is voted on for `voting`, waits `timelock`, and then its settings change, after stakes
    /// are released and before prices move at that instant. It passes if votes for it are more than `threshold` of
    /// those for and against, so that a tie fails, and if its `quorum` is met. Who does not turn up is neither for nor
    /// against. Source: reference/economy.md 2; x/gov of the Cosmos SDK; the Governor of OpenZeppelin.
    ///
    /// Operators of nodes vote one by one; classes of delegators, holders and users are pooled: the share of a class
    /// that turns up, and the parts of it for and against, are exact. What it takes to change a setting without a vote,
    /// as a foundation may, is a `[change.x]`.
    pub struct Governance {
        /// The coin whose owners vote; without it, the only one there is.
        pub coin: Option<Ref<CoinId>>,
        /// Settings that may change, by their paths; `*` at the end stands for all below, as in
        /// `network.alpha.slashing.*`.
        pub may_change: Vec<String> = Vec::new(),
        /// Bounds of settings that may change, by path and in one unit, whatever is voted: a proposal beyond them is
        /// turned away. `{ "network.alpha.slashing.wrong.fixed.share" = { from = "2 %", to = "20 %" } }`.
        pub bounds: Paths = Paths::default(),
        /// What a vote weighs.
        pub power: Power = Power::stake(),
        /// Whether stake of delegators who do not vote is voted by their operators, if these do (Cosmos).
        pub inherits: bool = false,
        /// When power is read.
        pub reads: Reads = Reads::Opening,
        /// Time from a proposal to the opening of its vote.
        pub delay: Span = Span::days(1),
        /// Time for which votes are taken [> 0 s].
        pub voting: Span = Span::days(7),
        /// Time from the end of a vote that passed to the change.
        pub timelock: Span = Span::days(2),
        /// Votes without which nothing passes.
        pub quorum: Option<Quorum>,
        /// Share of the votes for and against that must be for it, and one more [>= 0, < 1].
        pub threshold: Share = Share::percent(50),
        /// Conviction voting: half-life with which support grows into conviction; without it votes are counted at the
        /// end.
        ///
        /// Of support x, `x (1 - 2^(-t / half-life))` convince t after the opening; nobody votes against. A proposal
        /// passes as soon as more than `threshold` of the base convinces, which is that of `quorum`, or else all power
        /// that may vote; `quorum.share` is not asked. Source: 1Hive's conviction voting, y' = a y + x [> 0 s].
        pub conviction: Option<Span>,
        /// Who turns up.
        pub turnout: Turnout = Turnout::full(),
        /// What those who turn up want, by class, unless a proposal says otherwise; others abstain.
        pub votes: Votes = Votes::silent(),
        /// A council that may stop what passed.
        pub brake: Option<Brake>,
        /// The most proposals that may be under way; one more is turned away [>= 1].
        pub most_open: Option<u32>,
        /// Time for which a setting that changed does not change again: a proposal that would is void.
        pub rest: Span = Span::ZERO,
    }
}

settings! {
    /// Votes without which nothing passes.
    pub struct Quorum {
        /// Share of the base that must vote, rounded to no whole: at least so many are enough [> 0, <= 1].
        pub share: Share,
        /// What the share is of.
        pub of: Base = Base::Staked,
        /// Which votes count for it.
        pub counts: Counts = Counts::All,
    }
}

words! {
    /// What a share of votes is of.
    pub enum Base {
        /// All stake that is bonded on networks of the coin, in coins.
        Staked = "staked",
        /// All coins that exist.
        Supply = "supply",
        /// All power that may vote.
        Able = "able",
    }
}

words! {
    /// Which votes count for a quorum.
    pub enum Counts {
        /// All that are cast, abstentions with them (Cosmos).
        All = "all",
        /// Those for the proposal and abstentions (OpenZeppelin).
        YesAndAbstain = "yes_and_abstain",
        /// Those for the proposal (Compound).
        Yes = "yes",
    }
}

words! {
    /// When power is read.
    pub enum Reads {
        /// When the vote opens: what is bought later does not count.
        Opening = "opening",
        /// When the vote closes: coins that are borrowed for that instant count.
        Closing = "closing",
    }
}

settings! {
    /// What a class wants of those of it who turn up; the rest abstains.
    pub struct Interest {
        /// Part that votes for a proposal [>= 0, <= 1].
        pub yes: Share = Share::ZERO,
        /// Part that votes against it [>= 0, <= 1].
        pub no: Share = Share::ZERO,
        /// How many voters share the coins of a pooled class, where stake decides who turns up or power is no sum; one
        /// unless set. Operators are one by one [1 ..= 1_000_000_000].
        pub members: Option<u32>,
    }
}

settings! {
    /// What voters want, by class.
    pub struct Votes {
        /// Operators of groups of nodes.
        pub nodes: Named<Interest, Ref<GroupId>>,
        /// Classes of delegators.
        pub delegators: Named<Interest, Ref<DelegatorsId>>,
        /// Holders.
        pub holders: Named<Interest, Ref<HolderId>>,
        /// Groups of users.
        pub users: Named<Interest, Ref<UsersId>>,
    }
}

settings! {
    /// A council that stops harmful proposals that passed, within their timelock.
    ///
    /// Each of its members is captured with probability c, independently for each proposal. A harmful proposal
    /// (`proposal.x.harms`) is stopped if at least k of n members are not captured, P(Bin(n, 1 - c) >= k); any other is
    /// stopped if at least k are, P(Bin(n, c) >= k). Source: reference/mechanisms.md M16.
    pub struct Brake {
        /// Members n [1 ..= 1_000].
        pub council: u32,
        /// How many of them stop a proposal, k [>= 1].
        pub needs: u32,
        /// Probability c that a member is captured [>= 0, <= 1].
        pub capture: Share = Share::ZERO,
    }
}

impl Governance {
    /// Whether a path is one of those that may change.
    pub fn allows(&self, path: &str) -> bool {
        self.may_change.iter().any(|pattern| match pattern.strip_suffix('*') {
            Some(start) => path.starts_with(start),
            None => path == pattern,
        })
    }
    /// Whether coins borrowed for one instant have a vote: power is read at the instant of the change.
    pub fn lends(&self) -> bool {
        self.reads == Reads::Closing && self.timelock == Span::ZERO
    }
    /// Time from a proposal to its change.
    pub fn takes(&self) -> Span {
        self.delay + self.voting + self.timelock
    }
    /// Refuses rules that cannot be.
    pub fn vet(&self, checking: &mut Checking) {
        if self.may_change.is_empty() {
            let remedy = "name settings, as in `may_change = [\"network.alpha.slashing.*\"]`";
            checking.refuse_with("may_change", "nothing may change", remedy);
        }
        checking.within("votes", |c| self.votes.vet(c));
        if let Some(brake) = self.brake.as_ref().filter(|brake| brake.needs > brake.council) {
            let message = format!("{} of {} members never agree", brake.needs, brake.council);
            checking.refuse_with("brake.needs", message, format!("at most {}", brake.council));
        }
        if let Some(seats) = self.power.policy().seats() {
            if seats.total() == 0 {
                let remedy = "name them, as in `seats.holders.foundation = 7`";
                checking.refuse_with("power.council.seats", "a council without seats decides nothing", remedy);
            }
            if self.inherits {
                checking.refuse_with("inherits", "no stake votes in a council", "leave this out");
            }
            if self.quorum.as_ref().is_some_and(|quorum| quorum.of != Base::Able) {
                checking.refuse_with("quorum.of", "seats are no share of coins", "write `of = \"able\"`");
            }
        }
        if matches!(self.power, Power::SquareRoot(_)) && self.quorum.as_ref().is_some_and(|q| q.of != Base::Able) {
            let message = "square roots of coins are no share of coins";
            checking.refuse_with("quorum.of", message, "write `of = \"able\"`");
        }
        if self.inherits && !matches!(self.power, Power::Staked(_)) {
            let message = "only stake is voted by operators";
            checking.refuse_with("inherits", message, "leave this out, or write `power = \"staked\"`");
        }
        if self.conviction.is_some() && self.reads == Reads::Closing {
            let message = "conviction grows from the opening on, when power must be known";
            checking.refuse_with("reads", message, "write `reads = \"opening\"`");
        }
    }
}

impl Votes {
    /// Nobody wants anything.
    pub fn silent() -> Self {
        Self::absent().expect("every field of votes has a default")
    }
    /// Refuses parts that are more than the whole.
    pub fn vet(&self, checking: &mut Checking) {
        let mut check = |kind: &str, name: &str, interest: &Interest| {
            if interest.yes.plus(interest.no).is_none_or(|sum| sum.as_f64() > 1.0) {
                let message = "`yes` and `no` sum above 1";
                checking.refuse_with(&format!("{kind}.{name}"), message, "lower one of them");
            }
        };
        self.nodes.list.iter().for_each(|(name, interest)| check("nodes", &name.text, interest));
        self.delegators.list.iter().for_each(|(name, interest)| check("delegators", &name.text, interest));
        self.holders.list.iter().for_each(|(name, interest)| check("holders", &name.text, interest));
        self.users.list.iter().for_each(|(name, interest)| check("users", &name.text, interest));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_may_change_end_in_a_star_or_are_named() {
        let mut governance = Governance::absent().expect("it has defaults");
        governance.may_change = vec!["network.alpha.slashing.*".into(), "coin.alp.epoch".into()];
        let may = |path: &str| governance.allows(path);
        assert!(may("network.alpha.slashing.wrong.fixed.share") && may("coin.alp.epoch"));
        assert!(!may("network.alpha.amnesty.when") && !may("coin.alp.epochs") && !may("network.alpha"));
    }
}
