//! `[sweep]`: the settings that vary from point to point, and by which design.

mod short;
mod vary;

use engine::math;
use files::kind_at;
use units::problem::{Problems, did_you_mean};
use units::quantity::FilePath;
use units::settings::{Kind, Paths};
use units::text::split;
use units::tree::{Place, Table, Tree, Value};
use units::{settings, words};
use world::metrics::catalogue::Column;

use super::{File, MetricName};

pub use short::short;
pub use vary::vary;

/// Points that a sweep may have: more would take days of the shortest runs, and a spreadsheet holds no more rows.
pub const MOST_POINTS: u64 = 1_000_000;

settings! {
    /// Settings that vary from point to point, for `windtunnel sweep`.
    ///
    /// Each point of the design is the scenario with other values of these settings, as if by `--set`: tables that
    /// start `like` another follow. All points use the same random numbers, so that differences are due to the
    /// settings.
    pub struct Sweep {
        /// The settings by path, each with its values: a list, as in `["random", "power_of_d"]`, or a range, as in
        /// `{ from = "1 %", to = "24 %", points = 24, scale = "log" }`.
        pub vary: Paths = Paths::default(),
        /// How the points are chosen.
        pub design: Design = Design::Grid,
        /// Number of points of a Latin hypercube or a Sobol sequence [1 ..= 1_000_000].
        pub points: u32 = 64,
        /// A CSV file with one row a point, whose header names paths, in the place of `vary`.
        pub file: Option<FilePath>,
        /// The metrics that charts show, as they are written in claims; without them, those of the claims.
        pub show: Vec<MetricName> = Vec::new(),
    }
}

words! {
    /// How the points of a sweep are chosen.
    pub enum Design {
        /// Every combination of the values.
        Grid = "grid",
        /// A Latin hypercube: each setting's range in as many equal parts as there are points, one point in each.
        LatinHypercube = "latin_hypercube",
        /// A Sobol sequence, scrambled by the seed; 64, 128, 256 and so on points fill the space best.
        Sobol = "sobol",
    }
}

/// A setting that varies.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// The path of the setting.
    pub path: String,
    /// Its values.
    pub values: Values,
}

/// The values of a setting that varies.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// These, each as it is written after `--set path=`.
    List(Vec<String>),
    /// All between two numbers of one unit.
    Range(Range),
}

/// All values between two numbers of one unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    /// One end, in the unit.
    pub from: f64,
    /// The other end, in the unit.
    pub to: f64,
    /// The unit; empty without one.
    pub unit: String,
    /// Levels of a grid, both ends included.
    pub points: Option<u32>,
    /// Whether levels are equally spaced in the logarithm.
    pub is_log: bool,
    /// Whether only whole numbers serve.
    pub is_whole: bool,
}

impl Range {
    /// The value at a share of the way, as text; both ends are exact.
    pub fn at(&self, share: f64) -> String {
        let value = match share {
            s if s <= 0.0 => self.from,
            s if s >= 1.0 => self.to,
            s if self.is_log => {
                let (from, to) = (math::ln(self.from), math::ln(self.to));
                // Levels that people read; their number says that they are no sample.
                let digits = if self.points.is_some() { 4 } else { DIGITS };
                rounded(math::exp(from + s * (to - from)), digits)
            }
            s => rounded(self.from + s * (self.to - self.from), DIGITS),
        };
        self.text(value)
    }
    /// A number of this range as it is written after `--set path=`, to so many digits as are read; both ends are exact.
    pub fn value(&self, value: f64) -> String {
        let is_end = value <= self.from || value >= self.to;
        self.text(if is_end { value } else { rounded(value, DIGITS) })
    }
    fn text(&self, value: f64) -> String {
        let value = if self.is_whole { value.round() } else { value };
        if self.unit.is_empty() { format!("{value}") } else { format!("{value} {}", self.unit) }
    }
}

/// Digits of a value between two ends: more than any interval tells apart, and short enough to be read.
const DIGITS: usize = 9;

/// To so many digits: what is written into tables is read back as the same value.
fn rounded(value: f64, digits: usize) -> f64 {
    format!("{value:.*e}", digits - 1).parse().unwrap_or(value)
}

