//! How new coins are shared out.

use engine::math::pow;
use units::ids::NetworkId;
use units::problem::Problems;
use units::reference::Ref;
use units::settings::{Choice, Kind, Named, Setting};
use units::share::Share;
use units::time::Span;
use units::tree::{Tree, Value};
use units::{settings, words};

use crate::checking::Checking;

settings! {
    /// How new coins are shared out among the nodes of the coin's networks, at the end of each epoch.
    ///
    /// Parts are rounded down. What a split among networks leaves over goes to the treasury of the coin's first
    /// network; what the nodes of a network do not get, for there are none or for rounding, to the treasury of that
    /// network.
    pub struct Sharing {
        /// By what nodes get their parts: `stake`, `work`, `weight`, or a table of the exponents of a score of
        /// work and stake.
        #[fixed = "what is counted for it is counted from the start"]
        pub by: Basis = Basis::Stake,
        /// When stakes are counted: `mean` over the time since coins were last shared, or as they are at the `end` of
        /// it.
        #[fixed = "what is counted for it is counted from the start"]
        pub basis_at: BasisAt = BasisAt::Mean,
        /// How coins are split among the coin's networks before nodes share them.
        #[fixed = "networks get their parts from the start"]
        pub split: Split = Split::Together,
        /// What nodes get is locked in part, and becomes free epoch by epoch; without it, it is free at once.
        #[fixed = "its epochs are counted from the start"]
        pub vesting: Option<Vesting>,
    }
}

settings! {
    /// Locks a part of the new coins that nodes get.
    ///
    /// Of what is left of a reward to an operator after its delegators' part, L base units are locked at the end of an
    /// epoch, and become free at the ends of the next n, the time over the epoch rounded up: `floor(L / n)` at each,
    /// and at the first what that leaves over. With L at the end of each of m >= n epochs `n (n + 1) / 2 floor(L / n) +
    /// L mod n` are locked. Locked coins earn nothing, no slash reaches them, and they outlast the nodes that earned
    /// them. Valid for rewards of 2^63 base units at the most. Source: Gonka's module streamvesting (180 epochs; the
    /// same rest at the first), at most 3,650 there; of Filecoin's block rewards 75 % vest over 180 d
    /// (reference/systems.md 3, 13).
    pub struct Vesting {
        /// What part of it is locked [> 0, <= 1].
        pub share: Share = Share::ONE,
        /// How long it takes until all of it is free [> 0 s].
        pub over: Span,
    }
}

impl Vesting {
    /// The most ends of epochs at which something becomes free.
    const MOST: u32 = 3_650;

    /// At how many ends of epochs it becomes free.
    pub fn steps(&self, epoch: Span) -> u32 {
        u32::try_from(self.over.ns().div_ceil(epoch.ns().max(1))).unwrap_or(u32::MAX).max(1)
    }
}

/// By what new coins are shared among nodes.
#[derive(Clone, Debug, PartialEq)]
pub enum Basis {
    /// By bonded stake, for the time that nodes are up and in good standing.
    Stake,
    /// By work answered since coins were last shared.
    Work,
    /// By what nodes weigh on their network, for the time that they are up and in good standing.
    Weight,
    /// By a score of work and stake.
    Score(Score),
}

settings! {
    /// Shares by a score of work, stake and reputation.
    ///
    /// A node with work w \[s\] and stake S \[coins\] since coins were last shared weighs `w^a S^b r^c`, r its
    /// reputation at the moment (or when it left). Of an operator that splits a node into m equal ones, the parts
    /// together weigh `m^(1 - a - b)` times as much: below a + b = 1 splitting pays (Sybils), above it joining does
    /// (concentration), at 1 neither. `most` caps what an operator gets; what it leaves goes to the treasury, and
    /// splitting into several operators evades it. Valid for nodes with some work and some stake: without what has an
    /// exponent above 0 a node weighs nothing. Source: reference/mechanisms.md M4; with a = 0 and b below 1 as the
    /// sublinear stake weights proposed against concentration.
    pub struct Score {
        /// Exponent a of the work [>= 0, <= 4].
        pub work: f64 = 1.0,
        /// Exponent b of the stake [>= 0, <= 4].
        pub stake: f64 = 0.0,
        /// Exponent c of the reputation, which the coin's networks must keep [>= 0, <= 4].
        pub reputation: f64 = 0.0,
        /// The most that one operator gets of what is shared; without it, no operator is capped [> 0, <= 1].
        pub most: Option<Share>,
    }
}

impl Score {
    /// What work \[s\], a stake \[coins\] and a reputation weigh.
    pub fn of(&self, work: f64, stake: f64, reputation: f64) -> f64 {
        // A factor of 1 changes no bit.
        pow(work, self.work) * pow(stake, self.stake) * pow(reputation, self.reputation)
    }
}

