//! How users send a request again that was lost.

use engine::draws::Draws;
use engine::math;
use units::settings;
use units::share::Share;
use units::time::Span;
use units::words;

settings! {
    /// Sends a request again after a pause, if it ended with an error of a class that is named.
    ///
    /// The k-th pause, k from 1 to `most`, is `backoff times^(k - 1) (1 + jitter (2 U - 1))` \[s\], U uniform. A
    /// further try asks the same, goes to the gateway where its user is then, and is paid for anew. Where each try is
    /// lost independently with probability q, a request takes `(1 - q^(most + 1)) / (1 - q)` tries, and `q^(most + 1)`
    /// of the requests are lost. While nothing answers, gateways get up to `most + 1` times the requests of before, and
    /// for a while after that still more than these: a retry storm. Jitter spreads what is sent again, it does not
    /// lessen it. Source: Brooker, Exponential backoff and jitter, AWS Architecture Blog, 2015; Bronson et al.,
    /// Metastable failures in distributed systems, HotOS 2021.
    pub struct Retry {
        /// How often a request is sent again at most [1 ..= 60].
        pub most: u32 = 3,
        /// The first pause.
        pub backoff: Span = Span::secs(1),
        /// Factor by which each further pause is longer [>= 1].
        pub times: f64 = 2.0,
        /// Part of a pause by which it is drawn longer or shorter [0 ..= 1].
        pub jitter: Share = Share::ZERO,
        /// Which errors make a user send a request again; without the list, all.
        pub on: Vec<Loss> = Vec::new(),
    }
}

words! {
    /// A class of errors as a user sees them. What no LLM can take, of too many tokens, is never sent again.
    pub enum Loss {
        /// A rule turned the request away: limits, prices, bids, coins that could not be bought (HTTP 402, 429), or a
        /// gateway that is down shows so (401).
        Refused = "refused",
        /// There was no node, or no room at those that were tried, or the gateway was down (503).
        Unavailable = "unavailable",
        /// It took too long (504).
        TimedOut = "timed_out",
        /// Its node had gone, or left at work (502).
        Failed = "failed",
    }
}

impl Retry {
    /// Whether a request that was sent again so often is sent again after such an error.
    pub fn tries(&self, again: u32, loss: Loss) -> bool {
        again < self.most && (self.on.is_empty() || self.on.contains(&loss))
    }
    /// The pause before a request is sent again, that was sent again so often already.
    pub fn pause(&self, again: u32, draws: &mut Draws) -> Span {
        let jitter = self.jitter.as_f64() * (2.0 * draws.uniform() - 1.0);
        Span::from_secs_f64(self.backoff.as_secs() * math::pow(self.times, f64::from(again)) * (1.0 + jitter))
    }
}

#[cfg(test)]
mod tests {
    use engine::draws::{Address, Purpose};
    use units::settings::Setting;

    use super::*;

    #[test]
    fn pauses_double_and_lie_within_their_jitter() {
        let mut retry = Retry::absent().expect("all settings have defaults");
        let stream = Address { seed: 1, replication: 0, purpose: Purpose::Backoff, entity: 1 }.stream();
        let pauses = |retry: &Retry, again: u32| {
            (0..1_000).map(|i| retry.pause(again, &mut stream.draws(i)).as_secs()).collect::<Vec<f64>>()
        };
        assert!(pauses(&retry, 3).iter().all(|pause| (pause - 8.0).abs() < 1e-9));
        retry.jitter = "50 %".parse().unwrap();
        let pauses = pauses(&retry, 1);
        let mean = pauses.iter().sum::<f64>() / 1_000.0;
        assert!(
            pauses.iter().all(|pause| (1.0..=3.0).contains(pause)) && (mean - 2.0).abs() < 4.0 * 2.0 / 12000_f64.sqrt()
        );
        assert!(pauses.iter().any(|pause| *pause < 1.05) && pauses.iter().any(|pause| *pause > 2.95));
    }

    #[test]
    fn only_named_errors_are_tried_again_and_not_for_ever() {
        let mut retry = Retry::absent().expect("all settings have defaults");
        assert!(retry.tries(2, Loss::Refused) && !retry.tries(3, Loss::Refused));
        retry.on = vec![Loss::TimedOut];
        assert!(retry.tries(0, Loss::TimedOut) && !retry.tries(0, Loss::Unavailable));
    }
}
