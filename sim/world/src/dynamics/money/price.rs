//! Prices that move: what a period showed of each LLM, and the tariffs that follow.

use rules::pricing::{Of, View};
use rules::queueing::Sharing;
use state::requests::{Need, Request};
use units::ids::{GroupId, LlmId, NetworkId};
use units::time::Span;

use super::TARIFFS;
use crate::dynamics::service::service;
use crate::event::Event;
use crate::world::Moment;
use crate::world::derived::quoted;
use crate::world::tariffs::{Amount, Seen};

impl Moment<'_> {
    /// Lets the prices of a network start, and plans their first step.
    pub(in crate::dynamics) fn open_prices(&mut self, network: NetworkId) {
        let state = &mut *self.state;
        state.networks[network.row()].open(self.scenario, network, &state.prices);
        self.await_step(network);
    }

    fn await_step(&mut self, network: NetworkId) {
        let Some(every) = self.scenario.networks[network.row()].rules.pricing.every() else { return };
        // Between windows nobody asks, and prices stand: demand that cannot answer them would drive them off.
        let from = match &self.state.pace {
            None => self.now,
            Some(pace) => match pace.clock.opens(self.now) {
                Some(opens) => opens,
                None => return,
            },
        };
        self.agenda.at(from + every, TARIFFS, Event::Reprice(network));
    }

    /// A period of a network's prices ends: each LLM's price moves by what the period showed.
    pub(in crate::dynamics) fn reprice(&mut self, network: NetworkId) {
        let pricing = &self.scenario.networks[network.row()].rules.pricing;
        for llm in (0..self.scenario.llms.len()).map(LlmId::of) {
            let Some(view) = self.look(network, llm, pricing.of()) else { continue };
            let Some(tariffs) = &mut self.state.networks[network.row()].tariffs else { continue };
            let row = &mut tariffs.rows[llm.row()];
            pricing.step(&mut row.memory, &view);
            row.seen = Seen::default();
            let tariff = pricing.tariff(&mut row.memory, &view.coin);
            let is_new = tariff != std::mem::replace(&mut row.tariff, tariff);
            let level = tariff.level(&self.state.networks[network.row()].opening.tariff);
            self.state.meters.priced(self.now, network, llm, level, is_new);
        }
        if let Some(tariffs) = &mut self.state.networks[network.row()].tariffs {
            tariffs.since = self.now;
        }
        self.await_step(network);
    }

    /// What the present period showed of an LLM; none if nobody asks for it.
    fn look(&self, network: NetworkId, llm: LlmId, of: Of) -> Option<View> {
        let tariffs = self.state.networks[network.row()].tariffs.as_ref()?;
        let row = tariffs.rows.get(llm.row()).filter(|row| row.is_asked)?;
        let coin = quoted(self.scenario, network, &self.state.prices)?;
        let (since, now) = (tariffs.since, self.now);
        let every = self.state.pace.as_ref().map_or_else(|| now.since(since), |pace| pace.clock.played(since, now));
        if every.ns() == 0 && self.state.pace.is_some() {
            return None;
        }
        let Seen { asked, answered } = row.seen;
        let (used, full) = match of {
            Of::Tokens => self.worked_off(network, llm, &answered, every),
            Of::Asked => self.worked_off(network, llm, &asked, every),
            Of::Slots => self.taken(network, llm, |taken, slots| (taken, slots)),
            Of::Busy => self.taken(network, llm, |taken, _| (taken.min(1), 1)),
        };
        Some(View { now: self.now, every, used, full, asked: asked.requests, answered: answered.requests, coin })
    }

    /// What listed nodes have of what they could have at once, each as this function counts it.
    fn taken(&self, network: NetworkId, llm: LlmId, count: impl Fn(u64, u64) -> (u64, u64)) -> (u64, u64) {
        let members = self.state.rosters[self.scenario.roster(network, llm)].members();
        members.iter().fold((0, 0), |(used, full), &node| {
            let slots = self.at_once(self.state.group(node)).min(u64::from(u32::MAX));
            let (taken, all) = count(u64::from(self.state.backlog_on(network, node)).min(slots), slots);
            (used + taken, full + all)
        })
    }

    /// How much of what listed nodes can do in a span was done: in tokens, or in plain work \[ns\].
    fn worked_off(&self, network: NetworkId, llm: LlmId, done: &Amount, every: Span) -> (u64, u64) {
        let members = self.state.rosters[self.scenario.roster(network, llm)].members();
        let mut counts = vec![0_u64; self.scenario.groups.len()];
        for &node in members {
            counts[self.state.group(node).row()] += 1;
        }
        let tokens = done.prompt + done.output;
        let full = counts.iter().enumerate().filter(|&(_, &count)| count > 0).map(|(group, &count)| {
            let group = GroupId::of(group);
            let at_once = u128::from(count) * u128::from(self.at_once(group));
            let in_time = u128::from(every.ns()) * at_once;
            if tokens == 0 {
                let speed = self.scenario.groups[group.row()].rules.speed;
                return Span::from_ns(u64::try_from(in_time).unwrap_or(u64::MAX)).at_speed(1.0 / speed).ns();
            }
            let (prompt, output) = done.mean();
            let tokens = in_time * (u128::from(prompt) + u128::from(output));
            u64::try_from(tokens / u128::from(self.takes(group, llm, prompt, output).ns().max(1))).unwrap_or(u64::MAX)
        });
        let full = full.fold(0, u64::saturating_add);
        if tokens == 0 { (done.work, full) } else { (tokens, full) }
    }

    /// How many requests a node of a group works on at once.
    fn at_once(&self, group: GroupId) -> u64 {
        let batching = self.scenario.groups[group.row()].batching;
        let row = &self.state.groups[group.row()];
        batching.map_or_else(|| row.capacity() / u64::from(row.derived.parts), |limits| u64::from(limits.most))
    }

    /// How long a node of a group takes for a request among as many like ones as it works on at once.
    fn takes(&self, group: GroupId, llm: LlmId, prompt: u32, output: u32) -> Span {
        let row = &self.scenario.groups[group.row()];
        if self.state.groups[group.row()].derived.discipline.sharing != Sharing::Batch {
            return service(self.scenario, &self.state.groups, group, llm, &Need::Tokens { prompt, output });
        }
        let (times, batch) = (self.scenario.times(row, llm), self.at_once(group));
        // A batch reads its prompts one after the other, and writes together.
        let steps = u64::from(output.saturating_sub(1));
        let writing = times.decode_run(batch, batch.saturating_mul(u64::from(prompt)), steps) / 1_000;
        let reading = u128::from(times.prefill(prompt).ns()) * u128::from(batch);
        Span::from_ns(u64::try_from(reading + writing).unwrap_or(u64::MAX))
    }

    /// A request was asked to pay a fee.
    #[cold]
    pub(super) fn note_asked(&mut self, row: &Request, fee: i64) {
        let usd = self.in_usd(row.network, fee);
        self.state.meters.asked_to_pay(row.network, row.llm, usd);
        if let Some(tariffs) = &mut self.state.networks[row.network.row()].tariffs {
            tariffs.rows[row.llm.row()].seen.asked.add(&row.need);
        }
    }

    /// A request was answered: it counts where prices follow what is served.
    #[inline]
    pub(in crate::dynamics) fn note_served(&mut self, network: NetworkId, llm: LlmId, need: &Need) {
        if let Some(tariffs) = &mut self.state.networks[network.row()].tariffs {
            tariffs.rows[llm.row()].seen.answered.add(need);
        }
    }
}
