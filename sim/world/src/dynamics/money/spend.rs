//! Treasuries sell coins to pay what they owe in usd.

use rules::market::Side;
use state::ledger::{Account, Reason};
use units::ids::{CoinId, NetworkId};

use super::trade::Customer;
use super::{REVIEWS, fewest};
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
        self.raise(network, coin, owed);
        let paid = owed.min(self.state.ledger.balance(fiat, treasury)).max(0);
        self.state.ledger.transfer(fiat, treasury, Account::World, paid, Reason::Grant);
        self.state.networks[network.row()].owes = owed - paid;
        self.agenda.after(spending.every, REVIEWS, Event::Spend(network));
    }

    /// The treasury of a network sells the fewest coins that are enough for it to have so many usd, or all of them.
    pub(super) fn raise(&mut self, network: NetworkId, coin: CoinId, usd: i64) {
        let (fiat, treasury) = (self.state.ledger.usd(), Account::Treasury(network));
        let lacking = usd - self.state.ledger.balance(fiat, treasury);
        if lacking > 0 {
            let all = self.state.ledger.balance(coin, treasury);
            let earns = |coins| self.priced(coin, Side::Sells, coins).is_some_and(|earned| earned >= lacking);
            let coins = fewest(all, earns);
            self.trade(coin, Side::Sells, Customer { coins: treasury, usd: treasury }, coins, Reason::Sale);
        }
    }
}
