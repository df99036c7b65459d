//! `frontier`: where claims flip along a setting, or over two.

mod rate;
mod start;
mod told;

use std::time::Instant;

use files::Request;
use files::publish::Fault;
use lab::frontier::{self, Found, Plan};
use lab::study::Status;
use scenario::Base;
use scenario::sweep::vary;
use units::settings::Setting as _;

use super::experiment::{Stage, open, refuse, refuse_points};
use super::scenario_of;
use crate::arguments::Frontier;
use crate::exit::Exit;
use crate::number::plural;
use crate::voice::{Form, Voice};

/// Searches, or goes on with a search.
pub(crate) fn frontier(arguments: &Frontier, voice: &Voice) -> Exit {
    let mut request = match request(arguments) {
        Ok(request) => request,
        Err(fault) => return refuse(voice, &fault),
    };
    let until = match arguments.experiment.until() {
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
    if let Some(name) = &arguments.start {
        match start::flags(&Base::read(&request), name) {
            Ok(flags) => request.flags.extend(flags.into_iter().map(|flag| ("--start", flag))),
            Err(fault) => return refuse(voice, &fault),
        }
    }
    let base = Base::read(&request);
    let checked = match open(&base, &[], &arguments.file, voice) {
        Ok(checked) => checked,
        Err(exit) => return exit,
    };
    let plan = match Plan::of(&checked) {
        Ok(plan) => plan,
        Err(fault) => return refuse(voice, &fault),
    };
    let folder = arguments.experiment.place(|output| frontier::folder(output, &checked));
    let work = frontier::Frontier {
        checked: &checked,
        base: &base,
        plan: &plan,
        folder,
        is_fresh: arguments.experiment.fresh,
    };
    let began = Instant::now();
    let forecast =
        match frontier::forecast(&work, arguments.experiment.threads.into(), &|| began.elapsed().as_secs_f64()) {
            Ok(forecast) => forecast,
            Err(refused) => return refuse_points(voice, &refused),
        };
    if arguments.experiment.is_dry_design(&forecast, checked.file.replications, &work.folder, voice) {
        return Exit::Fine;
    }
    if arguments.start.is_none()
        && let Some(fault) = start::decides(&work, arguments, voice)
    {
        return refuse(voice, &fault);
    }
    play(&work, arguments, until, voice)
}

/// The scenario with what the command line says.
fn request(arguments: &Frontier) -> Result<Request, Fault> {
    let mut request = arguments.layers.request(&scenario_of(&arguments.file));
    for argument in &arguments.vary {
        request.flags.push(("--vary", vary("--vary", "frontier.vary", argument)?));
    }
    if !arguments.claim.is_empty() {
        request.flags.push(("--claim", format!("frontier.claims={}", arguments.claim.write().inline())));
    }
    request
        .flags
        .extend(arguments.tolerance.iter().map(|share| ("--tolerance", format!("frontier.tolerance={share}"))));
    Ok(request)
}

fn play(work: &frontier::Frontier, arguments: &Frontier, until: Option<Instant>, voice: &Voice) -> Exit {
    let stage = Stage::new(&work.checked.file.name, arguments.experiment.threads(), until, voice);
    let found = stage.play(|options, circumstances| frontier::run(work, options, circumstances));
    let found = match found {
        Ok(found) => found,
        Err(fault) => return refuse(voice, &fault),
    };
    let failed = warn(&found, voice);
    if !arguments.experiment.no_charts
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
        Status::Partial if stage.interrupt.is_set() => Exit::Interrupted,
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
