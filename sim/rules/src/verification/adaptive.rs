//! More checks for newcomers and quiet networks, fewer for nodes with a record.

use engine::draws::Draws;
use engine::math;
use units::settings;
use units::share::Share;
use units::time::Span;

use crate::checking::Checking;

use super::errors::Errors;
use super::policy::{Answer, Check, Panel, Record, Recording, Role, Verdict, Verifier, View};

/// The most nodes that check one answer: the seats of a ballot.
const MOST: u32 = 63;

settings! {
    /// Lets every other node check an answer with a small chance, by the record of who answered and by traffic.
    ///
    /// Each of the n other listed nodes of the network decides for itself, with the chance `t / n`, so that an answer
    /// is checked by t nodes on average: `t = m + (M - m) (1 - r)`.
    /// - r is the node's reputation, `(epochs - missed) / E` between 0 and 1, in whole hundredths: epochs in which it
    ///   served; less the missed shares of those in which it failed more than `may_miss` of its requests; E = `epochs`.
    /// - m follows from the answers of the network in this epoch or the last, whichever had more: M = `most` up to
    ///   `low_traffic`, `halfway` at half of `full_traffic`, `least` from `full_traffic` on, and straight lines
    ///   between.
    ///
    /// Who checks judges as in a committee; the majority decides, and a tie accepts. With `payout.fee_split.equally`
    /// the fee is shared by the node and all who passed its answer, as in Gonka: then reputation 0 leaves a node `E[1 /
    /// (1 + K)] = (1 - (1 - p)^(n + 1)) / ((n + 1) p)` of its fees, p = t / n: 63 % where n is large and t = 1, 99.5 %
    /// at t = 0.01. This is what checks cost a newcomer. All nodes check alike here; in Gonka by their weight. Source:
    /// gonka-ai/gonka, inference-chain/x/inference/calculations/{should_validate,min_validation_average,
    /// reputation}.go, and its test table; reference/systems.md 3.
    pub struct Adaptive {
        /// Length of an epoch [> 0 s].
        #[fixed = "its epochs are numbered from the start"]
        pub epoch: Span = Span::days(1),
        /// Checks of an answer of a node without reputation, on average [0 ..= 1].
        pub most: Share = Share::ONE,
        /// Checks of an answer of a node with full reputation at half of `full_traffic` [0 ..= 1].
        pub halfway: Share = Share::percent(5),
        /// Checks of an answer of a node with full reputation from `full_traffic` on [0 ..= 1].
        pub least: Share = Share::percent(1),
        /// Answers in an epoch from which on checks are fewest [>= 2].
        pub full_traffic: u32 = 10_000,
        /// Answers in an epoch up to which reputation counts for nothing.
        pub low_traffic: u32 = 100,
        /// Epochs of service that make a full reputation [>= 1].
        pub epochs: u32 = 30,
        /// Share of its requests that a node may fail in an epoch before what it missed counts [0 ..= 1].
        #[fixed = "what was missed is added up from the start"]
        pub may_miss: Share = Share::percent(1),
        /// Epochs of service that nodes of the start have behind them.
        #[fixed = "it is what was before the start"]
        pub start: u32 = 0,
        /// Whether a conviction sets a node's record back to nothing.
        pub resets: bool = false,
        /// Share of the right answers that an honest checker rejects [0 ..= 1].
        pub false_positive: Share,
        /// Share of the wrong answers that an honest checker accepts [0 ..= 1].
        pub false_negative: Share,
        /// Share of the answers that deviate by their serving stack (`nodes.x.stack`) that an honest checker with
        /// another stack rejects; 0 to tolerate them [0 ..= 1].
        pub finds_deviations: Share = Share::ONE,
        /// Work of a check relative to the work of an honest answer [0 ..= 10].
        pub work: Share = Share::ONE,
    }
}

