//! Conducts that answer to what happens: names that are milked and washed, stakes that run, conduct that is revised.

use crate::support;

fn play(text: &str) -> impl Fn(&str) -> f64 + use<> {
    let checked = support::open_text(text, &[]);
    let outcome = support::simulate(&checked.scenario, 0);
    move |label: &str| {
        let value = support::value(&checked.scenario, &outcome, label);
        value.unwrap_or_else(|| panic!("{label} has no value"))
    }
}

/// One network that checks all answers, with honest nodes and others.
fn text(horizon: &str, network: &str, honest: u32, others: &str) -> String {
    format!(
        "horizon = \"{horizon}\"\n[coin.alp]\nmarket.fixed = {{ price = \"1 usd\" }}\ngenesis.market = \"1_000_000_000 alp\"\n\
         [network.a]\ncoin = \"alp\"\npricing.posted = {{ request = \"0.01 usd/request\" }}\n{network}\n[gateway.g]\n\
         networks = [\"a\"]\nscheduling = \"round_robin\"\n[nodes.honest]\ncount = {honest}\nqueueing.fcfs = {{ slots = 50 }}\n\
         {others}\n[users.u]\ngateway = \"g\"\narrival.poisson = {{ rate = \"1 /s\" }}\ndemand.work = \"0.1 s\"\n"
    )
}

#[test]
fn a_stake_that_is_free_before_the_verdict_is_out_of_reach() {
    let slashed = |unbonding: &str| {
        let network = format!(
            "pursues = true\nunbonding = \"{unbonding}\"\nslashing.judge.fixed = {{ amount = \"0.01 alp\" }}\n\
             verification.all.spot_check = {{ rate = \"100 %\", service = \"6 h\", checkers = \"referees\" }}"
        );
        let others = "[nodes.runners]\ncount = 1\nnetworks = [\"a\"]\nstake.a = \"1_000 alp\"\nqueueing.fcfs = { slots = 50 }\n\
                      conduct.hit_and_run = { honest = \"24 h\", cheats = \"24 h\" }\n[nodes.referees]\ncount = 1\n\
                      queueing.fcfs = { slots = 60_000 }\n";
        let of = play(&text("80 h", &network, 1, others));
        of("slashed_usd[network.a]") / 0.01
    };
    // One of two nodes gets half of 3,600 requests an hour; the checks take 6 h each.
    let (all, early) = (slashed("10 d"), slashed("1 h"));
    assert!((all - 24.0 * 1_800.0).abs() < 4.0 * (24.0_f64 * 1_800.0).sqrt(), "every wrong answer is paid for: {all}");
    // It leaves after 48 h, its stake is free after 49 h, and verdicts up to then are on answers before 43 h.
    assert!((early / all - 19.0 / 24.0).abs() < 0.01, "{early} of {all}");
}

#[test]
fn a_name_is_milked_as_far_as_its_level_allows() {
    for level in [0.6, 0.8, 0.95] {
        let network = "reputation = { ewma = { half_life = 30, start = 1.0 } }\n\
                       verification.all.spot_check = { rate = \"100 %\", work = \"1 %\" }";
        let others = format!(
            "[nodes.milkers]\ncount = 4\nqueueing.fcfs = {{ slots = 50 }}\nconduct.milking = {{ level = {level} }}\n"
        );
        let of = play(&text("10 h", network, 4, &others));
        // Half of the answers are theirs; an average that hovers at the level has seen so many right ones.
        let wrong = 2.0 * of("wrong_share");
        assert!((wrong - (1.0 - level)).abs() < 0.02, "at {level}: {wrong}");
        assert!((of("reputation_mean[nodes.milkers]") - level).abs() < 0.03);
    }
}

#[test]
fn a_washed_name_lasts_for_as_many_wrong_answers_as_its_prior_bears() {
    let network = "reputation = { beta = { prior_good = 16, prior_bad = 4 } }\npermission.reputed = { least = 0.5 }\n\
                   verification.some.spot_check = { rate = \"50 %\", work = \"1 %\" }";
    let others = "[nodes.washers]\ncount = 4\nqueueing.fcfs = { slots = 50 }\n\
                  conduct.whitewash = { below = 0.5, away = \"10 min\" }\n";
    let of = play(&text("60 h", network, 16, others));
    // 16 / (20 + b) < 0.5 for b > 12: the 13th that is found ends a name, and half of them are found.
    let names = of("joins_per_h") * 60.0 + 4.0;
    let wrong = of("wrong_share") * of("answered_rps") * 60.0 * 3_600.0;
    assert!(names > 200.0, "{names}");
    // The sum of 13 geometric numbers has variance 26 a name; four names are not at their end.
    let error = (26.0 / names).sqrt() + 26.0 * 4.0 / names;
    assert!((wrong / names - 26.0).abs() < 4.0 * error, "{} a name, within {error}", wrong / names);
}

#[test]
fn answers_from_a_cache_are_wrong_as_often_as_they_are_stale_and_save_the_rest() {
    let network = "verification.all.spot_check = { rate = \"100 %\", work = \"0 %\" }";
    let others = "[nodes.caches]\ncount = 4\nqueueing.fcfs = { slots = 50 }\n\
                  conduct.cached = { rate = \"80 %\", work = \"10 %\", right = \"75 %\" }\n";
    let of = play(&text("20 h", network, 4, others));
    let (wrong, answers) = (of("wrong_share"), of("answered_rps") * 72_000.0);
    let form = 0.5 * 0.8 * 0.25;
    assert!((wrong - form).abs() < 4.0 * (form / answers).sqrt(), "{wrong}, not {form}");
    // A mean answer of a cache takes 0.2 + 0.8 * 0.1 of the time of an honest one.
    let busy = of("utilisation[nodes.caches]") / of("utilisation[nodes.honest]");
    assert!((busy / 0.28 - 1.0).abs() < 0.03, "{busy}");
}

