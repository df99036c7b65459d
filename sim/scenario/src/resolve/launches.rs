//! Gateways that their owners open and close: somebody must be able to come to them.

use units::ids::GatewayId;
use world::scenario::{Scenario, Users};

use super::Resolver;

impl Resolver<'_> {
    /// Refuses to open and close gateways that apps integrate; warns where users cannot go elsewhere, or nobody comes.
    pub(super) fn check_launches(&mut self, scenario: &Scenario) {
        for (at, gateway) in scenario.gateways.iter().enumerate() {
            if gateway.rules.entry.is_none() {
                continue;
            }
            let path = format!("gateway.{}.entry", gateway.name);
            let uses = |users: &&Users| users.gateways.contains(&GatewayId::of(at));
            let (choosing, bound): (Vec<&Users>, Vec<&Users>) =
                scenario.users.iter().filter(uses).partition(|users| users.rules.has_choice());
            if let Some(users) = choosing.iter().find(|users| users.apps.is_some()) {
                let message = format!("apps of `users.{}` may integrate it, and what they integrate stays", users.name);
                let remedy = format!("leave it out, or `users.{}.apps`", users.name);
                self.problems.push_with(self.place(&path), message, remedy);
            }
            if choosing.is_empty() {
                self.warnings.push(format!(
                    "{path}: no users choose among several gateways of which it is one, so that its owners see no demand \
                     and it never opens; name it in `users.NAME.gateways`"
                ));
            }
            for users in bound {
                self.warnings.push(format!(
                    "{path}: `users.{}` have no other gateway, and their requests are refused while it is closed; name \
                     several `gateways`",
                    users.name
                ));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::told::told;

    fn check(gateway: &str, users: &str, expected: &[&str]) {
        let text = format!(
            "# q?\nname = \"t\"\nhorizon = \"1 d\"\n[coin.c]\n[network.a]\ncoin = \"c\"\n[gateway.g]\n[gateway.h]\n{gateway}\n\
             [nodes.n]\ncount = 4\n[users.u]\narrival.poisson = {{ rate = \"1 /s\" }}\ndemand.work = \"1 s\"\n{users}\n"
        );
        assert_eq!(told(&text), expected, "{gateway} {users}");
    }

    #[test]
    fn owners_open_what_costs_something_and_apps_integrate_what_stays() {
        let (costs, choice) =
            ("costs = \"1 usd/h\"\n", "count = 100\ngateways = [\"g\", \"h\"]\ngateway_choice.logit = {}");
        check(&format!("{costs}entry = {{}}"), choice, &[]);
        check(
            "entry = {}",
            choice,
            &[
                "a gateway without costs would always open",
                "say what it `costs`, as in `120 usd/month`, or leave this out",
            ],
        );
        check(
            &format!("{costs}entry = {{}}"),
            &format!("{choice}\napps = \"d\"\n[apps.d]\ncount = 10"),
            &["apps of `users.u` may integrate it, and what they integrate stays", "leave it out, or `users.u.apps`"],
        );
    }
}
