//! What a stress plays: which weather at which strength, when it strikes, and the bins in which it is compared.

use files::publish::Fault;
use scenario::{Checked, Study, is_one_long_run};
use units::time::{Span, Time};

use super::library::{Kind, LIBRARY, Site, Strength, Weather};

/// Bins of a run unless a width is asked for: one hour has bins of 30 s, one day of 12 min.
const BINS: u64 = 120;

/// Bins that a run may have, as a time series may have points.
const MOST_BINS: u64 = 10_000;

/// Bins that a strike lasts unless its strength says so.
const LASTS: u64 = 5;

/// What is asked for.
#[derive(Clone, Default)]
pub struct Asked {
    /// Names of weather, some with a strength; all that is in the library if there are none.
    pub weather: Vec<String>,
    /// When it strikes.
    pub at: Option<Span>,
    /// How long it lasts.
    pub lasts: Option<Span>,
    /// The width of the bins.
    pub bins: Option<Span>,
}

/// What a stress plays.
pub struct Plan {
    /// When the weather strikes.
    pub at: Span,
    /// How long it lasts where its strength does not say so.
    pub lasts: Span,
    /// Number of bins over the run.
    pub bins: u32,
    /// The width of a bin.
    pub width: Span,
    /// The weather, in the order of the library.
    pub storms: Vec<Storm>,
}

/// One weather at one strength.
pub struct Storm {
    /// The weather.
    pub weather: &'static dyn Weather,
    /// Its strength.
    pub strength: Strength,
    /// Whether somebody asked for it by name.
    pub is_named: bool,
    /// The name of its results: with the strength where the same weather comes twice.
    pub label: String,
    /// The settings that make it, or why it cannot strike here.
    pub settings: Result<Vec<String>, String>,
}

impl std::fmt::Debug for Storm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}={}", self.weather.name(), self.strength)
    }
}

impl Plan {
    /// The plan for a scenario; the order in which weather is named does not matter.
    ///
    /// # Errors
    /// If there is no such weather, strength or time, or the scenario cannot be compared in pairs.
    pub fn of(checked: &Checked, asked: &Asked) -> Result<Self, Fault> {
        let file = &checked.file;
        let refuse = |message: String, remedy: &str| Err(Fault { message, remedy: remedy.into() });
        if file.study == Study::Steady && file.warm_up.is_none() {
            let message = "calm and weather could have different warm-ups, which pilot runs determine".into();
            return refuse(message, "set it, as in `--set 'warm_up=1 h'`, or `--set study=terminating`");
        }
        if file.replications < 2 || is_one_long_run(file) {
            let message = "one replication has no intervals".into();
            return refuse(message, "raise `replications`; 8 or more show small effects");
        }
        let (bins, width) = bins(file.horizon, asked.bins)?;
        let cut = checked.scenario.cut.since(Time::ZERO);
        let free = file.horizon.ns() - cut.ns();
        // At the end of a bin, so that the next one has the strike alone.
        let third = cut.ns() + free / 3;
        let at = asked.at.unwrap_or(Span::from_ns(third.div_ceil(width.ns()) * width.ns()));
        if at < cut || at >= file.horizon {
            let message = format!("`--at {at}` is not within the run, from {cut} to {}", file.horizon);
            return refuse(message, "name an earlier time, or raise `horizon`");
        }
        let rest = file.horizon.ns() - at.ns();
        let lasts = asked.lasts.unwrap_or(Span::from_ns((LASTS * width.ns()).min(rest / 2).max(1)));
        if lasts == Span::ZERO || lasts.ns() >= rest {
            let message = format!("weather of {lasts} from {at} on does not end within the run, at {}", file.horizon);
            return refuse(message, "shorten `--lasts`, or name an earlier `--at`");
        }
        let site = Site { checked, at, lasts };
        let storms = storms(&site, &asked.weather)?;
        Ok(Self { at, lasts, bins, width, storms })
    }
    /// The arguments that make calm, and weather with its settings.
    pub fn arguments(&self, storm: Option<&Storm>) -> Vec<(String, String)> {
        let mut list = vec![("--bins".to_string(), format!("points={}", self.bins))];
        if let Some(Storm { settings: Ok(settings), label, .. }) = storm {
            list.extend(settings.iter().map(|setting| (format!("weather {label}"), setting.clone())));
        }
        list
    }
    /// What identifies the plan beside the scenario.
    pub fn text(&self) -> String {
        let storms: Vec<String> = self.storms.iter().map(|storm| format!("{storm:?}")).collect();
        format!("at {}, lasts {}, {} bins: {}", self.at, self.lasts, self.bins, storms.join(", "))
    }
}

