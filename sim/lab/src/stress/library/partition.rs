//! The wires between one region and all others are cut.

use super::site::first_largest;
use super::strength::span;
use super::{Kind, Site, Weather};

pub(super) struct Partition;

impl Weather for Partition {
    fn name(&self) -> &'static str {
        "partition"
    }
    fn doc(&self) -> &'static str {
        "The region with the most nodes, of those without a gateway if there are any, is cut off from all others."
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
        let regions = site.nodes_by_region();
        if regions.len() < 2 {
            return Err("there are no two regions".into());
        }
        let scenario = site.scenario();
        if !scenario.has_wires {
            return Err("no messages cross links".into());
        }
        let is_remote = |at: usize| scenario.gateways.iter().all(|g| g.region.is_none_or(|r| r.row() != at));
        let size = |at: usize| {
            let nodes = regions[at].1;
            if nodes == 0 { 0 } else { (u64::from(is_remote(at)) << 40) + nodes }
        };
        let at = first_largest(regions.len(), size).filter(|&at| regions[at].1 > 0);
        let region = at.map(|at| regions[at].0).ok_or("no nodes are in regions")?;
        let lasts = span(strength);
        let fault = format!("partition = {{ regions = [\"{region}\"], lasts = \"{lasts}\" }}");
        Ok(vec![site.fault(self.name(), &fault)])
    }
}
