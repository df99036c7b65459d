//! Whether values come from a law with one mode: the dip test.

use engine::draws::{Address, Purpose, name_hash};

/// Uniform samples with which a dip is compared.
const SAMPLES: u32 = 2_000;

/// Hartigan's dip of some values: the greatest distance between their distribution function and the unimodal one that
/// is nearest to it.
///
/// At least `1 / (2 n)`, at most 1/4, which two clusters of half of the values each have. The nearest unimodal function
/// is convex up to a modal interval and concave beyond; the interval is narrowed until the greatest convex minorant and
/// the least concave majorant within it are no further apart than the dip found outside (Hartigan and Hartigan, Annals
/// of Statistics 13(1), 1985; algorithm AS 217, Applied Statistics 34, 1985, as corrected by Maechler in `diptest`).
///
/// # Panics If there are no values, or one of them is not a number.
pub fn dip(values: &[f64]) -> f64 {
    assert!(!values.is_empty() && values.iter().all(|value| !value.is_nan()), "a dip is of numbers");
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len() as f64;
    // Equal values are one step.
    let (mut x, mut weight): (Vec<f64>, Vec<f64>) = (Vec::new(), Vec::new());
    for value in sorted {
        if x.last().is_none_or(|&last| last < value) {
            x.push(value);
            weight.push(0.0);
        }
        *weight.last_mut().expect("one was put there") += 1.0 / n;
    }
    let all: Vec<f64> = weight
        .iter()
        .scan(0.0, |sum, weight| {
            *sum += weight;
            Some(*sum)
        })
        .collect();
    let least = 0.5 / n;
    if x.len() < 2 {
        return least;
    }
    let (mut first, mut last, mut found) = (0, x.len() - 1, 0.0_f64);
    loop {
        let (x, w, cdf) = (&x[first..=last], &weight[first..=last], &all[first..=last]);
        let below: Vec<f64> = cdf.iter().zip(w).map(|(cdf, w)| cdf - w).collect();
        let (minorant, touched_below) = minorant(x, &below);
        let (majorant, touched_above) = majorant(x, cdf);
        let apart = |&at: &usize| (majorant[at] - minorant[at]).abs();
        let most = |touched: &[usize]| touched.iter().map(apart).fold(0.0, f64::max);
        let (from_below, from_above) = (most(&touched_below), most(&touched_above));
        let is_at = |most: f64| move |distance: f64| distance >= most;
        let (left, right, distance) = if from_above > from_below {
            let is_widest = is_at(from_above);
            let right = touched_above.iter().rev().copied().find(|at| is_widest(apart(at))).unwrap_or(0);
            let left = touched_below.iter().rev().copied().find(|&at| at <= right).unwrap_or(0);
            (left, right, from_above)
        } else {
            let is_widest = is_at(from_below);
            let left = touched_below.iter().copied().find(|at| is_widest(apart(at))).unwrap_or(0);
            let right = touched_above.iter().copied().find(|&at| at >= left).unwrap_or(x.len() - 1);
            (left, right, from_below)
        };
        if distance <= found {
            return (found / 2.0).max(least);
        }
        // The distances outside of the new interval: within, the function is straight. If it is one value, that is the
        // mode, at which a unimodal function may jump.
        let is_one = left == right;
        let outside_left = (0..left + usize::from(!is_one)).map(|at| (minorant[at] - cdf[at]).abs());
        let outside_right = (right + usize::from(is_one)..x.len()).map(|at| (majorant[at] - below[at]).abs());
        let (outside_left, outside_right) = (outside_left.fold(0.0, f64::max), outside_right.fold(0.0, f64::max));
        found = found.max(outside_left).max(outside_right);
        if is_one || left == 0 && right + 1 == x.len() {
            return (found / 2.0).max(least);
        }
        (first, last) = (first + left, first + right);
    }
}

/// The greatest convex function below some points, at their places, and where it touches them.
fn minorant(x: &[f64], y: &[f64]) -> (Vec<f64>, Vec<usize>) {
    let slope = |from: usize, to: usize| (y[to] - y[from]) / (x[to] - x[from]);
    let mut hull: Vec<usize> = Vec::new();
    for at in 0..x.len() {
        while let [.., before, last] = hull[..] {
            if slope(before, last) <= slope(last, at) {
                break;
            }
            hull.pop();
        }
        hull.push(at);
    }
    let mut line = y.to_vec();
    for pair in hull.windows(2) {
        for at in pair[0] + 1..pair[1] {
            line[at] = y[pair[0]] + slope(pair[0], pair[1]) * (x[at] - x[pair[0]]);
        }
    }
    (line, hull)
}

/// The least concave function above some points: the minorant of what is turned around.
fn majorant(x: &[f64], y: &[f64]) -> (Vec<f64>, Vec<usize>) {
    let turned: Vec<f64> = y.iter().map(|y| -y).collect();
    let (line, touched) = minorant(x, &turned);
    (line.into_iter().map(|y| -y).collect(), touched)
}

