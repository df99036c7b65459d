//! Many operators leave at once, for good.

use super::strength::percent;
use super::{Kind, Site, Weather};

pub(super) struct MassExit;

impl Weather for MassExit {
    fn name(&self) -> &'static str {
        "mass_exit"
    }
    fn doc(&self) -> &'static str {
        "A share of all nodes leaves at once and never returns."
    }
    fn measure(&self) -> &'static str {
        "share of the nodes"
    }
    fn kind(&self) -> Kind {
        Kind::Share
    }
    fn usual(&self) -> Option<f64> {
        Some(0.3)
    }
    fn build(&self, site: &Site<'_>, strength: f64) -> Result<Vec<String>, String> {
        // They would return after the end.
        let (share, never) = (percent(strength), site.checked.file.horizon);
        Ok(vec![site.fault(self.name(), &format!("common_shock = {{ share = \"{share}\", repair = \"{never}\" }}"))])
    }
}
