//! The blob fee of EIP-4844.

use units::settings;
use units::time::Span;

use super::policy::{CoinView, Of, Pricer, Tariff, View};
use super::posted::Posted;
use super::target_utilisation::{vet_price, whole};
use crate::checking::Checking;

settings! {
    /// Charges an exponential of what was used beyond a target, as Ethereum does for blobs, in its integers.
    ///
    /// What was used of a period is counted in units of gas: G = `full` times utilisation, at most `full`, rounded
    /// down. The excess gas X becomes `max(X + G - target, 0)` after each period, and a price of `price`, which is the
    /// least, becomes `fake_exponential(price, X, fraction)`: the sum of the series of `price exp(X / fraction)` with
    /// each term rounded down, times 1 / fraction, rounded down. The sums are exact for all settings; a price that does
    /// not fit 64 bits is the greatest that does. X stays below 64 `fraction`, where any price is beyond what there is
    /// to pay. With no node listed nothing moves.
    ///
    /// A full period multiplies the price by `exp((full - target) / fraction)` and an unused one by `exp(-target /
    /// fraction)`: x 1.125 and x 0.889 by default. Where demand answers prices within a period with elasticity e < 0,
    /// the price settles if `|e| target < 2 fraction`. Source: ethereum/EIPs, EIPS/eip-4844.md; EIPS/eip-7691.md
    /// (Prague: target 786_432, full 1_179_648, fraction 5_007_716).
    pub struct BlobFee {
        /// The lowest prices, with which the run starts.
        #[fixed = "prices start from it"]
        pub price: Posted,
        /// Gas of a period in which all is used [1 ..= 1_000_000_000_000].
        pub full: u64 = 786_432,
        /// Gas of a period after which the price stays; less than `full` [0 ..= 1_000_000_000_000].
        pub target: u64 = 393_216,
        /// Gas beyond the target that makes a price e = 2.718… times as high [1 ..= 1_000_000_000_000].
        pub fraction: u64 = 3_338_477,
        /// Time between two steps [> 0 s].
        pub every: Span = Span::secs(12),
        /// What is used.
        pub of: Of = Of::Tokens,
    }
}

/// The excess gas, and the least prices.
#[derive(Clone, Copy, Debug, Default)]
pub struct Memory {
    excess: u64,
    least: [i64; 4],
}

/// Times `fraction` that the excess gas can be.
const MOST: u64 = 64;

/// The EIP's approximation of `factor * e^(numerator / denominator)`; the greatest price where that is more.
fn fake_exponential(factor: i64, numerator: u64, denominator: u64) -> i64 {
    let (numerator, denominator) = (i128::from(numerator), i128::from(denominator));
    let (mut i, mut output) = (1, 0_i128);
    let mut term = i128::from(factor) * denominator;
    while term > 0 {
        // Whole multiples of the divisor and the rest apart: where the first do not fit, neither does the price.
        let by = denominator * i;
        let Some(sum) = output.checked_add(term) else { return i64::MAX };
        let Some(whole) = (term / by).checked_mul(numerator) else { return i64::MAX };
        (output, term) = (sum, whole + term % by * numerator / by);
        i += 1;
    }
    i64::try_from(output / denominator).unwrap_or(i64::MAX)
}

impl BlobFee {
    fn next_excess(&self, excess: u64, used: u64) -> u64 {
        (excess + used).saturating_sub(self.target).min(self.fraction * MOST)
    }
}

impl Pricer for BlobFee {
    type Memory = Memory;

