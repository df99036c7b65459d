//! Requests in flight: what a user sent, until it has ended and its answer is assured.

use units::ids::{GatewayId, LlmId, NetworkId, NodeId, RequestId, RequestRef, UsersId};
use units::time::{Span, Time};

use crate::attempts::NONE;
use crate::slab::Slab;
use crate::tried::NOBODY;

/// A bit in the number of a canary, which no request of users has.
pub const CANARY: u64 = 1 << 39;

/// No votes on an answer.
pub const NO_BALLOT: u32 = u32::MAX;

/// What a request asks of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Plain work: how long it takes at reference speed.
    Work(Span),
    /// Tokens of a language model.
    Tokens {
        /// Tokens read.
        prompt: u32,
        /// Tokens written.
        output: u32,
    },
}
units::seen_as! { Need = "plain work, or tokens read and written" }

impl Need {
    /// Tokens that are written; none by plain work.
    pub fn output(&self) -> u32 {
        if let Self::Tokens { output, .. } = self { *output } else { 0 }
    }
}

/// What of a prompt a node may have read before: the opening of its group, and the earlier turns of its session.
///
/// A node that has served any request of the group may know the first `opening` tokens, one that has served the
/// session's last turn the first `context`: the greater counts. Which of them it still holds is for the node to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shared {
    /// The session among those of its group of users; [`Shared::ALONE`] for a request of none.
    pub session: u32,
    /// Which of the session's conversations, from 0: one that grows too long begins anew, and nothing said is left.
    pub conversation: u32,
    /// Tokens at the start of the prompt that other requests of the group begin with too.
    pub opening: u32,
    /// Tokens at the start of the prompt that its session's earlier turns read or wrote; 0 in the first turn.
    pub context: u32,
}

impl Shared {
    /// The session of a request of none.
    pub const ALONE: u32 = u32::MAX;
    /// Nothing is shared with any other request.
    pub const NOTHING: Self = Self { session: Self::ALONE, conversation: 0, opening: 0, context: 0 };

    /// Tokens at the start of the prompt that a node knows which has kept all it served.
    pub fn most(&self) -> u32 {
        self.opening.max(self.context)
    }
}

/// A turn of a session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Turn {
    /// The session among those of its group; none where requests stand alone.
    pub session: Option<u32>,
    /// Which of its requests, from 0.
    pub turn: u32,
}

/// How far a request has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// On the wires to its gateway.
    Entering,
    /// Waits at the gateway to be let in, or at its network for the end of a round of bids.
    Waiting,
    /// Waits at the gateway for a node that can take it.
    Held,
    /// An attempt is under way.
    Tried,
    /// The user has the answer; a check or settlement is still to come.
    Answered,
    /// All is done; copies of it that nobody needs still run.
    Settled,
}

/// What is known of a request when it is sent.
#[derive(Clone, Copy, Debug)]
pub struct Sent {
    /// Its number in the order of creation.
    pub number: u64,
    /// When.
    pub at: Time,
    /// What it asks.
    pub need: Need,
    /// Which LLM is to answer.
    pub llm: LlmId,
    /// By whom.
    pub users: UsersId,
    /// To which gateway.
    pub gateway: GatewayId,
    /// The network that serves it if the gateway does not choose another.
    pub network: NetworkId,
}

