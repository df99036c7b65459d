//! Reads traces of a JSON object a line, with hashes of the blocks of its prompt: Mooncake's, `AIPerf`'s and Bailian's.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use units::time::Time;

use super::super::{Faults, Format, MOST_TOKENS, Trace};
use super::rows::Rows;
use super::shared::{Line, Turn, rows};

/// The keys by which a line of Bailian's is told from one of Mooncake's, whose other keys it shares.
const BAILIAN: [&str; 3] = ["chat_id", "parent_chat_id", "turn"];

/// Reads a JSON object a line; the first says which form the file has.
///
/// Mooncake's times are milliseconds and its blocks 512 tokens. So are those of `AIPerf`, whose lines with a
/// `session_id` are turns of that session, in the order of the file: a later one may have a `delay` in the place of a
/// `timestamp`, which counts from the turn before, and its `input_length` is what is new, so that its prompt is all
/// that was said before and that. `AIPerf` counts the delay from the answer of the turn before; what is recorded knows
/// no answers, and it counts from when that was sent. Where no line has a `timestamp`, all sessions begin at once.
///
/// Bailian's times are seconds and its blocks 16 tokens; a line goes on with the session of its `parent_chat_id`.
pub(super) fn read(text: &str) -> Result<Trace, Faults> {
    let mut reading = Reading::default();
    for (at, text) in text.lines().enumerate().filter(|(_, text)| !text.trim().is_empty()) {
        let line = at as u64 + 1;
        if !reading.rows.is_open_for(line, reading.lines.len()) {
            break;
        }
        match serde_json::from_str::<Value>(text) {
            Ok(Value::Object(object)) => reading.line(line, &object),
            Ok(_) => reading.fault(line, "the line is not a JSON object".into()),
            Err(error) => {
                // The parser sees this line alone, so that only its column means something.
                let why = error.to_string();
                let why = why.split(" at line ").next().unwrap_or_default();
                let message = format!("the line is not JSON: {why} at column {}", error.column());
                reading.fault(line, message);
            }
        }
    }
    reading.end()
}

#[derive(Default)]
struct Reading {
    /// What is wrong so far, and the order of the lines that are no turns.
    rows: Rows,
    form: Option<Form>,
    lines: Vec<Line>,
    /// The last turn of each session that is named, or of each chat.
    turns: BTreeMap<String, Turn>,
    /// Lines that begin a session and say no time.
    timeless: Vec<u64>,
    is_timed: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Mooncake,
    Bailian,
}

impl Form {
    /// Tokens of a block.
    fn block(self) -> u32 {
        match self {
            Self::Mooncake => 512,
            Self::Bailian => 16,
        }
    }
    /// Nanoseconds of the unit of its times, and what to write there.
    fn unit(self) -> (i128, &'static str) {
        match self {
            Self::Mooncake => (1_000_000, "write `timestamp` in milliseconds since the start"),
            Self::Bailian => (1_000_000_000, "write `timestamp` in seconds since the start"),
        }
    }
    fn format(self) -> Format {
        match self {
            Self::Mooncake => Format::Mooncake,
            Self::Bailian => Format::Bailian,
        }
    }
}

/// The text of a value; none where it is missing or null.
fn text(object: &Map<String, Value>, key: &str) -> Option<String> {
    let value = object.get(key).filter(|value| !value.is_null())?;
    Some(value.as_str().map_or_else(|| value.to_string(), str::to_owned))
}

impl Reading {
    fn fault(&mut self, line: u64, message: String) {
        let example = self.form.unwrap_or(Form::Mooncake).format().header();
        self.rows.fault(line, message, &format!("write lines such as `{example}`"));
    }

