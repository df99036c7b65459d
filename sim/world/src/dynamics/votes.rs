//! Proposals are made, voted on, and change settings.

mod electorate;

use engine::agenda::Agenda;
use engine::draws::{Index, Purpose, name_hash};
use rules::owner::governance::{Fate, Reads, Tally};
use rules::turnout::View;
use state::ledger::{Account, Reason};
use units::ids::{GovernanceId, HolderId, ProposalId};

use super::money::VOTES;
use crate::event::Event;
use crate::scenario::VoterClass;
use crate::world::governances::{Ballot, Governances, VoterRow, governance};
use crate::world::{Moment, World};

tables! { governances, invariants, ledger, networks, operators, replication }

impl Moment<'_> {
    /// Schedules what is proposed.
    pub(super) fn plan_votes(&mut self) {
        for (i, row) in self.scenario.proposals.iter().enumerate().filter(|(_, row)| row.when.is_none()) {
            self.agenda.at(row.at, VOTES, Event::Propose(ProposalId::of(i)));
        }
    }

    fn governances(&mut self) -> &mut Governances {
        self.state.governances.as_deref_mut().expect("there is a governance where something is proposed")
    }

    /// A proposal is made, unless it has passed or is under way.
    pub(super) fn propose(&mut self, proposal: ProposalId) {
        let scenario = self.scenario;
        let row = &scenario.proposals[proposal.row()];
        let now = self.now;
        let known = &mut self.governances().proposals[proposal.row()];
        if known.has_passed || known.tries >= row.rules.tries {
            return;
        }
        if let Some(again) = row.rules.again.filter(|_| row.when.is_none()) {
            self.agenda.after(again, VOTES, Event::Propose(proposal));
        }
        let known = &mut self.governances().proposals[proposal.row()];
        if known.is_open {
            return;
        }
        known.tries += 1;
        known.is_open = true;
        let number = known.tries;
        let rules = &scenario.governances[row.governance.row()].rules;
        let ballots = &mut self.governances().ballots;
        let ballot = ballots.len() as u32;
        ballots.push(Ballot {
            proposal,
            number,
            made: now,
            voters: Vec::new(),
            tally: Tally::default(),
            bond: 0,
            borrowed: 0.0,
            fate: None,
        });
        let state = &mut self.governances().rows[row.governance.row()];
        let is_full = rules.most_open.is_some_and(|most| state.open >= most);
        state.open += 1;
        if is_full || scenario.beyond(row).is_some() || !self.deposit(row.governance, row.by, row.bond) {
            return self.conclude(ballot, Fate::TurnedAway);
        }
        self.governances().ballots[ballot as usize].bond = row.bond;
        self.agenda.after(rules.delay, VOTES, Event::OpenVote(ballot));
    }

    /// Whoever proposes deposits a bond; says whether there were so many coins.
    fn deposit(&mut self, governance: GovernanceId, by: Option<HolderId>, bond: i64) -> bool {
        let Some(by) = by.filter(|_| bond > 0) else { return true };
        let (coin, account) = (self.scenario.governances[governance.row()].coin, Account::Holders(by));
        let can = self.state.ledger.balance(coin, account) >= bond;
        if can {
            self.state.ledger.transfer(coin, account, Account::Escrow, bond, Reason::Deposit);
        }
        can
    }

    /// A vote opens: power is read now, unless it is when it closes.
    pub(super) fn open_vote(&mut self, ballot: u32) {
        let rules = &self.scenario.governances[self.governance_of(ballot).row()].rules;
        let mut lasts = rules.voting;
        if rules.reads == Reads::Opening {
            self.read_power(ballot);
        }
        if let Some(half_life) = rules.conviction {
            self.count(ballot);
            let tally = self.governances().ballots[ballot as usize].tally;
            lasts = rules.convinces(&tally, half_life).map_or(lasts, |after| after.min(lasts));
        }
        self.agenda.after(lasts, VOTES, Event::CloseVote(ballot));
    }

    /// A vote closes: it is counted, and what passed waits for its time.
    pub(super) fn close_vote(&mut self, ballot: u32) {
        let scenario = self.scenario;
        let id = self.governance_of(ballot);
        let rules = &scenario.governances[id.row()].rules;
        if rules.reads == Reads::Closing {
            self.read_power(ballot);
        }
        if rules.conviction.is_none() {
            self.count(ballot);
            self.bribe(ballot);
        }
        let now = self.now;
        let (proposal, tally) = {
            let row = &self.governances().ballots[ballot as usize];
            (row.proposal, row.tally)
        };
        let fails = match rules.conviction {
            Some(half_life) => {
                let passes = rules.convinces(&tally, half_life).is_some_and(|after| after <= rules.voting);
                (!passes).then_some(Fate::Rejected)
            }
            None => rules.fails(&tally),
        };
        let price = self.price_of_votes(id, &tally);
        let state = &mut self.governances().rows[id.row()];
        state.last = Some(tally);
        state.capture_usd = price;
        if tally.able > 0.0 {
            state.turnout += tally.cast() / tally.able;
            state.counted += 1;
        }
        for (attacker, row) in scenario.attackers_of(proposal) {
            if row.rules.sells() {
                let at = now + row.rules.holds;
                self.agenda.at(at, super::money::REVIEWS, Event::CashIn(attacker as u16));
            }
        }
        // Whoever voted is not needed any more.
        self.governances().ballots[ballot as usize].voters = Vec::new();
        match fails {
            Some(fate) => self.conclude(ballot, fate),
            None => {
                self.agenda.after(rules.timelock, VOTES, Event::Enact(ballot));
            }
        }
    }

    /// What becomes of a proposal is known: its bond goes where it should.
    fn conclude(&mut self, ballot: u32, fate: Fate) {
        let scenario = self.scenario;
        let now = self.now;
        let governances = self.governances();
        let row = &mut governances.ballots[ballot as usize];
        let (proposal, bond) = (row.proposal, std::mem::take(&mut row.bond));
        row.fate = Some(fate);
        let took = now.since(row.made).ns();
        let known = &mut governances.proposals[proposal.row()];
        known.is_open = false;
        known.has_passed |= fate == Fate::Executed;
        let id = scenario.proposals[proposal.row()].governance;
        let state = &mut governances.rows[id.row()];
        state.open -= 1;
        state.fates[fate as usize] += 1;
        if fate == Fate::Executed {
            state.waited += u128::from(took);
            for (attacker, _) in scenario.attackers_of(proposal) {
                governances.attackers[attacker].has_passed = true;
            }
        }
        let (Some(by), coin) = (scenario.proposals[proposal.row()].by, scenario.governances[id.row()].coin) else {
            return;
        };
        if matches!(fate, Fate::WithoutQuorum | Fate::Vetoed) {
            self.state.ledger.burn(coin, Account::Escrow, bond, Reason::Forfeit);
        } else {
            self.state.ledger.transfer(coin, Account::Escrow, Account::Holders(by), bond, Reason::Deposit);
        }
    }

    /// The governance that holds a vote.
    fn governance_of(&mut self, ballot: u32) -> GovernanceId {
        let scenario = self.scenario;
        governance(scenario, self.governances().ballots[ballot as usize].proposal)
    }

    /// Reads who may vote with what; attackers have got by then what they can get.
    fn read_power(&mut self, ballot: u32) {
        let scenario = self.scenario;
        let id = self.governance_of(ballot);
        self.arm(ballot);
        let proposal = self.governances().ballots[ballot as usize].proposal;
        let voters = self.voters(id, proposal);
        let coin = scenario.governances[id.row()].coin;
        let staked: i64 = self.staked_on(coin).map(|n| self.state.networks[n.row()].bonded).sum();
        let supply = self.state.ledger.supply(coin);
        let weights: Vec<f64> = voters.iter().map(|voter| voter.weight).collect();
        let governances = self.governances();
        let row = &mut governances.ballots[ballot as usize];
        let able = weights.iter().sum::<f64>() + row.borrowed;
        row.tally = Tally { able, staked: staked as f64, supply: supply as f64, ..Tally::default() };
        row.voters = voters;
        governances.rows[id.row()].weights = weights;
    }

    /// Counts the votes of those who turn up.
    fn count(&mut self, ballot: u32) {
        let scenario = self.scenario;
        let id = self.governance_of(ballot);
        let rules = &scenario.governances[id.row()].rules;
        let row = &mut self.governances().ballots[ballot as usize];
        let (voters, number, proposal) = (std::mem::take(&mut row.voters), row.number, row.proposal);
        let mut tally = Tally { yes: row.borrowed, no: 0.0, abstained: 0.0, ..row.tally };
        let salience = scenario.proposals[proposal.row()].rules.salience;
        let share_of = |voter: &VoterRow| {
            let share = rules.turnout.policy().share(&View { stakes: voter.stakes, salience });
            if voter.attacks { 1.0 } else { share.clamp(0.0, 1.0) }
        };
        let is_council = rules.power.policy().seats().is_some();
        // What share of each class of delegators stays away.
        let mut away = vec![0.0; scenario.delegators.len()];
        for voter in &voters {
            if let VoterClass::Delegators(class) = voter.class {
                away[class.row()] = 1.0 - share_of(voter);
            }
        }
        for voter in &voters {
            let want = scenario.wants(proposal, voter.class);
            let share = share_of(voter);
            if voter.attacks {
                tally.yes += voter.weight;
                continue;
            }
            let is_single = is_council || matches!(voter.class, VoterClass::Nodes(_));
            if !is_single {
                tally.yes += voter.weight * share * want.yes;
                tally.no += voter.weight * share * want.no;
                tally.abstained += voter.weight * share * (1.0 - want.yes - want.no).max(0.0);
                continue;
            }
            let entity = format!("{}/{}", scenario.proposals[proposal.row()].name, scenario.voters(voter.class));
            let stream = self.stream(Purpose::Referendum, name_hash(&entity));
            let mut draws = stream.draws(Index::Voter { place: voter.place, tries: number }.bits());
            let (comes, wish) = (draws.uniform(), draws.uniform());
            if comes >= share {
                continue;
            }
            let inherits = voter.operator.filter(|_| rules.inherits);
            let inherited = inherits.map_or(0.0, |operator| self.inherited(id, operator, &away));
            let weight = voter.weight + inherited;
            if wish < want.yes {
                tally.yes += weight;
            } else if wish < want.yes + want.no {
                tally.no += weight;
            } else {
                tally.abstained += weight;
            }
        }
        let row = &mut self.governances().ballots[ballot as usize];
        (row.voters, row.tally) = (voters, tally);
    }

    /// Whether a council stops what passed.
    fn is_stopped(&mut self, ballot: u32) -> bool {
        let scenario = self.scenario;
        let id = self.governance_of(ballot);
        let Some(brake) = &scenario.governances[id.row()].rules.brake else { return false };
        let row = &self.governances().ballots[ballot as usize];
        let (proposal, number) = (&scenario.proposals[row.proposal.row()], row.number);
        let mut draws = self.stream(Purpose::Brake, name_hash(&proposal.name)).draws(u64::from(number));
        let captured = (0..brake.council).filter(|_| draws.chance(brake.capture)).count() as u32;
        let acts = if proposal.rules.harms { brake.council - captured } else { captured };
        acts >= brake.needs
    }
}

