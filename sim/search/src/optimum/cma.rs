//! CMA-ES: a normal cloud of candidates that learns its shape from the ranks of its members.

mod eigen;

use engine::math::{exp, ln, pow, sqrt};

use crate::chance::{normal, stream};

use super::Judged;
use super::judged::ranked;

/// Evolution strategy with covariance matrix adaptation, in the unit cube, under noise and constraints.
///
/// Parameters and updates are those of Hansen, The CMA Evolution Strategy: A Tutorial (arXiv 1604.00772, 2016), with
/// positive weights alone. Only ranks count, by [`Judged::order`]: feasible ones first.
///
/// - *Bounds*: the cloud moves in an unbounded space that is folded into the cube (0.2 beyond a wall is 0.2 within), as
///   the `BoundTransform` of pycma does. No point is cut off to the wall, which would hide the gradient there.
/// - *Noise*: after Hansen, Niederberger, Guzzella, Koumoutsakos, IEEE Transactions on Evolutionary Computation 13(1),
///   2009, simplified: ranks of the two halves of the replications are compared. If more than a fifth of the pairs of
///   candidates change places (chance alone: a half), the effort grows by a half, or, at its most, the cloud by 1 + 2 /
///   (n + 10); else the effort falls by a tenth. Halves cost nothing and work on common random numbers, where a
///   candidate that is evaluated again would shift against all others.
/// - *The answer* is the mean of the cloud. The best member that was seen is a lucky draw. Play the mean before it is
///   reported: beside a curved constraint it may lie on the wrong side.
///
/// Whole settings work while the cloud is wider than their steps. Costs n^3 steps a generation beside the runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Cma {
    seed: u64,
    generation: u64,
    weights: Vec<f64>,
    members: usize,
    effort: Effort,
    replications: f64,
    mean: Vec<f64>,
    sigma: f64,
    covariance: Vec<Vec<f64>>,
    /// Square roots of the eigenvalues, and the eigenvectors as columns.
    axes: (Vec<f64>, Vec<Vec<f64>>),
    path: Vec<f64>,
    sigma_path: Vec<f64>,
}

/// How many replications of each candidate a generation may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// The fewest, with which it begins.
    pub least: u32,
    /// The most.
    pub most: u32,
}

/// Discordant pairs of candidates between two halves of the replications beyond which ranks are taken as noise.
const MOST_DISCORD: f64 = 0.2;

impl Cma {
    /// A cloud about a point of the cube, of which `sigma` is the standard deviation in each direction; 0.3 covers the
    /// cube. It has 4 + 3 ln n members, or more if `members` says so.
    ///
    /// # Panics
    /// If the start has no number, sigma is not above 0, or the least effort is 0 or above the most.
    pub fn new(start: &[f64], sigma: f64, members: usize, effort: Effort, seed: u64) -> Self {
        let n = start.len();
        assert!(n > 0 && sigma > 0.0, "a cloud needs a dimension and a width, not {n} and {sigma}");
        assert!(0 < effort.least && effort.least <= effort.most, "no replications lie within {effort:?}");
        let members = members.max(4 + (3.0 * ln(n as f64)) as usize);
        let raw: Vec<f64> = (1..=members / 2).map(|i| ln(0.5 * (members + 1) as f64) - ln(i as f64)).collect();
        let sum: f64 = raw.iter().sum();
        let one = |i: usize| (0..n).map(|j| f64::from(u8::from(i == j))).collect::<Vec<f64>>();
        let unit: Vec<Vec<f64>> = (0..n).map(one).collect();
        Self {
            seed,
            generation: 0,
            weights: raw.iter().map(|w| w / sum).collect(),
            members,
            effort,
            replications: f64::from(effort.least),
            mean: start.to_vec(),
            sigma,
            covariance: unit.clone(),
            axes: (vec![1.0; n], unit),
            path: vec![0.0; n],
            sigma_path: vec![0.0; n],
        }
    }

    /// The candidates of this generation, points of the cube.
    pub fn ask(&self) -> Vec<Vec<f64>> {
        let place = |step: &Vec<f64>| self.mean.iter().zip(step).map(|(m, y)| fold(m + self.sigma * y)).collect();
        self.steps().iter().map(place).collect()
    }

    /// How many replications of each candidate to play in this generation.
    pub fn replications(&self) -> u32 {
        self.replications as u32
    }

    /// How many generations it was told.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// The mean of the cloud, folded into the cube: the answer.
    pub fn mean(&self) -> Vec<f64> {
        self.mean.iter().map(|&x| fold(x)).collect()
    }

    /// The standard deviation of the cloud along its longest axis \[share of the cube's side\].
    pub fn width(&self) -> f64 {
        self.sigma * self.axes.0.iter().copied().fold(0.0, f64::max)
    }

    /// Takes what came out for each candidate in the order of [`ask`](Self::ask), and, if each was played at least
    /// twice, what came out over either half of its replications.
    ///
    /// # Panics
    /// If a list has another length than the generation.
    pub fn tell(&mut self, judged: &[Judged], halves: Option<[&[Judged]; 2]>) {
        let lengths = [judged].into_iter().chain(halves.into_iter().flatten()).map(<[_]>::len);
        assert!(lengths.into_iter().all(|n| n == self.members), "each of {} candidates has a result", self.members);
        self.learn(&ranked(judged));
        if let Some([one, other]) = halves {
            self.adapt(discord(one, other));
        }
        self.generation += 1;
    }