    fn line(&mut self, line: u64, object: &Map<String, Value>) {
        let is_bailian = BAILIAN.iter().any(|key| object.contains_key(*key));
        let form = *self.form.get_or_insert(if is_bailian { Form::Bailian } else { Form::Mooncake });
        let name = text(object, if form == Form::Bailian { "chat_id" } else { "session_id" });
        let needed: &[&str] = match (form, &name) {
            (Form::Bailian, _) => &["chat_id", "timestamp", "input_length", "output_length"],
            (Form::Mooncake, None) => &["timestamp", "input_length", "output_length"],
            (Form::Mooncake, Some(_)) => &["input_length", "output_length"],
        };
        let missing: Vec<_> = needed.iter().filter(|key| text(object, key).is_none()).collect();
        if !missing.is_empty() {
            return missing.into_iter().for_each(|key| self.fault(line, format!("`{key}` is missing")));
        }
        // The turn of an AIPerf session before this one; Bailian's name a chat, not a session.
        let before = name.as_ref().filter(|_| form == Form::Mooncake).and_then(|name| self.turns.get(name)).copied();
        let at = match text(object, "timestamp") {
            Some(at) => self.time(line, &at, form, name.is_some(), before),
            None => self.delayed(line, text(object, "delay"), before),
        };
        let mut tokens = |key| text(object, key).and_then(|text| self.rows.tokens(line, key, &text));
        let (new, output) = (tokens("input_length"), tokens("output_length"));
        let blocks = self.blocks(line, object);
        let (Some(at), Some(new), Some(output), Some(blocks)) = (at, new, output, blocks) else { return };
        if blocks.len() > (new as usize).div_ceil(form.block() as usize) {
            let message = format!("{} blocks are more than a prompt of {new} tokens has", blocks.len());
            let remedy = format!("a block of `hash_ids` has {} tokens", form.block());
            return self.rows.fault(line, message, &remedy);
        }
        let history = before.map_or(0, |before| before.said);
        let prompt = history.saturating_add(new);
        if prompt > MOST_TOKENS {
            let message =
                format!("with the earlier turns of its session, the prompt has more than {MOST_TOKENS} tokens");
            return self.rows.fault(line, message, "end the session sooner");
        }
        let parent = match form {
            Form::Bailian => {
                text(object, "parent_chat_id").and_then(|parent| self.turns.get(&parent)).map(|turn| turn.line)
            }
            Form::Mooncake => before.map(|before| before.line),
        };
        let is_named = name.is_some();
        if let Some(name) = name {
            let number = self.lines.len() as u32;
            self.turns.insert(name, Turn { line: number, at, said: prompt.saturating_add(output) });
        }
        self.lines.push(Line { at, prompt, output, history, blocks, parent, is_named });
    }

    /// When a line comes that says a time.
    fn time(&mut self, line: u64, at: &str, form: Form, is_named: bool, before: Option<Turn>) -> Option<Time> {
        self.is_timed = true;
        let (per, remedy) = form.unit();
        let ns = self.rows.time(line, at, per, remedy)?;
        if form == Form::Bailian || !is_named {
            return self.rows.arrival(line, at, ns);
        }
        // Turns of several sessions may stand in any order among each other.
        let time = self.rows.representable(line, at, ns)?;
        if before.is_some_and(|before| time < before.at) {
            self.rows.fault(
                line,
                format!("`{at}` is earlier than the previous turn"),
                "sort the turns of a session by time",
            );
            return None;
        }
        Some(time)
    }

    /// When a turn of a session comes that says no time.
    fn delayed(&mut self, line: u64, delay: Option<String>, before: Option<Turn>) -> Option<Time> {
        if before.is_none() {
            self.timeless.push(line);
        }
        let delay = delay.unwrap_or_else(|| "0".into());
        let ns = self.rows.time(line, &delay, Form::Mooncake.unit().0, "write `delay` in milliseconds")?;
        let start = i128::from(before.map_or(Time::ZERO, |before| before.at).ns());
        self.rows.representable(line, &delay, start.saturating_add(ns))
    }

    /// The hashes of a prompt's blocks; none where the line has none.
    fn blocks(&mut self, line: u64, object: &Map<String, Value>) -> Option<Vec<u64>> {
        let list = match object.get("hash_ids") {
            None | Some(Value::Null) => return Some(Vec::new()),
            Some(Value::Array(list)) => list,
            Some(_) => {
                self.rows.fault(line, "`hash_ids` is not a list".into(), "write it as `[0, 1, 2]`");
                return None;
            }
        };
        let blocks: Option<Vec<u64>> = list.iter().map(Value::as_u64).collect();
        if blocks.is_none() {
            let bad = list.iter().find(|id| id.as_u64().is_none()).map_or(String::new(), ToString::to_string);
            let message = format!("`hash_ids` contains `{bad}`, which is not a whole number from 0");
            self.rows.fault(line, message, "write it as `[0, 1, 2]`");
        }
        blocks
    }

    fn end(mut self) -> Result<Trace, Faults> {
        // Where a line is refused, the one after it may seem to be its session's first.
        if self.is_timed && self.rows.faults.list().is_empty() {
            for line in std::mem::take(&mut self.timeless) {
                let message = "the first turn of a session needs a `timestamp`, as other lines have one";
                self.rows.fault(line, message.into(), Form::Mooncake.unit().1);
            }
        }
        let block = self.form.unwrap_or(Form::Mooncake).block();
        for row in rows(&self.lines, block) {
            self.rows.push(row);
        }
        self.rows.end()
    }
}
