//! What may fail or be compromised: gateways, services, nodes by what they run.

use rules::routing::Routing;
use rules::weather::{Acts, Reach, Strike};
use units::ids::{GatewayId, GroupId, NetworkId, ServiceId, UsersId};

use super::{Gateway, Group, Scenario, Struck, Users, Weather};

/// Who is compromised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Party {
    /// Nodes of groups.
    Nodes {
        /// The groups.
        groups: Vec<GroupId>,
        /// Which of their nodes one compromise can reach.
        reach: Reach,
    },
    /// A gateway.
    Gateway(GatewayId),
    /// A service.
    Service(ServiceId),
    /// A network's own keys.
    Network(NetworkId),
}

impl Weather {
    /// Whether it compromises somebody.
    pub fn is_compromise(&self) -> bool {
        matches!(self.struck, Struck::Party(_))
    }
    /// Whether it takes or holds what a gateway's keys move.
    pub(crate) fn is_robbery(&self) -> bool {
        matches!(self.rules.fault.policy().strike(), Strike::Compromise { acts, .. } if acts != Acts::Reads)
    }
    /// Whether it compromises what nodes say of answers.
    pub(crate) fn forges_judgements(&self) -> bool {
        matches!(self.rules.fault.policy().strike(), Strike::Compromise { forges, .. } if forges.judgements)
    }
    /// Whether it compromises what nodes answer.
    pub(crate) fn forges_answers(&self) -> bool {
        matches!(self.rules.fault.policy().strike(), Strike::Compromise { forges, .. } if forges.answers)
    }
}

impl Group {
    /// The image that its nodes run.
    pub fn image(&self) -> &str {
        self.rules.image.as_deref().unwrap_or(&self.name)
    }
}

impl Scenario {
    /// Whether gateways may be down, close or depend on something, or relays stand before them.
    pub fn depends(&self) -> bool {
        let is_slow = |g: &Gateway| g.adapter.as_ref().is_some_and(|adapter| !adapter.is_free());
        let is_relayed = |u: &Users| u.rules.privacy.policy().has_relay();
        self.may_fail()
            || self.gateways.iter().any(|g| !g.services.is_empty() || is_slow(g))
            || self.users.iter().any(is_relayed)
    }
    /// Whether gateways may be down or close.
    pub fn may_fail(&self) -> bool {
        self.weather.iter().any(|w| matches!(w.struck, Struck::Gateway(_)) || w.is_robbery())
            || self.gateways.iter().any(|g| g.rules.funding.is_some() || g.rules.entry.is_some())
    }
    /// Those of the gateways of users that are closed at the start: the bit of each place.
    pub(crate) fn closed_at_start(&self, users: &Users) -> u64 {
        let is_closed = |gateway: &GatewayId| !self.gateways[gateway.row()].rules.is_open_first();
        let bit = |(place, gateway): (u32, &GatewayId)| u64::from(is_closed(gateway)).wrapping_shl(place);
        (0..64).zip(&users.gateways).map(bit).sum()
    }
    /// Whether gateways or services may be struck.
    pub fn has_outages(&self) -> bool {
        self.weather.iter().any(|w| matches!(w.struck, Struck::Gateway(_) | Struck::Service(_)))
    }
    /// The share of a gateway's networks that assure what users need: 1 where it sends to one that does, and where they
    /// need nothing.
    pub(crate) fn assured(&self, users: UsersId, gateway: GatewayId) -> f64 {
        let row = &self.gateways[gateway.row()];
        let n = row.networks.len().max(1);
        let Some(met) = row.assures.chunks(n).nth(users.row()) else { return 1.0 };
        let share = met.iter().filter(|&&is_met| is_met).count() as f64 / n as f64;
        if matches!(row.rules.routing, Routing::CheapestThatAssures(_)) { share.ceil() } else { share }
    }
    /// Whether nodes may forge answers.
    pub fn has_forgers(&self) -> bool {
        self.weather.iter().any(|w| matches!(w.struck, Struck::Party(Party::Nodes { .. })))
    }
}
