//! What the nodes of a network are due when coins are minted: the work that they did and the stakes that they held.

use rules::owner::coin::{Basis, BasisAt};
use units::ids::NodeId;
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
    /// Those who have left for good since, with what they did or held.
    gone: Vec<(NodeId, i128)>,
}

/// What counts, by node.
#[derive(Clone, Debug)]
enum Counts {
    /// The stake at the moment when coins are shared.
    Stakes,
    /// The stake over time.
    Held(Vec<Held>),
    /// Work \[ns\].
    Work(Vec<u64>),
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

impl Dues {
    /// Of a network whose coin is minted; none of any other.
    pub(crate) fn of(scenario: &Scenario, network: &Network, n_nodes: usize) -> Option<Box<Self>> {
        let rules = &scenario.coins[network.coin?.row()].rules;
        let counts = match (rules.sharing.by, rules.sharing.basis_at) {
            (Basis::Work, _) => Counts::Work(vec![0; n_nodes]),
            (Basis::Stake, BasisAt::End) => Counts::Stakes,
            (Basis::Stake, BasisAt::Mean) => Counts::Held(vec![Held::default(); n_nodes]),
        };
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
        if let Counts::Work(worked) = &mut self.counts {
            worked[node.row()] += service.ns();
        }
    }
    /// Nodes went on as they did before: each worked so long \[ns\], and this is what was done in all.
    pub(crate) fn went_on(&mut self, nodes: &[NodeId], each: u64, done: Done) {
        self.epoch = self.epoch.plus(done);
        if let Counts::Work(worked) = &mut self.counts {
            for node in nodes {
                worked[node.row()] += each;
            }
        }
    }
    /// The stake of a node that counts is another from now on.
    pub(crate) fn hold(&mut self, node: NodeId, stake: i64, now: Time) {
        if let Counts::Held(held) = &mut self.counts {
            let held = &mut held[node.row()];
            if held.stake != stake {
                *held = Held { stake, from: now, area: held.area(now) };
            }
        }
    }
    /// A node leaves for good: what it is due is its own, whoever takes its row.
    pub(crate) fn leave(&mut self, node: NodeId, now: Time) {
        let amount = self.amount(node, 0, now);
        if amount > 0 {
            self.gone.push((node, amount));
        }
        match &mut self.counts {
            Counts::Stakes => {}
            Counts::Held(held) => held[node.row()] = Held { from: now, ..Held::default() },
            Counts::Work(worked) => worked[node.row()] = 0,
        }
    }
    /// What a node weighs, if its stake counts so much at this moment: base units, or nanoseconds of work.
    pub(crate) fn weight(&self, node: NodeId, stake: i64, now: Time) -> i128 {
        self.mean(self.amount(node, stake, now), now)
    }
    /// Those who left for good, with their weights.
    pub(crate) fn gone(&self, now: Time) -> impl Iterator<Item = (NodeId, i128)> {
        self.gone.iter().map(move |&(node, amount)| (node, self.mean(amount, now)))
    }
    /// What a node did or held: base units now, or times nanoseconds, or nanoseconds of work.
    fn amount(&self, node: NodeId, stake: i64, now: Time) -> i128 {
        match &self.counts {
            Counts::Stakes => stake.into(),
            Counts::Work(worked) => worked[node.row()].into(),
            Counts::Held(held) => held[node.row()].area(now),
        }
    }
    /// An amount over the time since coins were last shared, where stakes count over time.
    fn mean(&self, amount: i128, now: Time) -> i128 {
        match &self.counts {
            Counts::Stakes | Counts::Work(_) => amount,
            Counts::Held(_) => amount / i128::from(now.since(self.since).ns().max(1)),
        }
    }
    /// Whether the stake at the moment counts.
    pub(crate) fn counts_stakes(&self) -> bool {
        matches!(self.counts, Counts::Stakes)
    }
    /// An epoch ends, without coins to share.
    pub(crate) fn end_epoch(&mut self) {
        self.earlier = self.earlier.plus(std::mem::take(&mut self.epoch));
    }
    /// Coins have been shared: what comes counts for the next.
    pub(crate) fn shared(&mut self, now: Time) {
        (self.since, self.earlier) = (now, Done::default());
        self.gone.clear();
        match &mut self.counts {
            Counts::Stakes => {}
            Counts::Held(held) => held.iter_mut().for_each(|held| (held.from, held.area) = (now, 0)),
            Counts::Work(worked) => worked.fill(0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(s: u64) -> Time {
        Time::from_ns(s * 1_000_000_000)
    }

    fn dues(counts: Counts) -> Dues {
        Dues { epoch: Done::default(), earlier: Done::default(), since: Time::ZERO, counts, gone: Vec::new() }
    }

    #[test]
    fn a_stake_counts_for_the_time_that_it_is_there() {
        let mut dues = dues(Counts::Held(vec![Held::default(); 2]));
        let [a, b] = [0, 1].map(NodeId::of);
        dues.hold(a, 100, at(0));
        dues.hold(b, 100, at(6));
        dues.hold(a, 60, at(4));
        dues.hold(a, 0, at(8));
        assert_eq!([a, b].map(|node| dues.weight(node, 0, at(10))), [(400 + 240) / 10, 40]);
        dues.shared(at(10));
        assert_eq!([a, b].map(|node| dues.weight(node, 0, at(20))), [0, 100]);
    }

    #[test]
    fn who_takes_a_row_inherits_nothing() {
        for (counts, due) in [(Counts::Held(vec![Held::default()]), 25), (Counts::Work(vec![0]), 3_000_000_000)] {
            let (mut dues, node) = (dues(counts), NodeId::of(0));
            dues.hold(node, 100, at(0));
            dues.answered(node, Span::secs(3), 0);
            dues.hold(node, 0, at(5));
            dues.leave(node, at(10));
            assert_eq!(dues.weight(node, 0, at(10)), 0);
            let gone: Vec<_> = dues.gone(at(20)).collect();
            assert_eq!(gone, [(node, due)]);
            dues.shared(at(20));
            assert_eq!(dues.gone(at(30)).count(), 0);
        }
    }
}