/// Nodes that revise, of which a share begins lazy; checked always, so that what each gains is hardly noisy.
fn revising(horizon: &str, revises: &str, slash: &str) -> String {
    let network = format!(
        "slashing.judge.fixed = {{ amount = \"{slash}\" }}\nverification.all.spot_check = {{ rate = \"100 %\", work = \"0 %\", \
         checkers = \"referees\" }}"
    );
    let others = format!(
        "[nodes.all]\ncount = 40\nnetworks = [\"a\"]\ncost = \"360 usd/h\"\nstake.a = \"100_000 alp\"\nqueueing.fcfs = {{ slots = 50 }}\n\
         [nodes.all.revises]\nconducts.lazy = {{ lazy = {{ work = \"1 %\" }} }}\nevery = \"1 h\"\n{revises}\n\
         [nodes.referees]\ncount = 1\nqueueing.fcfs = {{ slots = 50 }}\n"
    );
    text(horizon, &network, 1, &others)
        .replace("[nodes.honest]\ncount = 1\n", "[nodes.honest]\ncount = 1\nnetworks = [\"b\"]\n")
        .replace("[gateway.g]", "[network.b]\n[gateway.g]")
}

#[test]
fn as_many_nodes_begin_with_a_conduct_as_is_said() {
    for (share, says) in [("0 %", 0.0), ("20 %", 0.2), ("52 %", 0.525), ("100 %", 1.0)] {
        let of = play(&revising(
            "30 min",
            &format!("logit = {{ scale = \"1 usd/h\" }}\nstarts.lazy = \"{share}\""),
            "0 alp",
        ));
        assert!((of("cheating_end_share[nodes.all]") - says).abs() < 1e-12, "{share}");
        assert!((of("cheating_share[nodes.all]") - says).abs() < 1e-12, "{share}");
    }
}

#[test]
fn logit_rests_at_its_own_fixed_point() {
    // An honest answer earns 0.01 usd for work of 0.01 usd, a lazy one costs 0.0001 usd and a slash.
    for (slash, scale) in [(0.02, 1.0), (0.02, 3.0), (0.0, 1.0)] {
        let revises = format!(
            "logit = {{ scale = \"{scale} usd/h\", moves = \"100 %\" }}\nstarts.lazy = \"50 %\"\ntrembles = \"0.1 %\""
        );
        let of = play(&revising("200 h", &revises, &format!("{slash} alp")));
        let gap = 3_600.0 / 40.0 * (0.0001 + slash);
        let form = 1.0 / (1.0 + f64::exp(gap / scale));
        let found = of("cheating_share[nodes.all]");
        let error = (form * (1.0 - form) / (200.0 * 40.0)).sqrt();
        // The first hour, trembles and the noise of gains of a hundred answers are no part of the form.
        assert!(
            (found - form).abs() < 4.0 * error + 0.01,
            "slash {slash}, scale {scale}: {found} within {error}, not {form}"
        );
    }
}

#[test]
fn best_responses_end_all_honest_or_all_cheating_as_the_slash_says() {
    // The gap of an answer is 0.0099 - (0.01 + S): cheating never pays where every answer is checked.
    let revises = "best_response = { moves = \"20 %\" }\nstarts.lazy = \"50 %\"";
    let of = play(&revising("60 h", revises, "0.01 alp"));
    assert_eq!((of("cheating_end_share[nodes.all]"), of("cheats_took_over_share[nodes.all]")), (0.0, 0.0));
    // 20 nodes, of which a fifth looks at a time: the last has looked after about ln(20 e^0.577) / -ln(0.8) h.
    let took = of("takeover_s[nodes.all]") / 3_600.0;
    assert!((8.0..=35.0).contains(&took), "{took} h");
}

/// In trusted hardware all work takes longer, that which a cheat leaves out as well.
#[test]
fn what_a_cheat_saves_is_against_honest_work_in_the_same_hardware() {
    for work in [0.0, 0.5, 1.0] {
        let network = "verification.tee.attested = { overhead = \"50 %\", rejects = 0, binds = false }";
        let others = format!(
            "[nodes.cheats]\ncount = 4\ncost = \"36 usd/h\"\nqueueing.fcfs = {{ slots = 50 }}\n\
             conduct.substitute = {{ rate = 1, work = {work} }}\n"
        );
        let of = play(&text("2 h", network, 4, &others));
        // 0.1 s of work, 0.15 s in this hardware, of which a part is left out; 36 usd/h are 0.01 usd/s.
        let saved = 0.01 * 0.15 * (1.0 - work) * of("wrong_share") * of("answered_rps") * 7_200.0 / 4.0;
        let found = of("cheat_profit_usd[nodes.cheats]");
        assert!(of("wrong_share") > 0.4 && (found - saved).abs() < 1e-6, "{work}: {found} usd, not {saved}");
    }
}

/// A new name that comes at once waits while a list still knows the old one, and time goes on.
#[test]
fn who_comes_back_at_once_waits_for_a_place_without_stopping_the_time() {
    let others = "[nodes.runners]\ncount = 2\nnetworks = [\"a\"]\nstake.a = \"10 alp\"\n\
                  conduct.hit_and_run = { honest = \"10 s\", cheats = \"10 s\", returns = \"0 s\" }\n";
    let of = play(&text("10 min", "liveness.heartbeat = {}", 2, others));
    assert!(of("wrong_share") > 0.0);
}
