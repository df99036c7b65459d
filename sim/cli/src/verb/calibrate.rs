//! `calibrate`: measures the kernel here, shows what came of it, and writes it down if it can be believed.

use std::path::{Path, PathBuf};

use calibrate::{Calibration, Design, Effort, Plan, Wanted};
use files::publish;
use serde_json::{Value, json};
use units::time::Span;

use crate::arguments::Calibrate;
use crate::clock;
use crate::exit::Exit;
use crate::number::plain;
use crate::progress::Teller;
use crate::voice::{Form, Voice};
use crate::wrap::hang;

/// Where calibrations lie, seen from the root of the repository.
const FOLDER: &str = "models/calibrations";

/// Time for loading and measuring the usual design, where none is given.
const BUDGET: Span = Span::secs(10);

/// Measures, shows and writes.
pub(crate) fn calibrate(arguments: &Calibrate, voice: &Voice) -> Exit {
    let found = plan(arguments).and_then(|plan| {
        let bar = Teller::new("calibrate", voice);
        let found = calibrate::calibrate(&plan, &mut |progress| bar.show(progress.share, || progress.now.clone()));
        bar.end();
        let found = found?;
        let file = arguments.output.clone().unwrap_or_else(|| Path::new(FOLDER).join(format!("{}.toml", found.name())));
        Ok((found, file))
    });
    let (found, file) = match found {
        Ok(found) => found,
        Err(fault) => {
            voice.error(&fault.message, Some(&fault.remedy));
            return Exit::Refused;
        }
    };
    let is_kept = found.verdict.is_quiet() || arguments.noisy_ok;
    let written = if is_kept { write(&found, &file, voice) } else { None };
    match voice.form {
        Form::Json => voice.json(&document(&found, written.as_deref())),
        Form::Text => voice.data(&text(&found)),
    }
    if !is_kept {
        let noise: Vec<String> = found.verdict.noise.iter().map(ToString::to_string).collect();
        voice.error(
            &format!("the machine was not quiet, so nothing was written; {}", noise.join("; ")),
            Some("stop other programs and measure again, or keep the result with --noisy-ok; its file will say so"),
        );
        return Exit::Undecided;
    }
    let Some(written) = written else { return Exit::Refused };
    let name = file.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into());
    voice.talk(&format!("wrote {} and its chart next to it", written.display()));
    voice.talk(&format!("  use it   hardware = \"calibrated:{name}\""));
    Exit::Fine
}

fn plan(arguments: &Calibrate) -> Result<Plan, publish::Fault> {
    let quant = arguments.quant.as_deref().map(calibrate::quant).transpose()?;
    let llm = match (&arguments.gguf, &arguments.llm) {
        (Some(file), _) => Wanted::Gguf { file: file.clone(), quant },
        (None, Some(name)) => Wanted::Shape { name: calibrate::shape_of(name)?, quant },
        (None, None) => {
            let name = arguments.shape.clone().unwrap_or_else(|| "smollm2_135m".into());
            Wanted::Shape { name, quant }
        }
    };
    Ok(Plan {
        llm,
        threads: usize::from(arguments.threads),
        design: if arguments.full { Design::Full } else { Design::Quick },
        budget: arguments.budget.or((!arguments.full).then_some(BUDGET)).map(|budget| budget.ns() as f64 * 1e-9),
        isa: std::env::var("KERNEL_ISA").ok(),
        date: clock::now(),
    })
}

/// Writes file and chart, both or none.
fn write(found: &Calibration, file: &Path, voice: &Voice) -> Option<PathBuf> {
    let picture = report::calibration(found);
    match calibrate::write(found, file, &picture.png) {
        Ok(()) => Some(file.into()),
        Err(fault) => {
            voice.error(&fault.message, Some(&fault.remedy));
            None
        }
    }
}

