//! What changes about a service: who has struck it, how warm its cache is, and when its lines are free.

use rules::owner::service::Service;
use units::time::{Span, Time};

/// What changes about a service.
#[derive(Clone, Debug, Default)]
pub(crate) struct ServiceState {
    /// Faults under way that have struck it.
    pub(crate) down: Vec<u16>,
    /// When its cache was last emptied; never so far without it.
    pub(crate) cold: Option<Time>,
    /// When its own line is empty, and that of what is behind it.
    front: Time,
    back: Time,
}

/// How a service takes a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Taken {
    /// Time that the request waits in lines.
    pub(crate) waits: Span,
    /// Time until it is through, waits included.
    pub(crate) takes: Span,
}

impl ServiceState {
    /// The chance that a request finds in the cache what it asks for.
    pub(crate) fn hit(&self, rules: &Service, now: Time) -> f64 {
        match (&rules.cache, self.cold) {
            (Some(cache), None) => cache.hit.as_f64(),
            (Some(cache), Some(cold)) => cache.hit_after(now.since(cold)),
            (None, _) => 0.0,
        }
    }
    /// A request joins the lines, unless it would wait for longer than it may.
    pub(crate) fn take(&mut self, rules: &Service, now: Time, is_hit: bool) -> Option<Taken> {
        let (mut at, mut waits) = (now, Span::ZERO);
        let mut lines = (self.front, self.back);
        let asked = [(rules.capacity, &mut lines.0), (rules.behind.filter(|_| !is_hit), &mut lines.1)];
        for (rate, line) in asked {
            if let Some(rate) = rate {
                let begins = at.max(*line);
                waits += begins.since(at);
                at = begins + Service::turn(rate);
                *line = at;
            }
        }
        if rules.longest_wait.is_some_and(|longest| waits > longest) {
            return None;
        }
        (self.front, self.back) = lines;
        Some(Taken { waits, takes: at.since(now) })
    }
}
