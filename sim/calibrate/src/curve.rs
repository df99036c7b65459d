//! What the tokens of an LLM take and cost on a class of hardware: the curve behind `explain cost`.

use std::path::Path;

use cost::StepTimes;
use files::{CALIBRATIONS, Request};
use scenario::models;
use scenario::{Checked, Refused, open_text};
use units::money::Per;
use units::quantity::Name;

use crate::economics::{BATCHES, Lengths};

/// Prompts that are priced [tokens].
const PROMPTS: [u64; 5] = [128, 512, 2_048, 8_192, 32_768];
/// Batches and contexts that are priced [sequences, tokens].
const DECODES: [(u64, u64); 10] = [
    (1, 512),
    (4, 512),
    (16, 512),
    (64, 512),
    (256, 512),
    (1, 4_096),
    (4, 4_096),
    (16, 4_096),
    (64, 4_096),
    (1, 32_768),
];
/// How far beyond the fitted points a calibration is believed (reference/kernel.md 6: fitted up to prompts of 512 and
/// batches of 8, larger steps are off by 6.7 % in the median and 13.5 % at p90).
const BELIEVED: u64 = 4;
/// Draws of the efficiencies, of which the middle 90 % are told.
const DRAWS: u32 = 400;

/// What the tokens of an LLM take and cost on a class of hardware.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// The hardware, as it was named.
    pub hardware: String,
    /// The LLM, as it was named.
    pub llm: String,
    /// How step times are known: `roofline`, `measured` by a calibration or by a table of kernels.
    pub form: &'static str,
    /// The engine, the precision, the source of the efficiencies, and what was scaled from where; some may be empty.
    pub provenance: [String; 4],
    /// Where the shape of the LLM is published; may be empty.
    pub published: String,
    /// The files that both were read from.
    pub files: Vec<String>,
    /// Memory of the hardware \[B\].
    pub memory: u64,
    /// What weights and cache may fill of it \[B\].
    pub usable: u64,
    /// The weights \[B\].
    pub weights: u64,
    /// Tokens of cache that fit beside them.
    pub cache_tokens: u64,
    /// The rent \[usd/h\], if there is one.
    pub rent: Option<f64>,
    /// Prompts, each read alone.
    pub prefill: Vec<Point>,
    /// Steps that write a token for each sequence of a batch.
    pub decode: Vec<Point>,
    /// Answers of 256 tokens to prompts of 256, by the batch in which they are decoded.
    pub answer: Vec<Point>,
    /// A check of such an answer by re-execution: one pass, with logits wherever a token was written.
    pub check: Point,
}

/// One point of the curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Sequences.
    pub batch: u64,
    /// Tokens of the prompt, or of each sequence before the step.
    pub tokens: u64,
    /// How long it takes \[s\].
    pub time: f64,
    /// The middle 90 % of drawn efficiencies \[s\]; of a calibration, what nine of ten held-out steps stayed within;
    /// equal to the time where neither is known.
    pub interval: (f64, f64),
    /// Tokens read or written in a second.
    pub rate: f64,
    /// What a million of them cost at the rent \[usd\].
    pub usd_per_million: Option<f64>,
    /// Whether a calibration would have to be believed beyond four times the steps that it was fitted to.
    pub is_extrapolated: bool,
}

/// The curve of an LLM on a class of hardware; `inside` may be a scenario whose tables are asked first.
///
/// # Errors
/// All faults at once: names that mean nothing, an LLM that does not fit.
pub fn curve(hardware: &str, llm: &str, inside: Option<&Path>, request: &Request) -> Result<Curve, Box<Refused>> {
    let known = inside.is_none().then(|| models::spelt(llm)).flatten();
    let llm = known.unwrap_or(llm);
    let extends = inside.and_then(Path::file_name).map(|name| format!("extends = {:?}\n", name.to_string_lossy()));
    let extends = extends.unwrap_or_default();
    // A node alone, so that every check of a scenario is made; its batch asks the least of a table of kernels.
    let text = format!(
        "{extends}schema = 1\nname = \"cost\"\nhorizon = \"1 s\"\nefficiency = \"drawn\"\n[network.explained]\n\
         [gateway.explained]\nnetworks = [\"explained\"]\n[nodes.explained]\ncount = 1\nnetworks = [\"explained\"]\n\
         hardware = {hardware:?}\nllms = [{llm:?}]\nqueueing.continuous_batching = {{ budget = 1, most = 1 }}\n"
    );
    let file = inside.map_or_else(|| "explain cost".into(), |file| file.with_file_name("explain cost"));
    let checked = open_text(&text, &Request { file, ..request.clone() })?;
    Ok(draw(&checked, hardware, llm))
}

