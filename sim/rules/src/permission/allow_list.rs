//! Only those that somebody has approved may serve.

use units::ids::GroupId;
use units::reference::Ref;
use units::settings;
use units::share::Share;
use units::time::Span;

use super::policy::{Applicant, Permit, Terms, View};

settings! {
    /// Lets a node serve once whoever keeps the list has approved it.
    ///
    /// - Nodes of the groups named in `nodes`, of the part `share` of their operators, are approved `delay` after they
    ///   come for the first time; those that are there at the start are approved already.
    /// - An approval lasts until the node leaves for good, or until it is struck off (`weather.x.compromise`); then it
    ///   asks anew, and waits for `delay` again.
    ///
    /// Newcomers whose lives are exponential with mean L \[s\] are listed for the share `exp(-delay / L)` of the time
    /// that they are there. Approvals do not wait for each other. Source: the admin-approved measurements of
    /// OpenGradient (contracts/solidity/TEERegistry.sol) and its validators by governance proposal
    /// (evmd/docs/POA_ADD_VALIDATOR_VIA_GOV.md; reference/systems.md 1.1 and 1.3).
    pub struct AllowList {
        /// Groups whose nodes may be approved; without the list, all.
        #[fixed = "who may be approved is decided at the start"]
        pub nodes: Vec<Ref<GroupId>> = Vec::new(),
        /// Part of their operators that may be approved, each by a draw of its own [> 0, <= 1].
        #[fixed = "who may be approved is decided at the start"]
        pub share: Share = Share::ONE,
        /// Time from a node's first coming until it is approved.
        pub delay: Span = Span::ZERO,
    }
}

impl Permit for AllowList {
    fn admits(&self, view: &View) -> bool {
        view.is_approved
    }
    fn terms(&self) -> Option<Terms> {
        Some(Terms { takes: self.delay, gap: Span::ZERO, expires: None, per_session: false, fee: 0 })
    }
    fn approves(&self, applicant: &Applicant) -> bool {
        let is_named = self.nodes.is_empty() || self.nodes.iter().any(|group| group.text == applicant.group);
        is_named && applicant.luck < self.share.as_f64()
    }
}
