//! Nodes that move between networks: where their numbers rest, who has to wait, and whose money it is.

use crate::support;

/// Long enough for one node in a hundred that moves at a daily review.
const DAYS: f64 = 400.0;

/// Forty nodes that could serve either of two networks, which mint different amounts an hour of coins worth 1 usd.
fn text(minted: (f64, f64), alpha: &str, nodes: &str) -> String {
    format!(
        "horizon = \"{DAYS} d\"\n\
         [coin.alp]\ngenesis = 10_000_000\nemission.constant = {{ rate = \"{} alp/h\" }}\n\
         [coin.bet]\ngenesis = 10_000_000\nemission.constant = {{ rate = \"{} bet/h\" }}\n\
         [network.alpha]\ncoin = \"alp\"\n{alpha}\n[network.beta]\ncoin = \"bet\"\n\
         [nodes.home]\ncount = 40\nnetworks = [\"alpha\", \"beta\"]\ncost = \"0.1 usd/h\"\nsells = \"all\"\n{nodes}\n",
        minted.0, minted.1
    )
}

/// What metrics are at the end of a run.
fn values<const N: usize>(text: &str, names: [&str; N]) -> [f64; N] {
    let checked = support::open_text(text, &[]);
    let outcome = support::simulate(&checked.scenario, 0);
    names.map(|name| support::value(&checked.scenario, &outcome, name).unwrap_or_else(|| panic!("{name} exists")))
}

const MEMBERS: [&str; 2] = ["member_nodes[network.alpha]", "member_nodes[network.beta]"];

#[test]
fn nodes_spread_over_networks_as_their_incomes_do() {
    let stakes = "stake.alpha = \"100 alp\"\nstake.beta = \"100 bet\"\n";
    for (minted, expected) in [((30.0, 10.0), 30.0), ((10.0, 30.0), 10.0), ((20.0, 20.0), 20.0), ((5.0, 35.0), 5.0)] {
        let rule = "migration.best = { smooth = \"1 d\", moves = \"1 %\" }";
        let [alpha, beta] = values(&text(minted, "", &format!("{stakes}{rule}")), MEMBERS);
        assert!((alpha - expected).abs() <= 1.0 && (alpha + beta - 40.0).abs() < 0.5, "{minted:?}: {alpha} {beta}");
    }
}

#[test]
fn a_stake_that_could_earn_elsewhere_keeps_nodes_away_as_its_yield_does() {
    // 5,000 usd at 35.04 %/y are 0.2 usd/h: 20 / n - 0.2 = 20 / (40 - n) where n = 18.0.
    let rule = "capital = { price = \"0 usd\", cost = \"35.04 %/y\" }\n\
                stake.alpha = \"5_000 alp\"\nmigration.best = { smooth = \"1 d\", moves = \"1 %\" }\nstake.beta = \"1 bet\"";
    let [alpha, _] = values(&text((20.0, 20.0), "", rule), MEMBERS);
    let gap = |n: f64| 20.0 / n - 0.2 - 20.0 / (40.0 - n);
    assert!(gap(18.0) > 0.0 && gap(18.1) < 0.0);
    assert!((alpha - 18.0).abs() <= 1.0, "{alpha}");
}

#[test]
fn nodes_that_are_drawn_by_logit_rest_where_its_odds_are_their_numbers() {
    // n / (40 - n) = exp((30 / n - 10 / (40 - n)) / s).
    let rest = |scale: f64| {
        let (mut low, mut high) = (0.0, 40.0);
        for _ in 0..60 {
            let n = 0.5 * (low + high);
            let odds = f64::exp((30.0 / n - 10.0 / (40.0 - n)) / scale);
            *(if n / (40.0 - n) < odds { &mut low } else { &mut high }) = n;
        }
        low
    };
    let stakes = "stake.alpha = \"100 alp\"\nstake.beta = \"100 bet\"\n";
    for scale in [0.3, 3.0] {
        let rule = format!("migration.logit = {{ scale = \"{scale} usd/h\", smooth = \"5 d\", moves = \"20 %\" }}");
        let checked = support::open_text(&text((30.0, 10.0), "", &format!("{stakes}{rule}")), &[]);
        let mean = (0..12).map(|replication| {
            let outcome = support::simulate(&checked.scenario, replication);
            support::value(&checked.scenario, &outcome, MEMBERS[0]).expect("it exists")
        });
        let (mean, n) = (mean.sum::<f64>() / 12.0, rest(scale));
        // Each node is where chance put it: a binomial of 40, twelve times.
        let error = (n * (40.0 - n) / 40.0 / 12.0).sqrt();
        assert!((mean - n).abs() < 4.0 * error + 0.3, "{scale}: {mean}, not {n}");
    }
}

