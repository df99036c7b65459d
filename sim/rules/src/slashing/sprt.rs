//! Wald's sequential test of the share of failed checks.

use engine::math;
use units::ids::NodeId;
use units::settings;
use units::share::Share;
use units::time::Span;

use crate::checking::Checking;

use super::policy::{Destination, Evidence, Finding, Offence, Sentence, Slasher, StakeView};

settings! {
    /// Adds up the evidence of all checks of a node until it is enough to convict or to clear it.
    ///
    /// After f failed and s passed checks since the last decision the log likelihood ratio is `L = f ln(p1 / p0) + s
    /// ln((1 - p1) / (1 - p0))`, p0 = `expected` and p1 = `guilty` the shares of failed checks of an honest and of a
    /// guilty node. Guilty at `L >= convict`; at `L <= -clear` the record begins anew. As every look counts, looking
    /// after each check convicts no more honest nodes than it should: a test of a node that fails a share p0 ends in a
    /// conviction with a probability of at most `exp(-convict)`, and one of a guilty node in clearance with at most
    /// `exp(-clear)` (Wald), whatever the number of checks. With p0 = 10 %, p1 = 20 % and both bounds 4, a test of a
    /// node that fails 10 % convicts in 1.4 % of the cases, after 107 checks on average; of one that fails 20 % in
    /// 98.3 %, after 93; six failures in a row suffice. A cleared node is tested again, so that in the long run an
    /// honest one is convicted once in about `107 / 0.014` checks. Shares of failures between p0 and p1 are decided
    /// last. Source: Wald, Sequential tests of statistical hypotheses, Annals of Mathematical Statistics 16, 1945;
    /// Gonka's test of missed inferences, gonka-ai/gonka 1726 (reference/results.md D57).
    pub struct Sprt {
        /// Share of failed checks of an honest node [> 0, < 1].
        pub expected: Share = Share::percent(10),
        /// Share of failed checks from which on a node is to be convicted; above `expected` [> 0, < 1].
        pub guilty: Share = Share::percent(20),
        /// Log likelihood ratio that convicts [> 0, <= 100].
        pub convict: f64 = 4.0,
        /// Log likelihood ratio that clears, below 0 by this [> 0, <= 100].
        pub clear: f64 = 4.0,
        /// Share of the current stake that is taken [0 ..= 1].
        pub share: Share = Share::percent(20),
        /// How long the offender is jailed.
        pub jail: Span = Span::ZERO,
        /// Whether the offender may never come back (a tombstone).
        pub eject: bool = false,
        /// Who gets the slashed stake.
        pub destination: Destination = Destination::Burn,
    }
}

/// The checks of one node since the last decision about it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Test {
    /// Checks that it failed.
    pub failed: u32,
    /// Checks that it passed.
    pub passed: u32,
}

impl Sprt {
    /// The log likelihood ratio of a guilty to an honest node.
    fn evidence(&self, test: Test) -> f64 {
        let (p0, p1) = (self.expected.as_f64(), self.guilty.as_f64());
        f64::from(test.failed) * math::ln(p1 / p0) + f64::from(test.passed) * (math::ln_1p(-p1) - math::ln_1p(-p0))
    }
}

impl Slasher for Sprt {
    type Memory = Vec<Test>;

    fn memory(&self, nodes: usize) -> Vec<Test> {
        vec![Test::default(); nodes]
    }
    fn forget(&self, memory: &mut Vec<Test>, node: NodeId) {
        memory[node.row()] = Test::default();
    }
    fn destination(&self) -> Destination {
        self.destination
    }
    fn hears(&self, offence: Offence) -> bool {
        offence == Offence::WrongAnswer
    }
    fn hears_passes(&self) -> bool {
        true
    }
    fn judge(&self, memory: &mut Vec<Test>, evidence: &Evidence, view: &StakeView) -> Sentence {
        let test = &mut memory[evidence.node.row()];
        match evidence.finding {
            Finding::Offended => test.failed += 1,
            Finding::Cleared => test.passed += 1,
            Finding::Due => {}
        }
        let found = self.evidence(*test);
        if found <= -self.clear {
            *test = Test::default();
        }
        if found < self.convict {
            return Sentence::none(self.destination);
        }
        *test = Test::default();
        let slash = self.share.of(view.bonded + view.unbonding);
        Sentence { slash, jail: self.jail, tombstone: self.eject, destination: self.destination }
    }
    fn vet(&self, checking: &mut Checking) {
        if self.guilty <= self.expected {
            let message = "it can never convict: a guilty node is to fail no more checks than an honest one";
            checking.refuse_with("guilty", message, "set `guilty` above `expected`");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use units::settings::Setting;
    use units::time::Time;

    /// With which probability a test of a node that fails a share p of its checks convicts, and after how many checks
    /// a test ends on average: forward over all records that are still open, through the rule itself.
    fn test(p: f64) -> (f64, f64) {
        let rule = Sprt::absent().unwrap();
        let view = StakeView { bonded: 100, unbonding: 0, total: 100, members: 1, decimals: 0 };
        let mut open = BTreeMap::from([(Test::default(), 1.0)]);
        let (mut convicted, mut checks, mut n) = (0.0, 0.0, 0.0);
        while open.values().sum::<f64>() > 1e-13 {
            n += 1.0;
            let mut next = BTreeMap::new();
            for (record, mass) in open {
                for (finding, odds) in [(Finding::Offended, p), (Finding::Cleared, 1.0 - p)] {
                    let (at, now) = (Time::ZERO, Time::ZERO);
                    let evidence = Evidence { node: NodeId(0), offence: Offence::WrongAnswer, finding, at, now };
                    let mut memory = vec![record];
                    let sentence = rule.judge(&mut memory, &evidence, &view);
                    let mass = mass * odds;
                    if sentence.slash > 0 {
                        convicted += mass;
                    }
                    if memory[0] == Test::default() {
                        checks += n * mass;
                    } else {
                        *next.entry(memory[0]).or_insert(0.0) += mass;
                    }
                }
            }
            open = next;
        }
        (convicted, checks)
    }

    /// Reference/results.md D57: computed there by another program.
    #[test]
    fn the_published_table_is_reproduced() {
        for (p, convicts, checks) in [
            (0.05, 1.83e-5, 52.3),
            (0.10, 0.014_062, 107.4),
            (0.15, 0.584_784, 207.6),
            (0.20, 0.982_931, 92.8),
            (0.30, 0.999_972, 34.0),
        ] {
            let (convicted, mean) = test(p);
            assert!(
                (convicted / convicts - 1.0).abs() < 3e-3 && (convicted - convicts).abs() < 1e-6,
                "{p}: {convicted}"
            );
            assert!((mean - checks).abs() < 0.06, "{p}: {mean}, not {checks}");
        }
    }

    #[test]
    fn six_failures_convict_and_thirty_four_passes_clear() {
        let rule = Sprt::absent().unwrap();
        assert!(rule.evidence(Test { failed: 5, passed: 0 }) < 4.0);
        assert!(rule.evidence(Test { failed: 6, passed: 0 }) >= 4.0);
        assert!(rule.evidence(Test { failed: 0, passed: 33 }) > -4.0);
        assert!(rule.evidence(Test { failed: 0, passed: 34 }) <= -4.0);
    }
}
