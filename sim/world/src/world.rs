//! The world of one replication: the scenario, the state, and the moment at which an event is handled.

pub(crate) mod allowances;
pub(crate) mod amnesties;
pub(crate) mod appeals;
pub(crate) mod approvals;
pub(crate) mod apps;
pub(crate) mod bans;
pub(crate) mod berths;
pub(crate) mod breaches;
mod change;
pub(crate) mod claims;
pub(crate) mod clocks;
pub(crate) mod conducts;
pub(crate) mod delegations;
pub(crate) mod derived;
pub(crate) mod desks;
pub(crate) mod dues;
pub(crate) mod entries;
pub(crate) mod exposures;
pub(crate) mod firms;
pub(crate) mod fleets;
pub(crate) mod forced;
pub(crate) mod gateways;
pub(crate) mod governances;
pub(crate) mod governors;
pub(crate) mod groups;
pub(crate) mod homes;
pub(crate) mod inspected;
pub(crate) mod insurances;
pub(crate) mod leaks;
pub(crate) mod margins;
mod moment;
pub(crate) mod networks;
mod notes;
pub(crate) mod operators;
pub(crate) mod pacing;
pub(crate) mod parts;
pub(crate) mod prices;
pub(crate) mod probations;
pub(crate) mod records;
pub(crate) mod reports;
pub(crate) mod reputations;
mod rows;
pub(crate) mod seats;
pub(crate) mod services;
pub(crate) mod slots;
mod spread;
mod supplies;
pub(crate) mod takings;
pub(crate) mod tariffs;
pub(crate) mod users;
pub(crate) mod uses;
pub(crate) mod vestings;
pub(crate) mod watches;
pub(crate) mod weights;
pub(crate) mod windows;
pub(crate) mod wires;
pub(crate) mod yields;

use rules::owner::nodes::Leaves;
use rules::routing::Offer;
use rules::{emission, holding};
use state::attempts::Attempts;
use state::ballots::Ballots;
use state::bonds::Bonds;
use state::ledger::{Extent, Groups, Ledger};
use state::memory::Memory;
use state::nodes::Nodes;
use state::requests::Requests;
use state::roster::{Order, Roster};
use state::tried::Tried;
use units::ids::{GroupId, NetworkId, NodeId};
use units::time::Time;
use units::tree::Value;

use self::approvals::Approvals;
use self::berths::Berths;
use self::breaches::Breaches;
use self::delegations::Class;
use self::exposures::Exposures;
use self::fleets::Fleet;
use self::governances::Governances;
use self::governors::Governors;
use self::operators::Operator;
use self::pacing::Pacing;
use self::parts::Parts;
use self::prices::Price;
use self::takings::Takings;
use crate::audit::diary::Diary;
use crate::invariants::Invariants;
use crate::log::Log;
use crate::metrics::meters::Meters;
use crate::metrics::series::Series;
use crate::scenario::{Scenario, Users};
use crate::serving::{Batch, News};

use apps::AppsState;
use clocks::SessionClock;
use desks::Desk;
use gateways::GatewayState;
use seats::Seats;
use services::ServiceState;
use users::UsersState;
use uses::Uses;
use watches::Watches;
use wires::Wires;

pub(crate) use groups::GroupState;
pub(crate) use moment::Moment;
pub(crate) use networks::NetworkState;

/// One replication: what does not change beside what does.
#[derive(Clone, Debug)]
pub struct World {
    /// The scenario.
    pub scenario: Scenario,
    pub(crate) state: State,
}

