//! The roofline against measurements that it was not fitted to: half of a table to fit, the other half for the error.

use std::collections::BTreeMap;
use std::fs;

use cost::{Device, Shape, StepTimes};
use files::Request;
use scenario::open_text;
use units::time::Span;

use crate::support;

/// A measured batch: prompts of equal length read at once, then decoded.
#[derive(Clone, Copy, Debug)]
struct Row {
    batch: u64,
    prompt: u64,
    output: u64,
    /// Until all prompts are read \[s\].
    first: f64,
    /// A decode step \[s\].
    step: f64,
}

/// Relative errors of a step-time model: means over rows, of prompts and of steps.
#[derive(Clone, Copy, Debug)]
struct Errors {
    first: f64,
    step: f64,
}

/// The prefill of a batch and the mean step of its decode \[s\].
fn model(times: &StepTimes, row: Row) -> (f64, f64) {
    let Row { batch, prompt, output, .. } = row;
    let chunks = batch * times.chunk(prompt, 0);
    let first = times.linear(batch * prompt) + times.head(batch) + times.fixed(batch) + chunks;
    let run = times.decode_run(batch, batch * prompt, output - 1);
    (first as f64 * 1e-12, run as f64 * 1e-12 / (output - 1) as f64)
}

fn errors(times: &StepTimes, rows: &[Row]) -> Errors {
    let n = rows.len() as f64;
    rows.iter().fold(Errors { first: 0.0, step: 0.0 }, |sum, row| {
        let (first, step) = model(times, *row);
        Errors {
            first: sum.first + (first / row.first - 1.0).abs() / n,
            step: sum.step + (step / row.step - 1.0).abs() / n,
        }
    })
}

/// Squares of the logarithms of ratios, which punish too little as much as too much.
fn loss(times: &StepTimes, rows: &[Row]) -> f64 {
    let square = |found: f64, wanted: f64| (found / wanted).ln().powi(2);
    rows.iter().map(|row| (model(times, *row), row)).map(|(m, r)| square(m.0, r.first) + square(m.1, r.step)).sum()
}

/// A device with these efficiencies, within what a data sheet allows; `eta_m` at most 92 % (reference/serving.md 4.2).
fn device(sheet: (f64, f64), x: [f64; 6]) -> Device {
    let nanoseconds = |s: f64| Span::from_ns((s * 1e9) as u64);
    Device {
        throughput: sheet.0,
        bandwidth: sheet.1,
        eta_compute: x[0].min(1.0),
        eta_memory: x[1].min(0.92),
        eta_cache: x[2].min(1.0),
        eta_attention: x[3].min(1.5),
        sharpness: 6.0,
        step: nanoseconds(x[4]),
        sequence: nanoseconds(x[5]),
        measured: None,
    }
}

/// The efficiencies with the least loss: one after the other is moved by a factor that shrinks when nothing helps.
fn fit(sheet: (f64, f64), shape: &Shape, rows: &[Row]) -> Device {
    let mut x = [0.6, 0.75, 0.8, 0.6, 1e-3, 1e-5];
    let value = |x: [f64; 6]| loss(&StepTimes::new(&device(sheet, x), shape), rows);
    let (mut best, mut factor) = (value(x), 1.5_f64);
    while factor > 1.002 {
        let before = best;
        for i in 0..x.len() {
            for by in [factor, 1.0 / factor] {
                let mut tried = x;
                tried[i] *= by;
                let found = value(tried);
                if found < best {
                    (best, x) = (found, tried);
                }
            }
        }
        if best >= before * 0.999 {
            factor = factor.sqrt();
        }
    }
    device(sheet, x)
}

/// Every other row to fit, the others for the error; what both say.
fn halves(sheet: (f64, f64), shape: &Shape, rows: &[Row]) -> (Device, Errors, Errors) {
    let part = |rest: usize| rows.iter().copied().skip(rest).step_by(2).collect::<Vec<_>>();
    let (fitted, held) = (part(0), part(1));
    let device = fit(sheet, shape, &fitted);
    let times = StepTimes::new(&device, shape);
    (device, errors(&times, &fitted), errors(&times, &held))
}

