//! Pools: rosters that share nodes or users, what is asked of them, and what their nodes can do.

use rules::churn::{Churn, Fails};
use rules::demand::Demand;
use rules::queueing::Sharing;
use units::ids::{LlmId, NetworkId};
use units::time::Time;
use world::scenario::{Group, Scenario, Users};

use crate::forecast::expected_requests;
use crate::pace::played_share;

/// Rosters that share nodes or users.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pool {
    /// Its networks and, if not all there are, its LLMs, as in `network.alpha`.
    pub(super) of: String,
    /// The networks.
    pub(super) networks: Vec<NetworkId>,
    /// Users by number, with the requests that they send \[1/s\].
    pub(super) users: Vec<(usize, f64)>,
    /// Groups that serve, by number.
    pub(super) groups: Vec<usize>,
}

/// The requests that users send while they are played, on average over the run \[1/s\]; none where that depends on
/// answers or prices.
pub(super) fn rate(scenario: &Scenario, users: &Users) -> Option<f64> {
    let rules = &users.rules;
    let waits = matches!(rules.arrival, rules::arrival::Arrival::ClosedLoop(_));
    if waits || rules.budget.is_some() || rules.values.is_some() {
        return None;
    }
    let run = scenario.horizon.since(Time::ZERO).as_secs() * played_share(scenario, 0).unwrap_or(1.0);
    let rate = expected_requests(scenario, users) / run / rules.headroom;
    (rate > 0.0 && rate.is_finite()).then_some(rate)
}

/// The nodes of a group at the start, or on average where they come and go for good.
pub(super) fn nodes(group: &Group) -> f64 {
    match &group.rules.churn {
        Churn::Joins(joins) => (joins.rate.per_s() * joins.life.mean()).min(f64::from(group.rules.count)),
        _ => f64::from(group.rules.entry.policy().terms().and_then(|t| t.start).unwrap_or(group.rules.count)),
    }
}

/// Part of the time for which a node of a group is up; none where no law says.
pub(super) fn availability(group: &Group) -> Option<f64> {
    let of = |up: f64, down: f64| if up.is_infinite() { 1.0 } else { up / (up + down) };
    match &group.rules.churn {
        Churn::Always(_) | Churn::Joins(_) => Some(1.0),
        Churn::Renewal(law) if law.correlation.is_zero() && law.cycle.is_none() && law.fails == Fails::Any => {
            Some(of(law.session.mean(), law.absence.mean()))
        }
        Churn::CoreTransient(law) => {
            let core = law.core.as_f64();
            let others = of(law.session.mean(), law.absence.mean());
            Some(core * of(law.core_session.mean(), law.core_absence.mean()) + (1.0 - core) * others)
        }
        _ => None,
    }
    .filter(|share| share.is_finite() && *share > 0.0)
}

/// How long a request of mean size keeps a whole node of a group at work \[s\]: service over what is served at once.
///
/// In a batch prompts are read one after the other, and answers are written together, by as many as its cache holds.
pub(super) fn node_seconds(scenario: &Scenario, users: &Users, group: &Group) -> Option<f64> {
    let discipline = group.rules.queueing.policy().discipline();
    let at_once = |service: f64| match discipline.sharing {
        Sharing::Slots => Some(service / f64::from(discipline.slots)),
        Sharing::Equal => Some(service),
        Sharing::Batch => None,
    };
    let seconds = match &users.rules.demand {
        Demand::Work(work) => at_once(work.0.mean() / group.rules.speed)?,
        Demand::LlmWork(asked) => at_once(asked.work.mean() / group.rules.speed)?,
        Demand::Tokens(tokens) => {
            let ([llm], Some(_)) = (&users.llms[..], group.hardware) else { return None };
            let (prompt, output) = (tokens.prompt.mean().round() as u32, tokens.output.mean().round() as u32);
            let times = scenario.times(group, *llm);
            match (discipline.sharing, group.batching) {
                (Sharing::Batch, Some(limits)) => {
                    // On average half of the answer is in the cache.
                    let each = (u64::from(prompt) + u64::from(output) / 2).div_ceil(u64::from(limits.block.max(1)));
                    let most = u64::from(limits.most).min(u64::from(limits.blocks) / each.max(1)).max(1);
                    let steps = u64::from(output.saturating_sub(1));
                    let writing = times.decode_run(most, most.saturating_mul(prompt.into()), steps) as f64 * 1e-12;
                    times.prefill(prompt).as_secs() + writing / most as f64
                }
                (Sharing::Batch, None) => return None,
                _ => at_once(times.service(prompt, output, discipline.slots).as_secs())?,
            }
        }
        Demand::Recorded(_) | Demand::Conversation(_) | Demand::ByClient(_) => return None,
    };
    (seconds.is_finite() && seconds > 0.0).then_some(seconds)
}

