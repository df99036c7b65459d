//! Who is compromised, which nodes forge, and what is within reach of it.

use state::ledger::Account;
use state::requests::Request;
use units::ids::{CoinId, NetworkId, NodeId};

use super::State;
use super::derived::OfNetwork;
use crate::scenario::{Party, Role, Scenario, Struck};

/// The compromises of a scenario.
///
/// Each goes `Before`, `Hidden`, `Public`, `Before`: nodes within its reach forge from the first step on, and until
/// they have a new approval once it was revoked.
#[derive(Clone, Debug)]
pub(crate) struct Breaches {
    /// How many are under way.
    pub(crate) active: u32,
    /// By fault.
    pub(crate) list: Vec<Breach>,
    /// By node: one above the fault by which it forges; 0 for none.
    pub(crate) forges: Vec<u16>,
}

/// How far a compromise is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Stage {
    /// It has not begun, or is over.
    #[default]
    Before,
    /// Nobody else knows.
    Hidden,
    /// All know, and nobody is struck off yet.
    Public,
}

/// A compromise.
#[derive(Clone, Debug, Default)]
pub(crate) struct Breach {
    pub(crate) stage: Stage,
    /// The nodes that have what was compromised, in the order in which they are patched, and whether they are.
    pub(crate) nodes: Vec<(NodeId, bool)>,
    /// The most that was within its reach when it began and when it was struck off \[usd\].
    pub(crate) most_usd: f64,
    /// What it holds in escrow, and to whom it goes back \[base units\].
    pub(crate) held: Vec<(CoinId, Account, i64)>,
}

impl Breach {
    /// Whether it is under way.
    pub(crate) fn is_active(&self) -> bool {
        self.stage != Stage::Before
    }
}

impl Breaches {
    /// Those of a scenario at the start; nothing if it has none.
    pub(super) fn of(scenario: &Scenario, n_nodes: usize) -> Option<Box<Self>> {
        let is_one = |struck: &Struck| matches!(struck, Struck::Party(_));
        scenario.weather.iter().any(|weather| is_one(&weather.struck)).then(|| {
            Box::new(Self {
                active: 0,
                list: vec![Breach::default(); scenario.weather.len()],
                forges: vec![0; n_nodes],
            })
        })
    }
    /// What compromised gateways hold of a coin \[base units\].
    pub(crate) fn held(&self, coin: CoinId) -> i64 {
        self.list.iter().flat_map(|breach| &breach.held).filter(|held| held.0 == coin).map(|held| held.2).sum()
    }
    /// The fault by which a node forges.
    pub(crate) fn forger(&self, node: NodeId) -> Option<u16> {
        self.forges[node.row()].checked_sub(1)
    }
}

/// Whether a compromised party reads a request that is within its reach.
///
/// A gateway, or a service that it asks for each request, reads what its users' rule of privacy opens there; a
/// network's keys read what it publishes. Nodes that forge read what they compute, whatever their trusted execution
/// promises: that is what was broken.
pub(crate) fn sees_plaintext(scenario: &Scenario, row: &Request, party: &Party) -> bool {
    match *party {
        Party::Gateway(_) | Party::Service(_) => scenario.sees(row.users, Role::Gateway(row.gateway)).what,
        Party::Network(network) => scenario.sees(row.users, Role::Settlement(network)).what,
        Party::Nodes { .. } => true,
    }
}

impl State {
    /// What a compromised party can touch now: what its nodes hold and have bonded; what a gateway holds and its users
    /// have set aside; treasury, insurance and bonds of a network \[usd\].
    pub(crate) fn touched_usd(&self, scenario: &Scenario, fault: u16) -> f64 {
        let Struck::Party(party) = &scenario.weather[usize::from(fault)].struck else { return 0.0 };
        let Some(breaches) = &self.breaches else { return 0.0 };
        let mut sum = 0.0;
        for at in 0..scenario.coins.len() {
            let coin = CoinId::of(at);
            let usd = OfNetwork::usd_per_unit(scenario, coin, self.prices[at].spot);
            let balance = |account: Account| self.ledger.balance(coin, account) as f64;
            let networks = (0..scenario.networks.len()).map(NetworkId::of);
            let networks = networks.filter(|network| scenario.networks[network.row()].coin == Some(coin));
            sum += usd
                * match *party {
                    Party::Nodes { .. } => {
                        let nodes = &breaches.list[usize::from(fault)].nodes;
                        let forging = nodes.iter().filter(|(node, _)| breaches.forger(*node) == Some(fault));
                        let all = forging.map(|&(node, _)| {
                            let bonds = networks.clone().map(|network| balance(Account::Bond(network, node)));
                            balance(Account::Node(node)) + bonds.sum::<f64>()
                        });
                        all.sum::<f64>()
                    }
                    Party::Gateway(gateway) => {
                        let is_here = |row: &&Request| {
                            row.gateway == gateway && scenario.networks[row.network.row()].coin == Some(coin)
                        };
                        let open = self.requests.entries().map(|(_, row)| row).filter(is_here);
                        let escrow: i64 = open.map(|row| row.fee.saturating_add(row.excess)).sum();
                        balance(Account::Gateway(gateway)) + escrow as f64
                    }
                    Party::Network(network) if scenario.networks[network.row()].coin == Some(coin) => {
                        let own = balance(Account::Treasury(network)) + balance(Account::Insurance(network));
                        own + self.networks[network.row()].bonded as f64
                    }
                    Party::Network(_) | Party::Service(_) => 0.0,
                };
        }
        sum
    }
}
