//! New coins that vest: how many are locked, whose they are, and what becomes of them when nodes are gone.

use world::outcome::Outcome;
use world::scenario::Scenario;

use crate::support;

fn play(text: &str) -> (Scenario, Outcome) {
    let scenario = support::open_text(text, &[]).scenario;
    let outcome = support::simulate(&scenario, 0);
    (scenario, outcome)
}

fn value((scenario, outcome): &(Scenario, Outcome), name: &str) -> f64 {
    support::value(scenario, outcome, name).unwrap_or_else(|| panic!("{name} has no value"))
}

/// Base units that moved for a reason.
fn flow((_, outcome): &(Scenario, Outcome), reason: &str) -> i128 {
    outcome.flows.iter().flatten().filter(|flow| flow.reason.name() == reason).map(|flow| flow.amount).sum()
}

/// One node that gets 100 whole coins an hour, of which a part vests over nine hours.
fn alone(hours: u32, sharing: &str, rest: &str) -> String {
    format!(
        "horizon = \"{hours} h\"\n[coin.alp]\ndecimals = 0\nemission.constant = {{ rate = \"100 alp/h\" }}\n{sharing}\n\
         [network.net]\ncoin = \"alp\"\n[nodes.home]\ncount = 1\nstake.net = \"10 alp\"\nsells = \"all\"\nreview = \"1 h\"\n\
         {rest}"
    )
}

const VESTS: &str = "sharing.vesting = { share = \"77 %\", over = \"8.5 h\" }";

#[test]
fn what_is_locked_is_what_the_formula_says_while_it_grows_and_after() {
    for hours in [1, 5, 9, 10, 40] {
        let run = play(&alone(hours, VESTS, ""));
        // 77 an hour: 8 at each of nine ends, and 5 more at the first. Those of k hours ago have 9 - k ends to come.
        let locked: u32 = (0..hours.min(9)).map(|k| (9 - k) * 8 + if k == 0 { 5 } else { 0 }).sum();
        let found = value(&run, "locked_coins[network.net]");
        assert!((found - f64::from(locked)).abs() < 1e-9, "{hours} h: {found} against {locked}");
        // What is free has been sold, but for what came since the last review: one hour's at the most.
        let free = 100 * hours - locked;
        let sold = flow(&run, "sale");
        let usd: i128 = 1_000_000_000;
        let coins = sold / (usd + 1);
        assert!(coins <= free.into() && coins + 100 >= free.into(), "{coins} of {free}");
    }
}

#[test]
fn the_part_of_delegators_is_free() {
    let crowd = "[delegators.crowd]\nstake = \"30 alp\"\nchooses.fixed = {}\n";
    let run = play(&alone(30, VESTS, crowd));
    let (minted, passed, locked) = (flow(&run, "emission"), flow(&run, "reward"), flow(&run, "lock"));
    assert!(passed > 0, "three quarters less the commission");
    let own = minted - passed;
    assert!((own * 77 / 100 - locked).abs() <= 30, "{locked} of {own}");
}

#[test]
fn coins_outlast_the_nodes_that_earned_them() {
    // Mostly nobody is there: what becomes free then is sold at once.
    let leaves = "churn.joins = { rate = \"0.05 /h\", life = \"3 h\" }\n";
    let run = play(&alone(400, VESTS, leaves));
    let locked = value(&run, "locked_coins[network.net]") as i128;
    let (sold, freed) = (sold_from_locked(&run), flow(&run, "unlock"));
    assert_eq!(flow(&run, "lock"), freed + sold + locked);
    assert!(sold > 2 * freed && freed > 0, "{sold} {freed}");
}

/// Coins that were sold as they became free.
fn sold_from_locked((_, outcome): &(Scenario, Outcome)) -> i128 {
    let is_locked = |party: &state::ledger::Party| matches!(party, state::ledger::Party::Locked(_));
    let flows = outcome.flows.iter().flatten();
    flows.filter(|flow| is_locked(&flow.from) && flow.reason.name() == "sale").map(|flow| flow.amount).sum()
}
