//! A timeline that Perfetto and Chrome open: nodes and users as groups of tracks, what happens as slices.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};
use state::requests::Need;
use units::time::Time;
use world::log::{Log, Slice, What};
use world::scenario::Scenario;

use super::rows::place;

/// Tracks of a node: its state, its steps, and one for each request that it serves at once.
const STATE: usize = 0;
const STEPS: usize = 1;
const SERVED: usize = 2;

/// The timeline in the trace-event format, times in microseconds.
///
/// Slices of a track must not overlap, so that requests that are under way at once stand on tracks of their own: each on
/// the first that is free.
pub(super) fn text(scenario: &Scenario, log: &Log) -> String {
    let mut timeline = Timeline { scenario, tracks: BTreeMap::new(), events: Vec::new() };
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
    /// When each track is free again, by group of tracks, by owner within it.
    tracks: BTreeMap<(usize, usize), Vec<Time>>,
    events: Vec<Value>,
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
        let free = self.tracks.entry(owner).or_default();
        free.resize(free.len().max(track + 1), Time::ZERO);
        let from = slice.from.max(free[track].min(slice.to));
        free[track] = free[track].max(slice.to);
        self.push(owner, track, (from, slice.to), &name, category, &json!({}));
    }

    /// The first track from `first` on that is free when a slice begins.
    fn free(&mut self, owner: (usize, usize), first: usize, slice: &Slice) -> usize {
        let free = self.tracks.entry(owner).or_default();
        let at = (first..free.len()).find(|&track| free[track] <= slice.from);
        at.unwrap_or(free.len().max(first))
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
            let free = self.tracks.entry(owner).or_default();
            let track = free.iter().position(|&at| at <= row.arrived).unwrap_or(free.len());
            free.resize(free.len().max(track + 1), Time::ZERO);
            free[track] = end;
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
        let us = |ns: u64| ns as f64 / 1e3;
        self.events.push(json!({
            "name": name,
            "cat": category,
            "ph": "X",
            "ts": us(from.ns()),
            "dur": us(to.since(from).ns()),
            "pid": owner.0 + 1,
            "tid": number(owner, track),
            "args": about,
        }));
    }

    /// All events with the names of their tracks, one a line.
    fn end(self) -> String {
        let names = self.scenario.groups.iter().map(|group| format!("nodes.{}", group.name));
        let names: Vec<String> =
            names.chain(self.scenario.users.iter().map(|users| format!("users.{}", users.name))).collect();
        let mut named = Vec::new();
        let meta = |what: &str, pid: usize, tid: u64, about: Value| json!({ "name": what, "ph": "M", "pid": pid, "tid": tid, "args": about });
        for (process, name) in names.iter().enumerate() {
            named.push(meta("process_name", process + 1, 0, json!({ "name": name })));
            named.push(meta("process_sort_index", process + 1, 0, json!({ "sort_index": process })));
        }
        for (&owner, tracks) in &self.tracks {
            for track in 0..tracks.len() {
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
                let tid = number(owner, track);
                named.push(meta("thread_name", owner.0 + 1, tid, json!({ "name": name })));
                named.push(meta("thread_sort_index", owner.0 + 1, tid, json!({ "sort_index": tid })));
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

/// The number of a track: those of an owner stand together.
fn number(owner: (usize, usize), track: usize) -> u64 {
    owner.1 as u64 * 10_000 + track as u64 + 1
}
