//! A node is picked for a request, and an attempt goes to it.

use engine::agenda::Class;
use engine::draws::Index;
use rules::conduct::{Act, View};
use rules::owner::gateway::{TimeoutTo, WhenEmpty};
use rules::permission::Covers;
use rules::scheduling::Pick;
use rules::weather::{Forges, Strike};
use state::attempts::{Attempt, Effort, Purpose};
use state::requests::{Need, Request, Stage};
use units::ids::{AttemptId, DeskId, GatewayId, GroupId, NetworkId, NodeId, RequestId, UsersId};
use units::share::Share;
use units::time::Span;

use crate::dynamics::service::{part, service};
use crate::event::Event;
use crate::metrics::cause::Cause;
use crate::scenario::Picker;
use crate::world::Moment;
use crate::world::desks::{At, Desk};

impl Moment<'_> {
    /// Picks a node for a request and sends an attempt, or holds or refuses it.
    #[inline(always)]
    pub(super) fn place(&mut self, request: RequestId) {
        match self.pick(request) {
            Some(Pick::Node(node)) => self.attempt(request, node),
            Some(Pick::Copies(copied)) => self.attempt_copies(request, &copied),
            Some(Pick::Hold) => self.hold(request),
            Some(Pick::Refuse) => self.end(request, Cause::Declined),
            None => match self.when_empty(request) {
                WhenEmpty::Refuse => self.end(request, self.missing(request)),
                WhenEmpty::Hold => self.hold(request),
            },
        }
    }

    /// What a request lacks for which no node is listed: any, or one in trusted execution.
    fn missing(&self, request: RequestId) -> Cause {
        let row = self.state.requests.get(request);
        let plain = self.scenario.roster(row.network, row.llm);
        let is_split = self.scenario.has_trusted_rosters && self.scenario.wants_trusted(row.users);
        if is_split && self.n_listed(row.gateway, plain) > 0 { Cause::NoTrustedNode } else { Cause::NoNode }
    }

    /// What a request's gateway does if no node is listed.
    pub(super) fn when_empty(&self, request: RequestId) -> WhenEmpty {
        let gateway = self.state.requests.get(request).gateway;
        self.scenario.gateways[gateway.row()].rules.when_empty
    }

    /// Sends an attempt of a request to a node.
    #[inline(always)]
    pub(super) fn attempt(&mut self, request: RequestId, node: NodeId) {
        if self.state.has_hedges && self.hedge_of(self.state.requests.get(request)).is_some() {
            return self.attempt_hedged(request, node);
        }
        self.begin_try(request);
        let need = self.state.requests.get(request).left();
        let attempt = self.open_try(request, node, need, 0);
        self.travel(attempt);
    }

    /// One try more of a request.
    #[inline(always)]
    pub(super) fn begin_try(&mut self, request: RequestId) {
        let row = self.state.requests.get_mut(request);
        row.tries += 1;
        row.stage = Stage::Tried;
    }

    /// Opens an attempt of a request at a node and arms its time-out.
    #[inline(always)]
    pub(super) fn open_try(&mut self, request: RequestId, node: NodeId, need: Need, copy: u8) -> AttemptId {
        let group = self.state.group(node);
        // Field by field: a row that has just been written is not read back whole, which stalls.
        let &Request { gateway: at, llm, number, users, .. } = self.state.requests.get(request);
        let honest = service(self.scenario, &self.state.groups, group, llm, &need);
        let effort = self.conduct(request, (node, group), honest, copy);
        if self.state.has_revisions {
            self.note_toil(node, effort.service);
        }
        let (name, now) = (self.state.nodes.name(node), self.now);
        let made = || Attempt { copy, ..Attempt::travelling(request, name, Purpose::Try, effort, now) };
        let attempt = self.state.attempts.open(made);
        if self.state.has_observers || self.state.has_hedges {
            self.state.attempts.note_sent(attempt, self.now);
        }
        self.state.meters.picks += 1;
        if self.state.uses.own_counts
            && (self.scenario.gateways[at.row()].rules.counts_own || !self.state.assigners.is_empty())
        {
            self.count_own(request, node);
        }
        if self.state.uses.timeouts
            && let Some(timeout) = &self.scenario.gateways[at.row()].rules.timeout
        {
            let name = self.state.attempts.name(attempt);
            let after = timeout.after.sample(&mut self.state.users[users.row()].patience.draws(number));
            let timer = self.agenda.after(after, Class::Timer, Event::TimeOut(name));
            self.state.attempts.get_mut(attempt).timeout = timer.bits();
        }
        attempt
    }

    /// What the node really does with a request.
    #[inline(always)]
    fn conduct(&mut self, request: RequestId, (node, group): (NodeId, GroupId), honest: Span, copy: u8) -> Effort {
        if self.state.has_forgers
            && let Some(work) = self.forged_work(node)
        {
            return Effort { service: part(honest, work), is_cheat: true, ..Effort::honest(honest) };
        }
        if self.state.groups[group.row()].derived.is_plain {
            return Effort::honest(honest);
        }
        let row = *self.state.requests.get(request);
        let effort = if self.is_bound(row.network) {
            Effort::honest(honest)
        } else {
            let index = Index::Try { number: row.number, is_back: false, tries: Index::drawn_try(row.tries - 1), copy };
            self.act(node, row.network, row.users, (index, honest))
        };
        match self.scenario.networks[row.network.row()].attests() {
            None => effort,
            Some(attests) => {
                let more = part(effort.service, attests.overhead);
                self.state.meters.checking += u128::from(more.ns());
                // What a cheat saves is against an honest answer in the same hardware.
                let honest = effort.honest + part(effort.honest, attests.overhead);
                Effort { honest, service: effort.service + more, ..effort }
            }
        }
    }

    /// What a node does with a request that may cheat, or whose serving stack may deviate.
    pub(in crate::dynamics) fn act(
        &mut self,
        node: NodeId,
        network: NetworkId,
        users: UsersId,
        (index, honest): (Index, Span),
    ) -> Effort {
        let conduct = self.state.conduct_of(self.scenario, node);
        let act = if conduct.is_honest() {
            Act::Honest
        } else {
            let view = self.conduct_view(network, node);
            conduct.policy().act(&view, &mut self.users_of(users).conduct.draws(index.bits()))
        };
        match act {
            Act::Honest => self.honestly(node, self.state.users[users.row()].deviation.draws(index.bits()), honest),
            Act::Spare { work } => Effort { service: part(honest, work), ..Effort::honest(honest) },
            Act::Cheat { work } => Effort { service: part(honest, work), is_cheat: true, ..Effort::honest(honest) },
        }
    }

    /// What a node sees when it gets a request of a network.
    pub(in crate::dynamics) fn conduct_view(&self, network: NetworkId, node: NodeId) -> View {
        let row = &self.state.groups[self.state.group(node).row()];
        let came = row.births.get((node.0 - row.first) as usize).copied().unwrap_or(self.now);
        View { now: self.now, age: self.now.since(came), reputation: self.state.reputation(network, node) }
    }

    /// The part of the honest work for which a node forges answers, if it does.
    #[cold]
    pub(in crate::dynamics) fn forged_work(&self, node: NodeId) -> Option<Share> {
        self.forging(node).and_then(|(forges, work)| forges.answers.then_some(work))
    }

    /// The part of the honest work for which a node forges what it says of answers, if it does.
    #[cold]
    pub(in crate::dynamics) fn forged_judgement(&self, node: NodeId) -> Option<Share> {
        self.forging(node).and_then(|(forges, work)| forges.judgements.then_some(work))
    }

    /// What a node forges, and for which part of the honest work.
    fn forging(&self, node: NodeId) -> Option<(Forges, Share)> {
        let fault = self.state.breaches.as_ref()?.forger(node)?;
        match self.scenario.weather[usize::from(fault)].rules.fault.policy().strike() {
            Strike::Compromise { forges, work, .. } => Some((forges, work)),
            _ => None,
        }
    }

    /// Whether nodes of a network that would cheat cannot: their attestation covers what they compute.
    pub(in crate::dynamics) fn is_bound(&self, network: NetworkId) -> bool {
        let row = &self.scenario.networks[network.row()];
        row.rules.permission.policy().covers() == Some(Covers::Execution)
            || row.attests().is_some_and(|attests| attests.binds)
    }

    /// Opens an attempt that travels.
    #[inline(always)]
    pub(in crate::dynamics) fn open(
        &mut self,
        request: RequestId,
        node: NodeId,
        purpose: Purpose,
        effort: Effort,
    ) -> AttemptId {
        if self.state.has_revisions {
            self.note_toil(node, effort.service);
        }
        let (name, now) = (self.state.nodes.name(node), self.now);
        self.state.attempts.open(|| Attempt::travelling(request, name, purpose, effort, now))
    }

    /// Holds a request until a node can take it.
    fn hold(&mut self, request: RequestId) {
        let row = self.state.requests.get_mut(request);
        (row.stage, row.next) = (Stage::Held, u32::MAX);
        let at = self.state.at(self.scenario, self.state.requests.get(request));
        self.state.meters.held += 1;
        let held = &mut self.state.desks[at.desk].held[at.roster];
        match *held {
            None => *held = Some((request, request)),
            Some((first, last)) => {
                *held = Some((first, request));
                self.state.requests.get_mut(last).next = request.0;
            }
        }
        self.await_round(DeskId::of(at.desk), false);
        if self.state.seats.is_some() {
            self.await_session(self.state.requests.get(request).network);
        }
    }

    /// Asks requests that are held for a node of this kind again: it has joined or freed.
    pub(in crate::dynamics) fn ask_held(&mut self, node: NodeId) {
        let group = self.state.group(node).row();
        for desk in 0..self.state.desks.len() {
            for at in 0..self.state.groups[group].rosters.len() {
                let roster = self.state.groups[group].rosters[at] as usize;
                self.ask_held_for(At { desk, roster });
            }
            // Copied, for what is asked may draw a roster anew.
            let seats = self.state.seats.as_ref().map_or(Vec::new(), |seats| seats.of(node).to_vec());
            for roster in seats {
                self.ask_held_for(At { desk, roster: roster as usize });
            }
        }
    }

    /// Asks what is held at a desk for one roster, in order, until its list is empty; who still holds keeps its place.
    pub(in crate::dynamics) fn ask_held_for(&mut self, at: At) {
        let Desk { by, held, .. } = &mut self.state.desks[at.desk];
        if held[at.roster].is_none() {
            return;
        }
        if self.scenario.policy(*by).every().is_some() {
            return self.await_round(DeskId::of(at.desk), false);
        }
        // Whom one gateway bans another may still send to, at a desk of both.
        let is_shared = matches!(by, Picker::Network(_));
        let Some((mut request, end)) = held[at.roster].take() else { return };
        let mut kept = None;
        loop {
            let next = RequestId(self.state.requests.get(request).next);
            let pick = self.pick(request);
            match pick {
                Some(Pick::Node(_) | Pick::Copies(_) | Pick::Refuse) => self.state.meters.held -= 1,
                None if !is_shared => {
                    // Nor is there a node for those behind it.
                    kept = Some(self.behind(kept, (request, end)));
                    break;
                }
                Some(Pick::Hold) | None => kept = Some(self.behind(kept, (request, request))),
            }
            match pick {
                Some(Pick::Node(node)) => self.attempt(request, node),
                Some(Pick::Copies(copied)) => self.attempt_copies(request, &copied),
                Some(Pick::Refuse) => self.end(request, Cause::Declined),
                Some(Pick::Hold) | None => {}
            }
            if request == end {
                break;
            }
            request = next;
        }
        self.keep_held(at, kept);
    }

    /// Puts what is held on back into its line: what was held again meanwhile stands behind what was held all the time.
    pub(super) fn keep_held(&mut self, at: At, kept: Option<(RequestId, RequestId)>) {
        let again = self.state.desks[at.desk].held[at.roster].take();
        self.state.desks[at.desk].held[at.roster] = match (kept, again) {
            (Some(_), Some(again)) => Some(self.behind(kept, again)),
            (kept, again) => kept.or(again),
        };
    }

    /// Joins two lines of held requests, each from its first to its last.
    pub(super) fn behind(
        &mut self,
        line: Option<(RequestId, RequestId)>,
        (first, last): (RequestId, RequestId),
    ) -> (RequestId, RequestId) {
        let Some((head, tail)) = line else { return (first, last) };
        self.state.requests.get_mut(tail).next = first.0;
        (head, last)
    }

    /// Whether a time-out of a gateway ends when service begins.
    pub(in crate::dynamics) fn times_start(&self, gateway: GatewayId) -> bool {
        self.scenario.gateways[gateway.row()].rules.timeout.as_ref().is_some_and(|t| t.to == TimeoutTo::Start)
    }
}
