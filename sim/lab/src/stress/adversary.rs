//! The adversary: the mildest weather that breaks a claim, found by bisection over the strength of each weather.

use std::sync::Arc;

use files::publish::Fault;
use scenario::Checked;
use search::bisect::{Bisection, Outcome, Tolerance};
use search::design::Scale;
use statistics::Verdict;
use units::time::Span;

use super::library::{Kind, Site, Strength, Weather};
use super::{Stress, Stressed, holds_in_calm, tables};
use crate::place::{Place, Purpose, Shard};
use crate::study::Options;
use crate::study::play::{Played, Points, Setup, play};
use crate::threads;

/// The greatest factor that is tried: a crowd of twenty times the users.
const MOST_FACTOR: f64 = 20.0;

/// Part of the time after the strike that weather may last.
const MOST_TIME: f64 = 0.9;

/// Points over the range of a strength that are played first: more than one flip shows in them.
const SCOUTS: usize = 3;

/// Halvings of how long the mildest weather lasts.
const HALVINGS: u32 = 5;

/// How strong a weather must be to break a claim.
#[derive(Clone, Debug)]
pub struct Threshold {
    /// The weather.
    pub weather: &'static str,
    /// The greatest strength below that at which all claims hold; calm if none was played.
    pub held: Strength,
    /// The least strength at which a claim fails; none if none does, or milder weather was found before.
    pub failed: Option<Strength>,
    /// That as a share of the range of strengths, from calm to the greatest that is tried.
    pub share: f64,
    /// The claims that fail at it.
    pub claims: Vec<String>,
}

/// The mildest weather that breaks a claim.
#[derive(Clone, Debug)]
pub struct Mildest {
    /// The weather.
    pub weather: &'static str,
    /// Its strength.
    pub strength: Strength,
    /// How long it lasts, where its strength does not say so.
    pub lasts: Option<Span>,
    /// The claims that fail under it.
    pub claims: Vec<String>,
}

/// What the adversary found.
#[derive(Clone, Debug)]
pub struct Hunted {
    /// By weather, in the order of the plan.
    pub thresholds: Vec<Threshold>,
    /// The mildest of all; none if no claim can be broken.
    pub mildest: Option<Mildest>,
    /// Whether the search came to its end.
    pub is_complete: bool,
}

/// One weather on trial.
struct Suspect {
    weather: &'static dyn Weather,
    search: Bisection,
    claims: Vec<(f64, Vec<String>)>,
}

/// A strike to be played.
#[derive(Clone, Copy)]
struct Trial {
    weather: &'static dyn Weather,
    value: f64,
    lasts: Span,
}

struct Trials<'a> {
    stress: &'a Stress<'a>,
    list: &'a [Trial],
}

impl Points for Trials<'_> {
    fn n(&self) -> usize {
        self.list.len()
    }
    fn open(&self, at: usize) -> Result<Arc<Checked>, String> {
        let Trial { weather, value, lasts } = self.list[at];
        let site = Site { checked: self.stress.checked, at: self.stress.plan.at, lasts };
        let settings = weather.build(&site, value)?;
        let mut list = self.stress.plan.arguments(None);
        list.extend(settings.into_iter().map(|setting| (format!("weather {}", weather.name()), setting)));
        let first = |refused: Box<scenario::Refused>| {
            refused.problems.list().first().map_or(String::new(), |problem| problem.message.clone())
        };
        self.stress.base.open(&list).map(Arc::new).map_err(first)
    }
}

/// What came of a trial.
struct Tried {
    outcome: Outcome,
    claims: Vec<String>,
    checked: Option<Arc<Checked>>,
}

