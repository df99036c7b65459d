//! A value as TOML 1.0 text, always the same for the same value, and the hash of such a text.

use units::tree::{Table, Value, key_text};

/// One line of the text: a header, a blank, or a key with its value.
pub(super) struct Line {
    pub(super) text: String,
    /// The keys that lead to the value; nothing for headers of tables that hold more, and for blanks.
    pub(super) leaf: Option<Vec<String>>,
}

/// A value as TOML 1.0: tables under headers, all else in one line each.
///
/// The order is the value's own, but in each table the plain values come before the tables, as TOML demands. What is
/// read back from the text gives the same text again.
pub fn canonical(value: &Value) -> String {
    lines(value).into_iter().flat_map(|line| [line.text, "\n".into()]).collect()
}

/// The BLAKE3 hash of a canonical text, or of other bytes, in hexadecimal digits.
pub fn hash(bytes: impl AsRef<[u8]>) -> String {
    blake3::hash(bytes.as_ref()).to_hex().to_string()
}

pub(super) fn lines(value: &Value) -> Vec<Line> {
    let mut out = Vec::new();
    match value {
        Value::Table(table) => below(table, &mut Vec::new(), &mut out),
        plain => out.push(Line { text: plain.inline(), leaf: Some(Vec::new()) }),
    }
    out
}

fn below(table: &Table, path: &mut Vec<String>, out: &mut Vec<Line>) {
    let is_table = |value: &Value| matches!(value, Value::Table(_));
    let plain = table.entries().iter().filter(|e| !is_table(&e.tree.value));
    let mut leaves: Vec<_> = plain
        .map(|entry| {
            let leaf = Some([path.as_slice(), std::slice::from_ref(&entry.key)].concat());
            Line { text: format!("{} = {}", key_text(&entry.key), entry.tree.value.inline()), leaf }
        })
        .collect();
    if !path.is_empty() && (!leaves.is_empty() || table.is_empty()) {
        if !out.is_empty() {
            out.push(Line { text: String::new(), leaf: None });
        }
        let keys: Vec<_> = path.iter().map(|key| key_text(key)).collect();
        let leaf = table.is_empty().then(|| path.clone());
        out.push(Line { text: format!("[{}]", keys.join(".")), leaf });
    }
    out.append(&mut leaves);
    for entry in table.entries() {
        if let Value::Table(inner) = &entry.tree.value {
            path.push(entry.key.clone());
            below(inner, path, out);
            path.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use units::settings::Setting as _;

    use super::*;
    use crate::toy::{Toy, read, tree};

    #[test]
    fn tables_stand_under_headers_in_their_order() {
        let text = "b.z = 1\na = [1, {x = 'é\"\\'}]\nb.y.q = {}\n\"c d\" = 1e300\n";
        let expected = "a = [1, { x = \"é\\\"\\\\\" }]\n\"c d\" = 1e300\n\n[b]\nz = 1\n\n[b.y.q]\n";
        assert_eq!(canonical(&tree(text).value), expected);
    }

    #[test]
    fn the_text_reads_back_as_the_same_setting_and_the_same_text() {
        let toy = read("name = \"t\"\nnodes.home = {count = 3, share = \"1/3\"}\npick.power_of_d.d = 4\n");
        let text = canonical(&toy.write());
        assert_eq!(read(&text), toy);
        assert_eq!(canonical(&tree(&text).value), text);
        assert_eq!(canonical(&Toy::write(&read(&text))), text);
    }

    #[test]
    fn every_character_survives() {
        let characters: Vec<char> = (0..0x2100).filter_map(char::from_u32).collect();
        for text in characters.chunks(256).map(String::from_iter) {
            let mut table = Table::default();
            let place = units::tree::Place::NONE;
            table.put(units::tree::Entry { key: text.clone(), place, tree: tree("").clone() });
            table.put(units::tree::Entry { key: "a".into(), place, tree: units::tree::Tree::bare(Value::text(&text)) });
            let written = canonical(&Value::Table(table));
            let read = tree(&written);
            assert!(read.table().unwrap().get(&text).is_some(), "{written}");
            assert_eq!(read.table().unwrap().get("a").unwrap().tree.value, Value::Text(text));
            assert_eq!(canonical(&read.value), written);
        }
    }

    #[test]
    fn the_hash_is_the_published_one_of_the_empty_text() {
        // BLAKE3 test vectors, input length 0.
        assert_eq!(hash(""), "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262");
    }
}
