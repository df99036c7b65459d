//! Owners who open gateways where that pays, and close them where it does not: free entry in closed form.

use crate::support;

/// Gateways alike whose users choose by price alone: 7,200 requests an hour, a thousand of which cost 10 usd without
/// takes.
fn text(open: &[bool], take: &str, costs: &str, more: &str) -> String {
    let gateway = |(i, is_open): (usize, &bool)| {
        let start = if *is_open { "open" } else { "closed" };
        format!(
            "[gateway.g{i}]\nnetworks = [\"net\"]\n{take}\ncosts = \"{costs} usd/h\"\n\
             entry = {{ start = \"{start}\", review = \"2 h\"{more} }}\n"
        )
    };
    let tables: String = open.iter().enumerate().map(gateway).collect();
    let names: Vec<String> = (0..open.len()).map(|i| format!("\"g{i}\"")).collect();
    format!(
        "horizon = \"120 h\"\n[coin.alp]\ndecimals = 9\n[network.net]\ncoin = \"alp\"\n\
         pricing.posted = {{ request = \"0.01 usd/request\" }}\n{tables}[nodes.n]\ncount = 1\n\
         queueing.fcfs = {{ slots = 1000 }}\n[users.u]\ncount = 20_000\ngateways = [{}]\n\
         arrival.per_user = {{ rate = \"0.36 /h\" }}\ndemand.work = \"1 ms\"\n\
         gateway_choice.logit = {{ price = -1, memory = \"10 min\", review = \"20 min\" }}\n",
        names.join(", ")
    )
}

fn play(text: &str) -> impl Fn(&str) -> f64 + use<> {
    let checked = support::open_text(text, &[]);
    let outcome = support::simulate(&checked.scenario, 0);
    move |label: &str| support::value(&checked.scenario, &outcome, label).unwrap_or(f64::NAN)
}

const ONE: [bool; 8] = [true, false, false, false, false, false, false, false];
const ALL: [bool; 8] = [true; 8];
const NONE: [bool; 8] = [false; 8];

/// economy.md 4: with logit-Bertrand takes entry stops at the largest whole N <= 1 + Q / (alpha F).
#[test]
fn free_entry_ends_at_the_whole_number_of_the_closed_form_from_every_corner() {
    let take = "take.best_response = { alpha = 1.0, every = \"30 min\" }";
    // Q / (alpha F) = 2.5 and 4.5.
    for (costs, firms) in [("2.88", 3.0), ("1.6", 5.0)] {
        for start in [ONE, ALL, NONE] {
            let of = play(&text(&start, take, costs, ""));
            assert!((of("gateways_alive") - firms).abs() < 1e-9, "{} alive at {costs}", of("gateways_alive"));
            // Those that are open take a margin of N / (alpha (N - 1)) on 10 usd.
            let expected = firms / (firms - 1.0) / 10.0;
            let takes = (0..8).map(|i| of(&format!("take_share[gateway.g{i}]")));
            let at_rest = takes.filter(|take| (take / expected - 1.0).abs() < 0.05).count();
            assert!(at_rest as f64 >= firms, "{costs}: {at_rest} take {expected}");
        }
    }
}

#[test]
fn with_a_fixed_take_entry_stops_where_the_next_would_lose() {
    // Q m / F: 7.2 thousand an hour, half a usd each.
    let take = "take.fixed = { on = \"top\", share = \"5 %\" }";
    for (costs, firms) in [("1.0", 3.0), ("0.65", 5.0), ("4.0", 0.0)] {
        for start in [ONE, ALL] {
            let of = play(&text(&start, take, costs, ""));
            assert!((of("gateways_alive") - firms).abs() < 1e-9, "{} alive at {costs}", of("gateways_alive"));
        }
    }
    // Alone each would have 3.6 usd; opening for 10 usd over 100 h takes 0.1 usd an hour of that.
    for (once, firms) in [("7 usd", 3.0), ("25 usd", 2.0)] {
        let of = play(&text(&NONE, take, "1.0", &format!(", once = \"{once}\", over = \"100 h\"")));
        assert!((of("gateways_alive") - firms).abs() < 1e-9, "{} alive, each for {once}", of("gateways_alive"));
        assert!((of("gateway_entries_per_d") * 5.0 - firms).abs() < 1e-9, "nobody enters in vain");
    }
}

#[test]
fn a_gateway_that_is_closed_costs_nothing_and_has_no_users() {
    let take = "take.fixed = { on = \"top\", share = \"5 %\" }";
    let of = play(&text(&ONE, take, "2.0", ""));
    // A second would have 1.8 usd of the 3.6.
    assert!((of("gateways_alive") - 1.0).abs() < 1e-9);
    for i in 1..8 {
        let gateway = format!("[gateway.g{i}]");
        assert!(
            of(&format!("open_d{gateway}")).abs() < 1e-12 && of(&format!("firm_profit_usd{gateway}")).abs() < 1e-12
        );
        assert!(of(&format!("users_share{gateway}")).abs() < 1e-12, "nobody is there");
    }
    assert!(of("answered_share") > 1.0 - 1e-12, "all go to the one that is there");
    // 120 h of 7,200 requests at 0.0005 usd, less 240 usd.
    let (found, expected) = (of("firm_profit_usd[gateway.g0]"), 120.0 * 3.6 - 240.0);
    assert!((found - expected).abs() < 4.0 * 0.000_5 * (864_000.0_f64).sqrt(), "{found} instead of {expected}");
}

#[test]
fn who_loses_money_closes_after_so_many_periods_and_leaves_no_request_unanswered() {
    // Costs above the income of all: it closes at the third review, at its own hour of the third period.
    let take = "take.fixed = { on = \"top\", share = \"5 %\" }";
    let mut start = NONE;
    start[3] = true;
    for (losses, least) in [(1, 0.0), (3, 4.0)] {
        let of = play(&text(&start, take, "4.0", &format!(", losses = {losses}")));
        let open = of("open_d[gateway.g3]") * 24.0;
        assert!(open > least && open <= least + 2.0, "{losses}: {open} h");
        assert!((of("gateway_exits_per_d") * 5.0 - 1.0).abs() < 1e-9);
        assert!(of("failed_gateway_down_share").abs() < 1e-12, "what was let in is answered");
        let refused = of("refused_gateway_closed_share");
        assert!((refused - (1.0 - open / 120.0)).abs() < 0.01, "{refused} of the requests find nobody");
    }
}
