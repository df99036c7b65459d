//! What the memory of a node that batches several LLMs leaves for the cache.

use units::ids::LlmId;

/// Blocks that a cache can be counted in.
const MOST_BLOCKS: u64 = 1 << 31;

/// The memory of nodes whose batches are of several LLMs by turns: weights that are there take room from the cache.
#[derive(Clone, Debug)]
pub struct Rooms {
    /// Bytes that weights and cache may fill.
    pub usable: u64,
    /// Requests of the LLM whose turn it is that may pass the first in line that asks for another.
    pub passes: u32,
    /// Blocks of the cache, if they are given.
    pub blocks: Option<u32>,
    /// Bytes of the weights, and of a block of the cache, by LLM.
    pub sizes: Vec<(u64, u64)>,
    /// Blocks of each LLM beside the largest others that can be there with it.
    pub least: Vec<u32>,
}

impl Rooms {
    /// Blocks for an LLM beside all weights that are there, its own among them \[bytes\].
    pub fn blocks(&self, llm: LlmId, weights: u64) -> u32 {
        let block = self.sizes[llm.row()].1.max(1);
        self.blocks.unwrap_or_else(|| (self.usable.saturating_sub(weights) / block).min(MOST_BLOCKS) as u32)
    }
    /// Bytes of the weights of an LLM.
    pub fn weights(&self, llm: LlmId) -> u64 {
        self.sizes[llm.row()].0
    }
}
