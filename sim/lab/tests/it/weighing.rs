//! What nodes weigh, in all that reads it: checks, votes, new coins, lists during sprints; against closed forms.

use rules::columns::Column;
use rules::scheduling::{Custom, Pick, Scheduler, Scheduling, View};
use units::settings::Nothing;
use world::outcome::Outcome;
use world::scenario::Scenario;

use crate::support;

/// Nodes of four operators that weigh 1, 2, 5 and 8, of which each answers as much as the others.
const FOUR: &str = "horizon = \"6000 s\"\n[coin.alp]\nepoch = \"10 min\"\n[network.a]\ncoin = \"alp\"\n\
    weight = { formula = { of = \"stake_coins\" }, every = \"10 min\" }\npricing.posted = { request = \"0.01 alp/request\" }\n\
    [gateway.front]\nnetworks = [\"a\"]\nscheduling = \"random\"\n\
    [nodes.one]\ncount = 1\nstake.a = \"1 alp\"\nqueueing = \"processor_sharing\"\n\
    [nodes.two]\nlike = \"nodes.one\"\nstake.a = \"2 alp\"\n[nodes.five]\nlike = \"nodes.one\"\nstake.a = \"5 alp\"\n\
    [nodes.eight]\nlike = \"nodes.one\"\nstake.a = \"8 alp\"\n\
    [users.all]\narrival.poisson = { rate = \"2 /s\" }\ndemand.work = \"10 ms\"\n";
const NAMES: [&str; 4] = ["one", "two", "five", "eight"];
const WEIGHTS: [f64; 4] = [1.0, 2.0, 5.0, 8.0];

fn play(more: &str, sets: &[&str]) -> (Scenario, Outcome) {
    let scenario = support::open_text(&format!("{FOUR}{more}"), sets).scenario;
    let outcome = support::simulate(&scenario, 0);
    (scenario, outcome)
}

/// What each of the four earns of what all earn.
fn earned((scenario, outcome): &(Scenario, Outcome)) -> [f64; 4] {
    let of = |name| support::value(scenario, outcome, &format!("earned_usd_h[nodes.{name}]")).unwrap_or(0.0);
    let all = NAMES.map(of);
    all.map(|own| own / all.iter().sum::<f64>())
}

/// Whether shares of so many draws are these, within four standard errors.
fn agree(shares: [f64; 4], expected: [f64; 4], n: f64) {
    for (share, expected) in shares.into_iter().zip(expected) {
        let error = (expected * (1.0 - expected) / n).sqrt();
        assert!((share - expected).abs() < 4.0 * error, "{shares:?}: {share}, not {expected}");
    }
}

#[test]
fn checks_go_to_operators_by_their_weight_among_those_that_did_not_answer() {
    let rules = "[network.a.verification.all]\nspot_check = { rate = \"100 %\" }\n\
                 [network.a.payout]\nfee_split = { checker = \"100 %\" }\n";
    // P(j checks) = sum over servers i, each with 1 / 4, of w_j / (W - w_i).
    let total: f64 = WEIGHTS.iter().sum();
    let of = |j: usize| {
        let others = (0..4).filter(|&i| i != j);
        others.map(|i| 0.25 * WEIGHTS[j] / (total - WEIGHTS[i])).sum::<f64>()
    };
    agree(earned(&play(rules, &[])), [0, 1, 2, 3].map(of), 12_000.0);
}

#[test]
fn seats_go_to_nodes_by_their_weight_without_replacement() {
    let rules = "[network.a.verification.all]\ncommittee = { seats = 2, may_hold_server = true }\n\
                 [network.a.payout]\nfee_split = { checker = \"100 %\" }\n";
    // Both members vote as the majority does and share the fee: P(j has a seat) = w_j / W + sum over first members i of
    // w_i / W times w_j / (W - w_i); halved, for there are two.
    let total: f64 = WEIGHTS.iter().sum();
    let of = |j: usize| {
        let second: f64 =
            (0..4).filter(|&i| i != j).map(|i| WEIGHTS[i] / total * WEIGHTS[j] / (total - WEIGHTS[i])).sum();
        f64::midpoint(WEIGHTS[j] / total, second)
    };
    // Two seats of a vote exclude each other: their shares vary less than those of independent draws.
    agree(earned(&play(rules, &[])), [0, 1, 2, 3].map(of), 24_000.0);
}

