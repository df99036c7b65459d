//! `tune`: the best values by a goal, and what they are worth on fresh seeds.

mod tell;

use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use files::Request;
use files::publish::Fault;
use lab::study::{Options, Progress, Status};
use lab::tune::{self, Tuned};
use scenario::Base;
use scenario::sweep::vary;
use serde_json::json;
use units::settings::Setting as _;
use units::time::Span;

use super::run::circumstances;
use super::scenario_of;
use crate::arguments::Tune;
use crate::exit::Exit;
use crate::interrupt::Interrupt;
use crate::number::{count, plural};
use crate::progress::Teller;
use crate::voice::{Form, Voice};
use crate::{clock, document};

/// Runs a search, or goes on with one.
pub(crate) fn tune(arguments: &Tune, voice: &Voice) -> Exit {
    let prepared = request(arguments).and_then(|request| Ok((request, budget(arguments.budget.as_deref())?)));
    let (request, until) = match prepared {
        Ok(prepared) => prepared,
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
    let folder = arguments.folder.clone().unwrap_or_else(|| tune::folder(&arguments.output, &checked));
    let work = match tune::Tune::new(&checked, &base, folder, arguments.fresh) {
        Ok(work) => work,
        Err(fault) => return refuse(voice, &fault),
    };
    let began = Instant::now();
    let told = match tune::forecast(&work, arguments.threads.into(), &|| began.elapsed().as_secs_f64()) {
        Ok(forecast) => forecast,
        Err(fault) => return refuse(voice, &fault),
    };
    if arguments.dry_run {
        match voice.form {
            Form::Text => {
                let results = files::shown(&work.folder);
                voice.data(&format!("{}\nresults would go to {results}\n", expected(&work, &told)));
            }
            Form::Json => voice.json(&json!({
                "combinations": work.combinations(),
                "environments": work.environments(),
                "runs": told.runs,
                "fresh_runs": work.fresh_runs(),
                "cpu_s": told.cpu_s,
                "threads": told.threads,
                "folder": files::shown(&work.folder),
            })),
        }
        return Exit::Fine;
    }
    voice.talk(&expected(&work, &told));
    play(&work, arguments, until, voice)
}

/// The scenario with what the flags say of its search.
fn request(arguments: &Tune) -> Result<Request, Fault> {
    let mut request = arguments.layers.request(&scenario_of(&arguments.file));
    for (flag, table, list) in [("--vary", "vary", &arguments.vary), ("--over", "over", &arguments.over)] {
        for argument in list {
            let set = vary(argument).map_err(|(message, remedy)| Fault {
                message: message.replace("--vary", flag),
                remedy: remedy.replace("--vary", flag),
            })?;
            // What a sweep varies is said as what a search chooses.
            let rest = set.strip_prefix("sweep.vary.").unwrap_or(&set);
            request.flags.push((flag, format!("tune.{table}.{rest}")));
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

fn budget(text: Option<&str>) -> Result<Option<Instant>, Fault> {
    let Some(text) = text else { return Ok(None) };
    match text.parse::<Span>() {
        Ok(span) if span > Span::ZERO => Ok(Some(Instant::now() + Duration::from_nanos(span.ns()))),
        _ => Err(Fault {
            message: format!("`--budget {text}` is not a span of time"),
            remedy: "as in `--budget '10 min'`".into(),
        }),
    }
}

fn refuse(voice: &Voice, fault: &Fault) -> Exit {
    voice.error(&fault.message, Some(&fault.remedy));
    Exit::Refused
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
    let seconds = told.cpu_s / told.threads as f64;
    let time = match seconds {
        s if s < 1.0 => "a second".into(),
        s if s < 100.0 => format!("{s:.0} s"),
        s if s < 6000.0 => format!("{:.0} min", s / 60.0),
        s => format!("{:.1} h", s / 3600.0),
    };
    format!(
        "{combinations}{environments}, at most {} runs, then {} fresh ones, about {time} on {}",
        count(told.runs),
        count(work.fresh_runs()),
        plural(told.threads, "core")
    )
}

/// Searches, tells what was found, and says how it went.
fn play(work: &tune::Tune, arguments: &Tune, until: Option<Instant>, voice: &Voice) -> Exit {
    let interrupt = Interrupt::listen();
    let started = clock::now();
    let teller = Teller::new(&work.checked.file.name, voice);
    let tell = |progress: &Progress| {
        teller.show(progress.share, || {
            format!("{} of {} runs", count(progress.done as u64), count(progress.planned as u64))
        });
    };
    let is_late = || until.is_some_and(|until| Instant::now() >= until);
    let threads = usize::from(arguments.threads);
    let options =
        Options { threads, interrupted: Some(interrupt.flag()), is_late: Some(&is_late), progress: Some(&tell) };
    let cores = available_parallelism().map_or(1, std::num::NonZero::get);
    let threads = if threads == 0 { cores } else { threads };
    let tuned = tune::run(work, &options, &|| circumstances(started.clone(), teller.seconds(), threads));
    teller.end();
    let tuned = match tuned {
        Ok(tuned) => tuned,
        Err(fault) => return refuse(voice, &fault),
    };
    warn(&tuned, voice);
    if !arguments.no_charts
        && let Err(fault) = crate::charts::write_tuned(work, &tuned)
    {
        voice.error(&fault.message, Some(&fault.remedy));
    }
    match voice.form {
        Form::Text => voice.data(&tell::text(work, &tuned)),
        Form::Json => voice.json(&tell::json(work, &tuned)),
    }
    match &tuned.winner {
        _ if interrupt.is_set() => Exit::Interrupted,
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
