//! Availability traces: which machine was there when.

use std::fs;
use std::path::Path;

use csv::ReaderBuilder;
use rules::churn::Presence;
use units::text::Decimal;
use units::time::{Span, Time};

use super::{Fault, Faults};

/// The header line of an availability trace.
const HEADER: &str = "node,from_s,until_s";
/// The latest time that a recording may have: a century.
const LATEST: Span = Span::secs(3_200_000_000);

/// Machines in the order of their first lines, with their sessions in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presences {
    /// The machines.
    pub names: Vec<String>,
    /// The sessions of each.
    pub sessions: Vec<Vec<Presence>>,
    /// The end of the last session.
    pub period: Span,
}

impl Presences {
    /// What was recorded from a time on, that time being the new start; `None` if nobody was there any more.
    pub fn begun_at(&self, from: Span) -> Option<Self> {
        let start = Time::ZERO + from;
        let moved = |at: Time| Time::ZERO + at.since(start);
        let rest = |sessions: &Vec<Presence>| -> Vec<Presence> {
            let kept = sessions.iter().filter(|presence| presence.until > start);
            kept.map(|presence| Presence::new(moved(presence.from), moved(presence.until))).collect()
        };
        let sessions: Vec<_> = self.sessions.iter().map(rest).collect();
        let is_any = sessions.iter().any(|sessions| !sessions.is_empty());
        is_any.then(|| Self { names: self.names.clone(), sessions, period: self.period.saturating_sub(from) })
    }
}

/// Reads an availability trace from disk.
///
/// # Errors
/// Every fault with its line, up to [`Faults::MOST`].
pub fn open_presences(path: &Path) -> Result<Presences, Faults> {
    match fs::read(path) {
        Ok(bytes) => read_presences(&bytes),
        Err(error) => Err(Faults::one(1, format!("cannot be read: {}", files::reason(&error)), "name another file")),
    }
}

/// Reads an availability trace.
///
/// # Errors
/// As [`open_presences`].
pub fn read_presences(bytes: &[u8]) -> Result<Presences, Faults> {
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    let mut faults = Faults::default();
    let mut names: Vec<String> = Vec::new();
    let mut found: Vec<Vec<(Presence, u64)>> = Vec::new();
    for (at, record) in reader.byte_records().enumerate() {
        let number = at as u64 + 1;
        let Ok(record) = record else {
            faults.push(number, "this is not a line of comma-separated values".into(), None);
            break;
        };
        let line = record.position().map_or(number, csv::Position::line);
        let cells: Vec<_> = record.iter().map(|cell| String::from_utf8_lossy(cell).trim().to_string()).collect();
        if at == 0 {
            if cells.join(",") != HEADER {
                return Err(Faults::one(
                    1,
                    "this is not an availability trace",
                    format!("make `{HEADER}` its first line"),
                ));
            }
            continue;
        }
        if faults.is_full() {
            break;
        }
        match session(&cells) {
            Ok((name, presence)) => {
                let row = names.iter().position(|n| n == name).unwrap_or(names.len());
                if row == names.len() {
                    names.push(name.into());
                    found.push(Vec::new());
                }
                found[row].push((presence, line));
            }
            Err(Fault { message, remedy, .. }) => faults.push(line, message, remedy),
        }
    }
    if names.is_empty() && faults.list().is_empty() {
        return Err(Faults::one(1, "no node was ever online", format!("give it one line per session: `{HEADER}`")));
    }
    let sessions: Vec<_> = names.iter().zip(found).map(|(name, list)| in_order(name, list, &mut faults)).collect();
    let period = sessions.iter().flatten().map(|p| p.until.since(Time::ZERO)).max().unwrap_or(Span::ZERO);
    if faults.list().is_empty() { Ok(Presences { names, sessions, period }) } else { Err(faults) }
}

