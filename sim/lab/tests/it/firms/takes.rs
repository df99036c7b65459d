//! What gateways take, what they cost, and when they close.

use state::ledger::{Party, Reason};
use units::ids::GatewayId;

use crate::support;

/// Gateways with equal users; a thousand requests cost 10 usd without takes.
fn text(takes: &[&str], horizon: &str, more: &str) -> String {
    let gateway = |(i, take): (usize, &&str)| {
        format!(
            "[gateway.g{i}]\n{take}\n[users.u{i}]\ngateway = \"g{i}\"\narrival.poisson = {{ rate = \"1 /s\" }}\n\
             demand.work = \"1 ms\"\n"
        )
    };
    let tables: String = takes.iter().enumerate().map(gateway).collect();
    format!(
        "horizon = \"{horizon}\"\n[coin.alp]\ndecimals = 9\n[network.net]\ncoin = \"alp\"\n\
         pricing.posted = {{ request = \"0.01 usd/request\" }}\n{more}[nodes.n]\ncount = 1\n\
         queueing.fcfs = {{ slots = 1000 }}\n{tables}"
    )
}

/// Metrics of one replication, and what the gateway got and the nodes were paid \[coins\].
fn play(text: &str) -> (impl Fn(&str) -> f64 + use<>, impl Fn(Reason) -> f64 + use<>, String) {
    let checked = support::open_text(text, &[]);
    let outcome = support::simulate(&checked.scenario, 0);
    let prints = format!("{:?}", outcome.fingerprints);
    let flows = outcome.flows.clone();
    let of = move |label: &str| support::value(&checked.scenario, &outcome, label).expect("it exists");
    let flow = move |reason: Reason| -> f64 {
        flows[0].iter().filter(|f| f.reason == reason).map(|f| f.amount as f64 / 1e9).sum()
    };
    (of, flow, prints)
}

#[test]
fn a_share_and_a_fixed_take_of_the_fee_are_the_same() {
    let (_, _, plain) = play(&text(&["take = \"5 %\""], "1_000 s", ""));
    let (_, _, fixed) = play(&text(&["take.fixed = { on = \"fee\", share = \"5 %\" }"], "1_000 s", ""));
    assert_eq!(plain.split("outcome").next(), fixed.split("outcome").next());
}

#[test]
fn a_take_on_top_is_paid_by_users_and_leaves_nodes_their_fee() {
    let (of, flow, _) = play(&text(&["take = \"5 %\""], "1_000 s", ""));
    let n = (of("answered_rps") * 1_000.0).round();
    assert!((flow(Reason::Authorisation) - 0.01 * n).abs() < 1e-9);
    assert!((flow(Reason::Fee) - 0.0095 * n).abs() < 1e-9 && (flow(Reason::Take) - 0.0005 * n).abs() < 1e-9);
    for (share, top) in [("5 %", 0.000_5), ("1/3", 0.003_333_333)] {
        let take = format!("take.fixed = {{ on = \"top\", share = \"{share}\" }}");
        let (of, flow, _) = play(&text(&[&take], "1_000 s", ""));
        assert!(
            super::is_same((of("answered_rps") * 1_000.0).round(), n),
            "users who do not look at prices send as many"
        );
        // To the last base unit: what is added on top is what is taken.
        assert!((flow(Reason::Fee) - 0.01 * n).abs() < 1e-9, "{} to nodes", flow(Reason::Fee));
        assert!((flow(Reason::Take) - top * n).abs() < 1e-9, "{} taken", flow(Reason::Take));
        assert!((flow(Reason::Authorisation) - (0.01 + top) * n).abs() < 1e-9);
    }
    // Users whose demand answers the price look at it with the take.
    let users = "[users.w]\ngateway = \"g0\"\nelasticity = -2.0\nheadroom = 4.0\narrival.poisson = { rate = \"20 /s\" }\n\
                 demand.work = \"1 ms\"\n";
    let played = |share: &str| {
        let take = format!("take.fixed = {{ on = \"top\", share = \"{share}\" }}");
        let change = "[change.more]\nat = \"2_000 s\"\nset = { \"gateway.g0.take.fixed.share\" = \"100 %\" }\n";
        let (of, ..) = play(&format!("{}{users}{change}", text(&[&take], "4_000 s", "")));
        of("answered_rps[network.net]") * 4_000.0
    };
    // One in four is sent at the price of the start; twice that price, with elasticity -2, leaves a quarter of them.
    let expected = 4_000.0 + 20.0 * 2_000.0 * 0.25 * (1.0 + 0.25);
    let found = played("0 %");
    assert!((found - expected).abs() < 4.0 * expected.sqrt(), "{found} are sent, not {expected}");
}

