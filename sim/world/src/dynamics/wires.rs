//! Messages over wires: how long they take, and what becomes of them while wires are cut or slow.

use engine::agenda::Class;
use engine::draws::{Draws, Index};
use rules::owner::place::Access;
use rules::weather::Strike;
use state::attempts::{Attempt, Phase, Purpose};
use state::requests::{Need, Request};
use units::ids::{AttemptId, NodeId, RegionId, RequestId};
use units::quantity::Bandwidth;
use units::time::{Span, Time};

use crate::event::Event;
use crate::scenario::{Scenario, Struck};
use crate::world::{Moment, State};

tables! { attempts, nodes, requests, users, wires }

/// The copy of a vote whose member answers the request anew, without the answer that it is compared with.
pub(super) const EXECUTES: u8 = 1;

/// Which way a message of an attempt goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Direction {
    /// To its node.
    Out,
    /// To its gateway.
    Back,
}

/// What a message crosses.
#[derive(Clone, Copy, Debug)]
struct Way {
    /// Time it takes without bytes.
    delay: Span,
    /// The narrowest part \[B/s\].
    bandwidth: u64,
    /// Whether it crosses anything at all.
    is_wired: bool,
    /// Whether it cannot pass now.
    is_cut: bool,
}

impl Way {
    const OPEN: Self = Self { delay: Span::ZERO, bandwidth: u64::MAX, is_wired: false, is_cut: false };

    /// The way goes on over something with this delay and bandwidth.
    fn add(&mut self, delay: Span, bandwidth: u64) {
        self.delay += delay;
        self.bandwidth = self.bandwidth.min(bandwidth);
        self.is_wired = true;
    }
    /// How long so many bytes take to pass, rounded up to the nanosecond.
    fn pass(&self, bytes: u64) -> Span {
        if self.bandwidth == u64::MAX {
            return Span::ZERO;
        }
        let ns = (u128::from(bytes) * 1_000_000_000).div_ceil(u128::from(self.bandwidth.max(1)));
        Span::from_ns(u64::try_from(ns).unwrap_or(u64::MAX))
    }
}

fn bytes_a_second(bandwidth: Option<Bandwidth>) -> u64 {
    bandwidth.map_or(u64::MAX, Bandwidth::base)
}

