//! Timelines keep the rules of the trace event format, as a reader of its own finds them.
//!
//! The rules: "Trace Event Format" (Google, docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU):
//! times in microseconds; `B` has its `E` on the same track, innermost first; `X` has a `dur` and nests; `M` names each
//! process and track once; flows `s`, `t`, `f` of an id begin once and end; `displayTimeUnit` is `ms` or `ns`.
//! Readers make whole nanoseconds of `ts` and of `dur`: Perfetto cut before v51 and rounds since (`CoerceToTs` of its
//! `json_trace_utils.cc`), and keeps 32 bits of `tid`.

use std::collections::{BTreeMap, BTreeSet};

use lab::record::requests::{Extras, TIMELINE};
use serde_json::{Value, json};

use crate::extras::{MIXED, written};
use crate::support;

/// A track: process and thread.
type Track = (u64, u64);

/// How a time in microseconds becomes whole nanoseconds.
type Whole = fn(f64) -> f64;

/// Every way of it that is known.
const WHOLES: [Whole; 2] = [f64::trunc, f64::round];

/// What a reader knows after each event.
struct Reader {
    whole: Whole,
    processes: BTreeSet<u64>,
    threads: BTreeSet<Track>,
    used: BTreeSet<Track>,
    /// Time of the last event of each track \[ns\].
    last: BTreeMap<Track, u64>,
    /// What is open on each track: its name, and its end if that is known \[ns\].
    open: BTreeMap<Track, Vec<(String, Option<u64>)>>,
    /// Flows by id: how many began, and ended.
    flows: BTreeMap<String, (u32, u32)>,
}

impl Reader {
    fn new(whole: Whole) -> Self {
        Self {
            whole,
            processes: BTreeSet::new(),
            threads: BTreeSet::new(),
            used: BTreeSet::new(),
            last: BTreeMap::new(),
            open: BTreeMap::new(),
            flows: BTreeMap::new(),
        }
    }

    fn event(&mut self, event: &Value) -> Result<(), String> {
        let text = |key: &str| event[key].as_str().ok_or(format!("{key} is no text"));
        let whole = |key: &str| {
            let id = event[key].as_u64().filter(|&id| u32::try_from(id).is_ok());
            id.ok_or(format!("{key} is no whole number of 32 bits"))
        };
        let as_ns = self.whole;
        let number = |value: &Value, key: &str| {
            let us = value.as_f64().filter(|x| *x >= 0.0);
            us.map(|us| as_ns(us * 1e3) as u64).ok_or(format!("{key} is no time"))
        };
        let (phase, name) = (text("ph")?, text("name")?);
        let track = (whole("pid")?, whole("tid")?);
        if phase == "M" {
            let is_new = match name {
                "process_name" | "thread_name" if event["args"]["name"].as_str().is_none_or(str::is_empty) => {
                    return Err("it names nothing".into());
                }
                "process_name" => self.processes.insert(track.0),
                "thread_name" => self.threads.insert(track),
                "process_sort_index" | "thread_sort_index" => event["args"]["sort_index"].is_u64(),
                "process_labels" => event["args"]["labels"].is_string(),
                other => return Err(format!("no metadata is called {other}")),
            };
            return if is_new { Ok(()) } else { Err(format!("{name} of {track:?} is told twice or badly")) };
        }
        let at = number(&event["ts"], "ts")?;
        self.used.insert(track);
        if self.last.insert(track, at).is_some_and(|last| last > at) {
            return Err("time runs backwards on its track".into());
        }
        let open = self.open.entry(track).or_default();
        // A complete event that has ended is no longer open.
        open.retain(|(_, end)| end.is_none_or(|end| end > at));
        match phase {
            "B" => open.push((name.into(), None)),
            "E" if open.pop_if(|(_, end)| end.is_none()).is_none() => return Err("it ends what never began".into()),
            "E" | "i" | "I" | "C" => {}
            "X" => {
                let end = at + number(&event["dur"], "dur")?;
                if open.iter().any(|(_, until)| until.is_some_and(|until| until < end)) {
                    return Err("it ends after what it lies in".into());
                }
                open.push((name.into(), Some(end)));
            }
            "s" | "t" | "f" => {
                let id = event.get("id").ok_or("a flow has no id")?.to_string();
                let (began, ended) = self.flows.entry(id).or_default();
                match phase {
                    "s" => *began += 1,
                    "f" => *ended += 1,
                    _ => {}
                }
                if *began != 1 || *ended > 1 {
                    return Err("its flow began or ended never, or twice".into());
                }
            }
            other => return Err(format!("there is no phase {other}")),
        }
        Ok(())
    }

    fn end(&self) -> Result<(), String> {
        let left = self.open.iter().find(|(_, open)| open.iter().any(|(_, end)| end.is_none()));
        let nameless = self.used.iter().find(|t| !self.threads.contains(t) || !self.processes.contains(&t.0));
        let flowing = self.flows.iter().find(|(_, ended)| **ended != (1, 1));
        match (left, nameless, flowing) {
            (Some((track, open)), ..) => Err(format!("{open:?} of {track:?} never ends")),
            (_, Some(track), _) => Err(format!("{track:?} has no name")),
            (.., Some((id, _))) => Err(format!("the flow {id} never ends")),
            _ => Ok(()),
        }
    }
}

