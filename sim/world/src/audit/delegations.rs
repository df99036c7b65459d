//! An audit of delegated stake: shares against pools, pools against bonds, and rewards against claims.

use state::ledger::Account;
use units::ids::{DelegatorsId, NetworkId, OperatorId};

use super::law;
use crate::world::World;
use crate::world::delegations::Pool;

impl World {
    /// Shares sum up, pools are what nodes have bonded for others, and what was not claimed is there.
    pub(super) fn audit_delegations(&self) -> Result<(), String> {
        let state = &self.state;
        for (n, row) in state.networks.iter().enumerate() {
            let (network, coin) = (NetworkId::of(n), self.scenario.networks[n].coin);
            let (Some(delegations), Some(coin)) = (&row.delegations, coin) else { continue };
            let mut total = 0;
            for operator in (0..state.operators.len()).map(OperatorId::of) {
                let pool = &delegations.pools[operator.row()];
                let mut delegated = 0;
                for node in state.operators[operator.row()].nodes() {
                    let (own, bond) = (delegations.at(node), state.ledger.balance(coin, Account::Bond(network, node)));
                    law((0..=bond).contains(&own), || format!("{own} of the {bond} bonded at {node:?} are delegated"))?;
                    delegated += own;
                }
                let tokens = pool.tokens;
                law(delegated == tokens, || format!("{operator:?} holds {tokens}, its nodes have {delegated} bonded"))?;
                let (shares, all) = (pool.classes.iter().map(|c| c.shares).sum::<u128>(), pool.shares);
                law(shares == all, || format!("classes have {shares} of the {all} shares of {operator:?}"))?;
                total += tokens;
            }
            law(total == delegations.total(), || {
                format!("pools hold {total}, the total of the network says {}", delegations.total())
            })?;
            for moved in state.bonds.moved(network) {
                let amount = moved.amount;
                law(amount >= 0, || format!("{amount} of the stake that moved to {:?} can be slashed", moved.to))?;
            }
            let unclaimed: u128 = delegations.pools.iter().map(Pool::unclaimed).sum();
            let there = u128::from(state.ledger.balance(coin, Account::Rewards(network)).unsigned_abs()) << 64;
            law(unclaimed == there, || format!("{unclaimed} parts of rewards are unclaimed, {there} are there"))?;
        }
        for (i, class) in state.delegators.iter().enumerate() {
            let (row, account) = (&self.scenario.delegators[i], Account::Delegators(DelegatorsId::of(i)));
            let (idle, coins) = (class.idle, state.ledger.balance(row.coin, account));
            law((0..=coins).contains(&idle), || format!("{idle} of the {coins} of `{}` wait to be staked", row.name))?;
        }
        Ok(())
    }
}
