//! A test of the share of failed checks, looked at after every check.

use units::ids::NodeId;
use units::settings;
use units::share::Share;
use units::time::Span;

use super::policy::{Destination, Evidence, Finding, Offence, Sentence, Slasher, StakeView};

settings! {
    /// Sentences a node whose share of failed checks is too high to be chance, or that fails too many in a row.
    ///
    /// After each check, failed or passed, with n checks and f failures so far: guilty at `n >= least` if `z = (f - n
    /// p) / sqrt(n p (1 - p)) > z_max`, p the expected share of failures; and after `run` failures in a row. The record
    /// is cleared by a conviction, and at the end of each epoch if there are epochs. Repeated looks convict far more
    /// honest nodes than a single one would: with p = 5 %, z > 1 and at least 10 checks, 26 % within 20 checks and 64 %
    /// within 1,000. A check that fails without a conviction costs only the fee. Source: gonka-ai/gonka
    /// (reference/systems.md 3); repeated looks: Armitage, McPherson and Rowe, JRSS A 132, 1969.
    pub struct ZTest {
        /// Expected share of failed checks of an honest node [> 0, < 1].
        pub expected: Share = Share::percent(5),
        /// Largest z that passes [>= 0].
        pub z_max: f64 = 1.0,
        /// Checks before the first look at z [>= 1].
        pub least: u32 = 10,
        /// Number of failures in a row that convicts on its own [>= 1].
        pub run: u32 = 5,
        /// How long a record lasts; without it, for ever [> 0 s].
        pub epoch: Option<Span>,
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

/// The checks of one node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Checks so far.
    pub checks: u32,
    /// Checks that it failed.
    pub failures: u32,
    /// Checks that it failed in a row up to now.
    pub run: u32,
    /// The epoch that is counted.
    pub epoch: u64,
}

impl ZTest {
    fn is_too_high(&self, record: &Record) -> bool {
        let (n, p) = (f64::from(record.checks), self.expected.as_f64());
        let excess = f64::from(record.failures) - n * p;
        excess > 0.0 && excess * excess > self.z_max * self.z_max * n * p * (1.0 - p)
    }
}

impl Slasher for ZTest {
    type Memory = Vec<Record>;

    fn memory(&self, nodes: usize) -> Vec<Record> {
        vec![Record::default(); nodes]
    }
    fn forget(&self, memory: &mut Vec<Record>, node: NodeId) {
        memory[node.row()] = Record::default();
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
    fn judge(&self, memory: &mut Vec<Record>, evidence: &Evidence, view: &StakeView) -> Sentence {
        let record = &mut memory[evidence.node.row()];
        let epoch = self.epoch.map_or(0, |span| evidence.now.ns() / span.ns().max(1));
        if record.epoch != epoch {
            *record = Record { epoch, ..Record::default() };
        }
        record.checks += 1;
        match evidence.finding {
            Finding::Offended => (record.failures, record.run) = (record.failures + 1, record.run + 1),
            Finding::Cleared => record.run = 0,
            Finding::Due => {}
        }
        let is_guilty = record.run >= self.run || record.checks >= self.least && self.is_too_high(record);
        if !is_guilty {
            return Sentence::none(self.destination);
        }
        *record = Record { epoch, ..Record::default() };
        let slash = self.share.of(view.bonded + view.unbonding);
        Sentence { slash, jail: self.jail, tombstone: self.eject, destination: self.destination }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use units::settings::Setting;
    use units::time::Time;

    /// After how many checks the rule convicts; `x` fails, `.` passes.
    fn check(history: &str, convicted_at: Option<usize>) {
        let rule = ZTest::absent().unwrap();
        let view = StakeView { bonded: 100, unbonding: 0, total: 100, members: 1, decimals: 0 };
        let mut memory = rule.memory(1);
        let found = history.chars().position(|c| {
            let finding = if c == 'x' { Finding::Offended } else { Finding::Cleared };
            let evidence =
                Evidence { node: NodeId(0), offence: Offence::WrongAnswer, finding, at: Time::ZERO, now: Time::ZERO };
            rule.judge(&mut memory, &evidence, &view).slash == 20
        });
        assert_eq!(found.map(|at| at + 1), convicted_at, "{history}");
    }

    #[test]
    fn the_first_look_is_at_the_tenth_check_whatever_it_says() {
        // f = 2, n = 10: z = 1.5 / sqrt(0.475) = 2.2.
        check("xx........", Some(10));
        // f = 1: z = 0.73 at n = 10; a second failure at n = 12 makes it 1.85.
        check("x..........x", Some(12));
        check("x..............................", None);
    }

    #[test]
    fn five_failures_in_a_row_convict_at_once() {
        check("xxxxx", Some(5));
        check("xxxx.", None);
    }
}
