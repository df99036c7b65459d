//! What requests are asked to pay, as the meters count it.

use units::ids::{LlmId, NetworkId};
use units::time::Time;

use super::meters::Meters;

impl Meters {
    /// The price of an LLM was looked at: it is so high beside that at the start, and perhaps it has changed.
    pub fn priced(&mut self, now: Time, network: NetworkId, llm: LlmId, level: Option<f64>, is_new: bool) {
        let meter = &mut self.prices[network.row()];
        meter.changes += u64::from(is_new);
        let (Some(row), Some(level)) = (meter.levels.get_mut(llm.row()), level) else { return };
        row.settle(now);
        (row.now, row.is_asked) = (level, true);
        row.ends = (row.ends.0.min(level), row.ends.1.max(level));
    }
    /// A request was asked to pay so much \[usd\].
    pub fn asked_to_pay(&mut self, network: NetworkId, llm: LlmId, usd: f64) {
        self.prices[network.row()].fees.add(usd);
        self.llms[llm.row()].fees.add(usd);
    }
}
