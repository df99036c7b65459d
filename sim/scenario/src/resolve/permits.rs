//! Networks that approve nodes: whether any node may be approved.

use rules::permission::{Applicant, Permission};
use units::ids::NetworkId;
use world::scenario::{Group, Scenario, Users};

use super::Resolver;

impl Resolver<'_> {
    /// Refuses networks that nobody may serve, and lists of what is not there.
    pub(super) fn check_permits(&mut self, scenario: &Scenario) {
        for (at, row) in scenario.networks.iter().enumerate() {
            let (id, path) = (NetworkId::of(at), format!("network.{}.permission", row.name));
            let policy = row.rules.permission.policy();
            if policy.terms().is_none() {
                continue;
            }
            let known = match &row.rules.permission {
                Permission::Attested(attested) => {
                    let missing = attested.images.iter().filter(|image| !self.is_run(image));
                    let missing: Vec<&String> = missing.collect();
                    for image in &missing {
                        self.refuse_image(image, &format!("{path}.attested.images"));
                    }
                    missing.is_empty()
                }
                Permission::AllowList(list) => {
                    let serves = |name: &str| {
                        scenario.groups.iter().any(|group| group.name == name && group.networks.contains(&id))
                    };
                    // A name that means nothing is told already.
                    let is_there = |name: &str| scenario.groups.iter().any(|group| group.name == name);
                    let idle = list.nodes.iter().filter(|name| is_there(&name.text) && !serves(&name.text));
                    let idle: Vec<_> = idle.collect();
                    for name in &idle {
                        let message = format!("`nodes.{}` do not serve `{}`", name.text, row.name);
                        let remedy = format!("add \"{}\" to their `networks`, or leave them out", row.name);
                        self.problems.push_with(name.place, message, remedy);
                    }
                    list.nodes.iter().all(|name| serves(&name.text))
                }
                _ => true,
            };
            let reaches = |users: &Users| scenario.reached(users).any(|network| network == id);
            if !known || !scenario.users.iter().any(reaches) {
                continue;
            }
            let serving = scenario.groups.iter().filter(|group| !group.checks_only && group.networks.contains(&id));
            let may = |group: &str, image: &str| policy.approves(&Applicant { group, image, luck: 0.0 });
            let mut images: Vec<&str> = serving.clone().map(Group::image).collect();
            images.dedup();
            if !serving.into_iter().any(|group| may(&group.name, group.image())) {
                let message = format!("nobody may serve the network `{}`", row.name);
                let remedy = format!("its nodes run {}: approve one of these images", images.join(", "));
                self.problems.push_with(self.place(&path), message, remedy);
            }
        }
    }
}
