//! Treasuries sell coins to pay what they owe in usd.

use rules::market::Side;
use state::ledger::{Account, Reason};
use units::ids::{CoinId, NetworkId};

use super::REVIEWS;
use super::trade::Customer;
use crate::event::Event;
use crate::world::Moment;

impl Moment<'_> {
    /// Schedules the payments of all treasuries that pay for something.
    pub(in crate::dynamics) fn plan_spending(&mut self) {
        for (i, row) in self.scenario.networks.iter().enumerate() {
            if let (Some(spending), Some(_)) = (&row.rules.spending, row.coin) {
                self.agenda.after(spending.every, REVIEWS, Event::Spend(NetworkId::of(i)));
            }
        }
    }

    /// The treasury of a network sells as few coins as it must, and pays what it can of what it owes.
    pub(in crate::dynamics) fn spend(&mut self, network: NetworkId) {
        let row = &self.scenario.networks[network.row()];
        let (Some(spending), Some(coin)) = (&row.rules.spending, row.coin) else { return };
        let owed = self.state.networks[network.row()].owes.saturating_add(spending.due(spending.every));
        let (fiat, treasury) = (self.state.ledger.usd(), Account::Treasury(network));
        let lacking = owed - self.state.ledger.balance(fiat, treasury);
        if lacking > 0 {
            let coins = self.fewest(coin, lacking, self.state.ledger.balance(coin, treasury));
            self.trade(coin, Side::Sells, Customer { coins: treasury, usd: treasury }, coins, Reason::Sale);
        }
        let paid = owed.min(self.state.ledger.balance(fiat, treasury)).max(0);
        self.state.ledger.transfer(fiat, treasury, Account::World, paid, Reason::Grant);
        self.state.networks[network.row()].owes = owed - paid;
        self.agenda.after(spending.every, REVIEWS, Event::Spend(network));
    }

    /// The fewest coins whose sale earns an amount of usd, or all of those that there are.
    fn fewest(&self, coin: CoinId, usd: i64, all: i64) -> i64 {
        let earns = |coins: i64| self.priced(coin, Side::Sells, coins).is_some_and(|earned| earned >= usd);
        let (mut too_few, mut enough) = (0, all);
        while enough - too_few > 1 {
            let middle = too_few.midpoint(enough);
            if earns(middle) {
                enough = middle;
            } else {
                too_few = middle;
            }
        }
        enough
    }
}
