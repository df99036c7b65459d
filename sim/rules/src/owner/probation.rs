//! What a network asks of nodes that failed a check before it trusts them again.

use units::settings;
use units::settings::Named;
use units::share::Share;
use units::time::Span;

use crate::checking::Checking;
use crate::verification::Verification;

settings! {
    /// Sets nodes that failed a check apart, until they have passed some epochs without failing another.
    ///
    /// A node whose answer, vote or canary is found wrong is on probation from the verdict on. Epochs of E = `epoch`
    /// \[s\] end for all nodes at once. One in which a node on probation failed a check takes it back to the start; one
    /// in which it failed none and passed at least `passes` is clean; any other counts for nothing, as one in which it
    /// was away. With k = `epochs` clean ones since its last failure the probation is over. Meanwhile each of its
    /// answers is checked with the chance `check` at least, by each rule that checks a share of the answers; without
    /// `organic` it gets no requests of users, is in no panel and checks nobody, and only canaries
    /// (`verification.canary`) are sent to it. Whoever comes under a new name is not on probation.
    ///
    /// A node that fails no more is back after the rest of the present epoch and k further ones. Where right answers
    /// fail at a rate m \[/s\], as `false_positive / every` of canaries, an epoch is clean with `c = exp(-m E)`, and
    /// the way back takes `(1 - c^k) / ((1 - c) c^k)` epochs after the present one (Feller, An introduction to
    /// probability theory I, XIII.7: runs of successes): 3.9 instead of 3 at 13 canaries an epoch and 1 % false alarms.
    /// With the mean rest `E - 1/m + E c / (1 - c)` that is a time P, and an honest node is on probation for `P / (P +
    /// 1/m)` of its time. Source: Verathos, Bittensor subnet 96 (verathos-ai/verathos, docs/inference_protocol.md: full
    /// proof rate, no organic traffic, three consecutive clean epochs; reference/systems.md 4: epochs of 72 min).
    pub struct Probation {
        /// Length of an epoch [>= 1 ms].
        #[fixed = "its epochs are numbered from the start"]
        pub epoch: Span = Span::mins(72),
        /// Clean epochs after which it is over [>= 1].
        pub epochs: u32 = 3,
        /// Whether nodes on probation get requests of users, and check.
        #[fixed = "lists go by it from the start"]
        pub organic: bool = false,
        /// Least share of their answers that each rule checks which checks a share [0 ..= 1].
        pub check: Share = Share::ONE,
        /// Passed checks without which an epoch is not clean.
        pub passes: u32 = 1,
    }
}

impl Probation {
    /// The clean epochs of a node after one more, in which it failed a check or did not, and passed so many.
    pub fn clean(&self, before: u32, has_failed: bool, passed: u32) -> u32 {
        if has_failed { 0 } else { before.saturating_add(u32::from(passed >= self.passes)) }
    }
    /// Refuses a probation on which nobody comes, or that nobody leaves.
    pub(super) fn vet(&self, verification: &Named<Verification>, checking: &mut Checking) {
        let asks = |rule: &Verification| {
            !matches!(rule, Verification::Trust(_) | Verification::Attested(_) | Verification::ProofOfClaim(_))
        };
        if !verification.values().any(asks) {
            let message = "no answer of the network is checked, so that nobody comes on probation";
            checking.refuse_with("", message, "add `verification.known.canary`, or another rule that checks answers");
        } else if !self.organic
            && self.passes > 0
            && !verification.values().any(|rule| rule.policy().probes().is_some())
        {
            let message = "nobody is checked on it: without canaries and requests of users no epoch is ever clean";
            let remedy = "add `verification.known.canary`, or set `organic = true`, or `passes = 0`";
            checking.refuse_with("", message, remedy);
        }
    }
}

#[cfg(test)]
mod tests {
    use units::settings::Setting;

    use super::*;

    #[test]
    fn a_failure_takes_a_node_back_to_the_start_and_an_empty_epoch_counts_for_nothing() {
        let rule = Probation::absent().expect("every setting has a default");
        let course = [(false, 5), (false, 0), (false, 1), (true, 9), (false, 1), (true, 0), (false, 2)];
        let mut clean = 0;
        let found = course.map(|(has_failed, passed)| {
            clean = rule.clean(clean, has_failed, passed);
            clean
        });
        assert_eq!(found, [1, 1, 2, 0, 1, 0, 1]);
        assert_eq!(Probation { passes: 0, ..rule }.clean(u32::MAX, false, 0), u32::MAX);
    }
}
