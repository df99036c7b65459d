//! The cache of a node in blocks: who holds how many, and whose contents still lie in those that are free.

use std::collections::VecDeque;

/// Nobody wants the contents.
pub(super) const NOBODY: u32 = u32::MAX;

/// Free blocks in the order in which they are overwritten: those given back first go first.
///
/// Blocks that a preempted request gives back keep its contents until they are overwritten, last blocks first, so that
/// what remains is always a prefix. They lie as runs of one owner; neighbours that nobody wants are one run.
#[derive(Clone, Debug)]
pub(super) struct Pool {
    free: u32,
    runs: VecDeque<(u32, u32)>,
}

impl Pool {
    /// A pool of free blocks without contents.
    pub(super) fn new(blocks: u32) -> Self {
        Self { free: blocks, runs: VecDeque::from([(NOBODY, blocks)]) }
    }
    /// Free blocks, with contents or without.
    pub(super) fn free(&self) -> u32 {
        self.free
    }
    /// Takes blocks to write into, those given back first.
    ///
    /// # Panics
    /// If fewer are free.
    pub(super) fn take(&mut self, blocks: u32) {
        assert!(blocks <= self.free, "{blocks} blocks were asked for, {} are free", self.free);
        self.free -= blocks;
        let mut left = blocks;
        while left > 0 {
            let Some(run) = self.runs.front_mut() else { return };
            let part = run.1.min(left);
            (run.1, left) = (run.1 - part, left - part);
            if run.1 == 0 {
                self.runs.pop_front();
            }
        }
    }
    /// Takes blocks back; the owner's contents stay in them.
    pub(super) fn give(&mut self, owner: u32, blocks: u32) {
        self.free += blocks;
        match self.runs.back_mut() {
            Some(last) if last.0 == owner && owner == NOBODY => last.1 += blocks,
            _ if blocks > 0 => self.runs.push_back((owner, blocks)),
            _ => {}
        }
    }
    /// Blocks that still hold an owner's contents.
    pub(super) fn kept(&self, owner: u32) -> u32 {
        self.runs.iter().find(|r| r.0 == owner).map_or(0, |r| r.1)
    }
    /// Gives an owner its first `blocks` contents back; nobody wants the rest.
    pub(super) fn reclaim(&mut self, owner: u32, blocks: u32) {
        let Some(at) = self.runs.iter().position(|r| r.0 == owner) else { return };
        assert!(blocks <= self.runs[at].1, "{blocks} blocks cannot be had back of {}", self.runs[at].1);
        self.runs[at].1 -= blocks;
        self.runs[at].0 = NOBODY;
        self.free -= blocks;
        if self.runs[at].1 == 0 {
            self.runs.remove(at);
        }
    }
    /// Forgets an owner: its contents may be overwritten in their turn.
    pub(super) fn forget(&mut self, owner: u32) {
        if let Some(run) = self.runs.iter_mut().find(|r| r.0 == owner) {
            run.0 = NOBODY;
        }
    }
}
