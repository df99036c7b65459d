//! Which policies of a scenario can be told to have acted, and by which metrics.

mod cannot;

use rules::admission::Admission;
use rules::verification::Verification;
use world::scenario::{Gateway, Group, Network, Scenario, Users};

use super::Checked;

pub use cannot::{Cannot, cannot_act};

/// A policy whose acts are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watched {
    /// Where it is in the file, as in `network.alpha.slashing.wrong`.
    pub path: String,
    /// Whose metrics tell, as in `network.alpha`; empty for the whole run.
    pub owner: String,
    /// The metrics: where those that exist are zero, it has not acted.
    pub metrics: &'static [&'static str],
    /// What did not happen then.
    pub lacks: &'static str,
}

/// The policies of a kind that a scenario has: the path of each, and the owner of its metrics.
type Configured = fn(&Checked) -> Vec<(String, String)>;

/// A kind of policy: its metrics, what did not happen where they are zero, and which of it a scenario has.
type Kind = (&'static [&'static str], &'static str, Configured);

/// The menu of kinds of policies whose acts are counted.
const KINDS: &[Kind] = &[
    (&["slashes", "jailings_per_h", "forgiven_sentences"], "no node was sentenced", slashing),
    (&["forgiven_sentences"], "no sentence was softened", |c| networks(c, "amnesty", |n| n.rules.amnesty.is_some())),
    (&["probations_per_h"], "no node came on probation", |c| networks(c, "probation", |n| n.rules.probation.is_some())),
    (&["appeals_per_h"], "no appeal was decided", |c| networks(c, "appeals", |n| n.rules.appeals.is_some())),
    (&["checked_share", "unchecked_share"], "no answer was checked", checks),
    (&["canaries_per_h"], "no canary was sent", |c| verifying(c, |rule| matches!(rule, Verification::Canary(_)))),
    (&["disputes_per_h"], "no answer was disputed", |c| {
        verifying(c, |rule| matches!(rule, Verification::Optimistic(_)))
    }),
    (&["forced_errors_per_h"], "no error was forced", |c| {
        networks(c, "forced_errors", |n| n.rules.forced_errors.is_some())
    }),
    (&["refused_rate_share"], "it refused no request", |c| {
        admitting(c, |rule| matches!(rule, Admission::TokenBucket(_)))
    }),
    (&["refused_queue_share"], "it refused no request", |c| {
        admitting(c, |rule| matches!(rule, Admission::QueueBound(_)))
    }),
    (&["refused_deadline_share"], "it refused no request", |c| {
        admitting(c, |rule| matches!(rule, Admission::ByDeadline(_)))
    }),
    (&["refused_bytes_share"], "it refused no request", |c| {
        admitting(c, |rule| matches!(rule, Admission::ByteBudget(_)))
    }),
    (&["insurance_paid_coins", "insurance_unpaid_coins"], "nothing was claimed", |c| {
        networks(c, "insurance", |n| n.rules.insurance.is_some())
    }),
    (&["bought_back_usd"], "no coin was bought", |c| networks(c, "buyback", |n| n.bought_back.is_some())),
    (&["exit_delay_max_epochs"], "no stake had to wait", |c| {
        networks(c, "exit_queue", |n| n.rules.exit_queue.is_some())
    }),
    (&["price_changes_per_h"], "no price changed", |c| networks(c, "pricing", |n| n.rules.pricing.every().is_some())),
    (&["hedges_per_request"], "no copy was sent", |c| gateways(c, "hedge", |g| g.rules.hedge.is_some())),
    (&["bans_per_h"], "no node was banned", |c| gateways(c, "ban", |g| g.rules.ban.is_some())),
    (&["timeouts_per_request"], "no attempt timed out", |c| gateways(c, "timeout", |g| g.rules.timeout.is_some())),
    (&["retries_per_request"], "no attempt was made again", retries),
    (&["gateway_entries_per_d", "gateway_exits_per_d"], "no gateway opened or closed", |c| {
        gateways(c, "entry", |g| g.rules.entry.is_some())
    }),
    (&["fallback_share"], "no request used it", fallbacks),
    (&["entered_nodes", "left_nodes"], "no node was set up or taken down", |c| {
        nodes(c, "entry", |g| g.rules.entry.is_active())
    }),
    (&["moves_per_d"], "no node moved", |c| nodes(c, "migration", |g| g.rules.migration.is_active())),
    (&["sold_coins"], "no coin was sold", sales),
    (&["redelegated_coins"], "no stake was redelegated", redelegations),
    (&["over_budget_share"], "no request was beyond it", |c| users(c, "budget", |u| u.rules.budget.is_some())),
    (&["proposals_executed"], "it changed no setting", proposals),
    (&["proposals_vetoed"], "it stopped no proposal", |c| governances(c, "brake", |r| r.brake.is_some())),
    (&["proposals_turned_away"], "no proposal was turned away", |c| {
        governances(c, "most_open", |r| r.most_open.is_some())
    }),
    (&["governor_moves"], "it moved no setting", governors),
    (&["attack_votes_coins"], "it got no votes", attackers),
];

