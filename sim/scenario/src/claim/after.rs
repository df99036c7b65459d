//! Claims about the time after a fault: which windows they need, and why some cannot be.

use formula::Formula;
use units::problem::{Problems, did_you_mean};
use units::time::{Span, Time};
use units::tree::{Place, Tree};
use world::metrics::catalogue::{Better, Column};
use world::scenario::{Aftermath, Scenario, Stretch, Strike, Weather};

use super::Claim;
use crate::expression::can_change;
use crate::{File, Study, is_one_long_run};

/// Windows of one claim in a run: each is a branch of it.
const MOST_WINDOWS: f64 = 1_000.0;
/// Bins of a run, as a time series may have points.
const MOST_BINS: u64 = 10_000;
/// Strikes of all faults up to which their times are looked at before a run.
const MOST_STRIKES: f64 = 100_000.0;

/// What tells one aftermath from another: the fault, the time after its end, the width of bins.
pub(super) type Key = (u16, Span, Option<Span>);

/// The key of a claim's aftermath; none if it is about whole runs, or its fault is unknown.
pub(super) fn key(claim: &Claim, scenario: &Scenario) -> Option<Key> {
    let name = claim.after.as_deref()?.strip_prefix("weather.")?;
    let fault = scenario.weather.iter().position(|weather| weather.name == name)? as u16;
    match &claim.recovers {
        Some(recovers) => Some((fault, Span::ZERO, Some(recovers.width()))),
        None => Some((fault, claim.eventually?, None)),
    }
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
        let Some(after) = &claim.after else { continue };
        if claim.eventually.is_none() && claim.recovers.is_none() {
            continue;
        }
        let look = Look { file, tree, scenario, name, claim };
        let Some(key) = key(claim, scenario) else {
            look.unknown(after, problems);
            continue;
        };
        look.study(problems);
        look.times(key.0, problems);
        let named = |c: &Column| {
            formula.names().iter().any(|n| n.name == c.name && n.owner.as_deref().unwrap_or("") == c.owner)
        };
        let own: Vec<usize> = (0..columns.len()).filter(|&at| named(&columns[at])).collect();
        for column in own.iter().map(|&at| &columns[at]) {
            look.metric(column, problems);
        }
        look.bins(problems);
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
        // Bins are compared with those in calm, in which as many requests are in flight.
        if aftermath.bins.is_some() {
            continue;
        }
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
            problems.push_with(self.claim.place(), message, METRICS);
        } else if column.better == Better::Neither && self.claim.recovers.is_some() {
            let message = format!("`{}` improves in neither direction: it has nowhere to come back to", column.label());
            let remedy = "use one that does, such as `goodput_rps`, `answered_share` or `answer_latency_mean_s`";
            problems.push_with(self.claim.place(), message, remedy);
        }
    }

    /// Bins must be of the same times in all replications, and not too many.
    fn bins(&self, problems: &mut Problems) {
        let Some(recovers) = &self.claim.recovers else { return };
        let most = self.file.horizon.ns() / recovers.width().ns().max(1);
        if most > MOST_BINS {
            let message = format!("a run of {} has {most} bins of {}", self.file.horizon, recovers.width());
            let remedy = format!("widen `bins`, so that there are at most {MOST_BINS}");
            problems.push_with(self.place("recovers"), message, remedy);
        }
        let is_random = |w: &&Weather| w.rules.every.as_ref().is_some_and(|gap| !is_fixed(gap));
        if let Some(random) = self.scenario.weather.iter().find(is_random) {
            let message =
                format!("`weather.{}` strikes at random times: replications have no common bins", random.name);
            let remedy = "let it strike `at` a time, or at equal gaps; `eventually` takes random times";
            problems.push_with(self.place("recovers"), message, remedy);
        }
    }

    /// Windows at times that are known before the runs must be there.
    fn times(&self, fault: u16, problems: &mut Problems) {
        let scenario = self.scenario;
        let (delay, setting) = match &self.claim.recovers {
            Some(recovers) => (recovers.within, "recovers"),
            None => (self.claim.eventually.unwrap_or_default(), "eventually"),
        };
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
            problems.push_with(self.place(setting), message, remedy);
        }
    }

    /// Why there is no window after a strike.
    ///
    /// The end of the run may cut the last windows of a fault that strikes again and again, but not all of them.
    fn empty(&self, after: &str, stretches: &[Stretch], strikes: &[Strike]) -> Option<(String, String)> {
        let (scenario, horizon) = (self.scenario, self.file.horizon);
        let (shorten, bin) = match &self.claim.recovers {
            Some(recovers) => ("shorten `within`", recovers.width()),
            None => ("shorten `eventually`", Span::from_ns(1)),
        };
        let Some(first) = stretches.first() else {
            let message = format!("`{after}` does not strike within the run of {horizon}");
            return Some((message, "let it strike earlier, or lengthen `horizon`".into()));
        };
        let told = |stretch: &Stretch| {
            let (end, from) = (shown(stretch.strike.end), shown(stretch.from));
            let first = if bin.ns() > 1 { format!("first bin of {bin}") } else { "window".into() };
            format!("there is no window after `{after}`: the fault is over at {end}, the {first} would begin at {from}")
        };
        let has_room = |stretch: &Stretch, to: Time| stretch.from + bin <= to;
        for stretch in stretches {
            let next = strikes.iter().find(|other| other.at > stretch.strike.at);
            if let Some(next) = next.filter(|next| !has_room(stretch, next.at)) {
                let name = &scenario.weather[usize::from(next.fault)].name;
                let message = format!("{}, but `weather.{name}` strikes at {}", told(stretch), shown(next.at));
                return Some((message, format!("{shorten}, or let the next fault strike later")));
            }
        }
        if first.from < scenario.cut {
            let cut = shown(scenario.cut);
            let message = format!("{}, within the warm-up of {cut}", told(first));
            return Some((message, "shorten `warm_up`, or let the fault strike later".into()));
        }
        (!has_room(first, scenario.horizon)).then(|| {
            let message = format!("{}, but the run ends at {horizon}", told(first));
            (message, format!("{shorten}, or lengthen `horizon`"))
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
