//! A scheduling policy of one's own, played against `power_of_d` on one seed: `cargo run --release -p own-policy`.
//!
//! The policy keeps to the node that answered a gateway's last request until another of two sampled nodes has a backlog
//! that is shorter by more than `slack`: what a client does that keeps a connection open. It is an ordinary
//! implementation of [`Scheduler`], as every built-in policy is one.

use engine::draws::Draws;
use files::{Colour, Request};
use rules::checking::Checking;
use rules::columns::Column;
use rules::scheduling::{Custom, Pick, Scheduler, Scheduling, View};
use units::ids::NodeId;
use world::metrics::catalogue;
use world::outcome::simulate;
use world::scenario::Scenario;

/// Keeps to a node until another is clearly better.
struct Keep {
    /// Requests by which the node may be busier than another that is looked at.
    slack: f64,
}

impl Scheduler for Keep {
    /// The node that was picked last.
    type Memory = Option<NodeId>;

    fn pick(&self, last: &mut Option<NodeId>, view: &View, draws: &mut Draws) -> Pick {
        let nodes = view.roster.members();
        let mut look = || nodes[draws.below(nodes.len() as u32) as usize];
        let (one, two) = (look(), look());
        let backlog = |node: NodeId| view.number(Column::Backlog, node);
        let other = if backlog(two) < backlog(one) { two } else { one };
        let kept = last.filter(|&node| view.roster.has(node) && backlog(node) <= backlog(other) + self.slack);
        let node = kept.unwrap_or(other);
        *last = Some(node);
        Pick::Node(node)
    }
    fn vet(&self, checking: &mut Checking) {
        if self.slack < 0.0 {
            checking.refuse("slack", "a slack is 0 at the least");
        }
    }
}

/// The scenario: a hundred nodes, at seven tenths of what they can do.
const TEXT: &str = r#"# Is it worth keeping to a node?
name = "own_policy"
horizon = "30 min"

[network.plain]
[gateway.front]
networks = ["plain"]
scheduling.power_of_d = { d = 2 }
[nodes.home]
count = 100
[users.all]
gateway = "front"
arrival.poisson.rate = "70 /s"
demand.work = { exponential = "1 s" }
"#;

/// A metric of one replication.
fn metric(scenario: &Scenario, name: &str) -> f64 {
    let outcome = simulate(scenario.clone(), 0, &|_| true).expect("the books balance and no law is broken");
    let columns = catalogue::columns(scenario);
    let at = columns.iter().position(|column| column.label() == name).expect("the metric is known");
    outcome.values[at].expect("there are answers")
}

/// The mean latency of answers under a policy \[s\].
fn latency(scenario: &Scenario, policy: Option<Keep>) -> f64 {
    let mut scenario = scenario.clone();
    if let Some(policy) = policy {
        scenario.gateways[0].rules.scheduling = Scheduling::Custom(Custom::new("keep", policy));
    }
    metric(&scenario, "answer_latency_mean_s")
}

#[expect(clippy::print_stdout, reason = "it is a program of its own")]
fn main() {
    let checked = scenario::open_text(TEXT, &Request::default())
        .unwrap_or_else(|refused| panic!("{}", refused.render(Colour::Plain)));
    println!("policy            mean latency");
    println!("power_of_d        {:.3} s", latency(&checked.scenario, None));
    for slack in [0.0, 1.0, 4.0] {
        println!("keep, slack {slack}     {:.3} s", latency(&checked.scenario, Some(Keep { slack })));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeping_to_a_node_longer_makes_answers_slower() {
        let checked = scenario::open_text(TEXT, &Request::default()).expect("the text is a scenario");
        let of = |slack| latency(&checked.scenario, Some(Keep { slack }));
        let (least, some, most) = (of(0.0), of(1.0), of(4.0));
        assert!(least < some && some < most, "{least} s, {some} s, {most} s");
        assert!(latency(&checked.scenario, None) < some, "two choices beat keeping to a node");
    }

    #[test]
    fn the_same_seed_is_the_same_run() {
        let checked = scenario::open_text(TEXT, &Request::default()).expect("the text is a scenario");
        let of = || latency(&checked.scenario, Some(Keep { slack: 1.0 })).to_bits();
        assert_eq!(of(), of());
    }
}
