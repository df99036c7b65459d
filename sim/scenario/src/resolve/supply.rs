//! Groups of nodes, and whether they can serve and pay what is asked of them.

use rules::checking::{Checking, Facts};
use rules::entry::Plant;
use rules::owner::nodes::Nodes;
use rules::verification::Verification;
use units::ids::{CoinId, GroupId, HardwareId, LlmId, NetworkId, RegionId, ZoneId};
use units::money::USD_DECIMALS;
use units::quantity::Name;
use world::scenario::{Group, Scenario, Users};

use super::Resolver;
use crate::names::{find, find_all};

impl Resolver<'_> {
    pub(super) fn groups(&mut self, regions: &[(ZoneId, u32)], zones: &[(String, RegionId)]) -> Option<Vec<Group>> {
        let file = self.file;
        let mut list = Vec::new();
        let mut whole = true;
        for (name, nodes) in &file.nodes.list {
            let path = format!("nodes.{}", name.text);
            let networks = find_all(&nodes.networks, &file.network, self.problems);
            let llms = find_all(&nodes.llms, &file.llm, self.problems);
            let hardware = match &nodes.hardware {
                None => Some(None),
                Some(name) => find(name, &file.hardware).map(Some),
            };
            let stack = match &nodes.stack {
                None => Some(None),
                Some(name) => find(name, &file.stack).map(Some),
            };
            let places = self.places(nodes, regions, zones);
            let stake = self.stakes(nodes, &path);
            let (Some(networks), Some(llms), Some(hardware), Some(stack), Some(places), Some(stake)) =
                (networks, llms, hardware, stack, places, stake)
            else {
                whole = false;
                continue;
            };
            self.vet(&path, Facts::default(), |checking| nodes.vet(checking));
            let llms = self.holdable(nodes, hardware, llms);
            self.check_memory(nodes, hardware, &llms, &path);
            self.check_measured(hardware, &llms, &path);
            let (batching, rooms) = self.batching(nodes, hardware, &llms, &path).unzip();
            let rooms = rooms.flatten();
            let load_times = self.load_times(nodes, hardware, &path);
            let usd_per_hour = self.cost(nodes, hardware, &path);
            let rent = nodes.rent.as_ref().map_or(0.0, |rent| self.usd_per_hour(rent, &format!("{path}.rent")));
            self.check_costs(usd_per_hour + rent, nodes.count, &path);
            let capital = capital(nodes);
            let plant = Plant {
                cost: usd_per_hour + rent,
                capital: capital.0 as f64 / 1e9,
                resale: capital.1 as f64 / 1e9,
                yield_y: nodes.capital.as_ref().map_or(0.0, |c| c.cost.per_y()),
            };
            let keys = format!("{path}.entry.{}", nodes.entry.name());
            self.vet(&keys, Facts::default(), |checking| nodes.entry.vet_plant(&plant, checking));
            list.push(Group {
                name: name.text.clone(),
                rules: nodes.clone(),
                hardware,
                stack,
                llms: self.llm_ids(llms),
                start: self.start(nodes, &networks),
                networks,
                places,
                operators: if nodes.operators == 0 { nodes.count.max(1) } else { nodes.operators },
                usd_per_hour,
                nanos_per_hour: (usd_per_hour * 1e9).round() as i64,
                rent_per_hour: (rent * 1e9).round() as i64,
                capital,
                bounds: nodes.entry.policy().bounds(&plant),
                stake,
                presences: self.presences(nodes, &path),
                batching,
                rooms,
                load_times,
                checks_only: !nodes.serves(self.is_checker(&name.text)),
                checks: nodes.checks(self.is_checker(&name.text)),
            });
        }
        self.check_seen(&list);
        self.check_moves(&list);
        whole.then_some(list)
    }

    /// Whether a verification rule names a group as its checkers or provers.
    fn is_checker(&self, group: &str) -> bool {
        let rules = self.file.network.list.iter().flat_map(|n| &n.1.verification.list);
        let named = rules.into_iter().flat_map(|(_, rule)| [rule.policy().checkers(), rule.policy().provers()]);
        named.flatten().any(|named| named.text == group)
    }

    /// Regions and zones over which nodes are dealt out in turn: first over regions, then over their zones.
    fn places(
        &mut self,
        nodes: &Nodes,
        regions: &[(ZoneId, u32)],
        zones: &[(String, RegionId)],
    ) -> Option<Vec<(RegionId, ZoneId)>> {
        if nodes.regions.is_empty() {
            return Some(Vec::new());
        }
        let at = find_all(&nodes.regions, &self.file.region, self.problems)?;
        let most = at.iter().map(|r| regions[r.row()].1).max().unwrap_or(1);
        // One round deals a node to each region; the zones of a region take turns from round to round.
        let rounds = most.min(1_000);
        let places = (0..rounds).flat_map(|round| {
            at.iter().map(move |&region| {
                let (first, n) = regions[region.row()];
                (region, ZoneId(first.0 + (round % n) as u16))
            })
        });
        Some(places.filter(|p| p.1.row() < zones.len()).collect())
    }

    fn stakes(&mut self, nodes: &Nodes, path: &str) -> Option<Vec<(NetworkId, i64)>> {
        let mut list = Vec::new();
        let mut whole = true;
        for (name, money) in &nodes.stake.list {
            let at = format!("{path}.stake.{}", name.text);
            let Some(network) = find(name, &self.file.network) else {
                whole = false;
                continue;
            };
            let served = nodes.networks.is_empty() || nodes.networks.iter().any(|n| n.text == name.text);
            if !served {
                // What `like` took over stands elsewhere, so that the caret alone does not tell whose it is.
                let message = format!("the nodes of `{path}` stake on `{}`, which they do not serve", name.text);
                let remedy =
                    format!("add \"{0}\" to the `networks` of `{path}`, or write its `stake` without {0}", name.text);
                self.problems.push_with(self.place(&at), message, remedy);
            }
            let coin = self.file.network[network.row()].coin.clone();
            let Some(coin) = coin else {
                let remedy = format!("name the `coin` of `[network.{}]`", name.text);
                self.problems.push_with(self.place(&at), "a network without a coin has no stakes", remedy);
                whole = false;
                continue;
            };
            let decimals = self.file.coin.get_named(&coin.text).map_or(0, |c| c.decimals);
            let mut units = 0;
            let vet = |checking: &mut Checking| {
                units = checking.stake(&name.text, money, (&coin.text, decimals));
            };
            whole &= self.vet(&format!("{path}.stake"), Facts::default(), vet);
            list.push((network, units));
        }
        whole.then_some(list)
    }

    fn cost(&mut self, nodes: &Nodes, hardware: Option<HardwareId>, path: &str) -> f64 {
        let rent = hardware.and_then(|h| self.file.hardware.list[h.row()].1.rent.clone());
        match (&nodes.cost, rent) {
            (Some(cost), _) => self.usd_per_hour(&cost.clone(), &format!("{path}.cost")),
            (None, Some(rent)) => {
                let name = &self.file.hardware.list[hardware.map_or(0, HardwareId::row)].0.text;
                self.usd_per_hour(&rent, &format!("hardware.{name}.rent"))
            }
            (None, None) => 0.0,
        }
    }

    /// Refuses costs that the books cannot hold.
    fn check_costs(&mut self, usd_per_hour: f64, count: u32, path: &str) {
        let all = usd_per_hour * f64::from(count) * self.file.horizon.as_secs() / 3600.0;
        if all * 1e9 > i64::MAX as f64 && !self.file.coin.list.is_empty() {
            let message = format!("over the run these nodes cost {all:.0} usd, more than the books of usd hold");
            let remedy = "the books count billionths of a usd in 64 bits, up to 9_223_372_036 usd: lower the `cost`";
            self.problems.push_with(self.place(&format!("{path}.cost")), message, remedy);
        }
    }

    /// What was measured of one LLM says nothing of another.
    fn check_measured(&mut self, hardware: Option<HardwareId>, llms: &[LlmId], path: &str) {
        let Some((name, row)) = hardware.map(|h| &self.file.hardware.list[h.row()]) else { return };
        let Some(measured) = &row.measured else { return };
        let others = llms.iter().map(|&llm| &self.file.llm.list[llm.row()]).filter(|(_, llm)| !measured.is_of(llm));
        let messages: Vec<String> = others
            .map(|(other, llm)| {
                format!(
                    "`{}` was measured with {} ({} layers of {}, {} parameters), not with `{}` ({} layers of {}, {})",
                    name.text,
                    measured.llm,
                    measured.layers,
                    measured.width,
                    measured.parameters,
                    other.text,
                    llm.layers,
                    llm.width,
                    llm.parameters
                )
            })
            .collect();
        for message in messages {
            let remedy = "measure this llm with `windtunnel calibrate`, or use hardware that has a data sheet";
            self.problems.push_with(self.place(&format!("{path}.hardware")), message, remedy);
        }
    }

    /// Whether the LLMs that nodes hold fit into their memory together.
    fn check_memory(&mut self, nodes: &Nodes, hardware: Option<HardwareId>, llms: &[LlmId], path: &str) {
        let Some(hardware) = hardware else { return };
        let (name, row) = &self.file.hardware.list[hardware.row()];
        let mut weights: Vec<u64> = llms.iter().map(|&l| self.file.llm[l.row()].weights.base()).collect();
        // Any of them may be there together that fit by number.
        weights.sort_unstable_by(|a, b| b.cmp(a));
        let held = nodes.residency.policy().capacity().map_or(weights.len(), |c| weights.len().min(c as usize));
        let weights: u64 = weights[..held].iter().sum();
        if weights > row.memory.base() {
            let message = format!(
                "the weights of these llms take {:.1} GiB, but {} has {:.1} GiB",
                weights as f64 / f64::from(1 << 30),
                name.text,
                row.memory.base() as f64 / f64::from(1 << 30)
            );
            let place = if nodes.llms.is_empty() { self.place(path) } else { self.place(&format!("{path}.llms")) };
            self.problems.push_with(place, message, "list fewer `llms`, or use hardware with more memory");
        }
    }

    /// Whether the stakes at the start are not more coins than there are.
    pub(super) fn check_supply(&mut self, scenario: &Scenario) {
        for (c, coin) in scenario.coins.iter().enumerate() {
            let staked: i128 = scenario
                .groups
                .iter()
                .flat_map(|g| g.stake.iter().map(move |s| (g.rules.count, s)))
                .filter(|(_, s)| scenario.networks[s.0.row()].coin.is_some_and(|id| id.row() == c))
                .map(|(count, s)| i128::from(count) * i128::from(s.1))
                .sum();
            let pooled = i128::from(scenario.in_pools(CoinId::of(c)));
            if staked + pooled > i128::from(coin.genesis) {
                let what = if pooled > 0 { "all nodes and what is in the pool" } else { "all nodes" };
                let message = format!("the stakes of {what} are more {} than the genesis supply", coin.name);
                let place = self.place(&format!("coin.{}", coin.name));
                self.problems.push_with(place, message, "raise `genesis`, or lower the stakes");
                continue;
            }
            let unit = i128::from(10_u64.pow(coin.rules.decimals));
            let nanos = staked * i128::from(coin.opening()) / unit;
            if nanos > i128::from(i64::MAX) {
                self.warnings.push(format!(
                    "coin.{}: the stakes of all nodes cost {:.3e} usd at the start, and the books hold 9.22e9 usd: nodes beyond come without a \
                     stake; state the coin at a lower price",
                    coin.name,
                    nanos as f64 / 1e9
                ));
            }
            let held = scenario.holders.iter().filter(|h| h.coin.row() == c).map(|h| i128::from(h.coins));
            let delegated = scenario.delegators.iter().filter(|d| d.coin.row() == c).map(|d| i128::from(d.stake));
            let treasuries = scenario.networks.iter().filter(|n| n.coin.is_some_and(|id| id.row() == c));
            let treasuries = treasuries.map(|n| i128::from(coin.in_treasury(&n.name)));
            let own = scenario.networks.iter().filter(|n| n.coin.is_some_and(|id| id.row() == c));
            let reserves = own.filter_map(|n| n.rules.insurance.as_ref()?.reserve.as_ref());
            let reserves = reserves.map(|r| i128::from(r.base_units(coin.rules.decimals).unwrap_or(0)));
            let given = pooled + held.chain(delegated).chain(treasuries).chain(reserves).sum::<i128>();
            let whole = |base: i128| base as f64 / 10_u64.pow(coin.rules.decimals) as f64;
            let (name, genesis) = (&coin.name, i128::from(coin.genesis));
            if given > genesis {
                let message = format!(
                    "holders, delegators, treasuries and the pool have {} {name} at the start, but only {} exist",
                    whole(given),
                    whole(genesis)
                );
                let place = self.place(&format!("coin.{name}"));
                self.problems.push_with(place, message, "raise `genesis`, or give them fewer");
            } else if given + staked > genesis {
                self.warnings.push(format!(
                    "coin.{name}: not all nodes can stake at the start: the pool, holders, delegators and treasuries leave {} {name}, and stakes \
                     take {}; raise `genesis`, or lower the stakes",
                    whole(genesis - given),
                    whole(staked)
                ));
            }
        }
    }

    /// Whether checks that compare tokens meet any.
    pub(super) fn check_equality(&mut self, scenario: &Scenario) {
        for (at, network) in scenario.networks.iter().enumerate() {
            let reaches = |u: &&Users| scenario.reached(u).any(|network| network == NetworkId::of(at));
            let is_plain = scenario.users.iter().any(|u| reaches(&u))
                && !scenario.users.iter().filter(reaches).any(|u| u.rules.demand.is_tokens());
            for (Name { text: rule, .. }, verification) in &network.rules.verification.list {
                let hazard = match verification {
                    Verification::SpotCheck(check) => check.hazard,
                    Verification::Replicate(vote) => vote.hazard,
                    _ => continue,
                };
                if !hazard.is_zero() && is_plain {
                    let message = "no user requests tokens from this network, so none can differ";
                    let remedy = "remove it, or let users request tokens: `demand.tokens`";
                    let path = format!("network.{}.verification.{rule}.{}.hazard", network.name, verification.name());
                    self.problems.push_with(self.place(&path), message, remedy);
                }
            }
        }
    }

    /// Whether every request finds nodes that can serve it, wires included.
    pub(super) fn check_service(&mut self, scenario: &Scenario) {
        for users in &scenario.users {
            let at = self.place(&format!("users.{}", users.name));
            for (gateway, network) in users.gateways.iter().flat_map(|gateway| {
                let gateway = &scenario.gateways[gateway.row()];
                gateway.networks.iter().map(move |&network| (gateway, network))
            }) {
                let checkers = &scenario.networks[network.row()].checkers;
                let serving = || {
                    let works = move |(i, g): &(usize, &Group)| {
                        // Provers serve no tokens: how long a proof takes is said by its rule.
                        let is_named = checkers.contains(&Some(GroupId::of(*i)));
                        is_named || (g.checks || !g.checks_only) && g.networks.contains(&network)
                    };
                    scenario.groups.iter().enumerate().filter(works).map(|(_, g)| g)
                };
                let name = &scenario.networks[network.row()].name;
                if users.rules.demand.is_tokens() {
                    for group in serving().filter(|g| g.hardware.is_none()) {
                        let place = self.place(&format!("nodes.{}", group.name));
                        let remedy = "name their `hardware`: it says how long tokens take";
                        let message = format!("these nodes must serve the tokens that `users.{}` request", users.name);
                        self.problems.push_with(place, message, remedy);
                    }
                }
                for &llm in &users.llms {
                    if !serving().any(|g| !g.checks_only && g.llms.contains(&llm)) {
                        let memories = serving().filter(|g| !g.checks_only).filter_map(|g| g.hardware);
                        if let Some(memory) = self.largest_too_small(memories, llm) {
                            let message = format!("no node of the network `{name}` can hold {memory}");
                            let remedy =
                                "use hardware with more memory for one of its groups, or leave the llm out of `llms`";
                            self.problems.push_with(at, message, remedy);
                            continue;
                        }
                        let llm = &scenario.llms[llm.row()];
                        let what = if llm.is_empty() { String::new() } else { format!(" with the llm `{llm}`") };
                        let message = format!("no node{what} serves the network `{name}` that these users can reach");
                        self.problems.push_with(
                            at,
                            message,
                            "add it to a group of nodes, or take it out of the gateway",
                        );
                    }
                }
                // Checks cross the wires as tries do.
                let regions = serving().flat_map(|g| g.places.iter().map(|p| p.0));
                self.check_links(scenario, gateway.region, regions.collect());
            }
            for gateway in &users.gateways {
                let region = scenario.gateways[gateway.row()].region;
                self.check_links(scenario, region, users.region.into_iter().collect());
            }
        }
    }

    /// Whether there are wires from a gateway to every region that it reaches.
    fn check_links(&mut self, scenario: &Scenario, gateway: Option<RegionId>, mut regions: Vec<RegionId>) {
        let Some(from) = gateway else { return };
        regions.sort_unstable();
        regions.dedup();
        for to in regions {
            if scenario.link(Some(from), Some(to)).is_none() {
                let (a, b) = (&scenario.regions[from.row()], &scenario.regions[to.row()]);
                let message = format!("there is no link between the regions `{a}` and `{b}`");
                let remedy = format!("write `[link.{a}_{b}]` with `between = [\"{a}\", \"{b}\"]` and a `latency`");
                self.problems.push_with(self.place("link"), message, remedy);
            }
        }
    }
}

/// Price of a node's hardware and what it sells for when used \[billionths of a usd\].
fn capital(nodes: &Nodes) -> (i64, i64) {
    nodes.capital.as_ref().map_or((0, 0), |capital| {
        let price = capital.price.base_units(USD_DECIMALS).unwrap_or(0);
        (price, capital.resale.of(price))
    })
}
