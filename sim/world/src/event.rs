//! Everything that can happen, closed: ids only, at most 16 bytes.

use units::ids::{
    AppsId, AttemptRef, CoinId, DelegatorsId, DeskId, GatewayId, GovernorId, GroupId, HolderId, LlmId, NetworkId,
    NodeId, NodeRef, OperatorId, ProposalId, RequestRef, UsersId,
};

/// What can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The next request of a group of users is sent.
    Send(UsersId),
    /// A user of a closed loop sends its next request, of this number.
    Ask(UsersId, u64),
    /// A request that was lost is sent again.
    Again(RequestRef),
    /// A request reaches its gateway.
    Enter(RequestRef),
    /// The services on which a request's gateway depends have answered.
    Consulted(RequestRef),
    /// A request has passed its gateway's station.
    Pass(RequestRef),
    /// A request that waited at its gateway is let in.
    Admit(RequestRef),
    /// An attempt reaches its node.
    Reach(AttemptRef),
    /// An attempt's service ends in its slot.
    Done(AttemptRef),
    /// The next of those that share a node ends.
    Shared(NodeId),
    /// The answer of an attempt is back.
    Return(AttemptRef),
    /// An attempt took too long.
    TimeOut(AttemptRef),
    /// A try of a request has taken so long that one copy more may be sent.
    Hedge {
        /// Of which request.
        request: RequestRef,
        /// Which of its tries.
        tries: u16,
        /// Which copy.
        copy: u8,
    },
    /// Requests that are held are assigned, all at once.
    Assign(DeskId),
    /// A node's session ends.
    Leave(NodeRef),
    /// A node that is about to leave may have nothing left to do.
    Drained(NodeRef),
    /// A node's absence ends.
    Join(NodeRef),
    /// A new node joins a group.
    Come(GroupId),
    /// A network's next session begins, and requests wait for it.
    Session(NetworkId),
    /// A view of the nodes is renewed.
    Renew(DeskId),
    /// A node's ban at a gateway is over.
    Pardon(GatewayId, NodeId),
    /// A fault strikes.
    Strike(u16),
    /// A fault is over.
    Relieve(u16),
    /// A node that is away has missed too many slots of a duty of a network: rule number in the network.
    Missed {
        /// Whose duty.
        node: NodeRef,
        /// To which network.
        network: NetworkId,
        /// By which of its rules.
        rule: u16,
    },
    /// A node misses a duty slot though it is up, unless it is away.
    Slip {
        /// Who.
        node: NodeRef,
        /// Of which network.
        network: NetworkId,
        /// By which of its rules.
        rule: u16,
    },
    /// The first heartbeat of a node reaches the list of a network.
    List(NetworkId, NodeId),
    /// The last heartbeat of a node is too old for the list of a network.
    Expire(NetworkId, NodeId),
    /// An LLM has been in a node's memory for long enough without being asked.
    Unload(NodeId, LlmId),
    /// What a rule put off about a node is due.
    Due {
        /// Whom it is about.
        node: NodeRef,
        /// On which network.
        network: NetworkId,
        /// Which of its rules.
        rule: u16,
    },
    /// A jail term of a node ends.
    Release(NetworkId, NodeRef),
    /// A node signs two conflicting statements.
    Equivocate(NodeRef),
    /// An epoch of a network's exit queue ends.
    Exits(NetworkId),
    /// A stake of a network is free.
    Mature(NetworkId),
    /// A round of bids for a network's service ends.
    Auction(NetworkId),
    /// A period of a network's prices ends.
    Reprice(NetworkId),
    /// An epoch of a coin ends.
    Epoch(CoinId),
    /// A period of a coin's market ends: its price moves.
    Price(CoinId),
    /// Those who quote in usd read a coin's price.
    Quote(CoinId),
    /// The next part of a fall of a coin's price.
    Fall {
        /// By which fault.
        fault: u16,
        /// Of which coin.
        coin: CoinId,
        /// Parts that are left, this one included.
        left: u16,
    },
    /// A node that its operator ordered is set up.
    SetUp(NodeRef),
    /// A node that its operator gave up may go.
    Retire(NodeRef),
    /// The next individuals of a group of users review their gateway.
    Reconsider(UsersId),
    /// The next apps of a table review which gateways they have integrated.
    Integrate(AppsId),
    /// An operator reviews its books.
    Review(OperatorId),
    /// Delegators claim their rewards, and move stake.
    Delegate(DelegatorsId),
    /// Holders review their coins, and trade.
    Rebalance(HolderId),
    /// Coins of holders become free.
    Unlock(HolderId),
    /// A treasury pays what it owes.
    Spend(NetworkId),
    /// Claims of an operator on a network's users may be due.
    Settle {
        /// On whose users.
        network: NetworkId,
        /// Whose.
        operator: OperatorId,
        /// Which batch of its.
        batch: u32,
    },
    /// Windows in which answers of a network can be disputed have ended.
    Finalise(NetworkId),
    /// A challenge of an answer comes in.
    Challenge {
        /// Of which network.
        network: NetworkId,
        /// Which dispute it begins.
        dispute: u32,
    },
    /// A side of a dispute moves, or its time for that is over.
    Turn {
        /// Of which network.
        network: NetworkId,
        /// Which dispute.
        dispute: u32,
        /// Moves made before.
        depth: u32,
    },
    /// A dispute must be decided by now.
    Verdict {
        /// Of which network.
        network: NetworkId,
        /// Which dispute.
        dispute: u32,
    },
    /// A network sends a canary.
    Probe {
        /// Which network.
        network: NetworkId,
        /// By which of its rules.
        rule: u16,
        /// Which canary.
        number: u32,
    },
    /// A treasury buys a coin back.
    BuyBack(NetworkId),
    /// A period of claims on a network's insurance ends.
    Insure(NetworkId),
    /// A period of the contract of users ends.
    Commit(UsersId),
    /// A gateway reviews its take.
    Retake(GatewayId),
    /// A gateway sells what it took and pays its costs.
    Books(GatewayId),
    /// The owners of a gateway review whether it is worth its costs.
    Launch(GatewayId),
    /// A window in which requests are played begins or ends, or what it paid is paid on.
    Pace,
    /// The warm-up is over.
    Cut,
    /// The next point of the time series.
    Sample,
    /// An observation that the scenario asked for, by position.
    Observe(u16),
    /// The list of a network follows rules about who may serve that have changed.
    Relist(NetworkId),
    /// An epoch of a network whose stakes may leak ends.
    Leak(NetworkId),
    /// The oldest appeal to a network is decided.
    Appeal(NetworkId),
    /// An epoch of a network on which nodes are on probation ends.
    Probation(NetworkId),
    /// A node leaves for good by its conduct.
    Abscond(NodeRef),
    /// A new node takes the place of one that left by its conduct.
    Reborn(GroupId),
    /// Nodes of a group review their conduct.
    Revise(GroupId),
    /// A network publishes what it thinks of its nodes.
    Rate(NetworkId),
    /// The approval of a network is there for which a node has asked.
    Approve(NetworkId, NodeId),
    /// The approval of a node by a network ends, or it is time to ask for the next.
    Lapse(NetworkId, NodeId),
    /// A sprint begins in which a network measures its nodes.
    Sprint(NetworkId),
    /// A network weighs its nodes.
    Weigh(NetworkId),
    /// A compromise is public, or who has what was compromised is struck off.
    Breach {
        /// Which fault.
        fault: u16,
        /// Whether it is the second.
        is_revoked: bool,
    },
    /// Something is put to the vote.
    Propose(ProposalId),
    /// A vote opens, by its number.
    OpenVote(u32),
    /// A vote closes.
    CloseVote(u32),
    /// What passed changes its settings.
    Enact(u32),
    /// A proposal is looked for its signal.
    Watch(ProposalId),
    /// A governor reviews its setting.
    Steer(GovernorId),
    /// What a governor decided on comes about.
    Adjust(GovernorId),
    /// An attacker sells its coins after a vote, by row.
    CashIn(u16),
    /// Rules change, or are again as they were; by position among the scenario's changes.
    Change {
        /// Which.
        change: u16,
        /// Whether it is over.
        is_over: bool,
    },
}

