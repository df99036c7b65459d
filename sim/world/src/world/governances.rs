//! Votes under way, and what became of proposals.

use rules::owner::governance::{Fate, Tally};
use state::ledger::Account;
use units::ids::{CoinId, GovernanceId, HolderId, OperatorId, ProposalId};
use units::time::Time;

use super::State;
use crate::scenario::{Scenario, VoterClass};

/// What is under way in all governances.
#[derive(Clone, Debug)]
pub(crate) struct Governances {
    /// By governance.
    pub(crate) rows: Vec<GovernanceState>,
    /// How often each proposal was made, which of its ballots is open, and since when it has passed.
    pub(crate) proposals: Vec<ProposalState>,
    /// All ballots so far.
    pub(crate) ballots: Vec<Ballot>,
    /// By attacker.
    pub(crate) attackers: Vec<AttackState>,
}

/// One governance.
#[derive(Clone, Debug, Default)]
pub(crate) struct GovernanceState {
    /// Proposals under way.
    pub(crate) open: u32,
    /// Settings that were changed, and when last.
    pub(crate) changed: Vec<(String, Time)>,
    /// Weights of voters when power was read last.
    pub(crate) weights: Vec<f64>,
    /// The last vote that was counted.
    pub(crate) last: Option<Tally>,
    /// Shares of power that turned up, summed over votes that were counted, and how many these are.
    pub(crate) turnout: f64,
    pub(crate) counted: u32,
    /// Proposals by what became of them.
    pub(crate) fates: [u32; Fate::COUNT],
    /// Time from proposals to their changes, summed \[ns\].
    pub(crate) waited: u128,
    /// What the votes would have cost that the last vote needed to pass \[usd\]; nothing if nobody sells them.
    pub(crate) capture_usd: Option<f64>,
}

/// One proposal.
#[derive(Clone, Debug, Default)]
pub(crate) struct ProposalState {
    pub(crate) tries: u32,
    pub(crate) is_open: bool,
    pub(crate) has_passed: bool,
}

/// One vote.
#[derive(Clone, Debug)]
pub(crate) struct Ballot {
    pub(crate) proposal: ProposalId,
    /// Which try of the proposal it is.
    pub(crate) number: u32,
    /// When the signal was there.
    pub(crate) made: Time,
    /// Who may vote, with what; read once.
    pub(crate) voters: Vec<VoterRow>,
    pub(crate) tally: Tally,
    /// What is deposited \[base units\].
    pub(crate) bond: i64,
    /// Borrowed power, for an instant, and that of bribed votes.
    pub(crate) borrowed: f64,
    /// What became of it.
    pub(crate) fate: Option<Fate>,
}

/// Somebody who may vote.
#[derive(Clone, Copy, Debug)]
pub(crate) struct VoterRow {
    pub(crate) class: VoterClass,
    /// Its place in its class.
    pub(crate) place: u32,
    /// Which operator it is, if it is one that votes with stake or coins.
    pub(crate) operator: Option<OperatorId>,
    /// How many it is.
    pub(crate) members: f64,
    /// Whether it says how many it is.
    pub(crate) is_counted: bool,
    /// Whether all of it turns up and votes for the proposal.
    pub(crate) attacks: bool,
    pub(crate) weight: f64,
    /// Stake in mean stakes of a voter.
    pub(crate) stakes: f64,
}

/// One attacker.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct AttackState {
    /// What its usd and coins were worth when it began \[billionths of a usd\].
    pub(crate) start: Option<i128>,
    /// Coins that it got votes of, bought, borrowed or bribed \[base units\].
    pub(crate) coins: i128,
    /// Whether what it wanted has come.
    pub(crate) has_passed: bool,
}

impl Governances {
    /// Nothing yet; nothing at all where nobody votes.
    pub(crate) fn of(scenario: &Scenario) -> Option<Box<Self>> {
        (!scenario.governances.is_empty()).then(|| {
            Box::new(Self {
                rows: vec![GovernanceState::default(); scenario.governances.len()],
                proposals: vec![ProposalState::default(); scenario.proposals.len()],
                ballots: Vec::new(),
                attackers: vec![AttackState::default(); scenario.attackers.len()],
            })
        })
    }
    /// Deposits of a coin that are held \[base units\].
    pub(crate) fn in_escrow(&self, scenario: &Scenario, coin: CoinId) -> i64 {
        let of = |ballot: &&Ballot| scenario.governances[governance(scenario, ballot.proposal).row()].coin == coin;
        self.ballots.iter().filter(of).map(|ballot| ballot.bond).sum()
    }
}

impl State {
    /// Usd and coins of holders at the present price \[billionths of a usd\].
    pub(crate) fn worth_of_holders(&self, scenario: &Scenario, coin: CoinId, holder: HolderId) -> i128 {
        let (ledger, account) = (&self.ledger, Account::Holders(holder));
        let unit = 10_i128.pow(scenario.coins[coin.row()].rules.decimals);
        let coins = i128::from(ledger.balance(coin, account)) * i128::from(self.prices[coin.row()].spot) / unit;
        i128::from(ledger.balance(ledger.usd(), account)) + coins
    }
}

/// The governance of a proposal.
pub(crate) fn governance(scenario: &Scenario, proposal: ProposalId) -> GovernanceId {
    scenario.proposals[proposal.row()].governance
}
