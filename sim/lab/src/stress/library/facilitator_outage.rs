//! The one through whom a list hears of its nodes is down.

use super::strength::span;
use super::{Kind, Site, Weather};

pub(super) struct FacilitatorOutage;

impl Weather for FacilitatorOutage {
    fn name(&self) -> &'static str {
        "facilitator_outage"
    }
    fn doc(&self) -> &'static str {
        "The facilitators that pass heartbeats on or settle are down: lists empty though nodes are healthy, claims wait."
    }
    fn measure(&self) -> &'static str {
        "how long it lasts"
    }
    fn kind(&self) -> Kind {
        Kind::Time
    }
    fn usual(&self) -> Option<f64> {
        None
    }
    fn build(&self, site: &Site<'_>, strength: f64) -> Result<Vec<String>, String> {
        let networks = &site.scenario().networks;
        let with_one: Vec<&str> = networks
            .iter()
            .filter(|network| network.rules.liveness.policy().has_facilitator() || network.rules.settlement.facilitator)
            .map(|network| network.name.as_str())
            .collect();
        if with_one.is_empty() {
            return Err("no list hears of its nodes through a facilitator, and none settles claims".into());
        }
        let lasts = span(strength);
        let fault = |(i, network): (usize, &&str)| {
            let name = if with_one.len() == 1 { self.name().into() } else { format!("{}_{}", self.name(), i + 1) };
            site.fault(&name, &format!("facilitator_outage = {{ network = \"{network}\", lasts = \"{lasts}\" }}"))
        };
        Ok(with_one.iter().enumerate().map(fault).collect())
    }
}
