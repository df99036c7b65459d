//! What changes about a network.

use rules::slashing::Offence;
use rules::{admission, slashing};
use state::requests::Need;
use state::roster::{Order, Roster};
use units::ids::{GatewayId, LlmId, NetworkId, NodeId, NodeRef, UsersId};
use units::time::Time;

use super::allowances::Allowances;
use super::amnesties::Amnesties;
use super::appeals::Appeals;
use super::approvals::Approvals;
use super::claims::Claims;
use super::delegations::Delegations;
use super::derived::{OfNetwork, quoted};
use super::dues::Dues;
use super::entries::Entry;
use super::forced::Forced;
use super::insurances::Losses;
use super::leaks::Leaks;
use super::prices::Price;
use super::probations::Probations;
use super::records::Records;
use super::reputations::Reputations;
use super::tariffs::Tariffs;
use super::vestings::Vestings;
use super::weights::Weights;
use super::windows::Windows;
use super::yields::Yields;
use crate::scenario::Scenario;

/// What a slashing rule put off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Deferred {
    /// The rule, by its place.
    pub(crate) rule: u16,
    /// Whom it is about.
    pub(crate) node: NodeRef,
    /// What was done, and when.
    pub(crate) offence: Offence,
    pub(crate) at: Time,
    /// Whether an amnesty held when it was found.
    pub(crate) is_forgiven: bool,
}

/// What an offence has to do with beside what was done: who else, and how things stood when it was found.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sides {
    /// Users who got a wrong answer.
    pub(crate) harmed: Option<UsersId>,
    /// The node whose check found it.
    pub(crate) reporter: Option<NodeRef>,
    /// Whether the offender has left for good, so that only what is left of its stake can be taken.
    pub(crate) is_gone: bool,
    /// Whether an amnesty holds for it.
    pub(crate) is_forgiven: bool,
}

/// What a request of users looks like to who serves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    pub(crate) users: UsersId,
    pub(crate) gateway: GatewayId,
    pub(crate) llm: LlmId,
    pub(crate) need: Need,
}

/// What changes about a network.
#[derive(Clone, Debug)]
pub(crate) struct NetworkState {
    pub(crate) derived: OfNetwork,
    /// What followed at the start: users compare prices with these.
    pub(crate) opening: OfNetwork,
    /// Its prices, if they move.
    pub(crate) tariffs: Option<Box<Tariffs>>,
    pub(crate) memory: Vec<slashing::Memory>,
    /// How common offences are; nothing if it knows no amnesty.
    pub(crate) amnesties: Option<Box<Amnesties>>,
    /// Who is on probation; nothing if it knows none.
    pub(crate) probations: Option<Box<Probations>>,
    /// Scores of absence; nothing if no stake leaks.
    pub(crate) leaks: Option<Box<Leaks>>,
    /// What it thinks of its nodes; nothing if it keeps no reputations.
    pub(crate) reputations: Option<Box<Reputations>>,
    /// What its slashing rules put off, in the order in which it was found.
    pub(crate) deferred: Vec<Deferred>,
    /// What it knows of its nodes by epochs; nothing if no rule goes by that.
    pub(crate) records: Option<Box<Records>>,
    /// Its answers that can be disputed; nothing if none can.
    pub(crate) windows: Option<Box<Windows>>,
    /// Appeals against convictions; nothing if it hears none.
    pub(crate) appeals: Option<Box<Appeals>>,
    /// Its answers with forced errors; nothing if it has none.
    pub(crate) forced: Option<Box<Forced>>,
    /// Whether it sends canaries; what its last answered request looked like, if it does.
    pub(crate) probes: bool,
    pub(crate) shape: Option<Shape>,
    /// What its rules of admission remember.
    pub(crate) admission: Vec<admission::Memory>,
    /// Its requests under way: let in, and neither answered nor lost; counted if any rule of admission is asked.
    pub(crate) under_way: u32,
    /// Whether any rule hears of checks that were passed.
    pub(crate) hears_passes: bool,
    /// Bonded stake of all its nodes \[base units\].
    pub(crate) bonded: i64,
    /// What it paid for stake, and users paid it.
    pub(crate) yields: Yields,
    /// What its treasury owes \[billionths of a usd\].
    pub(crate) owes: i64,
    /// What its nodes have had of its users' stakes; nothing if these do not pay from a stake.
    pub(crate) allowances: Option<Box<Allowances>>,
    /// Whether it is measured how many coins of its users are in escrow.
    pub(crate) locks: bool,
    /// Claims that are not settled yet; nothing if each is settled at its verdict, at no cost.
    pub(crate) claims: Option<Box<Claims>>,
    /// What its treasury got of fees since it bought a coin back last \[base units\], and what it had left then for the
    /// next time \[billionths of a usd\].
    pub(crate) fees_got: i64,
    pub(crate) unspent: i64,
    /// Losses that its insurance makes good at the end of their period.
    pub(crate) losses: Losses,
    /// What its nodes have done and held since coins were last shared among them; nothing if none are minted.
    pub(crate) dues: Option<Box<Dues>>,
    /// New coins of its operators that are not yet free; nothing if all are at once.
    pub(crate) vestings: Option<Box<Vestings>>,
    /// Stake that its operators hold for others; nothing if nobody delegates.
    pub(crate) delegations: Option<Box<Delegations>>,
    /// What its list knows of each node; empty where it knows at every moment who is there.
    pub(crate) entries: Vec<Entry>,
    /// Who is approved; nothing if it keeps no list of that.
    pub(crate) approvals: Option<Box<Approvals>>,
    /// What its nodes weigh; nothing if it does not weigh them.
    pub(crate) weights: Option<Box<Weights>>,
    /// Who may check, by LLM, then those of them in trusted execution if users want it; empty where those may who
    /// serve.
    pub(crate) checkers: Vec<Roster>,
}

