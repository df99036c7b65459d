//! The hardware and the LLMs that a scenario can name without writing them.

use std::fmt::Write as _;

use scenario::models::catalogue;
use serde_json::{Value, json};

use crate::document;
use crate::wrap::hang;

/// Where the meaning of a model begins.
const COLUMN: usize = 16;

/// All models of a kind: what each is and its main numbers.
pub(super) fn models(kind: &str) -> (String, Vec<Value>) {
    let all = catalogue(kind);
    let mut out: String = all.iter().map(|m| hang(m.name, &format!("{} {}", m.about, m.numbers), COLUMN)).collect();
    let (example, folder) = match kind {
        "hardware" => ("hardware = \"rtx_4090\"", "hardware"),
        _ => ("llms = [\"llama_8b\"]", "llms"),
    };
    let _ = write!(
        out,
        "\nNamed as in `{example}`.\n\
         A table `[{kind}.NAME]` of your own stands alone; to change one, start it with\n\
         `like = \"models/{folder}/NAME.toml\"`. A file of that path next to the scenario takes precedence.\n"
    );
    let document =
        |m: &scenario::models::Model| json!({ "name": m.name, "about": m.about, "is": document::setting(&m.value) });
    (out, all.iter().map(document).collect())
}
