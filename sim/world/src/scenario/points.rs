//! Single points of failure: which part of whose requests ends if one party alone fails.

use rules::arrival::Replay;
use units::ids::{GatewayId, NetworkId};
use units::time::Time;

use super::{Group, Scenario, Users};

/// A party, and what ends if it alone fails for good.
#[derive(Clone, Debug, PartialEq)]
pub struct SinglePoint {
    /// The party, as in `gateway one`.
    pub party: String,
    /// Whose requests end, or which capacity is lost, as in `users.chat` or `network.beta`.
    pub of: String,
    /// Which part of them \[0 to 1\].
    pub share: f64,
    /// Whether it is capacity that is lost, so that requests end only where all of it is.
    pub is_capacity: bool,
}

impl Scenario {
    /// All parties by what ends if each alone fails, the largest part first.
    ///
    /// - A *gateway* ends the requests of those at it, as they are spread at the start; not of users who go on to
    ///   another at once (`gateway_choice.multi_homing`, or an app that has integrated several).
    /// - A *service* without a fallback ends those of all gateways that depend on it.
    /// - A *network* ends those of gateways that use no other network with the LLM. A *facilitator* of its list does
    ///   the same once all entries have expired.
    /// - An *image*, an *operator*, *hardware* or a *zone* takes its part of the nodes of a network with it, and their
    ///   capacity; where it has all of them it ends all requests there.
    ///
    /// Nobody adapts: retries after a pause, changes of gateway and entry come later.
    pub fn single_points(&self) -> Vec<SinglePoint> {
        let mut list = Vec::new();
        for users in &self.users {
            let of = format!("users.{}", users.name);
            let mut add = |party: String, share: f64| {
                if share > 0.0 {
                    list.push(SinglePoint { party, of: of.clone(), share, is_capacity: false });
                }
            };
            for (at, gateway) in self.gateways.iter().enumerate() {
                add(format!("gateway {}", gateway.name), self.ends_at_gateway(users, GatewayId::of(at)));
            }
            for at in 0..self.services.len() {
                add(format!("service {}", self.services[at].name), self.ends_with_service(users, at));
            }
            for at in 0..self.networks.len() {
                let (network, share) = (&self.networks[at], self.ends_with_network(users, NetworkId::of(at)));
                add(format!("network {}", network.name), share);
                if network.rules.liveness.policy().has_facilitator() {
                    add(format!("facilitator of {}", network.name), share);
                }
            }
        }
        for at in 0..self.networks.len() {
            let of = format!("network.{}", self.networks[at].name);
            for (party, share) in self.parts_of_nodes(NetworkId::of(at)) {
                list.push(SinglePoint { party, of: of.clone(), share, is_capacity: true });
            }
        }
        list.sort_by(|a, b| b.share.total_cmp(&a.share));
        list
    }

    /// The largest part of all requests, by the rates of their users, that ends if one party alone fails; none without
    /// requests.
    pub fn single_point_share(&self) -> Option<f64> {
        let rates: Vec<f64> = self.users.iter().map(|users| self.expected(users)).collect();
        let all: f64 = rates.iter().sum();
        if all <= 0.0 {
            return None;
        }
        let weighed = |ends: &dyn Fn(&Users) -> f64| {
            self.users.iter().zip(&rates).map(|(users, rate)| rate * ends(users)).sum::<f64>() / all
        };
        let mut most = 0.0_f64;
        for at in 0..self.gateways.len() {
            most = most.max(weighed(&|users| self.ends_at_gateway(users, GatewayId::of(at))));
        }
        for at in 0..self.services.len() {
            most = most.max(weighed(&|users| self.ends_with_service(users, at)));
        }
        for at in 0..self.networks.len() {
            most = most.max(weighed(&|users| self.ends_with_network(users, NetworkId::of(at))));
        }
        // Who has all nodes of several networks ends the requests of all of them.
        let mut alone: Vec<(String, Vec<NetworkId>)> = Vec::new();
        for network in (0..self.networks.len()).map(NetworkId::of) {
            for (party, _) in self.parts_of_nodes(network).into_iter().filter(|part| part.1 >= 1.0) {
                match alone.iter_mut().find(|known| known.0 == party) {
                    Some(known) => known.1.push(network),
                    None => alone.push((party, vec![network])),
                }
            }
        }
        for (_, networks) in &alone {
            most = most.max(weighed(&|users| self.ends_with_networks(users, networks)));
        }
        Some(most)
    }

