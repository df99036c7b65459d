//! Nodes spread over networks by what they pay.

use engine::draws::Draws;
use engine::math::exp;
use units::ids::NetworkId;
use units::money::{Per, Price, USD, Usd};
use units::reference::Ref;
use units::settings;
use units::share::Share;
use units::time::Span;

use super::policy::{Moving, Terms, View};
use crate::checking::Checking;

settings! {
    /// Moves a node to a network that is drawn by what each pays: better ones more often, the best not always.
    ///
    /// A node that moves at this review (`moves`) serves network j next with probability
    /// `exp(g_j / s) / sum(exp(g_i / s))`: g \[usd/h\] the smoothed income less what the stake would yield elsewhere,
    /// for other networks also less `S / T`, the cost of a move (see `migration.best`) over the horizon; s \[usd/h\]
    /// the scale. Networks that pay nothing that could be seen are not drawn. Without a cost of moves two networks rest
    /// where `n_a / n_b = exp((g_a - g_b) / s)`: with a small scale near equal gains, with a large one near equal
    /// numbers. Source: logit choice, McFadden, Conditional logit analysis of qualitative choice behavior, 1974; its
    /// rest point as in McKelvey and Palfrey, Quantal response equilibria for normal form games, Games Econ. Behav. 10,
    /// 1995.
    pub struct Logit {
        /// Difference of gains at which a network is e times as likely, as in `0.05 usd/h` [> 0].
        pub scale: Price,
        /// Time over which operators spread the cost of a move [> 0 s].
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

impl Moving for Logit {
    fn target(&self, view: &View, draws: &mut Draws) -> usize {
        if view.own().is_none() {
            return view.at;
        }
        let burden = view.switch_usd * 3600.0 / self.horizon.as_secs();
        let worth =
            |(at, gain): (usize, &Option<f64>)| gain.map(|gain| if at == view.at { gain } else { gain - burden });
        let worths: Vec<Option<f64>> = view.gains.iter().enumerate().map(worth).collect();
        let most = worths.iter().flatten().copied().fold(f64::NEG_INFINITY, f64::max);
        let scale = self.usd_per_hour();
        let weights: Vec<f64> = worths.iter().map(|w| w.map_or(0.0, |worth| exp((worth - most) / scale))).collect();
        let mut left = draws.uniform() * weights.iter().sum::<f64>();
        for (at, weight) in weights.iter().enumerate() {
            left -= weight;
            if left < 0.0 {
                return at;
            }
        }
        view.at
    }
    fn terms(&self) -> Option<Terms<'_>> {
        let Self { smooth, moves, least_stay, cost, setup, awaits_stake, .. } = *self;
        Some(Terms { start: self.start.as_ref(), smooth, moves, least_stay, cost, setup, awaits_stake })
    }
    fn vet(&self, checking: &mut Checking) {
        if self.scale.money.coin != USD || !matches!(self.scale.per, Per::Span(per) if per.ns() > 0) {
            let message = format!("a scale is in usd per time, and `{}` is not", self.scale);
            checking.refuse_with("scale", message, "write a difference of gains, as in `0.05 usd/h`");
        }
    }
}

impl Logit {
    /// The scale \[usd/h\].
    fn usd_per_hour(&self) -> f64 {
        let Per::Span(per) = self.scale.per else { return f64::INFINITY };
        self.scale.money.number.to_f64() * 3600.0 / per.as_secs()
    }
}

#[cfg(test)]
mod tests {
    use engine::draws::{Address, Purpose};

    use super::*;

    fn policy(scale: &str) -> Logit {
        Logit {
            scale: scale.parse().unwrap(),
            horizon: Span::hours(10),
            start: None,
            smooth: Span::days(1),
            moves: Share::ONE,
            least_stay: Span::ZERO,
            cost: Usd { nanos: 0 },
            setup: Span::ZERO,
            awaits_stake: false,
        }
    }

    #[test]
    fn networks_are_drawn_as_often_as_the_logit_says() {
        let policy = policy("0.1 usd/h");
        let stream = Address { seed: 1, replication: 0, purpose: Purpose::Migration, entity: 1 }.stream();
        // The move costs 1 usd over 10 hours: 0.1 usd/h less for the second; the third is unknown.
        let view = View { at: 0, gains: &[Some(1.0), Some(1.3), None], switch_usd: 1.0 };
        let mut counts = [0_u32; 3];
        for i in 0..20_000 {
            counts[policy.target(&view, &mut stream.draws(i))] += 1;
        }
        let share = exp(2.0) / (1.0 + exp(2.0));
        let error = (share * (1.0 - share) / 20_000.0).sqrt();
        assert!((f64::from(counts[1]) / 20_000.0 - share).abs() < 4.0 * error, "{counts:?}");
        assert_eq!(counts[2], 0);
    }

    #[test]
    fn a_scale_is_usd_for_a_time() {
        let told = |scale: &str| {
            let mut checking = Checking::new("logit", crate::checking::Facts::default());
            policy(scale).vet(&mut checking);
            checking.refusals().iter().map(ToString::to_string).collect::<Vec<_>>().concat()
        };
        assert_eq!(told("24 usd/d"), "");
        let remedy = "write a difference of gains, as in `0.05 usd/h`";
        assert_eq!(
            told("1 alp/h"),
            format!("`logit.scale`: a scale is in usd per time, and `1 alp/h` is not; {remedy}")
        );
        assert_eq!(
            told("1 usd/Mtok"),
            format!("`logit.scale`: a scale is in usd per time, and `1 usd/Mtok` is not; {remedy}")
        );
    }
}
