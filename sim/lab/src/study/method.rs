//! How an interval was found, and how many independent observations it is worth.

/// How an interval was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// There is none.
    None,
    /// Student's t over replications.
    Student,
    /// Exact limits of a share, over all replications together.
    Exact,
    /// Student's t over the batches of one long run.
    BatchMeans,
}

impl Method {
    /// Its name in tables; empty if there is no interval.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Student => "t",
            Self::Exact => "exact",
            Self::BatchMeans => "batch_means",
        }
    }
}

/// How many independent observations would give the same standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effective {
    /// How many.
    pub n: f64,
    /// Of what: `observations` (requests, trials), `replications` or `batches`.
    pub of: &'static str,
}