/// All policies of a scenario whose acts are counted, kind by kind.
pub fn watched(checked: &Checked) -> Vec<Watched> {
    let of = |&(metrics, lacks, configured): &Kind| {
        configured(checked).into_iter().map(move |(path, owner)| Watched { path, owner, metrics, lacks })
    };
    KINDS.iter().flat_map(of).collect()
}

/// A setting of the networks that have it, told by their own metrics.
fn networks(checked: &Checked, key: &str, has: fn(&Network) -> bool) -> Vec<(String, String)> {
    named(checked.scenario.networks.iter().filter(|row| has(row)).map(|row| format!("network.{}", row.name)), key)
}

fn nodes(checked: &Checked, key: &str, has: fn(&Group) -> bool) -> Vec<(String, String)> {
    named(checked.scenario.groups.iter().filter(|row| has(row)).map(|row| format!("nodes.{}", row.name)), key)
}

fn users(checked: &Checked, key: &str, has: fn(&Users) -> bool) -> Vec<(String, String)> {
    named(checked.scenario.users.iter().filter(|row| has(row)).map(|row| format!("users.{}", row.name)), key)
}

fn governances(
    checked: &Checked,
    key: &str,
    has: fn(&rules::owner::governance::Governance) -> bool,
) -> Vec<(String, String)> {
    let rows = checked.scenario.governances.iter().filter(|row| has(&row.rules));
    named(rows.map(|row| format!("governance.{}", row.name)), key)
}

fn named(owners: impl Iterator<Item = String>, key: &str) -> Vec<(String, String)> {
    owners.map(|owner| (format!("{owner}.{key}"), owner)).collect()
}

/// A setting of the gateways that have it; the whole run's metrics tell.
fn gateways(checked: &Checked, key: &str, has: fn(&Gateway) -> bool) -> Vec<(String, String)> {
    let rows = checked.scenario.gateways.iter().filter(|row| has(row));
    rows.map(|row| (format!("gateway.{}.{key}", row.name), String::new())).collect()
}

fn slashing(checked: &Checked) -> Vec<(String, String)> {
    let of = |row: &Network| {
        let owner = format!("network.{}", row.name);
        let rules =
            row.rules.slashing.list.iter().map(|(name, _)| (format!("{owner}.slashing.{}", name.text), owner.clone()));
        rules.collect::<Vec<_>>()
    };
    checked.scenario.networks.iter().flat_map(of).collect()
}

/// The rules of verification of this kind.
fn verifying(checked: &Checked, is: fn(&Verification) -> bool) -> Vec<(String, String)> {
    let of = |row: &Network| {
        let owner = format!("network.{}", row.name);
        let rules = row.rules.verification.list.iter().filter(|(_, rule)| is(rule));
        rules.map(|(name, _)| (format!("{owner}.verification.{}", name.text), owner.clone())).collect::<Vec<_>>()
    };
    checked.scenario.networks.iter().flat_map(of).collect()
}

