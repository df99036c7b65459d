//! Groups of nodes that batch: what their memory leaves for the cache, and whether they are asked for tokens.

use rules::owner::hardware::Llm;
use rules::owner::nodes::Nodes;
use rules::queueing::Batching;
use units::ids::{HardwareId, LlmId, NetworkId};
use world::scenario::{Limits, Rooms, Scenario};

use super::Resolver;

impl Resolver<'_> {
    /// Whether experts add up: who passes some has some, and passes no more than there are.
    pub(super) fn check_experts(&mut self) {
        for (name, llm) in &self.file.llm.list {
            let path = format!("llm.{}", name.text);
            let whole = [llm.experts > 0, llm.routed > 0, llm.expert_parameters > 0];
            if whole.iter().any(|w| *w) && !whole.iter().all(|w| *w) {
                let remedy = "give all three, or none for a dense llm";
                let message = "`experts`, `routed` and `expert_parameters` belong together";
                self.problems.push_with(self.place(&path), message, remedy);
            } else if llm.routed > llm.experts {
                let message = format!("a token cannot activate {} of {} experts", llm.routed, llm.experts);
                self.problems.push(self.place(&format!("{path}.routed")), message);
            } else if llm.passed_experts() > llm.parameters.saturating_sub(llm.head) as f64 {
                let message = format!(
                    "a token activates {:.0} parameters of experts, more than the {} it activates in total",
                    llm.passed_experts(),
                    llm.parameters.saturating_sub(llm.head)
                );
                let remedy = "`parameters` counts the active parameters per token, including its experts and the head";
                self.problems.push_with(self.place(&format!("{path}.parameters")), message, remedy);
            }
        }
    }

    /// What bounds the batches of a group that batches, and what weights leave of its memory if it takes turns or
    /// loads.
    pub(super) fn batching(
        &mut self,
        nodes: &Nodes,
        hardware: Option<HardwareId>,
        llms: &[LlmId],
        path: &str,
    ) -> Option<(Limits, Option<Rooms>)> {
        let batching = nodes.queueing.policy().batching()?;
        let place = self.place(&format!("{path}.queueing"));
        let Some(hardware) = hardware else {
            self.problems.push_with(place, "a node that batches needs hardware", "name its `hardware`");
            return None;
        };
        let memory = self.file.hardware.list[hardware.row()].1.memory.base();
        let usable = i64::try_from(memory).map_or(0, |bytes| batching.memory.of(bytes)) as u64;
        let size = |llm: &Llm| (llm.weights.base(), llm.cache.base().saturating_mul(u64::from(batching.block)));
        let sizes = self.file.llm.values().map(size).collect();
        let capacity = nodes.residency.policy().capacity();
        let n_held = capacity.map_or(llms.len(), |c| llms.len().min(c as usize));
        let mut rooms = Rooms {
            usable,
            passes: batching.passes,
            blocks: batching.blocks,
            sizes,
            least: vec![0; self.file.llm.list.len()],
        };
        if self.file.llm.list.is_empty() {
            self.problems.push_with(place, "a node that batches needs an llm", "write a table such as `[llm.small]`");
            return None;
        }
        for &llm in llms {
            let name = &self.file.llm.list[llm.row()].0.text;
            if rooms.sizes[llm.row()].1 == 0 && batching.blocks.is_none() {
                let remedy = "say how many `blocks` there are, or give the llm its `cache` a token";
                self.problems.push_with(place, format!("`{name}` leaves no cache behind"), remedy);
                return None;
            }
            // The largest of the others may be there too.
            let mut others: Vec<u64> = llms.iter().filter(|&&l| l != llm).map(|&l| rooms.sizes[l.row()].0).collect();
            others.sort_unstable_by(|a, b| b.cmp(a));
            let beside: u64 = others.iter().take(n_held.saturating_sub(1)).sum();
            let weights = rooms.sizes[llm.row()].0.saturating_add(beside);
            if weights > memory {
                // They are more than the whole memory, and told of as such.
                return None;
            }
            rooms.least[llm.row()] = rooms.blocks(llm, weights);
            if rooms.least[llm.row()] == 0 {
                let gib = |bytes: u64| bytes as f64 / f64::from(1 << 30);
                let with = if beside > 0 { " and those that can be loaded with it" } else { "" };
                let message = format!(
                    "the weights of `{name}`{with} take {:.1} GiB of {:.1} GiB of usable memory: no block of cache is left",
                    gib(weights),
                    gib(usable)
                );
                let remedy = if beside > 0 {
                    "take hardware with more memory, or hold fewer llms at once by `residency.lru`"
                } else {
                    "use hardware with more memory, or raise `memory`"
                };
                self.problems.push_with(place, message, remedy);
                return None;
            }
        }
        let Batching { budget, most, order, block, prefix_reuse, .. } = batching;
        let blocks = llms.first().map_or(0, |&llm| rooms.least[llm.row()]);
        let limits = Limits { budget, most, blocks, block, prefix_reuse, order };
        let takes_turns = llms.len() > 1 || capacity.is_some();
        (blocks > 0).then_some((limits, takes_turns.then_some(rooms)))
    }

    /// Whether nodes that batch are asked for tokens only.
    pub(super) fn check_batched(&mut self, scenario: &Scenario) {
        for users in scenario.users.iter().filter(|u| !u.rules.demand.is_tokens()) {
            let reached = |g: &&world::scenario::Group| {
                let serves = |n: NetworkId| g.networks.contains(&n);
                scenario.reached(users).any(serves) && users.llms.iter().any(|l| g.llms.contains(l))
            };
            if let Some(group) = scenario.groups.iter().filter(reached).find(|g| g.batching.is_some()) {
                let place = self.place(&format!("users.{}.demand", users.name));
                let message = format!("`nodes.{}` batches tokens, but these users request plain work", group.name);
                self.problems.push_with(place, message, "use `demand.tokens`, or let the nodes queue with `fcfs`");
            }
        }
    }
}
