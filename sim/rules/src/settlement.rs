//! When claims on what users have set aside are settled.

mod answer;
mod batch;
mod policy;
mod session;

use units::settings::Setting;

pub use policy::{QUESTIONS, Settle, View};

units::menu! {
    /// The ways of settling that a network may have.
    pub enum Settling: Settle {
        answer::Answer,
        batch::Batch,
        session::Session,
    }
}

impl Settling {
    /// Every answer by itself.
    pub fn by_answer() -> Self {
        Self::Answer(answer::Answer::absent().expect("it has no settings"))
    }
    /// Whether every answer is settled by itself, at once.
    pub fn is_by_answer(&self) -> bool {
        matches!(self, Self::Answer(_))
    }
}

#[cfg(test)]
mod tests {
    use units::time::{Span, Time};

    use super::*;

    /// When a batch is due that was opened at second 100, was added to last at 130, and has so many claims at 130.
    fn due(settling: &Settling, claims: u64) -> Time {
        let at = |s: u64| Time::ZERO + Span::secs(s);
        settling.policy().due(&View { now: at(130), claims, opened: at(100), last: at(130) })
    }

    fn batch(size: Option<u32>, idle: Option<u64>, age: Option<u64>) -> Settling {
        Settling::Batch(batch::Batch { size, idle: idle.map(Span::secs), age: age.map(Span::secs) })
    }

    #[test]
    fn a_batch_is_due_when_it_is_full_idle_or_old_whatever_comes_first() {
        let at = |s: u64| Time::ZERO + Span::secs(s);
        let all = batch(Some(20), Some(300), Some(900));
        assert_eq!([1, 19, 20, 21].map(|claims| due(&all, claims)), [at(430), at(430), at(130), at(130)]);
        assert_eq!(due(&batch(None, Some(300), Some(200)), 5), at(300));
        assert_eq!(due(&batch(Some(20), None, None), 19), Time::END);
        assert_eq!(due(&batch(None, None, Some(30)), 1), at(130));
    }

    #[test]
    fn answers_are_due_at_once_and_sessions_at_their_end() {
        let at = |s: u64| Time::ZERO + Span::secs(s);
        assert_eq!(due(&Settling::by_answer(), 1), at(130));
        let session = |s: u64| Settling::Session(session::Session { every: Span::secs(s) });
        // What is added at the end of a session is of the next.
        assert_eq!([60, 100, 50, 1_000].map(|every| due(&session(every), 1)), [120, 200, 150, 1_000].map(at));
    }
}
