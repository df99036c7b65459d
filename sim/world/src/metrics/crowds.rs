//! What is measured of individuals and their gateways, and of requests that users send again.

use units::time::Time;

use super::gauge::Area;
use crate::scenario::Scenario;

/// How many individuals each gateway has, over time; of all groups whose individuals may change their gateway.
#[derive(Clone, Debug, Default)]
pub struct CrowdMeter {
    /// Individuals of all groups.
    n: u64,
    gateways: Vec<Area>,
    /// The sum of squares of what gateways have, and how many have any.
    squares: Area,
    used: Area,
    /// How often an individual went to another gateway, and to the one before.
    switches: u64,
    returns: u64,
    /// Requests that were sent again.
    again: u64,
    /// At each asked-for time: individuals by gateway.
    observed: Vec<Option<Vec<u64>>>,
}

impl CrowdMeter {
    /// Of a scenario, with nobody anywhere yet; none where nobody may use several gateways, nor sends a
    /// request again.
    pub fn new(scenario: &Scenario) -> Option<Box<Self>> {
        let is_needed = scenario.users.iter().any(|users| users.rules.has_homes() || users.rules.tries_again());
        is_needed.then(|| {
            Box::new(Self {
                gateways: vec![Area::default(); scenario.gateways.len()],
                observed: vec![None; scenario.observe.at.len()],
                ..Self::default()
            })
        })
    }
    /// The same with what was measured forgotten.
    pub fn cleared(&self, now: Time) -> Self {
        let mut fresh = Self { switches: 0, returns: 0, again: 0, ..self.clone() };
        fresh.gateways.iter_mut().chain([&mut fresh.squares, &mut fresh.used]).for_each(|area| area.clear(now));
        fresh
    }
    /// Individuals are at a gateway from the start.
    pub fn starts(&mut self, gateway: usize, individuals: u32) {
        self.n += u64::from(individuals);
        self.change(Time::ZERO, gateway, i64::from(individuals));
    }
    /// The number of individuals at a gateway changes.
    pub fn change(&mut self, now: Time, gateway: usize, by: i64) {
        let set = |area: &mut Area, to: u64| {
            let from = area.level();
            if to >= from { area.add(now, to - from) } else { area.sub(now, from - to) }
        };
        let before = self.gateways[gateway].level();
        let after = before.saturating_add_signed(by);
        set(&mut self.gateways[gateway], after);
        let squares = self.squares.level() + after * after - before * before;
        set(&mut self.squares, squares);
        let used = self.used.level() + u64::from(after > 0) - u64::from(before > 0);
        set(&mut self.used, used);
    }
    /// Individuals went to other gateways, so many of them to the one before.
    pub fn switched(&mut self, n: u64, back: u64) {
        self.switches += n;
        self.returns += back;
    }
    /// A request is sent again.
    pub fn sent_again(&mut self) {
        self.again += 1;
    }
    /// Notes where individuals are for an asked-for observation.
    pub fn observe(&mut self, at: usize) {
        self.observed[at] = Some(self.gateways.iter().map(Area::level).collect());
    }

    /// Switches, and those to the gateway before.
    pub(super) fn switches(&self) -> (u64, u64) {
        (self.switches, self.returns)
    }
    /// Requests that were sent again.
    pub(super) fn again(&self) -> u64 {
        self.again
    }
    /// Whether there are individuals who may change their gateway.
    pub(super) fn has_homes(&self) -> bool {
        self.n > 0
    }
    /// Individuals of all groups.
    pub(super) fn n(&self) -> f64 {
        self.n as f64
    }
    /// The share of the individuals that are at a gateway now.
    pub(super) fn share(&self, gateway: usize) -> f64 {
        self.gateways[gateway].level() as f64 / self.n()
    }
    /// The mean of that share over a time \[ns\].
    pub(super) fn mean_share(&self, gateway: usize, now: Time, ns: f64) -> f64 {
        self.gateways[gateway].area(now) as f64 / self.n() / ns
    }
    /// The sum of squared shares, mean over a time \[ns\].
    pub(super) fn mean_hhi(&self, now: Time, ns: f64) -> f64 {
        self.squares.area(now) as f64 / (self.n() * self.n()) / ns
    }
    /// Gateways with any individuals, mean over a time \[ns\].
    pub(super) fn mean_used(&self, now: Time, ns: f64) -> f64 {
        self.used.area(now) as f64 / ns
    }
    /// The sum of squared shares and the gateways with any individuals at an asked-for time.
    pub(super) fn observed(&self, at: usize) -> Option<(f64, f64)> {
        let levels = self.observed[at].as_ref()?;
        let squares: u64 = levels.iter().map(|level| level * level).sum();
        Some((squares as f64 / (self.n() * self.n()), levels.iter().filter(|level| **level > 0).count() as f64))
    }
    /// The share of the individuals that were at a gateway at an asked-for time.
    pub(super) fn observed_share(&self, at: usize, gateway: usize) -> Option<f64> {
        Some(self.observed[at].as_ref()?[gateway] as f64 / self.n())
    }
}
