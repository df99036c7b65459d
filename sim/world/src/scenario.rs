//! A scenario in which nothing can fail: names resolved to ids, money to base units, links to laws.

mod abort;
mod aftermath;
mod attests;
mod change;
mod coin;
mod exposure;
mod governance;
mod governor;
mod hardware;
mod links;
mod pace;
mod parties;
mod picker;
mod points;
mod rooms;
mod secured;
mod set;

use std::sync::Arc;

use cost::StepTimes;
use rules::admission::Admission;
use rules::arrival::Recorded;
use rules::churn::Presence;
use rules::entry::Bounds;
use rules::owner;
use rules::queueing::BatchOrder;
use rules::weather::Reach;
use state::roster::Order;
use units::ids::{
    AppsId, CoinId, GatewayId, GroupId, HardwareId, HolderId, LlmId, NetworkId, RegionId, ServiceId, StackId, ZoneId,
};
use units::share::Share;
use units::time::{Span, Time};

pub use abort::Abort;
pub use aftermath::{Aftermath, Stretch, Strike};
pub use change::Change;
pub use coin::{Coin, Delegators, Holders, Quote};
pub use exposure::{Role, Seen};
pub use governance::{Attacker, Governance, Proposal, VoterClass, Want};
pub use governor::{Dial, Followed, Governor, number};
pub use hardware::Uncertain;
pub use pace::{Pace, Played};
pub use parties::Party;
pub use picker::Picker;
pub use points::SinglePoint;
pub use rooms::Rooms;
pub use set::Owner;

/// Everything a run needs, checked.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// The seed of all chance.
    pub seed: u64,
    /// When the run ends.
    pub horizon: Time,
    /// Before this time nothing is measured.
    pub cut: Time,
    /// How many points the time series have [>= 1].
    pub points: u32,
    /// What is observed beyond the standard metrics.
    pub observe: Observe,
    /// Coins.
    pub coins: Vec<Coin>,
    /// Holders of coins.
    pub holders: Vec<Holders>,
    /// Classes of delegators.
    pub delegators: Vec<Delegators>,
    /// Networks.
    pub networks: Vec<Network>,
    /// Gateways.
    pub gateways: Vec<Gateway>,
    /// What gateways depend on.
    pub services: Vec<Service>,
    /// Apps that integrate gateways.
    pub apps: Vec<Apps>,
    /// Serving stacks.
    pub stacks: Vec<Stack>,
    /// Groups of nodes.
    pub groups: Vec<Group>,
    /// Groups of users.
    pub users: Vec<Users>,
    /// Names of the LLMs; at least one row, unnamed where the scenario has none.
    pub llms: Vec<String>,
    /// Tokens of prompt and answer together that each LLM can take; [`u64::MAX`] where it takes any number.
    pub windows: Vec<u64>,
    /// Names of the classes of hardware.
    pub hardware: Vec<String>,
    /// Step times by hardware and LLM: row `hardware * n_llms + llm`; after all of them again, in trusted execution.
    pub step_times: Vec<StepTimes>,
    /// What step times are drawn from for each replication; nothing if all replications agree on them.
    pub uncertain: Option<Uncertain>,
    /// Names of the regions.
    pub regions: Vec<String>,
    /// Names of the zones.
    pub zones: Vec<String>,
    /// All wires.
    pub wires: Vec<Wire>,
    /// Which of the wires join each pair of regions: row `from * n_regions + to`.
    pub links: Vec<Option<u16>>,
    /// Whether anything travels over wires; if not, every message is there at once.
    pub has_wires: bool,
    /// Whether some users want trusted execution, so that nodes with it have rosters of their own.
    pub has_trusted_rosters: bool,
    /// Faults.
    pub weather: Vec<Weather>,
    /// Rules that change.
    pub changes: Vec<Change>,
    /// Governances over coins.
    pub governances: Vec<Governance>,
    /// What is put to the vote.
    pub proposals: Vec<Proposal>,
    /// Who gets votes by money.
    pub attackers: Vec<Attacker>,
    /// Rules that move settings by themselves.
    pub governors: Vec<Governor>,
    /// What ends a run before its horizon.
    pub abort: Option<Abort>,
    /// In which windows requests are played, if not all the time.
    pub pace: Option<Pace>,
}

/// The wires between two regions.
#[derive(Clone, Debug, PartialEq)]
pub struct Wire {
    /// Their name.
    pub name: String,
    /// How they carry messages.
    pub rules: owner::place::Link,
}

