//! What a routing policy sees and what it answers.

use engine::draws::Draws;
use state::roster::Order;
use units::share::Share;
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
        /// Which answers the gateway inspects for the policy; none without it.
        fn inspects(&self) -> Option<Inspection> {
            None
        }
        /// What the policy asks of the lists of nodes: who compares their shortest lines needs them by backlog.
        fn order(&self) -> Order {
            Order::Members
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
        /// Share of the answers from there that inspections of the gateway found to be bad, as last published; none if
        /// none was inspected yet.
        pub bad_share: Option<f64>,
        /// The nodes with the shortest line there, where the policy compares these; none if no node is listed.
        pub shortest: Option<Shortest>,
    }
}

/// Which answers a gateway inspects.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Inspection {
    /// The share of them.
    pub share: Share,
    /// How often it publishes what it saw.
    pub every: Span,
    /// What an inspection costs it \[billionths of a usd\].
    pub nanos: i64,
}

units::view! {
    /// The nodes of a network with the shortest line, as the gateway knows them.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct Shortest {
        /// Requests that each of them has.
        pub backlog: u32,
        /// How many they are.
        pub n_nodes: u32,
        /// Expected time until one of them has answered; the least among the first 64 of them.
        pub latency: Span,
    }
}
