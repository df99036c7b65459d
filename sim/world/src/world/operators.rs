//! The books of operators: what their nodes cost, what they earned, and what they have paid.

use state::ledger::{Account, Reason};
use units::ids::{GroupId, NodeId, OperatorId};
use units::time::{Span, Time};

use super::{State, World};
use crate::scenario::Scenario;

/// The books of an operator; its wallet of usd is an account of the ledger, its coins are those of its nodes.
#[derive(Clone, Debug)]
pub(crate) struct Operator {
    /// The group of its nodes.
    pub(crate) group: GroupId,
    /// Its first node; every `step`-th row of the group from there on is its own.
    first: u32,
    step: u32,
    end: u32,
    /// Its nodes that are up.
    up: u32,
    /// Since when so many are up.
    since: Time,
    /// Time its nodes were up before that \[ns, summed over nodes\].
    up_ns: u128,
    /// Costs paid so far \[billionths of a usd\].
    pub(crate) paid: i64,
    /// Usd that it brought in from outside \[billionths\].
    pub(crate) capital: i64,
    /// Pay since its last review, by coin \[base units\]; empty where nobody asks.
    pub(crate) earned: Vec<i64>,
}

impl Operator {
    /// All operators, in the order in which nodes are dealt out to them.
    pub(crate) fn all(scenario: &Scenario, first_of: impl Fn(usize) -> u32) -> Vec<Self> {
        let mut list = Vec::new();
        for (g, group) in scenario.groups.iter().enumerate() {
            let (first, count) = (first_of(g), group.rules.count);
            let reviews = group.rules.sells.policy().is_active();
            list.extend((0..group.operators).map(|i| Self {
                group: GroupId::of(g),
                first: first + i,
                step: group.operators,
                end: first + count,
                up: 0,
                since: Time::ZERO,
                up_ns: 0,
                paid: 0,
                capital: 0,
                earned: vec![0; if reviews { scenario.coins.len() } else { 0 }],
            }));
        }
        list
    }
    /// Its nodes.
    pub(crate) fn nodes(&self) -> impl Iterator<Item = NodeId> + use<> {
        (self.first..self.end).step_by(self.step as usize).map(NodeId)
    }
    /// One of its nodes goes up, or down.
    pub(crate) fn turn(&mut self, now: Time, is_up: bool) {
        self.up_ns = self.up_time(now);
        self.since = now;
        self.up = if is_up { self.up + 1 } else { self.up.saturating_sub(1) };
    }
    /// Time its nodes were up so far \[ns, summed over nodes\].
    fn up_time(&self, now: Time) -> u128 {
        self.up_ns + u128::from(now.since(self.since).ns()) * u128::from(self.up)
    }
    /// What its nodes have cost and it has not paid yet, at a cost an hour \[billionths of a usd\].
    ///
    /// What is paid in all is the whole cost rounded down once, however often it was paid.
    pub(crate) fn due(&self, now: Time, nanos_per_hour: i64) -> i64 {
        let all = self.up_time(now) * u128::try_from(nanos_per_hour).unwrap_or(0) / u128::from(Span::hours(1).ns());
        i64::try_from(all).unwrap_or(i64::MAX) - self.paid
    }
}

impl State {
    /// An operator pays what its nodes have cost so far; what its wallet lacks comes from outside.
    pub(crate) fn pay_costs(&mut self, scenario: &Scenario, now: Time, operator: OperatorId) {
        let row = &mut self.operators[operator.row()];
        let due = row.due(now, scenario.groups[row.group.row()].nanos_per_hour);
        row.paid += due;
        let (ledger, wallet) = (&mut self.ledger, Account::Operator(operator));
        let usd = ledger.usd();
        let lacking = (due - ledger.balance(usd, wallet)).max(0);
        row.capital = row.capital.saturating_add(lacking);
        ledger.transfer(usd, Account::World, wallet, lacking, Reason::Capital);
        ledger.transfer(usd, wallet, Account::World, due, Reason::Cost);
    }
}

impl World {
    /// All costs up to now are paid, so that the books of a run that ends are complete.
    pub(crate) fn close_books(&mut self, now: Time) {
        if !self.scenario.coins.is_empty() {
            let operators = (0..self.state.operators.len()).map(OperatorId::of);
            operators.for_each(|operator| self.state.pay_costs(&self.scenario, now, operator));
        }
    }
}
