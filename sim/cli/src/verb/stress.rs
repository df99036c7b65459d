//! `stress`: a scenario in calm and under weather.

mod cases;
mod text;

use std::time::Instant;

use files::publish::{Fault, MANIFEST};
use lab::stress::{self, Asked, Hunted, LIBRARY, Plan, Standing, Stressed, Under};
use scenario::Base;
use serde_json::{Value, json};
use statistics::Verdict;
use units::time::Span;

use super::experiment::{Stage, open, refuse};
use super::scenario_of;
use crate::arguments::Stress;
use crate::ci::OnUndecided;
use crate::exit::Exit;
use crate::number::plural;
use crate::voice::{Form, Voice, complain};

/// Runs a stress, or goes on with one.
pub(crate) fn stress(arguments: &Stress, voice: &Voice) -> Exit {
    let Some(file) = &arguments.file else {
        match voice.form {
            Form::Text => voice.data(&text::library()),
            Form::Json => voice.json(&library_json()),
        }
        return Exit::Fine;
    };
    let asked = match asked(arguments) {
        Ok(asked) => asked,
        Err(fault) => return refuse(voice, &fault),
    };
    if let Err(fault) = arguments.ci.channels().check() {
        return refuse(voice, &fault);
    }
    let request = arguments.layers.request(&scenario_of(file));
    let base = Base::read(&request);
    let until = match arguments.experiment.until() {
        Ok(until) => until,
        Err(fault) => return refuse(voice, &fault),
    };
    let plan = match open(&base, &[], file, voice) {
        Ok(checked) => Plan::of(&checked, &asked),
        Err(exit) => return exit,
    };
    let plan = match plan {
        Ok(plan) => plan,
        Err(fault) => return refuse(voice, &fault),
    };
    let checked = match open(&base, &plan.arguments(None), file, voice) {
        Ok(checked) => checked,
        Err(exit) => return exit,
    };
    if arguments.list {
        match voice.form {
            Form::Text => voice.data(&text::planned(&plan)),
            Form::Json => voice.json(&planned_json(&plan)),
        }
        return Exit::Fine;
    }
    // What is asked for by name must be possible; the library only offers.
    if let Some((storm, why)) =
        plan.storms.iter().find_map(|s| Some((s, s.settings.as_ref().err()?))).filter(|s| s.0.is_named)
    {
        let message = format!("`{}` has nothing to strike in this scenario: {why}", storm.weather.name());
        return refuse(
            voice,
            &Fault { message, remedy: "leave it out; `--list` shows which weather can strike".into() },
        );
    }
    let folder = arguments.experiment.place(|output| stress::folder(output, &checked, &plan));
    let work =
        stress::Stress { checked: &checked, base: &base, plan: &plan, folder, is_fresh: arguments.experiment.fresh };
    let began = Instant::now();
    if arguments.experiment.dry_run {
        let threads = arguments.experiment.threads();
        let seconds = stress::forecast(&work, &|| began.elapsed().as_secs_f64()) / threads as f64;
        let document = json!({
            "sides": 1 + work.played().len(),
            "replications": checked.file.replications,
            "wall_s": seconds,
        });
        arguments.experiment.is_dry(&text::dry(&work, seconds), document, &work.folder, voice);
        return Exit::Fine;
    }
    play(arguments, &work, until, voice)
}