/// Everything that changes.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says what no rule of the scenario asks for, so that nothing is done for it"
)]
pub(crate) struct State {
    pub(crate) replication: u32,
    pub(crate) nodes: Nodes,
    /// The parts of nodes whose networks have slots of their own, if there are such nodes.
    pub(crate) parts: Option<Box<Parts>>,
    pub(crate) requests: Requests,
    pub(crate) attempts: Attempts,
    pub(crate) ballots: Ballots,
    /// The nodes that retried requests have tried.
    pub(crate) tried: Tried,
    pub(crate) bonds: Bonds,
    pub(crate) ledger: Ledger,
    /// Whether any gateway keeps a list of its own that is never old.
    pub(crate) has_live_views: bool,
    /// Whether any policy asks for the shortest line, so that backlogs are reported to the rosters.
    pub(crate) is_ranked: bool,
    /// Who may be picked, by network and LLM; then by session, see `seats`.
    pub(crate) rosters: Vec<Roster>,
    /// Who has a seat on the rosters of sessions, if any network has sessions.
    pub(crate) seats: Option<Box<Seats>>,
    pub(crate) gateways: Vec<GatewayState>,
    /// What gateways depend on, and whether any may be down, close or depend on something.
    pub(crate) services: Vec<ServiceState>,
    pub(crate) depends: bool,
    /// Whether any gateway takes on top of fees; then how many requests users sent, or wanted to send.
    pub(crate) has_tops: bool,
    pub(crate) wanted: u64,
    pub(crate) uses: Uses,
    /// Whether any rule of admission is asked.
    pub(crate) has_admission: bool,
    /// Whether any users may choose a gateway, or send a request again.
    pub(crate) has_outings: bool,
    /// Whether any users know what a request is worth to them.
    pub(crate) has_values: bool,
    /// Whether any network sells by auction.
    pub(crate) has_auctions: bool,
    /// Whether any nodes have a serving stack, and whether any network keeps reputations.
    pub(crate) has_stacks: bool,
    pub(crate) has_reputations: bool,
    /// Whether any nodes revise their conduct.
    pub(crate) has_revisions: bool,
    /// Whether any policy is told how its attempts end, and whether any gateway sends further copies of slow requests.
    pub(crate) has_observers: bool,
    pub(crate) has_hedges: bool,
    /// Whether all gateways pick nodes themselves, and no network has sessions.
    pub(crate) picks_plainly: bool,
    /// Who has seen the requests in flight, if that is measured.
    pub(crate) exposures: Option<Box<Exposures>>,
    /// Where nodes are picked: the gateways' desks, then those of networks that assign themselves.
    pub(crate) desks: Vec<Desk>,
    /// The row of each network's desk, if it has one; empty where none has.
    pub(crate) assigners: Vec<Option<u16>>,
    /// Room for the offers of one request's networks.
    pub(crate) offers: Vec<Offer>,
    pub(crate) users: Vec<UsersState>,
    /// What apps have integrated.
    pub(crate) apps: Vec<AppsState>,
    pub(crate) groups: Vec<GroupState>,
    pub(crate) networks: Vec<NetworkState>,
    /// What the emission of each coin remembers.
    pub(crate) emitters: Vec<emission::Memory>,
    /// The price of each coin.
    pub(crate) prices: Vec<Price>,
    /// What classes of delegators wait to stake, and what they have seen.
    pub(crate) delegators: Vec<Class>,
    /// What the rules of holders remember.
    pub(crate) holders: Vec<holding::Memory>,
    /// The books of operators, and whether any of them has reviews.
    pub(crate) operators: Vec<Operator>,
    pub(crate) has_reviews: bool,
    /// Which nodes are in, where they come and go for what they earn.
    pub(crate) fleets: Vec<Option<Fleet>>,
    /// Which network each node serves, by group, where nodes move between networks.
    pub(crate) berths: Vec<Option<Berths>>,
    /// What nodes earn on each network, if any move between networks.
    pub(crate) takings: Option<Box<Takings>>,
    /// The nodes of each zone.
    pub(crate) zones: Vec<Vec<NodeId>>,
    /// How often each fault has struck.
    pub(crate) struck: Vec<u64>,
    pub(crate) watches: Watches,
    /// What the weather does to wires.
    pub(crate) wires: Wires,
    /// The clocks of all nodes' sessions; empty where no session is ever stopped or cut short.
    pub(crate) clocks: Vec<SessionClock>,
    /// Until when each node that drains stays at least; empty where none does.
    pub(crate) drains: Vec<Time>,
    /// The batches of nodes that batch, by row; empty where none does.
    pub(crate) batches: Vec<Option<Box<Batch>>>,
    /// News of a batch, kept so that nothing is allocated for them.
    pub(crate) news: Vec<News>,
    /// What each node's memory holds; empty where no LLM is ever loaded.
    pub(crate) memories: Vec<Memory>,
    pub(crate) meters: Meters,
    pub(crate) series: Series,
    pub(crate) invariants: Invariants,
    /// What rules were before each of the scenario's changes that is under way.
    pub(crate) saved: Vec<Vec<(String, Value)>>,
    /// Votes under way, if anybody governs.
    pub(crate) governances: Option<Box<Governances>>,
    /// What is followed, if anything is.
    pub(crate) governors: Option<Box<Governors>>,
    /// Whether any network keeps a list of approved nodes.
    pub(crate) has_approvals: bool,
    /// Whether nodes may forge answers; who is compromised, if anybody ever is.
    pub(crate) has_forgers: bool,
    pub(crate) breaches: Option<Box<Breaches>>,
    /// In which windows requests are played, if not all the time.
    pub(crate) pace: Option<Box<Pacing>>,
    /// Who came and went, by owner; kept where bugs are hunted.
    pub(crate) diary: Option<Box<Diary>>,
    /// Single requests and what nodes do, where somebody asks for them.
    pub(crate) log: Option<Box<Log>>,
}

