//! What is measured of who sees requests.

/// What is measured of who saw the requests of a group of users.
///
/// A request counts when it has ended and nobody works on it any more.
#[derive(Clone, Copy, Debug, Default)]
pub struct ExposureMeter {
    /// Requests.
    pub requests: u64,
    /// Those that a gateway saw.
    pub by_gateway: u64,
    /// Those that an operator saw who was to serve them.
    pub by_server: u64,
    /// Those that several operators saw who were to serve them.
    pub by_further: u64,
    /// Those that a check showed to an operator who had not seen them.
    pub by_checker: u64,
    /// Those that were published.
    pub published: u64,
    /// Those of which somebody knows who asked, and what.
    pub linked: u64,
    /// Sum of the operators who saw each.
    pub operators: u64,
    /// What relays took \[billionths of a usd\].
    pub relay_nanos: i64,
}
