//! The cache of a node in blocks: who holds how many, and whose contents still lie in those that are free.

use std::collections::VecDeque;

/// A text of which blocks of the cache hold a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Text {
    /// None that anybody wants.
    Nobody,
    /// What one attempt has read and written.
    Attempt(u32),
    /// What the requests of a group of users begin with, as one LLM holds it.
    Opening { users: u16, llm: u16 },
    /// A conversation of a session behind its first `from` blocks, as one LLM holds it.
    Session { users: u16, llm: u16, session: u32, conversation: u32, from: u32 },
}

/// Free blocks in the order in which they are overwritten: those given back first go first.
///
/// Blocks that a request gives back keep its contents until they are overwritten, last blocks first, so that what remains
/// is always a prefix. They lie as runs of one text; neighbours of one text are one run. An opening is read by many at
/// once: its blocks are counted once while anybody does. Whoever holds one of its blocks holds all before it, so that
/// those that are free lie behind those in use and, from front to back, in falling order too. Memory is at most a run a
/// block.
#[derive(Clone, Debug)]
pub(super) struct Pool {
    free: u32,
    runs: VecDeque<(Text, u32)>,
    openings: Vec<Opening>,
}

/// An opening of which blocks are there.
#[derive(Clone, Copy, Debug)]
struct Opening {
    text: Text,
    /// Its first blocks that are there, in use or free \[>= 1\].
    blocks: u32,
    /// Those of them that are in use.
    used: u32,
}

impl Pool {
    /// A pool of free blocks without contents.
    pub(super) fn new(blocks: u32) -> Self {
        Self { free: blocks, runs: VecDeque::from([(Text::Nobody, blocks)]), openings: Vec::new() }
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
            let (text, part) = (run.0, run.1.min(left));
            (run.1, left) = (run.1 - part, left - part);
            if run.1 == 0 {
                self.runs.pop_front();
            }
            if let Text::Opening { .. } = text {
                self.overwrite(text, part);
            }
        }
    }
    /// Takes blocks back; their text stays in them.
    pub(super) fn give(&mut self, text: Text, blocks: u32) {
        self.free += blocks;
        match self.runs.back_mut() {
            Some(last) if last.0 == text => last.1 += blocks,
            _ if blocks > 0 => self.runs.push_back((text, blocks)),
            _ => {}
        }
    }
    /// Free blocks that still hold a text.
    pub(super) fn kept(&self, text: Text) -> u32 {
        self.runs.iter().find(|r| r.0 == text).map_or(0, |r| r.1)
    }
    /// Gives a text its first `blocks` contents back; nobody wants the rest.
    pub(super) fn reclaim(&mut self, text: Text, blocks: u32) {
        let Some(at) = self.runs.iter().position(|r| r.0 == text) else { return };
        assert!(blocks <= self.runs[at].1, "{blocks} blocks cannot be had back of {}", self.runs[at].1);
        self.runs[at].1 -= blocks;
        self.runs[at].0 = Text::Nobody;
        self.free -= blocks;
        if self.runs[at].1 == 0 {
            self.runs.remove(at);
        }
    }
    /// Forgets a text but for its first `blocks` contents: the others may be overwritten in their turn.
    pub(super) fn forget(&mut self, text: Text, blocks: u32) {
        let Some(at) = self.runs.iter().position(|r| r.0 == text && r.1 > blocks) else { return };
        self.runs[at].1 -= blocks;
        self.runs[at].0 = Text::Nobody;
        if blocks > 0 {
            self.runs.insert(at + 1, (text, blocks));
        }
    }

    /// The first blocks of an opening that are there, and how many of them are in use.
    pub(super) fn opening(&self, text: Text) -> (u32, u32) {
        self.openings.iter().find(|o| o.text == text).map_or((0, 0), |o| (o.blocks, o.used))
    }
    /// One more reads the first `blocks` of an opening, which are there; those that were free are in use.
    pub(super) fn enter(&mut self, text: Text, blocks: u32) {
        let Some(opening) = self.openings.iter_mut().find(|o| o.text == text) else { return };
        assert!(blocks <= opening.blocks, "{blocks} blocks of an opening are read, {} are there", opening.blocks);
        let mut left = blocks.saturating_sub(opening.used);
        (opening.used, self.free) = (opening.used + left, self.free - left);
        while left > 0 {
            let at = self.runs.iter().rposition(|r| r.0 == text).expect("what is not in use of an opening is free");
            let part = self.runs[at].1.min(left);
            (self.runs[at].1, left) = (self.runs[at].1 - part, left - part);
            if self.runs[at].1 == 0 {
                self.runs.remove(at);
            }
        }
    }
    /// Names the block behind the first `held` of an opening, which whoever has computed it holds; false if it is there.
    pub(super) fn name(&mut self, text: Text, held: u32) -> bool {
        match self.openings.iter_mut().find(|o| o.text == text) {
            Some(opening) if opening.blocks > held => false,
            Some(opening) => {
                (opening.blocks, opening.used) = (held + 1, held + 1);
                true
            }
            None => {
                self.openings.push(Opening { text, blocks: 1, used: 1 });
                true
            }
        }
    }
    /// One reader of an opening has left: the others hold no more than its first `blocks`.
    pub(super) fn leave(&mut self, text: Text, blocks: u32) {
        let Some(opening) = self.openings.iter_mut().find(|o| o.text == text) else { return };
        let freed = opening.used.saturating_sub(blocks);
        opening.used -= freed;
        self.give(text, freed);
    }
    /// Blocks of openings that are in use.
    pub(super) fn used(&self) -> u32 {
        self.openings.iter().map(|o| o.used).sum()
    }
    /// Whether the runs are the free blocks, and each opening's those of it that nobody reads.
    pub(super) fn is_whole(&self) -> bool {
        let sum = |text: Option<Text>| -> u32 {
            self.runs.iter().filter(|r| text.is_none_or(|text| r.0 == text)).map(|r| r.1).sum()
        };
        sum(None) == self.free && self.openings.iter().all(|o| sum(Some(o.text)) + o.used == o.blocks)
    }
    /// The last blocks of an opening are overwritten.
    fn overwrite(&mut self, text: Text, blocks: u32) {
        let Some(at) = self.openings.iter().position(|o| o.text == text) else { return };
        self.openings[at].blocks -= blocks;
        if self.openings[at].blocks == 0 {
            self.openings.swap_remove(at);
        }
    }
}
