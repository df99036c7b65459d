//! Apps that integrate every gateway.

use units::settings;

use super::policy::Integrating;

settings! {
    /// Every app integrates all gateways that its users may use, at the start.
    ///
    /// With n apps and g gateways that is `n g` integrations. An app is cut off only where all g are down at once: with
    /// probability `u^g` where each is down independently with probability u. Source: independent components in
    /// parallel, Barlow and Proschan, Statistical theory of reliability and life testing, 1975.
    pub struct All {}
}

impl Integrating for All {
    fn first(&self, gateways: usize) -> usize {
        gateways
    }
}
