//! Slashing rules: after how many faults in a row each fires, and how often it hits an honest node.

use engine::math::{exp, ln};
use rules::slashing::{Offence, Slashing};
use units::ids::NetworkId;
use world::scenario::{Network, Scenario};

use super::audit::answers_of_a_node;
use super::corridor::Checked;
use super::form::{Form, Prediction, Premise, number, percent, time};

const FIXED: &str = "geometric trials; proof of sampling, arXiv 2405.00295";
const WINDOW: &str = "Cosmos SDK x/slashing, keeper/infractions.go; reference/systems.md 15";
const WALD: &str = "Wald, Annals of Mathematical Statistics 16, 1945";
const LOOKS: &str = "the rule's own test, run of failures from an empty record; reference/systems.md 3";

const YEAR_S: f64 = 365.0 * 86_400.0;

/// What each slashing rule of each network takes to fire, and what it does to who is honest.
pub fn deterrents(scenario: &Scenario) -> Vec<Form> {
    let mut list = Vec::new();
    for (at, network) in scenario.networks.iter().enumerate() {
        for (name, rule) in &network.rules.slashing.list {
            let of = format!("network.{}.slashing.{}", network.name, name.text);
            list.extend(faults(&of, rule));
            list.extend(honest(scenario, NetworkId::of(at), network, rule, &of));
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
    let ([(_, check)], Slashing::Fixed(_) | Slashing::Random(_)) = (&network.rules.verification.list[..], rule) else {
        return None;
    };
    // A check that compares tokens convicts by how many there are.
    let (checked, by_token) = (Checked::of(check, 0)?, Checked::of(check, 1)?);
    if !rule.hears(Offence::WrongAnswer) || by_token.false_positive > checked.false_positive {
        return None;
    }
    let answers = answers_of_a_node(scenario, id)?;
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
