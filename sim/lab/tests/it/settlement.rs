//! How claims on what users have set aside become coins of nodes, in whole scenarios.

use scenario::Checked;
use world::outcome::Outcome;
use world::replication::Replication;

use crate::support;

/// One operator that answers as a Poisson process of 2 a second, at a tenth of a usd each; what its network says more.
fn scenario(network: &str, tables: &str) -> Checked {
    // As many slots as never all are busy: answers leave as requests come (the output of M/G/inf).
    let text = format!(
        "horizon = \"20_000 s\"\npoints = 4\n[coin.alp]\nmarket.fixed = {{ price = \"0.5 usd\" }}\n\
         [network.net]\ncoin = \"alp\"\npricing.posted = {{ request = \"0.1 usd/request\" }}\n{network}\n\
         [gateway.front]\nnetworks = [\"net\"]\ntake = \"10 %\"\n[nodes.servers]\ncount = 1\nqueueing.fcfs.slots = 64\n\
         [users.all]\ngateway = \"front\"\narrival.poisson = {{ rate = \"2 /s\" }}\ndemand.work = {{ exponential = \"1 s\" }}\n\
         {tables}\n"
    );
    support::open_text(&text, &[])
}

/// Requests of a run: 2 a second for 20,000 s.
const N: f64 = 40_000.0;
const RATE: f64 = 2.0;

fn play(checked: &Checked) -> Outcome {
    support::simulate(&checked.scenario, 0)
}

fn value(checked: &Checked, outcome: &Outcome, label: &str) -> f64 {
    support::value(&checked.scenario, outcome, label).unwrap_or_else(|| panic!("`{label}` has no value"))
}

/// The fee of a settlement for each answer that is paid, over the fee of one; and the mean wait of a claim \[s\].
fn measured(settlement: &str) -> (f64, f64) {
    let checked = scenario(&format!("settlement = {{ {settlement}, fee = \"0.001 usd\" }}"), "");
    let outcome = play(&checked);
    let of = |label: &str| value(&checked, &outcome, label);
    let paid = of("claims_per_settlement[network.net]") * of("settlements_per_h[network.net]");
    let fee = of("settlement_usd_h[network.net]") / 0.001 / paid;
    (fee, of("claim_wait_mean_s[network.net]"))
}

fn near(what: &str, found: f64, expected: f64, error: f64) {
    assert!((found - expected).abs() < error, "{what}: {found}, not {expected} +- {error}");
}

/// Batches of n claims cost 1 / n of a fee each, and claims wait (n - 1) / (2 r).
#[test]
fn batches_of_a_size_share_a_fee_and_wait_for_the_last() {
    for n in [2.0, 20.0, 200.0] {
        let (fee, wait) = measured(&format!("batch = {{ size = {n} }}"));
        near("fee", fee, 1.0 / n, 1e-9);
        // A batch lasts (n - 1) / r with a standard deviation of sqrt(n - 1) / r; there are N / n of them.
        let error = ((n - 1.0) / (N / n)).sqrt() / RATE;
        near("wait", wait, (n - 1.0) / (2.0 * RATE), 4.0 * error);
    }
}

/// Batches that end by the age a of their first claim hold 1 + r a; claims wait a (1 + r a / 2) / (1 + r a).
#[test]
fn batches_of_an_age_hold_the_first_and_what_comes_meanwhile() {
    for age in [0.5, 5.0, 50.0] {
        let (fee, wait) = measured(&format!("batch = {{ age = \"{age} s\" }}"));
        let mean = 1.0 + RATE * age;
        // The number in a batch has the variance r a; there are N / (1 + r a) batches.
        let error = (RATE * age / (N / mean)).sqrt() / mean;
        near("fee", fee * mean, 1.0, 4.0 * error);
        near("wait", wait / age, (1.0 + RATE * age / 2.0) / mean, 4.0 / N.sqrt());
    }
}

/// Batches that end when nothing was added for t hold e^(r t) on average: gaps are longer with chance e^(-r t).
#[test]
fn batches_that_end_idle_are_runs_of_short_gaps() {
    for idle in [0.25, 1.0] {
        let (fee, _) = measured(&format!("batch = {{ idle = \"{idle} s\" }}"));
        let chance = (-RATE * idle).exp();
        near("fee", fee, chance, 4.0 * (chance * (1.0 - chance) / N).sqrt());
    }
}