fn play(arguments: &Stress, work: &stress::Stress, until: Option<Instant>, voice: &Voice) -> Exit {
    let stage = Stage::new(&work.checked.file.name, arguments.experiment.threads(), until, voice);
    let stressed = stage.play(|options, circumstances| stress::run(work, options, circumstances));
    let stressed = match stressed {
        Ok(stressed) => stressed,
        Err(fault) => {
            voice.error(&fault.message, Some(&fault.remedy));
            return if stage.interrupt.is_set() { Exit::Interrupted } else { Exit::Refused };
        }
    };
    let mut exit = Exit::Fine;
    if !arguments.experiment.no_charts
        && let Err(fault) = crate::charts::write_stress(work, &stressed)
    {
        voice.error(&fault.message, Some(&fault.remedy));
        exit = Exit::Refused;
    }
    let hunted = (arguments.adversary && stressed.is_complete)
        .then(|| stage.play(|options, _| stress::hunt(work, &stressed, options)));
    let hunted = match hunted.transpose() {
        Ok(hunted) => hunted,
        Err(fault) => {
            voice.error(&fault.message, Some(&fault.remedy));
            exit = exit.min(Exit::Refused);
            None
        }
    };
    let is_whole = stressed.is_complete && hunted.as_ref().is_none_or(|hunted| hunted.is_complete);
    match voice.form {
        Form::Text => voice.data(&text::found(work, &stressed, hunted.as_ref())),
        Form::Json => voice.json(&as_json(work, &stressed, hunted.as_ref())),
    }
    let suite = cases::of(work, &stressed, stage.started.clone(), stage.teller.seconds());
    let (annotations, faults) = arguments.ci.channels().write(&[suite]);
    complain(&annotations);
    for fault in faults {
        voice.error(&fault.message, Some(&fault.remedy));
        exit = exit.min(Exit::Refused);
    }
    for label in never_bit(work, &stressed) {
        let remedy = "give it more strength, as in `--weather NAME=STRENGTH`, or leave it out";
        voice.error(&format!("`{label}` changed nothing: every replication came out as in calm"), Some(remedy));
        exit = exit.min(Exit::Refused);
    }
    if !is_whole {
        return exit.min(if stage.interrupt.is_set() { Exit::Interrupted } else { Exit::Undecided });
    }
    exit.min(verdict(&stressed, arguments.ci.channels().undecided))
}

/// Weather that was asked for and changed nothing.
fn never_bit<'a>(work: &'a stress::Stress, stressed: &'a Stressed) -> Vec<&'a str> {
    let pairs = work.plan.storms.iter().zip(&stressed.storms);
    let idle = pairs.filter(|(storm, stormed)| {
        storm.is_named && matches!(&stormed.standing, Standing::Played(under) if !under.bit)
    });
    idle.map(|(_, stormed)| stormed.label.as_str()).collect()
}

/// The worst of all verdicts under weather; where no claim holds in calm, nothing could be asked.
fn verdict(stressed: &Stressed, undecided: OnUndecided) -> Exit {
    let all = |of: fn(Verdict) -> bool| {
        let played = stressed.storms.iter().filter_map(|storm| played(&storm.standing));
        played.flat_map(|under| under.claims.iter().flatten()).any(|judged| of(judged.verdict))
    };
    let none_holds = !stressed.calm.is_empty() && stressed.calm.iter().all(|judged| judged.verdict != Verdict::Held);
    if all(|verdict| verdict == Verdict::Failed) {
        return Exit::Failed;
    }
    let is_open = none_holds || all(|verdict| matches!(verdict, Verdict::Undecided | Verdict::Censored));
    if is_open && undecided == OnUndecided::Fail { Exit::Undecided } else { Exit::Fine }
}

fn played(standing: &Standing) -> Option<&Under> {
    match standing {
        Standing::Played(under) => Some(under),
        Standing::CannotApply(_) | Standing::NotPlayed => None,
    }
}

fn asked(arguments: &Stress) -> Result<Asked, Fault> {
    let span = |flag: &str, text: &Option<String>| {
        let Some(text) = text else { return Ok(None) };
        text.parse::<Span>().map(Some).map_err(|_| Fault {
            message: format!("`{flag} {text}` is not a time"),
            remedy: format!("as in `{flag} '10 min'`"),
        })
    };
    Ok(Asked {
        weather: arguments.weather.clone(),
        at: span("--at", &arguments.at)?,
        lasts: span("--lasts", &arguments.lasts)?,
        bins: span("--bins", &arguments.bins)?,
    })
}

