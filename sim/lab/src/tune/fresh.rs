//! The winner on fresh seeds: replications that no search has seen.

use files::publish::Fault;
use scenario::tune::Measure;
use search::optimum::Judged;
use statistics::{Confidence, Estimate, Interval, Verdict, clopper_pearson};

use super::book::{Book, read};
use super::judge::{Found, estimate, judge, oriented, verdict, worst};
use super::search::Ranked;
use crate::row::Row;
use crate::study::{Findings, Options, is_held};

/// Candidates that are tried on fresh replications until one keeps the constraints.
const TRIED: usize = 16;
/// How many of them are played at once, behind the first.
const AT_ONCE: usize = 4;
/// Members of a front that are played again.
const MOST_IN_FRONT: usize = 24;

/// A goal or a constraint of a candidate, as the search had it and as fresh replications have it.
#[derive(Clone, Debug)]
pub struct Answer {
    /// As it was written.
    pub text: String,
    /// What the search had promised: the worst of the environments.
    pub promised: f64,
    /// On fresh replications, the worst of the environments; its interval covers if those of all environments do.
    pub fresh: Estimate,
    /// How much better the search made it look than it is, in the direction of better.
    pub optimism: Estimate,
    /// Of a constraint, whether it is kept.
    pub verdict: Verdict,
    /// On fresh replications by environment.
    pub environments: Vec<Estimate>,
}

/// A candidate on fresh replications.
#[derive(Clone, Debug)]
pub struct Fresh {
    /// Its number.
    pub candidate: usize,
    /// Its values, in the order of the paths.
    pub values: Vec<String>,
    /// Its goals.
    pub goals: Vec<Answer>,
    /// Its constraints.
    pub constraints: Vec<Answer>,
    /// The share of the replications in which all claims and constraints are true at once, with exact limits, in the
    /// worst environment; none without any.
    pub all_hold: Option<Estimate>,
}

impl Fresh {
    /// Whether no constraint is known to be broken.
    pub fn is_feasible(&self) -> bool {
        self.constraints.iter().all(|answer| answer.verdict != Verdict::Failed)
    }
}

/// Values by measure and replication, and in which replications all holds.
type Played = (Vec<Vec<f64>>, Vec<bool>);

/// What fresh replications say.
pub(super) struct Tested {
    pub(super) winner: Option<Fresh>,
    pub(super) front: Vec<Fresh>,
    /// Whether the winner meets the constraints, as far as is known.
    pub(super) is_feasible: bool,
    /// Runs that it took.
    pub(super) runs: u64,
}

/// Plays the winner again, and of several goals the front; nothing comes out if it is interrupted.
pub(super) fn test(book: &Book, ranked: &Ranked, options: &Options) -> Result<Tested, Fault> {
    let mut tested = Tested { winner: None, front: Vec::new(), is_feasible: false, runs: 0 };
    if ranked.best.is_empty() {
        return Ok(tested);
    }
    // Time that has run out ends the search; its winner is still to be tested.
    let options = Options { is_late: None, ..*options };
    let (most, fresh) = (book.work.checked.file.replications, book.work.tune().fresh);
    let is_met = |&at: &usize| book.judge(at, ranked.replications).judged.is_feasible();
    tested.is_feasible = ranked.best.iter().any(is_met);
    let several = book.task.goals.len() > 1;
    let mut winner = if several { knee(book, ranked) } else { ranked.best[0] };
    if !several && tested.is_feasible && !book.task.constraints.is_empty() {
        // Those that met the constraints by luck fall out here, on replications that are not reported.
        let list: Vec<usize> = ranked.best.iter().copied().filter(is_met).take(TRIED).collect();
        match confirm(book, &list, [most, most + fresh], &options, &mut tested.runs)? {
            Some((at, is_feasible)) => (winner, tested.is_feasible) = (at, is_feasible),
            None => return Ok(tested),
        }
    }
    let mut list = vec![winner];
    if several {
        list.extend(ranked.front.iter().copied().filter(|&at| at != winner).take(MOST_IN_FRONT - 1));
    }
    let (from, to) = (most + fresh, most + 2 * fresh);
    let claims: Vec<_> = book.work.checked.claims.iter().filter(|(_, claim, _)| !claim.sometimes).collect();
    let scenario = &book.work.checked.scenario;
    let measures: Vec<&Measure> = book.task.goals.iter().chain(&book.task.constraints).collect();
    let of = |findings: &Findings| -> Played {
        let values = read(&measures, findings);
        let mut all = vec![true; findings.runs.len()];
        let mut and = |held: Vec<bool>| all.iter_mut().zip(held).for_each(|(all, held)| *all &= held);
        for claim in &claims {
            let is_true = |run: &Row| is_held(claim, scenario, findings, run) == Some(true);
            and(findings.runs.iter().map(is_true).collect());
        }
        for (constraint, values) in book.task.constraints.iter().zip(&values[book.task.goals.len()..]) {
            and(values.iter().map(|&value| constraint.holds(value)).collect());
        }
        (values, all)
    };
    let Some(played) = book.play(&list, from, to, &options, &of)? else { return Ok(tested) };
    let n = book.environments.len();
    tested.runs += (list.len() * n) as u64 * u64::from(fresh);
    let played: Result<Vec<Played>, String> = played.into_iter().map(|one| one.map(|(played, _)| played)).collect();
    let played = played.map_err(|error| Fault {
        message: format!("the winner fails on fresh replications: {error}"),
        remedy: "raise `replications`, so that the search sees it".into(),
    })?;
    let has_claims = !claims.is_empty() || !book.task.constraints.is_empty();
    let mut found: Vec<Fresh> = list
        .iter()
        .zip(played.chunks(n))
        .map(|(&at, played)| answers(book, at, ranked.replications, played, has_claims))
        .collect();
    if several {
        let goal = |fresh: &Fresh| fresh.goals[0].fresh.mean;
        tested.front.clone_from(&found);
        tested.front.sort_by(|a, b| goal(a).total_cmp(&goal(b)));
    }
    let winner = found.swap_remove(0);
    tested.is_feasible &= winner.is_feasible();
    tested.winner = Some(winner);
    Ok(tested)
}