#[test]
fn who_undercuts_ends_at_the_floor_and_who_is_alone_takes_the_most() {
    let take = "take.undercut = { on = \"top\", step = \"1 %\", floor = \"2 %\", first = \"10 %\", most = \"30 %\", every = \"10 s\" }";
    let (of, ..) = play(&text(&[take, take], "1_000 s", ""));
    assert_eq!((of("take_share[gateway.g0]"), of("take_share[gateway.g1]")), (0.02, 0.02));
    let (of, ..) = play(&text(&[take, "take = \"1 %\""], "1_000 s", ""));
    assert!(super::is_same(of("take_share[gateway.g0]"), 0.3), "a take inside of the fee is no rival on top");
    let (of, ..) = play(&text(&[take, "take.fixed = { on = \"top\", share = \"7 %\" }"], "1_000 s", ""));
    assert!(super::is_same(of("take_share[gateway.g0]"), 0.06));
}

/// Users who stay where they are give each gateway the same share whatever it takes: where the shares are those of
/// equal rivals, margins still rest at `N / (alpha (N - 1))`.
#[test]
fn best_responses_rest_at_the_mark_up_of_the_table() {
    for (n, alpha, markup) in [(2, 1.0, 2.0), (3, 1.0, 1.5), (5, 0.5, 2.5)] {
        let take = format!("take.best_response = {{ on = \"top\", alpha = {alpha:?}, every = \"1_000 s\" }}");
        let takes = vec![take.as_str(); n];
        let (of, ..) = play(&text(&takes, "20_000 s", ""));
        for gateway in 0..n {
            let margin = of(&format!("take_share[gateway.g{gateway}]")) * 10.0;
            // A share of a thousand requests varies by sqrt(s (1 - s) / 1000 N), the margin by 1 / (alpha (1 - s)^2)
            // times that.
            let s = 1.0 / n as f64;
            let error = (s * (1.0 - s) / (1_000.0 * n as f64)).sqrt() / (alpha * (1.0 - s) * (1.0 - s));
            assert!((margin - markup).abs() < 4.0 * error, "{n} at {alpha}: {margin} usd, not {markup} +- {error}");
        }
    }
    let take = "take.best_response = { on = \"top\", alpha = 1.0, every = \"1_000 s\", most = \"15 %\" }";
    let (of, ..) = play(&text(&[take, take], "20_000 s", ""));
    assert!(super::is_same(of("take_share[gateway.g0]"), 0.15));
}

