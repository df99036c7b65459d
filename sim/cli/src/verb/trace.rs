//! `trace`: shows, fits, generates and converts workload traces.

mod show;

use std::fs;
use std::path::Path;

use files::{Request, reason};
use lab::workload::{Unmade, Wish, of_file};
use scenario::models;
use serde_json::json;
use trace::{Found, Row, Shape, Trace, seconds};
use units::problem::did_you_mean;

use show::Window;

use super::init::write_new;
use crate::arguments::trace::{Convert, Fit, Generate, Show, Trace as Arguments, TraceVerb};
use crate::exit::Exit;
use crate::number::count;
use crate::voice::{Form, Voice};

/// Does what is asked with a trace.
pub(crate) fn trace(arguments: &Arguments, voice: &Voice) -> Exit {
    let done = match &arguments.verb {
        TraceVerb::Generate(generate) => make(generate, voice),
        TraceVerb::Show(show) => tell(show, voice),
        TraceVerb::Fit(fit) => estimate(fit, voice),
        TraceVerb::Convert(convert) => turn(convert, voice),
    };
    done.map_or(Exit::Refused, |()| Exit::Fine)
}

fn make(arguments: &Generate, voice: &Voice) -> Option<()> {
    let trace = match &arguments.from {
        Some(file) => from(file, arguments, voice)?,
        None => shaped(arguments, voice)?,
    };
    put(&trace, arguments.output.as_deref(), voice)
}

/// A trace of the shape of a public one.
fn shaped(arguments: &Generate, voice: &Voice) -> Option<Trace> {
    let Some(shape) = Shape::named(&arguments.shape) else {
        let names: Vec<&str> = Shape::ALL.iter().map(|s| s.0).collect();
        let known = format!("known are {}", names.join(" and "));
        voice.error(&format!("there is no shape `{}`", arguments.shape), Some(&known));
        return None;
    };
    Some(trace::generate(&shape.spec(arguments.rows.unwrap_or(5_000)), arguments.seed.unwrap_or(1)))
}

/// What the users of a file send.
fn from(file: &Path, arguments: &Generate, voice: &Voice) -> Option<Trace> {
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) => {
            let message = format!("{} cannot be read: {}", file.display(), reason(&error));
            voice.error(&message, Some("name a scenario, or a file written by `trace fit`"));
            return None;
        }
    };
    let wish = Wish { users: arguments.users.clone(), span: arguments.span, seed: arguments.seed };
    let request = Request { file: file.into(), ..Request::default() };
    match of_file(&text, &request, &wish) {
        Ok(trace) => Some(first(&trace, arguments.rows)),
        Err(Unmade::Refused(refused)) => {
            voice.refuse(&refused);
            None
        }
        Err(Unmade::Unfit { why, remedy }) => {
            voice.error(&why, remedy.as_deref());
            None
        }
    }
}

fn turn(arguments: &Convert, voice: &Voice) -> Option<()> {
    let read = read(&arguments.file, voice)?;
    let seconds = |row: Option<&Row>| row.map_or_else(String::new, |row| format!("{} s", seconds(row.at)));
    let (earliest, latest) = (seconds(read.rows().first()), seconds(read.rows().last()));
    let Some(trace) = read.begun_at(arguments.from) else {
        voice.error("no request comes from that time on", Some(&format!("requests come from {earliest} to {latest}")));
        return None;
    };
    let trace = first(&trace, arguments.first);
    let Some(trace) = trace.at_speed(arguments.speed) else {
        let message = "at this speed the last request would come more than 292 years after the start";
        let remedy = format!("raise --speed, or start at the first request with --from '{earliest}'");
        voice.error(message, Some(&remedy));
        return None;
    };
    put(&trace, arguments.output.as_deref(), voice)
}

/// The first requests of a trace, or all.
fn first(trace: &Trace, first: Option<u32>) -> Trace {
    let kept = first.map_or(trace.rows().len(), |first| first as usize).min(trace.rows().len());
    Trace::new(trace.rows()[..kept].to_vec(), trace.llms().to_vec())
}

