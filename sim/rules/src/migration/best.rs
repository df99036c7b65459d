//! Nodes move to the network that pays best.

use engine::draws::Draws;
use units::ids::NetworkId;
use units::money::Usd;
use units::reference::Ref;
use units::settings;
use units::share::Share;
use units::time::Span;

use super::policy::{Moving, Terms, View};

settings! {
    /// Moves a node to the network that pays best, if what it gains there over a horizon is more than the move costs.
    ///
    /// Operators expect today's smoothed gains g \[usd/h\], income less what the stake would yield elsewhere, to last
    /// for the horizon T: a node at a goes to the b with the largest g where `(g_b - g_a) T > S`, S \[usd\] being
    /// `cost`, the gain that is lost in `setup`, and the yield of the stake while it unbonds. Energy costs the same on
    /// both and cancels. Free mobility equalises gains: two networks that share R_a and R_b \[usd/h\] equally among n_a
    /// and n_b nodes, with capital charges k_a and k_b \[usd/h\] for a stake, rest where `R_a / n_a - k_a = R_b / n_b -
    /// k_b`, which without charges is `n_a : n_b = R_a : R_b`, up to a band of `S / T`. With large `moves` against
    /// `smooth` all leave at once what pays less, and numbers swing. Source: outside option of entry and exit,
    /// reference/mechanisms.md M17; equal returns of free mobility as miners between two coins, Spiegelman, Keidar and
    /// Tennenholtz, Game of coins, ICDCS 2021.
    pub struct Best {
        /// How far ahead operators look [> 0 s].
        pub horizon: Span = Span::days(30),
        /// The network that all nodes serve at the start; without it, they are dealt out over the group's networks in
        /// turn.
        #[fixed = "it says where nodes are at the start"]
        pub start: Option<Ref<NetworkId>>,
        /// Time constant of the smoothing of income [> 0 s].
        pub smooth: Span = Span::days(7),
        /// Part of the nodes whose operators would move that move at a review [> 0, <= 1].
        pub moves: Share = Share::ONE,
        /// Time for which a node serves a network at least.
        pub least_stay: Span = Span::ZERO,
        /// What a move costs, as in `2 usd`.
        pub cost: Usd = Usd { nanos: 0 },
        /// Time from the end of service on one network to its beginning on the other.
        pub setup: Span = Span::ZERO,
        /// Whether a node is set up on the other network only when its old stake is free; else its operator buys the
        /// new stake with other money.
        pub awaits_stake: bool = false,
    }
}

impl Moving for Best {
    fn target(&self, view: &View, _: &mut Draws) -> usize {
        let Some(own) = view.own() else { return view.at };
        let known = view.gains.iter().enumerate().filter_map(|(at, gain)| Some((at, (*gain)?)));
        // Of several that pay the same, the first.
        let best = known.reduce(|best, other| if other.1 > best.1 { other } else { best });
        let hours = self.horizon.as_secs() / 3600.0;
        best.filter(|best| (best.1 - own) * hours > view.switch_usd).map_or(view.at, |best| best.0)
    }
    fn terms(&self) -> Option<Terms<'_>> {
        let Self { smooth, moves, least_stay, cost, setup, awaits_stake, .. } = *self;
        Some(Terms { start: self.start.as_ref(), smooth, moves, least_stay, cost, setup, awaits_stake })
    }
}

#[cfg(test)]
mod tests {
    use engine::draws::{Address, Purpose};
    use units::settings::Setting;

    use super::*;

    fn target(at: usize, gains: &[Option<f64>], switch_usd: f64) -> usize {
        let policy = Best::absent().expect("all settings have defaults");
        let stream = Address { seed: 1, replication: 0, purpose: Purpose::Migration, entity: 1 }.stream();
        policy.target(&View { at, gains, switch_usd }, &mut stream.draws(0))
    }

    #[test]
    fn a_move_that_costs_more_than_it_gains_over_the_horizon_is_not_made() {
        // 0.1 usd/h more for 720 hours are 72 usd.
        let gains = [Some(1.0), Some(1.1), Some(1.05)];
        assert_eq!(target(0, &gains, 71.9), 1);
        assert_eq!(target(0, &gains, 72.1), 0);
        assert_eq!(target(1, &gains, 0.0), 1);
    }

    #[test]
    fn whoever_sees_nothing_stays_and_what_nobody_sees_attracts_nobody() {
        assert_eq!(target(0, &[None, Some(5.0)], 0.0), 0);
        assert_eq!(target(0, &[Some(1.0), None], 0.0), 0);
        // Equal gains are no reason to move.
        assert_eq!(target(1, &[Some(1.0), Some(1.0)], 0.0), 1);
    }
}
