//! A take just below that of the cheapest other gateway.

use units::settings;
use units::share::Share;
use units::time::Span;

use super::policy::{On, Taker, View, nearest};
use crate::checking::Checking;

settings! {
    /// Undercuts the lowest take of the other gateways by a step, down to a floor.
    ///
    /// take = `min(most, max(floor, lowest - step))`, lowest that of the other open gateways that take on top; alone,
    /// `most`. Two such gateways that review in turn go down by a step at each review, and after `(first - floor) /
    /// step` reviews both take the floor: the paradox of Bertrand, for users who only look at prices. Source: Bertrand,
    /// Journal des Savants 67, 1883; Tirole, The Theory of Industrial Organization, 5.1, 1988.
    pub struct Undercut {
        /// Of what it is a share; it must be on top, for inside of the fee users would see no lower price.
        #[fixed = "what is set aside for requests under way depends on it"]
        pub on: On = On::Top,
        /// By how much it undercuts, as a share of the fee [> 0, <= 1].
        pub step: Share,
        /// The least that it takes [0 ..= 1].
        pub floor: Share = Share::ZERO,
        /// The take at the start [0 ..= 1].
        #[fixed = "it is that of the start"]
        pub first: Share = Share::percent(5),
        /// The most that it takes [> 0, <= 1].
        pub most: Share = Share::ONE,
        /// Time between two reviews [> 0 s].
        #[fixed = "reviews are planned from the start"]
        pub every: Span = Span::days(1),
    }
}

impl Undercut {
    /// The take of so many alike: the floor, or alone the most.
    pub(super) fn at_rest(&self, firms: u32) -> Share {
        if firms > 1 { self.floor } else { self.most }
    }
}

impl Taker for Undercut {
    fn first(&self) -> Share {
        self.first
    }
    fn on(&self) -> On {
        self.on
    }
    fn every(&self) -> Option<Span> {
        Some(self.every)
    }
    fn review(&self, view: &View) -> Share {
        let lowest = view.lowest_rival.unwrap_or(f64::INFINITY);
        nearest((lowest - self.step.as_f64()).max(self.floor.as_f64()).min(self.most.as_f64()))
    }
    fn vet(&self, checking: &mut Checking) {
        on_top(self.on, checking);
        if self.floor > self.most {
            checking.refuse_with("floor", format!("the floor is above the most, {}", self.most), "lower it");
        }
    }
}

/// Refuses a take by which gateways would compete for nothing.
pub(super) fn on_top(on: On, checking: &mut Checking) {
    if on == On::Fee {
        let message = "inside of the fee a lower take gives users no lower price";
        checking.refuse_with("on", message, "write `on = \"top\"`, or use `take.fixed`");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_that_undercut_each_other_in_turn_end_at_the_floor() {
        let rule = Undercut {
            on: On::Top,
            step: Share::percent(1),
            floor: Share::percent(2),
            first: Share::percent(10),
            most: Share::percent(30),
            every: Span::days(1),
        };
        let mut takes = [0.1, 0.1];
        let mut reviews = 0;
        while takes[0] > 0.02 || takes[1] > 0.02 {
            let own = reviews % 2;
            let view = View { own: takes[own], lowest_rival: Some(takes[1 - own]), ..View::default() };
            takes[own] = rule.review(&view).as_f64();
            reviews += 1;
        }
        // Eight steps, and one review more in which the other follows.
        assert_eq!(reviews, 9);
        assert_eq!(rule.review(&View::default()), Share::percent(30), "alone it takes the most");
    }
}