/// One request.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each says one thing of its answer")]
pub struct Request {
    /// Its number in the order of creation: the address of its draws.
    pub number: u64,
    /// When the user sent it.
    pub arrived: Time,
    /// What it asks.
    pub need: Need,
    /// Which LLM is to answer.
    pub llm: LlmId,
    /// Who sent it.
    pub users: UsersId,
    /// Where it entered.
    pub gateway: GatewayId,
    /// Which network serves it.
    pub network: NetworkId,
    /// How far it has come.
    pub stage: Stage,
    /// Attempts made so far.
    pub tries: u16,
    /// Copies under way; 0 if it was not copied.
    pub copies: u8,
    /// One of them, if there is any.
    pub copy: u32,
    /// Answers of copies that are back.
    pub back: u8,
    /// Tokens of its answer that nodes wrote which left since; its user has them.
    pub streamed: u32,
    /// When the first of these was there; the end of time before.
    pub first: Time,
    /// The chain of nodes that were tried, if the gateway keeps them.
    pub tried: u32,
    /// Who answered, once it is answered.
    pub server: NodeId,
    /// Which life of that node answered.
    pub server_generation: u32,
    /// Base units of the network's coin in escrow for it, which are paid for its answer.
    pub fee: i64,
    /// Base units in escrow for it beyond that, which its users have back at the verdict.
    pub excess: i64,
    /// Base units of its price that nobody will ever pay.
    pub unpaid: i64,
    /// When the answer reached the user.
    pub answered: Time,
    /// Whether the answer is wrong.
    pub is_wrong: bool,
    /// Whether the answer deviates by its server's serving stack, which is not wrong.
    pub deviates: bool,
    /// The next request held at the same gateway.
    pub next: u32,
    /// What its settlement still waits for: checks under way.
    pub pending: u16,
    /// Checks sent so far, lost ones included.
    pub checks: u16,
    /// Whether a check held its answer to be wrong.
    pub is_convicted: bool,
    /// Who checked its answer; the server itself if nobody did.
    pub checker: NodeId,
    /// Which life of that node checked.
    pub checker_generation: u32,
    /// The votes on its answer; [`NO_BALLOT`] if there are none.
    pub ballot: u32,
    /// The place of its gateway's take on top among all that there were, if the gateway takes on top.
    pub term: u16,
    /// Whether the majority's answer took the place of the server's; `checker` is then one of the majority.
    pub is_replaced: bool,
    /// Whether what took its place is wrong.
    pub is_replaced_wrongly: bool,
    /// Whether it is not accepted for want of a proof: it is refunded, and nobody is convicted.
    pub is_void: bool,
}

impl Request {
    /// A request on its way to its gateway: nobody was tried, and nothing is paid.
    #[inline(always)]
    pub fn entering(sent: Sent) -> Self {
        let Sent { number, at, need, llm, users, gateway, network } = sent;
        Self {
            number,
            arrived: at,
            need,
            llm,
            users,
            gateway,
            network,
            stage: Stage::Entering,
            tries: 0,
            copies: 0,
            copy: NONE,
            back: 0,
            streamed: 0,
            first: Time::END,
            tried: NOBODY,
            server: NodeId(NONE),
            server_generation: 0,
            fee: 0,
            excess: 0,
            unpaid: 0,
            answered: Time::ZERO,
            is_wrong: false,
            deviates: false,
            next: NONE,
            pending: 0,
            checks: 0,
            is_convicted: false,
            checker: NodeId(NONE),
            checker_generation: 0,
            ballot: NO_BALLOT,
            term: 0,
            is_replaced: false,
            is_replaced_wrongly: false,
            is_void: false,
        }
    }

    /// Whether no users sent it, but a network that knows the answer.
    #[inline]
    pub fn is_canary(&self) -> bool {
        self.number & CANARY != 0
    }

    /// What is left for the next node to do: it reads what was streamed behind the prompt and writes the rest.
    #[inline]
    pub fn left(&self) -> Need {
        match self.need {
            Need::Tokens { prompt, output } if self.streamed > 0 => {
                Need::Tokens { prompt: prompt + self.streamed, output: output - self.streamed }
            }
            need => need,
        }
    }
}

/// What users who may choose a gateway, or send a request again, have done for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outing {
    /// Which of the individuals of its group sent it.
    pub individual: u32,
    /// The gateways that it has been to, by place among those of its group.
    pub been: u64,
    /// Tries of nodes before it came to its gateway this time.
    pub before: u16,
    /// How often it was sent again, at once or after a pause.
    pub again: u16,
    /// How often of these it was after a pause.
    pub pauses: u16,
    /// When it was sent to its gateway.
    pub since: Time,
}

