//! What a routing policy sees and what it answers.

use engine::draws::Draws;
use units::time::Span;

use crate::checking::Checking;

units::questions! {
    /// Chooses among the networks that a gateway uses; asked for each request where there are two or more.
    pub trait Router {
        /// The position of the chosen offer; never asked with fewer than two.
        fn route(&self, offers: &[Offer], draws: &mut Draws) -> usize;
        /// Whether failures of attempts are noted by network; a retry then is routed again.
        fn observes(&self) -> bool {
            false
        }
        /// Refuses settings that cannot be.
        fn vet(&self, _checking: &mut Checking) {}
    }
}

units::view! {
    /// What one network offers for one request.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct Offer {
        /// What the request would cost there \[usd\].
        pub price: f64,
        /// Whether it assures what the request's users need, by the gateway's standard.
        pub assures: bool,
        /// How many nodes the gateway could pick there.
        pub n_nodes: usize,
        /// Time since an attempt of the gateway there failed, where failures are noted; none if none has.
        pub since_failure: Option<Span>,
    }
}