fn as_json(work: &stress::Stress, stressed: &Stressed, hunted: Option<&Hunted>) -> Value {
    let storms = stressed.storms.iter().zip(&work.plan.storms).map(|(stormed, storm)| {
        let mut document = json!({ "weather": stormed.label, "strength": storm.strength.to_string() });
        match &stormed.standing {
            Standing::CannotApply(why) => document["cannot_apply"] = json!(why),
            Standing::NotPlayed => document["status"] = json!("not played"),
            Standing::Played(under) => under_json(&mut document, under, stressed),
        }
        document
    });
    let adversary = hunted.map(|hunted| {
        let mildest = hunted.mildest.as_ref().map(|mildest| {
            json!({
                "weather": mildest.weather,
                "strength": mildest.strength.to_string(),
                "lasts_s": mildest.lasts.map(Span::as_secs),
                "claims": mildest.claims,
            })
        });
        let thresholds = hunted.thresholds.iter().map(|threshold| {
            json!({
                "weather": threshold.weather,
                "holds_at": threshold.held.to_string(),
                "fails_at": threshold.failed.map(|strength| strength.to_string()),
                "claims": threshold.claims,
            })
        });
        json!({ "mildest": mildest, "thresholds": thresholds.collect::<Vec<_>>() })
    });
    json!({
        "tool": "windtunnel",
        "version": env!("CARGO_PKG_VERSION"),
        "experiment": "stress",
        "status": if stressed.is_complete { "complete" } else { "partial" },
        "replications": stressed.replications,
        "at_s": work.plan.at.as_secs(),
        "lasts_s": work.plan.lasts.as_secs(),
        "bin_s": work.plan.width.as_secs(),
        "calm": stressed.calm.iter().map(|j| json!({ "claim": j.name, "verdict": j.verdict.to_string() })).collect::<Vec<_>>(),
        "weather": storms.collect::<Vec<_>>(),
        "adversary": adversary,
        "rows": { "earlier": stressed.rows[0], "added": stressed.rows[1] },
        "folder": files::shown(&stressed.folder),
        "manifest": files::shown(&stressed.folder.join(MANIFEST)),
    })
}

fn under_json(document: &mut Value, under: &Under, stressed: &Stressed) {
    let signals = under.signals().filter_map(|path| {
        let first = path.signals().next()?;
        let interval = first.difference.interval();
        Some(json!({
            "metric": path.metric, "owner": path.owner, "after_s": first.after_s, "calm": first.calm,
            "difference": first.difference.mean, "low": interval.low, "high": interval.high,
        }))
    });
    document["bit"] = json!(under.bit);
    document["signals"] = signals.collect();
    document["depth"] = under.depth.map_or(Value::Null, |d| json!({ "share": d.share, "after_s": d.after_s }));
    document["back_after_s"] = json!(under.back.seconds());
    document["worse"] = under.signature().iter().map(|moved| json!(moved.label())).collect();
    let claims = under.claims.iter().zip(&stressed.calm).map(|(claim, calm)| {
        let verdict = claim.as_ref().map_or("not applicable".into(), |judged| judged.verdict.to_string());
        json!({ "claim": calm.name, "verdict": verdict })
    });
    document["claims"] = claims.collect();
}

fn library_json() -> Value {
    let weather = |weather: &&dyn stress::Weather| {
        let usual = weather.usual().map(|value| stress::Strength { kind: weather.kind(), value }.to_string());
        json!({ "name": weather.name(), "doc": weather.doc(), "strength": weather.measure(), "usual": usual })
    };
    LIBRARY.iter().map(weather).collect()
}

fn planned_json(plan: &Plan) -> Value {
    let weather = |storm: &stress::Storm| {
        json!({
            "weather": storm.label,
            "strength": storm.strength.to_string(),
            "settings": storm.settings.as_ref().ok(),
            "cannot_apply": storm.settings.as_ref().err(),
        })
    };
    plan.storms.iter().map(weather).collect()
}

/// Weather in a few words, for the verb and its pages.
fn known() -> Vec<(&'static str, String)> {
    LIBRARY
        .iter()
        .map(|weather| {
            let usual = weather
                .usual()
                .map_or("--lasts".into(), |value| stress::Strength { kind: weather.kind(), value }.to_string());
            (weather.name(), format!("{} Strength: {} ({usual}).", weather.doc(), weather.measure()))
        })
        .collect()
}

/// How many weathers can strike, in words.
fn sides(work: &stress::Stress) -> String {
    format!("calm and {}", plural(work.played().len(), "weather"))
}
