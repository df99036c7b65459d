//! What steps cost: the roofline of hardware and LLM, or tables that were measured.

use cost::{StepTimes, Table};
use rules::owner::hardware::{Efficiency, Llm};
use units::ids::{HardwareId, LlmId};
use world::scenario::Uncertain;

use super::Resolver;
use crate::names::find;
use crate::tables;

impl Resolver<'_> {
    /// Step times of every pair of hardware and LLM, then again in trusted execution; none if a table is broken.
    pub(super) fn step_times(&mut self) -> Option<Vec<StepTimes>> {
        let file = self.file;
        let llms = &file.llm;
        let pairs = file.hardware.values().flat_map(|h| llms.values().map(move |l| (h, l)));
        let mut times: Vec<StepTimes> = pairs.map(|(h, l)| StepTimes::new(&h.device(), &l.shape())).collect();
        let mut taken: Vec<(usize, &str)> = Vec::new();
        let mut whole = true;
        for (name, cost) in &file.cost.list {
            let place = cost.table.place;
            let hardware = find(&cost.hardware, &file.hardware);
            let llm = find(&cost.llm, llms);
            let table = self.data.path(&cost.table).and_then(|path| tables::read(path, place, self.problems));
            let (Some(hardware), Some(llm), Some(table)) = (hardware, llm, table) else {
                whole = false;
                continue;
            };
            let pair = hardware.row() * llms.list.len() + llm.row();
            if let Some((_, other)) = taken.iter().find(|t| t.0 == pair) {
                let message = format!("`cost.{other}` already has the step times of this pair");
                self.problems.push_with(self.place(&format!("cost.{}", name.text)), message, "keep one of them");
                whole = false;
            }
            self.check_reach(&table, hardware, llm, &name.text);
            taken.push((pair, &name.text));
            times[pair] = StepTimes::tabled(table);
        }
        let slowed = times.iter().enumerate().map(|(pair, plain)| {
            let hardware = &file.hardware.list[pair / llms.list.len()].1;
            plain.slowed(hardware.trusted_step)
        });
        let slowed: Vec<StepTimes> = slowed.collect();
        times.extend(slowed);
        whole.then_some(times)
    }

    /// Whether a table reaches as far as the batches of the nodes that it serves: beyond it nothing was measured.
    fn check_reach(&mut self, table: &Table, hardware: HardwareId, llm: LlmId, cost: &str) {
        let file = self.file;
        let (hardware, llm) = (&file.hardware.list[hardware.row()].0.text, &file.llm.list[llm.row()].0.text);
        for (group, nodes) in &file.nodes.list {
            let served = nodes.llms.is_empty() || nodes.llms.iter().any(|l| l.text == *llm);
            let Some(batching) = nodes.queueing.policy().batching() else { continue };
            if !served || nodes.hardware.as_ref().is_none_or(|h| h.text != *hardware) {
                continue;
            }
            let (budget, most) = (u64::from(batching.budget), u64::from(batching.most.min(batching.budget)));
            let parts = [
                ("linear", &table.linear, budget, "tokens"),
                ("prefill", &table.prefill.base, budget, "tokens"),
                ("head", &table.head, most, "sequences"),
                ("decode", &table.decode.base, most, "sequences"),
            ];
            for (part, curve, asked, counted) in parts {
                let (_, last) = curve.range();
                if last < asked {
                    let message = format!(
                        "the table is too short: `{part}` ends at {last} {counted}, but `nodes.{}` computes up to {asked} in a step",
                        group.text
                    );
                    let limit = if counted == "tokens" { "budget" } else { "most" };
                    let place = self.place(&format!("cost.{cost}.table"));
                    self.problems.push_with(
                        place,
                        message,
                        format!("measure up to there, or lower `{limit}` of the nodes"),
                    );
                }
            }
        }
    }

    /// What efficiencies are drawn from, if they are to be drawn.
    pub(super) fn uncertain(&self) -> Option<Uncertain> {
        (self.file.efficiency == Efficiency::Drawn).then(|| Uncertain {
            devices: self.file.hardware.values().map(|h| (h.device(), h.spread(), h.trusted_step)).collect(),
            shapes: self.file.llm.values().map(Llm::shape).collect(),
        })
    }
}
