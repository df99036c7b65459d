//! What `compare --json` prints.

use std::path::Path;

use lab::compare::{Comparison, Difference, Question, Verdict};
use lab::study::Status;
use serde_json::{Value, json};

use super::contenders::Unfit;
use crate::document;
use crate::exit::Exit;

/// The document, from what was found or why nothing was.
pub(super) fn whole(exit: Exit, found: Value) -> Value {
    let mut whole = json!({ "tool": "windtunnel", "version": env!("CARGO_PKG_VERSION"), "exit": exit.number() });
    if let (Value::Object(whole), Value::Object(found)) = (&mut whole, found) {
        whole.extend(found);
    }
    whole
}

pub(super) fn refused(faults: &[Unfit]) -> Value {
    let fault = |fault: &Unfit| match fault {
        Unfit::Scenario(from, refused) => document::refused(Path::new(from), refused),
        Unfit::Refused(refusal) => json!({
            "ok": false,
            "problems": [{ "message": refusal.message, "remedy": refusal.remedy }],
        }),
    };
    json!({ "refused": faults.iter().map(fault).collect::<Vec<_>>() })
}

pub(super) fn found(question: &Question, found: &Comparison, folder: Option<&Path>) -> Value {
    let contender = |side: &lab::compare::Side| json!({ "name": side.name, "from": side.from, "hash": side.hash });
    let others = found.sides[1..].iter().zip(&found.against).map(|(side, against)| {
        json!({
            "contender": side.name,
            "metrics": against.differences.iter().map(difference).collect::<Vec<_>>(),
            "only_base": against.only_base,
            "only_other": against.only_other,
        })
    });
    let ablation = found.ablation.as_ref().map(|ablation| {
        let turned = ablation.turned.iter().map(|turned| {
            json!({
                "setting": turned.path,
                "base": turned.base,
                "other": turned.other,
                "carries": turned.carries.differences.iter().map(difference).collect::<Vec<_>>(),
            })
        });
        let kept = ablation.kept.iter().map(|(path, reason)| json!({ "setting": path, "reason": reason }));
        json!({ "turned_back": turned.collect::<Vec<_>>(), "not_turned_back": kept.collect::<Vec<_>>() })
    });
    json!({
        "contenders": found.sides.iter().map(contender).collect::<Vec<_>>(),
        "baseline": question.baseline.is_some(),
        "status": match found.status {
            Status::Complete => "complete",
            Status::Partial => "partial",
        },
        "replications": found.replications,
        "warm_up_s": found.cut.map(units::time::Span::as_secs),
        "confidence": found.confidence.level(),
        "tests": found.n_tests,
        "folder": folder.map(|folder| folder.display().to_string()),
        "against": others.collect::<Vec<_>>(),
        "ablation": ablation,
    })
}

fn difference(of: &Difference) -> Value {
    let estimate = |estimate: &Option<_>| document::estimate(estimate.as_ref());
    json!({
        "metric": of.column.name,
        "owner": of.column.owner,
        "better": of.column.better.word(),
        "base": estimate(&of.base),
        "other": estimate(&of.other),
        "difference": estimate(&of.difference),
        "pairs": of.pairs,
        "differing": of.differing,
        "ratio": of.ratio.map(|(mean, interval)| json!({ "mean": mean, "low": interval.low, "high": interval.high })),
        "p": of.p,
        "p_adjusted": of.p_adjusted,
        "verdict": of.verdict.map(Verdict::word),
        "few_differences": of.is_few,
        "more_replications": of.more,
        "times_as_long": of.longer,
    })
}
