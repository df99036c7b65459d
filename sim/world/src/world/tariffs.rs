//! What a network's pricing remembers and sees of each LLM, where its prices move.

use rules::pricing::{CoinView, Memory, Pricing, Tariff};
use state::requests::Need;
use units::ids::{LlmId, NetworkId, RequestId};
use units::time::Time;

use crate::scenario::Scenario;

/// The prices of a network that move, by LLM.
#[derive(Clone, Debug)]
pub(crate) struct Tariffs {
    pub(crate) rows: Vec<Row>,
    /// When the present period began.
    pub(crate) since: Time,
    /// Whether the end of a round of bids is planned.
    pub(crate) is_round_planned: bool,
}

/// The price of one LLM.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) memory: Memory,
    pub(crate) tariff: Tariff,
    /// Whether any users who reach the network ask for it: else its price stays.
    pub(crate) is_asked: bool,
    pub(crate) seen: Seen,
    /// The bids of the present round.
    pub(crate) bids: Vec<Bid>,
}

/// A request that bids.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bid {
    pub(crate) request: RequestId,
    /// Rounds that it has lost.
    pub(crate) lost: u32,
}

/// What a period has shown so far.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Seen {
    /// Requests that were asked to pay.
    pub(crate) asked: Amount,
    /// Requests that were answered.
    pub(crate) answered: Amount,
}

/// Requests and what they are of.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Amount {
    pub(crate) requests: u64,
    /// Tokens read.
    pub(crate) prompt: u64,
    /// Tokens written.
    pub(crate) output: u64,
    /// Plain work \[ns at reference speed\].
    pub(crate) work: u64,
}

impl Amount {
    /// Adds a request.
    #[inline]
    pub(crate) fn add(&mut self, need: &Need) {
        self.requests += 1;
        match *need {
            Need::Tokens { prompt, output } => {
                self.prompt += u64::from(prompt);
                self.output += u64::from(output);
            }
            Need::Work(work) => self.work = self.work.saturating_add(work.ns()),
        }
    }
    /// Mean tokens of a request, read and written, at least one each.
    pub(crate) fn mean(&self) -> (u32, u32) {
        let mean = |sum: u64| u32::try_from(sum / self.requests.max(1)).unwrap_or(u32::MAX).max(1);
        (mean(self.prompt), mean(self.output))
    }
}

impl Tariffs {
    /// Of a network whose prices move; none of others.
    pub(crate) fn new(scenario: &Scenario, id: NetworkId) -> Option<Box<Self>> {
        let pricing = &scenario.networks[id.row()].rules.pricing;
        if !pricing.moves() {
            return None;
        }
        let asking = || scenario.users.iter().filter(|users| scenario.reached(users).any(|network| network == id));
        let row = |llm: usize| Row {
            memory: pricing.memory(0),
            tariff: Tariff::default(),
            is_asked: asking().any(|users| users.llms.contains(&LlmId::of(llm))),
            seen: Seen::default(),
            bids: Vec::new(),
        };
        let rows = (0..scenario.llms.len()).map(row).collect();
        Some(Box::new(Self { rows, since: Time::ZERO, is_round_planned: false }))
    }
    /// Starts to remember.
    pub(crate) fn begin(&mut self, pricing: &Pricing, coin: &CoinView) {
        self.rows.iter_mut().for_each(|row| pricing.begin(&mut row.memory, coin));
    }
    /// Renews the tariffs, by what is remembered and the coin's price.
    pub(crate) fn renew(&mut self, pricing: &Pricing, coin: &CoinView) {
        self.rows.iter_mut().for_each(|row| row.tariff = pricing.tariff(&mut row.memory, coin));
    }
}
