//! Entries about users who choose their gateway: urns, switching by logit, herds.

use engine::draws::{Address, Purpose};
use rules::gateway_choice::{Choosing, Known, View};
use scenario::Checked;

use super::exact::reference;
use crate::support;

/// A scenario of individuals who send hardly anything and review once a day, at so many gateways of one network.
fn open(gateways: usize, replications: u32, days: u32, users: &str) -> Checked {
    let names: Vec<String> = (0..gateways).map(|i| format!("g{i}")).collect();
    let tables: String = names.iter().map(|name| ["[gateway.", name, "]\n"].concat()).collect();
    let text = format!(
        "horizon = \"{days} d\"\nreplications = {replications}\npoints = {days}\n[network.plain]\n{tables}\
         [nodes.home]\n[users.all]\ngateways = {names:?}\narrival.poisson = {{ rate = \"1 /d\" }}\ndemand.work = \"1 s\"\n{users}\n"
    );
    support::open_text(&text, &[])
}

/// The shares of all gateways at the end of each day of a replication.
fn shares(checked: &Checked, replication: u32) -> Vec<Vec<f64>> {
    let outcome = support::simulate(&checked.scenario, replication);
    let columns = world::metrics::series::columns(&checked.scenario);
    let of_gateways = columns.iter().zip(&outcome.series).filter(|(column, _)| column.name == "users_share");
    let lines: Vec<&Vec<f64>> = of_gateways.map(|(_, line)| line).collect();
    (0..lines[0].len()).map(|day| lines.iter().map(|line| line[day]).collect()).collect()
}

fn policy(checked: &Checked) -> &dyn Choosing {
    checked.scenario.users[0].rules.gateway_choice.policy()
}

/// Whether a mean over independent values is what it should be, within four standard errors.
fn check(what: &str, values: &[f64], expected: f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let error = (values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (n - 1.0) / n).sqrt();
    assert!((mean - expected).abs() < 4.0 * error, "{what}: {mean} within {error}, not {expected}");
}

fn hhi(shares: &[f64]) -> f64 {
    shares.iter().map(|share| share * share).sum()
}

/// The mean of the sum of squared shares of n users of Polya's urn.
fn hhi_of_urn(n: f64, gateways: f64, weight: f64) -> f64 {
    1.0 / n + (1.0 - 1.0 / n) * (weight + 1.0) / (gateways * weight + 1.0)
}

#[test]
fn newcomers_who_follow_others_fill_polyas_urn() {
    for (entry, gateways, users, weight, above, output) in [
        ("polya-2-equal", 2, 2_000, 1.0, 0.9, "p_share_first_gt_0.9"),
        ("polya-4-quarter", 4, 5_000, 0.25, 0.8, "p_share_first_gt_0.8"),
    ] {
        let says = |output| reference(entry, output).value;
        let near = |a: f64, b: f64| assert!((a / b - 1.0).abs() < 1e-9, "{entry}: {a}, not {b}");
        // What is in the urn at the start counts in the shares of the entry: n_j + weight of n + g weight.
        let (n, g) = (f64::from(users), gateways as f64);
        let squares = n * n * hhi_of_urn(n, g, weight) + 2.0 * weight * n + g * weight * weight;
        let all = n + g * weight;
        near(squares / (all * all), says("mean_hhi_after_n"));
        near(hhi_of_urn(f64::INFINITY, gateways as f64, weight), says("mean_hhi_limit"));
        let checked =
            open(gateways, 1, 1, &format!("count = 2\ngateway_choice.proportional = {{ weight = {weight} }}"));
        let policy = policy(&checked);
        let (mut hhis, mut firsts) = (Vec::new(), Vec::new());
        for run in 0..400 {
            let stream = Address { seed: 1, replication: run, purpose: Purpose::GatewayReview, entity: 1 }.stream();
            let mut draws = stream.draws(0);
            let mut known = vec![Known::default(); gateways];
            for _ in 0..users {
                let mut left = draws.uniform();
                let odds = policy.odds(&View { at: None, known: &known, shunned: 0 });
                let place = odds.iter().position(|odds| {
                    left -= odds;
                    left < 0.0
                });
                known[place.unwrap_or(gateways - 1)].users += 1;
            }
            let shares: Vec<f64> = known.iter().map(|known| (f64::from(known.users) + weight) / all).collect();
            hhis.push(hhi(&shares));
            firsts.push(shares[0]);
        }
        check(entry, &hhis, says("mean_hhi_after_n"));
        check(entry, &firsts, says("mean_share_first"));
        let aboves: Vec<f64> = firsts.iter().map(|share| f64::from(u8::from(*share > above))).collect();
        check(entry, &aboves, says(output));
    }
}

