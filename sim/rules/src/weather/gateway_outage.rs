//! An outage of a gateway.

use units::ids::GatewayId;
use units::reference::Ref;
use units::settings;
use units::share::Share;
use units::time::Span;

use super::policy::{Shows, Strike, Striker, Target, Then};

settings! {
    /// Takes a gateway down for a time: whoever sends a request meanwhile gets an error at once.
    ///
    /// Requests that it has let in and that are not answered yet fail; their nodes finish the work, which nobody pays
    /// for, and what was set aside is refunded. What its station or its services work on fails when they are done.
    /// Poisson requests at rate lambda \[1/s\] that take S \[s\] lose `lambda (lasts + S)` of them, `lambda S` after
    /// they were let in. Source: the outages of OpenRouter of 28 August 2025 (50 min) and 17 and 19 February 2026,
    /// whose users were told that they were not authorised (reference/incidents.md B9); economy.md 2.
    pub struct GatewayOutage {
        /// The gateway.
        pub gateway: Ref<GatewayId>,
        /// How long it lasts [> 0 s].
        pub lasts: Span,
        /// What users are told, whatever the true cause.
        pub shows: Shows = Shows::Unavailable,
        /// How it is afterwards: with a cold cache, those of all services that the gateway depends on are empty.
        pub then: Then = Then::AsBefore,
        /// Which part of the requests it hits, drawn for each [> 0, <= 1].
        pub share: Share = Share::ONE,
    }
}

impl Striker for GatewayOutage {
    fn strike(&self) -> Strike<'_> {
        let Self { lasts, share, shows, then, .. } = *self;
        Strike::Outage { lasts, share, shows, then }
    }
    fn target(&self) -> Target<'_> {
        Target::Gateway(&self.gateway)
    }
}
