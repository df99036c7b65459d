//! A list that is always right.

use units::settings;
use units::time::Span;

use super::policy::Registry;

settings! {
    /// A node is listed the moment it comes and off the list the moment it goes: the baseline.
    ///
    /// Gateways may still see an older copy of the list, see their `view_age`. Source: the perfect failure detector
    /// (Chandra and Toueg, J. ACM 43(2), 1996).
    pub struct Fresh {}
}

impl Registry for Fresh {
    fn is_fresh(&self) -> bool {
        true
    }
    fn listed_after(&self) -> Span {
        Span::ZERO
    }
    fn lingers(&self, _: Span) -> Span {
        Span::ZERO
    }
    fn period(&self) -> Span {
        Span::ZERO
    }
}
