//! Lists that live on heartbeats: who is known, without an event a heartbeat.

use engine::agenda::{Class, Timer};
use engine::draws::{Purpose, name_hash};
use units::ids::{NetworkId, NodeId};
use units::time::{Span, Time};

use crate::event::Event;
use crate::world::{Moment, State};

/// What the list of a network knows of a node.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Entry {
    /// Whether the node is listed.
    pub(crate) is_known: bool,
    /// Whether the node went for good; its row is kept while any list knows it.
    pub(crate) is_gone: bool,
    /// When the node last came.
    came: Time,
    /// How long before it came it beat last: nodes that are there at the start have beaten before.
    phase: Span,
    /// The pending first heartbeat, as raw bits of an agenda's timer; 0 if there is none.
    pub(crate) listing: u64,
    /// The pending end of the entry, as raw bits of an agenda's timer; 0 if there is none.
    pub(crate) expiry: u64,
}

impl State {
    /// Whether the list of a network knows a node.
    #[inline]
    pub(crate) fn is_known(&self, network: NetworkId, node: NodeId) -> bool {
        match self.networks[network.row()].entries.get(node.row()) {
            Some(entry) => entry.is_known,
            None => self.nodes.is_up(node),
        }
    }
}

impl Moment<'_> {
    fn entry(&mut self, network: NetworkId, node: NodeId) -> Option<&mut Entry> {
        self.state.networks[network.row()].entries.get_mut(node.row())
    }

    /// A node has come: it beats from now on.
    pub(super) fn begin_beat(&mut self, network: NetworkId, node: NodeId) {
        let now = self.now;
        let Some(entry) = self.entry(network, node) else { return };
        (entry.came, entry.phase) = (now, Span::ZERO);
        if entry.is_known {
            self.state.meters.networks[network.row()].registry.dead.sub(now, 1);
        }
        let row = &self.scenario.networks[network.row()];
        let policy = row.liveness.policy();
        let mut wait = policy.listed_after();
        if now == Time::ZERO {
            let stream = self.stream(Purpose::Heartbeat, self.state.nodes.identity(node).name);
            let part = stream.draws(name_hash(&row.name)).uniform();
            let phase = Span::from_secs_f64(policy.period().as_secs() * part);
            wait = Span::ZERO;
            if let Some(entry) = self.entry(network, node) {
                entry.phase = phase;
            }
        }
        if wait == Span::ZERO {
            return self.hear(network, node);
        }
        let timer = self.agenda.after(wait, Class::Timer, Event::List(network, node)).bits();
        if let Some(entry) = self.entry(network, node) {
            entry.listing = timer;
        }
    }

    /// The list hears of a node that is up: it is listed, and what was to expire does not.
    fn hear(&mut self, network: NetworkId, node: NodeId) {
        let now = self.now;
        let Some(entry) = self.entry(network, node) else { return };
        let (was_known, expiry) = (entry.is_known, std::mem::take(&mut entry.expiry));
        entry.is_known = true;
        if !was_known {
            self.state.meters.networks[network.row()].registry.listed.add(now, 1);
        }
        if let Some(timer) = Timer::from_bits(expiry) {
            self.agenda.cancel(timer);
        }
    }

    /// The first heartbeat of a node that came a period ago.
    pub(super) fn first_beat(&mut self, network: NetworkId, node: NodeId) {
        if let Some(entry) = self.entry(network, node) {
            entry.listing = 0;
        }
        self.hear(network, node);
        self.list_anew(network, node);
        if self.state.meters.held > 0 {
            self.ask_held(node);
        }
    }

    /// A node has gone silently: its entry lives as long as its last heartbeat lets it.
    pub(super) fn end_beat(&mut self, network: NetworkId, node: NodeId) {
        let now = self.now;
        let Some(entry) = self.entry(network, node) else { return };
        let up = now.since(entry.came) + entry.phase;
        let (is_known, listing) = (entry.is_known, std::mem::take(&mut entry.listing));
        if is_known {
            self.state.meters.networks[network.row()].registry.dead.add(now, 1);
        }
        if let Some(timer) = Timer::from_bits(listing) {
            // It never beat: an older entry, if there is one, expires as it would have.
            self.agenda.cancel(timer);
            return;
        }
        let lingers = self.scenario.networks[network.row()].liveness.policy().lingers(up);
        // What expires is off the list before what arrives at that instant looks at it.
        let timer = self.agenda.after(lingers, Class::Completion, Event::Expire(network, node)).bits();
        if let Some(entry) = self.entry(network, node) {
            entry.expiry = timer;
        }
    }

    /// The last heartbeat of a node is too old.
    pub(super) fn expire(&mut self, network: NetworkId, node: NodeId) {
        let (now, is_up, since) = (self.now, self.state.nodes.is_up(node), self.state.nodes.since(node));
        let Some(entry) = self.entry(network, node) else { return };
        let is_gone = std::mem::take(&mut entry.is_gone);
        (entry.is_known, entry.expiry) = (false, 0);
        let meter = &mut self.state.meters.networks[network.row()].registry;
        meter.listed.sub(now, 1);
        if !is_up {
            meter.dead.sub(now, 1);
            meter.removals += 1;
            meter.stale += u128::from(now.since(since).ns());
        }
        self.list_anew(network, node);
        if is_gone {
            self.state.bonds.standing_mut(network, node).is_member = false;
            if !self.is_remembered(node) {
                // What was sent to the dead entry is not for who comes next.
                self.state.nodes.end_life(node);
                self.free_row(node);
            }
        }
    }

    /// Whether any list knows a node.
    fn is_remembered(&self, node: NodeId) -> bool {
        self.state.networks.iter().any(|n| n.entries.get(node.row()).is_some_and(|e| e.is_known))
    }

    /// A node has gone for good: its row is free once no list knows it.
    pub(super) fn forget(&mut self, node: NodeId) {
        if !self.is_remembered(node) {
            return self.free_row(node);
        }
        for network in (0..self.scenario.networks.len()).map(NetworkId::of) {
            let is_free = self.state.bonds.standing(network, node).jailed_until <= self.now;
            let Some(entry) = self.entry(network, node).filter(|e| e.is_known) else { continue };
            entry.is_gone = true;
            // It did not say that it goes, so that it counts as a member as long as it is listed.
            self.state.bonds.standing_mut(network, node).is_member = is_free;
            self.list_anew(network, node);
        }
    }

    /// A row is free for another node.
    fn free_row(&mut self, node: NodeId) {
        let group = self.state.group(node);
        self.state.groups[group.row()].free.push(node);
    }
}
