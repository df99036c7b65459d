//! Slashing rules that can be, and in this run never fire: whoever offends pays nothing.

use engine::math;
use rules::slashing::{Duty, Offence, Slashing};
use rules::verification::Verification;
use units::ids::{GatewayId, NetworkId};
use units::share::Share;
use units::time::{Span, Time};
use world::scenario::{Network, Scenario};

use crate::forecast::expected_requests;

/// What of the slashing of a scenario deters nobody.
pub(super) fn deterrence(scenario: &Scenario) -> Vec<String> {
    let mut list = Vec::new();
    for (at, network) in scenario.networks.iter().enumerate() {
        let asked = requests(scenario, NetworkId::of(at));
        let n_nodes = nodes(scenario, NetworkId::of(at));
        let checks = |of: Option<Span>| {
            let run = scenario.horizon.since(Time::ZERO).as_secs();
            let part = of.map_or(1.0, |epoch| (epoch.as_secs() / run).min(1.0));
            part * checks_of_a_node(network, asked / n_nodes.max(1.0), run)
        };
        for (name, rule) in &network.rules.slashing.list {
            let path = format!("network.{}.slashing.{}.{}", network.name, name.text, rule.name());
            list.extend(idle(&path, network, rule, asked));
            list.extend(distant(&path, rule, &checks).filter(|_| asked > 0.0));
            list.extend(rule.duty().and_then(|duty| lenient(&path, &duty)));
        }
    }
    list
}

/// The requests that may come to a network in a run, by all users of its gateways.
fn requests(scenario: &Scenario, network: NetworkId) -> f64 {
    let has = |gateway: &GatewayId| scenario.gateways[gateway.row()].networks.contains(&network);
    let users = scenario.users.iter().filter(|users| users.gateways.iter().any(has));
    users.map(|users| expected_requests(scenario, users)).sum()
}

/// The nodes that serve a network.
fn nodes(scenario: &Scenario, network: NetworkId) -> f64 {
    let serve = scenario.groups.iter().filter(|group| group.networks.contains(&network) && !group.checks_only);
    serve.map(|group| f64::from(group.rules.count)).sum()
}

/// The share of its answers that a rule checks, at most.
fn rate(rule: &Verification) -> Share {
    match rule {
        Verification::SpotCheck(rule) => rule.rate,
        Verification::Replicate(rule) => rule.rate,
        Verification::Committee(rule) => rule.rate,
        Verification::Adaptive(rule) => rule.most,
        Verification::Fingerprint(rule) => rule.rate,
        Verification::Zk(rule) => rule.rate,
        Verification::Layers(rule) => rule.rate,
        Verification::Optimistic(rule) => rule.rate,
        Verification::Canary(_)
        | Verification::Trust(_)
        | Verification::Attested(_)
        | Verification::ProofOfClaim(_) => Share::ZERO,
    }
}

/// The checks of a node in a run in which it gives so many answers: each of its rules may find another.
fn checks_of_a_node(network: &Network, answers: f64, run_s: f64) -> f64 {
    let checks = network.rules.verification.values().map(|rule| match rule.policy().probes() {
        Some(probing) => run_s / probing.every.as_secs().max(1e-9),
        None => answers * rate(rule).as_f64(),
    });
    checks.sum()
}

/// A rule for wrong answers where no rule of verification ever finds one.
fn idle(path: &str, network: &Network, rule: &Slashing, asked: f64) -> Option<String> {
    let finds = |rule: &Verification| {
        rate(rule) > Share::ZERO || rule.policy().probes().is_some() || rule.policy().asks_for_claims()
    };
    let is_idle = asked > 0.0 && rule.hears(Offence::WrongAnswer) && !network.rules.verification.values().any(finds);
    is_idle.then(|| {
        format!(
            "`{path}` can never fire: no answer of the network is checked, so that p = 0 and no slash deters anybody (S >= C / (p D) - R); add `network.{}.verification.some.spot_check = {{ rate = \"5 %\" }}`",
            network.name
        )
    })
}

/// A test that needs more failed checks than a node has in a run.
fn distant(path: &str, rule: &Slashing, checks: &impl Fn(Option<Span>) -> f64) -> Option<String> {
    let (needs, has, form, remedy) = match rule {
        Slashing::Sprt(test) => {
            let (p0, p1) = (test.expected.as_f64(), test.guilty.as_f64());
            let needs = (test.convict / math::ln(p1 / p0)).ceil();
            (
                needs,
                checks(None),
                format!("{} / ln({p1} / {p0})", test.convict),
                "lower `convict`, or set `guilty` further above `expected`",
            )
        }
        Slashing::ZTest(test) => {
            let p = test.expected.as_f64();
            let by_z = ((test.z_max * test.z_max * p / (1.0 - p)).floor() + 1.0).max(f64::from(test.least));
            let needs = by_z.min(f64::from(test.run));
            (
                needs,
                checks(test.epoch),
                format!("the least of `run` and z^2 p / (1 - p) = {by_z}"),
                "lower `z_max` or `run`, or lengthen `epoch`",
            )
        }
        _ => return None,
    };
    (needs > has).then(|| {
        let round = |x: f64| if x < 10.0 { (x * 10.0).round() / 10.0 } else { x.round() };
        format!(
            "`{path}` can hardly fire: it takes {needs} failed checks of one node in a row at least ({form}), and a node gets about {} in its time; {remedy}, or check more",
            round(has)
        )
    })
}

/// A duty that nobody can neglect.
fn lenient(path: &str, duty: &Duty) -> Option<String> {
    (duty.allowed >= duty.window).then(|| {
        format!(
            "`{path}` can never fire: all {} slots of the window may be missed (window - round(min_signed window) = {}); raise `min_signed`",
            duty.window, duty.allowed
        )
    })
}
