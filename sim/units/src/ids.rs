//! Dense ids: the row numbers of the tables in `state`.

use crate::reference::{Row, Target};

/// Declares a dense id, the number of a row in a table; of what settings refer to by name also the kind of table, one
/// of them in words, and an example of a name.
macro_rules! id {
    ($(#[doc = $doc:literal])* $name:ident($raw:ty)) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub $raw);

        impl $name {
            /// The row that this id names.
            #[inline]
            pub fn row(self) -> usize {
                self.0 as usize
            }
            /// The id of a row.
            #[inline]
            pub fn of(row: usize) -> Self {
                debug_assert!(<$raw>::try_from(row).is_ok(), "row {row} does not fit {}", stringify!($name));
                Self(row as $raw)
            }
        }
    };
    ($(#[doc = $doc:literal])* $name:ident($raw:ty) named $table:literal: $one:literal, $example:literal) => {
        id! { $(#[doc = $doc])* $name($raw) }

        impl Row for $name {
            const TARGET: Target = Target { table: $table, one: $one, example: $example };
            fn of(row: usize) -> Self {
                Self::of(row)
            }
        }
    };
}

id! {
    /// An inference protocol.
    NetworkId(u16) named "network": "a network", "alpha"
}
id! {
    /// A coin.
    CoinId(u16) named "coin": "a coin", "alp"
}
id! {
    /// A door where users' requests enter.
    GatewayId(u16) named "gateway": "a gateway", "front"
}
id! {
    /// Something that gateways depend on.
    ServiceId(u16) named "service": "a service", "store"
}
id! {
    /// Developers of apps that integrate gateways.
    AppsId(u16) named "apps": "a table of apps", "small"
}
id! {
    /// A standard of assurance.
    StandardId(u16) named "standard": "a standard", "common"
}
id! {
    /// A serving stack.
    StackId(u16) named "stack": "a serving stack", "vllm"
}
id! {
    /// A desk where nodes are picked: those of the gateways first, then those of networks that assign themselves.
    DeskId(u16)
}
id! {
    /// A group of users.
    UsersId(u16) named "users": "a group of users", "chat"
}
id! {
    /// A group of nodes.
    GroupId(u16) named "nodes": "a group of nodes", "home"
}
id! {
    /// Who owns nodes and their earnings.
    OperatorId(u32)
}
id! {
    /// A class of delegators.
    DelegatorsId(u16) named "delegators": "a class of delegators", "crowd"
}
id! {
    /// Holders of a coin.
    HolderId(u16) named "holders": "a holder", "fund"
}
id! {
    /// A governance over a coin.
    GovernanceId(u16) named "governance": "a governance", "main"
}
id! {
    /// What is put to the vote.
    ProposalId(u16) named "proposal": "a proposal", "halve"
}
id! {
    /// A rule that follows a quantity and moves a setting.
    GovernorId(u16) named "governor": "a governor", "audits"
}
id! {
    /// A place on the wires.
    RegionId(u16) named "region": "a region", "eu"
}
id! {
    /// A zone: nodes of one zone share their accidents.
    ZoneId(u16) named "zone": "a zone", "eu-1"
}
id! {
    /// A language model that answers.
    LlmId(u16) named "llm": "an llm", "llama_8b"
}
id! {
    /// A class of hardware.
    HardwareId(u16) named "hardware": "hardware", "h100"
}
id! {
    /// A computer that serves.
    NodeId(u32)
}
id! {
    /// A slot in the request table; [`RequestRef`] also says whose.
    RequestId(u32)
}
id! {
    /// A slot in the attempt table; [`AttemptRef`] also says whose.
    AttemptId(u32)
}

/// Declares an id with a generation, so that a message to a row that was recycled is known as such.
macro_rules! reference {
    ($(#[doc = $doc:literal])* $name:ident($id:ident)) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub struct $name {
            /// The row.
            pub id: $id,
            /// How many times the row had been recycled when this reference was made.
            pub generation: u32,
        }
    };
}

reference! {
    /// A request as events name it.
    RequestRef(RequestId)
}
reference! {
    /// An attempt as events name it.
    AttemptRef(AttemptId)
}
reference! {
    /// One life of a node: from a join to the leave that ends it.
    NodeRef(NodeId)
}
