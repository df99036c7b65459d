//! What a rule of migration sees and what it answers.

use engine::draws::Draws;
use units::ids::NetworkId;
use units::money::Usd;
use units::reference::Ref;
use units::share::Share;
use units::time::Span;

use crate::checking::Checking;

units::questions! {
    /// Says which network a node serves next; asked for each node at the reviews of its operator.
    pub trait Moving {
        /// The network that it would serve, by place in the list of its group; where it is, if it stays.
        fn target(&self, view: &View, draws: &mut Draws) -> usize;
        /// What every such rule has: where nodes start, how gains are smoothed, what a move takes.
        fn terms(&self) -> Option<Terms<'_>>;
        /// Refuses settings that cannot be.
        fn vet(&self, _checking: &mut Checking) {}
    }
}

units::view! {
    /// What a node would earn on each network of its group.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct View<'a> {
        /// The network that it serves, by place in the list of its group.
        pub at: usize,
        /// Smoothed income of a node on each of them, less what its stake there would yield elsewhere \[usd/h\];
        /// nothing where nobody earns anything that could be seen, or the stake cannot be bought.
        pub gains: &'a [Option<f64>],
        /// What a move costs \[usd\]: its cost, the gain that is lost on the way, and the yield of a stake that is
        /// locked.
        pub switch_usd: f64,
    }
}

/// What rules of migration have in common.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Terms<'a> {
    /// The network that all nodes serve at the start; without it, they are dealt out over their networks in turn.
    pub start: Option<&'a Ref<NetworkId>>,
    /// Time constant of the exponential smoothing of income.
    pub smooth: Span,
    /// Part of the nodes whose operators would move that move at a review.
    pub moves: Share,
    /// Time for which a node serves a network at least.
    pub least_stay: Span,
    /// What a move costs its operator.
    pub cost: Usd,
    /// Time from the end of service on one network to its beginning on the other.
    pub setup: Span,
    /// Whether a node is set up on the other network only when its old stake is free.
    pub awaits_stake: bool,
}

impl View<'_> {
    /// The gain of a node that stays \[usd/h\].
    pub(super) fn own(&self) -> Option<f64> {
        self.gains.get(self.at).copied().flatten()
    }
}
