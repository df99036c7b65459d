//! A list that asks its nodes.

use units::ids::RegionId;
use units::reference::Ref;
use units::settings;
use units::time::{Span, Time};

use super::policy::{Presence, Registry, Rhythm};

settings! {
    /// Probes every node every `period`, and bans one that did not answer `failures` times in a row.
    ///
    /// A node that leaves is detected `period / 2 + (failures - 1) period + timeout` \[s\] later on average, plus or
    /// minus half a period; one that joins is listed at its next probe, `period / 2` later on average. Each node has
    /// its own moment in the period. A share `s = found / (E[U] + found)` of the entries is dead, with U the up time.
    /// Probes cost no bandwidth here. Source: the failure detector of SWIM (Das, Gupta and Motivala, DSN 2002) without
    /// indirect probes; periods of the order of those of Kubernetes' liveness probes (10 s, 3 failures).
    pub struct Probe {
        /// Time between two probes of a node [> 0 s].
        #[fixed = "probes are numbered from the start"]
        pub period: Span = Span::secs(10),
        /// How long to wait for a probe's answer [> 0 s].
        pub timeout: Span = Span::secs(1),
        /// Unanswered probes in a row after which a node is banned [1 ..= 1_000].
        pub failures: u32 = 3,
        /// Region from which it probes: a partition from it silences nodes; without it, probes always arrive.
        #[fixed = "a list cannot move"]
        pub region: Option<Ref<RegionId>>,
    }
}

impl Probe {
    /// The first time from `from` on at which a node is asked.
    fn next(&self, phase: Span, from: Time) -> Time {
        let period = self.period.ns().max(1);
        let past = from.ns().saturating_sub(phase.ns());
        Time::ZERO + phase + Span::from_ns(past.div_ceil(period).saturating_mul(period))
    }
}

impl Registry for Probe {
    fn is_fresh(&self) -> bool {
        false
    }
    fn hears(&self, presence: &Presence, from: Time) -> Time {
        self.next(presence.phase, from)
    }
    fn drops(&self, presence: &Presence, gone: Time) -> Time {
        let first = self.next(presence.phase, gone);
        first + self.period * u64::from(self.failures.saturating_sub(1)) + self.timeout
    }
    fn rhythm(&self) -> Rhythm {
        Rhythm::Fixed(self.period)
    }
    fn region(&self) -> Option<&Ref<RegionId>> {
        self.region.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use units::settings::Setting;

    use super::*;

    #[test]
    fn a_node_is_found_out_after_so_many_silences() {
        let probe = Probe::absent().unwrap();
        let presence = Presence { came: Time::ZERO, phase: Span::secs(4) };
        let at = |s| Time::ZERO + Span::secs(s);
        assert_eq!([0, 4, 5, 24].map(|s| probe.hears(&presence, at(s))), [4, 4, 14, 24].map(at));
        assert_eq!(probe.drops(&presence, at(5)), at(14 + 20 + 1));
    }
}
