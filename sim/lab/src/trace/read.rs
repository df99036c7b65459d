//! Reads trace files, whichever of the known formats they have.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use csv::{ByteRecord, ReaderBuilder};
use units::text::Decimal;
use units::time::Time;

use super::date;
use super::{Faults, Row, Trace};
use crate::file::disk;

/// The most bytes of a file: a gibibyte, which is read in one piece.
const MOST_BYTES: u64 = 1 << 30;
/// The most requests of a trace: at 24 bytes they take 120 MB.
const MOST_ROWS: usize = 5_000_000;
/// The most tokens of a prompt or an answer: ten times the longest context sold.
const MOST_TOKENS: i128 = 10_000_000;

/// How a trace file says what it says; the header tells which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The house's own: arrivals in seconds since the start, the LLM by name or empty.
    Plain,
    /// Azure's public LLM inference traces of 2023 and 2024: arrivals by date, the first row being time 0.
    AzureLlm,
}

impl Format {
    /// The header line of such a file.
    pub fn header(self) -> &'static str {
        match self {
            Self::Plain => "arrival_s,llm,prompt_tokens,output_tokens",
            Self::AzureLlm => "TIMESTAMP,ContextTokens,GeneratedTokens",
        }
    }
    /// The columns that must be there: arrival, prompt and output.
    fn columns(self) -> [&'static str; 3] {
        match self {
            Self::Plain => ["arrival_s", "prompt_tokens", "output_tokens"],
            Self::AzureLlm => ["TIMESTAMP", "ContextTokens", "GeneratedTokens"],
        }
    }
}

/// Reads a trace file.
///
/// # Errors
/// The first twenty faults, or that the file cannot be read.
pub fn open(path: &Path) -> Result<Trace, Faults> {
    let unread = |error: std::io::Error| {
        Faults::one(1, format!("the file cannot be read: {}", disk::reason(&error)), "check the path")
    };
    let meta = fs::metadata(path).map_err(unread)?;
    // A pipe or a device could be read for ever.
    if !meta.is_file() {
        let what = if meta.is_dir() { "it is a folder" } else { "it is not a plain file" };
        return Err(Faults::one(1, format!("the file cannot be read: {what}"), "name a .csv file"));
    }
    let size = meta.len();
    if size > MOST_BYTES {
        return Err(too_large(size));
    }
    read(&fs::read(path).map_err(unread)?)
}

/// Reads the bytes of a trace file.
///
/// The header names the columns; their order is free, and columns that the format does not know are passed over.
/// Limits: 1 GiB, 5,000,000 rows, 10,000,000 tokens a prompt or answer.
///
/// # Errors
/// The first twenty faults.
pub fn read(bytes: &[u8]) -> Result<Trace, Faults> {
    if bytes.len() as u64 > MOST_BYTES {
        return Err(too_large(bytes.len() as u64));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].split(|&byte| byte == b'\n').count();
        Faults::one(line as u64, "the file is not UTF-8", "save it as CSV in UTF-8")
    })?;
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut record = ByteRecord::new();
    if !next(&mut reader, &mut record)? {
        let remedy = format!("start it with `{}` and add a line a request", Format::Plain.header());
        return Err(Faults::one(1, "the file is empty", remedy));
    }
    let mut reading = Reading::begin(&record)?;
    while !reading.faults.is_full() && next(&mut reader, &mut record)? {
        let line = record.position().map_or(0, csv::Position::line);
        if reading.rows.len() == MOST_ROWS {
            let remedy = "cut it, or replay it in parts".to_owned();
            reading.faults.push(line, format!("the trace has more than {MOST_ROWS} rows"), Some(remedy));
            break;
        }
        reading.row(line, &record);
    }
    reading.end()
}

fn too_large(size: u64) -> Faults {
    Faults::one(1, format!("the file has {size} bytes, at most {MOST_BYTES} are read"), "cut it into parts")
}

fn next(reader: &mut csv::Reader<&[u8]>, record: &mut ByteRecord) -> Result<bool, Faults> {
    reader.read_byte_record(record).map_err(|error| {
        let line = error.position().map_or(1, csv::Position::line);
        Faults::one(line, format!("the line cannot be read: {error}"), "write it as CSV")
    })
}

/// A field as text; the whole file was checked to be UTF-8.
fn field(record: &ByteRecord, column: usize) -> &str {
    std::str::from_utf8(record.get(column).unwrap_or_default()).unwrap_or_default().trim()
}

struct Reading {
    format: Format,
    /// How many fields the header has.
    width: usize,
    /// Where arrival, prompt and output stand.
    columns: [usize; 3],
    llm: Option<usize>,
    /// What the first row's date counts as 0 \[ns\].
    origin: Option<i128>,
    /// The last arrival \[ns\], even if its row had other faults.
    last: u64,
    rows: Vec<Row>,
    llms: BTreeMap<String, u16>,
    faults: Faults,
}