impl Adaptive {
    /// The reputation of a node, in hundredths.
    pub fn reputation(&self, record: &Record) -> u64 {
        // Epochs in millionths, as what was missed.
        let served = u64::from(record.epochs) * 1_000_000;
        let counted = served.saturating_sub(record.missed);
        (counted * 100 / (u64::from(self.epochs.max(1)) * 1_000_000)).min(100)
    }
    /// Checks of an answer of a node with full reputation, on average, at so many answers in an epoch.
    pub fn floor(&self, traffic: u64) -> f64 {
        let (most, halfway, least) = (self.most.as_f64(), self.halfway.as_f64(), self.least.as_f64());
        let (full, low) = (u64::from(self.full_traffic), u64::from(self.low_traffic));
        let half = full / 2;
        if traffic >= full {
            least
        } else if traffic >= half {
            least + (halfway - least) * ((full - traffic) as f64 / half as f64)
        } else if traffic > low {
            halfway + (most - halfway) * ((half - traffic) as f64 / (half - low) as f64)
        } else {
            most
        }
    }
    /// Checks of an answer, on average: t.
    pub fn target(&self, record: &Record) -> f64 {
        let (most, floor) = (self.most.as_f64(), self.floor(record.traffic));
        most - (most - floor) * (self.reputation(record) as f64 / 100.0)
    }
    /// How many of so many other nodes check, each with the same chance: by inversion of one draw, so that a greater
    /// target never has fewer.
    fn checkers(target: f64, others: u32, draws: &mut Draws) -> u32 {
        let drawn = draws.uniform();
        let n = f64::from(others);
        let p = (target / n).min(1.0);
        if p >= 1.0 {
            return others.min(MOST);
        }
        let mut chance = math::exp(n * math::ln_1p(-p));
        let mut below = chance;
        let mut k = 0;
        while drawn >= below && k < others.min(MOST) {
            chance *= (n - f64::from(k)) / f64::from(k + 1) * (p / (1.0 - p));
            below += chance;
            k += 1;
        }
        k
    }
}

impl Verifier for Adaptive {
    fn check(&self, view: &View, draws: &mut Draws) -> Check {
        if view.others == 0 {
            return Check::Accept;
        }
        let target = self.target(&view.record).max(view.least.as_f64());
        match Self::checkers(target, view.others, draws) {
            0 => Check::Accept,
            seats => Check::Vote(Panel {
                seats,
                role: Role::Judges { work: self.work },
                may_hold_server: false,
                convicts: false,
            }),
        }
    }
    fn record(&self) -> Option<Recording> {
        Some(Recording { epoch: self.epoch, may_miss: self.may_miss, start: self.start, resets: self.resets })
    }
    fn verdict(&self, answer: Answer, draws: &mut Draws) -> Verdict {
        let &Self { false_positive, false_negative, finds_deviations, .. } = self;
        Errors { false_positive, false_negative, finds_deviations }.verdict(answer.truth, draws)
    }
    fn vet(&self, checking: &mut Checking) {
        if self.least > self.halfway || self.halfway > self.most {
            let message =
                "checks must become fewer with more traffic: `least`, `halfway` and `most` are not in this order";
            checking.refuse_with("halfway", message, "set `least` <= `halfway` <= `most`");
        }
        if self.low_traffic >= self.full_traffic / 2 {
            let message = format!(
                "{} is not below half of `full_traffic`, {}, where checks reach `halfway`",
                self.low_traffic,
                self.full_traffic / 2
            );
            checking.refuse_with("low_traffic", message, "lower it, or raise `full_traffic`");
        }
    }
}

#[cfg(test)]
mod tests {
    use engine::draws::{Address, Purpose};
    use units::settings::Setting;
    use units::tree::{Table, Tree, Value};

    use super::*;

    fn rule() -> Adaptive {
        Adaptive {
            epoch: Span::days(1),
            most: Share::ONE,
            halfway: Share::percent(5),
            least: Share::percent(1),
            full_traffic: 10_000,
            low_traffic: 100,
            epochs: 30,
            may_miss: Share::percent(1),
            start: 0,
            resets: false,
            false_positive: Share::ZERO,
            false_negative: Share::ZERO,
            finds_deviations: Share::ONE,
            work: Share::ONE,
        }
    }

