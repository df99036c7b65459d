//! Claims about the time after a fault: which windows they need, and why some cannot be.

use formula::Formula;
use units::problem::{Problems, did_you_mean};
use units::time::{Span, Time};
use units::tree::{Place, Tree};
use world::metrics::catalogue::Column;
use world::scenario::{Aftermath, Scenario, Stretch, Strike};

use super::Claim;
use crate::expression::can_change;
use crate::{File, Study, is_one_long_run};

/// Windows of one claim in a run: each is a branch of it.
const MOST_WINDOWS: f64 = 1_000.0;
/// Strikes of all faults up to which their times are looked at before a run.
const MOST_STRIKES: f64 = 100_000.0;

/// What tells one aftermath from another: the fault, the time after its end, the width of bins.
pub(super) type Key = (u16, Span, Option<Span>);

/// The key of a claim's aftermath; none if it is about whole runs, or its fault is unknown.
pub(super) fn key(claim: &Claim, scenario: &Scenario) -> Option<Key> {
    let name = claim.after.as_deref()?.strip_prefix("weather.")?;
    let fault = scenario.weather.iter().position(|weather| weather.name == name)?;
    Some((fault as u16, claim.eventually?, None))
}

/// Whether an aftermath has this key.
pub(super) fn is_of(aftermath: &Aftermath, key: Key) -> bool {
    (aftermath.fault, aftermath.delay, aftermath.bins) == key
}

/// One claim that is looked at.
struct Look<'a> {
    file: &'a File,
    tree: &'a Tree,
    scenario: &'a Scenario,
    name: &'a str,
    claim: &'a Claim,
}

/// What is measured after faults for these claims; what cannot be is noted.
pub(crate) fn aftermaths(
    file: &File,
    tree: &Tree,
    scenario: &Scenario,
    columns: &[Column],
    claims: &[(String, Claim, Formula)],
    problems: &mut Problems,
) -> Vec<Aftermath> {
    let mut list: Vec<Aftermath> = Vec::new();
    for (name, claim, formula) in claims {
        let (Some(after), Some(_)) = (&claim.after, claim.eventually) else { continue };
        let look = Look { file, tree, scenario, name, claim };
        let Some(key) = key(claim, scenario) else {
            look.unknown(after, problems);
            continue;
        };
        look.study(problems);
        look.times(key, problems);
        let named = |c: &Column| {
            formula.names().iter().any(|n| n.name == c.name && n.owner.as_deref().unwrap_or("") == c.owner)
        };
        let own: Vec<usize> = (0..columns.len()).filter(|&at| named(&columns[at])).collect();
        for column in own.iter().map(|&at| &columns[at]) {
            look.metric(column, problems);
        }
        let at = list.iter().position(|aftermath| is_of(aftermath, key)).unwrap_or_else(|| {
            let (fault, delay, bins) = key;
            list.push(Aftermath { fault, delay, bins, columns: Vec::new(), bounded: Vec::new() });
            list.len() - 1
        });
        list[at].columns.extend(own);
    }
    for aftermath in &mut list {
        aftermath.columns.sort_unstable();
        aftermath.columns.dedup();
        aftermath.bounded = aftermath.columns.iter().copied().filter(|&at| can_change(&columns[at])).collect();
    }
    list
}

/// Which metrics have values over windows.
const METRICS: &str = "use a metric that is measured over time or requests: all of `windtunnel list metrics` but \
                       `minted_coins`, `burnt_coins`, `unscored_looks`, first sentences and instants";

