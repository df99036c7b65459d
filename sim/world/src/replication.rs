//! One replication under way: its world, its agenda and the hash of its history, to be run on, branched or ended.

use std::ops::ControlFlow;

use engine::agenda::Agenda;
use engine::fingerprint::Fingerprint;
use engine::run::{Model as _, Observer, run};
use units::time::Time;

use crate::event::Event;
use crate::log::{Log, Wanted};
use crate::outcome::{Outcome, Stopped, finish};
use crate::scenario::{Scenario, Users};
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

/// Hashes every event but looks, and sees that time never falls and does not stand still.
#[derive(Clone, Debug)]
struct History {
    print: Fingerprint,
    last: Time,
    fell: Option<(Time, Time)>,
    standstill: Standstill,
}

/// Sees whether time stands still: the events at one time.
#[derive(Clone, Debug)]
struct Standstill {
    at: Time,
    events: u64,
    /// As many as the world can have at one time, unless they bring forth each other.
    most: u64,
    /// The events after so many, which tell who keeps time from going on.
    beyond: Vec<Event>,
}

/// Events beyond the most at one time that are kept to tell what they are.
const EVIDENCE: usize = 1_024;

impl Standstill {
    /// An event comes at the time of the one before.
    fn again(&mut self, time: Time, event: Event) -> ControlFlow<()> {
        if time > self.at {
            (self.at, self.events) = (time, 0);
        }
        self.events += 1;
        if self.events <= self.most {
            return ControlFlow::Continue(());
        }
        self.beyond.push(event);
        if self.beyond.len() < EVIDENCE { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }
}

impl Observer<Event> for History {
    #[inline]
    fn note(&mut self, time: Time, event: &Event) -> ControlFlow<()> {
        if !event.is_look() {
            let [what, whom] = event.words();
            // A time leaves the high byte of its word free for 2 years, and that is where the kind goes.
            self.print.add_pair(time.ns() ^ what.rotate_right(8), whom);
        }
        if time > self.last {
            self.last = time;
            return ControlFlow::Continue(());
        }
        if time < self.last {
            self.fell.get_or_insert((self.last, time));
            self.last = time;
        }
        self.standstill.again(time, *event)
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
        let standstill =
            Standstill { at: Time::ZERO, events: 0, most: most_at_once(&world.scenario), beyond: Vec::new() };
        let history = History { print: Fingerprint::new(), last: Time::ZERO, fell: None, standstill };
        Self { world, agenda, history, number }
    }

    /// Keeps both sides of Little's law for every node, gateway and group of users, for the audits to compare.
    ///
    /// To be asked for at the start: it costs a tenth or so, and memory for each node.
    pub fn keep_diary(&mut self) {
        self.world.keep_diary();
    }

    /// A replication at its start that notes single requests and what nodes do, and has the history of one that does
    /// not.
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
    /// If the books do not balance, a law that is checked at every event was broken, or time stands still.
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
        if let Some(breach) = self.world.breach() {
            return Err(Stopped::Broken(breach.into()));
        }
        if self.history.standstill.beyond.len() >= EVIDENCE { Err(Stopped::Stuck(self.culprit())) } else { Ok(()) }
    }

    /// What most of the events are that keep time from going on.
    fn culprit(&self) -> String {
        let Standstill { at, events, beyond, .. } = &self.history.standstill;
        let sight = |&event: &Event| Sight { time: *at, event, world: &self.world }.text();
        let mut texts: Vec<String> = beyond.iter().map(sight).collect();
        // Alike but for their numbers.
        let kind = |text: &String| text.chars().filter(|c| !c.is_ascii_digit()).collect::<String>();
        texts.sort_by_cached_key(kind);
        let most = texts.chunk_by(|a, b| kind(a) == kind(b)).max_by_key(|alike| alike.len());
        let last = most.and_then(|alike| alike.last()).map_or("", String::as_str);
        format!("{events} events at {at} without end: most are like `{last}`")
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
        if self.history.note(time, &event).is_break() {
            return self.check().map(|()| false);
        }
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

    /// A branch whose meters start anew: it has the history of the run, and no diary.
    pub(crate) fn branch(&self) -> Self {
        let mut branch = self.clone();
        branch.world.state.diary = None;
        branch.world.state.forget_measured(&branch.world.scenario, self.now());
        branch
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

/// More events at one time than any world has whose time goes on.
///
/// All nodes may come, go and beat at once, all users of closed loops may ask at once, and a trace may send all of its
/// requests at once; each of these takes some events. A million more costs a second and some 300 MB before it is
/// noticed.
fn most_at_once(scenario: &Scenario) -> u64 {
    let nodes: u64 = scenario.groups.iter().map(|group| u64::from(group.rules.count)).sum();
    let asks = |users: &Users| u64::from(users.rules.arrival.population()) + users.recorded.len() as u64;
    let asked: u64 = scenario.users.iter().map(asks).sum();
    1_000_000 + 100 * (nodes + asked)
}

#[cfg(test)]
mod tests {
    use units::time::Span;

    use super::*;
    use crate::sample::{read, scenario};

    #[test]
    fn a_time_that_falls_ends_the_run() {
        let mut run = Replication::new(scenario(), 0);
        run.history.last = Time::ZERO + Span::secs(50);
        let broken = run.run_to(Time::ZERO + Span::secs(10));
        assert!(matches!(&broken, Err(Stopped::Broken(why)) if why.contains("follows one at")), "{broken:?}");
    }

    #[test]
    fn a_time_that_stands_still_ends_the_run_and_says_who_keeps_it() {
        let mut still = scenario();
        still.users[0].rules.arrival = read(&["renewal", "gap"], "0 s");
        let mut run = Replication::new(still, 0);
        let stuck = run.run_to(Time::ZERO + Span::secs(10));
        let Err(Stopped::Stuck(what)) = &stuck else { panic!("{stuck:?}") };
        assert!(what.contains("events at 0 s without end: most are like `users.all send request"), "{what}");
    }

    #[test]
    fn more_nodes_may_do_more_at_one_time() {
        let (mut many, few) = (scenario(), most_at_once(&scenario()));
        many.groups[0].rules.count += 10_000_000;
        assert_eq!(most_at_once(&many), few + 1_000_000_000);
    }

    #[test]
    fn a_breach_ends_the_run() {
        let mut run = Replication::new(scenario(), 0);
        run.world.state.invariants.hold(false, || "planted".into());
        assert_eq!(run.run_to(Time::ZERO), Err(Stopped::Broken("planted".into())));
    }
}
