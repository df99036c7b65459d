//! A list that lives on heartbeats.

use units::ids::RegionId;
use units::reference::Ref;
use units::settings;
use units::time::{Span, Time};
use units::words;

use crate::checking::Checking;

use super::policy::{Presence, Registry, Rhythm};

settings! {
    /// Lists a node until its last heartbeat is `max_age` old; nodes leave without notice.
    ///
    /// A node that is up sends a heartbeat every `period` h \[s\] from the moment it joined. If it leaves after U, its
    /// entry is stale for `max_age - (U mod h)`, plus R / 2 on average if a facilitator forwards heartbeats every R
    /// \[s\]: with exponential U of mean m, `E[U mod h] = m - h / (e^(h/m) - 1)`. A share `s = stale / (E[U] + stale)`
    /// of the entries is then dead, a pick of one fails when it reaches the node, and with one retry at another entry
    /// s^2 of the requests fail. A node that returns before its entry expires is live again. Nodes that are up at the
    /// start have random phases; the row of a node that left for good is free for another only when its entry has
    /// expired. Valid for `max_age >= period + R`, else live nodes would be removed. Source: renewal reward;
    /// TEERegistry.sol of OpenGradient (active while now - last heartbeat <= 1800 s, a heartbeat every 900 s, relayed
    /// by one facilitator: while that is down no heartbeat arrives, and the list empties although every node is
    /// healthy).
    pub struct Heartbeat {
        /// Time between two heartbeats of a node [> 0 s].
        #[fixed = "heartbeats are counted from when a node joined"]
        pub period: Span = Span::secs(900),
        /// Maximum age of the last heartbeat of a listed node [> 0 s].
        pub max_age: Span = Span::secs(1800),
        /// When the first heartbeat is sent.
        #[fixed = "it has been applied to the nodes that joined"]
        pub first: First = First::Join,
        /// At which age an entry expires.
        pub expiry: Expiry = Expiry::Above,
        /// The facilitator that forwards heartbeats to the list; without it, they go directly.
        #[fixed = "its rounds are numbered from the start"]
        pub facilitator: Option<Facilitator>,
        /// Region of the list: a partition from it silences nodes; without it, heartbeats always arrive.
        #[fixed = "a list cannot move"]
        pub region: Option<Ref<RegionId>>,
    }
}

settings! {
    /// One for all: it passes heartbeats on, and weather can take it down (`facilitator_outage`).
    ///
    /// A heartbeat arrives at the next multiple of `every`, and counts from then; the waiting heartbeat of a node that
    /// leaves before its first is forwarded is dropped. Source: the facilitator of OpenGradient (inference-facilitator,
    /// x402).
    pub struct Facilitator {
        /// How often it passes on what it has heard [> 0 s].
        pub every: Span,
    }
}

words! {
    /// When a node that comes sends its first heartbeat.
    pub enum First {
        /// When the node joins.
        Join = "join",
        /// One period later; until then it is not listed.
        Period = "period",
    }
}

words! {
    /// At which age of its last heartbeat an entry expires.
    pub enum Expiry {
        /// Once it is above `max_age`.
        Above = ">",
        /// Once it has reached `max_age`.
        Reached = ">=",
    }
}

impl Heartbeat {
    /// When the list hears a heartbeat that is sent at this time.
    fn heard(&self, sent: Time) -> Time {
        self.facilitator.as_ref().map_or(sent, |relay| {
            let every = relay.every.ns().max(1);
            Time::from_ns(sent.ns().div_ceil(every).saturating_mul(every))
        })
    }
}

impl Registry for Heartbeat {
    fn is_fresh(&self) -> bool {
        false
    }
    fn hears(&self, presence: &Presence, from: Time) -> Time {
        let up = from.since(presence.came) + presence.phase;
        let since = Span::from_ns(up.ns() % self.period.ns().max(1));
        let is_silent = from == presence.came && self.first == First::Period && presence.phase == Span::ZERO;
        let wait = if since > Span::ZERO || is_silent { self.period.saturating_sub(since) } else { Span::ZERO };
        self.heard(from + wait)
    }
    fn drops(&self, presence: &Presence, gone: Time) -> Time {
        let up = gone.since(presence.came) + presence.phase;
        let since = up.ns() % self.period.ns().max(1);
        let last = self.heard(Time::from_ns(gone.ns().saturating_sub(since)));
        // A node that was there at the start may have beaten before all time.
        let early = Span::from_ns(since.saturating_sub(gone.ns()));
        let left = self.max_age.saturating_sub(early);
        let end = last + left;
        match self.expiry {
            Expiry::Above => end + Span::from_ns(1),
            Expiry::Reached => end,
        }
    }
    fn rhythm(&self) -> Rhythm {
        Rhythm::FromComing(self.period)
    }
    fn region(&self) -> Option<&Ref<RegionId>> {
        self.region.as_ref()
    }
    fn has_facilitator(&self) -> bool {
        self.facilitator.is_some()
    }
    fn vet(&self, checking: &mut Checking) {
        let every = self.facilitator.as_ref().map(|f| f.every);
        if self.max_age < self.period + every.unwrap_or(Span::ZERO) {
            let message = format!(
                "a heartbeat every {}{} removes live nodes from a list with a `max_age` of {}",
                self.period,
                every.map_or(String::new(), |every| format!(", passed on every {every},")),
                self.max_age
            );
            checking.refuse_with("", message, "raise `max_age` to at least the `period`, or shorten the period");
        }
    }
}

#[cfg(test)]
mod tests {
    use units::settings::Setting;

    use super::*;

    fn at(s: u64) -> Time {
        Time::ZERO + Span::secs(s)
    }

    #[test]
    fn an_entry_lives_from_the_last_heartbeat() {
        let beat = Heartbeat { expiry: Expiry::Reached, ..Heartbeat::absent().unwrap() };
        let presence = Presence { came: at(100), phase: Span::ZERO };
        for (up, stale) in [(0, 1800), (1, 1799), (899, 901), (900, 1800), (2_000, 1_600)] {
            assert_eq!(beat.drops(&presence, at(100 + up)), at(100 + up + stale), "up for {up} s");
        }
        let early = Presence { came: Time::ZERO, phase: Span::secs(600) };
        assert_eq!(beat.drops(&early, at(10)), at(10 + 1_800 - 610), "it beat last before the start");
    }

    #[test]
    fn a_facilitator_makes_heartbeats_late_and_entries_live_on() {
        let facilitator = Some(Facilitator { every: Span::secs(60) });
        let beat = Heartbeat { expiry: Expiry::Reached, facilitator, ..Heartbeat::absent().unwrap() };
        let presence = Presence { came: at(100), phase: Span::ZERO };
        assert_eq!(beat.hears(&presence, at(100)), at(120));
        assert_eq!(beat.hears(&presence, at(101)), at(1_020), "the next is sent at 1,000 s");
        assert_eq!(beat.drops(&presence, at(500)), at(120 + 1_800));
        let late = Heartbeat { first: First::Period, facilitator: None, ..beat };
        assert_eq!(late.hears(&presence, at(100)), at(1_000));
    }
}
