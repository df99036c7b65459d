//! Laws of distribution: how long, how much, how many, drawn by inversion of one uniform number.

mod count;
mod discrete;
mod form;
mod life;
mod mixture;
mod quantity;
mod read;
mod single;
mod spread;
mod weighted;

use crate::draws::Draws;

use self::form::Shape;

pub use self::count::{Geometric, Poisson};
pub use self::discrete::{Empirical, Fixed};
pub use self::life::{Erlang, Exponential, Gamma, Pareto, Weibull};
pub use self::mixture::Mixture;
pub use self::quantity::Quantity;
pub use self::single::Single;
pub use self::spread::{Gumbel, Lognormal, Normal, Uniform};
pub use self::weighted::Hyperexponential;

/// The law of a quantity, as a scenario writes it: `"5 ms"` or `{ lognormal = { median = "48 min", sigma = 1.465 } }`.
///
/// Every variate is the law's quantile at one uniform number: one draw each, and the greater the number the greater
/// the variate, so that two laws on one seed stay as close as they can be. A mixture alone takes its part of the
/// number first, which is monotone within each part. Numbers are in base units: seconds for a
/// span, else the quantity itself. Where a quantity cannot be negative, normal and Gumbel laws are cut at 0: what
/// would lie below is 0. Counts are rounded to the nearest whole number; moments are those before the rounding.
///
/// ```
/// use engine::draws::{Address, Purpose, name_hash};
/// use engine::law::Law;
/// use units::time::Span;
///
/// let service = Law::exponential(Span::ms(20));
/// let stream = Address { seed: 1, replication: 0, purpose: Purpose::Service, entity: name_hash("home") }.stream();
/// assert_eq!(service.mean(), 0.02);
/// assert!(service.sample(&mut stream.draws(0)) > Span::ZERO);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum Law<Q> {
    /// One law.
    Single(Single<Q>),
    /// Several laws, each with its weight.
    Mixture(Mixture<Q>),
}

impl<Q: Quantity> Law<Q> {
    /// Always the same.
    pub fn fixed(value: Q) -> Self {
        Self::Single(Single::Fixed(Fixed { value }))
    }

    /// The exponential law of this mean.
    ///
    /// # Panics
    /// If the mean is not positive.
    pub fn exponential(mean: Q) -> Self {
        assert!(mean.base() > 0.0, "the mean of an exponential distribution must be positive, not {mean:?}");
        Self::Single(Single::Exponential(Exponential { mean }))
    }

    /// The number below which a share `p` of the variates lies \[base units\], for p above 0 and below 1.
    pub fn quantile(&self, p: f64) -> f64 {
        self.shape().quantile(p)
    }

    /// The quantity below which a share `p` of the variates lies; monotone in p for mixtures, too, unlike their
    /// samples.
    pub fn value_at(&self, p: f64) -> Q {
        // At 0 and 1 unbounded laws have no value.
        Q::of_base(self.quantile(p.clamp(f64::MIN_POSITIVE, 1.0 - f64::EPSILON)))
    }

    /// The probability of at most `x` \[x in base units\].
    pub fn cdf(&self, x: f64) -> f64 {
        self.shape().cdf(x)
    }

    /// The mean \[base units\]; infinite for a Pareto law of shape 1 or less.
    pub fn mean(&self) -> f64 {
        self.shape().mean()
    }

    /// The variance \[base units squared\]; none where it is infinite.
    pub fn variance(&self) -> Option<f64> {
        self.shape().variance()
    }

    /// The mean of the square \[base units squared\]; none where it is infinite.
    pub fn second_moment(&self) -> Option<f64> {
        let mean = self.mean();
        self.variance().map(|variance| variance + mean * mean)
    }

    /// A variate, from one draw.
    #[inline]
    pub fn sample(&self, draws: &mut Draws) -> Q {
        let p = draws.uniform();
        Q::of_base(match self {
            // The two commonest laws need no indirect call.
            Self::Single(Single::Exponential(law)) => law.quantile(p),
            Self::Single(Single::Fixed(law)) => return law.value,
            _ => self.shape().variate(p),
        })
    }

    fn shape(&self) -> &dyn Shape {
        match self {
            Self::Single(single) => single.shape(),
            Self::Mixture(mixture) => mixture,
        }
    }
}

impl<Q: Quantity> Law<Q> {
    /// Whether any variate is longer than nothing; a process whose gaps are not keeps time from going on.
    pub fn takes_time(&self) -> bool {
        self.value_at(1.0).base() > 0.0
    }

    /// What is left of a life of this law that is met at a moment of no account, from two draws.
    ///
    /// Its density is `(1 - F(x)) / mean`: a life is met in proportion to its length and at a uniform point of it
    /// (Cox, Renewal Theory, 1962, chapter 5). A population whose lives start like this is in equilibrium from the
    /// start. Where the mean is infinite, so is what is left.
    pub fn residual(&self, draws: &mut Draws) -> Q {
        let (u, v) = (draws.uniform(), draws.uniform());
        Q::of_base(self.shape().residual(u, v))
    }
}

#[cfg(test)]
mod tests;
