//! `sense`: which settings matter, and how much is luck.

mod told;

use std::time::Instant;

use files::Request;
use files::publish::Fault;
use lab::sense::{self, Plan, Sensed};
use lab::study::Status;
use scenario::sweep::vary;
use scenario::{Base, Checked};
use units::settings::Setting as _;

use super::experiment::{Stage, open, refuse, refuse_points, warn_of_failed};
use super::scenario_of;
use crate::arguments::Sense;
use crate::exit::Exit;
use crate::number::plural;
use crate::voice::{Form, Voice};

/// Measures the influence of settings, or goes on with it.
pub(crate) fn sense(arguments: &Sense, voice: &Voice) -> Exit {
    let request = match request(arguments) {
        Ok(request) => request,
        Err(fault) => return refuse(voice, &fault),
    };
    let until = match arguments.experiment.until() {
        Ok(until) => until,
        Err(fault) => return refuse(voice, &fault),
    };
    let base = Base::read(&request);
    let checked = match open(&base, &[], &arguments.file, voice) {
        Ok(checked) => checked,
        Err(exit) => return exit,
    };
    let plan = match Plan::of(&checked) {
        Ok(plan) => plan,
        Err(fault) => return refuse(voice, &fault),
    };
    let folder = arguments.experiment.place(|output| sense::folder(output, &checked));
    let work = sense::Sense {
        checked: &checked,
        base: &base,
        plan: &plan,
        folder,
        is_fresh: arguments.experiment.fresh,
        max_failed: arguments.max_failed,
    };
    let began = Instant::now();
    let forecast = match sense::forecast(&work, arguments.experiment.threads.into(), &|| began.elapsed().as_secs_f64())
    {
        Ok(forecast) => forecast,
        Err(refused) => return refuse_points(voice, &refused),
    };
    if arguments.experiment.is_dry_design(&forecast, 1, &work.folder, voice) {
        return Exit::Fine;
    }
    play(&work, arguments, until, voice)
}

/// The scenario with what the command line says.
fn request(arguments: &Sense) -> Result<Request, Fault> {
    let mut request = arguments.layers.request(&scenario_of(&arguments.file));
    for argument in &arguments.vary {
        request.flags.push(("--vary", vary("--vary", "sense.vary", argument)?));
    }
    if !arguments.of.is_empty() {
        request.flags.push(("--of", format!("sense.of={}", arguments.of.write().inline())));
    }
    let flags = [
        ("--method", "method", arguments.method.clone()),
        ("--trajectories", "trajectories", arguments.trajectories.map(|n| n.to_string())),
        ("--levels", "levels", arguments.levels.map(|n| n.to_string())),
        ("--blocks", "blocks", arguments.blocks.map(|n| n.to_string())),
    ];
    let given = flags.into_iter().filter_map(|(flag, key, value)| Some((flag, format!("sense.{key}={}", value?))));
    request.flags.extend(given);
    Ok(request)
}

fn play(work: &sense::Sense, arguments: &Sense, until: Option<Instant>, voice: &Voice) -> Exit {
    let checked: &Checked = work.checked;
    let stage = Stage::new(&checked.file.name, arguments.experiment.threads(), until, voice);
    let sensed = stage.play(|options, circumstances| sense::run(work, options, circumstances));
    let sensed = match sensed {
        Ok(sensed) => sensed,
        Err(fault) => return refuse(voice, &fault),
    };
    warn(&sensed, voice);
    if !arguments.experiment.no_charts
        && let Err(fault) = crate::charts::write_sense(work, &sensed)
    {
        voice.error(&fault.message, Some(&fault.remedy));
    }
    match voice.form {
        Form::Text => voice.data(&told::text(work, &sensed)),
        Form::Json => voice.json(&told::document(work, &sensed)),
    }
    let is_given_up = work.max_failed.is_some_and(|most| sensed.failed > most);
    let is_empty = sensed.measures.iter().all(|measure| measure.blocks()[0] == 0);
    match sensed.status {
        _ if is_given_up || sensed.failed == sensed.done && sensed.failed > 0 => Exit::Refused,
        Status::Partial if stage.interrupt.is_set() => Exit::Interrupted,
        Status::Partial => Exit::Undecided,
        // Every point was played, and no metric has its numbers.
        Status::Complete if is_empty => Exit::Undecided,
        Status::Complete => Exit::Fine,
    }
}

/// Says what is missing.
fn warn(sensed: &Sensed, voice: &Voice) {
    warn_of_failed(voice, sensed.done, sensed.failed, &sensed.errors);
    for measure in sensed.measures.iter().filter(|measure| measure.missing > 0) {
        let message = format!("{} is empty at {}", measure.label, plural(measure.missing, "point"));
        voice.warn(&message);
    }
}