impl NetworkState {
    /// That of a network at the start, with so many nodes and operators in all.
    pub(super) fn new(scenario: &Scenario, id: NetworkId, prices: &[Price], sizes: (usize, usize)) -> Self {
        let (n_nodes, n_operators) = sizes;
        let network = &scenario.networks[id.row()];
        let derived = OfNetwork::new(scenario, id, prices);
        Self {
            derived,
            opening: derived,
            tariffs: Tariffs::new(scenario, id),
            memory: network.rules.slashing.values().map(|rule| rule.memory(n_nodes)).collect(),
            amnesties: Amnesties::of(network),
            probations: Probations::of(network, n_nodes),
            leaks: Leaks::of(network, n_nodes),
            reputations: Reputations::of(scenario, network, n_nodes),
            deferred: Vec::new(),
            records: Records::of(network, n_nodes),
            windows: Windows::of(network),
            appeals: Appeals::of(network),
            forced: Forced::of(network),
            probes: network.rules.verification.values().any(|rule| rule.policy().probes().is_some()),
            shape: None,
            admission: network.rules.admission.values().map(|rule| rule.memory(n_nodes)).collect(),
            under_way: 0,
            hears_passes: network.rules.slashing.values().any(slashing::Slashing::hears_passes)
                || Amnesties::count_answers(network)
                || network.rules.probation.is_some(),
            bonded: 0,
            yields: Yields::default(),
            owes: 0,
            allowances: Allowances::of(scenario, network, n_nodes),
            locks: network.rules.locks(),
            claims: Claims::of(network, n_operators),
            fees_got: 0,
            unspent: 0,
            losses: Losses::default(),
            dues: Dues::of(scenario, network, n_nodes),
            vestings: Vestings::of(scenario, network, n_operators),
            delegations: Delegations::of(scenario, id.row(), n_nodes, n_operators),
            entries: if network.rules.liveness.policy().is_fresh() {
                Vec::new()
            } else {
                vec![Entry::default(); n_nodes]
            },
            // Known when the nodes are.
            approvals: None,
            weights: Weights::of(scenario, network, n_nodes),
            checkers: vec![Roster::of(Order::Members); scenario.n_checker_rosters()],
        }
    }
    /// Whether a node is approved; all are where there is no list.
    #[inline]
    pub(crate) fn is_approved(&self, node: NodeId) -> bool {
        self.approvals.as_ref().is_none_or(|approvals| approvals.has(node))
    }
    /// So much more stake is bonded, or less if below 0 \[base units\].
    pub(crate) fn bond(&mut self, change: i64, now: Time) {
        self.yields.hold(self.bonded, now);
        self.bonded += change;
    }
    /// The warm-up is over: what was measured so far is forgotten.
    pub(crate) fn clear_yields(&mut self, now: Time) {
        self.yields = Yields::begun(now);
    }
    /// Works out what follows from the network's rules, what its prices remember, and the present prices of coins.
    pub(crate) fn renew(&mut self, scenario: &Scenario, id: NetworkId, prices: &[Price]) {
        self.derived = OfNetwork::new(scenario, id, prices);
        if let (Some(tariffs), Some(coin)) = (&mut self.tariffs, quoted(scenario, id, prices)) {
            tariffs.renew(&scenario.networks[id.row()].rules.pricing, &coin);
        }
    }
    /// Lets prices start from the rules as they are now.
    pub(crate) fn open(&mut self, scenario: &Scenario, id: NetworkId, prices: &[Price]) {
        if let (Some(tariffs), Some(coin)) = (&mut self.tariffs, quoted(scenario, id, prices)) {
            tariffs.begin(&scenario.networks[id.row()].rules.pricing, &coin);
        }
        self.renew(scenario, id, prices);
        self.opening = self.derived;
    }
}
