//! What a permission sees and what it answers.

use engine::math;
use units::time::Span;
use units::words;

use crate::checking::Checking;

units::questions! {
    /// Decides who may serve; asked whenever a node may be listed, or its stake, approval or
    /// reputation changes.
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
        /// How many places there are and what one costs, where they are few.
        fn places(&self) -> Option<Places> {
            None
        }
        /// The least reputation of a node that may serve, if it is asked for one.
        fn least_reputation(&self) -> Option<f64> {
            None
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
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct View {
        /// Its bonded stake \[base units\].
        pub bonded: i64,
        /// Decimals of the coin.
        pub decimals: u32,
        /// Whether it is on the network's list of approved nodes; always, where the network keeps none.
        pub is_approved: bool,
        /// Its published reputation; 1 where the network keeps none.
        pub reputation: f64,
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

/// A fixed number of places, and what one costs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Places {
    /// How many there are.
    pub most: u32,
    /// Time from a registration in which a node is not evicted.
    pub immunity: Span,
    /// Price of a registration at the start \[billionths of a usd\].
    pub opening: i64,
    /// What each registration multiplies it by.
    pub factor: f64,
    /// Time in which it halves.
    pub half_life: Span,
    /// Lowest and highest price \[billionths of a usd\].
    pub floor: i64,
    /// See `floor`.
    pub cap: i64,
    /// What a place is worth to a node \[billionths of a usd\].
    pub worth: i64,
}

impl Places {
    /// The price so long after it was another.
    pub fn price(&self, before: i64, since: Span) -> i64 {
        let halvings = since.as_secs() / self.half_life.as_secs();
        ((before as f64 * math::pow(0.5, halvings)).round() as i64).clamp(self.floor.min(self.cap), self.cap)
    }
    /// The price after a registration at another.
    pub fn raised(&self, before: i64) -> i64 {
        let raised = (before as f64 * self.factor).round();
        if raised >= self.cap as f64 { self.cap } else { (raised as i64).max(before) }
    }
    /// How long it takes until a price is not above what a place is worth.
    pub fn wait(&self, price: i64) -> Span {
        if price <= self.worth {
            return Span::ZERO;
        }
        let halvings = math::ln(price as f64 / self.worth.max(1) as f64) / math::ln(2.0);
        Span::from_secs_f64(self.half_life.as_secs() * halvings).max(Span::from_ns(1))
    }
}
