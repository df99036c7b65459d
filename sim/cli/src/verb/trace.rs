//! `trace`: generates, shows and converts workload traces.

use std::path::Path;

use lab::trace::{self, Shape, Trace};
use serde_json::json;

use super::init::write_new;
use crate::arguments::{Convert, Generate, Show, Trace as Arguments, TraceVerb};
use crate::exit::Exit;
use crate::number::{count, plain};
use crate::voice::{Form, Voice};
use crate::wrap::hang;

/// Does what is asked with a trace.
pub(crate) fn trace(arguments: &Arguments, voice: &Voice) -> Exit {
    match &arguments.verb {
        TraceVerb::Generate(generate) => make(generate, voice),
        TraceVerb::Show(show) => tell(show, voice),
        TraceVerb::Convert(convert) => turn(convert, voice),
    }
}

fn make(arguments: &Generate, voice: &Voice) -> Exit {
    let Some(shape) = Shape::named(&arguments.shape) else {
        let names: Vec<&str> = Shape::ALL.iter().map(|s| s.0).collect();
        let known = format!("known are {}", names.join(" and "));
        voice.error(&format!("there is no shape `{}`", arguments.shape), Some(&known));
        return Exit::Refused;
    };
    let trace = trace::generate(&shape.spec(arguments.rows), arguments.seed);
    put(&trace, arguments.output.as_deref(), voice)
}

fn turn(arguments: &Convert, voice: &Voice) -> Exit {
    let Some(trace) = read(&arguments.file, voice) else { return Exit::Refused };
    let kept = arguments.first.map_or(trace.rows().len(), |first| first as usize).min(trace.rows().len());
    let trace = Trace::new(trace.rows()[..kept].to_vec(), trace.llms().to_vec());
    put(&trace.scaled(1.0 / arguments.speed), arguments.output.as_deref(), voice)
}

/// Writes a trace into a new file or to stdout.
fn put(trace: &Trace, output: Option<&Path>, voice: &Voice) -> Exit {
    let Some(file) = output else {
        voice.data(&trace.to_csv());
        return Exit::Fine;
    };
    if let Err((message, remedy)) = write_new(file, &trace.to_csv()) {
        voice.error(&message, Some(remedy));
        return Exit::Refused;
    }
    match voice.form {
        Form::Json => voice.json(&content(file, trace)),
        Form::Text => {
            voice.talk(&format!("{} is written: {} requests", file.display(), count(trace.rows().len() as u64)));
        }
    }
    Exit::Fine
}

fn tell(arguments: &Show, voice: &Voice) -> Exit {
    let Some(trace) = read(&arguments.file, voice) else { return Exit::Refused };
    match voice.form {
        Form::Json => voice.json(&content(&arguments.file, &trace)),
        Form::Text => voice.data(&text(&arguments.file, &trace)),
    }
    Exit::Fine
}

fn read(file: &Path, voice: &Voice) -> Option<Trace> {
    match trace::open(file) {
        Ok(trace) => Some(trace),
        Err(faults) => {
            voice.error(faults.render(file).trim_end(), None);
            None
        }
    }
}

fn text(file: &Path, trace: &Trace) -> String {
    let mut out = format!("{}\n", file.display());
    let mut line = |label: &str, text: String| out.push_str(&hang(&format!("  {label}"), &text, 16));
    let none = || "none: all come at once".to_string();
    line("requests", count(trace.rows().len() as u64));
    line("span", format!("{} s", plain(trace.span().as_secs())));
    line("rate", trace.mean_rate().map_or_else(none, |rate| format!("{} /s", plain(rate))));
    let burst = |cv| format!("{} (deviation over mean of the gaps; 1 for Poisson, more for bursts)", plain(cv));
    line("burstiness", trace.cv().map_or_else(none, burst));
    line("prompt", format!("{} tokens on average", plain(trace.mean_prompt())));
    line("output", format!("{} tokens on average", plain(trace.mean_output())));
    if !trace.llms().is_empty() {
        line("llms", trace.llms().join(", "));
    }
    out
}

fn content(file: &Path, trace: &Trace) -> serde_json::Value {
    json!({
        "file": file.display().to_string(),
        "requests": trace.rows().len(),
        "span_s": trace.span().as_secs(),
        "rate_rps": trace.mean_rate(),
        "gap_cv": trace.cv(),
        "prompt_mean_tokens": trace.mean_prompt(),
        "output_mean_tokens": trace.mean_output(),
        "llms": trace.llms(),
    })
}
