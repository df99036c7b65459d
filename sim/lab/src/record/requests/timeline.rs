//! A timeline that Perfetto and Chrome open: nodes and users as groups of tracks, what happens as slices.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};
use state::requests::Need;
use units::time::{Span, Time};
use world::log::{Log, Slice, What};
use world::scenario::Scenario;

use super::rows::place;

/// Tracks of a node: its state, its steps, and one for each request that it serves at once.
const STATE: usize = 0;
const STEPS: usize = 1;
const SERVED: usize = 2;
/// Times of longer runs are whole microseconds: beyond, a float of microseconds no longer tells nanoseconds surely
/// apart \[ns\].
const FINE_BELOW: u64 = 1_000 << 40;

/// The timeline in the trace-event format, times in microseconds.
///
/// Slices of a track must not overlap, so that requests that are under way at once stand on tracks of their own: each
/// on the first that is free. A reader makes whole nanoseconds of begin and length, each for itself: Perfetto cuts up
/// to v50 and rounds from v51 on, and from v51 to v57 drops what overlaps by a single one. Hence times are written so
/// that both find the nanosecond that is meant.
pub(super) fn text(scenario: &Scenario, log: &Log) -> String {
    let is_fine = scenario.horizon.ns() < FINE_BELOW;
    let mut timeline = Timeline { scenario, is_fine, tracks: BTreeMap::new(), n_tracks: 0, events: Vec::new() };
    let mut slices: Vec<&Slice> = log.slices().iter().collect();
    slices.sort_by_key(|slice| (slice.from, slice.node, slice.to));
    for slice in slices {
        timeline.slice(slice);
    }
    timeline.requests(log);
    timeline.end()
}

struct Timeline<'a> {
    scenario: &'a Scenario,
    /// Whether times are told to the nanosecond.
    is_fine: bool,
    /// The tracks by group of tracks, by owner within it.
    tracks: BTreeMap<(usize, usize), Vec<Track>>,
    n_tracks: u32,
    events: Vec<Value>,
}

#[derive(Clone, Copy, Default)]
struct Track {
    /// When it is free again.
    free: Time,
    /// The number by which a reader knows it, from 1; 0 as long as nothing stands on it.
    ///
    /// Numbers are given in the order of use: readers keep 32 bits of them.
    number: u32,
}

