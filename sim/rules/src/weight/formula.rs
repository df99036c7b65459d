//! Nodes weigh what a formula says.

use engine::draws::Draws;
use units::settings;

use super::policy::{View, Weigher};
use crate::checking::Checking;
use crate::columns::Column;
use crate::node_formula::Score;

settings! {
    /// A node weighs the value of a formula over what lasts of it, as that is when the network weighs its nodes.
    ///
    /// The formula reads `stake_coins`, `speed`, `slots`, `price_usd_h` and `reputation` (`network.x.reputation`), as
    /// they are then; a weight that is negative or does not exist counts as 0.
    ///
    /// `of = "sqrt(stake_coins)"` counts stakes sublinearly, so that an operator that splits a stake into
    /// m equal nodes weighs `sqrt(m)` times as much; `of = "speed * slots"` counts capacity as it is stated, which
    /// nobody has measured. Source: weights by formula as in reference/mechanisms.md M4; sublinear stake weights as
    /// proposed against concentration.
    pub struct Formula {
        /// What a node weighs.
        pub of: Score,
    }
}

impl Weigher for Formula {
    fn weigh(&self, view: &View, _: &mut Draws) -> f64 {
        self.of.of(|column| match column {
            Column::Stake => view.stake_coins,
            Column::Speed => view.speed,
            Column::Slots => view.slots,
            Column::Price => view.price_usd_h,
            Column::Reputation => view.reputation,
            _ => f64::NAN,
        })
    }
    fn vet(&self, checking: &mut Checking) {
        let is_known =
            |column: &Column| *column == Column::Reputation || column.is_lasting() && *column != Column::Weight;
        if let Some(column) = self.of.columns().iter().find(|column| !is_known(column)) {
            let message = format!("a weight lasts until the next weighing, and `{column}` does not");
            checking.refuse_with("of", message, "use `stake_coins`, `speed`, `slots`, `price_usd_h` or `reputation`");
        }
    }
}
