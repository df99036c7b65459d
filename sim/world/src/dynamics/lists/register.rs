//! Lists that live on heartbeats: who is known, without an event a heartbeat.

use engine::agenda::{Class, Timer};
use engine::draws::{Purpose, name_hash};
use rules::liveness::{Presence, Rhythm};
use units::ids::{NetworkId, NodeId};
use units::time::{Span, Time};

use crate::event::Event;
use crate::world::Moment;
use crate::world::entries::Entry;

impl Moment<'_> {
    fn entry(&mut self, network: NetworkId, node: NodeId) -> Option<&mut Entry> {
        self.state.networks[network.row()].entries.get_mut(node.row())
    }

    /// Whether the list of a network lives on heartbeats.
    pub(in crate::dynamics) fn lives_on_beats(&self, network: NetworkId) -> bool {
        !self.state.networks[network.row()].entries.is_empty()
    }

    /// A node has come: it is heard of from now on.
    pub(in crate::dynamics) fn begin_beat(&mut self, network: NetworkId, node: NodeId) {
        let (now, row) = (self.now, &self.scenario.networks[network.row()]);
        if !self.lives_on_beats(network) {
            return;
        }
        let part = |period: Span| {
            let stream = self.stream(Purpose::Heartbeat, self.state.nodes.identity(node).name);
            Span::from_secs_f64(period.as_secs() * stream.draws(name_hash(&row.name)).uniform())
        };
        let phase = match row.rules.liveness.policy().rhythm() {
            Rhythm::FromComing(period) if now == Time::ZERO => part(period),
            Rhythm::FromComing(_) => Span::ZERO,
            Rhythm::Fixed(period) => part(period),
        };
        let Some(entry) = self.entry(network, node) else { return };
        entry.presence = Presence { came: now, phase };
        let (is_known, is_silenced) = (entry.is_known, entry.silenced > 0);
        let meter = &mut self.state.meters.networks[network.row()].registry;
        if is_known {
            meter.dead.sub(now, 1);
        } else {
            meter.missed.add(now, 1);
        }
        match (is_silenced, now == Time::ZERO) {
            (true, _) => {}
            // Those that are there at the start have been heard before.
            (false, true) => self.hear(network, node),
            (false, false) => self.expect_beat(network, node),
        }
    }

    /// The list hears of a node at its next beat.
    fn expect_beat(&mut self, network: NetworkId, node: NodeId) {
        if self.state.nodes.is_draining(node) {
            return;
        }
        let Some(entry) = self.entry(network, node) else { return };
        let presence = entry.presence;
        let at = self.scenario.networks[network.row()].rules.liveness.policy().hears(&presence, self.now);
        if at == self.now {
            return self.hear(network, node);
        }
        let timer = self.agenda.at(at, Class::Timer, Event::List(network, node)).bits();
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
            let meter = &mut self.state.meters.networks[network.row()].registry;
            meter.listed.add(now, 1);
            meter.missed.sub(now, 1);
        }
        if let Some(timer) = Timer::from_bits(expiry) {
            self.agenda.cancel(timer);
        }
    }

    /// The list hears of a node that it did not know, or had not heard of for a while.
    pub(in crate::dynamics) fn first_beat(&mut self, network: NetworkId, node: NodeId) {
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
    pub(in crate::dynamics) fn end_beat(&mut self, network: NetworkId, node: NodeId) {
        let now = self.now;
        let Some(entry) = self.entry(network, node) else { return };
        let is_known = entry.is_known;
        let meter = &mut self.state.meters.networks[network.row()].registry;
        if is_known {
            meter.dead.add(now, 1);
        } else {
            meter.missed.sub(now, 1);
        }
        self.fall_silent(network, node);
    }

    /// The list hears of a node no more, for whatever reason: what it heard last keeps it listed for a time.
    fn fall_silent(&mut self, network: NetworkId, node: NodeId) {
        let now = self.now;
        let Some(entry) = self.entry(network, node) else { return };
        let (is_known, presence, listing) = (entry.is_known, entry.presence, std::mem::take(&mut entry.listing));
        let expires = entry.expiry != 0;
        if let Some(timer) = Timer::from_bits(listing) {
            // It was not heard since: an older entry, if there is one, expires as it would have.
            self.agenda.cancel(timer);
            if !is_known || expires {
                return;
            }
        }
        if !is_known || expires {
            return;
        }
        let at = self.scenario.networks[network.row()].rules.liveness.policy().drops(&presence, now);
        // What expires is off the list before what arrives at that instant looks at it.
        let timer = self.agenda.at(at, Class::Completion, Event::Expire(network, node)).bits();
        if let Some(entry) = self.entry(network, node) {
            entry.expiry = timer;
        }
    }

    /// The list of a network can no longer hear of a node.
    pub(in crate::dynamics) fn silence(&mut self, network: NetworkId, node: NodeId) {
        let Some(entry) = self.entry(network, node) else { return };
        entry.silenced += 1;
        if entry.silenced == 1 && self.state.nodes.is_up(node) {
            self.fall_silent(network, node);
        }
    }

    /// One reason less that the list of a network does not hear of a node.
    pub(in crate::dynamics) fn unsilence(&mut self, network: NetworkId, node: NodeId) {
        let Some(entry) = self.entry(network, node) else { return };
        entry.silenced -= 1;
        let is_heard = entry.silenced == 0;
        if is_heard && self.state.nodes.is_up(node) && self.state.served(self.scenario, node).contains(&network) {
            self.expect_beat(network, node);
            self.list_anew(network, node);
        }
    }

    /// A node says that it goes: it is off the list of a network at once.
    pub(in crate::dynamics) fn strike_off(&mut self, network: NetworkId, node: NodeId) {
        let now = self.now;
        let Some(entry) = self.entry(network, node) else { return self.list_anew(network, node) };
        let timers = [std::mem::take(&mut entry.listing), std::mem::take(&mut entry.expiry)];
        if std::mem::take(&mut entry.is_known) {
            let meter = &mut self.state.meters.networks[network.row()].registry;
            meter.listed.sub(now, 1);
            meter.missed.add(now, 1);
        }
        timers.into_iter().filter_map(Timer::from_bits).for_each(|timer| {
            self.agenda.cancel(timer);
        });
        self.list_anew(network, node);
    }

    /// The last heartbeat of a node is too old.
    pub(in crate::dynamics) fn expire(&mut self, network: NetworkId, node: NodeId) {
        let (now, is_up, since) = (self.now, self.state.nodes.is_up(node), self.state.nodes.since(node));
        let Some(entry) = self.entry(network, node) else { return };
        let is_gone = std::mem::take(&mut entry.is_gone);
        (entry.is_known, entry.expiry) = (false, 0);
        let meter = &mut self.state.meters.networks[network.row()].registry;
        meter.listed.sub(now, 1);
        if is_up {
            meter.missed.add(now, 1);
        } else {
            meter.dead.sub(now, 1);
            meter.removals += 1;
            meter.stale += u128::from(now.since(since).ns());
        }
        self.list_anew(network, node);
        if is_gone {
            self.end_membership(network, node);
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
    pub(in crate::dynamics) fn forget(&mut self, node: NodeId) {
        if !self.is_remembered(node) {
            return self.free_row(node);
        }
        for network in (0..self.scenario.networks.len()).map(NetworkId::of) {
            let Some(entry) = self.entry(network, node).filter(|e| e.is_known) else { continue };
            entry.is_gone = true;
            // It did not say that it goes, so that it counts as a member as long as it is listed.
            self.linger(network, node);
            self.list_anew(network, node);
        }
    }

    /// A row is free for another node.
    fn free_row(&mut self, node: NodeId) {
        let group = self.state.group(node);
        if let Some(seats) = &mut self.state.seats {
            seats.vacate(node);
        }
        self.state.groups[group.row()].free.push(node);
        self.note_free(node);
    }
}
