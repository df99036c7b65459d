//! Forced errors, so that checkers who look always have something to find.

use units::money::Money;
use units::settings;
use units::share::Share;

use crate::checking::Checking;

settings! {
    /// Lets a share of the right answers go out with an error that the network forces; who finds it wins a jackpot.
    ///
    /// A checker is paid for finding errors. Where nobody cheats it finds none, so it stops looking, and then cheating
    /// pays: the verifier's dilemma. A forced error looks like a cheat. A checker looks if `X J + q W > c`: X share of
    /// the answers that are wrong, J what finding one earns, q = `rate`, W what a forced error earns, c cost of a look;
    /// all money in one unit. Where nobody cheats q W alone must cover c.
    /// - The k checkers who find the same error win `jackpot / 2^(k-1)` each, rounded down: 1, 1, 0.75 and 0.3125
    ///   jackpots in all for k = 1, 2, 3 and 5. A checker that looks under a second name turns `W / 2^(k-1)` into
    ///   `2 W / 2^k`, which is the same; under more names it wins less.
    /// - The treasury pays, as far as it has coins.
    /// - The server has committed to the right answer beforehand. Users get that one, the server is paid for it, and
    ///   nobody is convicted: neither the server, nor a checker who found nothing.
    /// - Checkers see them under `spot_check`, `fingerprint`, `committee`, `adaptive` and `optimistic`. False negatives
    ///   miss them as any error. A wrong answer stays wrong and is never forced. A checker that rejects every answer
    ///   wins every jackpot without a look, unless a false rejection costs it a bond, as under `optimistic`.
    ///
    /// Source: Truebit, forced errors in about one of 1,000 tasks and the jackpot's split (reference/systems.md 6,
    /// reference/results.md D61); checkers who look: Felten, reference/mechanisms.md 7.6.
    pub struct ForcedErrors {
        /// Share of the right answers that goes out with a forced error [> 0, <= 1].
        pub rate: Share = Share::ratio(1, 1_000),
        /// What one checker wins that finds an error alone, in the network's coin.
        pub jackpot: Money,
    }
}

impl ForcedErrors {
    /// What each of so many finders wins \[base units\]; nothing for nobody.
    pub fn share(&self, finders: u32, decimals: u32) -> i64 {
        let whole = self.jackpot.base_units(decimals).unwrap_or(0);
        match finders {
            0 => 0,
            k => whole.checked_shr(k - 1).unwrap_or(0),
        }
    }
    /// Refuses jackpots that cannot be paid, and errors that nobody looks for.
    pub(super) fn vet(&self, is_looked_for: bool, checking: &mut Checking) {
        if let Some(coin) = checking.facts.coin {
            checking.stake("jackpot", &self.jackpot, coin);
        } else {
            let message = "a network without a coin has no treasury that could pay a jackpot";
            checking.refuse_with("jackpot", message, "name the network's `coin`");
        }
        if !is_looked_for {
            let message = "no checker judges the network's answers, so nobody can find an error";
            let remedy = "add a `verification` in which nodes judge answers, as in `verification.all.spot_check = { \
                          rate = \"10 %\" }`";
            checking.refuse_with("", message, remedy);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// reference/results.md D61.
    #[test]
    fn finders_share_a_jackpot_as_truebit_says() {
        let rule = ForcedErrors { rate: Share::ONE, jackpot: "16 tru".parse().unwrap() };
        let total = |k: u32| rule.share(k, 6) * i64::from(k);
        assert_eq!([0, 1, 2, 3, 5].map(total), [0, 16_000_000, 16_000_000, 12_000_000, 5_000_000]);
        assert_eq!([total(63), total(64), total(65), total(u32::MAX)], [0; 4]);
    }

    #[test]
    fn a_second_name_wins_nothing_and_more_names_lose() {
        let rule = ForcedErrors { rate: Share::ONE, jackpot: "1_048_576 tru".parse().unwrap() };
        for others in 0..10 {
            let own = |names: u32| rule.share(others + names, 6) * i64::from(names);
            assert_eq!(own(2), own(1), "beside {others}");
            assert!((2..8).all(|names| own(names + 1) < own(names)), "beside {others}");
        }
    }
}
