//! A relay knows who asks, whoever opens the request knows what is asked, and nobody knows both.

use engine::law::Law;
use units::money::Usd;
use units::settings;
use units::time::Span;

use super::policy::{Guard, Opener};

settings! {
    /// Sends requests through an oblivious relay, which knows who asks but cannot read what; the gateway and the nodes
    /// learn what is asked at the most, not by whom.
    ///
    /// The relay stands between users and gateway, belongs to neither, and pays the gateway in its users' place. The
    /// latency of a request grows by what the relay takes, of which all is counted on the way in. What nodes see is as
    /// without it, unless they are `trusted`. Validity: relay and gateway do not tell each other what they know; users
    /// are not recognised by what they write. Source: Oblivious HTTP, RFC 9458, 2024; the oblivious path of
    /// OpenGradient, whose relay pays and sees ciphertext (reference/systems.md 1.4).
    pub struct Split {
        /// What the relay adds to the latency of a request, there and back together.
        pub latency: Option<Law<Span>>,
        /// What the relay takes from its users for each request.
        pub fee: Option<Usd>,
        /// Where a request is first in plain text.
        pub opened_at: Opener = Opener::Node,
        /// Whether only nodes in trusted execution may serve and check the requests, as with `trusted_hardware`.
        pub trusted: bool = false,
    }
}

impl Guard for Split {
    fn wants_trusted_nodes(&self) -> bool {
        self.trusted
    }
    fn opened_at(&self) -> Opener {
        self.opened_at
    }
    fn has_relay(&self) -> bool {
        true
    }
    fn latency(&self) -> Option<&Law<Span>> {
        self.latency.as_ref()
    }
    fn fee(&self) -> Option<Usd> {
        self.fee
    }
}
