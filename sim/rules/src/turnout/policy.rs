//! What a rule of turnout sees and what it answers.

units::questions! {
    /// Says with which probability a voter turns up; asked for each voter of each vote.
    pub trait Attendance {
        /// The probability; of a pooled class, the share of it that votes.
        fn share(&self, view: &View) -> f64;
    }
}

units::view! {
    /// A voter and what it is to vote on.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct View {
        /// Its stake, in mean stakes of a voter; 1 for classes that do not say how many they are.
        pub stakes: f64,
        /// How much the proposal matters: 0 for a usual one.
        pub salience: f64,
    }
}