/// Searches for the mildest weather that breaks a claim which holds in calm, makes it shorter while it still does, and
/// writes it as `mildest.toml`, with `adversary.csv` beside it.
///
/// A weather is milder if its strength is a lesser share of its range; one that cannot be milder than what was found is
/// given up. Verdicts are those of `run`.
///
/// # Errors
/// If no claim holds in calm, or the disk refuses.
pub fn hunt(stress: &Stress, stressed: &Stressed, options: &Options) -> Result<Hunted, Fault> {
    let asked: Vec<&str> =
        stressed.calm.iter().filter(|judged| holds_in_calm(judged)).map(|judged| judged.name.as_str()).collect();
    if asked.is_empty() {
        let message = "there is no claim that holds in calm, and could be broken".into();
        return Err(Fault { message, remedy: "write `[claims]` that `run` finds to hold".into() });
    }
    let hash = stress.hash();
    let purpose = Purpose { experiment: "stress", hash: &hash };
    let place = Place::take(&stress.folder, &purpose, stress.checked, Shard::WHOLE, false)?;
    let store = place.store(Shard::WHOLE)?;
    let try_all = |list: &[Trial]| -> Result<Option<Vec<Tried>>, Fault> {
        let trials = Trials { stress, list };
        let digest = |_: usize, played: Played| tried(played, &asked);
        let mut all = Vec::new();
        let replications = stress.checked.file.replications as usize;
        let threads = threads::useful(options.threads, list.len().saturating_mul(replications));
        let setup = Setup { with_block: false, only: None, store: Some(&store) };
        play(&trials, setup, options, threads, &digest, &mut |_, tried| {
            all.push(tried);
            true
        })?;
        Ok((all.len() == list.len()).then_some(all))
    };
    let mut suspects = suspects(stress);
    let mut is_complete = true;
    loop {
        let best = suspects.iter().filter_map(|suspect| suspect.share(stress)).fold(f64::INFINITY, f64::min);
        let mut round = Vec::new();
        for (at, suspect) in suspects.iter().enumerate().filter(|(_, suspect)| suspect.can_beat(best, stress)) {
            round.extend(suspect.search.ask().into_iter().map(|value| (at, value)));
        }
        if round.is_empty() {
            break;
        }
        let trial =
            |&(at, value): &(usize, f64)| Trial { weather: suspects[at].weather, value, lasts: stress.plan.lasts };
        let list: Vec<Trial> = round.iter().map(trial).collect();
        let Some(all) = try_all(&list)? else {
            is_complete = false;
            break;
        };
        for ((at, value), tried) in round.into_iter().zip(all) {
            suspects[at].search.tell(value, tried.outcome);
            suspects[at].claims.push((value, tried.claims));
        }
    }
    let thresholds: Vec<Threshold> = suspects.iter().map(|suspect| suspect.threshold(stress)).collect();
    let worst = suspects.iter().filter_map(|suspect| Some((suspect, suspect.share(stress)?)));
    let worst = worst.min_by(|a, b| a.1.total_cmp(&b.1)).filter(|_| is_complete);
    let mut mildest = None;
    if let Some((suspect, _)) = worst {
        let start =
            Trial { weather: suspect.weather, value: suspect.failed().unwrap_or(1.0), lasts: stress.plan.lasts };
        mildest = shrink(stress, start, &|trial| Ok(try_all(&[trial])?.and_then(|mut all| all.pop())))?;
    }
    place.write("adversary.csv", csv(&thresholds).as_bytes())?;
    if let Some((found, checked)) = &mildest {
        let question =
            format!("Under {} of {} these claims fail: {}.", found.weather, found.strength, found.claims.join(", "));
        place.write("mildest.toml", super::storm_text(&question, checked).as_bytes())?;
        tables::copy_inputs(&place, "", checked)?;
    }
    Ok(Hunted { thresholds, mildest: mildest.map(|(found, _)| found), is_complete })
}

fn tried(played: Played, asked: &[&str]) -> Tried {
    let Ok((checked, findings)) = played else {
        return Tried { outcome: Outcome::Undecided, claims: Vec::new(), checked: None };
    };
    let claims = || findings.claims.iter().filter(|judged| asked.contains(&judged.name.as_str()));
    let failed: Vec<String> =
        claims().filter(|judged| judged.verdict == Verdict::Failed).map(|judged| judged.name.clone()).collect();
    let outcome = if !failed.is_empty() {
        Outcome::Failed
    } else if claims().all(|judged| judged.verdict == Verdict::Held) {
        Outcome::Held
    } else {
        Outcome::Undecided
    };
    Tried { outcome, claims: failed, checked: Some(checked) }
}

/// The greatest strength that is tried.
fn most(kind: Kind, stress: &Stress) -> f64 {
    match kind {
        Kind::Share => 1.0,
        Kind::Factor => MOST_FACTOR,
        Kind::Time => MOST_TIME * (stress.checked.file.horizon.as_secs() - stress.plan.at.as_secs()),
    }
}

/// The weather that can strike, each once.
fn suspects(stress: &Stress) -> Vec<Suspect> {
    let mut list: Vec<Suspect> = Vec::new();
    for storm in stress.played() {
        if list.iter().any(|known| known.weather.name() == storm.weather.name()) {
            continue;
        }
        let kind = storm.weather.kind();
        let (scale, tolerance) = match kind {
            Kind::Share => (Scale::Linear, Tolerance { absolute: 0.01, relative: 0.0 }),
            Kind::Factor => (Scale::Logarithmic, Tolerance { absolute: 0.0, relative: 0.05 }),
            Kind::Time => (Scale::Linear, Tolerance { absolute: 0.01 * most(kind, stress), relative: 0.05 }),
        };
        let search = Bisection::new(kind.calm(), most(kind, stress), scale, SCOUTS, tolerance);
        let mut search = search.expect("calm is below the greatest strength");
        // The claims that are asked for hold in calm.
        search.tell(kind.calm(), Outcome::Held);
        list.push(Suspect { weather: storm.weather, search, claims: Vec::new() });
    }
    list
}

