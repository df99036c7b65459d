//! `run`: simulates scenarios, writes their results, prints what was found.

mod bias;
mod cases;

use std::path::{Path, PathBuf};
use std::thread::available_parallelism;

use files::publish::Fault;
use lab::kept::Rows;
use lab::record::requests::{self, Extras};
use lab::record::{self, Circumstances};
use lab::study::{self, Failure, Findings, Options, Status};
use scenario::{Checked, warnings};
use serde_json::{Value, json};
use statistics::Verdict;

use super::read;
use crate::arguments::Run;
use crate::ci::{OnUndecided, Suite};
use crate::exit::Exit;
use crate::interrupt::Interrupt;
use crate::number::plural;
use crate::progress::Teller;
use crate::voice::{Form, Voice, complain};
use crate::{charts, clock, document, summary};

/// Runs all files; nothing is simulated before all of them are found sound.
pub(crate) fn run(arguments: &Run, voice: &Voice) -> Exit {
    let mut sound = Vec::new();
    let mut refused = Vec::new();
    for file in &arguments.files {
        match read(file, &arguments.layers) {
            Ok(checked) => sound.push(checked),
            Err(fault) => {
                voice.refuse(&fault);
                refused.push(document::refused(file, &fault));
            }
        }
    }
    let mut studies = Vec::new();
    let exit = if !refused.is_empty() {
        Exit::Refused
    } else if let Err(fault) = try_outputs(arguments, &sound) {
        voice.error(&fault.message, Some(&fault.remedy));
        Exit::Refused
    } else {
        run_sound(&sound, arguments, voice, &mut studies)
    };
    if voice.form == Form::Json {
        voice.json(&json!({
            "tool": "windtunnel",
            "version": env!("CARGO_PKG_VERSION"),
            "exit": exit.number(),
            "studies": studies,
            "refused": refused,
        }));
    }
    exit
}

/// What is asked for beside the usual files.
fn extras(arguments: &Run) -> Extras {
    Extras { requests: arguments.requests, timeline: arguments.timeline }
}

/// Whether all results could be written: it would be a pity to learn that after an hour.
fn try_outputs(arguments: &Run, sound: &[Checked]) -> Result<(), Fault> {
    arguments.ci.channels().check()?;
    sound.iter().try_for_each(|checked| {
        requests::check(checked, extras(arguments))?;
        record::folder(&arguments.output, checked).map(drop)
    })
}

fn run_sound(sound: &[Checked], arguments: &Run, voice: &Voice, studies: &mut Vec<Value>) -> Exit {
    let interrupt = Interrupt::listen();
    let mut exit = Exit::Fine;
    let mut suites = Vec::new();
    for (i, (file, checked)) in arguments.files.iter().zip(sound).enumerate() {
        if interrupt.is_set() {
            suites.push(cases::unjudged(checked, clock::now(), 0.0, "interrupted before it began"));
            continue;
        }
        if i > 0 && voice.form == Form::Text {
            voice.data("\n");
        }
        let (one, suite) = run_one((file, checked), arguments, voice, &interrupt, studies);
        exit = exit.min(one);
        suites.push(suite);
        if interrupt.is_set() {
            exit = exit.min(Exit::Interrupted);
        }
    }
    let (annotations, faults) = arguments.ci.channels().write(&suites);
    complain(&annotations);
    for fault in faults {
        voice.error(&fault.message, Some(&fault.remedy));
        exit = exit.min(Exit::Refused);
    }
    exit
}

