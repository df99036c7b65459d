//! What a policy of a take sees and what it answers.

use units::share::Share;
use units::time::Span;
use units::words;

use crate::checking::Checking;

units::questions! {
    /// Sets what a gateway takes; asked at the start and at each of its reviews.
    pub trait Taker {
        /// The take at the start.
        fn first(&self) -> Share;
        /// Of what the take is a share.
        fn on(&self) -> On;
        /// How often it is reviewed; without it, never.
        fn every(&self) -> Option<Span> {
            None
        }
        /// The take from now on.
        fn review(&self, _view: &View) -> Share {
            self.first()
        }
        /// Refuses settings that cannot be.
        fn vet(&self, _checking: &mut Checking) {}
    }
}

words! {
    /// Of what a take is a share.
    pub enum On {
        /// Of the fee, and inside of it: nodes and the network share what is left.
        Fee = "fee",
        /// Of the fee, and on top of it: users pay the fee and the take.
        Top = "top",
    }
}
units::seen_as! { On = "inside of the fee, or on top of it" }

units::view! {
    /// What a gateway sees of its market when it reviews its take.
    #[derive(Clone, Copy, Debug, Default)]
    pub struct View {
        /// Its own take now, as a share of the fee.
        pub own: f64,
        /// The lowest take on top of the other gateways that are open; none if there is none.
        pub lowest_rival: Option<f64>,
        /// Its part of the requests that users sent or would have sent since the last review; none if there were none.
        pub share: Option<f64>,
        /// What networks asked for a thousand of its requests since the last review, without its take \[usd\]; none
        /// without requests.
        pub price: Option<f64>,
        /// What a thousand of its requests cost it since then \[usd\].
        pub cost: f64,
    }
}

/// A take at which gateways alike rest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rest {
    /// The take.
    pub take: Share,
    /// What it is of a thousand requests \[usd\].
    pub margin: f64,
}

impl Rest {
    /// A take at a price of a thousand requests \[usd\].
    pub(super) fn of(take: Share, price: f64) -> Self {
        Self { take, margin: take.as_f64() * price }
    }
}

/// The nearest share in billionths.
pub(super) fn nearest(share: f64) -> Share {
    const WHOLE: f64 = 1e9;
    Share::ratio((share.clamp(0.0, 1e6) * WHOLE).round() as u64, 1_000_000_000)
}
