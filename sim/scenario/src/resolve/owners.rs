//! Networks, gateways and users.

use rules::demand::Demand;
use rules::liveness::Liveness;
use rules::owner::network::Network as NetworkTable;
use units::ids::{CoinId, GatewayId, GroupId, NetworkId, RegionId};
use units::time::Span;
use world::scenario::{Gateway, Network, Users};

use super::Resolver;
use crate::names::{find, find_all};

impl Resolver<'_> {
    pub(super) fn networks(&mut self) -> Option<Vec<Network>> {
        let file = self.file;
        let mut list = Vec::new();
        for (name, network) in &file.network.list {
            let path = format!("network.{}", name.text);
            let coin = match &network.coin {
                Some(coin) => Some(CoinId::of(find(coin, &file.coin, "coin", self.problems)?)),
                None => None,
            };
            self.check_network(network, coin, &path);
            let mut checkers = Vec::new();
            for (_, rule) in &network.verification.list {
                let named = rule.policy().checkers();
                let found = named.map(|group| find(group, &file.nodes, "nodes", self.problems));
                checkers.push(found.flatten().map(GroupId::of));
            }
            list.push(Network {
                name: name.text.clone(),
                rules: network.clone(),
                coin,
                checkers,
                list_region: self.region(network.liveness.policy().region())?,
            });
        }
        Some(list)
    }

    fn check_network(&mut self, network: &NetworkTable, coin: Option<CoinId>, path: &str) {
        if let Some(posted) = network.pricing.posted() {
            for ((price, per), key) in posted.prices().into_iter().zip(["request", "prompt", "output", "work"]) {
                if let Some(price) = price {
                    self.check_price(price, per, coin, &format!("{path}.pricing.posted.{key}"));
                }
            }
        }
        let voting: Vec<_> = network.verification.list.iter().filter(|(_, rule)| rule.votes()).collect();
        if let [_, (second, _), ..] = &voting[..] {
            let remedy = "keep one of the rules that vote";
            self.problems.push_with(second.place, "an answer is voted on once", remedy);
        }
        let split = network.payout.policy().split();
        let sum = [split.checker, split.treasury, split.burn].iter().map(|s| s.as_f64()).sum::<f64>();
        if sum > 1.0 + 1e-12 {
            let message = format!("the parts of a fee sum to {:.6} %, more than the whole", sum * 100.0);
            self.problems.push(self.place(&format!("{path}.payout")), message);
        }
        if let Liveness::Heartbeat(beat) = &network.liveness
            && beat.max_age < beat.period + beat.facilitator.as_ref().map_or(Span::ZERO, |f| f.every)
        {
            let message = format!(
                "a heartbeat every {}{} lets live nodes drop off a list of the last {}",
                beat.period,
                beat.facilitator.as_ref().map_or(String::new(), |f| format!(", passed on every {},", f.every)),
                beat.max_age
            );
            let place = self.place(&format!("{path}.liveness.heartbeat"));
            self.problems.push_with(place, message, "raise `max_age` to the `period` at least, or shorten the period");
        }
        let named =
            coin.map(|c| (self.file.coin.list[c.row()].0.text.clone(), self.file.coin.list[c.row()].1.decimals));
        for (rule, slashing) in &network.slashing.list {
            let at = format!("{path}.slashing.{}", rule.text);
            let Some(fixed) = slashing.fixed() else { continue };
            match (&fixed.share, &fixed.amount, &named) {
                (Some(_), None, _) => {}
                (None, Some(amount), Some((coin, decimals))) => {
                    self.base_units(amount, coin, *decimals, &format!("{at}.fixed.amount"));
                }
                (None, Some(_), None) => {
                    self.problems.push_with(
                        self.place(&at),
                        "a network without a coin has no stakes",
                        "name its `coin`",
                    );
                }
                (None, None, _) => {
                    self.problems.push_with(
                        self.place(&at),
                        "this takes nothing",
                        "give `share = \"5 %\"` or `amount`",
                    );
                }
                (Some(_), Some(_), _) => {
                    self.problems.push_with(
                        self.place(&at),
                        "`share` and `amount` exclude each other",
                        "keep one of them",
                    );
                }
            }
        }
        if let (Some(gate), Some((coin, decimals))) = (network.permission.stake_gated(), &named) {
            self.base_units(&gate.minimum, coin, *decimals, &format!("{path}.permission.stake_gated.minimum"));
        }
    }

    pub(super) fn gateways(&mut self) -> Option<Vec<Gateway>> {
        let file = self.file;
        let mut list = Vec::new();
        let mut whole = true;
        for (name, gateway) in &file.gateway.list {
            let path = format!("gateway.{}", name.text);
            if gateway.networks.is_empty() {
                let place = self.place(&format!("{path}.networks"));
                self.problems.push(place, "a gateway uses at least one network");
                whole = false;
            }
            if let rules::routing::Routing::Split(split) = &gateway.routing {
                let (n, of) = (split.weights.len(), gateway.networks.len());
                let place = self.place(&format!("{path}.routing.split.weights"));
                if n != 0 && n != of {
                    self.problems.push(place, format!("{n} weights for {of} networks; give one for each, or none"));
                } else if n != 0 && (split.weights.iter().any(|w| *w < 0.0) || split.weights.iter().sum::<f64>() <= 0.0)
                {
                    self.problems.push(place, "weights are at least 0, and one of them is above");
                }
            }
            if let Some(timeout) = &gateway.timeout
                && timeout.after.mean() <= 0.0
            {
                let place = self.place(&format!("{path}.timeout.after"));
                self.problems.push_with(place, "nobody waits 0 s", "leave `timeout` out to wait for ever");
            }
            let networks = find_all(&gateway.networks, &file.network, "network", self.problems);
            let region = self.region(gateway.region.as_ref());
            let (Some(networks), Some(region)) = (networks, region) else {
                whole = false;
                continue;
            };
            list.push(Gateway {
                name: name.text.clone(),
                rules: gateway.clone(),
                networks: networks.into_iter().map(NetworkId::of).collect(),
                region,
            });
        }
        whole.then_some(list)
    }

    /// The region that may be named; `None` if a name means nothing.
    #[expect(clippy::option_option, reason = "no name and a wrong name are two things, and both callers ask for both")]
    pub(super) fn region(&mut self, name: Option<&units::quantity::Name>) -> Option<Option<RegionId>> {
        match name {
            None => Some(None),
            Some(name) => find(name, &self.file.region, "region", self.problems).map(|at| Some(RegionId::of(at))),
        }
    }

    pub(super) fn users(&mut self) -> Option<Vec<Users>> {
        let file = self.file;
        let mut list = Vec::new();
        let mut whole = true;
        for (name, users) in &file.users.list {
            let path = format!("users.{}", name.text);
            let gateway = find(&users.gateway, &file.gateway, "gateway", self.problems);
            let region = self.region(users.region.as_ref());
            let llms = find_all(&users.llms, &file.llm, "llm", self.problems);
            if users.demand.is_tokens() && file.llm.list.is_empty() {
                let remedy = "write a table such as `[llm.small]`, or ask for plain work: `demand.work = { exponential = \"1 s\" }`";
                let place = self.place(&format!("{path}.demand"));
                self.problems.push_with(place, "tokens need an llm, and the scenario has none", remedy);
            }
            self.check_arrival(&users.arrival, &format!("{path}.arrival"));
            whole &= self.check_demand(users, &path);
            if users.arrival.trace().is_none() && matches!(users.demand, Demand::Recorded(_)) {
                let place = self.place(&format!("{path}.demand"));
                let remedy = "replay a trace under `arrival.trace`, or ask for `tokens`";
                self.problems.push_with(place, "recorded demand needs a recording", remedy);
                whole = false;
            }
            let replay = self.replayed(users, &path);
            let (Some(gateway), Some(region), Some(llms), Some((recorded, period))) = (gateway, region, llms, replay)
            else {
                whole = false;
                continue;
            };
            list.push(Users {
                name: name.text.clone(),
                rules: users.clone(),
                gateway: GatewayId::of(gateway),
                region,
                llms: self.llm_ids(&llms),
                recorded,
                period,
            });
        }
        whole.then_some(list)
    }
}
