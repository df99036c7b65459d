//! Gateways as firms: what they take on top of fees, what they see of their market, and their books.

use rules::owner::gateway;
use rules::take::Taking;
use state::ledger::Account;
use units::ids::{CoinId, GatewayId};
use units::share::Share;
use units::time::{Span, Time};

use super::{State, World};
use crate::scenario::Scenario;

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
    /// What its owners gave it at the start, and what they brought in later \[billionths of a usd\].
    pub(crate) funded: i64,
    pub(crate) capital: i64,
    /// Since when it is open, or was the last time, and for how long it was before that.
    pub(crate) since: Time,
    pub(crate) ran: Span,
    /// When its books are looked at next.
    pub(crate) looks: Time,
    /// What its owners remember who open and close it.
    pub(crate) launch: Launched,
}

/// What the owners of a gateway remember between two reviews of whether it is worth its costs.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Launched {
    /// When they reviewed it last, what its users had asked by then, and what it had earned in all \[usd\].
    pub(crate) at: Time,
    pub(crate) requests: u64,
    pub(crate) earned_usd: f64,
    /// Periods in a row with a loss.
    pub(crate) losses: u32,
    /// Whether it speaks its standard already.
    pub(crate) has_adapter: bool,
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
        let mut firm = Self {
            take: Share::ZERO,
            opening: Share::ZERO,
            terms: Vec::new(),
            seen,
            then,
            paid: 0,
            funded: 0,
            capital: 0,
            since: Time::ZERO,
            ran: Span::ZERO,
            looks: Time::ZERO,
            launch: Launched::default(),
        };
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
    /// How long it has been open in all, if it is closed since a time.
    pub(crate) fn open_for(&self, closed: Option<Time>, now: Time) -> Span {
        self.ran + closed.unwrap_or(now).since(self.since)
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
        self.state.worth_of(&self.scenario, gateway, now)
    }
}

impl State {
    /// What a gateway with books has, coins at their present price, less what it owes \[usd\].
    fn worth_of(&self, scenario: &Scenario, gateway: usize, now: Time) -> Option<f64> {
        let (rules, state) = (&scenario.gateways[gateway].rules, &self.gateways[gateway]);
        rules.costs.as_ref()?;
        let (ledger, account) = (&self.ledger, Account::Gateway(GatewayId::of(gateway)));
        let of_coin = |(at, coin): (usize, &crate::scenario::Coin)| {
            let units = 10_u64.pow(coin.rules.decimals) as f64;
            ledger.balance(CoinId::of(at), account) as f64 / units * self.prices[at].spot as f64 / 1e9
        };
        let coins: f64 = scenario.coins.iter().enumerate().map(of_coin).sum();
        let open = state.firm.open_for(state.closed, now);
        let owed = rules.cost_of(open).saturating_add(state.spent).saturating_sub(state.firm.paid);
        Some(coins + (ledger.balance(ledger.usd(), account) as f64 - owed as f64) / 1e9)
    }
    /// What a gateway with books has earned since the start, less its costs \[usd\].
    pub(crate) fn earned_by(&self, scenario: &Scenario, gateway: usize, now: Time) -> Option<f64> {
        let firm = &self.gateways[gateway].firm;
        Some(self.worth_of(scenario, gateway, now)? - (firm.funded + firm.capital) as f64 / 1e9)
    }
}