    /// The table of gonka's `TestMinimumValidationAverage`, and the two values of reference/systems.md 3.
    #[test]
    fn the_floor_is_that_of_gonka() {
        for (traffic, floor) in
            [(10_000, 0.01), (100, 1.0), (5_000, 0.05), (7_500, 0.03), (6_250, 0.04), (2_550, 0.525), (3_775, 0.2875)]
        {
            assert!((rule().floor(traffic) - floor).abs() < 1e-12, "{traffic}: {}", rule().floor(traffic));
        }
        assert!((rule().floor(1_000) - 0.83).abs() < 0.005 && (rule().floor(2_500) - 0.53).abs() < 0.005);
        let tenth = Adaptive { full_traffic: 1_000, low_traffic: 10, ..rule() };
        assert!((tenth.floor(255) - 0.525).abs() < 1e-12);
    }

    /// The table of gonka's `TestCalculateReputation`.
    #[test]
    fn reputation_is_that_of_gonka() {
        let of = |epochs: u32, full: u32, missed: u64| {
            Adaptive { epochs: full, ..rule() }.reputation(&Record { epochs, missed, traffic: 0 })
        };
        assert_eq!([of(0, 30, 0), of(15, 30, 0), of(30, 30, 0), of(10, 30, 0), of(20, 30, 0)], [0, 50, 100, 33, 66]);
        assert_eq!([of(10, 10, 500_000), of(10, 10, 3_000_000), of(3, 10, 4_000_000), of(60, 30, 0)], [95, 70, 0, 100]);
    }

    #[test]
    fn checkers_of_an_answer_are_binomial_and_never_fewer_at_a_greater_target() {
        let stream = Address { seed: 7, replication: 0, purpose: Purpose::Audit, entity: 1 }.stream();
        let draw = |target: f64, others: u32| -> Vec<u32> {
            (0..50_000).map(|i| Adaptive::checkers(target, others, &mut stream.draws(i))).collect()
        };
        for (target, others) in [(1.0_f64, 49_u32), (0.01, 49), (0.5, 2), (1.0, 1), (0.3, 1)] {
            let drawn = draw(target, others);
            let (n, p) = (f64::from(others), (target / f64::from(others)).min(1.0));
            let mean = drawn.iter().map(|&k| f64::from(k)).sum::<f64>() / 50_000.0;
            let error = (n * p * (1.0 - p) / 50_000.0).sqrt();
            assert!((mean - n * p).abs() <= 4.0 * error + 1e-12, "{target} of {others}: {mean}");
            // The newcomer's tax, and its variance from the same draws.
            let kept = drawn.iter().map(|&k| 1.0 / f64::from(1 + k));
            let (sum, squares) = kept.fold((0.0, 0.0), |(s, q), x| (s + x, q + x * x));
            let (mean, expected) = (sum / 50_000.0, (1.0 - math::pow(1.0 - p, n + 1.0)) / ((n + 1.0) * p));
            let error = ((squares / 50_000.0 - mean * mean).max(0.0) / 50_000.0).sqrt();
            assert!((mean - expected).abs() <= 4.0 * error + 1e-12, "{target} of {others}: {mean}, not {expected}");
        }
        assert!(draw(0.9, 20).iter().zip(draw(0.2, 20)).all(|(&more, fewer)| more >= fewer));
    }

    #[test]
    fn error_rates_have_to_be_said() {
        let mut problems = units::problem::Problems::default();
        let empty = Tree::bare(Value::Table(Table::default()));
        assert!(Adaptive::read(&empty, &mut problems).is_none());
        let told: Vec<&str> = problems.list().iter().map(|problem| &*problem.message).collect();
        for field in ["false_positive", "false_negative"] {
            assert!(told.iter().any(|message| message.contains(field)), "{told:?}");
        }
    }
}
