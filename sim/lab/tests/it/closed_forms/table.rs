//! The table of closed forms in `docs/closed_forms.md`: each at its scenes, beside what was played.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use scenario::closed_form::form::{Form, Way};
use scenario::closed_form::forms;

use super::scenes::{Row, Scene, UNPLAYED, scenes};
use crate::support;

/// A closed form beside what was played.
pub(super) struct Played {
    form: Form,
    at: &'static str,
    reads: &'static str,
    way: Way,
    says: f64,
    mean: f64,
    error: f64,
}

impl Played {
    /// How many standard errors what was played is above what the form says; none where nothing varies.
    fn z(&self) -> Option<f64> {
        (self.error > 1e-12 * self.mean.abs()).then(|| (self.mean - self.says) / self.error)
    }
    /// At most four standard errors and a thousandth apart, by an estimate that knows three parts in a hundred of it.
    pub(super) fn holds(&self) -> bool {
        let apart = self.mean - self.says;
        let is_close = apart.abs() <= 4.0 * self.error + 1e-3 * self.says.abs();
        let is_sharp = self.error <= 0.03 * self.says.abs();
        is_sharp && (is_close || self.way == Way::Least && apart > 0.0 || self.way == Way::Most && apart < 0.0)
    }
    pub(super) fn text(&self) -> String {
        let Self { form, at, reads, says, mean, error, .. } = self;
        format!("{} at {at}: {says}, and {reads} is {mean} +- {error}", form.name)
    }
}

/// Plays all scenes.
pub(super) fn play() -> Vec<Played> {
    scenes().iter().zip(1..).flat_map(|(scene, seed)| of(scene, seed)).collect()
}

/// Plays a scene; each has a seed of its own, so that what is compared is independent.
fn of(scene: &Scene, seed: u64) -> Vec<Played> {
    let sets = [format!("replications={}", scene.replications), format!("seed={seed}")];
    let sets = sets.each_ref().map(String::as_str);
    let list = forms(&support::open_text(&scene.text, &sets).scenario);
    let findings = support::study(&support::open_text(&format!("{}\n{}", scene.text, scene.strikes), &sets), 0);
    let value = |row: &Row, run: usize| {
        let of = |label: &str| support::values(&findings, label)[run];
        row.by.map_or_else(|| of(row.reads), |by| by(&of))
    };
    let played = |row: &Row| {
        let form = list.iter().find(|form| form.name == row.form);
        let form = form.unwrap_or_else(|| panic!("no {} in {list:?}", row.form));
        let values: Vec<f64> = (0..findings.runs.len()).map(|run| value(row, run)).collect();
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let error = (values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (n - 1.0) / n).sqrt();
        let says = (row.says)(form);
        Played { form: form.clone(), at: scene.at, reads: row.reads, way: row.way, says, mean, error }
    };
    scene.rows.iter().map(played).collect()
}

/// The document.
pub(super) fn document(list: &[Played]) -> String {
    let mut out = String::from(
        "# Closed forms of `check`, beside what is played\n\n\
         `windtunnel check --theory FILE` works these out before anything is played, and `windtunnel run` prints them beside what\n\
         it measures. Here each is held to small scenarios, played 20 times where they vary, the n-th with seed n. Written by\n\
         `UPDATE_DOCS=1 cargo test -p windtunnel-lab --test it closed_forms`, which fails where a form is more than four standard\n\
         errors and a thousandth away from the mean, or the standard error is more than 3 % of it.\n\n\
         ## Formulas\n\n| form | formula | source |\n| --- | --- | --- |\n",
    );
    let mut named: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
    for played in list {
        let known = named.entry(played.form.name).or_default();
        if known.iter().all(|(formula, _)| *formula != played.form.formula) {
            known.push((played.form.formula, played.form.source));
        }
    }
    for (name, formulas) in &named {
        for (formula, source) in formulas {
            let _ = writeln!(out, "| `{name}` | `{formula}` | {source} |");
        }
    }
    out.push_str(
        "\n## Played\n\nz is how many standard errors the mean is above the form; none where nothing varies, or for a bound, which need not be met.\n\n",
    );
    out.push_str("| form | scenario | what is read | form | played | standard error | z |\n| --- | --- | --- | ---: | ---: | ---: | ---: |\n");
    for played in list {
        let sign = match played.way {
            Way::Equal => "",
            Way::Least => "at least ",
            Way::Most => "at most ",
        };
        let z = match (played.way, played.z()) {
            (Way::Equal, Some(z)) => format!("{z:.2}"),
            _ => "–".into(),
        };
        let [says, mean] = [digits(played.says), digits(played.mean)];
        let error = if played.z().is_some() { digits(played.error) } else { "0".into() };
        let Played { form, at, reads, .. } = played;
        let _ = writeln!(out, "| `{}` | {at} | `{reads}` | {sign}{says} | {mean} | {error} | {z} |", form.name);
    }
    let most = list.iter().filter(|p| p.way == Way::Equal).filter_map(Played::z).map(f64::abs).fold(0.0, f64::max);
    let _ = writeln!(out, "\nThe largest |z| is {most:.2}, of {} comparisons.\n\n## Not played\n", list.len());
    for (name, why) in UNPLAYED {
        let _ = writeln!(out, "- `{name}`: {why}.");
    }
    out
}

/// Five digits that count.
fn digits(value: f64) -> String {
    if value.abs() < 1e-300 {
        return "0".into();
    }
    let size = value.abs().log10().floor() as i32;
    if !(-5..9).contains(&size) {
        return format!("{value:.4e}");
    }
    let text = format!("{value:.0$}", (4 - size).max(0) as usize);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').into() } else { text }
}