fn text(found: &Calibration) -> String {
    let (fit, machine) = (&found.fit, &found.machine);
    let mut out = format!("{}\n", found.name());
    let mut line = |label: &str, text: String| out.push_str(&hang(&format!("  {label}"), &text, 16));
    line("machine", format!("{}, {}, {} of {} cores", machine.cpu, machine.isa, found.threads, machine.cores));
    let rounding = found.rounding.as_ref().map_or_else(String::new, |rounding| format!("; in the file {rounding}"));
    let megabytes = found.weight_bytes as f64 / 1e6;
    line("llm", format!("{}, {megabytes:.1} MB in matrices of {}{rounding}", found.llm, found.matrices));
    for (term, (label, meaning)) in calibrate::TERM_NAMES.iter().enumerate() {
        let us = |x: f64| plain(x * 1e6);
        let (low, high) = fit.limits[term];
        line(label, format!("{} us {meaning} [{}, {}]", us(fit.form.terms[term]), us(low), us(high)));
    }
    let (low, high) = fit.sharpness_limits;
    let meaning = "exponent of the p-norm of `step` and `token`: 1 adds them, 6 is close to the longer of the two";
    line("sharpness", format!("{} {meaning} [{}, {}]", plain(fit.form.sharpness), plain(low), plain(high)));
    line(
        "speed",
        calibrate::speeds(found)
            .iter()
            .map(|(what, rate)| format!("{what} {} tok/s", plain(*rate)))
            .collect::<Vec<_>>()
            .join(", "),
    );
    let percent = |x: f64| format!("{:.1} %", 100.0 * x);
    line(
        "held out",
        format!(
            "median {}, p90 {}, max {}",
            percent(fit.held_out.median()),
            percent(fit.held_out.p90()),
            percent(fit.held_out.most())
        ),
    );
    line(
        "mixed steps",
        format!("median {}, max {}, none of them fitted", percent(fit.mixed.median()), percent(fit.mixed.most())),
    );
    let agreement = |found: &calibrate::Agreement| {
        let (hazard, limits) = found.hazard();
        format!(
            "fixed order: {} of {} tokens differ; order by batch: {} per token [{}, {}]",
            found.differing_fixed,
            found.tokens_fixed,
            plain(hazard),
            plain(limits.low),
            plain(limits.high)
        )
    };
    line("agreement", found.agreement.as_ref().map_or_else(|| "not measured".into(), agreement));
    if let Some(lack) = found.effort.lack() {
        line("left out", format!("{lack}; {}", spent(&found.effort)));
    }
    line("noise", found.verdict.word());
    out
}

/// What was spent of the budget, and what would do for all.
fn spent(effort: &Effort) -> String {
    // Estimates come from single steps, and there may be unsteady points to measure anew: a quarter more.
    let enough = 1.25 * effort.whole;
    let enough = match enough {
        ..100.0 => format!("{} s", 5.0 * (enough / 5.0).ceil()),
        _ => format!("{} min", (enough / 60.0).ceil()),
    };
    let of = effort.budget.map_or_else(String::new, |budget| format!(" of {budget} s"));
    format!("{:.1} s{of} were used; `--budget '{enough}'` should be enough for all", effort.spent)
}

fn document(found: &Calibration, written: Option<&Path>) -> Value {
    let fit = &found.fit;
    let hazard = found.agreement.as_ref().map(|found| {
        let (hazard, limits) = found.hazard();
        json!({ "is": hazard, "low": limits.low, "high": limits.high })
    });
    let terms = calibrate::TERM_NAMES.iter().enumerate().map(|(term, (label, _))| {
        let (low, high) = fit.limits[term];
        (label.to_string(), json!({ "s": fit.form.terms[term], "low": low, "high": high }))
    });
    let (low, high) = fit.sharpness_limits;
    let sharpness = json!({ "is": fit.form.sharpness, "low": low, "high": high });
    let errors =
        |errors: &calibrate::Errors| json!({ "median": errors.median(), "p90": errors.p90(), "most": errors.most() });
    json!({
        "name": found.name(),
        "file": written.map(|file| file.display().to_string()),
        "llm": found.llm,
        "matrices": found.matrices,
        "rounding": found.rounding,
        "machine": found.machine.cpu,
        "instructions": found.machine.isa,
        "threads": found.threads,
        "terms": terms.collect::<serde_json::Map<_, _>>(),
        "sharpness": sharpness,
        "tokens_per_s": calibrate::speeds(found).into_iter().map(|(what, rate)| (what.to_string(), rate.into())).collect::<serde_json::Map<_, Value>>(),
        "held_out": errors(&fit.held_out),
        "mixed": errors(&fit.mixed),
        "hazard_per_token": hazard,
        "budget_s": found.effort.budget,
        "spent_s": found.effort.spent,
        "left_out": found.effort.left_out,
        "noise": found.verdict.noise.iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}
