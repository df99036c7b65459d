//! Disputes: a challenge comes in, both sides move in turn and post bonds, and one of them loses.

use engine::agenda::Class;
use engine::draws::{Draws, Index, Purpose, name_hash};
use rules::verification::{Disputing, Undecided, Verifier};
use units::ids::{NetworkId, NodeRef, RequestId};
use units::time::Span;

use crate::event::Event;
use crate::world::Moment;
use crate::world::windows::Dispute;

/// A side of a dispute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Server,
    Challenger,
}

impl Moment<'_> {
    /// How answers under a rule are disputed.
    fn terms(&self, network: NetworkId, rule: u16) -> (&dyn Verifier, Disputing) {
        let policy = self.scenario.networks[network.row()].rules.verification[usize::from(rule)].policy();
        let terms = policy.disputes();
        (policy, terms.expect("only rules with windows have disputes"))
    }

    /// The draws of a move in a dispute of a request.
    fn move_draws(&self, purpose: Purpose, request: RequestId, depth: u32) -> Draws {
        let row = self.state.requests.get(request);
        let users = name_hash(&self.scenario.users[row.users.row()].name);
        let index = Index::DisputeMove { number: row.number, depth: depth as u16 };
        self.stream(purpose, users).draws(index.bits())
    }

    /// A challenger has found an answer wrong: it challenges it, if it gets through in time.
    pub(super) fn challenge(&mut self, request: RequestId, rule: u16, challenger: NodeRef) {
        let row = *self.state.requests.get(request);
        let (policy, _) = self.terms(row.network, rule);
        let delay = policy.censors(&mut self.move_draws(Purpose::Censorship, request, 0));
        let Some(windows) = &mut self.state.networks[row.network.row()].windows else { return };
        let end = windows.end(row.answered);
        let Some(delay) = delay.filter(|&delay| self.now + delay < end) else {
            self.state.meters.networks[row.network.row()].disputes.late += 1;
            return self.finish_check(request);
        };
        let server = NodeRef { id: row.server, generation: row.server_generation };
        let dispute =
            Dispute { request, rule, server, challenger, depth: 0, turned: self.now, is_late: false, posted: [0; 2] };
        let (network, number) = (row.network, windows.open(dispute));
        self.agenda.after(delay, Class::Timer, Event::Challenge { network, dispute: number });
    }

    /// A challenge comes in: the dispute begins.
    pub(in crate::dynamics) fn begin_dispute(&mut self, network: NetworkId, number: u32) {
        let Some(dispute) = self.dispute(network, number) else { return };
        let (_, terms) = self.terms(network, dispute.rule);
        self.state.meters.networks[network.row()].disputes.opened += 1;
        if let Some(verdict) = terms.verdict {
            self.agenda.after(verdict, Class::Timer, Event::Verdict { network, dispute: number });
        }
        if self.state.nodes.is_current(dispute.server) && !self.post(network, number, Side::Server, 0) {
            return self.end_dispute(network, number, Side::Challenger);
        }
        self.next_turn(network, number);
    }

    fn dispute(&self, network: NetworkId, number: u32) -> Option<Dispute> {
        self.state.networks[network.row()].windows.as_ref()?.disputes.get(&number).copied()
    }

    fn change_dispute(&mut self, network: NetworkId, number: u32, change: impl FnOnce(&mut Dispute)) {
        let windows = self.state.networks[network.row()].windows.as_mut();
        if let Some(dispute) = windows.and_then(|windows| windows.disputes.get_mut(&number)) {
            change(dispute);
        }
    }

    /// It is the next side's turn, or the last step is done again for all to see.
    fn next_turn(&mut self, network: NetworkId, number: u32) {
        let Some(dispute) = self.dispute(network, number) else { return };
        let (policy, terms) = self.terms(network, dispute.rule);
        if dispute.depth >= terms.moves {
            let is_wrong = self.state.requests.get(dispute.request).is_wrong;
            return self.end_dispute(network, number, if is_wrong { Side::Challenger } else { Side::Server });
        }
        let depth = dispute.depth + 1;
        let takes = policy.move_takes(&mut self.move_draws(Purpose::DisputeMove, dispute.request, depth));
        let kept = if dispute.is_challengers() {
            policy.censors(&mut self.move_draws(Purpose::Censorship, dispute.request, depth))
        } else {
            Some(Span::ZERO)
        };
        let after = kept.map(|kept| takes + kept).filter(|&after| after <= terms.move_timeout);
        let now = self.now;
        self.change_dispute(network, number, |dispute| {
            (dispute.turned, dispute.is_late) = (now, after.is_none());
        });
        let after = after.unwrap_or(terms.move_timeout);
        self.agenda.after(after, Class::Timer, Event::Turn { network, dispute: number, depth: dispute.depth });
    }

    /// A side moves, if it can; or its time is over.
    pub(in crate::dynamics) fn dispute_turn(&mut self, network: NetworkId, number: u32, depth: u32) {
        let Some(dispute) = self.dispute(network, number).filter(|dispute| dispute.depth == depth) else { return };
        let (_, terms) = self.terms(network, dispute.rule);
        let (side, other, node) = if dispute.is_challengers() {
            (Side::Challenger, Side::Server, dispute.challenger)
        } else {
            (Side::Server, Side::Challenger, dispute.server)
        };
        let is_there = self.state.nodes.is_current(node) && self.state.nodes.is_up(node.id);
        if !dispute.is_late && is_there {
            if !self.post(network, number, side, depth + 1) {
                return self.end_dispute(network, number, other);
            }
            self.change_dispute(network, number, |dispute| dispute.depth += 1);
            return self.next_turn(network, number);
        }
        let left = (dispute.turned + terms.move_timeout).since(self.now);
        if left > Span::ZERO {
            // Who is down may be back in time.
            self.agenda.after(left, Class::Timer, Event::Turn { network, dispute: number, depth });
        } else {
            self.state.meters.networks[network.row()].disputes.forfeited += 1;
            self.end_dispute(network, number, other);
        }
    }

    /// A side posts the bond of a depth; says whether it could.
    fn post(&mut self, network: NetworkId, number: u32, side: Side, depth: u32) -> bool {
        let Some(dispute) = self.dispute(network, number) else { return false };
        let Some(coin) = self.scenario.networks[network.row()].coin else { return true };
        let (policy, _) = self.terms(network, dispute.rule);
        let bond = policy.bond(depth, self.scenario.coins[coin.row()].rules.decimals);
        let node = if side == Side::Server { dispute.server } else { dispute.challenger };
        if bond > 0 && !self.post_bond(coin, node.id, bond) {
            return false;
        }
        self.change_dispute(network, number, |dispute| {
            let posted = &mut dispute.posted[side as usize];
            *posted = posted.saturating_add(bond);
        });
        true
    }

    /// A dispute is decided: the loser's bonds are the winner's, and a server that lost is convicted.
    fn end_dispute(&mut self, network: NetworkId, number: u32, winner: Side) {
        let Some(dispute) = self.take_dispute(network, number) else { return };
        let [server, challenger] = dispute.posted;
        let (own, won, node) = match winner {
            Side::Server => (server, challenger, dispute.server),
            Side::Challenger => (challenger, server, dispute.challenger),
        };
        self.return_bond(network, node, own);
        self.win_bond(network, node, won);
        let usd = self.in_usd(network, won);
        let meter = &mut self.state.meters.networks[network.row()].disputes;
        meter.decided += 1;
        meter.forfeited_usd += usd;
        let row = self.state.requests.get_mut(dispute.request);
        if winner == Side::Challenger {
            meter.upheld += 1;
            row.is_convicted = true;
        }
        meter.against_truth += u64::from((winner == Side::Challenger) != row.is_wrong);
        (row.checker, row.checker_generation) = (dispute.challenger.id, dispute.challenger.generation);
        self.finish_check(dispute.request);
    }

    /// A dispute has taken too long: all have their bonds back, and the answer is paid or refunded.
    pub(in crate::dynamics) fn overtime(&mut self, network: NetworkId, number: u32) {
        let Some(dispute) = self.take_dispute(network, number) else { return };
        let (_, terms) = self.terms(network, dispute.rule);
        for (node, posted) in [dispute.server, dispute.challenger].into_iter().zip(dispute.posted) {
            self.return_bond(network, node, posted);
        }
        self.state.meters.networks[network.row()].disputes.undecided += 1;
        if terms.overtime == Undecided::Refund {
            self.state.requests.get_mut(dispute.request).is_void = true;
        }
        self.finish_check(dispute.request);
    }

    fn take_dispute(&mut self, network: NetworkId, number: u32) -> Option<Dispute> {
        self.state.networks[network.row()].windows.as_mut()?.disputes.remove(&number)
    }
}
