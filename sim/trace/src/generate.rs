//! Synthetic traces of the shape of public ones.

use engine::draws::{Address, Attribute, Draws, Purpose, Stream, name_hash};
use engine::math;
use units::time::Time;

use super::{Row, Trace};

/// What a synthetic trace is to look like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spec {
    /// How many requests \[at least 1\].
    pub rows: u32,
    /// The law of the gaps between arrivals \[s\]; gaps are independent.
    pub gap: Piece,
    /// The law of the prompts' lengths \[tokens\].
    pub prompt: Piece,
    /// The law of the answers' lengths \[tokens\], independent of the prompts'.
    pub output: Piece,
}

/// A law as it was fitted to a trace, turned into draws by inversion of one uniform number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Piece {
    /// Weibull's: `scale * (-ln(1 - u))^(1 / shape)`.
    Weibull {
        /// The shape \[dimensionless, > 0\].
        shape: f64,
        /// The scale \[of the variate, > 0\].
        scale: f64,
    },
    /// The gamma law.
    Gamma {
        /// The shape \[dimensionless, > 0\].
        shape: f64,
        /// The scale \[of the variate, > 0\].
        scale: f64,
    },
    /// Two lognormal laws mixed; the uniform number picks one and is stretched to draw from it.
    Lognormals {
        /// The weight of the first \[0 .. 1\].
        weight: f64,
        /// The means of the logarithms.
        mu: [f64; 2],
        /// The deviations of the logarithms \[> 0\].
        sigma: [f64; 2],
    },
    /// A table of shares and the values below which they lie, both rising, from 0 to 1; linear between.
    Quantiles(&'static [(f64, f64)]),
}

/// The shapes that have a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Azure's conversation service in November 2023: steady arrivals, prompts in clumps around 400 and 1,000 tokens.
    ///
    /// Arrivals Weibull (Kolmogorov-Smirnov distance to the trace 0.017), answers two lognormals (0.056), prompts by
    /// the trace's own quantiles, since no simple law comes near. The trace's slow swings of the rate are left out: its
    /// counts by the minute vary 16 times as much as Poisson's, these 1.2 times. Source: Azure LLM inference traces
    /// 2023 (CC-BY 4.0; Patel et al., Splitwise, ISCA 2024); fits by maximum likelihood.
    AzureConversation,
    /// Azure's code completion service in November 2023: long prompts, short answers, gathered arrivals.
    ///
    /// Arrivals gamma (Kolmogorov-Smirnov distance 0.218), prompts gamma (0.035), answers two lognormals (0.065). The
    /// gaps vary 2.1 times their mean, in the trace 13 times: use the trace itself where bursts matter. Source as for
    /// [`Shape::AzureConversation`].
    AzureCode,
}