impl Axis {
    /// The levels of a grid, in order, none twice.
    pub fn levels(&self) -> Vec<String> {
        let mut levels: Vec<String> = match &self.values {
            Values::List(list) => list.clone(),
            Values::Range(range) => {
                let n = range.points.unwrap_or(1).max(1);
                (0..n).map(|i| range.at(f64::from(i) / f64::from((n - 1).max(1)))).collect()
            }
        };
        let mut seen = std::collections::BTreeSet::new();
        levels.retain(|level| seen.insert(level.clone()));
        levels
    }
    /// The levels of a grid, if none comes twice; this is asked at every point.
    fn most_levels(&self) -> u64 {
        match &self.values {
            Values::List(list) => list.len() as u64,
            Values::Range(range) => range.points.unwrap_or(1).into(),
        }
    }
    /// The value at a place in [0, 1] of the design.
    pub fn at(&self, share: f64) -> String {
        match &self.values {
            Values::List(list) => list[((share * list.len() as f64) as usize).min(list.len() - 1)].clone(),
            // Each whole number gets an equal part, the last one too.
            Values::Range(range) if range.is_whole && !range.is_log => {
                range.text((range.from + (share * (range.to - range.from + 1.0)).floor()).min(range.to))
            }
            Values::Range(range) => range.at(share),
        }
    }
}

/// The number that a value is written with, and its unit; none if it is no number.
pub fn number(text: &str) -> Option<(f64, &str)> {
    let (number, unit) = split(text.trim().trim_matches(['"', '\'']))?;
    Some((number.to_f64(), unit.trim()))
}

/// Settings that no sweep can vary, with the reason.
const FIXED: [(&str, &str); 12] = [
    ("schema", "it is the version of the format"),
    ("name", "it reaches no replication"),
    ("seed", "replications vary the random numbers: raise `replications`"),
    ("replications", "it reaches no replication"),
    ("confidence", "it reaches no replication"),
    ("precision", "it reaches no replication"),
    ("claims", "they are judged after the runs"),
    ("observe", "the tables of all points need the same metrics"),
    ("sweep", "a sweep cannot vary itself"),
    ("sense", "an experiment cannot vary itself"),
    ("frontier", "an experiment cannot vary itself"),
    ("tune", "an experiment cannot vary itself"),
];

/// The axes of a sweep; what is wrong with them is noted.
pub(super) fn axes(file: &File, tree: &Tree, columns: &[Column], problems: &mut Problems) -> Vec<Axis> {
    let Some(sweep) = &file.sweep else { return Vec::new() };
    let place = |path: &str| tree.at(path).map_or(Place::NONE, |t| t.place);
    match (sweep.vary.list.is_empty(), &sweep.file) {
        (true, None) => {
            let remedy = "as in `vary = { \"nodes.home.count\" = { from = 10, to = 100, points = 10 } }`";
            problems.push_with(place("sweep"), "a sweep needs settings that vary", remedy);
        }
        (false, Some(_)) => {
            let remedy = "take one of them out: the header of the file names the settings";
            problems.push_with(place("sweep.file"), "`file` and `vary` exclude each other", remedy);
        }
        _ => {}
    }
    check_metrics(&sweep.show, columns, problems);
    let axes = axes_of(file, tree, &sweep.vary, sweep.design, problems);
    let points = axes.iter().map(Axis::most_levels).fold(1, u64::saturating_mul);
    if sweep.design == Design::Grid && points > MOST_POINTS {
        let message = format!("this grid has {points} points, and {MOST_POINTS} are the most");
        problems.push_with(place("sweep.vary"), message, "use fewer values, or `design = \"sobol\"` with `points`");
    }
    axes
}

/// Metrics that are asked for and do not exist are noted.
pub(super) fn check_metrics(asked: &[MetricName], columns: &[Column], problems: &mut Problems) {
    if asked.is_empty() {
        return;
    }
    let labels: Vec<String> = columns.iter().map(Column::label).collect();
    for metric in asked.iter().filter(|metric| !labels.contains(&metric.text)) {
        let remedy = did_you_mean(&metric.text, labels.iter().map(String::as_str));
        let remedy = remedy.unwrap_or_else(|| "see `windtunnel list metrics`; owners are in brackets".into());
        problems.push_with(metric.place, format!("there is no metric `{}` here", metric.text), remedy);
    }
}

