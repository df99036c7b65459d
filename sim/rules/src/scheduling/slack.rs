//! When nodes are expected to answer, and by when they should.

use engine::draws::Draws;
use units::ids::NodeId;
use units::time::Span;

use super::policy::View;
use crate::checking::Checking;
use crate::columns::Lengths;
use crate::sample::sample;

/// Expected latencies of a sample of nodes.
pub(super) fn latencies<'a>(
    view: &'a View,
    candidates: u32,
    draws: &'a mut Draws,
) -> impl Iterator<Item = (NodeId, Span)> + 'a {
    let latency = |node| view.knows.latency(node, view.backlog(node), Lengths::Seen);
    sample(view.roster.members(), candidates, draws).map(move |node| (node, latency(node)))
}

/// Time until the request's answer is due; none if it has all the time.
pub(super) fn left(view: &View) -> Option<Span> {
    view.deadline.map(|deadline| deadline.since(view.now))
}

/// Refuses a policy that goes by deadlines where no request has one.
pub(super) fn vet(checking: &mut Checking) {
    if checking.facts.asks.lacks_deadlines {
        let message = "a deadline nobody has: no users whose requests it places give them one";
        let remedy = "write `target.deadline` under its users, as in `target.deadline = \"30 s\"`";
        checking.refuse_with("", message, remedy);
    }
}
