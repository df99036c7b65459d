//! Claims: what must hold, over whole runs or after a fault.

mod after;

use units::problem::Problems;
use units::settings;
use units::share::Share;
use units::time::Span;
use units::tree::{Place, Tree};
use world::scenario::Scenario;

use super::{Expression, File, is_one_long_run};

pub(super) use after::aftermaths;

settings! {
    /// Something that must hold: a comparison of metrics.
    pub struct Claim {
        /// The comparison, as in `wrong_accepted_share[network.alpha] < 0.5 %`.
        pub that: Expression,
        /// Whether the claim is that the comparison is true in some replications, at least one, instead of on average
        /// over all of them.
        pub sometimes: bool = false,
        /// With `sometimes`: the share of the replications in which it must at least be true; exact limits on the share
        /// decide [> 0 %, < 100 %].
        pub in_at_least: Option<Share>,
        /// The fault after which the comparison must hold, as in `weather.crash`; with `eventually`.
        pub after: Option<String>,
        /// With `after`: how long after the end of the fault the comparison must hold at the latest [>= 0 s].
        ///
        /// Metrics are measured over a window of their own. It begins this long after the end of the fault and ends at
        /// the horizon, or when any fault strikes next. A request counts in the window in which it is answered, refused
        /// or fails, with the whole time that it took; states are those at the end of the window. A shock to nodes ends
        /// as it strikes: each node then returns after its own repair time. If the fault strikes several times, every
        /// window must hold: a replication is judged by the window in which the comparison is farthest from true. A
        /// strike that is followed too soon by another leaves no window; a replication without any is not counted.
        /// Source: the leads-to property of temporal logic with a bound in time (Koymans, Real-Time Systems 2(4),
        /// 1990), judged on simulated windows.
        pub eventually: Option<Span>,
        /// Confidence level of the interval that decides [>= 0.5, <= 0.9999].
        pub confidence: Share = Share::percent(95),
        /// Maximum number of replications while the interval contains the limit, or `sometimes` was not true yet
        /// [1 ..= 100_000].
        pub at_most_replications: Option<u32>,
    }
}

impl Claim {
    /// What is claimed, in words; without how often.
    pub fn text(&self) -> String {
        let that = &self.that.text;
        match (self.eventually, &self.after) {
            (Some(Span::ZERO), Some(after)) => format!("{that}, after {after}"),
            (Some(delay), Some(after)) => format!("{that}, from {delay} after {after}"),
            _ => that.clone(),
        }
    }
    /// What kind of claim it is.
    pub fn kind(&self) -> &'static str {
        match (self.eventually, self.sometimes) {
            (Some(_), true) => "sometimes eventually",
            (Some(_), false) => "eventually",
            (None, true) => "sometimes",
            (None, false) => "mean",
        }
    }
    /// Where in `observe.aftermaths` what it is about is measured; none if it is about whole runs.
    pub fn aftermath(&self, scenario: &Scenario) -> Option<usize> {
        let key = after::key(self, scenario)?;
        scenario.observe.aftermaths.iter().position(|aftermath| after::is_of(aftermath, key))
    }
}

/// Faults in what claims say together.
pub(super) fn check(file: &File, tree: &Tree, problems: &mut Problems) {
    for (name, claim) in &file.claims.list {
        let place = |setting: &str| {
            let at = |path: &str| tree.at(path).map(|tree| tree.place);
            let own = format!("claims.{}", name.text);
            at(&format!("{own}.{setting}")).or_else(|| at(&own)).unwrap_or(Place::NONE)
        };
        if claim.sometimes && is_one_long_run(file) {
            let remedy = "set `replications` to 2 or more, or leave `sometimes` out";
            problems.push_with(place("sometimes"), "one long run in batches has no replications to count", remedy);
        }
        if claim.in_at_least.is_some() && !claim.sometimes {
            let remedy = "set `sometimes = true`, or leave `in_at_least` out";
            problems.push_with(place("in_at_least"), "`in_at_least` applies to claims with `sometimes` only", remedy);
        }
        if claim.eventually.is_some() && claim.after.is_none() {
            let remedy = "name the fault, as in `after = \"weather.crash\"`";
            problems.push_with(place("eventually"), "`eventually` does not say after which fault", remedy);
        }
        if claim.after.is_some() && claim.eventually.is_none() {
            let remedy = "set `eventually`, as in `eventually = \"0 s\"` from the end of the fault on";
            problems.push_with(place("after"), "`after` does not say from when on the comparison must hold", remedy);
        }
    }
}
