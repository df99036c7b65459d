//! What a permission sees and what it answers.

use crate::checking::Checking;

units::questions! {
    /// Decides who may serve; asked whenever a node may be listed, or its stake changes.
    pub trait Permit {
        /// Whether the node may be listed.
        fn admits(&self, view: &View) -> bool;
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
    }
}
