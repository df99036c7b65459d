//! How a treasury buys a coin back.

use units::ids::CoinId;
use units::money::{Per, Price, USD};
use units::reference::Ref;
use units::share::Share;
use units::time::Span;
use units::{settings, words};

use crate::checking::Checking;

use super::spending::Spending;

settings! {
    /// Lets the treasury of a network buy another coin for usd: what fees in one coin brought supports the price of
    /// the other.
    ///
    /// After each `every` it has a budget of usd: what selling a `share` of the fees that it got since then earns, or
    /// `rate x every`, for which it sells the fewest coins that are enough. It buys as many coins as the budget pays
    /// for. What is not spent, for a coin has no smaller part or the market has none left, is spent the next time; what
    /// a `rate` lacks is not made up for. Exactly one of `share` and `rate` is given.
    ///
    /// A pool of x coins and y usd with a constant product, without a fee and nobody else trading, gives
    /// `x U / (y + U)` coins for U usd in all, and its price is then `(y + U)^2 / (x y)` \[usd\], however purchases are
    /// cut. Against E coins a day that others sell into it, B usd a day hold the price at `B / E`. Fees in the same
    /// coin cannot buy it back: users have bought it already, and `payout.fee_split.burn` is what is meant. Source:
    /// reference/mechanisms.md M9; buy-and-burn out of fees in a stable coin, as of AI networks whose users pay in usd.
    pub struct Buyback {
        /// The coin that it buys, another than that of its fees.
        #[fixed = "its purchases are scheduled from the start"]
        pub coin: Ref<CoinId>,
        /// Share of what its treasury gets of fees that it sells for this [0 ..= 1].
        pub share: Option<Share>,
        /// What it spends, as in `5_000 usd/d` [>= 0].
        pub rate: Option<Price>,
        /// Time between two purchases [> 0 s].
        #[fixed = "its purchases are scheduled from the start"]
        pub every: Span = Span::days(1),
        /// What becomes of the coins that it bought.
        pub then: Then = Then::Burns,
    }
}

words! {
    /// What becomes of coins that were bought back.
    pub enum Then {
        /// They are burnt.
        Burns = "burns",
        /// They stay in the treasury.
        Holds = "holds",
    }
}

impl Buyback {
    /// What a rate makes due after each period \[billionths of a usd\]; nothing where there is a share instead.
    pub fn due(&self) -> i64 {
        let spending = |rate: &Price| Spending { rate: rate.clone(), every: self.every };
        self.rate.as_ref().map_or(0, |rate| spending(rate).due(self.every))
    }
    /// Refuses what cannot be.
    pub(super) fn vet(&self, checking: &mut Checking) {
        match checking.facts.coin {
            None => checking.refuse_with("", "a network without a coin has no treasury", "name its `coin`"),
            Some((own, _)) if own == self.coin.text => {
                let message = format!("fees come in {own} already, so that buying it back would only burn them");
                let remedy = "set `payout.fee_split.burn` instead, or name another coin that usd are to buy";
                checking.refuse_with("coin", message, remedy);
            }
            Some(_) => {}
        }
        match (&self.share, &self.rate) {
            (None, Some(rate)) if rate.money.coin != USD || !matches!(rate.per, Per::Span(per) if per.ns() > 0) => {
                let message = format!("a buyback is in usd per time, and `{rate}` is not");
                checking.refuse_with("rate", message, "write it as in `5_000 usd/d`");
            }
            (None, Some(_)) if self.due() == i64::MAX => {
                let message = "this is more usd at a time than the books hold";
                checking.refuse_with("rate", message, "lower it: the books count billionths of a usd in 64 bits");
            }
            (Some(_), None) | (None, Some(_)) => {}
            (None, None) => {
                checking.refuse_with("", "this spends nothing", "give a `share` of fees, or a `rate` in usd");
            }
            (Some(_), Some(_)) => {
                checking.refuse_with("", "`share` and `rate` exclude each other", "keep one of them");
            }
        }
    }
}
