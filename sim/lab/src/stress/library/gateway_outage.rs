//! A gateway is down.

use super::site::first_largest;
use super::strength::span;
use super::{Kind, Site, Weather};

pub(super) struct GatewayOutage;

impl Weather for GatewayOutage {
    fn name(&self) -> &'static str {
        "gateway_outage"
    }
    fn doc(&self) -> &'static str {
        "The gateway with the most groups of users is down: requests get an error at once, those under way fail."
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
        let scenario = site.scenario();
        let groups = |at: usize| {
            scenario.users.iter().filter(|users| users.gateways.iter().any(|gateway| gateway.row() == at)).count()
                as u64
        };
        let largest = first_largest(scenario.gateways.len(), groups).filter(|&at| groups(at) > 0);
        let name = largest.map(|at| &scenario.gateways[at].name).ok_or("no requests are sent to a gateway")?;
        let fault = format!("gateway_outage = {{ gateway = \"{name}\", lasts = \"{}\" }}", span(strength));
        Ok(vec![site.fault(self.name(), &fault)])
    }
}
