//! What tests read of a refusal.

use files::{Colour, Request};

/// The messages and remedies of a scenario's errors, line by line; empty where it is sound.
pub(crate) fn told(text: &str) -> Vec<String> {
    let request = Request { file: "t.toml".into(), ..Request::default() };
    let shown =
        crate::open_text(text, &request).map_or_else(|refused| refused.render(Colour::Plain), |_| String::new());
    let lines =
        shown.lines().filter_map(|line| line.strip_prefix("error: ").or(line.trim_start().strip_prefix("= help: ")));
    lines.map(String::from).collect()
}
