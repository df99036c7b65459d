//! Users who come for a session of several turns.

use engine::draws::{Draws, Stream};
use engine::law::Law;
use engine::math;
use state::requests::Turn;
use units::quantity::Rate;
use units::settings;
use units::settings::Nothing;
use units::time::Span;

use super::policy::{After, Arrivals, Coming, Replay, View};

settings! {
    /// Sessions begin as a Poisson process; in each, a user sends a request, waits for the answer, thinks, and sends
    /// the next.
    ///
    /// A session has `turns` requests, at least 1. In the long run `rate E[turns]` requests are sent per second,
    /// however slow the answers are, and `rate (E[turns] L + E[turns - 1] E[think])` sessions are under way, L the mean
    /// latency \[s\] (Little). A user whose request was refused or failed leaves, unless `stays` is set. With `turns =
    /// 1` the process is Poisson with the same draws. The demand decides what a turn asks: with `conversation` the
    /// prompt grows. Source: Little 1961; multi-turn sessions of BurstGPT (Wang et al., 2024) and Mooncake (Qin et al.,
    /// FAST 2025), where 7,373 sessions of an hour have 1.6 turns on average, at most 43.
    pub struct Sessions {
        /// Rate at which sessions of the whole group begin [> 0 /s].
        pub rate: Rate,
        /// Distribution of the number of turns in a session, rounded; at most 256.
        pub turns: Law<f64>,
        /// Distribution of the time from an answer to the next turn.
        pub think: Law<Span>,
        /// Whether a user continues after a refused or failed request.
        pub stays: bool = false,
    }
}

/// Numbers kept for the turns of a session; more turns there are not.
const MOST: u64 = 256;

impl Sessions {
    /// Turns of a session on average, rounded and bounded as each is drawn.
    fn mean_turns(&self) -> f64 {
        // What lies right at a half is rounded up.
        let reaches = |turns: u64| 1.0 - self.turns.cdf((turns as f64 - 0.5) * (1.0 - f64::EPSILON));
        1.0 + (2..=MOST).map(reaches).sum::<f64>()
    }
}

impl Arrivals for Sessions {
    type Memory = Nothing;

    fn next(&self, _: &mut Nothing, view: &View, draws: &mut Draws) -> Option<Coming> {
        let gap = Span::from_secs_f64(-math::ln(draws.uniform()) / self.rate.per_s());
        Some(Coming::at(view.now + gap))
    }
    fn expected(&self, until: Span, _: &Replay) -> f64 {
        self.rate.per_s() * self.mean_turns() * until.as_secs()
    }
    fn number(&self, sent: u64) -> u64 {
        sent * MOST
    }
    fn turn(&self, number: u64) -> Turn {
        Turn { session: Some((number / MOST) as u32), turn: (number % MOST) as u32 }
    }
    fn waits(&self) -> bool {
        true
    }
    fn sender(&self, number: u64) -> Option<u64> {
        Some(number / MOST)
    }
    fn follower(&self, number: u64) -> u64 {
        number + 1
    }
    fn think(&self, number: u64, after: After, think: Stream) -> Option<Span> {
        // Nobody thinks before the first turn, so that its draws can say how many there are.
        let (first, turn) = (number - number % MOST, number % MOST);
        let turns = (self.turns.sample(&mut think.draws(first)) + 0.5).clamp(1.0, MOST as f64) as u64;
        let goes_on = turn > 0 && turn < turns && (after == After::Rest || self.stays);
        goes_on.then(|| self.think.sample(&mut think.draws(number)))
    }
}

#[cfg(test)]
mod tests {
    use engine::draws::{Address, Purpose};

    use super::super::poisson::Poisson;
    use super::super::tests::times;
    use super::*;

    fn sessions(turns: Law<f64>) -> Sessions {
        Sessions { rate: "3 /s".parse().unwrap(), turns, think: Law::exponential(Span::secs(5)), stays: false }
    }

    #[test]
    fn sessions_begin_as_a_poisson_process() {
        let poisson = Poisson { rate: "3 /s".parse().unwrap() };
        let horizon = Span::secs(100);
        assert_eq!(times(&sessions(Law::fixed(4.0)), 0, horizon), times(&poisson, 0, horizon));
    }

    #[test]
    fn sessions_have_as_many_turns_as_their_law_says() {
        let think = Address { seed: 1, replication: 0, purpose: Purpose::Think, entity: 1 }.stream();
        let count = |sessions: &Sessions, session: u64, after: After| {
            let mut number = sessions.number(session);
            let mut turns = 1;
            while let Some(thought) = sessions.think(sessions.follower(number), after, think) {
                assert!(thought > Span::ZERO);
                number = sessions.follower(number);
                turns += 1;
                assert_eq!(sessions.turn(number), Turn { session: Some(session as u32), turn: turns - 1 });
            }
            turns
        };
        assert!((0..50).all(|session| count(&sessions(Law::fixed(4.0)), session, After::Rest) == 4));
        assert!((0..50).all(|session| count(&sessions(Law::fixed(1.0)), session, After::Rest) == 1));
        assert!((0..50).all(|session| count(&sessions(Law::fixed(1e9)), session, After::Rest) == 256));
        // Who is turned away leaves, unless it stays.
        assert!((0..50).all(|session| count(&sessions(Law::fixed(4.0)), session, After::Loss) == 1));
        assert_eq!(count(&Sessions { stays: true, ..sessions(Law::fixed(4.0)) }, 0, After::Loss), 4);
        let n = 20_000;
        let law = sessions(Law::exponential(6.0));
        let mean = (0..n).map(|session| f64::from(count(&law, session, After::Rest))).sum::<f64>() / n as f64;
        // E[max(1, round X)] = sum over k >= 1 of P(X >= k - 1/2), the first of them 1: 1 + e^(-1/4) / (1 - e^(-1/6)).
        let expected = 1.0 + math::exp(-0.25) / (1.0 - math::exp(-1.0 / 6.0));
        assert!((mean / expected - 1.0).abs() < 0.03, "{mean}, not {expected}");
        let known = law.expected(Span::secs(1), &Replay::default()) / law.rate.per_s();
        assert!((known / expected - 1.0).abs() < 1e-12, "{known}, not {expected}");
    }
}
