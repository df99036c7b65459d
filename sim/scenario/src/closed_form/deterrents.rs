//! Slashing rules: after how many faults in a row each fires, and how often it hits an honest node.

use engine::math::{exp, ln};
use rules::slashing::{Offence, Slashing};
use units::ids::NetworkId;
use units::time::Time;
use world::scenario::{Network, Scenario};

use super::audit::answers_of_a_node;
use super::corridor::Checked;
use super::form::{Form, Prediction, Premise, number, percent, time};

const FIXED: &str = "geometric trials; proof of sampling, arXiv 2405.00295";
const WINDOW: &str = "Cosmos SDK x/slashing, keeper/infractions.go; reference/systems.md 15";
const WALD: &str = "Wald, Annals of Mathematical Statistics 16, 1945";
const LOOKS: &str = "the rule's own test, run of failures from an empty record; reference/systems.md 3";

const RUIN: &str = "Poisson process of convictions; reference/mechanisms.md 7";

/// More convictions than this are summed no more.
const MOST_CONVICTIONS: f64 = 10_000.0;
const YEAR_S: f64 = 365.0 * 86_400.0;

/// What each slashing rule of each network takes to fire, and what it does to who is honest.
pub fn deterrents(scenario: &Scenario) -> Vec<Form> {
    let mut list = Vec::new();
    for (at, network) in scenario.networks.iter().enumerate() {
        for (name, rule) in &network.rules.slashing.list {
            let of = format!("network.{}.slashing.{}", network.name, name.text);
            list.extend(faults(&of, rule));
            list.extend(honest(scenario, NetworkId::of(at), network, rule, &of));
            list.extend(ruin(scenario, NetworkId::of(at), network, rule, &of));
        }
    }
    list
}

/// The fewest faults in a row, from a clean record, after which a rule fires.
fn faults(of: &str, rule: &Slashing) -> Option<Form> {
    let form = |formula, inputs, source, value: f64, says: String| {
        let (of, says) = (of.to_string(), format!("{of} fires {says}"));
        Some(Form {
            theme: "fires",
            name: "faults_in_a_row",
            of,
            formula,
            inputs,
            source,
            value,
            bound: None,
            says,
            predicts: None,
        })
    };
    if let Some(duty) = rule.duty() {
        let (window, allowed) = (f64::from(duty.window), f64::from(duty.allowed));
        if duty.allowed >= duty.window {
            // A warning says so.
            return None;
        }
        let after = time((allowed + 1.0) * duty.slot.as_secs());
        let inputs = vec![("window_slots", window), ("allowed", allowed), ("slot_s", duty.slot.as_secs())];
        let says = format!("after {} missed slots in a row, {after} of absence", number(allowed + 1.0));
        return form(
            "allowed + 1, allowed = window_slots - round(min_signed window_slots)",
            inputs,
            WINDOW,
            allowed + 1.0,
            says,
        );
    }
    match rule {
        Slashing::Sprt(test) => {
            let (p0, p1) = (test.expected.as_f64(), test.guilty.as_f64());
            let value = (test.convict / ln(p1 / p0)).ceil();
            let inputs = vec![("convict", test.convict), ("p0", p0), ("p1", p1)];
            let says = format!("after {} failed checks in a row at least", number(value));
            form("ceil(convict / ln(p1 / p0))", inputs, WALD, value, says)
        }
        Slashing::ZTest(test) => {
            let p = test.expected.as_f64();
            let by_z = ((test.z_max * test.z_max * p / (1.0 - p)).floor() + 1.0).max(f64::from(test.least));
            let value = by_z.min(f64::from(test.run));
            let inputs =
                vec![("z_max", test.z_max), ("p", p), ("least", f64::from(test.least)), ("run", f64::from(test.run))];
            let says = format!("after {} failed checks in a row", number(value));
            form("min(run, max(least, floor(z_max^2 p / (1 - p)) + 1))", inputs, LOOKS, value, says)
        }
        Slashing::Fixed(_) | Slashing::Random(_) if rule.hears(Offence::WrongAnswer) => {
            form("1", Vec::new(), FIXED, 1.0, "at the first conviction".into())
        }
        _ => None,
    }
}

/// How often an honest node is hit, where checks of one kind convict right answers at a known rate; of a sequential
/// test, the chance that one test of it ends so.
fn honest(scenario: &Scenario, id: NetworkId, network: &Network, rule: &Slashing, of: &str) -> Option<Form> {
    if let Slashing::Sprt(test) = rule {
        let value = exp(-test.convict);
        return Some(Form {
            theme: "fires",
            name: "honest_per_test_most_share",
            of: of.into(),
            formula: "exp(-convict)",
            inputs: vec![("convict", test.convict)],
            source: WALD,
            value,
            bound: None,
            says: format!("{of}: of the tests of an honest node {} at most end in a conviction", percent(value)),
            predicts: None,
        });
    }
    let (answers, checked) = wrongly(scenario, id, network, rule)?;
    let per_s = answers * checked.rate * checked.false_positive;
    let per_day = 1.0 - exp(-86_400.0 * per_s);
    let is_only = scenario.networks.len() == 1 && network.rules.slashing.list.len() == 1;
    Some(Form {
        theme: "fires",
        name: "honest_slashed_per_node_year",
        of: of.into(),
        formula: "answers_per_s * rate * false_positive * 365 d",
        inputs: vec![("answers_per_s", answers), ("rate", checked.rate), ("false_positive", checked.false_positive)],
        source: FIXED,
        value: per_s * YEAR_S,
        bound: None,
        says: format!(
            "{of}: an honest node is slashed {} times a year, on {} of its days",
            number(per_s * YEAR_S),
            percent(per_day)
        ),
        // The metric is of all rules and networks.
        predicts: is_only.then(|| {
            let premises = &[Premise::Even, Premise::Served, Premise::Checks];
            Prediction::mean("honest_slashed_per_node_year", "", per_s * YEAR_S, premises)
        }),
    })
}

