//! More for each when many offend at once.

use std::collections::VecDeque;

use units::settings;
use units::time::{Span, Time};

use super::policy::{Destination, Evidence, Offence, Sentence, Slasher, StakeView};

settings! {
    /// Takes `multiple * offended / bonded` of the offender's stake, at most all of it: isolated offences cost
    /// little, correlated ones everything.
    ///
    /// offended: stake of all offenders within `window`, this one included \[coin\]; bonded: bonded stake of the
    /// network at the offence \[coin\]. The product is taken before the division, in 128 bits, and rounded down. Judged
    /// at the offence, where Ethereum waits for half of the window. Source: Ethereum consensus specs,
    /// `process_slashings` (Electra).
    pub struct Correlated {
        /// The offence that it punishes.
        pub offence: Offence = Offence::WrongAnswer,
        /// Percent taken for each percent of the stake that offended [1 ..= 100].
        pub multiple: u32 = 3,
        /// How far back offences count [> 0 s].
        #[fixed = "older offences are no longer stored"]
        pub window: Span = Span::days(36),
        /// How long the offender is jailed.
        pub jail: Span = Span::ZERO,
        /// Who gets the slashed stake.
        pub destination: Destination = Destination::Burn,
    }
}

/// The offences within a window.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recent {
    /// Time and stake of past offences, oldest first.
    list: VecDeque<(Time, i64)>,
    /// The sum of these stakes, so that a verdict costs the same however many there were.
    offended: i128,
}

impl Recent {
    /// Notes an offence of somebody with this stake.
    fn add(&mut self, at: Time, stake: i64) {
        self.list.push_back((at, stake));
        self.offended += i128::from(stake);
    }
    /// Forgets what is older than a window.
    fn forget(&mut self, now: Time, window: Span) {
        while let Some(&(at, stake)) = self.list.front()
            && now.since(at) > window
        {
            self.list.pop_front();
            self.offended -= i128::from(stake);
        }
    }
    /// The stake of all offenders that are remembered \[base units\].
    fn offended(&self) -> i128 {
        self.offended
    }
}

impl Slasher for Correlated {
    type Memory = Recent;

    fn destination(&self) -> Destination {
        self.destination
    }
    fn hears(&self, offence: Offence) -> bool {
        offence == self.offence
    }
    fn judge(&self, memory: &mut Recent, evidence: &Evidence, view: &StakeView) -> Sentence {
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
    use units::ids::NodeId;

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
        let evidence = Evidence {
            node: NodeId(0),
            offence: Offence::WrongAnswer,
            finding: Finding::Offended,
            at: Time::ZERO,
            now: Time::ZERO,
        };
        let eth = 1_000_000_000_i64;
        for (percent, lost) in [(1, 960_000_000), (10, 9_600_000_000), (34, 32_000_000_000)] {
            let total = 3_200 * eth;
            let mut memory = Recent::default();
            memory.add(Time::ZERO, total / 100 * percent - 32 * eth);
            let view = StakeView { bonded: 32 * eth, unbonding: 0, total, decimals: 9 };
            assert_eq!(rule.judge(&mut memory, &evidence, &view).slash, lost, "{percent} %");
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
        let mut memory = Recent::default();
        let at = |s: u64| Evidence {
            node: NodeId(0),
            offence: Offence::WrongAnswer,
            finding: Finding::Offended,
            at: Time::ZERO + Span::secs(s),
            now: Time::ZERO + Span::secs(s),
        };
        assert_eq!(rule.judge(&mut memory, &at(0), &view).slash, 1);
        assert_eq!(rule.judge(&mut memory, &at(5), &view).slash, 2);
        assert_eq!(rule.judge(&mut memory, &at(100), &view).slash, 1);
    }
}
