//! Proofs of the volume that operators claim at settlements.

use engine::draws::Draws;
use units::money::Money;
use units::settings;
use units::share::Share;

use crate::checking::Checking;

use super::policy::{Answer, Check, Verdict, Verifier, View};

settings! {
    /// Asks operators for a proof of the volume that they claim at a settlement: of every claim above a threshold, and
    /// of a share of the others.
    ///
    /// A claim is all that an operator settles together (`network.x.settlement`). Who claims more than it served
    /// (`nodes.x.conduct.overclaims`) has no proof of it: none of the claim is paid, users have their fees back, and it
    /// is evidence of a wrong answer for the rules of `slashing`. A claim that is not asked for is paid as claimed, out
    /// of the stake of the users, as far as there is any (`payment.stake`); with all other ways of paying users sign
    /// each amount, and nobody gets more.
    ///
    /// A claim of R more than was served, asked for with p, is paid `(1 - p) / p` times on average before the first is
    /// not: it does not pay if `R (1 - p) / p <= S`, S what a conviction takes and what is lost of the claim itself; at
    /// p = 1 % and R = 20 from S = 1,980 on. So claims above `above` are always to be proved, or R has no bound.
    /// Source: poktroll, x/proof (proof request probability 0.25 and threshold 20 POKT by default, 0.01 and 100 uPOKT
    /// on its main net; reference/systems.md 5, reference/mechanisms.md 7.5).
    pub struct ProofOfClaim {
        /// Share of the claims up to the threshold that is to be proved [0 ..= 1].
        pub rate: Share,
        /// Claims above this are always to be proved; without it, none is.
        pub above: Option<Money>,
    }
}

impl Verifier for ProofOfClaim {
    fn check(&self, _: &View, _: &mut Draws) -> Check {
        Check::Accept
    }
    fn asks_for_claims(&self) -> bool {
        true
    }
    fn must_prove(&self, claimed: u64, decimals: u32, draws: &mut Draws) -> bool {
        let most = self.above.as_ref().and_then(|above| above.base_units(decimals));
        // Drawn in any case, so that a threshold shifts no draw of another claim.
        draws.chance(self.rate) || most.is_some_and(|most| claimed > most.unsigned_abs())
    }
    fn verdict(&self, _: Answer, _: &mut Draws) -> Verdict {
        Verdict::Pass
    }
    fn vet(&self, checking: &mut Checking) {
        if let Some(above) = &self.above {
            match checking.facts.coin {
                Some(coin) => {
                    checking.stake("above", above, coin);
                }
                None => checking.refuse_with("above", "a network without a coin has no claims", "name its `coin`"),
            }
        }
    }
}
