//! A service that gateways depend on is down.

use super::site::first_largest;
use super::strength::span;
use super::{Kind, Site, Weather};

pub(super) struct ServiceOutage;

impl Weather for ServiceOutage {
    fn name(&self) -> &'static str {
        "service_outage"
    }
    fn doc(&self) -> &'static str {
        "The service on which the most gateways depend is down: their requests end, unless it has a fallback."
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
        let depend = |at: usize| {
            let gateways = scenario.gateways.iter();
            gateways.filter(|gateway| gateway.services.iter().any(|service| service.row() == at)).count() as u64
        };
        let largest = first_largest(scenario.services.len(), depend).filter(|&at| depend(at) > 0);
        let name = largest.map(|at| &scenario.services[at].name).ok_or("no gateway depends on a service")?;
        let fault = format!("service_outage = {{ service = \"{name}\", lasts = \"{}\" }}", span(strength));
        Ok(vec![site.fault(self.name(), &fault)])
    }
}
