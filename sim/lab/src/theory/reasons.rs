//! Why a run may measure something else than a closed form says: what the form takes for granted, and the run lacks.

use scenario::closed_form::form::{Form, Prediction, Premise};
use scenario::closed_form::minted_per_day;
use scenario::{Checked, Study, expected_requests};
use units::ids::CoinId;
use units::time::{Span, Time};
use world::scenario::Scenario;

use crate::study::{Findings, Status};

/// Replications below which an interval is itself uncertain.
const FEW: usize = 5;
/// Part by which a number may move before it counts as another.
const MOVED: f64 = 1e-3;

/// All reasons that the scenario or the run gives, each a sentence without a stop.
pub(super) fn reasons(checked: &Checked, findings: &Findings, forms: &[Form], prediction: &Prediction) -> Vec<String> {
    let mut list = moving(checked);
    for premise in prediction.premises {
        list.extend(match premise {
            Premise::LongRun => long_run(checked, forms),
            Premise::Served => served(findings),
            Premise::Prices => prices(checked, findings),
            Premise::Stakes => stakes(checked, findings),
            Premise::Emission => emission(checked, findings),
            Premise::Even => uneven(&checked.scenario).into_iter().collect(),
            Premise::Work => conducts(checked, &["honest"], "do not do all the work that is asked"),
            Premise::Checks => {
                let others = conducts(checked, &["honest", "lazy", "substitute"], "may not check as they should");
                others.into_iter().chain(few(findings, prediction)).collect()
            }
        });
    }
    if findings.status == Status::Partial || findings.aborted.is_some() {
        list.push("the run did not play all that was planned".into());
    }
    let n = findings.runs.len();
    if findings.batches().is_empty() && n < FEW {
        list.push(format!("{n} replications have an uncertain interval: play ten or more"));
    }
    list
}

/// What changes while a run goes on.
fn moving(checked: &Checked) -> Vec<String> {
    let scenario = &checked.scenario;
    let mut list = Vec::new();
    let mut tell = |names: Vec<String>, does: &str| {
        if !names.is_empty() {
            let few = names.iter().take(3).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let rest = if names.len() > 3 { format!(" and {} more", names.len() - 3) } else { String::new() };
            list.push(format!("{few}{rest} {does} during the run"));
        }
    };
    tell(scenario.weather.iter().map(|row| format!("weather.{}", row.name)).collect(), "strikes");
    tell(scenario.changes.iter().map(|row| format!("change.{}", row.name)).collect(), "changes settings");
    tell(scenario.proposals.iter().map(|row| format!("proposal.{}", row.name)).collect(), "may change settings");
    tell(scenario.governors.iter().map(|row| format!("governor.{}", row.name)).collect(), "may move settings");
    tell(scenario.attackers.iter().map(|row| format!("attacker.{}", row.name)).collect(), "gets votes");
    list
}

/// What keeps a run from its long run.
fn long_run(checked: &Checked, forms: &[Form]) -> Vec<String> {
    let mut list = Vec::new();
    if checked.file.study == Study::Terminating {
        list.push(
            "the form is of the long run, and the run starts empty and discards no warm-up (`study = \"steady\"`)"
                .into(),
        );
    }
    let clock = forms.iter().find(|form| form.name == "slowest_clocks" && form.holds() == Some(false));
    list.extend(clock.map(|form| form.says.clone()));
    list
}

/// Users who send more in one half of the run than in the other.
fn uneven(scenario: &Scenario) -> Option<String> {
    let mut half = scenario.clone();
    half.horizon = Time::from_ns(scenario.horizon.ns() / 2);
    let users = scenario.users.iter().find(|users| {
        let (all, first) = (expected_requests(scenario, users), expected_requests(&half, users));
        all > 0.0 && (2.0 * first / all - 1.0).abs() > MOVED
    })?;
    Some(format!("the rate of `users.{}` changes during the run", users.name))
}

