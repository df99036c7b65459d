//! All coins lose value, for good.

use super::site::scaled;
use super::{Kind, Site, Weather};

pub(super) struct PriceCrash;

impl Weather for PriceCrash {
    fn name(&self) -> &'static str {
        "price_crash"
    }
    fn doc(&self) -> &'static str {
        "All coins lose a share of their price, for good."
    }
    fn measure(&self) -> &'static str {
        "share of the price that is lost"
    }
    fn kind(&self) -> Kind {
        Kind::Share
    }
    fn usual(&self) -> Option<f64> {
        Some(0.6)
    }
    fn build(&self, site: &Site<'_>, strength: f64) -> Result<Vec<String>, String> {
        let paths = site.scenario().coins.iter().map(|coin| format!("coin.{}.market.fixed.price", coin.name));
        // A coin without value would make every price infinite.
        let left = (1.0 - strength).max(1e-6);
        let set: Vec<_> = paths.filter_map(|path| Some((path.clone(), scaled(&site.value(&path)?, left)))).collect();
        if set.is_empty() {
            return Err("there are no coins with a price".into());
        }
        Ok(vec![site.change(self.name(), true, &set)])
    }
}
