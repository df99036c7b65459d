//! A group of users and what they want.

use units::quantity::Name;
use units::settings;

use crate::arrival::Arrival;
use crate::demand::Demand;

settings! {
    /// A group of users: where they enter, when they come and what they ask.
    pub struct Users {
        /// The gateway they use.
        pub gateway: Name,
        /// Where they stand on the wires.
        pub region: Option<Name>,
        /// The LLMs they ask, most popular first; without the list, any.
        pub llms: Vec<Name> = Vec::new(),
        /// The class of their requests where nodes serve by priority, 1 before 2 [1 ..= 1_000_000].
        pub priority: u32 = 1,
        /// When their requests come.
        pub arrival: Arrival,
        /// What a request asks.
        pub demand: Demand,
    }
}
