//! Governors follow quantities and move settings, and proposals are made on a signal.

use engine::agenda::Agenda;
use rules::control::View;
use units::ids::{GovernorId, ProposalId};

use super::money::VOTES;
use crate::event::Event;
use crate::world::governors::Governors;
use crate::world::{Moment, World};

tables! { governors }

impl Moment<'_> {
    /// Schedules the reviews of governors, and looks for signals.
    pub(super) fn plan_governors(&mut self) {
        for (i, row) in self.scenario.governors.iter().enumerate() {
            self.agenda.after(row.rules.every, VOTES, Event::Steer(GovernorId::of(i)));
        }
        for (i, row) in self.scenario.proposals.iter().enumerate() {
            if let Some(when) = &row.when {
                self.agenda.at(row.at + when.every, VOTES, Event::Watch(ProposalId::of(i)));
            }
        }
    }

    /// Reading and setting of each governor; NaN where there is none.
    pub(super) fn steered(&self) -> Vec<f64> {
        let states = self.state.governors.iter().flat_map(|governors| &governors.rows);
        let rows = self.scenario.governors.iter().zip(states);
        rows.flat_map(|(row, state)| [state.reading, state.setting(self.scenario, row).unwrap_or(f64::NAN)]).collect()
    }

    fn governors(&mut self) -> &mut Governors {
        self.state.governors.as_deref_mut().expect("there are governors where something is followed")
    }

    /// A look for the signal of a proposal.
    pub(super) fn watch(&mut self, proposal: ProposalId) {
        let scenario = self.scenario;
        let row = &scenario.proposals[proposal.row()];
        let (Some(when), Some(mut seen)) = (&row.when, self.governors().watches[proposal.row()].take()) else {
            return;
        };
        self.read(&mut seen);
        let is_there = when.holds(|column| seen.latest(column));
        self.governors().watches[proposal.row()] = Some(seen);
        if !is_there {
            self.agenda.after(when.every, VOTES, Event::Watch(proposal));
            return;
        }
        self.propose(proposal);
        // Without `again` one signal is enough.
        if let Some(again) = row.rules.again {
            self.agenda.after(again, VOTES, Event::Watch(proposal));
        }
    }

    /// A governor reads what it follows and decides; says whether its setting moves now.
    fn decide(&mut self, id: GovernorId) -> bool {
        let scenario = self.scenario;
        let row = &scenario.governors[id.row()];
        self.agenda.after(row.rules.every, VOTES, Event::Steer(id));
        let Some(mut seen) = self.governors().rows[id.row()].seen.take() else { return false };
        self.read(&mut seen);
        let reading = row.follows.value(|column| seen.latest(column));
        let state = &mut self.governors().rows[id.row()];
        let present = state.setting(scenario, row);
        state.seen = Some(seen);
        let before = Some(std::mem::replace(&mut state.reading, reading)).filter(|before| before.is_finite());
        if let Some(present) = present {
            state.found(present);
        }
        let (Some(present), true) = (present, reading.is_finite()) else { return false };
        state.reviews += 1;
        state.readings += reading;
        let setting = state.last(present);
        let days = row.rules.every.as_secs() / 86_400.0;
        let view = View { reading, before, setting, from: row.dial.from, to: row.dial.to, days };
        let next = row.rules.control.policy().next(&view);
        if !next.is_finite() {
            return false;
        }
        state.bounded += u32::from(next <= row.dial.from || next >= row.dial.to);
        let next = next.clamp(row.dial.from, row.dial.to);
        state.decided = Some(next);
        if row.dial.value(next) == row.dial.value(setting) && state.pending.is_empty() {
            return false;
        }
        state.pending.push_back(next);
        if row.rules.delay.ns() > 0 {
            self.agenda.after(row.rules.delay, VOTES, Event::Adjust(id));
        }
        row.rules.delay.ns() == 0
    }
}

impl World {
    /// A governor reviews its setting.
    #[cold]
    pub(super) fn steer(&mut self, id: GovernorId, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        let is_due = Moment { scenario: &self.scenario, state: &mut self.state, agenda, now }.decide(id);
        if is_due {
            self.adjust(id, agenda);
        }
    }

    /// What a governor decided on first comes about, unless other rules are in the way.
    #[cold]
    pub(super) fn adjust(&mut self, id: GovernorId, agenda: &mut Agenda<Event>) {
        let Some(governors) = self.state.governors.as_deref_mut() else { return };
        let (row, state) = (&self.scenario.governors[id.row()], &mut governors.rows[id.row()]);
        let Some(next) = state.pending.pop_front() else { return };
        let (dial, before) = (row.dial.clone(), state.setting(&self.scenario, row));
        let is_set = self.set(&dial.path, &dial.value(next), agenda).is_ok();
        let written = self.scenario.get(&dial.path).ok();
        let Some(governors) = self.state.governors.as_deref_mut() else { return };
        let state = &mut governors.rows[id.row()];
        if !is_set {
            state.refused += 1;
            return;
        }
        let after = dial.rounded(next);
        state.written = written.map(|value| (value, after));
        if before.is_none_or(|before| before.total_cmp(&after).is_ne()) {
            state.moved(before.is_none_or(|before| after > before));
        }
    }
}
