//! Apps that integrate a number of gateways.

use units::settings;

use super::policy::Integrating;

settings! {
    /// Every app integrates so many gateways at the start, and no others later.
    ///
    /// The first gateway of each app is dealt out by `apps.x.start`, equally without it; further ones are those that
    /// follow it in the list, from its end on the first ones. Where each gateway is down independently with probability
    /// u, an app with k of them is cut off with probability `u^k`. Source: independent components in parallel, Barlow
    /// and Proschan, Statistical theory of reliability and life testing, 1975.
    pub struct Fixed {
        /// How many gateways an app integrates; all, if there are no more [1 ..= 64].
        pub most: u32 = 1,
    }
}

impl Integrating for Fixed {
    fn first(&self, gateways: usize) -> usize {
        gateways.min(self.most as usize)
    }
}
