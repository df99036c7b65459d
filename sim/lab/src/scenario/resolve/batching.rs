//! Groups of nodes that batch: what their memory leaves for the cache, and whether they are asked for tokens.

use rules::owner::nodes::Nodes;
use rules::queueing::Batching;
use units::ids::HardwareId;
use world::scenario::{Limits, Scenario};

use super::Resolver;

/// Blocks that a cache can be counted in.
const MOST_BLOCKS: u64 = 1 << 31;

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
                let message = format!("a token cannot pass {} of {} experts", llm.routed, llm.experts);
                self.problems.push(self.place(&format!("{path}.routed")), message);
            } else if llm.passed_experts() > llm.parameters.saturating_sub(llm.head) as f64 {
                let message = format!(
                    "a token passes {:.0} parameters of experts, more than the {} it passes in all",
                    llm.passed_experts(),
                    llm.parameters.saturating_sub(llm.head)
                );
                let remedy = "`parameters` counts what a token passes, its experts and the head included";
                self.problems.push_with(self.place(&format!("{path}.parameters")), message, remedy);
            }
        }
    }

    /// What bounds the batches of a group that batches.
    pub(super) fn batching(
        &mut self,
        nodes: &Nodes,
        hardware: Option<HardwareId>,
        llms: &[usize],
        path: &str,
    ) -> Option<Limits> {
        let batching = nodes.queueing.policy().batching()?;
        let place = self.place(&format!("{path}.queueing"));
        let Some(hardware) = hardware else {
            self.problems.push_with(place, "a node that batches needs hardware", "name its `hardware`");
            return None;
        };
        let [llm] = *llms else {
            let message = format!("a node that batches serves one llm, not {}", llms.len());
            self.problems.push_with(place, message, "name one under `llms`, and give the others groups of their own");
            return None;
        };
        let (device, (name, llm)) = (&self.file.hardware.list[hardware.row()].1, &self.file.llm.list[llm]);
        if llm.weights > device.memory {
            return None;
        }
        let usable = i64::try_from(device.memory.base()).map_or(0, |bytes| batching.memory.of(bytes)) as u64;
        let block = llm.cache.base().saturating_mul(u64::from(batching.block));
        let blocks = match (batching.blocks, block) {
            (Some(blocks), _) => u64::from(blocks),
            (None, 0) => {
                let remedy = "say how many `blocks` there are, or give the llm its `cache` a token";
                self.problems.push_with(place, format!("`{}` leaves no cache behind", name.text), remedy);
                return None;
            }
            (None, block) => (usable.saturating_sub(llm.weights.base()) / block).min(MOST_BLOCKS),
        };
        if blocks == 0 {
            let gib = |bytes: u64| bytes as f64 / f64::from(1 << 30);
            let message = format!(
                "the weights of `{}` take {:.1} GiB of {:.1} GiB that may be filled: no block of cache is left",
                name.text,
                gib(llm.weights.base()),
                gib(usable)
            );
            self.problems.push_with(place, message, "take hardware with more memory, or raise `memory`");
            return None;
        }
        let Batching { budget, most, order, block, prefix_reuse, .. } = batching;
        Some(Limits { budget, most, blocks: blocks as u32, block, prefix_reuse, order })
    }

    /// Whether nodes that batch are asked for tokens only.
    pub(super) fn check_batched(&mut self, scenario: &Scenario) {
        for users in scenario.users.iter().filter(|u| !u.demand.is_tokens()) {
            let gateway = &scenario.gateways[users.gateway.row()];
            let reached = |g: &&world::scenario::Group| {
                let serves = |n| g.networks.contains(n);
                gateway.networks.iter().any(serves) && users.llms.iter().any(|l| g.llms.contains(l))
            };
            if let Some(group) = scenario.groups.iter().filter(reached).find(|g| g.batching.is_some()) {
                let place = self.place(&format!("users.{}.demand", users.name));
                let message = format!("`nodes.{}` batches tokens, but these users ask for plain work", group.name);
                self.problems.push_with(place, message, "ask for `tokens`, or let the nodes queue by `fcfs`");
            }
        }
    }
}
