//! Users who stay until they are let down.

use units::settings;
use units::time::Span;
use units::words;

use super::policy::{Choosing, Known, Terms, View};

settings! {
    /// Stays at a gateway until it has lost too many of one's own requests, and then avoids it for as long as that is
    /// remembered.
    ///
    /// Somebody who has lost `failures` requests at its gateway, each no more than `memory` after the one before,
    /// leaves at once for the best of the gateways that it does not remember so; where it remembers all of them, for
    /// the best of the others. Nobody comes back of itself. With independent losses of probability q and few requests
    /// in `memory`, it takes about `q^-failures` requests until somebody leaves. Source: choice by own experience and
    /// recency, Erev and Roth, Predicting how people play games, Am. Econ. Rev. 88, 1998; switching
    /// after outages of a gateway, reference/incidents.md B9.
    pub struct Sticky {
        /// How many of its requests in a row of `memory` make somebody leave [1 ..= 1_000].
        pub failures: u32 = 3,
        /// Which of the other gateways is best.
        pub best: Best = Best::Any,
        /// How long somebody remembers what it lost, and the half-life of what all know [> 0 s].
        pub memory: Span = Span::days(7),
        /// Time between two publications of what all know [> 0 s].
        #[fixed = "reviews are planned at the start"]
        pub review: Span = Span::days(1),
    }
}

words! {
    /// Which gateway is the best to go to.
    pub enum Best {
        /// All are equally good: it is drawn.
        Any = "any",
        /// The one with the smallest share of lost requests.
        Failures = "failures",
        /// The fastest.
        Latency = "latency",
        /// The cheapest.
        Price = "price",
    }
}

impl Choosing for Sticky {
    fn odds(&self, view: &View) -> Vec<f64> {
        let own = view.at.unwrap_or(0);
        if !view.shuns(own) {
            return view.surely(own, 0.0);
        }
        let others = || (0..view.known.len()).filter(|&place| place != own);
        let free: Vec<usize> = others().filter(|&place| !view.shuns(place)).collect();
        let among = if free.is_empty() { others().collect() } else { free };
        let by = |known: &Known| match self.best {
            Best::Any => 0.0,
            Best::Failures => known.failed,
            Best::Latency => known.latency_s,
            Best::Price => known.price_usd,
        };
        let least = among.iter().map(|&place| by(&view.known[place])).fold(f64::INFINITY, f64::min);
        let best: Vec<usize> = among.into_iter().filter(|&place| by(&view.known[place]) <= least).collect();
        if best.is_empty() {
            return view.surely(own, 0.0);
        }
        let mut odds = vec![0.0; view.known.len()];
        for &place in &best {
            odds[place] = 1.0 / best.len() as f64;
        }
        odds
    }
    fn terms(&self) -> Option<Terms> {
        Some(Terms { memory: self.memory, review: self.review })
    }
    fn tolerates(&self) -> u32 {
        self.failures
    }
}
