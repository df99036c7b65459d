//! More for each when many offend at once.

use std::collections::VecDeque;

use units::ids::NodeId;
use units::money::Money;
use units::settings;
use units::share::Share;
use units::time::{Span, Time};
use units::words;

use crate::checking::Checking;

use super::policy::{Destination, Evidence, Finding, Offence, Sentence, Slasher, StakeView};

settings! {
    /// Takes `multiple * offended / bonded` of the offender's stake, at most all of it: isolated offences cost
    /// little, correlated ones everything.
    ///
    /// offended: stake of all offenders within `window`, this one included \[coin\]; bonded: bonded stake of the
    /// network when it is judged \[coin\]. The product is taken before the division, in 128 bits, and rounded down: in
    /// base units, or in steps of a `unit` as `rounding` says. Judged at the offence, or `after` it: with half of the
    /// window the first offender pays for those that come after it, too; until then another offence of its own changes
    /// nothing. A node that has gone for good by then pays nothing. Ethereum: `initial = "0.0244140625 %"`, `after`
    /// 4096 epochs (18.2 d), `window` 8192 epochs, `unit` 1 ETH; 500 validators of 32 ETH among 34 million ETH lose
    /// 0.0078 and 0.0452 ETH each, 12,000 among a million everything. Source: Ethereum consensus specs,
    /// `slash_validator` and `process_slashings` (Electra and Bellatrix).
    pub struct Correlated {
        /// The offence that it punishes.
        pub offence: Offence = Offence::WrongAnswer,
        /// Percent taken for each percent of the stake that offended [1 ..= 100].
        pub multiple: u32 = 3,
        /// How far back offences count [> 0 s].
        #[fixed = "older offences are no longer stored"]
        pub window: Span = Span::days(36),
        /// Share of the stake that is taken at once, whoever else offends [0 ..= 1].
        pub initial: Share = Share::ZERO,
        /// How long after the offence the rest is judged; beyond the network's `unbonding` who leaves in time pays
        /// nothing of it.
        #[fixed = "what is due was scheduled by it"]
        pub after: Span = Span::ZERO,
        /// The step of stakes by which the rest is counted; without it, base units [> 0].
        pub unit: Option<Money>,
        /// How steps are rounded.
        pub rounding: Rounding = Rounding::Electra,
        /// Whether the offender may never come back (a tombstone).
        pub eject: bool = false,
        /// How long the offender is jailed.
        pub jail: Span = Span::ZERO,
        /// Who gets the slashed stake.
        pub destination: Destination = Destination::Burn,
    }
}

words! {
    /// How a share of a stake is rounded to steps of a unit.
    pub enum Rounding {
        /// What a unit pays is rounded down to base units.
        Electra = "electra",
        /// What the whole stake pays is rounded down to units.
        Bellatrix = "bellatrix",
    }
}

/// The offences within a window.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recent {
    /// Time and stake of past offences, oldest first.
    list: VecDeque<(Time, i64)>,
    /// The sum of these stakes, so that a verdict costs the same however many there were.
    offended: i128,
    /// Stakes at offences that are judged later.
    later: Vec<(NodeId, i64)>,
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
        if evidence.finding == Finding::Due {
            let Some(at) = memory.later.iter().position(|later| later.0 == evidence.node) else {
                return Sentence::none(self.destination);
            };
            let (_, then) = memory.later.remove(at);
            memory.forget(evidence.now, self.window);
            return Sentence { slash: self.rest(memory, then, view).min(stake), ..Sentence::none(self.destination) };
        }
        if memory.later.iter().any(|later| later.0 == evidence.node) {
            // Whoever awaits its sentence is not slashed again.
            return Sentence::none(self.destination);
        }
        memory.add(evidence.now, stake);
        memory.forget(evidence.now, self.window);
        let rest = if self.after > Span::ZERO {
            memory.later.push((evidence.node, stake));
            0
        } else {
            self.rest(memory, stake, view)
        };
        let slash = self.initial.of(stake).saturating_add(rest).min(stake);
        Sentence { slash, jail: self.jail, tombstone: self.eject, destination: self.destination }
    }
    fn forget(&self, memory: &mut Recent, node: NodeId) {
        memory.later.retain(|later| later.0 != node);
    }
    fn due(&self, _: Time) -> Option<Span> {
        Some(self.after).filter(|&after| after > Span::ZERO)
    }
    fn vet(&self, checking: &mut Checking) {
        if let Some(unit) = &self.unit {
            checking.amount("unit", unit);
        }
        if self.after > self.window {
            let message = "what is due then has left the window, so that nobody counts";
            checking.refuse_with("after", message, "set `after` to half of the `window`");
        }
    }
}

