//! What is asked of waits beyond their histogram: squares, thresholds, and the waits of those who got no answer.

use units::time::Span;

/// Sums over waits.
#[derive(Clone, Debug, Default)]
pub struct Waits {
    /// Sum of the squares of the answers' waits \[ns^2\].
    pub square: f64,
    /// Thresholds.
    limits: Vec<Span>,
    /// Answers that waited longer, by threshold.
    pub over: Vec<u64>,
    /// Sum of the waits of requests that ended without an answer \[ns\].
    pub lost: u128,
    /// How many of those waited at all.
    pub lost_waited: u64,
}

impl Waits {
    /// Nothing measured yet.
    pub fn new(limits: &[Span]) -> Self {
        Self { limits: limits.to_vec(), over: vec![0; limits.len()], ..Self::default() }
    }
    /// The same thresholds with nothing measured.
    pub fn cleared(&self) -> Self {
        Self::new(&self.limits)
    }
    /// An answer waited so long for service.
    #[inline]
    pub fn add(&mut self, wait: Span) {
        if wait.ns() == 0 {
            return;
        }
        let ns = wait.ns() as f64;
        self.square += ns * ns;
        for (limit, over) in self.limits.iter().zip(&mut self.over) {
            *over += u64::from(wait > *limit);
        }
    }
    /// A request that got no answer waited so long for service or its end.
    pub fn lose(&mut self, wait: Span) {
        self.lost += u128::from(wait.ns());
        self.lost_waited += u64::from(wait.ns() > 0);
    }
}
