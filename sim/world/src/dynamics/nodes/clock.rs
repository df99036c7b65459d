//! Clocks of sessions that stand while their node is idle, or are cut short.

use engine::agenda::{Class, Timer};
use units::ids::NodeId;
use units::time::Span;

use crate::event::Event;
use crate::world::Moment;
use crate::world::clocks::SessionClock;

impl Moment<'_> {
    /// A session of this length begins.
    pub(super) fn begin_session(&mut self, node: NodeId, session: Span) {
        if self.state.groups[self.state.group(node).row()].derived.wears {
            // Nobody is at work yet: the clock stands until somebody is.
            self.state.clocks[node.row()] = SessionClock { left: session, since: self.now, timer: 0 };
        } else {
            let timer = self.agenda.after(session, Class::Timer, Event::Leave(self.state.nodes.name(node)));
            if let Some(clock) = self.state.clocks.get_mut(node.row()) {
                *clock = SessionClock { left: session, since: self.now, timer: timer.bits() };
            }
        }
    }

    /// A node whose sessions count time at work begins to work.
    pub(in crate::dynamics) fn start_clock(&mut self, node: NodeId) {
        let left = self.state.clocks[node.row()].left;
        let timer = self.agenda.after(left, Class::Timer, Event::Leave(self.state.nodes.name(node)));
        let clock = &mut self.state.clocks[node.row()];
        (clock.since, clock.timer) = (self.now, timer.bits());
    }

    /// A node whose sessions count time at work stops working.
    pub(in crate::dynamics) fn stop_clock(&mut self, node: NodeId) {
        let clock = &mut self.state.clocks[node.row()];
        clock.left = clock.left.saturating_sub(self.now.since(clock.since));
        if let Some(timer) = Timer::from_bits(std::mem::take(&mut clock.timer)) {
            self.agenda.cancel(timer);
        }
    }

    /// A session ends before its time.
    pub(super) fn cut_session(&mut self, node: NodeId) {
        let clock = &mut self.state.clocks[node.row()];
        if let Some(timer) = Timer::from_bits(std::mem::take(&mut clock.timer)) {
            self.agenda.cancel(timer);
        }
    }

    /// The end of a session has come: its clock has run down.
    pub(super) fn end_session(&mut self, node: NodeId) {
        if let Some(clock) = self.state.clocks.get_mut(node.row()) {
            clock.timer = 0;
        }
    }
}
