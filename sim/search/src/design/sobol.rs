//! Sobol's sequence, plain or scrambled after Owen.

mod numbers;

use engine::draws::{Attribute, Stream};

use crate::chance::stream;

use self::numbers::NUMBERS;
use super::Design;

/// The most factors for which direction numbers are built in.
pub const MOST_FACTORS: usize = NUMBERS.len() + 1;

/// Digits to base 2 that the sequence decides: 2^32 points differ.
const DIGITS: u32 = 32;

/// The first rows of Sobol's sequence, in the order of Antonov and Saleev (Gray code), from the point 0 on.
///
/// Direction numbers are those of Joe and Kuo (SIAM Journal on Scientific Computing 30(5), 2008; file
/// `new-joe-kuo-6.21201`), as `scipy.stats.qmc.Sobol` has them. Rows are best taken in powers of two, from the first:
/// only then has every elementary interval its share.
///
/// Scrambled, each coordinate goes through a nested uniform scrambling (Owen, in: Monte Carlo and Quasi-Monte Carlo
/// Methods in Scientific Computing, 1995): digit i is flipped or not by chance that depends on the digits before it.
/// Digits beyond the 32nd are chance alone, so that numbers lie inside (0, 1). The points keep their balance, and each
/// is uniformly distributed.
#[derive(Clone, Debug, PartialEq)]
pub struct Sobol {
    rows: u64,
    /// Direction numbers by factor, highest digit first.
    directions: Vec<[u32; DIGITS as usize]>,
    scrambling: Option<Stream>,
}

impl Sobol {
    /// The sequence as published; its first point is 0, the corner of the cube.
    ///
    /// # Errors
    /// If there are more factors than [`MOST_FACTORS`], or more rows than 2^32.
    pub fn plain(factors: usize, rows: u64) -> Result<Self, String> {
        if factors > MOST_FACTORS {
            return Err(format!("Sobol's sequence is known here for {MOST_FACTORS} factors, not {factors}"));
        }
        if rows > 1 << DIGITS {
            return Err(format!("Sobol's sequence has 2^{DIGITS} rows here, not {rows}"));
        }
        Ok(Self { rows, directions: (0..factors).map(directions).collect(), scrambling: None })
    }

    /// The sequence scrambled by a seed.
    ///
    /// # Errors
    /// As [`plain`](Self::plain).
    pub fn scrambled(factors: usize, rows: u64, seed: u64) -> Result<Self, String> {
        Ok(Self { scrambling: Some(stream(seed, "design.sobol")), ..Self::plain(factors, rows)? })
    }
}

impl Design for Sobol {
    fn factors(&self) -> usize {
        self.directions.len()
    }

    fn rows(&self) -> u64 {
        self.rows
    }

    fn row(&self, k: u64) -> Vec<f64> {
        assert!(k < self.rows, "there is no row {k} among {}", self.rows);
        let gray = k ^ (k >> 1);
        let digits = |directions: &[u32; DIGITS as usize]| {
            let set = directions.iter().enumerate().filter(|(bit, _)| gray >> bit & 1 == 1);
            set.fold(0, |x, (_, direction)| x ^ direction)
        };
        let number = |(factor, directions)| match self.scrambling {
            None => f64::from(digits(directions)) / TWO_TO_32,
            Some(stream) => scrambled(digits(directions), factor, stream),
        };
        self.directions.iter().enumerate().map(number).collect()
    }
}

const TWO_TO_32: f64 = 4_294_967_296.0;

/// The nested uniform scrambling of one coordinate, and chance in the digits that follow.
fn scrambled(x: u32, factor: usize, stream: Stream) -> f64 {
    // The node of the tree that decides digit i: a 1 before the i digits above it, so that all nodes' numbers differ.
    let node = |digit: u32| (1_u64 << digit) | (u64::from(x) << digit >> DIGITS);
    let bits = |node: u64| stream.draws_for(node, Attribute(factor as u16)).bits();
    let flips = (0..DIGITS).fold(0_u32, |flips, digit| flips << 1 | (bits(node(digit)) >> 63) as u32);
    // 52 digits and a half, as the house's uniform numbers: never 0, never 1.
    let rest = bits(node(DIGITS)) >> 44;
    let whole = u64::from(x ^ flips) << 20 | rest;
    (whole as f64 + 0.5) / (1_u64 << 52) as f64
}

