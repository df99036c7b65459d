//! From text to tokens and back, as llms of the GPT-2 family cut it: byte-level pair encoding.

use std::collections::BTreeMap;

use crate::fault::Fault;
use crate::gguf::{Gguf, Value};

/// How texts are cut before pairs are merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cut {
    /// Words, runs of digits, runs of signs, each with a space before it if there is one.
    Gpt2,
    /// The same, but every digit stands alone.
    Digits,
}

/// The tokens of an llm and the order in which pairs of them are merged.
///
/// Bytes stand as printable letters (`Ġ` is a space); a word is merged pair by pair, the earliest rule first. Source:
/// R. Sennrich et al., "Neural Machine Translation of Rare Words with Subword Units", ACL 2016; A. Radford et al.,
/// GPT-2, 2019. Letters and digits are those of Rust's Unicode tables, which may differ from other programs' for rare
/// scripts.
#[derive(Clone, Debug)]
pub struct Tokenizer {
    tokens: Vec<String>,
    ids: BTreeMap<String, u32>,
    /// Rank of a pair, the two parted by a space, which no token holds.
    ranks: BTreeMap<String, usize>,
    cut: Cut,
    /// Where an answer ends.
    end: Option<u32>,
}

impl Tokenizer {
    /// The tokenizer in a file.
    ///
    /// # Errors
    /// One that is missing, of another family, or without its merges.
    pub fn read(file: &Gguf<'_>) -> Result<Self, Fault> {
        match file.value("tokenizer.ggml.model").and_then(Value::text) {
            Some("gpt2") => {}
            Some(other) => return Err(Fault::new(format!("the tokenizer `{other:.40}` is not supported: `gpt2` is"))),
            None => return Err(Fault::new("`tokenizer.ggml.model` is missing or not a text")),
        }
        let cut = match file.value("tokenizer.ggml.pre").and_then(Value::text) {
            None | Some("default" | "gpt-2" | "gpt2") => Cut::Gpt2,
            Some("smollm") => Cut::Digits,
            Some(other) => {
                let message = format!("texts cut as `{other:.40}` are not supported: `gpt-2` and `smollm` are");
                return Err(Fault::new(message));
            }
        };
        let texts = |key: &str| match file.value(key) {
            Some(Value::Texts(texts)) => Ok(texts),
            _ => Err(Fault::new(format!("`{key}` is missing or not a list of texts"))),
        };
        let tokens: Vec<String> = texts("tokenizer.ggml.tokens")?.iter().map(ToString::to_string).collect();
        let ids = tokens.iter().zip(0..).map(|(token, id)| (token.clone(), id)).collect();
        let merges = texts("tokenizer.ggml.merges")?;
        let ranks = merges.iter().enumerate().map(|(rank, pair)| (pair.to_string(), rank)).collect();
        let end = file.value("tokenizer.ggml.eos_token_id").and_then(Value::whole);
        Ok(Self { tokens, ids, ranks, cut, end: end.and_then(|id| u32::try_from(id).ok()) })
    }

    /// The token that ends an answer.
    pub fn end(&self) -> Option<u32> {
        self.end
    }

    /// The tokens of a text; names of control tokens in it mean nothing but their letters.
    ///
    /// # Errors
    /// A byte that the llm has no token for.
    pub fn encode(&self, text: &str) -> Result<Vec<u32>, Fault> {
        let mut found = Vec::new();
        for word in words(text, self.cut) {
            self.merge(word, &mut found)?;
        }
        Ok(found)
    }

    fn merge(&self, word: &str, to: &mut Vec<u32>) -> Result<(), Fault> {
        let mut parts: Vec<String> = word.bytes().map(|byte| letter(byte).to_string()).collect();
        loop {
            let rank = |pair: &[String]| self.ranks.get(&format!("{} {}", pair[0], pair[1])).copied();
            let best = parts.windows(2).enumerate().filter_map(|(at, pair)| Some((rank(pair)?, at))).min();
            let Some((_, at)) = best else { break };
            let second = parts.remove(at + 1);
            parts[at].push_str(&second);
        }
        for part in &parts {
            let id = self.ids.get(part).ok_or_else(|| Fault::new(format!("the llm has no token for `{part}`")))?;
            to.push(*id);
        }
        Ok(())
    }