#[expect(clippy::print_stdout, reason = "a test tells what it skips and what it finds")]
fn say(text: &str) {
    println!("{text}");
}

/// The cells of a table that lies beside the repository, by the names in its head.
fn table(file: &str) -> Option<Vec<BTreeMap<String, String>>> {
    let Ok(text) = fs::read_to_string(support::root().join(file)) else {
        say(&format!("skipped: {file} is not beside the repository; it is not ours to ship"));
        return None;
    };
    let mut lines = text.lines();
    let names: Vec<String> = lines.next()?.split(',').map(String::from).collect();
    Some(lines.map(|line| names.iter().cloned().zip(line.split(',').map(String::from)).collect()).collect())
}

fn shown(name: &str, rows: usize, device: &Device, fitted: Errors, held: Errors) -> String {
    let percent = |x: f64| format!("{:.1} %", 100.0 * x);
    let etas = [device.eta_compute, device.eta_memory, device.eta_cache, device.eta_attention];
    let etas = etas.map(|x| format!("{x:.2}")).join(", ");
    let errors = [fitted.first, fitted.step, held.first, held.step].map(percent).join(" | ");
    format!("| {name} | {rows} | {etas} | {errors} |")
}

const HEAD: &str = "| data | rows | efficiencies fitted | fitted: prefill | step | held out: prefill | step |\n\
                    | --- | --- | --- | --- | --- | --- | --- |";

fn number(row: &BTreeMap<String, String>, key: &str) -> f64 {
    row[key].parse().unwrap_or_else(|_| panic!("`{key}` of {row:?} is a number"))
}

/// The catalogue's hardware and shape of an llm on so many cards of it, taken as one.
fn catalogue(hardware: &str, llm: &str, cards: f64) -> ((f64, f64), Device, Shape) {
    // Weights of 70B do not fit on one card: each is named by a node of its own, for sheet and shape alone are asked
    // for.
    let text = format!(
        "horizon = \"1 s\"\n[network.n]\n[gateway.g]\nnetworks = [\"n\"]\n[nodes.card]\ncount = 1\n\
         hardware = \"{hardware}\"\nllms = [\"smollm2_135m\"]\n[nodes.llm]\ncount = 1\nllms = [\"{llm}\"]\n"
    );
    let checked = open_text(&support::whole(&text), &Request { file: "t.toml".into(), ..Request::default() });
    let checked = checked.unwrap_or_else(|refused| panic!("{}", refused.render(files::Colour::Plain)));
    let device = checked.file.hardware.get_named(hardware).expect("it is named").device();
    let shape = checked.file.llm.get_named(llm).expect("it is named").shape();
    ((device.throughput * cards, device.bandwidth * cards), device, shape)
}

