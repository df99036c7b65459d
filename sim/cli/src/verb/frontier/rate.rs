//! `--rate USERS`: the search for the highest rate that a network sustains.

use files::publish::Fault;
use scenario::Checked;
use scenario::sweep::{number, paths};
use units::settings::Setting as _;
use units::tree::{Value, key_text};

/// How far from the scenario's own rate is searched, up and down.
const REACH: f64 = 16.0;

/// What must hold where a scenario claims nothing. A backlog that grows answers ever less of what is sent, while the
/// share of what has ended stays.
const SUSTAINED: &str = "answered_rps >= 0.99 * sent_rps";

/// How many times the replications may become near the flip.
const MORE: u32 = 8;

/// Settings that are the rate of an arrival law.
const RATES: [&str; 3] = ["rate", "mean", "base"];

/// The settings of the search, as after `--set`.
///
/// # Errors
/// If there are no such users, or their arrivals have no rate.
pub(super) fn flags(checked: &Checked, users: &str) -> Result<Vec<String>, Fault> {
    let file = &checked.file;
    if !file.users.names().any(|name| name == users) {
        let known: Vec<&str> = file.users.names().collect();
        let message = format!("there are no users `{users}`");
        return Err(Fault { message, remedy: format!("known are {}", known.join(", ")) });
    }
    let prefix = format!("users.{users}.arrival.");
    let is_rate = |path: &&String| {
        let law = path.strip_prefix(&prefix).and_then(|rest| rest.split_once('.'));
        law.is_some_and(|(_, setting)| RATES.contains(&setting))
    };
    let found = paths(file).into_iter().find(|path| is_rate(&path));
    let range = found.and_then(|path| {
        let text = match value(checked, &path)? {
            Value::Text(text) => text,
            other => other.inline(),
        };
        let (rate, unit) = number(&text)?;
        (rate > 0.0).then(|| {
            let end = |value: f64| format!("\"{value} {unit}\"");
            let (from, to) = (end(rate / REACH), end(rate * REACH));
            format!("frontier.vary.{}={{ from = {from}, to = {to}, scale = \"log\" }}", key_text(&path))
        })
    });
    let Some(range) = range else {
        let message = format!("the arrivals of users `{users}` have no rate that could vary");
        let remedy = "vary another setting with `--vary`, such as the gap of `renewal`";
        return Err(Fault { message, remedy: remedy.into() });
    };
    let mut flags = vec![range];
    if file.claims.names().next().is_none() {
        flags.push(format!("claims.sustained.that=\"{SUSTAINED}\""));
        // One long run cannot get more replications.
        if file.replications > 1 {
            let most = file.replications.saturating_mul(MORE).min(100_000);
            flags.push(format!("claims.sustained.at_most_replications={most}"));
        }
    }
    Ok(flags)
}

/// The value of a setting as it is written.
fn value(checked: &Checked, path: &str) -> Option<Value> {
    let mut value = checked.file.write();
    for key in path.split('.') {
        let Value::Table(mut table) = value else { return None };
        value = table.take(key)?.tree.value;
    }
    Some(value)
}
