//! Nodes that batch: attempts join and leave the batch, and its news become answers.

use engine::agenda::{Class, Timer};
use rules::owner::nodes::Leaving;
use rules::queueing::{Discipline, Sharing};
use state::attempts::{NONE, Phase, Purpose};
use state::requests::Need;
use units::ids::{AttemptId, NodeId};
use units::time::{Span, Time};

use crate::dynamics::service::service;
use crate::event::Event;
use crate::log::{Slice, What};
use crate::metrics::cause::Cause;
use crate::serving::{Batch, News, Origin, Work};
use crate::world::Moment;

impl Moment<'_> {
    /// Whether a node batches.
    #[inline]
    pub(in crate::dynamics) fn batches(&self, node: NodeId) -> bool {
        self.state.groups[self.state.group(node).row()].derived.discipline.sharing == Sharing::Batch
    }

    /// The batch of a node, made on first use.
    fn batch(&mut self, node: NodeId) -> &mut Batch {
        let group = self.state.group(node);
        let row = &self.scenario.groups[group.row()];
        let batch = &mut self.state.batches[node.row()];
        batch.get_or_insert_with(|| {
            let limits = row.batching.expect("`check` gives every group that batches its limits");
            let batch = Batch::new(row.llms[0], self.scenario.times(row, row.llms[0]).clone(), limits);
            Box::new(match &row.rooms {
                Some(rooms) => batch.by_turns(rooms.passes),
                None => batch,
            })
        })
    }

    /// An attempt that has reached a node joins its line.
    pub(super) fn join_batch(&mut self, node: NodeId, attempt: AttemptId, discipline: Discipline) {
        let (now, work) = (self.now, self.work(attempt));
        // Who comes during a step waits for its end; a place in the batch is not yet a place in the line behind it.
        let is_full =
            u64::from(self.state.nodes.backlog(node)) >= u64::from(discipline.slots) + u64::from(discipline.waiting);
        let row = &self.scenario.groups[self.state.group(node).row()];
        let blocks = match (&row.rooms, &row.batching) {
            (Some(rooms), _) => rooms.least[work.llm.row()],
            (None, limits) => limits.map_or(0, |limits| limits.blocks),
        };
        if is_full || !self.batch(node).fits(blocks, work.prompt, work.output) {
            return self.fail(attempt, Cause::NodeFull);
        }
        self.state.attempts.get_mut(attempt).phase = Phase::Waiting;
        self.enqueue(node, attempt);
        self.change_batch(node, |batch, news| batch.arrive(now, work, news));
    }

    /// What a node reads and writes for an attempt: the request's tokens, in the part that the node does of its work.
    fn work(&self, attempt: AttemptId) -> Work {
        let row = self.state.attempts.get(attempt);
        let request = self.state.requests.get(row.request);
        let need = if row.purpose == Purpose::Try { request.left() } else { request.need };
        let need = self.read_by(row.purpose, request, need);
        let Need::Tokens { prompt, output } = need else {
            panic!("plain work has come to a node that batches, though `check` should have refused it");
        };
        let group = self.state.group(row.node);
        let whole = service(self.scenario, &self.state.groups, group, request.llm, &need);
        if row.service != whole {
            let part =
                |n: u32| (u128::from(n) * u128::from(row.service.ns())).div_ceil(u128::from(whole.ns().max(1))) as u32;
            let (prompt, output) = (part(prompt).max(1), part(output).max(1));
            return Work { attempt, llm: request.llm, prompt, output, origin: None };
        }
        // Checks read all anew, and what a cheat keeps is not what was asked for.
        let reuses = self.scenario.groups[group.row()].batching.is_some_and(|limits| limits.prefix_reuse);
        let origin = (reuses && row.purpose == Purpose::Try && !row.is_cheat).then_some(Origin {
            users: request.users,
            llm: request.llm,
            shared: self.state.requests.shared(row.request),
        });
        Work { attempt, llm: request.llm, prompt, output, origin }
    }

    /// A stretch of steps is over.
    pub(super) fn stepped(&mut self, node: NodeId) {
        let now = self.now;
        self.batch(node).timer = 0;
        self.change_batch(node, |batch, news| batch.advance(now, news));
    }

    /// Changes a node's batch, and gives it the LLM that it wants next.
    fn change_batch(&mut self, node: NodeId, change: impl FnOnce(&mut Batch, &mut Vec<News>)) {
        self.alter_batch(node, change);
        if self.scenario.groups[self.state.group(node).row()].rooms.is_some() && !self.is_telling(node) {
            self.take_turns(node);
        }
    }

    /// Changes a node's batch; its timer, its gauge and its attempts follow.
    pub(super) fn alter_batch(&mut self, node: NodeId, change: impl FnOnce(&mut Batch, &mut Vec<News>)) {
        // Answers can send new attempts here before all is told, so the list is taken.
        let mut news = std::mem::take(&mut self.state.news);
        let (now, group) = (self.now, self.state.group(node));
        let batch = self.batch(node);
        let was_busy = batch.is_busy();
        let before = batch.under_way();
        change(batch, &mut news);
        let after = batch.under_way();
        if let Some((from, steps, n)) = before.filter(|before| after.is_none_or(|after| after.0 != before.0))
            && let Some(log) = &mut self.state.log
        {
            log.slice(Slice { node, from, to: now, what: What::Steps(steps, n) });
        }
        let batch = self.batch(node);
        let (is_busy, end, timer) = (batch.is_busy(), batch.next(), std::mem::take(&mut batch.timer));
        if let Some(timer) = Timer::from_bits(timer) {
            self.agenda.cancel(timer);
        }
        if let Some(end) = end {
            let timer = self.agenda.at(end.max(now), Class::Completion, Event::Shared(node)).bits();
            self.batch(node).timer = timer;
        }
        match (was_busy, is_busy) {
            (false, true) => self.state.meters.busy(now, group, 1),
            (true, false) => self.state.meters.idle(now, group, 1),
            _ => {}
        }
        let takes_turns = self.scenario.groups[group.row()].rooms.is_some();
        if takes_turns {
            self.batch(node).is_telling = true;
            self.start_turn(node, &news);
        }
        for &item in &news {
            match item {
                News::Started { attempt, known, prompt } => {
                    self.note_known(node, attempt, known, prompt);
                    if !takes_turns {
                        self.begin(node, attempt, self.now);
                    }
                }
                News::First(_) => {}
                News::Done { attempt, first, came } => self.written(node, attempt, first, came),
            }
        }
        news.clear();
        self.state.news = news;
        if takes_turns {
            self.batch(node).is_telling = false;
        }
    }

    /// Counts what of a prompt lay in the cache when its first step began, if the node reuses that.
    #[inline]
    fn note_known(&mut self, node: NodeId, attempt: AttemptId, known: u32, prompt: u32) {
        let group = self.state.group(node);
        if !self.scenario.groups[group.row()].batching.is_some_and(|limits| limits.prefix_reuse) {
            return;
        }
        let row = self.state.attempts.get(attempt);
        let request = self.state.requests.get(row.request);
        if row.purpose == Purpose::Try && request.arrived >= self.scenario.cut {
            self.state.meters.tokens.began(request.users, known, prompt);
        }
    }

    /// The last token of an attempt is there.
    fn written(&mut self, node: NodeId, attempt: AttemptId, first: Time, came: Time) {
        let row = self.state.attempts.get_mut(attempt);
        row.first = first;
        if row.purpose == Purpose::Try && self.state.requests.get(row.request).arrived >= self.scenario.cut {
            self.state.meters.tokens.at_node.add(first.since(came));
        }
        self.ended(node, attempt);
    }

    /// Takes an attempt out of a batch; gives what is left of its service.
    pub(super) fn leave_batch(&mut self, node: NodeId, attempt: AttemptId) -> Span {
        let (now, row) = (self.now, *self.state.attempts.get(attempt));
        let mut share = None;
        self.change_batch(node, |batch, _| share = batch.remove(now, attempt));
        left(row.service, row.remaining, share)
    }

    /// A node that batches goes down: its cache is lost, and its work meets the fate that its group names.
    pub(in crate::dynamics) fn displace_batch(&mut self, node: NodeId, leaving: Leaving) {
        let list = self.state.nodes.line(node).list(&self.state.attempts);
        let now = self.now;
        for &attempt in &list {
            if leaving == Leaving::Continue {
                self.keep_streamed(node, attempt);
            }
            let share = self.batch(node).share(now, attempt);
            let row = self.state.attempts.get_mut(attempt);
            if std::mem::replace(&mut row.phase, Phase::Suspended) == Phase::Serving {
                self.lighten(node, attempt);
            }
            let row = self.state.attempts.get_mut(attempt);
            if row.began > now {
                // Its LLM was still being loaded.
                row.began = Time::END;
            }
            if leaving == Leaving::Restart {
                self.state.meters.wasted +=
                    u128::from(row.service.saturating_sub(left(row.service, row.service, share)).ns());
            } else {
                row.remaining = left(row.service, row.remaining, share);
            }
        }
        self.alter_batch(node, |batch, _| match leaving {
            Leaving::Resume | Leaving::Restart => batch.suspend(now, leaving == Leaving::Restart),
            Leaving::Fail | Leaving::Move | Leaving::Continue => batch.clear(),
        });
        if matches!(leaving, Leaving::Fail | Leaving::Move | Leaving::Continue) {
            self.part_with(list, leaving);
        }
    }

    /// What a node that leaves has written of an answer stays with its user.
    fn keep_streamed(&mut self, node: NodeId, attempt: AttemptId) {
        let (now, row) = (self.now, *self.state.attempts.get(attempt));
        // Several copies stream side by side, and a cheat's tokens are not those that were asked for.
        if row.purpose != Purpose::Try || (row.sibling != NONE && row.sibling != attempt.0) || row.is_cheat {
            return;
        }
        let Some((tokens, first)) = self.batch(node).written(now, attempt) else { return };
        let request = self.state.requests.get_mut(row.request);
        request.first = request.first.min(first);
        if let Need::Tokens { output, .. } = request.need {
            // At least one token is left: with its last one an answer is done.
            request.streamed = (request.streamed + tokens).min(output - 1);
        }
    }

    /// A node that batches is up again: what it kept is read anew.
    pub(in crate::dynamics) fn resume_batch(&mut self, node: NodeId) {
        for attempt in self.state.nodes.line(node).list(&self.state.attempts) {
            self.state.attempts.get_mut(attempt).phase = Phase::Waiting;
        }
        let now = self.now;
        self.change_batch(node, |batch, news| batch.resume(now, news));
    }
}

/// What is left of a service of which a share is done; `before` if the share is not known.
fn left(service: Span, before: Span, share: Option<f64>) -> Span {
    share.map_or(before, |share| Span::from_ns((service.ns() as f64 * (1.0 - share)) as u64))
}
