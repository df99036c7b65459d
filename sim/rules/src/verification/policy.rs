//! What a verification rule sees and what it answers.

use engine::draws::Draws;
use units::ids::GroupId;
use units::reference::Ref;
use units::share::Share;
use units::time::{Span, Time};

use crate::checking::Checking;

units::questions! {
    /// Decides which answers are checked and what a check says; asked at each answer, and when a check or a vote ends.
    pub trait Verifier {
        /// Whether an answer is checked; the draws are bound to the request and the rule.
        fn check(&self, view: &View, draws: &mut Draws) -> Check;
        /// How long a check of an answer of so many tokens takes at speed 1, if that does not follow from the answer's
        /// work; of a proof, how long it takes to verify.
        fn effort(&self, _: u32, _: &mut Draws) -> Option<Span> {
            None
        }
        /// How long it takes to prove an answer of so many tokens at speed 1.
        fn proving(&self, _: u32, _: &mut Draws) -> Span {
            Span::ZERO
        }
        /// Bytes that go to who checks an answer of so many tokens, beside the answer.
        fn proof_bytes(&self, _: u32) -> u64 {
            0
        }
        /// Whether a check reads request and answer at once, and writes nothing.
        fn reads_only(&self) -> bool {
            false
        }
        /// The group of nodes that checks, if not any node does.
        fn checkers(&self) -> Option<&Ref<GroupId>> {
            None
        }
        /// The group of nodes that proves, if not the node that answered does.
        fn provers(&self) -> Option<&Ref<GroupId>> {
            None
        }
        /// What becomes of an answer that can be neither proved nor verified.
        fn unproved(&self) -> Unproved {
            Unproved::Stands
        }
        /// Which record of nodes it goes by, if it does.
        fn record(&self) -> Option<Recording> {
            None
        }
        /// How answers are disputed, if they stand unless somebody does.
        fn disputes(&self) -> Option<Disputing> {
            None
        }
        /// How long a message of a challenger is kept from the chain; none if it never comes in.
        fn censors(&self, _: &mut Draws) -> Option<Span> {
            Some(Span::ZERO)
        }
        /// How long a side of a dispute takes for a move.
        fn move_takes(&self, _: &mut Draws) -> Span {
            Span::ZERO
        }
        /// What the bond of a dispute costs at a depth, in base units of a coin of so many decimals.
        fn bond(&self, _: u32, _: u32) -> i64 {
            0
        }
        /// How nodes are sent requests of which the answer is known, if they are.
        fn probes(&self) -> Option<Probing> {
            None
        }
        /// Whether it may ask for a proof of what operators claim at settlements.
        fn asks_for_claims(&self) -> bool {
            false
        }
        /// Whether a claim of so many base units, of a coin of so many decimals, is to be proved.
        fn must_prove(&self, _: u64, _: u32, _: &mut Draws) -> bool {
            false
        }
        /// What an answer costs its node beside the work, and what it proves, if answers are attested by hardware.
        fn attests(&self) -> Option<Attests> {
            None
        }
        /// Whether only nodes with the server's serving stack check or vote.
        fn is_within_stack(&self) -> bool {
            false
        }
        /// Part of the answers that deviate by their serving stack that a vote of executors takes for others.
        fn finds_deviations(&self) -> Share {
            Share::ONE
        }
        /// Whether the text of an honest executor parts from what the others say, though it did the work.
        fn strays(&self, _: u32, _: &mut Draws) -> bool {
            false
        }
        /// What a finished check, or an honest judge of a panel, says.
        fn verdict(&self, answer: Answer, draws: &mut Draws) -> Verdict;
        /// Which answer stands after a vote.
        fn decide(&self, count: Count) -> Ruling {
            count.majority()
        }
        /// How many votes it takes to decide, where any number will not do.
        fn quorum(&self) -> Option<Quorum> {
            None
        }
        /// Refuses settings that cannot be.
        fn vet(&self, _checking: &mut Checking) {}
    }
}

/// How many votes it takes to decide, and what becomes of an answer without them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quorum {
    /// Votes of members of the panel.
    pub votes: u32,
    /// What becomes of the answer where there are fewer.
    pub otherwise: Undecided,
}

units::view! {
    /// What a verification rule sees of an answer.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct View {
        /// The time.
        pub now: Time,
        /// Tokens of the answer; 0 of plain work.
        pub tokens: u32,
        /// The fee of its request \[base units of the network's coin\].
        pub fee: i64,
        /// The share of the answers of its node that are to be checked at least, as of one on probation.
        pub least: Share,
        /// Listed nodes of the network that hold the LLM, beside the one that answered.
        pub others: u32,
        /// What is known of the node that answered; nothing where no rule asks for it.
        pub record: Record,
    }
}

