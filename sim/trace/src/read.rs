//! Reads trace files, whichever of the known formats they have.

mod blocks;
mod rows;
mod servegen;
mod shared;
mod table;

use std::fs;
use std::io::Read as _;
use std::path::Path;

use csv::{ByteRecord, ReaderBuilder};
use flate2::read::MultiGzDecoder;

use super::{Clients, Faults, Trace};

/// The most bytes of a file: a gibibyte, which is read in one piece.
const MOST_BYTES: u64 = 1 << 30;
/// The first bytes of a file that gzip made.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// How a trace file says what it says; its first line tells which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The house's own: arrivals in seconds since the start, the LLM by name or empty; `session` and `prefix_tokens`
    /// may follow. A table of single requests is such a file, its first replication the trace.
    Plain,
    /// Azure's public LLM inference traces of 2023 and 2024: arrivals by date, the first row being time 0.
    AzureLlm,
    /// `BurstGPT`: arrivals in seconds, the LLM by name, sessions where the file has them; an answer of 0 tokens
    /// failed.
    BurstGpt,
    /// Mooncake: a JSON object a line, arrivals in milliseconds, hashes of the prompt's blocks of 512 tokens.
    /// `AIPerf`'s turns of sessions have this form, with `session_id`, and `delay` for later turns.
    Mooncake,
    /// Qwen's Bailian: as Mooncake, but arrivals in seconds, blocks of 16 tokens, and sessions by `parent_chat_id`.
    Bailian,
    /// `ServeGen`'s clients: rate and law of gaps of each in windows of ten minutes; no requests.
    Clients,
    /// `ServeGen`'s lengths: quantiles of each client's prompts and answers; no requests.
    ClientLengths,
    /// Lengths alone, as of `ShareGPT` and Alpaca: all requests come at once.
    Lengths,
    /// Lengths alone, as Vidur keeps them.
    VidurLengths,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 9] = [
        Self::Plain,
        Self::AzureLlm,
        Self::BurstGpt,
        Self::Mooncake,
        Self::Bailian,
        Self::Clients,
        Self::ClientLengths,
        Self::Lengths,
        Self::VidurLengths,
    ];

    /// The header line of such a file; the first of its objects where it has none.
    pub fn header(self) -> &'static str {
        match self {
            Self::Plain => "arrival_s,llm,prompt_tokens,output_tokens",
            Self::AzureLlm => "TIMESTAMP,ContextTokens,GeneratedTokens",
            Self::BurstGpt => "Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type",
            Self::Mooncake => r#"{"timestamp": 0, "input_length": 6758, "output_length": 500, "hash_ids": [0, 1]}"#,
            Self::Bailian => {
                r#"{"chat_id": 7, "parent_chat_id": -1, "timestamp": 61.114, "input_length": 21, "output_length": 132, "turn": 1, "hash_ids": [0, 1]}"#
            }
            Self::Clients => "client,t_s,rate_rps,cv,iat_family,shape,scale",
            Self::ClientLengths => "client,field,q0,q0.5,q1",
            Self::Lengths => "input_tokens,output_tokens",
            Self::VidurLengths => "num_prefill_tokens,num_decode_tokens",
        }
    }
}

/// What a file of traces holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// Requests.
    Requests(Trace),
    /// Clients, each with the law of its requests.
    Clients(Clients),
}

/// Reads a trace file.
///
/// # Errors
/// The first twenty faults, or that the file cannot be read, or holds no requests.
pub fn open(path: &Path) -> Result<Trace, Faults> {
    requests(open_any(path)?)
}

/// Reads a file of requests or of clients; one that gzip made is unpacked.
///
/// # Errors
/// As [`open`].
pub fn open_any(path: &Path) -> Result<Found, Faults> {
    let unread = |error: std::io::Error| {
        Faults::one(1, format!("the file cannot be read: {}", files::reason(&error)), "check the path")
    };
    let meta = fs::metadata(path).map_err(unread)?;
    // A pipe or a device could be read for ever.
    if !meta.is_file() {
        let what = if meta.is_dir() { "it is a folder" } else { "it is not a plain file" };
        return Err(Faults::one(1, format!("the file cannot be read: {what}"), "name a .csv or .jsonl file"));
    }
    let size = meta.len();
    if size > MOST_BYTES {
        return Err(too_large(size));
    }
    read_any(&fs::read(path).map_err(unread)?)
}

/// Reads the bytes of a file of requests.
///
/// The header names the columns; their order is free, and columns that the format does not know are passed over.
/// Limits: 1 GiB, 5,000,000 rows, 10,000,000 tokens a prompt or answer.
///
/// # Errors
/// The first twenty faults.
pub fn read(bytes: &[u8]) -> Result<Trace, Faults> {
    requests(read_any(bytes)?)
}

/// Reads the bytes of a file of requests or of clients.
///
/// # Errors
/// The first twenty faults.
pub fn read_any(bytes: &[u8]) -> Result<Found, Faults> {
    if bytes.len() as u64 > MOST_BYTES {
        return Err(too_large(bytes.len() as u64));
    }
    if bytes.starts_with(&GZIP) { read_text(&unpack(bytes)?) } else { read_text(bytes) }
}

