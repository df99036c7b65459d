//! Rules that change while a world runs: a value by its path, under the checks of the file's reader.
//!
//! Three checks of several owners together are not repeated. Whether every request finds nodes with its LLM, links and
//! memory cannot change. Whether the stakes of all nodes fit the coin's supply matters at the start, where the reader
//! checks it after the changes of that moment; later a node that cannot bond its stake does not join. A `hazard` of a
//! spot check where nobody asks for tokens has no effect.

use std::sync::LazyLock;

use rules::checking::{Checking, Facts, Refusal};
use rules::owner;
use rules::owner::coin::Basis;
use units::problem::{Problems, did_you_mean};
use units::settings::{Kind, NONE, Rule, Setting};
use units::tree::{Tree, Value};

use super::{Scenario, Wire};

/// Whose rules were changed, by row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// A coin's.
    Coin(usize),
    /// Delegators'.
    Delegators(usize),
    /// Holders'.
    Holders(usize),
    /// A network's.
    Network(usize),
    /// A gateway's.
    Gateway(usize),
    /// A group of nodes'.
    Group(usize),
    /// A group of users'.
    Users(usize),
    /// Wires'.
    Wires(usize),
}

/// Tables whose rules may change.
const LIVE: [&str; 8] = ["coin", "delegators", "holders", "network", "gateway", "nodes", "users", "link"];

/// What the tables declare, of each kind; made once, because it takes longer than a change itself.
struct Kinds {
    coin: Kind,
    delegators: Kind,
    holders: Kind,
    network: Kind,
    gateway: Kind,
    nodes: Kind,
    users: Kind,
    link: Kind,
}

static KINDS: LazyLock<Kinds> = LazyLock::new(|| Kinds {
    coin: owner::coin::Coin::kind(),
    delegators: owner::delegators::Delegators::kind(),
    holders: owner::holders::Holders::kind(),
    network: owner::network::Network::kind(),
    gateway: owner::gateway::Gateway::kind(),
    nodes: owner::nodes::Nodes::kind(),
    users: owner::users::Users::kind(),
    link: owner::place::Link::kind(),
});

impl Scenario {
    /// Changes a rule, as in `network.alpha.pricing.posted.work`; [`NONE`] unsets what is optional.
    ///
    /// # Errors
    /// If there is no such rule, the value is none for it, or it may not change while a world runs; then nothing has
    /// changed.
    pub fn set(&mut self, path: &str, value: &Value) -> Result<Owner, Refusal> {
        let (owner, keys) = self.owner(path)?;
        let horizon = self.horizon.since(units::time::Time::ZERO);
        match owner {
            Owner::Coin(i) => {
                let coin = &mut self.coins[i];
                let facts = Facts {
                    coin: Some((&coin.name, coin.rules.decimals)),
                    genesis: coin.genesis,
                    horizon,
                    ..Facts::default()
                };
                change(&mut coin.rules, &KINDS.coin, path, &keys, value, facts, owner::coin::Coin::vet)?;
            }
            Owner::Delegators(i) => {
                let Self { coins, delegators, .. } = self;
                let row = &mut delegators[i];
                let coin = &coins[row.coin.row()];
                let facts = Facts { coin: Some((&coin.name, coin.rules.decimals)), ..Facts::default() };
                let vet = owner::delegators::Delegators::vet;
                change(&mut row.rules, &KINDS.delegators, path, &keys, value, facts, vet)?;
            }
            Owner::Holders(i) => {
                let Self { coins, holders, .. } = self;
                let row = &mut holders[i];
                let coin = &coins[row.coin.row()];
                let facts = Facts { coin: Some((&coin.name, coin.rules.decimals)), ..Facts::default() };
                change(&mut row.rules, &KINDS.holders, path, &keys, value, facts, owner::holders::Holders::vet)?;
            }
            Owner::Network(i) => {
                let asks = self.asks_of_network(i);
                let network = &mut self.networks[i];
                let coin = network.coin.map(|coin| &self.coins[coin.row()]);
                let is_not_by_stake = coin.is_some_and(|coin| coin.rules.sharing.by != Basis::Stake);
                let coin = coin.map(|coin| (&*coin.name, coin.rules.decimals));
                let facts = Facts { coin, is_not_by_stake, asks, horizon, ..Facts::default() };
                let before = network.rules.clone();
                let vet = |after: &owner::network::Network, checking: &mut Checking| {
                    after.vet(checking);
                    after.vet_live(&before, checking);
                };
                change(&mut network.rules, &KINDS.network, path, &keys, value, facts, vet)?;
            }
            Owner::Gateway(i) => {
                let asks = self.asks_of_gateway(i);
                let gateway = &mut self.gateways[i];
                let facts = Facts { networks: gateway.networks.len(), asks, horizon, ..Facts::default() };
                let before = gateway.rules.clone();
                let vet = |after: &owner::gateway::Gateway, checking: &mut Checking| {
                    after.vet(checking);
                    after.vet_live(&before, checking);
                };
                change(&mut gateway.rules, &KINDS.gateway, path, &keys, value, facts, vet)?;
            }
            Owner::Group(i) => {
                let Self { coins, networks, groups, .. } = self;
                let group = &mut groups[i];
                let stakes = &mut group.stake;
                let vet = |after: &owner::nodes::Nodes, checking: &mut Checking| {
                    after.vet(checking);
                    let mut units = Vec::new();
                    for ((name, amount), &(network, _)) in after.stake.list.iter().zip(stakes.iter()) {
                        let Some(coin) = networks[network.row()].coin.map(|coin| &coins[coin.row()]) else { continue };
                        let keys = format!("stake.{}", name.text);
                        units.push((network, checking.stake(&keys, amount, (&coin.name, coin.rules.decimals))));
                    }
                    if checking.is_sound() {
                        *stakes = units;
                    }
                };
                change(&mut group.rules, &KINDS.nodes, path, &keys, value, Facts::default(), vet)?;
            }
            Owner::Users(i) => {
                change(
                    &mut self.users[i].rules,
                    &KINDS.users,
                    path,
                    &keys,
                    value,
                    Facts::default(),
                    owner::users::Users::vet,
                )?;
            }
            Owner::Wires(i) => {
                change(&mut self.wires[i].rules, &KINDS.link, path, &keys, value, Facts::default(), |_, _| ())?;
            }
        }
        Ok(owner)
    }

