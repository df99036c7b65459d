//! Amnesties: offences that are too common are punished less, and those of single nodes as ever.

use files::{Colour, Request};

use crate::support;

fn play(text: &str) -> impl Fn(&str) -> Option<f64> + use<> {
    let checked = support::open_text(text, &[]);
    let outcome = support::simulate(&checked.scenario, 0);
    move |label: &str| support::value(&checked.scenario, &outcome, label)
}

fn exact(values: &[Option<f64>], says: &[f64]) {
    let says: Vec<Option<f64>> = says.iter().map(|&value| Some(value)).collect();
    let close = |(a, b): (&Option<f64>, &Option<f64>)| matches!((a, b), (Some(a), Some(b)) if (a - b).abs() < 1e-6);
    assert!(values.len() == says.len() && values.iter().zip(&says).all(close), "{values:?}, not {says:?}");
}

/// Ten nodes in five zones. Six missed slots of ten cost a percent of 1,000 coins. At 1 h two zones are down for eight
/// slots, so that their nodes are judged at 3,630 s, and have missed a slot until 3,640 s; after five minutes another
/// is.
fn outages(amnesty: &str, jail: &str) -> String {
    let outage = |name: &str, at: &str, zone: u32| {
        format!("[weather.{name}]\nat = \"{at}\"\nzone_outage = {{ zone = \"eu-{zone}\", lasts = \"40 s\" }}\n")
    };
    format!(
        "horizon = \"3 h\"\n[region.eu]\nzones = 5\n[link.eu]\nbetween = [\"eu\", \"eu\"]\nlatency = \"1 ms\"\n[coin.alp]\n\
         decimals = 9\nmarket.fixed = {{ price = \"1 usd\" }}\n[network.a]\ncoin = \"alp\"\nslashing.absence.downtime_window = {{ slot = \"5 s\", \
         window = 10, jail = \"{jail}\" }}\n{amnesty}\n[nodes.all]\ncount = 10\nregions = [\"eu\"]\nstake.a = \"1_000 alp\"\n{}{}{}",
        outage("one", "1 h", 1),
        outage("two", "1 h", 2),
        outage("three", "3_900 s", 3)
    )
}

#[test]
fn an_outage_of_many_is_forgiven_and_one_of_few_is_not() {
    let of = |amnesty: &str| {
        let of = play(&outages(amnesty, "0 s"));
        [of("slashes[network.a]"), of("slashed_usd[network.a]")]
    };
    exact(&of(""), &[6.0, 60.0]);
    // At 20 % nothing is forgiven of two nodes in ten; at 40 % nothing of four.
    exact(&of("amnesty = { when = \"20 %\", over = \"1 min\" }"), &[2.0, 20.0]);
    exact(&of("amnesty = { when = \"39 %\", over = \"1 min\" }"), &[2.0, 20.0]);
    exact(&of("amnesty = { when = \"40 %\", over = \"1 min\" }"), &[6.0, 60.0]);
    exact(&of("amnesty = { when = \"19 %\", over = \"1 min\" }"), &[0.0, 0.0]);
}

/// The last slot that the first four missed ends 290 s before the next two are judged.
#[test]
fn misses_count_as_long_as_is_said() {
    let slashes = |over: &str| {
        let of = play(&outages(&format!("amnesty = {{ when = \"20 %\", over = \"{over}\" }}"), "0 s"));
        [of("slashes[network.a]"), of("forgiven_sentences[network.a]"), of("forgiven_usd[network.a]")]
    };
    exact(&slashes("290 s"), &[2.0, 4.0, 40.0]);
    exact(&slashes("290.000000001 s"), &[0.0, 6.0, 60.0]);
}

#[test]
fn a_part_may_be_taken_and_jail_may_stay() {
    let of = |more: &str| {
        let of = play(&outages(&format!("amnesty = {{ when = \"20 %\", over = \"1 min\"{more} }}"), "10 min"));
        ["slashed_usd", "forgiven_usd", "forgiven_sentences", "jailings_per_h"]
            .map(|name| of(&format!("{name}[network.a]")))
    };
    exact(&of(""), &[20.0, 40.0, 4.0, 2.0 / 3.0]);
    exact(&of(", takes = \"20 %\", jails = true"), &[20.0 + 8.0, 32.0, 4.0, 6.0 / 3.0]);
}

/// Checks of all answers, which find every wrong one; so many nodes of ten answer nothing but those.
fn answers(wrong: u32, amnesty: &str) -> impl Fn(&str) -> Option<f64> + use<> {
    play(&format!(
        "horizon = \"2 h\"\n[coin.alp]\nmarket.fixed = {{ price = \"1 usd\" }}\n[network.a]\ncoin = \"alp\"\n\
         verification.all.spot_check = {{ rate = \"100 %\", work = \"1 %\" }}\nslashing.judge.fixed = {{ amount = \"0.01 alp\" }}\n\
         {amnesty}\n[gateway.g]\nnetworks = [\"a\"]\nscheduling = \"round_robin\"\n[nodes.honest]\ncount = {}\nstake.a = \"1_000 alp\"\n\
         queueing.fcfs = {{ slots = 50 }}\n[nodes.lazy]\ncount = {wrong}\nstake.a = \"1_000 alp\"\nqueueing.fcfs = {{ slots = 50 }}\n\
         conduct.lazy = {{ rate = \"100 %\" }}\n[users.u]\ngateway = \"g\"\narrival.poisson = {{ rate = \"1 /s\" }}\ndemand.work = \"0.1 s\"\n",
        10 - wrong
    ))
}

#[test]
fn wrong_answers_of_many_are_forgiven_once_enough_were_judged() {
    let amnesty = "amnesty = { when = \"50 %\", of = [\"wrong_answer\"], judged = 20 }";
    let of = answers(9, amnesty);
    let (all, forgiven) = (of("slashes[network.a]").unwrap(), of("forgiven_sentences[network.a]").unwrap());
    // All that are wrong of the first 19: one in ten is right.
    assert!((17.0..=18.0).contains(&all), "{all}");
    assert!(forgiven > 6_000.0, "{forgiven}");
    let of = answers(4, amnesty);
    let (all, forgiven) = (of("slashes[network.a]").unwrap(), of("forgiven_sentences[network.a]").unwrap());
    assert!(all > 2_500.0 && forgiven <= 0.0, "{all} {forgiven}: in turn, four in ten are wrong");
}

#[test]
fn an_amnesty_for_what_nobody_punishes_is_refused() {
    let told = |network: &str| {
        let text =
            format!("horizon = \"1 h\"\n[coin.alp]\n[network.a]\ncoin = \"alp\"\n{network}\n[nodes.all]\ncount = 1\n");
        let request = Request { file: "t.toml".into(), ..Request::default() };
        scenario::open_text(&support::whole(&text), &request).expect_err("nobody punishes it").render(Colour::Plain)
    };
    let absent = told("amnesty = { when = \"20 %\" }");
    assert!(absent.contains("no rule of the network punishes absence"), "{absent}");
    let both =
        "slashing.absence = \"downtime_window\"\namnesty = { when = \"20 %\", of = [\"absence\", \"wrong_answer\"] }";
    assert!(told(both).contains("no rule of the network punishes a wrong answer"), "{}", told(both));
    let twice = "slashing.judge.fixed = { share = \"1 %\", offence = \"equivocation\" }\n\
                 amnesty = { when = \"20 %\", of = [\"equivocation\"] }";
    assert!(told(twice).contains("leave \"equivocation\" out"), "{}", told(twice));
}
