//! Readers of reputations that a network does not keep.

use rules::columns::Column;
use rules::owner::coin::Basis;
use rules::weight::Weighing;
use units::ids::NetworkId;
use world::scenario::Scenario;

use super::Resolver;

impl Resolver<'_> {
    /// Whether networks keep the reputations by which nodes are picked and new coins are shared.
    pub(super) fn check_reputations(&mut self, scenario: &Scenario) {
        let lacks = |network: &&NetworkId| scenario.networks[network.row()].rules.reputation.is_none();
        for picker in scenario.pickers() {
            if !scenario.policy(picker).columns().contains(&Column::Reputation) {
                continue;
            }
            if let Some(network) = scenario.picked(picker).iter().find(lacks) {
                let name = &scenario.networks[network.row()].name;
                let message = format!("nodes are picked by `reputation`, and network `{name}` keeps none");
                let remedy = format!("add one, as in `network.{name}.reputation.beta = {{}}`, or leave the column out");
                let place = self.place(&format!("{}.scheduling", picker.label(scenario)));
                self.problems.push_with(place, message, remedy);
            }
        }
        for network in scenario.networks.iter().filter(|network| network.rules.reputation.is_none()) {
            let weighing = network.rules.weight.as_ref().map(|weight| &weight.by);
            if let Some(Weighing::Formula(formula)) = weighing
                && formula.of.columns().contains(&Column::Reputation)
            {
                let message = format!("nodes are weighed by `reputation`, and network `{}` keeps none", network.name);
                let remedy = format!("add one, as in `network.{}.reputation.beta = {{}}`", network.name);
                let place = self.place(&format!("network.{}.weight.formula.of", network.name));
                self.problems.push_with(place, message, remedy);
            }
        }
        for group in &scenario.groups {
            let conduct = &group.rules.conduct;
            if conduct.policy().reads_reputation() && group.networks.iter().all(|network| lacks(&network)) {
                let message = "what these nodes do goes by their reputation, and no network of theirs keeps one";
                let place = self.place(&format!("nodes.{}.conduct.{}", group.name, conduct.name()));
                let remedy = "add a `reputation` to a network, as in `reputation.beta = {}`";
                self.problems.push_with(place, message, remedy);
            }
        }
        for (at, coin) in scenario.coins.iter().enumerate() {
            let Basis::Score(score) = &coin.rules.sharing.by else { continue };
            let mut own = scenario.networks.iter().filter(|n| n.coin.is_some_and(|coin| coin.row() == at));
            if score.reputation > 0.0
                && let Some(network) = own.find(|network| network.rules.reputation.is_none())
            {
                let message = format!("new coins are shared by reputation, and network `{}` keeps none", network.name);
                let remedy = format!("add one, as in `network.{}.reputation.beta = {{}}`", network.name);
                let place = self.place(&format!("coin.{}.sharing.by.reputation", coin.name));
                self.problems.push_with(place, message, remedy);
            }
        }
    }
}
