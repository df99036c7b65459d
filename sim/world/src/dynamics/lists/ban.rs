//! Nodes that failed a gateway's tries are avoided for a time.

use engine::agenda::Class;
use units::ids::{GatewayId, NodeId};

use crate::event::Event;
use crate::metrics::cause::Cause;
use crate::world::bans::Record;
use crate::world::{Moment, State};

impl Moment<'_> {
    /// A try of a gateway at a node has failed: it may be banned.
    pub(in crate::dynamics) fn blame(&mut self, gateway: GatewayId, node: NodeId, cause: Cause) {
        let Some(rule) = &self.scenario.gateways[gateway.row()].rules.ban else { return };
        if !matches!(cause, Cause::NodeGone | Cause::NodeLeft | Cause::TimedOut) {
            return;
        }
        let Some(bans) = &mut self.state.gateways[gateway.row()].bans else { return };
        let record = &mut bans.records[node.row()];
        record.failed += 1;
        if record.is_banned || record.failed < rule.failures {
            return;
        }
        *record = Record { failed: 0, bans: record.bans + 1, is_banned: true };
        let lasts = rule.lasts(record.bans);
        bans.banned.push(node);
        self.state.meters.bans += 1;
        self.state.shun(gateway, node);
        self.agenda.after(lasts, Class::Timer, Event::Pardon(gateway, node));
    }

    /// A node's ban at a gateway is over.
    pub(in crate::dynamics) fn pardon(&mut self, gateway: GatewayId, node: NodeId) {
        let state = &mut *self.state;
        let (row, desk) = (&mut state.gateways[gateway.row()], &mut state.desks[gateway.row()]);
        let (Some(bans), Some(view)) = (&mut row.bans, &mut desk.view) else { return };
        bans.records[node.row()].is_banned = false;
        bans.banned.retain(|&other| other != node);
        if !view.is_live && state.assigners.is_empty() {
            // It is picked again from its next report on.
            return;
        }
        let seats = state.seats.iter().flat_map(|seats| seats.of(node));
        for &at in state.groups[state.nodes.identity(node).group.row()].rosters.iter().chain(seats) {
            if view.is_live && state.rosters[at as usize].has(node) {
                view.rosters[at as usize].enter(node, state.nodes.backlog(node));
            }
        }
        if self.state.meters.held > 0 {
            self.ask_held(node);
        }
    }

    /// A node was put on or taken off a roster: gateways with a list of their own follow.
    pub(super) fn follow(&mut self, roster: usize, node: NodeId) {
        let state = &mut *self.state;
        let (is_listed, backlog) = (state.rosters[roster].has(node), state.nodes.backlog(node));
        // A network that assigns itself bans nobody, and so has no list of its own that is never old.
        for (desk, gateway) in state.desks.iter_mut().zip(&state.gateways) {
            let Some(view) = desk.view.as_mut().filter(|v| v.is_live) else { continue };
            if is_listed && !gateway.bans.as_ref().is_some_and(|b| b.has(node)) {
                view.rosters[roster].enter(node, backlog);
            } else {
                view.rosters[roster].leave(node);
            }
        }
    }
}

impl State {
    /// Takes a node out of a gateway's view.
    pub(super) fn shun(&mut self, gateway: GatewayId, node: NodeId) {
        let Some(view) = &mut self.desks[gateway.row()].view else { return };
        let seats = self.seats.iter().flat_map(|seats| seats.of(node));
        for &at in self.groups[self.nodes.identity(node).group.row()].rosters.iter().chain(seats) {
            view.rosters[at as usize].leave(node);
        }
    }
    /// Tells the lists of gateways that are never old a node's backlog.
    pub(super) fn report_live(&mut self, node: NodeId, backlog: u32) {
        for view in self.desks.iter_mut().filter_map(|g| g.view.as_mut()).filter(|v| v.is_live) {
            let seats = self.seats.iter().flat_map(|seats| seats.of(node));
            for &at in self.groups[self.nodes.identity(node).group.row()].rosters.iter().chain(seats) {
                view.rosters[at as usize].report(node, backlog);
            }
        }
    }
}
