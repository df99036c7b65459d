//! Nodes weigh what they have at stake.

use engine::draws::Draws;
use units::settings;

use super::policy::{View, Weigher};

settings! {
    /// A node weighs its bonded stake, in whole coins, as it is when the network weighs its nodes.
    ///
    /// Between two weighings nothing changes: a stake that is bonded or slashed counts at the next. Without a cap and
    /// collateral, and weighed often, it is what picks by stake see anyway. Source: validator sets of proof of stake,
    /// which follow stakes once an epoch (Cosmos SDK, x/staking, `ApplyAndReturnValidatorSetUpdates`, once a block).
    pub struct Stake {}
}

impl Weigher for Stake {
    fn weigh(&self, view: &View, _: &mut Draws) -> f64 {
        view.stake_coins
    }
}
