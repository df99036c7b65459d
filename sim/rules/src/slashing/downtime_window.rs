//! A sliding window of duty slots, with jail.

use units::settings;
use units::settings::Nothing;
use units::share::Share;
use units::time::Span;

use super::policy::{Destination, Duty, Evidence, Offence, Sentence, Slasher, StakeView};

settings! {
    /// Slashes and jails a bonded node that misses too many of its last `window` slots.
    ///
    /// An offence when `missed > window - round(min_signed * window)`, first checked once window slots have passed
    /// since the node joined; the window is cleared after jailing. A slot is missed if the node is away at its end. A
    /// product that ends in one half is rounded to the even neighbour: of 5 slots at 50 % two must be signed, so that 3
    /// may be missed. Offline from a clean record a node is judged at the (window - round(min_signed * window) + 1)-th
    /// missed slot: with the defaults the 51st, after 255 s. Source: Cosmos SDK x/slashing, keeper/infractions.go and
    /// keeper/params.go (`MinSignedPerWindow`), whose `LegacyDec.RoundInt64` is banker's rounding.
    pub struct DowntimeWindow {
        /// Length of a duty slot [> 0 s].
        #[fixed = "slots are numbered from the start"]
        pub slot: Span = Span::secs(5),
        /// Slots in the window [1 ..= 100_000].
        #[fixed = "misses are recorded in a window of this length"]
        pub window: u32 = 100,
        /// Share of the window's slots that must be signed [0 ..= 1].
        #[fixed = "the limit of misses is computed at the start"]
        pub min_signed: Share = Share::percent(50),
        /// Share of the current stake that is taken [0 ..= 1].
        pub share: Share = Share::percent(1),
        /// How long the offender is jailed.
        pub jail: Span = Span::secs(600),
        /// Who gets the slashed stake.
        pub destination: Destination = Destination::Burn,
    }
}

impl Slasher for DowntimeWindow {
    type Memory = Nothing;

    fn destination(&self) -> Destination {
        self.destination
    }
    fn hears(&self, offence: Offence) -> bool {
        offence == Offence::Absence
    }
    fn judge(&self, _: &mut Nothing, _: &Evidence, view: &StakeView) -> Sentence {
        let slash = self.share.of(view.bonded + view.unbonding);
        Sentence { slash, jail: self.jail, tombstone: false, destination: self.destination }
    }
    fn duty(&self) -> Option<Duty> {
        // More than the whole window cannot be kept.
        let signed = self.min_signed.of_rounded(self.window).min(u64::from(self.window)) as u32;
        Some(Duty { slot: self.slot, window: self.window, allowed: self.window - signed })
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

    /// `window - sdk.NewDec(window).Mul(min).RoundInt64()`, worked out by hand.
    #[test]
    fn as_many_slots_may_be_missed_as_cosmos_allows() {
        let check = |window: u32, min_signed: &str, allowed: u32| {
            let min_signed = min_signed.parse().unwrap();
            let rule = DowntimeWindow { window, min_signed, ..DowntimeWindow::absent().unwrap() };
            assert_eq!(rule.duty().unwrap().allowed, allowed, "{min_signed} of {window}");
        };
        for (window, allowed) in [(1, 1), (3, 1), (5, 3), (7, 3), (9, 5), (100, 50)] {
            check(window, "50 %", allowed);
        }
        check(5, "0.500000000000000001", 2);
        check(10, "25 %", 8);
        check(30, "25 %", 22);
        check(100, "5 %", 95);
        check(10, "0 %", 10);
        check(10, "100 %", 0);
    }
}
