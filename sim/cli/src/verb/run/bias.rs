//! `run --pace-bias`: how much the windows of `[pace]` bias what is shown, by a second run with half of them.

use std::fmt::Write as _;

use lab::study::{self, Findings, Options};
use scenario::{Checked, Windows};
use statistics::{Confidence, paired};

use super::super::read;
use crate::arguments::{Layers, Run};
use crate::number::plain;
use crate::summary::is_compared;
use crate::voice::{Form, Voice};

/// Plays a scenario again with a window in every second period, and tells by how much what is shown differs.
pub(super) fn tell(
    file: &std::path::Path,
    checked: &Checked,
    findings: &Findings,
    options: &Options,
    arguments: &Run,
    voice: &Voice,
) {
    let Some(pace) = &checked.file.pace else {
        return voice.warn(&format!(
            "{} plays all requests, so that `--pace-bias` has nothing to tell; give it `[pace]`",
            checked.file.name
        ));
    };
    let Windows { window, period } = pace.requests;
    let half = Windows { window, period: period * 2 };
    let sets = [&arguments.layers.sets[..], &[format!("pace.requests={half}")]].concat();
    let presets = arguments.layers.presets.clone();
    let layers = Layers { sets, presets, seed: arguments.layers.seed, replications: arguments.layers.replications };
    let fewer = match read(file, &layers) {
        Ok(fewer) => fewer,
        Err(fault) => return voice.refuse(&fault),
    };
    match study::run(&fewer, options) {
        Ok(fewer) if voice.form == Form::Text => voice.data(&table(checked, findings, &fewer, &half)),
        Ok(_) => {}
        Err(failure) => voice.error(&format!("{}, with half of the windows: {failure}", checked.file.name), None),
    }
}

/// What is shown, beside what half of the windows say of it.
fn table(checked: &Checked, all: &Findings, half: &Findings, windows: &Windows) -> String {
    let confidence = Confidence::try_from(checked.file.confidence).unwrap_or(Confidence::USUAL);
    let mut out = format!("\nbias of the pace: the same with `{windows}`, half of the windows\n");
    let n = all.runs.len().min(half.runs.len());
    for (at, column) in all.columns.iter().enumerate() {
        let Some(line) = all.find(&column.name, &column.owner).filter(|line| is_compared(checked, line)) else {
            continue;
        };
        let Some(other) = half.columns.iter().position(|c| c.label() == column.label()) else { continue };
        let value = |found: &Findings, run: usize, at: usize| found.runs[run].values[at].unwrap_or(f64::NAN);
        let [a, b] = [(all, at), (half, other)].map(|(f, at)| (0..n).map(|run| value(f, run, at)).collect::<Vec<_>>());
        let difference = paired(&a, &b, confidence);
        if !difference.mean.is_finite() {
            continue;
        }
        let mean = a.iter().sum::<f64>() / n as f64;
        let is_chance = difference.mean.abs() <= difference.half_width;
        let verdict = if is_chance { "within chance" } else { "more than chance: play more" };
        let (label, halved) = (line.label(), plain(mean + difference.mean));
        // Writing to a text never fails.
        let _ = writeln!(out, "  {label:<44} {:>12} with all, {halved:>12} with half: {verdict}", plain(mean));
    }
    out
}
