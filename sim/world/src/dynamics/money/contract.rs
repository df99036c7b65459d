//! Contracts of users: which requests are under them, and what is paid for nothing at the end of a period.

use rules::payout;
use rules::pricing::{CoinView, Tariff};
use state::ledger::{Account, Reason};
use state::requests::Need;
use units::ids::{CoinId, NetworkId, NodeId, UsersId};

use super::FEES;
use super::trade::Customer;
use crate::event::Event;
use crate::world::Moment;

/// A request by the contract of its users.
#[derive(Clone, Copy, Debug)]
struct Call {
    /// What it costs \[base units of the network's coin\].
    fee: i64,
    /// The same \[billionths of a usd\].
    nanos: i64,
}

impl Moment<'_> {
    /// Schedules the end of the first period of each contract.
    pub(in crate::dynamics) fn plan_contracts(&mut self) {
        for (i, row) in self.scenario.users.iter().enumerate() {
            if let Some(contract) = &row.rules.contract {
                self.agenda.after(contract.every, FEES, Event::Commit(UsersId::of(i)));
            }
        }
    }

    /// What a request costs under the contract of its users; nothing if it is not under one.
    #[cold]
    pub(in crate::dynamics) fn contract_price(&self, users: UsersId, network: NetworkId, need: &Need) -> Option<i64> {
        self.call(users, network, need).map(|call| call.fee)
    }

    /// A request is let in: it uses the contract of its users, if it is under one; gives what it costs then.
    #[cold]
    pub(super) fn use_contract(&mut self, users: UsersId, network: NetworkId, need: &Need) -> Option<i64> {
        let call = self.call(users, network, need);
        let contracted = self.state.users[users.row()].contract.as_mut()?;
        contracted.asked += 1;
        let call = call?;
        contracted.used += call.nanos;
        contracted.under += 1;
        Some(call.fee)
    }

    fn call(&self, users: UsersId, network: NetworkId, need: &Need) -> Option<Call> {
        let contracted = self.state.users[users.row()].contract.as_ref()?;
        let row = &self.scenario.users[users.row()];
        let contract = row.rules.contract.as_ref().filter(|_| row.seller == Some(network))?;
        let view = self.coin_view(self.scenario.networks[network.row()].coin?);
        let tariff: Tariff = contract.tariff(&view);
        let fee = tariff.price(need);
        let nanos = i128::from(fee) * i128::from(view.nano_usd) / 10_i128.pow(view.decimals);
        let nanos = i64::try_from(nanos).unwrap_or(i64::MAX);
        (nanos <= contract.committed().saturating_sub(contracted.used)).then_some(Call { fee, nanos })
    }

    fn coin_view(&self, coin: CoinId) -> CoinView {
        CoinView {
            decimals: self.scenario.coins[coin.row()].rules.decimals,
            nano_usd: self.state.prices[coin.row()].quoted,
        }
    }

    /// A period of a contract ends: what was not used of it is paid.
    pub(in crate::dynamics) fn commit(&mut self, users: UsersId) {
        let row = &self.scenario.users[users.row()];
        let (Some(contract), Some(network)) = (&row.rules.contract, row.seller) else { return };
        let (Some(contracted), Some(coin)) =
            (&mut self.state.users[users.row()].contract, self.scenario.networks[network.row()].coin)
        else {
            return;
        };
        let unused = contract.committed() - std::mem::take(&mut contracted.used);
        let view = self.coin_view(coin);
        let base = i128::from(unused) * 10_i128.pow(view.decimals) / i128::from(view.nano_usd.max(1));
        let base = i64::try_from(base).unwrap_or(i64::MAX);
        if self.pay_unused(users, network, coin, base)
            && let Some(contracted) = &mut self.state.users[users.row()].contract
        {
            contracted.unused_usd += unused as f64 / 1e9;
        }
        self.agenda.after(contract.every, FEES, Event::Commit(users));
    }

    /// Users pay a network for what they did not use; says whether they could.
    fn pay_unused(&mut self, users: UsersId, network: NetworkId, coin: CoinId, base: i64) -> bool {
        let payer = Account::Users(users);
        let lacking = (base - self.state.ledger.balance(coin, payer)).max(0);
        if self.is_stale(coin)
            || lacking > self.for_sale(coin)
            || !self.buy(coin, Customer { coins: payer, usd: payer }, lacking, Reason::Purchase)
        {
            return false;
        }
        let view = payout::View { now: self.now, fee: base };
        let split = self.scenario.networks[network.row()].rules.payout.policy().split(&view);
        let [treasury, burn, insurance] = [split.treasury, split.burn, split.insurance].map(|share| share.of(base));
        let nodes: Vec<NodeId> =
            (0..self.state.nodes.len()).map(NodeId::of).filter(|&n| self.may_earn(network, n)).collect();
        let rest = base - treasury - burn - insurance;
        let each = rest / (nodes.len() as i64).max(1);
        let paid = each * nodes.len() as i64;
        let ledger = &mut self.state.ledger;
        ledger.transfer(coin, payer, Account::Treasury(network), treasury + rest - paid, Reason::Treasury);
        ledger.burn(coin, payer, burn, Reason::FeeBurn);
        ledger.transfer(coin, payer, Account::Insurance(network), insurance, Reason::Premium);
        let state = &mut self.state.networks[network.row()];
        state.fees_got = state.fees_got.saturating_add(treasury + rest - paid);
        state.yields.paid += i128::from(base);
        if let Some(dues) = &mut state.dues {
            dues.epoch.fees = dues.epoch.fees.saturating_add(base);
        }
        for node in nodes.into_iter().filter(|_| each > 0) {
            self.state.ledger.transfer(coin, payer, Account::Node(node), each, Reason::Fee);
            self.earn(network, node, each);
        }
        true
    }

    /// Whether a node of a network is up and in good standing.
    fn may_earn(&self, network: NetworkId, node: NodeId) -> bool {
        self.state.served(self.scenario, node).contains(&network)
            && self.state.nodes.is_up(node)
            && self.is_in_good_standing(network, node)
    }
}
