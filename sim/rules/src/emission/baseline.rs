//! An emission that waits until the network has grown to a baseline.

#![expect(clippy::struct_field_names, reason = "the chain's own name of one of the totals")]

use units::money::Money;
use units::settings;
use units::time::Span;

use crate::checking::Checking;

use super::exponential::vet_total;
use super::fraction::{Fixed, growth, high};
use super::policy::{Emitter, View, fits, units};

settings! {
    /// Mints one total by time, and another by the effective time that a network's work has reached.
    ///
    /// Effective time theta solves `sum over epochs of min(worked, baseline) = sum to theta of baseline`, between whole
    /// epochs linearly; the baseline begins at `start` nodes' worth of work and doubles in `doubles`. With theta and
    /// theta' the effective time before and after epoch k (from 0) \[epochs\] and lambda = `ln 2 epoch / half_life`
    /// \[1/epoch\], the epoch mints `simple * (e^lambda - 1) * e^(-lambda k) + baseline * (e^(-lambda theta) -
    /// e^(-lambda theta'))` \[base units\], in the chain's arithmetic of 128 binary places, rounded down once. A
    /// network that works at or above the baseline is minted all of it; one that idles gets the simple part alone. Work
    /// is service of answers \[ns\], where Filecoin counts storage. Valid for epochs shorter than `half_life` and
    /// `doubles`. Source: Filecoin, builtin-actors `actors/reward/src/{logic, state}.rs`; reference/results.md D1-D4.
    pub struct Baseline {
        /// All coins that are minted by time, as in `330_000_000 alp`.
        #[fixed = "coins are counted from the start"]
        pub simple: Money,
        /// All coins that are minted by effective time, as in `770_000_000 alp`.
        #[fixed = "coins are counted from the start"]
        pub baseline: Money,
        /// After which time, or effective time, half of what is left has been minted [> 0 s].
        #[fixed = "coins are counted from the start"]
        pub half_life: Span = Span::days(6 * 365),
        /// Work at the start that is enough: how many nodes are busy on average [> 0, <= 1_000_000_000].
        #[fixed = "the baseline grows from the start"]
        pub start: f64,
        /// In which time the baseline doubles [> 0 s].
        #[fixed = "the baseline grows from the start"]
        pub doubles: Span = Span::days(365),
    }
}

/// How far work has come along the baseline.
#[derive(Clone, Debug, Default)]
pub struct Effective {
    /// The baseline of the present epoch \[ns of work\]; nothing before the first.
    now: Option<u128>,
    /// Whole epochs of effective time, rounded up.
    epochs: u64,
    /// The baseline of the last of them.
    baseline: u128,
    /// Work so far, in each epoch at most the baseline, and the baselines of the effective epochs.
    realized: u128,
    reached: u128,
}

impl Effective {
    /// Goes on by an epoch in which so much work was done.
    fn advance(&mut self, start: u128, grows: u128, worked: u128) {
        let next = |baseline: u128| baseline.saturating_add(high(baseline, grows));
        let now = self.now.map_or(start, next);
        if self.now.is_none() {
            self.baseline = start;
        }
        self.now = Some(now);
        self.realized = self.realized.saturating_add(worked.min(now));
        while self.realized > self.reached {
            self.epochs += 1;
            self.baseline = next(self.baseline);
            self.reached = self.reached.saturating_add(self.baseline);
        }
    }
    /// By how much the effective time is short of `epochs` \[2^-128 epochs\].
    fn missing(&self) -> u128 {
        let short = self.reached - self.realized;
        if self.epochs == 0 || short == 0 { 0 } else { Fixed::ratio(short, self.baseline.max(1)).fraction }
    }
}

/// How long an epoch and a half-life are, in one unit \[> 0, < 2^127\].
#[derive(Clone, Copy)]
struct Lengths {
    epoch: u128,
    half_life: u128,
}

impl Lengths {
    /// Half-lives of a number of epochs, less a fraction of one.
    fn half_lives(self, epochs: u64, missing: u128) -> Fixed {
        let whole = Fixed::ratio(u128::from(epochs) * self.epoch, self.half_life);
        let one = Fixed::ratio(self.epoch, self.half_life).fraction;
        whole.minus(Fixed { whole: 0, fraction: high(one, missing) })
    }
}

