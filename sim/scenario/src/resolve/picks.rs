//! Scheduling policies that need something of nodes or users which a scenario may lack.

use rules::scheduling::Scheduling;
use world::scenario::Scenario;

use super::Resolver;

impl Resolver<'_> {
    /// Whether there are stakes and deadlines where nodes are picked by them.
    pub(super) fn check_picks(&mut self, scenario: &Scenario) {
        for (at, gateway) in scenario.gateways.iter().enumerate() {
            let path = format!("gateway.{}.scheduling", gateway.name);
            match &gateway.rules.scheduling {
                Scheduling::StakeWeighted(_) => {
                    let may_stake = |network| {
                        let on = |g: &&world::scenario::Group| g.networks.contains(network);
                        let has = |g: &world::scenario::Group| {
                            g.rules.restakes || g.stake.iter().any(|(on, units)| on == network && *units > 0)
                        };
                        scenario.groups.iter().filter(on).any(has)
                    };
                    if let Some(network) = gateway.networks.iter().find(|network| !may_stake(network)) {
                        let name = &scenario.networks[network.row()].name;
                        let message = format!("no node has a stake on `{name}`, so none would ever be picked there");
                        let remedy = format!(
                            "give the nodes of `{name}` a `stake`, or use `proportional` with a weight that they have"
                        );
                        self.problems.push_with(self.place(&path), message, remedy);
                    }
                }
                Scheduling::DeadlineFit(_) | Scheduling::CheapestInTime(_) => {
                    let mut of = scenario.users.iter().filter(|u| u.gateway.row() == at).peekable();
                    let has = |u: &world::scenario::Users| {
                        u.rules.target.as_ref().is_some_and(|target| target.deadline.is_some())
                    };
                    if of.peek().is_some() && !of.any(has) {
                        let message = "a deadline nobody has: no users of this gateway give their requests one";
                        let remedy = "write `target.deadline` under its users, as in `target.deadline = \"30 s\"`";
                        self.problems.push_with(self.place(&path), message, remedy);
                    }
                }
                _ => {}
            }
        }
    }
}
