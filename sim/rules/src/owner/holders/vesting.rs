//! When coins of the start become free.

use units::settings;
use units::share::Share;
use units::time::Span;

use crate::checking::Checking;

settings! {
    /// A vesting schedule: nothing is free before the cliff, then coins become free evenly over time.
    ///
    /// Of A coins that vest, `A min(t, T) / T` are free at age t \[s\] once t is at least the cliff, rounded down to
    /// base units; T is `over`. They become free in steps: at the cliff, after each further `every`, and the last of
    /// them at age T. Until then nobody trades or stakes them, they count neither as circulating nor as held, and a
    /// slash does not reach them. Valid for schedules by time; there are none by milestones. Source: cliff and slope of
    /// OpenZeppelin's VestingWalletCliff; reference/mechanisms.md M13.
    pub struct Vesting {
        /// Part of the coins of the start that vests; the rest is free at once.
        #[fixed = "it is taken at the start"]
        pub share: Share = Share::ONE,
        /// Age at which all of it is free [> 0 s].
        #[fixed = "releases are scheduled from the start"]
        pub over: Span,
        /// Age before which nothing of it is free.
        #[fixed = "releases are scheduled from the start"]
        pub cliff: Span = Span::ZERO,
        /// Time between two releases [> 0 s].
        #[fixed = "releases are scheduled from the start"]
        pub every: Span = Span::days(30),
        /// Its age at the start of the run: what is free by then is free at the start.
        #[fixed = "releases are scheduled from the start"]
        pub age: Span = Span::ZERO,
    }
}

impl Vesting {
    /// Of an amount of which all vests, base units that are free at a time of the run.
    pub fn free(&self, amount: i64, time: Span) -> i64 {
        let age = self.age + time;
        if age >= self.over {
            return amount;
        }
        if age < self.cliff {
            return 0;
        }
        let counted = self.cliff + self.every * self.steps(age);
        let free = i128::from(amount) * i128::from(counted.ns()) / i128::from(self.over.ns());
        i64::try_from(free).unwrap_or(amount)
    }
    /// Time of the run at which the first release after a time comes, if there is one.
    pub fn next(&self, time: Span) -> Option<Span> {
        let age = self.age + time;
        if age >= self.over {
            return None;
        }
        let next = if age < self.cliff { self.cliff } else { self.cliff + self.every * (self.steps(age) + 1) };
        Some(next.min(self.over).saturating_sub(self.age))
    }
    /// Whole steps since the cliff, at an age past it.
    fn steps(&self, age: Span) -> u64 {
        age.saturating_sub(self.cliff).ns() / self.every.ns().max(1)
    }
    /// Refuses a cliff after the end.
    pub(super) fn vet(&self, checking: &mut Checking) {
        if self.cliff > self.over {
            let message = format!("at {} all coins are free already", self.over);
            checking.refuse_with("cliff", message, "shorten it, or let them vest `over` a longer time");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn years(n: u64) -> Span {
        Span::days(365) * n
    }

    /// Four years with a cliff of one, of which months are released.
    fn team() -> Vesting {
        Vesting { share: Share::ONE, over: years(4), cliff: years(1), every: Span::days(30), age: Span::ZERO }
    }

    #[test]
    fn nothing_is_free_before_the_cliff_and_everything_at_the_end() {
        let (team, amount) = (team(), 1_000_000_007);
        let moment = Span::from_ns(1);
        for (time, free) in [
            (Span::ZERO, 0),
            (years(1).saturating_sub(moment), 0),
            (years(1), amount / 4),
            (years(1) + Span::days(29), amount / 4),
            (years(1) + Span::days(30), amount * 395 / 1_460),
            (years(4).saturating_sub(moment), amount * 1_445 / 1_460),
            (years(4), amount),
            (years(9), amount),
        ] {
            assert_eq!(team.free(amount, time), free, "after {time}");
        }
    }

    #[test]
    fn releases_sum_to_all_that_vests_and_each_of_them_frees_something() {
        let moment = Span::from_ns(1);
        for age in [Span::ZERO, Span::days(400), years(2)] {
            let schedule = Vesting { age, ..team() };
            let amount = 123_456_789;
            let (mut time, mut free) = (Span::ZERO, schedule.free(amount, Span::ZERO));
            while let Some(next) = schedule.next(time) {
                assert!(next > time);
                // Nothing becomes free between two releases.
                assert_eq!(schedule.free(amount, next.saturating_sub(moment)), free, "before {next}");
                let now = schedule.free(amount, next);
                assert!(now > free, "at {next}");
                (time, free) = (next, now);
            }
            assert_eq!((free, time + age), (amount, years(4)));
        }
    }

    #[test]
    fn a_cliff_at_the_end_frees_everything_at_once() {
        let lock = Vesting { cliff: years(4), ..team() };
        assert_eq!((lock.next(Span::ZERO), lock.next(years(4))), (Some(years(4)), None));
        assert_eq!((lock.free(10, years(4).saturating_sub(Span::from_ns(1))), lock.free(10, years(4))), (0, 10));
    }
}
