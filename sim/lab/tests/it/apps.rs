//! Apps that integrate gateways: against closed forms of their bills, their break-even and their outages.

use crate::support;

/// What metrics are at the end of the first replication.
fn values<const N: usize>(text: &str, names: [&str; N]) -> [f64; N] {
    let checked = support::open_text(text, &[]);
    let outcome = support::simulate(&checked.scenario, 0);
    names.map(|name| support::value(&checked.scenario, &outcome, name).unwrap_or_else(|| panic!("{name} exists")))
}

/// Gateways on networks of their own, with as many nodes as requests need; prices are for a thousand requests.
fn gateways(usd: &[f64]) -> String {
    let one = |(at, usd): (usize, &f64)| {
        format!(
            "[network.n{at}]\ncoin = \"usdc\"\npricing.posted = {{ request = \"{:.9} usd/request\" }}\n\
             [gateway.g{at}]\nnetworks = [\"n{at}\"]\n[nodes.n{at}]\ncount = 20\nnetworks = [\"n{at}\"]\n",
            usd / 1_000.0
        )
    };
    format!("[coin.usdc]\n{}", usd.iter().enumerate().map(one).collect::<String>())
}

#[test]
fn a_bill_is_what_was_integrated_and_kept() {
    // Ten apps with two of three gateways each: 80 h at 60 usd, and 2 h a month, for twelve months.
    let text = format!(
        "horizon = \"365 d\"\n{}[apps.small]\ncount = 10\n\
         integration = {{ once = \"80 h\", upkeep = \"2 h/month\", hour = \"60 usd\" }}\nintegrates.fixed.most = 2\n\
         [users.all]\ngateways = [\"g0\", \"g1\", \"g2\"]\ncount = 40\napps = \"small\"\n\
         arrival.poisson = {{ rate = \"10 /d\" }}\ndemand.work = \"1 s\"\n",
        gateways(&[0.2, 0.2, 0.2])
    );
    let names = [
        "integration_cost_usd",
        "integrations_per_app[apps.small]",
        "integration_usd_h[apps.small]",
        "apps_share[gateway.g0]",
    ];
    let [all, each, hourly, share] = values(&text, names);
    let bill = 20.0 * 80.0 * 60.0 + 20.0 * 12.0 * 2.0 * 60.0;
    assert!((all - bill).abs() < 1e-6, "{all}, not {bill}");
    assert!((hourly * 8_760.0 - bill).abs() < 1e-6);
    assert!((each - 2.0).abs() < 1e-12, "{each}");
    // First integrations are dealt out in turn: g0 is the first of four apps, and follows g2 in three.
    assert!((share - 0.7).abs() < 1e-12, "{share}");
    let checked = support::open_text(&text, &[]);
    let [told] = &scenario::closed_form::integration::integrations(&checked.scenario)[..] else { panic!("one table") };
    assert!((told.bill_usd - bill).abs() < 1e-6 && (told.upkeep_usd_month - 120.0).abs() < 1e-9);
    let [fees, in_all] = values(&text, ["fees_usd_h[apps.small]", "cost_in_all_usd_h[apps.small]"]);
    assert!((in_all - fees - hourly).abs() < 1e-12);
    // 10 requests a day at 0.2 thousandths of a usd, within four standard errors.
    let expected = 10.0 * 0.000_2 / 24.0;
    assert!((fees / expected - 1.0).abs() < 4.0 / f64::sqrt(3_650.0), "{fees}, not {expected}");
}

