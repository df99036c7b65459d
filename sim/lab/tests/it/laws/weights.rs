//! Weights of nodes that are kept between picks and followed change by change, against a look at all nodes each time.

use engine::draws::Draws;
use rules::columns::Column;
use rules::scheduling::{Custom, Pick, Scheduler, Scheduling, View};
use units::ids::NodeId;
use units::settings::Nothing;
use world::replication::Replication;

use crate::support;

const BUSY: &str = include_str!("../data/busy.toml");

/// Adds up the weights of all listed nodes at each pick.
struct AtAll(fn(&View, NodeId) -> f64);

impl Scheduler for AtAll {
    type Memory = Nothing;

    fn pick(&self, _: &mut Nothing, view: &View, draws: &mut Draws) -> Pick {
        let listed = || view.roster.rows().map(NodeId).filter(|&node| view.roster.has(node));
        let total: f64 = listed().map(|node| self.0(view, node)).sum();
        let mut left = draws.uniform() * total;
        for node in listed() {
            let weight = self.0(view, node);
            if left < weight {
                return Pick::Node(node);
            }
            left -= weight;
        }
        Pick::Refuse
    }
    fn columns(&self) -> Vec<Column> {
        vec![Column::Stake]
    }
}

/// Plays the busy scenario by a policy that keeps weights, and by one that looks at all nodes.
fn check(policy: &str, weight: fn(&View, NodeId) -> f64, sets: &[&str]) {
    let scheduling = format!("gateway.front.scheduling={policy}");
    let scenario = support::open_text(BUSY, &[sets, &[&scheduling]].concat()).scenario;
    let mut twin = scenario.clone();
    twin.gateways[0].rules.scheduling = Scheduling::Custom(Custom::new("at_all", AtAll(weight)));
    let history = |scenario: world::scenario::Scenario| {
        let until = scenario.horizon;
        let mut run = Replication::new(scenario, 0);
        while run.step(until, &mut |_: &world::sight::Sight| {}).expect("every law holds") {}
        run.history()
    };
    assert_eq!(history(scenario), history(twin), "{policy} with {sets:?}");
}

/// Stakes are slashed, earned and bonded, nodes come and go, what fails is tried elsewhere; with views of every age.
#[test]
fn weights_that_are_followed_pick_as_weights_that_are_all_looked_at() {
    let live = ["gateway.front.view_age=0 s", "gateway.front.counts_own=false"];
    let in_turn = ["gateway.front.reports=in_turn"];
    let bans = ["gateway.front.ban={}", "gateway.front.retry_elsewhere=true"];
    let restakes = ["nodes.home.restakes=true"];
    let stake = |view: &View, node| view.number(Column::Stake, node);
    for sets in [
        [&restakes[..]].concat(),
        [&restakes[..], &live].concat(),
        [&restakes[..], &live, &bans].concat(),
        [&restakes[..], &in_turn, &bans].concat(),
    ] {
        check("stake_weighted", stake, &sets);
    }
    let faster = r#"change.faster={ at = "20 min", until = "70 min", set = { "nodes.home.speed" = 3.0 } }"#;
    let capacity = |view: &View, node| view.number(Column::Speed, node) * view.number(Column::Slots, node);
    check(r#"{ proportional = { to = "speed * slots" } }"#, capacity, &[faster]);
    check(r#"{ proportional = { to = "speed * slots" } }"#, capacity, &[&live[..], &bans, &[faster]].concat());
}
