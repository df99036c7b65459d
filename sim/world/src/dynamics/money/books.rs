//! The books of operators: costs accrue while nodes are up, and at each review they are paid and coins are sold.

use engine::agenda::Class;
use engine::draws::Purpose;
use rules::selling;
use state::ledger::Account;
use units::ids::{CoinId, NodeId, OperatorId};
use units::time::Span;

use crate::event::Event;
use crate::world::Moment;

impl Moment<'_> {
    /// Schedules the first review of each operator that has any, at an hour of its own.
    pub(in crate::dynamics) fn plan_reviews(&mut self) {
        for i in 0..self.state.operators.len() {
            let rules = &self.scenario.groups[self.state.operators[i].group.row()].rules;
            if rules.sells.policy().is_active() {
                let period = rules.review.ns();
                let share = self.stream(Purpose::Review, i as u64).draws(0).uniform();
                // Never at once: nothing is earned yet.
                let first = Span::from_ns((period as f64 * share) as u64).max(Span::from_ns(1));
                self.agenda.after(first, Class::Timer, Event::Review(OperatorId::of(i)));
            }
        }
    }

    /// A node goes up or down: its operator's costs change.
    pub(in crate::dynamics) fn note_up(&mut self, node: NodeId, is_up: bool) {
        let operator = self.operator_of(node);
        self.state.operators[operator.row()].turn(self.now, is_up);
    }

    /// An operator was paid coins.
    #[inline]
    pub(super) fn note_earned(&mut self, coin: CoinId, node: NodeId, base: i64) {
        if self.state.has_sellers {
            let operator = self.operator_of(node);
            if let Some(earned) = self.state.operators[operator.row()].earned.get_mut(coin.row()) {
                *earned += base;
            }
        }
    }

    /// An operator reviews its books: it sells coins by its rule, and pays what its nodes have cost.
    pub(in crate::dynamics) fn review(&mut self, operator: OperatorId) {
        let group = self.state.operators[operator.row()].group;
        let rules = &self.scenario.groups[group.row()].rules;
        for coin in (0..self.scenario.coins.len()).map(CoinId::of) {
            self.sell_coins(operator, coin);
        }
        self.state.pay_costs(self.scenario, self.now, operator);
        self.agenda.after(rules.review, Class::Timer, Event::Review(operator));
    }

    /// Sells coins of an operator's nodes by its rule.
    fn sell_coins(&mut self, operator: OperatorId, coin: CoinId) {
        let row = &self.state.operators[operator.row()];
        let group = &self.scenario.groups[row.group.row()];
        let ledger = &self.state.ledger;
        let coins = row.nodes().map(|node| ledger.balance(coin, Account::Node(node))).sum();
        let wallet = ledger.balance(ledger.usd(), Account::Operator(operator));
        let view = selling::View {
            coins,
            earned: row.earned[coin.row()],
            decimals: self.scenario.coins[coin.row()].rules.decimals,
            nano_usd: self.state.prices[coin.row()].spot,
            owed: (row.due(self.now, group.nanos_per_hour) - wallet).max(0),
        };
        let mut left = group.rules.sells.policy().sells(&view).clamp(0, coins);
        let nodes = row.nodes();
        self.state.operators[operator.row()].earned[coin.row()] = 0;
        for node in nodes {
            if left == 0 {
                break;
            }
            let part = left.min(self.state.ledger.balance(coin, Account::Node(node)));
            self.sell_of(coin, node, part);
            left -= part;
        }
    }
}
