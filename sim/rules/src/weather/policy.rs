//! What a fault answers.

use engine::law::Law;
use units::ids::{CoinId, GatewayId, GroupId, HardwareId, HolderId, NetworkId, RegionId, ServiceId, ZoneId};
use units::reference::Ref;
use units::share::Share;
use units::time::Span;
use units::words;

use crate::checking::Checking;

units::questions! {
    /// Says what a fault does; asked when it strikes.
    pub trait Striker {
        /// What is struck and for how long.
        fn strike(&self) -> Strike<'_>;
        /// The names of what is struck, which `check` looks up.
        fn target(&self) -> Target<'_>;
        /// Whose coins are sold, where a fault sells any; without a name, those of outsiders.
        fn seller(&self) -> Option<&Ref<HolderId>> {
            None
        }
        /// Refuses settings that cannot be.
        fn vet(&self, _checking: &mut Checking) {}
    }
}

/// What is struck, by name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Target<'a> {
    /// A zone.
    Zone(&'a Ref<ZoneId>),
    /// Nodes of some groups.
    Groups {
        /// The groups; all if none is named.
        names: &'a [Ref<GroupId>],
        /// Which of these nodes one shock can hit.
        reach: Reach,
        /// Probability that a node within reach goes down.
        share: Share,
    },
    /// The wires between these regions and all others.
    Side(&'a [Ref<RegionId>]),
    /// The wires between two regions.
    Link(&'a [Ref<RegionId>]),
    /// The list of a network that has a facilitator.
    List(&'a Ref<NetworkId>),
    /// The price of a coin, or who reads it.
    Coin(&'a Ref<CoinId>),
    /// A gateway.
    Gateway(&'a Ref<GatewayId>),
    /// A service.
    Service(&'a Ref<ServiceId>),
    /// Whoever is compromised; of nodes, which of them.
    Party(Party<'a>, Reach),
}

/// Who is compromised, by name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Party<'a> {
    /// The nodes that run an image.
    Image(&'a str),
    /// The nodes on some hardware.
    Hardware(&'a [Ref<HardwareId>]),
    /// The nodes of some groups.
    Nodes(&'a [Ref<GroupId>]),
    /// A gateway.
    Gateway(&'a Ref<GatewayId>),
    /// A service.
    Service(&'a Ref<ServiceId>),
    /// A network's own keys.
    Network(&'a Ref<NetworkId>),
}

words! {
    /// What users are told whose request ends in an outage; the cause that is counted is the true one.
    pub enum Shows {
        /// It is not there at present.
        Unavailable = "unavailable",
        /// They may not do that: their keys are not known.
        Unauthorised = "unauthorised",
        /// They ask too often.
        RateLimited = "rate_limited",
        /// It took too long.
        TimedOut = "timed_out",
    }
}

words! {
    /// How it is once an outage is over.
    pub enum Then {
        /// As before.
        AsBefore = "as_before",
        /// What was cached is lost.
        ColdCache = "cold_cache",
    }
}

words! {
    /// What is done with a gateway's keys.
    pub enum Acts {
        /// It reads what passes it, and touches nothing.
        Reads = "reads",
        /// It takes what is there when it begins: fees that are set aside for requests without an answer, prepaid
        /// credit of the users who are there, and the gateway's own money. Then the gateway is down until it has new
        /// keys.
        Steals = "steals",
        /// The same fees and credit are locked until the gateway has new keys, and then given back; until then it is
        /// down.
        Holds = "holds",
    }
}

words! {
    /// Whose nodes one strike can reach.
    pub enum Reach {
        /// All of them.
        All = "all",
        /// Those of one operator, each operator as likely as any other.
        Operator = "operator",
        /// Those of one zone, each zone as likely as any other.
        Zone = "zone",
    }
}

/// What compromised nodes forge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forges {
    /// Their answers: all are wrong.
    pub answers: bool,
    /// What they say of answers that they check: the opposite of the truth.
    pub judgements: bool,
}

/// What a fault does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Strike<'a> {
    /// All nodes of the zone are down.
    Zone {
        /// For how long.
        lasts: Span,
    },
    /// The sessions of the nodes that are struck and up end.
    Nodes {
        /// The law of each node's absence.
        repair: &'a Law<Span>,
    },
    /// No message passes the wires.
    Cut {
        /// For how long.
        lasts: Span,
    },
    /// No heartbeat is heard.
    Silence {
        /// For how long.
        lasts: Span,
    },
    /// A coin loses a part of its price.
    Fall {
        /// Which part.
        by: Share,
        /// How long that takes.
        within: Span,
    },
    /// No reading of a coin's price succeeds.
    Darken {
        /// For how long.
        lasts: Span,
    },
    /// A gateway or service answers nothing.
    Outage {
        /// For how long.
        lasts: Span,
        /// Which part of the requests it hits.
        share: Share,
        /// What users are told.
        shows: Shows,
        /// How it is afterwards.
        then: Then,
    },
    /// A party is compromised.
    Compromise {
        /// Part of its nodes that forge.
        share: Share,
        /// What is done with a gateway's keys.
        acts: Acts,
        /// What these forge.
        forges: Forges,
        /// Part of the honest work that a forged answer takes.
        work: Share,
        /// Until it is public.
        hidden: Span,
        /// From then until it is struck off; none if it never is.
        revoked: Option<Span>,
        /// Whether honest nodes are patched as soon as it is public.
        patches_early: bool,
    },
    /// The wires are slow.
    Slow {
        /// What latencies are multiplied with.
        latency: f64,
        /// Divisor of bandwidth.
        bandwidth: f64,
        /// For how long.
        lasts: Span,
    },
}

impl Strike<'_> {
    /// How long it lasts; nothing for a shock to nodes, which each come back after their own repair time.
    pub fn lasts(&self) -> Span {
        match *self {
            Self::Zone { lasts }
            | Self::Cut { lasts }
            | Self::Silence { lasts }
            | Self::Darken { lasts }
            | Self::Outage { lasts, .. }
            | Self::Slow { lasts, .. } => lasts,
            Self::Fall { within, .. } => within,
            Self::Compromise { hidden, revoked, .. } => hidden + revoked.unwrap_or_default(),
            Self::Nodes { .. } => Span::ZERO,
        }
    }
}