    /// The requests that users are expected to send.
    fn expected(&self, users: &Users) -> f64 {
        let replay = Replay { recorded: &users.recorded, period: users.period, users: users.rules.count.unwrap_or(0) };
        users.rules.arrival.expected(self.horizon.since(Time::ZERO), &replay)
    }

    /// The part of the requests of users that ends if a gateway does.
    fn ends_at_gateway(&self, users: &Users, gateway: GatewayId) -> f64 {
        self.ends_at(users, &|one| one == gateway)
    }

    /// The part of the requests of users that ends if some of their gateways do.
    ///
    /// Who sends them begins at a gateway, by the weights of the start, and goes on at once to so many: users that fail
    /// over to all of theirs, users of apps to those that their app has integrated at the start.
    fn ends_at(&self, users: &Users, ends: &dyn Fn(GatewayId) -> bool) -> f64 {
        let n = users.gateways.len();
        let (start, reach) = match users.apps.map(|apps| &self.apps[apps.row()].rules) {
            Some(apps) => (&apps.start, apps.integrates.policy().first(n)),
            None if users.rules.gateway_choice.policy().fails_over() => (&users.rules.start, n),
            None => (&users.rules.start, 1),
        };
        let weights: f64 = start.iter().sum();
        let part =
            |place: usize| if start.len() == n && weights > 0.0 { start[place] / weights } else { 1.0 / n as f64 };
        let is_out = |place: &usize| (0..reach).all(|step| ends(users.gateways[(place + step) % n]));
        (0..n).filter(is_out).map(part).sum()
    }

    fn ends_with_service(&self, users: &Users, service: usize) -> f64 {
        if self.services[service].rules.fallback.is_some() {
            return 0.0;
        }
        self.ends_at(users, &|gateway| self.gateways[gateway.row()].services.iter().any(|used| used.row() == service))
    }

    fn ends_with_network(&self, users: &Users, network: NetworkId) -> f64 {
        self.ends_with_networks(users, &[network])
    }

    /// Requests end at a gateway if all of its networks fail that have nodes with an LLM of the users, in trusted
    /// execution if that is what they want.
    fn ends_with_networks(&self, users: &Users, networks: &[NetworkId]) -> f64 {
        let is_trusted = users.rules.privacy.policy().wants_trusted_nodes();
        let may_serve = |group: &Group| {
            group.llms.iter().any(|llm| users.llms.contains(llm)) && (!is_trusted || group.rules.confidential)
        };
        let serves = |network: NetworkId| self.serving(network).any(may_serve);
        self.ends_at(users, &|gateway| {
            let used = &self.gateways[gateway.row()].networks;
            used.iter().any(|network| networks.contains(network))
                && !used.iter().any(|&network| !networks.contains(&network) && serves(network))
        })
    }

    /// The groups that serve a network.
    fn serving(&self, network: NetworkId) -> impl Iterator<Item = &Group> {
        self.groups.iter().filter(move |group| !group.checks_only && group.networks.contains(&network))
    }

    /// Who has which part of a network's nodes: by image, hardware, operator and zone; of each kind the largest.
    fn parts_of_nodes(&self, network: NetworkId) -> Vec<(String, f64)> {
        let mut parts: Vec<(&str, String, f64)> = Vec::new();
        let mut all = 0.0;
        let mut add = |kind, name: String, n: f64| match parts.iter_mut().find(|p| p.0 == kind && p.1 == name) {
            Some(part) => part.2 += n,
            None => parts.push((kind, name, n)),
        };
        for group in self.serving(network) {
            let n = f64::from(group.rules.count);
            all += n;
            add("image", group.image().into(), n);
            if let Some(hardware) = group.hardware {
                add("hardware", self.hardware[hardware.row()].clone(), n);
            }
            // Nodes are dealt out in turn: the first operator has the most.
            let largest = group.rules.count.div_ceil(group.operators.max(1));
            add("operator", format!("of {}", group.name), f64::from(largest));
            for zone in 0..group.places.len() {
                let most = group.places.len() as u32;
                let here = (group.rules.count + most - 1 - zone as u32) / most;
                add("zone", self.zones[group.places[zone].1.row()].clone(), f64::from(here));
            }
        }
        if all <= 0.0 {
            return Vec::new();
        }
        let kinds = ["image", "hardware", "operator", "zone"];
        let largest = kinds.iter().filter_map(|kind| {
            let of_kind = parts.iter().filter(|part| part.0 == *kind);
            of_kind.fold(None, |best: Option<&(&str, String, f64)>, part| match best {
                Some(best) if best.2 >= part.2 => Some(best),
                _ => Some(part),
            })
        });
        largest.map(|(kind, name, n)| (format!("{kind} {name}"), n / all)).collect()
    }
}
