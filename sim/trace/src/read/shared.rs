//! What requests share whose prompts are told as hashes of blocks, or as turns of a session.

use std::collections::BTreeMap;

use units::time::Time;

use super::super::Row;

/// A request as a line tells it.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// When it comes.
    pub(super) at: Time,
    /// Tokens of its prompt.
    pub(super) prompt: u32,
    /// Tokens of its answer.
    pub(super) output: u32,
    /// Tokens of its prompt that its session has said before.
    pub(super) history: u32,
    /// Hashes of its prompt's blocks, those of its history left out.
    pub(super) blocks: Vec<u64>,
    /// The line with whose session it goes on, by number, if it says so.
    pub(super) parent: Option<u32>,
    /// Whether it says of which session it is.
    pub(super) is_named: bool,
}

/// A turn of a session that is named.
#[derive(Clone, Copy, Debug)]
pub(super) struct Turn {
    /// Its line, by number.
    pub(super) line: u32,
    /// When it comes.
    pub(super) at: Time,
    /// Tokens that the session has said up to the end of its answer.
    pub(super) said: u32,
}

/// What is known of a block.
#[derive(Clone, Copy, Debug)]
struct Block {
    /// The last request that had it.
    owner: u32,
    /// The most tokens that a request had of it: of a partial block, which ends a prompt, fewer than it can hold.
    tokens: u32,
}

/// The requests in the order of their arrival, with sessions and prefixes.
///
/// The prefix of a request is what a cache without bounds would hold of its prompt: what its session said before, or
/// else the blocks from its start that earlier requests had, the last of them for as many tokens as they had of it. One
/// that says no session and knows more than its first block, which may be the service's own opening, goes on with the
/// session of the last request that had the last of them.
pub(super) fn rows(lines: &[Line], block: u32) -> Vec<Row> {
    let mut order: Vec<usize> = (0..lines.len()).collect();
    // Stable: what comes at once keeps the order of the file, and a turn comes after the one before it.
    order.sort_by_key(|&at| lines[at].at);
    let mut blocks: BTreeMap<u64, Block> = BTreeMap::new();
    let mut sessions = vec![u32::MAX; lines.len()];
    let mut n_sessions = 0;
    let mut rows = Vec::with_capacity(lines.len());
    for number in order {
        let line = &lines[number];
        let (known, prefix, last) = if line.history > 0 { (0, line.history, None) } else { look(line, &blocks, block) };
        let parent = if line.is_named { line.parent } else { last.filter(|_| known > 1) };
        let session = parent.map_or(n_sessions, |parent| sessions[parent as usize]);
        n_sessions = n_sessions.max(session + 1);
        sessions[number] = session;
        if line.history == 0 {
            for (at, &id) in line.blocks.iter().enumerate() {
                let (owner, tokens) = (number as u32, part(line.prompt, at, block));
                let held = blocks.entry(id).or_insert(Block { owner, tokens });
                *held = Block { owner, tokens: held.tokens.max(tokens) };
            }
        }
        let (at, prompt, output) = (line.at, line.prompt, line.output);
        rows.push(Row { at, llm: None, prompt, output, session: Some(session), prefix: prefix.min(prompt) });
    }
    rows
}

/// Tokens of a prompt that lie in its block at a place.
fn part(prompt: u32, at: usize, block: u32) -> u32 {
    (u64::from(prompt).saturating_sub(at as u64 * u64::from(block))).min(u64::from(block)) as u32
}

/// How many blocks from the start of a prompt are known, the tokens of it that they hold, and who had the last of them.
fn look(line: &Line, blocks: &BTreeMap<u64, Block>, block: u32) -> (usize, u32, Option<u32>) {
    let (mut known, mut prefix, mut owner) = (0, 0, None);
    for (at, id) in line.blocks.iter().enumerate() {
        let Some(held) = blocks.get(id) else { break };
        let tokens = part(line.prompt, at, block);
        (known, prefix, owner) = (known + 1, prefix + tokens.min(held.tokens), Some(held.owner));
        // What follows a part of a block is not what followed it before.
        if held.tokens < tokens {
            break;
        }
    }
    (known, prefix, owner)
}
