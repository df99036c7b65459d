//! What a way of paying answers.

use engine::draws::Draws;
use units::money::{Money, USD, USD_DECIMALS};
use units::time::Time;

use crate::checking::Checking;

units::questions! {
    /// Says what users set aside for a request; asked when it is let in, at its price.
    pub trait Payer {
        /// What is set aside, and paid once the answer is settled.
        fn authorise(&self, view: &View, draws: &mut Draws) -> Authorised;
        /// Base units that users buy at once where they lack coins, if that is more than they lack.
        fn top_up(&self, _view: &View) -> i64 {
            0
        }
        /// Tokens of output by which a maximum is priced; none where the price is enough.
        fn output(&self) -> Option<u32> {
            None
        }
        /// The most that a node gets of the stake of a group of users for the answers of a session; none where users do
        /// not pay from a stake.
        fn allowance(&self, _view: &View) -> Option<Allowance> {
            None
        }
        /// Refuses settings that cannot be.
        fn vet(&self, _checking: &mut Checking) {}
    }
}

units::view! {
    /// What a request costs.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct View {
        /// The time.
        pub now: Time,
        /// Its price \[base units\].
        pub price: i64,
        /// Its price with as much output as `output` names \[base units\]; the price where that names none.
        pub most: i64,
        /// Decimals of the network's coin.
        pub decimals: u32,
        /// What one coin is worth, as it is quoted \[billionths of a usd\].
        pub nano_usd: i64,
    }
}

/// What is paid for a request \[base units\].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Authorised {
    /// Set aside when it is let in.
    pub set_aside: i64,
    /// What of it users have back at the verdict; the rest is divided.
    pub returned: i64,
    /// Part of the price that nobody will ever pay: the node serves it for nothing.
    pub uncollected: i64,
}

impl Authorised {
    /// An amount, no more and no less.
    pub fn of(set_aside: i64) -> Self {
        Self { set_aside, returned: 0, uncollected: 0 }
    }
}

/// What a node gets at most of the stake of a group of users.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// For the answers of a session \[base units\].
    pub most: i64,
    /// Which session it is.
    pub session: u64,
}

/// Base units of the network's coin that an amount in usd or in the coin is worth, rounded down.
pub(super) fn base_units(money: &Money, view: &View) -> i64 {
    if money.coin != USD {
        return money.number.times_rounded(10_i128.pow(view.decimals)).and_then(narrow).unwrap_or(i64::MAX);
    }
    let nanos = money.number.times_rounded(10_i128.pow(USD_DECIMALS)).unwrap_or(0);
    let units = nanos.saturating_mul(10_i128.pow(view.decimals)) / i128::from(view.nano_usd.max(1));
    narrow(units).unwrap_or(i64::MAX)
}

fn narrow(units: i128) -> Option<i64> {
    i64::try_from(units).ok()
}

/// Refuses an amount that is neither in usd nor in the coin.
pub(super) fn vet_amount(keys: &str, money: &Money, checking: &mut Checking) {
    if money.coin != USD {
        checking.amount(keys, money);
    }
}
