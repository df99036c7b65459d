//! What nodes have had of the stakes of users in a session.

use rules::payment::Allowance;
use units::ids::{NodeRef, UsersId};

use crate::scenario::{Network, Scenario};

/// What nodes have had of the stakes of a network's users, by users and node.
#[derive(Clone, Debug)]
pub(crate) struct Allowances {
    n_nodes: usize,
    used: Vec<Used>,
}

/// What a node has had of a stake in the last session in which it had any.
#[derive(Clone, Copy, Debug, Default)]
struct Used {
    session: u64,
    /// Which life of the node.
    generation: u32,
    /// Base units.
    paid: i64,
}

impl Allowances {
    /// Of a network whose users pay from a stake.
    pub(crate) fn of(scenario: &Scenario, network: &Network, n_nodes: usize) -> Option<Box<Self>> {
        let is_any = network.coin.is_some() && network.rules.payment.is_staked();
        let used = || vec![Used::default(); n_nodes * scenario.users.len()];
        is_any.then(|| Box::new(Self { n_nodes, used: used() }))
    }
    /// What of a fee a node is paid by a group of users: no more than is left of its allowance.
    pub(crate) fn pay(&mut self, users: UsersId, node: NodeRef, fee: i64, allowance: &Allowance) -> i64 {
        let used = &mut self.used[users.row() * self.n_nodes + node.id.row()];
        if (used.session, used.generation) != (allowance.session, node.generation) {
            *used = Used { session: allowance.session, generation: node.generation, paid: 0 };
        }
        let paid = fee.min(allowance.most - used.paid).max(0);
        used.paid += paid;
        paid
    }
}

#[cfg(test)]
mod tests {
    use units::ids::NodeId;

    use super::*;

    #[test]
    fn an_allowance_is_of_one_node_one_group_of_users_and_one_session() {
        let mut allowances = Allowances { n_nodes: 2, used: vec![Used::default(); 4] };
        let mut pay = |users: usize, (node, generation): (usize, u32), fee: i64, session: u64| {
            let node = NodeRef { id: NodeId::of(node), generation };
            allowances.pay(UsersId::of(users), node, fee, &Allowance { most: 10, session })
        };
        assert_eq!([pay(0, (1, 0), 7, 0), pay(0, (1, 0), 7, 0), pay(0, (1, 0), 7, 0)], [7, 3, 0]);
        assert_eq!([pay(1, (1, 0), 7, 0), pay(0, (0, 0), 7, 0)], [7, 7]);
        assert_eq!(pay(0, (1, 0), 12, 1), 10);
        // Who takes the row of a node that has left for good has an allowance of its own.
        assert_eq!(pay(0, (1, 1), 12, 1), 10);
    }
}
