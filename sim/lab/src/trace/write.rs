//! Writes traces in the plain form.

use std::fmt::Write;

use super::{Format, Trace};

/// Columns that only traces of sessions have.
const SHARED: &str = ",session,prefix_tokens";

impl Trace {
    /// The trace as CSV in the house's own form, which [`super::read`] reads back unchanged.
    ///
    /// Times stand in seconds with as many decimals as they need, at most nine.
    pub fn to_csv(&self) -> String {
        let shares = self.rows.iter().any(|row| row.session.is_some() || row.prefix > 0);
        let mut text = format!("{}{}\n", Format::Plain.header(), if shares { SHARED } else { "" });
        for row in &self.rows {
            let (whole, part) = (row.at.ns() / 1_000_000_000, row.at.ns() % 1_000_000_000);
            let part = format!(".{part:09}");
            let part = part.trim_end_matches('0').trim_end_matches('.');
            let llm = row.llm.map_or(String::new(), |llm| quoted(&self.llms[usize::from(llm)]));
            // Writing to a string cannot fail.
            let _ = write!(text, "{whole}{part},{llm},{},{}", row.prompt, row.output);
            if shares {
                let session = row.session.map_or(String::new(), |session| session.to_string());
                let _ = write!(text, ",{session},{}", row.prefix);
            }
            text.push('\n');
        }
        text
    }
}

/// A field as CSV wants it.
fn quoted(name: &str) -> String {
    if name.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", name.replace('"', "\"\"")) } else { name.to_owned() }
}
