//! Reads `ServeGen`'s clients: rate and gaps in windows of ten minutes, and quantiles of lengths.

use csv::ByteRecord;
use units::text::Decimal;

use super::super::clients::{Gaps, Window};
use super::super::{Clients, Faults};
use super::{Format, Table, field, line, next, places};

/// The columns of a window: name, start, rate, family, shape and scale.
const WINDOW: [(&str, bool); 6] =
    [("client", true), ("t_s", true), ("rate_rps", true), ("iat_family", true), ("shape", true), ("scale", true)];
/// Times beyond this are an error of the file: a hundred years \[s\].
const LATEST_S: f64 = 3.2e9;

/// Whether a first line is one of `ServeGen`'s own files of a client, which have no header: start, rate, deviation over
/// mean, family and its two parameters.
pub(super) fn is_chunk(record: &ByteRecord) -> bool {
    record.len() == 6 && Decimal::parse(field(record, 0)).is_some() && Decimal::parse(field(record, 1)).is_some()
}

/// Reads a file of one client without a header, whose first line is at hand.
pub(super) fn chunk(reader: &mut Table, record: &mut ByteRecord) -> Result<Clients, Faults> {
    let mut windows = Windows::default();
    loop {
        windows.row(record, 6, [None, Some(0), Some(1), Some(3), Some(4), Some(5)]);
        if windows.faults.is_full() || !next(reader, record)? {
            return windows.end();
        }
    }
}

/// Reads the windows of many clients below a header.
pub(super) fn windows(reader: &mut Table, record: &mut ByteRecord) -> Result<Clients, Faults> {
    let columns = places(Format::Clients, record, WINDOW)?;
    let width = record.len();
    let mut windows = Windows::default();
    while !windows.faults.is_full() && next(reader, record)? {
        windows.row(record, width, columns);
    }
    windows.end()
}

#[derive(Default)]
struct Windows {
    clients: Clients,
    faults: Faults,
}

impl Windows {
    fn row(&mut self, record: &ByteRecord, width: usize, columns: [Option<usize>; 6]) {
        let line = line(record);
        if record.len() != width {
            let message = format!("the line has {} fields, the first {width}", record.len());
            return self.faults.push(line, message, None);
        }
        let [name, at, rate, family, shape, scale] =
            columns.map(|column| column.map_or("0", |column| field(record, column)));
        let rate = number(&mut self.faults, line, "rate_rps", rate, 0.0);
        let at = number(&mut self.faults, line, "t_s", at, 0.0);
        let (Some(rate), Some(at)) = (rate, at) else { return };
        // A silent window has no law.
        if rate <= 0.0 {
            return;
        }
        let shape = number(&mut self.faults, line, "shape", shape, f64::MIN_POSITIVE);
        let scale = number(&mut self.faults, line, "scale", scale, f64::MIN_POSITIVE);
        let gaps = match family {
            "Gamma" => Gaps::Gamma,
            "Weibull" => Gaps::Weibull,
            other => {
                let message = format!("iat_family `{other}` is not a distribution of gaps");
                return self.faults.push(line, message, Some("known are `Gamma` and `Weibull`".into()));
            }
        };
        if at > LATEST_S {
            return self.faults.push(line, format!("t_s `{at}` is more than a hundred years"), None);
        }
        let (Some(shape), Some(_)) = (shape, scale) else { return };
        let at_s = at as u32 / Window::LENGTH_S * Window::LENGTH_S;
        let windows = &mut self.clients.of(name).windows;
        if windows.last().is_some_and(|last| last.at_s >= at_s) {
            let remedy = "sort the windows of a client by time, each ten minutes";
            return self.faults.push(line, format!("a window at {at} s follows a later one"), Some(remedy.into()));
        }
        windows.push(Window { at_s, rate, gaps, shape });
    }

    fn end(mut self) -> Result<Clients, Faults> {
        if self.faults.list().is_empty() && self.clients.is_empty() {
            self.faults.push(1, "no window has a request".into(), Some("add one line per window".into()));
        }
        if self.faults.list().is_empty() { Ok(self.clients) } else { Err(self.faults) }
    }
}

/// A number that is at least `least`.
fn number(faults: &mut Faults, line: u64, name: &str, text: &str, least: f64) -> Option<f64> {
    let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
    let (message, remedy) = match number {
        Some(number) if number >= least => return Some(number),
        Some(_) => (format!("{name} `{text}` is too small"), "write a number above 0"),
        None => (format!("{name} `{text}` is not a number"), "write it as `1.25`"),
    };
    faults.push(line, message, Some(remedy.into()));
    None
}

/// Reads the quantiles of many clients' lengths; fields other than input and output tokens are passed over.
pub(super) fn lengths(reader: &mut Table, record: &mut ByteRecord) -> Result<Clients, Faults> {
    let [client, what] = places(Format::ClientLengths, record, [("client", true), ("field", true)])?;
    let (client, what) = (client.unwrap_or(0), what.unwrap_or(0));
    let share = |column: usize| field(record, column).strip_prefix('q').and_then(|share| share.parse::<f64>().ok());
    let shares: Vec<(usize, f64)> = (0..record.len()).filter_map(|column| Some((column, share(column)?))).collect();
    let mut faults = Faults::default();
    let is_whole = shares.first().is_some_and(|s| s.1 <= 0.0) && shares.last().is_some_and(|s| s.1 >= 1.0);
    if !is_whole || !shares.is_sorted_by(|a, b| a.1 < b.1) {
        let remedy = "name the quantiles `q0`, `q0.5`, `q1`, in rising order";
        return Err(Faults::one(1, "the quantiles do not rise from `q0` to `q1`", remedy));
    }
    let width = record.len();
    let mut clients = Clients::default();
    while !faults.is_full() && next(reader, record)? {
        let line = line(record);
        if record.len() != width {
            faults.push(line, format!("the line has {} fields, the header {width}", record.len()), None);
            continue;
        }
        let what = field(record, what);
        if !["input_tokens", "output_tokens"].contains(&what) {
            continue;
        }
        let mut table = Vec::new();
        for &(column, share) in &shares {
            if let Some(tokens) = number(&mut faults, line, what, field(record, column), 0.0) {
                table.push((share, tokens));
            }
        }
        if !table.is_sorted_by(|a, b| a.1 <= b.1) {
            let remedy = "write the quantiles in rising order";
            faults.push(line, format!("the quantiles of {what} fall"), Some(remedy.into()));
        }
        let client = clients.of(field(record, client));
        if what == "input_tokens" {
            client.prompt = table;
        } else {
            client.output = table;
        }
    }
    if faults.list().is_empty() && clients.is_empty() {
        faults.push(1, "no client has lengths".into(), Some("add one line per client and field".into()));
    }
    if faults.list().is_empty() { Ok(clients) } else { Err(faults) }
}
