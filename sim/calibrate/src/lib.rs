//! Measures the quantized kernel on this machine, fits what a step of an llm costs here, and tells what tokens cost.
//!
//! Runs never measure: they read the file that comes of it. Source of procedure and form: reference/kernel.md 6.

mod agreement;
mod canary;
mod clock;
pub mod curve;
pub mod economics;
mod file;
mod fit;
mod form;
mod judge;
mod machine;
mod measure;
mod point;
mod schedule;
mod subject;
mod worth;

#[cfg(test)]
mod tests;

use std::path::PathBuf;

use cost::{Load, Measured};
use files::publish::Fault;
use kernel::isa::Isa;
use kernel::llama::Shape;
use kernel::quant::Quant;

pub use agreement::Agreement;
pub use canary::Canary;
pub use clock::Clock;
pub use file::write;
pub use fit::{Errors, Fit};
pub use form::{Form, TERM_NAMES, TERMS};
pub use judge::{Noise, Verdict};
pub use machine::Machine;
pub use measure::Sample;
pub use point::{Point, Use};
pub use schedule::Effort;
pub use subject::{quant, shape_of};

/// What is to be measured, and how thoroughly.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The llm.
    pub llm: Wanted,
    /// Threads that compute; with one, the thread's CPU time is what counts, else the time on the wall.
    pub threads: usize,
    /// How many points.
    pub design: Design,
    /// Time on the wall that loading and measuring may take \[s\]: points that do not fit in are left out. Without it
    /// as long as the design takes.
    pub budget: Option<f64>,
    /// What `KERNEL_ISA` says.
    pub isa: Option<String>,
    /// When, as in `2026-03-01T12:00:00Z`; only for the record.
    pub date: String,
}

/// Which llm is measured.
#[derive(Clone, Debug)]
pub enum Wanted {
    /// One of random weights: times do not hang on them.
    Shape {
        /// The name of the shape.
        name: String,
        /// The format of its weights; without it `Q8_0`.
        quant: Option<Quant>,
    },
    /// One from a file, as it is or rounded anew; what the kernel does not multiply is rounded to `Q8_0`.
    Gguf {
        /// The file.
        file: PathBuf,
        /// What matrices are rounded to.
        quant: Option<Quant>,
    },
}

/// How many points are measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Design {
    /// Twelve, and three of mixed steps to hold the fit against: ten seconds for a small llm on a fast machine.
    Quick,
    /// Some forty: minutes.
    Full,
    /// As few as a test can do with.
    Least,
}

/// How far a calibration is.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    /// What is being done.
    pub now: String,
    /// Part of the work that is done \[0..1\].
    pub share: f64,
}

/// A calibration: what was measured, what came of it, and how far it may be believed.
#[derive(Clone, Debug)]
pub struct Calibration {
    /// The llm's name.
    pub llm: String,
    /// The llm's sizes.
    pub shape: Shape,
    /// The format of most weights.
    pub quant: Quant,
    /// Matrices by format, as in `Q4_K 30, Q8_0 180`.
    pub matrices: String,
    /// What became of matrices that a file has in another format, as in `30 of Q5_0 kept exactly in Q8_0`.
    pub rounding: Option<String>,
    /// Bytes of all weights, as a file has them \[B\].
    pub weight_bytes: u64,
    /// BLAKE3 of the file that the weights came from.
    pub file_hash: Option<String>,
    /// Hash of logits that this kernel gives for this llm: equal on all machines.
    pub logits_hash: u64,
    /// Whether the system took the wish for huge pages.
    pub has_huge_pages: bool,
    /// Threads that computed.
    pub threads: usize,
    /// When.
    pub date: String,
    /// Where.
    pub machine: Machine,
    /// All points, with all repeats.
    pub points: Vec<Point>,
    /// Reference work between the points.
    pub canaries: Vec<Canary>,
    /// The fit.
    pub fit: Fit,
    /// How quiet the machine was.
    pub verdict: Verdict,
    /// How often two honest nodes with sums in another order disagree; `None` where there was no time for it.
    pub agreement: Option<Agreement>,
    /// What measuring took, and what was left out.
    pub effort: Effort,
}

impl Calibration {
    /// The coefficients as runs read them.
    pub fn measured(&self) -> Measured {
        self.fit.measured()
    }

    /// The name under which it is known: llm, format, instruction set, threads.
    pub fn name(&self) -> String {
        file::name(self)
    }

    /// The file, as TOML.
    pub fn to_toml(&self) -> String {
        file::to_toml(self)
    }
}

/// Measures and fits.
///
/// # Errors
/// An llm that cannot be loaded, too little memory, or a clock that stands still.
pub fn calibrate(plan: &Plan, tell: &mut dyn FnMut(&Progress)) -> Result<Calibration, Fault> {
    let isa = Isa::choose(plan.isa.as_deref()).map_err(|fault| Fault {
        message: fault.to_string(),
        remedy: "unset KERNEL_ISA, or name one of these".into(),
    })?;
    let clock = Clock::start();
    let mut most = 0.0_f64;
    let mut tell = |now: &str, share: f64| {
        most = most.max(share);
        tell(&Progress { now: now.into(), share: most });
    };
    tell("loading the llm", 0.0);
    let subject = subject::load(&plan.llm)?;
    let mut bench = measure::Bench::new(&subject, plan, isa, clock)?;
    let logits_hash = bench.hash()?;
    let found = schedule::run(&mut bench, plan, &mut tell)?;
    tell("fitting", 0.97);
    let fit = fit::fit(&found.points, plan.design, plan.threads);
    let verdict = judge::judge(&found, &fit, plan.threads);
    let llm = &subject.llm;
    Ok(Calibration {
        llm: subject.name.clone(),
        shape: *llm.shape(),
        quant: subject.quant(),
        matrices: subject.matrices(),
        rounding: subject.rounding(),
        weight_bytes: llm.file_bytes() as u64,
        file_hash: subject.file_hash,
        logits_hash,
        has_huge_pages: llm.arena().are_huge(),
        threads: plan.threads.max(1),
        date: plan.date.clone(),
        machine: machine::here(isa),
        points: found.points,
        canaries: found.canaries,
        fit,
        verdict,
        agreement: found.agreement,
        effort: found.effort,
    })
}

/// What the fit makes of common steps \[tokens/s\].
pub fn speeds(of: &Calibration) -> [(&'static str, f64); 4] {
    let rate = |tokens: u64, load: &Load| tokens as f64 / of.fit.time(load);
    let decode = |batch: u64, context: u64| {
        let load = (0..batch).fold(Load::default(), |load, _| load.with(1, context, 1));
        rate(batch, &load)
    };
    [
        ("prefill 256", rate(256, &Load::default().with(256, 0, 1))),
        ("check 256", rate(256, &Load::default().with(256, 0, 256))),
        ("decode 1", decode(1, 128)),
        ("decode 8", decode(8, 128)),
    ]
}
