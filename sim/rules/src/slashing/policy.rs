//! What a slashing rule sees and what it answers.

use std::fmt::Debug;

use units::ids::NodeId;
use units::time::{Span, Time};
use units::words;

use crate::checking::Checking;

units::questions! {
    /// Judges one piece of evidence; asked at each offence, and at passed checks if it hears of those.
    pub trait Slasher {
        /// What the rule remembers of the offences before.
        type Memory: Clone + Debug + Default;

        /// What is remembered at the start, with room for so many nodes if there is a record of each.
        fn memory(&self, _nodes: usize) -> Self::Memory {
            Self::Memory::default()
        }
        /// Whether this offence is the rule's business.
        fn hears(&self, offence: Offence) -> bool;
        /// What the offender pays, and how long it stays out.
        fn judge(&self, memory: &mut Self::Memory, evidence: &Evidence, view: &StakeView) -> Sentence;
        /// The same, with a number of this offence that is uniform from 0 to 1, for rules whose sentences chance
        /// decides.
        fn judge_by_luck(
            &self,
            memory: &mut Self::Memory,
            evidence: &Evidence,
            view: &StakeView,
            _luck: f64,
        ) -> Sentence {
            self.judge(memory, evidence, view)
        }
        /// Whether chance decides what it takes.
        fn is_by_chance(&self) -> bool {
            false
        }
        /// Another node has come in the place of one that was remembered.
        fn forget(&self, _memory: &mut Self::Memory, _node: NodeId) {}
        /// The duty whose neglect is the rule's business, if there is one.
        fn duty(&self) -> Option<Duty> {
            None
        }
        /// Whether the rule hears of checks that were passed, too.
        fn hears_passes(&self) -> bool {
            false
        }
        /// In which time from now it is asked again about what a node has just been found to have done; not at all
        /// without it. Then the finding is [`Finding::Due`].
        fn due(&self, _now: Time) -> Option<Span> {
            None
        }
        /// Whether it must know how many members a network has.
        fn counts_members(&self) -> bool {
            false
        }
        /// Who gets what is slashed.
        fn destination(&self) -> Destination;
        /// Refuses settings that cannot be.
        fn vet(&self, _checking: &mut Checking) {}
    }
}

words! {
    /// What a node can do wrong.
    pub enum Offence {
        /// It was convicted of a wrong answer.
        WrongAnswer = "wrong_answer",
        /// It missed too many duty slots.
        Absence = "absence",
        /// It signed two conflicting statements.
        Equivocation = "equivocation",
    }
}
units::seen_as! { Offence = "a kind of offence" }

units::view! {
    /// One piece of evidence.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Evidence {
        /// Whom it is about.
        pub node: NodeId,
        /// What was done.
        pub offence: Offence,
        /// Whether it was done at all.
        pub finding: Finding,
        /// When it was done.
        pub at: Time,
        /// When it is judged.
        pub now: Time,
    }
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The offence was done.
    Offended,
    /// A check was passed; only rules that keep records hear of it.
    Cleared,
    /// What was found before is due now; only rules that put a sentence off hear of it.
    Due,
}

units::view! {
    /// The stakes a rule sees; all in base units of the network's coin.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct StakeView {
        /// The offender's bonded stake.
        pub bonded: i64,
        /// The offender's stake on its way out that was still bonded when it offended.
        pub unbonding: i64,
        /// Bonded stake of the whole network.
        pub total: i64,
        /// Members of the network, in jail or not; 0 for rules that do not count them.
        pub members: u32,
        /// Decimals of the coin.
        pub decimals: u32,
    }
}

/// What a slashing rule answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Base units to take, from the bond first, then from what is on its way out; cut to what is there.
    pub slash: i64,
    /// How long the offender is jailed; nothing for not at all.
    pub jail: Span,
    /// Whether it may never come back.
    pub tombstone: bool,
    /// Who gets what is taken.
    pub destination: Destination,
}

impl Sentence {
    /// That of a node that is not guilty, or not yet.
    pub fn none(destination: Destination) -> Self {
        Self { slash: 0, jail: Span::ZERO, tombstone: false, destination }
    }
}

words! {
    /// Who gets what is taken.
    pub enum Destination {
        /// Nobody: the stake is burnt.
        Burn = "burn",
        /// The network's treasury.
        Treasury = "treasury",
        /// The users who got the wrong answer; the treasury if there are none.
        Users = "users",
        /// The network's insurance.
        Insurance = "insurance",
        /// The node whose check found it; the treasury where none did, as in a vote.
        Reporter = "reporter",
    }
}

/// A duty that is owed in every slot of a sliding window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duty {
    /// Length of a slot.
    pub slot: Span,
    /// Slots in the window.
    pub window: u32,
    /// Slots of the window that may be missed; one more is an offence.
    pub allowed: u32,
}
