//! Laws of lives and waits: exponential, Weibull, gamma, Erlang, Pareto.

use units::problem::Problems;
use units::settings::{Kind, Setting};
use units::tree::{Tree, Value};

use super::Quantity;
use super::form::{Form, Shape, form};
use crate::math::{exp, exp_m1, ln, ln_1p, ln_gamma, lower_gamma, lower_gamma_inverse, pow};

/// Without memory: `F(x) = 1 - exp(-x / mean)`. Written by its mean alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Exponential<Q> {
    /// The mean \[> 0\].
    pub mean: Q,
}

impl<Q: Quantity> Setting for Exponential<Q> {
    fn kind() -> Kind {
        Q::kind()
    }
    fn read(tree: &Tree, problems: &mut Problems) -> Option<Self> {
        let mean = Q::read(tree, problems)?;
        if mean.base() > 0.0 {
            return Some(Self { mean });
        }
        let message = format!("the mean of an exponential distribution must be > 0, not {}", tree.value.inline());
        problems.push_with(tree.place, message, "a plain value is a constant, and may be 0");
        None
    }
    fn write(&self) -> Value {
        self.mean.write()
    }
}

impl<Q: Quantity> Shape for Exponential<Q> {
    #[inline]
    fn quantile(&self, p: f64) -> f64 {
        // 1 - p is exact for the uniforms of `Draws`, and the plain logarithm is the fastest.
        -ln(1.0 - p) * self.mean.base()
    }
    fn cdf(&self, x: f64) -> f64 {
        if x <= 0.0 { 0.0 } else { -exp_m1(-x / self.mean.base()) }
    }
    fn mean(&self) -> f64 {
        self.mean.base()
    }
    fn variance(&self) -> Option<f64> {
        Some(self.mean.base() * self.mean.base())
    }
    fn residual(&self, u: f64, _: f64) -> f64 {
        self.quantile(u)
    }
}

form! {
    /// Weibull: `F(x) = 1 - exp(-(x / scale)^shape)`; below shape 1 the hazard falls with age.
    pub struct Weibull<Q> {
        /// The shape [> 0].
        pub shape: f64,
        /// The scale: 63 % of all values are below it [> 0].
        pub scale: Q,
    }
}

impl<Q> Form for Weibull<Q> {}

impl<Q: Quantity> Shape for Weibull<Q> {
    fn quantile(&self, p: f64) -> f64 {
        self.scale.base() * pow(-ln(1.0 - p), 1.0 / self.shape)
    }
    fn cdf(&self, x: f64) -> f64 {
        if x <= 0.0 { 0.0 } else { -exp_m1(-pow(x / self.scale.base(), self.shape)) }
    }
    fn mean(&self) -> f64 {
        self.scale.base() * exp(ln_gamma(1.0 + 1.0 / self.shape))
    }
    fn variance(&self) -> Option<f64> {
        let (mean, scale) = (self.mean(), self.scale.base());
        Some(scale * scale * exp(ln_gamma(1.0 + 2.0 / self.shape)) - mean * mean)
    }
    fn residual(&self, u: f64, v: f64) -> f64 {
        // (x / scale)^shape of a life met by chance is gamma of shape 1 + 1/shape.
        v * self.scale.base() * pow(lower_gamma_inverse(1.0 + 1.0 / self.shape, u), 1.0 / self.shape)
    }
}

form! {
    /// Gamma: density `x^(shape - 1) exp(-x / scale) / (Gamma(shape) scale^shape)`.
    pub struct Gamma<Q> {
        /// The shape; the squared coefficient of variation is its inverse [>= 1e-6, <= 1e6].
        pub shape: f64,
        /// The scale [> 0].
        pub scale: Q,
    }
}

impl<Q> Form for Gamma<Q> {}

impl<Q: Quantity> Shape for Gamma<Q> {
    fn quantile(&self, p: f64) -> f64 {
        self.scale.base() * lower_gamma_inverse(self.shape, p)
    }
    fn cdf(&self, x: f64) -> f64 {
        lower_gamma(self.shape, x / self.scale.base())
    }
    fn mean(&self) -> f64 {
        self.shape * self.scale.base()
    }
    fn variance(&self) -> Option<f64> {
        Some(self.mean() * self.scale.base())
    }
    fn residual(&self, u: f64, v: f64) -> f64 {
        // A life met by chance is gamma of a shape greater by 1.
        v * self.scale.base() * lower_gamma_inverse(self.shape + 1.0, u)
    }
}

form! {
    /// Erlang: the sum of equal exponential stages.
    pub struct Erlang<Q> {
        /// How many stages [1 ..= 1000000].
        pub stages: u32,
        /// The mean of the sum [> 0].
        pub mean: Q,
    }
}

impl<Q> Form for Erlang<Q> {}

impl<Q: Quantity> Erlang<Q> {
    fn stage(&self) -> f64 {
        self.mean.base() / f64::from(self.stages)
    }
}

impl<Q: Quantity> Shape for Erlang<Q> {
    fn quantile(&self, p: f64) -> f64 {
        self.stage() * lower_gamma_inverse(f64::from(self.stages), p)
    }
    fn cdf(&self, x: f64) -> f64 {
        lower_gamma(f64::from(self.stages), x / self.stage())
    }
    fn mean(&self) -> f64 {
        self.mean.base()
    }
    fn variance(&self) -> Option<f64> {
        Some(self.mean.base() * self.stage())
    }
    fn residual(&self, u: f64, v: f64) -> f64 {
        v * self.stage() * lower_gamma_inverse(f64::from(self.stages) + 1.0, u)
    }
}

form! {
    /// Pareto: `F(x) = 1 - (scale / x)^shape` above the scale; its mean is infinite up to shape 1, its variance to 2.
    pub struct Pareto<Q> {
        /// The shape, or tail index [> 0].
        pub shape: f64,
        /// The minimum value [> 0].
        pub scale: Q,
    }
}

impl<Q> Form for Pareto<Q> {}

impl<Q: Quantity> Shape for Pareto<Q> {
    fn quantile(&self, p: f64) -> f64 {
        self.scale.base() * exp(-ln(1.0 - p) / self.shape)
    }
    fn cdf(&self, x: f64) -> f64 {
        let above = (x - self.scale.base()) / self.scale.base();
        if above <= 0.0 { 0.0 } else { -exp_m1(-self.shape * ln_1p(above)) }
    }
    fn mean(&self) -> f64 {
        if self.shape <= 1.0 { f64::INFINITY } else { self.scale.base() * self.shape / (self.shape - 1.0) }
    }
    fn variance(&self) -> Option<f64> {
        let below = self.shape - 1.0;
        let scale = self.scale.base();
        (self.shape > 2.0).then(|| scale * scale * self.shape / (below * below * (self.shape - 2.0)))
    }
    fn residual(&self, u: f64, v: f64) -> f64 {
        // A life met by chance is Pareto of a shape less by 1, or endless.
        if self.shape <= 1.0 { f64::INFINITY } else { v * self.scale.base() * exp(-ln(1.0 - u) / (self.shape - 1.0)) }
    }
}