/// What is observed beyond the standard metrics.
#[derive(Clone, Debug, Default)]
pub struct Observe {
    /// Times at which the state is observed.
    pub at: Vec<Time>,
    /// Thresholds of the number of requests in the system.
    pub in_system: Vec<u32>,
    /// Thresholds of the number of nodes that are up.
    pub nodes: Vec<u32>,
    /// Thresholds of a node's backlog.
    pub backlog: Vec<u32>,
    /// Thresholds of the wait of an answer.
    pub wait: Vec<Span>,
    /// Thresholds of the answers a node has settled when it is first sentenced.
    pub sentenced: Vec<u32>,
    /// Thresholds of the number of stakes that unbond.
    pub unbonding: Vec<u32>,
    /// Columns of the outcome of which is told what requests in flight at the end could still make of them.
    pub bounded: Vec<usize>,
    /// Whether it is measured who saw requests, even if no users ask for privacy.
    pub exposure: bool,
    /// What is measured after faults, for claims about it.
    pub aftermaths: Vec<Aftermath>,
}

/// A network.
#[derive(Clone, Debug)]
pub struct Network {
    /// Its name.
    pub name: String,
    /// Its rules.
    pub rules: owner::network::Network,
    /// Its coin; a network without one is free.
    pub coin: Option<CoinId>,
    /// The coin that its treasury buys back, if it does.
    pub bought_back: Option<CoinId>,
    /// The network whose stakes secure it, if not its own.
    pub secured_by: Option<NetworkId>,
    /// The group that checks, by verification rule; none where any node may.
    pub checkers: Vec<Option<GroupId>>,
    /// The groups that its reputations trust beforehand; all where there are none.
    pub pretrusted: Vec<GroupId>,
    /// The group that proves, likewise; none where the node that answered does.
    pub provers: Vec<Option<GroupId>>,
    /// Where its list stands.
    pub list_region: Option<RegionId>,
}

/// A gateway.
#[derive(Clone, Debug)]
pub struct Gateway {
    /// Its name.
    pub name: String,
    /// Its rules.
    pub rules: owner::gateway::Gateway,
    /// The networks it uses.
    pub networks: Vec<NetworkId>,
    /// Where it stands.
    pub region: Option<RegionId>,
    /// What it depends on.
    pub services: Vec<ServiceId>,
    /// Whether each of its networks assures what users need: row `users * n_networks + position`; empty where nobody
    /// needs anything.
    pub assures: Vec<bool>,
    /// What speaking its standard costs, if it speaks one.
    pub adapter: Option<owner::standard::Adapter>,
}

/// Something that gateways depend on.
#[derive(Clone, Debug)]
pub struct Service {
    /// Its name.
    pub name: String,
    /// Its rules.
    pub rules: owner::service::Service,
}

/// Developers of apps.
#[derive(Clone, Debug)]
pub struct Apps {
    /// Their name.
    pub name: String,
    /// What they decide.
    pub rules: owner::apps::Apps,
    /// The gateways that they may integrate: those of their users; none if nobody uses these apps.
    pub gateways: Vec<GatewayId>,
}

/// A serving stack.
#[derive(Clone, Debug)]
pub struct Stack {
    /// Its name.
    pub name: String,
    /// Its rules.
    pub rules: owner::stack::Stack,
}

/// A group of nodes.
#[derive(Clone, Debug)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// What its operators decide.
    pub rules: owner::nodes::Nodes,
    /// Their hardware.
    pub hardware: Option<HardwareId>,
    /// Their serving stack.
    pub stack: Option<StackId>,
    /// The LLMs they hold.
    pub llms: Vec<LlmId>,
    /// The networks they serve, or where nodes move between networks, could serve.
    pub networks: Vec<NetworkId>,
    /// Where nodes move between networks, the one that all serve at the start, by place among them; none if they are
    /// dealt out.
    pub start: Option<usize>,
    /// Where they stand, dealt out in turn; empty where there are no regions.
    pub places: Vec<(RegionId, ZoneId)>,
    /// How many operators run them [>= 1].
    pub operators: u32,
    /// What a node costs while it is up \[usd/h\], and in whole billionths.
    pub usd_per_hour: f64,
    /// The same \[billionths of a usd/h\].
    pub nanos_per_hour: i64,
    /// What a node costs for as long as its operator has it \[billionths of a usd/h\].
    pub rent_per_hour: i64,
    /// Price of a node's hardware, and what it sells for when used \[billionths of a usd\].
    pub capital: (i64, i64),
    /// The margins at which nodes come and go; none if they do not.
    pub bounds: Option<Bounds>,
    /// Stake of each node, in base units of the network's coin.
    pub stake: Vec<(NetworkId, i64)>,
    /// Recorded sessions of its nodes, and the period of the recording, if they are replayed.
    pub presences: (Vec<Vec<Presence>>, Span),
    /// What bounds their batches, if they batch.
    pub batching: Option<Limits>,
    /// What weights leave for the cache, if their batches are of several LLMs by turns or of one that is loaded.
    pub rooms: Option<Rooms>,
    /// Times that LLMs take to load by their bytes, by id; empty where no load goes by bytes.
    pub load_times: Vec<Span>,
    /// Whether they check answers and serve none.
    pub checks_only: bool,
    /// Whether they check for verification rules that name nobody.
    pub checks: bool,
}

