//! Claims wait until they are settled: together, at a cost, and while what users have signed is valid.

use rules::owner::settlement::Cost;
use state::ledger::{Account, Reason};
use units::ids::{CoinId, NetworkId, OperatorId};
use units::time::Time;

use super::FEES;
use super::trade::Customer;
use crate::event::Event;
use crate::metrics::tally::{Unmet, Unpaid};
use crate::world::Moment;
use crate::world::claims::Claim;

impl Moment<'_> {
    /// An operator has one more claim, which is settled when its network's way of settling says.
    pub(super) fn add_claim(&mut self, network: NetworkId, claim: Claim) {
        let operator = self.operator_of(claim.payee.id);
        let Some(claims) = &mut self.state.networks[network.row()].claims else { return };
        claims.add(operator, claim);
        self.settle_due(network, operator);
    }

    /// An event that may find the claims of an operator due; it concerns only the batch for which it was scheduled.
    pub(in crate::dynamics) fn claims_due(&mut self, network: NetworkId, operator: OperatorId, batch: u32) {
        let Some(claims) = &mut self.state.networks[network.row()].claims else { return };
        let open = claims.batch(operator);
        if open.number == batch {
            open.is_awaited = false;
            self.settle_due(network, operator);
        }
    }

    /// Settles the claims of an operator if they are due, or waits until they may be.
    fn settle_due(&mut self, network: NetworkId, operator: OperatorId) {
        let now = self.now;
        let Some(claims) = &mut self.state.networks[network.row()].claims else { return };
        if claims.is_down() {
            // All claims are looked at when it is back.
            return;
        }
        let batch = claims.batch(operator);
        let Some(view) = batch.view(now) else { return };
        let due = self.scenario.networks[network.row()].rules.settlement.by.policy().due(&view);
        if due <= now {
            self.settle_claims(network, operator);
        } else if due < Time::END && !batch.is_awaited {
            batch.is_awaited = true;
            self.agenda.at(due, FEES, Event::Settle { network, operator, batch: batch.number });
        }
    }

    /// The facilitator of a network goes down: if it settles claims, these wait.
    pub(in crate::dynamics) fn end_settlements(&mut self, network: NetworkId) {
        if self.scenario.networks[network.row()].rules.settlement.facilitator
            && let Some(claims) = &mut self.state.networks[network.row()].claims
        {
            claims.go_down();
        }
    }

    /// An outage of the facilitator of a network is over: claims that waited for it are settled.
    pub(in crate::dynamics) fn resume_settlements(&mut self, network: NetworkId) {
        if self.scenario.networks[network.row()].rules.settlement.facilitator {
            let claims = self.state.networks[network.row()].claims.as_mut();
            let operators = claims.map_or(0, |claims| claims.come_back());
            (0..operators).for_each(|operator| self.settle_due(network, OperatorId::of(operator)));
        }
    }

    /// Settles all claims of an operator: those that are still valid are paid, for one fee.
    fn settle_claims(&mut self, network: NetworkId, operator: OperatorId) {
        let row = &self.scenario.networks[network.row()];
        let (Some(coin), Some(claims)) = (row.coin, &mut self.state.networks[network.row()].claims) else { return };
        let validity = row.rules.settlement.validity;
        let (mut n_paid, batch, all) = (0, claims.batch(operator).number, claims.close(operator));
        let factor = self.overclaiming(operator, batch);
        if self.is_asked(network, coin, operator, (batch, &all), factor) && factor > 1.0 {
            return self.reject_claims(network, coin, &all);
        }
        for claim in all {
            if validity.is_some_and(|validity| self.now.since(claim.signed) > validity) {
                self.void(network, coin, &claim);
                continue;
            }
            n_paid += 1;
            let waited = self.now.since(claim.made);
            self.state.meters.networks[network.row()].settlement.paid(waited);
            self.pay_claim(network, coin, &claim);
            if factor > 1.0 {
                self.pay_overclaim(network, coin, &claim, factor);
            }
        }
        // Nobody sends in what is void.
        if n_paid > 0 {
            self.pay_settlement(network, coin, operator);
        }
    }

    /// What users signed is no longer valid: they have the fee back, and nobody is paid.
    fn void(&mut self, network: NetworkId, coin: CoinId, claim: &Claim) {
        let fee = claim.fee();
        let payer = self.payer(network, claim.users);
        self.state.ledger.transfer(coin, Account::Escrow, payer, fee, Reason::Refund);
        self.note_unlocked(network, fee);
        let in_usd = |base: i64| self.in_usd(network, base);
        let unpaid = Unpaid { all: in_usd(fee), gateway: in_usd(claim.take), node: in_usd(claim.node) };
        let group = self.state.group(claim.payee.id);
        self.state.meters.uncollected(network, claim.gateway, group, (Unmet::Expired, unpaid));
    }

    /// An operator pays for a settlement.
    fn pay_settlement(&mut self, network: NetworkId, coin: CoinId, operator: OperatorId) {
        let decimals = self.scenario.coins[coin.row()].rules.decimals;
        let nanos = match self.scenario.networks[network.row()].rules.settlement.cost(decimals) {
            None => 0,
            Some(Cost::Usd(nanos)) => {
                self.state.spend(operator, nanos, Reason::Settlement);
                nanos
            }
            Some(Cost::Coin(base)) => self.buy_settlement(coin, operator, base),
        };
        self.state.meters.networks[network.row()].settlement.settlements += 1;
        self.note_settlement_fee(network, operator, nanos);
        let group = self.state.operators[operator.row()].group;
        if let Some(pace) = &mut self.state.pace {
            pace.note_settlement(network, group, nanos);
        }
    }

    /// Notes what an operator paid for settlements \[billionths of a usd\].
    pub(super) fn note_settlement_fee(&mut self, network: NetworkId, operator: OperatorId, nanos: i64) {
        let usd = nanos as f64 / 1e9;
        let books = &mut self.state.operators[operator.row()];
        books.income -= usd;
        self.state.meters.networks[network.row()].settlement.fees_usd += usd;
        self.state.meters.groups[books.group.row()].settlement_usd += usd;
    }

    /// An operator buys the coins that a settlement costs, and pays them to everybody outside; gives what it paid
    /// \[billionths of a usd\]. Where so many are not for sale, nothing is paid.
    fn buy_settlement(&mut self, coin: CoinId, operator: OperatorId, base: i64) -> i64 {
        let wallet = Account::Operator(operator);
        if base > self.for_sale(coin) {
            return 0;
        }
        let customer = Customer { coins: wallet, usd: wallet };
        let Some(nanos) = self.trade(coin, rules::market::Side::Buys, customer, base, Reason::Settlement) else {
            return 0;
        };
        self.state.ledger.transfer(coin, wallet, Account::Market, base, Reason::Settlement);
        nanos
    }
}
