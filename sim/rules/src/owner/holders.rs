//! Holders of a coin who neither use nor serve a network.

mod vesting;

use units::ids::CoinId;
use units::money::{Money, USD, USD_DECIMALS};
use units::reference::Ref;
use units::settings;
use units::time::Span;

use crate::checking::Checking;
use crate::holding::Holding;

pub use vesting::Vesting;

settings! {
    /// Like holders of one coin, traded together: what they have at the start, and how they trade it.
    pub struct Holders {
        /// The coin that they trade; without it, the only one there is.
        #[fixed = "their coins are of it"]
        pub coin: Option<Ref<CoinId>>,
        /// Their coins at the start, a part of the genesis supply; none unless set here or in
        /// `coin.x.genesis`.
        #[fixed = "they get it at the start"]
        pub coins: Option<Money>,
        /// When their coins of the start become free; without it, all are.
        pub vesting: Option<Vesting>,
        /// Their usd at the start; none unless set.
        #[fixed = "they get it at the start"]
        pub usd: Option<Money>,
        /// Time between two reviews, at each of which they may trade; the first comes at a drawn time within it [> 0
        /// s].
        #[fixed = "their reviews are numbered from the start"]
        pub review: Span = Span::hours(1),
        /// How they trade.
        pub rule: Holding = Holding::idle(),
    }
}

impl Holders {
    /// Refuses rules that cannot be.
    pub fn vet(&self, checking: &mut Checking) {
        if let Some(coins) = &self.coins {
            checking.amount("coins", coins);
            if coins.number.mantissa < 0 {
                checking.refuse("coins", "nobody holds less than nothing");
            }
        }
        if let Some(usd) = &self.usd {
            if usd.coin != USD {
                checking.refuse("usd", format!("this must be in usd, not in {}", usd.coin));
            } else if usd.base_units(USD_DECIMALS).is_none_or(|nanos| nanos < 0) {
                let message = format!("`{usd}` is not an amount from 0 that is whole in billionths of a usd");
                checking.refuse_with("usd", message, "give at most 9_000_000_000 usd");
            }
        }
        if let Some(vesting) = &self.vesting {
            checking.within("vesting", |c| vesting.vet(c));
        }
        checking.within(&format!("rule.{}", self.rule.name()), |c| self.rule.vet(self.review, c));
    }
}
