//! Which answers are checked, and how well.

mod none;
mod policy;
mod spot_check;

pub use policy::{Check, Truth, Verdict, Verifier};

units::menu! {
    /// The verification rules that a scenario may name.
    pub enum Verification: Verifier { none::Trust, spot_check::SpotCheck }
}
