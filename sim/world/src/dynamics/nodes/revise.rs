//! Nodes change what they do, by what nodes of their group gained with it.

use engine::draws::{Purpose, name_hash};
use rules::revision::{Turn, View};
use units::ids::{GroupId, NodeId};
use units::time::Span;

use crate::dynamics::money::REVIEWS;
use crate::event::Event;
use crate::world::Moment;

impl Moment<'_> {
    /// Schedules the first reviews of conduct.
    pub(in crate::dynamics) fn plan_revisions(&mut self) {
        for (at, group) in self.scenario.groups.iter().enumerate() {
            if let Some(revises) = &group.rules.revises {
                self.agenda.after(revises.every, REVIEWS, Event::Revise(GroupId::of(at)));
            }
        }
    }

    /// A node gained or lost something \[usd\].
    #[cold]
    pub(in crate::dynamics) fn note_gain(&mut self, node: NodeId, usd: f64) {
        let group = self.state.group(node);
        let row = &mut self.state.groups[group.row()];
        let first = row.first;
        if let Some(conducts) = &mut row.conducts {
            conducts.gain((node.0 - first) as usize, usd);
        }
    }

    /// A node is given work, which costs it what an hour of it costs.
    #[cold]
    pub(in crate::dynamics) fn note_toil(&mut self, node: NodeId, work: Span) {
        let cost = self.scenario.groups[self.state.group(node).row()].usd_per_hour;
        self.note_gain(node, -(work.as_secs() / 3600.0 * cost));
    }

    /// A period of a group ends: everybody sees what each conduct brought, and some change theirs.
    pub(in crate::dynamics) fn revise(&mut self, group: GroupId) {
        let (now, name) = (self.now, name_hash(&self.scenario.groups[group.row()].name));
        let rules = &self.scenario.groups[group.row()].rules;
        let (turns, first) = (self.stream(Purpose::Turn, name), self.state.groups[group.row()].first);
        let (Some(revises), Some(mut conducts)) = (&rules.revises, self.state.groups[group.row()].conducts.take())
        else {
            return;
        };
        conducts.learn(revises.every.as_secs() / 3600.0, revises.keeps);
        let review = conducts.reviews;
        let policy = revises.by.policy();
        let (n, kinds) = (rules.count, conducts.counts.len() as u32);
        match policy.turn() {
            Turn::Each(share) => {
                let counts = conducts.counts.clone();
                for at in 0..n as usize {
                    let node = NodeId(first + at as u32);
                    let mut draws = self.stream(Purpose::Revision, self.state.nodes.identity(node).name).draws(review);
                    if !draws.chance(share) {
                        continue;
                    }
                    let view = View { own: conducts.place(at), profits: &conducts.profits, counts: &counts };
                    let trembles = draws.chance(revises.trembles);
                    let next = if trembles { draws.below(kinds) as usize } else { policy.next(&view, &mut draws) };
                    if next != view.own {
                        conducts.set(at, next, now);
                    }
                }
                conducts.note_absorption(now);
            }
            Turn::Some(times) => {
                let mut draws = turns.draws(review);
                for _ in 0..times {
                    let at = draws.below(n) as usize;
                    let own = conducts.place(at);
                    let view = View { own, profits: &conducts.profits, counts: &conducts.counts };
                    let trembles = draws.chance(revises.trembles);
                    let next = if trembles { draws.below(kinds) as usize } else { policy.next(&view, &mut draws) };
                    if next != own {
                        conducts.set(at, next, now);
                        conducts.note_absorption(now);
                    }
                }
            }
        }
        self.state.groups[group.row()].conducts = Some(conducts);
        self.agenda.after(revises.every, REVIEWS, Event::Revise(group));
    }
}
