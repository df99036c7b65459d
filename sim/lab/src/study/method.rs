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
    /// Whether batches of one long run, where there are any, estimate the value of the whole.
    pub(crate) fn is_of_batches(self) -> bool {
        matches!(self, Self::BatchMeans | Self::Exact)
    }
    /// The method of a name in tables.
    pub(crate) fn named(name: &str) -> Option<Self> {
        [Self::None, Self::Student, Self::Exact, Self::BatchMeans].into_iter().find(|method| method.name() == name)
    }
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