fn bins(horizon: Span, width: Option<Span>) -> Result<(u32, Span), Fault> {
    let Some(width) = width else { return Ok((BINS as u32, Span::from_ns((horizon.ns() / BINS).max(1)))) };
    let n = horizon.ns().checked_div(width.ns()).unwrap_or(0);
    if n == 0 || n > MOST_BINS || n * width.ns() != horizon.ns() {
        return Err(Fault {
            message: format!("bins of {width} do not divide a run of {horizon}"),
            remedy: format!("use from 1 to {MOST_BINS} equal bins, for instance `--bins '{}'`", near(horizon, width)),
        });
    }
    Ok((n as u32, width))
}

/// The next width that divides the run, in whole seconds if there is one.
fn near(horizon: Span, width: Span) -> Span {
    let (whole, least) = (horizon.ns(), width.ns().max(horizon.ns().div_ceil(MOST_BINS)));
    let fits = |unit: u64| {
        let first = least.div_ceil(unit);
        (first..=first + MOST_BINS).map(|n| n * unit).find(|&ns| ns <= whole && whole.is_multiple_of(ns))
    };
    Span::from_ns(fits(Span::secs(1).ns()).unwrap_or(whole))
}

/// The weather that is named, else all; each strength once, in the order of the library.
fn storms(site: &Site, named: &[String]) -> Result<Vec<Storm>, Fault> {
    let mut list: Vec<(usize, Strength, bool)> = Vec::new();
    let usual = |weather: &dyn Weather| Strength {
        kind: weather.kind(),
        value: weather.usual().unwrap_or(site.lasts.as_secs()),
    };
    for text in named {
        let (name, strength) = text.split_once('=').map_or((text.trim(), None), |(n, s)| (n.trim(), Some(s.trim())));
        let Some(at) = LIBRARY.iter().position(|weather| weather.name() == name) else {
            let known: Vec<&str> = LIBRARY.iter().map(|weather| weather.name()).collect();
            let remedy = units::problem::did_you_mean(name, known.iter().copied());
            let remedy = remedy.unwrap_or_else(|| format!("known are {}", known.join(", ")));
            return Err(Fault { message: format!("there is no weather `{name}`"), remedy });
        };
        let weather = LIBRARY[at];
        let strength = match strength {
            None => usual(weather),
            Some(text) => read(weather, text, site)?,
        };
        list.push((at, strength, true));
    }
    if named.is_empty() {
        list = LIBRARY.iter().enumerate().map(|(at, weather)| (at, usual(*weather), false)).collect();
    }
    list.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.value.total_cmp(&b.1.value)));
    list.dedup_by(|a, b| a.0 == b.0 && a.1 == b.1);
    let is_twice = |at: usize| list.iter().filter(|other| other.0 == at).count() > 1;
    let storm = |&(at, strength, is_named): &(usize, Strength, bool)| {
        let weather = LIBRARY[at];
        let label = if is_twice(at) { format!("{}={strength}", weather.name()) } else { weather.name().to_string() };
        // What is calm has no settings, and is played to show that nothing happens.
        let settings = weather.build(site, strength.value);
        let settings = settings.map(|settings| if strength.is_calm() { Vec::new() } else { settings });
        Storm { weather, strength, is_named, label, settings }
    };
    Ok(list.iter().map(storm).collect())
}

fn read(weather: &dyn Weather, text: &str, site: &Site) -> Result<Strength, Fault> {
    let name = weather.name();
    let fault = |message: String, remedy: String| Fault { message, remedy };
    let strength = weather.kind().read(text).map_err(|example| {
        let remedy = format!("the strength of `{name}` is {}", weather.measure());
        fault(format!("`{text}` is no strength of `{name}`: give {example}"), remedy)
    })?;
    let rest = site.checked.file.horizon.as_secs() - site.at.as_secs();
    if weather.kind() == Kind::Time && strength.value >= rest {
        let message = format!("`{name}={text}` from {} on does not end within the run", site.at);
        return Err(fault(message, "shorten it, or name an earlier `--at`".into()));
    }
    Ok(strength)
}
