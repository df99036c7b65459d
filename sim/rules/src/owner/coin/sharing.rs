//! How new coins are shared out.

use units::ids::NetworkId;
use units::problem::Problems;
use units::reference::Ref;
use units::settings::{Choice, Kind, Named, Setting};
use units::share::Share;
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
        /// By what nodes get their parts.
        #[fixed = "what is counted for it is counted from the start"]
        pub by: Basis = Basis::Stake,
        /// When stakes are counted: `mean` over the time since coins were last shared, or as they are at the `end` of
        /// it.
        #[fixed = "what is counted for it is counted from the start"]
        pub basis_at: BasisAt = BasisAt::Mean,
        /// How coins are split among the coin's networks before nodes share them.
        #[fixed = "networks get their parts from the start"]
        pub split: Split = Split::Together,
    }
}

words! {
    /// By what new coins are shared among nodes.
    pub enum Basis {
        /// By bonded stake, for the time that nodes are up and in good standing.
        Stake = "stake",
        /// By work answered since coins were last shared.
        Work = "work",
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
