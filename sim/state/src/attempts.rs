//! Attempts: a try or a check, each of which is work on one node.

use units::ids::{AttemptId, AttemptRef, NodeId, NodeRef, RequestId};
use units::time::{Span, Time};

use crate::slab::Slab;

/// The end of a linked line.
pub const NONE: u32 = u32::MAX;

/// What an attempt is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To answer the request.
    Try,
    /// To recompute an answer for verification rule `rule` of its network.
    Check {
        /// The position of the rule among the network's verification rules.
        rule: u16,
    },
    /// To prove an answer for verification rule `rule` of its network.
    Prove {
        /// The position of the rule among the network's verification rules.
        rule: u16,
    },
    /// To vote on an answer.
    Vote {
        /// The seat on the request's ballot.
        seat: u16,
    },
}

/// Where an attempt is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// On the wires to its node.
    Travelling,
    /// In the node's line.
    Waiting,
    /// Served.
    Serving,
    /// Its node is away and keeps it for its return.
    Suspended,
    /// Its answer is on the wires.
    Returning,
    /// Its answer is back and waits for those of the other copies.
    Answered,
}

/// How much a node works for an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// Work that an honest node would do.
    pub honest: Span,
    /// Work that this node does, at its full speed.
    pub service: Span,
    /// Whether the node cheats.
    pub is_cheat: bool,
    /// Whether the answer deviates by the node's serving stack.
    pub deviates: bool,
}

impl Effort {
    /// That of a node that does what it is asked.
    #[inline(always)]
    pub fn honest(work: Span) -> Self {
        Self { honest: work, service: work, is_cheat: false, deviates: false }
    }
}

/// What outlives an attempt that answered.
#[derive(Clone, Copy, Debug)]
pub struct Served {
    /// The request.
    pub request: RequestId,
    /// The node that did it.
    pub node: NodeId,
    /// Which life of the node.
    pub node_generation: u32,
    /// Whether the node cheated in it.
    pub is_cheat: bool,
    /// Whether the answer deviates by the node's serving stack.
    pub deviates: bool,
    /// Work at this node's full speed.
    pub service: Span,
    /// Work that an honest node would have done.
    pub honest: Span,
    /// When service first began.
    pub began: Time,
    /// When its first token was at the user; the end of time where the answer came whole.
    pub first: Time,
}

/// One attempt.
#[derive(Clone, Copy, Debug)]
pub struct Attempt {
    /// The request it serves.
    pub request: RequestId,
    /// The node that is to do it.
    pub node: NodeId,
    /// Which life of the node was meant.
    pub node_generation: u32,
    /// What it is for.
    pub purpose: Purpose,
    /// Where it is.
    pub phase: Phase,
    /// Whether the node cheats in it.
    pub is_cheat: bool,
    /// Whether its answer deviates by the node's serving stack.
    pub deviates: bool,
    /// Which copy of the request it is, or which check of its answer, from 0; of a vote, 1 if the member executes.
    pub copy: u8,
    /// The next copy of the same request, in a ring; `NONE` if the request was not copied.
    pub sibling: u32,
    /// Work at this node's full speed.
    pub service: Span,
    /// Work that is still to do.
    pub remaining: Span,
    /// Work that an honest node would have done.
    pub honest: Span,
    /// When service began (again).
    pub started: Time,
    /// When service first began; the end of time if it has not yet.
    pub began: Time,
    /// When its first token reaches the user; the end of time where the answer comes whole.
    pub first: Time,
    /// The pending event that ends service or travel, as raw bits of an agenda's timer; 0 if there is none.
    pub timer: u64,
    /// The pending time-out, as raw bits of an agenda's timer; 0 if there is none.
    pub timeout: u64,
    /// Its neighbours in the node's line.
    pub next: u32,
    /// See `next`.
    pub previous: u32,
    /// Where it stands among its node's ranks.
    pub place: u32,
    /// The number of its entry at a node that serves by rank.
    pub entered: u64,
}

impl Attempt {
    /// A single copy on its way to a node, with nothing done and no timer set.
    #[inline(always)]
    pub fn travelling(request: RequestId, node: NodeRef, purpose: Purpose, effort: Effort, now: Time) -> Self {
        Self {
            request,
            node: node.id,
            node_generation: node.generation,
            purpose,
            phase: Phase::Travelling,
            is_cheat: effort.is_cheat,
            deviates: effort.deviates,
            copy: 0,
            sibling: NONE,
            service: effort.service,
            remaining: effort.service,
            honest: effort.honest,
            started: now,
            began: Time::END,
            first: Time::END,
            timer: 0,
            timeout: 0,
            next: NONE,
            previous: NONE,
            place: NONE,
            entered: 0,
        }
    }

    /// What outlives it, field by field: a whole row is not read back right after it was written, which stalls.
    #[inline(always)]
    pub fn served(&self) -> Served {
        let &Self { request, node, node_generation, is_cheat, deviates, service, honest, began, first, .. } = self;
        Served { request, node, node_generation, is_cheat, deviates, service, honest, began, first }
    }
}

/// The table of attempts.
#[derive(Clone, Debug, Default)]
pub struct Attempts {
    slab: Slab<Attempt>,
    /// When gateways sent them, by slot, where somebody asks. It stands beside the rows, which are two lines of the
    /// cache without it.
    sent: Vec<Time>,
}