    /// The value of a rule; [`NONE`] where nothing is set.
    ///
    /// # Errors
    /// If there is no such owner.
    pub fn get(&self, path: &str) -> Result<Value, Refusal> {
        let (owner, keys) = self.owner(path)?;
        let value = match owner {
            Owner::Coin(i) => self.coins[i].rules.get(&keys),
            Owner::Delegators(i) => self.delegators[i].rules.get(&keys),
            Owner::Holders(i) => self.holders[i].rules.get(&keys),
            Owner::Network(i) => self.networks[i].rules.get(&keys),
            Owner::Gateway(i) => self.gateways[i].rules.get(&keys),
            Owner::Group(i) => self.groups[i].rules.get(&keys),
            Owner::Users(i) => self.users[i].rules.get(&keys),
            Owner::Wires(i) => self.wires[i].rules.get(&keys),
        };
        Ok(value.filter(|value| !matches!(value, Value::Table(t) if t.is_empty())).unwrap_or_else(|| Value::text(NONE)))
    }

    /// All rules by their paths, and why some of them may not change.
    pub fn rules(&self) -> Vec<Rule> {
        let mut list = Vec::new();
        let mut gather = |table: &str, name: &str, rules: Vec<Rule>| {
            list.extend(rules.into_iter().map(|rule| Rule { path: format!("{table}.{name}.{}", rule.path), ..rule }));
        };
        self.coins.iter().for_each(|row| gather("coin", &row.name, rules(&KINDS.coin, &row.rules)));
        self.delegators.iter().for_each(|row| gather("delegators", &row.name, rules(&KINDS.delegators, &row.rules)));
        self.holders.iter().for_each(|row| gather("holders", &row.name, rules(&KINDS.holders, &row.rules)));
        self.networks.iter().for_each(|row| gather("network", &row.name, rules(&KINDS.network, &row.rules)));
        self.gateways.iter().for_each(|row| gather("gateway", &row.name, rules(&KINDS.gateway, &row.rules)));
        self.groups.iter().for_each(|row| gather("nodes", &row.name, rules(&KINDS.nodes, &row.rules)));
        self.users.iter().for_each(|row| gather("users", &row.name, rules(&KINDS.users, &row.rules)));
        self.wires.iter().for_each(|row| gather("link", &row.name, rules(&KINDS.link, &row.rules)));
        list
    }

