//! Requests as they are read one by one, with what is wrong with each.

use std::collections::BTreeMap;

use units::text::Decimal;
use units::time::Time;

use super::super::{Faults, LATEST, MOST_ROWS, MOST_TOKENS, Row, Trace};

/// Requests read so far.
#[derive(Default)]
pub(super) struct Rows {
    /// What is wrong so far.
    pub(super) faults: Faults,
    /// The last arrival, even if its row had other faults.
    last: Time,
    list: Vec<Row>,
    llms: BTreeMap<String, u16>,
    sessions: BTreeMap<String, u32>,
}

impl Rows {
    /// Whether another row may be read.
    pub(super) fn is_open(&mut self, line: u64) -> bool {
        self.is_open_for(line, self.list.len())
    }

    /// Whether another row may be read, so many being kept elsewhere.
    pub(super) fn is_open_for(&mut self, line: u64, n: usize) -> bool {
        if n == MOST_ROWS {
            let remedy = "shorten it, or replay it in parts".to_owned();
            self.faults.push(line, format!("the trace has more than {MOST_ROWS} rows"), Some(remedy));
            return false;
        }
        !self.faults.is_full()
    }

    /// Takes a row.
    pub(super) fn push(&mut self, row: Row) {
        self.list.push(row);
    }

    /// A fault of a line.
    pub(super) fn fault(&mut self, line: u64, message: String, remedy: &str) {
        self.faults.push(line, message, Some(remedy.into()));
    }

    /// An arrival, which may not lie before the last.
    pub(super) fn arrival(&mut self, line: u64, text: &str, ns: i128) -> Option<Time> {
        let at = self.representable(line, text, ns)?;
        if at < self.last {
            self.fault(line, format!("`{text}` is earlier than the previous line"), "sort the rows by arrival");
        }
        self.last = at;
        Some(at)
    }

    /// A time that may lie anywhere within what is kept.
    pub(super) fn representable(&mut self, line: u64, text: &str, ns: i128) -> Option<Time> {
        let at = u64::try_from(ns).ok().map(Time::from_ns).filter(|&at| at <= LATEST);
        if at.is_none() {
            self.faults.push(line, format!("`{text}` is more than 292 years after the start"), None);
        }
        at
    }

    /// A number of seconds or of a part of them as nanoseconds: `per` of those are one \[ns\].
    pub(super) fn time(&mut self, line: u64, text: &str, per: i128, remedy: &str) -> Option<i128> {
        let number = Decimal::parse(text);
        if number.is_some_and(|number| number.mantissa < 0) {
            self.fault(line, format!("`{text}` is a negative time"), "times count from the start of the trace");
            return None;
        }
        // A number too long for exact arithmetic is rounded, and told if it is too late.
        let exact = |number: Decimal| number.times_rounded(per);
        let ns = number.map(|number| exact(number).unwrap_or((number.to_f64() * per as f64) as i128));
        if ns.is_none() {
            self.fault(line, format!("`{text}` is not a time"), remedy);
        }
        ns
    }

    /// A number of tokens.
    pub(super) fn tokens(&mut self, line: u64, name: &str, text: &str) -> Option<u32> {
        let number = Decimal::parse(text);
        // A count that some program wrote as `374.0` is whole all the same.
        let whole = number.and_then(|number| number.times(1));
        let (message, remedy) = match (whole, number) {
            (Some(whole), _) if (0..=i128::from(MOST_TOKENS)).contains(&whole) => return u32::try_from(whole).ok(),
            _ if text.is_empty() => (format!("{name} is empty"), "write a whole number of tokens"),
            (_, Some(Decimal { mantissa: ..0, .. })) => {
                (format!("{name} `{text}` is negative"), "write a whole number of tokens")
            }
            (Some(_), _) => {
                (format!("{name} `{text}` is more than {MOST_TOKENS} tokens"), "check the unit and the column")
            }
            _ => (format!("{name} `{text}` is not a whole number"), "write a whole number of tokens"),
        };
        self.fault(line, message, remedy);
        None
    }

    /// An LLM by its name; none if that is empty.
    pub(super) fn llm(&mut self, line: u64, name: &str) -> Option<u16> {
        if name.is_empty() {
            return None;
        }
        if let Some(&llm) = self.llms.get(name) {
            return Some(llm);
        }
        let Ok(llm) = u16::try_from(self.llms.len()) else {
            self.fault(line, "the trace has more than 65536 LLMs".into(), "check that the column holds names");
            return None;
        };
        self.llms.insert(name.to_owned(), llm);
        Some(llm)
    }

    /// A session by its name; none if that is empty. Names are numbered as they come.
    pub(super) fn session(&mut self, name: &str) -> Option<u32> {
        if name.is_empty() {
            return None;
        }
        if let Some(&session) = self.sessions.get(name) {
            return Some(session);
        }
        // There are fewer rows than numbers.
        let session = self.sessions.len() as u32;
        self.sessions.insert(name.to_owned(), session);
        Some(session)
    }

    /// The trace, or what is wrong with it.
    pub(super) fn end(mut self) -> Result<Trace, Faults> {
        if self.faults.list().is_empty() && self.list.is_empty() {
            self.fault(1, "the trace has no rows".into(), "add one line per request");
        }
        if !self.faults.list().is_empty() {
            return Err(self.faults);
        }
        let mut llms = vec![String::new(); self.llms.len()];
        for (name, llm) in self.llms {
            llms[usize::from(llm)] = name;
        }
        Ok(Trace::new(self.list, llms))
    }
}