    /// The steps of this generation from the mean, in units of sigma: normal with the covariance of the cloud.
    fn steps(&self) -> Vec<Vec<f64>> {
        let stream = stream(self.seed, "optimum.cma");
        let (lengths, vectors) = &self.axes;
        let step = |member: usize| {
            let mut draws = stream.draws(self.generation << 20 | member as u64);
            let z: Vec<f64> = lengths.iter().map(|length| length * normal(&mut draws)).collect();
            vectors.iter().map(|row| row.iter().zip(&z).map(|(v, z)| v * z).sum()).collect()
        };
        (0..self.members).map(step).collect()
    }

    /// Moves and reshapes the cloud (the tutorial's figure 6).
    fn learn(&mut self, order: &[usize]) {
        let n = self.mean.len();
        let size = n as f64;
        let worth = 1.0 / self.weights.iter().map(|w| w * w).sum::<f64>();
        let c_sigma = (worth + 2.0) / (size + worth + 5.0);
        let damping = 1.0 + 2.0 * (sqrt((worth - 1.0) / (size + 1.0)) - 1.0).max(0.0) + c_sigma;
        let c_path = (4.0 + worth / size) / (size + 4.0 + 2.0 * worth / size);
        let c_one = 2.0 / ((size + 1.3) * (size + 1.3) + worth);
        let c_rank = (2.0 * (worth - 2.0 + 1.0 / worth) / ((size + 2.0) * (size + 2.0) + worth)).min(1.0 - c_one);
        let expected = sqrt(size) * (1.0 - 1.0 / (4.0 * size) + 1.0 / (21.0 * size * size));

        let steps = self.steps();
        let best: Vec<&Vec<f64>> = order.iter().take(self.weights.len()).map(|&member| &steps[member]).collect();
        let along = |i: usize| self.weights.iter().zip(&best).map(|(w, step)| w * step[i]).sum::<f64>();
        let shift: Vec<f64> = (0..n).map(along).collect();
        let whitened = self.whitened(&shift);
        let long = sqrt(c_sigma * (2.0 - c_sigma) * worth);
        for (i, (step, white)) in shift.iter().zip(&whitened).enumerate() {
            self.mean[i] += self.sigma * step;
            self.sigma_path[i] = (1.0 - c_sigma) * self.sigma_path[i] + long * white;
        }
        let length = sqrt(self.sigma_path.iter().map(|x| x * x).sum());
        let warm = sqrt(1.0 - pow(1.0 - c_sigma, 2.0 * (self.generation + 1) as f64));
        let is_steady = length / warm < (1.4 + 2.0 / (size + 1.0)) * expected;
        let push = if is_steady { sqrt(c_path * (2.0 - c_path) * worth) } else { 0.0 };
        for (path, step) in self.path.iter_mut().zip(&shift) {
            *path = (1.0 - c_path) * *path + push * step;
        }
        let lost = if is_steady { 0.0 } else { c_path * (2.0 - c_path) };
        for i in 0..n {
            for j in 0..=i {
                let rank = self.weights.iter().zip(&best).map(|(w, step)| w * step[i] * step[j]).sum::<f64>();
                let old = (1.0 + c_one * lost - c_one - c_rank) * self.covariance[i][j];
                let new = old + c_one * self.path[i] * self.path[j] + c_rank * rank;
                (self.covariance[i][j], self.covariance[j][i]) = (new, new);
            }
        }
        self.sigma *= exp((c_sigma / damping * (length / expected - 1.0)).min(1.0));
        let (values, vectors) = eigen::symmetric(&self.covariance);
        self.axes = (values.into_iter().map(|value| sqrt(value.max(0.0))).collect(), vectors);
        self.narrow();
    }

    /// A cloud wider than the cube would only be folded again.
    fn narrow(&mut self) {
        self.sigma *= (1.0 / self.width()).min(1.0);
    }

    /// A step of the cloud as one of the unit cloud: the inverse root of the covariance times it.
    fn whitened(&self, step: &[f64]) -> Vec<f64> {
        let (lengths, vectors) = &self.axes;
        let turned = |k: usize| vectors.iter().zip(step).map(|(row, y)| row[k] * y).sum::<f64>();
        let scaled: Vec<f64> =
            lengths.iter().enumerate().map(|(k, &l)| if l > 0.0 { turned(k) / l } else { 0.0 }).collect();
        vectors.iter().map(|row| row.iter().zip(&scaled).map(|(v, z)| v * z).sum()).collect()
    }

    /// Answers noise with effort, then with width.
    fn adapt(&mut self, discord: f64) {
        let (least, most) = (f64::from(self.effort.least), f64::from(self.effort.most));
        if discord <= MOST_DISCORD {
            self.replications = (0.9 * self.replications).max(least);
        } else if self.replications < most {
            self.replications = (1.5 * self.replications).min(most);
        } else {
            self.sigma *= 1.0 + 2.0 / (self.mean.len() as f64 + 10.0);
            self.narrow();
        }
    }
}

/// Folds the line into the unit interval: up, down, up.
fn fold(x: f64) -> f64 {
    let within = x.rem_euclid(2.0);
    if within > 1.0 { 2.0 - within } else { within }
}

/// The share of pairs of candidates that two lists order differently; half under chance alone. Ties count as a half.
fn discord(one: &[Judged], other: &[Judged]) -> f64 {
    let pairs = (0..one.len()).flat_map(|a| (a + 1..one.len()).map(move |b| (a, b)));
    let (mut n, mut sum) = (0.0, 0.0);
    for (a, b) in pairs {
        let orders = (one[a].order(&one[b]), other[a].order(&other[b]));
        n += 1.0;
        sum += match orders {
            (x, y) if x == y => 0.0,
            (x, y) if x.is_eq() || y.is_eq() => 0.5,
            _ => 1.0,
        };
    }
    if n > 0.0 { sum / n } else { 0.0 }
}

#[cfg(test)]
mod tests;
