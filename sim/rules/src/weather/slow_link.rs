//! Slow wires between two regions.

use units::ids::RegionId;
use units::reference::Ref;
use units::settings;
use units::time::Span;

use super::policy::{Strike, Striker, Target};

settings! {
    /// Slows the link between two regions for a time: multiplies latency and jitter, and divides bandwidth.
    ///
    /// A message of b bytes sent meanwhile takes `latency * l + b * d / w` \[s\], l and d the two factors, w the
    /// bandwidth of the link; messages sent before keep their time. The factors of several at once multiply. Source:
    /// the definition of a link, see `link`; round trips on congested or rerouted paths are a small multiple of the
    /// usual ones.
    pub struct SlowLink {
        /// The two regions, as a link names them.
        pub between: Vec<Ref<RegionId>>,
        /// Factor of latency and jitter [>= 1].
        pub latency: f64 = 1.0,
        /// Divisor of bandwidth [>= 1].
        pub bandwidth: f64 = 1.0,
        /// How long it lasts [> 0 s].
        pub lasts: Span,
    }
}

impl Striker for SlowLink {
    fn strike(&self) -> Strike<'_> {
        let Self { latency, bandwidth, lasts, .. } = *self;
        Strike::Slow { latency, bandwidth, lasts }
    }
    fn target(&self) -> Target<'_> {
        Target::Link(&self.between)
    }
}
