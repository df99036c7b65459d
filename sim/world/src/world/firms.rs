//! Gateways as firms: what they take on top of fees, what they see of their market, and their books.

use rules::owner::gateway;
use rules::take::Taking;
use state::ledger::Account;
use units::ids::{CoinId, GatewayId};
use units::share::Share;
use units::time::Time;

use super::World;

/// What changes about a gateway as a firm.
#[derive(Clone, Debug)]
pub(crate) struct Firm {
    /// Its take on top of fees; nothing if it takes inside of them.
    pub(crate) take: Share,
    /// The same at the start.
    pub(crate) opening: Share,
    /// The takes with which its requests were let in, in order: requests name theirs by its place.
    pub(crate) terms: Vec<Share>,
    /// What it has seen of its market so far, and had seen at its last review.
    pub(crate) seen: Market,
    pub(crate) then: Market,
    /// Costs paid so far \[billionths of a usd\].
    pub(crate) paid: i64,
    /// Usd that its owners brought in, beside its funding \[billionths\].
    pub(crate) capital: i64,
}

/// What a gateway sees of its market.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Market {
    /// Its own requests that were paid for, and what networks asked for them without its take \[usd\].
    pub(crate) own: u64,
    pub(crate) asked_usd: f64,
    /// Those of all gateways, and those that users wanted to send and did not.
    pub(crate) all: u64,
    /// What single requests have cost it \[billionths of a usd\].
    pub(crate) spent: i64,
}

impl Firm {
    /// A gateway at the start.
    pub(crate) fn new(rules: &gateway::Gateway) -> Self {
        let (seen, then) = (Market::default(), Market::default());
        let mut firm =
            Self { take: Share::ZERO, opening: Share::ZERO, terms: Vec::new(), seen, then, paid: 0, capital: 0 };
        firm.renew(rules, true);
        firm.opening = firm.take;
        firm
    }
    /// Its take follows its rules; one that is reviewed only at the start.
    pub(crate) fn renew(&mut self, rules: &gateway::Gateway, is_start: bool) {
        let taking = rules.take.taking().filter(|_| rules.take.is_on_top()).map(Taking::policy);
        match taking {
            Some(taking) if is_start || taking.every().is_none() => self.take = taking.first(),
            Some(_) => {}
            None => self.take = Share::ZERO,
        }
    }
    /// The number of the take with which a request is let in now.
    pub(crate) fn term(&mut self) -> u16 {
        if self.terms.last() != Some(&self.take) {
            self.terms.push(self.take);
        }
        u16::try_from(self.terms.len() - 1).unwrap_or(u16::MAX)
    }
    /// What of a fee that was set aside is its take, of a request that was let in with a term; exactly what was added.
    pub(crate) fn part_on_top(&self, term: u16, fee: i64) -> i64 {
        let Some(take) = self.terms.get(usize::from(term)) else { return 0 };
        let (over, whole) =
            (i128::from(take.numerator()), i128::from(take.numerator()) + i128::from(take.denominator()));
        i64::try_from(i128::from(fee) * over / whole).unwrap_or(fee)
    }
}

impl World {
    /// What a gateway with books has, coins at their present price, less what it owes \[usd\].
    pub(crate) fn worth_of(&self, gateway: usize, now: Time) -> Option<f64> {
        let (rules, state) = (&self.scenario.gateways[gateway].rules, &self.state.gateways[gateway]);
        rules.costs.as_ref()?;
        let (ledger, account) = (&self.state.ledger, Account::Gateway(GatewayId::of(gateway)));
        let of_coin = |(at, coin): (usize, &crate::scenario::Coin)| {
            let units = 10_u64.pow(coin.rules.decimals) as f64;
            ledger.balance(CoinId::of(at), account) as f64 / units * self.state.prices[at].spot as f64 / 1e9
        };
        let coins: f64 = self.scenario.coins.iter().enumerate().map(of_coin).sum();
        let until = state.closed.unwrap_or(now);
        let owed = rules.cost_by(until).saturating_add(state.spent).saturating_sub(state.firm.paid);
        Some(coins + (ledger.balance(ledger.usd(), account) as f64 - owed as f64) / 1e9)
    }
}
