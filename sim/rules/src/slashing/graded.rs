//! More for whoever offends again.

use units::ids::NodeId;
use units::settings;
use units::share::Share;
use units::time::{Span, Time};

use crate::checking::Checking;

use super::policy::{Destination, Evidence, Finding, Offence, Sentence, Slasher, StakeView};

settings! {
    /// Takes a larger share with each offence of the same node, and less again once it has behaved for a time.
    ///
    /// The k-th offence costs the k-th of the `steps`, the last one from then on; whoever has not offended for
    /// `forgets` begins at the first. After n offences without a pause a stake is at the product of `1 - step` of its
    /// start, less the rounding. A first mistake is cheap and a habit is not: of an honest node that is convicted at
    /// rate a \[1/s\], at times that are independent, an offence is a first one with probability `exp(-a forgets)`.
    /// Source: graduated sanctions, Ostrom, Governing the commons, 1990, chapter 3.
    pub struct Graded {
        /// The offence that it punishes.
        pub offence: Offence = Offence::WrongAnswer,
        /// Share of the current stake for the first offence, the second, and so on [0 ..= 1].
        pub steps: Vec<Share> = vec![Share::percent(1), Share::percent(5), Share::percent(25), Share::ONE],
        /// How long after the last offence a node counts as one that never offended [> 0 s].
        pub forgets: Span = Span::days(30),
        /// How long the offender is jailed at its first offence; twice as long at the second, and so on in proportion.
        pub jail: Span = Span::ZERO,
        /// Whether the offender may never come back after the last of the `steps` (a tombstone).
        pub eject: bool = false,
        /// Who gets the slashed stake.
        pub destination: Destination = Destination::Burn,
    }
}

/// The offences of one node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Past {
    /// How many, since it was last forgotten.
    pub offences: u32,
    /// When the last was judged.
    pub last: Time,
}

impl Slasher for Graded {
    type Memory = Vec<Past>;

    fn memory(&self, nodes: usize) -> Vec<Past> {
        vec![Past::default(); nodes]
    }
    fn forget(&self, memory: &mut Vec<Past>, node: NodeId) {
        memory[node.row()] = Past::default();
    }
    fn destination(&self) -> Destination {
        self.destination
    }
    fn hears(&self, offence: Offence) -> bool {
        offence == self.offence
    }
    fn judge(&self, memory: &mut Vec<Past>, evidence: &Evidence, view: &StakeView) -> Sentence {
        if evidence.finding != Finding::Offended {
            return Sentence::none(self.destination);
        }
        let past = &mut memory[evidence.node.row()];
        if evidence.now.since(past.last) >= self.forgets {
            past.offences = 0;
        }
        past.offences = past.offences.saturating_add(1);
        past.last = evidence.now;
        let step = (past.offences as usize).min(self.steps.len());
        let share = self.steps.get(step.saturating_sub(1)).copied().unwrap_or(Share::ZERO);
        Sentence {
            slash: share.of(view.bonded + view.unbonding),
            jail: Span::from_ns(self.jail.ns().saturating_mul(past.offences.into())),
            tombstone: self.eject && step == self.steps.len(),
            destination: self.destination,
        }
    }
    fn vet(&self, checking: &mut Checking) {
        if self.steps.is_empty() {
            checking.refuse_with("steps", "without steps it takes nothing", "name a share, as in `[\"1 %\"]`");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use units::settings::Setting;

    #[test]
    fn each_offence_costs_more_until_the_record_is_forgotten() {
        let rule = Graded { jail: Span::secs(60), eject: true, ..Graded::absent().unwrap() };
        let mut memory = rule.memory(1);
        let mut stake = 1_000_000;
        let mut judged = |days: u64| {
            let now = Time::ZERO + Span::days(days);
            let (offence, finding) = (Offence::WrongAnswer, Finding::Offended);
            let evidence = Evidence { node: NodeId(0), offence, finding, at: now, now };
            let view = StakeView { bonded: stake, unbonding: 0, total: stake, members: 1, decimals: 0 };
            let sentence = rule.judge(&mut memory, &evidence, &view);
            stake -= sentence.slash;
            (sentence.slash, sentence.jail.ns() / 1_000_000_000, sentence.tombstone, stake)
        };
        // 1 %, 5 % and 25 % of what is left; a month without an offence, and it is 1 % again.
        assert_eq!(judged(40), (10_000, 60, false, 990_000));
        assert_eq!(judged(41), (49_500, 120, false, 940_500));
        assert_eq!(judged(60), (235_125, 180, false, 705_375));
        assert_eq!(judged(90), (7_053, 60, false, 698_322));
        assert_eq!(judged(119), (34_916, 120, false, 663_406));
        assert_eq!(judged(120).0, 165_851);
        assert_eq!(judged(121), (497_555, 240, true, 0));
    }
}
