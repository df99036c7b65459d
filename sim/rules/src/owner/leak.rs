//! What a network takes from those who are away while too few are there.

use units::settings;
use units::share::Share;
use units::time::Span;

use crate::checking::Checking;

settings! {
    /// Lets the stakes of nodes that are away leak while too little stake is there to decide.
    ///
    /// At the end of each epoch each member has a score: `bias` more if it is away while the network leaks, else 1
    /// less, and while it does not leak `recovers` less, at least 0. While it leaks each loses
    /// `floor(S score / (bias quotient))` base units of its stake S. The network leaks when less than `needs` of its
    /// bonded stake has been up at the ends of more than `patience` epochs in a row. A node that is away from the start
    /// of a leak has `exp(-t^2 / (2 quotient))` of its stake after t epochs, with the defaults 92.9, 74.4, 61.3 and
    /// 51.4 % after 7, 14, 18 and 21 d; below `ejects` of what it had at the start of its membership it may never come
    /// back, so that the stake that is up decides again. What leaks is burnt. Source: Ethereum consensus specs,
    /// Bellatrix, `process_inactivity_updates` and `get_inactivity_penalty_deltas` (reference/systems.md 13).
    pub struct Leak {
        /// Length of an epoch [> 0 s].
        #[fixed = "its epochs are scheduled from the start"]
        pub epoch: Span = Span::secs(384),
        /// Part of the bonded stake that must be up [> 0, <= 1].
        pub needs: Share = Share::ratio(2, 3),
        /// Epochs without it before stakes leak.
        pub patience: u32 = 4,
        /// What an epoch of absence adds to a score [>= 1].
        pub bias: u32 = 4,
        /// What an epoch takes from a score while the network does not leak.
        pub recovers: u32 = 16,
        /// The larger it is, the slower stakes leak [>= 1].
        pub quotient: u64 = 16_777_216,
        /// Part of a node's first stake below which it is banished; without it, none is [> 0, < 1].
        pub ejects: Option<Share> = Some(Share::percent(50)),
    }
}

impl Leak {
    /// The score of a node after an epoch.
    pub fn score(&self, score: u64, is_up: bool, is_leaking: bool) -> u64 {
        let scored = if is_leaking && !is_up { score + u64::from(self.bias) } else { score.saturating_sub(1) };
        if is_leaking { scored } else { scored.saturating_sub(u64::from(self.recovers)) }
    }
    /// What a stake loses in an epoch of a leak \[base units\].
    pub fn penalty(&self, stake: i64, score: u64) -> i64 {
        let under = i128::from(self.bias) * i128::from(self.quotient);
        (i128::from(stake) * i128::from(score) / under.max(1)).min(i128::from(stake)) as i64
    }
    /// Refuses a leak where there is nothing to leak.
    pub(super) fn vet(checking: &mut Checking) {
        if checking.facts.coin.is_none() {
            checking.refuse_with("", "a network without a coin has no stakes that could leak", "name its `coin`");
        }
    }
}

#[cfg(test)]
mod tests {
    use units::settings::Setting;

    use super::*;

    #[test]
    fn stakes_leak_as_ethereum_s_integers_do() {
        let rule = Leak::absent().expect("every setting has a default");
        let (mut stake, mut score) = (32_000_000_000_i64, 0);
        let mut after = Vec::new();
        for epoch in 1..=4_725_u32 {
            score = rule.score(score, false, true);
            stake -= rule.penalty(stake, score);
            // 225 epochs of 384 s are a day.
            if [7, 14, 18, 21].contains(&(epoch / 225)) && epoch % 225 == 0 {
                after.push(stake as f64 / 32e9);
            }
        }
        for (found, says) in after.iter().zip([0.929, 0.744, 0.613, 0.514]) {
            assert!((found - says).abs() < 0.0006, "{after:?}");
        }
        // Against the continuous form.
        let form = engine::math::exp(-(4_725.0_f64 * 4_726.0) / 33_554_432.0);
        assert!((after[3] / form - 1.0).abs() < 1e-4, "{} against {form}", after[3]);
    }

    #[test]
    fn scores_rise_by_four_and_fall_by_one_or_by_seventeen() {
        let rule = Leak::absent().expect("every setting has a default");
        let of = |is_up, is_leaking| rule.score(100, is_up, is_leaking);
        assert_eq!([of(false, true), of(true, true), of(true, false), of(false, false)], [104, 99, 83, 83]);
        assert_eq!(rule.score(3, true, false), 0);
    }
}
