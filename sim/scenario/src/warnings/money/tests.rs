//! Scenarios of coins that may not mean what they say, with what is told of each.

use files::{Colour, Request};

/// A pool, a coin of fixed price, a network with stakes, and a network without a coin.
const PLAIN: &str = "# q?\nname = \"t\"\nhorizon = \"30 d\"\n[coin.alp]\ngenesis = 10_000\nmarket.pool = { coins = \
    \"1_000 alp\", usd = \"1_000 usd\" }\n[coin.fix]\n[network.a]\ncoin = \"alp\"\n[network.b]\n[nodes.n]\ncount = 2\n\
    networks = [\"a\"]\ncost = \"1 usd/h\"\nstake.a = \"100 alp\"\n[holders.fund]\ncoin = \"alp\"\ncoins = \"100 alp\"\n\
    usd = \"100 usd\"\nrule.value = { price = \"1 usd\", depth = \"1 usd/%\" }\n";

fn check(sets: &[&str], expected: &[&str]) {
    let sets = sets.iter().map(ToString::to_string).collect();
    let request = Request { file: "t.toml".into(), sets, ..Request::default() };
    let checked = crate::open_text(PLAIN, &request).unwrap_or_else(|r| panic!("{}", r.render(Colour::Plain)));
    assert_eq!(crate::warnings(&checked), expected);
}

#[test]
fn feeds_that_refuse_at_once_and_outages_that_nobody_notices_are_told() {
    check(&["coin.alp.feed={ every = \"5 min\", refuses_after = \"5 min\" }"], &[]);
    check(
        &["coin.alp.feed={ every = \"5 min\", refuses_after = \"4 min\" }"],
        &[
            "`coin.alp.feed` reads the price every 5 min and refuses requests when it is older than 4 min: they are refused before each reading; raise `refuses_after`, or lower `every`",
        ],
    );
    let dark = "weather.dark={ at = \"1 h\", feed_outage = { coin = \"fix\", lasts = \"5 h\" } }";
    check(
        &[dark],
        &[
            "`weather.dark.feed_outage` changes nothing: the price of fix never moves; give it a `market` whose price does, or a `price_crash`",
        ],
    );
    check(&[dark, "weather.crash={ at = \"2 h\", price_crash = { coin = \"fix\", by = \"5 %\" } }"], &[]);
    check(&[dark, "coin.fix.feed.refuses_after=4 h"], &[]);
    check(&[dark, "change.dear={ at = \"2 h\", set = { \"coin.fix.market.fixed.price\" = \"2 usd\" } }"], &[]);
}

#[test]
fn a_crash_whose_sellers_are_too_poor_is_told() {
    let crash = |by: &str, more: &str| {
        format!("weather.crash={{ at = \"1 h\", price_crash = {{ coin = \"alp\", by = \"{by}\"{more} }} }}")
    };
    // Of 1,000 coins 100 more leave 1 / 1.21 of the price.
    check(&[&crash("17 %", ", seller = \"fund\"")], &[]);
    check(
        &[&crash("75 %", ", seller = \"fund\"")],
        &[
            "`weather.crash.price_crash` takes 1000 alp sold into the pool, but `holders.fund` have 100 alp at the start, with which the price falls by 17.4 %; give them more `coins`",
        ],
    );
    check(&[&crash("75 %", "")], &[]);
    check(
        &[&crash("75 %", ""), "coin.alp.genesis=1_800"],
        &[
            "`weather.crash.price_crash` takes 1000 alp sold into the pool, but outsiders have 500 alp at the start, with which the price falls by 55.6 %; raise `coin.alp.genesis`, or name a `seller`",
        ],
    );
}

#[test]
fn a_pace_of_one_window_and_money_that_is_paid_on_once_are_told() {
    check(&["pace.requests=1 h of 30 d"], &[]);
    check(
        &["pace.requests=1 h of 31 d"],
        &[
            "`pace.requests` has one window, at the start: its period of 31 d is longer than the horizon of 30 d; shorten the period, or leave `pace` out",
        ],
    );
    check(
        &["pace={ requests = \"1 h of 6 h\", step = \"6 h\" }"],
        &[
            "`pace.step` is 6 h, but there are only 5 h between two windows: money is paid on once, when the next one begins; shorten it",
        ],
    );
}

