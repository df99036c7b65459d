//! What integrations of gateways cost developers, and what one must save to pay.

use world::scenario::Scenario;

/// What integrations cost a table of apps.
#[derive(Clone, Debug, PartialEq)]
pub struct Integration {
    /// The apps.
    pub apps: String,
    /// What an integration costs \[usd\], and what it costs to keep it \[usd/month\].
    pub once_usd: f64,
    /// What it costs to keep it \[usd/month\].
    pub upkeep_usd_month: f64,
    /// What all that are there at the start cost by the end of the run, if none is dropped or added \[usd\].
    pub bill_usd: f64,
    /// What one more must save in an hour to pay, where developers review what they have: `once / over + upkeep`
    /// \[usd/h\].
    pub pays_from_usd_h: Option<f64>,
}

/// Hours of a month, a twelfth of a year.
const MONTH_H: f64 = 730.0;

/// What integrations cost, by table of apps; none of apps that nobody uses.
pub fn integrations(scenario: &Scenario) -> Vec<Integration> {
    let used = scenario.apps.iter().filter(|apps| !apps.gateways.is_empty());
    let of = |apps: &world::scenario::Apps| {
        let (rules, policy) = (&apps.rules.integration, apps.rules.integrates.policy());
        let n = u64::from(apps.rules.count) * policy.first(apps.gateways.len()) as u64;
        let once_usd = rules.once_nanos() as f64 / 1e9;
        let kept = u128::from(n) * u128::from(scenario.horizon.ns());
        Integration {
            apps: apps.name.clone(),
            once_usd,
            upkeep_usd_month: rules.upkeep_usd_h() * MONTH_H,
            bill_usd: rules.cost_nanos(n, kept) as f64 / 1e9,
            pays_from_usd_h: policy.over().map(|over| once_usd / (over.as_secs() / 3_600.0) + rules.upkeep_usd_h()),
        }
    };
    used.map(of).collect()
}
