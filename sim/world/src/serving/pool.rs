//! The cache of a node in blocks: who holds how many, and whose contents still lie in those that are free.

use std::collections::BTreeMap;

/// A text of which blocks of the cache hold a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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
/// Blocks that a request gives back keep its contents until they are overwritten, last blocks first, so that what
/// remains is always a prefix. They lie as runs of one text; neighbours of one text are one run. An opening is read by
/// many at once: its blocks are counted once while anybody does. Whoever holds one of its blocks holds all before it,
/// so that those that are free lie behind those in use and, from front to back, in falling order too. Memory is at most
/// a run a block.
#[derive(Clone, Debug)]
pub(super) struct Pool {
    free: u32,
    runs: Vec<Run>,
    /// Rows of runs that are no more.
    spare: Vec<u32>,
    /// The run that is overwritten first.
    first: u32,
    last: u32,
    /// Where the run of a text lies; only looked up. Of an opening there may be several, so that they are sought.
    places: BTreeMap<Text, u32>,
    openings: Vec<Opening>,
}

/// No run.
const NONE: u32 = u32::MAX;

/// Neighbouring free blocks of one text, its last ones before its first.
#[derive(Clone, Copy, Debug)]
struct Run {
    text: Text,
    blocks: u32,
    before: u32,
    after: u32,
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
        let (runs, spare, places, openings) = (Vec::new(), Vec::new(), BTreeMap::new(), Vec::new());
        let mut pool = Self { free: 0, runs, spare, first: NONE, last: NONE, places, openings };
        pool.give(Text::Nobody, blocks);
        pool
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
        let mut left = blocks;
        while left > 0 {
            let Run { text, blocks, .. } = self.runs[self.first as usize];
            let part = blocks.min(left);
            left -= part;
            self.shrink(self.first, part);
            if let Text::Opening { .. } = text {
                self.overwrite(text, part);
            }
        }
    }
    /// Takes blocks back; their text stays in them.
    pub(super) fn give(&mut self, text: Text, blocks: u32) {
        if blocks == 0 {
            return;
        }
        self.free += blocks;
        if let Some(last) = self.runs.get_mut(self.last as usize).filter(|run| run.text == text) {
            last.blocks += blocks;
            return;
        }
        let run = Run { text, blocks, before: self.last, after: NONE };
        let at = if let Some(at) = self.spare.pop() {
            self.runs[at as usize] = run;
            at
        } else {
            self.runs.push(run);
            self.runs.len() as u32 - 1
        };
        match self.last {
            NONE => self.first = at,
            last => self.runs[last as usize].after = at,
        }
        self.last = at;
        if is_placed(text) {
            self.places.insert(text, at);
        }
    }
    /// Free blocks that still hold a text.
    pub(super) fn kept(&self, text: Text) -> u32 {
        self.places.get(&text).map_or(0, |&at| self.runs[at as usize].blocks)
    }
    /// Gives a text its first `blocks` contents back; nobody wants the rest.
    pub(super) fn reclaim(&mut self, text: Text, blocks: u32) {
        let Some(at) = self.places.remove(&text) else { return };
        let run = &mut self.runs[at as usize];
        assert!(blocks <= run.blocks, "{blocks} blocks cannot be had back of {}", run.blocks);
        run.text = Text::Nobody;
        self.shrink(at, blocks);
    }
    /// Takes blocks out of a run, which is no more without any.
    fn shrink(&mut self, at: u32, blocks: u32) {
        self.free -= blocks;
        let run = &mut self.runs[at as usize];
        run.blocks -= blocks;
        if run.blocks > 0 {
            return;
        }
        let Run { text, before, after, .. } = *run;
        match before {
            NONE => self.first = after,
            before => self.runs[before as usize].after = after,
        }
        match after {
            NONE => self.last = before,
            after => self.runs[after as usize].before = before,
        }
        self.spare.push(at);
        if is_placed(text) {
            self.places.remove(&text);
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
        opening.used += left;
        // Whoever left it last gave it back at the end, or near it.
        let mut at = self.last;
        while left > 0 {
            assert!(at != NONE, "what is not in use of an opening is free");
            let run = self.runs[at as usize];
            if run.text == text {
                let part = run.blocks.min(left);
                left -= part;
                self.shrink(at, part);
            }
            at = run.before;
        }
    }
    /// Names the block behind the first `held` of an opening, which whoever has computed it holds; false if it is
    /// there.
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
        let run = |at: u32| self.runs.get(at as usize);
        let all = || std::iter::successors(run(self.first), |r| run(r.after));
        let sum = |text: Option<Text>| -> u32 {
            all().filter(|r| text.is_none_or(|text| r.text == text)).map(|r| r.blocks).sum()
        };
        let is_found = |r: &Run| !is_placed(r.text) || self.kept(r.text) == r.blocks;
        sum(None) == self.free
            && all().all(is_found)
            && self.openings.iter().all(|o| sum(Some(o.text)) + o.used == o.blocks)
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

/// Whether a text has one run at the most, which is looked up.
fn is_placed(text: Text) -> bool {
    matches!(text, Text::Attempt(_) | Text::Session { .. })
}
