//! Other values that a setting may have.

use scenario::Checked;
use units::settings::Kind;
use units::tree::Value;

use super::places::{Leaf, Place};

/// Values to try in the place of the present one, as `--set` takes them; some may be refused.
pub(super) fn candidates(leaf: &Leaf, place: &Place, checked: &Checked) -> Vec<String> {
    of_kind(&leaf.kind, place.value.as_ref(), checked)
}

fn of_kind(kind: &Kind, value: Option<&Value>, checked: &Checked) -> Vec<String> {
    match (kind, value) {
        (Kind::Switch, Some(Value::Switch(is_on))) => vec![(!is_on).to_string()],
        (Kind::Switch, _) => vec!["true".into(), "false".into()],
        (Kind::Integer, value) => {
            let n = if let Some(Value::Integer(n)) = value { *n } else { 8 };
            [n * 2, n + 1, n / 2, n - 1, 1, 0, n.saturating_mul(100)].map(|n| n.to_string()).into()
        }
        (Kind::Number, value) => {
            let x = if let Some(Value::Float(x)) = value { *x } else { 1.0 };
            [x * 2.0, x / 2.0, x + 1.0, x * 10.0, x / 10.0].map(|x| format!("{x:?}")).into()
        }
        (Kind::Text { what, example }, value) => texts(what, example, value, checked),
        (Kind::Reference(target), _) => {
            scenario::names(&checked.tree, *target).iter().map(|name| format!("{name:?}")).collect()
        }
        (Kind::File, _) => {
            ["../sim/lab/tests/it/data/other.csv", "../../sim/lab/tests/it/data/machines.csv"].map(Into::into).into()
        }
        (Kind::OneOf(words), _) => words.iter().map(|word| format!("{:?}", word.name)).collect(),
        // Words or something else, which is no law.
        (Kind::Any(kinds), value) if !kinds.iter().any(|k| matches!(k, Kind::Number | Kind::Text { .. })) => {
            kinds.iter().flat_map(|k| of_kind(k, value, checked)).collect()
        }
        (Kind::Any(kinds), value) => {
            let mut list: Vec<String> = kinds.iter().flat_map(|k| of_kind(k, value, checked)).collect();
            list.retain(|value| !value.starts_with('"') || value.contains(' '));
            list.extend(["2.0".into(), "300.0".into(), "\"7 s\"".into(), "{ exponential = \"5 s\" }".into()]);
            list
        }
        (Kind::List(inner), value) => lists(inner, value, checked),
        (Kind::Paths, _) => {
            let bounds = "{ \"users.all.demand.work\" = { from = \"6 s\", to = \"7 s\" } }";
            vec!["{ \"users.all.demand.work\" = \"7 s\" }".into(), bounds.into()]
        }
        (Kind::Group(_) | Kind::Named(..), _) => Vec::new(),
    }
}

fn texts(what: &str, example: &str, value: Option<&Value>, checked: &Checked) -> Vec<String> {
    let mut list = Vec::new();
    if let Some(Value::Text(text)) = value {
        let (number, unit) = text.split_once(' ').unwrap_or((text, ""));
        if let Ok(x) = number.replace('_', "").parse::<f64>() {
            list.extend([2.0, 0.5, 10.0, 0.1, 100.0].map(|factor| {
                let scaled = x * factor;
                format!("\"{} {unit}\"", if scaled >= 10.0 { scaled.round() } else { (scaled * 1e6).round() / 1e6 })
            }));
        }
    }
    let coins: Vec<&str> = checked.file.coin.names().collect();
    match what {
        "an amount of a coin" => list.extend(coins.iter().map(|coin| format!("\"3 {coin}\""))),
        "a price" => list.extend(["request", "Mtok", "h"].map(|per| format!("\"0.01 usd/{per}\""))),
        "a share" => list.extend(["\"50 %\"".into(), "\"0 %\"".into(), "\"100 %\"".into()]),
        "a formula over node columns" => {
            list.extend(["\"-work_left_s - uptime_s\"", "\"stake_coins * stake_coins\""].map(String::from));
        }
        "a formula of columns over time" => {
            list.extend(["\"sent_rps * 1 s\"", "\"1 - utilisation\""].map(String::from));
        }
        "a comparison of columns over time" => list.push("\"active_nodes > 0\"".into()),
        "a condition over node columns" => list.push("\"work_left_s < 1 s\"".into()),
        "a part of a period" => list.push("\"1 min of 5 min\"".into()),
        // A level of assurance, or an image.
        "a text" => list.extend(["\"signed\"", "\"proven\"", "\"v2\""].map(String::from)),
        "a span of time" => list.extend(["1 s", "10 s", "5 min"].map(|span| format!("\"{span}\""))),
        _ => {}
    }
    list.push(format!("{example:?}"));
    list
}

fn lists(inner: &Kind, value: Option<&Value>, checked: &Checked) -> Vec<String> {
    let present = if let Some(Value::List(items)) = value { &items[..] } else { &[] };
    let shown: Vec<String> = present.iter().map(|item| item.value.inline()).collect();
    let mut list: Vec<String> = Vec::new();
    if shown.len() > 1 {
        let (most, last) = (&shown[..shown.len() - 1], &shown[shown.len() - 1..]);
        list.extend([most, last].map(|part| format!("[{}]", part.join(", "))));
        list.push(format!("[{}]", shown.iter().rev().cloned().collect::<Vec<_>>().join(", ")));
    }
    for other in of_kind(inner, present.first().map(|item| &item.value), checked) {
        list.push(format!("[{other}]"));
        if let [_, rest @ ..] = &shown[..] {
            list.push(format!("[{}]", [&[other], rest].concat().join(", ")));
        }
    }
    list
}
