//! The books of operators: what their nodes cost, what they earned, and what they have paid.

use engine::math;
use state::ledger::{Account, Reason};
use units::ids::{GroupId, NodeId, OperatorId};
use units::quotient::over;
use units::time::{Span, Time};

use super::{State, World};
use crate::scenario::{Group, Scenario};

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
    /// Its nodes that are in, up or not, and the time that they were so before `since_in` \[ns, summed over nodes\].
    held: u32,
    since_in: Time,
    held_ns: u128,
    /// What of that was before the warm-up ended.
    held_before: u128,
    /// Pay less slashes since its last review \[usd\], noted where nodes come and go for what they earn.
    pub(crate) income: f64,
    /// What its books say of an hour that a node is in.
    pub(crate) rates: Rates,
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
            let reviews = group.rules.reviews();
            list.extend((0..group.operators).map(|i| Self {
                group: GroupId::of(g),
                first: first + i,
                step: group.operators,
                end: first + count,
                up: 0,
                since: Time::ZERO,
                up_ns: 0,
                held: 0,
                since_in: Time::ZERO,
                held_ns: 0,
                held_before: 0,
                income: 0.0,
                rates: Rates::default(),
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
    /// One of its nodes goes up.
    pub(crate) fn go_up(&mut self, now: Time) {
        (self.up_ns, self.since, self.up) = (self.up_time(now), now, self.up + 1);
    }
    /// One of its nodes goes down.
    pub(crate) fn go_down(&mut self, now: Time) {
        (self.up_ns, self.since, self.up) = (self.up_time(now), now, self.up.saturating_sub(1));
    }
    /// Time its nodes were up so far \[ns, summed over nodes\].
    fn up_time(&self, now: Time) -> u128 {
        self.up_ns + u128::from(now.since(self.since).ns()) * u128::from(self.up)
    }
    /// Time its nodes were in so far \[ns, summed over nodes\].
    fn held_time(&self, now: Time) -> u128 {
        self.held_ns + u128::from(now.since(self.since_in).ns()) * u128::from(self.held)
    }
    /// One of its nodes comes in.
    pub(crate) fn take_in(&mut self, now: Time) {
        (self.held_ns, self.since_in, self.held) = (self.held_time(now), now, self.held + 1);
    }
    /// One of its nodes leaves for good.
    pub(crate) fn give_up(&mut self, now: Time) {
        (self.held_ns, self.since_in, self.held) = (self.held_time(now), now, self.held.saturating_sub(1));
    }
    /// Time its nodes were in since the warm-up ended \[ns, summed over nodes\].
    pub(crate) fn held_measured(&self, now: Time) -> u128 {
        self.held_time(now) - self.held_before
    }
    /// The warm-up is over: what was measured so far is forgotten.
    pub(crate) fn clear(&mut self, now: Time) {
        self.held_before = self.held_time(now);
    }
    /// Its place among the operators of its group, whose first node is this.
    fn place(&self, first_of_group: u32) -> usize {
        (self.first - first_of_group) as usize
    }
    /// The margin of its nodes; none unless it has any in and has reviewed them.
    pub(crate) fn margin(&self) -> Option<f64> {
        (self.rates.known && self.held > 0).then(|| self.rates.margin())
    }
    /// What its nodes have cost so far \[billionths of a usd\], rounded down once for what is paid while up, and once
    /// for rent.
    fn cost(&self, now: Time, group: &Group) -> i64 {
        let of = |time: u128, per_hour: i64| {
            if per_hour <= 0 {
                return 0;
            }
            let all = over(time * u128::from(per_hour.unsigned_abs()), Span::hours(1).ns());
            i64::try_from(all).unwrap_or(i64::MAX)
        };
        let (up, rent) = (of(self.up_time(now), group.nanos_per_hour), of(self.held_time(now), group.rent_per_hour));
        up.saturating_add(rent)
    }
    fn due(&self, now: Time, group: &Group) -> i64 {
        self.cost(now, group) - self.paid
    }
    /// Smooths income and cost since the last review into the rates, with a time constant.
    ///
    /// All costs up to now must be paid. The first rates are of at least the time that is given: before a coin's first
    /// epoch has ended there is nothing that nodes could have earned of it, and a review that came so early would call
    /// every node a loss.
    pub(crate) fn smooth(&mut self, now: Time, constant: Span, least: Span) {
        if !self.rates.known && self.held > 0 && now.since(self.rates.at) < least {
            return;
        }
        let held_h = (self.held_time(now) - self.rates.held_ns) as f64 / Span::hours(1).ns() as f64;
        let cost = self.paid;
        let spent = (cost - self.rates.cost_then) as f64 / 1e9;
        let income = std::mem::take(&mut self.income);
        let past = now.since(self.rates.at).as_secs();
        (self.rates.held_ns, self.rates.cost_then, self.rates.at) = (self.held_time(now), cost, now);
        if held_h <= 0.0 {
            // Without a node in since the last review there is no margin; the earlier one is out of date.
            self.rates.known = false;
            return;
        }
        let weight = if self.rates.known { 1.0 - math::exp(-past / constant.as_secs()) } else { 1.0 };
        self.rates.income_h += weight * (income / held_h - self.rates.income_h);
        self.rates.cost_h += weight * (spent / held_h - self.rates.cost_h);
        self.rates.known = true;
    }
}

/// What an operator's books say of an hour that a node of its is in.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Rates {
    /// Whether it has had a node in since it last had none.
    pub(crate) known: bool,
    /// Smoothed income, and cost \[usd/h\].
    pub(crate) income_h: f64,
    pub(crate) cost_h: f64,
    /// As of the last review.
    at: Time,
    held_ns: u128,
    cost_then: i64,
}

impl Rates {
    /// Of an income and a cost \[usd/h\].
    pub(crate) fn of(income_h: f64, cost_h: f64) -> Self {
        Self { known: true, income_h, cost_h, ..Self::default() }
    }
    /// Income less cost over cost; infinite where nothing is spent and something earned.
    pub(crate) fn margin(&self) -> f64 {
        let gain = self.income_h - self.cost_h;
        if self.cost_h > 0.0 {
            gain / self.cost_h
        } else if gain > 0.0 {
            f64::INFINITY
        } else {
            0.0
        }
    }
}

impl State {
    /// What the nodes of an operator have cost and it has not paid yet \[billionths of a usd\].
    pub(crate) fn due(&self, scenario: &Scenario, now: Time, operator: OperatorId) -> i64 {
        let row = &self.operators[operator.row()];
        row.due(now, &scenario.groups[row.group.row()])
    }

    /// An operator pays what is due; what its wallet lacks comes from outside.
    pub(crate) fn pay_costs(&mut self, operator: OperatorId, due: i64) {
        self.operators[operator.row()].paid += due;
        self.spend(operator, due, Reason::Cost);
    }

    /// The margin of an operator, or that it has none, is known where others of its group look at it.
    pub(crate) fn note_margin(&mut self, operator: OperatorId) {
        let row = &self.operators[operator.row()];
        if let Some(fleet) = &mut self.fleets[row.group.row()] {
            fleet.margins.set(row.place(self.groups[row.group.row()].first), row.margin());
        }
    }

    /// Whether the margins that others look at are those of the books.
    pub(crate) fn margins_agree(&self) -> bool {
        self.operators.iter().all(|row| {
            let first = self.groups[row.group.row()].first;
            let noted = self.fleets[row.group.row()].as_ref().map(|fleet| fleet.margins.at(row.place(first)));
            noted.is_none_or(|noted| noted.map(f64::to_bits) == row.margin().map(f64::to_bits))
        })
    }

    /// An operator pays the outside world; what its wallet lacks comes from there, too.
    pub(crate) fn spend(&mut self, operator: OperatorId, nanos: i64, reason: Reason) {
        let (ledger, wallet) = (&mut self.ledger, Account::Operator(operator));
        let usd = ledger.usd();
        let lacking = (nanos - ledger.balance(usd, wallet)).max(0);
        let row = &mut self.operators[operator.row()];
        row.capital = row.capital.saturating_add(lacking);
        ledger.transfer(usd, Account::World, wallet, lacking, Reason::Capital);
        ledger.transfer(usd, wallet, Account::World, nanos, reason);
    }
}

impl World {
    /// All costs up to now are paid, so that the books of a run that ends are complete.
    pub(crate) fn close_books(&mut self, now: Time) {
        if !self.scenario.coins.is_empty() {
            self.state.post_purchases();
            let operators = (0..self.state.operators.len()).map(OperatorId::of);
            operators.for_each(|operator| {
                let due = self.state.due(&self.scenario, now, operator);
                self.state.pay_costs(operator, due);
            });
        }
    }
}
