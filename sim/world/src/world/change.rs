//! Rules that change while a world runs.

use engine::agenda::{Agenda, Class};
use rules::checking::Refusal;
use units::ids::NetworkId;
use units::tree::Value;

use super::World;
use crate::event::Event;
use crate::scenario::Owner;

impl World {
    /// Changes a rule by its path, as in `network.alpha.pricing.posted.work`, `none` for nothing.
    ///
    /// Decisions from now on go by it. What was promised before stays: armed timers, escrow, jails and exits.
    ///
    /// # Errors
    /// If there is no such rule, the value is none for it, or it may not change while a world runs; then nothing has
    /// changed.
    pub fn set(&mut self, path: &str, value: &Value, agenda: &mut Agenda<Event>) -> Result<(), Refusal> {
        let owner = self.scenario.set(path, value)?;
        self.state.refresh(&self.scenario, owner);
        if let Owner::Network(network) = owner
            && path.split('.').nth(2) == Some("permission")
        {
            // Once all rules are as they are to be, so that what is set and set back moves nobody.
            agenda.at(agenda.now(), Class::Observation, Event::Relist(NetworkId::of(network)));
        }
        Ok(())
    }

    /// Rules change, or are again as they were. All of it was tried before the run; what is refused ends it,
    /// but where votes change rules, too: there it does not happen.
    #[cold]
    pub(crate) fn change(&mut self, change: u16, is_over: bool, agenda: &mut Agenda<Event>) {
        let at = usize::from(change);
        let new = self.scenario.changes[at].set.clone();
        let values = if is_over { std::mem::take(&mut self.state.saved[at]) } else { new };
        let mut old = Vec::new();
        for (path, value) in values {
            let before = self.scenario.get(&path);
            match before.and_then(|before| self.set(&path, &value, agenda).map(|()| before)) {
                Ok(before) => old.push((path, before)),
                // A vote or a governor may have changed what it would have agreed with.
                Err(_) if self.state.governances.is_some() || self.state.governors.is_some() => {}
                Err(refusal) => self.state.invariants.hold(false, || format!("a setting was not changed: {refusal}")),
            }
        }
        // Backwards, so that of two values for one rule the first comes back last.
        old.reverse();
        self.state.saved[at] = old;
    }
}
