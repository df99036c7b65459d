//! What nodes have in common breaks: an image, a driver, a provider.

use super::strength::percent;
use super::{Kind, Site, Weather};

pub(super) struct CommonShock;

impl Weather for CommonShock {
    fn name(&self) -> &'static str {
        "common_shock"
    }
    fn doc(&self) -> &'static str {
        "A share of all nodes goes down at once, as by a bad image; each returns after its own exponential repair."
    }
    fn measure(&self) -> &'static str {
        "share of the nodes"
    }
    fn kind(&self) -> Kind {
        Kind::Share
    }
    /// Outages that users report of three services take 60 to 64 % of all hosts (`OpenDC`).
    fn usual(&self) -> Option<f64> {
        Some(0.6)
    }
    fn build(&self, site: &Site<'_>, strength: f64) -> Result<Vec<String>, String> {
        let (share, mean) = (percent(strength), site.lasts);
        let fault = format!("common_shock = {{ share = \"{share}\", repair = {{ exponential = \"{mean}\" }} }}");
        Ok(vec![site.fault(self.name(), &fault)])
    }
}
