//! Whether a treatment matters that every block had in each of its forms: permutations within blocks.

use engine::draws::{Address, Purpose, name_hash};

/// Permutations that are drawn where there are too many to be looked at one by one.
const DRAWN: u32 = 9_999;
/// As many as are looked at one by one.
const MOST: u64 = 20_000;

/// What a treatment does to values: each row is a treatment, each column a block that had all of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Treated {
    /// The part of the variance of all values that lies between the treatments, from 0 to 1; NaN where all are equal.
    pub share: f64,
    /// The chance of as much between them if no treatment did anything, by permutations within blocks.
    pub p: f64,
}

/// Compares treatments on the same blocks, such as starts of a scenario on the same seeds.
///
/// Where a treatment does nothing, the values of a block are equally likely in any order, whatever their law and
/// however much blocks differ. The statistic is the variance of the means; p is the share of all permutations within
/// blocks in which it is at least as great, or where they are more than 20,000, `(1 + k) / 10,000` with 9,999 that are
/// drawn (Fisher, The Design of Experiments, 1935; Pitman, Biometrika 29, 1938; the drawn ones as in Phipson and Smyth,
/// Stat. Appl. Genet. Mol. Biol. 9(1), 2010). With m treatments and n blocks it is at least `m! / (m!)^n`: four blocks
/// of two decide nothing at 95 %, six do.
///
/// # Panics If there are fewer than two treatments, or they have not the same blocks.
pub fn treated(values: &[Vec<f64>]) -> Treated {
    let n = values.first().map_or(0, Vec::len);
    assert!(values.len() > 1 && n > 0 && values.iter().all(|row| row.len() == n), "treatments have the same blocks");
    let blocks: Vec<Vec<f64>> = (0..n).map(|block| values.iter().map(|row| row[block]).collect()).collect();
    let all: Vec<f64> = values.concat();
    let mean = all.iter().sum::<f64>() / all.len() as f64;
    let between = |blocks: &[Vec<f64>]| -> f64 {
        let of = |row: usize| blocks.iter().map(|block| block[row]).sum::<f64>() / n as f64;
        (0..values.len()).map(|row| (of(row) - mean).powi(2)).sum::<f64>() * n as f64
    };
    let found = between(&blocks);
    let total: f64 = all.iter().map(|value| (value - mean).powi(2)).sum();
    // What sums round differently is not less.
    let enough = found - 1e-12 * total;
    Treated { share: found / total, p: p(&blocks, &between, enough) }
}

/// The share of permutations within blocks in which a statistic is at least so great.
fn p(blocks: &[Vec<f64>], statistic: &dyn Fn(&[Vec<f64>]) -> f64, enough: f64) -> f64 {
    let rows = blocks[0].len();
    let orders = orders(rows);
    // The first block stays: to permute all blocks alike changes nothing.
    let count = (orders.len() as u64).checked_pow(blocks.len() as u32 - 1).filter(|&count| count <= MOST);
    let mut turned = blocks.to_vec();
    if let Some(count) = count {
        let as_great = (0..count).filter(|&number| {
            let mut rest = number;
            for (block, turned) in blocks.iter().zip(&mut turned).skip(1) {
                let order = &orders[(rest % orders.len() as u64) as usize];
                rest /= orders.len() as u64;
                turned.iter_mut().zip(order).for_each(|(value, &from)| *value = block[from]);
            }
            statistic(&turned) >= enough
        });
        return as_great.count() as f64 / count as f64;
    }
    let stream =
        Address { seed: 0, replication: 0, purpose: Purpose::Search, entity: name_hash("statistics.blocks") }.stream();
    let as_great = (0..DRAWN).filter(|&number| {
        let mut draws = stream.draws(number.into());
        for (block, turned) in blocks.iter().zip(&mut turned) {
            turned.copy_from_slice(block);
            for end in (1..rows).rev() {
                turned.swap(end, draws.below(end as u32 + 1) as usize);
            }
        }
        statistic(&turned) >= enough
    });
    (1 + as_great.count()) as f64 / f64::from(DRAWN + 1)
}

/// All orders of so many, as far as they may be looked at one by one.
fn orders(rows: usize) -> Vec<Vec<usize>> {
    let mut list = vec![Vec::new()];
    for last in 0..rows.min(7) {
        list = list
            .iter()
            .flat_map(|order: &Vec<usize>| {
                (0..=order.len()).map(move |place| {
                    let mut longer = order.clone();
                    longer.insert(place, last);
                    longer
                })
            })
            .collect();
    }
    // More are drawn anyway.
    if rows > 7 { vec![Vec::new(); MOST as usize + 1] } else { list }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;

    #[test]
    fn p_is_the_share_of_all_orders_within_blocks() {
        // All four differences have one sign: two of sixteen sign patterns are as great.
        let far = treated(&[vec![1.0, 1.1, 0.9, 1.2], vec![0.0, 0.1, 0.0, 0.2]]);
        assert!((far.p - 2.0 / 16.0).abs() < 1e-12, "{far:?}");
        // Differences 3, 2, 1 and -1: 16 sign patterns of which |sum| >= 5 has 3+2+1-1, 3+2+1+1, 3+2-1+1, each twice.
        let near = treated(&[vec![3.0, 2.0, 1.0, 0.0], vec![0.0, 0.0, 0.0, 1.0]]);
        assert!((near.p - 6.0 / 16.0).abs() < 1e-12, "{near:?}");
        // Three treatments, each the best of its block: of 6^5 orders, the 6 that turn all blocks alike.
        let rows = [0.0, 1.0, 5.0].map(|at| (0..5).map(|i| at + f64::from(i) / 10.0).collect::<Vec<_>>());
        let three = treated(&rows);
        assert!((three.p - 6.0 / 6.0_f64.powi(5)).abs() < 1e-12, "{three:?}");
        assert!(three.share > 0.99);
    }

    #[test]
    fn values_that_are_all_equal_show_nothing() {
        let none = treated(&[vec![1.0; 6], vec![1.0; 6]]);
        assert!(none.share.is_nan() && (none.p - 1.0).abs() < 1e-12, "{none:?}");
    }

    #[test]
    fn a_treatment_that_does_nothing_is_rarely_found_to_matter_however_much_blocks_differ() {
        let mut chance = Chance::new(5);
        let mut rejected = 0;
        for _ in 0..400 {
            let blocks: Vec<f64> = (0..20).map(|_| 100.0 * chance.normal()).collect();
            let row = |chance: &mut Chance| blocks.iter().map(|block| block + chance.normal()).collect::<Vec<_>>();
            let values = [row(&mut chance), row(&mut chance)];
            rejected += u32::from(treated(&values).p <= 0.05);
        }
        // 20 of 400 are expected; four standard errors of 4.4.
        assert!((3..=37).contains(&rejected), "{rejected}");
        let mut row = |by: f64| (0..20).map(|_| by + chance.normal()).collect::<Vec<_>>();
        assert!(treated(&[row(0.0), row(2.0)]).p < 0.001);
    }
}
