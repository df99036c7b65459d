//! Single requests, and what nodes do when, noted where somebody asks for it; off by default.

use state::requests::{Need, Request, Requests, Shared};
use units::ids::{GatewayId, LlmId, NetworkId, NodeId, RequestId, UsersId};
use units::time::{Span, Time};

use crate::metrics::cause::Cause;

pub use rules::columns::Column;

/// What is to be noted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Rows of requests at the most; what comes beyond is not noted, and told.
    pub requests: usize,
    /// Slices of nodes at the most, likewise.
    pub slices: usize,
}

/// One request, from its sending to its end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// Who sent it.
    pub users: UsersId,
    /// Its number within its group.
    pub number: u64,
    /// What of its prompt was read before.
    pub shared: Shared,
    /// Where it entered.
    pub gateway: GatewayId,
    /// Which network served it.
    pub network: NetworkId,
    /// Which LLM it asked.
    pub llm: LlmId,
    /// What it asked.
    pub need: Need,
    /// Who answered, and how; nothing if nobody did.
    pub answer: Option<Answer>,
    /// When it was sent.
    pub arrived: Time,
    /// When it ended without an answer, and why.
    pub lost: Option<(Time, Cause)>,
    /// When its answer could no longer be reverted.
    pub settled: Option<Time>,
    /// Attempts.
    pub tries: u16,
    /// Checks.
    pub checks: u16,
    /// Whether the answer was wrong.
    pub is_wrong: bool,
    /// Whether it was held to be wrong.
    pub is_convicted: bool,
}

/// An answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Answer {
    /// The node.
    pub node: NodeId,
    /// When it was back.
    pub at: Time,
    /// When its service began.
    pub began: Time,
    /// When its first token was there, if it came token by token.
    pub first: Option<Time>,
    /// How long the node worked on it, alone at full speed.
    pub service: Span,
    /// Whether it was in time, if its users have a target.
    pub in_time: Option<bool>,
}

/// A stretch of time at a node.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slice {
    /// The node.
    pub node: NodeId,
    /// When it began.
    pub from: Time,
    /// When it ended.
    pub to: Time,
    /// What was done.
    pub what: What,
}

/// What a node does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// It serves a request.
    Serves(UsersId, u64),
    /// It checks or votes on the answer to a request.
    Checks(UsersId, u64),
    /// It loads an LLM.
    Loads(LlmId),
    /// It is away.
    Away,
    /// It computes like steps of its batch: how many steps, and of how many requests at once.
    Steps(u64, u32),
}

/// A node that a gateway picked among several, with what it knew of it then.
#[derive(Clone, Debug, PartialEq)]
pub struct Picked {
    /// Whose request it is.
    pub users: UsersId,
    /// Its number within its group.
    pub number: u64,
    /// Which attempt, from 0.
    pub attempt: u16,
    /// When it was picked.
    pub at: Time,
    /// Who picked it.
    pub gateway: GatewayId,
    /// Among how many it was picked.
    pub among: u32,
    /// The node.
    pub node: NodeId,
    /// What the gateway knew of it, in the order of [`Column::ALL`] and as old as its view; NaN of what an old view
    /// does not keep, for its policy does not read it.
    pub known: [f64; Column::ALL.len()],
}

/// What was noted.
#[derive(Clone, Debug)]
pub struct Log {
    wanted: Wanted,
    /// The requests under way, by row, with their answers that are not settled yet.
    notes: Vec<Note>,
    /// Since when nodes are away, by row.
    away: Vec<Option<Time>>,
    rows: Vec<Row>,
    slices: Vec<Slice>,
    picks: Vec<Picked>,
    /// Rows and slices beyond what was wanted.
    beyond: (u64, u64),
}

/// What is known of a row of the table of requests.
#[derive(Clone, Copy, Debug, Default)]
enum Note {
    /// Nobody has it.
    #[default]
    Free,
    /// A request is under way.
    Sent,
    /// It is answered, but not settled.
    Answered(Answer),
}

impl Note {
    fn answer(self) -> Option<Answer> {
        if let Self::Answered(answer) = self { Some(answer) } else { None }
    }
}

