//! A list that is always right.

use units::settings;
use units::time::{Span, Time};

use super::policy::{Presence, Registry, Rhythm};

settings! {
    /// A node is listed the moment it joins and removed the moment it leaves: the baseline.
    ///
    /// Gateways may still see an older copy of the list, see their `view_age`. Source: the perfect failure detector
    /// (Chandra and Toueg, J. ACM 43(2), 1996).
    pub struct Fresh {}
}

impl Registry for Fresh {
    fn is_fresh(&self) -> bool {
        true
    }
    fn hears(&self, _: &Presence, from: Time) -> Time {
        from
    }
    fn drops(&self, _: &Presence, gone: Time) -> Time {
        gone
    }
    fn rhythm(&self) -> Rhythm {
        Rhythm::FromComing(Span::ZERO)
    }
}
