//! What the verbs of experiments have in common: opening the scenario, telling what it will take, and playing.

use std::path::{Path, PathBuf};
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use files::publish::Fault;
use lab::record::Circumstances;
use lab::study::{Options, Progress};
use lab::sweep::Forecast;
use scenario::{Base, Checked, Refused};
use serde_json::{Value, json};
use units::time::Span;

use super::run::circumstances;
use crate::arguments::Experiment;
use crate::exit::Exit;
use crate::interrupt::Interrupt;
use crate::number::plural;
use crate::progress::Teller;
use crate::voice::{Form, Voice};
use crate::{clock, document};

/// Says why nothing can be done.
pub(super) fn refuse(voice: &Voice, fault: &Fault) -> Exit {
    voice.error(&fault.message, Some(&fault.remedy));
    Exit::Refused
}

/// Opens the scenario of an experiment with these arguments laid over it; says what is wrong with it.
pub(super) fn open(base: &Base, arguments: &[(String, String)], file: &Path, voice: &Voice) -> Result<Checked, Exit> {
    base.open(arguments).map_err(|refused| {
        voice.refuse(&refused);
        if voice.form == Form::Json {
            voice.json(&document::refused(file, &refused));
        }
        Exit::Refused
    })
}

/// Says that no point of a design is a valid scenario, with what is wrong with the first.
pub(super) fn refuse_points(voice: &Voice, refused: &Refused) -> Exit {
    voice.error("neither the first, the middle nor the last point is a valid scenario", None);
    voice.refuse(refused);
    Exit::Refused
}

/// Says how many points failed, and why the first did.
pub(super) fn warn_of_failed(voice: &Voice, done: usize, failed: usize, errors: &[(usize, String)]) {
    let Some((point, error)) = errors.first() else { return };
    if done == failed {
        voice.error(&format!("all {} failed", plural(failed, "point")), Some(error));
    } else {
        voice.warn(&format!("{} failed; point {point}: {}", plural(failed, "point"), error.trim()));
    }
}

/// The threads that are used if so many are asked for.
pub(super) fn threads(asked: u16) -> usize {
    let cores = available_parallelism().map_or(1, std::num::NonZero::get);
    if asked == 0 { cores } else { asked.into() }
}

impl Experiment {
    /// Where the results go.
    pub(super) fn place(&self, usual: impl FnOnce(&Path) -> PathBuf) -> PathBuf {
        self.folder.clone().unwrap_or_else(|| usual(&self.output))
    }
    /// The threads that are used.
    pub(super) fn threads(&self) -> usize {
        threads(self.threads)
    }
    /// Tells what is expected; whether that was all that is asked for.
    pub(super) fn is_dry(&self, told: &str, mut document: Value, folder: &Path, voice: &Voice) -> bool {
        if !self.dry_run {
            voice.talk(told);
            return false;
        }
        document["folder"] = json!(files::shown(folder));
        match voice.form {
            Form::Text => voice.data(&format!("{told}\nresults would go to {}\n", files::shown(folder))),
            Form::Json => voice.json(&document),
        }
        true
    }
    /// The same for points of a design.
    pub(super) fn is_dry_design(&self, told: &Forecast, replications: u32, folder: &Path, voice: &Voice) -> bool {
        let document = json!({
            "points": told.points,
            "replications": told.replications,
            "cpu_s": told.cpu_s,
            "threads": told.threads,
            "bytes": told.bytes,
        });
        let text = format!(
            "{} x {}, about {} on {}, {}",
            plural(told.points, "point"),
            plural(replications as usize, "replication"),
            duration(told.cpu_s / told.threads as f64),
            plural(told.threads, "core"),
            size(told.bytes)
        );
        self.is_dry(&text, document, folder, voice)
    }
    /// When nothing more is to be started.
    ///
    /// # Errors
    /// If the budget is no span of time.
    pub(super) fn until(&self) -> Result<Option<Instant>, Fault> {
        let Some(text) = &self.budget else { return Ok(None) };
        match text.parse::<Span>() {
            Ok(span) if span > Span::ZERO => Ok(Some(Instant::now() + Duration::from_nanos(span.ns()))),
            _ => Err(Fault {
                message: format!("`--budget {text}` is not a span of time"),
                remedy: "as in `--budget '10 min'`".into(),
            }),
        }
    }
}

/// An experiment while it is played.
pub(super) struct Stage {
    pub(super) interrupt: Interrupt,
    pub(super) started: String,
    pub(super) teller: Teller,
    threads: usize,
    until: Option<Instant>,
}

impl Stage {
    pub(super) fn new(name: &str, threads: usize, until: Option<Instant>, voice: &Voice) -> Self {
        let (interrupt, started) = (Interrupt::listen(), clock::now());
        Self { interrupt, started, teller: Teller::new(name, voice), threads, until }
    }
    /// When, how long and where it was run so far.
    pub(super) fn circumstances(&self) -> Circumstances {
        circumstances(self.started.clone(), self.teller.seconds(), self.threads)
    }
    /// Plays, with progress told as points or replications; `work` gets the options and the circumstances.
    pub(super) fn play<T>(&self, work: impl FnOnce(&Options, &dyn Fn() -> Circumstances) -> T) -> T {
        self.play_telling(&|progress| self.teller.tell(progress), work)
    }
    /// The same, with progress told otherwise.
    pub(super) fn play_telling<T>(
        &self,
        tell: &(dyn Fn(&Progress) + Sync),
        work: impl FnOnce(&Options, &dyn Fn() -> Circumstances) -> T,
    ) -> T {
        let is_late = || self.until.is_some_and(|until| Instant::now() >= until);
        let options = Options {
            threads: self.threads,
            interrupted: Some(self.interrupt.flag()),
            is_late: Some(&is_late),
            progress: Some(tell),
        };
        let done = work(&options, &|| self.circumstances());
        self.teller.end();
        done
    }
}

/// A time in a few digits.
pub(super) fn duration(seconds: f64) -> String {
    match seconds {
        s if s < 1.0 => "a second".into(),
        s if s < 100.0 => format!("{s:.0} s"),
        s if s < 6000.0 => format!("{:.0} min", s / 60.0),
        s if s < 172_800.0 => format!("{:.1} h", s / 3600.0),
        s => format!("{:.1} d", s / 86_400.0),
    }
}

fn size(bytes: f64) -> String {
    match bytes {
        b if b < 1e6 => format!("{:.0} kB", (b / 1e3).max(1.0)),
        b if b < 1e9 => format!("{:.0} MB", b / 1e6),
        b => format!("{:.1} GB", b / 1e9),
    }
}
