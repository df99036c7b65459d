//! The LLMs in a node's memory.

use units::ids::LlmId;
use units::time::Time;

/// An LLM in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// Which.
    pub llm: LlmId,
    /// Attempts that are served by it.
    pub users: u32,
    /// The number of its last asking.
    pub asked: u64,
    /// When it is there: loading may still be under way.
    pub ready: Time,
    /// The pending end of its stay, as raw bits of an agenda's timer; 0 if there is none.
    pub timer: u64,
}

/// The memory of one node.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    loaded: Vec<Loaded>,
    asked: u64,
    /// Askings by LLM, each halved after every half-life, and when that was worked out; grown as LLMs are asked.
    recent: Vec<(f64, Time)>,
}

impl Memory {
    /// What is in it, in no meaningful but a reproducible order.
    pub fn loaded(&self) -> &[Loaded] {
        &self.loaded
    }
    /// What is in it, to change it.
    pub fn loaded_mut(&mut self) -> &mut [Loaded] {
        &mut self.loaded
    }
    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.loaded.is_empty()
    }
    /// The entry of an LLM.
    pub fn find(&mut self, llm: LlmId) -> Option<&mut Loaded> {
        self.loaded.iter_mut().find(|l| l.llm == llm)
    }
    /// The number of one more asking.
    pub fn ask(&mut self) -> u64 {
        self.asked += 1;
        self.asked
    }
    /// How often an LLM was asked by some time, and when that was.
    pub fn recent(&self, llm: LlmId) -> (f64, Time) {
        self.recent.get(llm.row()).copied().unwrap_or((0.0, Time::ZERO))
    }
    /// Notes how often an LLM was asked by now.
    pub fn note(&mut self, llm: LlmId, askings: f64, now: Time) {
        if self.recent.len() <= llm.row() {
            self.recent.resize(llm.row() + 1, (0.0, Time::ZERO));
        }
        self.recent[llm.row()] = (askings, now);
    }
    /// Puts an LLM in.
    pub fn put(&mut self, loaded: Loaded) {
        self.loaded.push(loaded);
    }
    /// Takes one out, by position.
    pub fn take(&mut self, at: usize) -> Loaded {
        self.loaded.swap_remove(at)
    }
    /// Takes any one out.
    pub fn pop(&mut self) -> Option<Loaded> {
        self.loaded.pop()
    }
}
