//! `tune`: the best values by a goal, and what they are worth on fresh seeds.

mod tell;

use std::time::Instant;

use files::Request;
use files::publish::Fault;
use lab::study::{Progress, Status};
use lab::tune::{self, Tuned};
use scenario::Base;
use scenario::sweep::vary;
use serde_json::json;
use units::settings::Setting as _;

use super::experiment::{Stage, duration, open, refuse};
use super::scenario_of;
use crate::arguments::Tune;
use crate::exit::Exit;
use crate::number::{count, plural};
use crate::voice::{Form, Voice};

/// Runs a search, or goes on with one.
pub(crate) fn tune(arguments: &Tune, voice: &Voice) -> Exit {
    let prepared = request(arguments).and_then(|request| Ok((request, arguments.experiment.until()?)));
    let (request, until) = match prepared {
        Ok(prepared) => prepared,
        Err(fault) => return refuse(voice, &fault),
    };
    let base = Base::read(&request);
    let checked = match open(&base, &[], &arguments.file, voice) {
        Ok(checked) => checked,
        Err(exit) => return exit,
    };
    let folder = arguments.experiment.place(|output| tune::folder(output, &checked));
    let work = match tune::Tune::new(&checked, &base, folder, arguments.experiment.fresh) {
        Ok(work) => work,
        Err(fault) => return refuse(voice, &fault),
    };
    let began = Instant::now();
    let told = match tune::forecast(&work, arguments.experiment.threads.into(), &|| began.elapsed().as_secs_f64()) {
        Ok(forecast) => forecast,
        Err(fault) => return refuse(voice, &fault),
    };
    let document = json!({
        "combinations": work.combinations(),
        "environments": work.environments(),
        "runs": told.runs,
        "fresh_runs": work.fresh_runs(),
        "cpu_s": told.cpu_s,
        "threads": told.threads,
    });
    if arguments.experiment.is_dry(&expected(&work, &told), document, &work.folder, voice) {
        return Exit::Fine;
    }
    play(&work, arguments, until, voice)
}

/// The scenario with what the flags say of its search.
fn request(arguments: &Tune) -> Result<Request, Fault> {
    let mut request = arguments.layers.request(&scenario_of(&arguments.file));
    for (flag, table, list) in [("--vary", "tune.vary", &arguments.vary), ("--over", "tune.over", &arguments.over)] {
        for argument in list {
            request.flags.push((flag, vary(flag, table, argument)?));
        }
    }
    let goals = [
        ("--minimise", "minimise", &arguments.minimise),
        ("--maximise", "maximise", &arguments.maximise),
        ("--subject-to", "subject_to", &arguments.subject_to),
    ];
    for (flag, key, list) in goals.into_iter().filter(|(_, _, list)| !list.is_empty()) {
        request.flags.push((flag, format!("tune.{key}={}", list.write().inline())));
    }
    request.flags.extend(arguments.budget_runs.map(|n| ("--budget-runs", format!("tune.runs={n}"))));
    request.flags.extend(arguments.fresh_replications.map(|n| ("--fresh-replications", format!("tune.fresh={n}"))));
    Ok(request)
}

/// Combinations, runs and time, in a line.
fn expected(work: &tune::Tune, told: &tune::Forecast) -> String {
    let combinations = match work.combinations() {
        Some(n) => plural(usize::try_from(n).unwrap_or(usize::MAX), "combination"),
        None => "ranges of values".into(),
    };
    let environments = match work.environments() {
        1 => String::new(),
        n => format!(" in {}", plural(n, "environment")),
    };
    let time = duration(told.cpu_s / told.threads as f64);
    format!(
        "{combinations}{environments}, at most {} runs, then {} fresh ones, about {time} on {}",
        count(told.runs),
        count(work.fresh_runs()),
        plural(told.threads, "core")
    )
}

/// Searches, tells what was found, and says how it went.
fn play(work: &tune::Tune, arguments: &Tune, until: Option<Instant>, voice: &Voice) -> Exit {
    let stage = Stage::new(&work.checked.file.name, arguments.experiment.threads(), until, voice);
    let tell = |progress: &Progress| {
        stage.teller.show(progress.share, || {
            format!("{} of {} runs", count(progress.done as u64), count(progress.planned as u64))
        });
    };
    let tuned = stage.play_telling(&tell, |options, circumstances| tune::run(work, options, circumstances));
    let tuned = match tuned {
        Ok(tuned) => tuned,
        Err(fault) => return refuse(voice, &fault),
    };
    warn(&tuned, voice);
    if !arguments.experiment.no_charts
        && let Err(fault) = crate::charts::write_tuned(work, &tuned)
    {
        voice.error(&fault.message, Some(&fault.remedy));
    }
    match voice.form {
        Form::Text => voice.data(&tell::text(work, &tuned)),
        Form::Json => voice.json(&tell::json(work, &tuned)),
    }
    match &tuned.winner {
        _ if stage.interrupt.is_set() => Exit::Interrupted,
        None => Exit::Undecided,
        Some(_) if !tuned.is_feasible => Exit::Failed,
        Some(_) => Exit::Fine,
    }
}

/// What a reader must know before the numbers.
fn warn(tuned: &Tuned, voice: &Voice) {
    let failed: Vec<_> = tuned.seen.iter().enumerate().filter(|(_, one)| !one.error.is_empty()).collect();
    if let Some((at, first)) = failed.first() {
        let n = plural(failed.len(), "candidate");
        voice.warn(&format!("{n} cannot be played; candidate {at}: {}", first.error.trim()));
    }
    if tuned.winner.is_none() {
        voice.error(
            "the search ended before any candidate was decided",
            Some("the same command goes on from here; give it more time with `--budget`"),
        );
    } else if tuned.status == Status::Partial {
        voice.warn("time ended the search early; without the limit the same command goes on from here");
    }
}
