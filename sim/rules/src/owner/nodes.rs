//! A group of nodes and what their operators decide.

use units::money::{Money, Price};
use units::quantity::Name;
use units::settings;
use units::settings::{Named, Setting};
use units::share::Share;
use units::time::Span;
use units::words;

use crate::churn::Churn;
use crate::conduct::Conduct;
use crate::owner::place::Access;
use crate::queueing::Queueing;
use crate::residency::Residency;

settings! {
    /// A group of like nodes: how many, on what hardware, where, and how they behave.
    pub struct Nodes {
        /// How many nodes; with `churn.joins` how many there can be at once [1 ..= 10_000_000].
        pub count: u32,
        /// Their hardware; needed to serve tokens.
        pub hardware: Option<Name>,
        /// Speed for plain work against reference speed [> 0].
        pub speed: f64 = 1.0,
        /// The LLMs they hold; without the list, all.
        pub llms: Vec<Name> = Vec::new(),
        /// The networks they serve; without the list, all.
        pub networks: Vec<Name> = Vec::new(),
        /// Where they stand; nodes are dealt out in turn over these regions and their zones.
        pub regions: Vec<Name> = Vec::new(),
        /// What joins them to the wires of their region; without it they stand right at them.
        pub access: Option<Access>,
        /// How many operators run them, each an equal part; 0 for one a node.
        pub operators: u32 = 0,
        /// What a node costs its operator while it is up, as in `0.35 usd/h`; without it the rent of its hardware.
        pub cost: Option<Price>,
        /// Stake of each node on each network, as in `alpha = "1_000 alp"`.
        pub stake: Named<Money>,
        /// Whether they bond what they earn on a network there at once.
        pub restakes: bool = false,
        /// When they join, leave and return.
        pub churn: Churn = Churn::Always(Setting::absent().expect("always has no settings")),
        /// Part of the duty slots that each of them misses though it is up, each slot for itself [>= 0, < 1].
        pub misses: Share = Share::ZERO,
        /// What they really do.
        pub conduct: Conduct = Conduct::Honest(Setting::absent().expect("honest has no settings")),
        /// In which order they serve.
        pub queueing: Queueing = Queueing::Fcfs(Setting::absent().expect("fcfs has defaults")),
        /// Which of their LLMs are in memory.
        pub residency: Residency = Residency::Pinned(Setting::absent().expect("pinned has no settings")),
        /// Whether they compute in trusted execution, which makes loads by bytes and steps of tokens slower; needs
        /// hardware that can.
        pub confidential: bool = false,
        /// What becomes of the work at a node that leaves.
        pub leaving: Leaving = Leaving::Fail,
        /// Whether a node whose session ends says so; outages and shocks never do.
        pub leaves: Leaves = Leaves::Silent,
        /// How long a node that drains stays at least, for what was sent to it by old views and over long wires.
        pub drain: Span = Span::ZERO,
    }
}

words! {
    /// How nodes leave at the end of a session.
    pub enum Leaves {
        /// They say nothing: lists keep them until they expire.
        Silent = "silent",
        /// They are off all lists when they go; old views keep them until they are renewed.
        Announced = "announced",
        /// They are off all lists first, take what still comes, and go when `drain` is over and nothing is left.
        Drained = "drained",
    }
}

words! {
    /// What becomes of the work at a node that leaves.
    pub enum Leaving {
        /// The attempt fails; the gateway may try again.
        Fail = "fail",
        /// The gateway places it anew at once; that costs no retry.
        Move = "move",
        /// The gateway places it anew at once; tokens that a batch had written stay with the user, and the next node
        /// reads them behind the prompt and writes only the rest. Where answers come whole this is `move`.
        Continue = "continue",
        /// It waits for the node's return and goes on where it stopped.
        Resume = "resume",
        /// It waits for the node's return and starts over.
        Restart = "restart",
    }
}
