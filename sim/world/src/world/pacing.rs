//! The clock of what is played, and what the last window paid, to be paid on until the next.

use std::sync::Arc;

use units::ids::{GatewayId, GroupId, NetworkId, UsersId};
use units::time::{Span, Time};

use crate::scenario::{Played, Scenario};
use crate::world::dues::Done;

/// The clock that runs while requests are played.
#[derive(Clone, Debug)]
pub(crate) struct Clock {
    windows: Arc<[Played]>,
    /// What was played before each window \[ns\].
    before: Arc<[u64]>,
}

impl Clock {
    fn new(windows: Arc<[Played]>) -> Self {
        let before = windows.iter().scan(0, |sum, w| {
            let before = *sum;
            *sum += w.to.since(w.from).ns();
            Some(before)
        });
        let before = before.collect();
        Self { windows, before }
    }
    /// The window at a time, or the next after it; as many as there are if there is none.
    fn index(&self, at: Time) -> usize {
        self.windows.partition_point(|w| w.to <= at)
    }
    /// The first moment from a time on at which requests are played; none if there is none.
    #[inline]
    pub(crate) fn opens(&self, at: Time) -> Option<Time> {
        self.windows.get(self.index(at)).map(|w| w.from.max(at))
    }
    /// How much was played until a time \[ns\].
    fn read(&self, at: Time) -> u64 {
        let i = self.index(at);
        match self.windows.get(i) {
            Some(w) => self.before[i] + at.since(w.from).ns(),
            None => self.windows.last().map_or(0, |w| self.before[i - 1] + w.to.since(w.from).ns()),
        }
    }
    /// How much was played between two times.
    pub(crate) fn played(&self, from: Time, to: Time) -> Span {
        Span::from_ns(self.read(to) - self.read(from))
    }
    /// When a span has been played after a time; none if it never will have been.
    pub(crate) fn later(&self, at: Time, span: Span) -> Option<Time> {
        let read = self.read(at).checked_add(span.ns())?;
        let i = self.before.partition_point(|&before| before <= read).checked_sub(1)?;
        let w = self.windows[i];
        let time = w.from + Span::from_ns(read - self.before[i]);
        (time < w.to).then_some(time)
    }
}

/// Who is paid a part of fees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Payee {
    Gateway,
    Treasury,
    Burn,
    Insurance,
    Servers(GroupId),
    Checkers(GroupId),
}

/// What went to somebody in the last window, and what of the same was paid on since \[base units\].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cell {
    pub(crate) payee: Payee,
    pub(crate) total: i64,
    pub(crate) paid: i64,
}

/// The fees of a group of users at a network, through a gateway.
#[derive(Clone, Debug)]
pub(crate) struct Flow {
    pub(crate) users: UsersId,
    pub(crate) gateway: GatewayId,
    pub(crate) network: NetworkId,
    pub(crate) cells: Vec<Cell>,
}

/// The work of a group of nodes for a network in the last window, and what of the same was counted on since.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Work {
    pub(crate) network: NetworkId,
    pub(crate) group: GroupId,
    pub(crate) total: Done,
    pub(crate) counted: Done,
}

/// What operators of a group paid for settlements of a network in the last window, and what of the same was paid on
/// since \[billionths of a usd\].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settled {
    pub(crate) network: NetworkId,
    pub(crate) group: GroupId,
    pub(crate) total: i64,
    pub(crate) paid: i64,
}

/// What a group of users claimed of a network's insurance in the last window, and what of the same was claimed on since
/// \[base units\].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Claimed {
    pub(crate) network: NetworkId,
    pub(crate) users: UsersId,
    pub(crate) total: i64,
    pub(crate) paid: i64,
}

/// What happens at the next event of the pace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// A window begins.
    Begin,
    /// What counts as the pay of the present window begins: its last part of the length of a regular one.
    Count,
    /// The window ends.
    End,
    /// Money is paid on.
    Pay,
}

/// How requests are paced in one replication.
#[derive(Clone, Debug)]
pub(crate) struct Pacing {
    pub(crate) clock: Clock,
    pub(crate) next: Next,
    /// When the last window ended.
    pub(crate) ended: Time,
    /// How long that was counted of which the pay is paid on.
    pub(crate) counted: Span,
    /// What the last window stands for beyond itself, and the time in which that is paid on \[ns\].
    spread: (u64, u64),
    window: Span,
    period: Span,
    step: Span,
    horizon: Time,
    pub(crate) flows: Vec<Flow>,
    pub(crate) work: Vec<Work>,
    pub(crate) settled: Vec<Settled>,
    pub(crate) claimed: Vec<Claimed>,
    /// The flow whose parts are being paid.
    flow: usize,
}

impl Pacing {
    pub(crate) fn new(scenario: &Scenario, replication: u32) -> Option<Box<Self>> {
        let pace = scenario.pace.as_ref()?;
        let clock = Clock::new(scenario.played(replication)?);
        Some(Box::new(Self {
            clock,
            next: Next::Begin,
            ended: Time::ZERO,
            counted: pace.window,
            spread: (1, 1),
            window: pace.window,
            period: pace.period,
            step: pace.step,
            horizon: scenario.horizon,
            flows: Vec::new(),
            work: Vec::new(),
            settled: Vec::new(),
            claimed: Vec::new(),
            flow: 0,
        }))
    }

