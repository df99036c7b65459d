//! Whether and how nodes change what they do.

mod best_response;
mod fermi;
mod logit;
mod moran;
mod policy;
mod replicator;
#[cfg(test)]
mod trials;

pub use policy::{QUESTIONS, Revising, Turn, View};

units::menu! {
    /// The rules by which nodes may change their conduct.
    pub enum Revision: Revising {
        best_response::BestResponse, logit::Logit, replicator::Replicator, fermi::Fermi, moran::Moran,
    }
}