#[test]
fn new_coins_are_shared_by_weight_where_their_coin_says_so() {
    let coin = "[coin.alp.emission]\nconstant = { rate = \"1_600 alp/h\" }\n[coin.alp.sharing]\nby = \"weight\"\n";
    let check = |sets: &[&str], weights: [f64; 4]| {
        for basis in ["mean", "end"] {
            let basis = format!("coin.alp.sharing.basis_at={basis}");
            let free = ["network.a.pricing.posted.request=0 alp/request", &basis];
            let shares = earned(&play(coin, &[&free[..], sets].concat()));
            let all: f64 = weights.iter().sum();
            for (share, weight) in shares.into_iter().zip(weights) {
                assert!((share - weight / all).abs() < 1e-6, "{sets:?}: {shares:?}");
            }
        }
    };
    check(&[], WEIGHTS);
    // At most 30 % for an operator: 5 and 8 are cut to 0.3 (1 + 2) / (1 - 0.6).
    check(&["network.a.weight.most=30 %"], [1.0, 2.0, 2.25, 2.25]);
    // A fifth is free, and the rest takes two coins for each unit of a weight of 3, of which 1, 2, 5 and 8 are there.
    let flat = "network.a.weight.formula.of=3 * speed";
    let each = "network.a.weight.collateral.each=2 alp";
    check(&[flat, each], [1.1, 1.6, 3.0, 3.0]);
    check(&[flat, each, "network.a.weight.collateral.free=0 %"], [0.5, 1.0, 2.5, 3.0]);
}

#[test]
fn nodes_serve_nobody_in_their_sprints_unless_they_are_excused() {
    // Two nodes, a sprint of a tenth of the time; each is excused with chance e, and nobody serves with (1 - e)^2.
    for (excused, chance) in [("0 %", 1.0_f64), ("50 %", 0.25), ("90 %", 0.01), ("100 %", 0.0)] {
        let text = format!(
            "horizon = \"60_000 s\"\n[network.a]\n\
             weight = {{ sprint = {{ lasts = \"10 s\", rate = \"5 /s\", excused = \"{excused}\" }}, every = \"100 s\" }}\n\
             [gateway.front]\nnetworks = [\"a\"]\n[nodes.n]\ncount = 2\nqueueing = \"processor_sharing\"\n\
             [users.all]\narrival.poisson = {{ rate = \"2 /s\" }}\ndemand.work = \"10 ms\"\n"
        );
        let scenario = support::open_text(&text, &[]).scenario;
        let outcome = support::simulate(&scenario, 0);
        let refused = support::value(&scenario, &outcome, "refused_share").unwrap();
        // Over 600 sprints, and 20 requests in each.
        let error = 0.1 * (chance * (1.0 - chance) / 600.0).sqrt() + (0.1 * chance / 120_000.0).sqrt();
        assert!((refused - 0.1 * chance).abs() <= 4.0 * error, "{excused}: {refused}, not {}", 0.1 * chance);
    }
}

#[test]
fn speed_is_measured_for_the_time_that_nodes_are_there() {
    // Two thirds of the time up, in sessions that are long beside a sprint: a node weighs 0, or 3,000 times its speed.
    let text = "horizon = \"400 d\"\n[network.a]\nweight = { sprint = { lasts = \"5 min\", rate = \"10 /s\" } }\n\
        [gateway.front]\nnetworks = [\"a\"]\n[nodes.fast]\ncount = 60\nspeed = 3\n\
        churn.renewal = { session = { exponential = \"20 d\" }, absence = { exponential = \"10 d\" } }\n\
        [nodes.slow]\nlike = \"nodes.fast\"\nspeed = 1\n\
        [users.all]\narrival.poisson = { rate = \"1 /d\" }\ndemand.work = \"1 s\"\n";
    let scenario = support::open_text(text, &[]).scenario;
    let mut shares = Vec::new();
    for replication in 0..40 {
        let outcome = support::simulate(&scenario, replication);
        shares.push(support::value(&scenario, &outcome, "weight_share[nodes.fast]").unwrap());
    }
    let n = shares.len() as f64;
    let mean = shares.iter().sum::<f64>() / n;
    let spread = (shares.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0)).sqrt();
    // The ratio of 3 U to 3 U + V, U and V the up nodes of 60 each: 3/4, less a bias of second order below 0.001.
    assert!((mean - 0.75).abs() < 4.0 * spread / n.sqrt() + 0.001, "{mean} +- {spread}");
    // By the delta method: 3 / 16 sqrt(2 (1 - p) / (60 p)) = 0.0242.
    assert!((spread / 0.0242 - 1.0).abs() < 0.45, "{spread}");
}