    /// The text of tokens; what is no UTF-8, or no token, is shown as `�`.
    pub fn decode(&self, tokens: &[u32]) -> String {
        let mut bytes = Vec::new();
        for &token in tokens {
            for c in self.tokens.get(token as usize).map_or("\u{fffd}", String::as_str).chars() {
                match byte(c) {
                    Some(byte) => bytes.push(byte),
                    None => bytes.extend(c.to_string().as_bytes()),
                }
            }
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

/// Whether a byte stands for itself.
fn is_plain(byte: u8) -> bool {
    matches!(byte, 33..=126 | 161..=172 | 174..=255)
}

/// The letter that stands for a byte: itself if it is printable, else the next one from U+0100 on.
fn letter(byte: u8) -> char {
    if is_plain(byte) {
        return char::from(byte);
    }
    let before = (0..byte).filter(|&b| !is_plain(b)).count() as u32;
    char::from_u32(256 + before).unwrap_or('?')
}

/// The byte for which a letter stands.
fn byte(c: char) -> Option<u8> {
    match u8::try_from(u32::from(c)) {
        Ok(byte) => is_plain(byte).then_some(byte),
        Err(_) => (0..=255).find(|&byte| !is_plain(byte) && letter(byte) == c),
    }
}

/// Words of a text, with nothing left out.
fn words(text: &str, cut: Cut) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        // Digits that stand alone end what is before them, as the end of the text would.
        let digit = (cut == Cut::Digits).then(|| rest.find(char::is_numeric)).flatten();
        let len = match digit {
            Some(0) => rest.chars().next().map_or(1, char::len_utf8),
            Some(at) => word(&rest[..at]),
            None => word(rest),
        };
        let (head, tail) = rest.split_at(len);
        found.push(head);
        rest = tail;
    }
    found
}

/// The length of the first word of a text that is not empty \[B\].
fn word(text: &str) -> usize {
    const SHORT: [&str; 7] = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];
    if let Some(short) = SHORT.iter().find(|short| text.starts_with(**short)) {
        return short.len();
    }
    let is_sign = |c: char| !c.is_whitespace() && !c.is_alphabetic() && !c.is_numeric();
    let kinds: [&dyn Fn(char) -> bool; 3] = [&char::is_alphabetic, &char::is_numeric, &is_sign];
    let body = text.strip_prefix(' ').unwrap_or(text);
    if let Some(kind) = body.chars().next().and_then(|c| kinds.into_iter().find(|kind| kind(c))) {
        let len = body.find(|c| !kind(c)).unwrap_or(body.len());
        return text.len() - body.len() + len;
    }
    let space = text.find(|c: char| !c.is_whitespace()).unwrap_or(text.len());
    // The last space before a word belongs to the word.
    match text[..space].char_indices().next_back() {
        Some((last, _)) if space < text.len() && last > 0 => last,
        _ => space,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gguf::Writer;

    fn tokenizer(pre: &str, merges: &[&str]) -> Tokenizer {
        let mut letters: Vec<String> = (0..=255).map(|byte| letter(byte).to_string()).collect();
        letters.extend(merges.iter().map(|pair| pair.replace(' ', "")));
        let tokens: Vec<&str> = letters.iter().map(String::as_str).collect();
        let mut file = Writer::default();
        file.text("tokenizer.ggml.model", "gpt2");
        file.text("tokenizer.ggml.pre", pre);
        file.texts("tokenizer.ggml.tokens", &tokens);
        file.texts("tokenizer.ggml.merges", merges);
        Tokenizer::read(&Gguf::parse(&file.bytes(3)).unwrap()).unwrap()
    }

    #[test]
    fn texts_are_cut_as_the_family_does() {
        let check = |cut: Cut, text: &str, wanted: &[&str]| assert_eq!(words(text, cut), wanted, "{text:?}");
        check(
            Cut::Gpt2,
            "It's 2026,  you know\n\n!",
            &["It", "'s", " 2026", ",", " ", " you", " know", "\n", "\n", "!"],
        );
        check(Cut::Digits, "in 2026 x1", &["in", " ", "2", "0", "2", "6", " x", "1"]);
        check(Cut::Gpt2, "ab  ", &["ab", "  "]);
        check(Cut::Gpt2, "été…", &["été", "…"]);
    }

    #[test]
    fn the_earliest_rule_merges_first_and_every_text_comes_back() {
        let tokenizer = tokenizer("gpt-2", &["l o", "lo w", "Ġ lo", "Ġlo w"]);
        assert_eq!(tokenizer.encode("low").unwrap(), [257]);
        assert_eq!(
            tokenizer.encode(" low").unwrap(),
            [220, 257].map(|id| if id == 220 { tokenizer.ids["Ġ"] } else { id })
        );
        for text in ["low lower lo  w", "été … 12\u{0}\n", ""] {
            assert_eq!(tokenizer.decode(&tokenizer.encode(text).unwrap()), text);
        }
        assert_eq!(tokenizer.decode(&[9999]), "\u{fffd}");
    }

    #[test]
    fn bytes_and_letters_are_one_to_one() {
        for b in 0..=255 {
            assert_eq!(byte(letter(b)), Some(b), "{b}");
        }
        assert_eq!((letter(b' '), letter(b'\n')), ('Ġ', 'Ċ'));
    }

    #[test]
    fn another_family_is_refused() {
        let mut file = Writer::default();
        file.text("tokenizer.ggml.model", "llama");
        let fault = Tokenizer::read(&Gguf::parse(&file.bytes(3)).unwrap()).unwrap_err();
        assert_eq!(fault.to_string(), "the tokenizer `llama` is not supported: `gpt2` is");
    }
}
