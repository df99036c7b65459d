//! One side of a comparison: what its replications measured.

use statistics::Estimate;
use world::metrics::catalogue::Column;

use crate::record::tables::fingerprint;
use crate::study::Findings;

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
        Self {
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
