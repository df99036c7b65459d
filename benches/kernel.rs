//! Prints what the quantized kernel does on one thread: products, prefill and decode, beside the machine's limits.

use kernel::arena::Arena;
use kernel::isa::Isa;
use kernel::kernel::Kernel;
use kernel::limits;
use kernel::llama::{Cache, Llm, Part, Runner, Shape, Wanted};
use kernel::matrix::{Matrix, Order, Plan};
use kernel::quant::{Quant, quantise};
use kernel::synthetic::{self, Noise};
use windtunnel_benches::{CpuClock, Table};

/// User CPU, one thread, SmolLM2-135M, on a Xeon with AVX-512 VNNI (reference/kernel.md 1 and 5; another machine).
const PEERS: [&str; 3] = [
    "llama.cpp, Q8_0: prefill 354, decode 50, batch of eight 109 tok/s; Q4_0: prefill 488, decode 68",
    "candle 0.11.1, Q8_0: prefill 95, decode 33, batch of eight 53 tok/s",
    "at batch 64 on 4096 × 4096: llama.cpp 94 (Q8_0), 120 (Q4_0) GFLOP/s; candle 210, 23",
];
/// Rows and columns of the matrix.
const SIDE: usize = 4096;
/// Bytes of all copies of a matrix: weights come from memory, not from a cache.
const COLD: usize = 192 << 20;
/// The least CPU time of a measurement \[ns\]: the system's clock of a thread has ticks of some milliseconds.
const LEAST_NS: f64 = 2e8;
/// Measurements of which the median counts.
const ROUNDS: usize = 3;

/// The median cost of one call \[s\].
fn cost(mut work: impl FnMut()) -> f64 {
    let mut costs: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let (clock, mut calls) = (CpuClock::start(), 0.0);
            while clock.ns() < LEAST_NS {
                work();
                calls += 1.0;
            }
            clock.ns() / calls / 1e9
        })
        .collect();
    costs.sort_by(f64::total_cmp);
    costs[ROUNDS / 2]
}

/// What one thread reads from memory \[GB/s\], on huge pages where the system gives them.
fn read_bandwidth() -> Result<f64, kernel::fault::Fault> {
    let mut arena = Arena::new(2 * COLD)?;
    arena.bytes_mut().fill(1);
    let mut seen = 0_u64;
    let seconds = cost(|| {
        let mut sums = [0_u64; 32];
        for block in arena.bytes().as_chunks::<8>().0.as_chunks::<32>().0 {
            for (sum, word) in sums.iter_mut().zip(block) {
                *sum ^= u64::from_le_bytes(*word);
            }
        }
        seen ^= std::hint::black_box(sums).iter().sum::<u64>();
    });
    std::hint::black_box(seen);
    Ok(arena.bytes().len() as f64 / seconds / 1e9)
}

/// What one thread multiplies and adds of bytes \[OP/s\].
fn int8_peak(isa: Isa) -> f64 {
    const TURNS: u32 = 100_000;
    let mut done = 0.0;
    let seconds = cost(|| done = std::hint::black_box(limits::dots(isa, TURNS)));
    done / seconds
}

fn products(isa: Isa, bandwidth: f64, peak: f64) -> Result<Table, kernel::fault::Fault> {
    let mut table = Table::new(&["4096 × 4096", "batch 1 GB/s", "of read", "batch 4", "16", "64 GFLOP/s", "of int8"]);
    let mut noise = Noise::new(1);
    let weights: Vec<f32> = (0..SIDE * SIDE).map(|_| noise.even()).collect();
    for quant in Quant::ALL {
        let mut blocks = vec![0; SIDE * SIDE / quant.weights() * quant.bytes()];
        quantise(quant, &weights, &mut blocks);
        let mut plan = Plan::default();
        let copies = (0..COLD / blocks.len()).map(|_| plan.matrix(quant, SIDE, SIDE));
        let copies: Vec<Matrix> = copies.collect::<Result<_, _>>()?;
        let mut arena = plan.allocate()?;
        for copy in &copies {
            copy.pack(&mut arena, &blocks)?;
        }
        let mut kernel = Kernel::new(isa, 1, Order::Fixed);
        let mut seconds = |batch: usize| {
            let x: Vec<f32> = (0..batch * SIDE).map(|_| noise.even()).collect();
            let mut y = vec![0.0; batch * SIDE];
            let mut at = 0;
            cost(|| {
                kernel.multiply(&arena, &copies[at % copies.len()], &x, &mut y);
                at += 1;
            })
        };
        let read = plan.bytes() as f64 / copies.len() as f64 / seconds(1) / 1e9;
        let mut speed = |batch: usize| 2.0 * (SIDE * SIDE * batch) as f64 / seconds(batch);
        let speeds = [4, 16, 64].map(&mut speed);
        table.row(vec![
            quant.to_string(),
            format!("{read:.1}"),
            format!("{:.0} %", 100.0 * read / bandwidth),
            format!("{:.0}", speeds[0] / 1e9),
            format!("{:.0}", speeds[1] / 1e9),
            format!("{:.0}", speeds[2] / 1e9),
            format!("{:.0} %", 100.0 * speeds[2] / peak),
        ]);
    }
    Ok(table)
}

