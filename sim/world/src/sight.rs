//! An event as it is seen just before it is handled: when, what, and to whom it happens, by name.

use engine::draws::name_hash;
use state::attempts::Purpose;
use state::requests::Need;
use units::ids::{AttemptRef, NodeId, RequestId, UsersId};
use units::time::Time;

use crate::event::Event;
use crate::world::World;

/// An event that is about to be handled, with the world in which it happens.
pub struct Sight<'a> {
    /// When.
    pub time: Time,
    /// What.
    pub event: Event,
    pub(crate) world: &'a World,
}

/// What an event means: a kind and whom it concerns, by names that another population does not shift.
pub type Key = [u64; 5];

impl Sight<'_> {
    /// Whether it only looks at the world.
    pub fn is_observation(&self) -> bool {
        matches!(self.event, Event::Cut | Event::Sample | Event::Observe(_) | Event::Change { .. } | Event::Relist(_))
    }

    /// Whether it is nature's alone: requests as they are sent and enter, nodes as they come and go, faults.
    ///
    /// No policy may shift these, so that two policies on one seed meet the same of them.
    pub fn is_exogenous(&self) -> bool {
        use Event::{Come, Enter, Join, Leave, Relieve, Send, Strike};
        matches!(self.event, Send(_) | Enter(_) | Join(_) | Leave(_) | Come(_) | Strike(_) | Relieve(_))
    }

    /// What it means, for comparison: entities by the hash of their name, requests by number and need, attempts by
    /// their request and node.
    pub fn key(&self) -> Key {
        let [what, whom] = self.event.words();
        // The kind alone; ids that stand beside it in the word are named below.
        let kind = what & 0xff;
        let node = |id: NodeId, generation: u32| [kind, self.node_name(id), u64::from(generation), 0, 0];
        match self.event {
            Event::Integrate(apps) => [kind, name_hash(&self.world.scenario.apps[apps.row()].name), 0, 0, 0],
            Event::Reconsider(users) => [kind, self.users_name(users), 0, 0, 0],
            Event::Send(users) => [kind, self.users_name(users), self.world.state.users[users.row()].sent, 0, 0],
            Event::Enter(request) | Event::Again(request) => {
                let row = self.world.state.requests.get(request.id);
                let [a, b] = match row.need {
                    Need::Work(span) => [span.ns(), u64::MAX],
                    Need::Tokens { prompt, output } => [u64::from(prompt), u64::from(output)],
                };
                [kind, self.users_name(row.users), row.number << 16 | u64::from(row.llm.0), a, b]
            }
            Event::Reach(a) | Event::Done(a) | Event::Return(a) | Event::TimeOut(a) => self.attempt_key(kind, a),
            Event::Shared(id) => node(id, self.world.state.nodes.generation(id)),
            Event::Leave(n) | Event::Drained(n) | Event::Join(n) | Event::Abscond(n) => node(n.id, n.generation),
            Event::Missed { node: n, network, rule } | Event::Due { node: n, network, rule } => {
                [kind, self.node_name(n.id), u64::from(n.generation), u64::from(network.0), u64::from(rule)]
            }
            Event::Release(network, n) => {
                [kind, self.node_name(n.id), u64::from(n.generation), u64::from(network.0), 0]
            }
            _ => [what, whom, 0, 0, 0],
        }
    }

    fn attempt_key(&self, kind: u64, attempt: AttemptRef) -> Key {
        let state = &self.world.state;
        if !state.attempts.is_current(attempt) {
            return [kind, u64::MAX, 0, 0, 0];
        }
        let row = state.attempts.get(attempt.id);
        let request = state.requests.get(row.request);
        let purpose = match row.purpose {
            Purpose::Check { rule } | Purpose::Prove { rule } => 1 + u64::from(rule),
            Purpose::Try | Purpose::Vote { .. } => 0,
        };
        let node = self.node_name(row.node);
        [kind, self.users_name(request.users), request.number, node, purpose << 32 | u64::from(row.node_generation)]
    }

    /// What happens, in a sentence without a stop.
    pub fn text(&self) -> String {
        let scenario = &self.world.scenario;
        let network = |n: units::ids::NetworkId| format!("network.{}", scenario.networks[n.row()].name);
        match self.event {
            Event::Send(users) => {
                let number = self.world.state.users[users.row()].sent;
                format!("users.{} send request {number}", scenario.users[users.row()].name)
            }
            Event::Again(request) => format!("{} is sent again", self.request(request.id)),
            Event::Enter(request) => {
                let gateway = self.world.state.requests.get(request.id).gateway;
                let gateway = &scenario.gateways[gateway.row()].name;
                format!("{} enters gateway.{gateway}", self.request(request.id))
            }
            Event::Reach(a) => self.attempt(a, "reaches"),
            Event::Done(a) => self.attempt(a, "is done at"),
            Event::Return(a) => self.attempt(a, "returns from"),
            Event::TimeOut(a) => self.attempt(a, "times out at"),
            Event::Shared(id) => format!("the next of those that share {} is done", self.node(id)),
            Event::Leave(n) => format!("{} leaves", self.node(n.id)),
            Event::Drained(n) => format!("{} looks whether it is done, and leaves", self.node(n.id)),
            Event::Join(n) => format!("{} joins", self.node(n.id)),
            Event::Come(group) => format!("a new node comes to nodes.{}", scenario.groups[group.row()].name),
            Event::Renew(desk) => format!("{} renews its view", scenario.picker(desk).label(scenario)),
            Event::Session(n) => format!("the next session of {} begins", network(n)),
            Event::Assign(desk) => format!("{} assigns what is held", scenario.picker(desk).label(scenario)),
            Event::Pardon(gateway, node) => {
                format!("gateway.{} may pick {} again", scenario.gateways[gateway.row()].name, self.node(node))
            }
            Event::Strike(fault) => format!("weather.{} strikes", scenario.weather[usize::from(fault)].name),
            Event::Relieve(fault) => format!("weather.{} is over", scenario.weather[usize::from(fault)].name),
            Event::Missed { node, network: n, .. } => {
                format!("{} has missed too many slots of {}", self.node(node.id), network(n))
            }
            Event::Due { node, network: n, .. } => {
                format!("what a rule of {} put off about {} is due", network(n), self.node(node.id))
            }
            Event::Appeal(n) => format!("an appeal to {} is decided", network(n)),
            Event::Probation(n) => format!("an epoch of probation on {} ends", network(n)),
            Event::Leak(n) => format!("absent stakes of {} may leak", network(n)),
            Event::Abscond(n) => format!("{} leaves for good, as it meant to", self.node(n.id)),
            Event::Reborn(group) => {
                format!("one of nodes.{} comes back under a new name", scenario.groups[group.row()].name)
            }
            Event::Revise(group) => format!("nodes.{} review what they do", scenario.groups[group.row()].name),
            Event::Rate(n) => format!("{} publishes what it thinks of its nodes", network(n)),
            Event::Release(n, node) => format!("{} is released from the jail of {}", self.node(node.id), network(n)),
            Event::Mature(n) => format!("a stake of {} is free", network(n)),
            Event::Sprint(n) => format!("a sprint of {} begins", network(n)),
            Event::Weigh(n) => format!("{} weighs its nodes", network(n)),
            Event::Auction(n) => format!("a round of bids for {} ends", network(n)),
            Event::Reprice(n) => format!("prices of {} follow its use", network(n)),
            Event::Price(coin) => format!("the price of coin.{} moves", scenario.coins[coin.row()].name),
            Event::Quote(coin) => format!("the price of coin.{} is read", scenario.coins[coin.row()].name),
            Event::Fall { coin, .. } => format!("the price of coin.{} falls", scenario.coins[coin.row()].name),
            Event::SetUp(node) => format!("{} is set up", self.node(node.id)),
            Event::Retire(node) => format!("{}, given up, may go", self.node(node.id)),
            Event::Integrate(apps) => format!("apps.{} review their gateways", scenario.apps[apps.row()].name),
            Event::Reconsider(users) => {
                format!("some of users.{} review their gateway", scenario.users[users.row()].name)
            }
            Event::Review(operator) => format!("operator {} reviews its books", operator.0),
            Event::Delegate(class) => {
                format!("delegators.{} review their stake", scenario.delegators[class.row()].name)
            }
            Event::Rebalance(holder) => format!("holders.{} review their coins", scenario.holders[holder.row()].name),
            Event::Unlock(holder) => format!("coins of holders.{} become free", scenario.holders[holder.row()].name),
            Event::Spend(n) => format!("the treasury of {} pays what it owes", network(n)),
            Event::Settle { network: n, operator, .. } => {
                format!("claims of operator {} on the users of {} may be due", operator.0, network(n))
            }
            Event::Consulted(r) => format!("the services that {} needs have answered", self.request(r.id)),
            Event::Retake(g) => format!("gateway.{} reviews its take", scenario.gateways[g.row()].name),
            Event::Launch(g) => format!("the owners of gateway.{} review its costs", scenario.gateways[g.row()].name),
            Event::Books(g) => format!("gateway.{} pays its costs", scenario.gateways[g.row()].name),
            Event::Insure(n) => format!("the insurance of {} pays the claims of a period", network(n)),
            Event::Commit(u) => {
                format!("a period of the contract of users.{} ends", scenario.users[u.row()].name)
            }
            Event::BuyBack(n) => format!("the treasury of {} buys a coin back", network(n)),
            Event::Epoch(coin) => format!("an epoch of coin.{} ends", scenario.coins[coin.row()].name),
            Event::Pace => "a window of requests begins or ends, or its pay goes on".into(),
            Event::Cut => "the warm-up is over".into(),
            Event::Sample => "a point of the series is taken".into(),
            Event::Relist(n) => format!("the list of {} follows its rules", network(n)),
            Event::Observe(_) => "an observation is made".into(),
            Event::Propose(id) => format!("proposal.{} is made", scenario.proposals[id.row()].name),
            Event::Watch(id) => format!("proposal.{} is looked for its signal", scenario.proposals[id.row()].name),
            Event::Steer(id) => format!("governor.{} reviews its setting", scenario.governors[id.row()].name),
            Event::Adjust(id) => format!("governor.{} moves its setting", scenario.governors[id.row()].name),
            Event::OpenVote(ballot) => format!("the vote on {} opens", self.proposal(ballot)),
            Event::CloseVote(ballot) => format!("the vote on {} closes", self.proposal(ballot)),
            Event::Enact(ballot) => format!("{}, which passed, is to change settings", self.proposal(ballot)),
            Event::CashIn(attacker) => {
                format!("attacker.{} sells its coins", scenario.attackers[usize::from(attacker)].name)
            }
            Event::Change { change, is_over } => {
                let over = if is_over { " is over" } else { " changes rules" };
                format!("change.{}{over}", scenario.changes[usize::from(change)].name)
            }
            #[allow(unreachable_patterns, reason = "an event that is new here is shown as it is")]
            other => format!("{other:?}"),
        }
    }

    fn proposal(&self, ballot: u32) -> String {
        let ballots = self.world.state.governances.as_ref().map(|governances| &governances.ballots);
        let row = ballots.and_then(|ballots| ballots.get(ballot as usize));
        row.map_or(String::new(), |row| {
            let name = &self.world.scenario.proposals[row.proposal.row()].name;
            format!("proposal.{name} (number {})", row.number)
        })
    }

    fn attempt(&self, attempt: AttemptRef, what: &str) -> String {
        let state = &self.world.state;
        if !state.attempts.is_current(attempt) {
            return format!("an attempt that has ended {what} its node");
        }
        let row = state.attempts.get(attempt.id);
        let purpose = match row.purpose {
            Purpose::Check { .. } => "a check of ",
            Purpose::Prove { .. } => "a proof of ",
            Purpose::Try | Purpose::Vote { .. } => "",
        };
        format!("{purpose}{} {what} {}", self.request(row.request), self.node(row.node))
    }

    fn request(&self, request: RequestId) -> String {
        let row = self.world.state.requests.get(request);
        format!("request {} of users.{}", row.number, self.world.scenario.users[row.users.row()].name)
    }

    /// A node by its group and its place in it.
    fn node(&self, node: NodeId) -> String {
        let group = self.world.state.group(node);
        let place = node.0 - self.world.state.groups[group.row()].first;
        format!("nodes.{}#{place}", self.world.scenario.groups[group.row()].name)
    }

    fn node_name(&self, node: NodeId) -> u64 {
        self.world.state.nodes.identity(node).name
    }

    fn users_name(&self, users: UsersId) -> u64 {
        name_hash(&self.world.scenario.users[users.row()].name)
    }
}