    /// What comes after an event of the pace, and when; none after the horizon.
    pub(crate) fn plan(&mut self, now: Time) -> Option<Time> {
        let at = self.clock.index(now);
        let (next, time) = match (self.next, self.clock.windows.get(at)) {
            (Next::Begin, Some(w)) => {
                let counts = Time::from_ns(w.to.ns().saturating_sub(self.window.ns()));
                if counts > now { (Next::Count, counts) } else { (Next::End, w.to) }
            }
            (Next::Count, Some(w)) => (Next::End, w.to),
            (Next::End | Next::Pay, w) => {
                let (pays, begins) = ((now + self.step).min(self.horizon), w.map_or(Time::END, |w| w.from));
                if begins <= pays { (Next::Begin, begins) } else { (Next::Pay, pays) }
            }
            (Next::Begin | Next::Count, None) => return None,
        };
        self.next = next;
        (time > now && time <= self.horizon).then_some(time)
    }

    /// A window has ended: each regular one stands for its period, however long it is until the next, so that none
    /// weighs more for the part of the day that it is in.
    pub(crate) fn end(&mut self, now: Time) {
        self.ended = now;
        self.spread = (1, 1);
        let (at, window) = (self.clock.index(now), self.window.ns());
        let is_regular = |w: &Played| w.to.since(w.from).ns() == window;
        let Some(last) = at.checked_sub(1).map(|i| self.clock.windows[i]).filter(|w| is_regular(w)) else { return };
        let next = self.clock.windows.get(at);
        let period = self.period.ns();
        let begun = last.from.ns() / period * period;
        let end = begun.saturating_add(period).min(self.horizon.ns());
        let gap = next.map_or(self.horizon, |w| w.from).since(now).ns();
        if gap > 0 && next.is_none_or(|w| is_regular(w) || w.to > self.horizon) {
            self.spread = ((end - begun).saturating_sub(window), gap);
        }
    }

    /// What was noted so far counts no more.
    pub(crate) fn forget(&mut self) {
        self.flows.clear();
        self.work.clear();
        self.settled.clear();
        self.claimed.clear();
    }

    /// Parts of a fee are paid: whose fee it is.
    pub(crate) fn open(&mut self, users: UsersId, gateway: GatewayId, network: NetworkId) {
        let is_it = |f: &Flow| (f.users, f.gateway, f.network) == (users, gateway, network);
        self.flow = self.flows.iter().position(is_it).unwrap_or_else(|| {
            self.flows.push(Flow { users, gateway, network, cells: Vec::new() });
            self.flows.len() - 1
        });
    }

    /// A part of the fee goes to somebody.
    pub(crate) fn note(&mut self, payee: Payee, part: i64) {
        let Some(flow) = self.flows.get_mut(self.flow).filter(|_| part > 0) else { return };
        match flow.cells.iter_mut().find(|cell| cell.payee == payee) {
            Some(cell) => cell.total = cell.total.saturating_add(part),
            None => flow.cells.push(Cell { payee, total: part, paid: 0 }),
        }
    }

    /// An operator of a group paid for a settlement.
    pub(crate) fn note_settlement(&mut self, network: NetworkId, group: GroupId, nanos: i64) {
        match self.settled.iter_mut().find(|settled| settled.network == network && settled.group == group) {
            Some(settled) => settled.total = settled.total.saturating_add(nanos),
            None => self.settled.push(Settled { network, group, total: nanos, paid: 0 }),
        }
    }

    /// Users claimed something of an insurance.
    pub(crate) fn note_claim(&mut self, network: NetworkId, users: UsersId, due: i64) {
        match self.claimed.iter_mut().find(|claimed| claimed.network == network && claimed.users == users) {
            Some(claimed) => claimed.total = claimed.total.saturating_add(due),
            None => self.claimed.push(Claimed { network, users, total: due, paid: 0 }),
        }
    }

    /// A node of a group answered.
    pub(crate) fn note_work(&mut self, network: NetworkId, group: GroupId, service: Span, tokens: u64) {
        let done = Done { worked: service.ns(), answers: 1, tokens, fees: 0 };
        match self.work.iter_mut().find(|work| work.network == network && work.group == group) {
            Some(work) => work.total = work.total.plus(done),
            None => self.work.push(Work { network, group, total: done, counted: Done::default() }),
        }
    }

    /// What of a total is due now, beyond what was paid on already: the pay of the window goes on at its rate.
    pub(crate) fn due(&self, now: Time, total: i128, paid: i128) -> i128 {
        let (owed, gap) = (i128::from(self.spread.0), i128::from(self.spread.1));
        let elapsed = i128::from(now.since(self.ended).ns()) * owed / gap;
        (total * elapsed / i128::from(self.counted.ns().max(1)) - paid).max(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(s: u64) -> Time {
        Time::ZERO + Span::secs(s)
    }

    #[test]
    fn the_clock_stands_between_windows() {
        let windows = [(0, 10), (100, 110), (200, 205)].map(|(from, to)| Played { from: at(from), to: at(to) });
        let clock = Clock::new(windows.to_vec().into());
        assert_eq!([5, 10, 50, 100, 105].map(|s| clock.opens(at(s))), [5, 100, 100, 100, 105].map(|s| Some(at(s))));
        assert_eq!(clock.opens(at(205)), None);
        assert_eq!(clock.played(at(4), at(103)), Span::secs(9));
        assert_eq!(clock.played(at(50), at(500)), Span::secs(15));
        assert_eq!(clock.later(at(4), Span::secs(5)), Some(at(9)));
        // What would be over at a window's end is over at the beginning of the next.
        assert_eq!(clock.later(at(4), Span::secs(6)), Some(at(100)));
        assert_eq!(clock.later(at(50), Span::secs(3)), Some(at(103)));
        assert_eq!(clock.later(at(105), Span::secs(9)), Some(at(204)));
        assert_eq!(clock.later(at(105), Span::secs(10)), None);
    }
}