#[test]
fn whoever_awaits_its_stake_is_away_for_as_long_as_it_unbonds() {
    let stakes = "stake.alpha = \"100 alp\"\nstake.beta = \"100 bet\"\n";
    let away = |beta: &str, rule: &str| {
        let rule = format!("{stakes}migration.best = {{ moves = \"1 %\", smooth = \"1 d\", {rule} }}");
        let text = text((30.0, 10.0), "", &rule).replace("[network.beta]", &format!("[network.beta]\n{beta}"));
        // Ten nodes move once; their absences sum to what is missing from the uptime of all.
        let [mean, moves, alpha] =
            values(&text, ["active_nodes_mean", "moves_per_d[nodes.home]", "member_nodes[network.alpha]"]);
        // Nine days without an income of 0.83 usd/h cost 0.25 usd/h over the horizon, as much as is to be gained at 28.
        assert!((28.0..=31.0).contains(&alpha), "{alpha}");
        (40.0 - mean) / moves
    };
    let unbonding = "unbonding = \"7 d\"";
    assert!(away(unbonding, "").abs() < 1e-9);
    assert!((away(unbonding, "setup = \"36 h\"") - 1.5).abs() < 1e-6);
    assert!((away(unbonding, "setup = \"36 h\", awaits_stake = true") - 7.0).abs() < 1e-6);
    assert!((away(unbonding, "setup = \"9 d\", awaits_stake = true") - 9.0).abs() < 1e-6);
    // Where a node serves while its stake unbonds, it is free when it goes.
    let serves = "unbonding = \"7 d\"\nserves_unbonding = true";
    assert!(away(serves, "awaits_stake = true").abs() < 1e-6);
}

#[test]
fn nodes_move_until_what_is_left_to_gain_over_the_horizon_is_the_cost_of_a_move() {
    let stakes = "stake.alpha = \"100 alp\"\nstake.beta = \"100 bet\"\n";
    let alpha = |cost: &str| {
        let rule = format!(
            "{stakes}migration.best = {{ horizon = \"10 d\", smooth = \"1 d\", moves = \"1 %\", cost = \"{cost}\" }}"
        );
        values(&text((30.0, 10.0), "", &rule), ["member_nodes[network.alpha]", "moves_per_d[nodes.home]"])
    };
    // At twenty each, alpha pays 1 usd/h more: 240 usd in ten days.
    let [stayed, moves] = alpha("241 usd");
    assert!((stayed - 20.0).abs() < 0.5 && moves.abs() < 1e-12, "{stayed} {moves}");
    // (30 / n - 10 / (40 - n)) 240 falls below 120 usd between 24 and 25.
    let [n, moves] = alpha("120 usd");
    assert!((24.0..=26.0).contains(&n) && moves * DAYS < 7.0, "{n} {moves}");
}

#[test]
fn nobody_goes_where_nobody_is_for_nobody_sees_what_it_pays() {
    let stakes = "stake.alpha = \"100 alp\"\nstake.beta = \"100 bet\"\n";
    let rule = format!("{stakes}migration.best = {{ start = \"alpha\", smooth = \"1 d\", moves = \"1 %\" }}");
    let alone = text((10.0, 30.0), "", &rule);
    let [alpha, beta] = values(&alone, MEMBERS);
    assert!((alpha - 40.0).abs() < 0.5 && beta.abs() < 0.5, "{alpha} {beta}");
    // One node of another group is enough, whatever its hardware: 41 nodes share as 10 to 30.
    let pioneer = "[nodes.pioneer]\ncount = 1\nnetworks = [\"beta\"]\nstake.beta = \"100 bet\"\n";
    let [alpha, beta] = values(&format!("{alone}{pioneer}"), MEMBERS);
    assert!((9.0..=11.5).contains(&alpha) && (alpha + beta - 41.0).abs() < 0.5, "{alpha} {beta}");
}

#[test]
fn moves_pay_what_they_cost_and_no_coin_is_lost() {
    let rule = "stake.alpha = \"100 alp\"\nstake.beta = \"100 bet\"\nrent = \"0.05 usd/h\"\n\
                migration.best = { smooth = \"1 d\", moves = \"1 %\", cost = \"3 usd\", setup = \"2 d\" }";
    let checked = support::open_text(&text((30.0, 10.0), "unbonding = \"3 d\"", rule), &[]);
    let outcome = support::simulate(&checked.scenario, 0);
    let of = |name: &str| support::value(&checked.scenario, &outcome, name).expect("it exists");
    let moved = of("moves_per_d[nodes.home]") * DAYS;
    let flow = |reason: &str| {
        outcome.flows.iter().flatten().filter(|f| f.reason.name() == reason).map(|f| f.amount).sum::<i128>()
    };
    assert_eq!(flow("move"), moved.round() as i128 * 3_000_000_000);
    // Rent is paid all the time: 40 nodes all the time at 0.05, and 0.1 usd/h while they are up.
    let down_h = moved * 48.0;
    let cost = 40.0 * DAYS * 24.0 * 0.15 - down_h * 0.1;
    assert!((flow("cost") as f64 / 1e9 - cost).abs() < 1e-3, "{} {cost}", flow("cost"));
    // All 40 stakes are bonded or on their way.
    let staked = of("bonded_coins[network.alpha]") + of("bonded_coins[network.beta]");
    assert!((staked - 100.0 * (of(MEMBERS[0]) + of(MEMBERS[1]))).abs() < 1e-6, "{staked}");
}

#[test]
fn a_node_that_moves_leaves_its_jail_behind_once() {
    // It may leave the other network and come back within a term: the audit at the end counts who is in jail.
    let text = "horizon = \"12 h\"\n[network.net0]\n[network.net1.slashing.down.downtime_window]\nmin_signed = \"70 %\"\n\
                [nodes.g]\ncount = 14\nreview = \"11 s\"\nmigration.logit = { scale = \"0.15 usd/h\" }\n\
                churn.renewal = { session = { exponential = \"2900 s\" }, absence = \"212 s\" }\n";
    let scenario = support::open_text(text, &[]).scenario;
    for replication in 0..3 {
        support::simulate(&scenario, replication);
    }
}