#[test]
fn an_app_is_cut_off_where_all_that_it_has_integrated_is_down() {
    for choice in ["fixed", "logit", "multi_homing"] {
        for (k, u) in [(1, 0.3), (2, 0.3), (3, 0.3), (2, 0.5)] {
            let fault = |at: usize| {
                format!(
                    "[weather.f{at}]\nat = \"0 s\"\ngateway_outage = {{ gateway = \"g{at}\", lasts = \"10 d\", share = {u:?} }}\n"
                )
            };
            let text = format!(
                "horizon = \"4 d\"\n{}{}[apps.small]\ncount = 7\nintegrates.fixed.most = {k}\n\
                 [users.all]\ngateways = [\"g0\", \"g1\", \"g2\", \"g3\"]\ncount = 100\napps = \"small\"\n\
                 arrival.poisson = {{ rate = \"8_000 /d\" }}\ndemand.work = \"1 s\"\ngateway_choice = \"{choice}\"\n",
                gateways(&[0.2; 4]),
                (0..4).map(fault).collect::<String>()
            );
            let [cut_off, down] = values(&text, ["cut_off_share[users.all]", "refused_gateway_down_share"]);
            let expected = f64::powi(u, k);
            let error = (expected * (1.0 - expected) / 32_000.0).sqrt();
            assert!((cut_off - expected).abs() < 4.0 * error, "{choice}, {k} of {u}: {cut_off}, not {expected}");
            assert!((cut_off - down).abs() < 1e-12, "whoever is refused is cut off: {down}");
        }
    }
}

/// A hundred users of ten apps who send some requests an hour and app; a switch from 0.3 to 0.2 usd a thousand saves a
/// ten-thousandth of a usd a request, and costs a thousandth an hour: it pays from 10 requests an hour on.
fn switching(requests_h: f64, integrates: &str) -> String {
    format!(
        "horizon = \"70 d\"\n[observe]\nat = [\"29 d\", \"70 d\"]\n{}[apps.small]\ncount = 10\nstart = [1, 0]\n\
         integration = {{ once = \"1 h\", hour = \"8.76 usd\" }}\nintegrates.best = {{ {integrates} }}\n\
         [users.all]\ngateways = [\"g0\", \"g1\"]\ncount = 100\napps = \"small\"\n\
         arrival.per_user = {{ rate = \"{:?} /d\" }}\ndemand.work = \"1 s\"\ngateway_choice.best_response = {{ price = -1 }}\n",
        gateways(&[0.3, 0.2]),
        requests_h * 2.4
    )
}

#[test]
fn an_app_replaces_its_gateway_from_the_break_even_number_of_requests_on() {
    let names = [
        "apps_share[gateway.g1]",
        "users_share_at_70d[gateway.g1]",
        "integration_cost_usd",
        "integrations_per_app[apps.small]",
    ];
    // Some 70,000 requests in the first month: their number is known to 0.4 %.
    let [share, users, cost, each] = values(&switching(9.7, "most = 1"), names);
    assert_eq!((share, users), (0.0, 0.0));
    assert!((cost - 10.0 * 8.76).abs() < 1e-9 && (each - 1.0).abs() < 1e-12);
    let [share, users, cost, each] = values(&switching(10.3, "most = 1"), names);
    // Ten apps review in turn from day 30 on, each three days after the one before, and their users follow at once.
    let mean = (0..10).map(|turn| (40.0 - 3.0 * f64::from(turn)) / 70.0).sum::<f64>() / 10.0;
    assert!((share - mean).abs() < 1e-9, "{share}, not {mean}");
    assert!(users > 1.0 - 1e-12, "{users}");
    assert!((cost - 20.0 * 8.76).abs() < 1e-9, "{cost}");
    assert!((each - 1.0).abs() < 1e-12, "{each}");
}

