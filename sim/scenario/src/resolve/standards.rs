//! What networks assure by standards, and whether anybody can meet what users need.

use rules::checking::Facts;
use rules::owner::standard::{Levels, Standard};
use units::ids::{GatewayId, StandardId};
use units::reference::Ref;
use world::scenario::{Gateway, Scenario, Users};

use super::Resolver;
use crate::closed_form::assurance::PERMISSION;

impl Resolver<'_> {
    /// Tells gateways which of their networks assure what users need; refuses needs that nobody can meet.
    pub(super) fn check_needs(&mut self, scenario: &mut Scenario) {
        let is_sound = self.check_standards();
        if !is_sound || scenario.users.iter().all(|users| users.rules.needs.is_none()) {
            return;
        }
        for at in 0..scenario.gateways.len() {
            let assures = self.assured(scenario, &scenario.gateways[at], at);
            scenario.gateways[at].assures = assures;
        }
        for (row, users) in scenario.users.iter().enumerate().filter(|(_, users)| users.rules.needs.is_some()) {
            let is_met = |gateway: &GatewayId| {
                let gateway = &scenario.gateways[gateway.row()];
                gateway.assures.chunks(gateway.networks.len()).nth(row).is_none_or(|assured| assured.contains(&true))
            };
            if users.gateways.len() > 1 && !users.gateways.iter().any(is_met) {
                let message = "no network of any gateway that these users may use assures what they need".into();
                let remedy =
                    "let them use another gateway, need less, or say in `maps` what the rules of networks count for";
                self.tell_users(users, message, remedy.into());
            }
        }
    }

    /// Whether each network of a gateway assures what each group of users needs, group by group.
    fn assured(&mut self, scenario: &Scenario, gateway: &Gateway, at: usize) -> Vec<bool> {
        let file = self.file;
        let mut list = Vec::new();
        for users in &scenario.users {
            // Who may use several gateways needs one that assures enough.
            let may_use = users.gateways.iter().any(|gateway| gateway.row() == at);
            let uses = may_use && users.gateways.len() == 1;
            let spoken = users.rules.needs.as_ref().and_then(|need| Some((need, self.spoken(gateway)?)));
            let Some((need, (name, standard, levels))) = spoken else {
                if uses && users.rules.needs.is_some() {
                    let names: Vec<&str> = file.standard.names().collect();
                    let message = format!("`{}` speaks no standard that tells what its networks assure", gateway.name);
                    let remedy = match names[..] {
                        [] => "write a table such as `[standard.common]` with `maps`, or leave `needs` out".into(),
                        _ => format!("set `gateway.{}.standard`, to one of {}", gateway.name, names.join(", ")),
                    };
                    self.tell_users(users, message, remedy);
                }
                list.extend(gateway.networks.iter().map(|_| true));
                continue;
            };
            let Some(place) = levels.position(need) else {
                if may_use {
                    let message = format!("the standard `{name}` has no level `{need}`");
                    self.tell_users(users, message, format!("one of {}", levels.names.join(", ")));
                }
                list.extend(gateway.networks.iter().map(|_| true));
                continue;
            };
            let networks = || gateway.networks.iter().map(|network| &*scenario.networks[network.row()].name);
            let met: Vec<bool> = networks().map(|network| meets(standard, &levels, network, place)).collect();
            if uses && !met.contains(&true) {
                let used: Vec<String> = networks().map(|network| format!("`{network}`")).collect();
                let message = format!(
                    "no network of `{}` assures `{need}` by the standard `{name}`: it uses {}",
                    gateway.name,
                    used.join(", ")
                );
                let remedy =
                    "use another gateway, need less, or say in `maps` what the rules of these networks count for";
                self.tell_users(users, message, remedy.into());
            }
            list.extend(met);
        }
        list
    }

    fn tell_users(&mut self, users: &Users, message: String, remedy: String) {
        let place = self.place(&format!("users.{}.needs", users.name));
        self.problems.push_with(place, message, remedy);
    }

    /// The standard that a gateway speaks, or the only one that there is.
    fn spoken(&self, gateway: &Gateway) -> Option<(&str, &Standard, Levels)> {
        let list = &self.file.standard.list;
        let named = |name: &Ref<StandardId>| list.iter().find(|(known, _)| known.text == name.text);
        let only = if let [only] = &list[..] { Some(only) } else { None };
        let (name, standard) = gateway.rules.standard.as_ref().and_then(named).or(only)?;
        Some((&name.text, standard, Levels::of(&standard.order).ok()?))
    }

    /// Refuses standards that are none; says whether all are sound.
    fn check_standards(&mut self) -> bool {
        let file = self.file;
        let mut is_sound = true;
        for (name, standard) in &file.standard.list {
            let path = format!("standard.{}", name.text);
            is_sound &= self.vet(&path, Facts::default(), |checking| standard.vet(checking));
            for (network, rules) in &standard.maps.list {
                let Some(known) = file.network.get_named(&network.text) else { continue };
                for (rule, _) in &rules.list {
                    let is_attested = rule.text == PERMISSION && known.permission.policy().covers().is_some();
                    if !is_attested && known.verification.get_named(&rule.text).is_none() {
                        let names: Vec<&str> = known.verification.names().collect();
                        let message =
                            format!("the network `{}` has no verification rule `{}`", network.text, rule.text);
                        let remedy = match names[..] {
                            [] => format!("write one, as in `network.{}.verification.{}`", network.text, rule.text),
                            _ => format!("it has {}", names.join(", ")),
                        };
                        let place = self.place(&format!("{path}.maps.{}.{}", network.text, rule.text));
                        self.problems.push_with(place, message, remedy);
                        is_sound = false;
                    }
                }
            }
        }
        is_sound
    }
}

