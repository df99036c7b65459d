//! Who votes on which settings, what is proposed, and who buys votes.

use rules::owner;
use rules::owner::governance::Base;
use rules::power::Power;
use units::ids::{CoinId, DelegatorsId, GovernanceId, GroupId, HolderId, ProposalId, UsersId};
use units::time::Time;
use units::tree::Value;

use super::{Dial, Followed, Scenario, number};

/// A governance.
#[derive(Clone, Debug)]
pub struct Governance {
    /// Its name.
    pub name: String,
    /// Its rules.
    pub rules: owner::governance::Governance,
    /// The coin whose owners vote.
    pub coin: CoinId,
    /// Between which values settings stay, whatever is voted.
    pub bounds: Vec<Dial>,
    /// Who has how many seats, where a council votes.
    pub seats: Vec<(VoterClass, u32)>,
}

/// Something that is put to the vote.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// Its name.
    pub name: String,
    /// When and how often it is made.
    pub rules: owner::proposal::Proposal,
    /// Which governance votes on it.
    pub governance: GovernanceId,
    /// When it is made first, or from when on it is looked for its signal.
    pub at: Time,
    /// The signal on which it is made, from then on.
    pub when: Option<Followed>,
    /// The paths of the settings, and their new values.
    pub set: Vec<(String, Value)>,
    /// What each class that has a wish wants of it.
    pub wants: Vec<(VoterClass, Want)>,
    /// Who makes it, if it deposits something.
    pub by: Option<HolderId>,
    /// What is deposited \[base units\].
    pub bond: i64,
}

/// Somebody who gets votes by money.
#[derive(Clone, Debug)]
pub struct Attacker {
    /// Its name.
    pub name: String,
    /// What it does.
    pub rules: owner::attacker::Attacker,
    /// Whose usd and coins it has.
    pub by: HolderId,
    /// What it wants to pass.
    pub proposal: ProposalId,
}

/// A class of voters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VoterClass {
    /// Operators of a group of nodes.
    Nodes(GroupId),
    /// A class of delegators.
    Delegators(DelegatorsId),
    /// Holders.
    Holders(HolderId),
    /// A group of users.
    Users(UsersId),
}

/// What voters want who turn up.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Want {
    /// Part that votes for it.
    pub yes: f64,
    /// Part that votes against it.
    pub no: f64,
    /// How many they are, where they are pooled and say so.
    pub members: Option<u32>,
}

impl Scenario {
    /// The name of a class of voters, as in `nodes.home`.
    pub fn voters(&self, class: VoterClass) -> String {
        match class {
            VoterClass::Nodes(id) => format!("nodes.{}", self.groups[id.row()].name),
            VoterClass::Delegators(id) => format!("delegators.{}", self.delegators[id.row()].name),
            VoterClass::Holders(id) => format!("holders.{}", self.holders[id.row()].name),
            VoterClass::Users(id) => format!("users.{}", self.users[id.row()].name),
        }
    }
    /// What a class wants of a proposal.
    pub fn wants(&self, proposal: ProposalId, class: VoterClass) -> Want {
        let wants = &self.proposals[proposal.row()].wants;
        wants.iter().find(|(of, _)| *of == class).map_or(Want::default(), |(_, want)| *want)
    }
    /// Coins that a quorum needs and those that may vote at the start, where these are fewer: by what all are given.
    pub fn quorum_at_start(&self, governance: &Governance) -> Option<(f64, f64)> {
        let quorum = governance.rules.quorum.as_ref()?;
        let coin = governance.coin;
        let of_nodes = self.groups.iter().flat_map(|group| {
            let stakes = group.stake.iter().filter(|(network, _)| self.networks[network.row()].coin == Some(coin));
            stakes.map(|&(_, stake)| stake as f64 * f64::from(group.rules.count))
        });
        let delegated = self.delegators.iter().filter(|row| row.coin == coin).map(|row| row.stake as f64);
        let staked: f64 = of_nodes.chain(delegated).sum();
        let held: f64 = self.holders.iter().filter(|row| row.coin == coin).map(|row| row.coins as f64).sum();
        let coins = &self.coins[coin.row()];
        let able = match governance.rules.power {
            Power::Staked(_) => staked,
            Power::Coins(_) => staked + held,
            Power::SquareRoot(_) | Power::Council(_) => return None,
        };
        let base = match quorum.of {
            Base::Staked => staked,
            Base::Supply => coins.genesis as f64,
            Base::Able => return None,
        };
        let (needed, scale) = (quorum.share.as_f64() * base, 10_u64.pow(coins.rules.decimals) as f64);
        (needed > able).then_some((needed / scale, able / scale))
    }
    /// What of a proposal is beyond the bounds of its governance: the bounds, and the value.
    pub fn beyond<'s>(&'s self, proposal: &'s Proposal) -> Option<(&'s Dial, &'s Value)> {
        let bounds = &self.governances[proposal.governance.row()].bounds;
        proposal.set.iter().find_map(|(path, value)| {
            let dial = bounds.iter().find(|dial| dial.path == *path)?;
            let is_within = number(value, &dial.unit).is_some_and(|number| (dial.from..=dial.to).contains(&number));
            (!is_within).then_some((dial, value))
        })
    }
    /// The proposals of a governance.
    pub fn proposals_of(&self, governance: GovernanceId) -> impl Iterator<Item = (ProposalId, &Proposal)> {
        let all = self.proposals.iter().enumerate().map(|(i, row)| (ProposalId::of(i), row));
        all.filter(move |(_, row)| row.governance == governance)
    }
    /// The attackers who want a proposal to pass, by row.
    pub fn attackers_of(&self, proposal: ProposalId) -> impl Iterator<Item = (usize, &Attacker)> {
        self.attackers.iter().enumerate().filter(move |(_, row)| row.proposal == proposal)
    }
}
