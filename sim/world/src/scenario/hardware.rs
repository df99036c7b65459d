//! Hardware as a replication has it, and what its steps cost.

use cost::{Device, Shape, Spread, StepTimes};
use engine::draws::{Address, Purpose, name_hash};
use units::ids::LlmId;

use super::{Group, Scenario};

/// Hardware of which only the spread is known.
#[derive(Clone, Debug)]
pub struct Uncertain {
    /// The classes of hardware, by id, and how many times longer their steps take in trusted execution.
    pub devices: Vec<(Device, Spread, f64)>,
    /// The LLMs, by id.
    pub shapes: Vec<Shape>,
}

impl Scenario {
    /// The hardware as one replication has it: its efficiencies drawn from their spread, if that was asked for.
    ///
    /// A draw is addressed by seed, replication and the hardware's name, so that every policy meets the same hardware.
    /// What was measured step by step stays as it was measured.
    #[must_use]
    pub fn with_drawn_hardware(mut self, replication: u32) -> Self {
        let Some(Uncertain { devices, shapes }) = &self.uncertain else { return self };
        let drawn = devices.iter().zip(&self.hardware).map(|((device, spread, _), name)| {
            let address =
                Address { seed: self.seed, replication, purpose: Purpose::Efficiency, entity: name_hash(name) };
            let mut draws = address.stream().draws(0);
            device.spread(spread, [(); 5].map(|()| draws.normal()))
        });
        let mut drawn: Vec<StepTimes> =
            drawn.flat_map(|device| shapes.iter().map(move |shape| StepTimes::new(&device, shape))).collect();
        let slowed = drawn.iter().enumerate().map(|(pair, times)| times.slowed(devices[pair / shapes.len()].2));
        let slowed: Vec<StepTimes> = slowed.collect();
        drawn.extend(slowed);
        for (times, drawn) in self.step_times.iter_mut().zip(drawn).filter(|(times, _)| times.is_roofline()) {
            *times = drawn;
        }
        self
    }

    /// Step times of an LLM on the nodes of a group.
    ///
    /// # Panics
    /// If the group has no hardware.
    #[inline]
    pub fn times(&self, group: &Group, llm: LlmId) -> &StepTimes {
        let hardware = group.hardware.expect("`check` lets tokens go only to nodes with hardware").row();
        let row = hardware + if group.rules.confidential { self.hardware.len() } else { 0 };
        &self.step_times[row * self.llms.len() + llm.row()]
    }
}
