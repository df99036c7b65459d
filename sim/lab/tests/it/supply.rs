//! The coins of the start: whose they are, when they are free, and where all coins are at the end.

use world::metrics::catalogue;

use crate::support;

/// A coin in a pool, a team whose coins vest, delegators, and a network with a treasury; `ALLOCATION` is to be filled
/// in.
const COIN: &str = r#"
# Who has the coins?
horizon = "20 d"
[coin.alp]
market.pool = { coins = "80_000 alp", usd = "12_000 usd" }
emission.constant = { rate = "1 alp/h" }
ALLOCATION
[network.net]
coin = "alp"
unbonding = "2 d"
[gateway.front]
networks = ["net"]
[nodes.miners]
count = 5
cost = "0.01 usd/h"
sells = "all"
stake.net = "1_000 alp"
[users.all]
gateway = "front"
arrival.poisson = { rate = "1 /min" }
demand.work = { exponential = "1 s" }
[holders.team]
TEAM
review = "1 d"
vesting = { share = "90 %", over = "30 d", cliff = "5 d", every = "7 d" }
rule.sells = { share = "50 %" }
[delegators.crowd]
CROWD
review = "12 h"
"#;

fn play(allocation: &str, team: &str, crowd: &str) -> (scenario::Checked, world::outcome::Outcome) {
    let text = COIN.replace("ALLOCATION", allocation).replace("TEAM", team).replace("CROWD", crowd);
    let checked = support::open_text(&text, &[]);
    let outcome = support::simulate(&checked.scenario, 0);
    (checked, outcome)
}

const STATED: [&str; 3] = ["genesis = 1_000_000", "coins = \"100_000 alp\"", "stake = \"50_000 alp\""];

#[test]
fn a_table_of_who_has_what_is_the_same_as_amounts_stated_by_their_owners() {
    let (_, stated) = play(STATED[0], STATED[1], STATED[2]);
    let table =
        "genesis = { market = \"850_000 alp\", holders.team = \"100_000 alp\", delegators.crowd = \"50_000 alp\" }";
    let (_, split) = play(table, "", "");
    assert_eq!(stated.fingerprints, split.fingerprints);
    assert_eq!(
        stated.values.iter().map(|v| v.map(f64::to_bits)).collect::<Vec<_>>(),
        split.values.iter().map(|v| v.map(f64::to_bits)).collect::<Vec<_>>()
    );
    // A treasury of the start is a part of it, too.
    let table = "genesis = { market = \"840_000 alp\", holders.team = \"100_000 alp\", delegators.crowd = \"50_000 alp\", \
         treasury.net = \"10_000 alp\" }";
    let (checked, given) = play(table, "", "");
    let treasury = |checked: &scenario::Checked, outcome: &world::outcome::Outcome| {
        support::value(&checked.scenario, outcome, "treasury_coins[network.net]").expect("it exists")
    };
    let (plain, before) = play(STATED[0], STATED[1], STATED[2]);
    assert!((treasury(&checked, &given) - treasury(&plain, &before) - 10_000.0).abs() < 1e-6);
}

#[test]
fn every_coin_is_free_or_bonded_or_vests_or_waits() {
    let (checked, outcome) = play(STATED[0], STATED[1], STATED[2]);
    let of = |label: &str| support::value(&checked.scenario, &outcome, label).expect("it exists");
    let parts = [
        "circulating_coins[coin.alp]",
        "bonded_coins[network.net]",
        "unbonding_coins[network.net]",
        "treasury_coins[network.net]",
        "vesting_coins[holders.team]",
        "escrow_coins[coin.alp]",
    ];
    let sum: f64 = parts.iter().map(|part| of(part)).sum();
    assert!((sum - of("supply_coins[coin.alp]")).abs() < 1e-6, "{sum}");
    // After 5 + 7 + 7 days, 19 of 30 are free.
    assert!((of("vesting_coins[holders.team]") - 90_000.0 * 11.0 / 30.0).abs() < 1e-6);
}

/// Rows of a file are not an order of events: whoever reviews, mints or frees at an instant does so by its step.
#[test]
fn tables_in_any_order_are_the_same_money() {
    let text = |swapped: bool| {
        let head = "horizon = \"9 d\"\n";
        let team = "[holders.team]\ncoins = \"10_000 alp\"\nreview = \"6 h\"\nvesting = { over = \"8 d\", every = \"6 h\" }\n\
             rule.sells = { share = \"10 %\" }\n";
        let value = "[holders.value]\nusd = \"9_000 usd\"\nreview = \"6 h\"\nrule.value = { price = \"0.15 usd\", depth = \"50 usd/%\" }\n";
        let coin = "[coin.alp]\nepoch = \"6 h\"\nmarket.pool = { coins = \"80_000 alp\", usd = \"12_000 usd\" }\n\
             feed.every = \"6 h\"\nemission.constant = { rate = \"10 alp/h\" }\n";
        let rest = "[network.net]\ncoin = \"alp\"\n[nodes.a]\ncount = 3\nstake.net = \"100 alp\"\nsells = \"all\"\nreview = \"6 h\"\n";
        let tables = if swapped { [rest, value, coin, team] } else { [coin, team, value, rest] };
        format!("{head}{}", tables.concat())
    };
    let (one, two) = (support::open_text(&text(false), &[]), support::open_text(&text(true), &[]));
    let (a, b) = (support::simulate(&one.scenario, 3), support::simulate(&two.scenario, 3));
    for column in catalogue::columns(&one.scenario) {
        let label = column.label();
        let of = |checked: &scenario::Checked, outcome| support::value(&checked.scenario, outcome, &label);
        assert_eq!(of(&one, &a).map(f64::to_bits), of(&two, &b).map(f64::to_bits), "{label}");
    }
}

