//! Laws that are checked while a world runs: each check counts, and the first that fails ends the run.

/// What was checked so far, and what was found broken.
///
/// What costs O(1) is checked at every event, posting, service and sentence, in release builds too; what needs a walk
/// over tables is left to the audits (see [`crate::outcome::Audits`]).
#[derive(Clone, Debug, Default)]
pub(crate) struct Invariants {
    checked: u64,
    breach: Option<String>,
}

impl Invariants {
    /// Checks a law.
    #[inline]
    pub(crate) fn hold(&mut self, holds: bool, message: impl FnOnce() -> String) {
        self.checked += 1;
        if !holds {
            self.note(message());
        }
    }
    /// Checks a law in debug builds only; it does not count, so that the count is the same in all builds.
    #[inline]
    pub(crate) fn debug_hold(&mut self, holds: impl FnOnce() -> bool, message: impl FnOnce() -> String) {
        if cfg!(debug_assertions) && !holds() {
            self.note(message());
        }
    }
    /// Counts laws that were checked elsewhere and held.
    pub(crate) fn count(&mut self, laws: u64) {
        self.checked += laws;
    }
    /// How many checks were made.
    pub(crate) fn checked(&self) -> u64 {
        self.checked
    }
    /// The first law that was found broken.
    pub(crate) fn breach(&self) -> Option<&str> {
        self.breach.as_deref()
    }

    #[cold]
    fn note(&mut self, message: String) {
        self.breach.get_or_insert(message);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_breach_is_kept_and_every_check_counts() {
        let mut invariants = Invariants::default();
        invariants.hold(true, || "never told".into());
        assert_eq!((invariants.checked(), invariants.breach()), (1, None));
        invariants.hold(false, || "first".into());
        invariants.hold(false, || "second".into());
        assert_eq!((invariants.checked(), invariants.breach()), (3, Some("first")));
        invariants.debug_hold(|| false, || "third".into());
        assert_eq!((invariants.checked(), invariants.breach()), (3, Some("first")));
    }
}
