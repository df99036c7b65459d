//! LLMs are loaded into nodes' memories, make room for others, and are let go.

use engine::agenda::{Class, Timer};
use engine::draws::{self, Address, Index};
use engine::math::pow;
use rules::residency::{Held, Resident, Wanted};
use state::attempts::Purpose;
use state::memory::Loaded;
use units::ids::{AttemptId, LlmId, NodeId};
use units::time::{Span, Time};

use crate::event::Event;
use crate::log::{Slice, What};
use crate::world::Moment;

impl Moment<'_> {
    /// An attempt is to be served: its LLM is held for it; gives how long it has still to load.
    pub(super) fn hold_llm(&mut self, node: NodeId, attempt: AttemptId) -> Span {
        let row = *self.state.attempts.get(attempt);
        let request = *self.state.requests.get(row.request);
        if let Some(half_life) = self.residency(node).half_life() {
            let askings = self.recent(node, request.llm, half_life) + 1.0;
            self.state.memories[node.row()].note(request.llm, askings, self.now);
        }
        let memory = &mut self.state.memories[node.row()];
        let asked = memory.ask();
        if let Some(found) = memory.find(request.llm) {
            (found.users, found.asked) = (found.users + 1, asked);
            let (ready, timer) = (found.ready, std::mem::take(&mut found.timer));
            // What is loaded ahead and for nobody else is not there yet.
            let is_there = ready <= self.now || found.users > 1;
            if let Some(timer) = Timer::from_bits(timer) {
                self.agenda.cancel(timer);
            }
            let meter = &mut self.state.meters.llms[request.llm.row()];
            *if is_there { &mut meter.hits } else { &mut meter.loads } += 1;
            return ready.since(self.now);
        }
        self.state.meters.llms[request.llm.row()].loads += 1;
        self.make_room(node);
        let number = request.number;
        let index = match row.purpose {
            Purpose::Try => {
                Index::Try { number, is_back: false, tries: Index::drawn_try(request.tries), copy: row.copy }
            }
            Purpose::Check { rule } | Purpose::Prove { rule } => Index::CheckLoad { number, rule },
            Purpose::Vote { seat } => Index::VoteLoad { number, seat },
        };
        let load = match self.residency(node).load() {
            Some(law) => law.sample(&mut self.state.users[request.users.row()].load.draws(index.bits())),
            None => self.scenario.groups[self.state.group(node).row()].load_times[request.llm.row()],
        };
        let ready = self.now + load;
        self.put_llm(node, self.now, Loaded { llm: request.llm, users: 1, asked, ready, timer: 0 });
        load
    }

    /// An LLM is loaded from a time on.
    fn put_llm(&mut self, node: NodeId, from: Time, loaded: Loaded) {
        let memory = &mut self.state.memories[node.row()];
        if memory.is_empty() {
            let group = self.state.nodes.identity(node).group;
            self.state.meters.groups[group.row()].unloaded.sub(self.now, 1);
        }
        if let Some(log) = &mut self.state.log {
            log.slice(Slice { node, from, to: loaded.ready, what: What::Loads(loaded.llm) });
        }
        memory.put(loaded);
    }

    /// What nobody asks any more is let go, and a node that idles loads what it will be asked for.
    pub(super) fn settle_memory(&mut self, node: NodeId) {
        self.rest_llms(node);
        if self.residency(node).loads_ahead() && self.state.nodes.backlog(node) == 0 && self.state.nodes.is_up(node) {
            self.load_ahead(node);
        }
    }

    /// Loads one after the other what an idle node's way to hold LLMs asks for before anybody does.
    fn load_ahead(&mut self, node: NodeId) {
        let row = &self.scenario.groups[self.state.group(node).row()];
        let (policy, half_life) =
            (row.rules.residency.policy(), row.rules.residency.policy().half_life().unwrap_or(Span::MAX));
        loop {
            let recent = |&llm: &LlmId| Wanted { llm, recent: self.recent(node, llm, half_life) };
            let wanted: Vec<Wanted> = row.llms.iter().map(recent).collect();
            let Some(llm) = policy.ahead(&self.held(node), &wanted) else { return };
            self.make_room(node);
            let memory = &mut self.state.memories[node.row()];
            let asked = memory.ask();
            let from = memory.loaded().iter().map(|l| l.ready).fold(self.now, Time::max);
            let load = match policy.load() {
                Some(law) => {
                    let (seed, replication) = (self.scenario.seed, self.state.replication);
                    let entity = self.state.nodes.identity(node).name;
                    let address = Address { seed, replication, purpose: draws::Purpose::LoadAhead, entity };
                    law.sample(&mut address.stream().draws(asked))
                }
                None => row.load_times[llm.row()],
            };
            self.put_llm(node, from, Loaded { llm, users: 0, asked, ready: from + load, timer: 0 });
        }
    }

    /// The way in which a node holds LLMs.
    fn residency(&self, node: NodeId) -> &dyn Resident {
        self.scenario.groups[self.state.group(node).row()].rules.residency.policy()
    }

    /// How often an LLM was asked of a node, each asking halved after every half-life.
    fn recent(&self, node: NodeId, llm: LlmId, half_life: Span) -> f64 {
        let (askings, then) = self.state.memories[node.row()].recent(llm);
        askings * pow(0.5, self.now.since(then).as_secs() / half_life.as_secs())
    }

    /// The LLMs in a node's memory, as its way to hold them sees them.
    fn held(&self, node: NodeId) -> Vec<Held> {
        let half_life = self.residency(node).half_life();
        let recent = |llm| half_life.map_or(0.0, |half_life| self.recent(node, llm, half_life));
        let held = |l: &Loaded| Held { llm: l.llm, users: l.users, asked: l.asked, recent: recent(l.llm) };
        self.state.memories[node.row()].loaded().iter().map(held).collect()
    }

    /// Lets LLMs go until one more fits.
    fn make_room(&mut self, node: NodeId) {
        let group = self.state.group(node);
        let policy = self.scenario.groups[group.row()].rules.residency.policy();
        let capacity = policy.capacity().unwrap_or(u32::MAX) as usize;
        while self.state.memories[node.row()].loaded().len() >= capacity {
            let at = policy.evict(&self.held(node)).expect("`check` lets no node have more slots than LLMs fit");
            self.let_go(node, at);
        }
    }

    /// An attempt is no longer served: its LLM is held for it no more.
    pub(super) fn release_llm(&mut self, node: NodeId, attempt: AttemptId) {
        let llm = self.state.requests.get(self.state.attempts.get(attempt).request).llm;
        if let Some(found) = self.state.memories[node.row()].find(llm) {
            found.users -= 1;
        }
    }

    /// What nobody asks any more is let go, at once or after a while.
    fn rest_llms(&mut self, node: NodeId) {
        let policy = self.scenario.groups[self.state.group(node).row()].rules.residency.policy();
        let Some(keep_alive) = policy.keep_alive() else { return };
        for at in (0..self.state.memories[node.row()].loaded().len()).rev() {
            let Loaded { llm, users, timer, .. } = self.state.memories[node.row()].loaded()[at];
            if users > 0 || timer != 0 {
                continue;
            }
            if keep_alive == Span::ZERO {
                self.let_go(node, at);
            } else {
                let timer = self.agenda.after(keep_alive, Class::Timer, Event::Unload(node, llm)).bits();
                self.state.memories[node.row()].loaded_mut()[at].timer = timer;
            }
        }
    }

    /// An LLM was not asked for long enough.
    pub(in crate::dynamics) fn unload(&mut self, node: NodeId, llm: LlmId) {
        let memory = &mut self.state.memories[node.row()];
        if let Some(at) = memory.loaded().iter().position(|l| l.llm == llm) {
            memory.loaded_mut()[at].timer = 0;
            self.let_go(node, at);
        }
    }

    fn let_go(&mut self, node: NodeId, at: usize) {
        let Loaded { timer, .. } = self.state.memories[node.row()].take(at);
        if let Some(timer) = Timer::from_bits(timer) {
            self.agenda.cancel(timer);
        }
        if self.state.memories[node.row()].is_empty() {
            let group = self.state.group(node);
            self.state.meters.groups[group.row()].unloaded.add(self.now, 1);
        }
    }

    /// A node comes up with an empty memory.
    pub(in crate::dynamics) fn begin_memory(&mut self, node: NodeId) {
        let group = self.state.group(node);
        if self.state.groups[group.row()].derived.loads {
            self.state.meters.groups[group.row()].unloaded.add(self.now, 1);
            self.settle_memory(node);
        }
    }

    /// A node goes down and loses what it held.
    pub(in crate::dynamics) fn end_memory(&mut self, node: NodeId) {
        let group = self.state.group(node);
        if !self.state.groups[group.row()].derived.loads {
            return;
        }
        while !self.state.memories[node.row()].is_empty() {
            self.let_go(node, 0);
        }
        self.state.meters.groups[group.row()].unloaded.sub(self.now, 1);
    }
}
