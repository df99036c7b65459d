//! Writes traces in the plain form.

use std::fmt::Write;

use units::time::Time;

use super::{Format, LATEST, MOST_ROWS, MOST_TOKENS, Trace};

/// Columns that only traces of sessions have.
const SHARED: &str = ",session,prefix_tokens";

impl Trace {
    /// Why this trace could not be read again once it is written; `None` if it can.
    pub fn unreadable(&self) -> Option<String> {
        let n = self.rows.len();
        let longest = self.rows.iter().map(|row| row.prompt.max(row.output)).max().unwrap_or(0);
        if n > MOST_ROWS {
            Some(format!("{n} requests are more than the {MOST_ROWS} of a trace that can be read"))
        } else if self.rows.last().is_some_and(|row| row.at > LATEST) {
            Some("the last request comes more than 292 years after the start, which could not be read again".into())
        } else if longest > MOST_TOKENS {
            Some(format!("a request of {longest} tokens is longer than the {MOST_TOKENS} that can be read"))
        } else {
            None
        }
    }

    /// The trace as CSV in the house's own form, which [`super::read`] reads back unchanged.
    ///
    /// Times stand in seconds with as many decimals as they need, at most nine.
    pub fn to_csv(&self) -> String {
        let shares = self.rows.iter().any(|row| row.session.is_some() || row.prefix > 0);
        let mut text = format!("{}{}\n", Format::Plain.header(), if shares { SHARED } else { "" });
        for row in &self.rows {
            let at = seconds(row.at);
            let llm = row.llm.map_or(String::new(), |llm| quoted(&self.llms[usize::from(llm)]));
            // Writing to a string cannot fail.
            let _ = write!(text, "{at},{llm},{},{}", row.prompt, row.output);
            if shares {
                let session = row.session.map_or(String::new(), |session| session.to_string());
                let _ = write!(text, ",{session},{}", row.prefix);
            }
            text.push('\n');
        }
        text
    }
}

/// A time in seconds with as many decimals as it needs, at most nine.
pub fn seconds(at: Time) -> String {
    let (whole, part) = (at.ns() / 1_000_000_000, at.ns() % 1_000_000_000);
    if part == 0 { whole.to_string() } else { format!("{whole}.{part:09}").trim_end_matches('0').into() }
}

/// A field as CSV wants it.
fn quoted(name: &str) -> String {
    if name.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", name.replace('"', "\"\"")) } else { name.to_owned() }
}
