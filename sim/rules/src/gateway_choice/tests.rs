//! Odds against closed forms, and urns that are filled by them.

use units::settings::Setting;
use units::tree::{Tree, Value};

use super::policy::{Choosing, Known, View};
use super::{best_response, logit, multi_homing, proportional, sticky};

/// A policy whose settings are its defaults but for these.
fn policy<T: Setting>(settings: &[(&str, Value)]) -> T {
    let mut policy = T::absent().expect("all settings have defaults");
    for (key, value) in settings {
        let mut problems = units::problem::Problems::default();
        assert!(policy.set(&[*key], &Tree::bare(value.clone()), &mut problems), "{key}");
        assert!(problems.list().is_empty(), "{key}");
    }
    policy
}

fn number(value: f64) -> Value {
    Value::Float(value)
}

/// Gateways with so many individuals each.
fn with_users(users: &[u32]) -> Vec<Known> {
    let all: u32 = users.iter().sum();
    let share = |users: u32| if all > 0 { f64::from(users) / f64::from(all) } else { 0.0 };
    users.iter().map(|&users| Known { users, share: share(users), ..Known::default() }).collect()
}

fn near(a: f64, b: f64) {
    assert!((a - b).abs() < 1e-12, "{a} instead of {b}");
}

#[test]
fn the_logit_has_the_switch_rates_of_its_closed_form() {
    // Theory entry logit-switch-2: u = 1.0 and 0.8, a switch costs 0.5, tau = 0.2.
    let settings = [("price", number(-1.0)), ("switching", number(0.5)), ("scale", number(0.2))];
    let policy: logit::Logit = policy(&settings);
    let known = [0.0, 0.2].map(|price_usd| Known { price_usd, ..Known::default() });
    let odds = |at: usize| policy.odds(&View { at: Some(at), known: &known, shunned: 0 });
    let (there, back) = (odds(0)[1], odds(1)[0]);
    near(there, 0.029_312_230_751_356_3);
    near(back / (there + back), 0.861_563_513_731_479);
    near(1.0 - there - back, 0.788_262_245_442_287);
}

#[test]
fn inertia_keeps_its_part_where_it_is() {
    let settings = [("herd", number(3.0)), ("inertia", Value::text("40 %"))];
    let (policy, plain): (logit::Logit, logit::Logit) = (policy(&settings), policy(&settings[..1]));
    let known = with_users(&[3, 1, 6]);
    let view = View { at: Some(1), known: &known, shunned: 0 };
    let (slow, fast) = (policy.odds(&view), plain.odds(&view));
    near(slow.iter().sum(), 1.0);
    near(slow[0], 0.6 * fast[0]);
    near(slow[1], 0.4 + 0.6 * fast[1]);
    // exp(3 * 0.6) against exp(3 * 0.3).
    near(fast[2] / fast[0], engine::math::exp(0.9));
}

#[test]
fn the_best_is_taken_only_if_it_is_worth_the_switch() {
    let known = [1.0, 0.7, 0.7].map(|price_usd| Known { price_usd, ..Known::default() });
    for (switching, expected) in [(0.29, 1), (0.31, 0)] {
        let settings = [("price", number(-1.0)), ("switching", number(switching))];
        let policy: best_response::BestResponse = policy(&settings);
        near(policy.odds(&View { at: Some(0), known: &known, shunned: 0 })[expected], 1.0);
        // Of two that are as good, nobody goes from the one to the other.
        near(policy.odds(&View { at: Some(2), known: &known, shunned: 0 })[2], 1.0);
    }
}

#[test]
fn whoever_is_let_down_goes_to_the_best_that_it_does_not_shun() {
    let known = [0.5, 0.1, 0.2, 0.2].map(|failed| Known { failed, ..Known::default() });
    let odds = |settings: &[(&str, Value)], shunned: u64| {
        let policy: sticky::Sticky = policy(settings);
        policy.odds(&View { at: Some(0), known: &known, shunned })
    };
    let by_failures = [("best", Value::text("failures"))];
    assert_eq!(odds(&by_failures, 0b0000), [1.0, 0.0, 0.0, 0.0]);
    assert_eq!(odds(&by_failures, 0b0010), [1.0, 0.0, 0.0, 0.0]);
    assert_eq!(odds(&by_failures, 0b0001), [0.0, 1.0, 0.0, 0.0]);
    assert_eq!(odds(&by_failures, 0b0011), [0.0, 0.0, 0.5, 0.5]);
    // Where all let it down, the best of the others.
    assert_eq!(odds(&by_failures, 0b1111), [0.0, 1.0, 0.0, 0.0]);
    assert_eq!(odds(&[], 0b0101), [0.0, 0.5, 0.0, 0.5]);
}

#[test]
fn requests_are_spread_by_worth_or_all_go_to_the_best() {
    let known = [3.0, 1.0, 2.0].map(|latency_s| Known { latency_s, ..Known::default() });
    let odds = |scale: f64| {
        let policy: multi_homing::MultiHoming = policy(&[("latency", number(-1.0)), ("scale", number(scale))]);
        policy.odds(&View { at: None, known: &known, shunned: 0 })
    };
    assert_eq!(odds(0.0), [0.0, 1.0, 0.0]);
    near(odds(0.5)[1] / odds(0.5)[0], engine::math::exp(4.0));
}

#[test]
fn others_are_followed_by_their_number() {
    let policy: proportional::Proportional = policy(&[("weight", number(0.5))]);
    let known = with_users(&[3, 1, 0]);
    let odds = |at| policy.odds(&View { at, known: &known, shunned: 0 });
    // Whoever is there does not follow itself; a newcomer follows all.
    assert_eq!(odds(Some(0)), [2.5 / 4.5, 1.5 / 4.5, 0.5 / 4.5]);
    assert_eq!(odds(None), [3.5 / 5.5, 1.5 / 5.5, 0.5 / 5.5]);
}
