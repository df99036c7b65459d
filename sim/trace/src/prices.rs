//! Recorded prices of a coin: what it was worth when.

use std::fs;
use std::path::Path;

use csv::ReaderBuilder;
use rules::market::Quoted;
use units::text::Decimal;
use units::time::{Span, Time};

use super::{Fault, Faults};

/// The header line of a recording of prices.
const HEADER: &str = "time_s,price_usd";
/// Without a limit, a time between two rows is a gap from this many times the median on.
const GAP: u64 = 2;
/// Highest price: a billion usd for one coin \[billionths\].
const HIGHEST: i64 = 1_000_000_000_000_000_000;

/// Reads recorded prices from disk; times count from the first row.
///
/// # Errors
/// Every fault with its line, up to [`Faults::MOST`].
pub fn open_prices(path: &Path, longest_gap: Option<Span>) -> Result<Vec<Quoted>, Faults> {
    match fs::read(path) {
        Ok(bytes) => read_prices(&bytes, longest_gap),
        Err(error) => Err(Faults::one(1, format!("cannot be read: {}", files::reason(&error)), "name another file")),
    }
}

/// Reads recorded prices; times count from the first row.
///
/// # Errors
/// As [`open_prices`].
pub fn read_prices(bytes: &[u8], longest_gap: Option<Span>) -> Result<Vec<Quoted>, Faults> {
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    let mut faults = Faults::default();
    let mut rows: Vec<(Quoted, u64)> = Vec::new();
    let mut start = None;
    for (at, record) in reader.byte_records().enumerate() {
        let number = at as u64 + 1;
        let Ok(record) = record else {
            faults.push(number, "this is not a line of comma-separated values".into(), None);
            break;
        };
        let line = record.position().map_or(number, csv::Position::line);
        let cells: Vec<_> = record.iter().map(|cell| String::from_utf8_lossy(cell).trim().to_string()).collect();
        if at == 0 {
            let header = cells.join(",");
            if header.trim_start_matches(files::BYTE_ORDER_MARK) != HEADER {
                let remedy = format!("make `{HEADER}` its first line");
                return Err(Faults::one(1, "this is not a recording of prices", remedy));
            }
            continue;
        }
        if faults.is_full() {
            break;
        }
        match quoted(&cells, &mut start) {
            Ok(row) if rows.last().is_some_and(|(last, _)| last.at >= row.at) => {
                let message = format!("the time `{}` is not after the one before", cells[0]);
                faults.push(line, message, Some("sort the rows by time, and keep one row a time".into()));
            }
            Ok(row) => rows.push((row, line)),
            Err(Fault { message, remedy, .. }) => faults.push(line, message, remedy),
        }
    }
    if rows.is_empty() && faults.list().is_empty() {
        return Err(Faults::one(1, "there is no price", format!("give it one line for each: `{HEADER}`")));
    }
    if faults.list().is_empty() {
        refuse_gaps(&rows, longest_gap, &mut faults);
    }
    if faults.list().is_empty() { Ok(rows.into_iter().map(|row| row.0).collect()) } else { Err(faults) }
}

/// One line: a time from the first one on, and a price.
fn quoted(cells: &[String], start: &mut Option<i128>) -> Result<Quoted, Fault> {
    let fault = |message: String, remedy: &str| Fault { line: 0, message, remedy: Some(remedy.into()) };
    let [time, price] = cells else {
        return Err(fault(format!("{} values, not two", cells.len()), HEADER));
    };
    let nanos = |text: &str| Decimal::parse(text).and_then(|number| number.times_rounded(1_000_000_000));
    let ns = nanos(time).ok_or_else(|| fault(format!("`{time}` is not a time"), "give seconds, as in 86400.5"))?;
    // A time before the first one is told by the caller as one that does not rise.
    let since = (ns - *start.get_or_insert(ns)).max(0);
    let at =
        u64::try_from(since).map_err(|_| fault(format!("`{time}` is not a time"), "give seconds, as in 86400.5"))?;
    if price.is_empty() {
        return Err(fault("the price is missing".into(), "give each row a price, or leave the row out"));
    }
    let nano_usd = nanos(price).and_then(|nanos| i64::try_from(nanos).ok()).filter(|&nanos| nanos <= HIGHEST);
    match nano_usd {
        None => Err(fault(format!("`{price}` is not a price"), "give usd for one coin, as in 0.125")),
        Some(..=0) => {
            let message = format!("a price of `{price}` is not above 0, in whole billionths of a usd");
            Err(fault(message, "leave the row out; a coin without any value needs no market"))
        }
        Some(nano_usd) => Ok(Quoted { at: Time::from_ns(at), nano_usd }),
    }
}

