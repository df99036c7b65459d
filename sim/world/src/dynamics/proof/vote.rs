//! Votes on an answer: members are drawn, do their work, vote, and the majority rules.

use engine::draws::Index;
use rules::conduct::{Act, Judging};
use rules::slashing::{Evidence, Finding, Offence};
use rules::verification::{Answer, Count, Panel, Role, Ruling, Truth, Undecided, Verdict};
use state::attempts::{Attempt, Effort, Purpose};
use state::ballots::{Ballot, MOST};
use state::requests::{NO_BALLOT, Request};
use state::roster::Roster;
use units::ids::{NodeId, NodeRef, RequestId};
use units::share::Share;
use units::time::Span;

use crate::dynamics::service::{part, service};
use crate::dynamics::wires::EXECUTES;
use crate::world::Moment;
use crate::world::networks::Sides;
use crate::world::users::{SERVER_DIFFERS, VOTE_CONDUCT, VOTE_ERROR};

const _: () = assert!(Index::VoteWay { number: 0, is_back: true, seat: MOST as u16 - 1 }.fits());

impl Moment<'_> {
    /// Draws the members of a panel and sends them their work.
    pub(super) fn call_vote(&mut self, request: RequestId, rule: u16, panel: &Panel) {
        let row = *self.state.requests.get(request);
        let counts_server = panel.role == Role::Executors;
        let mut ballot = Ballot::new(rule, panel.convicts, counts_server);
        let rules = &self.scenario.networks[row.network.row()].rules;
        if self.state.networks[row.network.row()].weights.is_some() {
            self.seat_by_weight(&mut ballot, &row, panel);
        } else if self.state.has_stacks && rules.verification[usize::from(rule)].policy().is_within_stack() {
            self.seat_kin(&mut ballot, &row, panel);
        } else {
            self.seat(&mut ballot, &row, panel);
        }
        if ballot.members().is_empty() {
            self.state.meters.unchecked += 1;
            return;
        }
        let (at, _) = self.state.ballots.put(|| ballot);
        let seats = ballot.members().len() as u16;
        let open = self.state.requests.get_mut(request);
        (open.ballot, open.pending) = (at, open.pending + seats);
        for (seat, member) in ballot.members().iter().enumerate() {
            let seat = seat as u16;
            let effort = self.vote_effort(&row, member.id, seat, panel.role);
            let attempt = self.open(request, member.id, Purpose::Vote { seat }, effort);
            if matches!(panel.role, Role::Executors) {
                self.state.attempts.get_mut(attempt).copy = EXECUTES;
            }
            self.state.meters.checks(row.network, effort.service);
            self.travel(attempt);
        }
    }

    /// Gives seats to distinct nodes of the network, drawn uniformly: Floyd's sample, O(seats squared).
    fn seat(&mut self, ballot: &mut Ballot, row: &Request, panel: &Panel) {
        let index = Index::Rule { number: row.number, rule: ballot.rule };
        let mut draws = self.users_of(row.users).committee.draws(index.bits());
        let roster = self.may_sit(row, panel);
        let server = if panel.may_hold_server { None } else { roster.place(row.server) };
        let n = roster.len() as u32 - u32::from(server.is_some());
        let seats = panel.seats.min(n).min(MOST as u32);
        // The last member takes the server's place, so that the others are numbered without a gap.
        let member = |i: u32| roster.members()[if Some(i) == server { n as usize } else { i as usize }];
        for last in n - seats..n {
            let drawn = member(draws.below(last + 1));
            let node = if ballot.has(drawn) { member(last) } else { drawn };
            ballot.seat(self.state.nodes.name(node));
        }
    }

    /// The nodes of which a panel is drawn: executors answer as who serves, judges check.
    fn may_sit(&self, row: &Request, panel: &Panel) -> &Roster {
        match panel.role {
            Role::Executors => &self.state.rosters[self.scenario.roster_for(row.users, row.network, row.llm)],
            Role::Judges { .. } => self.checkers_of(row),
        }
    }

    /// The same for nodes with the server's serving stack: O(nodes).
    #[cold]
    fn seat_kin(&self, ballot: &mut Ballot, row: &Request, panel: &Panel) {
        let index = Index::Rule { number: row.number, rule: ballot.rule };
        let mut draws = self.state.users[row.users.row()].committee.draws(index.bits());
        let roster = self.may_sit(row, panel);
        let may_sit = |node: &NodeId| self.is_kin(*node, row.server) && (panel.may_hold_server || *node != row.server);
        let kin: Vec<NodeId> = roster.members().iter().copied().filter(may_sit).collect();
        let n = kin.len() as u32;
        for last in n - panel.seats.min(n).min(MOST as u32)..n {
            let drawn = kin[draws.below(last + 1) as usize];
            let node = if ballot.has(drawn) { kin[last as usize] } else { drawn };
            ballot.seat(self.state.nodes.name(node));
        }
    }

    /// Gives each seat to one of those who have none yet, with a probability in proportion to its weight.
    #[cold]
    fn seat_by_weight(&self, ballot: &mut Ballot, row: &Request, panel: &Panel) {
        let Some(weights) = &self.state.networks[row.network.row()].weights else { return };
        let rule = &self.scenario.networks[row.network.row()].rules.verification[usize::from(ballot.rule)];
        let within = self.state.has_stacks && rule.policy().is_within_stack();
        let index = Index::Rule { number: row.number, rule: ballot.rule };
        let mut draws = self.state.users[row.users.row()].committee.draws(index.bits());
        let roster = self.checkers_of(row);
        for _ in 0..panel.seats.min(MOST as u32) {
            let may_sit = |node: NodeId| {
                roster.has(node)
                    && !ballot.has(node)
                    && (panel.may_hold_server || node != row.server)
                    && (!within || self.is_kin(node, row.server))
            };
            let Some(node) = weights.draw(&mut draws, roster.members(), may_sit) else { return };
            ballot.seat(self.state.nodes.name(node));
        }
    }

    /// What a member does for its vote.
    fn vote_effort(&mut self, row: &Request, node: NodeId, seat: u16, role: Role) -> Effort {
        let group = self.state.group(node);
        let honest = service(self.scenario, &self.state.groups, group, row.llm, &row.need);
        let is_plain = self.state.groups[group.row()].derived.is_plain;
        if self.state.has_forgers
            && role == Role::Executors
            && let Some(work) = self.forged_work(node)
        {
            return Effort { service: part(honest, work), is_cheat: true, ..Effort::honest(honest) };
        }
        match role {
            Role::Judges { work } => {
                let honest = part(honest, work);
                Effort { honest, service: self.judging_work(node, honest), ..Effort::honest(honest) }
            }
            Role::Executors if is_plain => Effort::honest(honest),
            Role::Executors => {
                let index = Index::Seat { number: row.number, seat };
                let mut draws = self.users_of(row.users).ballot.draws_for(index.bits(), VOTE_CONDUCT);
                let conduct = self.state.conduct_of(self.scenario, node).policy();
                match if self.is_bound(row.network) {
                    Act::Honest
                } else {
                    conduct.act(&self.conduct_view(row.network, node), &mut draws)
                } {
                    Act::Honest => {
                        let deviation = self.state.users[row.users.row()].deviation;
                        self.honestly(node, deviation.draws_for(index.bits(), VOTE_CONDUCT), honest)
                    }
                    Act::Spare { work } => Effort { service: part(honest, work), ..Effort::honest(honest) },
                    Act::Cheat { work } => {
                        Effort { service: part(honest, work), is_cheat: true, ..Effort::honest(honest) }
                    }
                }
            }
        }
    }

    /// How a node judges.
    pub(super) fn judging(&self, node: NodeId) -> Judging {
        if self.state.has_forgers
            && let Some(work) = self.forged_judgement(node)
        {
            return Judging::Contrary { work };
        }
        let group = self.state.group(node);
        if self.state.groups[group.row()].derived.is_honest {
            return Judging::Honest;
        }
        self.state.conduct_of(self.scenario, node).policy().judge()
    }

    /// How long a node works on a check that takes an honest one this long.
    pub(super) fn judging_work(&self, node: NodeId, honest: Span) -> Span {
        match self.judging(node) {
            Judging::Honest => honest,
            Judging::Stamp { work } | Judging::Reject { work } | Judging::Contrary { work } => {
                part(honest, work.min(Share::ONE))
            }
        }
    }

    /// What a node says of an answer, if it finds this by honest work.
    pub(super) fn says(&self, node: NodeId, truth: Truth, finds: Verdict) -> Verdict {
        match (self.judging(node), truth) {
            (Judging::Honest, _) => finds,
            (Judging::Stamp { .. }, _) | (Judging::Contrary { .. }, Truth::Wrong) => Verdict::Pass,
            (Judging::Reject { .. }, _) | (Judging::Contrary { .. }, Truth::Right | Truth::Deviates) => Verdict::Fail,
        }
    }

    /// A member has done its work, and votes.
    pub(in crate::dynamics) fn voted(&mut self, attempt: &Attempt, seat: u16) {
        let row = *self.state.requests.get(attempt.request);
        let group = self.state.group(attempt.node);
        self.state.meters.groups[group.row()].saves(attempt.honest, attempt.service);
        let ballot = *self.state.ballots.row(row.ballot);
        let mut is_apart = false;
        let is_wrong = if ballot.counts_server {
            let index = Index::Seat { number: row.number, seat };
            is_apart = !attempt.is_cheat && self.strays(&row, ballot.rule, (index, VOTE_CONDUCT));
            attempt.is_cheat || is_apart || attempt.deviates && self.differs(&row, ballot.rule, (index, VOTE_CONDUCT))
        } else {
            let policy =
                self.scenario.networks[row.network.row()].rules.verification[usize::from(ballot.rule)].policy();
            let index = Index::Seat { number: row.number, seat };
            let is_forced = self.is_forced(attempt.request, row.network, ballot.rule);
            let truth = Self::seen(self.truth(&row, attempt.node, (index, VOTE_ERROR)), is_forced);
            let answer = Answer { truth, tokens: row.need.output() };
            let finds =
                policy.verdict(answer, &mut self.users_of(row.users).ballot.draws_for(index.bits(), VOTE_ERROR));
            self.note_judgement(attempt.node);
            let member = NodeRef { id: attempt.node, generation: attempt.node_generation };
            let says = self.says(attempt.node, truth, finds);
            (self.credit_finder(attempt.request, member, (says, is_forced)) == Verdict::Pass) == row.is_wrong
        };
        self.state.ballots.row_mut(row.ballot).vote(seat, is_wrong);
        if is_apart {
            self.state.ballots.row_mut(row.ballot).part(seat);
        }
        if attempt.deviates {
            self.state.ballots.row_mut(row.ballot).deviate(seat);
        }
        self.finish_check(attempt.request);
    }

    /// All votes are in: the majority rules on the server's answer.
    pub(in crate::dynamics) fn count_votes(&mut self, request: RequestId) {
        let row = *self.state.requests.get(request);
        let ballot = *self.state.ballots.row(row.ballot);
        let (right, wrong) = ballot.count();
        let server = |is: bool| u32::from(ballot.counts_server && is);
        let is_wrong = self.is_against(&row, &ballot);
        let apart = ballot.apart() + server(!row.is_wrong && self.server_strays(&row, &ballot));
        let count = Count { right: right + server(!is_wrong), wrong: wrong + server(is_wrong), apart };
        let policy = self.scenario.networks[row.network.row()].rules.verification[usize::from(ballot.rule)].policy();
        if let Some(quorum) = policy.quorum()
            && right + wrong < quorum.votes
        {
            let votes = &mut self.state.meters.networks[row.network.row()].votes;
            votes.without_quorum += u64::from(row.arrived >= self.scenario.cut);
            self.state.requests.get_mut(request).is_void |= quorum.otherwise == Undecided::Refund;
            return;
        }
        let ruling = policy.decide(count);
        if row.arrived >= self.scenario.cut {
            let meter = &mut self.state.meters.networks[row.network.row()].votes;
            meter.held(count.right, count.wrong, ruling == Ruling::Wrong);
        }
        let winners_are_wrong = match ruling {
            Ruling::Open => return,
            Ruling::Right => false,
            Ruling::Wrong => true,
        };
        let is_overruled = is_wrong != winners_are_wrong;
        let payee = (0..ballot.members().len()).find(|&s| ballot.vote_of(s) == Some(winners_are_wrong));
        let open = self.state.requests.get_mut(request);
        // Judges hold an answer to be wrong; executors have another one in its place.
        open.is_convicted |= is_overruled;
        if is_overruled
            && ballot.counts_server
            && let Some(seat) = payee
        {
            (open.is_replaced, open.checker) = (true, ballot.members()[seat].id);
            open.is_replaced_wrongly = winners_are_wrong;
        }
        if ballot.convicts {
            self.convict_losers(&row, &ballot, winners_are_wrong);
        }
    }

    /// Whether the server's answer is a vote against the truth.
    pub(super) fn is_against(&self, row: &Request, ballot: &Ballot) -> bool {
        let index = Index::Rule { number: row.number, rule: ballot.rule };
        row.is_wrong
            || ballot.counts_server
                && (row.deviates && self.differs(row, ballot.rule, (index, SERVER_DIFFERS))
                    || self.server_strays(row, ballot))
    }

    /// Whether the text of an honest server parts from what other executors say.
    fn server_strays(&self, row: &Request, ballot: &Ballot) -> bool {
        let index = Index::Rule { number: row.number, rule: ballot.rule };
        self.strays(row, ballot.rule, (index, SERVER_DIFFERS))
    }

    /// Members on the losing side are judged.
    fn convict_losers(&mut self, row: &Request, ballot: &Ballot, winners_are_wrong: bool) {
        for (seat, &member) in ballot.members().iter().enumerate() {
            if ballot.vote_of(seat) == Some(!winners_are_wrong) && self.state.nodes.is_current(member) {
                let evidence = Evidence {
                    node: member.id,
                    offence: Offence::WrongAnswer,
                    finding: Finding::Offended,
                    at: row.answered,
                    now: self.now,
                };
                if ballot.has_deviated(seat) {
                    self.judge_benign(row.network, &evidence, Sides::default());
                } else {
                    self.judge(row.network, &evidence, Sides::default());
                }
            }
        }
    }

    /// The member of a request's panel that is this node.
    pub(in crate::dynamics) fn voter(&self, row: &Request, node: NodeId) -> Option<NodeRef> {
        self.state.ballots.row(row.ballot).members().iter().find(|m| m.id == node).copied()
    }

    /// Closes the ballot of a request.
    pub(in crate::dynamics) fn close_ballot(&mut self, request: RequestId) {
        let row = self.state.requests.get_mut(request);
        let at = std::mem::replace(&mut row.ballot, NO_BALLOT);
        if at != NO_BALLOT {
            self.state.ballots.free(at);
        }
    }

    /// The members of an answer's panel who voted as it was decided, and are still there.
    pub(in crate::dynamics) fn winners(&self, row: &Request) -> Vec<NodeRef> {
        let ballot = self.state.ballots.row(row.ballot);
        let stands = self.is_against(row, ballot) != row.is_replaced;
        let seats = ballot.members().iter().enumerate();
        let voted = seats
            .filter(|&(seat, &member)| ballot.vote_of(seat) == Some(stands) && self.state.nodes.is_current(member));
        voted.map(|(_, &member)| member).collect()
    }
}
