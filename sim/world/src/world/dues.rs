//! What the nodes of a network are due when coins are minted: the work that they did and the stakes that they held.

use rules::owner::coin::{Basis, BasisAt};
use units::ids::NodeId;
use units::quotient::over;
use units::time::{Span, Time};

use crate::scenario::{Network, Scenario};

/// What a network did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Done {
    /// Service of its answers \[ns\].
    pub(crate) worked: u64,
    /// Its answers.
    pub(crate) answers: u64,
    /// Tokens of these answers and their prompts.
    pub(crate) tokens: u64,
    /// Fees that were paid for answers \[base units\].
    pub(crate) fees: i64,
}

impl Done {
    /// Both together.
    pub(crate) fn plus(self, other: Self) -> Self {
        Self {
            worked: self.worked.saturating_add(other.worked),
            answers: self.answers + other.answers,
            tokens: self.tokens.saturating_add(other.tokens),
            fees: self.fees.saturating_add(other.fees),
        }
    }
}

/// What counts where the coins of a network's coin are shared.
#[derive(Clone, Debug)]
pub(crate) struct Dues {
    /// What was done in the present epoch.
    pub(crate) epoch: Done,
    /// What was done in earlier epochs since coins were last shared.
    pub(crate) earlier: Done,
    since: Time,
    counts: Counts,
    /// Those who have left for good since, with what they did or held, and what was thought of them.
    gone: Vec<(NodeId, Own, f64)>,
}

/// What a node did and held.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Own {
    /// Work \[ns\].
    worked: u64,
    /// Base units of stake, or parts of weight, at the moment, or times nanoseconds where they count over time.
    held: i128,
}

/// What a node weighs where coins are shared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Weight {
    /// Base units of stake, or nanoseconds of work.
    Whole(i128),
    /// A score.
    Score(f64),
}

impl Weight {
    /// Whether it is none.
    pub(crate) fn is_none(self) -> bool {
        match self {
            Self::Whole(weight) => weight <= 0,
            Self::Score(score) => score <= 0.0,
        }
    }
    /// The same in whole numbers, of which the largest score is 2^52.
    pub(crate) fn whole(self, largest: f64) -> i128 {
        match self {
            Self::Whole(weight) => weight,
            Self::Score(score) => (score / largest * (1_u64 << 52) as f64) as i128,
        }
    }
    /// The score; 0 where there is none.
    pub(crate) fn score(self) -> f64 {
        if let Self::Score(score) = self { score } else { 0.0 }
    }
}

/// What counts, by node; empty where it does not.
#[derive(Clone, Debug)]
struct Counts {
    by: Basis,
    /// Whether stakes count as they are at the moment when coins are shared.
    at_end: bool,
    /// Work \[ns\].
    worked: Vec<u64>,
    /// Stakes over time.
    held: Vec<Held>,
    /// Base units of a coin.
    unit: f64,
}

impl Counts {
    fn of(by: &Basis, at_end: bool, n_nodes: usize, unit: f64) -> Self {
        let counts_work = !matches!(by, Basis::Stake | Basis::Weight);
        let counts_time = !matches!(by, Basis::Work) && !at_end;
        let (worked, held) = (if counts_work { n_nodes } else { 0 }, if counts_time { n_nodes } else { 0 });
        let at_end = at_end && !matches!(by, Basis::Work);
        Self { by: by.clone(), at_end, worked: vec![0; worked], held: vec![Held::default(); held], unit }
    }
}

/// A stake that counts over time.
#[derive(Clone, Copy, Debug, Default)]
struct Held {
    /// Base units that count now.
    stake: i64,
    /// Since when.
    from: Time,
    /// Base units times nanoseconds until then.
    area: i128,
}

impl Held {
    fn area(&self, now: Time) -> i128 {
        self.area + i128::from(self.stake) * i128::from(now.since(self.from).ns())
    }
}

/// What was held on average over a time, rounded down.
fn mean(area: i128, span: Span) -> i128 {
    match u128::try_from(area) {
        Ok(area) => over(area, span.ns().max(1)).cast_signed(),
        Err(_) => area / i128::from(span.ns().max(1)),
    }
}

impl Dues {
    /// Of a network whose coin is minted; none of any other.
    pub(crate) fn of(scenario: &Scenario, network: &Network, n_nodes: usize) -> Option<Box<Self>> {
        let rules = &scenario.coins[network.coin?.row()].rules;
        let at_end = rules.sharing.basis_at == BasisAt::End;
        let counts = Counts::of(&rules.sharing.by, at_end, n_nodes, 10_u64.pow(rules.decimals) as f64);
        let none = Done::default();
        let dues = Self { epoch: none, earlier: none, since: Time::ZERO, counts, gone: Vec::new() };
        rules.emission.mints().then(|| Box::new(dues))
    }

