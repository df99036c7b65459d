//! From names to ids and from money to base units: what remains cannot fail.

mod apps;
mod batching;
mod breaches;
mod changes;
mod costs;
mod delegators;
mod governances;
mod governors;
mod holders;
mod launches;
mod links;
mod money;
mod movers;
mod owners;
mod permits;
mod picks;
mod privacy;
mod recordings;
mod reputations;
mod residency;
mod roles;
mod secured;
mod services;
mod stacks;
mod standards;
mod supply;
mod weights;

use rules::checking::{Checking, Facts};
use units::ids::{LlmId, RegionId, ZoneId};
use units::problem::Problems;
use units::time::{Span, Time};
use units::tree::{Place, Tree};
use world::scenario::{Observe, Scenario, Wire};

use super::File;
use super::inputs::Data;
use super::references::zone;

/// Nodes of all groups together: a row costs about 300 bytes.
const MOST_NODES: u64 = 10_000_000;
/// Tables of a kind; ids are 16 bits wide and flow tables grow with the square of the parties.
const MOST_TABLES: usize = 256;
/// Thresholds of backlogs: a gauge is kept for each level below.
const MOST_BACKLOG: u32 = 64;
/// Thresholds of waits: each is looked at for every answer.
const MOST_WAITS: usize = 16;

/// Everything that resolving needs at hand.
pub(super) struct Resolver<'a> {
    file: &'a File,
    tree: &'a Tree,
    data: &'a Data,
    problems: &'a mut Problems,
    /// What is sound and yet hardly meant.
    warnings: Vec<String>,
}

/// The scenario that a file describes, and what of it is hardly meant; all faults are noted.
pub(super) fn resolve(
    file: &File,
    tree: &Tree,
    data: &Data,
    problems: &mut Problems,
) -> Option<(Scenario, Vec<String>)> {
    let mut resolver = Resolver { file, tree, data, problems, warnings: Vec::new() };
    let scenario = resolver.scenario()?;
    Some((scenario, resolver.warnings))
}