impl Reading {
    fn begin(header: &ByteRecord) -> Result<Self, Faults> {
        let names: Vec<&str> = (0..header.len()).map(|column| field(header, column)).collect();
        let mut faults = Faults::default();
        let known = |format: Format| format.columns().iter().filter(|name| names.contains(name)).count();
        let format = if known(Format::AzureLlm) > known(Format::Plain) { Format::AzureLlm } else { Format::Plain };
        if known(format) == 0 {
            let shown: String = names.join(",").chars().take(60).collect();
            let remedy = format!("start the file with `{}` or `{}`", Format::Plain.header(), Format::AzureLlm.header());
            return Err(Faults::one(1, format!("`{shown}` is not the header of a known trace format"), remedy));
        }
        let remedy = || Some(format!("the header of such a trace is `{}`", format.header()));
        for name in format.columns().iter().chain(&["llm"]) {
            match names.iter().filter(|column| column == &name).count() {
                0 if *name != "llm" => faults.push(1, format!("column `{name}` is missing"), remedy()),
                0 | 1 => {}
                _ => faults.push(1, format!("column `{name}` stands twice"), remedy()),
            }
        }
        if !faults.list().is_empty() {
            return Err(faults);
        }
        let place = |wanted: &str| names.iter().position(|name| *name == wanted);
        Ok(Self {
            format,
            width: names.len(),
            columns: format.columns().map(|name| place(name).unwrap_or(usize::MAX)),
            llm: if format == Format::Plain { place("llm") } else { None },
            origin: None,
            last: 0,
            rows: Vec::new(),
            llms: BTreeMap::new(),
            faults,
        })
    }

    fn row(&mut self, line: u64, record: &ByteRecord) {
        if record.len() != self.width {
            let message = format!("the line has {} fields, the header {}", record.len(), self.width);
            return self.faults.push(line, message, None);
        }
        let at = self.arrival(line, field(record, self.columns[0]));
        let prompt = self.tokens(line, 1, field(record, self.columns[1]));
        let output = self.tokens(line, 2, field(record, self.columns[2]));
        let llm = self.llm.and_then(|column| self.llm(line, field(record, column)));
        if let (Some(at), Some(prompt), Some(output)) = (at, prompt, output) {
            self.rows.push(Row { at, llm, prompt, output });
        }
    }

    fn arrival(&mut self, line: u64, text: &str) -> Option<Time> {
        let ns = match self.format {
            Format::Plain => self.seconds(line, text)?,
            Format::AzureLlm => self.date(line, text)?,
        };
        let Some(ns) = u64::try_from(ns).ok().filter(|&ns| i64::try_from(ns).is_ok()) else {
            self.faults.push(line, format!("`{text}` is more than 292 years after the start"), None);
            return None;
        };
        if ns < self.last {
            let message = format!("`{text}` is earlier than the line before");
            self.faults.push(line, message, Some("sort the rows by arrival".into()));
        }
        self.last = ns;
        Some(Time::from_ns(ns))
    }

    fn seconds(&mut self, line: u64, text: &str) -> Option<i128> {
        let number = Decimal::parse(text);
        if number.is_some_and(|number| number.mantissa < 0) {
            let remedy = "times count from the start of the trace".into();
            self.faults.push(line, format!("`{text}` is a negative time"), Some(remedy));
            return None;
        }
        // A number too long for exact arithmetic is rounded, and told if it is too late.
        let exact = |number: Decimal| number.times_rounded(1_000_000_000);
        let ns = number.map(|number| exact(number).unwrap_or((number.to_f64() * 1e9) as i128));
        if ns.is_none() {
            let remedy = "write the arrival as `12.345678`, in seconds since the start".into();
            self.faults.push(line, format!("`{text}` is not a number of seconds"), Some(remedy));
        }
        ns
    }

    fn date(&mut self, line: u64, text: &str) -> Option<i128> {
        let Some(moment) = date::nanoseconds(text) else {
            let remedy = "write it as `2023-11-16 18:17:03.9799600`".into();
            self.faults.push(line, format!("`{text}` is not a date and time"), Some(remedy));
            return None;
        };
        let since = moment - *self.origin.get_or_insert(moment);
        if since < 0 {
            let remedy = "sort the rows by arrival".into();
            self.faults.push(line, format!("`{text}` is earlier than the first row"), Some(remedy));
            return None;
        }
        Some(since)
    }

    fn tokens(&mut self, line: u64, column: usize, text: &str) -> Option<u32> {
        let name = self.format.columns()[column];
        let number = Decimal::parse(text);
        // A count that some program wrote as `374.0` is whole all the same.
        let whole = number.and_then(|number| number.times(1));
        let (message, remedy) = match (whole, number) {
            (Some(whole @ 0..=MOST_TOKENS), _) => return u32::try_from(whole).ok(),
            _ if text.is_empty() => (format!("{name} is empty"), "write a whole number of tokens"),
            (_, Some(Decimal { mantissa: ..0, .. })) => {
                (format!("{name} `{text}` is negative"), "write a whole number of tokens")
            }
            (Some(_), _) => {
                (format!("{name} `{text}` is more than {MOST_TOKENS} tokens"), "check the unit and the column")
            }
            _ => (format!("{name} `{text}` is not a whole number"), "write a whole number of tokens"),
        };
        self.faults.push(line, message, Some(remedy.into()));
        None
    }

    fn llm(&mut self, line: u64, name: &str) -> Option<u16> {
        if name.is_empty() {
            return None;
        }
        if let Some(&llm) = self.llms.get(name) {
            return Some(llm);
        }
        let Ok(llm) = u16::try_from(self.llms.len()) else {
            let remedy = "check that the column holds names".into();
            self.faults.push(line, "the trace has more than 65536 LLMs".into(), Some(remedy));
            return None;
        };
        self.llms.insert(name.to_owned(), llm);
        Some(llm)
    }

    fn end(mut self) -> Result<Trace, Faults> {
        if self.faults.list().is_empty() && self.rows.is_empty() {
            self.faults.push(1, "the trace has no rows".into(), Some("add a line a request".into()));
        }
        if !self.faults.list().is_empty() {
            return Err(self.faults);
        }
        let mut llms = vec![String::new(); self.llms.len()];
        for (name, llm) in self.llms {
            llms[usize::from(llm)] = name;
        }
        Ok(Trace::new(self.rows, llms))
    }
}
