//! How far a study is, on stderr: a bar on a terminal, else a line now and then; nothing within the first second.

use std::io::{IsTerminal as _, Write as _, stderr};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use lab::study::{Phase, Progress};

use crate::number;
use crate::voice::Voice;

/// Before this nothing is shown: most small scenarios are done by then.
const PATIENCE: Duration = Duration::from_secs(1);
/// Between two lines where there is no terminal.
const PAUSE: Duration = Duration::from_secs(10);
/// Steps of the bar.
const STEPS: u64 = 1_000;

/// Tells how far some work is.
pub(crate) struct Teller {
    name: String,
    began: Instant,
    kind: Kind,
}

enum Kind {
    Silent,
    Bar(ProgressBar),
    /// The time of the last line.
    Lines(Mutex<Instant>),
}

impl Teller {
    pub(crate) fn new(name: &str, voice: &Voice) -> Self {
        let began = Instant::now();
        let kind = if voice.is_quiet() {
            Kind::Silent
        } else if stderr().is_terminal() {
            let bar = ProgressBar::with_draw_target(Some(STEPS), ProgressDrawTarget::hidden());
            let template = "{prefix} {bar:24} {percent:>3} %  {eta} left  {wide_msg}";
            // The template is a constant; if it were wrong, the plain bar would do.
            bar.set_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar.set_prefix(name.to_string());
            Kind::Bar(bar)
        } else {
            Kind::Lines(Mutex::new(began))
        };
        Self { name: name.into(), began, kind }
    }

    /// Told by the study now and then, from any of its threads.
    pub(crate) fn tell(&self, progress: &Progress) {
        self.show(progress.share, || message(progress));
    }

    /// Tells which share of the work is done, and what is being done.
    pub(crate) fn show(&self, share: f64, message: impl FnOnce() -> String) {
        match &self.kind {
            Kind::Silent => {}
            Kind::Bar(bar) => {
                if self.began.elapsed() < PATIENCE {
                    return;
                }
                if bar.is_hidden() {
                    bar.set_draw_target(ProgressDrawTarget::stderr());
                }
                bar.set_message(message());
                bar.set_position((share * STEPS as f64) as u64);
            }
            Kind::Lines(last) => {
                let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
                if last.elapsed() >= PAUSE {
                    *last = Instant::now();
                    let share = (share * 100.0) as u32;
                    let _ = writeln!(stderr().lock(), "{}: {share} %, {}", self.name, message());
                }
            }
        }
    }

    /// Seconds since the start \[s\].
    pub(crate) fn seconds(&self) -> f64 {
        self.began.elapsed().as_secs_f64()
    }

    /// Takes the bar away.
    pub(crate) fn end(&self) {
        if let Kind::Bar(bar) = &self.kind {
            bar.finish_and_clear();
        }
    }
}

fn message(progress: &Progress) -> String {
    let what = match progress.phase {
        Phase::Pilot => "pilot runs",
        Phase::Replications => "replications",
        Phase::Points => "points",
    };
    let done = format!("{} of {} {what}", progress.done, progress.planned);
    match (progress.estimate)() {
        Some((name, estimate)) if estimate.half_width.is_finite() => {
            let decimals = number::decimals(estimate.mean.abs().max(estimate.half_width)).map(|d| d.saturating_sub(1));
            let show = |value| number::shown(value, decimals);
            format!("{done}, {name} {} ± {}", show(estimate.mean), show(estimate.half_width))
        }
        _ => done,
    }
}

#[cfg(test)]
mod tests {
    use statistics::Estimate;

    use super::*;

    #[test]
    fn the_running_estimate_has_its_interval() {
        let estimate = Estimate { mean: 3.6123, half_width: 0.1712, n: 4, sd: 0.1, limits: None };
        let estimate = || Some(("answer_latency_mean_s".to_string(), estimate));
        let progress = Progress { phase: Phase::Replications, share: 0.2, done: 4, planned: 20, estimate: &estimate };
        assert_eq!(message(&progress), "4 of 20 replications, answer_latency_mean_s 3.61 ± 0.17");
        let progress = Progress { estimate: &|| None, phase: Phase::Pilot, ..progress };
        assert_eq!(message(&progress), "4 of 20 pilot runs");
    }
}
