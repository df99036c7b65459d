//! What a gateway has been told by nodes, and has learnt of their answers.

use rules::columns::{Age, Column};
use state::journal::Journal;
use state::requests::Need;
use units::ids::{LlmId, NodeId};
use units::time::Time;

/// What nodes reported to a gateway when it last heard of them, for the columns that its policy reads.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reported {
    /// Each column that is kept, by node.
    pub(crate) columns: Vec<(Column, Vec<f64>)>,
    /// The LLMs that were in each node's memory, if anybody asks.
    pub(crate) held: Option<Vec<Vec<LlmId>>>,
    /// When each node was heard of, if anybody asks.
    pub(crate) heard: Option<Vec<Time>>,
    /// Which nodes reported.
    pub(crate) changes: Journal,
}

impl Reported {
    /// Room for the columns that a policy reads of so many nodes.
    pub(crate) fn new(columns: &[Column], n_nodes: usize) -> Self {
        let mut reported = Self::default();
        reported.keep(columns, n_nodes);
        reported
    }
    /// Makes room for columns that are not kept yet, of which nodes have reported nothing so far; drops none, so that
    /// rules that are set and set back lose no report.
    pub(crate) fn keep(&mut self, columns: &[Column], n_nodes: usize) {
        for &column in columns {
            match column {
                Column::WorkLeft | Column::Stake | Column::Weight | Column::FreeMemory | Column::Uptime
                    if self.columns.iter().all(|(kept, _)| *kept != column) =>
                {
                    self.columns.push((column, vec![0.0; n_nodes]));
                }
                Column::Held => {
                    self.held.get_or_insert_with(|| vec![Vec::new(); n_nodes]);
                }
                Column::ReportAge => {
                    self.heard.get_or_insert_with(|| vec![Time::ZERO; n_nodes]);
                }
                _ => {}
            }
        }
    }
    /// Whether it holds a column, or need not.
    pub(crate) fn keeps(&self, column: Column) -> bool {
        match column {
            Column::Held => self.held.is_some(),
            Column::ReportAge => self.heard.is_some(),
            // Backlogs are kept by the view itself.
            Column::Backlog => true,
            _ => column.age() != Age::Reported || self.columns.iter().any(|(kept, _)| *kept == column),
        }
    }
    pub(crate) fn is_empty(&self) -> bool {
        self.columns.is_empty() && self.held.is_none() && self.heard.is_none()
    }
    pub(crate) fn of(&self, column: Column, node: NodeId) -> Option<f64> {
        self.columns.iter().find(|(kept, _)| *kept == column).map(|(_, values)| values[node.row()])
    }
}

/// How long the answers of each LLM have been that a gateway has seen: what it expects of the next.
#[derive(Clone, Debug)]
pub(crate) struct Outputs {
    /// Tokens and answers by LLM, beginning with one answer of [`Outputs::PRIOR`] tokens.
    seen: Vec<(u64, u64)>,
}

impl Outputs {
    /// Tokens of an answer that are expected before any was seen.
    const PRIOR: u64 = 256;

    pub(crate) fn new(n_llms: usize) -> Self {
        Self { seen: vec![(Self::PRIOR, 1); n_llms] }
    }
    /// An answer of so many tokens is back.
    pub(crate) fn see(&mut self, llm: LlmId, tokens: u32) {
        let (sum, n) = &mut self.seen[llm.row()];
        (*sum, *n) = (*sum + u64::from(tokens), *n + 1);
    }
    /// What is expected of a request: its answer is as long as those seen were on average, one token at the least.
    pub(crate) fn expected(&self, need: Need, llm: LlmId) -> Need {
        let Need::Tokens { prompt, .. } = need else { return need };
        let (sum, n) = self.seen[llm.row()];
        Need::Tokens { prompt, output: u32::try_from((sum + n / 2) / n).unwrap_or(u32::MAX).max(1) }
    }
}