impl Timeline<'_> {
    fn slice(&mut self, slice: &Slice) {
        let (group, _) = place(self.scenario, slice.node.0);
        let process = self.scenario.groups.iter().position(|g| g.name == group).unwrap_or(0);
        let owner = (process, slice.node.row());
        let (track, name, category) = match slice.what {
            What::Away => (STATE, "away".to_owned(), "away"),
            What::Loads(llm) => (STATE, format!("load {}", self.scenario.llms[llm.row()]), "load"),
            What::Steps(steps, batch) => (STEPS, format!("{steps} steps of {batch}"), "steps"),
            What::Serves(users, number) => {
                (self.free(owner, SERVED, slice), format!("{} {number}", self.users(users.row())), "serve")
            }
            What::Checks(users, number) => {
                (self.free(owner, SERVED, slice), format!("check {} {number}", self.users(users.row())), "check")
            }
        };
        // State and steps are told in turn; a load under way when its node goes ends with it.
        let free = self.track(owner, track).free;
        let from = slice.from.max(free.min(slice.to));
        self.track(owner, track).free = free.max(slice.to);
        self.push(owner, track, (from, slice.to), &name, category, &json!({}));
    }

    /// The first track from `first` on that is free when a slice begins.
    fn free(&mut self, owner: (usize, usize), first: usize, slice: &Slice) -> usize {
        let tracks = self.tracks.entry(owner).or_default();
        let at = (first..tracks.len()).find(|&track| tracks[track].free <= slice.from);
        at.unwrap_or(tracks.len().max(first))
    }

    /// A track of an owner, which may be a new one.
    fn track(&mut self, owner: (usize, usize), at: usize) -> &mut Track {
        let tracks = self.tracks.entry(owner).or_default();
        tracks.resize(tracks.len().max(at + 1), Track::default());
        &mut tracks[at]
    }

    fn users(&self, users: usize) -> &str {
        &self.scenario.users[users].name
    }

    fn requests(&mut self, log: &Log) {
        let mut rows: Vec<_> = log.rows().iter().collect();
        rows.sort_by_key(|row| (row.arrived, row.users, row.number));
        for row in rows {
            let users = row.users.row();
            let end = match (row.answer, row.lost) {
                (Some(answer), _) => answer.at,
                (None, Some((at, _))) => at,
                (None, None) => self.scenario.horizon,
            };
            let owner = (self.scenario.groups.len() + users, 0);
            let tracks = self.tracks.entry(owner).or_default();
            let track = tracks.iter().position(|track| track.free <= row.arrived).unwrap_or(tracks.len());
            self.track(owner, track).free = end;
            let mut about = json!({ "request": row.number, "tries": row.tries });
            if let Need::Tokens { prompt, output } = row.need {
                about["prompt_tokens"] = prompt.into();
                about["output_tokens"] = output.into();
            }
            if let Some(answer) = row.answer {
                let (group, node) = place(self.scenario, answer.node.0);
                about["node"] = format!("{group}#{node}").into();
            }
            let outcome = super::rows::outcome(row);
            self.push(
                owner,
                track,
                (row.arrived, end),
                &format!("{} {}", self.users(users), row.number),
                outcome,
                &about,
            );
        }
    }

    fn push(
        &mut self,
        owner: (usize, usize),
        track: usize,
        (from, to): (Time, Time),
        name: &str,
        category: &str,
        about: &Value,
    ) {
        let (n_tracks, is_fine) = (self.n_tracks + 1, self.is_fine);
        let number = &mut self.track(owner, track).number;
        if *number == 0 {
            *number = n_tracks;
        }
        let tid = *number;
        self.n_tracks = self.n_tracks.max(tid);
        // Cut alike, ends stay where begins are.
        let whole = |at: Time| Time::from_ns(at.ns() / 1_000 * 1_000);
        let (from, to) = if is_fine { (from, to) } else { (whole(from), whole(to)) };
        self.events.push(json!({
            "name": name,
            "cat": category,
            "ph": "X",
            "ts": microseconds(from.since(Time::ZERO)),
            "dur": microseconds(to.since(from)),
            "pid": owner.0 + 1,
            "tid": tid,
            "args": about,
        }));
    }

    /// All events with the names of their tracks, one a line.
    fn end(self) -> String {
        let names = self.scenario.groups.iter().map(|group| format!("nodes.{}", group.name));
        let names: Vec<String> =
            names.chain(self.scenario.users.iter().map(|users| format!("users.{}", users.name))).collect();
        let mut named = Vec::new();
        let meta = |what: &str, pid: usize, tid: u32, about: Value| json!({ "name": what, "ph": "M", "pid": pid, "tid": tid, "args": about });
        for (process, name) in names.iter().enumerate() {
            named.push(meta("process_name", process + 1, 0, json!({ "name": name })));
            named.push(meta("process_sort_index", process + 1, 0, json!({ "sort_index": process })));
        }
        // Tracks of an owner stand together.
        let mut rank = 0;
        for (&owner, tracks) in &self.tracks {
            for (track, &Track { number, .. }) in tracks.iter().enumerate().filter(|(_, track)| track.number > 0) {
                let name = if owner.0 < self.scenario.groups.len() {
                    let (_, node) = place(self.scenario, owner.1 as u32);
                    match track {
                        STATE => format!("node {node}"),
                        STEPS => format!("node {node} steps"),
                        _ => format!("node {node} request {}", track - SERVED + 1),
                    }
                } else {
                    format!("under way {}", track + 1)
                };
                rank += 1;
                named.push(meta("thread_name", owner.0 + 1, number, json!({ "name": name })));
                named.push(meta("thread_sort_index", owner.0 + 1, number, json!({ "sort_index": rank })));
            }
        }
        let mut text = String::from("{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n");
        for (at, event) in named.iter().chain(&self.events).enumerate() {
            // Writing to a string cannot fail.
            let _ = write!(text, "{}{event}", if at == 0 { "" } else { ",\n" });
        }
        text + "\n]}\n"
    }
}

/// A time in microseconds, so that whoever multiplies it by 1,000 finds its nanoseconds, cutting as well as rounding.
///
/// The nearest float may lie below, as 1.001 does: then 1,000 times it, cut, is a nanosecond less.
fn microseconds(time: Span) -> Value {
    let ns = time.ns();
    if ns.is_multiple_of(1_000) {
        return (ns / 1_000).into();
    }
    let nearest = ns as f64 / 1e3;
    // `as` cuts, as a cast does in C++.
    if (nearest * 1e3) as u64 == ns { nearest.into() } else { nearest.next_up().into() }
}

#[cfg(test)]
mod tests {
    use statistics::chance::Chance;

    use super::*;

    #[test]
    fn microseconds_tell_the_nanosecond_however_they_are_read() {
        let mut chance = Chance::new(3);
        let mut below = 0;
        for round in 0..200_000 {
            // As many short times as long ones.
            let ns = (chance.uniform() * (FINE_BELOW >> (round % 50)) as f64) as u64;
            let text = microseconds(Span::from_ns(ns)).to_string();
            let read = text.parse::<f64>().unwrap() * 1e3;
            assert_eq!((read as u64, read.round() as u64), (ns, ns), "{text}");
            below += u32::from((ns as f64 / 1e3 * 1e3) as u64 != ns);
        }
        assert!(below > 100, "this shows nothing: only {below} floats lie below what they mean");
    }
}
