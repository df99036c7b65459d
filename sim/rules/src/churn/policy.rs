//! What a churn process answers.

use engine::draws::Draws;
use units::time::{Span, Time};
use units::words;

use crate::checking::Checking;

/// What is wrong with sessions and absences that take no time.
pub(super) const STANDSTILL: &str =
    "with sessions and absences of 0 s nodes would come and go for ever at the same moment";

units::view! {
    /// Which node is asked about, and when.
    #[derive(Clone, Debug)]
    pub struct View<'a> {
        /// Now.
        pub now: Time,
        /// Its recorded sessions in their order, if they are replayed.
        pub recorded: &'a [Presence],
        /// The time from one round of the recording to the next.
        pub period: Span,
        /// Draws that are the same at every question about this node: what it is like for all its life.
        pub own: Draws,
    }
}

/// A recorded session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Presence {
    /// When it began.
    pub from: Time,
    /// When it was over.
    pub until: Time,
}

units::questions! {
    /// Says how long nodes stay and stay away; asked at the start, and whenever a node joins or leaves.
    pub trait Churning {
        /// How a node stands at the start of the run.
        fn start(&self, view: &View, draws: &mut Draws) -> Life;
        /// How long a node stays that has just joined; `None` for ever.
        fn session(&self, view: &View, draws: &mut Draws) -> Option<Span>;
        /// How long a node stays away that has just left; `None` for good.
        fn absence(&self, view: &View, draws: &mut Draws) -> Option<Span>;
        /// When the clock of a session runs.
        fn fails(&self) -> Fails {
            Fails::Any
        }
        /// How a group of new nodes comes, if its nodes are not there from the start.
        fn crowd(&self) -> Option<Crowd> {
            None
        }
        /// How long it is from `now` until the next new node comes; `None` for ever.
        fn gap(&self, _now: Time, _draws: &mut Draws) -> Option<Span> {
            None
        }
        /// Refuses settings that cannot be.
        fn vet(&self, _checking: &mut Checking) {}
    }
}

/// How a node stands and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    /// There, until this much later; `None` for ever.
    In(Option<Span>),
    /// Away, until this much later; `None` for ever.
    Out(Option<Span>),
}

/// New nodes that come as a Poisson stream.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crowd {
    /// Mean number that are there at the start \[1\]; Poisson many are drawn.
    pub mean_at_start: f64,
}

words! {
    /// When the clock of a session runs, and so when a node can fail.
    pub enum Fails {
        /// At any time, whether the node works or not.
        Any = "any",
        /// Only while the node works; the clock stops while it is idle, or down for another reason.
        Busy = "busy",
    }
}

words! {
    /// How a population stands at the start.
    pub enum Start {
        /// Stationary, as if the process had run for ever.
        Equilibrium = "equilibrium",
        /// All nodes are up, with fresh sessions.
        AllUp = "all_up",
        /// No node is up.
        Empty = "empty",
    }
}
