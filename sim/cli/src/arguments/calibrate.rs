//! The command line of `calibrate`.

use std::path::PathBuf;

use clap::Args;
use units::time::Span;

use super::Speech;

/// What `--quant` takes.
const FORMATS: &str = "\
Format of the weights: Q8_0, Q4_0, Q4_1, Q4_K or Q6_K. Without it, a file's own format if the kernel multiplies it, and \
Q8_0 for F32, F16, BF16, Q5_0, Q5_1 and Q5_K [default: Q8_0]";

/// Measure the quantized kernel on this machine and fit the time of an llm's step
///
/// Twelve kinds of steps are measured five times each. The five coefficients of t = a + b tokens + l logits + c
/// positions attended + k tokens cached are fitted, and how much streaming (a) and arithmetic (b tokens) overlap. The
/// fit is tested on held-out steps. That takes about ten seconds (`--budget`); where it would take longer, only the
/// most informative steps for their time are measured, and the output says what was left out. The file records the
/// machine, how quiet it was and the error of the fit; a chart is written next to it. Runs never measure: a scenario
/// reads the file by `hardware = "calibrated:NAME"`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  windtunnel calibrate                                            smollm2_135m of random weights, Q8_0, one thread
  windtunnel calibrate --shape smollm2_360m --quant Q4_0          a coarser format of a larger shape
  windtunnel calibrate --gguf models/weights/smollm2-135m.gguf    real weights, as they are in the file
  windtunnel calibrate --llm llama_1b --full                      an llm of the catalogue, some forty points
  windtunnel calibrate --budget '1 min'                           all of the design even on a slow machine
  windtunnel calibrate --noisy-ok -o models/calibrations/laptop.toml

A noisy result is not written without --noisy-ok; the exit code is then 4. Stop other programs, or measure again later.
KERNEL_ISA=portable|avx2|avx512|neon restricts the kernel to an instruction set.")]
pub(crate) struct Calibrate {
    /// A GGUF file of a Llama-family llm
    #[arg(long, value_name = "FILE", conflicts_with_all = ["shape", "llm"])]
    pub(crate) gguf: Option<PathBuf>,
    /// A published shape with random weights; times do not depend on their values
    #[arg(long, value_name = "NAME", conflicts_with = "llm")]
    pub(crate) shape: Option<String>,
    /// An llm of the catalogue (`list llm`) whose shape the kernel knows
    #[arg(long, value_name = "NAME")]
    pub(crate) llm: Option<String>,
    #[arg(long, value_name = "FORMAT", help = FORMATS)]
    pub(crate) quant: Option<String>,
    /// Threads that compute; with more than one, wall time is measured, which other load disturbs
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) threads: u16,
    /// Measure some forty points, which takes minutes
    #[arg(long)]
    pub(crate) full: bool,
    /// Time for loading and measuring; steps that do not fit into it are left out, except the minimum that a fit needs;
    /// fitting and drawing take about a second more [default: 10 s; with --full, no limit]
    #[arg(long, value_name = "TIME")]
    pub(crate) budget: Option<Span>,
    /// Write the result even if the machine was not quiet; the file says so
    #[arg(long)]
    pub(crate) noisy_ok: bool,
    /// File to write, ending in .toml; its chart is written beside it [default: models/calibrations/NAME.toml]
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) speech: Speech,
}
