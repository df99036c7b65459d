//! Faults that strike on a timetable or by a law.

mod common_shock;
mod compromise;
mod facilitator_outage;
mod feed_outage;
mod gateway_outage;
mod partition;
mod policy;
mod price_crash;
mod service_outage;
mod slow_link;
mod zone_outage;
mod zone_shock;

pub use policy::{Acts, Forges, Party, QUESTIONS, Reach, Shows, Strike, Striker, Target, Then};

units::menu! {
    /// The faults that a scenario may name.
    pub enum Fault: Striker {
        zone_outage::ZoneOutage,
        zone_shock::ZoneShock,
        common_shock::CommonShock,
        partition::Partition,
        slow_link::SlowLink,
        facilitator_outage::FacilitatorOutage,
        price_crash::PriceCrash,
        feed_outage::FeedOutage,
        gateway_outage::GatewayOutage,
        service_outage::ServiceOutage,
        compromise::Compromise,
    }
}

impl Fault {
    /// Whether the fault ends sessions before their time.
    pub fn ends_sessions(&self) -> bool {
        matches!(self, Self::ZoneShock(_) | Self::CommonShock(_))
    }
}
