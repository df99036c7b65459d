//! Time series under weather against those in calm, replication by replication: where they part, how far, how long.

use statistics::{Confidence, Estimate, holm, least_differing, paired, paired_p};
use world::metrics::catalogue::Better;
use world::metrics::series::Column;

/// Bins before the strike that are kept, to be seen beside it.
const BEFORE: usize = 10;

/// A series over the bins of a run, weather against calm.
#[derive(Clone, Debug)]
pub struct Path {
    /// The metric.
    pub metric: &'static str,
    /// Whose it is; empty for the whole.
    pub owner: String,
    /// Which way it improves.
    pub better: Better,
    /// The bins from a little before the strike on.
    pub bins: Vec<Bin>,
    /// The mean difference over the last quarter of the time after the strike, which shows small ones that stay; none
    /// where it does not exist.
    pub at_last: Option<Estimate>,
}

/// One bin of a series.
#[derive(Clone, Copy, Debug)]
pub struct Bin {
    /// Its end, since the strike; negative before it \[s\].
    pub after_s: f64,
    /// The mean in calm, over the pairs.
    pub calm: f64,
    /// The mean under weather, over the pairs.
    pub storm: f64,
    /// Weather less calm, with the interval of this bin alone.
    pub difference: Estimate,
    /// The p-value after Holm over all bins and metrics of this weather; NaN without pairs, and before the strike.
    pub p: f64,
    /// Whether it differs at the level of the study.
    pub is_signal: bool,
}

/// The series of one side: by replication, column and bin.
pub(crate) type Runs<'a> = Vec<&'a [Vec<f64>]>;

impl Path {
    /// The metric with its owner.
    pub fn label(&self) -> String {
        formula::label(self.metric, &self.owner)
    }
    /// The bins in which it differs from calm.
    pub fn signals(&self) -> impl DoubleEndedIterator<Item = &Bin> {
        self.bins.iter().filter(|bin| bin.is_signal)
    }
    /// The bins in which it is worse than in calm.
    pub fn worse(&self) -> impl DoubleEndedIterator<Item = &Bin> {
        self.signals().filter(|bin| is_worse(bin.difference.mean, self.better))
    }
    /// Whether it is worse than in calm at the end: in the last bin, or on average over the last quarter, at this
    /// confidence.
    pub fn is_worse_at_last(&self, confidence: Confidence) -> bool {
        let stays = self.at_last.is_some_and(|difference| {
            paired_p(&difference) < confidence.miss() && is_worse(difference.mean, self.better)
        });
        stays || self.bins.last().is_some_and(|bin| bin.is_signal && is_worse(bin.difference.mean, self.better))
    }
    /// The bin in which it is farthest from calm.
    pub fn farthest(&self) -> Option<&Bin> {
        let size = |bin: &&Bin| bin.difference.mean.abs();
        self.signals().rev().max_by(|a, b| size(a).total_cmp(&size(b)))
    }
}

impl Bin {
    /// The difference as a share of the value in calm; none where that is 0.
    pub fn relative(&self) -> Option<f64> {
        let share = self.difference.mean / self.calm.abs();
        share.is_finite().then_some(share)
    }
}

pub(crate) fn is_worse(difference: f64, better: Better) -> bool {
    match better {
        Better::Less => difference > 0.0,
        Better::More => difference < 0.0,
        Better::Neither => false,
    }
}

