//! Faults that strike on a timetable or by a law.

mod policy;
mod zone_outage;

pub use policy::{Strike, Striker};

units::menu! {
    /// The faults that a scenario may name.
    pub enum Fault: Striker { zone_outage::ZoneOutage }
}

impl Fault {
    /// The name of the zone that the fault strikes, which `check` looks up.
    pub fn zone(&self) -> &units::quantity::Name {
        let Self::ZoneOutage(outage) = self;
        &outage.zone
    }
}
