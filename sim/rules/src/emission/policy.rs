//! What an emission sees and what it answers.

use std::fmt::Debug;

use units::money::{Money, Per, Price};
use units::time::{Span, Time};

use crate::checking::Checking;

units::questions! {
    /// Says how much is minted; asked at the end of each epoch.
    pub trait Emitter {
        /// What the policy remembers of the epochs before.
        type Memory: Clone + Debug + Default;

        /// What is remembered at the start.
        fn memory(&self, _nodes: usize) -> Self::Memory {
            Self::Memory::default()
        }
        /// How much is minted \[base units\].
        fn mint(&self, memory: &mut Self::Memory, view: &View) -> i64;
        /// Whether it ever mints.
        fn mints(&self) -> bool {
            true
        }
        /// Refuses settings that cannot be.
        fn vet(&self, _checking: &mut Checking) {}
    }
}

units::view! {
    /// What an emission sees.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct View {
        /// The end of the epoch.
        pub now: Time,
        /// Its length.
        pub epoch: Span,
        /// Which one it is, from 1.
        pub number: u64,
        /// Coins in existence \[base units\].
        pub supply: i64,
        /// Coins that are bonded on the coin's networks \[base units\].
        pub bonded: i64,
        /// Service of the answers of the epoch on the coin's networks \[ns\].
        pub worked: u64,
        /// Answers of the epoch on the coin's networks.
        pub answers: u64,
        /// Tokens of these answers and their prompts.
        pub tokens: u64,
        /// Decimals of the coin.
        pub decimals: u32,
    }
}

/// Base units of a price \[base units\], and the nanoseconds that it is for.
pub(super) fn rate(price: &Price, decimals: u32) -> Option<(i128, i128)> {
    let Per::Span(span) = price.per else { return None };
    let units = price.money.number.times_rounded(10_i128.pow(decimals)).unwrap_or(0).max(0);
    Some((units, i128::from(span.ns().max(1))))
}

/// Base units of an amount; 0 of what `check` refuses.
pub(super) fn units(money: &Money, decimals: u32) -> u128 {
    money.base_units(decimals).and_then(|units| u128::try_from(units).ok()).unwrap_or(0)
}

/// Refuses more coins than a ledger holds, of those that exist at the start and those that come by the horizon.
pub(super) fn fits(checking: &mut Checking, keys: &str, minted: i128) {
    let all = minted.saturating_add(i128::from(checking.facts.genesis));
    refuse_more(checking, keys, "mints", all > i128::from(i64::MAX));
}

/// Refuses a yearly rate at which the supply may grow beyond what a ledger holds, compounded at any moment.
pub(super) fn grows(checking: &mut Checking, keys: &str, most: f64) {
    let years = checking.facts.horizon.as_secs() / Span::days(365).as_secs();
    let room = i64::MAX as f64 / checking.facts.genesis.max(1) as f64;
    refuse_more(checking, keys, "can mint", most * years > engine::math::ln(room));
}

fn refuse_more(checking: &mut Checking, keys: &str, mints: &str, is_more: bool) {
    if is_more && !checking.facts.is_capped {
        let message = format!("within {} this {mints} more base units than fit 64 bits", checking.facts.horizon);
        checking.refuse_with(keys, message, format!("lower `{keys}` or the coin's `decimals`, or set its `cap`"));
    }
}
