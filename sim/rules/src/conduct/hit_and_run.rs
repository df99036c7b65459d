//! Nodes that cheat at the end, and are gone before they are judged.

use engine::draws::Draws;
use units::settings;
use units::share::Share;
use units::time::Span;

use super::policy::{Act, Conducting, View};

settings! {
    /// Answers honestly for a time, then cheats on every request for another, and leaves for good with its stake.
    ///
    /// A verdict that comes a time v after the answer reaches a stake that unbonds for u if v < u, and nothing if v >
    /// u: with n answers of saved cost C in the time in which it cheats and a chance p D that each is found, it gains
    /// `n C` outside of the window, and loses the fees and slashes of `p D n` of them inside. What it leaves open is
    /// the answers of the last v before it is gone. With `returns` a new node with a new name and stake takes its
    /// place, which whitewashes its record. Needs nodes that are always up. Source: exit scams of escrow markets;
    /// unbonding of 21 d in Cosmos SDK and 28 d in Polkadot, which is to exceed the time of evidence
    /// (reference/mechanisms.md M1: `unbond_s >= dispute latency`).
    pub struct HitAndRun {
        /// How long it is honest.
        pub honest: Span,
        /// How long it cheats before it leaves [> 0 s].
        pub cheats: Span,
        /// Share of the requests answered wrongly then [0 ..= 1].
        pub rate: Share = Share::ONE,
        /// Share of the honest work that is done for a wrong answer [0 ..= 1].
        pub work: Share = Share::percent(1),
        /// After which time a new node takes its place; without it, none does. Where there is no room or stake for it
        /// yet it tries again after as long, a second at least.
        pub returns: Option<Span>,
    }
}

impl Conducting for HitAndRun {
    fn act(&self, view: &View, draws: &mut Draws) -> Act {
        if view.age >= self.honest && draws.chance(self.rate) { Act::Cheat { work: self.work } } else { Act::Honest }
    }
    fn leaves(&self) -> Option<Span> {
        Some(self.honest + self.cheats)
    }
    fn returns(&self) -> Option<Span> {
        self.returns
    }
}
