//! More for each when many offend at once.

use units::settings;
use units::time::Span;

use super::policy::{Destination, Evidence, Memory, Offence, Sentence, Slasher, StakeView};

settings! {
    /// Takes `multiple * offended / bonded` of the offender's stake, at most all: an accident is cheap, a conspiracy
    /// is ruin.
    ///
    /// offended: stake of all offenders within `window`, this one included \[coin\]; bonded: bonded stake of the
    /// network at the offence \[coin\]. The product is taken before the division, in 128 bits, and rounded down. Judged
    /// at the offence, where Ethereum waits for half of the window. Source: Ethereum consensus specs,
    /// `process_slashings` (Electra).
    pub struct Correlated {
        /// Which offence it judges.
        pub offence: Offence = Offence::WrongAnswer,
        /// Percent taken for each percent of the stake that offended [1 ..= 100].
        pub multiple: u32 = 3,
        /// How far back offences count [> 0 s].
        #[fixed = "what is older has been forgotten"]
        pub window: Span = Span::days(36),
        /// How long the offender is jailed.
        pub jail: Span = Span::ZERO,
        /// Who gets it.
        pub destination: Destination = Destination::Burn,
    }
}

impl Slasher for Correlated {
    fn hears(&self, offence: Offence) -> bool {
        offence == self.offence
    }
    fn judge(&self, evidence: &Evidence, view: &StakeView, memory: &mut Memory) -> Sentence {
        let stake = view.bonded + view.unbonding;
        memory.add(evidence.now, stake);
        memory.forget(evidence.now, self.window);
        let offended = memory.offended();
        let total = i128::from(view.total.max(1));
        let slash = i128::from(stake) * (i128::from(self.multiple) * offended).min(total) / total;
        let slash = i64::try_from(slash).unwrap_or(stake).min(stake);
        Sentence { slash, jail: self.jail, tombstone: false, destination: self.destination }
    }
}

#[cfg(test)]
mod tests {
    use super::super::policy::Finding;
    use super::*;
    use units::time::Time;

    /// 32 ETH of which 1 / 10 / 34 % offended lose 0.96 / 9.6 / 32 ETH (reference/mechanisms.md M5 b).
    #[test]
    fn the_published_table_is_reproduced() {
        let rule = Correlated {
            offence: Offence::WrongAnswer,
            multiple: 3,
            window: Span::days(36),
            jail: Span::ZERO,
            destination: Destination::Burn,
        };
        let evidence =
            Evidence { offence: Offence::WrongAnswer, finding: Finding::Offended, at: Time::ZERO, now: Time::ZERO };
        let eth = 1_000_000_000_i64;
        for (percent, lost) in [(1, 960_000_000), (10, 9_600_000_000), (34, 32_000_000_000)] {
            let total = 3_200 * eth;
            let mut memory = Memory::default();
            memory.add(Time::ZERO, total / 100 * percent - 32 * eth);
            let view = StakeView { bonded: 32 * eth, unbonding: 0, total, decimals: 9 };
            assert_eq!(rule.judge(&evidence, &view, &mut memory).slash, lost, "{percent} %");
        }
    }

    #[test]
    fn old_offences_are_forgotten() {
        let rule = Correlated {
            offence: Offence::WrongAnswer,
            multiple: 1,
            window: Span::secs(10),
            jail: Span::ZERO,
            destination: Destination::Burn,
        };
        let view = StakeView { bonded: 10, unbonding: 0, total: 100, decimals: 0 };
        let mut memory = Memory::default();
        let at = |s: u64| Evidence {
            offence: Offence::WrongAnswer,
            finding: Finding::Offended,
            at: Time::ZERO + Span::secs(s),
            now: Time::ZERO + Span::secs(s),
        };
        assert_eq!(rule.judge(&at(0), &view, &mut memory).slash, 1);
        assert_eq!(rule.judge(&at(5), &view, &mut memory).slash, 2);
        assert_eq!(rule.judge(&at(100), &view, &mut memory).slash, 1);
    }
}
