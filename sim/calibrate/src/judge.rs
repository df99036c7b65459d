//! Whether the machine was quiet enough to believe what was measured.

use super::fit::Fit;
use super::schedule::{Found, UNSTEADY};

/// CPU time over wall time below which something else ran instead.
const PREEMPTED: f64 = 0.97;
/// Spread of the reference work, (most - least) / median, above which something else ran beside.
const CONTENDED: f64 = 0.10;
/// p90 of held-out errors above which five numbers do not tell what steps cost.
const POOR: f64 = 0.15;

/// What was not quiet.
#[derive(Clone, Debug, PartialEq)]
pub enum Noise {
    /// Other work took the core away: the least CPU time over wall time of a point.
    Preempted(f64),
    /// Reference work took another time now and then: its spread.
    Contended(f64),
    /// Repeats of a point differ even after new attempts: the largest deviation over mean, and the point.
    Unsteady(f64, String),
    /// The fit misses points that it has not seen: p90 of its errors.
    Poor(f64),
}

impl std::fmt::Display for Noise {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let percent = |x: &f64| format!("{:.1} %", 100.0 * x);
        match self {
            Self::Preempted(share) => {
                write!(f, "preempted: a point had the core for {} of its time (least: 97 %)", percent(share))
            }
            Self::Contended(spread) => {
                write!(f, "contended: reference work differed by {} between points (most: 10 %)", percent(spread))
            }
            Self::Unsteady(spread, point) => {
                write!(f, "unsteady: repeats of `{point}` deviate by {} (most: 5 %)", percent(spread))
            }
            Self::Poor(error) => {
                write!(f, "poor fit: a tenth of held-out points is off by {} (most: 15 %)", percent(error))
            }
        }
    }
}

/// All that was not quiet; nothing on a quiet machine.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Verdict {
    /// What was found.
    pub noise: Vec<Noise>,
}

impl Verdict {
    /// Whether nothing speaks against the result.
    pub fn is_quiet(&self) -> bool {
        self.noise.is_empty()
    }

    /// In one word, or a few: `quiet`, or the kinds of noise.
    pub fn word(&self) -> String {
        let word = |noise: &Noise| noise.to_string().split(':').next().unwrap_or_default().to_string();
        if self.is_quiet() { "quiet".into() } else { self.noise.iter().map(word).collect::<Vec<_>>().join(", ") }
    }
}

pub(super) fn judge(found: &Found, fit: &Fit, threads: usize) -> Verdict {
    let mut noise = Vec::new();
    let least = found.points.iter().map(super::Point::share).fold(f64::INFINITY, f64::min);
    // Threads wait for each other, which is not what this looks for.
    if threads <= 1 && least < PREEMPTED {
        noise.push(Noise::Preempted(least));
    }
    let spread = |of: fn(&super::Canary) -> f64| {
        let rates: Vec<f64> = found.canaries.iter().map(of).collect();
        let (low, high) = rates.iter().fold((f64::INFINITY, 0.0_f64), |(l, h), &r| (l.min(r), h.max(r)));
        (high - low) / super::point::median(&rates)
    };
    let spread = spread(|c| c.read).max(spread(|c| c.arithmetic));
    if spread > CONTENDED {
        noise.push(Noise::Contended(spread));
    }
    let spreads = found.points.iter().map(|point| (point.spread(threads), point.name()));
    if let Some((spread, point)) = spreads.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(spread, _)| *spread > UNSTEADY) {
        noise.push(Noise::Unsteady(spread, point));
    }
    if fit.held_out.p90() > POOR {
        noise.push(Noise::Poor(fit.held_out.p90()));
    }
    Verdict { noise }
}
