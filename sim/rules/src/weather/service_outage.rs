//! An outage of something that gateways depend on.

use units::ids::ServiceId;
use units::reference::Ref;
use units::settings;
use units::share::Share;
use units::time::Span;

use super::policy::{Shows, Strike, Striker, Target, Then};

settings! {
    /// Takes a service down for a time: requests of all gateways that depend on it end, unless it has a fallback.
    ///
    /// Requests that it has answered are not touched. Of k gateways that depend on it, all fail at once: with requests
    /// at rate lambda \[1/s\] to all of them, `lambda share lasts` are refused. Source: go-livepeer 1959 and 2258, an
    /// RPC provider down for many nodes at once (reference/incidents.md B8); the outage of OpenRouter's database of 28
    /// August 2025 (B9).
    pub struct ServiceOutage {
        /// The service.
        pub service: Ref<ServiceId>,
        /// How long it lasts [> 0 s].
        pub lasts: Span,
        /// What users are told, whatever the true cause.
        pub shows: Shows = Shows::Unavailable,
        /// How it is afterwards.
        pub then: Then = Then::AsBefore,
        /// Which part of the requests it hits, drawn for each [> 0, <= 1].
        pub share: Share = Share::ONE,
    }
}

impl Striker for ServiceOutage {
    fn strike(&self) -> Strike<'_> {
        let Self { lasts, share, shows, then, .. } = *self;
        Strike::Outage { lasts, share, shows, then }
    }
    fn target(&self) -> Target<'_> {
        Target::Service(&self.service)
    }
}
