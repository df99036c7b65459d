//! `sweep` and `merge`: a scenario at the points of a design.

use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use files::Request;
use files::publish::{Fault, MANIFEST, SCENARIO};
use lab::record::Circumstances;
use lab::study::{Options, Progress, Status};
use lab::sweep::{self, Plan, Shard, Swept};
use scenario::Base;
use scenario::sweep::vary;
use serde_json::{Value, json};
use units::time::Span;

use super::run::circumstances;
use super::scenario_of;
use crate::arguments::{Merge, Sweep};
use crate::exit::Exit;
use crate::interrupt::Interrupt;
use crate::number::{count, plural};
use crate::progress::Teller;
use crate::voice::{Form, Voice};
use crate::{clock, document, table};

/// Points whose values are printed at the most.
const MOST_PRINTED: usize = 24;

/// Runs a sweep, or goes on with one.
pub(crate) fn sweep(arguments: &Sweep, voice: &Voice) -> Exit {
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
    let folder = arguments.folder.clone().unwrap_or_else(|| sweep::folder(&arguments.output, &checked));
    let work = sweep::Sweep {
        checked: &checked,
        base: &base,
        plan: &plan,
        folder,
        shard: arguments.shard.unwrap_or(Shard::WHOLE),
        is_fresh: arguments.fresh,
        max_failed: arguments.max_failed,
    };
    let began = Instant::now();
    let forecast = match sweep::forecast(&work, arguments.threads.into(), &|| began.elapsed().as_secs_f64()) {
        Ok(forecast) => forecast,
        Err(refused) => {
            voice.error("neither the first, the middle nor the last point is a valid scenario", None);
            voice.refuse(&refused);
            return Exit::Refused;
        }
    };
    let told = told(&forecast, checked.file.replications);
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
    let play = |options: &Options, circumstances: &dyn Fn() -> Circumstances| sweep::run(&work, options, circumstances);
    finish(&work, arguments.threads.into(), until, voice, arguments.no_charts, &play)
}

/// Makes the tables of all shards.
pub(crate) fn merge(arguments: &Merge, voice: &Voice) -> Exit {
    if !arguments.folder.join(SCENARIO).is_file() {
        let message = format!("{} is no folder of a sweep", files::shown(&arguments.folder));
        return refuse(voice, &Fault { message, remedy: "name the folder that the shards were written to".into() });
    }
    let request = Request { file: arguments.folder.join(SCENARIO), ..Request::default() };
    let base = Base::read(&request);
    let checked = match base.open(&[]) {
        Ok(checked) => checked,
        Err(refused) => {
            voice.refuse(&refused);
            return Exit::Refused;
        }
    };
    let plan = match Plan::of(&checked) {
        Ok(plan) => plan,
        Err(fault) => return refuse(voice, &fault),
    };
    let work = sweep::Sweep {
        checked: &checked,
        base: &base,
        plan: &plan,
        folder: arguments.folder.clone(),
        shard: Shard::WHOLE,
        is_fresh: false,
        max_failed: None,
    };
    let play =
        |options: &Options, circumstances: &dyn Fn() -> Circumstances| sweep::merge(&work, options, circumstances);
    finish(&work, arguments.threads.into(), None, voice, arguments.no_charts, &play)
}

/// The scenario with what the command line varies.
fn request(arguments: &Sweep) -> Result<Request, (String, String)> {
    let mut request = arguments.layers.request(&scenario_of(&arguments.file));
    for argument in &arguments.vary {
        request.flags.push(("--vary", vary(argument)?));
    }
    request.flags.extend(arguments.design.iter().map(|design| ("--design", format!("sweep.design={design}"))));
    request.flags.extend(arguments.points.iter().map(|points| ("--points", format!("sweep.points={points}"))));
    Ok(request)
}

pub(super) fn budget(text: Option<&str>) -> Result<Option<Instant>, Fault> {
    let Some(text) = text else { return Ok(None) };
    match text.parse::<Span>() {
        Ok(span) if span > Span::ZERO => Ok(Some(Instant::now() + Duration::from_nanos(span.ns()))),
        _ => Err(Fault {
            message: format!("`--budget {text}` is not a span of time"),
            remedy: "as in `--budget '10 min'`".into(),
        }),
    }
}

pub(super) fn refuse(voice: &Voice, fault: &Fault) -> Exit {
    voice.error(&fault.message, Some(&fault.remedy));
    Exit::Refused
}

