//! The link that most answers cross is congested.

use super::site::first_largest;
use super::{Kind, Site, Weather};

pub(super) struct SlowLink;

impl Weather for SlowLink {
    fn name(&self) -> &'static str {
        "slow_link"
    }
    fn doc(&self) -> &'static str {
        "The link between a gateway and the region with the most nodes, another one if there is a link to it, is slow \
         for a while."
    }
    fn measure(&self) -> &'static str {
        "factor of its latency, divisor of its bandwidth"
    }
    fn kind(&self) -> Kind {
        Kind::Factor
    }
    fn usual(&self) -> Option<f64> {
        Some(10.0)
    }
    fn build(&self, site: &Site<'_>, strength: f64) -> Result<Vec<String>, String> {
        let scenario = site.scenario();
        let regions = site.nodes_by_region();
        let n = regions.len();
        let home = scenario.gateways.iter().find_map(|gateway| gateway.region).ok_or("no gateway is in a region")?;
        let size = |at: usize| {
            let is_linked = scenario.links[home.row() * n + at].is_some();
            let is_other = u64::from(at != home.row());
            if is_linked && regions[at].1 > 0 { (is_other << 40) + regions[at].1 } else { 0 }
        };
        let at = first_largest(n, size).filter(|&at| size(at) > 0).ok_or("no link leads from a gateway to nodes")?;
        let between = format!("[\"{}\", \"{}\"]", regions[home.row()].0, regions[at].0);
        let fault = format!(
            "slow_link = {{ between = {between}, latency = {strength:?}, bandwidth = {strength:?}, lasts = \"{}\" }}",
            site.lasts
        );
        Ok(vec![site.fault(self.name(), &fault)])
    }
}
