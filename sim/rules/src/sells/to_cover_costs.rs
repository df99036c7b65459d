//! As much as costs take.

use units::settings;

use super::policy::{Seller, View};

settings! {
    /// Sells only as many coins as its costs since the last review take at the coin's price.
    ///
    /// With costs c \[usd\] a time and a price p, sell pressure is `c / p` coins a time: it grows as the price falls,
    /// up to all that was earned. Source: operators of Pocket who sold to pay their hosts (reference/incidents.md B4);
    /// reference/mechanisms.md M11.
    pub struct ToCoverCosts {}
}

impl Seller for ToCoverCosts {
    fn sells(&self, view: &View) -> i64 {
        view.worth(view.owed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sales_to_cover_costs_rise_as_the_price_falls() {
        let sells = |nano_usd, owed| ToCoverCosts {}.sells(&View { coins: 9, earned: 9, decimals: 2, nano_usd, owed });
        assert_eq!([sells(500_000_000, 3_000_000_000), sells(200_000_000, 3_000_000_000)], [600, 1_500]);
        assert_eq!((sells(300_000_000, 1), sells(300_000_000, 0)), (1, 0), "rounded up, and nothing for nothing");
    }
}