/// Points, replications, time and disk, in a line.
pub(super) fn told(forecast: &sweep::Forecast, replications: u32) -> String {
    let seconds = forecast.cpu_s / forecast.threads as f64;
    format!(
        "{} x {}, about {} on {}, {}",
        plural(forecast.points, "point"),
        plural(replications as usize, "replication"),
        duration(seconds),
        plural(forecast.threads, "core"),
        size(forecast.bytes)
    )
}

fn duration(seconds: f64) -> String {
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

type Play<'p> = dyn Fn(&Options, &dyn Fn() -> Circumstances) -> Result<Swept, Fault> + 'p;

/// Plays, tells what was found, and says how it went.
fn finish(
    work: &sweep::Sweep,
    threads: usize,
    until: Option<Instant>,
    voice: &Voice,
    no_charts: bool,
    play: &Play<'_>,
) -> Exit {
    let interrupt = Interrupt::listen();
    let started = clock::now();
    let teller = Teller::new(&work.checked.file.name, voice);
    let tell = |progress: &Progress| teller.tell(progress);
    let is_late = || until.is_some_and(|until| Instant::now() >= until);
    let options =
        Options { threads, interrupted: Some(interrupt.flag()), is_late: Some(&is_late), progress: Some(&tell) };
    let cores = available_parallelism().map_or(1, std::num::NonZero::get);
    let threads = if threads == 0 { cores } else { threads };
    let circumstances = || circumstances(started.clone(), teller.seconds(), threads);
    let swept = play(&options, &circumstances);
    teller.end();
    let swept = match swept {
        Ok(swept) => swept,
        Err(fault) => return refuse(voice, &fault),
    };
    if swept.done == swept.failed && swept.failed > 0 {
        voice.error(&format!("all {} failed", plural(swept.failed, "point")), Some(&swept.errors[0].1));
    } else if swept.failed > 0 {
        let (point, error) = &swept.errors[0];
        voice.warn(&format!("{} failed; point {point}: {}", plural(swept.failed, "point"), error.trim()));
    }
    if work.shard == Shard::WHOLE
        && !no_charts
        && let Err(fault) = crate::charts::write_sweep(work, &swept)
    {
        voice.error(&fault.message, Some(&fault.remedy));
    }
    match voice.form {
        Form::Text => voice.data(&text(work, &swept)),
        Form::Json => voice.json(&as_json(work, &swept)),
    }
    let is_given_up = work.max_failed.is_some_and(|most| swept.failed > most);
    match swept.status {
        _ if is_given_up || swept.failed == swept.done && swept.failed > 0 => Exit::Refused,
        Status::Partial if interrupt.is_set() => Exit::Interrupted,
        Status::Partial => Exit::Undecided,
        Status::Complete => Exit::Fine,
    }
}

/// What a person reads: the shown metrics by point, and where the rest is.
fn text(work: &sweep::Sweep, swept: &Swept) -> String {
    let mut lines = Vec::new();
    if work.shard == Shard::WHOLE {
        lines.extend(table::of_sweep(work.plan, swept, MOST_PRINTED));
    }
    let [held, undecided, failed] = swept.verdicts;
    if held + undecided + failed > 0 {
        lines.push(format!("claims   {} hold, {} undecided, {} fail", count(held as u64), undecided, failed));
    }
    let total = work.shard_points();
    let done = match swept.status {
        Status::Complete => format!("{} done", plural(swept.done, "point")),
        Status::Partial => format!(
            "{} of {} done; the same command goes on from here",
            count(swept.done as u64),
            plural(total, "point")
        ),
    };
    let there = swept.rows[0] as usize;
    let earlier = if there > 0 { format!(", {} were there", plural(there, "row")) } else { String::new() };
    lines.push(format!("points   {done}{earlier}"));
    lines.push(format!("results  {}", files::shown(&swept.folder)));
    lines.join("\n") + "\n"
}

fn as_json(work: &sweep::Sweep, swept: &Swept) -> Value {
    let [held, undecided, failed] = swept.verdicts;
    json!({
        "tool": "windtunnel",
        "version": env!("CARGO_PKG_VERSION"),
        "experiment": "sweep",
        "status": if swept.status == Status::Complete { "complete" } else { "partial" },
        "points": work.shard_points(),
        "done": swept.done,
        "failed": swept.failed,
        "errors": swept.errors.iter().map(|(point, error)| json!({ "point": point, "error": error })).collect::<Vec<_>>(),
        "rows": { "earlier": swept.rows[0], "added": swept.rows[1] },
        "claims": { "held": held, "undecided": undecided, "failed": failed },
        "folder": files::shown(&swept.folder),
        "manifest": files::shown(&swept.folder.join(MANIFEST)),
    })
}
