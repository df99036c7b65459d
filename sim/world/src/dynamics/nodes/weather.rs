//! Faults strike and are over.

use engine::agenda::Class;
use engine::draws::{Purpose, name_hash};
use rules::weather::{Reach, Strike};
use units::ids::{GroupId, NetworkId, NodeId, RegionId};
use units::share::Share;

use crate::event::Event;
use crate::scenario::Struck;
use crate::world::Moment;

impl Moment<'_> {
    /// Schedules the next strike of a fault.
    pub(in crate::dynamics) fn forecast(&mut self, fault: u16) {
        let row = &self.scenario.weather[usize::from(fault)];
        let struck = self.state.struck[usize::from(fault)];
        let wait = match &row.rules.every {
            Some(gap) => Some(gap.sample(&mut self.stream(Purpose::Weather, name_hash(&row.name)).draws(struck))),
            None => row.rules.at.filter(|_| struck == 0),
        };
        if let Some(wait) = wait {
            self.agenda.after(wait, Class::Timer, Event::Strike(fault));
        }
    }

    /// A fault strikes.
    pub(in crate::dynamics) fn strike(&mut self, fault: u16) {
        let row = &self.scenario.weather[usize::from(fault)];
        self.state.struck[usize::from(fault)] += 1;
        self.state.meters.strikes += 1;
        match row.rules.fault.policy().strike() {
            Strike::Zone { lasts } => {
                for node in self.victims(fault) {
                    let was_up = self.state.nodes.is_up(node);
                    self.state.nodes.strike(node);
                    if was_up {
                        self.go_down(node);
                    }
                }
                self.agenda.after(lasts, Class::Timer, Event::Relieve(fault));
            }
            Strike::Cut { lasts } | Strike::Slow { lasts, .. } | Strike::Silence { lasts } => {
                self.strain_wires(fault);
                for (network, node) in self.silenced(fault) {
                    self.silence(network, node);
                }
                if let Struck::List(network) = row.struck {
                    self.end_settlements(network);
                }
                self.agenda.after(lasts, Class::Timer, Event::Relieve(fault));
            }
            Strike::Fall { within, .. } => {
                if let Struck::Coin(coin) = row.struck {
                    self.begin_fall(fault, coin, within);
                }
            }
            Strike::Darken { lasts } => {
                if let Struck::Coin(coin) = row.struck {
                    self.end_readings(coin);
                    self.agenda.after(lasts, Class::Timer, Event::Relieve(fault));
                }
            }
            Strike::Outage { lasts, .. } => {
                self.begin_outage(fault);
                self.agenda.after(lasts, Class::Timer, Event::Relieve(fault));
            }
            Strike::Compromise { .. } => self.begin_breach(fault),
            Strike::Nodes { repair } => {
                for node in self.victims(fault) {
                    if self.state.nodes.is_up(node) {
                        let absence = repair.sample(&mut self.life(node, Purpose::Repair));
                        self.cut_session(node);
                        self.stay_out(node, Some(absence));
                    }
                }
            }
        }
        self.forecast(fault);
    }

    /// A fault is over.
    pub(in crate::dynamics) fn relieve(&mut self, fault: u16) {
        if let Struck::Coin(coin) = self.scenario.weather[usize::from(fault)].struck {
            return self.resume_readings(coin);
        }
        if self.end_outage(fault) {
            return;
        }
        self.relieve_wires(fault);
        for (network, node) in self.silenced(fault) {
            self.unsilence(network, node);
        }
        if let Struck::List(network) = self.scenario.weather[usize::from(fault)].struck {
            self.resume_settlements(network);
        }
        for node in self.victims(fault) {
            self.state.nodes.relieve(node);
            if self.state.nodes.is_up(node) {
                self.go_up(node);
            }
        }
    }

    /// The nodes that a fault strikes this time, if it strikes nodes.
    fn victims(&self, fault: u16) -> Vec<NodeId> {
        match &self.scenario.weather[usize::from(fault)].struck {
            Struck::Zone(zone) => self.state.zones[zone.row()].clone(),
            Struck::Groups { groups, reach, share } => self.one_of(fault, groups, (*reach, *share), Purpose::Victims),
            _ => Vec::new(),
        }
    }

    /// The nodes of some groups that a fault takes this time: each within its reach by a draw of its own.
    pub(super) fn one_of(
        &self,
        fault: u16,
        groups: &[GroupId],
        (reach, share): (Reach, Share),
        purpose: Purpose,
    ) -> Vec<NodeId> {
        let name = name_hash(&self.scenario.weather[usize::from(fault)].name);
        let time = self.state.struck[usize::from(fault)];
        let nodes = groups.iter().flat_map(|group| {
            let first = self.state.groups[group.row()].first;
            (first..first + self.scenario.groups[group.row()].rules.count).map(NodeId)
        });
        let owner = |&node: &NodeId| {
            let identity = self.state.nodes.identity(node);
            match reach {
                Reach::All => 0,
                Reach::Operator => u64::from(identity.operator),
                Reach::Zone => u64::from(identity.zone.0),
            }
        };
        let mut owners: Vec<u64> = nodes.clone().map(|node| owner(&node)).collect();
        owners.sort_unstable();
        owners.dedup();
        if owners.is_empty() {
            return Vec::new();
        }
        let one = owners[self.stream(purpose, name).draws(time).below(owners.len() as u32) as usize];
        let is_hit = |&node: &NodeId| {
            let entity = name ^ self.state.nodes.identity(node).name.rotate_left(17);
            self.stream(purpose, entity).draws(time).chance(share)
        };
        nodes.filter(|node| owner(node) == one).filter(is_hit).collect()
    }

    /// The nodes of which a list can no longer hear: those across a partition, or all behind a facilitator.
    fn silenced(&self, fault: u16) -> Vec<(NetworkId, NodeId)> {
        let struck = &self.scenario.weather[usize::from(fault)].struck;
        let mut list = Vec::new();
        for network in (0..self.scenario.networks.len()).map(NetworkId::of) {
            let is_kept = self.lives_on_beats(network);
            let is_silent = |region: Option<RegionId>| match struck {
                Struck::List(other) => *other == network,
                Struck::Side(side) => {
                    let from = self.scenario.networks[network.row()].list_region;
                    from.zip(region).is_some_and(|(a, b)| side.contains(&a) != side.contains(&b))
                }
                _ => false,
            };
            for (at, group) in self.scenario.groups.iter().enumerate().filter(|g| g.1.networks.contains(&network)) {
                let first = self.state.groups[at].first;
                let nodes = (first..first + group.rules.count).map(NodeId);
                list.extend(nodes.filter(|&n| is_kept && is_silent(self.state.region(n))).map(|n| (network, n)));
            }
        }
        list
    }
}
