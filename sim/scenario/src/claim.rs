//! Claims: what must hold, over whole runs or after a fault.

mod after;
mod read;

use units::problem::Problems;
use units::settings;
use units::share::Share;
use units::time::Span;
use units::tree::{Place, Tree};
use world::scenario::Scenario;

use super::{Expression, File, MetricName, is_one_long_run};

pub(super) use after::aftermaths;
pub(super) use read::{bounded, read_claims};

settings! {
    /// Something that must hold: a comparison of metrics.
    pub struct Claim {
        /// The comparison, as in `wrong_accepted_share[network.alpha] < 0.5 %`; every claim has one, or `recovers`.
        pub that: Option<Expression>,
        /// With `recovers`: the metric that must come back, as in `goodput_rps`.
        pub of: Option<MetricName>,
        /// Whether the claim is that the comparison is true in some replications, at least one, instead of on average
        /// over all of them.
        pub sometimes: bool = false,
        /// With `sometimes`: the share of the replications in which it must at least be true; exact limits on the share
        /// decide [> 0 %, < 100 %].
        pub in_at_least: Option<Share>,
        /// The fault after which the claim must hold, as in `weather.crash`; with `eventually` or `recovers`.
        pub after: Option<String>,
        /// With `after`: how long after the end of the fault the comparison must hold at the latest.
        ///
        /// Metrics are measured over a window of their own. It begins this long after the end of the fault and ends at
        /// the horizon, or when any fault strikes next. A request counts in the window in which it is answered, refused
        /// or fails, with the whole time that it took; states are those at the end of the window. A shock to nodes ends
        /// as it strikes: each node then returns after its own repair time. If the fault strikes several times, every
        /// window must hold: a replication is judged by the window in which the comparison is farthest from true. A
        /// strike that is followed too soon by another leaves no window; a replication without any is not counted.
        /// Source: the leads-to property of temporal logic with a bound in time (Koymans, Real-Time Systems 2(4),
        /// 1990), judged on simulated windows [>= 0 s].
        pub eventually: Option<Span>,
        /// With `of` and `after`: that the metric comes back to its value without the fault, and how soon.
        pub recovers: Option<Recovers>,
        /// Confidence level of the interval that decides [>= 0.5, <= 0.9999].
        pub confidence: Share = Share::percent(95),
        /// Maximum number of replications while the interval contains the limit, or `sometimes` was not true yet
        /// [1 ..= 100_000].
        pub at_most_replications: Option<u32>,
    }
}

settings! {
    /// How far and how soon a metric must come back after a fault.
    ///
    /// Calm is the same scenario without the fault, on the same random numbers. Both are measured in bins from the end
    /// of the fault up to the next strike of any fault, or the horizon; what is left of the last bin is not measured.
    /// From `within` on, the mean over replications in each bin must be at least `to` times that in calm, for a metric
    /// that improves upwards, or at most that in calm divided by `to`. The claim holds if the interval of the paired
    /// difference is on the right side in every bin (an intersection-union test: Berger, Technometrics 24(4), 1982),
    /// and fails if it is on the wrong side in any, at a level shared by all bins (Holm). A bin in which calm has a
    /// value and the scenario has none decides nothing. Narrow bins are noisy: widen them, or add replications. All
    /// faults must strike at times that are known, and a fault that strikes several times must be recovered from each
    /// time. Source: recovery time objectives, as in ISO 22301, against a paired baseline.
    pub struct Recovers {
        /// The part of the value in calm that must be reached [> 0 %, <= 100 %].
        pub to: Share,
        /// How long after the end of the fault at the latest [> 0 s].
        pub within: Span,
        /// Width of the bins; a tenth of `within` unless set [> 0 s].
        pub bins: Option<Span>,
    }
}

impl Recovers {
    /// The width of the bins.
    pub fn width(&self) -> Span {
        self.bins.unwrap_or(Span::from_ns((self.within.ns() / 10).max(1)))
    }
}

impl Claim {
    /// What is claimed, in words; without how often.
    pub fn text(&self) -> String {
        let that = self.that.as_ref().map_or("", |that| &that.text);
        if let (Some(of), Some(recovers), Some(after)) = (&self.of, &self.recovers, &self.after) {
            let Recovers { to, within, .. } = recovers;
            return format!("{} recovers to {to} of calm within {within} after {after}", of.text);
        }
        match (self.eventually, &self.after) {
            (Some(Span::ZERO), Some(after)) => format!("{that}, after {after}"),
            (Some(delay), Some(after)) => format!("{that}, from {delay} after {after}"),
            _ => that.into(),
        }
    }
    /// Where it stands.
    pub fn place(&self) -> Place {
        let of = self.of.as_ref().map(|of| of.place);
        self.that.as_ref().map(|that| that.place).or(of).unwrap_or(Place::NONE)
    }
    /// What kind of claim it is.
    pub fn kind(&self) -> &'static str {
        if self.recovers.is_some() {
            return "recovers";
        }
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
        check_forms(claim, &place, problems);
    }
}

/// Faults of what belongs together.
fn check_forms(claim: &Claim, place: &impl Fn(&str) -> Place, problems: &mut Problems) {
    let mut refuse = |is_wrong: bool, at: &str, message: &str, remedy: &str| {
        if is_wrong {
            problems.push_with(place(at), message, remedy);
        }
    };
    let [after, late] = [claim.after.is_some(), claim.eventually.is_some()];
    let Some(recovers) = &claim.recovers else {
        let remedy = "write the comparison, as in `that = \"answered_share > 99 %\"`";
        refuse(claim.that.is_none(), "that", "the claim says nothing: `that` is missing", remedy);
        let remedy = "say how soon, as in `recovers = { to = \"99 %\", within = \"10 min\" }`, or leave `of` out";
        refuse(claim.of.is_some(), "of", "`of` applies to claims with `recovers` only", remedy);
        let remedy = "name the fault, as in `after = \"weather.crash\"`";
        refuse(late && !after, "eventually", "`eventually` does not say after which fault", remedy);
        let remedy = "set `eventually`, as in `eventually = \"0 s\"` from the end of the fault on";
        refuse(after && !late, "after", "`after` does not say from when on the comparison must hold", remedy);
        return;
    };
    let remedy = "name the metric, as in `of = \"goodput_rps\"`";
    refuse(claim.of.is_none(), "recovers", "`recovers` does not say which metric", remedy);
    let remedy = "name the fault, as in `after = \"weather.crash\"`";
    refuse(!after, "recovers", "`recovers` does not say after which fault", remedy);
    let remedy = "write two claims";
    refuse(claim.that.is_some(), "that", "a claim has a comparison or `recovers`, not both", remedy);
    refuse(late, "eventually", "a claim has `eventually` or `recovers`, not both", remedy);
    let remedy = "leave `sometimes` out";
    refuse(claim.sometimes, "sometimes", "`recovers` is judged over all replications", remedy);
    let (width, within) = (recovers.width(), recovers.within);
    let message = format!("bins of {width} do not divide `within` of {within}");
    let is_uneven = !within.ns().is_multiple_of(width.ns().max(1));
    refuse(is_uneven, "recovers.bins", &message, "use a width that goes into `within` a whole number of times");
}
