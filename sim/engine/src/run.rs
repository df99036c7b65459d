//! The loop that hands a model its events until the horizon.

use std::ops::ControlFlow;

use units::time::Time;

use crate::agenda::Agenda;

/// What is simulated: a state that changes with each event and schedules further events.
pub trait Model {
    /// What can happen; a small `Copy` type that holds ids, not payloads.
    type Event: Copy;

    /// Changes the state as the event says, at the agenda's now.
    fn handle(&mut self, event: Self::Event, agenda: &mut Agenda<Self::Event>);
}

/// Sees each event before the model handles it; `()` sees nothing and costs nothing.
pub trait Observer<E> {
    /// Takes note of an event and its time; a break ends the run before the event is handled.
    fn note(&mut self, time: Time, event: &E) -> ControlFlow<()>;
}

impl<E> Observer<E> for () {
    #[inline]
    fn note(&mut self, _: Time, _: &E) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

impl<E, O: Observer<E>> Observer<E> for &mut O {
    #[inline]
    fn note(&mut self, time: Time, event: &E) -> ControlFlow<()> {
        (**self).note(time, event)
    }
}

/// Hands the model every event up to and including `until`; afterwards the clock stands at `until`.
///
/// Running on to a later time continues as if the run had not been interrupted, unless the observer ended it.
pub fn run<M: Model, O: Observer<M::Event>>(
    model: &mut M,
    agenda: &mut Agenda<M::Event>,
    until: Time,
    mut observer: O,
) {
    while let Some(event) = agenda.next_before(until) {
        if observer.note(agenda.now(), &event).is_break() {
            return;
        }
        model.handle(event, agenda);
    }
}

#[cfg(test)]
mod tests {
    use units::time::Span;

    use super::*;
    use crate::agenda::Class;

    /// Ticks every second and counts.
    struct Clock {
        ticks: u32,
    }

    impl Model for Clock {
        type Event = &'static str;

        fn handle(&mut self, event: Self::Event, agenda: &mut Agenda<Self::Event>) {
            self.ticks += 1;
            agenda.after(Span::secs(1), Class::Timer, event);
        }
    }

    struct Log(Vec<(Time, &'static str)>);

    impl Observer<&'static str> for Log {
        fn note(&mut self, time: Time, event: &&'static str) -> ControlFlow<()> {
            self.0.push((time, event));
            if self.0.len() < 20 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        }
    }

    fn seconds(s: u64) -> Time {
        Time::ZERO + Span::secs(s)
    }

    #[test]
    fn events_at_the_horizon_are_handled_and_later_ones_wait() {
        let (mut clock, mut agenda) = (Clock { ticks: 0 }, Agenda::new());
        agenda.at(seconds(1), Class::Timer, "tick");
        run(&mut clock, &mut agenda, seconds(3), ());
        assert_eq!((clock.ticks, agenda.now(), agenda.pending()), (3, seconds(3), 1));
    }

    #[test]
    fn an_interrupted_run_goes_on_as_if_it_were_one() {
        let history = |horizons: &[Time]| {
            let (mut clock, mut agenda, mut log) = (Clock { ticks: 0 }, Agenda::new(), Log(Vec::new()));
            agenda.at(seconds(1), Class::Timer, "tick");
            for &horizon in horizons {
                run(&mut clock, &mut agenda, horizon, &mut log);
            }
            log.0
        };
        let whole = history(&[seconds(9)]);
        assert_eq!(whole.len(), 9);
        assert_eq!(
            history(&[Time::from_ns(1), seconds(2), seconds(2), Time::from_ns(2_500_000_000), seconds(9)]),
            whole
        );
    }

    #[test]
    fn an_observer_ends_the_run_before_the_event_that_it_refuses() {
        let (mut clock, mut agenda, mut log) = (Clock { ticks: 0 }, Agenda::new(), Log(Vec::new()));
        agenda.at(seconds(1), Class::Timer, "tick");
        run(&mut clock, &mut agenda, seconds(100), &mut log);
        assert_eq!((log.0.len(), clock.ticks, agenda.now()), (20, 19, seconds(20)));
    }

    #[test]
    fn the_clock_reaches_the_horizon_of_an_empty_agenda() {
        let (mut clock, mut agenda) = (Clock { ticks: 0 }, Agenda::new());
        run(&mut clock, &mut agenda, seconds(5), ());
        assert_eq!((clock.ticks, agenda.now()), (0, seconds(5)));
    }
}
