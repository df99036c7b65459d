//! The books of operators: costs accrue while nodes are up, rent while they are in, and at each review they are paid
//! and coins are sold.

use engine::draws::Purpose;
use rules::sells;
use state::ledger::{Account, Reason};
use units::ids::{CoinId, NetworkId, NodeId, OperatorId};

use super::REVIEWS;
use crate::event::Event;
use crate::world::Moment;
use crate::world::operators::Operator;

impl Moment<'_> {
    /// Schedules the first review of each operator that has any, at an hour of its own.
    pub(in crate::dynamics) fn plan_reviews(&mut self) {
        for i in 0..self.state.operators.len() {
            let rules = &self.scenario.groups[self.state.operators[i].group.row()].rules;
            if rules.reviews() {
                let first = self.first_review(Purpose::Review, i as u64, rules.review);
                self.agenda.after(first, REVIEWS, Event::Review(OperatorId::of(i)));
            }
        }
    }

    /// The books of a node's operator.
    pub(in crate::dynamics) fn books_of(&mut self, node: NodeId) -> &mut Operator {
        let operator = self.operator_of(node);
        &mut self.state.operators[operator.row()]
    }

    /// An operator was paid coins, worth so much.
    #[inline]
    pub(super) fn note_earned(&mut self, coin: CoinId, node: NodeId, base: i64, usd: f64) {
        if self.state.has_reviews {
            let books = self.books_of(node);
            books.income += usd;
            if let Some(earned) = books.earned.get_mut(coin.row()) {
                *earned += base;
            }
        }
    }

    /// A node earned so much on a network, or lost it \[usd\].
    #[inline]
    pub(super) fn note_taking(&mut self, network: NetworkId, node: NodeId, usd: f64) {
        if self.state.takings.is_some() {
            let operator = self.operator_of(node);
            if let Some(takings) = &mut self.state.takings {
                takings.earned(operator, network, usd);
            }
        }
        if self.state.has_approvals
            && let Some(list) = &mut self.state.networks[network.row()].approvals
        {
            list.earned(node, usd);
        }
    }

    /// An operator buys the hardware of a node; what its wallet lacks comes from outside.
    pub(in crate::dynamics) fn buy_hardware(&mut self, node: NodeId) {
        let (price, _) = self.scenario.groups[self.state.group(node).row()].capital;
        let operator = self.operator_of(node);
        self.state.spend(operator, price, Reason::Hardware);
    }

    /// An operator pays for moving a node to another network.
    pub(in crate::dynamics) fn pay_move(&mut self, node: NodeId, nanos: i64) {
        let operator = self.operator_of(node);
        self.state.spend(operator, nanos, Reason::Move);
    }

    /// An operator pays for the approval of a node.
    pub(in crate::dynamics) fn pay_approval(&mut self, node: NodeId, nanos: i64) {
        // Without coins nobody keeps books.
        if !self.scenario.coins.is_empty() {
            let operator = self.operator_of(node);
            self.state.spend(operator, nanos, Reason::Cost);
        }
    }

    /// An operator sells the hardware of a node that it gives up.
    pub(in crate::dynamics) fn sell_hardware(&mut self, node: NodeId) {
        let (_, resale) = self.scenario.groups[self.state.group(node).row()].capital;
        let wallet = Account::Operator(self.operator_of(node));
        let ledger = &mut self.state.ledger;
        ledger.transfer(ledger.usd(), Account::World, wallet, resale, Reason::Resale);
    }

    /// An operator reviews its books: it sells coins by its rule, and pays what its nodes have cost.
    pub(in crate::dynamics) fn review(&mut self, operator: OperatorId) {
        let group = self.state.operators[operator.row()].group;
        let rules = &self.scenario.groups[group.row()].rules;
        let due = self.state.due(self.scenario, self.now, operator);
        for coin in (0..self.scenario.coins.len()).map(CoinId::of) {
            self.sell_coins(operator, coin, due);
        }
        self.state.pay_costs(operator, due);
        self.review_nodes(operator);
        self.review_networks(operator);
        self.agenda.after(rules.review, REVIEWS, Event::Review(operator));
    }

    /// Sells coins of an operator's nodes by its rule, which may look at the costs that are due.
    fn sell_coins(&mut self, operator: OperatorId, coin: CoinId, due: i64) {
        let row = &self.state.operators[operator.row()];
        let group = &self.scenario.groups[row.group.row()];
        let ledger = &self.state.ledger;
        let coins = row.nodes().map(|node| ledger.balance(coin, Account::Node(node))).sum();
        let wallet = ledger.balance(ledger.usd(), Account::Operator(operator));
        let view = sells::View {
            coins,
            // What a node that has left since had earned was sold when it left.
            earned: row.earned[coin.row()].min(coins),
            decimals: self.scenario.coins[coin.row()].rules.decimals,
            nano_usd: self.state.prices[coin.row()].spot,
            owed: (due - wallet).max(0),
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
