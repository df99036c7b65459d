//! What stake yields, what dilution leaves of it, how fast coins go round, and what tokens cost: by their formulas.

use scenario::Checked;
use world::outcome::Outcome;

use crate::support;

fn play(text: &str) -> (Checked, Outcome) {
    let checked = support::open_text(text, &[]);
    let outcome = support::simulate(&checked.scenario, 0);
    (checked, outcome)
}

fn value((checked, outcome): &(Checked, Outcome), name: &str) -> f64 {
    support::value(&checked.scenario, outcome, name).unwrap_or_else(|| panic!("{name} has no value"))
}

/// Base units that moved for some reasons.
fn flow(outcome: &Outcome, reasons: &[&str]) -> f64 {
    let flows = outcome.flows.iter().flatten().filter(|flow| reasons.contains(&flow.reason.name()));
    flows.map(|flow| flow.amount).sum::<i128>() as f64
}

#[test]
fn all_growth_to_stakers_is_a_yield_of_growth_over_their_share_and_a_loss_for_the_others() {
    // 100 coins a day are 3.65 % of a million a year, and 40 % of the supply are staked.
    let (growth, share) = (0.0365, 0.4);
    let year = play(
        "horizon = \"365 d\"\npoints = 10\n[coin.alp]\ngenesis = 1_000_000\ndecimals = 9\n\
         emission.constant = { rate = \"100 alp/d\" }\n[network.net]\ncoin = \"alp\"\n\
         [nodes.home]\ncount = 40\nstake.net = \"10_000 alp\"\n",
    );
    let nominal = value(&year, "nominal_yield_y[network.net]");
    assert!((nominal - growth / share).abs() < 1e-9, "{nominal}");
    assert!(value(&year, "real_yield_y[network.net]").abs() < 1e-12);
    let diluted = value(&year, "diluted_yield_y[network.net]");
    assert!((diluted - ((1.0 + growth / share) / (1.0 + growth) - 1.0)).abs() < 1e-9, "{diluted}");
    let unstaked = value(&year, "unstaked_yield_y[coin.alp]");
    assert!((unstaked - (1.0 / (1.0 + growth) - 1.0)).abs() < 1e-9, "{unstaked}");
    assert!((value(&year, "subsidy_share") - 1.0).abs() < 1e-12);
}

#[test]
fn stake_counts_for_as_long_as_it_is_bonded() {
    let text = |restakes: bool| {
        format!(
            "horizon = \"100 d\"\n[coin.alp]\ngenesis = 1_000_000\ndecimals = 9\nemission.constant = {{ rate = \"100 alp/d\" }}\n\
             [network.net]\ncoin = \"alp\"\n[nodes.home]\ncount = 10\nstake.net = \"1_000 alp\"\nrestakes = {restakes}\n"
        )
    };
    let held = play(&text(false));
    assert!((value(&held, "nominal_yield_y[network.net]") - 36_500.0 / 10_000.0).abs() < 1e-6);
    // What is restaked grows in a line from 10,000 to 20,000: 15,000 on average, up to half an epoch.
    let restaked = value(&play(&text(true)), "nominal_yield_y[network.net]");
    assert!((restaked - 36_500.0 / 15_000.0).abs() < 1e-3, "{restaked}");
}

/// Users who pay 0.5 usd a request for plain work; nodes with stakes.
const PAID: &str = "horizon = \"5 d\"\nwarm_up = \"1 d\"\nstudy = \"steady\"\npoints = 10\n[coin.alp]\ngenesis = 100_000\n\
    market.fixed = { price = \"0.25 usd\" }\n[network.net]\ncoin = \"alp\"\npricing.posted = { request = \"0.5 usd/request\" }\n\
    payout.fee_split = { treasury = \"10 %\", burn = \"20 %\" }\n[gateway.front]\nnetworks = [\"net\"]\ntake = \"10 %\"\n\
    [nodes.home]\ncount = 10\nstake.net = \"1_000 alp\"\n\
    [users.all]\ngateway = \"front\"\narrival.poisson = { rate = \"1 /min\" }\ndemand.work = { exponential = \"1 s\" }\n";