    /// A node answered.
    #[inline]
    pub(crate) fn answered(&mut self, node: NodeId, service: Span, tokens: u64) {
        self.epoch.worked += service.ns();
        self.epoch.answers += 1;
        self.epoch.tokens += tokens;
        if let Some(worked) = self.counts.worked.get_mut(node.row()) {
            *worked += service.ns();
        }
    }
    /// Nodes went on as they did before: each worked so long \[ns\], and this is what was done in all.
    pub(crate) fn went_on(&mut self, nodes: &[NodeId], each: u64, done: Done) {
        self.epoch = self.epoch.plus(done);
        for node in nodes {
            if let Some(worked) = self.counts.worked.get_mut(node.row()) {
                *worked += each;
            }
        }
    }
    /// The stake of a node that counts is another from now on.
    pub(crate) fn hold(&mut self, node: NodeId, stake: i64, now: Time) {
        if let Some(held) = self.counts.held.get_mut(node.row()).filter(|held| held.stake != stake) {
            *held = Held { stake, from: now, area: held.area(now) };
        }
    }
    /// A node leaves for good: what it is due is its own, whoever takes its row.
    pub(crate) fn leave(&mut self, node: NodeId, now: Time, reputation: f64) {
        let own = self.own(node, 0, now);
        if own != Own::default() {
            self.gone.push((node, own, reputation));
        }
        if let Some(worked) = self.counts.worked.get_mut(node.row()) {
            *worked = 0;
        }
        if let Some(held) = self.counts.held.get_mut(node.row()) {
            *held = Held { from: now, ..Held::default() };
        }
    }
    /// What a node weighs, if its stake and its reputation count so much at this moment.
    pub(crate) fn weight(&self, node: NodeId, stake: i64, reputation: f64, now: Time) -> Weight {
        self.weigh(self.own(node, stake, now), reputation, now)
    }
    /// Those who left for good, with their weights.
    pub(crate) fn gone(&self, now: Time) -> impl Iterator<Item = (NodeId, Weight)> {
        self.gone.iter().map(move |&(node, own, reputation)| (node, self.weigh(own, reputation, now)))
    }
    /// What a node did and held.
    fn own(&self, node: NodeId, stake: i64, now: Time) -> Own {
        let worked = self.counts.worked.get(node.row()).copied().unwrap_or(0);
        let held = self.counts.held.get(node.row()).map_or(0, |held| held.area(now));
        Own { worked, held: if self.counts.at_end { stake.into() } else { held } }
    }
    fn weigh(&self, own: Own, reputation: f64, now: Time) -> Weight {
        let counts = &self.counts;
        let stake = if counts.at_end { own.held } else { mean(own.held, now.since(self.since)) };
        match &counts.by {
            Basis::Stake | Basis::Weight => Weight::Whole(stake),
            Basis::Work => Weight::Whole(own.worked.into()),
            Basis::Score(score) => {
                Weight::Score(score.of(own.worked as f64 * 1e-9, stake as f64 / counts.unit, reputation))
            }
        }
    }
    /// Whether the stake at the moment counts.
    pub(crate) fn counts_stakes(&self) -> bool {
        self.counts.at_end
    }
    /// An epoch ends, without coins to share.
    pub(crate) fn end_epoch(&mut self) {
        self.earlier = self.earlier.plus(std::mem::take(&mut self.epoch));
    }
    /// Coins have been shared: what comes counts for the next.
    pub(crate) fn shared(&mut self, now: Time) {
        (self.since, self.earlier) = (now, Done::default());
        self.gone.clear();
        self.counts.held.iter_mut().for_each(|held| (held.from, held.area) = (now, 0));
        self.counts.worked.fill(0);
    }
}

#[cfg(test)]
mod tests {
    use rules::owner::coin::Score;

    use super::*;

    fn at(s: u64) -> Time {
        Time::from_ns(s * 1_000_000_000)
    }

    fn dues(by: &Basis, n_nodes: usize) -> Dues {
        let counts = Counts::of(by, false, n_nodes, 100.0);
        Dues { epoch: Done::default(), earlier: Done::default(), since: Time::ZERO, counts, gone: Vec::new() }
    }

    #[test]
    fn a_stake_counts_for_the_time_that_it_is_there() {
        let mut dues = dues(&Basis::Stake, 2);
        let [a, b] = [0, 1].map(NodeId::of);
        dues.hold(a, 100, at(0));
        dues.hold(b, 100, at(6));
        dues.hold(a, 60, at(4));
        dues.hold(a, 0, at(8));
        let weights = |dues: &Dues, s| [a, b].map(|node| dues.weight(node, 0, 1.0, at(s)).whole(1.0));
        assert_eq!(weights(&dues, 10), [(400 + 240) / 10, 40]);
        dues.shared(at(10));
        assert_eq!(weights(&dues, 20), [0, 100]);
    }

    #[test]
    fn who_takes_a_row_inherits_nothing() {
        let score = Basis::Score(Score { work: 0.5, stake: 2.0, reputation: 1.0, most: None });
        // Three seconds of work, and 25 base units over the time, a quarter of a coin.
        let scored = Weight::Score(3_f64.sqrt() * 0.0625 * 0.5);
        for (by, due) in
            [(Basis::Stake, Weight::Whole(25)), (Basis::Work, Weight::Whole(3_000_000_000)), (score, scored)]
        {
            let (mut dues, node) = (dues(&by, 1), NodeId::of(0));
            dues.hold(node, 100, at(0));
            dues.answered(node, Span::secs(3), 0);
            dues.hold(node, 0, at(5));
            // It left with half a good name.
            dues.leave(node, at(10), 0.5);
            assert!(dues.weight(node, 0, 1.0, at(10)).is_none());
            let gone: Vec<_> = dues.gone(at(20)).collect();
            assert_eq!(gone, [(node, due)]);
            dues.shared(at(20));
            assert_eq!(dues.gone(at(30)).count(), 0);
        }
    }
}
