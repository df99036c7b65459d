//! Which entries are played by which scenario files, and how their outputs are read from metrics.

mod choice;
mod money;
mod nodes;
mod placing;
mod proof;
mod queues;

use lab::study::Findings;

use crate::support;

/// How many batches the runs of a study are dealt out to where single runs say too little.
const BATCHES: usize = 20;

/// An entry, the scenario file that plays it, and how its outputs are read.
pub(super) struct Play {
    /// The entry.
    pub(super) entry: &'static str,
    /// The file under `scenarios/theory`, without its ending.
    pub(super) file: &'static str,
    /// Its outputs.
    pub(super) outputs: &'static [(&'static str, Reading)],
    /// How long it takes.
    pub(super) effort: Effort,
}

/// How long an entry takes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Effort {
    /// A second or less: it runs with every test.
    Quick,
    /// Longer: it runs when asked for, and by turns in CI.
    Long,
}

/// How an output is read from a metric.
pub(super) enum Reading {
    /// The metric as it is.
    Is(&'static str),
    /// The sum of metrics, times a number.
    Sum(&'static [&'static str], f64),
    /// A function of the metric's mean.
    Of(&'static str, fn(f64) -> f64),
    /// The metric times a number.
    Times(&'static str, f64),
    /// What the metric leaves of one.
    Rest(&'static str),
    /// What the metric leaves of one, times a number.
    RestTimes(&'static str, f64),
    /// The part of the runs in which the metric is zero.
    IsZero(&'static str),
    /// The variance of the metric over runs.
    Variance(&'static str),
    /// The amplitude of the sine through a metric at four times, a quarter of its period apart.
    Amplitude([&'static str; 4]),
    /// How long after the first of four such times that sine rises through its mean; the period.
    Lag([&'static str; 4], f64),
    /// The mean over runs of the square of the metric times a number.
    Square(&'static str, f64),
    /// The part of the runs in which the metric is at least so much.
    AtLeast(&'static str, f64),
}
use Reading::{Amplitude, AtLeast, Is, IsZero, Lag, Of, Rest, RestTimes, Square, Sum, Times, Variance};

impl Reading {
    /// The output by batch of runs; a batch is one run where a study has no more than the batches.
    pub(super) fn batches(&self, findings: &Findings) -> Vec<f64> {
        let labels = match self {
            Is(label)
            | Rest(label)
            | RestTimes(label, _)
            | IsZero(label)
            | Variance(label)
            | Times(label, _)
            | Square(label, _)
            | Of(label, _)
            | AtLeast(label, _) => std::slice::from_ref(label),
            Sum(labels, _) => labels,
            Amplitude(labels) | Lag(labels, _) => &labels[..],
        };
        let columns: Vec<_> = labels.iter().map(|label| support::values(findings, label)).collect();
        let n = columns[0].len();
        let size = (n / BATCHES).max(1);
        let batch = |i: usize| columns.iter().map(|c| &c[i * size..(i + 1) * size]).collect::<Vec<_>>();
        (0..n / size).map(|i| self.of(&batch(i))).collect()
    }

    fn of(&self, columns: &[&[f64]]) -> f64 {
        let batch = columns[0];
        let n = batch.len() as f64;
        let mean_of = |column: &[f64]| column.iter().sum::<f64>() / n;
        let mean = mean_of(batch);
        // m + A sin(w t - x) at w t = 0, pi/2, pi and 3 pi/2 is m - A sin x, m + A cos x, m + A sin x, m - A cos x.
        let swing = || {
            let at = |i: usize| mean_of(columns[i]);
            ((at(2) - at(0)) / 2.0, (at(1) - at(3)) / 2.0)
        };
        match self {
            Amplitude(_) => swing().0.hypot(swing().1),
            Lag(_, period) => swing().0.atan2(swing().1) / std::f64::consts::TAU * period,
            Square(_, factor) => batch.iter().map(|v| (v * factor) * (v * factor)).sum::<f64>() / n,
            AtLeast(_, least) => batch.iter().filter(|v| *v >= least).count() as f64 / n,
            Is(_) => mean,
            Times(_, factor) => mean * factor,
            Of(_, function) => function(mean),
            Sum(_, factor) => columns.iter().map(|column| mean_of(column)).sum::<f64>() * factor,
            Rest(_) => 1.0 - mean,
            RestTimes(_, factor) => (1.0 - mean) * factor,
            IsZero(_) => batch.iter().filter(|v| v.abs() < 0.5).count() as f64 / n,
            Variance(_) => batch.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (n - 1.0),
        }
    }
}

/// Outputs that no metric says, with the reason: entry, output, reason.
pub(super) const UNEXPRESSED: &[(&str, &str, &str)] =
    &[("batch-exp-16", "saturation_throughput", "16 / (36 ms x 200): a bound that follows from the inputs alone")];

/// Entries whose mechanisms come with a later issue: entry, and what it waits for.
pub(super) const WAITING: &[(&str, &str)] = &[
    ("ruin-fair-band", LADDER),
    (
        "inflation-bonded-50",
        "a bonded share that stays at a half as the supply grows; the rule itself: `emission.target_stake`",
    ),
    ("inflation-feedback-15", "stakes that follow their yield"),
    ("yield-daily", "an emission at a fixed rate of the stake: rates are of the supply, of work or of time"),
];

const LADDER: &str = "operators who leave at a balance: they enter and leave by margins";

/// All entries that are played, by theme.
pub(super) fn plays() -> impl Iterator<Item = &'static Play> {
    [queues::PLAYS, placing::PLAYS, nodes::PLAYS, proof::PLAYS, money::PLAYS, choice::PLAYS].into_iter().flatten()
}

/// All entries that whole numbers decide, with their outputs.
pub(super) fn exact() -> impl Iterator<Item = &'static (&'static str, &'static [&'static str])> {
    [queues::EXACT, placing::EXACT, nodes::EXACT, proof::EXACT, money::EXACT, choice::EXACT].into_iter().flatten()
}

/// All entries that are still to be played.
pub(super) fn owed() -> impl Iterator<Item = &'static &'static str> {
    [queues::OWED, placing::OWED, nodes::OWED, proof::OWED, money::OWED, choice::OWED].into_iter().flatten()
}
