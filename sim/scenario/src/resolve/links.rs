//! Wires between regions, and the weather over zones and wires.

use rules::checking::Facts;
use rules::weather::{Reach, Target};
use units::ids::{GroupId, NetworkId, RegionId, ZoneId};
use units::problem::did_you_mean;
use units::quantity::Name;
use units::share::Share;
use world::scenario::{Struck, Weather};

use super::Resolver;
use crate::names::find;

impl Resolver<'_> {
    /// Which wires join each pair of regions, in the order of the links; with any link at all, every region has some.
    pub(super) fn links(&mut self, regions: &[(ZoneId, u32)]) -> Option<Vec<Option<u16>>> {
        let n = regions.len();
        let mut links = vec![None; n * n];
        let mut whole = true;
        for (row, (name, link)) in self.file.link.list.iter().enumerate() {
            let path = format!("link.{}.between", name.text);
            let Some((from, to)) = self.pair(&link.between, &path) else {
                whole = false;
                continue;
            };
            if links[from * n + to].is_some() {
                let message = "another link has the wires between these regions already";
                self.problems.push_with(self.place(&path), message, "keep one link for each pair of regions");
                whole = false;
            }
            let wire = u16::try_from(row).ok();
            links[from * n + to] = wire;
            links[to * n + from] = wire;
        }
        let is_bare = |region: usize| (0..n).all(|other| links[region * n + other].is_none());
        let is_asked = whole && !self.file.link.list.is_empty();
        for region in (0..n).filter(|&r| is_asked && is_bare(r)) {
            let name = &self.file.region.list[region].0.text;
            let remedy = format!(
                "write `[link.{name}]` with `between = [\"{name}\", \"{name}\"]` and a `latency`, and links to other regions"
            );
            self.problems.push_with(
                self.place(&format!("region.{name}")),
                format!("the region `{name}` has no link"),
                remedy,
            );
            whole = false;
        }
        whole.then_some(links)
    }

    /// The two regions of a link.
    fn pair(&mut self, between: &[Name], path: &str) -> Option<(usize, usize)> {
        let [from, to] = between else {
            let message = format!("a link is between two regions, not {}", between.len());
            let remedy = "name two regions, the same twice for the wires within one";
            self.problems.push_with(self.place(path), message, remedy);
            return None;
        };
        let mut region = |name| find(name, &self.file.region, "region", self.problems);
        let (from, to) = (region(from), region(to));
        from.zip(to)
    }

    pub(super) fn weather(
        &mut self,
        zones: &[(String, RegionId)],
        links: Option<&[Option<u16>]>,
    ) -> Option<Vec<Weather>> {
        let file = self.file;
        let mut list = Vec::new();
        let mut whole = true;
        for (name, weather) in &file.weather.list {
            let struck = match weather.fault.policy().target() {
                Target::Zone(zone) => self.zone(zone, zones),
                Target::Side(side) => self.side(side, &format!("weather.{}.partition.regions", name.text)),
                Target::List(network) => self.list(network),
                Target::Groups { names, reach, share } => self.shocked(names, reach, share),
                Target::Link(between) => self.link(between, &format!("weather.{}.slow_link.between", name.text), links),
            };
            let Some(struck) = struck else {
                whole = false;
                continue;
            };
            self.vet(&format!("weather.{}", name.text), Facts::default(), |checking| weather.vet(checking));
            list.push(Weather { name: name.text.clone(), rules: weather.clone(), struck });
        }
        whole.then_some(list)
    }

    /// A list that hears through a facilitator.
    fn list(&mut self, network: &Name) -> Option<Struck> {
        let at = find(network, &self.file.network, "network", self.problems)?;
        if !self.file.network.list[at].1.liveness.policy().has_facilitator() {
            let message = format!("the list of `{}` hears of its nodes without a facilitator", network.text);
            let remedy = "give it one: `liveness.heartbeat = { facilitator = { every = \"1 min\" } }`";
            self.problems.push_with(network.place, message, remedy);
            return None;
        }
        Some(Struck::List(NetworkId::of(at)))
    }

    /// Groups of nodes that a shock can reach; all where none is named.
    fn shocked(&mut self, names: &[Name], reach: Reach, share: Share) -> Option<Struck> {
        let all: Vec<_> = (0..self.file.nodes.list.len()).collect();
        let found: Vec<_> = names.iter().map(|n| find(n, &self.file.nodes, "group of nodes", self.problems)).collect();
        let named = found.into_iter().collect::<Option<Vec<_>>>()?;
        let groups = if names.is_empty() { all } else { named }.into_iter().map(GroupId::of).collect();
        Some(Struck::Groups { groups, reach, share })
    }

    fn zone(&mut self, zone: &Name, zones: &[(String, RegionId)]) -> Option<Struck> {
        if let Some(at) = zones.iter().position(|z| z.0 == zone.text) {
            return Some(Struck::Zone(ZoneId::of(at)));
        }
        let names = || zones.iter().map(|z| z.0.as_str());
        let known = if zones.is_empty() {
            "write a table such as `[region.eu]` and let nodes stand there".to_string()
        } else {
            format!("known here: {}", names().take(12).collect::<Vec<_>>().join(", "))
        };
        let remedy = did_you_mean(&zone.text, names()).unwrap_or(known);
        self.problems.push_with(zone.place, format!("there is no zone `{}`", zone.text), remedy);
        None
    }

    /// One side of a partition; somebody must stand on the other.
    fn side(&mut self, side: &[Name], path: &str) -> Option<Struck> {
        let found: Vec<_> = side.iter().map(|r| find(r, &self.file.region, "region", self.problems)).collect();
        let mut found = found.into_iter().collect::<Option<Vec<_>>>()?;
        found.sort_unstable();
        found.dedup();
        if found.is_empty() || found.len() == self.file.region.list.len() {
            let message = "a partition has regions on both sides";
            self.problems.push_with(self.place(path), message, "name at least one region, and not all of them");
            return None;
        }
        Some(Struck::Side(found.into_iter().map(RegionId::of).collect()))
    }

    /// The wires between two regions; there must be some.
    fn link(&mut self, between: &[Name], path: &str, links: Option<&[Option<u16>]>) -> Option<Struck> {
        let (from, to) = self.pair(between, path)?;
        let n = self.file.region.list.len();
        if links.is_some_and(|links| links[from * n + to].is_none()) {
            let name = |at: usize| &self.file.region.list[at].0.text;
            let (a, b) = (name(from), name(to));
            let remedy = format!("write `[link.{a}_{b}]` with `between = [\"{a}\", \"{b}\"]` and a `latency`");
            let message = format!("there are no wires between the regions `{a}` and `{b}` to be slow");
            self.problems.push_with(self.place(path), message, remedy);
            return None;
        }
        Some(Struck::Link(RegionId::of(from), RegionId::of(to)))
    }
}
