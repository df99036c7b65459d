//! References as theory.json has them, and the verdict on an estimate.

use std::fmt;

use serde_json::Value;
use statistics::{Confidence, Estimate};
use units::share::Share;

/// One output of one entry: what is right, and how close to it one must come.
#[derive(Clone, Debug)]
pub(super) struct Reference {
    /// The entry.
    pub(super) entry: String,
    /// The output.
    pub(super) output: String,
    /// What is right.
    pub(super) value: f64,
    tolerance: Tolerance,
}

#[derive(Clone, Copy, Debug)]
enum Tolerance {
    /// Close to the value, by an estimate that is sharp enough.
    Close { target: f64, bias: f64 },
    /// Not above the value, by an estimate that is sharp enough.
    Below { target: f64 },
    /// Exact, and tested as such.
    Exact,
}

/// An output with what was found.
pub(super) struct Line {
    reference: Reference,
    estimate: f64,
    error: f64,
    is_close: bool,
    is_sharp: bool,
}

/// All outputs of the entries that are committed beside this file.
pub(super) fn references() -> Vec<Reference> {
    let all: Value = serde_json::from_str(include_str!("../data/theory.json")).expect("theory.json is JSON");
    let text = |v: &Value| v.as_str().expect("a text").to_string();
    let entries = all["entries"].as_array().expect("a list of entries");
    let outputs = |e: &Value| e["outputs"].as_array().expect("a list of outputs").clone();
    let all = entries.iter().flat_map(|e| outputs(e).into_iter().map(|o| (text(&e["id"]), o)));
    all.map(|(entry, o)| Reference {
        entry,
        output: text(&o["name"]),
        value: o["value"].as_f64().expect("a number"),
        tolerance: tolerance(&o["tolerance"]),
    })
    .collect()
}

fn tolerance(json: &Value) -> Tolerance {
    let number = |key: &str| json[key].as_f64().expect("a number");
    let is_four_sigmas =
        || assert!((number("max_z") - 4.0).abs() < f64::EPSILON, "the quantile below is that of z = 4");
    match json["type"].as_str().expect("a text") {
        "se" => {
            is_four_sigmas();
            Tolerance::Close { target: number("target_rel_se"), bias: number("bias_abs") }
        }
        "upper_bound" => {
            is_four_sigmas();
            Tolerance::Below { target: number("target_rel_se") }
        }
        _ => Tolerance::Exact,
    }
}

/// Student's factor with the tail of four normal standard deviations, 6.3e-5 on both sides together.
fn student(freedom: usize) -> f64 {
    let share: Share = "99.993665752 %".parse().expect("a share");
    Confidence::try_from(share).expect("below 100 %").student_t(freedom)
}

/// Judges independent batches by both halves of the tolerance: near enough, and sharp enough to mean it.
pub(super) fn judge(reference: &Reference, batches: &[f64]) -> Line {
    let found = Estimate::of(batches, Confidence::USUAL);
    let error = found.sd / (found.n as f64).sqrt();
    let reach = student(found.n - 1) * error;
    let is_sharp = |target: f64| error <= 1.5 * target * reference.value.abs();
    let (is_close, is_sharp) = match reference.tolerance {
        Tolerance::Close { target, bias } => ((found.mean - reference.value).abs() <= reach + bias, is_sharp(target)),
        Tolerance::Below { target } => (found.mean <= reference.value + reach, is_sharp(target)),
        Tolerance::Exact => panic!("{} {} is exact: no estimate will do", reference.entry, reference.output),
    };
    Line { reference: reference.clone(), estimate: found.mean, error, is_close, is_sharp }
}

impl Line {
    /// What the columns are.
    pub(super) const HEAD: &'static str =
        "entry                    output                        reference     estimate           SE  verdict";

    /// Whether both halves of the tolerance hold.
    pub(super) fn holds(&self) -> bool {
        self.is_close && self.is_sharp
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { reference: Reference { entry, output, value, .. }, estimate, error, .. } = self;
        let verdict = match (self.is_close, self.is_sharp) {
            (true, true) => "holds",
            (false, true) => "WRONG",
            (true, false) => "TOO BLUNT",
            (false, false) => "WRONG, TOO BLUNT",
        };
        write!(f, "{entry:<24} {output:<28} {value:>11.6} {estimate:>12.6} {error:>12.6}  {verdict}")
    }
}

#[test]
fn the_factor_is_the_one_that_the_reference_names() {
    for (replications, factor) in [(20, 5.10), (30, 4.67), (40, 4.48)] {
        assert!((student(replications - 1) - factor).abs() < 0.005, "{replications}: {}", student(replications - 1));
    }
}

#[test]
fn a_blunt_estimate_does_not_pass() {
    let reference = Reference {
        entry: "mm1".into(),
        output: "mean_wait".into(),
        value: 1.0,
        tolerance: Tolerance::Close { target: 0.01, bias: 0.0 },
    };
    assert!(judge(&reference, &[0.99, 1.01, 1.0]).holds());
    assert!(!judge(&reference, &[0.5, 1.5, 1.0]).holds());
    assert!(!judge(&reference, &[1.999, 2.001, 2.0]).holds());
}
