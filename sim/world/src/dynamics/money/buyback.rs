//! Treasuries buy a coin back for what fees in another have brought.

use rules::market::Side;
use rules::owner::buyback::Then;
use state::ledger::{Account, Reason};
use units::ids::NetworkId;

use super::REVIEWS;
use super::trade::Customer;
use crate::event::Event;
use crate::world::Moment;

impl Moment<'_> {
    /// Schedules the purchases of all treasuries that buy a coin back.
    pub(in crate::dynamics) fn plan_buybacks(&mut self) {
        for (i, row) in self.scenario.networks.iter().enumerate() {
            if let Some(buyback) = &row.rules.buyback {
                self.agenda.after(buyback.every, REVIEWS, Event::BuyBack(NetworkId::of(i)));
            }
        }
    }

    /// The treasury of a network sells what its rule says, and buys as many coins as that pays for.
    pub(in crate::dynamics) fn buy_back(&mut self, network: NetworkId) {
        let row = &self.scenario.networks[network.row()];
        let (Some(buyback), Some(own), Some(coin)) = (&row.rules.buyback, row.coin, row.bought_back) else { return };
        let treasury = Account::Treasury(network);
        let customer = Customer { coins: treasury, usd: treasury };
        let state = &mut self.state.networks[network.row()];
        let (got, unspent) = (std::mem::take(&mut state.fees_got), std::mem::take(&mut state.unspent));
        let wanted = if let Some(share) = buyback.share {
            let sold = share.of(got).min(self.state.ledger.balance(own, treasury));
            // A market that cannot pay for all of it takes nothing.
            self.trade(own, Side::Sells, customer, sold, Reason::Sale).unwrap_or(0).saturating_add(unspent)
        } else {
            let wanted = buyback.due().saturating_add(unspent);
            self.raise(network, own, wanted);
            wanted
        };
        let budget = wanted.min(self.state.ledger.balance(self.state.ledger.usd(), treasury));
        let coins = self.affordable(coin, i64::MAX, budget);
        let spent = self.trade(coin, Side::Buys, customer, coins, Reason::Buyback);
        let bought = spent.map_or(0, |_| coins);
        if buyback.then == Then::Burns {
            self.state.ledger.burn(coin, treasury, bought, Reason::Buyback);
        }
        let spent = spent.unwrap_or(0);
        self.state.networks[network.row()].unspent = budget - spent;
        let (usd, all) = &mut self.state.meters.networks[network.row()].bought_back;
        (*usd, *all) = (usd.saturating_add(spent), all.saturating_add(bought));
        self.agenda.after(buyback.every, REVIEWS, Event::BuyBack(network));
    }
}
