//! Bonds: nodes stake, are judged, jailed and released, and take their stake out.

use engine::agenda::Class;
use rules::permission;
use rules::slashing::{Destination, Evidence, Finding, Offence, Sentence, StakeView};
use state::ledger::{Account, Reason};
use units::ids::{GroupId, NetworkId, NodeId, UsersId};
use units::time::Time;

use crate::event::Event;
use crate::world::Moment;

impl Moment<'_> {
    /// Whether the market can sell a node of a group all its stakes.
    pub(in crate::dynamics) fn can_bond(&self, group: GroupId) -> bool {
        let coin = |network: NetworkId| self.scenario.networks[network.row()].coin;
        let stakes = &self.scenario.groups[group.row()].stake;
        stakes.iter().filter_map(|&(network, _)| coin(network)).all(|c| {
            let own = stakes.iter().filter(|&&(network, _)| coin(network) == Some(c));
            own.map(|&(_, stake)| stake).sum::<i64>() <= self.state.ledger.balance(c, Account::Market)
        })
    }

    /// A node that comes for the first time joins its networks and bonds its stake.
    pub(in crate::dynamics) fn bond(&mut self, node: NodeId) {
        self.state.meters.sentences.began(self.now, node, self.state.group(node));
        let group = &self.scenario.groups[self.state.group(node).row()];
        for &network in &group.networks {
            let standing = self.state.bonds.standing_mut(network, node);
            *standing = state::bonds::Standing { is_member: true, ..Default::default() };
            let rules = self.scenario.networks[network.row()].rules.slashing.values();
            for (rule, memory) in rules.zip(&mut self.state.networks[network.row()].memory) {
                rule.forget(memory, node);
            }
        }
        for &(network, stake) in &group.stake {
            let Some(coin) = self.scenario.networks[network.row()].coin else { continue };
            let ledger = &mut self.state.ledger;
            ledger.transfer(coin, Account::Market, Account::Bond(network, node), stake, Reason::Bonding);
            self.state.networks[network.row()].bonded += stake;
        }
        self.expect_equivocation(node);
        self.expect_slips(node);
    }

    /// A node bonds what it has just earned, if its operator wants that.
    pub(super) fn restake(&mut self, network: NetworkId, node: NodeId, earned: i64) {
        let group = &self.scenario.groups[self.state.group(node).row()];
        if !group.rules.restakes || earned <= 0 || !self.state.bonds.standing(network, node).is_member {
            return;
        }
        let Some(coin) = self.scenario.networks[network.row()].coin else { return };
        let bond = Account::Bond(network, node);
        self.state.ledger.transfer(coin, Account::Node(node), bond, earned, Reason::Bonding);
        self.state.networks[network.row()].bonded += earned;
        self.list_anew(network, node);
    }

    /// Puts a piece of evidence before every slashing rule of a network that hears it.
    pub(in crate::dynamics) fn judge(&mut self, network: NetworkId, evidence: &Evidence, harmed: Option<UsersId>) {
        for rule in 0..self.scenario.networks[network.row()].rules.slashing.len() {
            let policy = &self.scenario.networks[network.row()].rules.slashing[rule];
            let is_told = evidence.finding == Finding::Offended || policy.hears_passes();
            if is_told && policy.hears(evidence.offence) {
                self.judge_by(rule, network, evidence, harmed);
            }
        }
    }

    /// Puts a piece of evidence before one slashing rule of a network.
    pub(in crate::dynamics) fn judge_by(
        &mut self,
        rule: usize,
        network: NetworkId,
        evidence: &Evidence,
        harmed: Option<UsersId>,
    ) {
        let policy = &self.scenario.networks[network.row()].rules.slashing[rule];
        let view = self.stakes(network, evidence.node, evidence.at);
        let sentence = policy.judge(&mut self.state.networks[network.row()].memory[rule], evidence, &view);
        self.execute(network, evidence, &sentence, harmed);
    }

    /// The stakes that a rule sees.
    fn stakes(&self, network: NetworkId, node: NodeId, offended: Time) -> StakeView {
        let row = &self.scenario.networks[network.row()];
        let (bonded, decimals) = row.coin.map_or((0, 0), |coin| {
            let bonded = self.state.ledger.balance(coin, Account::Bond(network, node));
            (bonded, self.scenario.coins[coin.row()].rules.decimals)
        });
        let unbonding = self.state.bonds.reached(network, node, offended);
        StakeView { bonded, unbonding, total: self.state.networks[network.row()].bonded, decimals }
    }

    fn execute(&mut self, network: NetworkId, evidence: &Evidence, sentence: &Sentence, harmed: Option<UsersId>) {
        let node = evidence.node;
        if sentence.slash > 0 || sentence.jail.ns() > 0 || sentence.tombstone {
            self.state.meters.sentences.sentenced(self.now, node, self.state.group(node));
        }
        let from_bond = self.slash(network, evidence, sentence, harmed);
        let (now, until) = (self.now, self.now + sentence.jail);
        let standing = self.state.bonds.standing_mut(network, node);
        standing.is_tombstoned |= sentence.tombstone;
        let was_jailed = standing.jailed_until > now;
        let is_longer = sentence.jail.ns() > 0 && until > standing.jailed_until;
        if is_longer {
            standing.jailed_until = until;
            self.agenda.at(until, Class::Timer, Event::Release(network, self.state.nodes.name(node)));
            if !was_jailed {
                self.state.meters.jailed(now, network);
            }
        }
        if from_bond > 0 || is_longer || sentence.tombstone {
            self.list_anew(network, node);
        }
    }

    /// Takes coins from the bond, then from what is on its way out; gives what came from the bond.
    pub(crate) fn slash(
        &mut self,
        network: NetworkId,
        evidence: &Evidence,
        sentence: &Sentence,
        harmed: Option<UsersId>,
    ) -> i64 {
        let node = evidence.node;
        let Some(coin) = self.scenario.networks[network.row()].coin else { return 0 };
        let bonded = self.state.ledger.balance(coin, Account::Bond(network, node));
        let from_bond = sentence.slash.min(bonded);
        let rest = sentence.slash - from_bond;
        let (from_unbonding, from_exits) = self.state.bonds.take(network, node, evidence.at, rest);
        self.state.meters.exits[network.row()].slashed(self.now, from_unbonding);
        let from_queue = from_unbonding + from_exits;
        let taken = from_bond + from_queue;
        self.state.invariants.hold(from_bond >= 0 && from_queue >= 0 && taken <= sentence.slash, || {
            format!("{node:?} is sentenced to pay {} base units and pays {taken}", sentence.slash)
        });
        let reason = match evidence.offence {
            Offence::WrongAnswer => Reason::SlashWrong,
            Offence::Absence => Reason::SlashAbsence,
            Offence::Equivocation => Reason::SlashEquivocation,
        };
        let to = match (sentence.destination, harmed) {
            (Destination::Burn, _) => Account::Nowhere,
            (Destination::Users, Some(users)) => Account::Users(users),
            (Destination::Users, None) | (Destination::Treasury, _) => Account::Treasury(network),
        };
        let ledger = &mut self.state.ledger;
        ledger.transfer(coin, Account::Bond(network, node), to, from_bond, reason);
        ledger.transfer(coin, Account::Unbonding(network), to, from_queue, reason);
        self.state.networks[network.row()].bonded -= from_bond;
        // A verdict that takes nothing is no slash.
        if taken > 0 {
            let group = self.state.group(node);
            let usd = self.in_usd(network, taken);
            self.state.meters.slashed(network, group, evidence.offence, usd);
        }
        from_bond
    }

    /// A jail term ends; a node that is away stays in jail until it comes back.
    pub(in crate::dynamics) fn release(&mut self, network: NetworkId, node: NodeId) {
        if self.state.bonds.standing(network, node).jailed_until > self.now {
            return;
        }
        if self.state.nodes.is_up(node) {
            self.free(network, node);
            self.list_anew(network, node);
            self.watch_again(network, node);
            if self.state.meters.held > 0 {
                self.ask_held(node);
            }
        } else {
            self.state.bonds.standing_mut(network, node).jailed_until = Time::END;
        }
    }

    /// A node that was in jail beyond its term has come back.
    pub(in crate::dynamics) fn free_returned(&mut self, network: NetworkId, node: NodeId) {
        if self.state.bonds.standing(network, node).jailed_until == Time::END {
            self.free(network, node);
        }
    }

    fn free(&mut self, network: NetworkId, node: NodeId) {
        self.state.bonds.standing_mut(network, node).jailed_until = Time::ZERO;
        self.state.meters.freed(self.now, network);
    }

    /// Puts a node on or takes it off the rosters of a network, as its standing now is.
    pub(in crate::dynamics) fn list_anew(&mut self, network: NetworkId, node: NodeId) {
        let is_listed = self.state.is_known(network, node)
            && self.state.bonds.is_free(network, node, self.now)
            && self.admits(network, node);
        let group = self.state.group(node);
        let is_listed = is_listed && !self.scenario.groups[group.row()].checks_only;
        let backlog = self.state.nodes.backlog(node);
        let n_llms = self.scenario.llms.len();
        for llm in &self.scenario.groups[group.row()].llms {
            let roster = &mut self.state.rosters[network.row() * n_llms + llm.row()];
            if is_listed {
                roster.enter(node, backlog);
            } else {
                roster.leave(node);
            }
            if self.state.has_live_views {
                self.follow(network.row() * n_llms + llm.row(), node);
            }
        }
    }

    /// Lists all nodes of a network anew, for the rules of who may serve have changed.
    pub(in crate::dynamics) fn relist(&mut self, network: NetworkId) {
        for node in (0..self.state.nodes.len()).map(NodeId::of) {
            if self.scenario.groups[self.state.group(node).row()].networks.contains(&network) {
                self.list_anew(network, node);
                if self.state.meters.held > 0 && self.state.nodes.is_up(node) {
                    self.ask_held(node);
                }
            }
        }
    }

    fn admits(&self, network: NetworkId, node: NodeId) -> bool {
        let row = &self.scenario.networks[network.row()];
        let (bonded, decimals) = row.coin.map_or((0, 0), |coin| {
            let bonded = self.state.ledger.balance(coin, Account::Bond(network, node));
            (bonded, self.scenario.coins[coin.row()].rules.decimals)
        });
        row.rules.permission.policy().admits(&permission::View { bonded, decimals })
    }
}