#[test]
fn operators_who_earn_nothing_and_hardware_that_costs_nothing_are_told() {
    let bare = ["nodes.m={ count = 1, networks = [\"b\"], cost = \"1 usd/h\" }"];
    check(
        &[
            bare[0],
            "nodes.m.sells=all",
            "nodes.m.entry.hysteresis={ enters_above = \"25 %\", leaves_below = \"-10 %\", smooth = \"1 d\" }",
        ],
        &[
            "`nodes.m.sells.all` never sells: none of its networks has a coin; name the `coin` of one, or leave it out",
            "`nodes.m.entry.hysteresis` sees no income: none of its networks has a coin; name the `coin` of one, or leave it out",
        ],
    );
    let value = "nodes.n.entry.present_value={ horizon = \"365 d\" }";
    check(&[value, "nodes.n.capital={ price = \"9 usd\" }"], &[]);
    check(
        &[value],
        &[
            "`nodes.n.entry.present_value` compares with the price of hardware, which is 0: nodes come with any gain and go with any loss; set `nodes.n.capital`",
        ],
    );
}

#[test]
fn delegators_without_operators_and_commissions_without_delegators_are_told() {
    let crowd = "delegators.crowd={ network = \"a\", stake = \"100 alp\" }";
    check(&[crowd, "nodes.n.commission=5 %"], &[]);
    check(
        &[crowd, "nodes.n.stake=none"],
        &[
            "`delegators.crowd` have nobody to stake with: no nodes have a stake on the network `a`; give some a `stake.a`",
        ],
    );
    check(
        &["nodes.n.commission=5 %"],
        &[
            "`nodes.n.commission` is never taken: no delegators stake with these nodes; add a table `[delegators.crowd]`, or leave it out",
        ],
    );
}

#[test]
fn unbonding_that_only_delays_sales_is_told() {
    let entry = [
        "network.a.unbonding=5 d",
        "nodes.n.entry.hysteresis={ enters_above = \"25 %\", leaves_below = \"-10 %\", smooth = \"1 d\" }",
    ];
    check(
        &entry,
        &[
            "`network.a.unbonding` only delays when stakes are sold: nothing is slashed, and nodes go at once; set `network.a.serves_unbonding`, or add `slashing`",
        ],
    );
    check(&[entry[0], entry[1], "network.a.serves_unbonding=true"], &[]);
    check(&[entry[0], entry[1], "network.a.slashing.lie.fixed.share=5 %"], &[]);
    // The default says nothing of what was meant.
    check(&entry[1..], &[]);
}

#[test]
fn a_run_that_ends_before_its_slowest_clock_is_told() {
    let entry = "nodes.n.entry.hysteresis={ enters_above = \"25 %\", leaves_below = \"-10 %\", smooth = \"10 d\" }";
    check(&[entry], &[]);
    check(
        &[entry, "horizon=29 d"],
        &[
            "`horizon` is 29 d, less than 3 times the slowest clock, `nodes.n.entry.hysteresis.smooth` (10 d): what follows from it has hardly begun; lengthen the run, or shorten it",
        ],
    );
}

#[test]
fn settlements_that_cost_more_than_they_bring_and_claims_that_all_expire_are_told() {
    let flat = "network.a.pricing.posted={ request = \"0.01 usd/request\" }";
    check(&[flat, "network.a.settlement={ answer = {}, fee = \"0.01 usd\" }"], &[]);
    check(
        &[flat, "network.a.settlement={ answer = {}, fee = \"0.02 usd\" }"],
        &[
            "`network.a.settlement.fee` is 0.02 usd for each answer, and a request costs 0.01 usd: operators pay more than they get; settle in batches, as in `batch = { size = 20, age = \"15 min\" }`",
        ],
    );
    check(&[flat, "network.a.settlement={ batch = { size = 3 }, fee = \"0.02 alp\" }"], &[]);
    check(&["network.a.settlement={ batch = { idle = \"5 min\", size = 9 }, validity = \"5 min\" }"], &[]);
    check(
        &["network.a.settlement={ batch = { idle = \"5 min\" }, validity = \"5 min\" }"],
        &[
            "`network.a.settlement.validity` is 5 min, and every claim waits 5 min or longer: none is ever paid; shorten `batch.idle`, or set `batch.size` or `batch.age`",
        ],
    );
}

