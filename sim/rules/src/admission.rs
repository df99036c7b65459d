//! Whether a request is let in.

mod all;
mod byte_budget;
mod deadline;
mod policy;
mod queue_bound;
#[cfg(test)]
mod table;
mod token_bucket;

use engine::draws::Draws;
use state::roster::Order;

use crate::checking::Checking;

pub use policy::{Admitter, Asking, QUESTIONS, Reason, Verdict};

units::menu! {
    /// The admission policies that a scenario may name.
    pub enum Admission: Admitter {
        all::All,
        token_bucket::TokenBucket,
        queue_bound::QueueBound,
        deadline::ByDeadline,
        byte_budget::ByteBudget,
    }

    /// What an admission policy remembers.
    pub enum Memory;

    remembering {
        fn judge(&self, asking: &Asking, draws: &mut Draws) -> Verdict;
        fn enter(&self, asking: &Asking);
    }
    fn order(&self) -> Order;
    fn reason(&self) -> Option<Reason>;
    fn vet(&self, checking: &mut Checking);
}
