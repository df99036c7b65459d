//! A pool with a constant product.

use units::money::{Money, USD_DECIMALS};
use units::quotient::over;
use units::settings;
use units::share::Share;

use crate::checking::Checking;

use super::policy::{Marketing, Reserves, Side, Trade};

settings! {
    /// Every trade is with a pool of coins and usd whose product stays constant, so that every trade moves the price.
    ///
    /// A pool may be quoted in another coin, `against` which it trades (a subnet's alpha against TAO, a network's coin
    /// against the coin of its chain). Customers still pay and get usd: who sells D coins gets the other coin from the
    /// pool and sells it where that is traded, in the same trade, and who buys goes the other way. One coin is then
    /// worth y / x of the other, times what that is worth, so that it falls with it though nobody has sold any.
    ///
    ///
    /// With x coins and y usd in the pool, one coin is worth y / x. Who sells D coins gets `y D' / (x + D')` usd, with
    /// `D' = D (1 - fee)`; who buys D coins pays `y D / ((x - D) (1 - fee))`. The fee stays in the pool, so that x y
    /// never falls. Amounts are rounded in favour of the pool. Selling a share s of the pool's coins without a fee
    /// leaves `1 / (1 + s)^2` of the price: 98.03 % after 1 %, 82.64 % after 10 %. At the start the pool holds what is
    /// set here; its coins are part of the genesis supply. Valid where one venue carries nearly all trade; a pool that
    /// only sells into falls without bound, so give it `[holders.x]` as buyers or read its price as a stress case.
    /// Source: Angeris et al., An analysis of Uniswap markets, Cryptoeconomic Systems 1(1), 2021; contract
    /// `UniswapV2Library.sol` (getAmountOut, getAmountIn).
    pub struct Pool {
        /// Coins in the pool at the start [> 0].
        #[fixed = "the pool is filled at the start"]
        pub coins: Money,
        /// Usd in the pool at the start; leave it out if the pool is quoted in another coin [> 0].
        #[fixed = "the pool is filled at the start"]
        pub usd: Option<Money>,
        /// What is in the pool at the start of another coin in which it is quoted, as in `40_000 tao` [> 0].
        #[fixed = "the pool is filled at the start"]
        pub against: Option<Money>,
        /// Part of what a customer pays in that stays in the pool [>= 0, < 1].
        pub fee: Share = Share::ZERO,
    }
}

impl Pool {
    /// What is in the pool at the start, in the smallest units; no usd if it is quoted in another coin.
    fn filled(&self, decimals: u32) -> Reserves {
        Reserves {
            coins: self.coins.base_units(decimals).unwrap_or(1),
            usd: self.usd.as_ref().map_or(0, |usd| usd.base_units(USD_DECIMALS).unwrap_or(1)),
        }
    }
}

impl Marketing for Pool {
    type Memory = ();

    fn opening(&self, decimals: u32) -> i64 {
        self.filled(decimals).price(decimals)
    }
    fn fill(&self, trade: &Trade) -> Option<i64> {
        // In base units of the other coin where the pool is quoted in one.
        let Reserves { coins: x, usd: y } = trade.reserves;
        // A pool owes nobody anything.
        let (x, y, coins) = (u64::try_from(x).ok()?, u64::try_from(y).ok()?, u64::try_from(trade.coins).ok()?);
        let left = self.fee.complement();
        let usd = match trade.side {
            Side::Sells => {
                let counted = u64::try_from(left.of(trade.coins)).ok()?;
                over(u128::from(y) * u128::from(counted), x + counted)
            }
            Side::Buys if coins >= x => return None,
            Side::Buys => {
                // No wallet holds more usd than fit 63 bits.
                let counted = divided_up(u128::from(y) * u128::from(coins), x - coins);
                let counted = i64::try_from(counted).ok()?.unsigned_abs();
                divided_up(u128::from(counted) * u128::from(left.denominator()), left.numerator())
            }
        };
        i64::try_from(usd).ok()
    }
    fn reserves(&self, decimals: u32) -> Option<Reserves> {
        Some(self.filled(decimals))
    }
    fn vet(&self, checking: &mut Checking) {
        checking.amount("coins", &self.coins);
        let decimals = checking.facts.coin.map_or(0, |(_, decimals)| decimals);
        let units = self.coins.base_units(decimals);
        if units.is_some_and(|units| units > checking.facts.genesis) {
            let message = format!("the pool holds {}, more than exist at the start", self.coins);
            checking.refuse_with("coins", message, "put fewer into the pool, or raise the coin's `genesis`");
        }
        match (&self.usd, &self.against) {
            (Some(usd), None) => drop(checking.usd("usd", usd)),
            (None, Some(_)) => {}
            (Some(_), Some(_)) => {
                let message = "a pool is quoted in usd or in another coin, not in both";
                checking.refuse_with("against", message, "leave one of them out");
            }
            (None, None) => {
                let remedy =
                    "say how much, as in `usd = \"1_200_000 usd\"`, or `against = \"40_000 tao\"` of another coin";
                checking.refuse_with("", "a pool with nothing to pay sellers with", remedy);
            }
        }
    }
}

