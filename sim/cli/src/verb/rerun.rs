//! `rerun`: one run of a sweep again, with everything that is written about a run.

use std::path::PathBuf;

use files::Request;
use files::publish::{Fault, SCENARIO};
use lab::record::requests::Extras;
use lab::study::{Findings, run_one};
use lab::sweep::Plan;
use lab::sweep::rerun::{Run, Which, confirm, find};
use scenario::{Base, Checked};
use serde_json::json;

use super::experiment::Stage;
use super::run::{Place, fail, write};
use crate::arguments::Rerun;
use crate::exit::Exit;
use crate::voice::{Form, Voice};
use crate::{document, summary};

/// Plays one run of a sweep again.
pub(crate) fn rerun(arguments: &Rerun, voice: &Voice) -> Exit {
    let request = Request { file: arguments.folder.join(SCENARIO), ..Request::default() };
    if !request.file.is_file() {
        let message = format!("{} is no folder of a sweep", files::shown(&arguments.folder));
        voice.error(&message, Some("name a folder that `sweep` or `merge` has written"));
        return Exit::Refused;
    }
    let base = Base::read(&request);
    let (run, checked) = match open(arguments, &base, voice) {
        Ok(found) => found,
        Err(exit) => return exit,
    };
    voice.talk(&format!("point {}, replication {}", run.point, run.replication));
    let stage = Stage::new(&checked.file.name, 1, None, voice);
    let found = stage.play(|options, _| run_one(&checked, run.replication, options));
    let findings = match found {
        Ok(findings) => findings,
        Err(failure) => return fail(&checked.file.name, checked.file.seed, &failure, voice),
    };
    if let Err(fault) = confirm(&run, &findings) {
        voice.error(&fault.message, Some(&fault.remedy));
        return Exit::Refused;
    }
    let extras = Extras { requests: arguments.requests, timeline: arguments.timeline };
    let place = Place { output: &arguments.output, extras, no_charts: arguments.no_charts };
    let written = write(&checked, &findings, &stage.circumstances(), place, &stage.interrupt);
    stage.interrupt.note_draft(None);
    tell_of(&checked, &findings, &written, voice);
    match written {
        Ok(_) => Exit::Fine,
        Err(fault) => {
            voice.error(&fault.message, Some(&fault.remedy));
            Exit::Refused
        }
    }
}

fn tell_of(checked: &Checked, findings: &Findings, written: &Result<PathBuf, Fault>, voice: &Voice) {
    let folder = written.as_deref().ok();
    match voice.form {
        Form::Text => voice.data(&summary::text(checked, findings, folder, voice.data_colour)),
        Form::Json => voice.json(&json!({
            "tool": "windtunnel",
            "version": env!("CARGO_PKG_VERSION"),
            "studies": [document::study(checked, findings, folder)],
        })),
    }
}

/// The run that is meant, and its scenario.
fn open(arguments: &Rerun, base: &Base, voice: &Voice) -> Result<(Run, Checked), Exit> {
    let refused = |refused: Box<scenario::Refused>| {
        voice.refuse(&refused);
        Exit::Refused
    };
    let refuse = |fault: Fault| {
        voice.error(&fault.message, Some(&fault.remedy));
        Exit::Refused
    };
    let whole = base.open(&[]).map_err(refused)?;
    let plan = Plan::of(&whole).map_err(refuse)?;
    let which = match (&arguments.worst, arguments.point, arguments.replication) {
        (Some(metric), point, _) => Which::Worst(metric.clone(), point),
        (None, point, replication) => Which::At(point.unwrap_or(0), replication.unwrap_or(0)),
    };
    let run = find(&arguments.folder, &whole, &which).map_err(refuse)?;
    let name = format!("{}-point-{}-replication-{}", whole.file.name, run.point, run.replication);
    let mut sets = plan.arguments(run.point);
    sets.push(("name".into(), format!("name={name}")));
    Ok((run, base.open(&sets).map_err(refused)?))
}