/// Answers of a node \[1/s\] and what checks convict of right ones, for a rule that judges each conviction by itself.
fn wrongly(scenario: &Scenario, id: NetworkId, network: &Network, rule: &Slashing) -> Option<(f64, Checked)> {
    let ([(_, check)], Slashing::Fixed(_) | Slashing::Random(_)) = (&network.rules.verification.list[..], rule) else {
        return None;
    };
    // A check that compares tokens convicts by how many there are.
    let (checked, by_token) = (Checked::of(check, 0)?, Checked::of(check, 1)?);
    if !rule.hears(Offence::WrongAnswer) || by_token.false_positive > checked.false_positive {
        return None;
    }
    Some((answers_of_a_node(scenario, id)?, checked))
}

/// The chance of an honest node to lose its stake, or its place, within the run: enough convictions of right answers.
fn ruin(scenario: &Scenario, id: NetworkId, network: &Network, rule: &Slashing, of: &str) -> Option<Form> {
    let (answers, checked) = wrongly(scenario, id, network, rule)?;
    let Slashing::Fixed(fixed) = rule else { return None };
    let decimals = scenario.coins[network.coin?.row()].rules.decimals;
    let stakes = scenario.groups.iter().filter(|group| !group.checks_only && group.networks.contains(&id));
    let least = stakes.filter_map(|group| group.stake.iter().find(|stake| stake.0 == id)).map(|stake| stake.1).min()?;
    let amount = fixed.amount.as_ref().and_then(|amount| amount.base_units(decimals));
    let convictions = match amount {
        _ if fixed.eject => 1.0,
        Some(amount) if amount > 0 => (least as f64 / amount as f64).ceil().max(1.0),
        _ => return None,
    };
    if convictions > MOST_CONVICTIONS {
        return None;
    }
    let run = scenario.horizon.since(Time::ZERO).as_secs();
    let mean = answers * checked.rate * checked.false_positive * run;
    let (mut term, mut fewer) = (exp(-mean), 0.0);
    for i in 1..=convictions as u32 {
        fewer += term;
        term *= mean / f64::from(i);
    }
    let value = (1.0 - fewer).clamp(0.0, 1.0);
    let loses = if fixed.eject { "its place" } else { "its stake" };
    Some(Form {
        theme: "fires",
        name: "honest_ruined_share",
        of: of.into(),
        formula: "P(N >= k), N Poisson of answers_per_s * rate * false_positive * run_s",
        inputs: vec![
            ("k", convictions),
            ("answers_per_s", answers),
            ("rate", checked.rate),
            ("false_positive", checked.false_positive),
            ("run_s", run),
        ],
        source: RUIN,
        value,
        bound: None,
        says: format!(
            "{of}: an honest node loses {loses} within the run with a chance of {}, by {} convictions",
            percent(value),
            number(convictions)
        ),
        predicts: None,
    })
}

#[cfg(test)]
mod tests {
    use files::{Colour, Request};

    use super::deterrents;

    /// 0.1 answers a second, half of them checked, one check in a hundred wrong: 0.005 convictions in ten seconds.
    #[test]
    fn an_honest_node_is_ruined_by_as_many_convictions_as_its_stake_bears() {
        let value = |rule: &str, horizon: &str| {
            let text = format!(
                "# q?\nname = \"t\"\nhorizon = \"{horizon}\"\n[coin.alp]\n[network.net]\ncoin = \"alp\"\nverification.v.spot_check = {{ rate = 0.5, \
                 false_positive = 0.01 }}\nslashing.wrong.fixed = {rule}\n[gateway.front]\nnetworks = [\"net\"]\n[nodes.n]\ncount = 10\n\
                 stake.net = \"10 alp\"\n[users.all]\ngateway = \"front\"\narrival.poisson = {{ rate = \"1 /s\" }}\ndemand.work = \"1 ms\"\n"
            );
            let checked = crate::open_text(&text, &Request { file: "t.toml".into(), ..Request::default() });
            let found = deterrents(&checked.unwrap_or_else(|r| panic!("{}", r.render(Colour::Plain))).scenario);
            found.iter().find(|form| form.name == "honest_ruined_share").map(|form| form.value)
        };
        let close = |found: Option<f64>, expected: f64| {
            assert!(found.is_some_and(|found| (found - expected).abs() < 1e-6), "{found:?}, not {expected}");
        };
        // 2,000 s: one conviction is expected. P(N >= 1) = 1 - 1/e, P(N >= 3) = 1 - 2.5/e.
        close(value("{ share = \"1 %\", eject = true }", "2_000 s"), 0.632_121);
        close(value("{ amount = \"4 alp\" }", "2_000 s"), 0.080_301);
        assert_eq!(value("{ share = \"1 %\" }", "2_000 s"), None, "a share of what is left never takes all");
    }
}
