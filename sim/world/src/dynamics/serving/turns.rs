//! Nodes that batch several LLMs by turns: the one that is wanted next is found in memory or loaded.

use state::attempts::Phase;
use units::ids::{AttemptId, NodeId};
use units::time::Span;

use crate::serving::{News, Turn};
use crate::world::Moment;

impl Moment<'_> {
    /// Whether a node's batch tells its news: what has ended in it has not all ended here.
    pub(super) fn is_telling(&self, node: NodeId) -> bool {
        self.state.batches.get(node.row()).and_then(Option::as_deref).is_some_and(|batch| batch.is_telling)
    }

    /// Gives the batch of a node that is up the LLM of whoever is next, if it has drained.
    pub(super) fn take_turns(&mut self, node: NodeId) {
        let loads = self.state.groups[self.state.group(node).row()].derived.loads;
        while let Some(attempt) = self.wanting(node) {
            let load = if loads { self.hold_llm(node, attempt) } else { Span::ZERO };
            self.begin(node, attempt, self.now + load);
            let turn = self.turn(node, attempt, load);
            self.alter_batch(node, |batch, news| batch.turn(turn, news));
        }
        if loads {
            self.settle_memory(node);
        }
    }

    /// The attempt for which the batch of a node wants an LLM.
    fn wanting(&self, node: NodeId) -> Option<AttemptId> {
        let batch = self.state.batches[node.row()].as_deref()?;
        batch.wanted().filter(|_| self.state.nodes.is_up(node))
    }

    /// The LLM of an attempt, as a batch goes over to it.
    fn turn(&self, node: NodeId, attempt: AttemptId, load: Span) -> Turn {
        let llm = self.state.requests.get(self.state.attempts.get(attempt).request).llm;
        let row = &self.scenario.groups[self.state.group(node).row()];
        let rooms = row.rooms.as_ref().expect("a batch that takes turns has rooms");
        let weights = if self.state.groups[self.state.group(node).row()].derived.loads {
            self.state.memories[node.row()].loaded().iter().map(|l| rooms.weights(l.llm)).sum()
        } else {
            row.llms.iter().map(|&llm| rooms.weights(llm)).sum()
        };
        let ready = (load > Span::ZERO).then(|| self.now + load);
        Turn { llm, times: self.scenario.times(row, llm).clone(), blocks: rooms.blocks(llm, weights), ready }
    }

    /// Those that have joined the batch hold its LLM, before those that end let it go.
    pub(super) fn start_turn(&mut self, node: NodeId, news: &[News]) {
        for item in news {
            // Who had to ask for the LLM began when that was found or its load began.
            if let News::Started { attempt, .. } = *item
                && self.state.attempts.get(attempt).phase != Phase::Serving
            {
                if self.state.groups[self.state.group(node).row()].derived.loads {
                    self.hold_llm(node, attempt);
                }
                self.begin(node, attempt, self.now);
            }
        }
    }
}
