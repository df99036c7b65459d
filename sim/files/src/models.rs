//! Tables that a scenario names without writing them: hardware and LLMs of the folder `models`.

pub(super) mod fill;

use units::problem::did_you_mean;

use super::disk::{MODELS, Shipped};

/// The table of measured hardware in a calibration, and its kind in a scenario.
const HARDWARE: &str = "hardware";
/// The folder of calibrations below `models`.
pub const CALIBRATIONS: &str = "calibrations";

/// Which tables come from files of their own.
#[derive(Clone, Copy, Debug, Default)]
pub struct Models {
    /// A table and the folder below `models` that holds its files, as in `("llm", "llms")`.
    pub folders: &'static [(&'static str, &'static str)],
    /// Files that are built into the program, asked last; their paths start with `models/`.
    pub shipped: &'static [Shipped],
}

impl Models {
    /// No tables at all.
    pub const NONE: Self = Self { folders: &[], shipped: &[] };

    /// The names of the built-in tables of a kind, sorted.
    pub fn names(&self, table: &str) -> Vec<&'static str> {
        let Some((_, folder)) = self.folders.iter().find(|f| f.0 == table) else { return Vec::new() };
        self.below(folder)
    }

    /// The names of the built-in files of a folder, sorted.
    pub fn below(&self, folder: &str) -> Vec<&'static str> {
        let name =
            |s: &Shipped| s.path.strip_prefix(MODELS)?.strip_prefix(folder)?.strip_prefix('/')?.strip_suffix(".toml");
        let mut names: Vec<_> = self.shipped.iter().filter_map(name).collect();
        names.sort_unstable();
        names
    }
}

/// What is wrong with the name of a calibration that is not there, and what would serve.
pub fn no_calibration(name: &str, shipped: &[&str]) -> (String, String) {
    let remedy = did_you_mean(name, shipped.iter().copied()).unwrap_or_else(|| {
        let known = shipped.join(", ");
        format!("measure with `windtunnel calibrate -o models/calibrations/{name}.toml`; shipped are {known}")
    });
    (format!("there is no calibration `{name}`"), remedy)
}