/// Sessions of T with an answer are 1 - e^(-r T) of all; claims wait T / 2.
#[test]
fn sessions_are_settled_at_their_end_if_there_was_an_answer() {
    for session in [0.5, 10.0] {
        let (fee, wait) = measured(&format!("session = {{ every = \"{session} s\" }}"));
        let expected = (1.0 - (-RATE * session).exp()) / (RATE * session);
        near("fee", fee, expected, 4.0 * expected / N.sqrt());
        near("wait", wait, session / 2.0, 4.0 * session / (12.0 * N).sqrt());
    }
}

/// What is settled at the end of a session of T is void if it was signed more than v before: of what comes at any time
/// of a session and was asked for w before, the share (T - v + w) / T.
#[test]
fn the_share_of_a_session_that_is_older_than_what_was_signed_is_never_paid() {
    let (session, validity) = (100.0, 60.0);
    let settlement = format!(
        "settlement = {{ session = {{ every = \"{session} s\" }}, validity = \"{validity} s\", fee = \"0.001 usd\" }}"
    );
    let checked = scenario(&settlement, "");
    let outcome = play(&checked);
    let of = |label: &str| value(&checked, &outcome, label);
    // Answers take a second on average: the request of one that came at the last valid moment was sent before.
    let expected = (session - validity + 1.0) / session;
    let worth = RATE * 0.1 * 3_600.0;
    let void = of("uncollected_expired_usd_h[network.net]");
    near("void", void / worth, expected, 4.0 * (expected * (1.0 - expected) / N).sqrt() + 0.005);
    near("in all", of("uncollected_usd_h[network.net]"), void, 1e-9);
    near("gateway", of("uncollected_usd_h[gateway.front]"), void * 0.1, 1e-6);
    near("nodes", of("uncollected_usd_h[nodes.servers]"), void * 0.9, 1e-6);
    // One operator: one settlement a session, whatever is void of it.
    near("settlements", of("settlements_per_h[network.net]"), 3_600.0 / session, 1e-6);
}

/// Answers that take longer than what was signed is valid are void though they are settled at once.
#[test]
fn an_answer_that_takes_longer_than_what_was_signed_is_served_for_nothing() {
    let checked = scenario("settlement = { answer = {}, validity = \"1 s\" }", "");
    let outcome = play(&checked);
    let void = value(&checked, &outcome, "uncollected_usd_h[network.net]") / (RATE * 0.1 * 3_600.0);
    let chance = (-1.0_f64).exp();
    near("void", void, chance, 4.0 * (chance / N).sqrt() + 0.005);
}

/// A settlement of each answer that costs nothing is no settlement at all, and batches pay the same coins in the end.
#[test]
fn settlement_moves_when_coins_are_paid_and_not_how_many() {
    let split = "payout.fee_split = { burn = \"20 %\", treasury = \"11 %\", checker = \"7 %\" }\n\
                 verification.spot.spot_check = { rate = \"30 %\" }\n";
    let flows = |settlement: &str| {
        let checked = scenario(&format!("{split}{settlement}"), "");
        let outcome = play(&checked);
        let at_end = support::value(&checked.scenario, &outcome, "unsettled_coins[network.net]").unwrap_or(0.0);
        (outcome.fingerprints.money, value(&checked, &outcome, "burnt_coins[coin.alp]"), at_end)
    };
    let plain = flows("");
    // Free, by answer, and for ever valid but for a time that no run lasts: the same postings.
    assert_eq!(flows("settlement = { answer = {}, validity = \"365 d\" }"), plain);
    assert_eq!(flows("settlement = { answer = {}, fee = \"0 usd\" }"), plain);
    let batched = flows("settlement.batch = { size = 100 }");
    // Of what waits in the end, a burn of 20 % after the gateway's tenth is still to come; rounded down by answer.
    assert!(batched.2 > 0.0);
    near("burnt", batched.1 + batched.2 * 0.9 * 0.2, plain.1, 1e-3);
}

