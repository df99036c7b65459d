//! What is measured of answers that deviate by their serving stack, and of what gateways inspect.

use state::requests::Request;
use units::ids::{GatewayId, GroupId, NetworkId};

use crate::scenario::Scenario;

/// What is measured of one owner's answers.
#[derive(Clone, Copy, Debug, Default)]
pub struct QualityTally {
    /// Answers.
    pub answered: u64,
    /// Those of them that deviate.
    pub deviating: u64,
    /// Those of these that were held to be wrong.
    pub convicted: u64,
    /// What nodes lost of their own stake for answers that deviate \[usd\].
    pub slashed_usd: f64,
    /// Answers that a gateway inspected.
    pub inspected: u64,
}

/// The quality of answers, by owner.
#[derive(Clone, Debug)]
pub struct QualityMeter {
    /// By network.
    pub networks: Vec<QualityTally>,
    /// By gateway.
    pub gateways: Vec<QualityTally>,
    /// By group of users.
    pub users: Vec<QualityTally>,
    /// By group of nodes.
    pub groups: Vec<QualityTally>,
}

impl QualityMeter {
    /// Of a scenario; none where no answer can deviate and nobody inspects any.
    pub fn new(scenario: &Scenario) -> Option<Box<Self>> {
        let inspects = scenario.gateways.iter().any(|g| g.rules.routing.policy().inspects().is_some());
        (inspects || !scenario.stacks.is_empty()).then(|| {
            Box::new(Self {
                networks: vec![QualityTally::default(); scenario.networks.len()],
                gateways: vec![QualityTally::default(); scenario.gateways.len()],
                users: vec![QualityTally::default(); scenario.users.len()],
                groups: vec![QualityTally::default(); scenario.groups.len()],
            })
        })
    }
    /// The same with what was measured forgotten.
    pub fn cleared(&self) -> Self {
        let of = |rows: &[QualityTally]| vec![QualityTally::default(); rows.len()];
        Self {
            networks: of(&self.networks),
            gateways: of(&self.gateways),
            users: of(&self.users),
            groups: of(&self.groups),
        }
    }
    /// A node of a group answered a request.
    pub fn answered(&mut self, row: &Request, group: GroupId) {
        for tally in self.of(row, group) {
            tally.answered += 1;
            tally.deviating += u64::from(row.deviates);
        }
    }
    /// An answer that deviates was held to be wrong.
    pub fn convicted(&mut self, row: &Request, group: GroupId) {
        self.of(row, group).into_iter().for_each(|tally| tally.convicted += 1);
    }
    /// A node lost so much for an answer that deviates \[usd\].
    pub fn slashed(&mut self, network: NetworkId, group: GroupId, usd: f64) {
        self.networks[network.row()].slashed_usd += usd;
        self.groups[group.row()].slashed_usd += usd;
    }
    /// A gateway inspected an answer.
    pub fn inspected(&mut self, gateway: GatewayId) {
        self.gateways[gateway.row()].inspected += 1;
    }
    fn of(&mut self, row: &Request, group: GroupId) -> [&mut QualityTally; 4] {
        [
            &mut self.networks[row.network.row()],
            &mut self.gateways[row.gateway.row()],
            &mut self.users[row.users.row()],
            &mut self.groups[group.row()],
        ]
    }
}
