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
The format is told from the first line; a file that gzip packed is unpacked:
  arrival_s,llm,prompt_tokens,output_tokens[,session,prefix_tokens]   the plain form
  TIMESTAMP,ContextTokens,GeneratedTokens                             Azure 2023 and 2024
  Timestamp,[Session ID,]Model,Request tokens,Response tokens,...     BurstGPT
  {\"timestamp\": 0, \"input_length\": 1, \"output_length\": 1, ...}        Mooncake: milliseconds
  the same with \"session_id\", and \"delay\" for later turns             AIPerf: milliseconds
  the same with \"chat_id\", \"parent_chat_id\", \"turn\"                   Bailian (Qwen): seconds
  client,t_s,rate_rps,cv,iat_family,shape,scale                       ServeGen: clients
  client,field,q0,...,q1                                              ServeGen: their lengths
  input_tokens,output_tokens                                          lengths alone";

/// Show what is in a trace: requests, rate, bursts, lengths, sessions, shared prefixes
///
/// Dispersion is the variance over the mean of the requests in windows of 1 s, 10 s, 1 min and 1 h: 1 for Poisson
/// arrivals, more where they come in bursts or the rate swings. Quantiles are linear between the sorted values, as
/// numpy's. A prefix is what a cache without bounds would know of a prompt. Times that look as if they stood in another
/// unit are told. Where a turn says a delay in the place of a time, it counts from when the turn before was sent, as a
/// trace knows no answers.
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
    /// An LLM of `list llm`: how many requests exceed the tokens that it can take
    #[arg(long, value_name = "NAME")]
    pub(crate) llm: Option<String>,
}

/// Fit arrivals and lengths to a trace; print a fragment of a scenario
///
/// Arrivals: Poisson, renewal (gamma, Weibull, a table) and a modulated Poisson process, each with the trace's rate and
/// played as long as the trace. Lengths: lognormal, gamma, two lognormals by expectation maximisation, and a table of
/// quantiles where no law comes near. A trace of two days or more is also fitted by the hours of the day; a file of
/// clients becomes a sum of clients. Distance is Kolmogorov and Smirnov's; held out is the distance to the last third
/// of the trace when only the first two are fitted. A star marks what was chosen: of nearly equals the simplest.
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
    /// Lengths by client, where FILE holds clients without them
    #[arg(long, value_name = "FILE")]
    pub(crate) lengths: Option<PathBuf>,
    /// Clients that are told apart, where FILE holds clients; the least active are one
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub(crate) clients: u32,
    /// File to write, which must not be there yet; stdout without it
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// Generate a trace of the shape of a public one, or of what a file's users send
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
    /// A scenario, or a fragment of one as `trace fit` writes it
    #[arg(long, value_name = "FILE")]
    pub(crate) from: Option<PathBuf>,
    /// The group of users of that file; not needed where there is one
    #[arg(long, value_name = "NAME", requires = "from")]
    pub(crate) users: Option<String>,
    /// How long they come; without it a scenario's horizon, or an hour
    #[arg(long, value_name = "TIME", requires = "from")]
    pub(crate) span: Option<Span>,
    /// Requests at the most; 5000 of a shape
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=5_000_000))]
    pub(crate) rows: Option<u32>,
    /// Seed of all chance; 1 of a shape
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(0..=i64::MAX as u64))]
    pub(crate) seed: Option<u64>,
    /// File to write, which must not be there yet; stdout without it
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// Convert a trace to the plain form, faster or slower if wanted
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
    /// How much faster the requests come; 0.5 is half the rate
    #[arg(long, value_name = "X", default_value = "1", value_parser = positive)]
    pub(crate) speed: Decimal,
    /// Time of the recording that becomes the start; what came before is left out
    #[arg(long, value_name = "TIME", default_value = "0 s")]
    pub(crate) from: Span,
    /// Keep only the first so many requests
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) first: Option<u32>,
    /// File to write, which must not be there yet; stdout without it
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

fn positive(text: &str) -> Result<Decimal, String> {
    let number = Decimal::parse(text).filter(|number| (1e-6..=1e6).contains(&number.to_f64()));
    let number = number.ok_or_else(|| format!("`{text}` is not a number from 0.000001 to 1000000"))?;
    let most = trace::Trace::MOST_DECIMALS;
    if number.scale > most { Err(format!("`{text}` has more than {most} decimals")) } else { Ok(number) }
}
