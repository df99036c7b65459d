//! What each node of a group does where nodes may change it, and what it brought them.

use engine::draws::{Address, Purpose};
use rules::conduct::Conduct;
use state::nodes::Nodes;
use units::ids::NodeId;
use units::time::Time;

use super::State;
use crate::scenario::{Group, Scenario};

/// The conducts of a group.
#[derive(Clone, Debug)]
pub(crate) struct Conducts {
    /// What each node does, by its place in the group: 0 for the group's own conduct, then as they are named.
    of: Vec<u8>,
    pub(crate) counts: Vec<u32>,
    /// What nodes gained with each in the present period \[usd\].
    gained: Vec<f64>,
    /// What is known that a node gains with each \[usd/h\].
    pub(crate) profits: Vec<Option<f64>>,
    /// Reviews so far.
    pub(crate) reviews: u64,
    honest: Vec<bool>,
    /// Nodes that may cheat now, over time \[node seconds\], since the warm-up.
    cheats_area: f64,
    since: Time,
    at: Time,
    /// When all nodes had the same conduct first, and whether it is an honest one.
    absorbed: Option<(Time, bool)>,
}

impl Conducts {
    /// Those of a group that revises; the nodes that begin with each are drawn.
    pub(crate) fn of(
        scenario: &Scenario,
        group: &Group,
        replication: u32,
        nodes: &Nodes,
        first: u32,
    ) -> Option<Box<Self>> {
        let revises = group.rules.revises.as_ref()?;
        let all = || std::iter::once(&group.rules.conduct).chain(revises.conducts.values());
        let n = group.rules.count as usize;
        let luck = |at: usize| {
            let entity = nodes.identity(NodeId(first + at as u32)).name;
            Address { seed: scenario.seed, replication, purpose: Purpose::Beginning, entity }
                .stream()
                .draws(0)
                .uniform()
        };
        let mut order: Vec<(f64, usize)> = (0..n).map(|at| (luck(at), at)).collect();
        order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut of = vec![0; n];
        let mut rest = order.into_iter();
        for (name, share) in &revises.starts.list {
            let Some(place) = revises.conducts.position(&name.text) else { continue };
            let count = (share.as_f64() * n as f64).round() as usize;
            rest.by_ref().take(count).for_each(|(_, at)| of[at] = place as u8 + 1);
        }
        let honest: Vec<bool> = all().map(Conduct::is_honest).collect();
        let mut counts = vec![0; honest.len()];
        for &conduct in &of {
            counts[usize::from(conduct)] += 1;
        }
        let mut conducts = Self {
            of,
            gained: vec![0.0; counts.len()],
            profits: vec![None; counts.len()],
            counts,
            reviews: 0,
            honest,
            cheats_area: 0.0,
            since: Time::ZERO,
            at: Time::ZERO,
            absorbed: None,
        };
        conducts.note_absorption(Time::ZERO);
        Some(Box::new(conducts))
    }
    /// What a node does, by its place in the group.
    #[inline]
    pub(crate) fn place(&self, at: usize) -> usize {
        usize::from(self.of[at])
    }
    /// A node gained something, or lost it \[usd\].
    pub(crate) fn gain(&mut self, at: usize, usd: f64) {
        self.gained[usize::from(self.of[at])] += usd;
    }
    /// A period of so many hours ends: everybody learns what was gained in it, and keeps a part of what was known.
    pub(crate) fn learn(&mut self, hours: f64, keeps: f64) {
        for ((profit, gained), &count) in self.profits.iter_mut().zip(&mut self.gained).zip(&self.counts) {
            let gained = std::mem::take(gained);
            let now = (count > 0).then(|| gained / (f64::from(count) * hours));
            *profit = match (*profit, now) {
                (Some(before), Some(now)) => Some(keeps * before + (1.0 - keeps) * now),
                (_, now) => now,
            };
        }
        self.reviews += 1;
    }
    /// A node does this from now on.
    pub(crate) fn set(&mut self, at: usize, conduct: usize, now: Time) {
        self.settle(now);
        let before = usize::from(std::mem::replace(&mut self.of[at], conduct as u8));
        self.counts[before] -= 1;
        self.counts[conduct] += 1;
    }
    /// Notes that all nodes do the same, if they do, for the first time.
    pub(crate) fn note_absorption(&mut self, now: Time) {
        let one = self.counts.iter().position(|&count| count as usize == self.of.len());
        if let (Some(conduct), None) = (one, self.absorbed) {
            self.absorbed = Some((now, self.honest[conduct]));
        }
    }
    fn cheats(&self) -> f64 {
        self.counts.iter().zip(&self.honest).filter(|(_, honest)| !**honest).map(|(&count, _)| f64::from(count)).sum()
    }
    fn settle(&mut self, now: Time) {
        self.cheats_area += self.cheats() * now.since(self.at).as_secs();
        self.at = now;
    }
    /// The part of the nodes whose conduct is no honest one, mean over time and at present.
    pub(crate) fn cheating(&self, now: Time) -> (Option<f64>, f64) {
        let (n, s) = (self.of.len() as f64, now.since(self.since).as_secs());
        let area = self.cheats_area + self.cheats() * now.since(self.at).as_secs();
        ((s > 0.0).then(|| area / (n * s)), self.cheats() / n)
    }
    /// When all nodes had the same conduct first, and whether that was an honest one.
    pub(crate) fn absorbed(&self) -> Option<(Time, bool)> {
        self.absorbed
    }
    /// The warm-up is over: what was measured so far is forgotten, but for when it was absorbed.
    pub(crate) fn clear(&mut self, now: Time) {
        (self.cheats_area, self.since, self.at) = (0.0, now, now);
    }
}

impl State {
    /// What a node does: its group's conduct, or the one that it took.
    #[inline]
    pub(crate) fn conduct_of<'s>(&self, scenario: &'s Scenario, node: NodeId) -> &'s Conduct {
        let group = self.nodes.identity(node).group;
        let rules = &scenario.groups[group.row()].rules;
        let (row, Some(revises)) = (&self.groups[group.row()], &rules.revises) else { return &rules.conduct };
        let place = row.conducts.as_ref().map_or(0, |conducts| conducts.place((node.0 - row.first) as usize));
        if place == 0 { &rules.conduct } else { &revises.conducts.list[place - 1].1 }
    }
}
