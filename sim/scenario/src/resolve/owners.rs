//! Networks, gateways and users.

use rules::checking::Facts;
use rules::demand::Demand;
use rules::owner;
use rules::owner::coin::Basis;
use units::ids::{GatewayId, RegionId};
use units::reference::Ref;
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
                Some(coin) => Some(find(coin, &file.coin)?),
                None => None,
            };
            let bought_back = match &network.buyback {
                Some(buyback) => Some(find(&buyback.coin, &file.coin)?),
                None => None,
            };
            let secured_by = match &network.secured_by {
                Some(other) => Some(find(other, &file.network)?),
                None => None,
            };
            let named = coin.map(|c| &self.file.coin.list[c.row()]);
            let is_not_by_stake = named.is_some_and(|(_, coin)| coin.sharing.by != Basis::Stake);
            let of_coin = named.map(|(name, coin)| (&*name.text, coin.decimals));
            let uses = |gateway: &Ref<GatewayId>| {
                let named = file.gateway.get_named(&gateway.text);
                named.is_some_and(|gateway| gateway.networks.iter().any(|used| used.text == name.text))
            };
            let asks = owner::users::Users::ask(file.users.values().filter(|users| uses(&users.gateway)));
            let horizon = self.file.horizon;
            let facts = Facts { coin: of_coin, is_not_by_stake, asks, horizon, ..Facts::default() };
            self.vet(&path, facts, |checking| network.vet(checking));
            let mut checkers = Vec::new();
            for (_, rule) in &network.verification.list {
                checkers.push(rule.policy().checkers().and_then(|group| find(group, &file.nodes)));
            }
            list.push(Network {
                name: name.text.clone(),
                rules: network.clone(),
                coin,
                bought_back,
                secured_by,
                checkers,
                list_region: self.region(network.liveness.policy().region())?,
            });
        }
        Some(list)
    }

    pub(super) fn gateways(&mut self) -> Option<Vec<Gateway>> {
        let file = self.file;
        let mut list = Vec::new();
        let mut whole = true;
        for (name, gateway) in &file.gateway.list {
            let path = format!("gateway.{}", name.text);
            let asks = owner::users::Users::ask(file.users.values().filter(|users| users.gateway.text == name.text));
            let horizon = file.horizon;
            let facts = Facts { networks: gateway.networks.len(), asks, horizon, ..Facts::default() };
            whole &= self.vet(&path, facts, |checking| gateway.vet(checking));
            let networks = find_all(&gateway.networks, &file.network, self.problems);
            let region = self.region(gateway.region.as_ref());
            let services = self.depended_on(&gateway.services);
            let (Some(networks), Some(region), Some(services)) = (networks, region, services) else {
                whole = false;
                continue;
            };
            let adapter = match &gateway.standard {
                Some(standard) => Some(file.standard[find(standard, &file.standard)?.row()].adapter.clone()),
                None => None,
            };
            let rules = gateway.clone();
            // What networks assure is known when users are.
            let assures = Vec::new();
            list.push(Gateway { name: name.text.clone(), rules, networks, region, services, assures, adapter });
        }
        whole.then_some(list)
    }

    /// The region that may be named; `None` if a name means nothing.
    #[expect(clippy::option_option, reason = "no name and a wrong name are two things, and both callers ask for both")]
    pub(super) fn region(&self, name: Option<&Ref<RegionId>>) -> Option<Option<RegionId>> {
        match name {
            None => Some(None),
            Some(name) => find(name, &self.file.region).map(Some),
        }
    }

    pub(super) fn users(&mut self) -> Option<Vec<Users>> {
        let file = self.file;
        let mut list = Vec::new();
        let mut whole = true;
        for (name, users) in &file.users.list {
            let path = format!("users.{}", name.text);
            let gateway = find(&users.gateway, &file.gateway);
            let region = self.region(users.region.as_ref());
            let llms = find_all(&users.llms, &file.llm, self.problems);
            if users.demand.is_tokens() && file.llm.list.is_empty() {
                let remedy =
                    "write a table such as `[llm.small]`, or use plain work: `demand.work = { exponential = \"1 s\" }`";
                let place = self.place(&format!("{path}.demand"));
                self.problems.push_with(place, "tokens need an llm, and the scenario has none", remedy);
            }
            whole &= self.vet(&path, Facts::default(), |checking| users.vet(checking));
            if users.arrival.trace().is_none() && matches!(users.demand, Demand::Recorded(_)) {
                let place = self.place(&format!("{path}.demand"));
                let remedy = "replay a trace with `arrival.trace`, or use `demand.tokens`";
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
                gateway,
                region,
                llms: self.llm_ids(llms),
                recorded,
                period,
            });
        }
        whole.then_some(list)
    }
}

#[cfg(test)]
mod tests {
    use crate::told::told;

    /// What is told of a scenario with these tables.
    fn check(tables: &str, expected: &[&str]) {
        let text = format!("# q?\nname = \"t\"\nhorizon = \"1 d\"\n{tables}[nodes.n]\ncount = 1\n");
        assert_eq!(told(&text), expected, "{tables}");
    }

    #[test]
    fn what_an_operator_gets_by_stake_is_capped_where_stake_earns() {
        check("[network.a]\ncoin = \"alp\"\nsaturation.pools = 3\n[coin.alp]\n", &[]);
        check(
            "[network.a]\nsaturation.pools = 3\n",
            &["a network without a coin has no new coins to share", "name its `coin`, or leave `saturation` out"],
        );
        check(
            "[network.a]\ncoin = \"alp\"\nsaturation.pools = 3\n[coin.alp]\nsharing.by = \"work\"\n",
            &[
                "new alp are not shared by stake alone, which saturation caps",
                "set `coin.alp.sharing.by = \"stake\"`, or leave `saturation` out",
            ],
        );
        check(
            "[network.a]\ncoin = \"alp\"\n[coin.alp]\nsharing.by = \"work\"\n\
             [change.c]\nat = \"1 h\"\nset = { \"network.a.saturation\" = { pools = 3 } }\n",
            &[
                "new alp are not shared by stake alone, which saturation caps",
                "set `coin.alp.sharing.by = \"stake\"`, or leave `saturation` out",
            ],
        );
    }
}
