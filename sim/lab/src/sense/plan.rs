//! The points at which the influence of settings is measured, and the replication that each plays.

use files::publish::Fault;
use scenario::sense::Method;
use scenario::sweep::Axis;
use scenario::{Checked, is_one_long_run};
use search::design::Design as _;
use search::sense::{Morris, Saltelli};
use statistics::Confidence;

use super::Found;

/// The name of the factor that is the number of the replication.
pub const LUCK: &str = "luck";

/// Bootstrap samples behind the intervals of indices.
const RESAMPLES: u32 = 1_000;

/// The points at which the influence of settings is measured.
///
/// Luck is the last factor. Each trajectory, or block, has two replications of its own: one at the lesser half of the
/// values of luck, one at the greater. So all steps but those of luck are on common random numbers, and no two
/// trajectories share any.
#[derive(Clone, Debug)]
pub struct Plan {
    axes: Vec<Axis>,
    rows: Rows,
    is_long: bool,
}

#[derive(Clone, Debug)]
enum Rows {
    Morris(Morris),
    Sobol(Saltelli),
}

impl Plan {
    /// The points that a scenario plans.
    ///
    /// # Errors
    /// If it varies nothing, or too much.
    pub fn of(checked: &Checked) -> Result<Self, Fault> {
        let Some(sense) = &checked.file.sense else {
            return Err(Fault {
                message: format!("{} varies nothing", checked.file.name),
                remedy: "give `--vary 'PATH=lin(FROM, TO)'`, or write a `[sense]` table".into(),
            });
        };
        let axes = checked.factors.clone();
        if let Some(axis) = axes.iter().find(|axis| axis.levels().len() == 1 && is_list(axis)) {
            return Err(Fault {
                message: format!("`{}` has one value, and no influence can be measured", axis.path),
                remedy: "give it a range or several values, or leave it out".into(),
            });
        }
        let (factors, seed) = (axes.len() + 1, checked.file.seed);
        let rows = match sense.method {
            Method::Morris => Morris::new(factors, sense.trajectories, sense.levels, seed).map(Rows::Morris),
            Method::Sobol => Saltelli::new(factors, sense.blocks.into(), seed).map(Rows::Sobol),
        };
        let rows = rows.map_err(|message| Fault { message, remedy: "vary fewer settings".into() })?;
        Ok(Self { axes, rows, is_long: is_one_long_run(&checked.file) })
    }
    /// The method.
    pub fn method(&self) -> Method {
        match self.rows {
            Rows::Morris(_) => Method::Morris,
            Rows::Sobol(_) => Method::Sobol,
        }
    }
    /// How many points there are.
    pub fn n(&self) -> usize {
        let n = match &self.rows {
            Rows::Morris(design) => design.rows(),
            Rows::Sobol(design) => design.rows(),
        };
        n as usize
    }
    /// The paths that vary.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.axes.iter().map(|axis| axis.path.as_str())
    }
    /// The names of the factors: the paths that vary, then luck.
    pub fn factors(&self) -> Vec<&str> {
        self.paths().chain([LUCK]).collect()
    }
    /// Points of a trajectory or a block.
    fn length(&self) -> usize {
        match self.rows {
            Rows::Morris(_) => self.axes.len() + 2,
            Rows::Sobol(_) => self.axes.len() + 3,
        }
    }
    /// The trajectory or block that a point belongs to.
    pub fn block(&self, point: usize) -> usize {
        point / self.length()
    }
    /// How many trajectories or blocks there are.
    pub fn blocks(&self) -> usize {
        self.n() / self.length()
    }
    fn row(&self, point: usize) -> Vec<f64> {
        match &self.rows {
            Rows::Morris(design) => design.row(point as u64),
            Rows::Sobol(design) => design.row(point as u64),
        }
    }
    /// The values of a point, in the order of the paths, each as after `--set path=`.
    pub fn values(&self, point: usize) -> Vec<String> {
        self.row(point).iter().zip(&self.axes).map(|(&u, axis)| axis.at(u)).collect()
    }
    /// The replication that a point plays.
    pub fn replication(&self, point: usize) -> u32 {
        let factors = self.axes.len() + 1;
        let is_other = match &self.rows {
            Rows::Morris(_) => self.row(point)[self.axes.len()] >= 0.5,
            // The block's last but one is A with the luck of B, and the last is B.
            Rows::Sobol(_) => point % self.length() >= factors,
        };
        2 * self.block(point) as u32 + u32::from(is_other)
    }
    /// The arguments that make a point of the scenario.
    pub(super) fn arguments(&self, point: usize) -> Vec<(String, String)> {
        let pairs = self.paths().zip(self.values(point)).map(|(path, value)| format!("{path}={value}"));
        // One long run is no replication that can be another.
        let long = self.is_long.then(|| "replications=2".to_string());
        pairs.chain(long).map(|argument| (format!("point {point}"), argument)).collect()
    }
    /// What the results of all points say, NaN where one is missing.
    pub(super) fn found(&self, results: &[f64], confidence: Confidence) -> Found {
        match &self.rows {
            Rows::Morris(design) => Found::Effects(design.effects(results, confidence)),
            Rows::Sobol(design) => Found::Indices(design.indices(results, confidence, RESAMPLES)),
        }
    }
}

fn is_list(axis: &Axis) -> bool {
    matches!(axis.values, scenario::sweep::Values::List(_))
}