#[test]
fn a_gateway_closes_when_its_funds_and_its_income_are_gone() {
    // Ten usd at 24 usd a day and no income last for ten hours.
    let (of, ..) = play(&text(&["costs = \"24 usd/d\"\nfunding = \"10 usd\""], "20 h", ""));
    assert!((of("open_d[gateway.g0]") - 10.0 / 24.0).abs() < 1e-9, "{} d", of("open_d[gateway.g0]"));
    assert_eq!((of("gateways_alive"), of("runway_d[gateway.g0]")), (0.0, 0.0));
    assert!((of("firm_profit_usd[gateway.g0]") + 10.0).abs() < 1e-6);
    let refused = of("refused_gateway_closed_share");
    assert!((refused - 0.5).abs() < 0.02, "{refused} come after it has closed");
    // It earns 3,600 requests x 0.0001 usd = 0.36 usd an hour: it lasts for 10 / 0.64 hours.
    let firm = "costs = \"24 usd/d\"\nfunding = \"10 usd\"\ntake.fixed = { on = \"top\", share = \"1 %\" }";
    let (of, flow, _) = play(&text(&[firm], "20 h", ""));
    let expected = 10.0 / 0.64 / 24.0;
    assert!((of("open_d[gateway.g0]") / expected - 1.0).abs() < 0.02, "{} d", of("open_d[gateway.g0]"));
    // What it took is sold and spent; nodes have the whole fee of what was answered.
    let answered = of("answered_rps") * 72_000.0;
    assert!((flow(Reason::Fee) - 0.01 * answered).abs() < 1e-6);
    assert!((flow(Reason::Take) - 0.000_1 * answered).abs() < 1e-6);
    // Who earns more than it costs stays, and its profit is what is left.
    let firm = "costs = \"730 usd/month\"\nfunding = \"10 usd\"\ntake.fixed = { on = \"top\", share = \"4 %\" }";
    let (of, flow, _) = play(&text(&[firm], "20 h", ""));
    assert!(super::is_same(of("gateways_alive"), 1.0));
    let profit = flow(Reason::Take) - 20.0;
    assert!(
        (of("firm_profit_usd[gateway.g0]") - profit).abs() < 1e-5,
        "{} {profit}",
        of("firm_profit_usd[gateway.g0]")
    );
    assert!((of("runway_d[gateway.g0]") - (profit + 10.0) / 24.0).abs() < 1e-6);
}

#[test]
fn nodes_have_what_they_have_a_claim_on_when_a_gateway_closes() {
    let firm = "costs = \"24 usd/d\"\nfunding = \"10 usd\"";
    let batch = "settlement.batch = { size = 1_000_000, idle = \"20 h\", age = \"3 h\" }\n";
    let checked = support::open_text(&text(&[firm], "20 h", batch), &[]);
    let outcome = support::simulate(&checked.scenario, 0);
    let of = |label: &str| support::value(&checked.scenario, &outcome, label).expect("it exists");
    let answered = of("answered_rps") * 72_000.0;
    let paid: f64 = outcome.flows[0].iter().filter(|f| f.reason == Reason::Fee).map(|f| f.amount as f64 / 1e9).sum();
    assert!((paid - 0.01 * answered).abs() < 1e-6 && super::is_same(of("unsettled_coins[network.net]"), 0.0));
    let got = outcome.flows[0].iter().any(|f| f.to == Party::Gateway(GatewayId(0)));
    assert!(!got, "a gateway without a take gets nothing");
}

#[test]
fn a_best_response_knows_how_its_users_answer_from_their_choice() {
    let prints = |alpha: &str, choice: &str| {
        let take = format!("take.best_response = {{ {alpha}every = \"1_000 s\" }}");
        let users = format!(
            "[users.w]\ncount = 500\ngateways = [\"g0\", \"g1\"]\n{choice}\narrival.per_user = {{ rate = \"10 /h\" }}\n\
             demand.work = \"1 ms\"\n"
        );
        play(&format!("{}{users}", text(&[&take, &take], "20_000 s", ""))).2
    };
    let logit = "gateway_choice.logit = { price = -3, scale = 2 }";
    assert_eq!(prints("", logit), prints("alpha = 1.5, ", logit), "- price / scale");
    assert_ne!(prints("", logit), prints("alpha = 1.0, ", logit));
    let refused = scenario::open_text(
        &support::whole(&text(&["take.best_response = {}"], "1_000 s", "")),
        &files::Request { file: "t.toml".into(), ..files::Request::default() },
    );
    let shown = refused.expect_err("its users have one gateway").render(files::Colour::Plain);
    assert!(shown.contains("it does not know how users answer its price"), "{shown}");
}
