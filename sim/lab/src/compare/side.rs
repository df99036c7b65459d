//! One side of a comparison: what its replications measured, or the batches of one long run.

use statistics::Estimate;
use world::metrics::catalogue::Column;

use crate::record::tables::fingerprint;
use crate::study::{Findings, Method};

/// One side of a comparison.
#[derive(Clone, Debug)]
pub struct Side {
    /// Its name.
    pub name: String,
    /// How it was given.
    pub from: String,
    /// The hash of its scenario.
    pub hash: String,
    /// The scenario as it is written.
    pub scenario: String,
    /// What its numbers mean, in order.
    pub columns: Vec<Column>,
    /// The mean of each column with its interval; none where it does not exist.
    pub estimates: Vec<Option<Estimate>>,
    /// Its replications, in the order of their numbers.
    pub runs: Vec<Run>,
    /// The batches of one long run; none with replications.
    pub batches: Option<Batches>,
}

/// The batches of one long run: as those of the other side they are equal parts of the time after one warm-up.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Batches {
    /// The values of each by column; none where a number does not exist.
    pub values: Vec<Vec<Option<f64>>>,
    /// Whether the batches of a column estimate its value over the whole run: those of an amount do not.
    pub estimates: Vec<bool>,
}

/// One replication of a side.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// Its number.
    pub replication: u32,
    /// Hashes of its events, its money and its outcome, in hexadecimal digits.
    pub fingerprints: [String; 3],
    /// Its values by column; none where a number does not exist.
    pub values: Vec<Option<f64>>,
}

impl Side {
    /// The side of a study.
    pub(super) fn of(contender: &super::Contender, findings: Findings) -> Self {
        let run = |row: crate::row::Row| {
            let prints = row.fingerprints;
            Run {
                replication: row.replication,
                fingerprints: [prints.events, prints.money, prints.outcome].map(fingerprint),
                values: row.values,
            }
        };
        let values: Vec<_> = findings.batches().iter().map(|batch| batch.values.clone()).collect();
        let estimates = findings.summary.iter().map(|line| Method::is_of_batches(line.method)).collect();
        Self {
            batches: (!values.is_empty()).then_some(Batches { values, estimates }),
            name: contender.name.clone(),
            from: contender.from.clone(),
            hash: contender.checked.hash.clone(),
            scenario: crate::record::scenario_text(&contender.checked),
            estimates: findings.summary.iter().map(|line| line.estimate).collect(),
            columns: findings.columns,
            runs: findings.runs.into_iter().map(run).collect(),
        }
    }
}
