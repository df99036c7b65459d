//! A gateway's keys are used: what they move is taken, or held until there are new ones.

use rules::weather::Acts;
use state::ledger::{Account, Reason};
use state::requests::Stage;
use units::ids::{CoinId, GatewayId, NetworkId, RequestId, UsersId};

use super::trade::Customer;
use crate::world::Moment;
use crate::world::derived::OfNetwork;

/// What is taken, and from where.
#[derive(Clone, Copy)]
struct Loot {
    fault: u16,
    gateway: GatewayId,
    coin: CoinId,
    from: Account,
    /// Who pays, and gets it back if it is only held.
    payer: Account,
    amount: i64,
}

impl Moment<'_> {
    /// The keys of a gateway are used: fees that are set aside for requests without an answer, credit of its users and
    /// its own money are taken, or the first two held; then it is down.
    ///
    /// Claims of nodes on answers come first: what is set aside for an answer stays, as does what waits for its
    /// settlement.
    pub(in crate::dynamics) fn rob(&mut self, fault: u16, gateway: GatewayId, acts: Acts) {
        if acts == Acts::Steals {
            self.note_own(fault, gateway);
        }
        self.take_fees(fault, gateway, acts);
        self.take_credit(fault, gateway, acts);
        if acts == Acts::Steals {
            self.take_own(gateway);
        }
        self.state.gateways[gateway.row()].outages.push(fault);
        self.fail_in_flight(gateway, Some(fault));
    }

    /// A gateway has new keys: it is there again, and what was held goes back.
    pub(in crate::dynamics) fn end_robbery(&mut self, fault: u16) {
        for state in &mut self.state.gateways {
            state.outages.retain(|&other| other != fault);
        }
        let Some(breaches) = &mut self.state.breaches else { return };
        for (coin, payer, amount) in std::mem::take(&mut breaches.list[usize::from(fault)].held) {
            self.state.ledger.transfer(coin, Account::Escrow, payer, amount, Reason::Refund);
        }
    }

    fn take_fees(&mut self, fault: u16, gateway: GatewayId, acts: Acts) {
        let is_open = |stage: Stage| matches!(stage, Stage::Waiting | Stage::Held | Stage::Tried);
        let open = self.state.requests.entries().filter(|(_, row)| row.gateway == gateway && is_open(row.stage));
        let mut open: Vec<RequestId> = open.map(|(request, _)| request).collect();
        open.sort_unstable();
        for request in open {
            let row = *self.state.requests.get(request);
            let Some(coin) = self.scenario.networks[row.network.row()].coin else { continue };
            let amount = row.fee.saturating_add(row.excess);
            if row.stage == Stage::Tried {
                let earns = self.usd_of(coin, row.fee - self.take_of(gateway, row.term, row.fee));
                self.state.meters.reaches[usize::from(fault)].nodes_usd += earns;
            }
            let payer = self.payer(row.network, row.users);
            let open = self.state.requests.get_mut(request);
            (open.fee, open.excess) = (0, 0);
            self.note_unlocked(row.network, amount);
            self.take_away(Loot { fault, gateway, coin, from: Account::Escrow, payer, amount }, acts);
        }
    }

    fn take_credit(&mut self, fault: u16, gateway: GatewayId, acts: Acts) {
        let networks = &self.scenario.gateways[gateway.row()].networks;
        let is_prepaid = |network: &&NetworkId| self.scenario.networks[network.row()].rules.payment.is_prepaid();
        let mut coins: Vec<CoinId> = networks
            .iter()
            .filter(is_prepaid)
            .filter_map(|network| self.scenario.networks[network.row()].coin)
            .collect();
        coins.sort_unstable();
        coins.dedup();
        for users in (0..self.scenario.users.len()).map(UsersId::of) {
            let part = self.part_at(users, gateway);
            for &coin in &coins {
                let from = Account::Users(users);
                // Usual rounding: what is left of a unit stays with the users.
                let amount = (self.state.ledger.balance(coin, from) as f64 * part) as i64;
                self.take_away(Loot { fault, gateway, coin, from, payer: from, amount }, acts);
            }
        }
    }

    /// The part of a group of users that is at a gateway.
    fn part_at(&self, users: UsersId, gateway: GatewayId) -> f64 {
        let group = &self.scenario.users[users.row()];
        let Some(place) = group.gateways.iter().position(|&one| one == gateway) else { return 0.0 };
        match &self.state.users[users.row()].homes {
            None => 1.0,
            Some(homes) if homes.count() == 0 => homes.odds.get(place).copied().unwrap_or(0.0),
            Some(homes) => f64::from(homes.users()[place]) / f64::from(homes.count()),
        }
    }

    /// The gateway's own coins and usd are taken, with what it got of others.
    fn take_own(&mut self, gateway: GatewayId) {
        let account = Account::Gateway(gateway);
        for coin in (0..self.scenario.coins.len()).map(CoinId::of) {
            let coins = self.state.ledger.balance(coin, account);
            self.sell(coin, Customer { coins: account, usd: account }, coins, Reason::Sale);
            // What nobody buys now is gone as well.
            let left = self.state.ledger.balance(coin, account);
            self.state.ledger.transfer(coin, account, Account::Market, left, Reason::Theft);
        }
        let usd = self.state.ledger.usd();
        let has = self.state.ledger.balance(usd, account);
        self.state.ledger.transfer(usd, account, Account::World, has, Reason::Theft);
    }

    /// What the owners of a gateway lose, at present prices.
    fn note_own(&mut self, fault: u16, gateway: GatewayId) {
        let account = Account::Gateway(gateway);
        let ledger = &self.state.ledger;
        let coins = (0..self.scenario.coins.len()).map(CoinId::of);
        let coins: f64 = coins.map(|coin| self.usd_of(coin, ledger.balance(coin, account))).sum();
        let usd = ledger.balance(ledger.usd(), account) as f64 / 1e9;
        self.state.meters.reaches[usize::from(fault)].owners_usd += coins + usd;
    }

    fn take_away(&mut self, loot: Loot, acts: Acts) {
        let Loot { fault, gateway, coin, from, payer, amount } = loot;
        if amount <= 0 {
            return;
        }
        let usd = self.usd_of(coin, amount);
        let meter = &mut self.state.meters.reaches[usize::from(fault)];
        if acts == Acts::Steals {
            meter.users_usd += usd;
            self.state.ledger.transfer(coin, from, Account::Gateway(gateway), amount, Reason::Theft);
            return;
        }
        meter.held_usd += usd;
        if from != Account::Escrow {
            self.state.ledger.transfer(coin, from, Account::Escrow, amount, Reason::Theft);
        }
        if let Some(breaches) = &mut self.state.breaches {
            breaches.list[usize::from(fault)].held.push((coin, payer, amount));
        }
    }

    /// What base units of a coin are worth at its present price \[usd\].
    fn usd_of(&self, coin: CoinId, base: i64) -> f64 {
        base as f64 * OfNetwork::usd_per_unit(self.scenario, coin, self.state.prices[coin.row()].spot)
    }
}