#[test]
fn reviews_that_follow_others_rest_where_polyas_urn_ends() {
    for (gateways, users, weight) in [(2, 40, 1.0), (4, 40, 0.25), (3, 60, 2.0)] {
        let rule = format!("count = {users}\ngateway_choice.proportional = {{ weight = {weight} }}");
        let checked = open(gateways, 16, 3_000, &rule);
        let mean = |replication: u32| {
            let days = shares(&checked, replication);
            // The first days remember the start.
            days[400..].iter().map(|shares| hhi(shares)).sum::<f64>() / (days.len() - 400) as f64
        };
        let means: Vec<f64> = (0..16).map(mean).collect();
        check("hhi", &means, hhi_of_urn(f64::from(users), gateways as f64, weight));
    }
}

/// Mean and variance of how many of so many gateways have any of n users of Polya's urn.
fn used_of_urn(n: u32, gateways: f64, weight: f64) -> (f64, f64) {
    let all = gateways * weight;
    // The probability that none of n comes to one of so many gateways.
    let none = |empty: f64| (0..n).map(|i| (1.0 - empty * weight / (all + f64::from(i))).ln()).sum::<f64>().exp();
    let (one, two) = (none(1.0), none(2.0));
    let mean = gateways * (1.0 - one);
    (mean, mean + gateways * (gateways - 1.0) * (1.0 - 2.0 * one + two) - mean * mean)
}

#[test]
fn many_gateways_of_small_weight_are_hoppes_urn() {
    let says = |output| reference("hoppe-entry-2", output).value;
    // Of 300,000 gateways with theta in all, those that are used are as many as Hoppe's urn opens.
    let (mean, variance) = used_of_urn(1_000, 300_000.0, 2.0 / 300_000.0);
    assert!((mean / says("mean_gateways") - 1.0).abs() < 1e-4, "{mean}");
    assert!((variance / says("var_gateways") - 1.0).abs() < 1e-3, "{variance}");
    let limit = hhi_of_urn(1_000.0, 300_000.0, 2.0 / 300_000.0);
    assert!((limit / says("mean_hhi") - 1.0).abs() < 1e-4, "{limit}");
    // The world plays the finite one.
    let checked = open(32, 12, 2_500, "count = 100\ngateway_choice.proportional = { weight = 0.0625 }");
    let (mut used, mut hhis) = (Vec::new(), Vec::new());
    for replication in 0..12 {
        let days = &shares(&checked, replication)[500..];
        let n = days.len() as f64;
        let open = |shares: &Vec<f64>| shares.iter().filter(|share| **share > 0.0).count() as f64;
        used.push(days.iter().map(open).sum::<f64>() / n);
        hhis.push(days.iter().map(|shares| hhi(shares)).sum::<f64>() / n);
    }
    check("gateways", &used, used_of_urn(100, 32.0, 0.0625).0);
    check("hhi", &hhis, hhi_of_urn(100.0, 32.0, 0.0625));
}

#[test]
fn users_switch_by_logit_as_a_markov_chain_says() {
    let says = |output| reference("logit-switch-2", output).value;
    // A thousand requests cost nothing at the one and 0.2 usd at the other.
    let text = "horizon = \"700 d\"\nreplications = 8\npoints = 700\n[coin.usdc]\n\
         [network.alpha]\n[network.beta]\ncoin = \"usdc\"\npricing.posted = { request = \"0.0002 usd/request\" }\n\
         [gateway.a]\nnetworks = [\"alpha\"]\n[gateway.b]\nnetworks = [\"beta\"]\n[nodes.home]\n\
         [users.all]\ngateways = [\"a\", \"b\"]\ncount = 1_000\narrival.poisson = { rate = \"1 /d\" }\ndemand.work = \"1 s\"\n\
         gateway_choice.logit = { price = -1, switching = 0.5, scale = 0.2 }\n";
    let checked = support::open_text(text, &[]);
    let [mut means, mut variances, mut switches, mut lags] = [const { Vec::new() }; 4];
    for replication in 0..8 {
        let outcome = support::simulate(&checked.scenario, replication);
        switches.push(support::value(&checked.scenario, &outcome, "switches_per_user_d").expect("it exists"));
        let days: Vec<f64> = shares(&checked, replication)[100..].iter().map(|shares| shares[0]).collect();
        let n = days.len() as f64;
        means.push(days.iter().sum::<f64>() / n);
        let off = |share: f64| (share - says("share_1")) * 1_000.0;
        let variance = days.iter().map(|&share| off(share) * off(share)).sum::<f64>() / n;
        let together = days.windows(2).map(|pair| off(pair[0]) * off(pair[1])).sum::<f64>() / (n - 1.0);
        variances.push(variance);
        lags.push(together / variance);
    }
    check("share", &means, says("share_1"));
    check("variance", &variances, says("var_users_1"));
    // From a half, 36 % of all go over to the first at the start.
    let at_start = (says("share_1") - 0.5) / 700.0;
    let switched: Vec<f64> = switches.iter().map(|switches| switches - at_start).collect();
    let error = 0.008 * says("switches_per_user_period");
    let mean = switched.iter().sum::<f64>() / 8.0;
    assert!((mean - says("switches_per_user_period")).abs() < error, "{mean}");
    // Half of the switches lead away from the first.
    let there = mean / 2.0 / (means.iter().sum::<f64>() / 8.0);
    assert!((there / says("p_switch_1_to_2") - 1.0).abs() < 0.01, "{there}");
    check("lag", &lags, says("relaxation_multiplier"));
    let odds = |at: usize| {
        let known = [0.0, 0.2].map(|price_usd| Known { price_usd, ..Known::default() });
        policy(&checked).odds(&View { at: Some(at), known: &known, shunned: 0 })
    };
    assert!((1.0 - odds(0)[1] - odds(1)[0] - says("relaxation_multiplier")).abs() < 1e-9);
}

