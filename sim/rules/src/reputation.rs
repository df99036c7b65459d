//! What is thought of nodes by what was seen of them.

mod beta;
mod eigentrust;
mod epochs_served;
mod ewma;
mod policy;
mod yuma;

use units::ids::{GroupId, NodeId};
use units::reference::Ref;
use units::time::Time;

use crate::checking::Checking;

pub use policy::{Member, Observation, QUESTIONS, Rating, Seen};

units::menu! {
    /// The ways of keeping reputations that a scenario may name.
    pub enum Reputation: Rating {
        ewma::Ewma, beta::Beta, epochs_served::EpochsServed, eigentrust::EigenTrust, yuma::Yuma,
    }

    /// What is remembered of nodes.
    pub enum Memory;

    remembering {
        fn hear(&self, observation: &Observation);
        fn own(&self, node: NodeId, now: Time) -> Option<f64>;
        fn publish(&self, members: &[Member], now: Time) -> Vec<f64>;
        fn dividends(&self) -> Vec<f64>;
        fn forget(&self, node: NodeId);
    }
    fn opening(&self) -> f64;
    fn is_pairwise(&self) -> bool;
    fn counts_answers(&self) -> bool;
    fn pretrusted(&self) -> &[Ref<GroupId>];
    fn vet(&self, checking: &mut Checking);
}
