//! How many operators of nodes read a request of users, before anything is played.

use rules::scheduling::Scheduling;
use rules::verification::Verification;
use units::ids::{GroupId, NetworkId, UsersId};
use world::scenario::{Group, Picker, Role, Scenario, Users};

/// How many operators of nodes read a request, on average, if none is lost or sent again.
#[derive(Clone, Debug, PartialEq)]
pub struct Readers {
    /// The users.
    pub users: String,
    /// The network that serves them.
    pub network: String,
    /// Operators who read it to serve it.
    pub servers: f64,
    /// Operators more who read it to check it: p for checks at rate p by another operator, k for a panel of k where
    /// each operator has one node.
    pub checkers: f64,
}

/// An operator who may serve or check: how many nodes it has, and whether it sees what they do.
#[derive(Clone, Copy)]
struct Reader {
    nodes: f64,
    sees: bool,
    /// The group, and which of its operators.
    who: (usize, u32),
}

/// The readers of all users' requests on all networks that they reach, where exposure is measured.
///
/// Nodes are up, and each is as likely to be picked as any other. Of k distinct nodes of N, an operator of n has at
/// least one with probability `1 - C(N - n, k) / C(N, k)`. What several rules show is added up, as if to different
/// operators.
pub fn readers(scenario: &Scenario) -> Vec<Readers> {
    let mut list = Vec::new();
    if !scenario.measures_exposure() {
        return list;
    }
    for (at, users) in scenario.users.iter().enumerate() {
        let mut networks: Vec<NetworkId> = scenario.reached(users).collect();
        networks.sort_unstable();
        networks.dedup();
        for network in networks {
            let all = operators(scenario, UsersId::of(at), users, network, |group| !group.checks_only);
            if all.is_empty() {
                continue;
            }
            let apart = (scenario.n_checker_rosters() > 0)
                .then(|| operators(scenario, UsersId::of(at), users, network, |group| group.checks));
            let rules = scenario.networks[network.row()]
                .rules
                .verification
                .values()
                .zip(&scenario.networks[network.row()].checkers);
            let shown = |(rule, by): (&Verification, &Option<GroupId>)| match &apart {
                Some(judges) if by.is_none() => shown_apart(rule, &all, judges),
                _ => shown(scenario, UsersId::of(at), rule, *by, &all),
            };
            let checkers = rules.map(shown).sum();
            let copies = copies(scenario, users, network);
            list.push(Readers {
                users: users.name.clone(),
                network: scenario.networks[network.row()].name.clone(),
                servers: reading(&all, copies),
                checkers,
            });
        }
    }
    list
}

/// The operators whose nodes have a role for users on a network.
fn operators(
    scenario: &Scenario,
    id: UsersId,
    users: &Users,
    network: NetworkId,
    has_role: impl Fn(&Group) -> bool,
) -> Vec<Reader> {
    let mut list = Vec::new();
    for (at, group) in scenario.groups.iter().enumerate() {
        let may = group.networks.contains(&network)
            && has_role(group)
            && scenario.may_see(id, GroupId::of(at))
            && users.llms.iter().any(|llm| group.llms.contains(llm));
        if may {
            let (count, sees) = (group.rules.count, scenario.sees(id, Role::Server(GroupId::of(at))).what);
            let dealt = |operator: u32| count / group.operators + u32::from(operator < count % group.operators);
            let reader = |operator| Reader { nodes: f64::from(dealt(operator)), sees, who: (at, operator) };
            list.extend((0..group.operators).map(reader));
        }
    }
    list
}

/// How many nodes a request goes to at once: the most of any that picks for these users.
fn copies(scenario: &Scenario, users: &Users, network: NetworkId) -> u32 {
    let of = |policy: &Scheduling| if let Scheduling::Copies(copies) = policy { copies.d } else { 1 };
    if scenario.networks[network.row()].rules.scheduling.is_some() {
        return of(scenario.policy(Picker::Network(network)));
    }
    let uses = |gateway: &&units::ids::GatewayId| scenario.gateways[gateway.row()].networks.contains(&network);
    let gateways = users.gateways.iter().filter(uses);
    gateways.map(|&gateway| of(scenario.policy(Picker::Gateway(gateway)))).max().unwrap_or(1)
}

/// How many operators who see what their nodes do have at least one of k distinct nodes.
fn reading(all: &[Reader], k: u32) -> f64 {
    let n: f64 = all.iter().map(|reader| reader.nodes).sum();
    all.iter().filter(|reader| reader.sees).map(|reader| 1.0 - none_of(reader.nodes, n, k)).sum()
}

