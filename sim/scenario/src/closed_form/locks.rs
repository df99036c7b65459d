//! Locks: whether stake is still there at the verdict, and how long a run on it takes.

use rules::verification::Verification;
use units::ids::NetworkId;
use units::time::{Span, Time};
use world::scenario::{Network, Scenario};

use super::form::{Bound, Form, number, time};

const BOND: &str = "reference/mechanisms.md M1: unbonding >= dispute latency, else hit and run";
const CHURN: &str = "reference/mechanisms.md M1: f N / c epochs; churn limit of Ethereum's consensus specs";

/// The forms of all networks.
pub fn locks(scenario: &Scenario) -> Vec<Form> {
    let mut list = Vec::new();
    for (at, network) in scenario.networks.iter().enumerate() {
        let id = NetworkId::of(at);
        list.extend(unbonding(scenario, network, id));
        list.extend(exits(scenario, network, id));
    }
    list
}

/// The time until a stake that leaves is free, against the longest wait for a verdict and its sentence.
fn unbonding(scenario: &Scenario, network: &Network, id: NetworkId) -> Option<Form> {
    let has_stake = scenario.groups.iter().any(|group| group.stake.iter().any(|s| s.0 == id && s.1 > 0));
    let disputes = network.rules.verification.values().filter_map(|rule| match rule {
        Verification::Optimistic(window) => Some(window.window),
        _ => None,
    });
    let window = disputes.max()?;
    let sentence = network.rules.slashing.values().filter_map(|rule| rule.due(Time::ZERO)).max().unwrap_or(Span::ZERO);
    if !has_stake || network.rules.slashing.is_empty() {
        return None;
    }
    let (locked, latency) = (network.rules.unbonding.as_secs(), (window + sentence).as_secs());
    let name = format!("network.{}", network.name);
    let remedy = if locked < latency {
        format!(": who leaves after a wrong answer pays nothing; {} would serve", time(latency))
    } else {
        String::new()
    };
    Some(Form {
        theme: "bond",
        name: "unbonding_s",
        of: name.clone(),
        formula: "unbonding_s >= window_s + sentence_s",
        inputs: vec![("unbonding_s", locked), ("window_s", window.as_secs()), ("sentence_s", sentence.as_secs())],
        source: BOND,
        value: locked,
        bound: Some(Bound::AtLeast(latency)),
        says: format!(
            "{name}: stake is locked for {}, and disputes last up to {}{remedy}",
            time(locked),
            time(latency)
        ),
        predicts: None,
    })
}

/// How long a third of the stakes takes through the exit queue.
fn exits(scenario: &Scenario, network: &Network, id: NetworkId) -> Option<Form> {
    let queue = network.rules.exit_queue.as_ref()?;
    let staked = scenario.groups.iter().filter(|group| group.stake.iter().any(|s| s.0 == id && s.1 > 0));
    let n: f64 = staked.map(|group| f64::from(group.rules.count)).sum();
    let leaving = (n / 3.0).ceil();
    let epochs = (leaving / f64::from(queue.per_epoch)).ceil();
    let lasts = epochs * queue.epoch.as_secs();
    let name = format!("network.{}", network.name);
    (n > 0.0).then(|| Form {
        theme: "exit",
        name: "third_of_stakes_leaves_s",
        of: name.clone(),
        formula: "ceil(n / 3 / per_epoch) * epoch_s",
        inputs: vec![("n", n), ("per_epoch", f64::from(queue.per_epoch)), ("epoch_s", queue.epoch.as_secs())],
        source: CHURN,
        value: lasts,
        bound: None,
        says: format!(
            "{name}: a third of its {} stakes takes {} to leave the bond, then {} of unbonding",
            number(n),
            time(lasts),
            time(network.rules.unbonding.as_secs())
        ),
        predicts: None,
    })
}

#[cfg(test)]
mod tests {
    use files::{Colour, Request};

    use super::locks;

    fn check(rules: &str, expected: &[(&str, f64, Option<bool>)]) {
        let text = format!(
            "# q?\nname = \"t\"\nhorizon = \"10 d\"\n[coin.alp]\n[network.net]\ncoin = \"alp\"\n{rules}\n[nodes.n]\ncount = 100\n\
             stake.net = \"10 alp\"\n"
        );
        let checked = crate::open_text(&text, &Request { file: "t.toml".into(), ..Request::default() });
        let found = locks(&checked.unwrap_or_else(|r| panic!("{}", r.render(Colour::Plain))).scenario);
        let found: Vec<_> = found.iter().map(|form| (form.name, form.value.round(), form.holds())).collect();
        assert_eq!(found, expected, "{rules}");
    }

    #[test]
    fn stake_is_locked_at_least_until_disputes_and_sentences_are_over() {
        let of = |unbonding: &str| {
            format!(
                "unbonding = \"{unbonding}\"\nverification.v.optimistic = {{ window = \"7 d\", rate = 0.1, false_positive = 0, \
                 false_negative = 0 }}\nslashing.s.fixed = {{ share = \"10 %\" }}"
            )
        };
        check(&of("21 d"), &[("unbonding_s", 21.0 * 86_400.0, Some(true))]);
        check(&of("6 d"), &[("unbonding_s", 6.0 * 86_400.0, Some(false))]);
        check("unbonding = \"6 d\"", &[]);
    }

    #[test]
    fn a_third_of_the_stakes_leaves_in_whole_epochs() {
        // 34 of 100 stakes at 4 an epoch of an hour take nine epochs.
        check("exit_queue = { per_epoch = 4, epoch = \"1 h\" }", &[("third_of_stakes_leaves_s", 32_400.0, None)]);
    }
}
