//! Many more requests come for a while.

use units::tree::Value;

use super::site::scaled;
use super::{Kind, Site, Weather};

pub(super) struct FlashCrowd;

/// Settings of arrival processes that are proportional to the rate, or to gaps.
const RATES: [(&str, bool); 7] = [
    ("poisson.rate", true),
    ("renewal.gap", false),
    ("mmpp.rates", true),
    ("diurnal.mean", true),
    ("hourly.mean", true),
    ("sessions.rate", true),
    ("flash_crowd.base", true),
];

impl Weather for FlashCrowd {
    fn name(&self) -> &'static str {
        "flash_crowd"
    }
    fn doc(&self) -> &'static str {
        "All users whose arrivals have a rate send more requests for a while."
    }
    fn measure(&self) -> &'static str {
        "factor of the rate"
    }
    fn kind(&self) -> Kind {
        Kind::Factor
    }
    fn usual(&self) -> Option<f64> {
        Some(3.0)
    }
    fn build(&self, site: &Site<'_>, strength: f64) -> Result<Vec<String>, String> {
        let mut set: Vec<(String, Value)> = Vec::new();
        for users in &site.scenario().users {
            for (setting, is_rate) in RATES {
                let path = format!("users.{}.arrival.{setting}", users.name);
                let factor = if is_rate { strength } else { 1.0 / strength };
                set.extend(site.value(&path).map(|value| (path, scaled(&value, factor))));
            }
        }
        if set.is_empty() {
            return Err("no users arrive at a rate that can change".into());
        }
        Ok(vec![site.change(self.name(), false, &set)])
    }
}