const _: () = assert!(size_of::<Event>() <= 16, "an event must fit into 16 bytes: the slab holds millions of them");

impl Event {
    /// Whether no history tells of it: it changes no state but what is measured, or rules, which show in what they do.
    pub const fn is_look(&self) -> bool {
        matches!(self, Self::Cut | Self::Sample | Self::Observe(_) | Self::Change { .. } | Self::Relist(_))
            || matches!(self, Self::Propose(_) | Self::OpenVote(_) | Self::CloseVote(_) | Self::Enact(_))
            || matches!(self, Self::Watch(_) | Self::Steer(_) | Self::Adjust(_))
    }

    /// The event as two words, for fingerprints: what happens in the first, its kind in the low byte; to whom in the
    /// second.
    #[inline]
    pub fn words(&self) -> [u64; 2] {
        let pair = |id: u32, generation: u32| u64::from(id) << 32 | u64::from(generation);
        let node = |n: NodeRef| pair(n.id.0, n.generation);
        match *self {
            Self::Send(u) => [1, u64::from(u.0)],
            Self::Ask(u, number) => [0x29 | u64::from(u.0) << 16, number],
            Self::Pass(r) => [42, pair(r.id.0, r.generation)],
            Self::Admit(r) => [51, pair(r.id.0, r.generation)],
            Self::Again(r) => [0x69, pair(r.id.0, r.generation)],
            Self::Consulted(r) => [0x70, pair(r.id.0, r.generation)],
            Self::Enter(r) => [2, pair(r.id.0, r.generation)],
            Self::Reach(a) => [3, pair(a.id.0, a.generation)],
            Self::Done(a) => [4, pair(a.id.0, a.generation)],
            Self::Shared(n) => [5, u64::from(n.0)],
            Self::Return(a) => [6, pair(a.id.0, a.generation)],
            Self::TimeOut(a) => [7, pair(a.id.0, a.generation)],
            Self::Hedge { request: r, tries, copy } => {
                [0x2C | u64::from(tries) << 16 | u64::from(copy) << 32, pair(r.id.0, r.generation)]
            }
            Self::Assign(g) => [45, u64::from(g.0)],
            Self::Session(n) => [0x31, u64::from(n.0)],
            Self::Leave(n) => [8, node(n)],
            Self::Drained(n) => [0x3F, node(n)],
            Self::Join(n) => [9, node(n)],
            Self::Come(g) => [10, u64::from(g.0)],
            Self::Renew(g) => [11, u64::from(g.0)],
            Self::Pardon(g, n) => [0x2B | u64::from(g.0) << 16, u64::from(n.0)],
            Self::Strike(w) => [12, u64::from(w)],
            Self::Relieve(w) => [13, u64::from(w)],
            Self::Missed { node: n, network, rule } => {
                [0xE | u64::from(network.0) << 16 | u64::from(rule) << 32, node(n)]
            }
            Self::Slip { node: n, network, rule } => {
                [0x20 | u64::from(network.0) << 16 | u64::from(rule) << 32, node(n)]
            }
            Self::Probation(n) => [0xA0, u64::from(n.0)],
            Self::Leak(n) => [0x9C, u64::from(n.0)],
            Self::Appeal(n) => [0xB0, u64::from(n.0)],
            Self::Propose(p) => [0xC0, u64::from(p.0)],
            Self::OpenVote(b) => [0xC1, u64::from(b)],
            Self::CloseVote(b) => [0xC2, u64::from(b)],
            Self::Enact(b) => [0xC3, u64::from(b)],
            Self::CashIn(a) => [0xC4, u64::from(a)],
            Self::Watch(p) => [0xC5, u64::from(p.0)],
            Self::Steer(g) => [0xC6, u64::from(g.0)],
            Self::Adjust(g) => [0xC7, u64::from(g.0)],
            Self::Abscond(n) => [0x9A, node(n)],
            Self::Reborn(g) => [0x9B, u64::from(g.0)],
            Self::Revise(g) => [0x99, u64::from(g.0)],
            Self::Rate(n) => [0x98, u64::from(n.0)],
            Self::Due { node: n, network, rule } => {
                [0x7C | u64::from(network.0) << 16 | u64::from(rule) << 32, node(n)]
            }
            Self::Release(network, n) => [0xF | u64::from(network.0) << 16, node(n)],
            Self::List(network, n) => [0x3C | u64::from(network.0) << 16, u64::from(n.0)],
            Self::Expire(network, n) => [0x3D | u64::from(network.0) << 16, u64::from(n.0)],
            Self::Unload(n, llm) => [0x3E | u64::from(llm.0) << 16, u64::from(n.0)],
            Self::Mature(n) => [16, u64::from(n.0)],
            Self::Auction(n) => [0x59, u64::from(n.0)],
            Self::Reprice(n) => [0x58, u64::from(n.0)],
            Self::Epoch(c) => [17, u64::from(c.0)],
            Self::Price(c) => [0x50, u64::from(c.0)],
            Self::Quote(c) => [0x51, u64::from(c.0)],
            Self::Fall { fault, coin, left } => {
                [0x53 | u64::from(fault) << 16, u64::from(coin.0) << 32 | u64::from(left)]
            }
            Self::SetUp(n) => [0x54, node(n)],
            Self::Retire(n) => [0x55, node(n)],
            Self::Review(o) => [0x52, u64::from(o.0)],
            Self::Reconsider(u) => [0x68, u64::from(u.0)],
            Self::Integrate(a) => [0x73, u64::from(a.0)],
            Self::Delegate(d) => [0x5C, u64::from(d.0)],
            Self::Rebalance(h) => [0x5A, u64::from(h.0)],
            Self::Unlock(h) => [0x5B, u64::from(h.0)],
            Self::Spend(n) => [0x5D, u64::from(n.0)],
            Self::Settle { network, operator, batch } => [0x5E | u64::from(network.0) << 16, pair(operator.0, batch)],
            Self::Finalise(n) => [0x90, u64::from(n.0)],
            Self::Challenge { network, dispute } => [0x91 | u64::from(network.0) << 16, u64::from(dispute)],
            Self::Turn { network, dispute, depth } => [0x92 | u64::from(network.0) << 16, pair(dispute, depth)],
            Self::Verdict { network, dispute } => [0x93 | u64::from(network.0) << 16, u64::from(dispute)],
            Self::Probe { network, rule, number } => {
                [0x94 | u64::from(network.0) << 16 | u64::from(rule) << 32, u64::from(number)]
            }
            Self::Insure(n) => [0x5F, u64::from(n.0)],
            Self::BuyBack(n) => [0x61, u64::from(n.0)],
            Self::Commit(u) => [0x62, u64::from(u.0)],
            Self::Retake(g) => [0x71, u64::from(g.0)],
            Self::Books(g) => [0x72, u64::from(g.0)],
            Self::Launch(g) => [0x88, u64::from(g.0)],
            Self::Approve(network, n) => [0x79 | u64::from(network.0) << 16, u64::from(n.0)],
            Self::Lapse(network, n) => [0x7A | u64::from(network.0) << 16, u64::from(n.0)],
            Self::Weigh(n) => [0x80, u64::from(n.0)],
            Self::Sprint(n) => [0x81, u64::from(n.0)],
            Self::Breach { fault, is_revoked } => [0x7B | u64::from(fault) << 16, u64::from(is_revoked)],
            Self::Pace => [0x60, 0],
            Self::Cut => [18, 0],
            Self::Sample => [19, 0],
            Self::Observe(i) => [20, u64::from(i)],
            Self::Relist(n) => [22, u64::from(n.0)],
            Self::Change { change, is_over } => [21, u64::from(change) << 1 | u64::from(is_over)],
            Self::Equivocate(n) => [30, node(n)],
            Self::Exits(n) => [31, u64::from(n.0)],
        }
    }
}