/// Writes a trace into a new file or to stdout.
fn put(trace: &Trace, output: Option<&Path>, voice: &Voice) -> Option<()> {
    if let Some(why) = trace.unreadable() {
        voice.error(&why, Some("keep fewer, shorter or earlier requests"));
        return None;
    }
    let Some(file) = output else {
        voice.data(&trace.to_csv());
        return Some(());
    };
    write(file, &trace.to_csv(), voice)?;
    match voice.form {
        Form::Json => voice.json(&show::content(file, &Found::Requests(trace.clone()), None)),
        Form::Text => {
            voice.talk(&format!("wrote {}: {} requests", file.display(), count(trace.rows().len() as u64)));
        }
    }
    Some(())
}

fn write(file: &Path, text: &str, voice: &Voice) -> Option<()> {
    write_new(file, text).map_err(|(message, remedy)| voice.error(&message, Some(remedy))).ok()
}

fn tell(arguments: &Show, voice: &Voice) -> Option<()> {
    let window = match &arguments.llm {
        Some(name) => Some(window(name, voice)?),
        None => None,
    };
    let found = read_any(&arguments.file, voice)?;
    if window.is_some() && matches!(found, Found::Clients(_)) {
        let message = format!("{} contains clients, not requests that could be too long", arguments.file.display());
        voice.error(&message, Some("leave --llm out"));
        return None;
    }
    match voice.form {
        Form::Json => voice.json(&show::content(&arguments.file, &found, window.as_ref())),
        Form::Text => voice.data(&show::text(&arguments.file, &found, window.as_ref())),
    }
    Some(())
}

/// What an LLM of the catalogue can take.
fn window(name: &str, voice: &Voice) -> Option<Window> {
    let known = models::spelt(name).and_then(|name| Some((name, models::llm(name)?.window)));
    let Some((llm, tokens)) = known else {
        let names = models::MODELS.names("llm");
        let remedy = did_you_mean(name, names).unwrap_or_else(|| "`windtunnel list llm` shows all".into());
        voice.error(&format!("there is no llm `{name}`"), Some(&remedy));
        return None;
    };
    Some(Window { llm, tokens })
}

fn estimate(arguments: &Fit, voice: &Voice) -> Option<()> {
    let name = arguments.file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let (text, report) = match read_any(&arguments.file, voice)? {
        Found::Requests(trace) => {
            if trace.answered().is_none() {
                let n = count(trace.rows().len() as u64);
                voice.error(&format!("none of the {n} requests has output tokens"), Some("fit another trace"));
                return None;
            }
            let fit = trace::fit(&trace);
            (trace::fragment(&fit, &trace, &name), trace::report(&fit))
        }
        Found::Clients(clients) => {
            let clients = match &arguments.lengths {
                None => clients,
                Some(file) => match read_any(file, voice)? {
                    Found::Clients(lengths) => clients.with_lengths(&lengths),
                    Found::Requests(_) => {
                        let message = format!("{} contains requests, not lengths by client", file.display());
                        voice.error(&message, Some("name a file such as ServeGen's length quantiles"));
                        return None;
                    }
                },
            };
            if !clients.come() {
                voice.error(
                    "the file contains lengths, but no client sends requests",
                    Some("fit the windows, with --lengths FILE"),
                );
                return None;
            }
            (trace::clients_fragment(&clients, arguments.clients as usize, &name), String::new())
        }
    };
    let Some(file) = &arguments.output else {
        match voice.form {
            Form::Json => voice.json(&json!({ "fragment": text })),
            Form::Text => voice.data(&text),
        }
        return Some(());
    };
    write(file, &text, voice)?;
    match voice.form {
        Form::Json => voice.json(&json!({ "file": file.display().to_string(), "fragment": text })),
        Form::Text => {
            voice.data(&report);
            let shown = file.display();
            voice.talk(&format!(
                "wrote {shown}\n  try it   windtunnel trace generate --from {shown}\n  use it   extends = [\"{shown}\"] in a scenario with a gateway `front`"
            ));
        }
    }
    Some(())
}

fn read(file: &Path, voice: &Voice) -> Option<Trace> {
    trace::open(file).map_err(|faults| voice.error(faults.render(file).trim_end(), None)).ok()
}

fn read_any(file: &Path, voice: &Voice) -> Option<Found> {
    trace::open_any(file).map_err(|faults| voice.error(faults.render(file).trim_end(), None)).ok()
}
