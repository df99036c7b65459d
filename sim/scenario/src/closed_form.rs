//! Closed forms that answer a question before a run: what `check` prints, and what the theory suite holds them to.

pub mod assurance;
pub mod audit;
pub mod break_even;
pub mod budget;
pub mod corridor;
pub mod deterrents;
pub mod deviation;
pub mod dilemma;
pub mod drift;
mod earnings;
pub mod exposure;
pub mod form;
pub mod game;
pub mod horizon;
pub mod integration;
mod load;
pub mod locks;
mod pools;
pub mod queue;
pub mod reaction;
pub mod revocation;
pub mod security;
pub mod stale;
pub mod votes;

use units::ids::CoinId;
use world::scenario::Scenario;

use form::Form;

/// The menu of forms that `check` prints, theme by theme.
const FORMS: &[fn(&Scenario) -> Vec<Form>] = &[
    queue::queues,
    audit::audits,
    deterrents::deterrents,
    dilemma::dilemmas,
    locks::locks,
    stale::stale_views,
    budget::budgets,
    drift::drifts,
    break_even::break_evens,
    security::corruptions,
    horizon::horizons,
    votes::captures,
    reaction::reactions,
];

/// The coins that forms expect to be minted a day: what the first epoch mints; none where it depends on answers.
pub fn minted_per_day(scenario: &Scenario, coin: CoinId) -> Option<f64> {
    let unit = 10_u64.pow(scenario.coins[coin.row()].rules.decimals) as f64;
    Some(earnings::minted(scenario, coin)? / unit)
}

/// All closed forms that apply to a scenario, with their values in it; what cannot be computed is left out.
pub fn forms(scenario: &Scenario) -> Vec<Form> {
    FORMS.iter().flat_map(|forms| forms(scenario)).collect()
}
