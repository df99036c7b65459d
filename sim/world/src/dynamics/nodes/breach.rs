//! A party is compromised: its nodes forge, all learn of it, and it is struck off.

use engine::agenda::Class;
use engine::draws::{Purpose, name_hash};
use rules::weather::{Acts, Reach, Strike};
use units::ids::{GroupId, NetworkId, NodeId};
use units::share::Share;

use crate::event::Event;
use crate::scenario::{Party, Struck};
use crate::world::Moment;
use crate::world::breaches::Stage;

impl Moment<'_> {
    /// A compromise begins, unless it is still under way since the last time.
    #[cold]
    pub(super) fn begin_breach(&mut self, fault: u16) {
        let row = &self.scenario.weather[usize::from(fault)];
        let Strike::Compromise { share, acts, hidden, .. } = row.rules.fault.policy().strike() else { return };
        let Struck::Party(party) = &row.struck else { return };
        let robbed =
            if let (Party::Gateway(gateway), true) = (party, acts != Acts::Reads) { Some(*gateway) } else { None };
        let nodes = match party {
            Party::Nodes { groups, reach } => self.within(fault, groups, *reach),
            _ => Vec::new(),
        };
        let forging: Vec<NodeId> =
            nodes.iter().copied().filter(|&node| self.luck_of(fault, node) < share.as_f64()).collect();
        let Some(breaches) = &mut self.state.breaches else { return };
        let breach = &mut breaches.list[usize::from(fault)];
        if breach.stage != Stage::Before {
            return;
        }
        (breach.stage, breach.nodes) = (Stage::Hidden, nodes.into_iter().map(|node| (node, false)).collect());
        breaches.active += 1;
        for node in forging {
            let forges = &mut breaches.forges[node.row()];
            if *forges == 0 {
                *forges = fault + 1;
            }
        }
        self.note_touched(fault);
        if let Some(gateway) = robbed {
            self.rob(fault, gateway, acts);
        }
        self.agenda.after(hidden, Class::Timer, Event::Breach { fault, is_revoked: false });
    }

    /// A compromise goes on: it is public, or who has what was compromised is struck off.
    pub(in crate::dynamics) fn go_on_breach(&mut self, fault: u16, is_revoked: bool) {
        let row = &self.scenario.weather[usize::from(fault)];
        let Strike::Compromise { revoked, patches_early, .. } = row.rules.fault.policy().strike() else { return };
        if is_revoked {
            return self.revoke(fault);
        }
        let Some(breaches) = &mut self.state.breaches else { return };
        breaches.list[usize::from(fault)].stage = Stage::Public;
        if patches_early {
            let all = &breaches.list[usize::from(fault)].nodes;
            let honest: Vec<NodeId> = all.iter().map(|row| row.0).filter(|&n| breaches.forger(n).is_none()).collect();
            for node in honest.into_iter().filter(|&node| self.state.nodes.is_up(node)).collect::<Vec<_>>() {
                for network in self.lists_of(node) {
                    self.ask_approval(network, node);
                }
            }
        }
        if let Some(revoked) = revoked {
            self.agenda.after(revoked, Class::Timer, Event::Breach { fault, is_revoked: true });
        }
    }

    /// All that have what was compromised and are not patched are struck off, wherever there is a list.
    fn revoke(&mut self, fault: u16) {
        self.note_touched(fault);
        self.end_robbery(fault);
        let Some(breaches) = &mut self.state.breaches else { return };
        let breach = &mut breaches.list[usize::from(fault)];
        breach.stage = Stage::Before;
        breaches.active -= 1;
        let unpatched: Vec<NodeId> =
            breach.nodes.iter().filter(|(_, is_patched)| !is_patched).map(|(node, _)| *node).collect();
        for node in unpatched {
            for network in self.lists_of(node) {
                self.void_approval(network, node);
            }
        }
    }

    /// A node has a new approval: where that needs a patched image it has one, and it forges no more.
    pub(in crate::dynamics) fn patch(&mut self, node: NodeId) {
        let Some(breaches) = &mut self.state.breaches else { return };
        let forger = breaches.forger(node);
        if let Some(fault) = forger {
            // Before it is struck off, it forges the new one as well.
            if breaches.list[usize::from(fault)].stage == Stage::Before {
                breaches.forges[node.row()] = 0;
            }
            return;
        }
        for (fault, breach) in breaches.list.iter_mut().enumerate().filter(|(_, b)| b.stage == Stage::Public) {
            let strike = self.scenario.weather[fault].rules.fault.policy().strike();
            if matches!(strike, Strike::Compromise { patches_early: true, .. }) {
                breach.nodes.iter_mut().filter(|row| row.0 == node).for_each(|row| row.1 = true);
            }
        }
    }

    /// A node has judged an answer: counted for each compromise of checkers that is under way.
    #[inline]
    pub(in crate::dynamics) fn note_judgement(&mut self, node: NodeId) {
        if self.state.has_forgers {
            self.count_judgement(node);
        }
    }

    #[cold]
    fn count_judgement(&mut self, node: NodeId) {
        let Some(breaches) = self.state.breaches.as_ref().filter(|breaches| breaches.active > 0) else { return };
        let forger = breaches.forger(node).map(usize::from);
        let is_asked = |at: &usize| breaches.list[*at].is_active() && self.scenario.weather[*at].forges_judgements();
        for at in (0..breaches.list.len()).filter(is_asked) {
            let meter = &mut self.state.meters.reaches[at];
            meter.judgements += 1;
            meter.forged += u64::from(forger == Some(at));
        }
    }

    /// A new node has taken a row: it forges nothing, and is patched.
    pub(in crate::dynamics) fn forget_breaches(&mut self, node: NodeId) {
        if let Some(breaches) = &mut self.state.breaches {
            breaches.forges[node.row()] = 0;
            breaches.list.iter_mut().for_each(|breach| breach.nodes.retain(|row| row.0 != node));
        }
    }

    /// What the compromised party can touch now, if it is more than before.
    fn note_touched(&mut self, fault: u16) {
        let usd = self.state.touched_usd(self.scenario, fault);
        if let Some(breaches) = &mut self.state.breaches {
            let most = &mut breaches.list[usize::from(fault)].most_usd;
            *most = most.max(usd);
        }
    }

    /// The networks with a list that a node serves.
    fn lists_of(&self, node: NodeId) -> Vec<NetworkId> {
        let served = self.state.served(self.scenario, node).iter().copied();
        served.filter(|network| self.state.networks[network.row()].approvals.is_some()).collect()
    }

    /// A number of a node at this strike of a fault, uniform from 0 to 1.
    fn luck_of(&self, fault: u16, node: NodeId) -> f64 {
        let name = name_hash(&self.scenario.weather[usize::from(fault)].name);
        let entity = name ^ self.state.nodes.identity(node).name.rotate_left(17);
        self.stream(Purpose::Compromise, entity).draws(self.state.struck[usize::from(fault)]).uniform()
    }

    /// The nodes of some groups that have what was compromised, in an order that is drawn.
    fn within(&self, fault: u16, groups: &[GroupId], reach: Reach) -> Vec<NodeId> {
        let mut nodes = self.one_of(fault, groups, (reach, Share::ONE), Purpose::Compromise);
        let time = self.state.struck[usize::from(fault)];
        let order = |node: &NodeId| {
            let name = self.state.nodes.identity(*node).name;
            self.stream(Purpose::Patching, name ^ u64::from(fault)).draws(time).bits()
        };
        nodes.sort_by_cached_key(order);
        nodes
    }
}
