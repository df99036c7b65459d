//! One replication under way: its world, its agenda and the hash of its history, to be run on, branched or ended.

use engine::agenda::Agenda;
use engine::fingerprint::Fingerprint;
use engine::run::{Model as _, Observer, run};
use units::time::Time;

use crate::event::Event;
use crate::log::{Log, Wanted};
use crate::outcome::{Outcome, Stopped, finish};
use crate::scenario::Scenario;
use crate::sight::Sight;
use crate::world::World;

/// One replication under way.
///
/// A clone is a branch: both go on from the same moment, and what one does the other never sees. A run that is stopped
/// at any time and goes on has the history of one that was not.
#[derive(Clone, Debug)]
pub struct Replication {
    world: World,
    agenda: Agenda<Event>,
    history: History,
    number: u32,
}

/// Hashes every event but looks, and sees that time never falls.
#[derive(Clone, Debug)]
struct History {
    print: Fingerprint,
    last: Time,
    fell: Option<(Time, Time)>,
}

impl Observer<Event> for History {
    #[inline]
    fn note(&mut self, time: Time, event: &Event) {
        if !event.is_look() {
            let [what, whom] = event.words();
            // A time leaves the high byte of its word free for 2 years, and that is where the kind goes.
            self.print.add_pair(time.ns() ^ what.rotate_right(8), whom);
        }
        if time < self.last {
            self.fell.get_or_insert((self.last, time));
        }
        self.last = time;
    }
}

impl Replication {
    /// A replication at its start.
    pub fn new(scenario: Scenario, number: u32) -> Self {
        Self::begin(World::new(scenario, number), number)
    }

    fn begin(mut world: World, number: u32) -> Self {
        let mut agenda = Agenda::new();
        world.start(&mut agenda);
        let history = History { print: Fingerprint::new(), last: Time::ZERO, fell: None };
        Self { world, agenda, history, number }
    }

    /// Keeps both sides of Little's law for every node, gateway and group of users, for the audits to compare.
    ///
    /// To be asked for at the start: it costs a tenth or so, and memory for each node.
    pub fn keep_diary(&mut self) {
        self.world.keep_diary();
    }

    /// A replication at its start that notes single requests and what nodes do, and has the history of one that does not.
    pub fn noting(scenario: Scenario, number: u32, wanted: Wanted) -> Self {
        let mut world = World::new(scenario, number);
        world.state.log = Some(Box::new(Log::new(wanted)));
        let mut run = Self::begin(world, number);
        run.world.note_absent();
        run
    }

    /// Runs to a horizon; gives what was noted, and the hash of every event.
    ///
    /// # Errors
    /// As [`Replication::run_to`].
    ///
    /// # Panics
    /// If nothing was to be noted.
    pub fn log(mut self, horizon: Time) -> Result<(Log, u64), Stopped> {
        self.run_to(horizon)?;
        let state = &mut self.world.state;
        let mut log = state.log.take().expect("only a replication that notes has a log");
        log.close(&state.requests, horizon);
        Ok((*log, self.history.print.value()))
    }

    /// How late it is.
    pub fn now(&self) -> Time {
        self.agenda.now()
    }

    /// Handles every event up to and including a time; nothing if that has passed.
    ///
    /// # Errors
    /// If the books do not balance, or a law that is checked at every event was broken.
    pub fn run_to(&mut self, until: Time) -> Result<(), Stopped> {
        run(&mut self.world, &mut self.agenda, until, &mut self.history);
        self.check()
    }

    /// What is wrong, if anything is.
    fn check(&self) -> Result<(), Stopped> {
        if let Some(fault) = self.world.fault() {
            return Err(Stopped::Imbalance(fault.clone()));
        }
        if let Some((last, time)) = self.history.fell {
            return Err(Stopped::Broken(format!("an event at {} ns follows one at {} ns", time.ns(), last.ns())));
        }
        self.world.breach().map_or(Ok(()), |breach| Err(Stopped::Broken(breach.into())))
    }

    /// Handles the next event up to and including a time, shown before; says whether there was one.
    ///
    /// Without one the clock stands at that time, and the next call may go on from there.
    ///
    /// # Errors
    /// As [`Replication::run_to`].
    pub fn step(&mut self, until: Time, see: &mut dyn FnMut(&Sight)) -> Result<bool, Stopped> {
        let Some(event) = self.agenda.next_before(until) else { return Ok(false) };
        let time = self.agenda.now();
        self.history.note(time, &event);
        see(&Sight { time, event, world: &self.world });
        self.world.handle(event, &mut self.agenda);
        self.check().map(|()| true)
    }

    /// Hash of every posting so far.
    pub fn money(&self) -> u64 {
        self.world.state.ledger.fingerprint()
    }

    /// Hash of every event so far, looks left out.
    pub fn history(&self) -> u64 {
        self.history.print.value()
    }

    /// The world, to be measured.
    pub(crate) fn world(&mut self) -> &mut World {
        &mut self.world
    }

    /// Checks every table against the others; O(nodes + requests in flight).
    ///
    /// # Errors
    /// The first law that is broken.
    pub fn audit(&self) -> Result<(), Stopped> {
        self.world.audit(self.agenda.now()).map(|_| ()).map_err(Stopped::Broken)
    }

    /// Ends it, and tells what it leaves behind.
    ///
    /// # Errors
    /// If the books do not balance, or a law is broken.
    pub fn finish(mut self) -> Result<Outcome, Stopped> {
        let rows = self.world.audit(self.agenda.now()).map_err(Stopped::Broken)?;
        self.world.state.invariants.count(rows);
        finish(&mut self.world, &self.agenda, &self.history.print, self.number)
    }
}

#[cfg(test)]
mod tests {
    use units::time::Span;

    use super::*;
    use crate::sample::scenario;

    #[test]
    fn a_time_that_falls_ends_the_run() {
        let mut run = Replication::new(scenario(), 0);
        run.history.last = Time::ZERO + Span::secs(50);
        let broken = run.run_to(Time::ZERO + Span::secs(10));
        assert!(matches!(&broken, Err(Stopped::Broken(why)) if why.contains("follows one at")), "{broken:?}");
    }

    #[test]
    fn a_breach_ends_the_run() {
        let mut run = Replication::new(scenario(), 0);
        run.world.state.invariants.hold(false, || "planted".into());
        assert_eq!(run.run_to(Time::ZERO), Err(Stopped::Broken("planted".into())));
    }
}