/// Requests that are not served once.
fn served(findings: &Findings) -> Vec<String> {
    let told = [
        ("refused_share", "of the requests are refused"),
        ("failed_share", "of the requests fail"),
        ("wasted_work_share", "of the work is wasted on attempts that do not complete or are not needed"),
    ];
    let mut list: Vec<String> = told
        .iter()
        .filter_map(|(metric, what)| {
            let share = findings.mean(metric).filter(|share| *share > MOVED)?;
            Some(format!("{:.1} % {what} (`{metric}`)", 100.0 * share))
        })
        .collect();
    if let Some(retries) = findings.mean("retries_per_request").filter(|retries| *retries > MOVED) {
        list.push(format!("a request is tried again {retries:.3} times (`retries_per_request`)"));
    }
    list
}

/// Coins whose price at the end is not that of the start.
fn prices(checked: &Checked, findings: &Findings) -> Vec<String> {
    let moved = checked.scenario.coins.iter().filter_map(|coin| {
        let opening = coin.opening() as f64 / 1e9;
        let line = findings.find("price_usd", &format!("coin.{}", coin.name))?;
        let end = line.estimate?.mean;
        let spreads = line.quantiles.is_some_and(|q| q[4] - q[0] > MOVED * opening);
        let is_moved = spreads || (end / opening - 1.0).abs() > MOVED;
        is_moved.then(|| format!("the price of {} goes from {opening:.4} to {end:.4} usd on average", coin.name))
    });
    moved.collect()
}

/// Nodes and stakes that are not those of the start.
fn stakes(checked: &Checked, findings: &Findings) -> Vec<String> {
    let mut list = Vec::new();
    let mean = |metric: &str, owner: &str| findings.find(metric, owner).and_then(|line| line.estimate).map(|e| e.mean);
    for network in &checked.scenario.networks {
        let owner = format!("network.{}", network.name);
        if let Some(usd) = mean("slashed_usd", &owner).filter(|usd| *usd > 0.0) {
            list.push(format!("stakes of {usd:.4} usd are slashed on `{owner}`"));
        }
    }
    for group in &checked.scenario.groups {
        let owner = format!("nodes.{}", group.name);
        for (metric, what) in [("entered_nodes", "set up"), ("left_nodes", "taken down")] {
            if let Some(n) = mean(metric, &owner).filter(|n| *n > 0.0) {
                list.push(format!("{n:.1} nodes of `{owner}` are {what}"));
            }
        }
        if group.rules.restakes {
            list.push(format!("`{owner}` bonds what it earns (`restakes`)"));
        }
    }
    list
}

/// Coins of which more or less is minted than the forms expect, as where emission falls or ends.
fn emission(checked: &Checked, findings: &Findings) -> Vec<String> {
    let scenario = &checked.scenario;
    let days = scenario.horizon.since(Time::ZERO).as_secs() / Span::days(1).as_secs();
    let told = scenario.coins.iter().enumerate().filter_map(|(at, coin)| {
        let expected = minted_per_day(scenario, CoinId::of(at))? * days;
        let minted = findings.find("minted_coins", &format!("coin.{}", coin.name))?.estimate?.mean;
        let is_other = (minted - expected).abs() > MOVED * expected;
        let told = |coins: f64| if coins < 100.0 { format!("{coins:.2}") } else { format!("{coins:.0}") };
        is_other.then(|| {
            let (minted, expected) = (told(minted), told(expected));
            format!("{minted} {} are minted, and {expected} at the rate of the first epoch", coin.name)
        })
    });
    told.collect()
}

/// Shares that are of few events where these end what they are of, as a conviction that puts its node out.
fn few(findings: &Findings, prediction: &Prediction) -> Option<String> {
    let line = findings.find(prediction.metric, &prediction.owner)?;
    let (mean, (events, trials)) = (line.estimate?.mean, line.counts?);
    let all = events as f64 / trials as f64;
    ((mean - all).abs() > MOVED * all)
        .then(|| format!("shares of single replications are of few events: of all {trials} together it is {all:.5}"))
}

/// Groups of nodes with other conducts than these.
fn conducts(checked: &Checked, known: &[&str], what: &str) -> Vec<String> {
    let others = checked
        .scenario
        .groups
        .iter()
        .filter(|group| !known.contains(&group.rules.conduct.name()) || group.rules.revises.is_some());
    let told = others.map(|group| {
        let conduct = if group.rules.revises.is_some() {
            "revises".into()
        } else {
            format!("conduct.{}", group.rules.conduct.name())
        };
        format!("`nodes.{}` {what} (`{conduct}`)", group.name)
    });
    told.collect()
}