/// Pairs all series; `times` are the ends of the bins \[s\], `at` is when the weather strikes \[s\].
///
/// Holm's adjustment is over all bins from the strike on and all series: with probability `confidence` no bin of a
/// series that the weather does not touch is a signal. Where only some replications differ, Student's interval means
/// little: as many must as their signs alone would need, or all.
pub(crate) fn pair(
    columns: Vec<Column>,
    times: &[f64],
    at: f64,
    calm: &Runs,
    storm: &Runs,
    confidence: Confidence,
) -> Vec<Path> {
    let n = calm.len().min(storm.len());
    let needed = least_differing(confidence).min(n);
    // A strike at the end of a bin may show in the states that the bin ends with.
    let from = times.partition_point(|&time| time < at - 1e-9);
    let mut enough = Vec::new();
    let mut paths: Vec<Path> = Vec::with_capacity(columns.len());
    for (series, column) in columns.into_iter().enumerate() {
        let value = |runs: &Runs, i: usize, place: usize| {
            runs[i].get(series).and_then(|s| s.get(place)).copied().unwrap_or(f64::NAN)
        };
        let bin = |(place, &time): (usize, &f64)| {
            let both = |i: usize| {
                let (a, b) = (value(calm, i, place), value(storm, i, place));
                (a.is_finite() && b.is_finite()).then_some((a, b))
            };
            let (a, b): (Vec<f64>, Vec<f64>) = (0..n).filter_map(both).unzip();
            let differing = a.iter().zip(&b).filter(|(a, b)| a.to_bits() != b.to_bits()).count();
            enough.push(differing >= needed.min(a.len()));
            let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
            let difference = paired(&b, &a, confidence);
            let p = if place < from { f64::NAN } else { paired_p(&difference) };
            Bin {
                after_s: ((time - at) * 1e9).round() / 1e9,
                calm: mean(&a),
                storm: mean(&b),
                difference,
                p,
                is_signal: false,
            }
        };
        let bins = times.iter().enumerate().skip(from.saturating_sub(BEFORE)).map(bin).collect();
        let last = times.len() - (times.len() - from).div_ceil(4)..times.len();
        let late = |i: usize| {
            let all = last.clone().map(|place| value(storm, i, place) - value(calm, i, place));
            let there: Vec<f64> = all.filter(|difference| difference.is_finite()).collect();
            (!there.is_empty()).then(|| there.iter().sum::<f64>() / there.len() as f64)
        };
        let late: Vec<f64> = (0..n).filter_map(late).collect();
        let at_last = (late.len() > 1).then(|| Estimate::of(&late, confidence));
        paths.push(Path { at_last, metric: column.name, owner: column.owner, better: column.better, bins });
    }
    adjust(&mut paths, &enough, confidence);
    paths
}

fn adjust(paths: &mut [Path], enough: &[bool], confidence: Confidence) {
    let all = || paths.iter().flat_map(|path| &path.bins).map(|bin| bin.p);
    let there: Vec<f64> = all().filter(|p| !p.is_nan()).collect();
    let mut adjusted = holm(&there).into_iter();
    for (bin, &is_enough) in paths.iter_mut().flat_map(|path| &mut path.bins).zip(enough) {
        if !bin.p.is_nan() {
            bin.p = adjusted.next().unwrap_or(f64::NAN);
        }
        bin.is_signal = is_enough && bin.p < confidence.miss();
    }
}

#[cfg(test)]
mod tests {
    use statistics::Confidence;
    use world::metrics::catalogue::Better;
    use world::metrics::series::Column;

    use super::{Path, pair};

    fn columns() -> Vec<Column> {
        let column = |name, better| Column { name, owner: String::new(), doc: "", better };
        vec![column("answered_rps", Better::More), column("latency_s", Better::Less)]
    }
    /// Eight replications of six bins of 10 s; the weather strikes at 20 s and does `effect` in each bin after it.
    fn check(effect: [f64; 4], noise: f64) -> Vec<Path> {
        let times: Vec<f64> = (1..=6).map(|i| f64::from(i) * 10.0).collect();
        let wave = |i: usize, bin: usize| ((i * 7 + bin * 3) as f64).sin();
        let calm: Vec<Vec<Vec<f64>>> =
            (0..8).map(|i| vec![(0..6).map(|b| 10.0 + wave(i, b)).collect(), vec![1.0; 6]]).collect();
        let mut storm = calm.clone();
        for (i, run) in storm.iter_mut().enumerate() {
            for (b, effect) in effect.iter().enumerate() {
                let shift = if *effect == 0.0 { 0.0 } else { noise * wave(i + 1, b) };
                run[0][b + 2] += effect + shift;
            }
        }
        let runs = |all: &'static [Vec<Vec<f64>>]| all.iter().map(Vec::as_slice).collect();
        let (calm, storm): (_, _) = (runs(calm.leak()), runs(storm.leak()));
        pair(columns(), &times, 20.0, &calm, &storm, Confidence::USUAL)
    }

    #[test]
    fn nothing_that_is_equal_is_a_signal() {
        assert!(check([0.0; 4], 0.0).iter().all(|path| path.signals().next().is_none()));
    }

    #[test]
    fn signals_are_the_bins_that_differ_and_no_others() {
        let paths = check([0.0, -5.0, -8.0, 0.0], 0.1);
        let after: Vec<f64> = paths[0].worse().map(|bin| bin.after_s).collect();
        assert_eq!(after, [20.0, 30.0]);
        let farthest = paths[0].farthest().unwrap();
        assert!((farthest.relative().unwrap() + 0.8).abs() < 0.05, "{farthest:?}");
        assert!(paths[1].signals().next().is_none());
        assert_eq!(paths[0].bins.first().map(|bin| bin.after_s), Some(-10.0));
    }

    #[test]
    fn what_is_lost_in_the_noise_is_no_signal() {
        let paths = check([-0.1, -0.1, -0.1, -0.1], 3.0);
        assert!(paths[0].signals().next().is_none());
    }
}
