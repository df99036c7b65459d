//! Closed forms that `check` prints, each against what small scenarios do.
//!
//! `UPDATE_DOCS=1 cargo test -p windtunnel-lab --test it closed_forms` writes `docs/closed_forms.md` anew.

mod scenes;
mod table;

use std::collections::BTreeSet;
use std::fs;

use scenario::closed_form::forms;

use crate::support;
use scenes::{UNPLAYED, priced, scenes};

const REMEDY: &str = "write it with `UPDATE_DOCS=1 cargo test -p windtunnel-lab --test it closed_forms`";

#[test]
fn forms_hold_where_they_are_played_and_the_document_shows_it() {
    let played = table::play();
    let broken: Vec<String> = played.iter().filter(|played| !played.holds()).map(table::Played::text).collect();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    let (path, text) = (support::root().join("docs/closed_forms.md"), table::document(&played));
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &text).expect("docs/closed_forms.md can be written");
    }
    assert!(fs::read_to_string(&path).unwrap_or_default() == text, "docs/closed_forms.md is of other runs; {REMEDY}");
}

/// Whatever a shipped scenario has a form of is in the table, or among those that say why they are not.
#[test]
fn every_form_is_played_or_says_why_not() {
    let played: BTreeSet<&str> = scenes().iter().flat_map(|scene| scene.rows.iter().map(|row| row.form)).collect();
    let unplayed = UNPLAYED.map(|form| form.0);
    assert!(unplayed.iter().all(|name| !played.contains(name)), "{unplayed:?}");
    for name in support::shipped() {
        for form in forms(&support::open(&name, &[]).scenario) {
            assert!(
                played.contains(form.name) || unplayed.contains(&form.name),
                "{name}: no scene plays {}",
                form.name
            );
        }
    }
}

/// The numbers that the studies give, by hand: `trust/verifiers_dilemma.toml`, `trust/forced_errors.toml`.
#[test]
fn looks_pay_from_so_many_cheats_on() {
    let value = |file: &str, sets: &[&str], name: &str| {
        let checked = support::open(file, sets);
        forms(&checked.scenario).iter().find(|form| form.name == name).map(|form| form.value)
    };
    let close = |found: Option<f64>, expected: f64| {
        assert!(found.is_some_and(|found| (found - expected).abs() < 1e-9), "{found:?}, not {expected}");
    };
    let file = "trust/verifiers_dilemma.toml";
    close(value(file, &[], "wrong_for_a_look_share"), 0.2);
    close(value(file, &["network.alpha.slashing.reward.fixed.amount=0.04 alp"], "wrong_for_a_look_share"), 0.025);
    // Who answers for nothing saves 0.01 usd, against the fee of 0.01 and a slash of 0.04 usd.
    close(value(file, &[], "looks_for_honesty_share"), 0.2);
    let file = "trust/forced_errors.toml";
    close(value(file, &[], "wrong_for_a_look_share"), 0.0);
    let none = value(file, &["network.alpha.forced_errors.jackpot=0 alp"], "wrong_for_a_look_share");
    assert!(none.is_some_and(f64::is_infinite), "{none:?}");
}

#[test]
fn whatever_a_file_says_forms_have_values_and_sources() {
    let is_sound = |scenario: &world::scenario::Scenario, what: &str| {
        for form in forms(scenario) {
            assert!(
                !form.value.is_nan() && form.value >= 0.0 || matches!(form.theme, "pays" | "drift"),
                "{what}: {form:?}"
            );
            assert!(form.inputs.iter().all(|input| !input.1.is_nan()), "{what}: {form:?}");
            assert!(form.says.starts_with(&form.of) || form.theme == "horizon", "{what}: {form:?}");
        }
    };
    for name in support::shipped() {
        is_sound(&support::open(&name, &[]).scenario, &name);
    }
    let request = files::Request { file: "swarm.toml".into(), ..files::Request::default() };
    for seed in 0..300 {
        let checked = scenario::open_text(&lab::swarm::draw(seed, 100), &request).expect("swarm draws sound worlds");
        is_sound(&checked.scenario, &format!("the random world {seed}"));
    }
}

