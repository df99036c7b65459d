//! The zone with the most nodes goes dark.

use super::strength::span;
use super::{Kind, Site, Weather};

pub(super) struct ZoneOutage;

impl Weather for ZoneOutage {
    fn name(&self) -> &'static str {
        "zone_outage"
    }
    fn doc(&self) -> &'static str {
        "All nodes of the largest zone are down, and return together."
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
        let (zone, lasts) = (site.largest_zone()?, span(strength));
        Ok(vec![site.fault(self.name(), &format!("zone_outage = {{ zone = \"{zone}\", lasts = \"{lasts}\" }}"))])
    }
}
