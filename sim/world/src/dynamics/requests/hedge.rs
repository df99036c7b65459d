//! A request whose answer takes long gets one copy more on another node.

use engine::agenda::Class;
use rules::scheduling::{Copied, MOST_COPIES, Pick};
use state::attempts::Attempt;
use state::requests::{Request, Stage};
use units::ids::{AttemptId, NodeId, RequestId};
use units::time::Span;

use crate::event::Event;
use crate::world::Moment;

impl Moment<'_> {
    /// Sends the first copy of a request; more may follow.
    pub(super) fn attempt_hedged(&mut self, request: RequestId, node: NodeId) {
        let gateway = self.state.requests.get(request).gateway.row();
        if let Some(hedging) = &mut self.state.gateways[gateway].hedging {
            hedging.tries += 1;
        }
        // Armed first: the attempt may fail as it goes, and another try is then under way.
        let row = self.state.requests.get(request);
        let tries = row.tries + 1;
        self.await_hedge(request, tries, 1);
        let mut nodes = [NodeId(0); MOST_COPIES];
        nodes[0] = node;
        self.attempt_copies(request, &Copied { nodes, n: 1 });
    }

    /// Plans the next copy of a try of a request.
    fn await_hedge(&mut self, request: RequestId, tries: u16, copy: u8) {
        let row = self.state.requests.get(request);
        let Some(rule) = &self.scenario.gateways[row.gateway.row()].rules.hedge else { return };
        if u32::from(copy) > rule.most {
            return;
        }
        let Some(after) = rule.after.or_else(|| self.slow(row)) else { return };
        let event = Event::Hedge { request: self.state.requests.name(request), tries, copy };
        self.agenda.after(after, Class::Timer, event);
    }

    /// The time after which an answer is late, by those that the gateway has seen; none before it has seen enough.
    fn slow(&self, row: &Request) -> Option<Span> {
        let rule = self.scenario.gateways[row.gateway.row()].rules.hedge.as_ref()?;
        let hedging = self.state.gateways[row.gateway.row()].hedging.as_ref()?;
        let seen = &hedging.seen[row.llm.row()];
        if seen.n() >= u64::from(rule.least) { seen.value() } else { None }
    }

    /// A try has taken long: one copy more is sent if it still runs, another node is listed and the budget allows it.
    pub(in crate::dynamics) fn hedge(&mut self, request: RequestId, tries: u16, copy: u8) {
        let row = *self.state.requests.get(request);
        if row.stage != Stage::Tried || row.tries != tries || row.copies == 0 {
            return;
        }
        let Some(rule) = &self.scenario.gateways[row.gateway.row()].rules.hedge else { return };
        let Some(hedging) = &mut self.state.gateways[row.gateway.row()].hedging else { return };
        if rule.budget.is_some_and(|budget| budget.of(hedging.tries as i64) <= hedging.sent as i64) {
            return self.await_hedge(request, tries, copy + 1);
        }
        if let Some(Pick::Node(node)) = self.pick_beside(request, copy) {
            if let Some(hedging) = &mut self.state.gateways[row.gateway.row()].hedging {
                hedging.sent += 1;
            }
            self.state.meters.hedges.0 += 1;
            self.add_copy(request, node, copy);
        }
        self.await_hedge(request, tries, copy + 1);
    }

    /// The answer that ends a request is back: how long it took since its first copy that still ran.
    pub(super) fn note_hedged(&mut self, attempt: AttemptId, answer: &Attempt) {
        let row = self.state.requests.get(answer.request);
        if self.hedge_of(row).is_none() {
            return;
        }
        let Some(hedging) = &mut self.state.gateways[row.gateway.row()].hedging else { return };
        let (mut first, mut at) = (self.state.attempts.sent(attempt), row.copy);
        for _ in 0..row.copies {
            let sent = self.state.attempts.sent(AttemptId(at));
            (first, at) = (first.min(sent), self.state.attempts.get(AttemptId(at)).sibling);
        }
        hedging.seen[row.llm.row()].add(self.now.since(first));
        if answer.copy > 0 {
            self.state.meters.hedges.1 += 1;
        }
    }
}
