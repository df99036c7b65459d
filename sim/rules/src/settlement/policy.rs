//! What a way of settling answers.

use units::time::Time;

use crate::checking::Checking;

units::questions! {
    /// Says when the claims of an operator are settled together; asked when one is added, and when they may be due.
    pub trait Settle {
        /// When the claims are due, as they are now; at once where that is not after now.
        fn due(&self, view: &View) -> Time;
        /// Refuses settings that cannot be.
        fn vet(&self, _checking: &mut Checking) {}
    }
}

units::view! {
    /// The claims that an operator has on a network's users and that are not settled yet.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct View {
        /// The time.
        pub now: Time,
        /// How many there are.
        pub claims: u64,
        /// When the first of them was added.
        pub opened: Time,
        /// When the last of them was added.
        pub last: Time,
    }
}
