//! Trace files that a scenario names: read from disk, times and names made ready for replay.

use std::path::Path;
use std::sync::Arc;

use rules::arrival::Recorded;
use state::requests::Shared;
use units::problem::Problems;
use units::quantity::Name;
use units::time::{Span, Time};
use units::tree::Place;

use crate::trace;

/// A recorded workload, ready for replay, and its period.
pub(super) type Replay = (Arc<[Recorded]>, Span);

/// Reads a trace; the names of its LLMs become positions in the group's list.
pub(super) fn replay(path: &Path, place: Place, llms: &[Name], problems: &mut Problems) -> Option<Replay> {
    let trace = match trace::open(path) {
        Ok(trace) => trace,
        Err(faults) => {
            let text = faults.render(path);
            text.lines().for_each(|line| problems.push(place, line));
            return None;
        }
    };
    let mut positions = Vec::new();
    for name in trace.llms() {
        let found = llms.iter().position(|l| l.text == *name);
        if found.is_none() {
            let message = format!("the trace asks for the llm `{name}`, which these users do not list");
            problems.push_with(place, message, format!("add \"{name}\" to the group's `llms`"));
        }
        positions.push(found.unwrap_or(0) as u16);
    }
    let mut openings = Vec::new();
    let row = |r: &trace::Row| Recorded {
        at: r.at,
        llm: r.llm.map(|l| positions[usize::from(l)]),
        prompt: r.prompt,
        output: r.output,
        shared: shared(r, &mut openings),
    };
    let rows: Vec<Recorded> = trace.rows().iter().map(row).collect();
    let period = trace.loop_period().unwrap_or(Span::ZERO);
    let period = if period.ns() > 0 { period } else { rows.last().map_or(Time::ZERO, |r| r.at).since(Time::ZERO) };
    Some((rows.into(), period))
}

/// What a recorded request shares: in the first turn of its session, or without one, its prefix is others'.
///
/// The others' stays the opening of the session's later turns, as far as they share it.
fn shared(row: &trace::Row, openings: &mut Vec<u32>) -> Shared {
    let Some(session) = row.session else { return Shared { opening: row.prefix, ..Shared::NOTHING } };
    if let Some(opening) = openings.get(session as usize) {
        let opening = row.prefix.min(*opening);
        Shared { session, opening, context: row.prefix, ..Shared::NOTHING }
    } else {
        openings.resize(session as usize + 1, row.prefix);
        Shared { session, opening: row.prefix, ..Shared::NOTHING }
    }
}