/// What varies, in an experiment whose points are chosen by such a design; what is wrong with it is noted.
pub(super) fn axes_of(file: &File, tree: &Tree, vary: &Paths, design: Design, problems: &mut Problems) -> Vec<Axis> {
    let mut axes = Vec::new();
    for (path, at, value) in &vary.list {
        let Some(kind) = varying(file, tree, path, *at, problems) else { continue };
        match values(value, kind, design) {
            Ok(values) => axes.push(Axis { path: path.clone(), values }),
            Err((message, remedy)) => problems.push_with(*at, message, remedy),
        }
    }
    // As they are written and read again: TOML has plain values before tables.
    axes.sort_by_key(|axis| matches!(axis.values, Values::Range(_)));
    axes
}

/// The kind of a setting that can vary; what is in the way is noted.
pub(super) fn varying(
    file: &File,
    tree: &Tree,
    path: &str,
    at: Place,
    problems: &mut Problems,
) -> Option<&'static Kind> {
    let first = path.split('.').next().unwrap_or(path);
    if let Some((_, why)) = FIXED.iter().find(|(fixed, _)| *fixed == first) {
        problems.push_with(at, format!("`{path}` cannot vary: {why}"), "see `windtunnel list settings`");
        return None;
    }
    let owner = || path.match_indices('.').nth(1).map_or(path, |(end, _)| &path[..end]);
    let is_named = matches!(kind_at(super::kind(), first), Some(Kind::Named(..)));
    let kind = kind_at(super::kind(), path);
    if let Some(kind) = kind.filter(|_| !is_named || tree.at(owner()).is_some()) {
        return Some(kind);
    }
    let known = paths(file);
    let last = path.rsplit('.').next().unwrap_or(path);
    let alike: Vec<_> = known.iter().filter(|known| known.rsplit('.').next() == Some(last)).take(4).collect();
    let remedy = match alike.as_slice() {
        [] => did_you_mean(path, known.iter().map(String::as_str)),
        alike => {
            let quoted: Vec<_> = alike.iter().map(|path| format!("`{path}`")).collect();
            Some(format!("known are {}", quoted.join(", ")))
        }
    };
    let message = format!("this scenario has no setting `{path}`");
    problems.push_with(at, message, remedy.unwrap_or_else(|| "see `windtunnel explain FILE` for all paths".into()));
    None
}

/// The full paths of all settings of a file, those with their default included.
pub fn paths(file: &File) -> Vec<String> {
    fn below(table: &Table, path: &str, out: &mut Vec<String>) {
        for entry in table.entries() {
            let path = if path.is_empty() { entry.key.clone() } else { format!("{path}.{}", entry.key) };
            if let Value::Table(inner) = &entry.tree.value {
                below(inner, &path, out);
            }
            out.push(path);
        }
    }
    use units::settings::Setting as _;
    let mut out = Vec::new();
    if let Value::Table(mut table) = file.write() {
        for own in ["sweep", "sense", "frontier", "starts", "tune"] {
            table.take(own);
        }
        below(&table, "", &mut out);
    }
    out
}

/// What an axis says: a list, or a range.
pub(super) fn values(value: &Value, kind: &Kind, design: Design) -> Result<Values, (String, String)> {
    let example = "as in `[1, 2, 4]` or `{ from = \"1 %\", to = \"24 %\", points = 24, scale = \"log\" }`";
    match value {
        Value::List(list) if list.is_empty() => Err(("this list has no values".into(), example.into())),
        Value::List(list) => Ok(Values::List(list.iter().map(|tree| plain(&tree.value)).collect())),
        Value::Table(table) if table.get("from").is_some() || table.get("to").is_some() => {
            range(table, kind, design).map(Values::Range)
        }
        _ => Err((format!("this must be a list or a range, not {}", value.what()), example.into())),
    }
}

/// A value as it is written after `--set path=`: a text without its quotes.
fn plain(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        other => other.inline(),
    }
}

