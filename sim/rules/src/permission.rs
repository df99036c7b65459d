//! Who may serve on a network.

mod allow_list;
mod attested;
mod open;
mod policy;
mod reputed;
mod slots;
mod stake_gated;

pub use policy::{Applicant, Covers, Permit, Places, QUESTIONS, Terms, View};

units::menu! {
    /// The permissions that a scenario may name.
    pub enum Permission: Permit {
        open::Open,
        stake_gated::StakeGated,
        allow_list::AllowList,
        attested::Attested,
        slots::Slots,
        reputed::Reputed,
    }
}
