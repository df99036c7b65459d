//! Where the coins of a supply are.

/// The coins that exist, by what they are at the moment \[base units\]; the parts sum to the supply.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Supply {
    /// Could be sold: in wallets, in pools and with everybody outside.
    pub circulating: i64,
    /// Bonded as stake, by nodes or by users who pay from it.
    pub bonded: i64,
    /// Stakes on their way out.
    pub unbonding: i64,
    /// Coins of holders that are not yet free.
    pub vesting: i64,
    /// In treasuries.
    pub treasury: i64,
    /// Set aside for answers.
    pub escrow: i64,
    /// In insurances.
    pub insurance: i64,
}

impl Supply {
    /// All coins that exist.
    pub fn all(&self) -> i64 {
        self.circulating + self.locked()
    }
    /// Coins that could not be sold.
    pub fn locked(&self) -> i64 {
        self.bonded + self.unbonding + self.vesting + self.treasury + self.escrow + self.insurance
    }
}
