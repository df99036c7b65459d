//! A holder that follows the trend.

use std::collections::VecDeque;

use engine::draws::Draws;
use engine::math::ln;
use units::money::Price;
use units::settings;
use units::time::Span;

use crate::checking::Checking;

use super::policy::{Investor, View, whole};

/// Reviews in a window: each keeps a price.
const MOST_REVIEWS: u64 = 10_000;

settings! {
    /// Buys after the price has risen, and sells after it has fallen.
    ///
    /// In a day it trades `100 d ln(P / P_w)` usd: d the depth \[usd/%\], P the price, P_w the price at its last review
    /// at least a window w ago. Until it has seen a whole window it does not trade. It amplifies swings and supports no
    /// price: use it together with holders who trade by `value`. Source: chartist demand of Beja and Goldman, Journal
    /// of Finance 35(2), 1980, with the return over a window of Moskowitz, Ooi and Pedersen, Time series momentum,
    /// Journal of Financial Economics 104(2), 2012.
    pub struct Momentum {
        /// Time over which the trend is measured [> 0 s].
        pub window: Span,
        /// Usd that it trades in a day for each percent of the trend.
        pub depth: Price,
    }
}

impl Momentum {
    /// Reviews in a window, rounded up.
    fn reviews(&self, review: Span) -> u64 {
        self.window.ns().div_ceil(review.ns().max(1))
    }
}

impl Investor for Momentum {
    /// The prices at its last reviews.
    type Memory = VecDeque<i64>;

    fn trade(&self, memory: &mut VecDeque<i64>, view: &View, _: &mut Draws) -> i64 {
        memory.push_back(view.nano_usd);
        let n = usize::try_from(self.reviews(view.every).min(MOST_REVIEWS)).unwrap_or(usize::MAX);
        while memory.len() > n + 1 {
            memory.pop_front();
        }
        match memory.front() {
            Some(&then) if memory.len() == n + 1 => {
                let trend = ln(view.nano_usd.max(1) as f64 / then.max(1) as f64);
                whole(view.by_depth(&self.depth, trend))
            }
            _ => 0,
        }
    }
    fn vet(&self, review: Span, checking: &mut Checking) {
        checking.depth("depth", &self.depth);
        if self.reviews(review) > MOST_REVIEWS {
            let message = format!("{} reviews in a window are more than {MOST_REVIEWS}", self.reviews(review));
            checking.refuse_with("window", message, "shorten the window, or raise `review`");
        }
    }
}
