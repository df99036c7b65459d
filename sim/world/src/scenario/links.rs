//! The wires between places, and which of them a fault strikes.

use rules::owner;
use units::ids::RegionId;

use super::{Scenario, Struck};

impl Scenario {
    /// The wires between two places; none where either stands nowhere.
    #[inline]
    pub fn link(&self, from: Option<RegionId>, to: Option<RegionId>) -> Option<&owner::place::Link> {
        let wire = self.links[from?.row() * self.regions.len() + to?.row()]?;
        Some(&self.wires[usize::from(wire)].rules)
    }
    /// The pairs of regions whose wires a fault strikes, as rows of [`Self::links`].
    pub fn strained(&self, fault: u16) -> Vec<usize> {
        let n = self.regions.len();
        match &self.weather[usize::from(fault)].struck {
            Struck::Link(a, b) if a == b => vec![a.row() * n + b.row()],
            Struck::Link(a, b) => vec![a.row() * n + b.row(), b.row() * n + a.row()],
            Struck::Side(side) => {
                let is_here = |region: usize| side.iter().any(|r| r.row() == region);
                (0..n * n).filter(|at| is_here(at / n) != is_here(at % n)).collect()
            }
            _ => Vec::new(),
        }
    }
}
