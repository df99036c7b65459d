//! Answers that wait for the end of the window in which they can be disputed, and their disputes.

use std::collections::{BTreeMap, VecDeque};

use rules::verification::Disputing;
use state::requests::{Need, Request, Sent, Stage};
use units::ids::{GatewayId, LlmId, NetworkId, NodeId, NodeRef, RequestId, UsersId};
use units::time::{Span, Time};

use crate::scenario::Network;

/// What is left of an answered request that nobody disputes: all that its settlement asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Waiting {
    arrived: Time,
    answered: Time,
    /// The fee in escrow \[base units\]; 0 of a request that keeps its row.
    fee: i64,
    /// The request's number; or its row, if it keeps it.
    number: u64,
    server: NodeId,
    server_generation: u32,
    users: UsersId,
    gateway: GatewayId,
    term: u16,
    flags: u8,
}

const _: () = assert!(size_of::<Waiting>() <= 48, "millions of answers wait in a week");

/// The answer is wrong; deviates by its serving stack; has tokens; keeps its whole row.
const WRONG: u8 = 1;
const DEVIATES: u8 = 2;
const TOKENS: u8 = 4;
const KEPT: u8 = 8;

impl Waiting {
    /// Of a request that gives up its row.
    pub(crate) fn of(row: &Request) -> Self {
        let flag = |is: bool, flag: u8| if is { flag } else { 0 };
        let has_tokens = matches!(row.need, Need::Tokens { .. });
        Self {
            arrived: row.arrived,
            answered: row.answered,
            fee: row.fee,
            number: row.number,
            server: row.server,
            server_generation: row.server_generation,
            users: row.users,
            gateway: row.gateway,
            term: row.term,
            flags: flag(row.is_wrong, WRONG) | flag(row.deviates, DEVIATES) | flag(has_tokens, TOKENS),
        }
    }
    /// Of a request that keeps its row, for more of it is asked later.
    pub(crate) fn kept(request: RequestId, row: &Request) -> Self {
        let short = Self::of(row);
        Self { fee: 0, number: request.0.into(), flags: short.flags | KEPT, ..short }
    }
    /// The row that it kept, if it did.
    pub(crate) fn row(&self) -> Option<RequestId> {
        (self.flags & KEPT != 0).then_some(RequestId(self.number as u32))
    }
    /// The request again, as far as its settlement asks for it.
    pub(crate) fn request(&self, network: NetworkId) -> Request {
        let need =
            if self.flags & TOKENS == 0 { Need::Work(Span::ZERO) } else { Need::Tokens { prompt: 0, output: 0 } };
        let &Self { number, arrived, users, gateway, .. } = self;
        let sent = Sent { number, at: arrived, need, llm: LlmId(0), users, gateway, network };
        Request {
            stage: Stage::Answered,
            answered: self.answered,
            fee: self.fee,
            server: self.server,
            server_generation: self.server_generation,
            checker: self.server,
            checker_generation: self.server_generation,
            term: self.term,
            is_wrong: self.flags & WRONG != 0,
            deviates: self.flags & DEVIATES != 0,
            ..Request::entering(sent)
        }
    }
    /// Which network's users it is.
    pub(crate) fn fee(&self) -> i64 {
        self.fee
    }
}

/// How many answers are kept together: room is taken and given back by so many.
const BLOCK: usize = 4096;

/// A line of answers, first in, first out, in blocks: no more room than it needs, but for two blocks.
#[derive(Clone, Debug, Default)]
struct Line {
    blocks: VecDeque<Vec<Waiting>>,
    /// How many of the first block have left.
    gone: usize,
}

impl Line {
    fn push(&mut self, waiting: Waiting) {
        match self.blocks.back_mut() {
            Some(block) if block.len() < BLOCK => block.push(waiting),
            _ => {
                let mut block = Vec::with_capacity(BLOCK);
                block.push(waiting);
                self.blocks.push_back(block);
            }
        }
    }
    fn first(&self) -> Option<&Waiting> {
        self.blocks.front()?.get(self.gone)
    }
    fn pop(&mut self) -> Option<Waiting> {
        let first = *self.first()?;
        self.gone += 1;
        if self.blocks.front().is_some_and(|block| self.gone == block.len()) {
            self.blocks.pop_front();
            self.gone = 0;
        }
        Some(first)
    }
    fn iter(&self) -> impl Iterator<Item = &Waiting> {
        self.blocks.iter().flatten().skip(self.gone)
    }
    #[cfg(test)]
    fn bytes(&self) -> usize {
        self.blocks.capacity() * size_of::<Vec<Waiting>>()
            + self.blocks.iter().map(|block| block.capacity() * size_of::<Waiting>()).sum::<usize>()
    }
}

/// A dispute on an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dispute {
    pub(crate) request: RequestId,
    pub(crate) rule: u16,
    pub(crate) server: NodeRef,
    pub(crate) challenger: NodeRef,
    /// Moves made so far; none before it began.
    pub(crate) depth: u32,
    /// When the side whose turn it is came to it.
    pub(crate) turned: Time,
    /// Whether that side will be too late.
    pub(crate) is_late: bool,
    /// Bonds of the server and of the challenger \[base units\].
    pub(crate) posted: [i64; 2],
}

impl Dispute {
    /// Whether it is the challenger's turn: it makes the first move, the third, and so on.
    pub(crate) fn is_challengers(&self) -> bool {
        self.depth.is_multiple_of(2)
    }
}

/// The answers of a network that can be disputed.
#[derive(Clone, Debug)]
pub(crate) struct Windows {
    /// For how long.
    window: Span,
    line: Line,
    /// Those that were done again meanwhile, by the end of their window and the order in which they came.
    late: BTreeMap<(Time, u64), Waiting>,
    came: u64,
    /// What is in escrow for all of them \[base units\], without those that keep their rows.
    held: i64,
    waiting: u64,
    /// When an event will look for those that are due, if one will.
    pub(crate) awaited: Option<Time>,
    pub(crate) disputes: BTreeMap<u32, Dispute>,
    opened: u32,
}