impl World {
    /// The settings of a proposal that passed change, unless it is stopped or they cannot.
    #[cold]
    pub(super) fn enact(&mut self, ballot: u32, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        let mut moment = Moment { scenario: &self.scenario, state: &mut self.state, agenda, now };
        if moment.is_stopped(ballot) {
            return moment.conclude(ballot, Fate::Vetoed);
        }
        let id = moment.governance_of(ballot);
        let proposal = moment.governances().ballots[ballot as usize].proposal;
        let rest = self.scenario.governances[id.row()].rules.rest;
        let set = self.scenario.proposals[proposal.row()].set.clone();
        let changed = &moment.governances().rows[id.row()].changed;
        let is_in =
            |path: &str, other: &str| path == other || path.strip_prefix(other).is_some_and(|p| p.starts_with('.'));
        let touches = |a: &str, b: &str| is_in(a, b) || is_in(b, a);
        let is_fresh = |path: &str| changed.iter().any(|(of, at)| touches(of, path) && now.since(*at) < rest);
        let rests = set.iter().any(|(path, _)| is_fresh(path));
        let mut old = Vec::new();
        let mut can = !rests;
        for (path, value) in set.iter().filter(|_| !rests) {
            let before = self.scenario.get(path);
            if let Ok(before) = before.and_then(|before| self.set(path, value, agenda).map(|()| before)) {
                old.push((path.clone(), before));
            } else {
                can = false;
                break;
            }
        }
        if !can {
            for (path, value) in old.into_iter().rev() {
                let back = self.set(&path, &value, agenda);
                self.state.invariants.hold(back.is_ok(), || format!("`{path}` did not get its value back"));
            }
        }
        let mut moment = Moment { scenario: &self.scenario, state: &mut self.state, agenda, now };
        if can {
            let changed = &mut moment.governances().rows[id.row()].changed;
            changed.retain(|(path, _)| set.iter().all(|(other, _)| other != path));
            changed.extend(set.into_iter().map(|(path, _)| (path, now)));
        }
        moment.conclude(ballot, if can { Fate::Executed } else { Fate::Void });
    }
}
