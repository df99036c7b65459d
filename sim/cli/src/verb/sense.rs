//! `sense`: which settings matter, and how much is luck.

mod told;

use std::thread::available_parallelism;
use std::time::Instant;

use files::Request;
use files::publish::Fault;
use lab::sense::{self, Plan, Sensed};
use lab::study::{Options, Progress, Status};
use scenario::sweep::vary_in;
use scenario::{Base, Checked};
use serde_json::json;

use super::run::circumstances;
use super::scenario_of;
use super::sweep::{budget, refuse};
use crate::arguments::Sense;
use crate::exit::Exit;
use crate::interrupt::Interrupt;
use crate::number::plural;
use crate::progress::Teller;
use crate::voice::{Form, Voice};
use crate::{clock, document};

/// Measures the influence of settings, or goes on with it.
pub(crate) fn sense(arguments: &Sense, voice: &Voice) -> Exit {
    let request = match request(arguments) {
        Ok(request) => request,
        Err((message, remedy)) => return refuse(voice, &Fault { message, remedy }),
    };
    let until = match budget(arguments.budget.as_deref()) {
        Ok(until) => until,
        Err(fault) => return refuse(voice, &fault),
    };
    let base = Base::read(&request);
    let checked = match base.open(&[]) {
        Ok(checked) => checked,
        Err(refused) => {
            voice.refuse(&refused);
            if voice.form == Form::Json {
                voice.json(&document::refused(&arguments.file, &refused));
            }
            return Exit::Refused;
        }
    };
    let plan = match Plan::of(&checked) {
        Ok(plan) => plan,
        Err(fault) => return refuse(voice, &fault),
    };
    let folder = arguments.folder.clone().unwrap_or_else(|| sense::folder(&arguments.output, &checked));
    let work = sense::Sense {
        checked: &checked,
        base: &base,
        plan: &plan,
        folder,
        is_fresh: arguments.fresh,
        max_failed: arguments.max_failed,
    };
    let began = Instant::now();
    let forecast = match sense::forecast(&work, arguments.threads.into(), &|| began.elapsed().as_secs_f64()) {
        Ok(forecast) => forecast,
        Err(refused) => {
            voice.error("neither the first, the middle nor the last point is a valid scenario", None);
            voice.refuse(&refused);
            return Exit::Refused;
        }
    };
    let told = super::sweep::told(&forecast, 1);
    if arguments.dry_run {
        match voice.form {
            Form::Text => voice.data(&format!("{told}\nresults would go to {}\n", files::shown(&work.folder))),
            Form::Json => voice.json(&json!({
                "points": forecast.points,
                "replications": forecast.replications,
                "cpu_s": forecast.cpu_s,
                "threads": forecast.threads,
                "bytes": forecast.bytes,
                "folder": files::shown(&work.folder),
            })),
        }
        return Exit::Fine;
    }
    voice.talk(&told);
    play(&work, arguments, until, voice)
}

/// The scenario with what the command line says.
fn request(arguments: &Sense) -> Result<Request, (String, String)> {
    let mut request = arguments.layers.request(&scenario_of(&arguments.file));
    for argument in &arguments.vary {
        request.flags.push(("--vary", vary_in("sense", argument)?));
    }
    if !arguments.of.is_empty() {
        let quoted: Vec<String> = arguments.of.iter().map(|metric| format!("\"{metric}\"")).collect();
        request.flags.push(("--of", format!("sense.of=[{}]", quoted.join(", "))));
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
    let interrupt = Interrupt::listen();
    let started = clock::now();
    let teller = Teller::new(&checked.file.name, voice);
    let tell = |progress: &Progress| teller.tell(progress);
    let is_late = || until.is_some_and(|until| Instant::now() >= until);
    let asked = usize::from(arguments.threads);
    let options =
        Options { threads: asked, interrupted: Some(interrupt.flag()), is_late: Some(&is_late), progress: Some(&tell) };
    let cores = available_parallelism().map_or(1, std::num::NonZero::get);
    let threads = if asked == 0 { cores } else { asked };
    let circumstances = || circumstances(started.clone(), teller.seconds(), threads);
    let sensed = sense::run(work, &options, &circumstances);
    teller.end();
    let sensed = match sensed {
        Ok(sensed) => sensed,
        Err(fault) => return refuse(voice, &fault),
    };
    warn(&sensed, voice);
    if !arguments.no_charts
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
        Status::Partial if interrupt.is_set() => Exit::Interrupted,
        Status::Partial => Exit::Undecided,
        // Every point was played, and no metric has its numbers.
        Status::Complete if is_empty => Exit::Undecided,
        Status::Complete => Exit::Fine,
    }
}

/// Says what is missing.
fn warn(sensed: &Sensed, voice: &Voice) {
    if sensed.done == sensed.failed && sensed.failed > 0 {
        voice.error(&format!("all {} failed", plural(sensed.failed, "point")), Some(&sensed.errors[0].1));
    } else if sensed.failed > 0 {
        let (point, error) = &sensed.errors[0];
        voice.warn(&format!("{} failed; point {point}: {}", plural(sensed.failed, "point"), error.trim()));
    }
    for measure in sensed.measures.iter().filter(|measure| measure.missing > 0) {
        let message = format!("{} is empty at {}", measure.label, plural(measure.missing, "point"));
        voice.warn(&message);
    }
}
