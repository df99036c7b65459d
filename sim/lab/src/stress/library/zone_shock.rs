//! A shock to the zone with the most nodes, after which each node is repaired by itself.

use super::strength::span;
use super::{Kind, Site, Weather};

pub(super) struct ZoneShock;

impl Weather for ZoneShock {
    fn name(&self) -> &'static str {
        "zone_shock"
    }
    fn doc(&self) -> &'static str {
        "All nodes of the largest zone go down; each returns after its own exponential repair."
    }
    fn measure(&self) -> &'static str {
        "mean repair time"
    }
    fn kind(&self) -> Kind {
        Kind::Time
    }
    fn usual(&self) -> Option<f64> {
        None
    }
    fn build(&self, site: &Site<'_>, strength: f64) -> Result<Vec<String>, String> {
        let (zone, mean) = (site.largest_zone()?, span(strength));
        let fault = format!("zone_shock = {{ zone = \"{zone}\", repair = {{ exponential = \"{mean}\" }} }}");
        Ok(vec![site.fault(self.name(), &fault)])
    }
}
