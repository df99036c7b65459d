//! Users who wait for their answer before they ask again.

use engine::draws::{Draws, Stream};
use engine::law::Law;
use units::settings;
use units::settings::Nothing;
use units::time::Span;

use crate::checking::Checking;

use super::policy::{After, Arrivals, Coming, Lost, Replay, View};

settings! {
    /// A fixed number of users; each thinks, sends a request, waits for its end, and thinks again.
    ///
    /// All users think at the start. With exponential think times of rate g \[1/s\] and c exponential servers of rate m
    /// behind one line, n of the K users are in the system with probability proportional to `product over i < n of (K -
    /// i) g / (min(i + 1, c) m)` (machine repair); without a line it is Engset's loss model, where a refused user
    /// thinks again. Think times are addressed by a user's j-th request, so that policies see the same users. A user
    /// who tries again at once does so after `pause`, else time would not advance. Source: Palm 1947; Engset 1918;
    /// Gross et al., Fundamentals of Queueing Theory, 2008, section 2.8.
    pub struct ClosedLoop {
        /// How many users there are [1 ..= 1_000_000].
        #[fixed = "users are created at the start"]
        pub users: u32,
        /// Distribution of the think time.
        pub think: Law<Span>,
        /// What a user does after a refused or failed request.
        pub lost: Lost = Lost::Thinks,
        /// Time before a user tries again at once [> 0 s].
        pub pause: Span = Span::ms(1),
    }
}

impl Arrivals for ClosedLoop {
    type Memory = Nothing;

    fn next(&self, _: &mut Nothing, _: &View, _: &mut Draws) -> Option<Coming> {
        None
    }
    fn expected(&self, until: Span, _: &Replay) -> f64 {
        f64::from(self.users) * until.as_secs() / self.think.mean()
    }
    fn population(&self) -> u32 {
        self.users
    }
    fn waits(&self) -> bool {
        true
    }
    fn sender(&self, number: u64) -> Option<u64> {
        Some(number % u64::from(self.users))
    }
    fn follower(&self, number: u64) -> u64 {
        // User u of N sends the requests u, u + N, u + 2 N: each has its own addresses, whoever else is quick or slow.
        number + u64::from(self.users)
    }
    fn think(&self, number: u64, after: After, think: Stream) -> Option<Span> {
        match (after, self.lost) {
            (After::Rest, _) | (After::Loss, Lost::Thinks) => Some(self.think.sample(&mut think.draws(number))),
            (After::Loss, Lost::Tries) => Some(self.pause),
            (After::Loss, Lost::Leaves) => None,
        }
    }
    fn vet(&self, checking: &mut Checking) {
        let message = "users who think for 0 s would send requests at the same moment for ever";
        checking.time_goes_on("think", &[&self.think], message);
    }
}
