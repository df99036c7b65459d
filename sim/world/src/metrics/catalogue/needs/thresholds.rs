//! What the thresholds need that `observe` asks for.

use super::Requires;

impl Requires {
    /// What a threshold that `observe` asks for needs.
    pub(in crate::metrics::catalogue) fn of_threshold(name: &str) -> Self {
        let of_homes = ["hhi_gateways_at", "gateways_used_at"].iter().any(|instant| name.starts_with(instant));
        match name {
            _ if of_homes => Self::Homes,
            name if name.starts_with("wait") => Self::Requests,
            _ => Self::Nothing,
        }
    }
}