impl Correlated {
    /// What a stake pays beside the initial part, by all offences within the window \[base units\].
    fn rest(&self, memory: &Recent, stake: i64, view: &StakeView) -> i64 {
        let total = i128::from(view.total.max(1));
        let adjusted = (i128::from(self.multiple) * memory.offended()).min(total);
        let unit = self.unit.as_ref().and_then(|unit| unit.base_units(view.decimals)).filter(|&unit| unit > 0);
        let stake = i128::from(stake);
        let slash = match (unit.map(i128::from), self.rounding) {
            (None, _) => stake * adjusted / total,
            (Some(unit), Rounding::Electra) => adjusted / (total / unit).max(1) * (stake / unit),
            (Some(unit), Rounding::Bellatrix) => stake / unit * adjusted / total * unit,
        };
        i64::try_from(slash.min(stake)).unwrap_or(i64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use units::settings::Setting;

    /// 32 ETH of which 1 / 10 / 34 % offended lose 0.96 / 9.6 / 32 ETH (reference/mechanisms.md M5 b).
    #[test]
    fn the_published_table_is_reproduced() {
        let rule = Correlated::absent().unwrap();
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
            let view = StakeView { bonded: 32 * eth, unbonding: 0, total, members: 0, decimals: 9 };
            assert_eq!(rule.judge(&mut memory, &evidence, &view).slash, lost, "{percent} %");
        }
    }

    /// The first offender pays for those that come after it: what is due is counted when it is due.
    #[test]
    fn who_is_judged_later_pays_for_all_within_the_window() {
        let rule = Correlated { after: Span::secs(5), window: Span::secs(10), ..Correlated::absent().unwrap() };
        let rule = Correlated { initial: Share::percent(1), eject: true, ..rule };
        let mut memory = Recent::default();
        let mut judged = |node: u32, finding, at: u64, now: u64| {
            let [at, now] = [at, now].map(|s| Time::ZERO + Span::secs(s));
            let evidence = Evidence { node: NodeId(node), offence: Offence::WrongAnswer, finding, at, now };
            let view = StakeView { bonded: 100, unbonding: 0, total: 3_000, members: 0, decimals: 0 };
            let sentence = rule.judge(&mut memory, &evidence, &view);
            (sentence.slash, sentence.tombstone)
        };
        assert_eq!(judged(0, Finding::Offended, 0, 0), (1, true));
        assert_eq!(judged(1, Finding::Offended, 4, 4), (1, true));
        assert_eq!(judged(0, Finding::Offended, 4, 4), (0, false), "who awaits its sentence is not slashed again");
        // 3 * 200 / 3,000 = 20 % for either.
        assert_eq!(judged(0, Finding::Due, 0, 5), (20, false));
        assert_eq!(judged(1, Finding::Due, 4, 9), (20, false));
        assert_eq!(judged(1, Finding::Due, 4, 9), (0, false), "it is due once");
    }

    #[test]
    fn old_offences_are_forgotten() {
        let rule = Correlated { multiple: 1, window: Span::secs(10), ..Correlated::absent().unwrap() };
        let view = StakeView { bonded: 10, unbonding: 0, total: 100, members: 0, decimals: 0 };
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