/// One line: a machine and its session.
fn session(cells: &[String]) -> Result<(&str, Presence), Fault> {
    let fault = |message: String, remedy: &str| Fault { line: 0, message, remedy: Some(remedy.into()) };
    let [name, from, until] = cells else {
        return Err(fault(format!("{} values, not three", cells.len()), HEADER));
    };
    let time = |text: &str| {
        // Whole nanoseconds: a float of the seconds since 1970 is coarser than them.
        let ns = Decimal::parse(text).and_then(|seconds| seconds.times_rounded(1_000_000_000));
        let at = ns.and_then(|ns| u64::try_from(ns).ok()).filter(|&ns| ns <= LATEST.ns()).map(Time::from_ns);
        at.ok_or_else(|| fault(format!("`{text}` is not a time"), "give seconds since the start, as in 86400.5"))
    };
    let presence = Presence::new(time(from)?, time(until)?);
    if presence.from >= presence.until {
        return Err(fault(
            format!("the session ends at {until} s, which is not after its start at {from} s"),
            "leave it out",
        ));
    }
    Ok((name, presence))
}

/// The sessions of a machine in their order; those that touch are one, those that overlap are faults.
fn in_order(name: &str, mut list: Vec<(Presence, u64)>, faults: &mut Faults) -> Vec<Presence> {
    list.sort_by_key(|(presence, _)| presence.from);
    let mut sessions: Vec<Presence> = Vec::new();
    for (presence, line) in list {
        match sessions.last_mut() {
            Some(last) if presence.from < last.until => {
                let (from, until) = (presence.from.as_secs(), last.until.as_secs());
                let message = format!("a session of `{name}` begins at {from} s, but another lasts until {until} s");
                faults.push(line, message, Some("sessions of one machine must not overlap".into()));
            }
            Some(last) if presence.from == last.until => last.until = presence.until,
            _ => sessions.push(presence),
        }
    }
    sessions
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sessions_are_sorted_and_joined_and_faults_have_their_lines() {
        let read = |text: &str| read_presences(text.as_bytes());
        let good = read("node,from_s,until_s\nb,50,60\na,0,10\nb,0,20\nb,20,30.5\n").expect("all is well");
        let at = |s: f64| Time::ZERO + Span::from_secs_f64(s);
        assert_eq!(good.names, ["b", "a"]);
        assert_eq!(good.sessions[0], [Presence::new(at(0.0), at(30.5)), Presence::new(at(50.0), at(60.0))]);
        assert_eq!((good.sessions[1].len(), good.period), (1, Span::secs(60)));
        let fine = read("node,from_s,until_s\na,1700000000.123456789,1700000000.123456790\n").expect("a nanosecond");
        assert_eq!(fine.sessions[0][0].from.ns(), 1_700_000_000_123_456_789);
        assert_eq!(fine.sessions[0][0].until.ns(), 1_700_000_000_123_456_790);
        let later = good.begun_at(Span::secs(30)).expect("somebody is there");
        assert_eq!(later.sessions[0], [Presence::new(at(0.0), at(0.5)), Presence::new(at(20.0), at(30.0))]);
        assert_eq!((later.sessions[1].len(), later.period), (0, Span::secs(30)));
        assert_eq!((good.begun_at(Span::ZERO), good.begun_at(Span::secs(60))), (Some(good.clone()), None));
        let bad = read("node,from_s,until_s\na,0,10\na,5,20\nb,7,7\nb,x,9\nb,1\n").expect_err("four faults");
        let told: Vec<_> = bad.list().iter().map(|f| (f.line, f.message.as_str())).collect();
        assert_eq!(
            told,
            [
                (4, "the session ends at 7 s, which is not after its start at 7 s"),
                (5, "`x` is not a time"),
                (6, "2 values, not three"),
                (3, "a session of `a` begins at 5 s, but another lasts until 10 s"),
            ]
        );
        assert!(read("machine,up\n").expect_err("a header").list()[0].message.contains("not an availability trace"));
        assert!(
            read("node,from_s,until_s\n").expect_err("empty").list()[0].message.contains("no node was ever online")
        );
    }
}
