//! A sliding window of duty slots, with jail.

use units::settings;
use units::share::Share;
use units::time::Span;

use super::policy::{Destination, Duty, Evidence, Memory, Offence, Sentence, Slasher, StakeView};

settings! {
    /// Slashes and jails a bonded node that misses more than a part of its last `window` slots.
    ///
    /// An offence when `missed > window - round(min_signed * window)`, first checked once window slots have passed
    /// since the node joined; the window is cleared after jailing. A slot is missed if the node is away at its end.
    /// Offline from a clean record it is judged at the (window - min_signed * window + 1)-th missed slot: with the
    /// defaults the 51st, after 255 s. Source: Cosmos SDK x/slashing, keeper/infractions.go and its parameters.
    pub struct DowntimeWindow {
        /// Length of a duty slot [> 0 s].
        pub slot: Span = Span::secs(5),
        /// Slots in the window [1 ..= 100_000].
        pub window: u32 = 100,
        /// Part of the window that must be kept [0 ..= 1].
        pub min_signed: Share = Share::percent(50),
        /// Part of the current stake that is taken [0 ..= 1].
        pub share: Share = Share::percent(1),
        /// How long the offender is jailed.
        pub jail: Span = Span::secs(600),
        /// Who gets it.
        pub destination: Destination = Destination::Burn,
    }
}

impl Slasher for DowntimeWindow {
    fn hears(&self, offence: Offence) -> bool {
        offence == Offence::Absence
    }
    fn judge(&self, _: &Evidence, view: &StakeView, _: &mut Memory) -> Sentence {
        let slash = self.share.of(view.bonded + view.unbonding);
        Sentence { slash, jail: self.jail, tombstone: false, destination: self.destination }
    }
    fn duty(&self) -> Option<Duty> {
        let signed = (f64::from(self.window) * self.min_signed.as_f64() + 0.5) as u32;
        Some(Duty { slot: self.slot, window: self.window, allowed: self.window - signed.min(self.window) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use units::settings::Setting;

    #[test]
    fn the_defaults_allow_fifty_missed_slots() {
        let duty = DowntimeWindow::absent().unwrap().duty().unwrap();
        assert_eq!((duty.window, duty.allowed), (100, 50));
    }
}
