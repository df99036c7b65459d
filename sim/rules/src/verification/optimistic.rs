//! Answers stand unless somebody disputes them in time; disputes are bisected to one step.

use engine::draws::Draws;
use engine::law::Law;
use engine::math;
use units::ids::GroupId;
use units::money::Money;
use units::reference::Ref;
use units::settings;
use units::share::Share;
use units::time::Span;

use crate::checking::Checking;

use super::errors::Errors;
use super::policy::{Answer, Check, Disputing, Undecided, Verdict, Verifier, View};

settings! {
    /// Pays for answers after a window in which they can be disputed; a dispute is bisected to one step, which is done
    /// again for all to see.
    ///
    /// - A share q = `rate` of the answers is done again by a challenger, who is not paid for that: with w challengers
    ///   of whom each looks at a share p, q = `1 - (1 - p)^w`. Who finds an answer wrong disputes it.
    /// - A challenge comes in after `retry` for each time that it was `censored`, and too late after the window: of the
    ///   k = `ceil((window - delay) / retry)` times that there are, all are censored with `c^k`, c = `censored`.
    /// - The server posts the first bond, then both sides move in turn, the challenger first: bond d costs `bond *
    ///   growth^d`, rounded down, out of what the node holds, and what is lacking its operator buys. A move `takes` its
    ///   time, the challenger's also `retry` for each time that it was censored; a node that is down cannot move. Who
    ///   has not moved after `move_timeout`, or cannot post its bond, has lost.
    /// - After `sum ceil(log_ways(steps))` moves one step is left, and the truth decides: 30 moves for 1e9 steps, 10
    ///   eight at a time; in two phases, 1e3 operators of 1e9 steps each, 40. The loser's bonds are the winner's.
    /// - A server that lost is convicted, as after any check; a challenger that lost has lost its bonds. If nothing is
    ///   decided by `verdict`, all have their bonds back, and the answer is paid (fail open) or refunded (fail closed).
    ///
    /// A wrong answer stands unless it is looked at, found and disputed in time: `1 - q (1 - b) (1 - c^k)`. An honest
    /// server in a dispute loses if any of its n moves comes too late, with `1 - (1 - P(takes > move_timeout))^n`. An
    /// answer that waits takes 48 bytes: 600,000 requests in a window of 100 minutes at 100 /s 29 MB, 60 million in 7
    /// days 2.9 GB; where requests are logged or worth something to their users, or more was set aside than they cost,
    /// whole rows are kept. Source: opML (ORA): bisection in one or two phases; bonds of the OP Stack's dispute game
    /// (ethereum-optimism/specs, bond-incentives: 0.08 ETH times 1.09493 at each of 73 depths, reference/results.md
    /// D55, D56); windows must grow with moves and bribes (arXiv 2502.20334); verdicts that never come: a week, then
    /// the node is paid, of Infernet (reference/systems.md 7, 11).
    pub struct Optimistic {
        /// How long an answer can be disputed, from when it was there [> 0 s].
        #[fixed = "answers wait in the order of its ends"]
        pub window: Span = Span::days(7),
        /// Share of the answers that a challenger does again [0 ..= 1].
        pub rate: Share,
        /// Share of the right answers that a challenger takes for wrong [0 ..= 1].
        pub false_positive: Share,
        /// Share of the wrong answers that a challenger takes for right [0 ..= 1].
        pub false_negative: Share,
        /// Work of a challenger relative to the work of an honest answer [0 ..= 10].
        pub work: Share = Share::ONE,
        /// The group of nodes that only challenges; without it, any node of the network may.
        #[fixed = "checkers are assigned at the start"]
        pub checkers: Option<Ref<GroupId>>,
        /// Share of the messages of challengers that is kept from the chain [0 ..= 1].
        pub censored: Share = Share::ZERO,
        /// How long until a censored message is sent again [> 0 s].
        pub retry: Span = Span::secs(12),
        /// Steps of the computation; of several phases, one after the other, the steps of each [>= 2].
        pub steps: Vec<u64> = vec![1_000_000_000],
        /// Into how many parts a move divides what is left [>= 2].
        pub ways: u32 = 2,
        /// Distribution of how long a side takes for a move; without it, no time.
        pub takes: Option<Law<Span>>,
        /// How long a side has for a move [> 0 s].
        pub move_timeout: Span = Span::hours(1),
        /// What the first bond costs, in the network's coin; without it, nothing.
        pub bond: Option<Money>,
        /// How many times as much each bond costs as the one before [>= 1].
        pub growth: f64 = 1.0,
        /// How long after a dispute began it must be decided; without it, any time [> 0 s].
        pub verdict: Option<Span>,
        /// What becomes of an answer on which no verdict came in time.
        pub on_timeout: Undecided = Undecided::Pay,
    }
}