/// A fee in the coin is bought at the market and paid to everybody outside: it moves a pool as any purchase does.
#[test]
fn a_fee_in_the_coin_is_bought_where_the_coin_is_sold() {
    let with = |fee: &str, market: &str| {
        let checked = support::open_text(
            &format!(
                "horizon = \"2_000 s\"\n[coin.alp]\n{market}\n[network.net]\ncoin = \"alp\"\n\
                 pricing.posted = {{ request = \"0.1 usd/request\" }}\nsettlement = {{ batch = {{ size = 10 }}, fee = \"{fee}\" }}\n\
                 [gateway.front]\nnetworks = [\"net\"]\n[nodes.servers]\ncount = 4\nsells = \"all\"\nreview = \"5 min\"\n\
                 [users.all]\ngateway = \"front\"\narrival.poisson = {{ rate = \"4 /s\" }}\ndemand.work = \"0.5 s\"\n"
            ),
            &[],
        );
        let outcome = play(&checked);
        let of = |label: &str| value(&checked, &outcome, label);
        (of("settlement_usd_h[network.net]"), of("settlements_per_h[network.net]"), of("price_usd[coin.alp]"))
    };
    let fixed = "market.fixed = { price = \"0.5 usd\" }";
    let (in_coin, in_usd) = (with("0.02 alp", fixed), with("0.01 usd", fixed));
    assert_eq!(in_coin.1.to_bits(), in_usd.1.to_bits());
    near("worth", in_coin.0, in_usd.0, 1e-9);
    near("a fee a settlement", in_usd.0, 0.01 * in_usd.1, 1e-9);
    let pool = "market.pool = { coins = \"1_000 alp\", usd = \"500 usd\", fee = \"0 %\" }";
    let (none, some) = (with("0 alp", pool).2, with("1 alp", pool).2);
    assert!(some > none * 1.05, "{none} {some}");
}

/// Claims survive that their node leaves for good: its operator has the coins once they are settled.
#[test]
fn claims_of_nodes_that_left_are_settled_and_no_law_is_broken() {
    let text = "horizon = \"3_000 s\"\n[coin.alp]\n[network.net]\ncoin = \"alp\"\npricing.posted = { request = \"0.1 usd/request\" }\n\
                payout.fee_split = { checker = \"20 %\" }\nverification.vote.committee = { seats = 3 }\n\
                settlement = { batch = { size = 40, age = \"4 min\" }, fee = \"0.001 usd\" }\n\
                [gateway.front]\nnetworks = [\"net\"]\n[nodes.servers]\ncount = 12\noperators = 3\n\
                churn.joins = { rate = \"60 /h\", life = { exponential = \"5 min\" } }\n\
                [users.all]\ngateway = \"front\"\narrival.poisson = { rate = \"3 /s\" }\ndemand.work = \"1 s\"\n";
    let checked = support::open_text(text, &[]);
    let mut run = Replication::new(checked.scenario.clone(), 0);
    let mut events = 0_u32;
    while run.step(checked.scenario.horizon, &mut |_| ()).expect("no law is broken") {
        events += 1;
        if events.is_multiple_of(500) {
            run.audit().expect("all tables agree");
        }
    }
    let outcome = run.finish().expect("the books balance");
    assert!(value(&checked, &outcome, "settlements_per_h[network.net]") > 0.0);
}

/// Between windows of requests operators go on paying for settlements as in the last one.
#[test]
fn what_settlements_cost_is_paid_on_between_windows() {
    let of = |pace: &str| {
        let text = format!(
            "horizon = \"4 d\"\n{pace}\n[coin.alp]\n[network.net]\ncoin = \"alp\"\n\
             pricing.posted = {{ request = \"0.1 usd/request\" }}\nsettlement = {{ batch = {{ size = 5, age = \"1 min\" }}, fee = \"0.001 usd\" }}\n\
             [gateway.front]\nnetworks = [\"net\"]\n[nodes.servers]\ncount = 4\n\
             [users.all]\ngateway = \"front\"\narrival.poisson = {{ rate = \"0.2 /s\" }}\ndemand.work = \"1 s\"\n"
        );
        let checked = support::open_text(&text, &[]);
        let outcome = play(&checked);
        value(&checked, &outcome, "settlement_usd_h[network.net]")
    };
    let (all, paced) = (of(""), of("pace.requests = \"1 h of 6 h\""));
    // About 2,400 settlements of eleven thousand requests in the windows.
    near("fees", paced / all, 1.0, 0.08);
}

/// Coins of M for each request, at a rate r and for W seconds, are r W M on average: Little's law of escrow.
#[test]
fn an_escrow_locks_what_little_says_and_pays_what_is_exact() {
    let of = |payment: &str| {
        let checked = scenario(payment, "");
        let outcome = play(&checked);
        let of = |label: &str| support::value(&checked.scenario, &outcome, label);
        (of("escrow_mean_coins[network.net]"), of("earned_usd_h[nodes.servers]"), of("answer_latency_mean_s"))
    };
    let ((none, exact, _), (some, earned, wait)) = (of(""), of("payment.escrow = { times = \"300 %\" }"));
    assert_eq!((none, exact.map(f64::to_bits)), (None, earned.map(f64::to_bits)));
    // 0.2 alp a request, three times.
    let expected = RATE * wait.unwrap() * 0.6;
    near("locked", some.unwrap() / expected, 1.0, 4.0 / N.sqrt());
}

