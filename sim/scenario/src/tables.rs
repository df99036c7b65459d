//! Measured step times: CSV tables of kernels for a class of hardware and an LLM.

use std::fs;
use std::path::Path;

use cost::{Cached, Curve, Table};
use files::BYTE_ORDER_MARK;
use units::problem::{Problems, did_you_mean};
use units::tree::Place;

/// The first line of a table.
const HEADER: &str = "part,count,time_us,cached_ns";
/// Parts of a table; whether what is cached counts in them, and what they are counted in.
const PARTS: [(&str, bool, &str); 5] = [
    ("linear", false, "tokens of a step"),
    ("head", false, "sequences that emit a token"),
    ("decode", true, "sequences that decode"),
    ("mixed", true, "sequences that decode alongside a prompt"),
    ("prefill", true, "tokens of a chunk of a prompt"),
];
/// A table of more bytes is none: a few hundred rows hold all kernels of a pair.
const MOST_BYTES: u64 = 1 << 20;

/// Reads a table; all that is wrong with it is noted at the place that names it.
pub(super) fn read(path: &Path, place: Place, problems: &mut Problems) -> Option<Table> {
    let name = files::shown(path);
    let refuse = |why: &str, problems: &mut Problems| {
        problems.push_with(
            place,
            format!("cannot read {name}: {why}"),
            "name a CSV file, relative to this scenario's folder",
        );
        None
    };
    match fs::metadata(path) {
        Err(error) => return refuse(files::reason(&error).as_str(), problems),
        Ok(meta) if !meta.is_file() => return refuse("it is not a plain file", problems),
        Ok(meta) if meta.len() > MOST_BYTES => return refuse("it is larger than 1 MiB", problems),
        Ok(_) => {}
    }
    match fs::read_to_string(path) {
        Ok(text) => parse(text.trim_start_matches(BYTE_ORDER_MARK)).map_err(|faults| {
            for (message, remedy) in faults {
                problems.push_with(place, format!("{name}{message}"), remedy);
            }
        }),
        Err(error) => return refuse(&files::reason(&error), problems),
    }
    .ok()
}

type Faults = Vec<(String, String)>;
type Points = Vec<(u64, u64)>;