/// How many operators more a rule shows a request to.
fn shown(scenario: &Scenario, users: UsersId, rule: &Verification, by: Option<GroupId>, all: &[Reader]) -> f64 {
    let n: f64 = all.iter().map(|reader| reader.nodes).sum();
    let seen_by = |by: Option<GroupId>| match by {
        Some(group) => f64::from(u8::from(scenario.sees(users, Role::Checker(group)).what)),
        None => all.iter().map(|server| server.nodes / n * seeing(all, n, server)).sum(),
    };
    match rule {
        // A canary is no request of users.
        Verification::Trust(_)
        | Verification::Attested(_)
        | Verification::Canary(_)
        | Verification::ProofOfClaim(_) => 0.0,
        Verification::SpotCheck(check) => check.rate.as_f64() * seen_by(by),
        Verification::Replicate(rule) => rule.rate.as_f64() * (reading(all, rule.copies) - reading(all, 1)),
        // A checker more, who reads the answer: by the rate of each rule. Who proves or attests alone shows it to
        // nobody.
        Verification::Fingerprint(rule) => rule.rate.as_f64() * seen_by(by),
        Verification::Zk(rule) => {
            let pool = rule.provers.is_some();
            rule.rate.as_f64() * (seen_by(by) + if pool { 1.0 } else { 0.0 })
        }
        Verification::Layers(rule) => rule.rate.as_f64() * seen_by(by),
        Verification::Optimistic(rule) => rule.rate.as_f64() * seen_by(by),
        // At the start of an epoch without traffic, by a node without a record: once an answer.
        Verification::Adaptive(rule) => rule.most.as_f64() * seen_by(None),
        Verification::Committee(rule) => rule.rate.as_f64() * (reading(all, rule.seats + 1) - reading(all, 1)),
    }
}

/// How many operators more a rule shows a request to where those who check are not those who serve.
///
/// Each server is as likely as its part of the nodes; of the k judges, all of other nodes than its, another operator of
/// n of the N nodes that may judge has at least one with probability `1 - C(N - n, k) / C(N, k)`.
fn shown_apart(rule: &Verification, all: &[Reader], judges: &[Reader]) -> f64 {
    let (rate, k, is_other_operator) = match rule {
        // Who proves or attests alone shows it to nobody, and a canary is no request of users.
        Verification::Trust(_)
        | Verification::Attested(_)
        | Verification::Canary(_)
        | Verification::ProofOfClaim(_) => return 0.0,
        Verification::Replicate(rule) => return rule.rate.as_f64() * (reading(all, rule.copies) - reading(all, 1)),
        Verification::SpotCheck(rule) => (rule.rate, 1, true),
        Verification::Fingerprint(rule) => (rule.rate, 1, true),
        Verification::Layers(rule) => (rule.rate, 1, true),
        Verification::Optimistic(rule) => (rule.rate, 1, true),
        Verification::Zk(rule) => (rule.rate, 1, true),
        Verification::Adaptive(rule) => (rule.most, 1, true),
        Verification::Committee(rule) => (rule.rate, rule.seats, false),
    };
    // A pool of provers reads what it proves.
    let provers = f64::from(u8::from(matches!(rule, Verification::Zk(zk) if zk.provers.is_some())));
    let n: f64 = all.iter().map(|reader| reader.nodes).sum();
    let more = |server: &Reader| {
        let own = judges.iter().find(|judge| judge.who == server.who).map_or(0.0, |judge| judge.nodes);
        let left_out = if is_other_operator { own } else { own.min(1.0) };
        let seated: f64 = judges.iter().map(|judge| judge.nodes).sum::<f64>() - left_out;
        let others = judges.iter().filter(|judge| judge.sees && judge.who != server.who);
        others.map(|judge| 1.0 - none_of(judge.nodes, seated, k)).sum::<f64>()
    };
    rate.as_f64() * (provers + all.iter().map(|server| server.nodes / n * more(server)).sum::<f64>())
}

/// The chance that none of k distinct nodes of N are among n.
fn none_of(n: f64, all: f64, k: u32) -> f64 {
    (0..k).map(|i| ((all - n - f64::from(i)) / (all - f64::from(i)).max(1.0)).max(0.0)).product()
}

/// The chance that whoever checks for a server sees what its node does: any node of another operator.
fn seeing(all: &[Reader], n: f64, server: &Reader) -> f64 {
    let others = n - server.nodes;
    if others <= 0.0 {
        return 0.0;
    }
    let seeing: f64 = all.iter().filter(|reader| reader.sees).map(|reader| reader.nodes).sum();
    (seeing - if server.sees { server.nodes } else { 0.0 }) / others
}