impl Outing {
    /// Of a request that is sent to its first gateway, by its place.
    pub fn new(individual: u32, place: usize, now: Time) -> Self {
        Self { individual, been: 1 << place, before: 0, again: 0, pauses: 0, since: now }
    }
    /// Whether the request has been to the gateway of a place.
    pub fn has_been(&self, place: usize) -> bool {
        self.been >> place & 1 == 1
    }
    /// Users pause before they send the request again: what it was refused so far counts no more.
    #[must_use]
    pub fn paused(self) -> Self {
        Self { been: 0, pauses: self.pauses + 1, ..self }
    }
    /// The request goes on to the gateway of a place, after so many tries of nodes.
    #[must_use]
    pub fn onward(self, place: usize, before: u16, now: Time) -> Self {
        Self { been: self.been | 1 << place, before, again: self.again.saturating_add(1), since: now, ..self }
    }
}

/// The table of requests.
#[derive(Clone, Debug, Default)]
pub struct Requests {
    slab: Slab<Request>,
    /// What of each prompt was read before, by slot. It stands beside the rows, which are two lines of the cache
    /// without it; where nothing is shared it stays empty.
    shared: Vec<Shared>,
    /// What users who may choose a gateway, or send a request again, have done for it, by slot; empty where none may.
    outings: Vec<Outing>,
}

impl Requests {
    /// Opens a row of a request whose prompt has this in common with others.
    #[inline]
    pub fn open(&mut self, make: impl FnOnce() -> Request, shared: Shared) -> RequestId {
        let slot = self.slab.put(make).0;
        if shared != Shared::NOTHING || (slot as usize) < self.shared.len() {
            self.share(slot as usize, shared);
        }
        RequestId(slot)
    }
    #[cold]
    fn share(&mut self, slot: usize, shared: Shared) {
        if slot >= self.shared.len() {
            self.shared.resize(slot + 1, Shared::NOTHING);
        }
        self.shared[slot] = shared;
    }
    /// What of the prompt of a request in flight was read before.
    #[inline]
    pub fn shared(&self, request: RequestId) -> Shared {
        self.shared.get(request.0 as usize).copied().unwrap_or(Shared::NOTHING)
    }
    /// Notes what the users of a request in flight have done for it.
    pub fn set_outing(&mut self, request: RequestId, outing: Outing) {
        let slot = request.0 as usize;
        if slot >= self.outings.len() {
            self.outings.resize(slot + 1, outing);
        }
        self.outings[slot] = outing;
    }
    /// What the users of a request in flight have done for it; nothing where it is noted of none.
    #[inline]
    pub fn outing(&self, request: RequestId) -> Option<Outing> {
        self.outings.get(request.0 as usize).copied()
    }
    /// Closes a row.
    #[inline]
    pub fn close(&mut self, request: RequestId) {
        self.slab.free(request.0);
    }
    /// A request in flight.
    #[inline]
    pub fn get(&self, request: RequestId) -> &Request {
        self.slab.row(request.0)
    }
    /// A request in flight, to change it.
    #[inline]
    pub fn get_mut(&mut self, request: RequestId) -> &mut Request {
        self.slab.row_mut(request.0)
    }
    /// The name of a request for events.
    #[inline]
    pub fn name(&self, request: RequestId) -> RequestRef {
        RequestRef { id: request, generation: self.slab.generation(request.0) }
    }
    /// Whether a name still means a request in flight.
    #[inline]
    pub fn is_current(&self, name: RequestRef) -> bool {
        self.slab.is_current(name.id.0, name.generation)
    }
    /// All in flight, by row.
    pub fn iter(&self) -> impl Iterator<Item = &Request> {
        self.slab.iter().map(|(_, row)| row)
    }
    /// All in flight with their ids, by row.
    pub fn entries(&self) -> impl Iterator<Item = (RequestId, &Request)> {
        self.slab.iter().map(|(slot, row)| (RequestId(slot), row))
    }
    /// How many are in flight.
    pub fn live(&self) -> u32 {
        self.slab.live()
    }
    /// How many were in flight at once at the most.
    pub fn peak(&self) -> u32 {
        self.slab.peak()
    }
}
