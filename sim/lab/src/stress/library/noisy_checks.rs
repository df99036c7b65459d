//! Checks reject right answers, as after an update of a kernel or a driver.

use units::tree::Value;

use super::strength::percent;
use super::{Kind, Site, Weather};

pub(super) struct NoisyChecks;

impl Weather for NoisyChecks {
    fn name(&self) -> &'static str {
        "noisy_checks"
    }
    fn doc(&self) -> &'static str {
        "Checks and committees reject a share of the right answers for a while, as after an update of a kernel."
    }
    fn measure(&self) -> &'static str {
        "share of the right answers that is rejected"
    }
    fn kind(&self) -> Kind {
        Kind::Share
    }
    fn usual(&self) -> Option<f64> {
        Some(0.05)
    }
    fn build(&self, site: &Site<'_>, strength: f64) -> Result<Vec<String>, String> {
        let share = percent(strength);
        let mut set = Vec::new();
        for network in &site.scenario().networks {
            for name in network.rules.verification.names() {
                for policy in ["spot_check", "committee", "adaptive", "fingerprint", "zk", "layers", "canary"] {
                    let path = format!("network.{}.verification.{name}.{policy}.false_positive", network.name);
                    set.extend(site.value(&path).map(|_| (path, Value::text(&share))));
                }
            }
        }
        if set.is_empty() {
            return Err("no answers are checked".into());
        }
        Ok(vec![site.change(self.name(), false, &set)])
    }
}
