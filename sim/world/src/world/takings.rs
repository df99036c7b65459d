//! What nodes earn on each network, by operator: what operators compare who move nodes between networks.

use engine::math;
use units::ids::{NetworkId, OperatorId};
use units::time::{Span, Time};

use super::margins::median;
use crate::scenario::Scenario;

/// Income by operator and network.
#[derive(Clone, Debug)]
pub(crate) struct Takings {
    n_networks: usize,
    /// Row `operator * n_networks + network`.
    books: Vec<Book>,
    /// The class of each operator: its hardware, or its group where that has none.
    classes: Vec<usize>,
    /// Time constant by which each operator smooths.
    smooth: Vec<Span>,
    /// When rates were last computed, and how often that is.
    at: Time,
    every: Span,
    /// Medians by class and network, row `class * n_networks + network`; then by network, of all classes.
    medians: Vec<Option<f64>>,
    /// Nodes that serve each network, up or not.
    members: Vec<u32>,
}

/// What an operator's nodes earned on a network.
#[derive(Clone, Copy, Debug, Default)]
struct Book {
    /// Pay less slashes since rates were last computed \[usd\].
    income: f64,
    /// Its nodes there; time that they were so before `since`, since rates were last computed \[ns, summed over
    /// nodes\].
    held: u32,
    since: Time,
    held_ns: u128,
    /// Smoothed income of a node \[usd/h\]; none before its nodes were there for a whole period.
    rate: Option<f64>,
}

impl Book {
    fn hold(&mut self, now: Time, held: u32) {
        self.held_ns += u128::from(now.since(self.since).ns()) * u128::from(self.held);
        (self.since, self.held) = (now, held);
    }
}

impl Takings {
    /// Of a scenario at the start; none where nobody moves nodes between networks.
    pub(crate) fn new(scenario: &Scenario) -> Option<Box<Self>> {
        let movers = || scenario.groups.iter().filter(|group| group.rules.migration.is_active());
        let fastest = movers().filter_map(|group| Some(group.rules.migration.policy().terms()?.smooth)).min()?;
        let n_networks = scenario.networks.len();
        let (mut classes, mut smooth) = (Vec::new(), Vec::new());
        for (g, group) in scenario.groups.iter().enumerate() {
            let class = group.hardware.map_or(scenario.hardware.len() + g, units::ids::HardwareId::row);
            let constant = group.rules.migration.policy().terms().map_or(fastest, |terms| terms.smooth);
            for _ in 0..group.operators {
                classes.push(class);
                smooth.push(constant);
            }
        }
        let n_classes = scenario.hardware.len() + scenario.groups.len();
        // A period in which no epoch ends would call what is minted nothing.
        let epochs = scenario.coins.iter().filter(|coin| coin.rules.emission.mints()).map(|coin| coin.rules.epoch);
        let every = movers().map(|group| group.rules.review).chain(epochs).max().unwrap_or_default();
        Some(Box::new(Self {
            n_networks,
            books: vec![Book::default(); classes.len() * n_networks],
            classes,
            smooth,
            at: Time::ZERO,
            every: every.max(Span::hours(1)),
            medians: vec![None; (n_classes + 1) * n_networks],
            members: vec![0; n_networks],
        }))
    }

    fn book(&mut self, operator: OperatorId, network: NetworkId) -> &mut Book {
        &mut self.books[operator.row() * self.n_networks + network.row()]
    }
    /// A node of an operator earned so much on a network, or lost it if below 0 \[usd\].
    pub(crate) fn earned(&mut self, operator: OperatorId, network: NetworkId, usd: f64) {
        self.book(operator, network).income += usd;
    }
    /// A node of an operator begins to serve a network.
    pub(crate) fn take_in(&mut self, operator: OperatorId, network: NetworkId, now: Time) {
        let book = self.book(operator, network);
        book.hold(now, book.held + 1);
        self.members[network.row()] += 1;
    }
    /// A node of an operator serves a network no longer.
    pub(crate) fn give_up(&mut self, operator: OperatorId, network: NetworkId, now: Time) {
        let book = self.book(operator, network);
        book.hold(now, book.held.saturating_sub(1));
        let members = &mut self.members[network.row()];
        *members = members.saturating_sub(1);
    }
    /// How many nodes serve a network, up or not.
    pub(crate) fn members(&self, network: NetworkId) -> u32 {
        self.members[network.row()]
    }

    /// Computes rates and their medians anew, if the last are old: linear in operators and networks, once in a period.
    pub(crate) fn refresh(&mut self, now: Time) {
        let past = now.since(self.at);
        if past < self.every {
            return;
        }
        for (row, book) in self.books.iter_mut().enumerate() {
            book.hold(now, book.held);
            if book.held_ns == 0 {
                // Nobody was there; what was paid late for the time before tells nothing of the present.
                *book = Book { held: book.held, since: now, ..Book::default() };
                continue;
            }
            if book.rate.is_none() && book.held_ns < u128::from(self.every.ns()) {
                // The node has just come, and what it is due may not have been paid.
                continue;
            }
            let rate = book.income * Span::hours(1).ns() as f64 / book.held_ns as f64;
            let weight = 1.0 - math::exp(-past.as_secs() / self.smooth[row / self.n_networks].as_secs());
            let smoothed = book.rate.map_or(rate, |before| before + weight * (rate - before));
            (book.rate, book.income, book.held_ns) = (Some(smoothed), 0.0, 0);
        }
        self.at = now;
        for row in 0..self.medians.len() {
            let (class, network) = (row / self.n_networks, row % self.n_networks);
            let is_all = class == self.medians.len() / self.n_networks - 1;
            let counts = |operator: &usize| is_all || self.classes[*operator] == class;
            let books = (0..self.classes.len()).filter(counts).map(|o| &self.books[o * self.n_networks + network]);
            let mut rates: Vec<f64> = books.filter(|book| book.held > 0).filter_map(|book| book.rate).collect();
            self.medians[row] = median(&mut rates);
        }
    }

    /// What an operator expects a node to earn on a network \[usd/h\]: what its own nodes earn there; without any, the
    /// median of its hardware class there, or of all operators where nobody of its class is; nothing where nobody is.
    pub(crate) fn expected(&self, operator: OperatorId, network: NetworkId) -> Option<f64> {
        let book = &self.books[operator.row() * self.n_networks + network.row()];
        let of = |class: usize| self.medians[class * self.n_networks + network.row()];
        let own = book.rate.filter(|_| book.held > 0);
        own.or_else(|| of(self.classes[operator.row()])).or_else(|| of(self.medians.len() / self.n_networks - 1))
    }
}
