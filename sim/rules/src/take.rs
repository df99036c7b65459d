//! What a gateway takes of or on top of what users pay.

mod best_response;
mod fixed;
mod policy;
mod setting;
mod undercut;

pub use policy::{On, QUESTIONS, Rest, Taker, View};
pub use setting::Take;

units::menu! {
    /// The policies by which a gateway sets its take.
    pub enum Taking: Taker { fixed::Fixed, undercut::Undercut, best_response::BestResponse }
}
