//! What varies, as an argument of the command line: `nodes.home.count=lin(10, 100, 10)`.

use files::publish::Fault;
use units::settings::Setting as _;
use units::tree::key_text;

/// The `--set` argument that says the same as a flag; `table` is that of its paths, as in `sweep.vary`.
///
/// # Errors
/// If it is neither a list nor a range.
pub fn vary(flag: &str, table: &str, argument: &str) -> Result<String, Fault> {
    let remedy = format!("as in `{flag} 'nodes.home.count=lin(10, 100, 10)'`, `=log(0.1 %, 10 %, 12)` or `=[1, 2, 4]`");
    let fault = |message: String| Err(Fault { message, remedy: remedy.clone() });
    let Some((path, rest)) = argument.split_once('=') else {
        return fault(format!("`{flag} {argument}` needs a path and values"));
    };
    let (path, rest) = (path.trim(), rest.trim());
    let inside = |open: &str, close: char| rest.strip_prefix(open).and_then(|r| r.strip_suffix(close));
    let value = if let Some(items) = inside("[", ']') {
        let items: Vec<String> = split(items).into_iter().map(quoted).collect();
        format!("[{}]", items.join(", "))
    } else if let Some((items, scale)) =
        inside("lin(", ')').map(|i| (i, "linear")).or_else(|| inside("log(", ')').map(|i| (i, "log")))
    {
        match split(items).as_slice() {
            [from, to] => format!("{{ from = {}, to = {}, scale = \"{scale}\" }}", quoted(from), quoted(to)),
            [from, to, n] => {
                format!("{{ from = {}, to = {}, points = {n}, scale = \"{scale}\" }}", quoted(from), quoted(to))
            }
            _ => return fault(format!("`{rest}` needs both ends and the number of points")),
        }
    } else {
        return fault(format!("`{rest}` is neither a list nor a range"));
    };
    Ok(format!("{table}.{}={value}", key_text(path)))
}

/// The items of a list, split at commas outside of brackets and quotes.
fn split(text: &str) -> Vec<&str> {
    let (mut items, mut depth, mut quote, mut start) = (Vec::new(), 0_i32, None, 0);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), _) if open == c => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '[' | '{' | '(') => depth += 1,
            (None, ']' | '}' | ')') => depth -= 1,
            (None, ',') if depth == 0 => {
                items.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    items.push(text[start..].trim());
    items.retain(|item| !item.is_empty());
    items
}

/// A value as TOML: as it stands if it is TOML, else as a text.
fn quoted(item: &str) -> String {
    let is_toml = item.starts_with(['"', '\'', '[', '{']) || matches!(item, "true" | "false");
    let is_number = item.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | '_' | 'e' | 'E'))
        && item.contains(|c: char| c.is_ascii_digit());
    if is_toml || is_number { item.to_string() } else { item.to_string().write().inline() }
}

#[cfg(test)]
mod tests {
    use super::vary;

    #[test]
    fn arguments_say_what_tables_say() {
        let check =
            |argument: &str, expected: &str| assert_eq!(vary("--vary", "sweep.vary", argument).unwrap(), expected);
        check(
            "nodes.home.count=lin(10, 100, 10)",
            "sweep.vary.\"nodes.home.count\"={ from = 10, to = 100, points = 10, scale = \"linear\" }",
        );
        check("a.b = log(0.1 %, 10 %)", "sweep.vary.\"a.b\"={ from = \"0.1 %\", to = \"10 %\", scale = \"log\" }");
        check(
            "g.f.scheduling=[random, { power_of_d = { d = 3, x = [1, 2] } }, 'a, b']",
            "sweep.vary.\"g.f.scheduling\"=[\"random\", { power_of_d = { d = 3, x = [1, 2] } }, 'a, b']",
        );
    }

    #[test]
    fn wrong_arguments_are_told_with_an_example() {
        for (argument, message) in [
            ("seed", "`--vary seed` needs a path and values"),
            ("a.b=3", "`3` is neither a list nor a range"),
            ("a.b=lin(1)", "`lin(1)` needs both ends and the number of points"),
        ] {
            assert_eq!(vary("--vary", "sweep.vary", argument).unwrap_err().message, message);
        }
    }
}