/// Of N answers in a session, Poisson of mean m, those above an allowance of a are never paid: E(N - a)+ / m.
#[test]
fn what_is_served_beyond_an_allowance_is_never_paid() {
    let (session, allowed) = (10.0, 18.0);
    // Of a stake of 18 alp, a fifth for each node: 18 answers at 0.2 alp.
    let stake = format!("payment.stake = {{ amount = \"18 alp\", nodes = 5, session = \"{session} s\" }}");
    let checked = scenario(&stake, "");
    let outcome = play(&checked);
    let of = |label: &str| value(&checked, &outcome, label);
    let mean = RATE * session;
    let (mut chance, mut over) = ((-mean).exp(), 0.0);
    for n in 1..200 {
        chance *= mean / f64::from(n);
        over += chance * (f64::from(n) - allowed).max(0.0);
    }
    let (worth, unpaid) = (RATE * 0.1 * 3_600.0, of("uncollected_allowance_usd_h[network.net]"));
    let sessions = 20_000.0 / session;
    near("unpaid", unpaid / worth, over / mean, 4.0 * (mean / sessions).sqrt() / mean);
    near("nodes bear it", of("uncollected_usd_h[nodes.servers]"), 0.9 * unpaid, 1e-6);
    near("gateways bear it", of("uncollected_usd_h[gateway.front]"), 0.1 * unpaid, 1e-6);
    // What is left of the stake is locked.
    let (stake, circulating) = (of("payer_stake_coins[network.net]"), of("circulating_coins[coin.alp]"));
    assert!(stake > 0.0 && stake <= 18.0, "{stake}");
    let locked = stake + of("escrow_coins[coin.alp]");
    near("circulating", circulating, of("supply_coins[coin.alp]") - locked, 1e-6);
}

/// A stake that is never short of an allowance pays the price: nodes earn what they earn with exact payment.
#[test]
fn a_stake_that_is_large_enough_pays_the_price() {
    let of = |payment: &str| {
        let checked = scenario(payment, "");
        value(&checked, &play(&checked), "earned_usd_h[nodes.servers]")
    };
    let (exact, staked) = (of(""), of("payment.stake = { amount = \"1_000 alp\", nodes = 1, session = \"10 s\" }"));
    assert_eq!(exact.to_bits(), staked.to_bits());
}

/// Batches of sqrt(2 r f / (p c)) cost least where coins that wait cost c: the economic order quantity.
#[test]
fn the_batch_that_costs_least_is_the_economic_order_quantity() {
    // 0.1 usd an answer, 0.001 usd a settlement.
    let best = 20.0_f64;
    let cost_of_waiting = 2.0 * RATE * 0.001 / (best * best);
    let cost = |n: f64| {
        let (fee, wait) = measured(&format!("batch = {{ size = {n} }}"));
        fee * 0.001 + cost_of_waiting * wait
    };
    let (less, least, more) = (cost(best / 2.0), cost(best), cost(best * 2.0));
    near("least", least / (0.001 / best + cost_of_waiting * (best - 1.0) / (2.0 * RATE)), 1.0, 0.01);
    assert!(less > 1.2 * least && more > 1.2 * least, "{less} {least} {more}");
}

/// What a settlement costs may change while a world runs; that there are settlements at all may not.
#[test]
fn a_fee_may_change_live_and_whether_there_are_settlements_may_not() {
    let set = |settlement: &str, path: &str, value: &str| {
        let mut world = scenario(settlement, "").scenario;
        let changed = world.set(&format!("network.net.settlement.{path}"), &units::tree::Value::text(value));
        changed.map(|_| ()).map_err(|refused| refused.to_string())
    };
    let batches = "settlement.batch = { size = 3 }";
    assert_eq!(set(batches, "fee", "0.001 usd"), Ok(()));
    assert_eq!(set("settlement.fee = \"0 usd\"", "fee", "2 usd"), Ok(()));
    let refused = set("", "fee", "2 usd").expect_err("it is settled plainly");
    assert!(refused.ends_with("cannot change during a run; have a `settlement.fee` from the start on, as in `0 usd`"));
    assert!(set(batches, "batch.size", "7").is_err());
}
