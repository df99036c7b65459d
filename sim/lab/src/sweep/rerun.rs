//! One run of a sweep again: which it was, and whether its history is the same.

use std::path::Path;

use files::publish::Fault;
use files::shown;
use scenario::Checked;
use world::metrics::catalogue::{Better, columns};

use crate::study::Findings;

/// One run of a sweep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The point.
    pub point: usize,
    /// The replication.
    pub replication: u32,
    /// The hash of its events, in hexadecimal digits.
    pub fingerprint: String,
}

/// Which run of a sweep is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// This replication of this point.
    At(usize, u32),
    /// The one with the worst value of a metric, of all points or of one.
    Worst(String, Option<usize>),
}

/// Finds a run in the tables of a sweep.
///
/// # Errors
/// If there is no such run or metric, or the tables cannot be read.
pub fn find(folder: &Path, checked: &Checked, which: &Which) -> Result<Run, Fault> {
    let path = folder.join("runs.csv");
    let fault = |message: String, remedy: &str| Fault { message, remedy: remedy.into() };
    let unread =
        |e: csv::Error| fault(format!("cannot read {}: {e}", shown(&path)), "let the sweep end, or `merge` its shards");
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(&path).map_err(unread)?;
    let header = reader.headers().map_err(unread)?.clone();
    let place = |name: &str| header.iter().position(|head| head == name);
    let column = match which {
        Which::At(..) => None,
        Which::Worst(metric, _) => Some(place(metric).ok_or_else(|| {
            fault(format!("runs.csv has no metric `{metric}`"), "see `windtunnel list metrics`; owners are in brackets")
        })?),
    };
    let better = match which {
        Which::At(..) => Better::Neither,
        Which::Worst(metric, _) => {
            let all = columns(&checked.scenario);
            let better = all.iter().find(|column| column.label() == *metric).map_or(Better::Neither, |c| c.better);
            if better == Better::Neither {
                let message = format!("of `{metric}` neither less nor more is worse");
                return Err(fault(message, "name a metric that can be worse, or give `--point` and `--replication`"));
            }
            better
        }
    };
    let mut worst: Option<(f64, Run)> = None;
    for record in reader.records() {
        let record = record.map_err(unread)?;
        let cell = |name: &str| place(name).and_then(|at| record.get(at)).unwrap_or("");
        let (Ok(point), Ok(replication)) = (cell("point").parse(), cell("replication").parse()) else { continue };
        let run = Run { point, replication, fingerprint: cell("fingerprint_events").into() };
        match which {
            Which::At(at, number) if (*at, *number) == (point, replication) => return Ok(run),
            Which::Worst(_, only) if only.is_none_or(|only| only == point) => {
                let Some(Ok(value)) = column.and_then(|at| record.get(at)).map(str::parse::<f64>) else { continue };
                let value = if better == Better::Less { value } else { -value };
                if worst.as_ref().is_none_or(|(most, _)| value > *most) {
                    worst = Some((value, run));
                }
            }
            _ => {}
        }
    }
    worst.map(|(_, run)| run).ok_or_else(|| match which {
        Which::At(point, replication) => fault(
            format!("{} has no replication {replication} of point {point}", shown(&path)),
            "see its columns `point` and `replication`",
        ),
        Which::Worst(metric, _) => fault(format!("`{metric}` exists in no run"), "name another metric"),
    })
}

/// Whether a run that was played again has the history that the tables tell.
///
/// # Errors
/// If it has not.
pub fn confirm(run: &Run, findings: &Findings) -> Result<(), Fault> {
    let own = findings.runs.first().map(|run| format!("{:016x}", run.fingerprints.events));
    if own.as_deref() == Some(run.fingerprint.as_str()) {
        return Ok(());
    }
    Err(Fault {
        message: format!("replication {} of point {} had another history in the sweep", run.replication, run.point),
        remedy: "use the build of windtunnel that made the sweep; `windtunnel diff` finds the first difference".into(),
    })
}