    /// Whose rule a path leads to, and the keys that lead on from there.
    fn owner<'p>(&self, path: &'p str) -> Result<(Owner, Vec<&'p str>), Refusal> {
        let refuse = |message: String, remedy: Option<String>| Refusal { path: path.into(), message, remedy };
        let keys: Vec<&str> = path.split('.').collect();
        let [table, rest @ ..] = &keys[..] else { unreachable!("a split text has a first part") };
        if !LIVE.contains(table) {
            let known = || format!("settings that may change are under {}", LIVE.map(|t| format!("`{t}`")).join(", "));
            let remedy = did_you_mean(table, LIVE).unwrap_or_else(known);
            return Err(refuse(format!("`{table}` cannot change during a run"), Some(remedy)));
        }
        let [name, keys @ ..] = rest else {
            return Err(refuse(format!("this does not say which `{table}`"), None));
        };
        if keys.is_empty() {
            let remedy = format!("name one of its settings, as in `{table}.{name}.…`");
            return Err(refuse("this is an owner, not a setting".into(), Some(remedy)));
        }
        let find = |names: Vec<&str>| {
            names.iter().position(|other| other == name).ok_or_else(|| {
                refuse(format!("there is no `{table}.{name}`"), did_you_mean(name, names.iter().copied()))
            })
        };
        let owner = match *table {
            "coin" => Owner::Coin(find(self.coins.iter().map(|c| &*c.name).collect())?),
            "delegators" => Owner::Delegators(find(self.delegators.iter().map(|d| &*d.name).collect())?),
            "holders" => Owner::Holders(find(self.holders.iter().map(|h| &*h.name).collect())?),
            "network" => Owner::Network(find(self.networks.iter().map(|n| &*n.name).collect())?),
            "gateway" => Owner::Gateway(find(self.gateways.iter().map(|g| &*g.name).collect())?),
            "nodes" => Owner::Group(find(self.groups.iter().map(|g| &*g.name).collect())?),
            "users" => Owner::Users(find(self.users.iter().map(|u| &*u.name).collect())?),
            _ => Owner::Wires(find(self.wires.iter().map(|w: &Wire| &*w.name).collect())?),
        };
        Ok((owner, keys.to_vec()))
    }
}

fn rules<T: Setting>(kind: &Kind, of: &T) -> Vec<Rule> {
    kind.rules(Some(&of.write()))
}

/// Changes one rule of an owner, if nothing speaks against it.
fn change<T: Setting>(
    rules: &mut T,
    kind: &Kind,
    path: &str,
    keys: &[&str],
    value: &Value,
    facts: Facts,
    vet: impl FnOnce(&T, &mut Checking),
) -> Result<(), Refusal> {
    let owner = path.rsplitn(keys.len() + 1, '.').last().unwrap_or(path);
    let refuse = |message: &str, remedy: Option<&str>| {
        Err(Refusal { path: path.into(), message: message.into(), remedy: remedy.map(Into::into) })
    };
    let (mut after, mut problems) = (rules.clone(), Problems::default());
    if !after.set(keys, &Tree::bare(value.clone()), &mut problems) {
        let paths: Vec<String> = self::rules(kind, rules).iter().map(|rule| format!("{owner}.{}", rule.path)).collect();
        let known = || "`windtunnel list settings --live` shows all that may change".into();
        let remedy = did_you_mean(path, paths.iter().map(String::as_str)).unwrap_or_else(known);
        return refuse(&format!("there is no such setting in `{owner}`"), Some(&remedy));
    }
    if let Some(problem) = problems.list().first() {
        return refuse(&problem.message, problem.remedy.as_deref());
    }
    if let Some(frozen) = kind.freezes(Some(&rules.write()), Some(&after.write())) {
        let path = [&[owner.to_string()], &frozen.path[..]].concat().join(".");
        let message = format!("this cannot change during a run: {}", frozen.why);
        return Err(Refusal { path, message, remedy: None });
    }
    let mut checking = Checking::new(owner, facts);
    vet(&after, &mut checking);
    if let Some(refusal) = checking.refusals().into_iter().next() {
        return Err(refusal);
    }
    *rules = after;
    Ok(())
}