/// The p-value of a dip of n independent values: how often a uniform law, the hardest of the unimodal ones, dips as
/// much.
///
/// Of 2,000 samples of n uniform numbers, which depend on their number alone: `(1 + k) / 2001`, k of them with a dip at
/// least as great (Hartigan and Hartigan, 1985). Values that come in groups which go together have a dip like that of
/// as many as there are groups: that number is safe.
///
/// # Panics If there are no values.
pub fn dip_p(found: f64, n: usize) -> f64 {
    let stream =
        Address { seed: 0, replication: 0, purpose: Purpose::Search, entity: name_hash("statistics.dip") }.stream();
    let mut sample = vec![0.0; n];
    let as_great = (0..SAMPLES).filter(|number| {
        let mut draws = stream.draws(u64::from(*number));
        for value in &mut sample {
            *value = draws.uniform();
        }
        dip(&sample) >= found
    });
    (1 + as_great.count()) as f64 / f64::from(SAMPLES + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(values: &[f64], expected: f64) {
        let found = dip(values);
        assert!((found - expected).abs() < 1e-12, "{found} is not {expected}: {values:?}");
    }

    /// Numbers of the linear congruential generator of ANSI C, from seed 12345.
    fn numbers(n: usize) -> Vec<f64> {
        let mut state = 12_345_u64;
        let next = |_| {
            state = (state * 1_103_515_245 + 12_345) % (1 << 31);
            state as f64 / 2_147_483_648.0
        };
        (0..n).map(next).collect()
    }

    #[test]
    fn the_dip_is_that_of_the_reference_implementation() {
        // Python's `diptest` 0.10, which wraps the C code of R's package: `dipstat`.
        let ages = [
            30, 33, 35, 36, 37, 37, 39, 39, 39, 39, 39, 40, 40, 40, 40, 41, 42, 43, 43, 43, 44, 44, 45, 45, 46, 47, 47,
            48, 48, 48, 49, 50, 50, 51, 52, 52, 53, 53, 53, 53, 53, 54, 54, 57, 57, 59, 60, 60, 60, 61, 61, 61, 61, 62,
            62, 62, 62, 63, 66, 70, 72, 72,
        ];
        check(&ages.map(f64::from), 0.060_483_870_967_741_94);
        let two: Vec<f64> = (0..8).flat_map(|i| [f64::from(i) / 100.0, 1.0 + f64::from(i) / 100.0]).collect();
        check(&two, 0.2325);
        let three: Vec<f64> = (0..4).flat_map(|i| [0.0, 5.0, 9.0].map(|at| at + f64::from(i) / 10.0)).collect();
        check(&three, 0.156_666_666_666_666_65);
        check(&numbers(40), 0.032_414_520_154_745_11);
        let apart: Vec<f64> =
            numbers(40).iter().enumerate().map(|(i, x)| if i % 2 == 0 { x + 1.5 } else { *x }).collect();
        check(&apart, 0.115_742_692_936_712_62);
        check(&(0..20).map(|i| f64::from(i * i)).collect::<Vec<_>>(), 0.025);
    }

    #[test]
    fn the_dip_of_one_mode_is_the_least_and_of_two_equal_clusters_the_most() {
        check(&(0..10).map(f64::from).collect::<Vec<_>>(), 0.05);
        check(&[3.0; 7], 1.0 / 14.0);
        check(&[[0.0; 8], [1.0; 8]].concat(), 0.25);
        // Values that come several times, by Python's `diptest` 0.12.
        check(&[0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 2.0], 0.05);
        check(&[0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0], 0.15);
        check(&[0.0, 1.0, 1.0, 1.0, 1.0, 2.0, 3.0, 3.0, 3.0, 3.0, 3.0, 4.0], 1.0 / 6.0);
        check(&[0.0, 0.0, 1.0, 2.0, 2.0, 2.0, 5.0, 5.0, 5.0, 5.0, 5.0, 9.0], 0.15);
    }

    #[test]
    fn uniform_numbers_dip_as_often_as_the_level_says_and_two_clusters_never() {
        // Quantiles of 20,000 samples of 16 by the reference: 50 % above 0.0811, 5 % above 0.1154.
        let stream = Address { seed: 3, replication: 0, purpose: Purpose::Search, entity: 7 }.stream();
        let dips: Vec<f64> = (0..4_000)
            .map(|i| {
                let mut draws = stream.draws(i);
                dip(&(0..16).map(|_| draws.uniform()).collect::<Vec<_>>())
            })
            .collect();
        for (limit, share) in [(0.0811, 0.5), (0.1154, 0.05)] {
            let found = dips.iter().filter(|dip| **dip > limit).count() as f64 / 4_000.0;
            assert!(
                (found - share).abs() < 4.0 * (share * (1.0 - share) / 4_000.0_f64).sqrt(),
                "{found} above {limit}"
            );
        }
        let mut draws = stream.draws(9_999);
        let clusters: Vec<f64> = (0..16).map(|i| f64::from(i % 2) + 0.1 * draws.uniform()).collect();
        assert!(dip_p(dip(&clusters), 16) < 0.001);
        assert!(dip_p(dip(&numbers(40)), 40) > 0.9);
        // Eight pairs that go together are no more than eight values.
        assert!(dip_p(dip(&clusters), 8) < 0.002);
    }
}
