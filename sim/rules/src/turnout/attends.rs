//! Everybody is as likely to vote.

use units::settings;
use units::share::Share;

use super::policy::{Attendance, View};

settings! {
    /// Everybody turns up with the same probability, whatever is voted on.
    ///
    /// Source: turnouts that are told of votes as one share, as 13.2 % of Compound's proposal 289 (reference/results.md
    /// D49).
    pub struct Attends {
        /// The probability [>= 0, <= 1].
        pub share: Share,
    }
}

impl Attendance for Attends {
    fn share(&self, _view: &View) -> f64 {
        self.share.as_f64()
    }
}