/// What an operator gets of 90 coins an hour that are shared by a score, with one node of its own and four of another.
fn shares(by: &str, stakes: [&str; 2]) -> [f64; 2] {
    let text = format!(
        "horizon = \"2 h\"\n[coin.alp]\nmarket.fixed = {{ price = \"1 usd\" }}\nemission.constant = {{ rate = \"90 alp/h\" }}\n\
         sharing.by = {by}\n[network.net]\ncoin = \"alp\"\n[nodes.one]\ncount = 1\nstake.net = \"{}\"\n\
         [nodes.four]\ncount = 4\noperators = 1\nstake.net = \"{}\"\n",
        stakes[0], stakes[1]
    );
    let checked = support::open_text(&text, &[]);
    let outcome = support::simulate(&checked.scenario, 0);
    let of = |label: &str| support::value(&checked.scenario, &outcome, label).expect("it exists");
    [of("earned_usd_h[nodes.one]"), 4.0 * of("earned_usd_h[nodes.four]")]
}

#[test]
fn a_score_of_stake_alone_pays_as_its_exponent_says() {
    let near = |found: [f64; 2], expected: [f64; 2]| {
        assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-4), "{found:?}, not {expected:?}");
    };
    // Four parts of a stake weigh m^(1 - b) times as much as the whole.
    near(shares("{ work = 0, stake = 1 }", ["400 alp", "100 alp"]), [45.0, 45.0]);
    near(shares("{ work = 0, stake = 0.5 }", ["400 alp", "100 alp"]), [30.0, 60.0]);
    near(shares("{ work = 0, stake = 2 }", ["400 alp", "100 alp"]), [72.0, 18.0]);
    // A linear score is what stakes give.
    near(shares("{ work = 0, stake = 1 }", ["100 alp", "200 alp"]), shares("\"stake\"", ["100 alp", "200 alp"]));
    // Whoever would get more than half gets half, and the treasury has the rest.
    near(shares("{ work = 0, stake = 1, most = \"50 %\" }", ["100 alp", "200 alp"]), [10.0, 45.0]);
    near(shares("{ work = 0, stake = 1, most = \"5 %\" }", ["100 alp", "200 alp"]), [4.5, 4.5]);
    // Nobody worked.
    near(shares("{ work = 1, stake = 1 }", ["100 alp", "200 alp"]), [0.0, 0.0]);
}

/// Ten times as many coins, each worth a tenth, are the same economy: amounts of coins are ten times as large and
/// prices a tenth, and all else is as it was but for what rounding to base units shifts.
#[test]
fn ten_times_as_many_coins_are_the_same_economy() {
    let play = |times: u32| {
        let coins = |amount: u32| format!("\"{} alp\"", amount * times);
        let text = format!(
            "horizon = \"8 d\"\n[coin.alp]\ndecimals = 9\n\
             genesis = {{ market = {}, holders.team = {}, delegators.crowd = {}, treasury.net = {} }}\n\
             market.pool = {{ coins = {}, usd = \"12_000 usd\", fee = \"0.3 %\" }}\n\
             emission.constant = {{ rate = \"{} alp/h\" }}\n\
             [network.net]\ncoin = \"alp\"\nunbonding = \"1 d\"\n\
             pricing.posted = {{ request = \"0.01 usd/request\" }}\npayout.fee_split = {{ burn = \"10 %\", treasury = \"5 %\" }}\n\
             verification.spot.spot_check = {{ rate = \"20 %\", false_positive = \"1 %\" }}\n\
             slashing.wrong_answer.fixed = {{ share = \"2 %\" }}\n\
             [nodes.miners]\ncount = 6\noperators = 3\ncost = \"0.02 usd/h\"\nsells.to_cover_costs = {{}}\ncommission = \"10 %\"\n\
             stake.net = {}\n\
             [users.all]\narrival.poisson = {{ rate = \"40 /h\" }}\ndemand.work = {{ exponential = \"1 s\" }}\n\
             [holders.team]\nvesting = {{ over = \"6 d\", every = \"1 d\" }}\nrule.sells = {{ share = \"30 %\" }}\n\
             [holders.value]\nusd = \"9_000 usd\"\nrule.value = {{ price = \"{} usd\", depth = \"60 usd/%\" }}\n\
             [delegators.crowd]\nchooses.yields = {{}}\nsells.share = {{ share = \"50 %\" }}\n",
            coins(200_000),
            coins(20_000),
            coins(30_000),
            coins(5_000),
            coins(80_000),
            12 * times,
            coins(1_000),
            0.15 / f64::from(times),
        );
        let checked = support::open_text(&text, &[]);
        let outcome = support::simulate(&checked.scenario, 1);
        (checked, outcome)
    };
    let ((one, a), (ten, b)) = (play(1), play(10));
    assert_eq!(a.requests, b.requests);
    let mut compared = 0;
    for column in catalogue::columns(&one.scenario) {
        let label = column.label();
        let of = |checked: &scenario::Checked, outcome| support::value(&checked.scenario, outcome, &label);
        let (Some(x), Some(y)) = (of(&one, &a), of(&ten, &b)) else {
            assert_eq!(of(&one, &a).is_some(), of(&ten, &b).is_some(), "{label}");
            continue;
        };
        let is_price = matches!(&*label, "price_usd[coin.alp]" | "price_min_usd[coin.alp]");
        let times = match &*column.name {
            _ if is_price => 0.1,
            name if name.contains("_coins") => 10.0,
            _ => 1.0,
        };
        assert!((y - times * x).abs() <= 1e-6 * (times * x).abs() + 1e-6, "{label}: {x} and {y}");
        compared += u32::from(x.abs() > 0.0);
    }
    assert!(compared > 60, "{compared} metrics have a value");
}

