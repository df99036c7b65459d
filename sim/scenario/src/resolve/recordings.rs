//! Recordings that a scenario replays: of requests, and of the sessions of nodes.

use std::sync::Arc;

use rules::arrival::Recorded;
use rules::churn::{Churn, Presence};
use rules::demand::Demand;
use rules::market::{Market, Quoted};
use rules::owner::nodes::Nodes;
use rules::owner::users::Users;
use trace::{Presences, Trace, seconds};
use units::time::{Span, Time};

use super::Resolver;
use crate::traces;

/// The least mean time between two events of a recording that loops: below it a second would hold millions of them.
const LEAST_GAP: Span = Span::from_ns(1_000);

impl Resolver<'_> {
    /// The requests that a group of users replays, and the period of their recording; nothing where it replays none.
    pub(super) fn replayed(&mut self, users: &Users, path: &str) -> Option<(Arc<[Recorded]>, Span)> {
        let Some(replay) = users.arrival.trace() else { return Some((Vec::new().into(), Span::ZERO)) };
        let place = replay.file.place;
        let file = self.data.path(&replay.file)?;
        let whole = match trace::open(file) {
            Ok(trace) => trace,
            Err(faults) => {
                faults.render(file).lines().for_each(|line| self.problems.push(place, line));
                return None;
            }
        };
        let (first, last) = (whole.rows()[0].at, whole.rows()[whole.rows().len() - 1].at);
        let Some(trace) = whole.begun_at(replay.from) else {
            self.refuse_from(&format!("{path}.arrival.trace"), (first, last));
            return None;
        };
        if let Some(doubt) = trace.doubt() {
            self.warnings.push(format!("{path}: {}: {doubt}", replay.file.text));
        }
        let positions = self.positions(&trace, users, path);
        let period = trace.loop_period().unwrap_or_else(|| trace.rows()[0].at.since(Time::ZERO));
        let gap = Span::from_ns(period.ns() / trace.rows().len() as u64).at_speed(replay.speed);
        if replay.loops && gap < LEAST_GAP {
            let message = format!("loops of {period} leave no time between their requests");
            let remedy = "use a longer recording, slow it down with `speed`, or leave `loops` out";
            self.problems.push_with(self.place(&format!("{path}.arrival.trace.loops")), message, remedy);
        }
        let trace = if matches!(users.demand, Demand::Recorded(_)) { self.answered(&trace, path)? } else { trace };
        let starts = Time::ZERO + trace.rows()[0].at.since(Time::ZERO).at_speed(replay.speed);
        if starts > Time::ZERO + self.file.horizon {
            self.warn_late("no request comes", &replay.file.text, path, (first, last));
        }
        let positions = positions?;
        if matches!(users.demand, Demand::Recorded(_)) {
            self.warn_long(&trace, &positions, users, path);
        }
        Some((traces::recorded(&trace, &positions).into(), period))
    }

    /// Says how many recorded requests their LLM cannot take.
    fn warn_long(&mut self, trace: &Trace, positions: &[u16], users: &Users, path: &str) {
        let names = self.llm_names(users);
        let window = |name: &&str| self.file.llm.get_named(name).and_then(|llm| llm.window);
        let windows: Vec<Option<u32>> = names.iter().map(window).collect();
        let mut long = vec![0_u32; names.len()];
        for row in trace.rows() {
            // As recorded demand asks: the group's first where the recording names none.
            let at = row.llm.map_or(0, |llm| usize::from(positions[usize::from(llm)]));
            if windows.get(at).copied().flatten().is_some_and(|window| row.is_longer_than(window)) {
                long[at] += 1;
            }
        }
        for (at, n) in long.into_iter().enumerate().filter(|long| long.1 > 0) {
            self.warnings.push(format!(
                "{path}: {n} of {} recorded requests are refused: they exceed the {} tokens that `{}` takes",
                trace.rows().len(),
                windows[at].unwrap_or(0),
                names[at]
            ));
        }
    }

    /// The names of the LLMs that a group of users asks for.
    fn llm_names<'n>(&self, users: &'n Users) -> Vec<&'n str>
    where
        Self: 'n,
    {
        let listed = users.llms.iter().map(|llm| llm.text.as_str());
        if users.llms.is_empty() { self.file.llm.names().collect() } else { listed.collect() }
    }

    /// Where the LLMs of a trace stand in the group's list; notes those that do not.
    fn positions(&mut self, trace: &Trace, users: &Users, path: &str) -> Option<Vec<u16>> {
        let place = self.place(&format!("{path}.arrival.trace.file"));
        let llms = self.llm_names(users);
        let mut position = |name: &String| {
            let found = llms.iter().position(|llm| llm == name);
            if found.is_none() {
                let message = format!("the trace uses the llm `{name}`, which these users do not list");
                self.problems.push_with(place, message, format!("add \"{name}\" to the group's `llms`"));
            }
            found.map(|at| at as u16)
        };
        let positions: Vec<_> = trace.llms().iter().map(&mut position).collect();
        positions.into_iter().collect()
    }

    /// The requests of which recorded demand can ask something; tells what is left out, and what is made of nothing.
    fn answered(&mut self, trace: &Trace, path: &str) -> Option<Trace> {
        let (n, failed) = (trace.rows().len(), trace.unanswered());
        let Some(answered) = trace.answered() else {
            let message = format!("none of the {n} recorded requests has output tokens");
            let remedy = "use `demand.tokens` with distributions, or name another trace";
            self.problems.push_with(self.place(&format!("{path}.demand")), message, remedy);
            return None;
        };
        if failed > 0 {
            self.warnings.push(format!(
                "{path}: {failed} of {n} recorded requests failed, with no output tokens, and are left out"
            ));
        }
        let empty = answered.rows().iter().filter(|row| row.prompt == 0).count();
        if empty > 0 {
            self.warnings.push(format!("{path}: {empty} of {n} recorded prompts have no tokens and are sent with one"));
        }
        Some(answered)
    }

    /// The sessions that a group's nodes replay, and their period; nothing where they replay none.
    pub(super) fn presences(&mut self, nodes: &Nodes, path: &str) -> (Vec<Vec<Presence>>, Span) {
        let nothing = (Vec::new(), Span::ZERO);
        let Churn::Replay(replay) = &nodes.churn else { return nothing };
        let place = replay.file.place;
        let Some(file) = self.data.path(&replay.file) else { return nothing };
        let whole = match trace::open_presences(file) {
            Ok(found) => found,
            Err(faults) => {
                faults.render(file).lines().for_each(|line| self.problems.push(place, line));
                return nothing;
            }
        };
        let (machines, wanted) = (whole.sessions.len(), nodes.count as usize);
        if machines < wanted {
            let message = format!("the recording has {machines} machines for {wanted} nodes");
            self.problems.push_with(place, message, format!("lower `count` to {machines}"));
        }
        let span = span(&whole);
        let Some(found) = whole.begun_at(replay.from) else {
            self.refuse_from(&format!("{path}.churn.replay"), span);
            return nothing;
        };
        let most = found.sessions.iter().map(Vec::len).max().unwrap_or(0).max(1) as u64;
        if replay.loops && Span::from_ns(found.period.ns() / most) < LEAST_GAP {
            let message = format!("loops of {} leave no time for their sessions", found.period);
            let remedy = "use a longer recording, or leave `loops` out";
            self.problems.push_with(self.place(&format!("{path}.churn.replay.loops")), message, remedy);
        }
        let mut starts = found.sessions.iter().take(wanted).filter_map(|sessions| Some(sessions.first()?.from));
        if starts.all(|from| from > Time::ZERO + self.file.horizon) {
            self.warn_late("no node is ever up", &replay.file.text, path, span);
        }
        (found.sessions, found.period)
    }

    /// The prices that a coin's market replays, from the start of the run on; nothing where it replays none.
    pub(super) fn prices(&mut self, market: &Market, path: &str) -> Vec<Quoted> {
        let Some(replay) = market.replay() else { return Vec::new() };
        let place = replay.file.place;
        let Some(file) = self.data.path(&replay.file) else { return Vec::new() };
        let whole = match trace::open_prices(file, replay.longest_gap) {
            Ok(found) => found,
            Err(faults) => {
                faults.render(file).lines().for_each(|line| self.problems.push(place, line));
                return Vec::new();
            }
        };
        let last = whole[whole.len() - 1].at;
        let path = format!("{path}.market.replay");
        if last < Time::ZERO + replay.from {
            self.refuse_from(&path, (Time::ZERO, last));
            return Vec::new();
        }
        let start = Time::ZERO + replay.from;
        let ends = last.since(start);
        if !replay.loops && ends < self.file.horizon {
            self.warnings.push(format!(
                "{path}: the recording ends after {ends}, and the price stands still until the horizon of {}; use \
                 `loops`, or a longer recording",
                self.file.horizon
            ));
        }
        // The price at the start is that of the last row until then.
        let first = whole.partition_point(|row| row.at <= start) - 1;
        whole[first..].iter().map(|row| Quoted { at: Time::ZERO + row.at.since(start), ..*row }).collect()
    }

    /// A recording is over before its `from`.
    fn refuse_from(&mut self, path: &str, (first, last): (Time, Time)) {
        let message = "nothing was recorded from that time on";
        let remedy = format!("the recording begins at {} s and ends at {} s", seconds(first), seconds(last));
        self.problems.push_with(self.place(&format!("{path}.from")), message, remedy);
    }

    /// A recording has hardly begun when the run ends.
    fn warn_late(&mut self, what: &str, file: &str, path: &str, (first, last): (Time, Time)) {
        let (first, last, horizon) = (seconds(first), seconds(last), self.file.horizon);
        self.warnings.push(format!(
            "{path}: {what} within the horizon of {horizon}: {file} begins at {first} s and ends at {last} s; \
             `from = \"{first} s\"` counts from its beginning"
        ));
    }
}

/// The first begin and the last end of a recording of sessions.
fn span(found: &Presences) -> (Time, Time) {
    let first = found.sessions.iter().filter_map(|sessions| Some(sessions.first()?.from)).min();
    (first.unwrap_or(Time::ZERO), Time::ZERO + found.period)
}