/// The rules by which nodes check answers; what they do is counted for the whole run.
fn checks(checked: &Checked) -> Vec<(String, String)> {
    let is = |rule: &Verification| {
        !matches!(
            rule,
            Verification::Trust(_)
                | Verification::Canary(_)
                | Verification::Optimistic(_)
                | Verification::Attested(_)
                | Verification::ProofOfClaim(_)
                | Verification::Zk(_)
        )
    };
    verifying(checked, is).into_iter().map(|(path, _)| (path, String::new())).collect()
}

/// The rules of admission of this kind, of gateways and networks.
fn admitting(checked: &Checked, is: fn(&Admission) -> bool) -> Vec<(String, String)> {
    let Scenario { gateways, networks, .. } = &checked.scenario;
    let gateways = gateways.iter().map(|row| (format!("gateway.{}", row.name), &row.rules.admission));
    let networks = networks.iter().map(|row| (format!("network.{}", row.name), &row.rules.admission));
    let of = |(owner, rules): (String, &units::settings::Named<Admission>)| {
        let here = rules.list.iter().filter(|(_, rule)| is(rule));
        here.map(|(name, _)| (format!("{owner}.admission.{}", name.text), String::new())).collect::<Vec<_>>()
    };
    gateways.chain(networks).flat_map(of).collect()
}

/// Retries that the file asks for.
fn retries(checked: &Checked) -> Vec<(String, String)> {
    let mut list = gateways(checked, "retries", |row| row.rules.retries > 0);
    list.retain(|(path, _)| checked.tree.at(path).is_some());
    list
}

fn fallbacks(checked: &Checked) -> Vec<(String, String)> {
    let rows = checked.scenario.services.iter().filter(|row| row.rules.fallback.is_some());
    named(rows.map(|row| format!("service.{}", row.name)), "fallback")
}

/// Groups whose operators sell what they earn: the coins of their networks.
fn sales(checked: &Checked) -> Vec<(String, String)> {
    let scenario = &checked.scenario;
    let selling = scenario.groups.iter().filter(|group| group.rules.sells.policy().is_active());
    let of = |group: &Group| {
        let coins = group.networks.iter().filter_map(|network| scenario.networks[network.row()].coin);
        let mut coins: Vec<_> = coins.map(|coin| format!("coin.{}", scenario.coins[coin.row()].name)).collect();
        coins.dedup();
        // Of several coins one may be sold and the other not.
        let one = coins.pop().filter(|_| coins.is_empty());
        one.map(|coin| (format!("nodes.{}.sells", group.name), coin))
    };
    selling.filter_map(of).collect()
}

fn redelegations(checked: &Checked) -> Vec<(String, String)> {
    let scenario = &checked.scenario;
    let rows = scenario.delegators.iter().filter(|row| row.rules.redelegates);
    let of = |row: &world::scenario::Delegators| {
        let owner = format!("network.{}", scenario.networks[row.network.row()].name);
        (format!("delegators.{}.redelegates", row.name), owner)
    };
    rows.map(of).collect()
}

/// Proposals, each told by those that changed settings in its governance.
fn proposals(checked: &Checked) -> Vec<(String, String)> {
    let scenario = &checked.scenario;
    let owner =
        |row: &world::scenario::Proposal| format!("governance.{}", scenario.governances[row.governance.row()].name);
    scenario.proposals.iter().map(|row| (format!("proposal.{}", row.name), owner(row))).collect()
}

fn attackers(checked: &Checked) -> Vec<(String, String)> {
    let rows = checked.scenario.attackers.iter();
    rows.map(|row| (format!("attacker.{}", row.name), format!("attacker.{}", row.name))).collect()
}

fn governors(checked: &Checked) -> Vec<(String, String)> {
    let rows = checked.scenario.governors.iter();
    rows.map(|row| (format!("governor.{}", row.name), format!("governor.{}", row.name))).collect()
}
