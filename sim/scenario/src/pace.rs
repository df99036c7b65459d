//! `[pace]`: requests are played in windows, everything else all the time.

use std::fmt;
use std::str::FromStr;

use units::problem::Problems;
use units::settings;
use units::settings::{Kind, Setting};
use units::time::{Span, Time};
use units::tree::{Place, Tree, Value};
use world::scenario;

use super::{File, Study, is_one_long_run};

/// Windows of one run: each costs a few bytes, and some events.
const MOST: u64 = 1_000_000;
/// Batches of one long run.
const BATCHES: u64 = 30;

settings! {
    /// Plays requests in windows, and all else (nodes that come and go, prices, emission, reviews) all the time.
    ///
    /// Between windows no request is sent; those in flight are answered and paid, and what users paid in the last
    /// window is paid on at its rate: users buy the coins, gateways, treasuries and nodes are paid, the burn burns. The
    /// nodes of a group that are up share what the group earned equally. Prices of requests, users who think, and
    /// slashes of wrong answers stand still between windows. Faults are played in full, with the length of a window
    /// after them. The first window is at the start, so that a day of two windows leans on its first hour; the others
    /// are spread over their periods so that as many periods as windows fit into one meet each part of it once.
    /// `run --pace-bias` tells what it costs in accuracy.
    pub struct Pace {
        /// The windows: how much of which period is played, as in `1 h of 24 h`.
        #[fixed = "windows are planned at the start"]
        pub requests: Windows,
        /// How often money is paid on between windows [> 0 s].
        #[fixed = "windows are planned at the start"]
        pub step: Span = Span::hours(1),
    }
}

/// A window in each period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Windows {
    /// How long it is.
    pub window: Span,
    /// How long the period is.
    pub period: Span,
}

impl FromStr for Windows {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let Some((window, period)) = text.split_once(" of ") else {
            return Err(format!("`{text}` does not say of which period, as in `1 h of 24 h`"));
        };
        Ok(Self { window: window.trim().parse()?, period: period.trim().parse()? })
    }
}

impl fmt::Display for Windows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.window, self.period)
    }
}

impl Setting for Windows {
    fn kind() -> Kind {
        Kind::Text { what: "a part of a period", example: "1 h of 24 h" }
    }
    fn read(tree: &Tree, problems: &mut Problems) -> Option<Self> {
        let text = String::read(tree, problems)?;
        text.parse().map_err(|message: String| problems.push(tree.place, message)).ok()
    }
    fn write(&self) -> Value {
        Value::text(self)
    }
}

/// The windows that a file asks for; what is wrong with them is noted.
pub(super) fn read(file: &File, tree: &Tree, problems: &mut Problems) -> Option<scenario::Pace> {
    let pace = file.pace.as_ref()?;
    let place = |path: &str| tree.at(path).map_or(Place::NONE, |t| t.place);
    let at = place("pace.requests");
    let Windows { window, period } = pace.requests;
    if window.ns() == 0 {
        problems.push_with(at, "in a window of 0 s no request is played", "give a longer one, as in `1 h of 24 h`");
        return None;
    }
    if window > period {
        let message = format!("a window of {window} does not fit into a period of {period}");
        problems.push_with(at, message, "shorten the window or lengthen the period, as in `1 h of 24 h`");
        return None;
    }
    let windows = file.horizon.ns() / period.ns();
    if windows > MOST {
        let message = format!("{windows} windows up to the horizon are more than {MOST}");
        problems.push_with(at, message, "lengthen both, as in `1 h of 24 h` instead of `1 min of 24 min`");
    }
    if file.study == Study::Steady {
        let cut = file.warm_up.unwrap_or(Span::ZERO);
        if file.warm_up.is_none() {
            let message = "no warm-up can be found in pilot runs of which only a part is played";
            problems.push_with(at, message, "set `warm_up`, or leave `pace` out");
        } else if is_one_long_run(file) && file.horizon.saturating_sub(cut).ns() / BATCHES < period.ns() {
            let message = format!("a batch is shorter than {period}, so that some batches have no window");
            problems.push_with(at, message, "lengthen `horizon`, or set `replications` to 2 or more");
        }
    }
    for (name, users) in &file.users.list {
        if users.budget().is_some() {
            let message = format!("users.{} spend a budget all the time, but send requests in windows only", name.text);
            problems.push_with(at, message, "leave out `budget`, or `pace`");
        }
        if users.contract.is_some() {
            let message =
                format!("users.{} pay for every period of a contract, but send requests in windows only", name.text);
            problems.push_with(at, message, "leave out `contract`, or `pace`");
        }
    }
    for (name, network) in &file.network.list {
        if network.verification.list.iter().any(|(_, rule)| rule.policy().disputes().is_some()) {
            let message = format!(
                "answers of network.{} are paid after a window of disputes, and what is paid between windows of requests \
                 goes by what was answered in them",
                name.text
            );
            problems.push_with(at, message, "leave out `verification.x.optimistic`, or `pace`");
        }
    }
    Some(scenario::Pace { window, period, step: pace.step, given: None })
}

/// Where a file does not say how many points a time series has, so many that each spans whole periods, and no more
/// than else: a shorter one may have no window, and then has no requests.
pub(super) fn fit_points(file: &mut File, tree: &Tree) {
    if let (Some(pace), None) = (&file.pace, tree.at("points")) {
        let periods = file.horizon.ns().checked_div(pace.requests.period.ns()).unwrap_or(0);
        let points = periods / periods.div_ceil(file.points.max(1).into()).max(1);
        file.points = u32::try_from(points).ok().filter(|&points| points > 1).unwrap_or(file.points);
    }
}

/// How much of a replication's time requests are played in.
pub fn played_share(scenario: &scenario::Scenario, replication: u32) -> Option<f64> {
    let played: u64 = scenario.played(replication)?.iter().map(|w| w.to.min(scenario.horizon).since(w.from).ns()).sum();
    Some(played as f64 / scenario.horizon.since(Time::ZERO).ns().max(1) as f64)
}

#[cfg(test)]
mod tests {
    use files::{Colour, Request};

    fn check(more: &str, points: u32) {
        let text = format!("# q?\nname = \"t\"\n{more}\n[network.a]\n[nodes.n]\ncount = 1\n");
        let request = Request { file: "t.toml".into(), ..Request::default() };
        let checked = crate::open_text(&text, &request).unwrap_or_else(|r| panic!("{}", r.render(Colour::Plain)));
        assert_eq!(checked.scenario.points, points, "{more}");
    }

    #[test]
    fn points_of_series_span_whole_periods() {
        check("horizon = \"7 d\"", 200);
        check("horizon = \"7 d\"\npace.requests = \"15 min of 6 h\"", 28);
        // Of 400 periods each point has two.
        check("horizon = \"100 d\"\npace.requests = \"15 min of 6 h\"", 200);
        check("horizon = \"6 h\"\npace.requests = \"15 min of 6 h\"", 200);
        check("horizon = \"7 d\"\npoints = 50\npace.requests = \"15 min of 6 h\"", 50);
    }
}