/// The words for what coins are shared by, with what they mean.
const BASES: [(&str, &str); 3] = [
    ("stake", "By bonded stake, for the time that nodes are up and in good standing."),
    ("work", "By work answered since coins were last shared."),
    (
        "weight",
        "By what nodes weigh on their network (`network.x.weight`), for the time that they are up and in good standing.",
    ),
];

impl Setting for Basis {
    fn kind() -> Kind {
        let words = BASES.map(|(word, doc)| Choice::word(word, doc));
        Kind::Any(vec![Kind::OneOf(words.into()), Score::kind()])
    }
    fn read(tree: &Tree, problems: &mut Problems) -> Option<Self> {
        if matches!(tree.value, Value::Table(_)) {
            return Score::read(tree, problems).map(Self::Score);
        }
        Some(match Choice::read_word(tree, &BASES.map(|word| word.0), problems)? {
            "stake" => Self::Stake,
            "weight" => Self::Weight,
            _ => Self::Work,
        })
    }
    fn write(&self) -> Value {
        match self {
            Self::Stake => Value::text("stake"),
            Self::Work => Value::text("work"),
            Self::Weight => Value::text("weight"),
            Self::Score(score) => score.write(),
        }
    }
    fn get(&self, path: &[&str]) -> Option<Value> {
        match (self, path) {
            (_, []) => Some(self.write()),
            (Self::Score(score), path) => score.get(path),
            _ => None,
        }
    }
}

words! {
    /// When stakes are counted.
    pub enum BasisAt {
        /// Stake times the time that its node was up and in good standing, over the time since coins were last shared.
        Mean = "mean",
        /// The stake of nodes that are up and in good standing at that moment.
        End = "end",
    }
}

/// How new coins are split among the networks of a coin.
#[derive(Clone, Debug, PartialEq)]
pub enum Split {
    /// Not at all: the nodes of all networks share as if they were of one.
    Together,
    /// By bonded stake of all nodes at the moment.
    Stake,
    /// By work answered since coins were last shared.
    Work,
    /// By fees paid since coins were last shared.
    Fees,
    /// By fixed shares; what they leave goes to the treasury of the first network.
    Shares(Named<Share, Ref<NetworkId>>),
}

/// The words for a split, with what they mean.
const WORDS: [(&str, &str); 4] = [
    ("together", "The nodes of all networks share as if they were of one."),
    ("stake", "By bonded stake at the moment."),
    ("work", "By work answered since coins were last shared."),
    ("fees", "By fees paid since coins were last shared."),
];

impl Setting for Split {
    fn kind() -> Kind {
        let words = WORDS.map(|(word, doc)| Choice::word(word, doc));
        Kind::Any(vec![Kind::OneOf(words.into()), Named::<Share, Ref<NetworkId>>::kind()])
    }
    fn read(tree: &Tree, problems: &mut Problems) -> Option<Self> {
        if matches!(tree.value, Value::Table(_)) {
            return Named::read(tree, problems).map(Self::Shares);
        }
        Some(match Choice::read_word(tree, &WORDS.map(|word| word.0), problems)? {
            "together" => Self::Together,
            "stake" => Self::Stake,
            "work" => Self::Work,
            _ => Self::Fees,
        })
    }
    fn write(&self) -> Value {
        match self {
            Self::Together => Value::text("together"),
            Self::Stake => Value::text("stake"),
            Self::Work => Value::text("work"),
            Self::Fees => Value::text("fees"),
            Self::Shares(shares) => shares.write(),
        }
    }
}

impl Sharing {
    /// Refuses shares above one together.
    pub(super) fn vet(&self, checking: &mut Checking) {
        if let Some(vesting) = &self.vesting
            && vesting.steps(checking.facts.epoch) > Vesting::MOST
        {
            let epoch = checking.facts.epoch;
            let message = format!("{} has more than {} epochs of {epoch}", vesting.over, Vesting::MOST);
            checking.refuse_with("vesting.over", message, "shorten it, or lengthen `epoch`");
        }
        if let Basis::Score(score) = &self.by
            && score.work + score.stake <= 0.0
        {
            let message = "with both exponents at 0 every node weighs the same, also those that do not serve";
            checking.refuse_with("by", message, "raise `work` or `stake` above 0");
        }
        let Split::Shares(shares) = &self.split else { return };
        if shares.is_empty() {
            checking.refuse_with(
                "split",
                "this names no network",
                "write a share for each, as in `{ alpha = \"60 %\" }`",
            );
        }
        let sum: u128 = shares.values().map(|share| part(*share)).sum();
        if sum > PARTS {
            let message = format!("the shares sum to {:.4} %, more than all", sum as f64 / PARTS as f64 * 100.0);
            checking.refuse_with("split", message, "lower some of them; what they leave goes to a treasury");
        }
    }
}

/// The parts of a whole in which shares are added.
const PARTS: u128 = 0x4000_0000_0000_0000;

/// A share in such parts, rounded down.
fn part(share: Share) -> u128 {
    u128::from(share.numerator()) * PARTS / u128::from(share.denominator())
}