/// Operator tables of vLLM as `AIConfigurator` adds them up: by device, errors on the half that was not fitted, and of
/// the shipped efficiencies, which were fitted to all rows elsewhere.
#[test]
fn rows_of_aiconfigurator_that_were_not_fitted_are_predicted() {
    let Some(grid) = table("../shared/data/traces/aiconfigurator-grid/aic_grid.csv") else { return };
    say(HEAD);
    let devices = [
        ("h100_sxm", "h100"),
        ("h200_sxm", "h200"),
        ("b200_sxm", "b200"),
        ("a100_sxm", "a100"),
        ("l40s", "l40s"),
        ("rtx_pro_6000_server", "rtx_pro_6000"),
    ];
    let mut all = Vec::new();
    for (system, hardware) in devices {
        let rows =
            grid.iter().filter(|r| r["system"] == system && r["model"].ends_with("8B") && r["mode"] == "SILICON");
        let rows: Vec<Row> = rows
            .map(|r| Row {
                batch: number(r, "batch") as u64,
                prompt: number(r, "isl") as u64,
                output: number(r, "osl") as u64,
                first: number(r, "ttft_ms") * 1e-3,
                step: number(r, "tpot_ms") * 1e-3,
            })
            .collect();
        let (sheet, shipped, shape) = catalogue(hardware, "llama_8b", 1.0);
        let (device, fitted, held) = halves(sheet, &shape, &rows);
        say(&shown(&format!("AIConfigurator, {hardware}"), rows.len(), &device, fitted, held));
        let shipped = errors(&StepTimes::new(&shipped, &shape), &rows);
        say(&format!(
            "  shipped efficiencies: prefill {:.1} %, step {:.1} %",
            shipped.first * 100.0,
            shipped.step * 100.0
        ));
        assert!(shipped.first < 0.06 && shipped.step < 0.06, "{hardware}: {shipped:?}");
        all.push(held);
    }
    let n = all.len() as f64;
    let mean = all.iter().fold((0.0, 0.0), |sum, e| (sum.0 + e.first / n, sum.1 + e.step / n));
    say(&format!("held out, mean: prefill {:.1} %, step {:.1} %", mean.0 * 100.0, mean.1 * 100.0));
    assert!(mean.0 < 0.08 && mean.1 < 0.06, "{mean:?}");
}

/// Measured batches of Llama-2-70B on A100 and H100 machines, several cards taken as one (Splitwise, ISCA 2024).
#[test]
fn rows_of_splitwise_that_were_not_fitted_are_predicted() {
    let Some(list) = table("../shared/data/traces/splitwise-perf/perf_model.csv") else { return };
    say(HEAD);
    // Llama-2-70B has the layers of Llama-3.1-70B and a vocabulary of 32,000: only its head is smaller.
    let mut all = Vec::new();
    for (system, hardware, cards) in
        [("a100-80gb", "a100", 8), ("a100-80gb", "a100", 4), ("h100-80gb", "h100", 8), ("h100-80gb", "h100", 4)]
    {
        let (sheet, _, shape) = catalogue(hardware, "llama_70b", f64::from(cards));
        let head = 32_000.0 * 8_192.0;
        let shape = Shape { head, head_bytes: 2.0 * head, ..shape };
        let mut cells: BTreeMap<[u64; 3], Vec<(f64, f64)>> = BTreeMap::new();
        let is_meant = |r: &&BTreeMap<String, String>| {
            r["model"] == "llama2-70b" && r["hardware"] == system && r["tensor_parallel"] == cards.to_string()
        };
        for r in list.iter().filter(is_meant) {
            let key = ["batch_size", "prompt_size", "token_size"].map(|key| number(r, key) as u64);
            cells.entry(key).or_default().push((number(r, "prompt_time"), number(r, "token_time")));
        }
        let median = |list: &[(f64, f64)], part: fn(&(f64, f64)) -> f64| {
            let mut all: Vec<f64> = list.iter().map(part).collect();
            all.sort_by(f64::total_cmp);
            all[all.len() / 2] * 1e-3
        };
        let mut rows = Vec::new();
        for (&[batch, prompt, output], list) in &cells {
            let (first, step) = (median(list, |t| t.0), median(list, |t| t.1));
            rows.push(Row { batch, prompt, output, first, step });
        }
        let (device, fitted, held) = halves(sheet, &shape, &rows);
        say(&shown(&format!("Splitwise, {cards} {hardware}"), rows.len(), &device, fitted, held));
        all.push(held);
    }
    let n = all.len() as f64;
    let mean = all.iter().fold((0.0, 0.0), |sum, e| (sum.0 + e.first / n, sum.1 + e.step / n));
    say(&format!("held out, mean: prefill {:.1} %, step {:.1} %", mean.0 * 100.0, mean.1 * 100.0));
    assert!(mean.0 < 0.25 && mean.1 < 0.10, "{mean:?}");
}
