//! The coins that exist at the start, and whose they are.

use units::ids::{DelegatorsId, HolderId, NetworkId};
use units::money::Money;
use units::problem::Problems;
use units::reference::Ref;
use units::settings;
use units::settings::{Kind, Named, Setting};
use units::tree::{Tree, Value};

use crate::checking::Checking;

/// The coins that exist at the start: how many, or who has how many.
#[derive(Clone, Debug, PartialEq)]
pub enum Genesis {
    /// So many coins, on the market but for what holders and delegators state as their own.
    Coins(u64),
    /// As this table says.
    Split(Box<Allocation>),
}

settings! {
    /// Who has the coins of the start; they sum to all that exist.
    ///
    /// What pools, stakes and fees need comes from the market. Holders and delegators that are named here state no
    /// amount of their own; coins of holders with a `vesting` become free by it.
    pub struct Allocation {
        /// Coins on the market: with everybody outside of the simulation [>= 0].
        pub market: Option<Money>,
        /// Coins of holders, by their names [>= 0].
        pub holders: Named<Money, Ref<HolderId>>,
        /// Coins that delegators stake at the start, by their names [>= 0].
        pub delegators: Named<Money, Ref<DelegatorsId>>,
        /// Coins in the treasuries of networks, by their names [>= 0].
        pub treasury: Named<Money, Ref<NetworkId>>,
    }
}

impl Allocation {
    /// All amounts, with their paths.
    fn amounts(&self) -> impl Iterator<Item = (String, &Money)> {
        let of = |kind: &'static str, name: &str| format!("{kind}.{name}");
        let market = self.market.iter().map(|money| ("market".to_string(), money));
        let holders = self.holders.list.iter().map(move |(name, money)| (of("holders", &name.text), money));
        let delegators = self.delegators.list.iter().map(move |(name, money)| (of("delegators", &name.text), money));
        let treasury = self.treasury.list.iter().map(move |(name, money)| (of("treasury", &name.text), money));
        market.chain(holders).chain(delegators).chain(treasury)
    }
}

impl Genesis {
    /// The split, if there is one.
    pub fn split(&self) -> Option<&Allocation> {
        match self {
            Self::Coins(_) => None,
            Self::Split(split) => Some(split),
        }
    }
    /// Base units in all; nothing if they do not fit 64 bits, or an amount is none of this coin.
    pub fn base_units(&self, decimals: u32) -> Option<i64> {
        let sum = match self {
            Self::Coins(coins) => i128::from(*coins) * 10_i128.pow(decimals),
            Self::Split(split) => {
                let each = split.amounts().map(|(_, money)| money.base_units(decimals).map(i128::from));
                each.sum::<Option<i128>>()?
            }
        };
        i64::try_from(sum).ok()
    }
    /// Refuses amounts of another coin, or none at all.
    pub(super) fn vet(&self, checking: &mut Checking) {
        let Self::Split(split) = self else { return };
        for (path, money) in split.amounts() {
            checking.amount(&path, money);
        }
        if split.amounts().all(|(_, money)| money.number.mantissa == 0) {
            checking.refuse_with("", "no coin exists at the start", "state some on the `market`");
        }
    }
}

impl Setting for Genesis {
    fn kind() -> Kind {
        Kind::Any(vec![u64::kind(), Allocation::kind()])
    }
    fn read(tree: &Tree, problems: &mut Problems) -> Option<Self> {
        if matches!(tree.value, Value::Table(_)) {
            return Allocation::read(tree, problems).map(|split| Self::Split(Box::new(split)));
        }
        u64::read(tree, problems).map(Self::Coins)
    }
    fn write(&self) -> Value {
        match self {
            Self::Coins(coins) => coins.write(),
            Self::Split(split) => split.write(),
        }
    }
    fn measure(&self) -> Option<f64> {
        match self {
            Self::Coins(coins) => coins.measure(),
            Self::Split(_) => None,
        }
    }
    fn get(&self, path: &[&str]) -> Option<Value> {
        match (self, path) {
            (_, []) => Some(self.write()),
            (Self::Split(split), path) => split.get(path),
            (Self::Coins(_), _) => None,
        }
    }
}
