//! Users who wait for their answer before they ask again.

use engine::agenda::Class;
use rules::arrival::After;
use units::ids::UsersId;

use crate::event::Event;
use crate::world::Moment;

impl Moment<'_> {
    /// All users of a closed loop begin to think.
    pub(in crate::dynamics) fn gather(&mut self, users: UsersId) {
        for user in 0..self.scenario.users[users.row()].rules.arrival.population() {
            self.think(users, u64::from(user), After::Rest);
        }
    }

    /// A user has learnt how its request ended.
    #[inline]
    pub(super) fn go_on(&mut self, users: UsersId, number: u64, after: After) {
        if self.state.uses.followers && self.state.users[users.row()].waits {
            let next = self.scenario.users[users.row()].rules.arrival.follower(number);
            self.think(users, next, after);
        }
    }

    /// A user thinks, then sends the request of this number.
    fn think(&mut self, users: UsersId, number: u64, after: After) {
        let think = self.state.users[users.row()].think;
        if let Some(thought) = self.scenario.users[users.row()].rules.arrival.think(number, after, think) {
            // Nobody thinks between windows: who is not done at the end of one goes on at the beginning of the next.
            let until = match &self.state.pace {
                None => Some(self.now + thought),
                Some(pace) => pace.clock.later(self.now, thought),
            };
            if let Some(at) = until {
                self.agenda.at(at, Class::Arrival, Event::Ask(users, number));
            }
        }
    }
}
