//! What a treasury pays for.

use units::money::{Per, Price, USD};
use units::settings;
use units::time::Span;

use crate::checking::Checking;

settings! {
    /// Lets the treasury of a network pay for grants, salaries or backstops in usd, out of its coins.
    ///
    /// After each `every` it owes `rate x every` \[usd\] more. It sells the fewest coins that earn what it owes, at
    /// most all it has, and pays; what it cannot pay remains owed, and its balance is never negative. C coins at a
    /// price of P last for `C P / rate` as long as its own sales do not move the price: `runway_d`. From a pool of x
    /// coins and y usd with a constant product, without a fee and nobody else trading, it gets at most `y C / (x + C)`
    /// usd in all. Source: reference/mechanisms.md M10, runway with the slippage of its own sales.
    pub struct Spending {
        /// What it pays, as in `5_000 usd/d` [>= 0].
        pub rate: Price,
        /// Time between two payments [> 0 s].
        #[fixed = "payments are scheduled from the start"]
        pub every: Span = Span::days(1),
    }
}

impl Spending {
    /// What falls due in a time \[billionths of a usd\], rounded down.
    pub fn due(&self, time: Span) -> i64 {
        let Per::Span(per) = self.rate.per else { return 0 };
        let nanos = self.rate.money.number.times_rounded(1_000_000_000).unwrap_or(0);
        let due = nanos.saturating_mul(i128::from(time.ns())) / i128::from(per.ns().max(1));
        i64::try_from(due).unwrap_or(i64::MAX)
    }
    /// What it pays a day \[usd\].
    pub fn usd_per_day(&self) -> f64 {
        self.due(Span::days(1)) as f64 / 1e9
    }
    /// Refuses rates that are none.
    pub(super) fn vet(&self, checking: &mut Checking) {
        if self.rate.money.coin != USD || !matches!(self.rate.per, Per::Span(per) if per.ns() > 0) {
            let message = format!("spending is in usd per time, and `{}` is not", self.rate);
            checking.refuse_with("rate", message, "write it as in `5_000 usd/d`");
        } else if self.due(checking.facts.horizon) == i64::MAX {
            let message = "over the run this is more usd than the books hold";
            checking.refuse_with("rate", message, "lower it: the books count billionths of a usd in 64 bits");
        }
    }
}
