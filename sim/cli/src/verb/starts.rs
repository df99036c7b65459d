//! `starts`: whether it matters where a scenario begins.

use std::fmt::Write as _;
use std::path::PathBuf;

use files::publish;
use lab::compare::Fault;
use lab::starts::{self, Found};
use lab::study::{Failure, Status};
use scenario::{Base, warnings};
use serde_json::{Value, json};
use units::settings::Setting as _;

use super::experiment::{Stage, open, refuse, threads};
use super::run::fail;
use super::scenario_of;
use crate::arguments::Starts;
use crate::exit::Exit;
use crate::interrupt::Interrupt;
use crate::number::{plain as short, plural};
use crate::voice::{Form, Voice};

/// Plays all starts of a scenario.
pub(crate) fn starts(arguments: &Starts, voice: &Voice) -> Exit {
    let request = arguments.layers.request(&scenario_of(&arguments.file));
    let base = Base::read(&request);
    let checked = match open(&base, &[], &arguments.file, voice) {
        Ok(checked) => checked,
        Err(exit) => return exit,
    };
    let work = match starts::Starts::of(&base, &checked, &[]) {
        Ok(Some(work)) => work,
        Ok(None) => {
            return refuse(
                voice,
                &publish::Fault {
                    message: format!("{} has no starts", checked.file.name),
                    remedy:
                        "write `[starts]` with the metric that tells end states apart, and `[starts.from]` with two \
                             starts: `one = { \"users.all.start\" = [1, 0] }`"
                            .into(),
                },
            );
        }
        Err(refused) => {
            voice.refuse(&refused);
            return Exit::Refused;
        }
    };
    for warning in warnings(&checked) {
        voice.warn(&warning);
    }
    if let Err(fault) = starts::folder(&arguments.output, &work).map(drop) {
        return refuse(voice, &fault);
    }
    let stage = Stage::new(&checked.file.name, threads(arguments.threads), None, voice);
    let found = match stage.play(|options, _| starts::run(&work, options)) {
        Ok(found) => found,
        Err(fault) => return tell_fault(fault, &work, voice),
    };
    let written = write(&work, &found, arguments, &stage);
    stage.interrupt.note_draft(None);
    match voice.form {
        Form::Text => voice.data(&text(&work, &found, written.as_deref().ok())),
        Form::Json => voice.json(&document(&work, &found, written.as_deref().ok())),
    }
    if let Err(fault) = &written {
        return refuse(voice, fault);
    }
    if found.status == Status::Partial {
        return Exit::Interrupted;
    }
    match work.checked.file.starts.as_ref().and_then(|starts| starts.expects) {
        None => Exit::Fine,
        Some(expects) => match found.meets(expects) {
            Some(true) => Exit::Fine,
            Some(false) => Exit::Failed,
            None => Exit::Undecided,
        },
    }
}

/// Says why nothing was found.
fn tell_fault(fault: Fault, work: &starts::Starts, voice: &Voice) -> Exit {
    match fault {
        Fault::Refused(refusal) => {
            voice.error(&refusal.message, Some(&refusal.remedy));
            Exit::Refused
        }
        Fault::Failed(_, Failure::Interrupted) => {
            voice.error("interrupted before all starts were played", Some("nothing was written"));
            Exit::Interrupted
        }
        Fault::Failed(name, failure) => fail(&name, work.checked.file.seed, &failure, voice),
    }
}

fn write(work: &starts::Starts, found: &Found, arguments: &Starts, stage: &Stage) -> Result<PathBuf, publish::Fault> {
    let folder = starts::folder(&arguments.output, work)?;
    let interrupt: &Interrupt = &stage.interrupt;
    interrupt.note_draft(Some(folder.draft()));
    starts::write(&folder, work, found, &stage.circumstances())?;
    folder.commit()
}

/// The names of states: a, b, c.
fn letter(at: usize) -> String {
    char::from_u32('a' as u32 + at as u32).filter(char::is_ascii_lowercase).map_or_else(|| at.to_string(), String::from)
}

/// A chance, or a probability that may be tiny.
fn chance(p: f64) -> String {
    if p < 0.001 { "< 0.001".into() } else { format!("= {p:.3}") }
}

