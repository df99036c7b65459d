//! Holders of coins get them at the start, and trade them at their reviews.

use engine::draws::{Purpose, name_hash};
use rules::holding::View;
use rules::market::{Reserves, Side};
use state::ledger::{Account, Reason};
use units::ids::{CoinId, HolderId, NetworkId};
use units::time::{Span, Time};

use super::trade::Customer;
use super::{RELEASES, REVIEWS, fewest};
use crate::event::Event;
use crate::world::Moment;

/// The account of holders, in the books of their coin and of usd.
pub(super) fn customer(holder: HolderId) -> Customer {
    Customer { coins: Account::Holders(holder), usd: Account::Holders(holder) }
}

impl Moment<'_> {
    /// Gives treasuries and holders what they have at the start, and schedules the first reviews of these.
    pub(in crate::dynamics) fn plan_holders(&mut self) {
        for (i, row) in self.scenario.networks.iter().enumerate() {
            let Some(coin) = row.coin else { continue };
            let (given, account) =
                (self.scenario.coins[coin.row()].in_treasury(&row.name), Account::Treasury(NetworkId::of(i)));
            self.state.ledger.transfer(coin, Account::Market, account, given, Reason::Endowment);
        }
        for (i, row) in self.scenario.holders.iter().enumerate() {
            let (holder, ledger) = (HolderId::of(i), &mut self.state.ledger);
            let account = Account::Holders(holder);
            let locked = row.vesting().map_or(0, |(amount, schedule)| amount - schedule.free(amount, Span::ZERO));
            ledger.transfer(row.coin, Account::Market, account, row.coins - locked, Reason::Endowment);
            ledger.transfer(row.coin, Account::Market, Account::Vesting(holder), locked, Reason::Endowment);
            ledger.transfer(ledger.usd(), Account::World, account, row.usd, Reason::Endowment);
            if row.rules.rule.acts() {
                let first = self.first_review(Purpose::Holding, name_hash(&row.name), row.rules.review);
                self.agenda.after(first, REVIEWS, Event::Rebalance(holder));
            }
            self.plan_unlock(holder);
        }
    }

    /// Schedules the next release of coins that vest.
    fn plan_unlock(&mut self, holder: HolderId) {
        let Some((_, schedule)) = self.scenario.holders[holder.row()].vesting() else { return };
        if let Some(next) = schedule.next(self.now.since(Time::ZERO)) {
            self.agenda.at(Time::ZERO + next, RELEASES, Event::Unlock(holder));
        }
    }

    /// Coins that vest become free.
    pub(in crate::dynamics) fn unlock(&mut self, holder: HolderId) {
        let row = &self.scenario.holders[holder.row()];
        let Some((amount, schedule)) = row.vesting() else { return };
        let (ledger, account) = (&mut self.state.ledger, Account::Vesting(holder));
        let locked = amount - schedule.free(amount, self.now.since(Time::ZERO));
        let due = ledger.balance(row.coin, account) - locked;
        ledger.transfer(row.coin, account, Account::Holders(holder), due, Reason::Unlock);
        self.plan_unlock(holder);
    }

    /// Holders review what they have, and trade by their rule.
    pub(in crate::dynamics) fn rebalance(&mut self, holder: HolderId) {
        let row = &self.scenario.holders[holder.row()];
        let (coin, every) = (row.coin, row.rules.review);
        let number = self.now.ns() / every.ns().max(1) + 1;
        let rules = &self.scenario.coins[coin.row()].rules;
        let reserves = if self.state.prices[coin.row()].is_pool { self.pool(coin) } else { Reserves::default() };
        let (ledger, account) = (&self.state.ledger, Account::Holders(holder));
        let view = View {
            now: self.now,
            every,
            number,
            coins: ledger.balance(coin, account),
            usd: ledger.balance(ledger.usd(), account),
            decimals: rules.decimals,
            nano_usd: self.state.prices[coin.row()].spot,
            reference: row.reference.map_or(0, |other| self.state.prices[other.row()].spot),
            pool_coins: reserves.coins,
            pool_usd: reserves.usd,
            fee: rules.market.fee(),
        };
        let mut draws = self.stream(Purpose::Belief, name_hash(&row.name)).draws(number);
        let wanted = row.rules.rule.trade(&mut self.state.holders[holder.row()], &view, &mut draws);
        if wanted > 0 {
            let coins = self.affordable(coin, wanted, view.usd);
            self.buy(coin, customer(holder), coins, Reason::Trade);
        } else {
            // A market that cannot pay for all of it takes nothing.
            let coins = wanted.checked_neg().unwrap_or(i64::MAX).min(view.coins);
            self.trade(coin, Side::Sells, customer(holder), coins, Reason::Trade);
        }
        self.agenda.after(every, REVIEWS, Event::Rebalance(holder));
    }

    /// The most coins, up to so many, that can be bought for an amount of usd.
    pub(super) fn affordable(&self, coin: CoinId, wanted: i64, usd: i64) -> i64 {
        let is_paid = |coins: i64| self.priced(coin, Side::Buys, coins).is_some_and(|cost| cost <= usd);
        let most = wanted.min(self.for_sale(coin)).max(0);
        if is_paid(most) { most } else { (fewest(most, |coins| !is_paid(coins)) - 1).max(0) }
    }
}