/// All pools to which requests come at a known rate.
pub(super) fn pools(scenario: &Scenario) -> Vec<Pool> {
    let (n_llms, all) = (scenario.llms.len(), scenario.networks.len() * scenario.llms.len());
    let mut parent: Vec<usize> = (0..all).collect();
    let mut join = |rosters: &[usize]| {
        for pair in rosters.windows(2) {
            let (a, b) = (root(&parent, pair[0]), root(&parent, pair[1]));
            parent[a.max(b)] = a.min(b);
        }
    };
    let rosters = |networks: &[NetworkId], llms: &[LlmId]| -> Vec<usize> {
        networks.iter().flat_map(|n| llms.iter().map(move |l| scenario.roster(*n, *l))).collect()
    };
    let asked: Vec<Vec<usize>> =
        scenario.users.iter().map(|users| rosters(&scenario.reached(users).collect::<Vec<_>>(), &users.llms)).collect();
    let is_asked = |roster: &usize| asked.iter().any(|own| own.contains(roster));
    let serves = |group: &Group| if group.checks_only { Vec::new() } else { rosters(&group.networks, &group.llms) };
    let served: Vec<Vec<usize>> =
        scenario.groups.iter().map(|group| serves(group).into_iter().filter(is_asked).collect()).collect();
    asked.iter().chain(&served).for_each(|own| join(own));
    let mut list = Vec::new();
    for top in (0..all).filter(|&roster| root(&parent, roster) == roster) {
        let is_in = |own: &Vec<usize>| own.first().is_some_and(|&first| root(&parent, first) == top);
        let users: Vec<usize> = (0..asked.len()).filter(|&i| is_in(&asked[i])).collect();
        let rates: Option<Vec<f64>> = users.iter().map(|&i| rate(scenario, &scenario.users[i])).collect();
        let groups: Vec<usize> = (0..served.len()).filter(|&i| is_in(&served[i])).collect();
        let (Some(rates), false, false) = (rates, users.is_empty(), groups.is_empty()) else { continue };
        let here: Vec<usize> = (0..all).filter(|&r| root(&parent, r) == top && is_asked(&r)).collect();
        let mut networks: Vec<NetworkId> = here.iter().map(|r| NetworkId::of(r / n_llms)).collect();
        networks.dedup();
        let mut llms: Vec<usize> = here.iter().map(|r| r % n_llms).collect();
        llms.sort_unstable();
        llms.dedup();
        let mut of = few(networks.iter().map(|n| format!("network.{}", scenario.networks[n.row()].name)));
        if llms.len() < n_llms {
            of = format!("{of} for {}", few(llms.iter().map(|&llm| scenario.llms[llm].clone())));
        }
        list.push(Pool { of, networks, users: users.into_iter().zip(rates).collect(), groups });
    }
    list
}

fn root(parent: &[usize], mut at: usize) -> usize {
    while parent[at] != at {
        at = parent[at];
    }
    at
}

/// The first names of a list, and how many more there are.
pub(super) fn few(names: impl Iterator<Item = String>) -> String {
    let names: Vec<String> = names.collect();
    let rest = if names.len() > 3 { format!(" and {} more", names.len() - 3) } else { String::new() };
    format!("{}{rest}", names[..names.len().min(3)].join(", "))
}

/// Nodes of a pool that are alike, and how much each can do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Capacity {
    /// The group, by number.
    pub(super) group: usize,
    /// Nodes.
    pub(super) nodes: f64,
    /// Part of the time for which they are up.
    pub(super) up: Option<f64>,
    /// What a node does, in nodes of the pool's first group.
    pub(super) weight: f64,
}

/// What a pool has, and the nodes of its first group that its requests keep at work on average.
///
/// None unless every node of the pool may serve all of its users, and each request takes the same part longer on one
/// group than on another.
pub(super) fn capacity(scenario: &Scenario, pool: &Pool) -> Option<(Vec<Capacity>, f64)> {
    let serves = |users: &Users, group: &Group| {
        let reached: Vec<NetworkId> = scenario.reached(users).collect();
        group.networks.iter().any(|n| reached.contains(n)) && users.llms.iter().all(|llm| group.llms.contains(llm))
    };
    let (first, reference) = (&scenario.users[pool.users[0].0], &scenario.groups[pool.groups[0]]);
    let unit = node_seconds(scenario, first, reference)?;
    let mut asked = 0.0;
    for &(at, rate) in &pool.users {
        let users = &scenario.users[at];
        let own = node_seconds(scenario, users, reference)?;
        asked += rate * own;
        for &group in &pool.groups {
            let group = &scenario.groups[group];
            let (here, there) = (node_seconds(scenario, users, group)?, node_seconds(scenario, first, group)?);
            if !serves(users, group) || (here * unit / (own * there) - 1.0).abs() > 1e-6 {
                return None;
            }
        }
    }
    let of = |&at: &usize| {
        let group = &scenario.groups[at];
        let weight = unit / node_seconds(scenario, first, group)?;
        Some(Capacity { group: at, nodes: nodes(group), up: availability(group), weight })
    };
    Some((pool.groups.iter().map(of).collect::<Option<_>>()?, asked))
}

/// Erlang's C: the part of Poisson arrivals that wait for one of c slots, at an offered load of `a` erlangs below c.
///
/// `B_k = a B_(k-1) / (k + a B_(k-1))`, `C = B_c / (1 - a / c (1 - B_c))`. Source: Erlang 1917; Gross et al.,
/// Fundamentals of Queueing Theory, 2008, section 2.3.
pub(super) fn erlang_c(a: f64, slots: u64) -> f64 {
    let blocked = (1..=slots).fold(1.0, |blocked, k| a * blocked / (k as f64 + a * blocked));
    blocked / (1.0 - a / slots as f64 * (1.0 - blocked))
}

/// Mean wait of Poisson arrivals for one server of any law of service: `rate E[S^2] / (2 (1 - rate E[S]))`.
pub(super) fn pollaczek_khinchine(rate: f64, mean: f64, second_moment: f64) -> f64 {
    rate * second_moment / (2.0 * (1.0 - rate * mean))
}
