//! Who may vote on a proposal, and with what.

use rules::power::{Power, Voter};
use state::ledger::Account;
use units::ids::{CoinId, DelegatorsId, GovernanceId, HolderId, NetworkId, OperatorId, ProposalId, UsersId};

use crate::scenario::VoterClass;
use crate::world::Moment;
use crate::world::governances::VoterRow;

impl Moment<'_> {
    /// The networks on which a coin is staked.
    pub(super) fn staked_on(&self, coin: CoinId) -> impl Iterator<Item = NetworkId> + use<'_> {
        let own = move |n: &NetworkId| {
            let row = &self.scenario.networks[n.row()];
            row.coin == Some(coin) && row.secured_by.is_none()
        };
        (0..self.scenario.networks.len()).map(NetworkId::of).filter(own)
    }

    /// Who may vote: O(nodes).
    pub(super) fn voters(&self, id: GovernanceId, proposal: ProposalId) -> Vec<VoterRow> {
        let row = &self.scenario.governances[id.row()];
        let seat = |class, place| VoterRow {
            class,
            place,
            operator: None,
            members: 1.0,
            is_counted: true,
            attacks: false,
            weight: 1.0,
            stakes: 1.0,
        };
        if row.rules.power.policy().seats().is_some() {
            return row.seats.iter().flat_map(|&(class, n)| (0..n).map(move |place| seat(class, place))).collect();
        }
        let coin = row.coin;
        let attackers: Vec<HolderId> = self.scenario.attackers_of(proposal).map(|(_, attacker)| attacker.by).collect();
        let counts_stake = matches!(row.rules.power, Power::Staked(_));
        let mut list = Vec::new();
        let mut add = |class: VoterClass, (place, operator): (u32, Option<OperatorId>), staked: i64, free: i64| {
            let want = self.scenario.wants(proposal, class);
            let attacks = matches!(class, VoterClass::Holders(holder) if attackers.contains(&holder));
            // Attackers stake what they have for a vote of stake.
            let (staked, free) = if attacks && counts_stake { (staked + free, 0) } else { (staked, free) };
            let is_single = operator.is_some();
            let members = if is_single { 1.0 } else { f64::from(want.members.unwrap_or(1)) };
            let voter = Voter { staked, free, members };
            let weight = row.rules.power.policy().weighs(&voter);
            // Who has nothing of its own may still vote what it is given.
            if weight > 0.0 || is_single && row.rules.inherits {
                let amount = if counts_stake { staked as f64 } else { voter.all() };
                let is_counted = weight > 0.0 && (is_single || want.members.is_some());
                let stakes = amount / members;
                list.push(VoterRow { class, place, operator, members, is_counted, attacks, weight, stakes });
            }
        };
        let (mut last, mut place) = (None, 0);
        for (o, operator) in self.state.operators.iter().enumerate() {
            // They stand group by group.
            place = if last == Some(operator.group) { place + 1 } else { 0 };
            last = Some(operator.group);
            let (group, mut staked, mut free) = (operator.group, 0, 0);
            for node in operator.nodes() {
                free += self.state.ledger.balance(coin, Account::Node(node));
                for network in self.staked_on(coin) {
                    let delegations = self.state.networks[network.row()].delegations.as_ref();
                    let bond = self.state.ledger.balance(coin, Account::Bond(network, node));
                    staked += bond - delegations.map_or(0, |delegations| delegations.at(node));
                }
            }
            add(VoterClass::Nodes(group), (place, Some(OperatorId::of(o))), staked, free);
        }
        for (i, class) in self.scenario.delegators.iter().enumerate().filter(|(_, class)| class.coin == coin) {
            let pools = self.state.networks[class.network.row()].delegations.iter().flat_map(|d| &d.pools);
            let staked = pools.map(|pool| pool.worth(i)).sum();
            let id = DelegatorsId::of(i);
            add(
                VoterClass::Delegators(id),
                (0, None),
                staked,
                self.state.ledger.balance(coin, Account::Delegators(id)),
            );
        }
        for (i, _) in self.scenario.holders.iter().enumerate().filter(|(_, row)| row.coin == coin) {
            let id = HolderId::of(i);
            add(VoterClass::Holders(id), (0, None), 0, self.state.ledger.balance(coin, Account::Holders(id)));
        }
        for id in (0..self.scenario.users.len()).map(UsersId::of) {
            let own = [Account::Users(id), Account::Stake(id)].map(|account| self.state.ledger.balance(coin, account));
            add(VoterClass::Users(id), (0, None), 0, own[0] + own[1]);
        }
        in_means(&mut list);
        list
    }

    /// Stake delegated to an operator whose owners stay away \[base units\].
    pub(super) fn inherited(&self, id: GovernanceId, operator: OperatorId, away: &[f64]) -> f64 {
        let coin = self.scenario.governances[id.row()].coin;
        let networks = self.staked_on(coin).filter_map(|n| self.state.networks[n.row()].delegations.as_ref());
        let pools = networks.map(|delegations| &delegations.pools[operator.row()]);
        let classes = || away.iter().enumerate();
        pools.map(|pool| classes().map(|(class, away)| pool.worth(class) as f64 * away).sum::<f64>()).sum()
    }
}

/// Stakes of voters in mean stakes of a voter; classes that do not say how many they are have the mean.
fn in_means(voters: &mut [VoterRow]) {
    let counted = || voters.iter().filter(|voter| voter.is_counted);
    let (sum, n) = counted().fold((0.0, 0.0), |sum, v| (sum.0 + v.stakes * v.members, sum.1 + v.members));
    for voter in voters {
        voter.stakes = if voter.is_counted && sum > 0.0 { voter.stakes * n / sum } else { 1.0 };
    }
}