impl Moment<'_> {
    /// A message goes on over the wires between two regions, if there are any.
    fn cross(&self, way: &mut Way, from: Option<RegionId>, to: Option<RegionId>, draws: &mut Draws) {
        let (Some(from), Some(to)) = (from, to) else { return };
        let at = from.row() * self.scenario.regions.len() + to.row();
        let Some(wire) = self.scenario.link(Some(from), Some(to)) else { return };
        let mut delay = wire.latency.sample(draws);
        if let Some(jitter) = &wire.jitter {
            delay += jitter.sample(draws);
        }
        let mut width = bytes_a_second(wire.bandwidth);
        if let Some(&cut) = self.state.wires.cut.get(at) {
            way.is_cut |= cut > 0;
            for &fault in &self.state.wires.slow[at] {
                let row = &self.scenario.weather[usize::from(fault)];
                if let Strike::Slow { latency, bandwidth, .. } = row.rules.fault.policy().strike() {
                    delay = delay.at_speed(1.0 / latency);
                    width = if width == u64::MAX { width } else { ((width as f64 / bandwidth) as u64).max(1) };
                }
            }
        }
        way.add(delay, width);
    }

    /// A message goes on between a node and the wires of its region.
    fn cross_access(&self, way: &mut Way, node: NodeId, width: fn(&Access) -> Option<Bandwidth>, draws: &mut Draws) {
        let Some(access) = &self.scenario.groups[self.state.group(node).row()].rules.access else { return };
        let delay = access.latency.as_ref().map_or(Span::ZERO, |law| law.sample(draws));
        way.add(delay, bytes_a_second(width(access)));
    }

    /// Sends a request over the wires to its gateway, if there are any.
    #[inline(always)]
    pub(super) fn carry(&mut self, request: RequestId) {
        if self.scenario.has_wires { self.carry_over_wires(request) } else { self.enter(request) }
    }

    fn carry_over_wires(&mut self, request: RequestId) {
        let row = *self.state.requests.get(request);
        let users = &self.scenario.users[row.users.row()];
        let tries = Index::drawn_try(self.state.requests.outing(request).map_or(0, |outing| outing.before));
        let index = Index::Try { number: row.number, is_back: false, tries, copy: 0 };
        let mut draws = self.users_of(row.users).link.draws(index.bits());
        let mut way = Way::OPEN;
        self.cross(&mut way, users.region, self.scenario.gateways[row.gateway.row()].region, &mut draws);
        if !way.is_wired {
            return self.enter(request);
        }
        let name = self.state.requests.name(request);
        if way.is_cut {
            return self.state.wires.requests.push(name);
        }
        let after = way.delay + way.pass(users.rules.message.sent(tokens(row.left()).0));
        self.agenda.after(after, Class::Arrival, Event::Enter(name));
    }

    /// Sends an attempt over the wires to its node, if there are any.
    #[inline(always)]
    pub(super) fn travel(&mut self, attempt: AttemptId) {
        if self.scenario.has_wires { self.travel_over_wires(attempt) } else { self.reach(attempt) }
    }

    /// The draws of an attempt's way: a try's among those of its request, a check's or a vote's apart from them.
    fn way_of(&self, attempt: &Attempt, direction: Direction) -> Draws {
        let row = self.state.requests.get(attempt.request);
        let users = &self.state.users[row.users.row()];
        let (number, is_back) = (row.number, direction == Direction::Back);
        let (stream, index) = match attempt.purpose {
            Purpose::Try => {
                let tries = Index::drawn_try(row.tries);
                (users.link, Index::Try { number, is_back, tries, copy: attempt.copy })
            }
            Purpose::Check { rule } | Purpose::Prove { rule } => {
                (users.proof_link, Index::CheckWay { number, is_back, check: attempt.copy, rule })
            }
            Purpose::Vote { seat } => (users.proof_link, Index::VoteWay { number, is_back, seat }),
        };
        stream.draws(index.bits())
    }

    fn travel_over_wires(&mut self, attempt: AttemptId) {
        let copy = *self.state.attempts.get(attempt);
        let (request, node) = (copy.request, copy.node);
        let row = *self.state.requests.get(request);
        let mut draws = self.way_of(&copy, Direction::Out);
        let mut way = Way::OPEN;
        self.cross(&mut way, self.scenario.gateways[row.gateway.row()].region, self.state.region(node), &mut draws);
        self.cross_access(&mut way, node, |access| access.down, &mut draws);
        if !way.is_wired {
            return self.reach(attempt);
        }
        let name = self.state.attempts.name(attempt);
        if way.is_cut {
            return self.state.wires.attempts.push(name);
        }
        let message = &self.scenario.users[row.users.row()].rules.message;
        let bytes = match copy.purpose {
            Purpose::Try => message.sent(tokens(row.left()).0),
            Purpose::Vote { .. } if copy.copy == EXECUTES => message.sent(tokens(row.need).0),
            // The node that answered has all that it proves.
            Purpose::Prove { .. } if node == row.server => message.sent(0),
            // Who judges needs the answer, too.
            Purpose::Check { .. } | Purpose::Prove { .. } | Purpose::Vote { .. } => {
                let (prompt, output) = tokens(row.need);
                let proof = if let Purpose::Check { rule } = copy.purpose { self.proof_bytes(&row, rule) } else { 0 };
                message.sent(prompt).saturating_add(message.received(output)).saturating_add(proof)
            }
        };
        let timer = self.agenda.after(way.delay + way.pass(bytes), Class::Arrival, Event::Reach(name));
        self.state.attempts.get_mut(attempt).timer = timer.bits();
    }

    /// Sends an answer back over the wires, if there are any: token by token, or whole; or the verdict of a check or
    /// vote.
    #[inline(always)]
    pub(super) fn send_back(&mut self, attempt: AttemptId) {
        if !self.scenario.has_wires {
            self.returned(attempt);
        } else if self.state.attempts.get(attempt).purpose == Purpose::Try {
            self.send_back_over_wires(attempt);
        } else {
            self.send_verdict_over_wires(attempt);
        }
    }

    /// Bytes that go to who checks an answer beside it.
    fn proof_bytes(&self, row: &Request, rule: u16) -> u64 {
        let rules = &self.scenario.networks[row.network.row()].rules.verification;
        rules[usize::from(rule)].policy().proof_bytes(row.need.output())
    }

    /// A verdict goes back to the gateway, a message of an answer without tokens; or an answer to compare with others.
    fn send_verdict_over_wires(&mut self, attempt: AttemptId) {
        let row = *self.state.attempts.get(attempt);
        let request = *self.state.requests.get(row.request);
        let mut draws = self.way_of(&row, Direction::Back);
        let mut way = Way::OPEN;
        self.cross(
            &mut way,
            self.state.region(row.node),
            self.scenario.gateways[request.gateway.row()].region,
            &mut draws,
        );
        self.cross_access(&mut way, row.node, |access| access.up, &mut draws);
        if !way.is_wired {
            return self.returned(attempt);
        }
        let name = self.state.attempts.name(attempt);
        if way.is_cut {
            return self.state.wires.attempts.push(name);
        }
        let message = &self.scenario.users[request.users.row()].rules.message;
        let is_answer = matches!(row.purpose, Purpose::Vote { .. }) && row.copy == EXECUTES;
        let proof = if let Purpose::Prove { rule } = row.purpose { self.proof_bytes(&request, rule) } else { 0 };
        let bytes = message.received(if is_answer { tokens(request.need).1 } else { 0 }).saturating_add(proof);
        let timer = self.agenda.after(way.delay + way.pass(bytes), Class::Completion, Event::Return(name));
        self.state.attempts.get_mut(attempt).timer = timer.bits();
    }

    fn send_back_over_wires(&mut self, attempt: AttemptId) {
        let row = *self.state.attempts.get(attempt);
        let request = *self.state.requests.get(row.request);
        let (gateway, users) =
            (&self.scenario.gateways[request.gateway.row()], &self.scenario.users[request.users.row()]);
        let mut draws = self.way_of(&row, Direction::Back);
        let mut way = Way::OPEN;
        self.cross(&mut way, self.state.region(row.node), gateway.region, &mut draws);
        self.cross(&mut way, gateway.region, users.region, &mut draws);
        self.cross_access(&mut way, row.node, |access| access.up, &mut draws);
        if !way.is_wired {
            return self.returned(attempt);
        }
        let name = self.state.attempts.name(attempt);
        if way.is_cut {
            return self.state.wires.attempts.push(name);
        }
        let (message, n) = (&users.rules.message, tokens(request.left()).1);
        let (all, token) = (way.pass(message.received(n)), way.pass(message.output.base()));
        let is_streamed = message.streamed && row.first < Time::END;
        let last = if is_streamed { (row.first + all).max(self.now + token) } else { self.now + all } + way.delay;
        if row.first < Time::END {
            let first = row.first + way.pass(message.answer.base()) + token + way.delay;
            self.state.attempts.get_mut(attempt).first = if is_streamed { first.min(last) } else { last };
        }
        let timer = self.agenda.at(last, Class::Completion, Event::Return(name));
        self.state.attempts.get_mut(attempt).timer = timer.bits();
    }

    /// A partition or a slowness of wires begins.
    pub(super) fn strain_wires(&mut self, fault: u16) {
        let scenario = self.scenario;
        for at in scenario.strained(fault) {
            match scenario.weather[usize::from(fault)].struck {
                Struck::Side(_) => self.state.wires.cut[at] += 1,
                _ => self.state.wires.slow[at].push(fault),
            }
        }
    }

    /// A partition or a slowness of wires is over: what waited is sent.
    pub(super) fn relieve_wires(&mut self, fault: u16) {
        let scenario = self.scenario;
        for at in scenario.strained(fault) {
            if let Struck::Side(_) = scenario.weather[usize::from(fault)].struck {
                self.state.wires.cut[at] -= 1;
            } else if let Some(first) = self.state.wires.slow[at].iter().position(|&f| f == fault) {
                self.state.wires.slow[at].remove(first);
            }
        }
        let wires = &mut self.state.wires;
        let (requests, attempts) = (std::mem::take(&mut wires.requests), std::mem::take(&mut wires.attempts));
        for request in requests {
            if self.state.requests.is_current(request) {
                self.carry(request.id);
            }
        }
        for attempt in attempts {
            if self.state.attempts.is_current(attempt) {
                match self.state.attempts.get(attempt.id).phase {
                    Phase::Travelling => self.travel(attempt.id),
                    Phase::Returning => {
                        // What was written meanwhile comes in one go.
                        let row = self.state.attempts.get_mut(attempt.id);
                        row.first = if row.first < Time::END { self.now } else { row.first };
                        self.send_back(attempt.id);
                    }
                    _ => {}
                }
            }
        }
    }
}

impl State {
    /// Where a node stands, if it stands anywhere.
    #[inline]
    pub(crate) fn region(&self, node: NodeId) -> Option<RegionId> {
        Some(self.nodes.identity(node).region).filter(|r| r.0 != u16::MAX)
    }
}

/// Tokens read and written; none of plain work.
fn tokens(need: Need) -> (u32, u32) {
    match need {
        Need::Work(_) => (0, 0),
        Need::Tokens { prompt, output } => (prompt, output),
    }
}

/// The mean time of a message without bytes from a gateway to a node and back \[s\].
pub(super) fn mean_way(
    scenario: &Scenario,
    gateway: Option<RegionId>,
    node: Option<RegionId>,
    access: Option<&Access>,
) -> f64 {
    let wires = scenario.link(gateway, node).map_or(0.0, |wire| 2.0 * wire.mean());
    wires + access.and_then(|a| a.latency.as_ref()).map_or(0.0, |law| 2.0 * law.mean())
}
