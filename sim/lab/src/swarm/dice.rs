//! Dice for random scenarios: choices, numbers and laws as text.

use engine::draws::{Address, Draws, Purpose};

/// A run of throws from one seed.
pub(super) struct Dice {
    draws: Draws,
}

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self { draws: Address { seed, replication: 0, purpose: Purpose::Swarm, entity: 0 }.stream().draws(0) }
    }
    /// Dice beside these, whose throws leave what these throw as it is.
    pub(super) fn aside(&self) -> Self {
        Self::new(!self.draws.clone().bits())
    }
    /// Whether something of this probability comes.
    pub(super) fn comes(&mut self, probability: f64) -> bool {
        self.draws.uniform() < probability
    }
    /// A whole number from `low` to `high`, both included.
    pub(super) fn whole(&mut self, low: u32, high: u32) -> u32 {
        low + self.draws.below(high - low + 1)
    }
    /// A number from `low` to `high`, small ones as likely as large ones by ratio.
    pub(super) fn scale(&mut self, low: f64, high: f64) -> f64 {
        low * (high / low).powf(self.draws.uniform())
    }
    /// One of a list.
    pub(super) fn one<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.draws.below(list.len() as u32) as usize]
    }
    /// A share as text, often at an end.
    pub(super) fn share(&mut self) -> String {
        match self.whole(0, 9) {
            0 => "0 %".into(),
            1 => "100 %".into(),
            _ => format!("{:.2} %", self.draws.uniform() * 100.0),
        }
    }
    /// A span as text, in whole microseconds.
    pub(super) fn span(&mut self, low_s: f64, high_s: f64) -> String {
        format!("{} us", (self.scale(low_s, high_s) * 1e6).ceil() as u64)
    }
    /// A law of spans as text with about this mean.
    pub(super) fn law(&mut self, mean_s: f64) -> String {
        let us = |s: f64| format!("\"{} us\"", (s * 1e6).ceil() as u64);
        match self.whole(0, 8) {
            0 => us(mean_s),
            1 => format!("{{ exponential = {} }}", us(mean_s)),
            2 => format!("{{ weibull = {{ shape = 0.6, scale = {} }} }}", us(mean_s * 0.66)),
            3 => format!("{{ lognormal = {{ median = {}, sigma = 1.2 }} }}", us(mean_s * 0.5)),
            4 => format!("{{ gamma = {{ shape = 0.5, scale = {} }} }}", us(mean_s * 2.0)),
            5 => format!("{{ erlang = {{ stages = 3, mean = {} }} }}", us(mean_s)),
            6 => format!("{{ uniform = {{ low = \"0 s\", high = {} }} }}", us(mean_s * 2.0)),
            7 => format!("{{ pareto = {{ shape = 1.5, scale = {} }} }}", us(mean_s / 3.0)),
            _ => format!(
                "{{ hyperexponential = {{ weights = [0.9, 0.1], means = [{}, {}] }} }}",
                us(mean_s * 0.5),
                us(mean_s * 5.5)
            ),
        }
    }
    /// Some of a list, at least one, in order.
    pub(super) fn some(&mut self, list: &[String]) -> Vec<String> {
        let chosen: Vec<String> = list.iter().filter(|_| self.comes(0.6)).cloned().collect();
        if chosen.is_empty() { vec![list[self.whole(0, list.len() as u32 - 1) as usize].clone()] } else { chosen }
    }
}

/// Names as a TOML list.
pub(super) fn names(list: &[String]) -> String {
    format!("[{}]", list.iter().map(|n| format!("\"{n}\"")).collect::<Vec<_>>().join(", "))
}
