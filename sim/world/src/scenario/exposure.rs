//! Who sees what of the requests of users, by the role in which it handles them; which nodes may serve them.

use rules::privacy::Opener;
use units::ids::{GatewayId, GroupId, LlmId, NetworkId, UsersId};

use super::Scenario;

/// The role in which somebody handles a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Whoever runs a gateway.
    Gateway(GatewayId),
    /// Whoever runs a node that serves.
    Server(GroupId),
    /// Whoever runs a node that checks, and so has the request and its answer.
    Checker(GroupId),
    /// Whoever reads what a network settles.
    Settlement(NetworkId),
}

/// What somebody sees of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// What is asked, in plain text.
    pub what: bool,
    /// Who asks.
    pub who: bool,
}

impl Scenario {
    /// What somebody in a role sees of the requests of users that it handles.
    ///
    /// Nodes serve for a gateway, and do not learn for whom that asks.
    pub fn sees(&self, users: UsersId, role: Role) -> Seen {
        let guard = self.users[users.row()].rules.privacy.policy();
        match role {
            Role::Gateway(gateway) => {
                let is_open = guard.opened_at() == Opener::Gateway;
                let is_trusted = self.gateways[gateway.row()].rules.confidential;
                Seen { what: is_open && !is_trusted, who: !guard.has_relay() }
            }
            Role::Server(group) | Role::Checker(group) => {
                Seen { what: !self.groups[group.row()].rules.confidential, who: false }
            }
            // A relay pays in its users' place.
            Role::Settlement(network) => {
                let publishes = self.networks[network.row()].rules.publishes;
                Seen { what: publishes, who: publishes && !guard.has_relay() }
            }
        }
    }
    /// Whether only nodes in trusted execution may serve and check the requests of users.
    pub fn wants_trusted(&self, users: UsersId) -> bool {
        self.users[users.row()].rules.privacy.policy().wants_trusted_nodes()
    }
    /// Whether nodes of a group may serve and check the requests of users, as far as privacy goes.
    pub fn may_see(&self, users: UsersId, group: GroupId) -> bool {
        !self.wants_trusted(users) || self.groups[group.row()].rules.confidential
    }
    /// Whether it is measured who saw requests.
    pub fn measures_exposure(&self) -> bool {
        self.observe.exposure || self.users.iter().any(|users| !users.rules.privacy.is_open())
    }
    /// The roster on which a request of users finds its nodes: of all of a network, or of those in trusted execution.
    #[inline]
    pub fn roster_for(&self, users: UsersId, network: NetworkId, llm: LlmId) -> usize {
        let plain = self.roster(network, llm);
        if self.has_trusted_rosters && self.wants_trusted(users) { self.trusted_roster(plain) } else { plain }
    }
    /// The nodes in trusted execution among those of a roster of a network and LLM.
    #[inline]
    pub fn trusted_roster(&self, plain: usize) -> usize {
        self.networks.len() * self.llms.len() + plain
    }
    /// How many rosters there are: one a network and LLM, and as many of nodes in trusted execution if users want it.
    pub fn n_rosters(&self) -> usize {
        self.networks.len() * self.llms.len() * (1 + usize::from(self.has_trusted_rosters))
    }
    /// How many rosters of nodes that check each network has beside those of nodes that serve; none where it is the
    /// same nodes.
    pub fn n_checker_rosters(&self) -> usize {
        let differ = self.groups.iter().any(|group| group.checks == group.checks_only);
        if differ { self.llms.len() * (1 + usize::from(self.has_trusted_rosters)) } else { 0 }
    }
    /// The network of a roster.
    pub fn network_of_roster(&self, at: usize) -> NetworkId {
        NetworkId::of(at / self.llms.len() % self.networks.len())
    }
    /// The rosters of networks on which nodes of a group may be.
    pub fn rosters_of(&self, group: GroupId) -> Vec<u32> {
        let row = &self.groups[group.row()];
        let pairs = row.networks.iter().flat_map(|&network| row.llms.iter().map(move |&llm| (network, llm)));
        let plain: Vec<u32> = pairs.map(|(network, llm)| self.roster(network, llm) as u32).collect();
        let is_trusted = self.has_trusted_rosters && row.rules.confidential;
        let trusted = plain.iter().map(|&at| self.trusted_roster(at as usize) as u32);
        let trusted: Vec<u32> = if is_trusted { trusted.collect() } else { Vec::new() };
        [plain, trusted].concat()
    }
}
