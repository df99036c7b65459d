//! `[sense]`: the settings whose influence on metrics is measured, and by which method.

use units::problem::Problems;
use units::settings::Paths;
use units::tree::{Place, Tree};
use units::{settings, words};
use world::metrics::catalogue::Column;

use super::sweep::{Axis, Design, axes_of, check_metrics};
use super::{File, MetricName};

settings! {
    /// Settings whose influence on metrics is measured, for `windtunnel sense`.
    ///
    /// Each setting of `vary` is a factor; the number of the replication is one more, named `luck`: what it carries is
    /// chance, not a setting. Within a trajectory, or a block, all points have the same random numbers but for the
    /// steps of `luck`.
    pub struct Sense {
        /// The settings by path, each with its values: a range, as in `{ from = "1 %", to = "24 %", scale = "log" }`,
        /// or a list, whose values are equally likely.
        pub vary: Paths = Paths::default(),
        /// How influence is measured.
        pub method: Method = Method::Morris,
        /// The metrics, as they are written in claims; without them, those of the claims.
        pub of: Vec<MetricName> = Vec::new(),
        /// Number of trajectories of the Morris method: each changes every factor once [2 ..= 10_000].
        pub trajectories: u32 = 20,
        /// Number of levels of the Morris method, even: a step is `levels / (2 (levels - 1))` of a range [2 ..= 100].
        pub levels: u32 = 4,
        /// Number of blocks of the Sobol method, best a power of two: each has `factors + 2` points [2 ..= 100_000].
        pub blocks: u32 = 256,
    }
}

words! {
    /// How the influence of settings is measured.
    pub enum Method {
        /// Elementary effects along random trajectories: few points, which settings matter at all.
        Morris = "morris",
        /// Shares of the variance after Sobol and Saltelli: many points, how much each setting carries.
        Sobol = "sobol",
    }
}

/// The factors without luck; what is wrong with them is noted.
pub(super) fn factors(file: &File, tree: &Tree, columns: &[Column], problems: &mut Problems) -> Vec<Axis> {
    let Some(sense) = &file.sense else { return Vec::new() };
    let place = |path: &str| tree.at(path).map_or(Place::NONE, |t| t.place);
    if sense.vary.list.is_empty() {
        let remedy = "as in `vary = { \"nodes.home.count\" = { from = 10, to = 100 } }`, or `--vary`";
        problems.push_with(place("sense"), "`sense` needs settings that vary", remedy);
    }
    if sense.levels % 2 == 1 {
        let message = format!("{} levels are not even: a step goes from one half to the other", sense.levels);
        problems.push_with(place("sense.levels"), message, "use 4, 6 or 8");
    }
    check_metrics(&sense.of, columns, problems);
    // A range without levels will do, as in a design that fills the space.
    axes_of(file, tree, &sense.vary, Design::Sobol, problems)
}