/// Whether a network assures a level by a standard: by any of its rules, or as one of the lowest.
fn meets(standard: &Standard, levels: &Levels, network: &str, need: usize) -> bool {
    let rules = standard.maps.get_named(network);
    let counted = rules.iter().flat_map(|rules| rules.values()).filter_map(|level| levels.position(level));
    levels.is_lowest(need) || counted.into_iter().any(|level| levels.assures(level, need))
}

#[cfg(test)]
mod tests {
    use crate::told::told;

    fn check(standard: &str, needs: &str, expected: &[&str]) {
        let text = format!(
            "# q?\nname = \"t\"\nhorizon = \"1 d\"\n{standard}[network.a.verification.spot]\nspot_check.rate = \"5 %\"\n\
             [network.b]\n[gateway.g]\nnetworks = [\"a\", \"b\"]\nrouting = \"cheapest_that_assures\"\n[nodes.n]\ncount = 1\n\
             [users.u]\ngateway = \"g\"\nneeds = \"{needs}\"\narrival.poisson.rate = \"1 /s\"\ndemand.work = \"1 s\"\n"
        );
        assert_eq!(told(&text), expected, "{standard} {needs}");
    }

    #[test]
    fn needs_are_levels_of_a_standard_that_some_network_meets() {
        let standard = "[standard.common.maps]\na.spot = \"sampled\"\n";
        for needs in ["none", "signed", "sampled"] {
            check(standard, needs, &[]);
        }
        check(
            standard,
            "attested",
            &[
                "no network of `g` assures `attested` by the standard `common`: it uses `a`, `b`",
                "use another gateway, need less, or say in `maps` what the rules of these networks count for",
            ],
        );
        check(
            standard,
            "sampeld",
            &[
                "the standard `common` has no level `sampeld`",
                "one of none, signed, sampled, attested, proven, replicated",
            ],
        );
        check(
            "",
            "sampled",
            &[
                "`g` speaks no standard that tells what its networks assure",
                "write a table such as `[standard.common]` with `maps`, or leave `needs` out",
            ],
        );
        check(
            "[standard.common]\norder = [\"none < a < b\", \"b < a\"]\n",
            "none",
            &["each of `a`, `b` is above the others: an order has no cycle"],
        );
        let attested = "[network.b.permission]\nattested = {}\n";
        check(&format!("[standard.common.maps]\nb.permission = \"attested\"\n{attested}"), "attested", &[]);
        check(
            "[standard.common.maps]\na.permission = \"attested\"\n",
            "attested",
            &["the network `a` has no verification rule `permission`", "it has spot"],
        );
        check(
            "[standard.common.maps]\na.spoot = \"sampled\"\na.spot = \"smpled\"\n",
            "sampled",
            &[
                "the network `a` has no verification rule `spoot`",
                "it has spot",
                "`smpled` is no level of the order",
                "one of none, signed, sampled, attested, proven, replicated",
            ],
        );
    }
}
