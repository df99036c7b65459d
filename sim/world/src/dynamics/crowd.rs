//! Users who wait for their answer before they ask again.

use engine::agenda::Class;
use rules::arrival::After;
use units::ids::UsersId;

use crate::event::Event;
use crate::world::Moment;

impl Moment<'_> {
    /// All users of a closed loop begin to think.
    pub(super) fn gather(&mut self, users: UsersId) {
        // User u of N sends the requests u, u + N, u + 2 N: each has its own addresses, whoever else is quick or slow.
        for user in 0..self.state.users[users.row()].population {
            self.think(users, user, After::Rest);
        }
    }

    /// A user of a closed loop has learnt how its request ended.
    #[inline]
    pub(super) fn go_on(&mut self, users: UsersId, number: u64, after: After) {
        let population = self.state.users[users.row()].population;
        if population > 0 {
            self.think(users, number + population, after);
        }
    }

    /// A user thinks, then sends the request of this number.
    fn think(&mut self, users: UsersId, number: u64, after: After) {
        let mut draws = self.state.users[users.row()].think.draws(number);
        if let Some(thought) = self.scenario.users[users.row()].arrival.policy().think(after, &mut draws) {
            self.agenda.after(thought, Class::Arrival, Event::Ask(users, number));
        }
    }
}
