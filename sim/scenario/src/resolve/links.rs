//! Wires between regions, and the weather over zones and wires.

use rules::checking::Facts;
use rules::weather::{Reach, Target};
use units::ids::{GroupId, NetworkId, RegionId, ZoneId};
use units::reference::Ref;
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
                let message = "there is another link between these regions";
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
    fn pair(&mut self, between: &[Ref<RegionId>], path: &str) -> Option<(usize, usize)> {
        let [from, to] = between else {
            let message = format!("a link is between two regions, not {}", between.len());
            let remedy = "name two regions, or the same one twice for the link within it";
            self.problems.push_with(self.place(path), message, remedy);
            return None;
        };
        let region = |name| find(name, &self.file.region).map(RegionId::row);
        region(from).zip(region(to))
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
            self.vet(&format!("weather.{}", name.text), Facts::default(), |checking| weather.vet(checking));
            let struck = match weather.fault.policy().target() {
                Target::Zone(zone) => {
                    zones.iter().position(|known| known.0 == zone.text).map(|at| Struck::Zone(ZoneId::of(at)))
                }
                Target::Side(side) => self.side(side, &format!("weather.{}.partition.regions", name.text)),
                Target::List(network) => self.list(network),
                Target::Coin(coin) => find(coin, &file.coin).map(Struck::Coin),
                Target::Gateway(gateway) => find(gateway, &file.gateway).map(Struck::Gateway),
                Target::Service(service) => find(service, &file.service).map(Struck::Service),
                Target::Party(party, reach) => self.party(party, reach, &name.text),
                Target::Groups { names, reach, share } => self.shocked(names, reach, share),
                Target::Link(between) => self.link(between, &format!("weather.{}.slow_link.between", name.text), links),
            };
            let seller = weather.fault.policy().seller();
            let (Some(struck), Some(seller)) = (struck, self.seller(seller, &weather.fault)) else {
                whole = false;
                continue;
            };
            list.push(Weather { name: name.text.clone(), rules: weather.clone(), struck, seller });
        }
        whole.then_some(list)
    }

    /// A list that hears through a facilitator.
    fn list(&mut self, network: &Ref<NetworkId>) -> Option<Struck> {
        let id = find(network, &self.file.network)?;
        let rules = &self.file.network[id.row()];
        if !rules.liveness.policy().has_facilitator() && !rules.settlement.facilitator {
            let message = format!("the list of `{}` hears of its nodes without a facilitator", network.text);
            let remedy = "give it one: `liveness.heartbeat = { facilitator = { every = \"1 min\" } }`, or let it settle: \
                          `settlement.facilitator = true`";
            self.problems.push_with(network.place, message, remedy);
            return None;
        }
        Some(Struck::List(id))
    }

    /// Groups of nodes that a shock can reach; all where none is named.
    fn shocked(&self, names: &[Ref<GroupId>], reach: Reach, share: Share) -> Option<Struck> {
        let all = || (0..self.file.nodes.len()).map(GroupId::of).collect();
        let named = names.iter().map(|name| find(name, &self.file.nodes)).collect::<Option<Vec<_>>>()?;
        let groups = if names.is_empty() { all() } else { named };
        Some(Struck::Groups { groups, reach, share })
    }

    /// One side of a partition; somebody must stand on the other.
    fn side(&mut self, side: &[Ref<RegionId>], path: &str) -> Option<Struck> {
        let mut found = side.iter().map(|region| find(region, &self.file.region)).collect::<Option<Vec<_>>>()?;
        found.sort_unstable();
        found.dedup();
        if found.is_empty() || found.len() == self.file.region.list.len() {
            let message = "a partition has regions on both sides";
            self.problems.push_with(self.place(path), message, "name at least one region, and not all of them");
            return None;
        }
        Some(Struck::Side(found))
    }

    /// The wires between two regions; there must be some.
    fn link(&mut self, between: &[Ref<RegionId>], path: &str, links: Option<&[Option<u16>]>) -> Option<Struck> {
        let (from, to) = self.pair(between, path)?;
        let n = self.file.region.list.len();
        if links.is_some_and(|links| links[from * n + to].is_none()) {
            let name = |at: usize| &self.file.region.list[at].0.text;
            let (a, b) = (name(from), name(to));
            let remedy = format!("write `[link.{a}_{b}]` with `between = [\"{a}\", \"{b}\"]` and a `latency`");
            let message = format!("there is no link between the regions `{a}` and `{b}` that could be slow");
            self.problems.push_with(self.place(path), message, remedy);
            return None;
        }
        Some(Struck::Link(RegionId::of(from), RegionId::of(to)))
    }
}