impl Log {
    pub(crate) fn new(wanted: Wanted) -> Self {
        Self {
            wanted,
            notes: Vec::new(),
            away: Vec::new(),
            rows: Vec::new(),
            slices: Vec::new(),
            picks: Vec::new(),
            beyond: (0, 0),
        }
    }

    /// Requests that have ended, in the order of their ends; those that were under way at the end come last.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }
    /// Slices, in the order of their ends.
    pub fn slices(&self) -> &[Slice] {
        &self.slices
    }
    /// Picks among several nodes, in the order of time.
    pub fn picks(&self) -> &[Picked] {
        &self.picks
    }
    /// How many rows and slices were left out because they were more than wanted.
    pub fn beyond(&self) -> (u64, u64) {
        self.beyond
    }

    /// A request is sent.
    pub(crate) fn sent(&mut self, request: RequestId) {
        *at(&mut self.notes, request.0) = Note::Sent;
    }
    /// A gateway has picked a node for a request.
    pub(crate) fn picked(&mut self, picked: Picked) {
        if self.picks.len() >= self.wanted.requests {
            self.beyond.0 += u64::from(self.wanted.requests > 0);
        } else {
            self.picks.push(picked);
        }
    }
    /// A request is answered.
    pub(crate) fn answered(&mut self, request: RequestId, answer: Answer) {
        *at(&mut self.notes, request.0) = Note::Answered(answer);
    }
    /// A request has ended: its answer is settled, or it was lost.
    pub(crate) fn ended(&mut self, requests: &Requests, request: RequestId, now: Time, cause: Option<Cause>) {
        let note = std::mem::take(at(&mut self.notes, request.0));
        if !matches!(note, Note::Free) {
            let settled = cause.is_none().then_some(now);
            self.push(requests, request, note.answer(), cause.map(|cause| (now, cause)), settled);
        }
    }
    /// The run is over: what is under way is noted as it stands.
    pub(crate) fn close(&mut self, requests: &Requests, now: Time) {
        for request in 0..self.notes.len() {
            let note = std::mem::take(&mut self.notes[request]);
            if !matches!(note, Note::Free) {
                self.push(requests, RequestId(request as u32), note.answer(), None, None);
            }
        }
        for node in 0..self.away.len() {
            self.back(NodeId(node as u32), now);
        }
    }

    fn push(
        &mut self,
        requests: &Requests,
        request: RequestId,
        answer: Option<Answer>,
        lost: Option<(Time, Cause)>,
        settled: Option<Time>,
    ) {
        if self.rows.len() >= self.wanted.requests {
            self.beyond.0 += 1;
            return;
        }
        let row: &Request = requests.get(request);
        self.rows.push(Row {
            users: row.users,
            number: row.number,
            shared: requests.shared(request),
            gateway: row.gateway,
            network: row.network,
            llm: row.llm,
            need: row.need,
            answer,
            arrived: row.arrived,
            lost,
            settled,
            tries: row.tries,
            checks: row.checks,
            is_wrong: row.is_wrong,
            is_convicted: row.is_convicted,
        });
    }

    /// A node goes away.
    pub(crate) fn gone(&mut self, node: NodeId, now: Time) {
        *at(&mut self.away, node.0) = Some(now);
    }
    /// A node is back.
    pub(crate) fn back(&mut self, node: NodeId, now: Time) {
        if let Some(from) = at(&mut self.away, node.0).take() {
            self.slice(Slice { node, from, to: now, what: What::Away });
        }
    }
    /// Something that a node did.
    pub(crate) fn slice(&mut self, slice: Slice) {
        if self.slices.len() >= self.wanted.slices {
            self.beyond.1 += 1;
        } else {
            self.slices.push(slice);
        }
    }
}

/// A place in a list that grows as far as it is asked.
fn at<T: Clone + Default>(list: &mut Vec<T>, row: u32) -> &mut T {
    let row = row as usize;
    if row >= list.len() {
        list.resize(row + 1, T::default());
    }
    &mut list[row]
}