#[test]
fn a_buyback_out_of_fees_that_the_treasury_never_gets_is_told() {
    let buyback = "network.a.buyback={ coin = \"fix\", share = \"50 %\" }";
    check(
        &[buyback],
        &[
            "`network.a.buyback` never buys: it spends a share of the fees that the treasury gets, and that is none; set `network.a.payout.fee_split.treasury`",
        ],
    );
    check(&[buyback, "network.a.payout.fee_split.treasury=1 %"], &[]);
    check(&["network.a.buyback={ coin = \"fix\", rate = \"1 usd/d\" }"], &[]);
}

#[test]
fn an_insurance_that_never_gets_or_never_pays_is_told() {
    let crowd = "delegators.crowd={ network = \"a\", stake = \"100 alp\" }";
    let check_answers = "network.a.verification.spot.spot_check={ rate = \"5 %\" }";
    let fees = "network.a.payout.fee_split.insurance=5 %";
    check(&["network.a.insurance={ delegators = \"50 %\", wrong_answer = 2 }", fees, crowd, check_answers], &[]);
    check(
        &["network.a.insurance={ delegators = \"50 %\", wrong_answer = 2 }"],
        &[
            "`network.a.insurance` never has anything to pay with; give it a `reserve`, a part of fees (`network.a.payout.fee_split.insurance`), or slashes (`destination = \"insurance\"`)",
            "`network.a.insurance.wrong_answer` never pays: no answer is checked; add a `verification`",
            "`network.a.insurance.delegators` never pays: nobody delegates stake on the network; add a table `[delegators.crowd]`, or leave it out",
        ],
    );
    check(
        &["network.a.insurance={ wrong_answer = 2 }", fees, check_answers, "pace={ requests = \"1 h of 1 d\" }"],
        &[
            "`network.a.insurance` gets fees between windows of requests, and no claims: they are not paid on; leave `pace` out to see whether it lasts",
        ],
    );
}

#[test]
fn nodes_that_move_and_see_nothing_are_told() {
    let several = "nodes.n.networks=[\"a\", \"b\"]";
    check(&["nodes.m={ count = 2, cost = \"1 usd/h\" }", several, "nodes.n.migration=best"], &[]);
    check(
        &[several, "nodes.n.migration.best={ start = \"a\", smooth = \"1 d\" }"],
        &[
            "`nodes.n.migration.best` never leads to `b`, number 2 of their networks: nobody is there at the start, so that nobody sees what it pays; leave `start` out, or add a group that serves it",
        ],
    );
    check(
        &[
            "network.c={}",
            "nodes.m={ count = 4, networks = [\"b\", \"c\"], cost = \"1 usd/h\", migration.best = { smooth = \"1 d\" } }",
        ],
        &[
            "`nodes.m.migration.best` sees no income: none of its networks has a coin; name the `coin` of one, or leave it out",
        ],
    );
    check(
        &[several, "nodes.n.migration=best", "horizon=20 d"],
        &[
            "`horizon` is 20 d, less than 3 times the slowest clock, `nodes.n.migration.best.smooth` (7 d): what follows from it has hardly begun; lengthen the run, or shorten it",
        ],
    );
}

#[test]
fn sentences_that_come_too_late_are_told() {
    let rule = |of: &str| format!("network.a.slashing.lie={of}");
    check(&[&rule("{ correlated = { after = \"18 d\" } }")], &[]);
    check(
        &[&rule("{ correlated = { after = \"22 d\" } }")],
        &[
            "`network.a.slashing.lie` is judged up to 22 d after an offence, and a stake that leaves is free after 21 d: who leaves in time pays nothing; raise `network.a.unbonding`, or judge sooner",
        ],
    );
    check(&[&rule("{ concurrent = { session = \"1 d\", after = \"27 d\" } }"), "network.a.unbonding=28 d"], &[]);
}

#[test]
fn rules_that_can_never_fire_are_refused() {
    let refused = |of: &str, message: &str| {
        let sets = vec![format!("network.a.slashing.lie={of}")];
        let request = Request { file: "t.toml".into(), sets, ..Request::default() };
        let told = crate::open_text(PLAIN, &request).expect_err("it can never fire").render(Colour::Plain);
        assert!(told.contains(message), "{told}");
    };
    // Gonka's live test of 2026: both shares are 99 % (reference/results.md D57).
    refused("{ sprt = { expected = \"99 %\", guilty = \"99 %\" } }", "it can never convict");
    refused("{ concurrent = { free = \"100 %\" } }", "it can never take anything");
    refused("{ correlated = { window = \"1 d\", after = \"2 d\" } }", "nobody counts");
    refused("{ graded = { steps = [] } }", "without steps it takes nothing");
}