fn range(table: &Table, kind: &Kind, design: Design) -> Result<Range, (String, String)> {
    let fault = |message: &str, remedy: &str| (message.to_string(), remedy.to_string());
    let known = ["from", "to", "points", "scale"];
    if let Some(other) = table.entries().iter().find(|entry| !known.contains(&entry.key.as_str())) {
        return Err((format!("unknown key `{}`", other.key), "known here: from, to, points, scale".into()));
    }
    let end = |key: &str| {
        let entry =
            table.get(key).ok_or_else(|| fault(&format!("a range needs `{key}`"), "give both `from` and `to`"))?;
        let text = plain(&entry.tree.value);
        let found = number(&text).map(|(number, unit)| (number, unit.to_string()));
        found.ok_or_else(|| {
            fault(&format!("`{text}` is not a number"), "list the values instead, as in `[\"a\", \"b\"]`")
        })
    };
    let ((from, unit), (to, other)) = (end("from")?, end("to")?);
    if unit != other {
        return Err(fault("both ends of a range must have the same unit", &format!("write both in `{unit}`")));
    }
    if from >= to {
        return Err(fault(&format!("the range from {from} to {to} is empty"), "give `from` the lesser value"));
    }
    let is_log = match table.get("scale").map(|entry| plain(&entry.tree.value)).as_deref() {
        None | Some("linear") => false,
        Some("log") => true,
        Some(other) => return Err(fault(&format!("`{other}` is not a scale"), "use \"linear\" or \"log\"")),
    };
    if is_log && from <= 0.0 {
        return Err(fault("a logarithmic range must be above 0", "give a positive `from`"));
    }
    let points = match table.get("points").map(|entry| &entry.tree.value) {
        None => None,
        Some(Value::Integer(n)) if (2..=100_000).contains(n) => Some(*n as u32),
        Some(_) => return Err(fault("`points` must be a whole number from 2 to 100_000", "as in `points = 12`")),
    };
    if points.is_none() && design == Design::Grid {
        return Err(fault("a range in a grid needs `points`", "as in `points = 12`"));
    }
    Ok(Range { from, to, unit, points, is_log, is_whole: is_whole(kind) })
}

/// Whether a setting takes only whole numbers.
fn is_whole(kind: &Kind) -> bool {
    match kind {
        Kind::Integer => true,
        Kind::Any(kinds) => kinds.iter().any(is_whole) && !kinds.iter().any(|kind| matches!(kind, Kind::Number)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{Axis, Range, Values};

    fn range(from: f64, to: f64, points: u32) -> Range {
        Range { from, to, unit: "%".into(), points: Some(points), is_log: false, is_whole: false }
    }
    fn levels(range: Range) -> Vec<String> {
        Axis { path: "p".into(), values: Values::Range(range) }.levels()
    }

    #[test]
    fn ranges_have_both_ends_and_no_value_twice() {
        assert_eq!(levels(range(1.0, 24.0, 24))[22..], ["23 %", "24 %"]);
        assert_eq!(levels(Range { is_log: true, ..range(0.1, 10.0, 3) }), ["0.1 %", "1 %", "10 %"]);
        let whole = Range { is_whole: true, unit: String::new(), ..range(1.0, 3.0, 9) };
        assert_eq!(levels(whole), ["1", "2", "3"]);
        assert_eq!(levels(range(0.0, 1.0, 4)), ["0 %", "0.333333333 %", "0.666666667 %", "1 %"]);
    }

    #[test]
    fn whole_numbers_of_a_filling_design_get_equal_parts() {
        let whole = Range { is_whole: true, unit: String::new(), ..range(1.0, 4.0, 4) };
        let axis = Axis { path: "p".into(), values: Values::Range(whole) };
        let drawn: Vec<String> = [0.0, 0.2, 0.25, 0.5, 0.75, 0.999].map(|u| axis.at(u)).into();
        assert_eq!(drawn, ["1", "1", "2", "3", "4", "4"]);
        assert_eq!(axis.at(1.0), "4", "the end of a screening's grid");
        let list = Axis { path: "p".into(), values: Values::List(vec!["a".into(), "b".into()]) };
        assert_eq!([0.0, 0.49, 0.5, 0.99].map(|u| list.at(u)), ["a", "a", "b", "b"]);
    }
}
