//! What is searched: a range along which claims may flip, or the points of a map.

use files::publish::Fault;
use scenario::Checked;
use scenario::sweep::{Axis, Range, Values};
use search::bisect::{Bisection, Tolerance};
use search::design::Scale;

/// Points that are played first along a range which says nothing of its own.
const SCOUTS: usize = 5;

/// What is searched.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The paths that vary: one, or two.
    pub paths: Vec<String>,
    /// The claims that must hold, by their place in the scenario.
    pub(super) claims: Vec<usize>,
    /// How it is searched.
    pub shape: Shape,
}

/// How it is searched.
#[derive(Clone, Debug)]
pub enum Shape {
    /// By bisection along a range.
    Line {
        /// The values.
        range: Range,
        /// The search before any point is played.
        start: Bisection,
    },
    /// Over all pairs of two settings.
    Map {
        /// The values of the first setting, which make columns.
        columns: Vec<String>,
        /// The values of the second, which make rows.
        rows: Vec<String>,
    },
}

impl Plan {
    /// What a scenario plans.
    ///
    /// # Errors
    /// If it plans nothing that can be searched.
    pub fn of(checked: &Checked) -> Result<Self, Fault> {
        let Some(frontier) = &checked.file.frontier else {
            return Err(Fault {
                message: format!("{} varies nothing", checked.file.name),
                remedy: "give `--vary 'PATH=lin(FROM, TO)'` or `--rate USERS`, or write a `[frontier]` table".into(),
            });
        };
        let is_asked = |name: &String| frontier.claims.is_empty() || frontier.claims.contains(name);
        let claims = checked.claims.iter().enumerate().filter(|(_, (name, ..))| is_asked(name)).map(|(at, _)| at);
        let axes = &checked.fronts;
        let shape = match axes.as_slice() {
            [Axis { values: Values::Range(range), .. }] => line(range, frontier.tolerance.as_f64())?,
            axes => Shape::Map {
                columns: axes.first().map_or_else(Vec::new, Axis::levels),
                rows: axes.get(1).map_or_else(Vec::new, Axis::levels),
            },
        };
        Ok(Self { paths: axes.iter().map(|axis| axis.path.clone()).collect(), claims: claims.collect(), shape })
    }
    /// How many points are played at the least.
    pub fn least(&self) -> usize {
        match &self.shape {
            Shape::Line { start, .. } => start.ask().len(),
            Shape::Map { columns, rows } => columns.len() * rows.len(),
        }
    }
    /// How many points are expected to be played: a search halves one gap until it is narrow enough.
    pub fn expected(&self) -> usize {
        let Shape::Line { range, start } = &self.shape else { return self.least() };
        let mut search = start.clone();
        // As if it flipped in the middle of the range, at a point that no scout meets.
        let flip = scale(range).at(0.47, range.from, range.to);
        loop {
            let asked = search.ask();
            if asked.is_empty() {
                return search.known().len();
            }
            for x in asked {
                search.tell(x, if x < flip { search::bisect::Outcome::Held } else { search::bisect::Outcome::Failed });
            }
        }
    }
    /// The arguments that make a point of the scenario.
    pub(super) fn arguments(&self, values: &[String]) -> Vec<(String, String)> {
        let pairs = self.paths.iter().zip(values);
        pairs.map(|(path, value)| (format!("at {value}"), format!("{path}={value}"))).collect()
    }
    /// The ends of a range and its middle, in the order of the setting; none of a map, whose points are shares of runs.
    pub fn ends(&self) -> Vec<Vec<String>> {
        let Shape::Line { range, .. } = &self.shape else { return Vec::new() };
        [0.0, 0.5, 1.0].map(|share| vec![range.value(scale(range).at(share, range.from, range.to))]).to_vec()
    }
    /// The arguments that make a point of the scenario.
    pub fn arguments_of(&self, values: &[String]) -> Vec<(String, String)> {
        self.arguments(values)
    }
    /// The values of the points that are played first.
    pub(super) fn first(&self) -> Vec<Vec<String>> {
        match &self.shape {
            Shape::Line { range, start } => start.ask().into_iter().map(|x| vec![range.value(x)]).collect(),
            Shape::Map { columns, rows } => {
                let pairs =
                    columns.iter().flat_map(|column| rows.iter().map(move |row| vec![column.clone(), row.clone()]));
                pairs.collect()
            }
        }
    }
}

fn scale(range: &Range) -> Scale {
    match (range.is_log, range.is_whole) {
        (false, false) => Scale::Linear,
        (true, false) => Scale::Logarithmic,
        (false, true) => Scale::Whole,
        (true, true) => Scale::WholeLogarithmic,
    }
}

fn line(range: &Range, tolerance: f64) -> Result<Shape, Fault> {
    let scouts = range.points.map_or(SCOUTS, |points| points as usize);
    let tolerance = if range.is_log {
        Tolerance { absolute: 0.0, relative: tolerance }
    } else {
        Tolerance { absolute: tolerance * (range.to - range.from), relative: 0.0 }
    };
    let start = Bisection::new(range.from, range.to, scale(range), scouts, tolerance);
    let start = start.map_err(|message| Fault { message, remedy: "give the setting another range".into() })?;
    Ok(Shape::Line { range: range.clone(), start })
}