#[test]
fn the_real_yield_is_what_nodes_get_of_fees_over_their_stake() {
    let run = play(PAID);
    let real = value(&run, "real_yield_y[network.net]");
    assert!((real - value(&run, "nominal_yield_y[network.net]")).abs() < 1e-12);
    // 2 coins a request: a tenth for the gateway, and seven tenths of the rest for nodes.
    let answers = value(&run, "answered_rps") * 4.0 * 86_400.0;
    let expected = answers * 2.0 * 0.9 * 0.7 / (10_000.0 * 4.0 / 365.0);
    assert!((real / expected - 1.0).abs() < 1e-9, "{real} {expected}");
}

#[test]
fn the_velocity_is_what_was_paid_for_service_over_what_circulates() {
    let (checked, outcome) = play(&PAID.replace("warm_up = \"1 d\"\nstudy = \"steady\"\n", ""));
    let paid = flow(&outcome, &["fee", "take", "treasury", "fee_burn", "checking"]) / 1e6;
    let run = (checked, outcome);
    let circulating = value(&run, "circulating_coins[coin.alp]");
    let velocity = value(&run, "velocity_y[coin.alp]");
    assert!((velocity / (paid / circulating * 365.0 / 5.0) - 1.0).abs() < 1e-9, "{velocity}");
}

#[test]
fn a_market_by_the_equation_of_exchange_has_the_velocity_that_it_assumes() {
    // 2,740 requests a day at 0.02 usd pay about what 10,000 coins at 0.2 usd turn over at 10 a year.
    let run = play(
        "horizon = \"20 d\"\n[coin.alp]\ngenesis = 10_000\ndecimals = 9\n\
         market.quantity_theory = { price = \"0.2 usd\", velocity = 10, half_life = \"1 d\" }\n\
         [network.net]\ncoin = \"alp\"\npricing.posted = { request = \"0.02 usd/request\" }\n[gateway.front]\nnetworks = [\"net\"]\n\
         [nodes.home]\ncount = 2\nsells = \"all\"\n\
         [users.all]\ngateway = \"front\"\narrival.poisson = { rate = \"0.0317 /s\" }\ndemand.work = { exponential = \"1 s\" }\n",
    );
    let velocity = value(&run, "velocity_y[coin.alp]");
    assert!((velocity - 10.0).abs() < 0.2, "{velocity}");
}

#[test]
fn a_million_tokens_cost_what_their_prices_say() {
    let run = play(
        "horizon = \"1 h\"\n[coin.alp]\nmarket.fixed = { price = \"0.5 usd\" }\n[network.net]\ncoin = \"alp\"\n\
         pricing.posted = { prompt = \"0.2 usd/Mtok\", output = \"0.8 usd/Mtok\" }\n[gateway.front]\nnetworks = [\"net\"]\n\
         [hardware.a100]\nmemory = \"80 GiB\"\nbandwidth = \"2039 GB/s\"\nthroughput = \"312 TFLOP/s\"\n\
         [llm.small]\nparameters = 8_000_000_000\nweights = \"16 GB\"\ncache = \"128 KiB\"\n\
         [nodes.home]\ncount = 2\nhardware = \"a100\"\nqueueing = \"continuous_batching\"\n\
         [users.chat]\ngateway = \"front\"\narrival.poisson = { rate = \"1 /s\" }\n\
         demand.tokens = { prompt = 300, output = 100 }\n",
    );
    // 300 read at 0.2 and 100 written at 0.8 usd a million: 140 millionths for 400 tokens, of which 100 are output.
    // Coins are whole millionths, each fee rounded.
    let all = value(&run, "cost_per_million_tokens_usd");
    let output = value(&run, "cost_per_million_output_tokens_usd");
    assert!((all - 0.35).abs() < 0.002 && (output - 1.4).abs() < 0.008, "{all} {output}");
}
