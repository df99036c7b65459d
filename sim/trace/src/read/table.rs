//! Reads tables of requests: the house's own, Azure's, `BurstGPT`'s, and lengths alone.

use csv::ByteRecord;

use super::super::{Faults, Row, Trace, date};
use super::rows::Rows;
use super::{Format, Table, field, line, next, places};

/// Columns of a format: arrival, prompt, output, llm, session, prefix; an empty name is one that it does not have.
fn names(format: Format) -> [&'static str; 6] {
    match format {
        Format::AzureLlm => ["TIMESTAMP", "ContextTokens", "GeneratedTokens", "", "", ""],
        Format::BurstGpt => ["Timestamp", "Request tokens", "Response tokens", "Model", "Session ID", ""],
        Format::Lengths => ["", "input_tokens", "output_tokens", "", "", ""],
        Format::VidurLengths => ["", "num_prefill_tokens", "num_decode_tokens", "", "", ""],
        _ => ["arrival_s", "prompt_tokens", "output_tokens", "llm", "session", "prefix_tokens"],
    }
}

/// The column by which a table of single requests tells its replications apart; the first alone is a trace.
const REPLICATION: &str = "replication";

/// Reads the requests that stand below a header; of several replications those of the first.
pub(super) fn read(format: Format, reader: &mut Table, record: &mut ByteRecord) -> Result<Trace, Faults> {
    let names = names(format);
    let must = |at: usize| (names[at], at < 3 && !names[at].is_empty());
    let columns = places(format, record, [must(0), must(1), must(2), must(3), must(4), must(5)])?;
    let is_plain = format == Format::Plain;
    let replication = (0..record.len()).find(|&column| is_plain && field(record, column) == REPLICATION);
    let mut first = None;
    let mut reading = Reading { format, width: record.len(), names, columns, origin: None, rows: Rows::default() };
    while !reading.rows.faults.is_full() && next(reader, record)? {
        if !reading.rows.is_open(line(record)) {
            break;
        }
        let number = replication.map(|column| field(record, column).to_owned());
        if *first.get_or_insert_with(|| number.clone()) == number {
            reading.row(line(record), record);
        }
    }
    reading.rows.end()
}

struct Reading {
    format: Format,
    /// How many fields the header has.
    width: usize,
    names: [&'static str; 6],
    columns: [Option<usize>; 6],
    /// What the first row's date counts as 0 \[ns\].
    origin: Option<i128>,
    rows: Rows,
}

impl Reading {
    fn row(&mut self, line: u64, record: &ByteRecord) {
        if record.len() != self.width {
            let message = format!("the line has {} fields, the header {}", record.len(), self.width);
            return self.rows.faults.push(line, message, None);
        }
        let text = |column: usize| self.columns[column].map_or("", |at| field(record, at));
        let [arrival, prompt, output, llm, session, prefix] = [0, 1, 2, 3, 4, 5].map(text);
        let ns = match self.format {
            Format::Lengths | Format::VidurLengths => Some(0),
            Format::AzureLlm => self.date(line, arrival),
            _ => {
                let remedy = "write the arrival as `12.345678`, in seconds since the start";
                self.rows.time(line, arrival, 1_000_000_000, remedy)
            }
        };
        let at = ns.and_then(|ns| self.rows.arrival(line, arrival, ns));
        let prompt = self.rows.tokens(line, self.names[1], prompt);
        let output = self.rows.tokens(line, self.names[2], output);
        let prefix = if prefix.is_empty() { Some(0) } else { self.rows.tokens(line, self.names[5], prefix) };
        if let (Some(prompt), Some(prefix)) = (prompt, prefix)
            && prefix > prompt
        {
            let message = format!("prefix_tokens `{prefix}` is more than the {prompt} tokens of the prompt");
            self.rows.fault(line, message, "the prefix is the part of the prompt that was in earlier requests");
        }
        let llm = self.rows.llm(line, llm);
        let session = self.rows.session(session);
        if let (Some(at), Some(prompt), Some(output), Some(prefix)) = (at, prompt, output, prefix) {
            self.rows.push(Row { at, llm, prompt, output, session, prefix });
        }
    }

    fn date(&mut self, line: u64, text: &str) -> Option<i128> {
        let Some(moment) = date::nanoseconds(text) else {
            self.rows.fault(
                line,
                format!("`{text}` is not a date and time"),
                "write it as `2023-11-16 18:17:03.9799600`",
            );
            return None;
        };
        let since = moment - *self.origin.get_or_insert(moment);
        if since < 0 {
            self.rows.fault(line, format!("`{text}` is earlier than the first row"), "sort the rows by arrival");
            return None;
        }
        Some(since)
    }
}
