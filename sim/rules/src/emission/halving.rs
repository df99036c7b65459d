//! An emission that halves after equal times.

use units::money::Price;
use units::settings;
use units::settings::Nothing;
use units::time::Span;

use crate::checking::Checking;

use super::constant::vet_rate;
use super::policy::{Emitter, View, fits, rate};

settings! {
    /// Mints coins at a rate that halves after equal times.
    ///
    /// An epoch mints `floor(rate * epoch) >> n` \[base units\], with n the whole times `every` that had passed when
    /// it began. With rate E, all epochs together mint at most `2 E every`, less up to one base unit an epoch, for the
    /// last bit of each halving is lost. Valid for epochs whose first reward is a base unit or more. Source: Bitcoin
    /// Core, `GetBlockSubsidy` (`src/validation.cpp`); Bittensor's schedule by blocks, reference/results.md D15.
    pub struct Halving {
        /// New coins per time at the start, as in `50 alp/min`.
        pub rate: Price,
        /// After which time the rate halves [> 0 s].
        #[fixed = "halvings are counted from the start"]
        pub every: Span,
    }
}

impl Halving {
    /// Base units of the first epochs, and of an epoch after so many halvings.
    fn reward(&self, epoch: Span, decimals: u32, halvings: u64) -> i128 {
        let Some((units, span)) = rate(&self.rate, decimals) else { return 0 };
        let first = units.saturating_mul(i128::from(epoch.ns())) / span;
        first.checked_shr(u32::try_from(halvings).unwrap_or(u32::MAX)).unwrap_or(0)
    }
}

impl Emitter for Halving {
    type Memory = Nothing;

    fn mint(&self, _: &mut Nothing, view: &View) -> i64 {
        let began = view.epoch.ns() * (view.number - 1);
        let halvings = began / self.every.ns().max(1);
        i64::try_from(self.reward(view.epoch, view.decimals, halvings)).unwrap_or(i64::MAX)
    }
    fn vet(&self, checking: &mut Checking) {
        let Some((units, span)) = vet_rate(&self.rate, "rate", checking) else { return };
        let time = checking.facts.horizon.ns().min(self.every.ns().saturating_mul(2));
        fits(checking, "rate", units.saturating_mul(i128::from(time)) / span);
        let epoch = checking.facts.epoch;
        if units > 0 && self.reward(epoch, checking.facts.coin.map_or(0, |coin| coin.1), 0) == 0 {
            let message = format!("in an epoch of {epoch} this mints less than the smallest unit of the coin: nothing");
            checking.refuse_with("rate", message, "raise `rate`, the coin's `epoch` or its `decimals`");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emission::tests::view;

    fn minted(halving: &Halving, epoch: Span, decimals: u32, number: u64) -> i64 {
        halving.mint(&mut Nothing, &View { decimals, ..view(epoch, number) })
    }

    #[test]
    fn bitcoin_ends_at_its_published_supply() {
        // 50 BTC a block of 10 min, halved after 210,000 blocks: 2,099,999,997,690,000 satoshi.
        let block = Span::mins(10);
        let bitcoin = Halving { rate: "5 btc/min".parse().unwrap(), every: block * 210_000 };
        let of_era = |era: u64| 210_000 * minted(&bitcoin, block, 8, era * 210_000 + 1);
        assert_eq!((0..64).map(of_era).sum::<i64>(), 2_099_999_997_690_000);
        // The last block before a halving and the first after it.
        let around = [209_999, 210_000, 210_001].map(|number| minted(&bitcoin, block, 8, number));
        assert_eq!(around, [5_000_000_000, 5_000_000_000, 2_500_000_000]);
    }

    #[test]
    fn bittensor_halves_after_1458_days() {
        // 10.5 M blocks of 12 s: 1,458.3 days; of 64 equal subnets each has .015625 TAO a block.
        let block = Span::secs(12);
        let bittensor = Halving { rate: "5 tao/min".parse().unwrap(), every: block * 10_500_000 };
        let days = |days: u64| days * 7_200;
        assert_eq!(minted(&bittensor, block, 9, days(1_458)), 1_000_000_000);
        assert_eq!(minted(&bittensor, block, 9, days(1_459)), 500_000_000);
        assert_eq!(minted(&bittensor, block, 9, 1) / 64, 15_625_000);
    }
}
