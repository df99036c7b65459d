//! Ways to verify answers, each held to its closed form.

mod appeals;
mod bad_input;
mod canaries;
mod claims;
mod disputes;
mod forced;
mod proofs;
mod quorum;

use crate::support;

/// One replication of a text: its metrics by their labels.
fn play(text: &str) -> impl Fn(&str) -> f64 + use<> {
    let checked = support::open_text(text, &[]);
    let outcome = support::simulate(&checked.scenario, 0);
    move |label: &str| support::value(&checked.scenario, &outcome, label).unwrap_or(0.0)
}

/// Whether a share of so many is what a closed form says, within four standard errors.
fn is(found: f64, expected: f64, n: f64, what: &str) {
    let error = (expected * (1.0 - expected) / n).sqrt();
    assert!((found - expected).abs() <= 4.0 * error + 1e-12, "{what}: {found}, not {expected} +- {error}");
}

/// Whether a number is what a closed form says, within this part of it.
fn near(found: f64, expected: f64, part: f64, what: &str) {
    assert!((found - expected).abs() <= part * expected.abs() + 1e-12, "{what}: {found}, not {expected}");
}

/// Fifty nodes answer 40,000 requests of 1 usd under a rule, in as many slots as come; `more` is put before the users.
fn text(rule: &str, nodes: &str, more: &str) -> String {
    format!(
        "horizon = \"2_000 s\"\n[coin.alp]\ngenesis.market = \"1_000_000_000 alp\"\n[network.a]\ncoin = \"alp\"\n\
         pricing.posted = {{ request = \"1 alp/request\" }}\n{rule}\n[gateway.g]\nnetworks = [\"a\"]\n\
         [nodes.n]\ncount = 50\nnetworks = [\"a\"]\nqueueing.fcfs = {{ slots = 50 }}\n{nodes}{more}\
         [users.u]\ngateway = \"g\"\narrival.poisson = {{ rate = \"20 /s\" }}\ndemand.work = \"0.1 s\"\n"
    )
}

/// Of two checks of each answer the first finds what is wrong, the later one nothing.
#[test]
fn a_slash_goes_to_the_checker_that_convicts_whatever_a_later_one_says() {
    let check = |name: &str, blind: &str, after: &str| {
        format!(
            "verification.{name}.spot_check = {{ rate = \"100 %\", false_negative = \"{blind}\", service = \"{after}\", \
             checkers = \"{name}\" }}\n"
        )
    };
    let rules = check("sharp", "0 %", "1 s") + &check("blind", "100 %", "5 s");
    let rules = rules + "slashing.wrong.fixed = { amount = \"0.01 alp\", destination = \"reporter\" }";
    let more = "[nodes.sharp]\ncount = 5\nnetworks = [\"a\"]\nqueueing.fcfs = { slots = 1_000 }\n[nodes.blind]\n\
                like = \"nodes.sharp\"\n";
    let of = play(&text(&rules, "stake.a = \"1_000 alp\"\nconduct.lazy = { rate = 0.5 }\n", more));
    assert!(of("slashed_usd[network.a]") > 100.0, "half of 40,000 answers are wrong");
    let usd = |group: &str| of(&format!("earned_usd_h[nodes.{group}]")) * 5.0 * 2_000.0 / 3_600.0;
    near(usd("sharp"), of("slashed_usd[network.a]"), 1e-6, "what those who find it get");
    assert!(usd("blind") <= 0.0, "those who find nothing got {}", usd("blind"));
}