impl Shape {
    /// All shapes and their names.
    pub const ALL: [(&'static str, Self); 2] =
        [("azure-conversation", Self::AzureConversation), ("azure-code", Self::AzureCode)];

    /// The shape of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|shape| shape.0 == name).map(|shape| shape.1)
    }

    /// What a trace of this shape and so many requests is to look like.
    pub fn spec(self, rows: u32) -> Spec {
        match self {
            Self::AzureConversation => Spec {
                rows,
                gap: Piece::Weibull { shape: 0.922, scale: 0.174 },
                prompt: Piece::Quantiles(&CONVERSATION_PROMPTS),
                output: Piece::Lognormals { weight: 0.701, mu: [4.59, 6.02], sigma: [0.68, 0.09] },
            },
            Self::AzureCode => Spec {
                rows,
                gap: Piece::Gamma { shape: 0.231, scale: 1.685 },
                prompt: Piece::Gamma { shape: 0.930, scale: 2_201.0 },
                output: Piece::Lognormals { weight: 0.707, mu: [2.41, 3.71], sigma: [0.44, 0.93] },
            },
        }
    }
}

/// Quantiles of the prompts of Azure's conversation trace of 2023 \[tokens\]; their mean is 0.5 % above the trace's.
const CONVERSATION_PROMPTS: [(f64, f64); 43] = [
    (0.0, 2.0),
    (0.025, 120.0),
    (0.05, 181.0),
    (0.075, 200.0),
    (0.1, 207.0),
    (0.125, 235.0),
    (0.15, 372.0),
    (0.175, 379.0),
    (0.2, 387.0),
    (0.225, 393.0),
    (0.25, 396.0),
    (0.275, 400.0),
    (0.3, 403.0),
    (0.325, 407.0),
    (0.35, 414.0),
    (0.375, 428.0),
    (0.4, 703.0),
    (0.425, 922.0),
    (0.45, 984.0),
    (0.475, 1_005.0),
    (0.5, 1_020.0),
    (0.525, 1_034.0),
    (0.55, 1_045.0),
    (0.575, 1_058.0),
    (0.6, 1_071.0),
    (0.625, 1_083.0),
    (0.65, 1_097.0),
    (0.675, 1_112.0),
    (0.7, 1_130.0),
    (0.725, 1_153.0),
    (0.75, 1_189.0),
    (0.775, 1_277.0),
    (0.8, 1_315.0),
    (0.825, 1_434.0),
    (0.85, 1_876.0),
    (0.875, 2_309.0),
    (0.9, 2_734.0),
    (0.925, 4_075.0),
    (0.95, 4_083.0),
    (0.975, 4_092.0),
    (0.99, 4_142.0),
    (0.999, 6_179.0),
    (1.0, 14_050.0),
];

/// Draws a trace: the first request comes at time 0, lengths are whole and at least 1, times whole microseconds.
///
/// Every attribute of every request has an address of its own under the seed, so that a longer trace begins with the
/// shorter one, and another law of prompts leaves arrivals and answers as they were.
///
/// # Panics
/// If no request is asked for.
pub fn generate(spec: &Spec, seed: u64) -> Trace {
    let entity = name_hash("trace");
    let stream = Address { seed, replication: 0, purpose: Purpose::Trace, entity }.stream();
    let mut at_us = 0;
    let row = |index: u32| {
        if index > 0 {
            // Public traces have ticks of 100 ns; microseconds keep the files short and lose nothing.
            at_us += (draw(spec.gap, stream, index, GAP) * 1e6 + 0.5) as u64;
        }
        let tokens = |fit, attribute| (draw(fit, stream, index, attribute) + 0.5).clamp(1.0, 10_000_000.0) as u32;
        let (prompt, output) = (tokens(spec.prompt, PROMPT), tokens(spec.output, OUTPUT));
        Row { at: Time::from_ns(at_us * 1_000), llm: None, prompt, output, session: None, prefix: 0 }
    };
    Trace::new((0..spec.rows).map(row).collect(), Vec::new())
}

const GAP: Attribute = Attribute(0);
const PROMPT: Attribute = Attribute(1);
const OUTPUT: Attribute = Attribute(2);

fn draw(fit: Piece, stream: Stream, index: u32, attribute: Attribute) -> f64 {
    let mut draws: Draws = stream.draws_for(u64::from(index), attribute);
    fit.quantile(draws.uniform())
}

impl Piece {
    /// The variate of a uniform number `u` above 0 and below 1.
    fn quantile(self, u: f64) -> f64 {
        match self {
            Self::Weibull { shape, scale } => scale * math::pow(-math::ln_1p(-u), 1.0 / shape),
            Self::Gamma { shape, scale } => scale * math::lower_gamma_inverse(shape, u),
            Self::Lognormals { weight, mu, sigma } => {
                let (which, u) = if u < weight { (0, u / weight) } else { (1, (u - weight) / (1.0 - weight)) };
                math::exp(mu[which] + sigma[which] * math::normal_quantile(u))
            }
            Self::Quantiles(table) => {
                let above = table.partition_point(|&(share, _)| share < u).clamp(1, table.len() - 1);
                let ((from, low), (to, high)) = (table[above - 1], table[above]);
                low + (u - from) / (to - from) * (high - low)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use statistics::Quantiles;

    use super::*;
    use crate::open;

    fn gaps(trace: &Trace) -> Vec<f64> {
        trace.rows().windows(2).map(|pair| pair[1].at.since(pair[0].at).as_secs()).collect()
    }

    /// The greatest distance between the distribution functions of two samples.
    fn distance(a: &[f64], b: &[f64]) -> f64 {
        let share_up_to = |sample: &[f64], x: f64| sample.partition_point(|&y| y <= x) as f64 / sample.len() as f64;
        let sorted = |sample: &[f64]| {
            let mut sample = sample.to_vec();
            sample.sort_by(f64::total_cmp);
            sample
        };
        let (a, b) = (sorted(a), sorted(b));
        a.iter().chain(&b).map(|&x| (share_up_to(&a, x) - share_up_to(&b, x)).abs()).fold(0.0, f64::max)
    }

    #[test]
    fn means_are_those_of_the_laws() {
        let within = |got: f64, expected: f64, error: f64| {
            assert!((got / expected - 1.0).abs() < error, "{got}, not {expected} within {error}");
        };
        let conversation = generate(&Shape::AzureConversation.spec(200_000), 1);
        // scale * Gamma(1 + 1 / shape) with Gamma(2.0846) = 1.0388; CV^2 = Gamma(3.1692) / 1.0388^2 - 1 = 1.0857^2.
        within(1.0 / conversation.mean_rate().unwrap(), 0.174 * 1.0388, 0.01);
        within(conversation.cv().unwrap(), 1.0857, 0.01);
        // weight * exp(mu + sigma^2 / 2), summed; the table's trapezes for the prompts.
        within(conversation.mean_output(), 0.701 * 124.12 + 0.299 * 413.26, 0.01);
        within(conversation.mean_prompt(), 1_160.3, 0.01);
        let code = generate(&Shape::AzureCode.spec(200_000), 1);
        within(1.0 / code.mean_rate().unwrap(), 0.231 * 1.685, 0.02);
        within(code.cv().unwrap(), 1.0 / 0.231_f64.sqrt(), 0.02);
        within(code.mean_prompt(), 0.930 * 2_201.0, 0.01);
    }

    #[test]
    fn a_quantile_table_gives_its_own_quantiles() {
        let prompts = generate(&Shape::AzureConversation.spec(100_000), 3);
        let prompts = Quantiles::of(&prompts.rows().iter().map(|row| f64::from(row.prompt)).collect::<Vec<_>>());
        for (share, tokens) in [(0.1, 207.0), (0.5, 1_020.0), (0.75, 1_189.0), (0.95, 4_083.0)] {
            let got = prompts.at(share).unwrap();
            assert!((got / tokens - 1.0).abs() < 0.02, "{share}: {got}, not {tokens}");
        }
    }

    #[test]
    fn a_longer_trace_begins_with_the_shorter() {
        let [short, long] = [100, 1_000].map(|rows| generate(&Shape::AzureConversation.spec(rows), 9));
        assert_eq!(short.rows(), &long.rows()[..100]);
        assert_ne!(short, generate(&Shape::AzureConversation.spec(100), 10));
        assert_eq!(short.rows()[0].at, Time::ZERO);
    }

    #[test]
    fn another_law_of_prompts_leaves_the_rest_alone() {
        let spec = Shape::AzureConversation.spec(500);
        let prompt = Piece::Gamma { shape: 1.338, scale: 863.0 };
        let [one, other] = [spec, Spec { prompt, ..spec }].map(|spec| generate(&spec, 4));
        for (one, other) in one.rows().iter().zip(other.rows()) {
            assert_eq!((one.at, one.output), (other.at, other.output));
        }
    }

    #[test]
    fn shapes_are_found_by_name() {
        assert_eq!(Shape::named("azure-code"), Some(Shape::AzureCode));
        assert_eq!(Shape::named("azure"), None);
    }

    #[test]
    fn conversation_is_as_close_to_the_public_trace_as_its_fits_are() {
        let public = "../../../shared/data/traces/azure-llm-2023/AzureLLMInferenceTrace_conv.csv";
        let public = Path::new(env!("CARGO_MANIFEST_DIR")).join(public);
        if !public.exists() {
            println!("left out: the Azure LLM inference traces 2023 are not beside this repository");
            return;
        }
        let public = open(&public).expect("the public trace is read");
        let drawn = generate(&Shape::AzureConversation.spec(100_000), 2);
        let column = |trace: &Trace, of: fn(&Row) -> u32| -> Vec<f64> {
            trace.rows().iter().map(|row| f64::from(of(row))).collect()
        };
        // Beside the published distances of the fits there is chance: 1.63 sqrt(1 / 19,366 + 1 / 100,000) = 0.013.
        let gap = distance(&gaps(&drawn), &gaps(&public));
        assert!(gap < 0.017 + 0.013, "gaps are {gap} apart");
        let output = distance(&column(&drawn, |row| row.output), &column(&public, |row| row.output));
        assert!(output < 0.056 + 0.013, "answers are {output} apart");
        let prompt = distance(&column(&drawn, |row| row.prompt), &column(&public, |row| row.prompt));
        assert!(prompt < 0.03, "prompts are {prompt} apart");
    }

    /// The shipped trace is what its README says made it.
    #[test]
    fn the_shipped_trace_can_be_made_again() {
        let file = "../../scenarios/traces/conversation_quarter_hour.csv";
        let shipped = open(&Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).expect("the shipped trace is read");
        assert_eq!(shipped, generate(&Shape::AzureConversation.spec(5_000), 1));
    }
}