impl World {
    /// The world at the start of a replication; nothing has happened yet.
    pub fn new(scenario: Scenario, replication: u32) -> Self {
        let scenario = scenario.with_drawn_hardware(replication);
        let state = State::new(&scenario, replication);
        Self { scenario, state }
    }

    /// What is wrong with the books, if anything is.
    pub fn fault(&self) -> Option<&state::ledger::Imbalance> {
        self.state.ledger.fault()
    }

    /// The first law found broken at an event, if one was.
    pub fn breach(&self) -> Option<&str> {
        self.state.invariants.breach()
    }
}

impl State {
    fn new(scenario: &Scenario, replication: u32) -> Self {
        let (nodes, groups) = rows::rows(scenario, replication);
        let group_of: Vec<GroupId> = (0..nodes.len()).map(|i| nodes.identity(NodeId::of(i)).group).collect();
        let extent = Extent {
            users: scenario.users.len(),
            gateways: scenario.gateways.len(),
            networks: scenario.networks.len(),
            groups: scenario.groups.len(),
            coins: scenario.coins.len(),
            holders: scenario.holders.len(),
            delegators: scenario.delegators.len(),
        };
        let parts = Parts::new(scenario, &group_of.iter().map(|group| group.row()).collect::<Vec<_>>());
        let operators = Operator::all(scenario, |g| groups[g].first);
        let owners = Groups { nodes: group_of, operators: operators.iter().map(|o| o.group).collect() };
        let genesis: Vec<i64> = scenario.coins.iter().map(|c| c.genesis).collect();
        let seats = Seats::new(scenario, nodes.len());
        let n_rosters = scenario.n_rosters() + seats.as_ref().map_or(0, |seats| seats.cells.len());
        let rosters: Vec<_> = (0..n_rosters).map(|_| Roster::of(scenario.order())).collect();
        let prices = Price::all(scenario);
        let approvals = |n: usize| Approvals::of(scenario, replication, NetworkId::of(n), &nodes);
        let apps: Vec<AppsState> = scenario.apps.iter().map(AppsState::new).collect();
        let users = |u: &Users| {
            let apps = u.apps.map(|of| &apps[of.row()]);
            UsersState::new((scenario.seed, replication), u, apps, scenario.closed_at_start(u))
        };
        let mut zones = vec![Vec::new(); scenario.zones.len()];
        for node in (0..nodes.len()).map(NodeId::of) {
            if let Some(zone) = zones.get_mut(nodes.identity(node).zone.row()) {
                zone.push(node);
            }
        }
        Self {
            replication,
            gateways: scenario.gateways.iter().map(|g| GatewayState::new(scenario, g, nodes.len())).collect(),
            services: vec![ServiceState::default(); scenario.services.len()],
            depends: scenario.depends(),
            has_tops: scenario.gateways.iter().any(|g| g.rules.take.is_on_top()),
            wanted: 0,
            uses: Uses::of(scenario),
            has_admission: scenario.admissions().next().is_some(),
            has_outings: scenario.users.iter().any(|u| u.rules.has_choice() || u.rules.tries_again()),
            has_values: scenario.users.iter().any(|users| users.rules.values.is_some()),
            has_auctions: scenario.networks.iter().any(|n| n.rules.pricing.round().is_some()),
            has_stacks: !scenario.stacks.is_empty(),
            has_revisions: scenario.groups.iter().any(|g| g.rules.revises.is_some()),
            has_reputations: scenario.networks.iter().any(|n| n.rules.reputation.is_some()),
            has_observers: scenario.observes(),
            has_hedges: scenario.gateways.iter().any(|g| g.rules.hedge.is_some()),
            picks_plainly: !scenario.has_trusted_rosters
                && scenario.networks.iter().all(|n| n.rules.scheduling.is_none() && n.rules.session.is_none()),
            exposures: Exposures::new(scenario),
            desks: Desk::all(scenario, &groups, &rosters, nodes.len()),
            assigners: desks::assigners(scenario),
            offers: Vec::new(),
            users: scenario.users.iter().map(users).collect(),
            apps,
            networks: (0..scenario.networks.len())
                .map(|n| NetworkState {
                    approvals: approvals(n),
                    ..NetworkState::new(scenario, NetworkId::of(n), &prices, (nodes.len(), operators.len()))
                })
                .collect(),
            bonds: Bonds::new(scenario.networks.len(), nodes.len()),
            ledger: Ledger::new(extent, owners, &genesis),
            wires: Wires::new(scenario),
            watches: Watches::new(scenario, nodes.len()),
            clocks: SessionClock::all(scenario, nodes.len()),
            memories: if groups.iter().any(|g| g.derived.loads) {
                vec![Memory::default(); nodes.len()]
            } else {
                Vec::new()
            },
            meters: Meters::new(scenario, nodes.len()),
            batches: if scenario.groups.iter().any(|g| g.batching.is_some()) {
                vec![None; nodes.len()]
            } else {
                Vec::new()
            },
            news: Vec::new(),
            drains: if scenario.groups.iter().any(|g| g.rules.leaves == Leaves::Drained) {
                vec![Time::ZERO; nodes.len()]
            } else {
                Vec::new()
            },
            series: Series::new(scenario),
            has_approvals: scenario.networks.iter().any(|n| n.rules.permission.policy().terms().is_some()),
            has_forgers: scenario.has_forgers(),
            breaches: Breaches::of(scenario, nodes.len()),
            invariants: Invariants::default(),
            pace: Pacing::new(scenario, replication),
            diary: None,
            log: None,
            requests: Requests::default(),
            attempts: Attempts::default(),
            ballots: Ballots::default(),
            tried: Tried::default(),
            struck: vec![0; scenario.weather.len()],
            saved: vec![Vec::new(); scenario.changes.len()],
            governances: Governances::of(scenario),
            governors: Governors::of(scenario),
            has_live_views: scenario.gateways.iter().any(|g| g.rules.ban.is_some() && g.rules.view_age.ns() == 0),
            is_ranked: scenario.order() > Order::Members,
            nodes,
            parts,
            rosters,
            seats,
            groups,
            emitters: scenario.coins.iter().map(|coin| coin.rules.emission.memory(0)).collect(),
            prices,
            has_reviews: operators.iter().any(|o| !o.earned.is_empty()),
            fleets: scenario.groups.iter().map(Fleet::new).collect(),
            berths: scenario.groups.iter().map(Berths::new).collect(),
            takings: Takings::new(scenario),
            delegators: Class::all(scenario, operators.len()),
            operators,
            holders: scenario.holders.iter().map(|row| row.rules.rule.memory(0)).collect(),
            zones,
        }
    }

    /// The group of a node.
    #[inline]
    pub(crate) fn group(&self, node: NodeId) -> GroupId {
        self.nodes.identity(node).group
    }
}
