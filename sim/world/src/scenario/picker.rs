//! Who picks nodes for requests: each gateway, or a network for all gateways that use it.

use rules::checking::Asks;
use rules::owner;
use rules::scheduling::Scheduling;
use units::ids::{DeskId, GatewayId, NetworkId};
use units::time::Span;

use super::{Scenario, Users};

/// Who picks nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picker {
    /// A gateway, on networks that do not assign themselves.
    Gateway(GatewayId),
    /// A network that assigns itself, for all gateways that use it.
    Network(NetworkId),
}

impl Picker {
    /// Its table, as in `gateway.front`.
    pub fn label(self, scenario: &Scenario) -> String {
        match self {
            Self::Gateway(id) => format!("gateway.{}", scenario.gateways[id.row()].name),
            Self::Network(id) => format!("network.{}", scenario.networks[id.row()].name),
        }
    }
}

impl Scenario {
    /// All who pick, in the order of their desks: gateways, then networks that assign themselves.
    pub fn pickers(&self) -> impl Iterator<Item = Picker> {
        let assigns = |&network: &usize| self.networks[network].rules.scheduling.is_some();
        let networks = (0..self.networks.len()).filter(assigns).map(|network| Picker::Network(NetworkId::of(network)));
        (0..self.gateways.len()).map(|gateway| Picker::Gateway(GatewayId::of(gateway))).chain(networks)
    }
    /// Who picks at a desk.
    ///
    /// # Panics
    /// If there is no such desk.
    pub fn picker(&self, desk: DeskId) -> Picker {
        self.pickers().nth(desk.row()).expect("a desk is a gateway's, or a network's that assigns itself")
    }
    /// The policy by which nodes are picked.
    ///
    /// # Panics
    /// If a network does not assign itself.
    #[inline(always)]
    pub fn policy(&self, picker: Picker) -> &Scheduling {
        match picker {
            Picker::Gateway(gateway) => &self.gateways[gateway.row()].rules.scheduling,
            Picker::Network(network) => {
                self.networks[network.row()].rules.scheduling.as_ref().expect("only networks that assign have a desk")
            }
        }
    }
    /// Whether any policy that picks nodes is told how its attempts end.
    pub fn observes(&self) -> bool {
        self.pickers().any(|picker| self.policy(picker).observes())
    }
    /// How old the view may be by which nodes are picked.
    pub fn view_age(&self, picker: Picker) -> Span {
        match picker {
            Picker::Gateway(gateway) => self.gateways[gateway.row()].rules.view_age,
            Picker::Network(network) => self.networks[network.row()].rules.view_age,
        }
    }
    /// Whether dispatches are added to the view by which nodes are picked.
    #[inline]
    pub fn counts_own(&self, picker: Picker) -> bool {
        match picker {
            Picker::Gateway(gateway) => self.gateways[gateway.row()].rules.counts_own,
            Picker::Network(network) => self.networks[network.row()].rules.counts_own,
        }
    }
    /// The networks whose nodes are picked.
    pub fn picked(&self, picker: Picker) -> Vec<NetworkId> {
        match picker {
            Picker::Gateway(gateway) => self.gateways[gateway.row()].networks.clone(),
            Picker::Network(network) => vec![network],
        }
    }
}

impl Scenario {
    /// What users ask of a gateway.
    pub(super) fn asks_of_gateway(&self, gateway: usize) -> Asks {
        owner::users::Users::ask(
            self.users.iter().filter(|u| u.gateways.iter().any(|g| g.row() == gateway)).map(|u| &u.rules),
        )
    }
    /// What users ask whose gateways use a network.
    pub(super) fn asks_of_network(&self, network: usize) -> Asks {
        let reaches = |users: &&Users| self.reached(users).any(|n| n.row() == network);
        owner::users::Users::ask(self.users.iter().filter(reaches).map(|u| &u.rules))
    }
}
