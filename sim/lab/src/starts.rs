//! Whether the start matters: a scenario from several starts on the same seeds, and in which states its runs end.

mod record;
mod states;

use std::sync::Arc;

use scenario::starts::Matter;
use scenario::{Base, Checked, Refused};
use statistics::{Confidence, Estimate, Interval, Treated, clopper_pearson, treated};
use units::share::Share;

use crate::compare::play::{cut, sides};
use crate::compare::{Contender, Fault, Side};
use crate::study::{Failure, Options, Status, level};

pub use record::{folder, write};
pub use states::State;

/// The starts of a scenario, ready to be played.
#[derive(Clone, Debug)]
pub struct Starts {
    /// The scenario as its file has it.
    pub checked: Arc<Checked>,
    /// One for each start, in the order of the file.
    pub contenders: Vec<Contender>,
    /// The metric that tells end states apart.
    pub of: String,
    /// By how much two states differ at least, as a share of the largest value.
    pub apart: f64,
}

/// What came out.
#[derive(Clone, Debug)]
pub struct Found {
    /// Whether all were played.
    pub status: Status,
    /// The starts with their runs.
    pub sides: Vec<Side>,
    /// The value of each run, start by start.
    pub values: Vec<Vec<f64>>,
    /// The states in which runs end, the lowest first.
    pub states: Vec<State>,
    /// The dip of all values, and the chance of as much if they had one mode.
    pub dip: (f64, f64),
    /// What the start does to the values.
    pub treated: Treated,
    /// The largest difference between the means of two starts, and what it is for certain.
    pub difference: Estimate,
    /// Whether the start matters; none if that is not decided.
    pub matters: Option<bool>,
    /// Confidence of intervals and verdicts.
    pub confidence: Confidence,
    /// The same as it is written.
    pub level: Share,
}

impl Found {
    /// In which state a run ends.
    pub fn state_of(&self, value: f64) -> usize {
        self.states.iter().position(|state| value <= state.high).unwrap_or(self.states.len().saturating_sub(1))
    }
    /// How many runs from a start end in a state.
    pub fn runs_in(&self, start: usize, state: usize) -> usize {
        self.values[start].iter().filter(|&&value| self.state_of(value) == state).count()
    }
    /// The chance that a run from a start ends in a state, with exact limits.
    pub fn chance(&self, start: usize, state: usize) -> (f64, Interval) {
        let (events, trials) = (self.runs_in(start, state) as u64, self.values[start].len() as u64);
        (events as f64 / trials as f64, clopper_pearson(events, trials, self.confidence))
    }
    /// Whether a mean with an interval says something: all runs end in one state, wherever they began.
    pub fn has_level(&self) -> bool {
        self.states.len() == 1 && self.matters == Some(false)
    }
    /// The mean over all starts, with its interval over seeds.
    pub fn mean(&self) -> Estimate {
        let n = self.values.first().map_or(0, Vec::len);
        let of = |run: usize| self.values.iter().map(|row| row[run]).sum::<f64>() / self.values.len() as f64;
        Estimate::of(&(0..n).map(of).collect::<Vec<_>>(), self.confidence)
    }
    /// The verdict in a word.
    pub fn word(&self) -> &'static str {
        match self.matters {
            Some(true) => "matters",
            Some(false) => "forgotten",
            None => "undecided",
        }
    }
    /// Whether what came out is what was expected; none if that is not decided.
    pub fn meets(&self, expects: Matter) -> Option<bool> {
        self.matters.map(|matters| matters == (expects == Matter::Matters))
    }
}

impl Starts {
    /// The starts of a scenario with these arguments laid over it; none if it has none.
    ///
    /// # Errors
    /// What is wrong with one of them.
    pub fn of(base: &Base, checked: &Checked, arguments: &[(String, String)]) -> Result<Option<Self>, Box<Refused>> {
        let Some(starts) = &checked.file.starts else { return Ok(None) };
        let mut contenders = Vec::new();
        for (name, paths) in &starts.from.list {
            let own = settings(&name.text, paths);
            let all: Vec<(String, String)> = arguments.iter().cloned().chain(own).collect();
            let checked = Arc::new(base.open(&all)?);
            contenders.push(Contender { name: name.text.clone(), from: format!("start {}", name.text), checked });
        }
        let checked = Arc::new(checked.clone());
        Ok(Some(Self { checked, contenders, of: starts.of.text.clone(), apart: starts.apart.as_f64() }))
    }
}

/// The arguments that make a start.
pub fn settings(name: &str, paths: &units::settings::Paths) -> Vec<(String, String)> {
    let one = |(path, _, value): &(String, _, units::tree::Value)| {
        (format!("start {name}"), format!("{path}={}", value.inline()))
    };
    paths.list.iter().map(one).collect()
}

