//! Networks, gateways and users.

use rules::checking::Facts;
use rules::demand::Demand;
use rules::owner;
use rules::owner::coin::Basis;
use units::ids::{GatewayId, LlmId, NetworkId, RegionId};
use units::quantity::Name;
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
            let reaches = |users: &&owner::users::Users| {
                let may = |gateway: &(Name, owner::gateway::Gateway)| users.may_use(&gateway.0.text);
                let mut used = file.gateway.list.iter().filter(|gateway| may(gateway));
                used.any(|(_, gateway)| gateway.networks.iter().any(|used| used.text == name.text))
            };
            let asks = owner::users::Users::ask(file.users.values().filter(reaches));
            let horizon = self.file.horizon;
            let facts = Facts { coin: of_coin, is_not_by_stake, asks, horizon, ..Facts::default() };
            self.vet(&path, facts, |checking| network.vet(checking));
            let (mut checkers, mut provers) = (Vec::new(), Vec::new());
            for (_, rule) in &network.verification.list {
                checkers.push(rule.policy().checkers().and_then(|group| find(group, &file.nodes)));
                provers.push(rule.policy().provers().and_then(|group| find(group, &file.nodes)));
            }
            let trusted = network.reputation.iter().flat_map(|kept| kept.by.pretrusted());
            let pretrusted = trusted.filter_map(|group| find(group, &file.nodes)).collect();
            list.push(Network {
                name: name.text.clone(),
                rules: network.clone(),
                coin,
                bought_back,
                secured_by,
                checkers,
                pretrusted,
                provers,
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
            let asks = owner::users::Users::ask(file.users.values().filter(|users| users.may_use(&name.text)));
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
            let gateways = self.gateways_of(users, &path);
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
            let seller = users.contract.as_ref().map(|it| self.contracted(it, gateways.as_deref(), &path));
            whole &= seller != Some(None);
            let replay = self.replayed(users, &path);
            let (Some(gateways), Some(region), Some(llms), Some((recorded, period))) = (gateways, region, llms, replay)
            else {
                whole = false;
                continue;
            };
            list.push(Users {
                name: name.text.clone(),
                rules: users.clone(),
                seller: seller.flatten(),
                gateways,
                // Known when all groups are.
                apps: None,
                region,
                llms: self.llm_ids(llms),
                recorded,
                period,
            });
        }
        whole.then_some(list)
    }

    /// The network with which users have a contract; nothing if it cannot be, or none of their gateways uses it.
    fn contracted(
        &mut self,
        contract: &owner::contract::Contract,
        gateways: Option<&[GatewayId]>,
        path: &str,
    ) -> Option<NetworkId> {
        let file = self.file;
        let seller = find(&contract.network, &file.network)?;
        let coin = file.network.list[seller.row()].1.coin.as_ref();
        let coin = coin.and_then(|coin| Some((&*coin.text, file.coin.get_named(&coin.text)?.decimals)));
        let facts = Facts { coin, ..Facts::default() };
        let is_sound = self.vet(&format!("{path}.contract"), facts, |checking| contract.vet(checking));
        let used = gateways?.iter().flat_map(|gateway| &file.gateway.list[gateway.row()].1.networks);
        let mut used: Vec<&str> = used.map(|network| &*network.text).collect();
        if used.contains(&&*contract.network.text) {
            return is_sound.then_some(seller);
        }
        used.sort_unstable();
        used.dedup();
        let message = format!(
            "no gateway of these users uses `{}`: they would pay for its contract, and never use it",
            contract.network.text
        );
        let place = self.place(&format!("{path}.contract.network"));
        self.problems.push_with(place, message, format!("name one of {}", used.join(", ")));
        None
    }

    /// The gateways that users may use; nothing if a name means nothing, or there is none.
    fn gateways_of(&mut self, users: &owner::users::Users, path: &str) -> Option<Vec<GatewayId>> {
        let file = self.file;
        if let Some(gateway) = &users.gateway {
            return find(gateway, &file.gateway).map(|gateway| vec![gateway]);
        }
        let list = if users.gateways.is_empty() {
            let all = file.gateway.list.iter().enumerate();
            all.filter(|(_, (_, gateway))| self.serves(gateway, &users.llms)).map(|(at, _)| GatewayId::of(at)).collect()
        } else {
            find_all(&users.gateways, &file.gateway, self.problems)?
        };
        let (n, weights) = (list.len(), users.start.len());
        if n > MOST_CHOICE {
            let message = format!("{n} gateways are more than {MOST_CHOICE}, of which users may choose one");
            self.problems.push(self.place(&format!("{path}.gateways")), message);
        } else if weights > 0 && weights != n {
            let message = format!("{weights} relative numbers for {n} gateways");
            self.problems.push_with(self.place(&format!("{path}.start")), message, "give one for each, or none");
        } else if n > 0 {
            return Some(list);
        } else if !users.gateway_choice.is_fixed() {
            let remedy = "name them in `gateways`, or let nodes of their networks hold the llms";
            self.problems.push_with(self.place(path), "no gateway reaches an llm that these users ask", remedy);
        }
        None
    }

    /// Whether some node serves one of these LLMs, or any where none is named, to users of a gateway.
    fn serves(&self, gateway: &owner::gateway::Gateway, llms: &[Ref<LlmId>]) -> bool {
        self.file.nodes.values().any(|nodes| {
            let holds = |llm: &Ref<LlmId>| nodes.llms.is_empty() || nodes.llms.iter().any(|held| held.text == llm.text);
            let is_there = |network: &Ref<NetworkId>| {
                gateway.networks.is_empty() || gateway.networks.iter().any(|used| used.text == network.text)
            };
            (nodes.networks.is_empty() || nodes.networks.iter().any(is_there))
                && (llms.is_empty() || llms.iter().any(holds))
        })
    }
}