impl Windows {
    /// Of a network whose answers stand unless they are disputed.
    pub(crate) fn of(network: &Network) -> Option<Box<Self>> {
        let Disputing { window, .. } = network.rules.verification.values().find_map(|rule| rule.policy().disputes())?;
        Some(Box::new(Self::new(window)))
    }
    fn new(window: Span) -> Self {
        Self {
            window,
            line: Line::default(),
            late: BTreeMap::new(),
            came: 0,
            held: 0,
            waiting: 0,
            awaited: None,
            disputes: BTreeMap::new(),
            opened: 0,
        }
    }
    /// When the window of an answer ends.
    pub(crate) fn end(&self, answered: Time) -> Time {
        answered + self.window
    }
    /// An answer waits; one that came at once stands in line, all others by the end of their window.
    pub(crate) fn add(&mut self, waiting: Waiting, now: Time) {
        self.held += waiting.fee;
        self.waiting += 1;
        if waiting.answered == now {
            return self.line.push(waiting);
        }
        self.came += 1;
        self.late.insert((self.end(waiting.answered), self.came), waiting);
    }
    /// When the next window ends.
    pub(crate) fn next(&self) -> Option<Time> {
        let line = self.line.first().map(|first| self.end(first.answered));
        let late = self.late.first_key_value().map(|((end, _), _)| *end);
        line.into_iter().chain(late).min()
    }
    /// Takes an answer whose window has ended.
    pub(crate) fn take(&mut self, now: Time) -> Option<Waiting> {
        let next = self.next().filter(|&next| next <= now)?;
        let is_late = self.late.first_key_value().is_some_and(|((end, _), _)| *end == next);
        let taken = if is_late { self.late.pop_first().map(|(_, taken)| taken) } else { self.line.pop() };
        if let Some(taken) = &taken {
            self.held -= taken.fee;
            self.waiting -= 1;
        }
        taken
    }
    /// Opens a dispute, and gives its number.
    pub(crate) fn open(&mut self, dispute: Dispute) -> u32 {
        self.opened += 1;
        self.disputes.insert(self.opened, dispute);
        self.opened
    }
    /// What is in escrow for answers that gave up their rows, and as bonds \[base units\].
    pub(crate) fn held(&self) -> i64 {
        self.held
    }
    /// Bonds of all disputes \[base units\].
    pub(crate) fn bonds(&self) -> i64 {
        self.disputes.values().flat_map(|dispute| dispute.posted).sum()
    }
    /// What is in escrow for the answers, counted anew.
    pub(crate) fn counted(&self) -> i64 {
        self.line.iter().chain(self.late.values()).map(Waiting::fee).sum()
    }
    /// How many answers wait.
    pub(crate) fn waiting(&self) -> u64 {
        self.waiting
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(s: u64) -> Time {
        Time::from_ns(s * 1_000_000_000)
    }
    fn row(number: u64, answered: Time) -> Request {
        let (users, gateway, network) = (UsersId::of(3), GatewayId::of(2), NetworkId::of(1));
        let need = Need::Tokens { prompt: 5, output: 7 };
        let sent = Sent { number, at: at(0), need, llm: LlmId::of(4), users, gateway, network };
        let server = NodeId::of(6);
        Request {
            stage: Stage::Answered,
            answered,
            fee: 11,
            server,
            server_generation: 8,
            checker: server,
            checker_generation: 8,
            term: 9,
            deviates: true,
            ..Request::entering(sent)
        }
    }
    fn windows() -> Windows {
        Windows::new(Span::secs(10))
    }

    #[test]
    fn a_request_that_waited_is_what_it_was_but_for_what_nobody_asks_later() {
        let before = row(1 << 40, at(2));
        let after = Waiting::of(&before).request(NetworkId::of(1));
        let same = Request { need: after.need, llm: after.llm, ..before };
        assert_eq!(format!("{after:?}"), format!("{same:?}"));
        assert!(matches!(after.need, Need::Tokens { .. }));
    }

    #[test]
    fn windows_end_in_the_order_of_answers_whenever_they_began_to_wait() {
        let mut windows = windows();
        windows.add(Waiting::of(&row(1, at(1))), at(1));
        windows.add(Waiting::of(&row(2, at(3))), at(3));
        windows.add(Waiting::of(&row(3, at(2))), at(4));
        assert_eq!((windows.held(), windows.counted(), windows.waiting()), (33, 33, 3));
        assert_eq!(windows.next(), Some(at(11)));
        assert!(windows.take(at(10)).is_none());
        let order: Vec<u64> = std::iter::from_fn(|| windows.take(at(20))).map(|waiting| waiting.number).collect();
        assert_eq!(order, [1, 3, 2]);
        assert_eq!((windows.held(), windows.counted(), windows.waiting(), windows.next()), (0, 0, 0, None));
    }

    #[test]
    fn a_million_answers_take_no_more_than_their_rows() {
        let (mut windows, n) = (windows(), 1_000_000_u64);
        for i in 0..n {
            windows.add(Waiting::of(&row(i, at(i))), at(i));
        }
        let each = windows.line.bytes() as f64 / n as f64;
        assert!(each < 48.5, "{each} bytes each");
        for i in 0..n / 2 {
            assert_eq!(windows.take(at(n + 10)).map(|waiting| waiting.number), Some(i));
        }
        let each = windows.line.bytes() as f64 / (n / 2) as f64;
        assert!(each < 49.0, "{each} bytes each after half have left");
    }
}