impl Resolver<'_> {
    /// Where a value stands, or the closest table around it.
    fn place(&self, path: &str) -> Place {
        let mut path = path;
        loop {
            if let Some(tree) = self.tree.at(path).filter(|t| !t.place.is_none()) {
                return tree.place;
            }
            match path.rfind('.') {
                Some(at) => path = &path[..at],
                None => return Place::NONE,
            }
        }
    }

    fn scenario(&mut self) -> Option<Scenario> {
        self.check_limits();
        let (regions, zones) = self.regions();
        let links = self.links(&regions);
        let coins = self.coins();
        let holders = self.holders();
        let delegators = self.delegators();
        let networks = self.networks();
        let gateways = self.gateways();
        let services = self.services();
        let stacks = self.stacks();
        let groups = self.groups(&regions, &zones);
        let mut users = self.users();
        let apps = self.apps(users.as_deref_mut());
        let weather = self.weather(&zones, links.as_deref());
        let observe = self.observe();
        let (horizon, cut) = self.times();
        self.check_claims_on_chance();
        self.check_experts();
        let step_times = self.step_times();
        let llms = self.file.llm.names().map(String::from).collect::<Vec<_>>();
        let mut scenario = Scenario {
            seed: self.file.seed,
            horizon,
            cut,
            points: self.file.points,
            observe,
            coins,
            holders: holders?,
            delegators: delegators?,
            networks: networks?,
            gateways: gateways?,
            services: services?,
            apps: apps?,
            stacks: stacks?,
            groups: groups?,
            users: users?,
            llms: if llms.is_empty() { vec![String::new()] } else { llms },
            windows: self.windows(),
            hardware: self.file.hardware.names().map(String::from).collect(),
            step_times: step_times?,
            uncertain: self.uncertain(),
            regions: self.file.region.names().map(String::from).collect(),
            zones: zones.into_iter().map(|z| z.0).collect(),
            has_wires: !self.file.link.list.is_empty() || self.file.nodes.values().any(|n| n.access.is_some()),
            wires: self.file.link.list.iter().map(|(n, l)| Wire { name: n.text.clone(), rules: l.clone() }).collect(),
            links: links?,
            has_trusted_rosters: self.file.users.values().any(|u| u.privacy.policy().wants_trusted_nodes()),
            weather: weather?,
            changes: Vec::new(),
            governances: Vec::new(),
            proposals: Vec::new(),
            attackers: Vec::new(),
            governors: Vec::new(),
            // Known when the columns are.
            abort: None,
            // Checked when the rest is known.
            pace: None,
        };
        self.check_needs(&mut scenario);
        self.check_privacy(&scenario);
        self.check_supply(&scenario);
        self.check_service(&scenario);
        self.check_equality(&scenario);
        self.check_batched(&scenario);
        self.check_picks(&scenario);
        self.check_weights(&scenario);
        self.check_reputations(&scenario);
        self.check_secured(&scenario);
        self.check_permits(&scenario);
        self.check_roles(&scenario);
        self.check_launches(&scenario);
        self.check_slopes(&mut scenario);
        self.check_breaches(&scenario);
        self.check_parts(&scenario);
        scenario.changes = self.changes(&scenario);
        self.govern(&mut scenario)?;
        self.steer(&mut scenario)?;
        Some(scenario)
    }

    fn check_limits(&mut self) {
        let nodes: u64 = self.file.nodes.values().map(|g| u64::from(g.count)).sum();
        if nodes > MOST_NODES {
            let message = format!("{nodes} nodes are more than {MOST_NODES}");
            self.problems.push_with(self.place("nodes"), message, "lower `count`, or sample the population");
        }
        for (group, (name, nodes)) in self.file.nodes.list.iter().map(|e| (&e.0.text, e)) {
            if nodes.count == 0 {
                let place = self.place(&format!("nodes.{group}.count"));
                self.problems.push(place, format!("`{}` has no nodes; remove the table or raise `count`", name.text));
            }
        }
        let f = self.file;
        let sizes = [
            ("coin", f.coin.list.len()),
            ("delegators", f.delegators.list.len()),
            ("holders", f.holders.list.len()),
            ("network", f.network.list.len()),
            ("gateway", f.gateway.list.len()),
            ("service", f.service.list.len()),
            ("apps", f.apps.list.len()),
            ("stack", f.stack.list.len()),
            ("standard", f.standard.list.len()),
            ("nodes", f.nodes.list.len()),
            ("users", f.users.list.len()),
            ("region", f.region.list.len()),
            ("llm", f.llm.list.len()),
            ("hardware", f.hardware.list.len()),
            ("cost", f.cost.list.len()),
            ("weather", f.weather.list.len()),
            ("change", f.change.list.len()),
            ("governance", f.governance.list.len()),
            ("proposal", f.proposal.list.len()),
            ("attacker", f.attacker.list.len()),
            ("governor", f.governor.list.len()),
            ("claims", f.claims.list.len()),
        ];
        for (kind, n) in sizes.into_iter().filter(|s| s.1 > MOST_TABLES) {
            self.problems.push(self.place(kind), format!("{n} tables under `{kind}` are more than {MOST_TABLES}"));
        }
        if f.nodes.list.is_empty() {
            let remedy = "write at least one, as in `[nodes.home]` with `count = 10`";
            self.problems.push_with(Place::NONE, "the scenario has no nodes", remedy);
        }
    }

    /// Claims that may ask for fewer replications than there are would never be looked at twice.
    fn check_claims_on_chance(&mut self) {
        for (name, claim) in &self.file.claims.list {
            if let Some(most) = claim.at_most_replications
                && most < self.file.replications
            {
                let place = self.place(&format!("claims.{}.at_most_replications", name.text));
                let message = format!(
                    "at most {most} replications are fewer than the {} of the scenario",
                    self.file.replications
                );
                self.problems.push_with(place, message, "raise it, or leave it out to add none");
            }
        }
    }

    /// Notes what an owner's rules cannot be; says whether nothing was wrong.
    fn vet(&mut self, path: &str, facts: Facts, vet: impl FnOnce(&mut Checking)) -> bool {
        let mut checking = Checking::new(path, facts);
        vet(&mut checking);
        let refusals = checking.refusals();
        let is_sound = refusals.is_empty();
        for refusal in refusals {
            let place = self.place(&refusal.path);
            match refusal.remedy {
                Some(remedy) => self.problems.push_with(place, refusal.message, remedy),
                None => self.problems.push(place, refusal.message),
            }
        }
        is_sound
    }

    /// The first zone of each region, and all zones with their names and regions.
    #[expect(clippy::type_complexity, reason = "two short lists that only this file reads")]
    fn regions(&mut self) -> (Vec<(ZoneId, u32)>, Vec<(String, RegionId)>) {
        let (mut regions, mut zones) = (Vec::new(), Vec::new());
        for (i, (name, region)) in self.file.region.list.iter().enumerate() {
            regions.push((ZoneId::of(zones.len().min(60_000)), region.zones));
            zones.extend((1..=region.zones).map(|z| (zone(&name.text, z), RegionId::of(i))));
        }
        if zones.len() > 60_000 {
            self.problems.push(self.place("region"), format!("{} zones are more than 60000", zones.len()));
        }
        (regions, zones)
    }

    fn observe(&mut self) -> Observe {
        let observe = &self.file.observe;
        for at in observe.at.iter().filter(|&&at| at > self.file.horizon) {
            let message = format!("{at} is after the horizon of {}", self.file.horizon);
            self.problems.push(self.place("observe.at"), message);
        }
        for k in observe.backlog.iter().filter(|&&k| k == 0 || k > MOST_BACKLOG) {
            self.problems
                .push(self.place("observe.backlog"), format!("a threshold must be 1 to {MOST_BACKLOG}, not {k}"));
        }
        if observe.wait.len() > MOST_WAITS {
            let message = format!("{} thresholds are more than {MOST_WAITS}", observe.wait.len());
            self.problems.push(self.place("observe.wait"), message);
        }
        Observe {
            at: observe.at.iter().map(|&at| Time::ZERO + at).collect(),
            in_system: observe.in_system.clone(),
            nodes: observe.nodes.clone(),
            backlog: observe.backlog.clone(),
            wait: observe.wait.clone(),
            sentenced: observe.sentenced.clone(),
            unbonding: observe.unbonding.clone(),
            exposure: observe.exposure,
            // Known when the claims are read.
            bounded: Vec::new(),
            aftermaths: Vec::new(),
        }
    }

    /// The horizon, and the cut if the file fixes one.
    fn times(&mut self) -> (Time, Time) {
        let cut = self.file.warm_up.unwrap_or(Span::ZERO);
        if cut >= self.file.horizon && cut > Span::ZERO {
            let message = format!("a warm-up of {cut} leaves nothing of a horizon of {}", self.file.horizon);
            self.problems.push(self.place("warm_up"), message);
        }
        if self.file.warm_up.is_some() && self.file.study == super::Study::Terminating {
            let remedy = "set `study = \"steady\"`, or leave `warm_up` out";
            self.problems.push_with(self.place("warm_up"), "a terminating study has no warm-up", remedy);
        }
        (Time::ZERO + self.file.horizon, Time::ZERO + cut)
    }

    /// What each LLM can take.
    fn windows(&self) -> Vec<u64> {
        let windows: Vec<u64> = self.file.llm.values().map(|llm| llm.window.map_or(u64::MAX, u64::from)).collect();
        if windows.is_empty() { vec![u64::MAX] } else { windows }
    }

    /// LLMs by id.
    fn llm_ids(&self, named: Vec<LlmId>) -> Vec<LlmId> {
        // Without any table there is one unnamed LLM: plain work.
        if self.file.llm.list.is_empty() { vec![LlmId(0)] } else { named }
    }
}
