//! Verbs and flags of `trace`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use units::text::Decimal;
use units::time::Span;

use super::Speech;

/// Show, fit, generate and convert workload traces
#[derive(Debug, Args)]
#[command(after_help = FORMATS)]
pub(crate) struct Trace {
    #[command(subcommand)]
    pub(crate) verb: TraceVerb,
    #[command(flatten)]
    pub(crate) speech: Speech,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TraceVerb {
    Show(Show),
    Fit(Fit),
    Generate(Generate),
    Convert(Convert),
}

const FORMATS: &str = "\
The first line determines the format; gzipped files are unpacked:
  arrival_s,llm,prompt_tokens,output_tokens[,session,prefix_tokens]   the plain form
  TIMESTAMP,ContextTokens,GeneratedTokens                             Azure 2023 and 2024
  Timestamp,[Session ID,]Model,Request tokens,Response tokens,...     BurstGPT
  {\"timestamp\": 0, \"input_length\": 1, \"output_length\": 1, ...}        Mooncake: milliseconds
  the same with \"session_id\", and \"delay\" for later turns             AIPerf: milliseconds
  the same with \"chat_id\", \"parent_chat_id\", \"turn\"                   Bailian (Qwen): seconds
  client,t_s,rate_rps,cv,iat_family,shape,scale                       ServeGen: clients
  client,field,q0,...,q1                                              ServeGen: their lengths
  input_tokens,output_tokens                                          lengths alone";

/// Show what is in a trace: requests, rate, burstiness, lengths, sessions, shared prefixes
///
/// Dispersion is the variance over the mean of the requests in windows of 1 s, 10 s, 1 min and 1 h: 1 for Poisson
/// arrivals, more for bursty arrivals or a varying rate. Quantiles are interpolated linearly between the sorted values,
/// as in numpy. A prefix is what an unlimited cache would have of a prompt. Times that look as if they were in another
/// unit are reported. If a turn has a delay instead of a time, it counts from when the previous turn was sent, as a
/// trace has no answer times.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  windtunnel trace show AzureLLMInferenceTrace_conv.csv
  windtunnel trace show conversation_trace.jsonl --json
  windtunnel trace show conversation_trace.jsonl --llm qwen3_8b")]
pub(crate) struct Show {
    /// Trace file; `trace --help` names the formats
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// An LLM of `list llm`: count the requests that exceed its context window
    #[arg(long, value_name = "NAME")]
    pub(crate) llm: Option<String>,
}

/// Fit arrivals and lengths to a trace; print a fragment of a scenario
///
/// Arrivals: Poisson, renewal (gamma, Weibull, a table) and a modulated Poisson process, each with the trace's rate and
/// length. Lengths: lognormal, gamma, two lognormals by expectation maximisation, and a table of quantiles where none
/// of these is close. A trace of two days or more is also fitted by the hours of the day; a file of clients becomes a
/// sum of clients. The distance is Kolmogorov-Smirnov; held out is the distance to the last third of the trace when
/// only the first two thirds are fitted. A star marks the choice: the simplest of nearly equal fits.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  windtunnel trace fit AzureLLMInferenceTrace_conv.csv -o chat.toml
  windtunnel trace generate --from chat.toml --span '1 d' -o day.csv
  windtunnel trace fit m-large_client_windows.csv.gz --lengths m-large_length_quantiles.csv --clients 12")]
pub(crate) struct Fit {
    /// Trace file; `trace --help` names the formats
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Lengths by client, if FILE contains clients without lengths
    #[arg(long, value_name = "FILE")]
    pub(crate) lengths: Option<PathBuf>,
    /// Number of separate clients, if FILE contains clients; the least active are merged into one
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub(crate) clients: u32,
    /// File to write; must not exist yet; without it, stdout
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// Generate a trace in the shape of a public one, or from the users of a scenario
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  windtunnel trace generate --shape azure-conversation --rows 5000 --seed 1 -o chat.csv
  windtunnel trace generate --from fitted.toml --span '1 d' -o day.csv
  windtunnel trace generate --from scenarios/quickstart.toml --users chat")]
pub(crate) struct Generate {
    /// Shape: azure-conversation or azure-code
    #[arg(long, default_value = "azure-conversation", conflicts_with = "from")]
    pub(crate) shape: String,
    /// A scenario, or a fragment written by `trace fit`
    #[arg(long, value_name = "FILE")]
    pub(crate) from: Option<PathBuf>,
    /// The group of users in that file; not needed if there is only one
    #[arg(long, value_name = "NAME", requires = "from")]
    pub(crate) users: Option<String>,
    /// Length of the trace in time; without it, the scenario's horizon, or one hour
    #[arg(long, value_name = "TIME", requires = "from")]
    pub(crate) span: Option<Span>,
    /// Maximum number of requests; 5000 for a shape
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=5_000_000))]
    pub(crate) rows: Option<u32>,
    /// Seed of all random numbers; 1 for a shape
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(0..=i64::MAX as u64))]
    pub(crate) seed: Option<u64>,
    /// File to write; must not exist yet; without it, stdout
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// Convert a trace to the plain form, optionally faster or slower
///
/// Arrivals are whole nanoseconds: at speed 1 they stay as they are.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  windtunnel trace convert AzureLLMInferenceTrace_conv.csv --speed 2 -o twice_as_fast.csv
  windtunnel trace convert since_1970.csv --from '1700000000 s' -o from_zero.csv")]
pub(crate) struct Convert {
    /// Trace file; `trace --help` names the formats
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Factor of the request rate; 0.5 is half the rate
    #[arg(long, value_name = "X", default_value = "1", value_parser = positive)]
    pub(crate) speed: Decimal,
    /// Time in the recording that becomes the start; earlier requests are left out
    #[arg(long, value_name = "TIME", default_value = "0 s")]
    pub(crate) from: Span,
    /// Keep only this many requests, from the first
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) first: Option<u32>,
    /// File to write; must not exist yet; without it, stdout
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

fn positive(text: &str) -> Result<Decimal, String> {
    let number = Decimal::parse(text).filter(|number| (1e-6..=1e6).contains(&number.to_f64()));
    let number = number.ok_or_else(|| format!("`{text}` is not a number from 0.000001 to 1000000"))?;
    let most = trace::Trace::MOST_DECIMALS;
    if number.scale > most { Err(format!("`{text}` has more than {most} decimals")) } else { Ok(number) }
}