impl Attempts {
    /// Opens a row.
    #[inline(always)]
    pub fn open(&mut self, make: impl FnOnce() -> Attempt) -> AttemptId {
        AttemptId(self.slab.put(make).0)
    }
    /// Closes a row.
    #[inline]
    pub fn close(&mut self, attempt: AttemptId) {
        self.slab.free(attempt.0);
    }
    /// Notes when an attempt's gateway sent it.
    pub fn note_sent(&mut self, attempt: AttemptId, at: Time) {
        let slot = attempt.0 as usize;
        if slot >= self.sent.len() {
            self.sent.resize(slot + 1, Time::ZERO);
        }
        self.sent[slot] = at;
    }
    /// When an attempt's gateway sent it, if that is noted of all.
    pub fn sent(&self, attempt: AttemptId) -> Time {
        self.sent.get(attempt.0 as usize).copied().unwrap_or(Time::ZERO)
    }
    /// An attempt under way.
    #[inline]
    pub fn get(&self, attempt: AttemptId) -> &Attempt {
        self.slab.row(attempt.0)
    }
    /// An attempt under way, to change it.
    #[inline]
    pub fn get_mut(&mut self, attempt: AttemptId) -> &mut Attempt {
        self.slab.row_mut(attempt.0)
    }
    /// The name of an attempt for events.
    #[inline]
    pub fn name(&self, attempt: AttemptId) -> AttemptRef {
        AttemptRef { id: attempt, generation: self.slab.generation(attempt.0) }
    }
    /// Whether a name still means an attempt under way.
    #[inline]
    pub fn is_current(&self, name: AttemptRef) -> bool {
        self.slab.is_current(name.id.0, name.generation)
    }
    /// All under way, by row.
    pub fn iter(&self) -> impl Iterator<Item = &Attempt> {
        self.slab.iter().map(|(_, row)| row)
    }
    /// All with their ids, by slot.
    pub fn entries(&self) -> impl Iterator<Item = (AttemptId, &Attempt)> {
        self.slab.iter().map(|(slot, row)| (AttemptId(slot), row))
    }
    /// How many are under way.
    pub fn live(&self) -> u32 {
        self.slab.live()
    }
}

/// All attempts at a node in order of entry, linked through the table: no allocation, O(1) at both ends and within.
///
/// Those that are served stand among them; `waiting` points to the first that is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// First in the line.
    pub head: u32,
    /// Last in the line.
    pub tail: u32,
    /// The first that is not served yet.
    pub waiting: u32,
}

impl Default for Line {
    fn default() -> Self {
        Self { head: NONE, tail: NONE, waiting: NONE }
    }
}

impl Line {
    /// Puts an attempt at the end.
    #[inline]
    pub fn push(&mut self, attempts: &mut Attempts, attempt: AttemptId) {
        let row = attempts.get_mut(attempt);
        row.next = NONE;
        row.previous = self.tail;
        if self.tail == NONE {
            self.head = attempt.0;
        } else {
            attempts.get_mut(AttemptId(self.tail)).next = attempt.0;
        }
        self.tail = attempt.0;
    }
    /// Takes an attempt out, wherever it stands.
    #[inline]
    pub fn remove(&mut self, attempts: &mut Attempts, attempt: AttemptId) {
        let (next, previous) = {
            let row = attempts.get(attempt);
            (row.next, row.previous)
        };
        match previous {
            NONE => self.head = next,
            _ => attempts.get_mut(AttemptId(previous)).next = next,
        }
        match next {
            NONE => self.tail = previous,
            _ => attempts.get_mut(AttemptId(next)).previous = previous,
        }
        if self.waiting == attempt.0 {
            self.waiting = next;
        }
    }
    /// The attempts in order.
    pub fn iter(self, attempts: &Attempts) -> impl Iterator<Item = AttemptId> {
        let some = |at: u32| (at != NONE).then_some(AttemptId(at));
        std::iter::successors(some(self.head), move |&attempt| some(attempts.get(attempt).next))
    }
    /// The attempts in order.
    pub fn list(&self, attempts: &Attempts) -> Vec<AttemptId> {
        self.iter(attempts).collect()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn attempt() -> Attempt {
        let node = NodeRef { id: NodeId(0), generation: 0 };
        let effort = Effort::honest(Span::ZERO);
        Attempt { phase: Phase::Waiting, ..Attempt::travelling(RequestId(0), node, Purpose::Try, effort, Time::ZERO) }
    }

    #[test]
    fn a_line_keeps_its_order_when_the_middle_leaves() {
        let (mut attempts, mut line) = (Attempts::default(), Line::default());
        let ids: Vec<_> = (0..4).map(|_| attempts.open(attempt)).collect();
        for &id in &ids {
            line.push(&mut attempts, id);
        }
        line.remove(&mut attempts, ids[1]);
        line.remove(&mut attempts, ids[3]);
        line.push(&mut attempts, ids[1]);
        assert_eq!(line.list(&attempts), [ids[0], ids[2], ids[1]]);
        for id in [ids[2], ids[0], ids[1]] {
            line.remove(&mut attempts, id);
        }
        assert_eq!(line, Line::default());
    }
}
