//! Nodes become slow, as by heat, noisy neighbours or a bad update.

use super::site::scaled;
use super::{Kind, Site, Weather};

pub(super) struct SlowNodes;

impl Weather for SlowNodes {
    fn name(&self) -> &'static str {
        "slow_nodes"
    }
    fn doc(&self) -> &'static str {
        "All nodes that do plain work are slower for a while."
    }
    fn measure(&self) -> &'static str {
        "how many times slower"
    }
    fn kind(&self) -> Kind {
        Kind::Factor
    }
    fn usual(&self) -> Option<f64> {
        Some(3.0)
    }
    fn build(&self, site: &Site<'_>, strength: f64) -> Result<Vec<String>, String> {
        let groups = site.scenario().groups.iter().filter(|group| group.hardware.is_none());
        let paths = groups.map(|group| format!("nodes.{}.speed", group.name));
        let set: Vec<_> =
            paths.filter_map(|path| Some((path.clone(), scaled(&site.value(&path)?, 1.0 / strength)))).collect();
        if set.is_empty() {
            return Err("all nodes have hardware, whose step times are fixed at the start".into());
        }
        Ok(vec![site.change(self.name(), false, &set)])
    }
}