/// What bounds the batch of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Maximum number of tokens in a step.
    pub budget: u32,
    /// Maximum number of requests that run at once.
    pub most: u32,
    /// Blocks of the cache.
    pub blocks: u32,
    /// Tokens that a block holds.
    pub block: u32,
    /// Whether requests reuse prefixes of their prompts that other requests left in the cache.
    pub prefix_reuse: bool,
    /// Who gets the budget first.
    pub order: BatchOrder,
}

/// A group of users.
#[derive(Clone, Debug)]
pub struct Users {
    /// Its name.
    pub name: String,
    /// What they want.
    pub rules: owner::users::Users,
    /// The network with which they have a contract, if any.
    pub seller: Option<NetworkId>,
    /// The gateways that they may use; at least one.
    pub gateways: Vec<GatewayId>,
    /// The apps that they use, if they use any.
    pub apps: Option<AppsId>,
    /// Where they stand.
    pub region: Option<RegionId>,
    /// The LLMs they ask.
    pub llms: Vec<LlmId>,
    /// What a trace recorded.
    pub recorded: Arc<[Recorded]>,
    /// The period of a trace that loops.
    pub period: Span,
}

/// A fault.
#[derive(Clone, Debug)]
pub struct Weather {
    /// Its name.
    pub name: String,
    /// When it strikes, and what it does.
    pub rules: owner::weather::Weather,
    /// Whom it strikes.
    pub struck: Struck,
    /// Whose coins it sells, if holders'.
    pub seller: Option<HolderId>,
}

/// Whom a fault strikes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Struck {
    /// The nodes of a zone.
    Zone(ZoneId),
    /// Nodes of groups.
    Groups {
        /// The groups.
        groups: Vec<GroupId>,
        /// Which of these nodes one shock can hit.
        reach: Reach,
        /// Probability that a node within reach goes down.
        share: Share,
    },
    /// All wires between these regions and the others.
    Side(Vec<RegionId>),
    /// The wires between two regions.
    Link(RegionId, RegionId),
    /// The facilitator of a network's list.
    List(NetworkId),
    /// The price of a coin, or its feed.
    Coin(CoinId),
    /// A gateway.
    Gateway(GatewayId),
    /// A service.
    Service(ServiceId),
    /// Whoever is compromised.
    Party(Party),
}

impl Scenario {
    /// Base units of a coin in pools at the start: in its own, and in those that are quoted in it.
    pub fn in_pools(&self, coin: CoinId) -> i64 {
        let own = self.coins[coin.row()].reserves().map_or(0, |pool| pool.coins);
        let quotes = self.coins.iter().filter_map(|row| row.quote).filter(|quote| quote.coin == coin);
        quotes.fold(own, |all, quote| all.saturating_add(quote.units))
    }
    /// Whether the latency of a request counts that was sent and ended at these times: it was sent in the window.
    ///
    /// What ends in the warm-up counts as well, for the series; the meters forget it at the cut.
    #[inline(always)]
    pub(crate) fn is_timed(&self, sent: Time, ended: Time) -> bool {
        sent >= self.cut || ended < self.cut
    }
    /// The roster of a network and an LLM.
    #[inline]
    pub fn roster(&self, network: NetworkId, llm: LlmId) -> usize {
        network.row() * self.llms.len() + llm.row()
    }
    /// All rules of admission.
    pub fn admissions(&self) -> impl Iterator<Item = &Admission> {
        let of_gateways = self.gateways.iter().flat_map(|g| g.rules.admission.values());
        of_gateways.chain(self.networks.iter().flat_map(|n| n.rules.admission.values()))
    }
    /// What the policies that pick nodes, route and let requests in ask of the rosters.
    pub fn order(&self) -> Order {
        let orders = self.pickers().map(|picker| self.policy(picker).order());
        let routes = self.gateways.iter().map(|gateway| gateway.rules.routing.policy().order());
        orders.chain(self.admissions().map(Admission::order)).chain(routes).max().unwrap_or(Order::Members)
    }
    /// The networks that users may reach, through whichever of their gateways; some more than once.
    pub fn reached<'s>(&'s self, users: &'s Users) -> impl Iterator<Item = NetworkId> + 's {
        users.gateways.iter().flat_map(|gateway| self.gateways[gateway.row()].networks.iter().copied())
    }
}