fn draw(checked: &Checked, hardware: &str, llm: &str) -> Curve {
    let file = &checked.file;
    let scenario = &checked.scenario;
    let at = |found: Option<usize>| found.expect("the scenario names it and was found sound");
    let pair = at(file.hardware.position(hardware)) * scenario.llms.len() + at(file.llm.position(llm));
    let (device, shape) = (&file.hardware.list[at(file.hardware.position(hardware))].1, file.llm.get_named(llm));
    let shape = shape.expect("it was found just now");
    let group = scenario.groups.iter().find(|g| g.name == "explained").expect("it is written above");
    let limits = group.batching.expect("it batches");
    let times = &scenario.step_times[pair];
    let draws = if times.is_roofline() { DRAWS } else { 0 };
    let drawn = (0..draws).map(|r| scenario.clone().with_drawn_hardware(r).step_times.swap_remove(pair));
    let drawn: Vec<StepTimes> = drawn.collect();
    let rent = device.rent.as_ref().and_then(|rent| match rent.per {
        Per::Span(span) if span.ns() > 0 => Some(rent.money.number.to_f64() * 3600.0 / span.as_secs()),
        _ => None,
    });
    let error = device.measured.as_ref().map_or(0.0, |measured| measured.error.as_f64());
    let usual = Lengths::USUAL;
    let range = fitted(checked, hardware);
    let point = |batch: u64, tokens: u64, count: u64, step: Step, time: &dyn Fn(&StepTimes) -> u128| {
        let seconds = |times: &StepTimes| time(times) as f64 * 1e-12;
        let mut all: Vec<f64> = drawn.iter().map(seconds).collect();
        all.sort_by(f64::total_cmp);
        let (mean, edge) = (seconds(times), all.len() / 20);
        let interval = match all.get(edge).zip(all.iter().rev().nth(edge)) {
            Some((low, high)) => (*low, *high),
            None => (mean * (1.0 - error), mean * (1.0 + error)),
        };
        let usd_per_million = rent.map(|rent| rent / 3600.0 * mean / count as f64 * 1e6);
        let is_extrapolated = range.is_some_and(|range| step.is_beyond(&range));
        Point { batch, tokens, time: mean, interval, rate: count as f64 / mean, usd_per_million, is_extrapolated }
    };
    let cache_tokens = u64::from(limits.blocks) * u64::from(limits.block);
    let (tokens, sequences) = times.reach();
    let prompts = PROMPTS.iter().filter(|&&n| n <= cache_tokens.min(tokens));
    let decodes = DECODES.iter().filter(|(batch, context)| batch * context <= cache_tokens && *batch <= sequences);
    let batching = group.rules.queueing.policy().batching().expect("it batches");
    let kinds = ["hardware", "llm"].into_iter().zip([hardware, llm]);
    let place = |(kind, name): (&str, &str)| {
        let named = checked.tree.at(kind).and_then(|t| t.table()).and_then(|t| t.get(name))?;
        let inner = named.tree.table()?.entries().first()?.tree.place;
        Some(checked.sources.position(inner)?.name.to_string())
    };
    let provenance = &device.provenance;
    let told = [&provenance.engine, &provenance.precision, &provenance.source, &provenance.scaled_from];
    Curve {
        hardware: hardware.into(),
        llm: llm.into(),
        form: if times.is_roofline() { "roofline" } else { "measured" },
        provenance: told.map(Clone::clone),
        published: shape.source.clone(),
        files: kinds.filter_map(place).collect(),
        memory: device.memory.base(),
        usable: i64::try_from(device.memory.base()).map_or(0, |bytes| batching.memory.of(bytes)) as u64,
        weights: shape.weights.base(),
        cache_tokens,
        rent,
        prefill: prompts
            .map(|&n| {
                let alone = |t: &StepTimes| {
                    [t.linear(n), t.chunk(n, 0), t.head(1), t.fixed(1)].into_iter().map(u128::from).sum::<u128>()
                };
                point(1, n, n, Step { tokens: n, logits: 1, cached: n }, &alone)
            })
            .collect(),
        decode: decodes
            .map(|&(b, k)| {
                let step = Step { tokens: b, logits: b, cached: b * k };
                point(b, k, b, step, &|t: &StepTimes| t.decode_run(b, b * k, 1))
            })
            .collect(),
        answer: BATCHES
            .into_iter()
            .filter(|&b| b * (usual.prompt + usual.output) <= cache_tokens && b <= sequences)
            .map(|b| {
                let longest = usual.prompt + usual.output;
                let step = Step { tokens: usual.prompt.max(b), logits: b, cached: b * longest };
                point(b, usual.output, usual.output, step, &|t: &StepTimes| (usual.answer(t, b) * 1e12) as u128)
            })
            .collect(),
        check: {
            let tokens = usual.prompt + usual.output - 1;
            let step = Step { tokens, logits: usual.output, cached: tokens };
            point(1, usual.output, usual.output, step, &|t: &StepTimes| (usual.check(t) * 1e12) as u128)
        },
    }
}

/// What a step computes.
#[derive(Clone, Copy, Debug, Default)]
struct Step {
    /// Tokens of all sequences.
    tokens: u64,
    /// Rows of logits.
    logits: u64,
    /// Tokens held.
    cached: u64,
}

impl Step {
    fn is_beyond(&self, range: &Self) -> bool {
        let beyond = |of: fn(&Self) -> u64| of(self) > BELIEVED * of(range);
        beyond(|s| s.tokens) || beyond(|s| s.logits) || beyond(|s| s.cached)
    }
}

/// The most that a point of a calibration's fit had of each; none where the file tells no points.
fn fitted(checked: &Checked, hardware: &str) -> Option<Step> {
    let name = hardware.strip_prefix(Name::CALIBRATED)?;
    let ending = format!("{CALIBRATIONS}/{name}.toml");
    let text = &checked.sources.files().find(|source| source.name.ends_with(&ending))?.text;
    let file: toml::Table = text.parse().ok()?;
    let points = file.get("point")?.as_array()?.iter();
    let fitted = points.filter(|point| point.get("is_fitted").and_then(toml::Value::as_bool) == Some(true));
    let most = |range: Step, point: &toml::Value| {
        let count = |of: &str| point.get("counts")?.get(of)?.as_integer().map(|n| n as u64);
        Some(Step {
            tokens: range.tokens.max(count("tokens")?),
            logits: range.logits.max(count("logits")?),
            cached: range.cached.max(count("cached")?),
        })
    };
    fitted.into_iter().try_fold(Step::default(), most).filter(|range| range.tokens > 0)
}