units::view! {
    /// What a network knows of a node by its epochs.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub struct Record {
        /// Epochs in which it served.
        pub epochs: u32,
        /// Sum of the missed shares of those epochs in which it missed more than may be \[millionths of an epoch\].
        pub missed: u64,
        /// Answers of the network in this epoch or the one before, whichever had more.
        pub traffic: u64,
    }
}

/// How the epochs of nodes are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recording {
    /// Length of an epoch.
    pub epoch: Span,
    /// The share of requests that a node may fail in an epoch.
    pub may_miss: Share,
    /// Epochs that nodes of the start have behind them.
    pub start: u32,
    /// Whether a conviction sets it back to nothing.
    pub resets: bool,
}

/// How answers are disputed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Disputing {
    /// How long an answer can be disputed.
    pub window: Span,
    /// Moves until the truth decides.
    pub moves: u32,
    /// How long a side has for a move.
    pub move_timeout: Span,
    /// How long after its beginning a dispute must be decided, if it must.
    pub verdict: Option<Span>,
    /// What becomes of an answer on which no verdict came in time.
    pub overtime: Undecided,
}

units::words! {
    /// What becomes of an answer on which nothing is decided.
    pub enum Undecided {
        /// It stands, and is paid for.
        Pay = "pay",
        /// It is refunded; nobody is convicted.
        Refund = "refund",
    }
}

/// How nodes are sent requests of which the answer is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Probing {
    /// Mean time between two of a node.
    pub every: Span,
    /// The share of them that a cheating node recognises.
    pub told: Share,
}

/// What attested hardware does to answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attests {
    /// Work beside that of the answer, as a part of it.
    pub overhead: Share,
    /// Whether the attestation covers what a node computes, so that nodes that would cheat cannot.
    pub binds: bool,
}

/// What becomes of an answer for which no proof comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unproved {
    /// It stands, and is paid for.
    Stands,
    /// It is refunded; nobody is convicted.
    Refunded,
}

/// Whether an answer is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// It is taken as it is.
    Accept,
    /// Another node does the work again.
    Recompute {
        /// How much work that is, against the honest answer.
        work: Share,
    },
    /// The answer is proved, and another node verifies the proof.
    Prove,
    /// It is not accepted, and refunded; nobody is convicted.
    Void,
    /// Several nodes vote.
    Vote(Panel),
}

/// Who votes on an answer, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Panel {
    /// How many nodes are drawn, all different [1 ..= 63].
    pub seats: u32,
    /// What they do.
    pub role: Role,
    /// Whether the node that answered may be drawn too.
    pub may_hold_server: bool,
    /// Whether members who are on the losing side are convicted.
    pub convicts: bool,
}

/// What the members of a panel do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// They answer the request themselves, as they would answer a user; the server's answer is a vote too.
    Executors,
    /// They judge the server's answer.
    Judges {
        /// How much work that is, against the honest answer.
        work: Share,
    },
}

units::view! {
    /// The votes on an answer.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub struct Count {
        /// Votes for what is true.
        pub right: u32,
        /// Votes against it.
        pub wrong: u32,
        /// Those of them that agree with nobody, not even with each other.
        pub apart: u32,
    }
}

impl Count {
    /// The side that has more than half of the votes.
    pub fn majority(self) -> Ruling {
        // Without votes apart one of the two has more than half unless they are equal.
        if self.right > self.wrong {
            Ruling::Right
        } else if self.wrong - self.apart > self.right + self.apart {
            Ruling::Wrong
        } else {
            Ruling::Open
        }
    }
}

/// What a vote comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ruling {
    /// What is true stands.
    Right,
    /// Something else stands.
    Wrong,
    /// There is no majority: the server's answer stands, and nobody is convicted.
    Open,
}

units::view! {
    /// An answer as it lies before a checker.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Answer {
        /// What it really is.
        pub truth: Truth,
        /// Tokens that it has; none if it is plain work.
        pub tokens: u32,
    }
}

/// What an answer really is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    /// What the LLM would have said.
    Right,
    /// What the LLM says in another serving stack: the node did all the work, but the checker has another text.
    Deviates,
    /// Something else.
    Wrong,
}

/// What a check says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The answer stands.
    Pass,
    /// The answer is held to be wrong.
    Fail,
}
