//! Nodes that load LLMs: which of them they can hold, and how long a load takes by bytes.

use rules::owner::nodes::Nodes;
use units::ids::{HardwareId, LlmId};
use units::time::Span;

use super::Resolver;

impl Resolver<'_> {
    /// The LLMs of a group: of nodes that load LLMs and name none, those that fit into their memory.
    pub(super) fn holdable(&self, nodes: &Nodes, hardware: Option<HardwareId>, mut llms: Vec<LlmId>) -> Vec<LlmId> {
        if let Some(hardware) =
            hardware.filter(|_| nodes.llms.is_empty() && nodes.residency.policy().capacity().is_some())
        {
            let memory = self.file.hardware.list[hardware.row()].1.memory;
            llms.retain(|&llm| self.file.llm[llm.row()].weights <= memory);
        }
        llms
    }

    /// An LLM whose weights are more than the largest of these memories, in words; nothing if it fits one of them.
    pub(super) fn largest_too_small(&self, of: impl Iterator<Item = HardwareId>, llm: LlmId) -> Option<String> {
        let (name, llm) = self.file.llm.list.get(llm.row()).map(|(name, llm)| (&name.text, llm))?;
        let (hardware, row) = of.map(|h| &self.file.hardware.list[h.row()]).max_by_key(|(_, row)| row.memory)?;
        let gib = |bytes: u64| bytes as f64 / f64::from(1 << 30);
        (llm.weights > row.memory).then(|| {
            format!(
                "the llm `{name}`: its weights take {:.1} GiB, but the largest memory there, of `{}`, has {:.1} GiB",
                gib(llm.weights.base()),
                hardware.text,
                gib(row.memory.base())
            )
        })
    }

    /// How long each LLM takes to load by its bytes, by id; nothing where no load goes by bytes.
    ///
    /// Weights over the bandwidth at which the hardware loads, times what trusted execution makes of it, rounded up.
    pub(super) fn load_times(&mut self, nodes: &Nodes, hardware: Option<HardwareId>, path: &str) -> Vec<Span> {
        let hardware = hardware.map(|h| &self.file.hardware.list[h.row()]);
        if nodes.confidential && hardware.is_none_or(|(_, row)| !row.trusted) {
            let which = hardware.map_or("none is named".into(), |(name, _)| format!("`{}` has none", name.text));
            let message = format!("confidential nodes need hardware with trusted execution, but {which}");
            let remedy = "use hardware that has it (`windtunnel list hardware`), or leave `confidential` out";
            self.problems.push_with(self.place(&format!("{path}.confidential")), message, remedy);
        }
        let policy = nodes.residency.policy();
        if policy.capacity().is_none() || policy.load().is_some() {
            return Vec::new();
        }
        let Some(bandwidth) = hardware.and_then(|(_, row)| row.load_bandwidth) else {
            let remedy = "give `load`, as in `load = \"10 s\"`, or name `hardware` with a `load_bandwidth`";
            let message = "the time to load an llm is not given";
            self.problems.push_with(self.place(&format!("{path}.residency")), message, remedy);
            return Vec::new();
        };
        if self.file.llm.list.is_empty() {
            let remedy = "write a table such as `[llm.small]`, or give `load`";
            let message = "without an llm there are no weights to load";
            self.problems.push_with(self.place(&format!("{path}.residency")), message, remedy);
            return Vec::new();
        }
        let factor = hardware.filter(|_| nodes.confidential).map_or(1.0, |(_, row)| row.trusted_load);
        let time = |bytes: u64| {
            let ns = (u128::from(bytes) * 1_000_000_000).div_ceil(u128::from(bandwidth.base().max(1)));
            Span::from_ns((ns as f64 * factor).ceil() as u64)
        };
        self.file.llm.values().map(|llm| time(llm.weights.base())).collect()
    }
}
