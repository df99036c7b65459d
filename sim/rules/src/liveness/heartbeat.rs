//! A list that lives on heartbeats.

use units::settings;
use units::time::Span;
use units::words;

use super::policy::Registry;

settings! {
    /// Lists a node until its last heartbeat is `max_age` old; nodes go silently.
    ///
    /// A node that is up beats every `period` h \[s\] from the moment it came. If it goes after U, its entry is stale for
    /// `max_age - (U mod h)`: with exponential U of mean m, `E[U mod h] = m - h / (e^(h/m) - 1)`. A part
    /// `s = stale / (E[U] + stale)` of the entries is then dead, a pick of one fails when it reaches the node, and with
    /// one retry at another entry s^2 of the requests fail. A node that returns before its entry expires is live again.
    /// Nodes that are there at the start beat at random phases; a row whose node went for good is free for another only
    /// when its entry has expired. Valid for `max_age >= period`, else live nodes would drop off. Source: renewal reward;
    /// TEERegistry.sol of OpenGradient (active while now - last heartbeat <= 1800 s, a heartbeat every 900 s).
    pub struct Heartbeat {
        /// Time between two heartbeats of a node [> 0 s].
        pub period: Span = Span::secs(900),
        /// How old the last heartbeat of a listed node may be [> 0 s].
        pub max_age: Span = Span::secs(1800),
        /// When the first heartbeat is sent.
        pub first: First = First::Join,
        /// At which age an entry expires.
        pub expiry: Expiry = Expiry::Above,
    }
}

words! {
    /// When a node that comes sends its first heartbeat.
    pub enum First {
        /// When it comes.
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

impl Registry for Heartbeat {
    fn is_fresh(&self) -> bool {
        false
    }
    fn listed_after(&self) -> Span {
        match self.first {
            First::Join => Span::ZERO,
            First::Period => self.period,
        }
    }
    fn lingers(&self, up: Span) -> Span {
        let age = up.ns() % self.period.ns().max(1);
        let left = self.max_age.saturating_sub(Span::from_ns(age));
        match self.expiry {
            Expiry::Above => left + Span::from_ns(1),
            Expiry::Reached => left,
        }
    }
    fn period(&self) -> Span {
        self.period
    }
}

#[cfg(test)]
mod tests {
    use units::settings::Setting;

    use super::*;

    #[test]
    fn an_entry_lives_from_the_last_heartbeat() {
        let beat = Heartbeat { expiry: Expiry::Reached, ..Heartbeat::absent().unwrap() };
        for (up, stale) in [(0, 1800), (1, 1799), (899, 901), (900, 1800), (2_000, 1_600)] {
            assert_eq!(beat.lingers(Span::secs(up)), Span::secs(stale), "up for {up} s");
        }
    }
}
