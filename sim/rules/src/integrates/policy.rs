//! What developers see of gateways and what they integrate.

use units::time::Span;

use crate::checking::Checking;

units::questions! {
    /// Says which gateways an app integrates; asked at the start and at each of its reviews.
    pub trait Integrating {
        /// How many of so many gateways it integrates at the start.
        fn first(&self, gateways: usize) -> usize;
        /// How often it reviews what it has integrated; without it, never.
        fn every(&self) -> Option<Span> {
            None
        }
        /// Over which time it writes an integration off; without it, it never reviews.
        fn over(&self) -> Option<Span> {
            None
        }
        /// The gateways that it has integrated from now on: the bit of each place in `view.doors`.
        fn review(&self, view: &View) -> u64 {
            view.has
        }
        /// Refuses settings that cannot be.
        fn vet(&self, _checking: &mut Checking) {}
    }
}

units::view! {
    /// What developers see at a review of an app.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct View<'a> {
        /// The gateways that the app has integrated: the bit of each place.
        pub has: u64,
        /// What is known of each gateway.
        pub doors: &'a [Door],
        /// How many requests the users of an app send, mean since the last review \[1/h\].
        pub requests_h: f64,
        /// What it costs to integrate a gateway \[usd\].
        pub once_usd: f64,
        /// What it costs to keep a gateway integrated \[usd/h\].
        pub upkeep_usd_h: f64,
    }
}

/// What is known of a gateway.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Door {
    /// What a thousand requests cost there \[usd\].
    pub price_usd: f64,
    /// The share of requests that it refused or that failed there.
    pub failed: f64,
}