/// Gateways among which users may choose: each has a bit of a word.
const MOST_CHOICE: usize = 64;

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

    /// What is told of users with these settings, who could use two gateways.
    fn check_users(users: &str, expected: &[&str]) {
        let tables = "[network.a]\n[gateway.g]\nnetworks = [\"a\"]\n[gateway.h]\nnetworks = [\"a\"]\n";
        let rest = "arrival.poisson = { rate = \"1 /s\" }\ndemand.work = \"1 s\"\n";
        let rest = if users.contains("arrival") { "demand.work = \"1 s\"\n" } else { rest };
        check(&format!("{tables}[users.u]\n{users}\n{rest}"), expected);
    }

    #[test]
    fn users_have_one_gateway_or_several() {
        check_users("gateway = \"g\"", &[]);
        check_users("gateways = [\"g\", \"h\"]\ncount = 3", &[]);
        check_users("gateway_choice = \"logit\"\ncount = 3\nstart = [0, 1]", &[]);
        check_users("gateway_choice = \"multi_homing\"", &[]);
        let several = "name those that they may use in `gateways` instead of `gateway`";
        check_users("gateway = \"g\"\ngateways = [\"h\"]", &["these users have one `gateway`, and several", several]);
        check_users("gateway = \"g\"\ngateway_choice = \"logit\"", &["who has one `gateway` has no choice", several]);
        check_users("gateway = \"g\"\nstart = [1]", &["all individuals are at the one `gateway`", several]);
        check_users(
            "count = 3",
            &[
                "these users have no gateway",
                "name the one that they use as `gateway`, or those that they may use as `gateways`",
            ],
        );
        check_users("gateways = [\"g\", \"g\"]\ncount = 3", &["`g` is named twice"]);
    }

    #[test]
    fn a_contract_is_with_a_network_that_a_gateway_uses() {
        let contracted = |network: &str, gateway: &str| {
            format!(
                "[coin.c]\n[network.a]\ncoin = \"c\"\n[network.b]\ncoin = \"c\"\n[gateway.g]\nnetworks = [\"a\"]\n\
                 [gateway.h]\nnetworks = [\"b\"]\n[users.u]\n{gateway}\narrival.poisson = {{ rate = \"1 /s\" }}\n\
                 demand.work = \"1 s\"\ncontract = {{ network = \"{network}\", commitment = \"1 usd/h\", \
                 price.request = \"0.01 usd/request\" }}\n"
            )
        };
        check(&contracted("a", "gateway = \"g\""), &[]);
        check(&contracted("b", "gateways = [\"g\", \"h\"]\ncount = 2"), &[]);
        let message = "no gateway of these users uses `b`: they would pay for its contract, and never use it";
        check(&contracted("b", "gateway = \"g\""), &[message, "name one of a"]);
    }

    #[test]
    fn individuals_are_counted_and_spread() {
        let say = "give the number of individuals, as in `count = 1_000`";
        check_users("gateways = [\"g\"]", &["individuals are at gateways, and it is not said how many", say]);
        check_users(
            "gateway = \"g\"\narrival.per_user = { rate = \"1 /d\" }",
            &["it is not said how many individuals send requests", say],
        );
        check_users(
            "gateways = [\"g\", \"h\"]\ncount = 3\nstart = [1]",
            &["1 relative numbers for 2 gateways", "give one for each, or none"],
        );
        check_users(
            "gateways = [\"g\", \"h\"]\ncount = 3\nstart = [0, 0]",
            &["relative numbers are at least 0, and at least one is above 0"],
        );
        check_users(
            "gateway_choice = \"multi_homing\"\nstart = [1, 1]",
            &[
                "who takes a gateway for each request starts at none",
                "leave `start` out, or let them choose by `logit`",
            ],
        );
        check_users(
            "gateways = [\"g\"]\ncount = 3\narrival.closed_loop = { users = 4, think = \"1 s\" }",
            &["3 individuals, but `arrival.closed_loop` has 4", "set `count = 4`"],
        );
    }
}