/// Direction numbers of one factor, that of the highest digit first (Bratley and Fox, ACM TOMS 14(1), 1988, eq. 2).
///
/// With a primitive polynomial of degree s and coefficients a, `m_i = 2 a_1 m_(i-1) ^ ... ^ 2^s m_(i-s) ^ m_(i-s)`.
fn directions(factor: usize) -> [u32; DIGITS as usize] {
    let mut directions: [u32; DIGITS as usize] = std::array::from_fn(|digit| 1 << (DIGITS as usize - 1 - digit));
    let Some((a, first)) = factor.checked_sub(1).map(|place| NUMBERS[place]) else { return directions };
    let s = first.len();
    for (digit, m) in first.iter().enumerate() {
        directions[digit] *= m;
    }
    for digit in s..DIGITS as usize {
        let oldest = directions[digit - s];
        let terms = (1..s).filter(|j| a >> (s - 1 - j) & 1 == 1).map(|j| directions[digit - j]);
        directions[digit] = terms.fold(oldest ^ (oldest >> s), |sum, term| sum ^ term);
    }
    directions
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first points in eight dimensions, as scipy 1.17.1 and Joe and Kuo's `sobol.cc` print them.
    #[test]
    fn it_is_the_published_sequence() {
        let sobol = Sobol::plain(8, 16).unwrap();
        let published = [
            [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
            [0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5],
            [0.75, 0.25, 0.25, 0.25, 0.75, 0.75, 0.25, 0.75],
            [0.25, 0.75, 0.75, 0.75, 0.25, 0.25, 0.75, 0.25],
            [0.375, 0.375, 0.625, 0.875, 0.375, 0.125, 0.375, 0.875],
        ];
        for (k, row) in published.iter().enumerate() {
            assert_eq!(sobol.row(k as u64), row);
        }
    }

    /// scipy 1.17.1, `qmc.Sobol(256, scramble=False).random(1024)`; sums are exact, since terms have few digits.
    #[test]
    fn all_factors_agree_with_scipy() {
        let sobol = Sobol::plain(MOST_FACTORS, 1024).unwrap();
        let rows: Vec<Vec<f64>> = (0..1024).map(|k| sobol.row(k)).collect();
        let far = [0, 1, 2, 20, 63, 127, 254, 255].map(|factor| rows[1000][factor]);
        let of_scipy = [
            0.2197265625,
            0.0966796875,
            0.5185546875,
            0.5224609375,
            0.4462890625,
            0.5439453125,
            0.4345703125,
            0.2490234375,
        ];
        assert_eq!(far.to_vec(), of_scipy);
        let products = rows.iter().flat_map(|row| row.iter().zip(row.iter().rev())).map(|(a, b)| a * b);
        assert_eq!((rows[1023].iter().sum::<f64>(), products.sum::<f64>()), (133.1015625, 65454.15625));
    }

    /// Factors 1 and 2 are a (0, m, 2)-net in base 2: each elementary interval of area 2^-m has one of 2^m points.
    #[test]
    fn every_elementary_interval_has_its_share() {
        let balanced = |sobol: &Sobol, m: u32| {
            for split in 0..=m {
                let mut counts = vec![0; 1 << m];
                for k in 0..1 << m {
                    let row = sobol.row(k);
                    let (i, j) =
                        ((row[0] * f64::from(1 << split)) as usize, (row[1] * f64::from(1 << (m - split))) as usize);
                    counts[i << (m - split) | j] += 1;
                }
                assert!(counts.iter().all(|&n| n == 1), "2^{m} points, split at {split}");
            }
        };
        for m in 0..=10 {
            balanced(&Sobol::plain(2, 1 << m).unwrap(), m);
            for seed in 0..3 {
                balanced(&Sobol::scrambled(2, 1 << m, seed).unwrap(), m);
            }
        }
    }

    #[test]
    fn every_factor_has_a_point_in_each_stratum_scrambled_or_not() {
        let sobol = Sobol::scrambled(MOST_FACTORS, 256, 9).unwrap();
        let rows: Vec<Vec<f64>> = (0..256).map(|k| sobol.row(k)).collect();
        for factor in 0..MOST_FACTORS {
            let mut strata: Vec<usize> = rows.iter().map(|row| (row[factor] * 256.0) as usize).collect();
            strata.sort_unstable();
            assert!(strata.iter().enumerate().all(|(k, &stratum)| k == stratum), "factor {factor}");
            assert!(rows.iter().all(|row| row[factor] > 0.0 && row[factor] < 1.0));
        }
    }

    #[test]
    fn each_scrambled_point_is_uniform_over_seeds() {
        for k in [0, 5] {
            let mut counts = [0_u32; 16];
            for seed in 0..8000 {
                counts[(Sobol::scrambled(3, 8, seed).unwrap().row(k)[2] * 16.0) as usize] += 1;
            }
            // Five standard errors of 500 expected among 8,000.
            assert!(counts.iter().all(|&n| n.abs_diff(500) < 109), "{counts:?}");
        }
    }

    /// Owen, Annals of Statistics 25(4), 1997: for smooth functions the variance falls as n^-3, against n^-1 of chance.
    #[test]
    fn scrambling_integrates_smooth_functions_far_better_than_chance() {
        let variance = |n: u64| {
            let error = |seed: u64| {
                let sobol = Sobol::scrambled(2, n, seed).unwrap();
                (0..n).map(|k| sobol.row(k).iter().map(|x| 1.0 + (x - 0.5)).product::<f64>()).sum::<f64>() / n as f64
                    - 1.0
            };
            (0..100).map(|seed| error(seed) * error(seed)).sum::<f64>() / 100.0
        };
        let ratio = variance(16) / variance(256);
        assert!(ratio > 1000.0, "16 times the points cut the variance {ratio} times, where chance cuts it 16 times");
    }

    #[test]
    fn the_seed_decides() {
        let row = |seed: u64| Sobol::scrambled(4, 8, seed).unwrap().row(3);
        assert_eq!(row(1), row(1));
        assert_ne!(row(1), row(2));
    }

    #[test]
    fn too_many_factors_or_rows_are_refused() {
        let message = Sobol::plain(257, 8).unwrap_err();
        assert_eq!(message, "Sobol's sequence is known here for 256 factors, not 257");
        let message = Sobol::plain(2, (1 << 32) + 1).unwrap_err();
        assert_eq!(message, "Sobol's sequence has 2^32 rows here, not 4294967297");
    }
}