/// All of a treasury's coins earn `y C / (x + C)` from a pool of x coins and y usd, however the sales are cut.
#[test]
fn a_treasury_pays_what_its_coins_earn_and_owes_the_rest() {
    let play = |rate: &str, every: &str| {
        let text = format!(
            "horizon = \"20 d\"\n[coin.alp]\ngenesis = {{ market = \"1_000_000 alp\", treasury.net = \"50_000 alp\" }}\n\
             market.pool = {{ coins = \"40_000 alp\", usd = \"6_000 usd\" }}\n\
             [network.net]\ncoin = \"alp\"\nspending = {{ rate = \"{rate}\", every = \"{every}\" }}\n[nodes.n]\ncount = 1\n"
        );
        let checked = support::open_text(&text, &[]);
        let outcome = support::simulate(&checked.scenario, 0);
        ["treasury_coins[network.net]", "unpaid_usd[network.net]", "runway_d[network.net]", "price_usd[coin.alp]"]
            .map(|label| support::value(&checked.scenario, &outcome, label).expect("it exists"))
    };
    // 6,000 x 5 / 9 = 3,333.33 usd of the 4,000 that fall due.
    for every in ["1 d", "5 h", "4 d"] {
        let [coins, owes, runway, price] = play("200 usd/d", every);
        assert!(coins + runway < 1e-9, "{every}: {coins} {runway}");
        assert!((owes - 666.67).abs() < 0.01, "{every}: {owes}");
        assert!((price - 0.15 * (4.0_f64 / 9.0).powi(2)).abs() < 1e-6, "{every}: {price}");
    }
    // 2,000 usd: x y / (y - 2,000) = 60,000 coins are then in the pool, 20,000 of them the treasury's.
    let [coins, owes, runway, price] = play("100 usd/d", "1 d");
    assert!((coins - 30_000.0).abs() < 0.01 && owes < 1e-9, "{coins} {owes}");
    assert!((price - 4_000.0 / 60_000.0).abs() < 1e-6, "{price}");
    assert!((runway - 20.0).abs() < 0.01, "{runway}");
}

/// Ten nodes of two operators, which share 10 coins an hour at 1 usd and cost half of that.
#[test]
fn what_secures_a_network_is_what_its_formulas_say() {
    let text = "horizon = \"365 d\"\n[coin.alp]\ngenesis = 1_000_000\nmarket.fixed = { price = \"1 usd\" }\n\
        emission.constant = { rate = \"10 alp/h\" }\nepoch = \"1 d\"\n[network.net]\ncoin = \"alp\"\n\
        [nodes.small]\ncount = 5\noperators = 1\ncost = \"0.5 usd/h\"\nstake.net = \"100 alp\"\n\
        [nodes.large]\ncount = 5\noperators = 1\ncost = \"0.5 usd/h\"\nstake.net = \"300 alp\"\n";
    let checked = support::open_text(text, &[]);
    let outcome = support::simulate(&checked.scenario, 0);
    let near = |label: &str, expected: f64| {
        let found = support::value(&checked.scenario, &outcome, label).expect("it exists");
        assert!((found / expected - 1.0).abs() < 1e-6, "{label}: {found}, not {expected}");
    };
    // A third of 2,000 coins; shares of a quarter and three quarters.
    near("corruption_cost_usd[network.net]", 2_000.0 / 3.0);
    near("stake_hhi[network.net]", 0.0625 + 0.5625);
    near("stake_gini[network.net]", 0.25);
    near("stake_nakamoto[network.net]", 1.0);
    near("security_budget_usd_h", 10.0);
    // 87,600 coins in a year.
    near("supply_growth_y[coin.alp]", (1.0876_f64).ln());
    // Half a usd an hour each, of 0.5 and 1.5 usd that are minted.
    near("break_even_price_share[nodes.small]", 1.0);
    near("break_even_price_share[nodes.large]", 1.0 / 3.0);
}