/// The table in a text, or what is wrong with it: the end of a sentence that begins with the file's name, and a remedy.
fn parse(text: &str) -> Result<Table, Faults> {
    let mut lines = text.lines().enumerate().map(|(i, line)| (i + 1, line.trim()));
    let mut lines = lines.by_ref().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let mut faults = Faults::new();
    match lines.next() {
        Some((_, HEADER)) => {}
        other => {
            let at = other.map_or(1, |(at, _)| at);
            return Err(vec![(
                format!(", line {at}: this is not the head of a table"),
                format!("start with `{HEADER}`"),
            )]);
        }
    }
    let mut found: [(Points, Points); 5] = Default::default();
    for (at, line) in lines {
        match row(line) {
            Ok((part, count, base, each)) => {
                found[part].0.push((count, base));
                found[part].1.push((count, each));
            }
            Err((message, remedy)) => faults.push((format!(", line {at}: {message}"), remedy)),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut curves = found.into_iter().zip(PARTS).map(|((base, each), (part, _, counted))| {
        if base.first().is_some_and(|p| p.0 != 1) {
            let message = format!(" has a hole: `{part}` begins at {} {counted}", base[0].0);
            faults.push((message, "measure one as well".into()));
        }
        match (Curve::new(base), Curve::new(each)) {
            (Ok(base), Ok(each)) => Some(Cached { base, each }),
            (Err(message), _) | (_, Err(message)) => {
                faults.push((format!(", `{part}`: {message}"), format!("give rows of rising {counted}")));
                None
            }
        }
    });
    let mut next = || curves.next().flatten();
    let parts = [next(), next(), next(), next(), next()];
    drop(curves);
    let [Some(linear), Some(head), Some(decode), Some(mixed), Some(prefill)] = parts else { return Err(faults) };
    if faults.is_empty() {
        Ok(Table { linear: linear.base, head: head.base, decode, mixed, prefill })
    } else {
        Err(faults)
    }
}

/// The part, the count, the time and the time for each token cached \[ps\] of a line.
fn row(line: &str) -> Result<(usize, u64, u64, u64), (String, String)> {
    let cells: Vec<&str> = line.split(',').map(str::trim).collect();
    let [part, count, time, cached] = cells[..] else {
        return Err((format!("{} cells instead of four", cells.len()), format!("as in `{HEADER}`")));
    };
    let Some(at) = PARTS.iter().position(|p| p.0 == part) else {
        let names = || PARTS.iter().map(|p| p.0);
        let known = || format!("known: {}", names().collect::<Vec<_>>().join(", "));
        return Err((format!("there is no part `{part}`"), did_you_mean(part, names()).unwrap_or_else(known)));
    };
    let Some(n) = count.parse::<u64>().ok().filter(|n| (1..=1 << 40).contains(n)) else {
        return Err((format!("`{count}` is not a count"), "write a whole number from 1".into()));
    };
    let picoseconds = |name: &str, cell: &str, each: f64| {
        let value = cell.parse::<f64>().ok().filter(|v| (0.0..1e12).contains(v));
        let hole = || ("every value of a table must be given: measure it, or leave the row out").to_string();
        value.map(|v| (v * each).round() as u64).ok_or_else(|| match cell {
            "" => (format!("`{name}` is empty"), hole()),
            other => (format!("`{other}` is not a {name}"), "write a number from 0".into()),
        })
    };
    let time = picoseconds("time_us", time, 1e6)?;
    let cached = match (PARTS[at].1, cached) {
        (true, cached) => picoseconds("cached_ns", cached, 1e3)?,
        (false, "") => 0,
        (false, _) => {
            return Err((format!("`{part}` does not depend on the cache"), "leave `cached_ns` empty".into()));
        }
    };
    Ok((at, n, time, cached))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOUND: &str = "part,count,time_us,cached_ns\nlinear,1,10,\nlinear,8,20.5,\nhead,1,1,\nhead,2,1.5,\ndecode,1,2,0.5\n\
                         decode,4,3,0.25\nmixed,1,2,1\nmixed,4,3,1\nprefill,1,1,1\nprefill,16,4,2\n";

    #[test]
    fn a_table_is_read_in_picoseconds() {
        let table = parse(SOUND).unwrap();
        assert_eq!((table.linear.at(8), table.head.at(2)), (20_500_000, 1_500_000));
        assert_eq!(
            (table.decode.each.at(1), table.decode.each.at(4), table.prefill.base.at(16)),
            (500, 250, 4_000_000)
        );
    }

    #[test]
    fn every_fault_is_told_with_its_line() {
        let check = |from: &str, to: &str, expected: &[(&str, &str)]| {
            let text = SOUND.replacen(from, to, 1);
            assert_ne!(text, SOUND, "{from}");
            let faults = parse(&text).unwrap_err();
            let faults: Vec<_> = faults.iter().map(|(m, r)| (m.as_str(), r.as_str())).collect();
            assert_eq!(faults, expected, "{to}");
        };
        let hole = "every value of a table must be given: measure it, or leave the row out";
        check("8,20.5,", "8,,", &[(", line 3: `time_us` is empty", hole)]);
        check("4,3,0.25", "4,3,", &[(", line 7: `cached_ns` is empty", hole)]);
        check("8,20.5,", "8,fast,", &[(", line 3: `fast` is not a time_us", "write a number from 0")]);
        check("8,20.5,", "8,20.5,1", &[(", line 3: `linear` does not depend on the cache", "leave `cached_ns` empty")]);
        check("head,2", "haed,2", &[(", line 5: there is no part `haed`", "did you mean `head`?")]);
        check("head,2", "head,0", &[(", line 5: `0` is not a count", "write a whole number from 1")]);
        check(
            "head,2,1.5,",
            "head,2,1.5",
            &[(", line 5: 3 cells instead of four", "as in `part,count,time_us,cached_ns`")],
        );
        check(
            "head,2,1.5,\n",
            "",
            &[(
                ", `head`: one point is not a curve: at least two points are needed",
                "give rows of rising sequences that emit a token",
            )],
        );
        check(
            "linear,8,20.5,",
            "linear,8,20.5,\nlinear,8,21,",
            &[(", `linear`: counts must rise, and 8 comes after 8", "give rows of rising tokens of a step")],
        );
        check(
            "prefill,1,1,1",
            "prefill,2,1,1",
            &[(" has a hole: `prefill` begins at 2 tokens of a chunk of a prompt", "measure one as well")],
        );
        let head = parse("linear,1,2,\n").unwrap_err();
        assert_eq!(head[0].0, ", line 1: this is not the head of a table");
    }
}
