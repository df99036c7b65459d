//! Who has fewer or more coins than in calm: what came in less what went out, by party and coin.

use std::collections::BTreeMap;

use state::ledger::Flow;
use statistics::{Confidence, Estimate, paired};
use world::outcome::party_name;
use world::scenario::Scenario;

use crate::row::Row;

/// What a party has of a coin, weather against calm.
#[derive(Clone, Debug)]
pub struct Borne {
    /// The coin.
    pub coin: String,
    /// Who: nodes with their bonds, users, gateways, treasuries.
    pub party: String,
    /// Coins that came in less those that went out in calm, mean over replications.
    pub calm: f64,
    /// The same under weather.
    pub storm: f64,
    /// Weather less calm.
    pub difference: Estimate,
}

/// The coins of all parties that pay or are paid; stakes belong to their nodes.
pub(super) fn borne(scenario: &Scenario, calm: &[Row], storm: &[Row], confidence: Confidence) -> Vec<Borne> {
    let mut list = Vec::new();
    for (at, coin) in scenario.coins.iter().enumerate() {
        let scale = 10_f64.powi(coin.rules.decimals as i32);
        let nets = |rows: &[Row]| -> Vec<BTreeMap<String, i128>> {
            let flows =
                |row: &Row| row.block.as_ref().and_then(|block| block.flows.get(at).cloned()).unwrap_or_default();
            rows.iter().map(|row| net(scenario, &flows(row))).collect()
        };
        let (a, b) = (nets(calm), nets(storm));
        let parties: std::collections::BTreeSet<&String> = a.iter().chain(&b).flat_map(BTreeMap::keys).collect();
        for party in parties {
            let values = |side: &[BTreeMap<String, i128>]| -> Vec<f64> {
                side.iter().map(|nets| nets.get(party).copied().unwrap_or(0) as f64 / scale).collect()
            };
            let (a, b) = (values(&a), values(&b));
            let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
            let (coin, party) = (coin.name.clone(), party.clone());
            list.push(Borne { coin, party, calm: mean(&a), storm: mean(&b), difference: paired(&b, &a, confidence) });
        }
    }
    list
}

fn net(scenario: &Scenario, flows: &[Flow]) -> BTreeMap<String, i128> {
    let mut nets = BTreeMap::new();
    let name = |party| {
        let name = party_name(scenario, party);
        name.strip_prefix("bonds.").map_or(name.clone(), |group| format!("nodes.{group}"))
    };
    for flow in flows {
        *nets.entry(name(flow.to)).or_insert(0) += flow.amount;
        *nets.entry(name(flow.from)).or_insert(0) -= flow.amount;
    }
    nets
}

impl Borne {
    /// Whether it certainly lost.
    pub fn is_loss(&self) -> bool {
        self.difference.interval().high < 0.0
    }
}
