//! An amount that chance decides.

use engine::math;
use units::money::Money;
use units::settings;
use units::settings::Nothing;
use units::share::Share;
use units::time::Span;
use units::words;

use crate::checking::Checking;

use super::policy::{Destination, Evidence, Offence, Sentence, Slasher, StakeView};

settings! {
    /// Takes an amount of random size for each offence, at most the whole stake.
    ///
    /// Sizes are independent, with mean m: exponential or uniform from 0 to 2 m; they stand for what courts, votes and
    /// damage make of equal offences. A node that earns at rate c \[coins/s\] and offends at rate v with exponential
    /// sizes loses a stake of u, ever, with probability `(v m / c) exp(-(1/m - v/c) u)` where `c > v m`, and surely
    /// elsewhere. Base units are rounded down. Source: Lundberg, 1903, and Cramér, On the mathematical theory of risk,
    /// 1930, as in Asmussen and Albrecher, Ruin Probabilities, 2010.
    pub struct Random {
        /// The offence that it punishes.
        pub offence: Offence = Offence::WrongAnswer,
        /// Mean amount of the network's coin [> 0].
        pub mean: Money,
        /// The law of the sizes.
        pub law: Sizes = Sizes::Exponential,
        /// The most of the current stake that one offence takes [> 0, <= 1].
        pub most: Share = Share::ONE,
        /// How long the offender is jailed.
        pub jail: Span = Span::ZERO,
        /// Who gets the slashed stake.
        pub destination: Destination = Destination::Burn,
    }
}

words! {
    /// How sizes are distributed around their mean.
    pub enum Sizes {
        /// Exponentially: often little, sometimes much.
        Exponential = "exponential",
        /// Uniformly from 0 to twice the mean.
        Uniform = "uniform",
    }
}

impl Random {
    /// The size against its mean that a number from 0 to 1 makes.
    fn size(&self, luck: f64) -> f64 {
        match self.law {
            Sizes::Exponential => -math::ln(luck),
            Sizes::Uniform => 2.0 * luck,
        }
    }
}

impl Slasher for Random {
    type Memory = Nothing;

    fn destination(&self) -> Destination {
        self.destination
    }
    fn hears(&self, offence: Offence) -> bool {
        offence == self.offence
    }
    fn is_by_chance(&self) -> bool {
        true
    }
    fn judge(&self, memory: &mut Nothing, evidence: &Evidence, view: &StakeView) -> Sentence {
        // Without chance the mean.
        self.judge_by_luck(memory, evidence, view, std::f64::consts::E.recip())
    }
    fn judge_by_luck(&self, _: &mut Nothing, _: &Evidence, view: &StakeView, luck: f64) -> Sentence {
        let mean = self.mean.base_units(view.decimals).unwrap_or(0) as f64;
        let all = view.bonded + view.unbonding;
        let slash = ((mean * self.size(luck)) as i64).min(self.most.of(all)).clamp(0, all);
        Sentence { slash, jail: self.jail, tombstone: false, destination: self.destination }
    }
    fn vet(&self, checking: &mut Checking) {
        if checking.facts.coin.is_none() {
            return checking.refuse_with("", "a network without a coin has no stakes", "name its `coin`");
        }
        checking.amount("mean", &self.mean);
        if self.mean.number.mantissa <= 0 {
            checking.refuse("mean", "the mean of what is taken must be above 0");
        }
    }
}

#[cfg(test)]
mod tests {
    use engine::draws::{Address, Purpose};
    use units::ids::NodeId;
    use units::time::Time;

    use super::super::policy::Finding;
    use super::*;

    fn rule(law: Sizes) -> Random {
        Random {
            offence: Offence::WrongAnswer,
            mean: "1 alp".parse().unwrap(),
            law,
            most: Share::ONE,
            jail: Span::ZERO,
            destination: Destination::Burn,
        }
    }

    fn taken(rule: &Random, luck: f64, bonded: i64) -> i64 {
        let offence = Offence::WrongAnswer;
        let evidence =
            Evidence { node: NodeId(0), offence, finding: Finding::Offended, at: Time::ZERO, now: Time::ZERO };
        let view = StakeView { bonded, unbonding: 0, total: bonded, members: 1, decimals: 6 };
        rule.judge_by_luck(&mut Nothing, &evidence, &view, luck).slash
    }

    #[test]
    fn sizes_have_the_moments_of_their_laws() {
        for (law, variance) in [(Sizes::Exponential, 1.0), (Sizes::Uniform, 1.0 / 3.0)] {
            let mut draws =
                Address { seed: 1, replication: 0, purpose: Purpose::SlashSize, entity: 0 }.stream().draws(0);
            let sizes: Vec<f64> =
                (0..40_000).map(|_| taken(&rule(law), draws.uniform(), i64::MAX / 4) as f64 / 1e6).collect();
            let n = sizes.len() as f64;
            let mean = sizes.iter().sum::<f64>() / n;
            let found = sizes.iter().map(|size| (size - mean) * (size - mean)).sum::<f64>() / n;
            assert!((mean - 1.0).abs() < 4.0 * (variance / n).sqrt(), "{mean}");
            assert!((found / variance - 1.0).abs() < 0.06, "{found}, not {variance}");
        }
    }

    #[test]
    fn no_more_is_taken_than_there_is() {
        assert_eq!(taken(&rule(Sizes::Exponential), 1e-9, 5), 5);
        let half = Random { most: Share::percent(50), ..rule(Sizes::Exponential) };
        assert_eq!(taken(&half, 1e-9, 10_000_000), 5_000_000);
    }
}
