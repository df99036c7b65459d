//! `compare`: judges which metrics of scenarios differ, on the same random numbers.

mod cases;
mod contenders;
mod document;
mod table;

use std::path::PathBuf;

use files::publish;
use lab::compare::{self, Comparison, Fault, Question, Verdict};
use lab::record::Circumstances;
use lab::study::{Failure, Status};
use scenario::warnings;
use serde_json::Value;

use super::experiment::{Stage, threads};
use super::run::fail;
use crate::arguments::Compare;
use crate::charts;
use crate::exit::Exit;
use crate::interrupt::Interrupt;
use crate::voice::{Form, Voice, complain};
use contenders::Unfit;

/// Compares scenarios.
pub(crate) fn compare(arguments: &Compare, voice: &Voice) -> Exit {
    let (exit, found) = match contenders::question(arguments) {
        Ok(question) => compare_sound(&question, arguments, voice),
        Err(faults) => {
            for fault in &faults {
                fault.tell(voice);
            }
            (Exit::Refused, document::refused(&faults))
        }
    };
    if voice.form == Form::Json {
        voice.json(&document::whole(exit, found));
    }
    exit
}

fn compare_sound(question: &Question, arguments: &Compare, voice: &Voice) -> (Exit, Value) {
    if let Err(fault) = try_outputs(question, arguments) {
        voice.error(&fault.message, Some(&fault.remedy));
        return (Exit::Refused, Value::Null);
    }
    let mut told = Vec::new();
    for warning in question.contenders.iter().flat_map(|contender| warnings(&contender.checked)) {
        // Contenders mostly have their doubtful settings in common.
        if !told.contains(&warning) {
            voice.warn(&warning);
            told.push(warning);
        }
    }
    for twins in contenders::twins(question) {
        voice.warn(&twins);
    }
    let stage = Stage::new("compare", threads(arguments.threads), None, voice);
    let found = stage.play(|options, _| compare::compare(question, options));
    let found = match found {
        Ok(found) => found,
        Err(Fault::Refused(refusal)) => {
            let unfit = Unfit::Refused(refusal);
            unfit.tell(voice);
            return (Exit::Refused, document::refused(&[unfit]));
        }
        Err(Fault::Failed(_, Failure::Interrupted)) => {
            voice.error("interrupted before two contenders had enough to be compared", Some("nothing was written"));
            return (Exit::Interrupted, Value::Null);
        }
        Err(Fault::Failed(name, failure)) => {
            return (fail(&name, question.contenders[0].checked.file.seed, &failure, voice), Value::Null);
        }
    };
    for doubt in question.baseline.iter().flat_map(|b| b.doubts(env!("CARGO_PKG_VERSION"), &found.sides[1..])) {
        voice.warn(&doubt);
    }
    let written = write(question, &found, &stage.circumstances(), arguments, &stage.interrupt);
    stage.interrupt.note_draft(None);
    let folder = written.as_deref().ok();
    match voice.form {
        Form::Text if arguments.markdown => voice.data(&table::markdown(question, &found)),
        Form::Text => voice.data(&table::text(question, &found, folder)),
        Form::Json => {}
    }
    let mut exit = verdict(&found, arguments);
    if found.status == Status::Partial {
        exit = exit.min(Exit::Interrupted);
    }
    if let Err(fault) = &written {
        voice.error(&fault.message, Some(&fault.remedy));
        exit = exit.min(Exit::Refused);
    }
    let suites = cases::suites(&found, &arguments.fail_if_worse, &stage.started, stage.teller.seconds());
    let (annotations, faults) = arguments.ci.channels().write(&suites);
    complain(&annotations);
    for fault in faults {
        voice.error(&fault.message, Some(&fault.remedy));
        exit = exit.min(Exit::Refused);
    }
    (exit, document::found(question, &found, folder))
}

fn try_outputs(question: &Question, arguments: &Compare) -> Result<(), publish::Fault> {
    arguments.ci.channels().check()?;
    compare::folder(&arguments.output, question).map(drop)
}

fn write(
    question: &Question,
    found: &Comparison,
    circumstances: &Circumstances,
    arguments: &Compare,
    interrupt: &Interrupt,
) -> Result<PathBuf, publish::Fault> {
    let folder = compare::folder(&arguments.output, question)?;
    interrupt.note_draft(Some(folder.draft()));
    compare::write(&folder, question, found, circumstances)?;
    if !arguments.no_charts {
        charts::write_comparison(&folder, found)?;
    }
    folder.commit()
}

/// What the metrics that must not be worse come to.
fn verdict(found: &Comparison, arguments: &Compare) -> Exit {
    let open = arguments.ci.channels().undecided.exit();
    let all = cases::watched(found, &arguments.fail_if_worse);
    let exits = all.map(|(_, difference)| match difference.verdict {
        Some(Verdict::Worse) => Exit::Failed,
        Some(Verdict::Better | Verdict::Same | Verdict::Differs) => Exit::Fine,
        Some(Verdict::Undecided) | None => open,
    });
    exits.min().unwrap_or(Exit::Fine)
}
