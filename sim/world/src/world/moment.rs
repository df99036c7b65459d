//! The moment at which an event is handled.

use engine::agenda::Agenda;
use engine::draws::{Address, Purpose, Stream};
use units::ids::UsersId;
use units::time::Time;

use super::State;
use super::users::UsersState;
use crate::event::Event;
use crate::scenario::Scenario;

/// The moment at which an event is handled: what the dynamics act on.
pub(crate) struct Moment<'a> {
    pub(crate) scenario: &'a Scenario,
    pub(crate) state: &'a mut State,
    pub(crate) agenda: &'a mut Agenda<Event>,
    pub(crate) now: Time,
}

impl Moment<'_> {
    /// The stream of an entity's draws for a purpose.
    pub(crate) fn stream(&self, purpose: Purpose, entity: u64) -> Stream {
        Address { seed: self.scenario.seed, replication: self.state.replication, purpose, entity }.stream()
    }

    /// The users of a request.
    #[inline]
    pub(crate) fn users_of(&mut self, users: UsersId) -> &mut UsersState {
        &mut self.state.users[users.row()]
    }
}
