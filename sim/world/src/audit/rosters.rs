//! The lists of networks, node by node.

use units::ids::{LlmId, NetworkId, NodeId};
use units::time::Time;

use super::law;
use crate::world::World;

impl World {
    /// The rosters: exactly the nodes that are up, free and admitted.
    pub(super) fn audit_rosters(&self, now: Time) -> Result<(), String> {
        let (scenario, state) = (&self.scenario, &self.state);
        for network in (0..scenario.networks.len()).map(NetworkId::of) {
            for llm in (0..scenario.llms.len()).map(LlmId::of) {
                let at = scenario.roster(network, llm);
                let roster = &state.rosters[at];
                let trusted = scenario.has_trusted_rosters.then(|| &state.rosters[scenario.trusted_roster(at)]);
                let checkers = &state.networks[network.row()].checkers;
                for node in (0..state.nodes.len()).map(NodeId::of) {
                    let group = &scenario.groups[state.group(node).row()];
                    let networks = state.served(scenario, node);
                    let has_role = networks.contains(&network) && group.llms.contains(&llm);
                    let may = has_role && state.is_known(network, node) && self.may_serve(network, node, now);
                    let expected = may && !group.checks_only;
                    law(roster.has(node) == expected, || {
                        format!("{node:?} is {}listed on network {}", if expected { "not " } else { "" }, network.0)
                    })?;
                    for (at, roster) in
                        checkers.iter().enumerate().filter(|(at, _)| at % scenario.llms.len() == llm.row())
                    {
                        let checks = may && group.checks && (at == llm.row() || group.rules.confidential);
                        law(roster.has(node) == checks, || {
                            format!("{node:?} is wrongly listed, or not, as a checker on network {}", network.0)
                        })?;
                    }
                    let is_trusted = expected && group.rules.confidential;
                    law(trusted.is_none_or(|roster| roster.has(node) == is_trusted), || {
                        format!("{node:?} is wrongly listed, or not, as trusted on network {}", network.0)
                    })?;
                }
            }
        }
        Ok(())
    }
}
