//! Workload traces: who asked when for how much; readers for public formats and a generator.

mod clients;
mod date;
mod doubt;
mod fault;
mod fit;
mod generate;
mod presence;
mod prices;
mod profile;
mod read;
mod timing;
mod write;

#[cfg(test)]
mod tests;

use units::time::Time;

pub use clients::{Client, Clients, Gaps, Window};
pub use fault::{Fault, Faults};
pub use fit::{ArrivalFit, Fit, GATEWAY, LengthFit, Popularity, SessionFit, clients_fragment, fit, fragment, report};
pub use generate::{Piece, Shape, Spec, generate};
pub use presence::{Presences, open_presences, read_presences};
pub use prices::{open_prices, read_prices};
pub use profile::{Lengths, Sessions, WINDOWS_S};
pub use read::{Format, Found, open, open_any, read, read_any};
pub use write::seconds;

/// The most requests of a trace: at 40 bytes they take 200 MB.
pub const MOST_ROWS: usize = 5_000_000;
/// The most tokens of a prompt or an answer: ten times the longest context sold.
const MOST_TOKENS: u32 = 10_000_000;
/// The latest arrival that is read: some 292 years after the start.
const LATEST: Time = Time::from_ns(i64::MAX as u64);

/// Requests in the order of their arrival; at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    rows: Vec<Row>,
    llms: Vec<String>,
}

/// One request of a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// When it arrives.
    pub at: Time,
    /// Which of the trace's LLMs it asks for, if the trace says.
    pub llm: Option<u16>,
    /// Tokens of its prompt \[at most 10,000,000\].
    pub prompt: u32,
    /// Tokens of its answer \[at most 10,000,000\].
    pub output: u32,
    /// Which session it belongs to, if the trace says; sessions are numbered in the order of their first requests.
    pub session: Option<u32>,
    /// Tokens at the start of the prompt that earlier requests had too; 0 where the trace says nothing.
    pub prefix: u32,
}

impl Row {
    /// Whether prompt and answer together are more than an LLM's window of so many tokens; both count as one at least.
    pub fn is_longer_than(&self, window: u32) -> bool {
        u64::from(self.prompt.max(1)) + u64::from(self.output.max(1)) > u64::from(window)
    }
}

impl Trace {
    /// A trace of these requests.
    ///
    /// # Panics
    /// If there are none, their times fall, or one asks for an LLM that is not listed.
    pub fn new(rows: Vec<Row>, llms: Vec<String>) -> Self {
        assert!(!rows.is_empty(), "a trace needs a request");
        assert!(rows.is_sorted_by_key(|row| row.at), "a trace's requests must stand in the order of their arrival");
        let listed = rows.iter().all(|row| row.llm.is_none_or(|llm| usize::from(llm) < llms.len()));
        assert!(rows.iter().all(|row| row.prefix <= row.prompt), "a prefix is a part of its prompt");
        assert!(listed, "a trace's requests must ask for LLMs among its {}", llms.len());
        Self { rows, llms }
    }
    /// The requests.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }
    /// The names of the LLMs asked for.
    pub fn llms(&self) -> &[String] {
        &self.llms
    }
}
