//! Who gets votes by money, to pass a proposal that pays.

use units::ids::{HolderId, ProposalId};
use units::money::Usd;
use units::reference::Ref;
use units::settings;
use units::share::Share;
use units::time::Span;
use units::words;

settings! {
    /// An attacker: holders who get voting power with money, vote for a proposal, and take the loot if it passes.
    ///
    /// When power is read for the proposal, they have spent up to `budget` of their usd in the way that `gets` says,
    /// and all their coins vote for it, as stake where stake votes. With `then = "sell"` they sell all of them
    /// `holds` after the vote has closed: before the change, where the timelock is longer. Their profit is loot if it
    /// passed, and what their coins and usd are worth at the end, less what they were worth when they began: `profit
    /// = loot P(pass) - slippage - fall of holdings - bribes`. Source: reference/mechanisms.md M16; Compound 289
    /// (bought votes, 2024), Beanstalk (borrowed ones, 2022).
    pub struct Attacker {
        /// The holders whose usd and coins these are; their rule for trading must be idle.
        pub by: Ref<HolderId>,
        /// What they want to pass.
        pub proposal: Ref<ProposalId>,
        /// How they get votes.
        pub gets: Gets = Gets::Buys,
        /// The most that they spend for each vote, in usd [>= 0].
        pub budget: Usd,
        /// What it is worth to them if it passes, once, in usd [>= 0].
        pub loot: Usd = Usd { nanos: 0 },
        /// What a borrowed coin costs, as a share of its price [>= 0, < 1].
        pub loan_fee: Share = Share::ratio(9, 10_000),
        /// What is paid for a bribed coin's vote, as a share of its price [> 0, <= 1].
        pub bribe: Share = Share::ratio(1, 100),
        /// What they do with their coins after the vote.
        pub then: Then = Then::Sell,
        /// Time from the end of the vote to that sale, as for stake that unbonds.
        pub holds: Span = Span::ZERO,
    }
}

words! {
    /// How an attacker gets votes.
    pub enum Gets {
        /// Buys coins where they are traded, at what that does to the price.
        Buys = "buys",
        /// Borrows coins for the instant at which power is read: only where that is the instant of the change, with
        /// `reads = "closing"` and no `timelock` (a flash loan).
        Borrows = "borrows",
        /// Pays voters who would not turn up, or would abstain, for votes in favour.
        Bribes = "bribes",
    }
}

words! {
    /// What attackers do with their coins after a vote.
    pub enum Then {
        /// They sell them.
        Sell = "sell",
        /// They keep them.
        Hold = "hold",
    }
}

impl Attacker {
    /// Whether they sell their coins after a vote.
    pub fn sells(&self) -> bool {
        self.then == Then::Sell
    }
}
