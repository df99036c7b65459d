//! More for each, the more nodes offend in one session.

use units::ids::NodeId;
use units::settings;
use units::share::Share;
use units::time::{Span, Time};

use crate::checking::Checking;

use super::policy::{Destination, Evidence, Finding, Offence, Sentence, Slasher, StakeView};

settings! {
    /// Takes a share that grows with how many nodes offended in the same session, judged when the session is over.
    ///
    /// With k offenders in a session of n members the share is `min((multiple max(k - k0, 0) / n)^power, 1) most`; k0 =
    /// `floor(free n) + 1` offenders go free where `free` is above 0, else 0. A node counts once a session, however
    /// often it offended. All offenders of a session pay the same, at its end and `after` later, so that governance
    /// could still stop it; a node that has gone by then pays nothing. Of several sessions within a `span` from the
    /// first that cost a node something, only the dearest counts: a later one costs what it is dearer by. In base
    /// units, multiplied before divided in 128 bits, rounded down. Of 300 members 30 that equivocate lose 9 % each and
    /// 100 lose everything (`multiple = 3`, `power = 2`); 30 that are absent lose nothing and 100 lose 4.8 % (`multiple
    /// = 3`, `power = 1`, `free = "10 %"`, `most = "7 %"`). Source: Polkadot's equivocation and unresponsiveness
    /// offences and slashing spans, paritytech/polkadot-sdk (reference/systems.md 13).
    pub struct Concurrent {
        /// The offence that it punishes.
        pub offence: Offence = Offence::WrongAnswer,
        /// Percent for each percent of the members that offended; with a `power`, before it [1 ..= 100].
        pub multiple: u32 = 3,
        /// Power to which that is taken [1 ..= 3].
        pub power: u32 = 2,
        /// Share of the members that may offend for nothing [0 ..= 1].
        pub free: Share = Share::ZERO,
        /// Share of the stake that it takes at most [0 ..= 1].
        pub most: Share = Share::ONE,
        /// Length of a session [> 0 s].
        #[fixed = "offences of the present session were counted in it"]
        pub session: Span = Span::hours(4),
        /// How long after the end of a session its offenders pay; beyond the network's `unbonding` who leaves in time
        /// pays nothing.
        #[fixed = "what is due was scheduled by it"]
        pub after: Span = Span::ZERO,
        /// For how long a node pays only the dearest of its sessions; 0 s for each of them.
        pub span: Span = Span::ZERO,
        /// How long the offender is jailed, from the offence.
        pub jail: Span = Span::ZERO,
        /// Who gets the slashed stake.
        pub destination: Destination = Destination::Burn,
    }
}

/// The offenders of sessions that are not judged yet, and what nodes paid lately.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sessions {
    /// Session and offender, in the order of offences; each once.
    waiting: Vec<(u64, NodeId)>,
    /// The last session that is due, and how many offended in it.
    judged: (u64, u32),
    /// What each node that paid has paid since when.
    paid: Vec<(NodeId, Time, i64)>,
}

impl Concurrent {
    /// What a node with so much stake owes for a session with so many offenders among so many members \[base units\].
    pub fn owes(&self, stake: i64, offenders: u32, members: u32) -> i64 {
        let n = u64::from(members.max(1));
        let free = if self.free.is_zero() { 0 } else { self.free.of(members.into()) + 1 };
        let over = u64::from(self.multiple) * u64::try_from(i64::from(offenders) - free).unwrap_or(0);
        let most = self.most.of(stake);
        if over >= n {
            return most;
        }
        // A third power of members and a stake may need more than 128 bits: then it is divided factor by factor.
        let (over, n) = (i128::from(over), i128::from(n));
        let product = (0..self.power).try_fold((i128::from(most), 1), |(top, bottom): (i128, i128), _| {
            Some((top.checked_mul(over)?, bottom.checked_mul(n)?))
        });
        let due = product.map_or_else(
            || (0..self.power).fold(i128::from(most), |due, _| due * over / n),
            |(top, bottom)| top / bottom,
        );
        i64::try_from(due).unwrap_or(most)
    }
    /// The number of a session.
    fn number(&self, at: Time) -> u64 {
        at.ns() / self.session.ns().max(1)
    }
}

impl Slasher for Concurrent {
    type Memory = Sessions;

