//! What a slashing rule sees and what it answers.

use std::collections::VecDeque;

use units::time::{Span, Time};
use units::words;

use crate::checking::Checking;

/// Judges one piece of evidence.
pub trait Slasher {
    /// Whether this offence is the rule's business.
    fn hears(&self, offence: Offence) -> bool;
    /// What the offender pays, and how long it stays out.
    fn judge(&self, evidence: &Evidence, view: &StakeView, memory: &mut Memory) -> Sentence;
    /// The duty whose neglect is the rule's business, if there is one.
    fn duty(&self) -> Option<Duty> {
        None
    }
    /// Whether the rule keeps a record of each node: it then hears of checks that were passed, too.
    fn keeps_records(&self) -> bool {
        false
    }
    /// Refuses settings that cannot be.
    fn vet(&self, _checking: &mut Checking) {}
}

words! {
    /// What a node can do wrong.
    pub enum Offence {
        /// It was held to have answered wrongly.
        WrongAnswer = "wrong_answer",
        /// It missed too many of its duty slots.
        Absence = "absence",
        /// It signed two statements that exclude each other.
        Equivocation = "equivocation",
    }
}

/// One piece of evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// What was done.
    pub offence: Offence,
    /// Whether it was done at all.
    pub finding: Finding,
    /// When it was done.
    pub at: Time,
    /// When it is judged.
    pub now: Time,
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The offence was done.
    Offended,
    /// A check was passed; only rules that keep records hear of it.
    Cleared,
}

/// The stakes a rule sees; all in base units of the network's coin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StakeView {
    /// The offender's bonded stake.
    pub bonded: i64,
    /// The offender's stake on its way out that was still bonded when it offended.
    pub unbonding: i64,
    /// Bonded stake of the whole network.
    pub total: i64,
    /// Decimals of the coin.
    pub decimals: u32,
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

words! {
    /// Who gets what is taken.
    pub enum Destination {
        /// Nobody: it is burnt.
        Burn = "burn",
        /// The network's treasury.
        Treasury = "treasury",
        /// The users whose answer was wrong; the treasury where there are none.
        Users = "users",
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

/// What a slashing rule remembers: recent slashes, and the record of the node that is judged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    /// Time and stake of past offences, oldest first.
    recent: VecDeque<(Time, i64)>,
    /// The sum of these stakes, so that a verdict costs the same however many there were.
    offended: i128,
    /// The record of the node that is judged, if the rule keeps records.
    pub record: Record,
}

impl Memory {
    /// Notes an offence of somebody with this stake.
    pub fn add(&mut self, at: Time, stake: i64) {
        self.recent.push_back((at, stake));
        self.offended += i128::from(stake);
    }
    /// Forgets what is older than a window.
    pub fn forget(&mut self, now: Time, window: Span) {
        while let Some(&(at, stake)) = self.recent.front()
            && now.since(at) > window
        {
            self.recent.pop_front();
            self.offended -= i128::from(stake);
        }
    }
    /// The stake of all offenders that are remembered \[base units\].
    pub fn offended(&self) -> i128 {
        self.offended
    }
}

/// The checks of one node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Checks so far.
    pub checks: u32,
    /// Checks that it failed.
    pub failures: u32,
    /// Checks that it failed in a row up to now.
    pub run: u32,
    /// The epoch that is counted.
    pub epoch: u64,
}
