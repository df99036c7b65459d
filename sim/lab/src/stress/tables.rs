//! The tables of a stress, and the scenario under each weather as a file.

use std::fmt::Write as _;

use files::publish::Fault;
use scenario::Checked;
use statistics::Estimate;

use super::{Back, Path, Standing, Stress, Stressed, Under, storm_text};
use crate::place::Place;
use crate::record::number;

pub(super) fn write(place: &Place, stress: &Stress, stressed: &Stressed) -> Result<(), Fault> {
    let played: Vec<(&str, &Under)> = stressed
        .storms
        .iter()
        .filter_map(|storm| match &storm.standing {
            Standing::Played(under) => Some((storm.label.as_str(), &**under)),
            Standing::CannotApply(_) | Standing::NotPlayed => None,
        })
        .collect();
    place.write("first_signals.csv", first_signals(&played).as_bytes())?;
    place.write("paired.csv", paired(&played).as_bytes())?;
    place.write("summary.csv", summary(&played).as_bytes())?;
    place.write("coins.csv", coins(&played).as_bytes())?;
    place.write("claims.csv", claims(stressed, &played).as_bytes())?;
    for (label, under) in &played {
        let checked = &under.checked;
        let question = format!("{} Under {label}.", stress.checked.question);
        let name: String = label.chars().map(|c| if c.is_alphanumeric() || c == '.' { c } else { '_' }).collect();
        place.write(&format!("scenarios/{name}.toml"), storm_text(question.trim(), checked).as_bytes())?;
        copy_inputs(place, "scenarios/", checked)?;
    }
    Ok(())
}

/// Copies of the data below the scenario's folder, so that a scenario which is written in `folder` finds it.
pub(super) fn copy_inputs(place: &Place, folder: &str, checked: &Checked) -> Result<(), Fault> {
    for input in &checked.inputs {
        let is_below = !input.file.starts_with('/') && !input.file.split(['/', '\\']).any(|part| part == "..");
        if let (scenario::Kept::Copy(bytes), true) = (&input.kept, is_below) {
            place.write(&format!("{folder}{}", input.file), bytes)?;
        }
    }
    Ok(())
}

/// Lines of cells as RFC 4180 has them.
pub(super) struct Lines(pub(super) String);

impl Lines {
    pub(super) fn new(head: &str) -> Self {
        Self(format!("{head}\n"))
    }
    pub(super) fn add(&mut self, cells: &[&str], numbers: &[f64]) {
        for (i, text) in cells.iter().enumerate() {
            let comma = if i > 0 { "," } else { "" };
            if text.contains([',', '"', '\n', '\r']) {
                let _ = write!(self.0, "{comma}\"{}\"", text.replace('"', "\"\""));
            } else {
                let _ = write!(self.0, "{comma}{text}");
            }
        }
        for &value in numbers {
            let _ = write!(self.0, ",{}", number(value));
        }
        self.0.push('\n');
    }
}

fn ends(estimate: &Estimate) -> [f64; 3] {
    let interval = estimate.interval();
    [estimate.mean, interval.low, interval.high]
}

fn first_signals(played: &[(&str, &Under)]) -> String {
    let mut lines = Lines::new(
        "weather,metric,owner,after_s,calm,storm,difference_mean,difference_low,difference_high,relative,\
         farthest_after_s,farthest_difference,farthest_relative,back_after_s",
    );
    for (label, under) in played {
        for path in under.signals() {
            let (Some(first), Some(far)) = (path.signals().next(), path.farthest()) else { continue };
            let [mean, low, high] = ends(&first.difference);
            let share = |share: Option<f64>| share.unwrap_or(f64::NAN);
            let numbers = [
                [first.after_s, first.calm, first.storm, mean, low, high, share(first.relative())],
                [far.after_s, far.difference.mean, share(far.relative()), back_after(path), 0.0, 0.0, 0.0],
            ];
            lines.add(&[label, path.metric, &path.owner], &numbers.concat()[..11]);
        }
    }
    lines.0
}

/// The end of the last bin that differs; NaN if that is the last of the run.
fn back_after(path: &Path) -> f64 {
    let last = path.signals().next_back();
    let end = path.bins.last().map_or(f64::NAN, |bin| bin.after_s);
    last.filter(|last| last.after_s < end).map_or(f64::NAN, |last| last.after_s)
}

fn paired(played: &[(&str, &Under)]) -> String {
    let mut lines = Lines::new(
        "weather,metric,owner,signal,after_s,calm,storm,difference_mean,difference_low,difference_high,n,p_holm",
    );
    for (label, under) in played {
        for path in &under.paths {
            for bin in path.bins.iter().filter(|bin| bin.difference.n > 0) {
                let [mean, low, high] = ends(&bin.difference);
                let n = bin.difference.n as f64;
                let signal = if bin.is_signal { "true" } else { "false" };
                let cells = [*label, path.metric, &path.owner, signal];
                lines.add(&cells, &[bin.after_s, bin.calm, bin.storm, mean, low, high, n, bin.p]);
            }
        }
    }
    lines.0
}

fn summary(played: &[(&str, &Under)]) -> String {
    let mut lines =
        Lines::new("weather,metric,owner,verdict,calm,storm,difference_mean,difference_low,difference_high,n,p_holm");
    for (label, under) in played {
        for moved in &under.moved {
            let verdict = match moved.is_worse {
                Some(true) => "worse",
                Some(false) => "better",
                None => "undecided",
            };
            let [mean, low, high] = ends(&moved.difference);
            let numbers = [moved.calm, moved.storm, mean, low, high, moved.difference.n as f64, moved.p];
            lines.add(&[label, &moved.metric, &moved.owner, verdict], &numbers);
        }
    }
    lines.0
}

fn coins(played: &[(&str, &Under)]) -> String {
    let mut lines =
        Lines::new("weather,coin,party,calm_coins,storm_coins,difference_mean,difference_low,difference_high");
    for (label, under) in played {
        for borne in &under.coins {
            let [mean, low, high] = ends(&borne.difference);
            lines.add(&[label, &borne.coin, &borne.party], &[borne.calm, borne.storm, mean, low, high]);
        }
    }
    lines.0
}

fn claims(stressed: &Stressed, played: &[(&str, &Under)]) -> String {
    let mut lines = Lines::new("weather,claim,verdict,level,difference_mean,difference_low,difference_high,n");
    let mut line = |weather: &str, judged: &crate::study::Judged, verdict: &str| {
        let [mean, low, high] = ends(&judged.difference);
        let numbers = [judged.level, mean, low, high, judged.difference.n as f64];
        lines.add(&[weather, &judged.name, verdict], &numbers);
    };
    for judged in &stressed.calm {
        line("calm", judged, &judged.verdict.to_string());
    }
    for (label, under) in played {
        for (claim, in_calm) in under.claims.iter().zip(&stressed.calm) {
            match claim {
                Some(judged) => line(label, judged, &judged.verdict.to_string()),
                None => line(label, in_calm, "not applicable"),
            }
        }
    }
    lines.0
}

impl Back {
    /// Seconds after the strike; none if it never mattered or never ends.
    pub fn seconds(self) -> Option<f64> {
        match self {
            Self::After(seconds) => Some(seconds),
            Self::Unharmed | Self::Not => None,
        }
    }
}
