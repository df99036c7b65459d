//! What the parts of a random scenario must agree on: names, pace, and who asks for tokens.

use crate::swarm::dice::Dice;

/// The plan of a world.
#[derive(Clone)]
pub(super) struct Plan {
    seed: u64,
    coins: Vec<String>,
    /// Each network with its coin.
    networks: Vec<(String, Option<String>)>,
    gateways: Vec<String>,
    /// Each region with how many zones it has.
    pub(super) regions: Vec<(String, u32)>,
    groups: Vec<String>,
    users: Vec<String>,
    /// Whether nodes have hardware that serves LLMs.
    pub(super) has_tokens: bool,
    /// Whether nodes may batch; then all users ask for tokens.
    pub(super) has_batches: bool,
    /// Whether all users want answers by a deadline.
    pub(super) has_deadlines: bool,
    pub(super) horizon_s: f64,
    /// Requests per second that all users send together, about.
    pub(super) rate: f64,
}

impl Plan {
    pub(super) fn new(seed: u64, events: u32) -> Self {
        let mut dice = Dice::new(seed, "plan");
        let numbered = |n: u32, name: &str| (0..n).map(|i| format!("{name}{i}")).collect::<Vec<_>>();
        let coins = numbered(dice.whole(0, 2), "coin");
        let coin = |dice: &mut Dice| (!coins.is_empty() && dice.comes(0.8)).then(|| dice.one(&coins).clone());
        let networks = numbered(dice.whole(1, 3), "net").into_iter().map(|name| (name, coin(&mut dice))).collect();
        let n_regions = if dice.comes(0.5) { dice.whole(1, 3) } else { 0 };
        let regions = numbered(n_regions, "land").into_iter().map(|name| (name, dice.whole(1, 3))).collect();
        let rate = dice.scale(0.2, 50.0);
        // A request is three events or more; churn, views and heartbeats come on top.
        let horizon_s = f64::from(events.max(100)) / 5.0 / rate;
        let has_tokens = dice.comes(0.4);
        let has_batches = has_tokens && dice.comes(0.5);
        let gateways = numbered(dice.whole(1, 2), "door");
        let (groups, users) = (numbered(dice.whole(1, 3), "group"), numbered(dice.whole(1, 3), "crowd"));
        Self {
            seed,
            coins,
            networks,
            gateways,
            regions,
            groups,
            users,
            has_tokens,
            has_batches,
            has_deadlines: Dice::new(seed, "deadlines").comes(0.3),
            horizon_s,
            rate,
        }
    }

    /// The names of the tables at a place, or under a path there, where the plan has them.
    pub(super) fn names(&self, place: &str, path: &str) -> Option<Vec<String>> {
        let mut dice = Dice::new(self.seed, path);
        let mut numbered = |most: u32, name: &str| (0..dice.whole(0, most)).map(|i| format!("{name}{i}")).collect();
        Some(match place {
            "weather" => numbered(3, "fault"),
            "change" => numbered(3, "turn"),
            "link" => {
                let pairs = self.regions.iter().enumerate();
                pairs.flat_map(|(i, a)| self.regions[i..].iter().map(|b| format!("{}_{}", a.0, b.0))).collect()
            }
            "network.verification" => dice.some(&["vote", "check", "second"]).iter().map(ToString::to_string).collect(),
            "nodes.stake" => {
                // Where nodes are picked by stake, there is one on each network: the first group serves them all.
                let is_sure = self.has_stakes() && path == "nodes.group0.stake";
                let own = self.networks.iter().filter(|network| self.home_of(&network.0).is_none());
                let staked = own.filter(|network| network.1.is_some() && (dice.comes(0.8) || is_sure));
                staked.map(|network| network.0.clone()).collect()
            }
            "cost" | "claims" | "standard" | "attacker" => Vec::new(),
            "coin" | "delegators" | "holders" | "network" | "gateway" | "service" | "stack" | "nodes" | "users"
            | "region" | "llm" | "hardware" | "apps" | "governance" | "proposal" | "governor" => self.targets(place),
            _ => return None,
        })
    }

