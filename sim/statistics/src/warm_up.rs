//! How much of the beginning of a series to drop.

/// Samples to a batch: MSER over means of five is less fooled by single values than MSER itself.
const BATCH: usize = 5;

/// How many samples to drop from the beginning, by MSER-5; `None` if the series is too short to tell.
///
/// With `Z_j` the means of five consecutive samples, n of them, it drops the first d batches, where d minimises
/// `sum_{j > d} (Z_j - mean_{j > d} Z)^2 / (n - d)^2` over `0 <= d <= n / 2`. A minimum at the very end of that range
/// means that the warm-up may go on past it: double the run. Feed it the average series over replications, best of
/// pilots, and use one cut for all: a cut by replication on the same data prefers to drop long busy periods, and
/// brought coverage from 0.95 to 0.70 on M/M/1.
/// Source: White, Cobb and Spratt, Winter Simulation Conference 2000; Hoad, Robinson and Davies, J. Simulation 4, 2010.
pub fn mser5(series: &[f64]) -> Option<usize> {
    let batches: Vec<f64> = series.chunks_exact(BATCH).map(|five| five.iter().sum::<f64>() / BATCH as f64).collect();
    let half = batches.len() / 2;
    // From the end, so that mean and squares of each remainder follow from those of the next (Welford, 1962).
    let (mut mean, mut squares, mut best) = (0.0, 0.0, None);
    for (kept, (d, z)) in (1..).zip(batches.iter().enumerate().rev()) {
        let count = f64::from(kept);
        let delta = z - mean;
        mean += delta / count;
        squares += delta * (z - mean);
        let score = squares / (count * count);
        if score.is_nan() {
            return None;
        }
        // Of equal scores the earlier cut wins: it wastes less.
        if d <= half && best.is_none_or(|(least, _)| score <= least) {
            best = Some((score, d));
        }
    }
    best.map(|(_, d)| d).filter(|&d| d < half).map(|d| d * BATCH)
}

/// The average over replications at each position, as long as the shortest.
pub fn average_series(replications: &[&[f64]]) -> Vec<f64> {
    let length = replications.iter().map(|series| series.len()).min().unwrap_or(0);
    let n = replications.len() as f64;
    (0..length).map(|at| replications.iter().map(|series| series[at]).sum::<f64>() / n).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;

    /// Noise of deviation 1 about 10, on a beginning that stands `start` too high and fades by e in 100 samples.
    fn fading(seed: u64, count: u32, start: f64) -> Vec<f64> {
        let mut chance = Chance::new(seed);
        (0..count).map(|at| 10.0 + start * (-f64::from(at) / 100.0).exp() + chance.normal()).collect()
    }

    #[test]
    fn noise_alone_loses_little() {
        let cuts: Vec<usize> = (0..200).filter_map(|seed| mser5(&fading(seed, 2_000, 0.0))).collect();
        assert!(cuts.len() >= 196, "only {} of 200 found a cut", cuts.len());
        let mean = cuts.iter().sum::<usize>() as f64 / cuts.len() as f64;
        assert!(mean < 150.0, "{mean} of 2,000 samples are cut on average");
        let small = cuts.iter().filter(|&&cut| cut <= 20).count();
        assert!(small * 2 > cuts.len(), "only {small} cut at most 20");
    }

    #[test]
    fn a_transient_is_removed_and_not_much_more() {
        for seed in 0..50 {
            let series = fading(seed, 4_000, 20.0);
            let cut = mser5(&series).unwrap();
            let mean = series[cut..].iter().sum::<f64>() / (series.len() - cut) as f64;
            // Untouched, the mean would be 0.5 too high; four standard errors of 3,000 samples are 0.07.
            assert!((150..1_500).contains(&cut) && (mean - 10.0).abs() < 0.09, "seed {seed}: {mean} after {cut}");
        }
    }

    #[test]
    fn a_step_is_cut_at_its_batch() {
        let mut series = vec![100.0; 50];
        series.extend((0..450).map(|i| f64::from(i % 5)));
        assert_eq!(mser5(&series), Some(50));
        series[50] = 100.0;
        assert_eq!(mser5(&series), Some(55), "a batch that is spoilt in part goes too");
    }

    #[test]
    fn a_series_still_on_its_way_is_too_short() {
        let climb: Vec<f64> = (0..500).map(f64::from).collect();
        assert_eq!(mser5(&climb), None);
        for count in 0..10 {
            assert_eq!(mser5(&climb[..count]), None, "{count} samples");
        }
        assert_eq!(mser5(&[f64::NAN; 100]), None);
    }

    #[test]
    fn a_flat_series_loses_nothing() {
        assert_eq!(mser5(&[3.0; 100]), Some(0));
    }

    #[test]
    fn replications_are_averaged_as_far_as_all_go() {
        assert_eq!(average_series(&[&[1.0, 2.0, 3.0], &[3.0, 6.0]]), [2.0, 4.0]);
        assert!(average_series(&[]).is_empty());
    }
}
