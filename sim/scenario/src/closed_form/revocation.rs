//! How long to wait before an image is struck off: forged answers before, refused requests after.

/// A break of trusted hardware in a network with as many nodes as one likes, each of which takes its share of the
/// requests.
///
/// Requests come at rate l \[1/s\]; a fraction f of n nodes forges, and random picks meet them as often. u n nodes can
/// serve all requests; the registry takes r nodes \[1/s\], in an order that is drawn. Where nodes work without waiting
/// or fail, what capacity lacks is refused. Sums are of means, for n large.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Revocation {
    /// l, requests \[1/s\].
    pub rate: f64,
    /// f, part of the nodes that forge.
    pub forging: f64,
    /// u n, nodes that can serve all requests.
    pub needed: f64,
    /// r, nodes that the registry takes \[1/s\].
    pub recovery: f64,
    /// What a forged answer costs, against a refused request.
    pub weight: f64,
}

impl Revocation {
    /// Answers forged from the break to the revocation, l f t.
    pub fn forged(&self, span_s: f64) -> f64 {
        self.rate * self.forging * span_s
    }
    /// Requests refused after a revocation of nodes of which so many are patched already: the triangle `l (u n - m)^2 /
    /// (2 r u n)`.
    pub fn refused(&self, patched: f64) -> f64 {
        let lacking = (self.needed - patched).max(0.0);
        self.rate * lacking * lacking / (2.0 * self.recovery * self.needed)
    }
    /// The harm of a delay d of the revocation, in refused requests, where honest nodes are patched meanwhile.
    pub fn harm_if_patched(&self, delay_s: f64) -> f64 {
        self.weight * self.forged(delay_s) + self.refused(self.recovery * delay_s)
    }
    /// The same where they are patched only once they are struck off: each delay only adds to it.
    pub fn harm(&self, delay_s: f64) -> f64 {
        self.weight * self.forged(delay_s) + self.refused(0.0)
    }
    /// The delay that is best where honest nodes are patched from the publication on, `(1 - w f) u n / r` \[s\]; 0
    /// where `w f >= 1`.
    pub fn best_delay_s(&self) -> f64 {
        (1.0 - self.weight * self.forging).max(0.0) * self.needed / self.recovery
    }
}