    /// The names of the tables that a setting may refer to.
    pub(super) fn targets(&self, table: &str) -> Vec<String> {
        let tokens = |names: &[&str]| names.iter().filter(|_| self.has_tokens).map(ToString::to_string).collect();
        match table {
            "coin" => self.coins.clone(),
            "holders" => {
                let most = if self.coins.is_empty() { 0 } else { 2 };
                let n = Dice::new(self.seed, "holders").whole(0, most);
                (0..n).map(|i| format!("fund{i}")).collect()
            }
            "delegators" => {
                let most = if self.networks.iter().any(|network| network.1.is_some()) { 2 } else { 0 };
                let n = Dice::new(self.seed, "delegators").whole(0, most);
                (0..n).map(|i| format!("class{i}")).collect()
            }
            "network" => self.networks.iter().map(|network| network.0.clone()).collect(),
            "gateway" => self.gateways.clone(),
            "service" => (0..Dice::new(self.seed, "services").whole(0, 2)).map(|i| format!("store{i}")).collect(),
            "apps" => (0..Dice::new(self.seed, "apps").whole(0, 1)).map(|i| format!("devs{i}")).collect(),
            "stack" => {
                let most = Dice::new(self.seed, "stacks").whole(0, 2).min(self.groups.len() as u32);
                (0..most).map(|i| format!("engine{i}")).collect()
            }
            "governance" => {
                let most = if self.coins.is_empty() { 0 } else { 2 };
                (0..Dice::new(self.seed, "governance").whole(0, most)).map(|i| format!("house{i}")).collect()
            }
            "proposal" => {
                let most = if self.targets("governance").is_empty() { 0 } else { 3 };
                (0..Dice::new(self.seed, "proposal").whole(0, most)).map(|i| format!("motion{i}")).collect()
            }
            "governor" => (0..Dice::new(self.seed, "governor").whole(0, 2)).map(|i| format!("valve{i}")).collect(),
            "nodes" => self.groups.clone(),
            "users" => self.users.clone(),
            "region" => self.regions.iter().map(|region| region.0.clone()).collect(),
            "llm" => tokens(&["small", "large"]),
            "hardware" => tokens(&["card", "board"]),
            other => panic!("the plan knows no tables `{other}`"),
        }
    }

    /// The coin of a network.
    /// The network whose stakes secure another, if any do: the first, for some of those with its coin.
    pub(super) fn home_of(&self, network: &str) -> Option<&str> {
        let (first, coin) = self.networks.first()?;
        let is_secured = network != first && coin.is_some() && self.coin_of(network) == coin.as_deref();
        (is_secured && Dice::new(self.seed, &format!("{network}/secured")).comes(0.3)).then_some(first.as_str())
    }
    pub(super) fn coin_of(&self, network: &str) -> Option<&str> {
        self.networks.iter().find(|known| known.0 == network)?.1.as_deref()
    }
    /// What a network's prices are in.
    pub(super) fn unit_of(&self, network: &str) -> &str {
        self.coin_of(network).filter(|_| self.toss(network, 0.5)).unwrap_or("usd")
    }
    /// Whether a group of nodes batches: the first serves every llm in slots.
    pub(super) fn batches(&self, group: &str) -> bool {
        self.has_batches && group != "group0" && self.toss(group, 0.7)
    }
    /// Whether a group of users asks for tokens.
    pub(super) fn asks_tokens(&self, users: &str) -> bool {
        self.has_tokens && (self.has_batches || self.toss(users, 0.7))
    }
    /// Whether nodes may be picked by stake.
    pub(super) fn has_stakes(&self) -> bool {
        self.toss("stakes", 0.4)
    }
    /// The rate of one group of users.
    pub(super) fn rate_of_users(&self) -> f64 {
        self.rate / self.users.len() as f64
    }
    /// Whether a coin's pool is quoted in another coin, where there is one before it.
    pub(super) fn quotes(&self, coin: &str) -> bool {
        self.toss(coin, 0.4)
    }
    /// Something that all settings of a table must agree on.
    fn toss(&self, name: &str, probability: f64) -> bool {
        Dice::new(self.seed, &format!("plan/{name}")).comes(probability)
    }
}