    fn opening(&self, coin: &CoinView) -> Tariff {
        self.price.opening(coin)
    }
    fn begin(&self, memory: &mut Memory, coin: &CoinView) {
        *memory = Memory { excess: 0, least: whole(self.price.units(coin)) };
    }
    fn step(&self, memory: &mut Memory, view: &View) {
        let gas = u128::from(view.used.min(view.full)) * u128::from(self.full);
        let Some(gas) = gas.checked_div(u128::from(view.full)) else { return };
        memory.excess = self.next_excess(memory.excess, gas as u64);
    }
    fn tariff(&self, memory: &mut Memory, coin: &CoinView) -> Tariff {
        let price = |least| i128::from(fake_exponential(least, memory.excess, self.fraction));
        self.price.in_coin(memory.least.map(price), coin)
    }
    fn every(&self) -> Option<Span> {
        Some(self.every)
    }
    fn of(&self) -> Of {
        self.of
    }
    fn vet(&self, checking: &mut Checking) {
        vet_price(&self.price, checking);
        if self.target >= self.full {
            let message = format!("a period uses at most {} of gas: no price would ever rise", self.full);
            checking.refuse_with("target", message, "lower `target`, or raise `full`");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fake_exponential_is_that_of_the_eip() {
        // Test vectors of go-ethereum, consensus/misc/eip4844 (TestFakeExponential).
        for (factor, numerator, denominator, out) in [
            (1, 0, 1, 1),
            (38_493, 0, 1_000, 38_493),
            (0, 1_234, 2_345, 0),
            (1, 2, 1, 6),
            (1, 4, 2, 6),
            (1, 3, 1, 16),
            (1, 6, 2, 18),
            (1, 4, 1, 49),
            (1, 8, 2, 50),
            (10, 8, 2, 542),
            (11, 8, 2, 596),
            (1, 5, 1, 136),
            (1, 5, 2, 11),
            (2, 5, 2, 23),
            (1, 50_000_000, 2_225_652, 5_709_098_764),
        ] {
            assert_eq!(fake_exponential(factor, numerator, denominator), out, "{factor} {numerator} {denominator}");
        }
        // TestCalcBlobFee: the excess at which the fee of 1 wei becomes 2, and one below it.
        let fee = |excess| fake_exponential(1, excess, 3_338_477);
        assert_eq!((fee(2_314_057), fee(2_314_058), fee(10 * 1024 * 1024)), (1, 2, 23));
        assert_eq!(fake_exponential(i64::MAX, 64, 1), i64::MAX);
    }

    #[test]
    fn the_fake_exponential_is_exact_where_its_terms_are_large() {
        // The same ratio with a fraction of 10^12: a price of a thousand usd, and the greatest there is.
        for (factor, ratio) in
            [(1_000_000_000_000, 3.0_f64), (1_000_000_000_000, 15.0), (9_000_000_000_000_000_000, 0.01)]
        {
            let fraction = 1_000_000_000_000;
            let found = fake_exponential(factor, (ratio * fraction as f64) as u64, fraction) as f64;
            let expected = factor as f64 * engine::math::exp(ratio);
            assert!((found / expected - 1.0).abs() < 1e-12, "{factor} e^{ratio}: {found}, not {expected}");
        }
        assert_eq!(fake_exponential(9_000_000_000_000_000_000, 64_000_000_000_000, 1_000_000_000_000), i64::MAX);
    }

    #[test]
    fn steps_are_those_that_the_eips_print() {
        let step = |gas: i64, fraction: u64| {
            let up = fake_exponential(1_000_000_000_000, gas.unsigned_abs(), fraction) as f64 / 1e12;
            if gas < 0 { 1.0 / up - 1.0 } else { up - 1.0 }
        };
        // reference/results.md D11: +12.50 / -11.11 %; +8.17 / -14.53 % a block.
        for (gas, fraction, change) in [
            (393_216, 3_338_477, 0.125),
            (-393_216, 3_338_477, -0.1111),
            (393_216, 5_007_716, 0.0817),
            (-786_432, 5_007_716, -0.1453),
        ] {
            let found = step(gas, fraction);
            assert!((found - change).abs() < 5e-5, "{gas} over {fraction}: {found}, not {change}");
        }
    }

    /// A fee of a usd with the EIP's other numbers.
    fn policy(target: u64) -> BlobFee {
        let price = Posted { request: Some("1 usd/request".parse().unwrap()), prompt: None, output: None, work: None };
        BlobFee { price, full: 786_432, target, fraction: 3_338_477, every: Span::secs(12), of: Of::Tokens }
    }

    #[test]
    fn a_target_that_no_period_exceeds_is_refused() {
        let told = |target| {
            let facts = crate::checking::Facts { coin: Some(("alp", 6)), ..Default::default() };
            let mut checking = Checking::new("x", facts);
            policy(target).vet(&mut checking);
            checking.refusals().iter().map(ToString::to_string).collect::<Vec<_>>().concat()
        };
        assert_eq!(told(786_431), "");
        let refused = "`x.target`: a period uses at most 786432 of gas: no price would ever rise; \
            lower `target`, or raise `full`";
        assert_eq!(told(786_432), refused);
    }

    #[test]
    fn the_excess_counts_what_is_beyond_the_target() {
        let policy = policy(393_216);
        // TestCalcExcessBlobGas of go-ethereum: 131,072 gas a blob.
        let blob = 131_072;
        for (excess, blobs, out) in [
            (0, 0, 0),
            (0, 3, 0),
            (0, 4, blob),
            (393_216, 4, 393_216 + blob),
            (393_216, 2, 393_216 - blob),
            (131_072, 1, 0),
        ] {
            assert_eq!(policy.next_excess(excess, blobs * blob), out, "{excess} and {blobs} blobs");
        }
    }
}