fn requests(found: Found) -> Result<Trace, Faults> {
    match found {
        Found::Requests(trace) => Ok(trace),
        Found::Clients(_) => {
            let remedy = "make a workload from it with `windtunnel trace fit` and `trace generate`";
            Err(Faults::one(1, "the file contains clients, not requests", remedy))
        }
    }
}

fn unpack(bytes: &[u8]) -> Result<Vec<u8>, Faults> {
    let mut text = Vec::new();
    let read = MultiGzDecoder::new(bytes).take(MOST_BYTES + 1).read_to_end(&mut text);
    if let Err(error) = read {
        return Err(Faults::one(1, format!("the file cannot be unpacked: {error}"), "compress it again, or unpack it"));
    }
    if text.len() as u64 > MOST_BYTES { Err(too_large(text.len() as u64)) } else { Ok(text) }
}

fn read_text(bytes: &[u8]) -> Result<Found, Faults> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].split(|&byte| byte == b'\n').count();
        Faults::one(line as u64, "the file is not UTF-8", "save it in UTF-8")
    })?;
    let text = text.trim_start_matches('\u{feff}');
    if text.trim_start().starts_with('{') {
        return blocks::read(text).map(Found::Requests);
    }
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut record = ByteRecord::new();
    if !next(&mut reader, &mut record)? {
        let remedy = format!("start it with `{}` and add one line per request", Format::Plain.header());
        return Err(Faults::one(1, "the file is empty", remedy));
    }
    if servegen::is_chunk(&record) {
        return servegen::chunk(&mut reader, &mut record).map(Found::Clients);
    }
    match recognise(&record)? {
        Format::Clients => servegen::windows(&mut reader, &mut record).map(Found::Clients),
        Format::ClientLengths => servegen::lengths(&mut reader, &mut record).map(Found::Clients),
        format => table::read(format, &mut reader, &mut record).map(Found::Requests),
    }
}

/// The format whose columns a header has; the one with the most of them.
fn recognise(header: &ByteRecord) -> Result<Format, Faults> {
    let names: Vec<&str> = (0..header.len()).map(|column| field(header, column)).collect();
    let known = |format: Format| columns(format).iter().filter(|name| names.contains(name)).count();
    let most = Format::ALL.into_iter().map(known).max().unwrap_or(0);
    let best = Format::ALL.into_iter().find(|&format| known(format) == most);
    best.filter(|_| most > 0).ok_or_else(|| {
        let shown: String = names.join(",").chars().take(60).collect();
        let remedy = format!(
            "start the file with `{}`; `windtunnel trace --help` shows the other formats",
            Format::Plain.header()
        );
        Faults::one(1, format!("`{shown}` is not the header of a known trace format"), remedy)
    })
}

/// The columns that must be there.
fn columns(format: Format) -> &'static [&'static str] {
    match format {
        Format::Plain => &["arrival_s", "prompt_tokens", "output_tokens"],
        Format::AzureLlm => &["TIMESTAMP", "ContextTokens", "GeneratedTokens"],
        Format::BurstGpt => &["Timestamp", "Request tokens", "Response tokens"],
        Format::Mooncake | Format::Bailian => &[],
        Format::Clients => &["client", "t_s", "rate_rps", "iat_family", "shape", "scale"],
        Format::ClientLengths => &["client", "field"],
        Format::Lengths => &["input_tokens", "output_tokens"],
        Format::VidurLengths => &["num_prefill_tokens", "num_decode_tokens"],
    }
}

/// Where the columns of a format stand in a header; notes what is missing or stands twice.
fn places<const N: usize>(
    format: Format,
    header: &ByteRecord,
    wanted: [(&str, bool); N],
) -> Result<[Option<usize>; N], Faults> {
    let mut faults = Faults::default();
    let of = || Some(format!("the header of such a file is `{}`", format.header()));
    let places = wanted.map(|(name, must)| {
        let mut at = (0..header.len()).filter(|&column| !name.is_empty() && field(header, column) == name);
        let (first, second) = (at.next(), at.next());
        if first.is_none() && must {
            faults.push(1, format!("column `{name}` is missing"), of());
        } else if second.is_some() {
            faults.push(1, format!("column `{name}` occurs twice"), of());
        }
        first
    });
    if faults.list().is_empty() { Ok(places) } else { Err(faults) }
}

fn too_large(size: u64) -> Faults {
    Faults::one(1, format!("the file has {size} bytes, at most {MOST_BYTES} are read"), "cut it into parts")
}

/// The reader of a table.
type Table<'a> = csv::Reader<&'a [u8]>;

fn next(reader: &mut Table, record: &mut ByteRecord) -> Result<bool, Faults> {
    reader.read_byte_record(record).map_err(|error| {
        let line = error.position().map_or(1, csv::Position::line);
        Faults::one(line, format!("the line cannot be read: {error}"), "write it as CSV")
    })
}

/// The line on which a record begins.
fn line(record: &ByteRecord) -> u64 {
    record.position().map_or(0, csv::Position::line)
}

/// A field as text; the whole file was checked to be UTF-8.
fn field(record: &ByteRecord, column: usize) -> &str {
    std::str::from_utf8(record.get(column).unwrap_or_default()).unwrap_or_default().trim()
}
