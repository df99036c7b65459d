//! The base fee of EIP-1559.

use units::settings;
use units::share::Share;
use units::time::Span;

use super::policy::{BILLION, CoinView, Of, Pricer, Tariff, View};
use super::posted::Posted;
use super::target_utilisation::{vet_price, whole};
use crate::checking::Checking;

settings! {
    /// Moves prices as the base fee of Ethereum, in its integers.
    ///
    /// With G used in a period, at most all that there is, and T = `target` of all that there is, both in billionths of
    /// a token or slot (whole ones where these do not fit 64 bits) and rounded down, a price P becomes `P + max(P (G -
    /// T) // T // quotient, 1)` where G > T and `P - P (T - G) // T // quotient` where G < T; `//` rounds down. Each
    /// price of `price` moves by itself in whole billionths of a usd or base units of the coin. With no node listed
    /// nothing moves. What users pay is the price and a `tip` on top. A share of fees that `payout` burns is of the
    /// price alone, so that `payout.fee_split.burn = "100 %"` burns the base fee and leaves nodes the tip.
    ///
    /// At a target of 50 % and a quotient of 8 a step is at most x 1.125, and 7/8 of the price, rounded up, without
    /// any use. Where demand answers prices within a period with elasticity e < 0, the price settles if
    /// `|e| < 2 quotient`, and swings above. Where demand falls linearly in the price, `G / T = l (1 - P / w)`, without
    /// chance, and a period takes all of it, the price follows the logistic map: it settles if `l - 1 < 2 quotient`,
    /// doubles its period from there up to chaos at `l - 1 = 2.57 quotient`, and has a window of period 3 from 2.83 on.
    /// Source: ethereum/EIPs, EIPS/eip-1559.md; Leonardos, Monnot, Reijsbergen, Skoulakis and Piliouras, Dynamical
    /// analysis of the EIP-1559 Ethereum fee market, AFT 2021 (arXiv 2102.10567).
    pub struct Eip1559 {
        /// The prices at the start.
        #[fixed = "prices start from it"]
        pub price: Posted,
        /// Share of all that there is at which prices stay; at all of it none would ever rise [>= 0.000_001, < 1].
        pub target: Share = Share::percent(50),
        /// By what the distance to the target is divided, as a share of the target [1 ..= 1_000_000].
        pub quotient: u32 = 8,
        /// Time between two steps [> 0 s].
        pub every: Span = Span::secs(12),
        /// What is used.
        pub of: Of = Of::Tokens,
        /// What users pay on top of the price, as a share of it [0 ..= 1].
        pub tip: Share = Share::ZERO,
    }
}

/// The present prices.
#[derive(Clone, Copy, Debug, Default)]
pub struct Memory([i64; 4]);

/// The next base fee.
pub(super) fn next(fee: i64, used: u64, target: u64, quotient: u32) -> i64 {
    let (price, used, target, quotient) = (i128::from(fee), i128::from(used), i128::from(target), i128::from(quotient));
    if target == 0 || fee == 0 {
        return fee;
    }
    let next = if used > target {
        price + (price * (used - target) / target / quotient).max(1)
    } else {
        price - price * (target - used) / target / quotient
    };
    i64::try_from(next).unwrap_or(i64::MAX)
}

impl Pricer for Eip1559 {
    type Memory = Memory;

    fn opening(&self, coin: &CoinView) -> Tariff {
        self.price.opening(coin).and(self.tip)
    }
    fn begin(&self, memory: &mut Memory, coin: &CoinView) {
        memory.0 = whole(self.price.units(coin));
    }
    fn step(&self, memory: &mut Memory, view: &View) {
        // In an i64 so that products with prices fit into an i128; as fine as that allows, for slots may be few.
        let full = view.full.min(i64::MAX.cast_unsigned());
        let fine = if full <= i64::MAX.cast_unsigned() / u64::from(BILLION) { u64::from(BILLION) } else { 1 };
        let (used, full) = (view.used.min(full) * fine, full * fine);
        let target = self.target.of(full.cast_signed()).cast_unsigned();
        for price in &mut memory.0 {
            *price = next(*price, used, target, self.quotient);
        }
    }
    fn tariff(&self, memory: &mut Memory, coin: &CoinView) -> Tariff {
        self.price.in_coin(memory.0.map(i128::from), coin).and(self.tip)
    }
    fn every(&self) -> Option<Span> {
        Some(self.every)
    }
    fn of(&self) -> Of {
        self.of
    }
    fn tip(&self) -> Share {
        self.tip
    }
    fn vet(&self, checking: &mut Checking) {
        vet_price(&self.price, checking);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The base fee after blocks of this gas, at the EIP's target.
    fn after(fee: i64, used: u64, blocks: u32) -> i64 {
        (0..blocks).fold(fee, |fee, _| next(fee, used, 15_000_000, 8))
    }

    #[test]
    fn full_and_empty_blocks_give_the_published_fees_to_the_wei() {
        // reference/theory.json, eip1559-full-then-empty: 20 full blocks from 1 gwei, then 20 empty ones.
        let full = |blocks| after(1_000_000_000, 30_000_000, blocks);
        assert_eq!((full(1), full(5), full(20)), (1_125_000_000, 1_802_032_470, 10_545_093_826));
        assert_eq!(after(full(20), 0, 20), 729_812_857);
        // 1.125^20 = 10.5451 and 0.875^20 = 0.069209 (reference/results.md D12).
        let empty = after(1_000_000_000_000_000, 0, 20);
        assert!((empty as f64 / 1e15 - 0.069_209).abs() < 1e-6, "{empty}");
        assert!((full(20) as f64 / 1e9 - 10.545_1).abs() < 1e-4);
    }

    #[test]
    fn a_full_and_an_empty_block_lose_a_sixty_fourth_of_the_fee() {
        let pair = after(after(1_000_000_000_000, 30_000_000, 1), 0, 1);
        assert_eq!(pair, 984_375_000_000);
    }

    #[test]
    fn a_target_is_no_whole_number_of_slots() {
        let price = Posted { request: Some("1 usd/request".parse().unwrap()), prompt: None, output: None, work: None };
        let target = Share::ratio(1, 3);
        let policy = Eip1559 { price, target, quotient: 8, every: Span::secs(12), of: Of::Slots, tip: Share::ZERO };
        let coin = CoinView { decimals: 6, nano_usd: 1_000_000_000 };
        let after = |used, full| {
            let (now, every) = (units::time::Time::ZERO, Span::secs(12));
            let mut memory = Memory::default();
            policy.begin(&mut memory, &coin);
            policy.step(&mut memory, &View { now, every, used, full, asked: 0, answered: 0, coin });
            memory.0[0]
        };
        // One of four slots is less than a third of them, though a third of four slots, rounded down, is one.
        assert_eq!(after(1, 4), 1_000_000_000 - 31_249_999);
        assert_eq!((after(1, 3), after(1, 0)), (1_000_000_000, 1_000_000_000));
        assert_eq!((after(u64::MAX, u64::MAX), after(9, 3)), (1_250_000_000, 1_250_000_000));
    }

    #[test]
    fn the_least_fee_rises_by_one_and_seven_falls_no_further() {
        assert_eq!(next(7, 15_000_001, 15_000_000, 8), 8);
        assert_eq!((after(1_000, 0, 1_000), next(7, 0, 15_000_000, 8)), (7, 7));
        assert_eq!(next(1_000, 15_000_000, 15_000_000, 8), 1_000);
        assert_eq!(next(i64::MAX, u64::MAX, 1, 1), i64::MAX);
    }
}
