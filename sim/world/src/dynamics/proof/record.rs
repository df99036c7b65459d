//! What networks note of their nodes by epochs, for rules that go by it.

use rules::verification::{Record, Verification};
use state::requests::Request;
use units::ids::{NetworkId, NodeId, RequestId};

use crate::world::Moment;
use crate::world::networks::Shape;

impl Moment<'_> {
    /// A node has answered a request of a network that checks answers.
    #[inline]
    pub(super) fn note_served_by_epoch(&mut self, network: NetworkId, node: NodeId) {
        if let Some(records) = &mut self.state.networks[network.row()].records {
            records.served(node, self.now);
        }
    }

    /// An answer of a network that sends canaries: the next look like its request.
    #[cold]
    pub(super) fn note_shape(&mut self, request: RequestId) {
        let &Request { users, gateway, llm, need, network, .. } = self.state.requests.get(request);
        self.state.networks[network.row()].shape = Some(Shape { users, gateway, llm, need });
    }

    /// A try of a network's request failed at a node.
    pub(in crate::dynamics) fn note_missed(&mut self, network: NetworkId, node: NodeId) {
        if let Some(records) = &mut self.state.networks[network.row()].records {
            records.failed(node, self.now);
        }
    }

    /// What a rule that goes by records sees of an answer: how many other nodes there are, and the server's record.
    pub(super) fn known_of_server(&self, row: &Request, rule: &Verification) -> (u32, Record) {
        let Some(records) = self.state.networks[row.network.row()].records.as_ref() else { return Default::default() };
        if rule.policy().record().is_none() {
            return Default::default();
        }
        let roster = &self.state.rosters[self.scenario.roster_for(row.users, row.network, row.llm)];
        (roster.len() as u32 - u32::from(roster.has(row.server)), records.of_node(row.server))
    }
}
