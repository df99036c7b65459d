//! What replications say about goals and constraints: aggregates, their intervals, the worst over environments.

use scenario::tune::{Aggregate, Measure, Side, Task};
use search::optimum::Judged;
use statistics::{Confidence, Estimate, Interval, Quantiles, Verdict, clopper_pearson};

/// The value of a goal or a constraint over replications; NaN if it has none.
pub(super) fn aggregate(measure: &Measure, values: &[f64]) -> f64 {
    let known = || values.iter().copied().filter(|value| !value.is_nan());
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    match measure.aggregate {
        Aggregate::Mean | Aggregate::Chance => mean(&known().collect::<Vec<_>>()),
        Aggregate::Quantile(p) => Quantiles::of(values).at(p).unwrap_or(f64::NAN),
        Aggregate::Tail(share) => mean(&tail(&known().collect::<Vec<_>>(), share, measure.side)),
    }
}

/// The same with its interval.
///
/// Mean: Student's. Chance: exact limits. Percentile: order statistics, which hold for any distribution; without an end
/// where there are too few replications. Tail: Student's interval of `q + (x - q)+ / share`, the mean of which is the
/// mean of the tail (Rockafellar and Uryasev, 2000); none with less than two replications in the tail.
pub(super) fn estimate(measure: &Measure, values: &[f64], confidence: Confidence) -> Estimate {
    let known: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
    let plain = Estimate::of(&known, confidence);
    match measure.aggregate {
        Aggregate::Mean => plain,
        Aggregate::Chance => {
            let (n, trials) = (known.iter().filter(|&&value| value > 0.5).count() as u64, known.len() as u64);
            if trials == 0 { plain } else { plain.with_limits(plain.mean, clopper_pearson(n, trials, confidence)) }
        }
        Aggregate::Quantile(p) => {
            let mean = aggregate(measure, &known);
            plain.with_limits(mean, order_limits(known, p, confidence))
        }
        Aggregate::Tail(share) => {
            let found = Estimate::of(&tail(&known, share, measure.side), confidence);
            if (known.len() as f64) * share < 2.0 { Estimate { half_width: f64::INFINITY, ..found } } else { found }
        }
    }
}

/// Numbers the mean of which is the mean of the bad tail.
fn tail(values: &[f64], share: f64, side: Side) -> Vec<f64> {
    let sign = if side == Side::Upper { 1.0 } else { -1.0 };
    let mut sorted: Vec<f64> = values.iter().map(|value| sign * value).collect();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len();
    // The quantile that minimises the mean below: n share values lie above it.
    let at = n.saturating_sub(1).min(n.saturating_sub((n as f64 * share).ceil() as usize));
    let Some(&quantile) = sorted.get(at) else { return Vec::new() };
    // Of less than one replication the worst stands for the tail.
    let share = share.max(1.0 / n as f64);
    values.iter().map(|value| sign * (quantile + (sign * value - quantile).max(0.0) / share)).collect()
}

/// Order statistics between which a quantile lies with the confidence.
fn order_limits(mut values: Vec<f64>, p: f64, confidence: Confidence) -> Interval {
    values.sort_by(f64::total_cmp);
    let (n, miss) = (values.len(), 0.5 * confidence.miss());
    let mut limits = Interval { low: f64::NEG_INFINITY, high: f64::INFINITY };
    // The chance that exactly k of n values lie below the quantile, and that at most k do.
    let mut exactly = (0..n).fold(1.0, |all, _| all * (1.0 - p));
    let mut at_most = 0.0;
    for k in 0..=n {
        // At most k - 1 lie below it with this chance: the k-th value is then no lower limit.
        if at_most <= miss && k > 0 {
            limits.low = values[k - 1];
        }
        at_most += exactly;
        if at_most >= 1.0 - miss && k < n {
            limits.high = values[k];
            break;
        }
        exactly *= (n - k) as f64 / (k + 1) as f64 * p / (1.0 - p);
    }
    limits
}

/// The worst of several environments: its value, and an interval that covers if those of all do.
pub(super) fn worst(measure: &Measure, estimates: &[Estimate]) -> Estimate {
    let pick = |of: &dyn Fn(&Estimate) -> f64| {
        estimates.iter().map(of).reduce(|a, b| worse(measure.side, a, b)).unwrap_or(f64::NAN)
    };
    match estimates {
        [one] => *one,
        [first, ..] => {
            let limits = Interval { low: pick(&|e| e.interval().low), high: pick(&|e| e.interval().high) };
            first.with_limits(pick(&|e| e.mean), limits)
        }
        [] => Estimate::of(&[], Confidence::USUAL),
    }
}

/// What does not exist is the worst.
fn worse(side: Side, a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() {
        return f64::NAN;
    }
    if side == Side::Upper { a.max(b) } else { a.min(b) }
}

/// What came out of a candidate, the worst of its environments.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found {
    /// For the optimisers.
    pub(super) judged: Judged,
    /// The values of the goals.
    pub(super) goals: Vec<f64>,
    /// The values of the constraints.
    pub(super) constraints: Vec<f64>,
}

/// Judges a candidate by values by environment, measure (goals, then constraints) and replication, of which `wanted`
/// says which count.
pub(super) fn judge(task: &Task, data: &[Vec<Vec<f64>>], wanted: &dyn Fn(usize) -> bool) -> Found {
    let value = |at: usize, measure: &Measure| {
        let of = |environment: &Vec<Vec<f64>>| {
            let all = environment[at].iter().enumerate();
            let values: Vec<f64> = all.filter(|(i, _)| wanted(*i)).map(|(_, &value)| value).collect();
            aggregate(measure, &values)
        };
        data.iter().map(of).reduce(|a, b| worse(measure.side, a, b)).unwrap_or(f64::NAN)
    };
    let goals: Vec<f64> = task.goals.iter().enumerate().map(|(at, goal)| value(at, goal)).collect();
    let first = task.goals.len();
    let constraints: Vec<f64> = task.constraints.iter().enumerate().map(|(at, c)| value(first + at, c)).collect();
    let violation = task.constraints.iter().zip(&constraints).map(|(constraint, &value)| constraint.violation(value));
    let judged = Judged::new(violation.sum(), oriented(task, &goals));
    Found { judged, goals, constraints }
}

/// Goals as the optimisers have them: less is better.
pub(super) fn oriented(task: &Task, goals: &[f64]) -> Vec<f64> {
    let sign = |goal: &Measure| if goal.side == Side::Upper { 1.0 } else { -1.0 };
    task.goals.iter().zip(goals).map(|(goal, value)| sign(goal) * value).collect()
}

/// Whether a constraint is kept, by an estimate of its aggregate.
pub(super) fn verdict(constraint: &Measure, estimate: &Estimate) -> Verdict {
    let Some((relation, limit)) = constraint.limit else { return Verdict::Held };
    let Interval { low, high } = estimate.interval();
    Verdict::of(Interval { low: low - limit, high: high - limit }, relation)
}

#[cfg(test)]
mod tests;