/// What epoch `e` from 0 mints by time: `simple * (e^lambda - 1) * e^(-lambda e)`.
fn simple(total: u128, epoch: u64, length: Span, half_life: Span) -> Fixed {
    let first = Fixed::product(total, growth(length, half_life));
    let lengths = Lengths { epoch: length.ns().into(), half_life: half_life.ns().max(1).into() };
    let lost = lengths.half_lives(epoch, 0).lost();
    if lost == 0 {
        return first;
    }
    let kept = lost.wrapping_neg();
    Fixed::product(first.whole, kept).plus(Fixed { whole: 0, fraction: high(first.fraction, kept) })
}

impl Emitter for Baseline {
    type Memory = Effective;

    fn mint(&self, memory: &mut Effective, view: &View) -> i64 {
        let length = view.epoch;
        let lengths = Lengths { epoch: length.ns().into(), half_life: self.half_life.ns().max(1).into() };
        let supply = |memory: &Effective| {
            let theta = lengths.half_lives(memory.epochs, memory.missing());
            Fixed::product(units(&self.baseline, view.decimals), theta.lost())
        };
        let before = supply(memory);
        // Beyond what its bounds allow `start` is refused, but read once more for warnings.
        let start = (self.start * length.ns() as f64).clamp(1.0, 1e30) as u128;
        memory.advance(start, growth(length, self.doubles), view.worked.into());
        let by_time = simple(units(&self.simple, view.decimals), view.number - 1, length, self.half_life);
        let minted = by_time.plus(supply(memory).minus(before));
        i64::try_from(minted.whole).unwrap_or(i64::MAX)
    }
    fn vet(&self, checking: &mut Checking) {
        let epoch = checking.facts.epoch;
        let by_time = vet_total(&self.simple, "simple", self.half_life, checking);
        let by_work = vet_total(&self.baseline, "baseline", self.half_life, checking);
        if let Some((by_time, by_work)) = by_time.zip(by_work) {
            let keys = if by_time > by_work { "simple" } else { "baseline" };
            // The chain counts from e^lambda - 1, which is e^lambda times as much.
            let grows = if epoch < self.half_life { growth(epoch, self.half_life) } else { 0 };
            let early = i128::try_from(high(by_time.unsigned_abs(), grows)).unwrap_or(i128::MAX);
            fits(checking, keys, by_time.saturating_add(early).saturating_add(by_work));
        }
        for (keys, span) in [("half_life", self.half_life), ("doubles", self.doubles)] {
            if span <= epoch && epoch.ns() > 0 {
                let message = format!("this must be longer than an epoch of the coin, {epoch}");
                checking.refuse_with(keys, message, format!("make `{keys}` longer, or the coin's `epoch` shorter"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emission::tests::view;
    use engine::math::{ln, pow};

    const EPOCH: Span = Span::secs(30);
    const SIX_YEARS: Span = Span::days(6 * 365);
    const ATTO: u128 = 1_000_000_000_000_000_000;

    #[test]
    fn the_first_reward_of_filecoin_is_right_to_the_last_atto() {
        // No storage yet: 330 M FIL times (e^lambda - 1) (reference/results.md D1).
        assert_eq!(simple(330_000_000 * ATTO, 0, EPOCH, SIX_YEARS).whole, 36_266_264_293_777_134_739);
    }

    #[test]
    fn rewards_by_effective_time_are_those_of_the_golden_file_of_specs_actors() {
        // Rows of `testdata/TestBaselineReward.golden`, 2020: 900 M FIL, epochs of 25 s. Row i goes from 5,000 i
        // epochs less 77,777,777,777 i to 5,000 i + 1 less 33,333,333,333 more, in units of 2^-128. The half-life is
        // that of the lambda written there, 31,142,895,155,747,063,090,497,695,472,430 / 2^128, in units of 10^-28 s.
        let lengths = Lengths {
            epoch: 250_000_000_000_000_000_000_000_000_000,
            half_life: 1_893_415_512_959_999_967_279_145_494_103_444_597,
        };
        let supply = |epochs, missing| Fixed::product(900_000_000 * ATTO, lengths.half_lives(epochs, missing).lost());
        let check = |row: u64, reward: u128| {
            let missing = 77_777_777_777 * u128::from(row);
            let (from, to) = (supply(5_000 * row, missing), supply(5_000 * row + 1, missing + 33_333_333_333));
            // The chain's e^-x is a quotient of polynomials: rows 100 and 511 are .35 atto above the formula.
            assert!(to.minus(from).whole.abs_diff(reward) <= u128::from(row > 2), "row {row}");
        };
        check(0, 82_368_665_209_399_986_581);
        check(1, 82_330_981_624_804_839_986);
        check(2, 82_293_315_280_413_165_543);
        check(100, 78_684_384_394_524_950_111);
        check(511, 65_194_140_082_029_705_759);
    }

    #[test]
    fn effective_time_is_interpolated_as_the_chain_does() {
        // `test_compute_r_theta`: baselines of 2048 (e + 1).
        let theta = |epochs: u64, baseline: u128, realized: u128, reached: u128| {
            let effective = Effective { now: Some(baseline), epochs, baseline, realized, reached };
            epochs as f64 - effective.missing() as f64 / u128::MAX as f64
        };
        assert!((theta(1, 4_096, 4_096, 6_144) - 0.5).abs() < 1e-15);
        assert!((theta(1, 4_096, 3_072, 6_144) - 0.25).abs() < 1e-15);
        let sum = 2_048 * 136;
        assert!((theta(16, 2_048 * 17, sum + 2_048 * 17 / 4, sum + 2_048 * 17) - 15.25).abs() < 1e-15);
    }

    /// What half a year mints in epochs of a day with so many nodes busy, of 1,000 and 2,000 coins.
    fn half_year(busy: f64) -> i64 {
        let year = Span::days(365);
        let (simple, baseline) = ("1_000 alp".parse().unwrap(), "2_000 alp".parse().unwrap());
        let policy = Baseline { simple, baseline, half_life: year, start: 100.0, doubles: year };
        let (day, mut memory) = (Span::days(1), Effective::default());
        let worked = (busy * day.ns() as f64) as u64;
        (1..=182).map(|number| policy.mint(&mut memory, &View { worked, ..view(day, number) })).sum()
    }

    #[test]
    fn a_network_above_the_baseline_is_minted_all_and_an_idle_one_the_simple_part() {
        // 1 - 2^(-182 / 365) of each total, in millionths; the chain counts from e^lambda - 1, a day early.
        let part = 1.0 - pow(0.5, 182.0 / 365.0);
        let early = pow(2.0, 1.0 / 365.0);
        let simple = 1e9 * part * early;
        assert!((half_year(0.0) as f64 - simple).abs() < 200.0, "{}", half_year(0.0));
        // Effective time counts baselines from the second on: after 182 epochs it is short of 182 by their growth.
        let (full, grown) = (half_year(1e6), pow(2.0, 1.0 / 365.0));
        let theta = ln((pow(grown, 182.0) - 1.0) / grown + 1.0) / ln(grown);
        let expected = simple + 2e9 * (1.0 - pow(0.5, theta / 365.0));
        assert!((full as f64 / expected - 1.0).abs() < 1e-5, "{full} against {expected}");
    }

    #[test]
    fn a_network_at_half_of_a_steady_baseline_takes_twice_the_time() {
        let busy = half_year(50.0);
        // theta = log_g(1 + (g - 1) * 182 / 2 / g) epochs, by the sum of a geometric series.
        let g = pow(2.0, 1.0 / 365.0);
        let theta = ln(1.0 + (g - 1.0) * 91.0 / g) / ln(g);
        let simple = 1e9 * (1.0 - pow(0.5, 182.0 / 365.0)) * g;
        let expected = simple + 2e9 * (1.0 - pow(0.5, theta / 365.0));
        assert!((busy as f64 / expected - 1.0).abs() < 1e-5, "{busy} against {expected}");
    }
}