/// What is printed.
fn text(work: &starts::Starts, found: &Found, folder: Option<&std::path::Path>) -> String {
    let n = found.values.first().map_or(0, Vec::len);
    let starts = plural(found.sides.len(), "start");
    let mut out =
        format!("{}: `{}` from {starts}, {} on the same seeds\n\n", work.checked.file.name, work.of, plural(n, "run"));
    let _ = writeln!(
        out,
        "{} (dip {:.3}, p {})",
        plural(found.states.len(), "end state"),
        found.dip.0,
        chance(found.dip.1)
    );
    for (at, state) in found.states.iter().enumerate() {
        let (low, high, mean) = (short(state.low), short(state.high), short(state.mean));
        let _ = writeln!(out, "  {}  {low} to {high}, mean {mean}, {}", letter(at), plural(state.runs, "run"));
    }
    out.push('\n');
    let wide = found.sides.iter().map(|side| side.name.chars().count()).max().unwrap_or(0).max("start".len());
    let _ = write!(out, "{:<wide$}", "start");
    for at in 0..found.states.len() {
        let _ = write!(out, "  {:>24}", format!("ends in {}", letter(at)));
    }
    let _ = writeln!(out, "  {:>10}", "mean");
    for (start, side) in found.sides.iter().enumerate() {
        let _ = write!(out, "{:<wide$}", side.name);
        for at in 0..found.states.len() {
            let (share, limits) = found.chance(start, at);
            let percent = |share: f64| format!("{:.0} %", share * 100.0);
            let cell = format!("{} ({} to {})", percent(share), percent(limits.low), percent(limits.high));
            let _ = write!(out, "  {cell:>24}");
        }
        let mean = found.values[start].iter().sum::<f64>() / n as f64;
        let _ = writeln!(out, "  {:>10}", short(mean));
    }
    let _ = write!(out, "\nstart_matters: {} (p {}", found.word(), chance(found.treated.p));
    if found.treated.share.is_finite() {
        let _ = write!(out, ", {:.0} % of the variance lies between starts", found.treated.share * 100.0);
    }
    out += ")\n";
    out += &conclusion(work, found);
    if let Some(folder) = folder {
        let _ = writeln!(out, "results: {}", files::shown(folder));
    }
    out
}

/// What may be said of levels.
fn conclusion(work: &starts::Starts, found: &Found) -> String {
    if found.has_level() {
        let mean = found.mean();
        return format!("{} = {} ± {} from any start\n", work.of, short(mean.mean), short(mean.half_width));
    }
    match (found.matters, found.states.len()) {
        (Some(true), _) => {
            "a mean with an interval would hold for one start only: use the chance of an end state, as above, \
                            and let `frontier` search from a named start (`--start`)\n"
                .into()
        }
        (None, _) => {
            "not decided: play more runs (`--replications`), or a longer horizon in which starts are forgotten\n".into()
        }
        (Some(false), _) => {
            "runs end in several states whatever their start, and a mean describes none of them: use the chance of an \
                             end state, as above\n"
                .into()
        }
    }
}

fn document(work: &starts::Starts, found: &Found, folder: Option<&std::path::Path>) -> Value {
    let states = found
        .states
        .iter()
        .map(|state| json!({ "low": state.low, "high": state.high, "mean": state.mean, "runs": state.runs }));
    let starts = found.sides.iter().enumerate().map(|(start, side)| {
        let chances = (0..found.states.len()).map(|at| {
            let (share, limits) = found.chance(start, at);
            json!({ "runs": found.runs_in(start, at), "share": share, "low": limits.low, "high": limits.high })
        });
        json!({ "start": side.name, "states": chances.collect::<Vec<_>>(), "values": found.values[start] })
    });
    json!({
        "tool": "windtunnel",
        "version": env!("CARGO_PKG_VERSION"),
        "scenario": work.checked.file.name,
        "of": work.of,
        "start_matters": found.word(),
        "start_p": found.treated.p,
        "share_of_variance_between_starts": Some(found.treated.share).filter(|share| share.is_finite()),
        "dip": found.dip.0,
        "dip_p": found.dip.1,
        "end_states": states.collect::<Vec<_>>(),
        "starts": starts.collect::<Vec<_>>(),
        "mean": found.has_level().then(|| json!({ "mean": found.mean().mean, "half_width": found.mean().half_width })),
        "expects": work.checked.file.starts.as_ref().and_then(|s| s.expects).map(|e| e.write().inline().trim_matches('"').to_string()),
        "folder": folder.map(files::shown),
    })
}
