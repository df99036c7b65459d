//! A fund that makes good what users and delegators lose.

use units::money::Money;
use units::share::Share;
use units::time::Span;
use units::{settings, words};

use crate::checking::Checking;

settings! {
    /// A fund in the network's coin that pays users for answers found wrong, and delegators for slashes.
    ///
    /// It has `reserve` at the start, and gets `payout.fee_split.insurance` of fees and what slashing rules with
    /// `destination = "insurance"` take. A claim arises at each answer that a verdict finds wrong, of `wrong_answer` x
    /// the fee, beside the fee that users get back; and at each slash, of the share `delegators` of what it takes of
    /// stake that is bonded for others, paid as rewards of that operator's delegators are. `most` caps each. The fund
    /// is never below nothing. What it cannot pay is lost: under `first_come` of the claim that finds it empty, under
    /// `pro_rata` the same share of all claims of a period.
    ///
    /// Let answers be found wrong with chance p, fees be exponential with mean f \[coins\], s of them go in, and claims
    /// be b times the fee. From a reserve u some claim is ever left unpaid with chance `(1 - R b f) exp(-R u)`, where
    /// `R = ((1 - p) s - p b) / (s b f)`; with certainty where R is not above 0. With many fees to a claim this is
    /// `exp(-t u / ((1 + t) b f)) / (1 + t)`, t the safety loading (Cramér and Lundberg). Source:
    /// reference/mechanisms.md M5 d (slashes that pay victims: Deb, Raynor and Kannan, STAKESURE, 2024) and M10 (a
    /// stated shortfall rule); Asmussen and Albrecher, Ruin Probabilities, 2010; theory.json, ruin-cramer-lundberg.
    pub struct Insurance {
        /// Its coins at the start, a part of the genesis supply [>= 0].
        #[fixed = "it has them from the start"]
        pub reserve: Option<Money>,
        /// What an answer that is found wrong pays its users, as a part or multiple of the fee [>= 0, <= 1_000].
        pub wrong_answer: Share = Share::ZERO,
        /// What a slash pays delegators, as a share of what it takes of their bonded stake [0 ..= 1].
        pub delegators: Share = Share::ZERO,
        /// The most that one claim pays; without it, all of it [> 0].
        pub most: Option<Money>,
        /// Who gets how much where the fund lacks coins.
        #[fixed = "claims wait for the end of their period, or do not"]
        pub shortfall: Shortfall = Shortfall::FirstCome,
        /// How long claims are collected before they are paid, under `pro_rata` [> 0 s].
        #[fixed = "its payments are scheduled from the start"]
        pub every: Span = Span::days(1),
    }
}

words! {
    /// Who gets how much where the fund lacks coins.
    pub enum Shortfall {
        /// Claims are paid as they come, as far as the coins last.
        FirstCome = "first_come",
        /// Claims are collected, and all of a period get the same share.
        ProRata = "pro_rata",
    }
}

impl Insurance {
    /// What a loss claims \[base units\]: a share of it, at most the cap.
    pub fn claim(&self, share: Share, loss: i64, decimals: u32) -> i64 {
        let most = self.most.as_ref().map_or(Some(i64::MAX), |most| most.base_units(decimals));
        share.of(loss).min(most.unwrap_or(0))
    }
    /// Refuses what cannot be.
    pub(super) fn vet(&self, checking: &mut Checking) {
        if checking.facts.coin.is_none() {
            checking.refuse_with("", "a network without a coin has nothing to insure with", "name its `coin`");
        }
        for (keys, money) in [("reserve", &self.reserve), ("most", &self.most)] {
            if let Some(money) = money {
                checking.amount(keys, money);
            }
        }
        if self.wrong_answer.is_zero() && self.delegators.is_zero() {
            let remedy = "set `wrong_answer`, as in `wrong_answer = 2`, or `delegators`";
            checking.refuse_with("", "this insures nobody", remedy);
        }
    }
}