#[test]
fn an_app_integrates_a_second_gateway_for_what_losses_cost() {
    // A gateway that is down for 10 % of the requests loses 0.1 usd an hour, at 10 requests an hour and 0.1 usd each.
    // The other is dearer and never down: it saves 0.09 usd an hour for a thousandth, and later costs no more.
    let fault =
        "[weather.f]\nat = \"0 s\"\ngateway_outage = { gateway = \"g1\", lasts = \"100 d\", share = \"10 %\" }\n";
    let text = |loss: &str| format!("{}{fault}", switching(10.0, &format!("most = 2, loss = \"{loss}\"")));
    let text = |loss: &str| text(loss).replace("start = [1, 0]", "start = [0, 1]");
    let names = ["apps_share[gateway.g0]", "apps_share[gateway.g1]", "cut_off_share[users.all]"];
    // Both are integrated at the price of one integration, as far as the mean of 10 % of losses is known.
    let [first, second, cut_off] = values(&text("0.1 usd"), names);
    assert!(first > 0.35 && second > 0.99, "{first}, {second}");
    assert!(cut_off > 0.04 && cut_off < 0.075, "down until they have integrated the other: {cut_off}");
    // At a hundredth of a cent it saves too little.
    let [first, second, cut_off] = values(&text("0.0001 usd"), names);
    assert!(first < 1e-12 && second > 1.0 - 1e-12, "{first}, {second}");
    assert!((cut_off - 0.1).abs() < 4.0 * f64::sqrt(0.09 / 168_000.0), "{cut_off}");
}

#[test]
fn users_start_where_their_app_is_and_stay_within_what_it_has_integrated() {
    let text = |apps: &str, choice: &str| {
        format!(
            "horizon = \"20 d\"\n{}[apps.small]\ncount = 8\n{apps}\n\
             [users.all]\ngateways = [\"g0\", \"g1\"]\ncount = 80\napps = \"small\"\n\
             arrival.poisson = {{ rate = \"10 /d\" }}\ndemand.work = \"1 s\"\n{choice}\n",
            gateways(&[0.2, 0.1])
        )
    };
    let share = |apps: &str, choice: &str| values(&text(apps, choice), ["users_share[gateway.g0]"])[0];
    let stays = share("start = [3, 1]\nintegrates.fixed.most = 1", "");
    assert!((stays - 0.75).abs() < 1e-12, "{stays}");
    // All would go to the cheaper one, if their app let them.
    let bound = share("start = [3, 1]\nintegrates.fixed.most = 1", "gateway_choice.best_response = { price = -10 }");
    assert!((bound - 0.75).abs() < 1e-12, "{bound}");
    let free = share("integrates.fixed.most = 2", "gateway_choice.best_response = { price = -10, review = \"1 h\" }");
    assert!(free < 0.005, "{free}");
}

#[test]
fn an_app_that_has_all_for_nothing_changes_nothing_where_nobody_refuses() {
    let text = |apps: &str, used: &str| {
        format!(
            "horizon = \"20 d\"\n{}{apps}[users.all]\ngateways = [\"g0\", \"g1\", \"g2\"]\ncount = 50\n{used}\
             arrival.poisson = {{ rate = \"100 /d\" }}\ndemand.work = \"1 s\"\n\
             gateway_choice.logit = {{ price = -5, switching = 0.5 }}\n",
            gateways(&[0.2, 0.3, 0.1])
        )
    };
    let play = |text: &str| support::simulate(&support::open_text(text, &[]).scenario, 0).fingerprints;
    let plain = play(&text("", ""));
    let in_apps = play(&text("[apps.small]\ncount = 1\n", "apps = \"small\"\n"));
    assert_eq!(plain.events, in_apps.events);
}

/// All apps have integrated both gateways within two months: after the warm-up the share is whole, before it is not.
#[test]
fn the_share_of_apps_is_measured_from_the_warm_up_on() {
    let both = |sets: &[&str]| {
        let checked = support::open("policies/integrates_best.toml", sets);
        let outcome = support::simulate(&checked.scenario, 0);
        let value = |label: &str| support::value(&checked.scenario, &outcome, label).expect("it exists");
        (value("apps_share[gateway.b]"), value("integrations_per_app[apps.small]"))
    };
    let (share, integrations) = both(&["study=steady", "warm_up=70 d"]);
    assert!((share - 1.0).abs() < 1e-12 && (integrations - 2.0).abs() < 1e-12, "{share}, {integrations}");
    let (share, integrations) = both(&[]);
    assert!(share < 0.7 && integrations < 1.7, "{share}, {integrations}");
}