/// Tokens a second of the decode of `batch` sequences that have seen `seen` tokens.
fn decode(llm: &Llm, runner: &mut Runner, batch: usize, seen: usize) -> Result<f64, kernel::fault::Fault> {
    let mut cache = Cache::new(llm.shape(), batch, seen + 1)?;
    let prompt: Vec<u32> = (0..seen as u32).map(|i| i * 37 % 1000).collect();
    for sequence in 0..batch {
        let part = Part { sequence, tokens: &prompt, logits: Wanted::Nothing };
        runner.step(llm, &mut cache, &[part], &mut |_, _| {})?;
    }
    let parts: Vec<Part<'_>> =
        (0..batch).map(|sequence| Part { sequence, tokens: &[7], logits: Wanted::Last }).collect();
    let mut done = Ok(());
    let seconds = cost(|| {
        if let Err(fault) = runner.step(llm, &mut cache, &parts, &mut |_, _| {}) {
            done = Err(fault);
        }
        (0..batch).for_each(|sequence| cache.truncate(sequence, seen));
    });
    done.map(|()| batch as f64 / seconds)
}

fn prefill(llm: &Llm, runner: &mut Runner, tokens: usize, logits: Wanted) -> Result<f64, kernel::fault::Fault> {
    let mut cache = Cache::new(llm.shape(), 1, tokens)?;
    let prompt: Vec<u32> = (0..tokens as u32).map(|i| i * 37 % 1000).collect();
    let mut done = Ok(());
    let seconds = cost(|| {
        cache.truncate(0, 0);
        let part = Part { sequence: 0, tokens: &prompt, logits };
        if let Err(fault) = runner.step(llm, &mut cache, &[part], &mut |_, _| {}) {
            done = Err(fault);
        }
    });
    done.map(|()| tokens as f64 / seconds)
}

fn llms(isa: Isa) -> Result<Table, kernel::fault::Fault> {
    let header = ["smollm2-135m, tok/s", "prefill 64", "256", "1024", "re-check 256", "decode 1 at 16", "1 at 256"];
    let mut table = Table::new(&[&header[..], &["8 at 128", "16 at 16"]].concat());
    for quant in [Quant::Q8_0, Quant::Q4_0, Quant::Q4_1] {
        let llm = synthetic::llm(Shape::named("smollm2-135m")?, quant, 1)?;
        let mut runner = Runner::new(isa, 1, Order::Fixed);
        let mut row = vec![quant.to_string()];
        for tokens in [64, 256, 1024] {
            row.push(format!("{:.0}", prefill(&llm, &mut runner, tokens, Wanted::Last)?));
        }
        row.push(format!("{:.0}", prefill(&llm, &mut runner, 256, Wanted::Every)?));
        for (batch, seen) in [(1, 16), (1, 256), (8, 128), (16, 16)] {
            row.push(format!("{:.0}", decode(&llm, &mut runner, batch, seen)?));
        }
        table.row(row);
    }
    Ok(table)
}

#[expect(clippy::print_stdout, reason = "a bench prints")]
fn main() -> Result<(), kernel::fault::Fault> {
    let forced = std::env::var("KERNEL_ISA").ok();
    let isa = Isa::choose(forced.as_deref())?;
    let bandwidth = read_bandwidth()?;
    let peak = int8_peak(isa);
    println!("{isa}, one thread, CPU time; one thread reads {bandwidth:.1} GB/s from memory");
    println!("and does {:.0} GOP/s of products of bytes\n", peak / 1e9);
    println!("{}", products(isa, bandwidth, peak)?.text());
    println!("{}", llms(isa)?.text());
    println!("elsewhere:");
    for peer in PEERS {
        println!("  {peer}");
    }
    Ok(())
}
