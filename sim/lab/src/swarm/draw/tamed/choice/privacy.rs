//! Privacy that can be had: nodes in trusted execution that serve all, and networks that keep what they are told.

use units::tree::Value;

use crate::swarm::draw::Drawing;

/// Whether the first group, which serves every LLM on every network, is in trusted execution, and networks neither
/// publish what they settle nor have sessions or checkers of their own.
pub(super) fn has_trusted(drawing: &Drawing) -> bool {
    let is_said = |table: &str, path: &str| {
        let found = drawing.whole().get(table).and_then(|entry| entry.tree.at(path));
        found.is_some_and(|tree| tree.value != Value::Switch(false))
    };
    let shows = |network: &String| {
        let checks = |rule: &str| {
            let named = ["spot_check", "fingerprint", "zk", "layers", "optimistic"].map(|policy| (policy, "checkers"));
            named
                .into_iter()
                .chain([("zk", "provers")])
                .any(|(policy, who)| is_said("network", &format!("{network}.verification.{rule}.{policy}.{who}")))
        };
        is_said("network", &format!("{network}.publishes"))
            || is_said("network", &format!("{network}.session"))
            || ["vote", "check", "second"].iter().any(|rule| checks(rule))
    };
    is_said("nodes", "group0.confidential") && !drawing.plan.targets("network").iter().any(shows)
}
