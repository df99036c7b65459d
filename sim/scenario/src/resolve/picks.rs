//! Scheduling policies that need something of nodes or users which a scenario may lack.

use rules::scheduling::Scheduling;
use units::ids::NetworkId;
use world::scenario::{Group, Picker, Scenario};

use super::Resolver;

impl Resolver<'_> {
    /// Whether there are stakes where nodes are picked by them.
    pub(super) fn check_picks(&mut self, scenario: &Scenario) {
        let by_stake = |picker: &Picker| matches!(scenario.policy(*picker), Scheduling::StakeWeighted(_));
        for picker in scenario.pickers().filter(by_stake) {
            let may_stake = |network: &NetworkId| {
                let home = scenario.home(*network);
                let has = |g: &Group| g.rules.restakes || g.stake.iter().any(|&(on, units)| on == home && units > 0);
                scenario.groups.iter().filter(|g| g.networks.contains(network)).any(has)
            };
            // Whether nodes weigh anything is asked where the network says by what.
            let is_weighed = |network: &NetworkId| scenario.networks[network.row()].rules.weight.is_some();
            let lacks = |network: &&NetworkId| !is_weighed(network) && !may_stake(network);
            if let Some(network) = scenario.picked(picker).iter().find(lacks) {
                let name = &scenario.networks[network.row()].name;
                let message = format!("no node has a stake on `{name}`, so none would ever be picked there");
                let remedy =
                    format!("give the nodes of `{name}` a `stake`, or use `proportional` with a weight that they have");
                let place = self.place(&format!("{}.scheduling", picker.label(scenario)));
                self.problems.push_with(place, message, remedy);
            }
        }
    }
}
