//! How long a node works.

use rules::queueing::Sharing;
use state::requests::Need;
use units::ids::{GroupId, LlmId};
use units::share::Share;
use units::time::Span;

use crate::scenario::Scenario;
use crate::world::GroupState;

tables! {}

/// How long a node of a group works on a need if it does all of it.
#[inline(always)]
pub(super) fn service(scenario: &Scenario, states: &[GroupState], group: GroupId, llm: LlmId, need: &Need) -> Span {
    let row = &scenario.groups[group.row()];
    match *need {
        Need::Work(work) => {
            // Reference speed is the common case, and an exact one.
            if (row.rules.speed - 1.0).abs() < f64::EPSILON { work } else { work.at_speed(row.rules.speed) }
        }
        Need::Tokens { prompt, output } => {
            let discipline = states[group.row()].derived.discipline;
            // What others in a batch cost is the batch's business; in slots it is reckoned in advance.
            let beside = if discipline.sharing == Sharing::Batch { 1 } else { discipline.slots };
            scenario.times(row, llm).service(prompt, output, beside)
        }
    }
}

/// A part of a span, rounded down.
pub(in crate::dynamics) fn part(span: Span, share: Share) -> Span {
    i64::try_from(span.ns()).map_or(Span::MAX, |ns| Span::from_ns(share.of(ns) as u64))
}
