//! Developers of apps, and the users who use them.

use rules::checking::Facts;
use units::ids::{AppsId, GatewayId};
use world::scenario::{Apps, Users};

use super::Resolver;
use crate::names::find;

impl Resolver<'_> {
    /// The apps, which users are told of; nothing if any cannot be.
    pub(super) fn apps(&mut self, users: Option<&mut [Users]>) -> Option<Vec<Apps>> {
        let file = self.file;
        let mut whole = true;
        for (name, apps) in &file.apps.list {
            let path = format!("apps.{}", name.text);
            whole &= self.vet(&path, Facts::default(), |checking| apps.vet(checking));
        }
        let mut gateways: Vec<Option<(Vec<GatewayId>, String)>> = vec![None; file.apps.list.len()];
        for group in users.into_iter().flatten() {
            let Some(named) = &group.rules.apps else { continue };
            let apps: AppsId = find(named, &file.apps)?;
            group.apps = Some(apps);
            whole &= self.suits(group, apps, &mut gateways[apps.row()]);
        }
        let mut list = Vec::new();
        for ((name, apps), gateways) in file.apps.list.iter().zip(gateways) {
            if gateways.is_none() {
                let message = format!("nobody uses `apps.{0}`: name it as `users.NAME.apps = \"{0}\"`", name.text);
                self.warnings.push(message);
            }
            let gateways = gateways.map_or_else(Vec::new, |known| known.0);
            let (n, weights) = (gateways.len(), apps.start.len());
            if n > 0 && weights > 0 && weights != n {
                let message = format!("{weights} relative numbers for {n} gateways");
                let place = self.place(&format!("apps.{}.start", name.text));
                self.problems.push_with(place, message, "give one for each gateway of their users, or none");
                whole = false;
            }
            list.push(Apps { name: name.text.clone(), rules: apps.clone(), gateways });
        }
        whole.then_some(list)
    }

    /// Whether a group can use these apps, of which others use the gateways that are known.
    fn suits(&mut self, group: &Users, apps: AppsId, known: &mut Option<(Vec<GatewayId>, String)>) -> bool {
        let (name, rules) = &self.file.apps.list[apps.row()];
        let place = self.place(&format!("users.{}.apps", group.name));
        let (gateways, other) = known.get_or_insert_with(|| (group.gateways.clone(), group.name.clone()));
        if *gateways != group.gateways {
            let message =
                format!("`users.{}` and `users.{other}` use `apps.{}`, and other gateways", group.name, name.text);
            self.problems.push_with(place, message, "give both the same `gateways`, or each apps of its own");
            return false;
        }
        if rules.integrates.policy().every().is_some() && group.rules.gateway_choice.is_fixed() {
            let message =
                format!("developers of `apps.{}` go by what their users learn, and these learn nothing", name.text);
            let remedy = "let the users choose, as by `gateway_choice.best_response`, or use `integrates.fixed`";
            self.problems.push_with(place, message, remedy);
            return false;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use crate::told::told;

    fn check(apps: &str, users: &str, more: &str, expected: &[&str]) {
        let text = format!(
            "# q?\nname = \"t\"\nhorizon = \"1 d\"\n[network.a]\n[gateway.g]\nnetworks = [\"a\"]\n[gateway.h]\n\
             networks = [\"a\"]\n[nodes.n]\ncount = 1\n[apps.x]\n{apps}\n[users.u]\narrival.poisson = {{ rate = \
             \"1 /s\" }}\ndemand.work = \"1 s\"\n{users}\n{more}"
        );
        assert_eq!(told(&text), expected, "{apps} {users}");
    }

    const USERS: &str = "apps = \"x\"\ncount = 9\ngateways = [\"g\", \"h\"]";

    #[test]
    fn apps_have_users_who_may_choose() {
        check("count = 3", USERS, "", &[]);
        check(
            "count = 3",
            "apps = \"y\"\ncount = 9\ngateways = [\"g\", \"h\"]",
            "",
            &["there is no table of apps `y`", "did you mean `x`?"],
        );
        check(
            "count = 3",
            "apps = \"x\"\ngateway = \"g\"",
            "",
            &[
                "apps choose among several gateways, and these users have one `gateway`",
                "name those that they may use in `gateways` instead of `gateway`",
            ],
        );
        let other = "[users.v]\nlike = \"users.u\"\ngateways = [\"h\", \"g\"]\n";
        check(
            "count = 3",
            USERS,
            other,
            &[
                "`users.v` and `users.u` use `apps.x`, and other gateways",
                "give both the same `gateways`, or each apps of its own",
            ],
        );
        check(
            "count = 3\nintegrates = \"best\"",
            USERS,
            "",
            &[
                "developers of `apps.x` go by what their users learn, and these learn nothing",
                "let the users choose, as by `gateway_choice.best_response`, or use `integrates.fixed`",
            ],
        );
    }

    #[test]
    fn integrations_have_a_cost_and_a_place() {
        let hour = ["it is not said what an hour of work costs", "add `hour`, as in `hour = \"60 usd\"`"];
        check("count = 3\nintegration = { once = \"80 h\" }", USERS, "", &hour);
        check("count = 3\nintegration = { upkeep = \"2 h/month\" }", USERS, "", &hour);
        check(
            "count = 3\nintegration = { upkeep = \"25 h/d\", hour = \"60 usd\" }",
            USERS,
            "",
            &["`25 h/d` is more work than there is time", "write it as in `2 h/month`"],
        );
        check(
            "count = 3\nstart = [1]",
            USERS,
            "",
            &["1 relative numbers for 2 gateways", "give one for each gateway of their users, or none"],
        );
        check(
            "count = 3\nstart = [0, 0]",
            USERS,
            "",
            &["relative numbers are at least 0, and at least one is above 0"],
        );
        check(
            "count = 3\nintegrates.best = { first = 3 }",
            &format!("{USERS}\ngateway_choice = \"logit\""),
            "",
            &["an app with 3 integrations at the start has more than 2", "set `first` to at most 2"],
        );
    }
}