/// Plays all starts on the same seeds, and tells whether the start matters.
///
/// It does if starts differ by permutations within seeds at the confidence level, and the means of two of them by more
/// than `apart`. It is forgotten if the interval of every difference between two starts (Student's over seeds, each at
/// its part of the error) lies within `apart`. Else nobody knows.
///
/// # Errors
/// If a study fails, or a run has no value.
pub fn run(starts: &Starts, options: &Options) -> Result<Found, Fault> {
    let cut = cut(&starts.contenders, options)?;
    let (sides, status) = sides(&starts.contenders, cut, options)?;
    if sides.len() < starts.contenders.len() {
        return Err(Fault::Failed(starts.contenders[sides.len()].name.clone(), Failure::Interrupted));
    }
    let n = sides.iter().map(|side| side.runs.len()).min().unwrap_or(0);
    let mut values = Vec::new();
    for side in &sides {
        let at = side.columns.iter().position(|column| column.label() == starts.of);
        let row: Option<Vec<f64>> = side.runs[..n].iter().map(|run| run.values[at?]).collect();
        let Some(row) = row else {
            return Err(Fault::Refused(crate::compare::Refusal {
                message: format!("`{}` does not exist in every run from `{}`", starts.of, side.name),
                remedy: "tell end states apart by a metric that always exists, or lengthen `horizon`".into(),
            }));
        };
        values.push(row);
    }
    let file = &starts.checked.file;
    Ok(judge(Played { sides, values, status }, starts.apart, file.confidence))
}

/// What was played.
struct Played {
    sides: Vec<Side>,
    values: Vec<Vec<f64>>,
    status: Status,
}

fn judge(played: Played, apart: f64, written: Share) -> Found {
    let Played { sides, values, status } = played;
    let confidence = level(written);
    let miss = 1.0 - confidence.level();
    let most = values.iter().flatten().map(|value| value.abs()).fold(0.0, f64::max);
    let (states, dip) = states::states(&values, miss, apart * most);
    let treated = treated(&values);
    let pairs = values.len() * (values.len() - 1) / 2;
    let each = confidence.shared_by(pairs);
    let differences = (0..values.len()).flat_map(|i| (0..i).map(move |j| (i, j))).map(|(i, j)| {
        let difference: Vec<f64> =
            values[i].iter().zip(&values[j]).map(|(a, b)| (a - b).abs().copysign(a - b)).collect();
        Estimate::of(&difference, each)
    });
    let differences: Vec<Estimate> = differences.collect();
    let widest = differences.iter().copied().max_by(|a, b| a.mean.abs().total_cmp(&b.mean.abs()));
    let widest = widest.expect("there are two starts");
    let is_within = |e: &Estimate| {
        let Interval { low, high } = e.interval();
        low >= -apart * most && high <= apart * most
    };
    let matters = if treated.p <= miss && widest.mean.abs() > apart * most {
        Some(true)
    } else if differences.iter().all(is_within) {
        Some(false)
    } else {
        None
    };
    Found { status, sides, values, states, dip, treated, difference: widest, matters, confidence, level: written }
}

#[cfg(test)]
mod tests {
    use statistics::chance::Chance;

    use super::*;

    fn found(values: Vec<Vec<f64>>) -> Found {
        judge(Played { sides: Vec::new(), values, status: Status::Complete }, 0.05, Share::percent(95))
    }
    fn row(chance: &mut Chance, n: usize, mean: f64, sd: f64) -> Vec<f64> {
        (0..n).map(|_| mean + sd * chance.normal()).collect()
    }

    #[test]
    fn a_start_that_decides_is_told_from_one_that_is_forgotten() {
        let mut chance = Chance::new(1);
        let (high, low) = (row(&mut chance, 8, 0.96, 0.003), row(&mut chance, 8, 0.01, 0.003));
        let apart = found(vec![high.clone(), low.clone()]);
        assert_eq!((apart.word(), apart.states.len(), apart.has_level()), ("matters", 2, false));
        assert_eq!((apart.runs_in(0, 1), apart.runs_in(0, 0), apart.runs_in(1, 0)), (8, 0, 8));
        let (share, limits) = apart.chance(0, 1);
        assert!((share - 1.0).abs() < 1e-12 && (limits.low - 0.025_f64.powf(1.0 / 8.0)).abs() < 1e-9, "{limits:?}");
        assert!(apart.treated.share > 0.99 && apart.treated.p < 0.01);
        let same = found(vec![high.clone(), row(&mut chance, 8, 0.96, 0.003)]);
        assert_eq!((same.word(), same.states.len(), same.has_level()), ("forgotten", 1, true));
        // Two states that come by chance from either start: the start is not to blame, and no level answers.
        let mixed = |chance: &mut Chance| {
            (0..20).map(|i| if i % 2 == 0 { 0.9 } else { 0.1 } + 0.01 * chance.normal()).collect()
        };
        let both: Vec<Vec<f64>> = vec![mixed(&mut chance), mixed(&mut chance)];
        let luck = found(both);
        assert_eq!((luck.states.len(), luck.matters, luck.has_level()), (2, Some(false), false));
    }

    #[test]
    fn a_difference_that_is_small_beside_the_values_does_not_matter_however_sure_it_is() {
        let mut chance = Chance::new(2);
        let values = vec![row(&mut chance, 12, 0.500, 0.0001), row(&mut chance, 12, 0.505, 0.0001)];
        let found = found(values);
        assert!(found.treated.p < 0.01 && found.matters == Some(false) && found.states.len() == 1, "{found:?}");
    }

    #[test]
    fn few_runs_decide_nothing() {
        let found = found(vec![vec![0.9, 0.1, 0.8], vec![0.2, 0.3, 0.1]]);
        assert_eq!((found.word(), found.states.len()), ("undecided", 1));
    }

    #[test]
    fn a_start_whose_trace_remains_matters_without_two_states_of_its_own() {
        // A line of rest points: each start ends where it began, three starts at three levels.
        let mut chance = Chance::new(3);
        let values = [0.2, 0.5, 0.8].map(|at| row(&mut chance, 10, at, 0.002)).to_vec();
        let found = found(values);
        assert_eq!((found.word(), found.states.len()), ("matters", 3));
    }
}