/// A treasury without income spends what it has in the time that `check` says.
#[test]
fn a_treasury_lasts_as_long_as_check_says() {
    let text = priced("", "spending = { rate = \"8_640 usd/d\", every = \"10 s\" }", "");
    let checked = support::open_text(&text, &["replications=1"]);
    let list = forms(&checked.scenario);
    let runway = list.iter().find(|form| form.name == "runway_d").expect("it is there").value * 86_400.0;
    // A usd every ten seconds for 10,000 s; after 5,000 s half of it is left, and after 12,000 s 200 usd are owed.
    assert!((runway - 10_000.0).abs() < 1e-6, "{runway}");
    for (horizon, left, owed) in [("5_001 s", 5_000.0, 0.0), ("12_001 s", 0.0, 200.0)] {
        let checked = support::open_text(&text, &["replications=1", &format!("horizon={horizon}")]);
        let outcome = support::simulate(&checked.scenario, 0);
        let of = |label: &str| support::value(&checked.scenario, &outcome, label).unwrap_or(f64::NAN);
        assert!((of("runway_d[network.plain]") * 86_400.0 - left).abs() < 15.0, "{}", of("runway_d[network.plain]"));
        assert!((of("unpaid_usd[network.plain]") - owed).abs() < 1.5, "{}", of("unpaid_usd[network.plain]"));
    }
}

/// In the second of two days, when what operators have earned and not yet sold stays as much as it is.
#[test]
fn so_many_coins_go_into_a_pool_as_check_says() {
    let text = "horizon = \"2 d\"\npoints = 2\n[coin.alp]\ngenesis.market = \"1_000_000 alp\"\nmarket.pool = { coins = \"200_000 alp\", \
                usd = \"100_000 usd\" }\nepoch = \"1 min\"\nemission.constant.rate = \"100 alp/h\"\n[network.plain]\ncoin = \"alp\"\n\
                pricing.posted = { request = \"1 alp/request\" }\n[nodes.n]\ncount = 20\nstake.plain = \"10 alp\"\nsells = \"all\"\n\
                review = \"10 min\"\n[users.all]\narrival.poisson = { rate = \"36 /h\" }\ndemand.work = \"1 s\"\n";
    let checked = support::open_text(text, &["replications=20"]);
    let list = forms(&checked.scenario);
    let form = list.iter().find(|form| form.name == "pool_inflow_per_d_share").expect("it is there");
    // 2,400 new coins; 864 that users buy, operators sell again.
    assert!((form.value - 2_400.0 / 200_000.0).abs() < 1e-7, "{}", form.value);
    let columns = world::metrics::series::columns(&checked.scenario);
    let pool = columns.iter().position(|column| column.name == "pool_coins").expect("there is a pool");
    for replication in 0..20 {
        let outcome = support::simulate(&checked.scenario, replication);
        let found = outcome.series[pool][1] - outcome.series[pool][0];
        // Fees of the last minutes are bought and not yet sold: 6 in ten minutes, give or take 2.4.
        assert!((found - 2_400.0).abs() < 30.0, "{found} in the second day of replication {replication}");
    }
}

/// Batches that have more to do than they can: what they answer is what `check` says that they can.
#[test]
fn a_full_batch_does_as_much_as_check_says() {
    for (most, rate, prompt, output) in [(16, 30.0, 400, 200), (32, 40.0, 100, 300)] {
        let text = format!(
            "horizon = \"400 s\"\nstudy = \"steady\"\nwarm_up = \"100 s\"\n[nodes.n]\ncount = 4\nhardware = \"rtx_4090\"\n\
             llms = [\"llama_8b\"]\nqueueing.continuous_batching = {{ budget = 2_048, most = {most} }}\n[users.all]\n\
             llms = [\"llama_8b\"]\narrival.poisson = {{ rate = \"{rate} /s\" }}\ndemand.tokens = {{ prompt = {prompt}, output = {output} }}\n"
        );
        let checked = support::open_text(&text, &["replications=4"]);
        let list = forms(&checked.scenario);
        let load = list.iter().find(|form| form.name == "load").expect("it is there").value;
        let answered = support::values(&support::study(&checked, 0), "answered_rps");
        let mean = answered.iter().sum::<f64>() / 4.0;
        // Steps read and write together, by which they do up to a tenth more.
        assert!(load > 1.2 && (0.99..1.1).contains(&(mean * load / rate)), "{mean} of {rate} /s at load {load}");
    }
}