impl Optimistic {
    /// Moves until one step is left.
    pub fn moves(&self) -> u32 {
        let ways = u64::from(self.ways.max(2));
        let of = |&steps: &u64| {
            let (mut left, mut moves) = (steps, 0);
            while left > 1 {
                (left, moves) = (left.div_ceil(ways), moves + 1);
            }
            moves
        };
        self.steps.iter().map(of).sum()
    }
    /// How long a dispute takes at most, without censorship: all moves at their latest.
    pub fn longest(&self) -> Span {
        Span::from_ns(self.move_timeout.ns().saturating_mul(u64::from(self.moves())))
    }
    /// Part of the wrong answers that stand at the end of their window, if a challenger takes this long.
    pub fn wrong_accepted(&self, delay: Span) -> f64 {
        let tries = self.window.saturating_sub(delay).ns().div_ceil(self.retry.ns().max(1));
        let missed = if tries == 0 { 1.0 } else { math::pow(self.censored.as_f64(), tries as f64) };
        1.0 - self.rate.as_f64() * (1.0 - self.false_negative.as_f64()) * (1.0 - missed)
    }
}

impl Verifier for Optimistic {
    fn check(&self, view: &View, draws: &mut Draws) -> Check {
        if draws.chance(self.rate.max(view.least)) { Check::Recompute { work: self.work } } else { Check::Accept }
    }
    fn checkers(&self) -> Option<&Ref<GroupId>> {
        self.checkers.as_ref()
    }
    fn disputes(&self) -> Option<Disputing> {
        Some(Disputing {
            window: self.window,
            moves: self.moves(),
            move_timeout: self.move_timeout,
            verdict: self.verdict,
            overtime: self.on_timeout,
        })
    }
    fn censors(&self, draws: &mut Draws) -> Option<Span> {
        if self.censored.is_zero() {
            return Some(Span::ZERO);
        }
        let times = (math::ln(draws.uniform()) / math::ln(self.censored.as_f64())).floor();
        let delay = times * self.retry.ns() as f64;
        // All are censored where the share is 1.
        (delay.is_finite() && delay < i64::MAX as f64).then(|| Span::from_ns(delay as u64))
    }
    fn move_takes(&self, draws: &mut Draws) -> Span {
        self.takes.as_ref().map_or(Span::ZERO, |law| law.sample(draws))
    }
    fn bond(&self, depth: u32, decimals: u32) -> i64 {
        let first = self.bond.as_ref().and_then(|bond| bond.base_units(decimals)).unwrap_or(0);
        // By products: whole factors stay exact.
        let bond = (0..depth).fold(first as f64, |bond, _| bond * self.growth);
        if bond < i64::MAX as f64 { bond as i64 } else { i64::MAX }
    }
    fn verdict(&self, answer: Answer, draws: &mut Draws) -> Verdict {
        let &Self { false_positive, false_negative, .. } = self;
        Errors { false_positive, false_negative, finds_deviations: Share::ZERO }.verdict(answer.truth, draws)
    }
    fn vet(&self, checking: &mut Checking) {
        if let Some(bond) = &self.bond {
            match checking.facts.coin {
                Some(coin) => {
                    checking.stake("bond", bond, coin);
                }
                None => {
                    checking.refuse_with("bond", "a network without a coin has no bonds", "name its `coin`");
                }
            }
        }
        if self.steps.is_empty() {
            checking.refuse_with("steps", "there is nothing to bisect", "say how many steps an answer takes");
        }
    }
}