impl Suspect {
    /// The least strength at which a claim failed.
    fn failed(&self) -> Option<f64> {
        self.search.known().iter().find(|(_, outcome)| *outcome == Outcome::Failed).map(|(value, _)| *value)
    }
    /// The greatest strength below that at which all held.
    fn held(&self) -> f64 {
        let below = self.search.known().iter().take_while(|(_, outcome)| *outcome != Outcome::Failed);
        below.filter(|(_, outcome)| *outcome == Outcome::Held).last().map_or(self.weather.kind().calm(), |(x, _)| *x)
    }
    fn share_of(&self, value: f64, stress: &Stress) -> f64 {
        let calm = self.weather.kind().calm();
        (value - calm) / (most(self.weather.kind(), stress) - calm)
    }
    /// The least strength at which a claim failed, as a share of the range.
    fn share(&self, stress: &Stress) -> Option<f64> {
        self.failed().map(|value| self.share_of(value, stress))
    }
    /// Whether it may still turn out to be milder than the mildest so far.
    fn can_beat(&self, best: f64, stress: &Stress) -> bool {
        self.share_of(self.held(), stress) < best
    }
    fn threshold(&self, stress: &Stress) -> Threshold {
        let kind = self.weather.kind();
        let strength = |value| Strength { kind, value };
        let failed = self.failed();
        let claims = failed.and_then(|value| self.claims.iter().find(|(x, _)| x.to_bits() == value.to_bits()));
        Threshold {
            weather: self.weather.name(),
            held: strength(self.held()),
            failed: failed.map(strength),
            share: self.share(stress).unwrap_or(f64::NAN),
            claims: claims.map_or(Vec::new(), |(_, claims)| claims.clone()),
        }
    }
}

fn csv(thresholds: &[Threshold]) -> String {
    let mut lines = tables::Lines::new("weather,holds_at,fails_at,claims,share_of_range");
    for threshold in thresholds {
        let failed = threshold.failed.map_or(String::new(), |strength| strength.to_string());
        let cells = [threshold.weather, &threshold.held.to_string(), &failed, &threshold.claims.join(" ")];
        lines.add(&cells, &[threshold.share]);
    }
    lines.0
}

type Try<'t> = dyn Fn(Trial) -> Result<Option<Tried>, Fault> + 't;

/// Makes a weather that breaks a claim shorter as long as it does, and its strength a number of two digits.
fn shrink(stress: &Stress, start: Trial, again: &Try) -> Result<Option<(Mildest, Arc<Checked>)>, Fault> {
    let fails = |trial: Trial| -> Result<Option<Tried>, Fault> {
        Ok(again(trial)?.filter(|tried| tried.outcome == Outcome::Failed))
    };
    let Some(mut found) = fails(start)? else { return Ok(None) };
    let mut trial = start;
    let most = most(start.weather.kind(), stress);
    let round = Trial { value: start.weather.kind().rounded_up(start.value).min(most), ..start };
    if let Some(tried) = fails(round)? {
        (found, trial) = (tried, round);
    }
    let lasts = |lasts: Span| {
        let site = Site { checked: stress.checked, at: stress.plan.at, lasts };
        start.weather.build(&site, start.value).ok()
    };
    let is_timed = lasts(start.lasts) != lasts(Span::from_ns(start.lasts.ns() / 2));
    for _ in 0..if is_timed { HALVINGS } else { 0 } {
        let half = trial.lasts.ns() / 2;
        let second = Span::secs(1).ns();
        let half = if half > 10 * second { half / second * second } else { half.max(1) };
        let shorter = Trial { lasts: Span::from_ns(half), ..trial };
        match fails(shorter)? {
            Some(tried) => (found, trial) = (tried, shorter),
            None => break,
        }
    }
    let Some(checked) = found.checked else { return Ok(None) };
    let mildest = Mildest {
        weather: trial.weather.name(),
        strength: Strength { kind: trial.weather.kind(), value: trial.value },
        lasts: is_timed.then_some(trial.lasts),
        claims: found.claims,
    };
    Ok(Some((mildest, checked)))
}
