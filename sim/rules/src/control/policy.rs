//! What a rule of a governor sees and what it answers.

use crate::checking::Checking;

units::questions! {
    /// Says which value a setting gets next; asked at each review of a governor that has a reading.
    pub trait Controller {
        /// The next value, in the unit of the setting; the governor keeps it between its bounds.
        fn next(&self, view: &View) -> f64;
        /// Refuses settings that cannot be.
        fn vet(&self, _checking: &mut Checking) {}
    }
}

units::view! {
    /// What a governor has read, and where its setting is.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct View {
        /// What it follows, now: times in seconds, money in usd, shares as parts of 1.
        pub reading: f64,
        /// What it was at the review before, if it had a value.
        pub before: Option<f64>,
        /// The value decided upon last, in the unit of the setting.
        pub setting: f64,
        /// The least value that the setting may have.
        pub from: f64,
        /// The most.
        pub to: f64,
        /// Time since the last review \[d\].
        pub days: f64,
    }
}
