//! Closed forms as `check` prints them: a row a theme, or with `--theory` all of them with formulas and sources.

use scenario::closed_form::form::{Bound, Form, binding};
use serde_json::{Map, Value, json};

use crate::number::{plain, plural};

/// Forms of one theme that fail and are shown; the rest is counted.
const SHOWN: usize = 3;

/// Themes that are shown only where they fail.
const QUIET: [&str; 1] = ["horizon"];

/// Rows without `--theory`: of each theme those that fail, else the one with the least slack.
pub(super) fn rows(forms: &[Form]) -> Vec<(&'static str, String)> {
    let mut rows = Vec::new();
    let mut themes: Vec<&'static str> = Vec::new();
    for form in forms {
        if !themes.contains(&form.theme) {
            themes.push(form.theme);
        }
    }
    for theme in themes {
        let here: Vec<&Form> = forms.iter().filter(|form| form.theme == theme).collect();
        let failing: Vec<&Form> = here.iter().copied().filter(|form| form.holds() == Some(false)).collect();
        rows.extend(failing.iter().take(SHOWN).map(|form| (theme, form.says.clone())));
        if let more @ 1.. = failing.len().saturating_sub(SHOWN) {
            rows.push((theme, format!("and {more} more beyond their bounds")));
        }
        let least = here.iter().copied().reduce(|least, form| if form.slack() < least.slack() { form } else { least });
        let is_shown = failing.is_empty() && !QUIET.contains(&theme);
        rows.extend(least.filter(|_| is_shown).map(|form| (theme, form.says.clone())));
    }
    if !forms.is_empty() {
        let failing = forms.iter().filter(|form| form.holds() == Some(false)).count();
        let fail = if failing > 0 { format!(", {failing} beyond bounds") } else { String::new() };
        let all = plural(forms.len(), "closed form");
        rows.push(("theory", format!("{all}{fail}; `--theory` shows formulas, inputs and sources")));
    }
    rows
}

/// Rows with `--theory`: all forms, and below each its formula, inputs and source.
pub(super) fn all(forms: &[Form]) -> Vec<(&'static str, String)> {
    let mut rows = Vec::new();
    for (form, binds) in forms.iter().zip(binding(forms)) {
        rows.push((form.theme, form.says.clone()));
        let inputs: Vec<String> =
            form.inputs.iter().map(|(name, value)| format!("{name} = {}", plain(*value))).collect();
        let must = match form.bound {
            None => String::new(),
            Some(Bound::Below(most)) => format!(", must be below {}", plain(most)),
            Some(Bound::AtLeast(least)) => format!(", must be {} or more", plain(least)),
        };
        let binds = if binds { ", binds" } else { "" };
        rows.push(("", format!("{} = {}{must}{binds}: {}", form.name, plain(form.value), form.formula)));
        rows.push(("", format!("with {}", inputs.join(", "))));
        rows.push(("", format!("source: {}", form.source)));
    }
    rows
}

/// All forms for `--json`.
pub(super) fn content(forms: &[Form]) -> Value {
    let of = |(form, binds): (&Form, bool)| {
        let inputs: Map<String, Value> =
            form.inputs.iter().map(|(name, value)| ((*name).into(), json!(value))).collect();
        let (below, at_least) = match form.bound {
            None => (None, None),
            Some(Bound::Below(most)) => (Some(most), None),
            Some(Bound::AtLeast(least)) => (None, Some(least)),
        };
        json!({
            "theme": form.theme,
            "name": form.name,
            "of": form.of,
            "value": form.value,
            "must_be_below": below,
            "must_be_at_least": at_least,
            "holds": form.holds(),
            "binds": binds,
            "formula": form.formula,
            "inputs": inputs,
            "source": form.source,
            "says": form.says,
        })
    };
    forms.iter().zip(binding(forms)).map(of).collect()
}