/// How fast the share of the first of two gateways grows at a share, by the odds of the policy \[1/review\].
fn drift(policy: &dyn Choosing, share: f64) -> f64 {
    let known = [share, 1.0 - share].map(|share| Known { share, ..Known::default() });
    let odds = |at: usize, to: usize| policy.odds(&View { at: Some(at), known: &known, shunned: 0 })[to];
    (1.0 - share) * odds(1, 0) - share * odds(0, 1)
}

#[test]
fn a_herd_of_two_gateways_has_three_states_and_ends_in_one_of_the_outer_two() {
    let says = |output| reference("logit-network-effect", output).value;
    let rule = "gateway_choice.logit = { herd = 2, switching = 0.5, scale = 0.4 }";
    let checked = open(2, 1, 1, &format!("count = 2\n{rule}"));
    let policy = policy(&checked);
    let mut roots = Vec::new();
    let steps = 9_973;
    for i in 0..steps {
        let [mut low, mut high] = [i, i + 1].map(|i| f64::from(i) / f64::from(steps));
        if drift(policy, low) * drift(policy, high) <= 0.0 {
            let rises = drift(policy, low) < 0.0;
            for _ in 0..60 {
                let middle = 0.5 * (low + high);
                *(if (drift(policy, middle) < 0.0) == rises { &mut low } else { &mut high }) = middle;
            }
            roots.push(low);
        }
    }
    assert!((roots.len() as f64 - says("number_of_fixed_points")).abs() < 0.5, "{roots:?}");
    for (root, output) in roots.iter().zip(["fixed_point_1", "fixed_point_2", "fixed_point_3"]) {
        assert!((root / says(output) - 1.0).abs() < 1e-6, "{root}");
    }
    let slope = (drift(policy, 0.5 + 1e-5) - drift(policy, 0.5 - 1e-5)) / 2e-5;
    // The drift over a review is that of the map's slope, beyond what stays.
    assert!((slope / says("slope_at_half") - 1.0).abs() < 1e-5, "{slope}");
    // From both corners a large crowd ends at the outer roots, from below a half at the lower one.
    for (start, end) in [("[1, 0]", roots[2]), ("[0, 1]", roots[0]), ("[9, 11]", roots[0]), ("[11, 9]", roots[2])] {
        let checked = open(2, 1, 60, &format!("count = 20_000\nstart = {start}\n{rule}"));
        let last = shares(&checked, 0).pop().expect("there are days")[0];
        let error = (end * (1.0 - end) / 20_000.0).sqrt();
        assert!((last - end).abs() < 5.0 * error, "{start}: {last}, not {end}");
    }
    // Where a herd is worth less than a (1 - p0) / tau < 1 asks for, a half is stable, and all corners end there.
    let p0 = 1.0 / (1.0 + f64::exp(0.5 / 0.4));
    for (herd, is_split) in [(0.4 / (1.0 - p0) * 0.8, true), (0.4 / (1.0 - p0) * 1.2, false)] {
        let rule = format!("gateway_choice.logit = {{ herd = {herd}, switching = 0.5, scale = 0.4 }}");
        let checked = open(2, 1, 200, &format!("count = 20_000\nstart = [1, 0]\n{rule}"));
        let last = shares(&checked, 0).pop().expect("there are days")[0];
        assert_eq!((last - 0.5).abs() < 0.05, is_split, "{herd}: {last}");
    }
}
