//! What a pricing policy sees and what it answers.

use std::fmt::Debug;

use state::requests::Need;
use units::share::Share;
use units::time::{Span, Time};
use units::words;

use crate::checking::Checking;

units::questions! {
    /// Sets the tariffs of a network, one for each LLM; asked at the start, when rules of the network or its coin's
    /// price change, and by policies whose prices move once a period.
    pub trait Pricer {
        /// What the policy remembers of one LLM.
        type Memory: Clone + Debug + Default;

        /// What is remembered before the start.
        fn memory(&self, _nodes: usize) -> Self::Memory {
            Self::Memory::default()
        }
        /// The tariff with which the run starts.
        fn opening(&self, coin: &CoinView) -> Tariff;
        /// Starts to remember.
        fn begin(&self, _memory: &mut Self::Memory, _coin: &CoinView) {}
        /// Moves the price of an LLM by what a period showed.
        fn step(&self, _memory: &mut Self::Memory, _view: &View) {}
        /// The tariff at the coin's current price. Fees that were set aside stay what they were.
        fn tariff(&self, _memory: &mut Self::Memory, coin: &CoinView) -> Tariff {
            self.opening(coin)
        }
        /// How long a period lasts; none where prices do not move by themselves.
        fn every(&self) -> Option<Span> {
            None
        }
        /// What is compared with what there is.
        fn of(&self) -> Of {
            Of::Tokens
        }
        /// What a fee holds beside the price, as a share of the price; it is never burnt.
        fn tip(&self) -> Share {
            Share::ZERO
        }
        /// How long a round of bids lasts; none where requests are quoted a price.
        fn round(&self) -> Option<Span> {
            None
        }
        /// What each bid of a round pays \[base units\]; none that lost. One answer for each, in order.
        fn sell(&self, bids: &Bids) -> Vec<Option<i64>> {
            vec![None; bids.worths.len()]
        }
        /// In how many further rounds a request bids that has lost.
        fn again(&self) -> u32 {
            0
        }
        /// Refuses settings that cannot be.
        fn vet(&self, _checking: &mut Checking) {}
    }
}

units::view! {
    /// The coin as prices see it.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct CoinView {
        /// Its decimals.
        pub decimals: u32,
        /// What one coin is worth \[billionths of a usd\].
        pub nano_usd: i64,
    }
}

units::view! {
    /// What a period showed of an LLM on a network.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct View {
        /// The time.
        pub now: Time,
        /// How long the period was.
        pub every: Span,
        /// What was used, in the unit that the policy asked for.
        pub used: u64,
        /// All that there was, in the same unit; 0 where no node is listed.
        pub full: u64,
        /// Requests that were asked to pay.
        pub asked: u64,
        /// Requests that were answered.
        pub answered: u64,
        /// The network's coin.
        pub coin: CoinView,
    }
}

units::view! {
    /// The bids of a round for an LLM.
    #[derive(Clone, Copy, Debug)]
    pub struct Bids<'a> {
        /// What each request is worth to its user \[base units\], in the order in which they came.
        pub worths: &'a [i64],
        /// The network's coin.
        pub coin: CoinView,
    }
}

words! {
    /// What is compared with what there is, to tell how busy a network is.
    pub enum Of {
        /// Tokens of the answers of the period, over what the nodes listed at its end do in a period with full batches,
        /// for requests of the period's mean length; for plain work, its time at reference speed over that of all
        /// slots. A node that holds several LLMs counts in full for each.
        Tokens = "tokens",
        /// The same of requests that were asked to pay, answered or not: it may exceed what there is.
        Asked = "asked",
        /// Slots of listed nodes that were taken at the period's end, over all of them.
        Slots = "slots",
        /// Listed nodes that had any work at the period's end, over all of them.
        Busy = "busy",
    }
}

impl View {
    /// Utilisation \[billionths\], rounded down; none where no node is listed.
    pub(super) fn utilisation(&self) -> Option<i64> {
        let used = u128::from(self.used) * u128::from(BILLION);
        let share = used.checked_div(u128::from(self.full))?;
        Some(i64::try_from(share).unwrap_or(i64::MAX))
    }
}

/// Billionths in a whole.
pub(super) const BILLION: u32 = 1_000_000_000;

/// A tariff in base units of the network's coin, whole and exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tariff {
    /// For each request \[base units\].
    pub request: i64,
    /// For a million tokens read \[base units\].
    pub prompt: i64,
    /// For a million tokens written \[base units\].
    pub output: i64,
    /// For an hour of plain work at reference speed \[base units\].
    pub hour: i64,
}

impl Tariff {
    /// The price of a request, each part rounded down to base units.
    #[inline]
    pub fn price(&self, need: &Need) -> i64 {
        const MILLION: i128 = 1_000_000;
        const HOUR_NS: i128 = 3_600_000_000_000;
        let rest = match *need {
            Need::Tokens { prompt, output } => {
                i128::from(self.prompt) * i128::from(prompt) / MILLION
                    + i128::from(self.output) * i128::from(output) / MILLION
            }
            Need::Work(work) if self.hour == 0 || work.ns() == 0 => 0,
            Need::Work(work) => i128::from(self.hour) * i128::from(work.ns()) / HOUR_NS,
        };
        self.request.saturating_add(i64::try_from(rest).unwrap_or(i64::MAX))
    }
    /// Its parts.
    pub fn parts(&self) -> [i64; 4] {
        [self.request, self.prompt, self.output, self.hour]
    }
    /// This tariff with a share of each part on top, rounded down.
    pub(super) fn and(&self, share: Share) -> Self {
        if share.is_zero() {
            return *self;
        }
        let more = |part: i64| part.saturating_add(share.of(part));
        let Self { request, prompt, output, hour } = *self;
        Self { request: more(request), prompt: more(prompt), output: more(output), hour: more(hour) }
    }
    /// How high it is beside another, by the first part that the other has; none if that is free.
    pub fn level(&self, other: &Self) -> Option<f64> {
        let both = self.parts().into_iter().zip(other.parts());
        both.into_iter().find(|&(_, other)| other > 0).map(|(part, other)| part as f64 / other as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use units::time::Span;

    #[test]
    fn a_million_tokens_cost_the_tariff() {
        let tariff = Tariff { request: 7, prompt: 100, output: 1_000, hour: 3_600 };
        assert_eq!(tariff.price(&Need::Tokens { prompt: 1_000_000, output: 1_000_000 }), 1_107);
        assert_eq!(tariff.price(&Need::Tokens { prompt: 9_999, output: 0 }), 7);
        assert_eq!(tariff.price(&Need::Work(Span::secs(2))), 9);
    }

    #[test]
    fn a_share_on_top_and_a_level_are_of_every_part() {
        let tariff = Tariff { request: 0, prompt: 100, output: 1_009, hour: 0 };
        let more = tariff.and(Share::percent(10));
        assert_eq!(more.parts(), [0, 110, 1_109, 0]);
        assert_eq!(more.level(&tariff), Some(1.1));
        assert_eq!(tariff.level(&Tariff::default()), None);
    }
}
