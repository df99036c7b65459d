//! What delegators see of operators and what they answer.

use std::fmt::Debug;

use units::time::Span;

use crate::checking::Checking;

units::questions! {
    /// Says to which operators a class of delegators gives its stake; asked at the start and at each of its reviews.
    pub trait Staking {
        /// What the policy remembers.
        type Memory: Clone + Debug + Default;

        /// What is remembered at the start.
        fn memory(&self, _nodes: usize) -> Self::Memory {
            Self::Memory::default()
        }
        /// Which part of its stake it would have with each operator, and how far it moves there now.
        fn plan(&self, memory: &mut Self::Memory, view: &View) -> Plan;
        /// Refuses settings that cannot be.
        fn vet(&self, _checking: &mut Checking) {}
    }
}

units::view! {
    /// What a class of delegators sees at a review.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct View<'a> {
        /// Time since the review before; 0 s at the start.
        pub every: Span,
        /// All operators, in their order.
        pub operators: &'a [Candidate],
    }
}

/// An operator as delegators see it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Candidate {
    /// Whether it takes stake: it has a node on the network that is not banished.
    pub is_open: bool,
    /// Net yield since the review before, after commission and slashes \[1/y\]; nothing where nobody had a stake there.
    pub yield_y: Option<f64>,
}

/// Where delegators would have their stake.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The part for each operator, relative to the others.
    pub weights: Vec<f64>,
    /// How far stake that is elsewhere moves there now, from 0 to 1.
    pub moves: f64,
}
