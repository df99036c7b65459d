//! Why a request ended without an answer.

use rules::admission::Reason;

/// Why a request ended without an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// No node could be picked.
    NoNode,
    /// Its users want trusted execution, and only nodes without it were listed.
    NoTrustedNode,
    /// The scheduling policy accepted none of the listed nodes.
    Declined,
    /// The users could not buy the coins for the fee.
    Unfunded,
    /// The reading of the coin's price by which the fee is quoted was too old.
    StalePrice,
    /// The nodes that were tried had no room.
    NodeFull,
    /// Prompt and answer together exceed the LLM's window.
    TooLong,
    /// A rule of admission did not let it in.
    NotAdmitted(Reason),
    /// Others bid more, or its users had nothing to bid.
    Outbid,
    /// Its gateway was down.
    GatewayDown,
    /// Its gateway had closed for good.
    GatewayClosed,
    /// Something on which its gateway depends was down.
    ServiceDown,
    /// It would have waited too long for something on which its gateway depends.
    ServiceFull,
    /// Its gateway went down, or closed, while the request was under way.
    GatewayFailed,
    /// The node that was picked had gone.
    NodeGone,
    /// The node left while it had the request.
    NodeLeft,
    /// It took too long.
    TimedOut,
}

impl Cause {
    /// All causes with their word in metric names; those of refusal come first.
    pub const ALL: [(Self, &'static str); 20] = [
        (Self::NoNode, "refused_no_node"),
        (Self::Declined, "refused_by_scheduling"),
        (Self::Unfunded, "refused_unfunded"),
        (Self::StalePrice, "refused_stale_price"),
        (Self::NodeFull, "refused_node_full"),
        (Self::TooLong, "refused_too_long"),
        (Self::NotAdmitted(Reason::Rate), "refused_rate"),
        (Self::NotAdmitted(Reason::Queue), "refused_queue"),
        (Self::NotAdmitted(Reason::Deadline), "refused_deadline"),
        (Self::NotAdmitted(Reason::Bytes), "refused_bytes"),
        (Self::Outbid, "refused_outbid"),
        (Self::GatewayDown, "refused_gateway_down"),
        (Self::GatewayClosed, "refused_gateway_closed"),
        (Self::ServiceDown, "refused_service_down"),
        (Self::ServiceFull, "refused_service_full"),
        (Self::NoTrustedNode, "refused_no_trusted_node"),
        (Self::GatewayFailed, "failed_gateway_down"),
        (Self::NodeGone, "failed_node_gone"),
        (Self::NodeLeft, "failed_node_left"),
        (Self::TimedOut, "failed_timed_out"),
    ];
    /// Whether the request was refused; else it failed.
    pub fn is_refusal(self) -> bool {
        matches!(
            self,
            Self::NoNode
                | Self::NoTrustedNode
                | Self::Declined
                | Self::Unfunded
                | Self::StalePrice
                | Self::NodeFull
                | Self::TooLong
                | Self::NotAdmitted(_)
                | Self::Outbid
                | Self::GatewayDown
                | Self::GatewayClosed
                | Self::ServiceDown
                | Self::ServiceFull
        )
    }
    /// Whether the request ended because no node had room for it.
    pub(crate) fn lacks_room(self) -> bool {
        matches!(
            self,
            Self::NoNode
                | Self::NoTrustedNode
                | Self::Declined
                | Self::NodeFull
                | Self::NotAdmitted(Reason::Queue | Reason::Deadline)
        )
    }
    /// Whether the request had been let in before.
    pub(crate) fn was_let_in(self) -> bool {
        !matches!(
            self,
            Self::TooLong
                | Self::NotAdmitted(_)
                | Self::GatewayDown
                | Self::GatewayClosed
                | Self::ServiceDown
                | Self::ServiceFull
        )
    }
}
