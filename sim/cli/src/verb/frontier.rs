//! `frontier`: where claims flip along a setting, or over two.

mod rate;
mod told;

use std::thread::available_parallelism;
use std::time::Instant;

use files::Request;
use files::publish::Fault;
use lab::frontier::{self, Found, Plan};
use lab::study::{Options, Progress, Status};
use scenario::Base;
use scenario::sweep::vary_in;
use serde_json::json;

use super::run::circumstances;
use super::scenario_of;
use super::sweep::{budget, refuse};
use crate::arguments::Frontier;
use crate::exit::Exit;
use crate::interrupt::Interrupt;
use crate::number::plural;
use crate::progress::Teller;
use crate::voice::{Form, Voice};
use crate::{clock, document};

/// Searches, or goes on with a search.
pub(crate) fn frontier(arguments: &Frontier, voice: &Voice) -> Exit {
    let mut request = match request(arguments) {
        Ok(request) => request,
        Err((message, remedy)) => return refuse(voice, &Fault { message, remedy }),
    };
    let until = match budget(arguments.budget.as_deref()) {
        Ok(until) => until,
        Err(fault) => return refuse(voice, &fault),
    };
    if let Some(users) = &arguments.rate {
        // The rate is that of the scenario without a search.
        let plain = arguments.layers.request(&scenario_of(&arguments.file));
        let flags = match Base::read(&plain).open(&[]) {
            Ok(checked) => rate::flags(&checked, users),
            Err(refused) => {
                voice.refuse(&refused);
                return Exit::Refused;
            }
        };
        match flags {
            Ok(flags) => request.flags.extend(flags.into_iter().map(|flag| ("--rate", flag))),
            Err(fault) => return refuse(voice, &fault),
        }
    }
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
    let folder = arguments.folder.clone().unwrap_or_else(|| frontier::folder(&arguments.output, &checked));
    let work = frontier::Frontier { checked: &checked, base: &base, plan: &plan, folder, is_fresh: arguments.fresh };
    let began = Instant::now();
    let forecast = match frontier::forecast(&work, arguments.threads.into(), &|| began.elapsed().as_secs_f64()) {
        Ok(forecast) => forecast,
        Err(refused) => {
            voice.error("neither the first, the middle nor the last point is a valid scenario", None);
            voice.refuse(&refused);
            return Exit::Refused;
        }
    };
    let told = super::sweep::told(&forecast, checked.file.replications);
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
fn request(arguments: &Frontier) -> Result<Request, (String, String)> {
    let mut request = arguments.layers.request(&scenario_of(&arguments.file));
    for argument in &arguments.vary {
        request.flags.push(("--vary", vary_in("frontier", argument)?));
    }
    if !arguments.claim.is_empty() {
        let quoted: Vec<String> = arguments.claim.iter().map(|name| format!("\"{name}\"")).collect();
        request.flags.push(("--claim", format!("frontier.claims=[{}]", quoted.join(", "))));
    }
    request
        .flags
        .extend(arguments.tolerance.iter().map(|share| ("--tolerance", format!("frontier.tolerance={share}"))));
    Ok(request)
}

fn play(work: &frontier::Frontier, arguments: &Frontier, until: Option<Instant>, voice: &Voice) -> Exit {
    let interrupt = Interrupt::listen();
    let started = clock::now();
    let teller = Teller::new(&work.checked.file.name, voice);
    let tell = |progress: &Progress| teller.tell(progress);
    let is_late = || until.is_some_and(|until| Instant::now() >= until);
    let asked = usize::from(arguments.threads);
    let options =
        Options { threads: asked, interrupted: Some(interrupt.flag()), is_late: Some(&is_late), progress: Some(&tell) };
    let cores = available_parallelism().map_or(1, std::num::NonZero::get);
    let threads = if asked == 0 { cores } else { asked };
    let circumstances = || circumstances(started.clone(), teller.seconds(), threads);
    let found = frontier::run(work, &options, &circumstances);
    teller.end();
    let found = match found {
        Ok(found) => found,
        Err(fault) => return refuse(voice, &fault),
    };
    let failed = warn(&found, voice);
    if !arguments.no_charts
        && let Err(fault) = crate::charts::write_frontier(work, &found)
    {
        voice.error(&fault.message, Some(&fault.remedy));
    }
    match voice.form {
        Form::Text => voice.data(&told::text(work, &found)),
        Form::Json => voice.json(&told::document(work, &found)),
    }
    match found.status {
        _ if failed > 0 && failed == found.tried.len() => Exit::Refused,
        Status::Partial if interrupt.is_set() => Exit::Interrupted,
        Status::Complete if found.is_found() => Exit::Fine,
        _ => Exit::Undecided,
    }
}

/// Says which points could not be played; how many.
fn warn(found: &Found, voice: &Voice) -> usize {
    let failed: Vec<_> = found.tried.iter().filter_map(|point| Some((point, point.error.as_ref()?))).collect();
    if let Some((point, error)) = failed.first() {
        let at = point.values.join(", ");
        voice.warn(&format!("{} failed; at {at}: {}", plural(failed.len(), "point"), error.trim()));
    }
    failed.len()
}
