//! What the weather does to wires.

use units::ids::{AttemptRef, RequestRef};

use crate::scenario::{Scenario, Struck, Weather};

/// What the weather does to wires, and what waits for it to pass.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wires {
    /// How many partitions cut each pair of regions; empty where no weather touches wires.
    pub(crate) cut: Vec<u32>,
    /// The faults that slow each pair of regions down.
    pub(crate) slow: Vec<Vec<u16>>,
    /// Attempts whose message waits for its way to be whole again.
    pub(crate) attempts: Vec<AttemptRef>,
    /// Requests that wait so on their way to the gateway.
    pub(crate) requests: Vec<RequestRef>,
}

impl Wires {
    pub(crate) fn new(scenario: &Scenario) -> Self {
        let touches = |w: &Weather| matches!(w.struck, Struck::Side(_) | Struck::Link(..));
        let n = if scenario.weather.iter().any(touches) { scenario.links.len() } else { 0 };
        Self { cut: vec![0; n], slow: vec![Vec::new(); n], ..Self::default() }
    }
}