impl Look<'_> {
    fn place(&self, setting: &str) -> Place {
        self.tree.at(&format!("claims.{}.{setting}", self.name)).map_or(Place::NONE, |tree| tree.place)
    }

    /// The fault is not one of the scenario.
    fn unknown(&self, after: &str, problems: &mut Problems) {
        let names: Vec<String> = self.scenario.weather.iter().map(|w| format!("weather.{}", w.name)).collect();
        let remedy = match did_you_mean(after, names.iter().map(String::as_str)) {
            Some(meant) => meant,
            None if names.is_empty() => "the scenario has no `weather`: add the fault".into(),
            None => format!("known are {}", names.join(", ")),
        };
        problems.push_with(self.place("after"), format!("there is no fault `{after}`"), remedy);
    }

    /// The kind of study must have windows that are known before it, in replications.
    fn study(&self, problems: &mut Problems) {
        if is_one_long_run(self.file) {
            let remedy = "set `replications` to 2 or more";
            problems.push_with(self.place("after"), "one long run in batches is not judged after faults", remedy);
        } else if self.file.study == Study::Steady && self.file.warm_up.is_none() {
            let remedy = "set `warm_up`, or `study = \"terminating\"`";
            let message = "windows after faults need a warm-up that is known before the runs";
            problems.push_with(self.place("after"), message, remedy);
        }
    }

    /// A metric must have a value over a part of the run.
    fn metric(&self, column: &Column, problems: &mut Problems) {
        if let Some(why) = column.lacks_parts() {
            let message = format!("`{}` has no value over a window: {why}", column.label());
            problems.push_with(self.claim.that.place, message, METRICS);
        }
    }

    /// Windows at times that are known before the runs must be there.
    fn times(&self, key: Key, problems: &mut Problems) {
        let (scenario, (fault, delay, _)) = (self.scenario, key);
        let strikes = |row: usize| {
            let every = scenario.weather[row].rules.every.as_ref();
            every.map_or(1.0, |gap| scenario.horizon.as_secs() / gap.mean())
        };
        let (own, all) = (strikes(fault.into()), (0..scenario.weather.len()).map(strikes).sum::<f64>());
        let after = self.claim.after.as_deref().unwrap_or_default();
        if own > MOST_WINDOWS {
            let message = format!("`{after}` strikes about {own:.0} times in a run: more windows than {MOST_WINDOWS}");
            problems.push_with(self.place("after"), message, "let it strike less often, or shorten `horizon`");
            return;
        }
        let is_known = |row: usize| scenario.weather[row].rules.every.as_ref().is_none_or(is_fixed);
        if !is_known(fault.into()) || all > MOST_STRIKES {
            return;
        }
        let mut known = scenario.strikes(0);
        known.retain(|strike| is_known(strike.fault.into()));
        let stretches = scenario.stretches(&known, fault, delay);
        if let Some((message, remedy)) = self.empty(after, &stretches, &known) {
            problems.push_with(self.place("eventually"), message, remedy);
        }
    }

    /// Why there is no window after a strike.
    ///
    /// The end of the run may cut the last windows of a fault that strikes again and again, but not all of them.
    fn empty(&self, after: &str, stretches: &[Stretch], strikes: &[Strike]) -> Option<(String, String)> {
        let (scenario, horizon) = (self.scenario, self.file.horizon);
        let Some(first) = stretches.first() else {
            let message = format!("`{after}` does not strike within the run of {horizon}");
            return Some((message, "let it strike earlier, or lengthen `horizon`".into()));
        };
        let told = |stretch: &Stretch| {
            let (end, from) = (shown(stretch.strike.end), shown(stretch.from));
            format!("there is no window after `{after}`: the fault is over at {end}, the window would begin at {from}")
        };
        for stretch in stretches {
            let next = strikes.iter().find(|other| other.at > stretch.strike.at);
            if let Some(next) = next.filter(|next| stretch.from >= next.at) {
                let name = &scenario.weather[usize::from(next.fault)].name;
                let message = format!("{}, but `weather.{name}` strikes at {}", told(stretch), shown(next.at));
                return Some((message, "shorten `eventually`, or let the next fault strike later".into()));
            }
        }
        if first.from < scenario.cut {
            let cut = shown(scenario.cut);
            let message = format!("{}, within the warm-up of {cut}", told(first));
            return Some((message, "shorten `warm_up`, or let the fault strike later".into()));
        }
        (first.from >= first.to).then(|| {
            let message = format!("{}, but the run ends at {horizon}", told(first));
            (message, "shorten `eventually`, or lengthen `horizon`".into())
        })
    }
}

/// Whether all gaps of a law are the same.
fn is_fixed(gap: &engine::law::Law<Span>) -> bool {
    gap.value_at(0.0) == gap.value_at(1.0)
}

fn shown(time: Time) -> Span {
    time.since(Time::ZERO)
}
