//! `[frontier]`: the setting along which it is searched where claims flip.

use units::problem::{Problems, did_you_mean};
use units::settings;
use units::settings::Paths;
use units::share::Share;
use units::tree::{Place, Tree};

use super::File;
use super::sweep::{Axis, Design, MOST_POINTS, Values, axes_of};

settings! {
    /// One setting or two along which it is searched where claims flip, for `windtunnel frontier`.
    ///
    /// Along one setting the flip is bracketed by bisection, after points over the whole range have shown that there
    /// is one flip. Over two settings, the share of the replications in which the claims hold is drawn as a map.
    pub struct Frontier {
        /// The setting by path, with its range: `{ from = "0.1 /s", to = "1 /s" }`, with `scale = "log"` if ratios
        /// count. `points` of it are played first (5 without). Two settings, each with `points` or a list, make a map.
        pub vary: Paths = Paths::default(),
        /// The names of the claims that must hold; without them, all claims of the scenario.
        pub claims: Vec<String> = Vec::new(),
        /// Width of the bracket that is narrow enough, as a share of the range; with `scale = "log"`, of the greater
        /// end [> 0 %, < 100 %].
        pub tolerance: Share = Share::percent(1),
    }
}

/// What varies; what is wrong with it is noted.
pub(super) fn fronts(file: &File, tree: &Tree, problems: &mut Problems) -> Vec<Axis> {
    let Some(frontier) = &file.frontier else { return Vec::new() };
    let place = |path: &str| tree.at(path).map_or(Place::NONE, |t| t.place);
    let known: Vec<&str> = file.claims.names().collect();
    for claim in frontier.claims.iter().filter(|claim| !known.contains(&claim.as_str())) {
        let remedy = did_you_mean(claim, known.iter().copied());
        let remedy = remedy.unwrap_or_else(|| "name a table of `[claims]`".into());
        problems.push_with(place("frontier.claims"), format!("there is no claim `{claim}`"), remedy);
    }
    if known.is_empty() {
        let remedy = "write one, as in `[claims.fast]` with `that = \"answer_latency_mean_s < 2 s\"`";
        problems.push_with(place("frontier"), "a frontier needs a claim that can flip", remedy);
    }
    let n = frontier.vary.list.len();
    if !(1..=2).contains(&n) {
        let remedy = "vary one, whose flip is bracketed, or two for a map";
        problems.push_with(place("frontier"), format!("a frontier has one setting or two, not {n}"), remedy);
        return Vec::new();
    }
    // A map has the points of a grid; a search makes its own.
    let design = if n == 1 { Design::Sobol } else { Design::Grid };
    let axes = axes_of(file, tree, &frontier.vary, design, problems);
    if let [Axis { values: Values::List(_), path }] = axes.as_slice() {
        let remedy = "give a range, as in `{ from = 1, to = 100 }` or `--vary 'PATH=lin(1, 100)'`; `sweep` plays lists";
        problems.push_with(place("frontier.vary"), format!("`{path}` needs a range to be searched"), remedy);
    }
    let points: u64 = axes.iter().map(|axis| axis.levels().len() as u64).product();
    if n == 2 && points > MOST_POINTS {
        let message = format!("this map has {points} points, and {MOST_POINTS} are the most");
        problems.push_with(place("frontier.vary"), message, "use fewer values");
    }
    axes
}
