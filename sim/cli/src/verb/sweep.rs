//! `sweep` and `merge`: a scenario at the points of a design.

use std::time::Instant;

use files::Request;
use files::publish::{Fault, MANIFEST, SCENARIO};
use lab::study::Status;
use lab::sweep::{self, Plan, Shard, Swept};
use scenario::Base;
use scenario::sweep::vary;
use serde_json::{Value, json};

use super::experiment::{Stage, open, refuse, refuse_points, threads, warn_of_failed};
use super::scenario_of;
use crate::arguments::{Merge, Sweep};
use crate::exit::Exit;
use crate::number::{count, plural};
use crate::table;
use crate::voice::{Form, Voice};

/// Points whose values are printed at the most.
const MOST_PRINTED: usize = 24;

/// Runs a sweep, or goes on with one.
pub(crate) fn sweep(arguments: &Sweep, voice: &Voice) -> Exit {
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
    let folder = arguments.experiment.place(|output| sweep::folder(output, &checked));
    let work = sweep::Sweep {
        checked: &checked,
        base: &base,
        plan: &plan,
        folder,
        shard: arguments.shard.unwrap_or(Shard::WHOLE),
        is_fresh: arguments.experiment.fresh,
        max_failed: arguments.max_failed,
    };
    let began = Instant::now();
    let forecast = match sweep::forecast(&work, arguments.experiment.threads(), &|| began.elapsed().as_secs_f64()) {
        Ok(forecast) => forecast,
        Err(refused) => return refuse_points(voice, &refused),
    };
    if arguments.experiment.is_dry_design(&forecast, checked.file.replications, &work.folder, voice) {
        return Exit::Fine;
    }
    let stage = Stage::new(&checked.file.name, arguments.experiment.threads(), until, voice);
    let swept = stage.play(|options, circumstances| sweep::run(&work, options, circumstances));
    finish(&work, swept, &stage, arguments.experiment.no_charts, voice)
}

/// Makes the tables of all shards.
pub(crate) fn merge(arguments: &Merge, voice: &Voice) -> Exit {
    if !arguments.folder.join(SCENARIO).is_file() {
        let message = format!("{} is no folder of a sweep", files::shown(&arguments.folder));
        return refuse(voice, &Fault { message, remedy: "name the folder that the shards were written to".into() });
    }
    let request = Request { file: arguments.folder.join(SCENARIO), ..Request::default() };
    let base = Base::read(&request);
    let checked = match open(&base, &[], &arguments.folder, voice) {
        Ok(checked) => checked,
        Err(exit) => return exit,
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
    let stage = Stage::new(&checked.file.name, threads(arguments.threads), None, voice);
    let swept = stage.play(|options, circumstances| sweep::merge(&work, options, circumstances));
    finish(&work, swept, &stage, arguments.no_charts, voice)
}

/// The scenario with what the command line varies.
fn request(arguments: &Sweep) -> Result<Request, Fault> {
    let mut request = arguments.layers.request(&scenario_of(&arguments.file));
    for argument in &arguments.vary {
        request.flags.push(("--vary", vary("--vary", "sweep.vary", argument)?));
    }
    request.flags.extend(arguments.design.iter().map(|design| ("--design", format!("sweep.design={design}"))));
    request.flags.extend(arguments.points.iter().map(|points| ("--points", format!("sweep.points={points}"))));
    Ok(request)
}

/// Tells what was found, and says how it went.
fn finish(work: &sweep::Sweep, swept: Result<Swept, Fault>, stage: &Stage, no_charts: bool, voice: &Voice) -> Exit {
    let swept = match swept {
        Ok(swept) => swept,
        Err(fault) => return refuse(voice, &fault),
    };
    warn_of_failed(voice, swept.done, swept.failed, &swept.errors);
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
        Status::Partial if stage.interrupt.is_set() => Exit::Interrupted,
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