/// Adds up what listed nodes weigh at each pick.
struct AtAll;

impl Scheduler for AtAll {
    type Memory = Nothing;

    fn pick(&self, _: &mut Nothing, view: &View, draws: &mut engine::draws::Draws) -> Pick {
        let listed = || view.roster.rows().map(units::ids::NodeId).filter(|&node| view.roster.has(node));
        let mut left = draws.uniform() * listed().map(|node| view.number(Column::Weight, node)).sum::<f64>();
        for node in listed() {
            let weight = view.number(Column::Weight, node);
            if left < weight {
                return Pick::Node(node);
            }
            left -= weight;
        }
        Pick::Refuse
    }
    fn columns(&self) -> Vec<Column> {
        vec![Column::Weight]
    }
}

/// With weighings, sprints, stakes that are slashed and secure another network, and nodes that come and go.
#[test]
fn weights_that_are_followed_pick_as_weights_that_are_all_looked_at() {
    let busy = include_str!("data/busy.toml");
    let sprint = "network.alpha.weight={ sprint = { lasts = \"1 min\", rate = \"3 /s\", excused = \"30 %\" }, \
                  every = \"7 min\", most = \"20 %\", collateral = { each = \"0.3 alp\" } }";
    let formula = "network.beta.weight={ formula = { of = \"sqrt(stake_coins) * speed\" }, every = \"3 min\" }";
    let live = ["gateway.front.view_age=0 s", "gateway.front.counts_own=false"];
    let secured =
        ["network.beta.coin=alp", "network.beta.secured_by=alpha", "network.beta.pricing.posted.work=9 alp/h"];
    let no_bets = ["nodes.home.stake.beta=none"];
    let cases = [
        vec![sprint, formula],
        [&[sprint, formula][..], &live].concat(),
        [&live[..], &secured, &no_bets, &["nodes.home.restakes=true"]].concat(),
        [&[sprint][..], &live, &secured, &no_bets].concat(),
    ];
    for sets in cases {
        let all = [&sets[..], &["gateway.front.scheduling=stake_weighted"]].concat();
        let scenario = support::open_text(busy, &all).scenario;
        let mut twin = scenario.clone();
        twin.gateways[0].rules.scheduling = Scheduling::Custom(Custom::new("at_all", AtAll));
        let history = |scenario: Scenario| {
            let until = scenario.horizon;
            let mut run = world::replication::Replication::new(scenario, 0);
            while run.step(until, &mut |_: &world::sight::Sight| {}).expect("every law holds") {}
            run.history()
        };
        assert_eq!(history(scenario), history(twin), "{sets:?}");
    }
}

/// Half of one node's answers are wrong, and all are checked: its reputation tends to one half, that of the other to 1.
#[test]
fn a_formula_weighs_nodes_by_their_reputation() {
    let text = "horizon = \"20_000 s\"\nwarm_up = \"10_000 s\"\nstudy = \"steady\"\n[coin.alp]\nmarket.fixed = { price = \"1 usd\" }\n\
                [network.a]\ncoin = \"alp\"\nreputation.beta = {}\nverification.all.spot_check = { rate = \"100 %\" }\n\
                weight = { formula = { of = \"reputation\" }, every = \"10 min\" }\n[nodes.honest]\ncount = 1\nqueueing = \"processor_sharing\"\n\
                [nodes.lazy]\nlike = \"nodes.honest\"\nconduct.lazy = { rate = \"50 %\" }\n[users.all]\n\
                arrival.poisson = { rate = \"2 /s\" }\ndemand.work = \"10 ms\"\n";
    let scenario = support::open_text(text, &[]).scenario;
    let outcome = support::simulate(&scenario, 0);
    let of = |label: &str| support::value(&scenario, &outcome, label).unwrap_or(f64::NAN);
    let (honest, lazy) = (of("reputation_mean[nodes.honest]"), of("reputation_mean[nodes.lazy]"));
    assert!(honest > 0.99 && (lazy - 0.5).abs() < 0.03, "{honest}, {lazy}");
    assert!(
        (of("weight_share[nodes.lazy]") - lazy / (honest + lazy)).abs() < 0.01,
        "{}",
        of("weight_share[nodes.lazy]")
    );
}