/// Who has no record is checked once on average, and keeps 63 % of its fees; who has served long, 99.5 %.
///
/// Requests go to the fast nodes alone; slow ones only check, so that what these earn is what checks cost the others.
#[test]
fn checks_take_from_newcomers_and_leave_veterans_what_the_binomial_says() {
    for (start, target) in [(0, 1.0_f64), (30, 0.01)] {
        let rule = format!(
            "payout.fee_split = {{ equally = true }}\nverification.audit.adaptive = {{ full_traffic = 4, low_traffic = 0, \
             start = {start}, epoch = \"2_000 s\", false_positive = 0, false_negative = 0, work = \"1 %\" }}"
        );
        let idle = "speed = 2\n[nodes.idle]\ncount = 50\nnetworks = [\"a\"]\nqueueing.fcfs = { slots = 50 }\n";
        let text = text(&rule, idle, "").replace(
            "[gateway.g]\n",
            "[gateway.g]\nscheduling.score = { score = \"-backlog\", filter = \"speed > 1.5\" }\n",
        );
        let of = play(&text);
        let (answers, n) = (of("answered_rps") * 2_000.0, 99.0_f64);
        let p = target / n;
        near(of("checked_share"), target, 4.0 / (target * answers).sqrt(), "checks of an answer");
        // All fees are shared; those who only check are 50 of the 99 who may.
        let checkers = of("earned_usd_h[nodes.idle]") * 50.0 * 2_000.0 / 3_600.0 / answers * n / 50.0;
        let kept = (1.0 - (1.0 - p).powi(100)) / ((n + 1.0) * p);
        let error = (target / answers).sqrt() * 0.8;
        assert!((checkers - (1.0 - kept)).abs() < 4.0 * error, "start {start}: {checkers}, not {}", 1.0 - kept);
        if start == 0 {
            assert!((kept - 0.632).abs() < 0.002, "{kept}");
        } else {
            assert!((kept - 0.995).abs() < 0.0005, "{kept}");
        }
    }
}

#[test]
fn a_node_with_a_record_is_checked_by_traffic_as_gonkas_table_says() {
    // 20 /s in epochs of 127.5, 188.75 and 250 s: 2,550, 3,775 and 5,000 answers each, 0.525, 0.2875 and 0.05 checks.
    for (epoch, target) in [(127.5, 0.525), (188.75, 0.2875)] {
        let rule = format!(
            "verification.audit.adaptive = {{ start = 30, epoch = \"{epoch} s\", false_positive = 0, false_negative = 0 }}"
        );
        let of = play(&text(&rule, "", ""));
        // In the first epoch only the answers so far count: a straight line from 1 at 100 of them.
        let first = 20.0 * epoch;
        let mean = (100.0 + (first - 100.0) * (1.0 + target) / 2.0) / first;
        let expected = (mean * epoch + target * (2_000.0 - epoch)) / 2_000.0;
        // Answers of an epoch vary by the root of their number, and the greater of two epochs counts: checks are fewer.
        let (found, error) = (of("checked_share"), (expected / 40_000.0_f64).sqrt());
        let fewest = expected * 0.95 - 4.0 * error;
        assert!(found < expected + 4.0 * error && found > fewest, "{epoch} s: {found}, not {expected}");
    }
}

#[test]
fn votes_of_texts_that_part_overrule_honest_servers_as_often_as_their_hazard_says() {
    let (h, tokens) = (0.0048_f64, 100_i32);
    let tokens_text = "horizon = \"4_000 s\"\n[coin.alp]\ngenesis.market = \"1_000_000_000 alp\"\n[network.a]\ncoin = \"alp\"\n\
                       pricing.posted = { request = \"1 alp/request\" }\nslashing.judge.fixed = { amount = \"1 alp\" }\n\
                       verification.vote.replicate = { copies = 3, hazard = 0.0048, wrong_answers = \"WORD\" }\n\
                       [gateway.g]\nnetworks = [\"a\"]\n[nodes.n]\ncount = 20\nhardware = \"rtx_4090\"\nllms = [\"llama_8b\"]\n\
                       networks = [\"a\"]\nstake.a = \"100_000 alp\"\nqueueing.fcfs = { slots = 8 }\n[users.u]\n\
                       gateway = \"g\"\nllms = [\"llama_8b\"]\narrival.poisson = { rate = \"5 /s\" }\n\
                       demand.tokens = { prompt = 20, output = 100 }\n";
    let strays = 1.0 - (1.0 - h).powf(f64::from(tokens) / 2.0);
    for word in ["identical", "different"] {
        let of = play(&tokens_text.replace("WORD", word));
        let answers = of("answered_rps") * 4_000.0;
        is(of("right_convicted_share"), strays * (1.0 - strays).powi(2), answers, word);
        // Texts that have parted agree with nobody, so that no vote is ever captured.
        assert!(of("votes_captured_share[network.a]") <= 0.0);
        let unanimous = (1.0 - strays).powi(3) + strays.powi(3);
        is(of("votes_unanimous_share[network.a]"), unanimous, answers, "all agree, or none");
    }
}
