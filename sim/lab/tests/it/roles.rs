//! Roles of nodes: who serves, who checks, and what a stolen role does; against closed forms.

use scenario::closed_form::exposure::readers;

use crate::support;

/// Reads metrics of the first replication.
fn play(text: &str) -> impl Fn(&str) -> f64 + use<> {
    let checked = support::open_text(text, &[]);
    let outcome = support::simulate(&checked.scenario, 0);
    move |label: &str| support::value(&checked.scenario, &outcome, label).unwrap_or(f64::NAN)
}

/// Twenty thousand requests to forty servers, of whom sixteen collude and cheat in half of their answers, and to ten
/// others with four more that collude.
fn text(rule: &str, servers: &str, others: &str, more: &str) -> String {
    let group = |name: &str, count: u32, lines: &str| {
        format!("[nodes.{name}]\ncount = {count}\nqueueing.fcfs = {{ slots = 1_000 }}\n{lines}\n")
    };
    let liars = "conduct.colluding = { rate = 0 }";
    let groups = [
        group("good", 24, servers),
        group("bad", 16, &format!("{servers}\nconduct.colluding = {{ rate = \"50 %\" }}")),
        group("honest", 6, others),
        group("liars", 4, &format!("{others}\n{liars}")),
    ];
    format!(
        "horizon = \"10_000 s\"\n[observe]\nexposure = true\n[network.alpha]\nverification.rule.{rule}\n[gateway.front]\n\
         scheduling = \"random\"\n{}[users.all]\narrival.poisson = {{ rate = \"2 /s\" }}\ndemand.work = {{ exponential = \"1 s\" }}\n{more}",
        groups.concat()
    )
}

const SERVE: &str = "roles = [\"serve\"]";
const CHECK: &str = "roles = [\"check\"]";
const SENT: f64 = 20_000.0;

fn is_near(found: f64, p: f64, n: f64, what: &str) {
    let error = (p * (1.0 - p) / n).sqrt() + 1e-9;
    assert!((found - p).abs() <= 4.0 * error, "{what}: {found} instead of {p} +- {error}");
}

#[test]
fn servers_without_the_role_check_have_no_say_and_checkers_serve_nobody() {
    for p in [0.2, 1.0] {
        let rule = format!("spot_check = {{ rate = {p} }}");
        let of = play(&text(&rule, SERVE, CHECK, ""));
        // Sixteen of forty serve, half of their answers are wrong; four of ten who check let them pass.
        is_near(of("wrong_share"), 0.2, SENT, "wrong");
        is_near(of("wrong_caught_share"), p * 0.6, 0.2 * SENT, "caught by those apart");
        is_near(of("right_convicted_share"), 0.8 * p * 0.4, SENT, "right and convicted");
        // Where all may do both, a colluding server meets 19 colluders among 49.
        let of = play(&text(&rule, "", "", ""));
        is_near(of("wrong_caught_share"), p * 30.0 / 49.0, 0.2 * SENT * 40.0 / 50.0, "caught by all");
        is_near(of("wrong_share"), 0.5 * 16.0 / 50.0, SENT, "wrong of all");
    }
}

#[test]
fn a_panel_of_judges_is_drawn_from_those_who_check_and_copies_run_at_those_who_serve() {
    // The chance that at least two of three seats are held by four of ten: hypergeometric.
    let captured = (6.0 * 6.0 + 4.0) / 120.0;
    let of = play(&text("committee = { seats = 3 }", SERVE, CHECK, ""));
    is_near(of("wrong_caught_share"), 1.0 - captured, 0.2 * SENT, "judges");
    is_near(of("right_convicted_share"), 0.8 * captured, SENT, "judges capture right answers too");
    // Copies: those who check do not execute. The picked one and two more of forty; sixteen cheat half of the time.
    let of = play(&text("replicate = { copies = 3 }", SERVE, CHECK, ""));
    let wrong = |j: f64| (0..3).map(|i| j - f64::from(i)).product::<f64>() * 0.125;
    let pairs = 3.0 * 16.0 * 15.0 * 0.25;
    // Two of three wrong: pairs of cheats with an honest third, or with a third cheat that was honest this time.
    let all = 40.0 * 39.0 * 38.0;
    let majority = (pairs * 24.0 + 3.0 * wrong(16.0) + wrong(16.0)) / all;
    is_near(of("wrong_accepted_share"), majority, SENT, "majorities of wrong executors");
}

#[test]
fn operators_who_read_a_request_are_those_of_the_closed_form() {
    for rule in ["spot_check = { rate = 0.5 }", "committee = { seats = 3 }", "replicate = { copies = 3 }"] {
        for (servers, others) in [(SERVE, CHECK), ("roles = [\"serve\", \"check\"]\noperators = 4", CHECK), ("", SERVE)]
        {
            let text = text(rule, servers, others, "");
            let checked = support::open_text(&text, &[]);
            let form: f64 = readers(&checked.scenario).iter().map(|r| r.servers + r.checkers).sum();
            let found = play(&text)("exposed_to_operators_mean[users.all]");
            // At most three more, each independent of the others but for the draw without replacement.
            let error = (1.5 / SENT).sqrt();
            assert!((found - form).abs() < 4.0 * error, "{rule}, {servers}: {found} operators, not {form}");
        }
    }
}

#[test]
fn a_stolen_role_forges_what_its_nodes_say_and_nothing_else() {
    let weather = |roles: &str| {
        format!(
            "[weather.theft]\nat = \"0 s\"\ncompromise = {{ nodes = [\"honest\"], roles = [{roles}], hidden = \"1 d\" }}\n"
        )
    };
    let rule = "spot_check = { rate = 0.5 }";
    // The six honest checkers of ten lie now, and so do the four.
    let of = play(&text(rule, SERVE, CHECK, &weather("\"check\"")));
    is_near(of("forged_judgements_share[weather.theft]"), 0.6, 0.5 * SENT, "forged");
    assert!(of("wrong_caught_share").abs() < 1e-12, "nobody says the truth");
    is_near(of("right_convicted_share"), 0.8 * 0.5, SENT, "all say the opposite");
    assert!(of("reached_requests_share[weather.theft]").abs() < 1e-12, "they give no answers");
    // Of nodes that do both, each role is forged by itself.
    let of = play(&text(rule, "", "", &weather("\"check\"")));
    is_near(of("forged_judgements_share[weather.theft]"), 6.0 / 50.0, 0.5 * SENT, "forged by some");
    is_near(of("wrong_share"), 0.5 * 16.0 / 50.0, SENT, "answers are as they were");
    let of = play(&text(rule, "", "", &weather("\"serve\"")));
    is_near(of("wrong_share"), 0.5 * 16.0 / 50.0 + 6.0 / 50.0, SENT, "answers are forged");
    assert!(of("forged_judgements_share[weather.theft]").is_nan(), "no judgement is");
}