/// Notes rows that come too long after the one before.
fn refuse_gaps(rows: &[(Quoted, u64)], longest: Option<Span>, faults: &mut Faults) {
    let gaps = || rows.windows(2).map(|pair| (pair[1].0.at.since(pair[0].0.at), pair[1].1));
    let mut sorted: Vec<u64> = gaps().map(|gap| gap.0.ns()).collect();
    sorted.sort_unstable();
    let Some(&usual) = sorted.get(sorted.len() / 2) else { return };
    let longest = longest.unwrap_or(Span::from_ns(usual.saturating_mul(GAP)));
    for (gap, line) in gaps().filter(|gap| gap.0 > longest) {
        if faults.is_full() {
            return;
        }
        let message = format!("no price for {gap} before this row, and at most {longest} are allowed");
        faults.push(line, message, Some("fill the gap, or raise `longest_gap`".into()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str, gap: Option<Span>) -> Vec<String> {
        let faults = read_prices(text.as_bytes(), gap).expect_err(text);
        let told =
            |fault: &Fault| format!("{}: {}; {}", fault.line, fault.message, fault.remedy.as_deref().unwrap_or(""));
        faults.list().iter().map(told).collect()
    }

    #[test]
    fn prices_are_read_in_billionths_and_times_from_the_first_row() {
        let rows = read_prices(b"time_s,price_usd\n1700000000,0.125\n1700003600.5, 12\n", None).unwrap();
        let rows: Vec<_> = rows.iter().map(|row| (row.at.ns(), row.nano_usd)).collect();
        assert_eq!(rows, [(0, 125_000_000), (3_600_500_000_000, 12_000_000_000)]);
    }

    #[test]
    fn every_fault_is_told_with_its_line() {
        let missing = "the price is missing; give each row a price, or leave the row out";
        let zero =
            "is not above 0, in whole billionths of a usd; leave the row out; a coin without any value needs no market";
        let order = "is not after the one before; sort the rows by time, and keep one row a time";
        assert_eq!(
            told("time_s,price_usd\n0,1\n60,\n120,0\n180,-2\n180,3\n170,3\nnow,3\n240,dear\n300\n", None),
            [
                format!("3: {missing}"),
                format!("4: a price of `0` {zero}"),
                format!("5: a price of `-2` {zero}"),
                format!("7: the time `170` {order}"),
                "8: `now` is not a time; give seconds, as in 86400.5".into(),
                "9: `dear` is not a price; give usd for one coin, as in 0.125".into(),
                "10: 1 values, not two; time_s,price_usd".into(),
            ]
        );
        assert_eq!(
            told("t,p\n0,1\n", None),
            ["1: this is not a recording of prices; make `time_s,price_usd` its first line"]
        );
        assert_eq!(
            told("time_s,price_usd\n", None),
            ["1: there is no price; give it one line for each: `time_s,price_usd`"]
        );
    }

    #[test]
    fn a_gap_is_a_fault_unless_it_is_allowed() {
        let text = "time_s,price_usd\n0,1\n60,1\n120,1\n300,1\n360,1\n";
        let fault = "5: no price for 3 min before this row, and at most 2 min are allowed; fill the gap, or raise `longest_gap`";
        assert_eq!(told(text, None), [fault]);
        assert_eq!(read_prices(text.as_bytes(), Some(Span::mins(3))).map(|rows| rows.len()), Ok(5));
    }
}