/// The first of the list that keeps the constraints on these replications, else the one that breaks them least; and
/// whether it keeps them. None if it was cut short.
fn confirm(
    book: &Book,
    list: &[usize],
    [from, to]: [u32; 2],
    options: &Options,
    runs: &mut u64,
) -> Result<Option<(usize, bool)>, Fault> {
    let measures: Vec<&Measure> = book.task.goals.iter().chain(&book.task.constraints).collect();
    let mut least: Option<(usize, Judged)> = None;
    let n = book.environments.len();
    // Most searches end with the first.
    let (first, others) = list.split_at(1.min(list.len()));
    for part in first.chunks(1).chain(others.chunks(AT_ONCE)) {
        let Some(played) = book.play(part, from, to, options, &|found| read(&measures, found))? else {
            return Ok(None);
        };
        *runs += (part.len() * n) as u64 * u64::from(to - from);
        for (&at, played) in part.iter().zip(played.chunks(n)) {
            let data: Option<Vec<Vec<Vec<f64>>>> =
                played.iter().map(|one| one.as_ref().ok().map(|(values, _)| values.clone())).collect();
            let Some(data) = data else { continue };
            let Found { judged, .. } = judge(book.task, &data, &|_| true);
            if judged.is_feasible() {
                return Ok(Some((at, true)));
            }
            if least.as_ref().is_none_or(|(_, known)| judged.order(known).is_lt()) {
                least = Some((at, judged));
            }
        }
    }
    Ok(Some((least.map_or(list[0], |(at, _)| at), false)))
}

/// The member of the front that is nearest to the best of all goals, each as a share of its range.
fn knee(book: &Book, ranked: &Ranked) -> usize {
    let goals = |at: usize| oriented(book.task, &book.judge(at, ranked.replications).goals);
    let all: Vec<Vec<f64>> = ranked.front.iter().map(|&at| goals(at)).collect();
    let distance = |of: &[f64]| {
        let parts = of.iter().enumerate().map(|(goal, value)| {
            let least = all.iter().map(|goals| goals[goal]).fold(f64::INFINITY, f64::min);
            let greatest = all.iter().map(|goals| goals[goal]).fold(f64::NEG_INFINITY, f64::max);
            let share = if greatest > least { (value - least) / (greatest - least) } else { 0.0 };
            share * share
        });
        parts.sum::<f64>()
    };
    let nearest = (0..all.len()).min_by(|&a, &b| distance(&all[a]).total_cmp(&distance(&all[b])));
    nearest.map_or(ranked.best[0], |at| ranked.front[at])
}

fn answers(book: &Book, at: usize, replications: u32, played: &[Played], has_claims: bool) -> Fresh {
    let confidence = crate::study::level(book.work.checked.file.confidence);
    let each = confidence.shared_by(played.len());
    let search = book.judge(at, replications);
    let answer = |place: usize, measure: &Measure, promised: f64| {
        let environments: Vec<Estimate> =
            played.iter().map(|(values, _)| estimate(measure, &values[place], each)).collect();
        let fresh = worst(measure, &environments);
        let gain =
            |value: f64| if measure.side == scenario::tune::Side::Upper { value - promised } else { promised - value };
        let Interval { low, high } = fresh.interval();
        let (one, other) = (gain(low), gain(high));
        let limits = Interval { low: one.min(other), high: one.max(other) };
        let optimism = fresh.with_limits(gain(fresh.mean), limits);
        let verdict = verdict(measure, &fresh);
        Answer { text: measure.text.clone(), promised, fresh, optimism, verdict, environments }
    };
    let first = book.task.goals.len();
    let goals = book.task.goals.iter().zip(&search.goals).enumerate();
    let constraints = book.task.constraints.iter().zip(&search.constraints).enumerate();
    Fresh {
        candidate: at,
        values: book.candidates[at].values.clone(),
        goals: goals.map(|(place, (goal, &promised))| answer(place, goal, promised)).collect(),
        constraints: constraints.map(|(place, (c, &promised))| answer(first + place, c, promised)).collect(),
        all_hold: has_claims.then(|| all_hold(played, each)),
    }
}

/// In how many of the replications all is true, in the environment where it is so in the fewest.
fn all_hold(played: &[Played], confidence: Confidence) -> Estimate {
    let of = |(_, all): &Played| {
        let values: Vec<f64> = all.iter().map(|&held| f64::from(u8::from(held))).collect();
        let plain = Estimate::of(&values, confidence);
        let held = all.iter().filter(|&&held| held).count() as u64;
        plain.with_limits(plain.mean, clopper_pearson(held, all.len() as u64, confidence))
    };
    let all = played.iter().map(of);
    all.min_by(|a, b| a.mean.total_cmp(&b.mean)).unwrap_or_else(|| Estimate::of(&[], confidence))
}