/// Reads a whole document.
fn read(document: &Value) -> Result<usize, String> {
    let unit = document["displayTimeUnit"].as_str();
    if unit.is_some_and(|unit| !["ms", "ns"].contains(&unit)) {
        return Err("times are shown in ms or ns".into());
    }
    let events = document["traceEvents"].as_array().ok_or("there are no events")?;
    for whole in WHOLES {
        let mut reader = Reader::new(whole);
        for event in events {
            reader.event(event).map_err(|fault| format!("{event}: {fault}"))?;
        }
        reader.end()?;
    }
    Ok(events.len())
}

#[test]
fn a_timeline_keeps_the_rules_of_its_format() {
    let checked = support::open_text(MIXED, &[]);
    let findings = support::study(&checked, 2);
    let bytes = written(&checked, &findings, Extras { requests: false, timeline: true }, TIMELINE);
    let document: Value = serde_json::from_slice(&bytes).expect("JSON");
    let n = read(&document).unwrap_or_else(|fault| panic!("{fault}"));
    assert!(n > 1_000, "only {n} events");
    // The unit is the microsecond: the horizon is 400 s.
    let events = document["traceEvents"].as_array().expect("events");
    let ends = events.iter().filter_map(|e| Some(e["ts"].as_f64()? + e["dur"].as_f64()?));
    let last = ends.fold(0.0, f64::max);
    assert!((390e6..=400e6 + 1.0).contains(&last), "the last slice ends at {last} us");
}

/// A timeline of the first replication, read.
fn timeline(text: &str) -> Value {
    let checked = support::open_text(text, &[]);
    let findings = support::study(&checked, 2);
    let bytes = written(&checked, &findings, Extras { requests: false, timeline: true }, TIMELINE);
    let document: Value = serde_json::from_slice(&bytes).expect("JSON");
    read(&document).unwrap_or_else(|fault| panic!("{fault}"));
    document
}

/// Beyond some days a float of microseconds is coarser than a nanosecond.
#[test]
fn slices_of_a_long_run_do_not_overlap() {
    let days = "horizon = \"20 d\"\nreplications = 1\n[nodes.home]\ncount = 1\n\
                [users.chat]\narrival.poisson = { rate = \"20 /h\" }\ndemand.work = { exponential = \"3 min\" }\n";
    let document = timeline(days);
    let events = document["traceEvents"].as_array().expect("events");
    assert!(events.iter().all(|event| event["ph"] == "M" || event["ts"].is_u64() && event["dur"].is_u64()));
    assert!(events.len() > 5_000, "only {} events", events.len());
}

#[test]
fn tracks_of_half_a_million_nodes_have_numbers_of_32_bits() {
    let many = "horizon = \"1 s\"\nreplications = 1\n[nodes.home]\ncount = 500_000\n\
                [users.chat]\narrival.poisson = { rate = \"200 /s\" }\ndemand.work = { exponential = \"1 s\" }\n";
    let document = timeline(many);
    let names = document["traceEvents"].as_array().expect("events").iter().map(|event| &event["args"]["name"]);
    let far = names.filter_map(|name| name.as_str()?.strip_prefix("node ")?.split(' ').next()?.parse::<u32>().ok());
    assert!(far.max() > Some(430_000), "this shows nothing");
}

#[test]
fn the_reader_of_timelines_sees_what_is_wrong() {
    let named = [
        json!({ "ph": "M", "name": "process_name", "pid": 1, "tid": 0, "args": { "name": "p" } }),
        json!({ "ph": "M", "name": "thread_name", "pid": 1, "tid": 1, "args": { "name": "t" } }),
    ];
    let of = |ph: &str, ts: f64| json!({ "ph": ph, "name": "a", "pid": 1, "tid": 1, "ts": ts, "id": 7, "dur": 2.0 });
    let check = |events: &[Value], fault: Option<&str>| {
        let events = [&named[..], events].concat();
        let found = read(&json!({ "traceEvents": &events }));
        match (fault, found) {
            (None, Ok(_)) => {}
            (Some(fault), Err(found)) if found.contains(fault) => {}
            (_, found) => panic!("{events:?}: {found:?}, not {fault:?}"),
        }
    };
    check(&[of("B", 1.0), of("X", 2.0), of("E", 4.0), of("X", 4.0)], None);
    check(&[of("s", 1.0), of("t", 1.0), of("f", 2.0)], None);
    check(&[of("B", 1.0)], Some("never ends"));
    check(&[of("E", 1.0)], Some("it ends what never began"));
    check(&[of("X", 2.0), of("X", 1.0)], Some("time runs backwards"));
    check(&[of("X", 1.0), of("X", 2.0)], Some("it ends after what it lies in"));
    // The first overlaps for whoever rounds (1,001 + 2,000 ns), the second for whoever cuts (1 + 2,000 ns against
    // 2,000).
    check(&[of("X", 1.001), of("X", 3.0)], Some("it ends after what it lies in"));
    check(&[of("X", 0.001), of("X", 2.0005)], Some("it ends after what it lies in"));
    check(&[of("f", 1.0)], Some("its flow began or ended never"));
    check(&[of("s", 1.0)], Some("the flow 7 never ends"));
    check(&[of("Z", 1.0)], Some("there is no phase Z"));
    check(&[of("X", -1.0)], Some("ts is no time"));
    check(&[json!({ "ph": "X", "name": "a", "pid": 1, "tid": 2, "ts": 0, "dur": 1 })], Some("has no name"));
    check(&[json!({ "ph": "X", "name": "a", "pid": 1, "tid": 1, "ts": 0 })], Some("dur is no time"));
    check(&named[..1], Some("is told twice"));
}
