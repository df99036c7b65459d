//! What a permission sees and what it answers.

use units::time::Span;
use units::words;

use crate::checking::Checking;

units::questions! {
    /// Decides who may serve; asked whenever a node may be listed, or its stake or approval changes.
    pub trait Permit {
        /// Whether the node may be listed.
        fn admits(&self, view: &View) -> bool;
        /// How nodes are approved, if the network keeps a list of those that are.
        fn terms(&self) -> Option<Terms> {
            None
        }
        /// Whether a node may be approved at all; asked once for each node, where the network keeps a list.
        fn approves(&self, _applicant: &Applicant) -> bool {
            true
        }
        /// What an attestation covers, where nodes have one.
        fn covers(&self) -> Option<Covers> {
            None
        }
        /// Refuses settings that cannot be.
        fn vet(&self, _checking: &mut Checking) {}
    }
}

units::view! {
    /// What a permission sees of a node.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct View {
        /// Its bonded stake \[base units\].
        pub bonded: i64,
        /// Decimals of the coin.
        pub decimals: u32,
        /// Whether it is on the network's list of approved nodes; always, where the network keeps none.
        pub is_approved: bool,
    }
}

units::view! {
    /// What a permission sees of a node that asks to be approved.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct Applicant<'a> {
        /// The name of its group.
        pub group: &'a str,
        /// The image that it runs.
        pub image: &'a str,
        /// A number of its operator on this network, uniform from 0 to 1.
        pub luck: f64,
    }
}

/// How nodes are approved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Time from asking to the approval, without a wait for others.
    pub takes: Span,
    /// Time between two approvals; 0 s where any number are given at once.
    pub gap: Span,
    /// How long an approval lasts; none if it lasts for ever.
    pub expires: Option<Span>,
    /// Whether a node asks anew whenever it comes back.
    pub per_session: bool,
    /// What an approval costs its operator \[billionths of a usd\].
    pub fee: i64,
}

words! {
    /// What of a node's work an attestation covers.
    pub enum Covers {
        /// The code that computes answers: a node that would cheat cannot, unless it forges attestations.
        Execution = "execution",
        /// The code that passes requests on: what is behind it may still be another LLM.
        Relay = "relay",
    }
}
