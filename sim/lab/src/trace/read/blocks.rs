//! Reads Mooncake's traces: a JSON object a line, with hashes of the blocks of its prompt.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::super::{Faults, Row, Trace};
use super::rows::Rows;

/// Tokens of a block.
const BLOCK: usize = 512;

/// Reads a JSON object a line.
///
/// The prefix of a request is what a cache without bounds would hold of its prompt: the blocks from its start that
/// earlier requests had. One that knows more than its first block, which may be the service's own opening, goes on
/// with the session of the last request that had the last of them.
pub(super) fn read(text: &str) -> Result<Trace, Faults> {
    let mut reading = Reading { rows: Rows::default(), owners: BTreeMap::new(), sessions: Vec::new(), n_sessions: 0 };
    for (at, text) in text.lines().enumerate().filter(|(_, text)| !text.trim().is_empty()) {
        let line = at as u64 + 1;
        if !reading.rows.is_open(line) {
            break;
        }
        match serde_json::from_str::<Value>(text) {
            Ok(Value::Object(object)) => reading.row(line, &object),
            Ok(_) => reading.rows.fault(line, "the line is not a JSON object".into(), EXAMPLE),
            Err(error) => {
                // The parser sees this line alone, so that only its column means something.
                let why = error.to_string();
                let why = why.split(" at line ").next().unwrap_or_default();
                let message = format!("the line is not JSON: {why} at column {}", error.column());
                reading.rows.fault(line, message, EXAMPLE);
            }
        }
    }
    reading.rows.end()
}

const EXAMPLE: &str =
    r#"write a line as `{"timestamp": 0, "input_length": 6758, "output_length": 500, "hash_ids": [0, 1]}`"#;

struct Reading {
    rows: Rows,
    /// The last request that had a block, by position.
    owners: BTreeMap<u64, u32>,
    /// The session of each request so far.
    sessions: Vec<u32>,
    n_sessions: u32,
}

impl Reading {
    fn row(&mut self, line: u64, object: &Map<String, Value>) {
        let text = |key: &str| object.get(key).map(|value| value.to_string().trim_matches('"').to_owned());
        let needed = ["timestamp", "input_length", "output_length"].map(|key| (key, text(key)));
        for (key, _) in needed.iter().filter(|(_, text)| text.is_none()) {
            self.rows.fault(line, format!("`{key}` is missing"), EXAMPLE);
        }
        let [(_, Some(at)), (_, Some(prompt)), (_, Some(output))] = needed else { return };
        let ns = self.rows.time(line, &at, 1_000_000, "write `timestamp` in milliseconds since the start");
        let at = ns.and_then(|ns| self.rows.arrival(line, &at, ns));
        let prompt = self.rows.tokens(line, "input_length", &prompt);
        let output = self.rows.tokens(line, "output_length", &output);
        let blocks = self.blocks(line, object);
        let (Some(at), Some(prompt), Some(output), Some(blocks)) = (at, prompt, output, blocks) else { return };
        if blocks.len() > (prompt as usize).div_ceil(BLOCK) {
            let message = format!("{} blocks are more than a prompt of {prompt} tokens has", blocks.len());
            return self.rows.fault(line, message, "a block of `hash_ids` has 512 tokens");
        }
        let known = blocks.iter().take_while(|block| self.owners.contains_key(block)).count();
        let parent = if known > 1 { self.owners.get(&blocks[known - 1]).copied() } else { None };
        let session = parent.map_or(self.n_sessions, |parent| self.sessions[parent as usize]);
        self.n_sessions = self.n_sessions.max(session + 1);
        let number = self.sessions.len() as u32;
        self.owners.extend(blocks.into_iter().map(|block| (block, number)));
        self.sessions.push(session);
        let prefix = (known * BLOCK).min(prompt as usize) as u32;
        self.rows.push(Row { at, llm: None, prompt, output, session: Some(session), prefix });
    }

    /// The hashes of a prompt's blocks; none where the line has none.
    fn blocks(&mut self, line: u64, object: &Map<String, Value>) -> Option<Vec<u64>> {
        let list = match object.get("hash_ids") {
            None => return Some(Vec::new()),
            Some(Value::Array(list)) => list,
            Some(_) => {
                self.rows.fault(line, "`hash_ids` is not a list".into(), "write it as `[0, 1, 2]`");
                return None;
            }
        };
        let blocks: Option<Vec<u64>> = list.iter().map(Value::as_u64).collect();
        if blocks.is_none() {
            let bad = list.iter().find(|id| id.as_u64().is_none()).map_or(String::new(), ToString::to_string);
            let message = format!("`hash_ids` holds `{bad}`, which is not a whole number from 0");
            self.rows.fault(line, message, "write it as `[0, 1, 2]`");
        }
        blocks
    }
}
