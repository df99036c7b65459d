//! Governances: who votes on what, and that what is proposed can come about.

use rules::checking::Facts;
use rules::holding::Holding;
use rules::owner::attacker::Gets;
use rules::owner::governance::{Governance as Rules, Interest, Votes};
use rules::owner::proposal::Proposal as Proposed;
use rules::power::Power;
use units::ids::{CoinId, DelegatorsId, GovernanceId, GroupId, HolderId, UsersId};
use units::problem::did_you_mean;
use units::reference::Ref;
use units::settings::Named;
use units::time::{Span, Time};
use world::scenario::{Attacker, Governance, Proposal, Scenario, VoterClass, Want};

use super::Resolver;
use crate::names::find;

impl Resolver<'_> {
    /// Notes who votes on what, what is proposed, and who buys votes; nothing if a vote cannot be held.
    pub(super) fn govern(&mut self, scenario: &mut Scenario) -> Option<()> {
        let file = self.file;
        let governances: Vec<_> =
            file.governance.list.iter().map(|(name, rules)| self.governance(&name.text, rules, scenario)).collect();
        let governances = governances.into_iter().collect::<Option<Vec<_>>>()?;
        let proposals: Vec<_> = file
            .proposal
            .list
            .iter()
            .map(|(name, rules)| self.proposal(&name.text, rules, &governances, scenario))
            .collect();
        let proposals = proposals.into_iter().collect::<Option<Vec<_>>>()?;
        (scenario.governances, scenario.proposals) = (governances, proposals);
        let names = file.attacker.names().map(String::from).collect::<Vec<_>>();
        scenario.attackers = names.iter().filter_map(|name| self.attacker(name, scenario)).collect();
        self.warn_of_votes(scenario);
        Some(())
    }

    fn governance(&mut self, name: &str, rules: &Rules, scenario: &Scenario) -> Option<Governance> {
        let path = format!("governance.{name}");
        let coin = match (&rules.coin, &self.file.coin.list[..]) {
            (Some(coin), _) => find(coin, &self.file.coin)?,
            (None, [_]) => CoinId(0),
            (None, coins) => {
                let message = match coins {
                    [] => "there is no coin whose owners could vote".into(),
                    _ => format!("there are {} coins, and this does not say whose owners vote", coins.len()),
                };
                self.problems.push_with(self.place(&path), message, "name its `coin`");
                return None;
            }
        };
        if !self.vet(&path, Facts::default(), |checking| rules.vet(checking)) {
            return None;
        }
        let live = scenario.rules();
        for pattern in &rules.may_change {
            let start = pattern.strip_suffix('*');
            let is_meant = |rule: &&units::settings::Rule| match start {
                Some(start) => rule.path.starts_with(start),
                None => {
                    rule.path == *pattern
                        || rule.path.strip_prefix(&**pattern).is_some_and(|rest| rest.starts_with('.'))
                }
            };
            let mut meant = live.iter().filter(is_meant).peekable();
            let place = self.place(&format!("{path}.may_change"));
            if meant.peek().is_none() {
                let known = || "`windtunnel list settings --live` shows all that may change".into();
                let remedy = did_you_mean(pattern, live.iter().map(|rule| rule.path.as_str())).unwrap_or_else(known);
                self.problems.push_with(place, format!("no setting of this scenario is `{pattern}`"), remedy);
            } else if let (true, Some(why)) =
                (meant.clone().all(|rule| rule.fixed.is_some()), meant.peek().and_then(|rule| rule.fixed))
            {
                let message = format!("`{pattern}` cannot change during a run: {why}");
                self.problems.push_with(place, message, "`windtunnel list settings --live` shows all that may change");
            }
        }
        let seats = rules.power.policy().seats().map_or(Vec::new(), |seats| {
            let count = |&n: &u32| n;
            self.classes(&seats.nodes, &seats.delegators, &seats.holders, &seats.users, count)
        });
        let bounds: Vec<_> = rules
            .bounds
            .list
            .iter()
            .map(|(setting, place, bounds)| {
                if !rules.allows(setting) {
                    let message = format!("`governance.{name}` may not change this: it needs no bounds");
                    self.problems.push_with(*place, message, format!("add `{setting}` to its `may_change`"));
                    return None;
                }
                self.dial(setting, *place, bounds, scenario)
            })
            .collect();
        let bounds = bounds.into_iter().collect::<Option<Vec<_>>>()?;
        Some(Governance { name: name.into(), rules: rules.clone(), coin, bounds, seats })
    }

    /// What stands under the names of classes of voters, by class.
    fn classes<T, U>(
        &self,
        nodes: &Named<T, Ref<GroupId>>,
        delegators: &Named<T, Ref<DelegatorsId>>,
        holders: &Named<T, Ref<HolderId>>,
        users: &Named<T, Ref<UsersId>>,
        of: impl Fn(&T) -> U,
    ) -> Vec<(VoterClass, U)> {
        let file = self.file;
        let mut list = Vec::new();
        let group = |name| find(name, &file.nodes).map(VoterClass::Nodes);
        list.extend(nodes.list.iter().filter_map(|(name, value)| Some((group(name)?, of(value)))));
        let class = |name| find(name, &file.delegators).map(VoterClass::Delegators);
        list.extend(delegators.list.iter().filter_map(|(name, value)| Some((class(name)?, of(value)))));
        let holder = |name| find(name, &file.holders).map(VoterClass::Holders);
        list.extend(holders.list.iter().filter_map(|(name, value)| Some((holder(name)?, of(value)))));
        let user = |name| find(name, &file.users).map(VoterClass::Users);
        list.extend(users.list.iter().filter_map(|(name, value)| Some((user(name)?, of(value)))));
        list
    }

    fn wants(&self, votes: &Votes) -> Vec<(VoterClass, Want)> {
        let want = |interest: &Interest| Want {
            yes: interest.yes.as_f64(),
            no: interest.no.as_f64(),
            members: interest.members,
        };
        self.classes(&votes.nodes, &votes.delegators, &votes.holders, &votes.users, want)
    }

    fn proposal(
        &mut self,
        name: &str,
        rules: &Proposed,
        governances: &[Governance],
        scenario: &Scenario,
    ) -> Option<Proposal> {
        let path = format!("proposal.{name}");
        let id = match (&rules.governance, governances) {
            (Some(named), _) => find(named, &self.file.governance)?,
            (None, [_]) => GovernanceId(0),
            (None, _) => {
                let message = match governances {
                    [] => "there is no governance that could vote on it".into(),
                    _ => format!("there are {} governances, and this does not say which votes", governances.len()),
                };
                self.problems.push_with(self.place(&path), message, "name its `governance`");
                return None;
            }
        };
        let governance = &governances[id.row()];
        let coin = &scenario.coins[governance.coin.row()];
        let facts = Facts { coin: Some((&coin.name, coin.rules.decimals)), ..Facts::default() };
        let mut whole = self.vet(&path, facts, |checking| rules.vet(checking));
        let at = rules.at.unwrap_or(Span::ZERO);
        if at >= self.file.horizon {
            let message = format!("{at} is not within the horizon of {}", self.file.horizon);
            self.problems.push_with(self.place(&format!("{path}.at")), message, "make the proposal earlier");
            whole = false;
        }
        let mut trial = scenario.clone();
        for (setting, place, value) in &rules.set.list {
            if !governance.rules.allows(setting) {
                let message = format!("`governance.{}` may not change this", governance.name);
                let remedy = format!("add `{setting}` to its `may_change`");
                self.problems.push_with(*place, message, remedy);
                whole = false;
            } else if let Err(refusal) = trial.set(setting, value) {
                let of = if refusal.path == *setting { String::new() } else { format!("`{}`: ", refusal.path) };
                let message = format!("{of}{}", refusal.message);
                match refusal.remedy {
                    Some(remedy) => self.problems.push_with(*place, message, remedy),
                    None => self.problems.push(*place, message),
                }
                whole = false;
            }
        }
        let by = match &rules.by {
            None => None,
            Some(named) => {
                let id = find(named, &self.file.holders)?;
                if scenario.holders[id.row()].coin != governance.coin {
                    let message = format!("`holders.{}` hold another coin than `{}`", named.text, coin.name);
                    self.problems.push_with(named.place, message, "name holders of the coin that votes");
                    whole = false;
                }
                Some(id)
            }
        };
        // What the proposal says of a class goes before what the governance says.
        let mut wants = self.wants(&rules.votes);
        let usual = self.wants(&governance.rules.votes);
        let own = wants.clone();
        wants.extend(usual.into_iter().filter(|(class, _)| own.iter().all(|(of, _)| of != class)));
        whole.then(|| Proposal {
            name: name.into(),
            rules: rules.clone(),
            governance: id,
            at: Time::ZERO + at,
            // Read once the columns of the time series are known.
            when: None,
            set: rules.set.list.iter().map(|(path, _, value)| (path.clone(), value.clone())).collect(),
            wants,
            by,
            bond: rules.bond.as_ref().and_then(|bond| bond.base_units(coin.rules.decimals)).unwrap_or(0),
        })
    }

    fn attacker(&mut self, name: &str, scenario: &Scenario) -> Option<Attacker> {
        let rules = self.file.attacker.get_named(name)?;
        let path = format!("attacker.{name}");
        let (by, proposal) = (find(&rules.by, &self.file.holders)?, find(&rules.proposal, &self.file.proposal)?);
        let governance = &scenario.governances[scenario.proposals[proposal.row()].governance.row()];
        let (holders, coin) = (&scenario.holders[by.row()], &scenario.coins[governance.coin.row()]);
        let mut refuse = |keys: &str, message: String, remedy: &str| {
            let place = self.place(&format!("{path}.{keys}"));
            self.problems.push_with(place, message, remedy);
        };
        if holders.coin != governance.coin {
            let message = format!("`holders.{}` hold another coin than `{}`", holders.name, coin.name);
            refuse("by", message, "name holders of the coin that votes");
            return None;
        }
        if !matches!(holders.rules.rule, Holding::Idle(_)) {
            let message = format!("`holders.{}` trade by a rule of their own", holders.name);
            refuse("by", message, "name holders without a `rule`");
            return None;
        }
        let is_sum = matches!(governance.rules.power, Power::Staked(_) | Power::Coins(_));
        if rules.gets != Gets::Buys && !is_sum {
            let message = "votes are borrowed and bribed by the coin: their weight must be a sum of coins".into();
            refuse("gets", message, "write `power = \"coins\"` or `\"staked\"` in the governance, or buy");
            return None;
        }
        if rules.gets == Gets::Bribes && governance.rules.conviction.is_some() {
            refuse("gets", "conviction has no votes at its end that could be bribed".into(), "write `gets = \"buys\"`");
            return None;
        }
        Some(Attacker { name: name.into(), rules: rules.clone(), by, proposal })
    }

    /// Says what can never come about: changes after the horizon, quorums above all that may vote, useless loans.
    fn warn_of_votes(&mut self, scenario: &Scenario) {
        let horizon = scenario.horizon.since(Time::ZERO);
        let mut warnings = Vec::new();
        for row in &scenario.proposals {
            let governance = &scenario.governances[row.governance.row()];
            if let Some((dial, value)) = scenario.beyond(row) {
                warnings.push(format!(
                    "proposal.{}: {} is beyond the bounds of `governance.{}`, {} to {}: it is turned away",
                    row.name,
                    value.inline().trim_matches('"'),
                    governance.name,
                    dial.value(dial.from).inline().trim_matches('"'),
                    dial.value(dial.to).inline().trim_matches('"'),
                ));
            }
            let takes = governance.rules.takes();
            let ends = row.at.since(Time::ZERO) + takes;
            if ends > horizon && governance.rules.conviction.is_none() && row.rules.when.is_none() {
                warnings.push(format!(
                    "proposal.{}: nothing changes within the horizon of {horizon}: it is made at {}, and `delay`, `voting` and `timelock` of `governance.{}` take {takes}",
                    row.name, row.at.since(Time::ZERO), governance.name
                ));
            }
        }
        for (i, row) in scenario.governances.iter().enumerate() {
            if scenario.proposals_of(GovernanceId::of(i)).next().is_none() {
                warnings.push(format!("governance.{}: nothing is proposed to it; write a `[proposal.x]`", row.name));
            }
            if let Some((needed, able)) = scenario.quorum_at_start(row) {
                warnings.push(format!(
                    "governance.{}: the quorum is {needed:.0} {coin}, more than the {able:.0} {coin} that may vote at the start; lower `quorum.share`, or take it `of` another base",
                    row.name,
                    coin = scenario.coins[row.coin.row()].name
                ));
            }
        }
        for row in scenario.attackers.iter().filter(|row| row.rules.gets == Gets::Borrows) {
            let governance = &scenario.governances[scenario.proposals[row.proposal.row()].governance.row()];
            if !governance.rules.lends() {
                warnings.push(format!(
                    "attacker.{}: a loan of one instant has no vote in `governance.{}`: power is read at another instant than that of the change (`reads`, `timelock`)",
                    row.name, governance.name
                ));
            }
        }
        self.warnings.append(&mut warnings);
    }
}
