//! Who is compromised, and whether anybody can strike it off.

use rules::weather::{Party as Named, Reach, Strike};
use units::ids::{GroupId, HardwareId};
use units::problem::did_you_mean;
use units::reference::Ref;
use world::scenario::{Party, Scenario, Struck};

use super::Resolver;
use crate::names::find;

impl Resolver<'_> {
    /// Whoever a compromise is of; nothing if a name means nothing, or nobody has what it names.
    pub(super) fn party(&mut self, party: Named<'_>, reach: Reach, weather: &str) -> Option<Struck> {
        let file = self.file;
        let party = match party {
            Named::Gateway(gateway) => Party::Gateway(find(gateway, &file.gateway)?),
            Named::Service(service) => Party::Service(find(service, &file.service)?),
            Named::Network(network) => Party::Network(find(network, &file.network)?),
            Named::Nodes(names) => {
                let groups = names.iter().map(|name| find(name, &file.nodes)).collect::<Option<Vec<GroupId>>>()?;
                Party::Nodes { groups, reach }
            }
            Named::Image(image) => {
                let groups = self.running(image);
                if groups.is_empty() {
                    self.refuse_image(image, &format!("weather.{weather}.compromise.image"));
                    return None;
                }
                Party::Nodes { groups, reach }
            }
            Named::Hardware(names) => Party::Nodes { groups: self.on_hardware(names, weather)?, reach },
        };
        Some(Struck::Party(party))
    }

    /// The groups whose nodes run an image.
    fn running(&self, image: &str) -> Vec<GroupId> {
        let runs = |at: &usize| self.image(*at) == image;
        (0..self.file.nodes.list.len()).filter(runs).map(GroupId::of).collect()
    }

    /// The image of a group.
    fn image(&self, at: usize) -> &str {
        let (name, nodes) = &self.file.nodes.list[at];
        nodes.image.as_deref().unwrap_or(&name.text)
    }

    /// Refuses an image that nobody runs.
    pub(super) fn refuse_image(&mut self, image: &str, path: &str) {
        let mut known: Vec<String> = (0..self.file.nodes.list.len()).map(|at| self.image(at).into()).collect();
        known.sort_unstable();
        known.dedup();
        let remedy = did_you_mean(image, known.iter().map(String::as_str))
            .unwrap_or_else(|| format!("set `nodes.x.image`; images here: {}", known.join(", ")));
        self.problems.push_with(self.place(path), format!("no group of nodes runs the image `{image}`"), remedy);
    }

    /// Whether some group runs an image.
    pub(super) fn is_run(&self, image: &str) -> bool {
        !self.running(image).is_empty()
    }

    /// The groups on some hardware; there must be some of each.
    fn on_hardware(&mut self, names: &[Ref<HardwareId>], weather: &str) -> Option<Vec<GroupId>> {
        let file = self.file;
        let mut groups = Vec::new();
        for name in names {
            find(name, &file.hardware)?;
            let has = |at: &usize| file.nodes.list[*at].1.hardware.as_ref().is_some_and(|h| h.text == name.text);
            let found: Vec<GroupId> = (0..file.nodes.list.len()).filter(has).map(GroupId::of).collect();
            if found.is_empty() {
                let message = format!("no group of nodes is on the hardware `{}`", name.text);
                let place = self.place(&format!("weather.{weather}.compromise.hardware"));
                self.problems.push_with(place, message, "name the `hardware` of a group of nodes");
                return None;
            }
            groups.extend(found);
        }
        groups.sort_unstable();
        groups.dedup();
        Some(groups)
    }

    /// Refuses to strike nodes off where nobody keeps a list of them, and to patch them before.
    pub(super) fn check_breaches(&mut self, scenario: &Scenario) {
        for row in &scenario.weather {
            let Strike::Compromise { forges, revoked, patches_early, .. } = row.rules.fault.policy().strike() else {
                continue;
            };
            let path = |key: &str| format!("weather.{}.compromise.{key}", row.name);
            let Struck::Party(party) = &row.struck else { continue };
            let Party::Nodes { groups, .. } = party else {
                if patches_early {
                    let place = self.place(&path("patches"));
                    self.problems.push_with(place, "it is about nodes, and none are compromised", "leave it out");
                }
                continue;
            };
            let all = || groups.iter().map(|group| (*group, &scenario.groups[group.row()]));
            let is_named = |group: GroupId| scenario.networks.iter().any(|n| n.checkers.contains(&Some(group)));
            let mut roles = Vec::new();
            if forges.answers && !groups.is_empty() && all().all(|(_, group)| group.checks_only) {
                roles.push(("serves", "serve"));
            }
            if forges.judgements && !groups.is_empty() && !all().any(|(at, group)| group.checks || is_named(at)) {
                roles.push(("checks", "check"));
            }
            for (does, role) in roles {
                let message = format!("none of these nodes {does}: they do not have the role `{role}`");
                let remedy = format!("leave \"{role}\" out of the `roles` of the compromise, or give it to the nodes");
                self.problems.push_with(self.place(&path("roles")), message, remedy);
            }
            if revoked.is_none() {
                continue;
            }
            let served = groups.iter().flat_map(|group| &scenario.groups[group.row()].networks);
            let keeps = |network: &units::ids::NetworkId| {
                scenario.networks[network.row()].rules.permission.policy().terms().is_some()
            };
            if !served.into_iter().any(keeps) {
                let message = "no network of these nodes keeps a list from which they could be struck off";
                let remedy = "give one `permission.attested` or `permission.allow_list`, or leave `revoked` out: they \
                              forge to the end";
                self.problems.push_with(self.place(&path("revoked")), message, remedy);
            }
        }
    }
}