/// A ratio of positive numbers, rounded up.
fn divided_up(of: u128, by: u64) -> u128 {
    over(of + u128::from(by - 1), by)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A pool without decimals of the coin, and usd in billionths.
    fn fill(fee: &str, reserves: (i64, i64), side: Side, coins: i64) -> Option<i64> {
        let usd = Some("1 usd".parse().unwrap());
        let pool = Pool { coins: "1 alp".parse().unwrap(), usd, against: None, fee: fee.parse().unwrap() };
        let reserves = Reserves { coins: reserves.0, usd: reserves.1 };
        pool.fill(&Trade { side, coins, nano_usd: 0, decimals: 0, reserves })
    }

    #[test]
    fn selling_a_part_of_the_pool_moves_the_price_as_published() {
        // mechanisms: -1.97 % after 1 %, -17.36 % after 10 % of the pool.
        for (sold, moved) in [(1_000_000_i64, -1.97), (10_000_000, -17.36)] {
            let (x, y) = (100_000_000_i64, 500_000_000_000_000_i64);
            let usd = fill("0", (x, y), Side::Sells, sold).unwrap();
            let after = Reserves { coins: x + sold, usd: y - usd }.price(0);
            let percent = (after as f64 / Reserves { coins: x, usd: y }.price(0) as f64 - 1.0) * 100.0;
            assert!((percent - moved).abs() < 0.005, "{percent} is not {moved}");
        }
    }

    #[test]
    fn the_product_never_falls_and_a_round_trip_never_gains() {
        let (mut x, mut y, mut held) = (9_000_017_i64, 77_000_000_003_i64, 0_i64);
        let mut chance = 1_u64;
        for i in 0..20_000 {
            chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let coins = 1 + (chance >> 40) as i64 % 90_000;
            let product = i128::from(x) * i128::from(y);
            let fee = if i % 2 == 0 { "0.3 %" } else { "0" };
            if chance & 1 == 0 && held >= coins {
                let usd = fill(fee, (x, y), Side::Sells, coins).unwrap();
                (x, y, held) = (x + coins, y - usd, held - coins);
            } else {
                let usd = fill(fee, (x, y), Side::Buys, coins).unwrap();
                let back = fill(fee, (x - coins, y + usd), Side::Sells, coins).unwrap();
                assert!(back <= usd, "bought for {usd}, sold for {back}");
                (x, y, held) = (x - coins, y + usd, held + coins);
            }
            assert!(i128::from(x) * i128::from(y) >= product);
        }
    }

    #[test]
    fn a_fee_costs_what_the_reference_contract_takes() {
        // getAmountOut(1_000, 50_000, 80_000) with 0.3 %: 997 * 80_000 / 50_997 = 1_564; the fee is rounded up here.
        assert_eq!(fill("0.3 %", (50_000, 80_000), Side::Sells, 1_000), Some(1_564));
    }

    #[test]
    fn the_last_coin_of_a_pool_is_not_for_sale() {
        assert_eq!(fill("0", (1_000, 1_000), Side::Buys, 1_000), None);
        assert_eq!(fill("0", (1_000, 1_000), Side::Buys, 999), Some(999_000));
    }

    #[test]
    fn pools_as_large_as_a_ledger_do_not_overflow() {
        let most = i64::MAX / 4;
        assert!(fill("0.3 %", (most, most), Side::Sells, most).is_some());
        assert_eq!(fill("0.3 %", (most, most), Side::Buys, most - 1), None, "no wallet holds so many usd");
    }
}
