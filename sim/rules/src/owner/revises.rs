//! Nodes that change what they do, by what it brought to others of their group.

use units::settings;
use units::settings::Named;
use units::share::Share;
use units::time::Span;

use crate::checking::Checking;
use crate::conduct::Conduct;
use crate::revision::Revision;

settings! {
    /// Lets each node of a group change its conduct at reviews, by what nodes gained with each; one key says how.
    ///
    /// Each node has the group's `conduct` or one of `conducts`. At the end of each period everybody learns what a node
    /// gained with each conduct in it \[usd/h\]: what its nodes were paid, less stakes taken and the cost of the work
    /// that they were given (the hours of it at `nodes.x.cost`), over its node-hours. Idle hours cost as much with
    /// each, and are left out. So how many cheat is an outcome: `cheating_share`, `takeover_s`. A fee or a slash that
    /// comes after a review counts for what its node does by then: let `every` be long against the time that verdicts
    /// take.
    pub struct Revises {
        /// How a node chooses.
        #[flat]
        pub by: Revision,
        /// What nodes may do beside the group's `conduct`, by names of your own.
        #[fixed = "nodes have them by their places"]
        pub conducts: Named<Conduct>,
        /// What part of the nodes begins with each of `conducts`, by its name; the rest begins with the group's
        /// `conduct`. Rounded to whole nodes.
        #[fixed = "it says what nodes do at the start"]
        pub starts: Named<Share>,
        /// Time between two reviews [> 0 s].
        #[fixed = "reviews are scheduled from the start"]
        pub every: Span = Span::hours(1),
        /// Part of what was known of a gain that is kept when a period ends; the rest is what is new [>= 0, < 1].
        pub keeps: f64 = 0.0,
        /// Chance that a node whose turn it is takes any conduct, each as likely, whatever it gains [>= 0, <= 1].
        pub trembles: Share = Share::ZERO,
    }
}

impl Revises {
    /// Refuses settings that cannot be, for so many nodes.
    pub(super) fn vet(&self, conduct: &Conduct, checking: &mut Checking) {
        checking.within(self.by.name(), |c| self.by.policy().vet(c));
        if self.conducts.list.is_empty() {
            let remedy = "name what else they may do, as in `revises.conducts.lazy = { lazy = {} }`";
            checking.refuse_with("conducts", "there is one conduct, so that nothing can be revised", remedy);
        }
        if self.conducts.list.len() > 250 {
            checking.refuse("conducts", "at most 250 conducts are told apart");
        }
        for (name, other) in &self.conducts.list {
            let keys = format!("conducts.{}.{}", name.text, other.name());
            checking.within(&keys, |c| other.policy().vet(c));
        }
        if conduct.equivocates() || self.conducts.values().any(Conduct::equivocates) {
            let message = "nodes that sign twice do so from the start, whatever they do with requests";
            checking.refuse_with("conducts", message, "write a group of their own for `conduct.equivocates`");
        }
        if conduct.leaves() || self.conducts.values().any(Conduct::leaves) {
            let message = "nodes that leave by their conduct have no gain that others could compare";
            checking.refuse_with("conducts", message, "write a group of their own for them");
        }
        let overclaims = |conduct: &Conduct| matches!(conduct, Conduct::Overclaims(_));
        if overclaims(conduct) || self.conducts.values().any(overclaims) {
            let message = "an operator claims for all of its nodes at once, whatever each of them does";
            checking.refuse_with("conducts", message, "write a group of their own for `conduct.overclaims`");
        }
        for (name, _) in &self.starts.list {
            if self.conducts.position(&name.text).is_none() {
                let known: Vec<&str> = self.conducts.list.iter().map(|(name, _)| &*name.text).collect();
                let message = format!("`{}` is none of their `conducts`", name.text);
                let remedy = format!("known here: {}; the rest begins with `conduct`", known.join(", "));
                checking.refuse_with(&format!("starts.{}", name.text), message, remedy);
            }
        }
        let sum: f64 = self.starts.values().map(|share| share.as_f64()).sum();
        if sum > 1.0 + 1e-12 {
            checking.refuse("starts", format!("the shares sum to {} %, more than all", sum * 100.0));
        }
    }
}
