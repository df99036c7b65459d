//! A table of step costs from the kernel profiles of an RTX 4090, fitted when the test runs: the profiles are not ours
//! to ship.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use crate::support;

/// The profiles of vLLM's kernels for one layer of Llama-3.1-8B in bf16 (`LLMServingSim` 2).
const FOLDER: &str = "../shared/data/traces/llmservingsim-profiles/RTX4090/meta-llama/Llama-3.1-8B/bf16/tp1";
/// Layers of the llm.
const LAYERS: f64 = 32.0;
/// Kernels that run in every layer, and how often.
const IN_LAYERS: [(&str, f64); 7] = [
    ("layernorm", 2.0),
    ("qkv_proj", 1.0),
    ("rotary_emb", 1.0),
    ("o_proj", 1.0),
    ("gate_up_proj", 1.0),
    ("act_fn", 1.0),
    ("down_proj", 1.0),
];
/// Tokens up to which attention is fitted: twice what the card's cache holds, so that its end lies between two points.
const CACHE: f64 = 2.0 * 41_408.0;

/// Rows of numbers behind `key` names: the table without its head.
#[expect(clippy::print_stdout, reason = "a test tells what it skips and what it finds")]
fn rows(file: &str, names: usize) -> Option<Vec<(String, Vec<f64>)>> {
    let path = format!("{FOLDER}/{file}");
    let Ok(text) = fs::read_to_string(support::root().join(&path)) else {
        println!("skipped: {path} is not beside the repository; it is not ours to ship");
        return None;
    };
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        let numbers = cells[names..].iter().map(|cell| cell.parse().expect("a number")).collect();
        (cells[..names].concat(), numbers)
    };
    Some(text.lines().skip(1).map(row).collect())
}

/// The straight line through points of (x, y) by least squares: its value at 0 and its slope.
///
/// Absolute errors, for what matters is their part of a whole step, of which the linear layers take the most.
fn line(points: &[(f64, f64)]) -> (f64, f64) {
    let n = points.len() as f64;
    let (x, y) = points.iter().fold((0.0, 0.0), |sum, p| (sum.0 + p.0 / n, sum.1 + p.1 / n));
    let (xx, xy) =
        points.iter().fold((0.0, 0.0), |sum, p| (sum.0 + (p.0 - x) * (p.0 - x), sum.1 + (p.0 - x) * (p.1 - y)));
    let slope = (xy / xx).max(0.0);
    (y - slope * x, slope)
}

/// The table in the form that scenarios read.
pub(super) fn table() -> Option<String> {
    let mut out = String::from("part,count,time_us,cached_ns\n");
    let mut dense: BTreeMap<u64, f64> = BTreeMap::new();
    let attention = rows("attention.csv", 0)?;
    let attention: Vec<[f64; 5]> =
        attention.into_iter().map(|(_, n)| n.try_into().expect("five numbers in a row")).collect();
    // A launch of the attention kernel costs this whatever it reads; it is paid once a layer and stands with the
    // layers.
    let launch = attention.iter().map(|a| a[4]).fold(f64::INFINITY, f64::min);
    for (layer, numbers) in rows("dense.csv", 1)? {
        let times = IN_LAYERS.iter().find(|l| l.0 == layer).map_or(1.0, |l| l.1 * LAYERS);
        *dense.entry(numbers[0] as u64).or_insert(LAYERS * launch) += times * numbers[1];
    }
    for (tokens, time) in dense {
        let _ = writeln!(out, "linear,{tokens},{time:.3},");
    }
    let mut head: BTreeMap<u64, f64> = BTreeMap::new();
    for (_, numbers) in rows("per_sequence.csv", 1)? {
        *head.entry(numbers[0] as u64).or_insert(0.0) += numbers[1];
    }
    for (sequences, time) in head {
        let _ = writeln!(out, "head,{sequences},{time:.3},");
    }
    let alone: BTreeMap<(u64, u64), f64> =
        attention.iter().filter(|a| a[2] == 0.0).map(|a| ((a[0] as u64, a[1] as u64), a[4])).collect();
    let (mut decode, mut mixed, mut prefill) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for &[chunk, read, decodes, context, time] in &attention {
        let held = decodes * context;
        if chunk == 0.0 && held <= CACHE {
            decode.entry(decodes as u64).or_insert_with(Vec::new).push((held, time - launch));
        } else if decodes == 0.0 && read <= CACHE / 32.0 {
            prefill.entry(chunk as u64).or_insert_with(Vec::new).push((read, time - launch));
        } else if held <= CACHE && read <= CACHE / 32.0 && chunk <= 512.0 {
            let prompt = alone[&(chunk as u64, read as u64)];
            mixed.entry(decodes as u64).or_insert_with(Vec::new).push((held, time - prompt));
        }
    }
    for (part, fitted) in [("decode", decode), ("mixed", mixed), ("prefill", prefill)] {
        for (count, points) in &fitted {
            let points: Vec<(f64, f64)> = points.iter().copied().filter(|p| p.1 > 0.2).collect();
            if points.len() < 2 {
                continue;
            }
            let (base, each) = line(&points);
            // Where one was not measured, it costs no more than the least that was.
            if *count > 1 && !out.contains(&format!("\n{part},")) {
                let _ = writeln!(out, "{part},1,{:.3},{:.3}", (LAYERS * base).max(0.0), LAYERS * each * 1e3);
            }
            let _ = writeln!(out, "{part},{count},{:.3},{:.3}", (LAYERS * base).max(0.0), LAYERS * each * 1e3);
        }
    }
    Some(out)
}
