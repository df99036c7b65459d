//! The points of a sweep: which values each has, made when they are asked for.

use files::publish::Fault;
use scenario::Checked;
use scenario::sweep::{Axis, Design, short};
use search::design::{Design as _, Grid, LatinHypercube, Sobol};

/// The points of a sweep.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The paths that vary.
    pub paths: Vec<String>,
    rows: Rows,
    /// The levels of each path, of a grid; of other designs none.
    levels: Vec<Vec<String>>,
}

#[derive(Clone, Debug)]
enum Rows {
    Grid(Grid),
    Latin(LatinHypercube, Vec<Axis>),
    Sobol(Sobol, Vec<Axis>),
    File(Vec<Vec<String>>),
}

impl Plan {
    /// The points that a scenario plans.
    ///
    /// # Errors
    /// If it plans none, or the design cannot have so many.
    pub fn of(checked: &Checked) -> Result<Self, Fault> {
        let Some(sweep) = &checked.file.sweep else {
            return Err(Fault {
                message: format!("{} varies nothing", checked.file.name),
                remedy: "give `--vary PATH=VALUES`, or write a `[sweep]` table".into(),
            });
        };
        if let Some(file) = &sweep.file {
            return from_file(checked, &file.text);
        }
        let axes = checked.axes.clone();
        let paths = axes.iter().map(|axis| axis.path.clone()).collect();
        let fault = |message| Fault { message, remedy: "use fewer points or settings".into() };
        let levels: Vec<Vec<String>> = match sweep.design {
            Design::Grid => axes.iter().map(Axis::levels).collect(),
            Design::LatinHypercube | Design::Sobol => Vec::new(),
        };
        let rows = match sweep.design {
            Design::Grid => Rows::Grid(Grid::new(&levels.iter().map(Vec::len).collect::<Vec<_>>())),
            Design::LatinHypercube => {
                Rows::Latin(LatinHypercube::new(axes.len(), sweep.points, checked.file.seed), axes)
            }
            Design::Sobol => {
                let design = Sobol::scrambled(axes.len(), sweep.points.into(), checked.file.seed);
                Rows::Sobol(design.map_err(fault)?, axes)
            }
        };
        Ok(Self { paths, rows, levels })
    }
    /// How many points there are.
    pub fn n(&self) -> usize {
        let n = match &self.rows {
            Rows::Grid(grid) => grid.rows(),
            Rows::Latin(design, _) => design.rows(),
            Rows::Sobol(design, _) => design.rows(),
            Rows::File(rows) => rows.len() as u64,
        };
        n as usize
    }
    /// The values of a point, in the order of the paths, each as after `--set path=`.
    pub fn values(&self, point: usize) -> Vec<String> {
        let fill = |row: Vec<f64>, axes: &[Axis]| row.iter().zip(axes).map(|(&u, axis)| axis.at(u)).collect();
        match &self.rows {
            Rows::Grid(grid) => {
                grid.levels(point as u64).iter().zip(&self.levels).map(|(&at, levels)| levels[at].clone()).collect()
            }
            Rows::Latin(design, axes) => fill(design.row(point as u64), axes),
            Rows::Sobol(design, axes) => fill(design.row(point as u64), axes),
            Rows::File(rows) => rows[point].clone(),
        }
    }
    /// The levels of each path of a grid, in order; none of another design.
    pub fn levels(&self) -> Option<&[Vec<String>]> {
        matches!(self.rows, Rows::Grid(_)).then_some(&self.levels)
    }
    /// The arguments that make a point of the scenario.
    pub fn arguments(&self, point: usize) -> Vec<(String, String)> {
        let pairs = self.paths.iter().zip(self.values(point));
        pairs.map(|(path, value)| (format!("point {point}"), format!("{path}={value}"))).collect()
    }
    /// The shortest ends of the paths that tell them apart.
    pub fn short_paths(&self) -> Vec<String> {
        short(&self.paths)
    }
}

/// The points of a file: its header names paths, a column `point` is left out.
fn from_file(checked: &Checked, named: &str) -> Result<Plan, Fault> {
    let path = checked.folder.join(named);
    let fault = |message: String| Fault {
        message: format!("{}: {message}", files::shown(&path)),
        remedy: "give a header of paths, and a value for each in every row, as in the `design.csv` of a sweep".into(),
    };
    let mut reader =
        csv::ReaderBuilder::new().trim(csv::Trim::All).from_path(&path).map_err(|e| fault(e.to_string()))?;
    let header: Vec<String> = reader.headers().map_err(|e| fault(e.to_string()))?.iter().map(String::from).collect();
    let wanted: Vec<usize> =
        (0..header.len()).filter(|&at| !["point", "seed"].contains(&header[at].as_str())).collect();
    let paths: Vec<String> = wanted.iter().map(|&at| header[at].clone()).collect();
    if let Some(path) = paths.iter().find(|path| !path.contains('.') && *path != "horizon") {
        return Err(fault(format!("`{path}` is not the path of a setting")));
    }
    let mut rows = Vec::new();
    for (i, record) in reader.records().enumerate() {
        let record = record.map_err(|e| fault(e.to_string()))?;
        if let Some(&at) = wanted.iter().find(|&&at| record.get(at).is_none_or(str::is_empty)) {
            return Err(fault(format!("row {} has no value for `{}`", i + 1, header[at])));
        }
        rows.push(wanted.iter().map(|&at| record[at].to_string()).collect());
    }
    if rows.is_empty() || paths.is_empty() {
        return Err(fault("it has no points".into()));
    }
    Ok(Plan { paths, rows: Rows::File(rows), levels: Vec::new() })
}
