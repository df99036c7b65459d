//! Faults strike and are over.

use engine::agenda::Class;
use engine::draws::{Purpose, name_hash};
use rules::owner::weather::When;
use rules::weather::Strike;
use units::ids::NodeId;

use crate::event::Event;
use crate::world::Moment;

impl Moment<'_> {
    /// Schedules the next strike of a fault.
    pub(super) fn forecast(&mut self, fault: u16) {
        let row = &self.scenario.weather[usize::from(fault)];
        let struck = self.state.struck[usize::from(fault)];
        match &row.when {
            When::At(at) if struck == 0 => {
                self.agenda.after(*at, Class::Timer, Event::Strike(fault));
            }
            When::At(_) => {}
            When::Every(law) => {
                let name = name_hash(&row.name);
                let stream = self.stream(Purpose::Weather, name);
                let gap = law.sample(&mut stream.draws(struck));
                self.agenda.after(gap, Class::Timer, Event::Strike(fault));
            }
        }
    }

    /// A fault strikes.
    pub(super) fn strike(&mut self, fault: u16) {
        let row = &self.scenario.weather[usize::from(fault)];
        self.state.struck[usize::from(fault)] += 1;
        self.state.meters.strikes += 1;
        match row.fault.policy().strike() {
            Strike::Zone { lasts } => {
                for node in self.zone(fault) {
                    let was_up = self.state.nodes.is_up(node);
                    self.state.nodes.strike(node);
                    if was_up {
                        self.go_down(node);
                    }
                }
                self.agenda.after(lasts, Class::Timer, Event::Relieve(fault));
            }
            Strike::Nodes { repair } => {
                for node in self.zone(fault) {
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
    pub(super) fn relieve(&mut self, fault: u16) {
        for node in self.zone(fault) {
            self.state.nodes.relieve(node);
            if self.state.nodes.is_up(node) {
                self.go_up(node);
            }
        }
    }

    /// The nodes of the zone that a fault strikes.
    fn zone(&self, fault: u16) -> Vec<NodeId> {
        self.state.zones[self.scenario.weather[usize::from(fault)].zone.row()].clone()
    }
}