fn run_one(
    (file, checked): (&Path, &Checked),
    arguments: &Run,
    voice: &Voice,
    interrupt: &Interrupt,
    studies: &mut Vec<Value>,
) -> (Exit, Suite) {
    for warning in warnings(checked) {
        voice.warn(&warning);
    }
    let started = clock::now();
    let teller = Teller::new(&checked.file.name, voice);
    let tell = |progress: &study::Progress| teller.tell(progress);
    let options = Options {
        threads: arguments.threads.into(),
        interrupted: Some(interrupt.flag()),
        progress: Some(&tell),
        ..Options::default()
    };
    let rows = Rows::of(&arguments.output, checked, arguments.fresh);
    if rows.found() > 0 {
        let kept = plural(rows.found() as usize, "result");
        voice.talk(&format!("{kept} of an earlier run that did not end are taken from {}", files::shown(rows.path())));
    }
    let found = study::run_kept(checked, &rows, &options);
    teller.end();
    if let Some(fault) = rows.fault() {
        voice.warn(&format!("an interrupt would lose what is played: {}", fault.message));
    }
    let findings = match found {
        Ok(findings) => findings,
        Err(failure) => {
            let suite = cases::unjudged(checked, started, teller.seconds(), &failure.to_string());
            return (fail(&checked.file.name, checked.file.seed, &failure, voice), suite);
        }
    };
    let suite = cases::judged(checked, &findings, started.clone(), teller.seconds());
    let circumstances = circumstances(started, teller.seconds(), study::threads(checked, arguments.threads.into()));
    let place = Place { output: &arguments.output, extras: extras(arguments), no_charts: arguments.no_charts };
    let written = write(checked, &findings, &circumstances, place, interrupt);
    interrupt.note_draft(None);
    // What was found is told whether or not it could be written: it may be the work of hours.
    let folder = written.as_deref().ok();
    match voice.form {
        Form::Text => voice.data(&summary::text(checked, &findings, folder, voice.data_colour)),
        Form::Json => studies.push(document::study(checked, &findings, folder)),
    }
    if arguments.pace_bias {
        bias::tell(file, checked, &findings, &Options { progress: None, ..options }, arguments, voice);
    }
    let verdict = verdict(&findings, arguments.ci.channels().undecided);
    // What was interrupted or could not be written goes on when it is run again.
    if written.is_ok() && findings.status == Status::Complete {
        rows.remove();
    }
    let exit = match &written {
        Ok(_) => verdict,
        Err(fault) => {
            voice.error(&fault.message, Some(&fault.remedy));
            verdict.min(Exit::Refused)
        }
    };
    (exit, suite)
}

/// When, how long and where something was run.
pub(super) fn circumstances(started: String, seconds: f64, threads: usize) -> Circumstances {
    let cores = available_parallelism().map_or(1, std::num::NonZero::get);
    let machine = format!("{} {}, {cores} cores", std::env::consts::OS, std::env::consts::ARCH);
    Circumstances { started, wall_s: (seconds * 1e3).round() / 1e3, threads, machine }
}

/// Where results go, and what is written beside the usual files.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) output: &'a Path,
    pub(super) extras: Extras,
    pub(super) no_charts: bool,
}

pub(super) fn write(
    checked: &Checked,
    findings: &Findings,
    circumstances: &Circumstances,
    place: Place<'_>,
    interrupt: &Interrupt,
) -> Result<PathBuf, Fault> {
    let folder = record::folder(place.output, checked)?;
    interrupt.note_draft(Some(folder.draft()));
    record::write(&folder, checked, findings, circumstances)?;
    requests::write(&folder, checked, findings, place.extras)?;
    if !place.no_charts {
        charts::write(&folder, checked, findings)?;
    }
    folder.commit()
}

/// Says why a study found nothing.
pub(super) fn fail(name: &str, seed: u64, failure: &Failure, voice: &Voice) -> Exit {
    let message = format!("{name}: {failure}");
    match failure {
        Failure::Imbalance(..) | Failure::Broken(..) => {
            let again = format!("this is a bug of windtunnel; report it with the scenario and seed {seed}");
            voice.error(&message, Some(&again));
            Exit::Internal
        }
        Failure::Stuck(..) => {
            let remedy =
                "give the distribution or period behind it a positive length, or spread out what arrives at one time";
            voice.error(&message, Some(remedy));
            Exit::Refused
        }
        Failure::Aborted(..) => {
            voice.error(&message, Some("`windtunnel run` plays it alone, and writes what it measured until then"));
            Exit::Failed
        }
        Failure::TooShort(_) => {
            voice.error(&message, None);
            Exit::Refused
        }
        Failure::Interrupted => {
            voice.error(&message, Some("nothing was written"));
            Exit::Interrupted
        }
    }
}

/// What the claims, the precision and the status come to.
fn verdict(findings: &Findings, undecided: OnUndecided) -> Exit {
    let open = undecided.exit();
    let claims = findings.claims.iter().map(|claim| match claim.verdict {
        Verdict::Held => Exit::Fine,
        Verdict::Failed => Exit::Failed,
        Verdict::Undecided | Verdict::Censored => open,
    });
    let status = match findings.status {
        _ if findings.aborted.is_some() => Exit::Failed,
        Status::Complete => Exit::Fine,
        Status::Partial => Exit::Interrupted,
    };
    let precision = match &findings.precision {
        Some(reached) if !reached.is_reached() => open,
        _ => Exit::Fine,
    };
    claims.chain([status, precision]).min().unwrap_or(Exit::Fine)
}
