//! What a rule of privacy is asked, and what it answers.

use engine::law::Law;
use units::money::Usd;
use units::time::Span;
use units::words;

use crate::checking::Checking;

units::questions! {
    /// Says from whom the requests of a group of users are hidden; asked for each request that is sent, listed or
    /// measured.
    pub trait Guard {
        /// Whether only nodes in trusted execution (`nodes.x.confidential`) may serve and check the requests.
        fn wants_trusted_nodes(&self) -> bool {
            false
        }
        /// Where a request is first in plain text.
        fn opened_at(&self) -> Opener {
            Opener::Gateway
        }
        /// Whether a relay hides from the gateway, and from all behind it, who asks.
        fn has_relay(&self) -> bool {
            false
        }
        /// What the relay adds to the latency of a request.
        fn latency(&self) -> Option<&Law<Span>> {
            None
        }
        /// What the relay takes from users for each request.
        fn fee(&self) -> Option<Usd> {
            None
        }
        /// Refuses settings that cannot be.
        fn vet(&self, _checking: &mut Checking) {}
    }
}

words! {
    /// Where a request is first in plain text.
    pub enum Opener {
        /// At the gateway, which sends it on in plain text.
        Gateway = "gateway",
        /// At the node that serves it; the gateway passes on what it cannot read.
        Node = "node",
    }
}
