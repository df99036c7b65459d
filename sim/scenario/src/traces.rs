//! Recorded requests made ready for replay: names of LLMs become positions, prefixes what sessions share.

use rules::arrival::Recorded;
use state::requests::Shared;
use trace::{Row, Trace};

/// The rows of a trace for a group whose LLMs are these by position in the trace.
pub(super) fn recorded(trace: &Trace, positions: &[u16]) -> Vec<Recorded> {
    let mut openings = Vec::new();
    let row = |row: &Row| Recorded {
        at: row.at,
        llm: row.llm.map(|llm| positions[usize::from(llm)]),
        prompt: row.prompt,
        output: row.output,
        shared: shared(row, &mut openings),
    };
    trace.rows().iter().map(row).collect()
}

/// What a recorded request shares: in the first turn of its session, or without one, its prefix is others'.
///
/// The others' stays the opening of the session's later turns, as far as they share it.
fn shared(row: &Row, openings: &mut Vec<u32>) -> Shared {
    let Some(session) = row.session else { return Shared { opening: row.prefix, ..Shared::NOTHING } };
    if let Some(opening) = openings.get(session as usize) {
        let opening = row.prefix.min(*opening);
        Shared { session, opening, context: row.prefix, ..Shared::NOTHING }
    } else {
        openings.resize(session as usize + 1, row.prefix);
        Shared { session, opening: row.prefix, ..Shared::NOTHING }
    }
}
