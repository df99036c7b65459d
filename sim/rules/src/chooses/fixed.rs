//! Stake stays where it is.

use units::settings;

use super::policy::{Plan, Staking, View};

settings! {
    /// Gives equal parts to all operators at the start, and moves nothing: the baseline.
    ///
    /// Coins that come later, such as those of an operator that left, go where the class has less than an equal part.
    /// Source: a baseline for comparison, without a model of attention; delegators of x/staking in the Cosmos SDK keep
    /// what they chose until they send a message to redelegate.
    pub struct Fixed {}
}

impl Staking for Fixed {
    type Memory = ();

    fn plan(&self, (): &mut (), view: &View) -> Plan {
        let weights = view.operators.iter().map(|o| f64::from(u8::from(o.is_open))).collect();
        Plan { weights, moves: 0.0 }
    }
}
