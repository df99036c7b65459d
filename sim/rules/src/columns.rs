//! Node columns: what a gateway may know of a node, each with its name, unit and meaning.

use std::fmt;

use formula::Unit;
use state::journal::Journal;
use units::ids::NodeId;

/// Declares the columns: one line of meaning, a name that ends in its unit, and how old it is.
macro_rules! columns {
    ($($(#[doc = $doc:literal])* $column:ident = $name:literal, $age:ident;)*) => {
        /// What a gateway may know of a node.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Column { $($(#[doc = $doc])* $column,)* }

        impl Column {
            /// All columns.
            pub const ALL: [Self; [$(Self::$column,)*].len()] = [$(Self::$column,)*];

            /// Its name in formulas, lists and logs; the end is its unit.
            pub fn name(self) -> &'static str {
                match self { $(Self::$column => $name,)* }
            }
            /// What it means.
            pub fn doc(self) -> &'static str {
                match self { $(Self::$column => concat!($($doc, "\n"),*),)* }
            }
            /// How old it is where the gateway's view is old.
            pub fn age(self) -> Age {
                match self { $(Self::$column => Age::$age,)* }
            }
        }
    };
}

/// How old what a gateway knows of a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Age {
    /// It does not change, or the gateway sees it itself.
    Own,
    /// As old as the gateway's view: the node's last report said so.
    Reported,
    /// It follows from what was reported and from the request at hand.
    Derived,
}

columns! {
    /// Requests at the node, waiting or in service.
    Backlog = "backlog", Reported;
    /// Time until the node would finish all of them if no others arrived: their work divided by its slots. Output
    /// lengths are those that the gateway expects.
    WorkLeft = "work_left_s", Reported;
    /// Time that the request at hand takes on the node alone. Its output length is the one that the gateway expects.
    Service = "service_s", Own;
    /// Expected time until the answer is back: link latency there and back, plus `(backlog / slots + 1)` times
    /// `service_s`.
    Latency = "latency_s", Derived;
    /// Mean link latency between gateway and node, there and back.
    Way = "way_s", Own;
    /// Speed for plain work relative to reference speed.
    Speed = "speed", Own;
    /// Requests that the node serves at once.
    Slots = "slots", Own;
    /// Cost of an hour of the node to its operator; equal to its price where operators charge their cost.
    Price = "price_usd_h", Own;
    /// Bonded stake of the node on the request's network, in whole coins.
    Stake = "stake_coins", Reported;
    /// What the node weighs on the request's network since that last weighed its nodes (`network.x.weight`); where
    /// it does not, the node's bonded stake there, in whole coins.
    Weight = "weight", Reported;
    /// Time since the node came up.
    Uptime = "uptime_s", Reported;
    /// LLMs that the node could still load without evicting one; empty where all that it serves are always loaded.
    FreeMemory = "llms_free", Reported;
    /// 1 if the request's LLM is in the node's memory, else 0.
    Held = "llm_held", Reported;
    /// Tokens at the start of the request's prompt that lie in the node's cache, in whole blocks; 0 where nodes do not
    /// reuse prompts. However old its view of loads is, a gateway follows the events of caches, as llm-d's scorer by
    /// precise prefixes does; what the batch has computed since its last change is not told yet.
    Prefix = "prefix_tokens", Own;
    /// Failed attempts of this gateway at the node since its last answer or ban; 0 where the gateway does not ban.
    Failures = "failures", Own;
    /// Reputation of the node on the request's network, from 0 to 1, as it was last published; 1 where none is kept.
    Reputation = "reputation", Own;
    /// Time since the node's last report to the gateway; 0 s where the gateway's view is always fresh.
    ReportAge = "report_age_s", Own;
}

impl Column {
    /// The column of a name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|column| column.name() == name)
    }
    /// Whether a node's value changes only when rules change or a [`Journal`] says so: see [`Knows::changes`].
    pub fn is_lasting(self) -> bool {
        matches!(self, Self::Speed | Self::Slots | Self::Price | Self::Stake | Self::Weight)
    }
    /// In what it counts.
    pub fn unit(self) -> Unit {
        Unit::of_name(self.name(), "coins")
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Whether the length of an answer is known before it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lengths {
    /// The mean of the answers that the gateway has seen, by LLM, from one of 256 tokens.
    Seen,
    /// The true length, which nobody knows: a bound for what prediction can gain.
    True,
}

/// What a gateway knows of nodes for the request at hand.
pub trait Knows {
    /// The value of a column at a node, as the gateway knows it.
    fn number(&self, column: Column, node: NodeId) -> f64;
    /// Expected time until the answer is back, if the node has this backlog.
    fn latency(&self, node: NodeId, backlog: u32, lengths: Lengths) -> units::time::Span;
    /// Of which nodes stakes or weights have changed, as the gateway knows them; none where they never do.
    fn changes(&self) -> Option<&Journal> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_has_a_name_of_its_own_and_the_unit_that_ends_it() {
        for (at, column) in Column::ALL.iter().enumerate() {
            assert_eq!(Column::of(column.name()), Some(*column));
            assert!(Column::ALL[..at].iter().all(|other| other.name() != column.name()), "{column} stands twice");
            assert!(column.doc().trim().ends_with('.'), "{column}");
        }
        let unit = |column: Column| column.unit().to_string();
        assert_eq!((unit(Column::WorkLeft).as_str(), unit(Column::Price).as_str()), ("s", "usd/h"));
        assert_eq!((unit(Column::Backlog).as_str(), unit(Column::Stake).as_str()), ("", "coins"));
    }
}
