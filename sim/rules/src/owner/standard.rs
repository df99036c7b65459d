//! A standard of assurance: how much the proofs of different networks are worth, and what it costs to speak it.

use engine::law::Law;
use units::ids::NetworkId;
use units::money::{Price, Usd};
use units::reference::Ref;
use units::settings;
use units::settings::Named;
use units::time::Span;

use super::service::{fee_nanos, vet_fee};
use crate::checking::Checking;

settings! {
    /// Compares the proofs of networks: a partial order of levels of assurance, and which level each verification rule
    /// counts for.
    ///
    /// A level assures what a user needs if it is that level or above it; two levels of which neither is above the
    /// other do not assure each other. A network assures what any of its rules does; one without a rule in `maps`
    /// assures the lowest levels alone, those above no other. Source: the verification modes of OpenGradient
    /// (reference/systems.md 1.2) and the assurances of its relatives there, 18.
    pub struct Standard {
        /// The order as chains of levels, lowest first, as in `none < signed < sampled`; what follows from several
        /// chains holds, too.
        #[fixed = "levels are compared at the start"]
        pub order: Vec<String> = usual(),
        /// The level that each verification rule counts for, by network and rule: `alpha.spot = "sampled"`; and that of
        /// what a network's attestations prove (`network.x.permission.attested`): `beta.permission = "attested"`.
        #[fixed = "levels are compared at the start"]
        pub maps: Named<Named<String>, Ref<NetworkId>>,
        /// What it costs a gateway to speak the standard.
        #[fixed = "adapters are there from the start"]
        pub adapter: Adapter = Adapter::absent().expect("every field of an adapter has a default"),
    }
}

settings! {
    /// What speaks a standard to networks that do not.
    pub struct Adapter {
        /// What a gateway pays for it once, at the start, beside its funding.
        pub once: Option<Usd>,
        /// Time that it takes for each request, at the same time as services.
        pub latency: Option<Law<Span>>,
        /// What it costs the gateway for each request, in usd [>= 0].
        pub fee: Option<Price>,
    }
}

impl Adapter {
    /// What a request costs the gateway \[billionths of a usd\].
    pub fn nanos(&self) -> i64 {
        fee_nanos(self.fee.as_ref())
    }
    /// Whether requests pass it without time and cost.
    pub fn is_free(&self) -> bool {
        self.latency.is_none() && self.nanos() == 0
    }
}

/// The usual order: attested and replicated answers are each more than sampled ones, neither more than the other.
fn usual() -> Vec<String> {
    ["none < signed < sampled < attested < proven", "sampled < replicated < proven"].map(String::from).into()
}

/// Levels of assurance, and which of them are above which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Levels {
    /// Their names, in the order in which they are written first.
    pub names: Vec<String>,
    /// Whether the level of a row assures that of a column: it is the same or above.
    assures: Vec<bool>,
}

impl Levels {
    /// The levels of some chains; or which levels are above each other, or what is no chain.
    ///
    /// # Errors
    /// What is wrong with the chains, without a stop.
    pub fn of(chains: &[String]) -> Result<Self, String> {
        let mut names: Vec<String> = Vec::new();
        let mut steps = Vec::new();
        for chain in chains {
            let mut before = None;
            for level in chain.split('<').map(str::trim) {
                if level.is_empty() || !level.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
                    return Err(format!("`{chain}` is no chain of levels: write it as in `none < signed < sampled`"));
                }
                let at = names.iter().position(|name| name == level).unwrap_or_else(|| {
                    names.push(level.into());
                    names.len() - 1
                });
                steps.extend(before.map(|before| (at, before)));
                before = Some(at);
            }
        }
        let n = names.len();
        let mut assures = vec![false; n * n];
        for (above, below) in (0..n).map(|level| (level, level)).chain(steps) {
            assures[above * n + below] = true;
        }
        for middle in 0..n {
            for (above, below) in (0..n).flat_map(|above| (0..n).map(move |below| (above, below))) {
                assures[above * n + below] |= assures[above * n + middle] && assures[middle * n + below];
            }
        }
        let is_both = |&level: &usize| (0..n).any(|o| o != level && assures[level * n + o] && assures[o * n + level]);
        let cycle: Vec<String> = (0..n).filter(is_both).map(|level| format!("`{}`", names[level])).collect();
        if cycle.is_empty() {
            Ok(Self { names, assures })
        } else {
            Err(format!("each of {} is above the others: an order has no cycle", cycle.join(", ")))
        }
    }
    /// The place of a level.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| known == name)
    }
    /// Whether a level is the same as another or above it.
    pub fn assures(&self, level: usize, need: usize) -> bool {
        self.assures[level * self.names.len() + need]
    }
    /// Whether a level is above no other.
    pub fn is_lowest(&self, level: usize) -> bool {
        (0..self.names.len()).all(|other| other == level || !self.assures(level, other))
    }
}

impl Standard {
    /// Refuses an order that is none, levels that are not in it, and prices of an adapter that are none.
    pub fn vet(&self, checking: &mut Checking) {
        vet_fee(self.adapter.fee.as_ref(), "adapter.fee", checking);
        let levels = match Levels::of(&self.order) {
            Ok(levels) => levels,
            Err(message) => return checking.refuse("order", message),
        };
        for (network, rules) in &self.maps.list {
            for (rule, level) in rules.list.iter().filter(|(_, level)| levels.position(level).is_none()) {
                let keys = format!("maps.{}.{}", network.text, rule.text);
                let message = format!("`{level}` is no level of the order");
                checking.refuse_with(&keys, message, format!("one of {}", levels.names.join(", ")));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn levels(chains: &[&str]) -> Result<Levels, String> {
        Levels::of(&chains.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    #[test]
    fn an_order_holds_what_follows_from_its_chains_and_nothing_else() {
        let order = Levels::of(&usual()).expect("it is one");
        let assures = |a: &str, b: &str| {
            order.assures(order.position(a).expect("it is there"), order.position(b).expect("it is there"))
        };
        assert!(assures("proven", "none") && assures("attested", "sampled") && assures("signed", "signed"));
        assert!(!assures("attested", "replicated") && !assures("replicated", "attested"));
        assert!(!assures("sampled", "attested") && !assures("none", "signed"));
        let lowest = (0..order.names.len()).filter(|&level| order.is_lowest(level));
        assert_eq!(lowest.map(|level| &*order.names[level]).collect::<Vec<_>>(), ["none"]);
    }

    #[test]
    fn a_cycle_is_told_with_its_levels() {
        let told = levels(&["none < a < b", "b < c < a", "c < d"]).expect_err("it is a cycle");
        assert_eq!(told, "each of `a`, `b`, `c` is above the others: an order has no cycle");
        let told = levels(&["none < < a"]).expect_err("a level is missing");
        assert_eq!(told, "`none < < a` is no chain of levels: write it as in `none < signed < sampled`");
    }
}