#[cfg(test)]
mod tests {
    use engine::draws::{Address, Purpose};

    use super::*;

    fn rule(steps: &[u64], ways: u32) -> Optimistic {
        Optimistic {
            window: Span::days(7),
            rate: Share::ONE,
            false_positive: Share::ZERO,
            false_negative: Share::ZERO,
            work: Share::ONE,
            checkers: None,
            censored: Share::ZERO,
            retry: Span::secs(12),
            steps: steps.to_vec(),
            ways,
            takes: None,
            move_timeout: Span::hours(1),
            bond: None,
            growth: 1.0,
            verdict: None,
            on_timeout: Undecided::Pay,
        }
    }

    /// reference/results.md D56.
    #[test]
    fn disputes_take_as_many_moves_as_logarithms_say() {
        assert_eq!(rule(&[1_000_000_000], 2).moves(), 30);
        assert_eq!(rule(&[1_000_000_000], 8).moves(), 10);
        assert_eq!(rule(&[1_000, 1_000_000_000], 2).moves(), 40);
        assert_eq!(rule(&[4_611_686_018_427_387_904], 2).moves(), 62);
        assert_eq!([rule(&[2], 2).moves(), rule(&[3], 2).moves(), rule(&[3], 3).moves()], [1, 2, 1]);
    }

    /// reference/results.md D55: gas of 400,000 at depth 0 and of 300 million at depth 73, 200 gwei each.
    #[test]
    fn bonds_are_those_of_the_op_stack() {
        let bond: Money = "0.08 eth".parse().unwrap();
        let growth = math::pow(750.0, 1.0 / 73.0);
        assert!((growth - 1.094_925_1).abs() < 1e-7, "{growth}");
        let ladder = Optimistic { bond: Some(bond), growth, ..rule(&[1_000_000], 2) };
        let eth = |depth: u32| ladder.bond(depth, 9) as f64 / 1e9;
        for (depth, posted) in [(0, 0.08), (30, 1.2153), (72, 54.816), (73, 60.0)] {
            // The specification rounds gas to whole multiples: 60.020 at depth 73, by the factor 1.09493.
            assert!((eth(depth) - posted).abs() < 1e-3 * posted, "{depth}: {}", eth(depth));
        }
        let published = Optimistic { growth: 1.09493, ..ladder.clone() };
        let eth = |depth: u32| published.bond(depth, 9) as f64 / 1e9;
        assert!((eth(73) - 60.020).abs() < 1e-3, "{}", eth(73));
        let sum = |from: u32| (from..=73).step_by(2).map(eth).sum::<f64>();
        assert!((sum(0) - 330.05).abs() < 0.1 && (sum(1) - 361.38).abs() < 0.1, "{} {}", sum(0), sum(1));
        assert!((sum(0) + sum(1) - 691.43).abs() < 0.2);
    }

    #[test]
    fn a_message_is_censored_as_often_as_a_geometric_law_says() {
        let stream = Address { seed: 9, replication: 0, purpose: Purpose::Censorship, entity: 1 }.stream();
        let rule = Optimistic { censored: Share::percent(60), retry: Span::secs(1), ..rule(&[2], 2) };
        let n = 40_000;
        for times in [0, 1, 4] {
            let later = |i: &u64| rule.censors(&mut stream.draws(*i)).unwrap() > Span::secs(times);
            let (found, expected) =
                ((0..n).filter(later).count() as f64 / n as f64, math::pow(0.6, times as f64 + 1.0));
            let error = (expected * (1.0 - expected) / n as f64).sqrt();
            assert!((found - expected).abs() < 4.0 * error, "{times}: {found}, not {expected}");
        }
        let silenced = Optimistic { censored: Share::ONE, ..rule };
        assert_eq!(silenced.censors(&mut stream.draws(1)), None);
    }
}