    fn forget(&self, memory: &mut Sessions, node: NodeId) {
        // It still counts among those of its session.
        memory.paid.retain(|paid| paid.0 != node);
    }
    fn destination(&self) -> Destination {
        self.destination
    }
    fn hears(&self, offence: Offence) -> bool {
        offence == self.offence
    }
    fn due(&self, now: Time) -> Option<Span> {
        let session = self.session.ns().max(1);
        Some(Span::from_ns(session - now.ns() % session + self.after.ns()))
    }
    fn vet(&self, checking: &mut Checking) {
        if self.free == Share::ONE {
            let message = "it can never take anything: all members may offend for nothing";
            checking.refuse_with("free", message, "lower it");
        }
    }
    fn counts_members(&self) -> bool {
        true
    }
    fn judge(&self, memory: &mut Sessions, evidence: &Evidence, view: &StakeView) -> Sentence {
        let node = evidence.node;
        if evidence.finding == Finding::Offended {
            let offender = (self.number(evidence.now), node);
            if !memory.waiting.contains(&offender) {
                memory.waiting.push(offender);
            }
            return Sentence { jail: self.jail, ..Sentence::none(self.destination) };
        }
        let session = self.number(evidence.at);
        let Some(at) = memory.waiting.iter().position(|waiting| *waiting == (session, node)) else {
            return Sentence::none(self.destination);
        };
        if memory.judged.0 != session || memory.judged.1 == 0 {
            let offenders = memory.waiting.iter().filter(|waiting| waiting.0 == session).count();
            memory.judged = (session, offenders as u32);
        }
        memory.waiting.remove(at);
        // Sessions are due in their order: who is left of earlier ones has gone for good.
        memory.waiting.retain(|waiting| waiting.0 >= session);
        memory.paid.retain(|paid| evidence.now.since(paid.1) < self.span);
        let stake = view.bonded + view.unbonding;
        let before = memory.paid.iter().find(|paid| paid.0 == node).map_or(0, |paid| paid.2);
        let owes = self.owes(stake.saturating_add(before), memory.judged.1, view.members);
        let slash = (owes - before).clamp(0, stake);
        match memory.paid.iter_mut().find(|paid| paid.0 == node) {
            Some(paid) => paid.2 += slash,
            None if slash > 0 && self.span > Span::ZERO => memory.paid.push((node, evidence.now, slash)),
            None => {}
        }
        Sentence { slash, ..Sentence::none(self.destination) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use units::settings::Setting;

    const STAKE: i64 = 1_000_000;

    fn equivocation() -> Concurrent {
        Concurrent { session: Span::secs(100), ..Concurrent::absent().unwrap() }
    }
    fn absence() -> Concurrent {
        Concurrent { power: 1, free: Share::percent(10), most: Share::percent(7), ..equivocation() }
    }

    /// Reference/systems.md 13: n = 300, k = 1 %, 20 % and a third; and of 30.
    #[test]
    fn the_published_tables_are_reproduced() {
        for (offenders, equivocates, absent) in
            [(3, 900, 0), (30, 90_000, 0), (60, 360_000, 20_300), (100, 1_000_000, 48_300), (300, 1_000_000, 70_000)]
        {
            assert_eq!(equivocation().owes(STAKE, offenders, 300), equivocates, "{offenders}");
            assert_eq!(absence().owes(STAKE, offenders, 300), absent, "{offenders}");
        }
    }

    fn judged(rule: &Concurrent, memory: &mut Sessions, (node, finding): (u32, Finding), (at, now): (u64, u64)) -> i64 {
        let [at, now] = [at, now].map(|s| Time::ZERO + Span::secs(s));
        let evidence = Evidence { node: NodeId(node), offence: Offence::WrongAnswer, finding, at, now };
        let view = StakeView { bonded: STAKE, unbonding: 0, total: 30 * STAKE, members: 30, decimals: 0 };
        rule.judge(memory, &evidence, &view).slash
    }

    #[test]
    fn offenders_that_have_gone_are_counted_and_then_forgotten() {
        let rule = equivocation();
        let mut memory = Sessions::default();
        for node in [0, 1] {
            judged(&rule, &mut memory, (node, Finding::Offended), (10, 10));
        }
        judged(&rule, &mut memory, (2, Finding::Offended), (110, 110));
        // Node 1 is gone: the other pays for two.
        assert_eq!(judged(&rule, &mut memory, (0, Finding::Due), (10, 100)), 40_000);
        assert_eq!(judged(&rule, &mut memory, (2, Finding::Due), (110, 200)), 10_000);
        assert_eq!(memory.waiting, []);
    }

    #[test]
    fn all_offenders_of_a_session_pay_the_same_once_and_in_a_span_only_the_dearest() {
        let rule = Concurrent { span: Span::secs(1_000), ..equivocation() };
        let mut memory = Sessions::default();
        // Three of thirty in the first session, one of them twice: (3 * 3 / 30)^2 = 9 % each, at its end.
        for (node, at) in [(0, 10), (1, 20), (0, 30), (2, 99)] {
            assert_eq!(judged(&rule, &mut memory, (node, Finding::Offended), (at, at)), 0);
            assert_eq!(rule.due(Time::ZERO + Span::secs(at)), Some(Span::secs(100 - at)));
        }
        let due = [(0, 10), (1, 20), (0, 30), (2, 99)];
        let paid = due.map(|(node, at)| judged(&rule, &mut memory, (node, Finding::Due), (at, 100)));
        assert_eq!(paid, [90_000, 90_000, 0, 90_000]);
        // Node 0 alone in the next: 1 % is less than it has paid. With four more: 25 % of what it had, less that.
        judged(&rule, &mut memory, (0, Finding::Offended), (150, 150));
        assert_eq!(judged(&rule, &mut memory, (0, Finding::Due), (150, 200)), 0);
        for node in [0, 3, 4, 5, 6] {
            judged(&rule, &mut memory, (node, Finding::Offended), (250, 250));
        }
        assert_eq!(judged(&rule, &mut memory, (0, Finding::Due), (250, 300)), 1_090_000 / 4 - 90_000);
        assert_eq!(judged(&rule, &mut memory, (3, Finding::Due), (250, 300)), 250_000);
        // The span is over.
        judged(&rule, &mut memory, (0, Finding::Offended), (1_150, 1_150));
        assert_eq!(judged(&rule, &mut memory, (0, Finding::Due), (1_150, 1_200)), 10_000);
    }
}
