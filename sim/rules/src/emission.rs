//! What is minted.

mod baseline;
mod constant;
mod decimal;
mod exponential;
mod fraction;
mod halving;
mod none;
mod per_work;
mod policy;
mod stake_curve;
mod stake_step;
mod target_apr;
mod target_stake;

use crate::checking::Checking;

pub use policy::{Emitter, QUESTIONS, View};

units::menu! {
    /// The emissions that a scenario may name.
    pub enum Emission: Emitter {
        none::Steady,
        constant::Constant,
        halving::Halving,
        exponential::Exponential,
        baseline::Baseline,
        target_stake::TargetStake,
        stake_curve::StakeCurve,
        stake_step::StakeStep,
        per_work::PerWork,
        target_apr::TargetApr,
    }

    /// What an emission remembers.
    pub enum Memory;

    remembering { fn mint(&self, view: &View) -> i64; }
    fn mints(&self) -> bool;
    fn vet(&self, checking: &mut Checking);
}

impl Emission {
    /// Nothing is minted.
    pub fn steady() -> Self {
        Self::Steady(none::Steady {})
    }
}

#[cfg(test)]
mod tests {
    use units::time::{Span, Time};

    use super::View;

    /// What is seen at the end of an epoch of a coin of six decimals that nobody has or works for.
    pub(super) fn view(epoch: Span, number: u64) -> View {
        let now = Time::ZERO + epoch * number;
        View { now, epoch, number, supply: 0, bonded: 0, worked: 0, answers: 0, tokens: 0, decimals: 6 }
    }
}
