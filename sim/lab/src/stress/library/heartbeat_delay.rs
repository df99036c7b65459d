//! Heartbeats pass the facilitator late.

use scenario::sweep::number;
use units::time::Span;
use units::tree::Value;

use super::strength::span;
use super::{Kind, Site, Weather};

pub(super) struct HeartbeatDelay;

/// Lists count the age of an entry from when its heartbeat arrived, so that a delay of all heartbeats shows once, when
/// it begins: for as long as the delay nothing arrives.
impl Weather for HeartbeatDelay {
    fn name(&self) -> &'static str {
        "heartbeat_delay"
    }
    fn doc(&self) -> &'static str {
        "From now on facilitators pass heartbeats on late, by a share of the age at which entries expire: for so long \
         nothing arrives."
    }
    fn measure(&self) -> &'static str {
        "delay as a share of `max_age`"
    }
    fn kind(&self) -> Kind {
        Kind::Share
    }
    fn usual(&self) -> Option<f64> {
        Some(0.8)
    }
    fn build(&self, site: &Site<'_>, strength: f64) -> Result<Vec<String>, String> {
        let networks = site.scenario().networks.iter();
        let with_one = networks.filter(|network| network.rules.liveness.policy().has_facilitator());
        let mut list = Vec::new();
        for (i, network) in with_one.enumerate() {
            let path = format!("network.{}.liveness.heartbeat.max_age", network.name);
            let Some(Value::Text(text)) = site.value(&path) else { continue };
            let Some(age) = number(&text).and_then(|_| text.parse::<Span>().ok()) else { continue };
            let lasts = span(age.as_secs() * strength);
            let fault = format!("facilitator_outage = {{ network = \"{}\", lasts = \"{lasts}\" }}", network.name);
            let name = if i == 0 { self.name().into() } else { format!("{}_{}", self.name(), i + 1) };
            list.push(site.fault(&name, &fault));
        }
        if list.is_empty() {
            return Err("no list hears of its nodes through a facilitator that could be late".into());
        }
        Ok(list)
    }
}
