//! The weather library: named strikes that are built for a scenario, one file each and one line in the list.

mod common_shock;
mod facilitator_outage;
mod flash_crowd;
mod gateway_outage;
mod heartbeat_delay;
mod mass_exit;
mod noisy_checks;
mod partition;
mod price_crash;
mod service_outage;
mod site;
mod slow_link;
mod slow_nodes;
mod spot_preemption;
mod strength;
mod zone_outage;
mod zone_shock;

pub use site::Site;
pub use strength::{Kind, Strength};

/// A named strike that can be built for many scenarios.
pub trait Weather: Sync {
    /// Its name, as `--weather` takes it.
    fn name(&self) -> &'static str;
    /// What it does, in a sentence.
    fn doc(&self) -> &'static str;
    /// What its strength is, in a few words.
    fn measure(&self) -> &'static str;
    /// The scale of its strength.
    fn kind(&self) -> Kind;
    /// The strength that it has unless another is asked for; none for the plan's `lasts`.
    fn usual(&self) -> Option<f64>;
    /// The settings that make it strike a scenario, each as `path=value`.
    ///
    /// # Errors
    /// Why it cannot strike this one.
    fn build(&self, site: &Site<'_>, strength: f64) -> Result<Vec<String>, String>;
}

/// All weather, in the order in which it is told; a new one is a file and a line here.
pub const LIBRARY: [&dyn Weather; 15] = [
    &zone_outage::ZoneOutage,
    &zone_shock::ZoneShock,
    &common_shock::CommonShock,
    &spot_preemption::SpotPreemption,
    &mass_exit::MassExit,
    &slow_nodes::SlowNodes,
    &partition::Partition,
    &slow_link::SlowLink,
    &heartbeat_delay::HeartbeatDelay,
    &facilitator_outage::FacilitatorOutage,
    &gateway_outage::GatewayOutage,
    &service_outage::ServiceOutage,
    &flash_crowd::FlashCrowd,
    &noisy_checks::NoisyChecks,
    &price_crash::PriceCrash,
];
