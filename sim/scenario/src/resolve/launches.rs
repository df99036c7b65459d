//! Gateways that their owners open and close: somebody must be able to come to them.

use units::ids::GatewayId;
use world::scenario::{Scenario, Users};

use super::Resolver;

impl Resolver<'_> {
    /// Lets gateways that answer their users' prices know how these answer theirs; refuses those that cannot.
    pub(super) fn check_slopes(&mut self, scenario: &mut Scenario) {
        for at in 0..scenario.gateways.len() {
            if !scenario.gateways[at].rules.take.asks_users() {
                continue;
            }
            let uses = |users: &&Users| users.gateways.contains(&GatewayId::of(at));
            let slopes = scenario.users.iter().filter(uses).filter_map(|users| {
                let slope = users.rules.gateway_choice.price_slope()?;
                Some((slope, f64::from(users.rules.count.unwrap_or(1))))
            });
            let (sum, all) = slopes.fold((0.0, 0.0), |(sum, all), (slope, n)| (sum + slope * n, all + n));
            if all > 0.0 {
                scenario.gateways[at].rules.take.answered_by(sum / all);
                continue;
            }
            let path = format!("gateway.{}.take.best_response", scenario.gateways[at].name);
            let message = "it does not know how users answer its price: none of them choose by odds that fall with it";
            let remedy = "say it, as in `alpha = 8.0`, or give users `gateway_choice.logit` with a `price` below 0";
            self.problems.push_with(self.place(&path), message, remedy);
        }
    }

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
            "# q?\nname = \"t\"\nhorizon = \"1 d\"\n[coin.c]\n[network.a]\ncoin = \"c\"\n[gateway.g]\nnetworks = [\"a\"]\n[gateway.h]\nnetworks = [\"a\"]\n{gateway}\n\
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
