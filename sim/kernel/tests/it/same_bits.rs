//! One hash of logits for every instruction set, thread count, cut of the prompt and batch.

use kernel::isa::Isa;
use kernel::llama::{Cache, Llm, Part, Place, Runner, Shape, Wanted, logits};
use kernel::matrix::Order;
use kernel::quant::Quant;
use kernel::synthetic::{self, Noise};

/// Tokens of the sequence that is looked at: more than two blocks of positions.
const TOKENS: usize = 41;

/// Two layers with heads of another size than width / heads, and three query heads a group.
fn shape() -> Shape {
    let tiny = Shape::named("tiny").unwrap();
    Shape { width: 256, heads: 6, groups: 2, size: 48, rope_size: 40, hidden: 288, vocabulary: 203, ..tiny }
}

fn tokens(seed: u64, n: usize) -> Vec<u32> {
    let mut noise = Noise::new(seed);
    (0..n).map(|_| noise.below(203) as u32).collect()
}

/// Plays the sequence in chunks of these sizes (the last repeated), beside others, and hashes its logits in order.
fn play(llm: &Llm, runner: &mut Runner, chunks: &[usize], beside: usize) -> u64 {
    let mut cache = Cache::new(llm.shape(), beside + 1, TOKENS).unwrap();
    let all = tokens(1, TOKENS);
    let others: Vec<Vec<u32>> = (0..beside).map(|i| tokens(100 + i as u64, TOKENS)).collect();
    let (mut hash, mut at, mut step) = (0, 0, 0);
    // The others come first, so that the looked-at row is not always at the batch's begin.
    let mine = beside / 2;
    while at < TOKENS {
        let n = chunks[step.min(chunks.len() - 1)].min(TOKENS - at);
        let mut parts: Vec<Part<'_>> = Vec::new();
        for (i, other) in others.iter().enumerate() {
            // Each other sequence goes its own way: decoding, or ragged chunks.
            let sequence = if i < mine { i } else { i + 1 };
            let seen = cache.len(sequence);
            let tokens = &other[seen..(seen + 1 + i % 3).min(TOKENS)];
            parts.push(Part { sequence, tokens, logits: if i % 2 == 0 { Wanted::Last } else { Wanted::Nothing } });
        }
        parts.insert(mine, Part { sequence: mine, tokens: &all[at..at + n], logits: Wanted::Every });
        let mut show = |place: Place, row: &[f32]| {
            if place.part == mine {
                hash = logits::hash(hash, row);
            }
        };
        runner.step(llm, &mut cache, &parts, &mut show).unwrap();
        (at, step) = (at + n, step + 1);
    }
    hash
}

/// Asserts one hash for these cuts and batches on every instruction set, with one thread and with two.
fn check(shape: Shape, quant: Quant, cuts: &[&[usize]], batches: &[usize]) {
    let llm = synthetic::llm(shape, quant, 11).unwrap();
    let portable = Isa::choose(Some("portable")).unwrap();
    let first = play(&llm, &mut Runner::new(portable, 1, Order::Fixed), &[TOKENS], 0);
    for isa in Isa::all() {
        for threads in [1, 2] {
            let mut runner = Runner::new(isa, threads, Order::Fixed);
            for chunks in cuts {
                let hash = play(&llm, &mut runner, chunks, 0);
                assert_eq!(hash, first, "{quant}, {isa}, {threads} threads, chunks {chunks:?}");
            }
            for batch in batches {
                let hash = play(&llm, &mut runner, &[9, 1], batch - 1);
                assert_eq!(hash, first, "{quant}, {isa}, {threads} threads, batch {batch}");
            }
        }
    }
}

/// The whole prompt, even and ragged chunks, a prompt and then decoding, decoding from the start.
const CUTS: [&[usize]; 5] = [&[TOKENS], &[16], &[7, 1, 13, 2, 5], &[24, 1], &[1]];

#[test]
fn one_hash_for_every_path_every_cut_and_every_batch() {
    let batches: Vec<usize> = (1..=16).collect();
    check(Shape { vocabulary: 203, ..Shape::named("tiny").unwrap() }, Quant::Q8_0, &CUTS, &batches);
}

#[test]
fn one_hash_for_every_format_and_for_sizes_that_fill_no_register() {
    for quant in Quant::ALL {
        check(Shape { layers: 1, ..shape() }, quant, &CUTS[2..4], &[3]);
    }
}

/// The hash on every machine that this test ever ran on: results are a promise across platforms.
#[test]
fn the_hash_is_the_one_in_the_repository() {
    let llm = synthetic::llm(shape(), Quant::Q8_0, 11).unwrap();
    let hash = play(&llm, &mut Runner::new(Isa::choose(None).unwrap(), 1, Order::Fixed), &[TOKENS], 0);
    assert_eq!(hash, 0xca98_05e7_d28a_bcda, "{hash:#018x}");
}

#[test]
fn in_the_order_by_batch_honest_nodes_disagree() {
    let llm = synthetic::llm(shape(), Quant::Q8_0, 11).unwrap();
    let mut runner = Runner::new(Isa::choose(None).unwrap(), 1, Order::ByBatch);
    let whole = play(&llm, &mut runner, &[TOKENS], 0);
    assert_eq!(play(&llm, &mut runner, &[TOKENS], 0), whole, "one batch is one result");
    assert_ne!(play(&llm, &mut runner, &[1], 0), whole, "decoding sums in another order");
    assert_ne!(play(&llm, &mut runner, &[4], 0), whole, "small chunks sum in another order");
}

#[test]
fn a_cut_off_sequence_goes_on_as_if_it_had_never_been_longer() {
    let llm = synthetic::llm(shape(), Quant::Q4_1, 12).unwrap();
    let mut runner = Runner::new(Isa::choose(None).unwrap(), 1, Order::Fixed);
    let mut cache = Cache::new(llm.shape(), 1, TOKENS).unwrap();
    let mut run = |cache: &mut Cache, tokens: &[u32]| {
        let mut hash = 0;
        let parts = [Part { sequence: 0, tokens, logits: Wanted::Last }];
        runner.step(&llm, cache, &parts, &mut |_, row| hash = logits::hash(0, row)).unwrap();
        hash
    };
    let all = tokens(1, TOKENS);
    run(&mut cache, &all[..20]);
    let straight = run(&mut cache, &all[20..21]);
    run(&mut cache, &tokens(3, 15));
    cache.truncate(0, 20);
    assert_eq!(run(&mut cache, &all[20..21]), straight);
}

#[test]
fn a_step_that_cannot_be_made_says_why_and_changes_nothing() {
    let llm = synthetic::llm(shape(), Quant::Q8_0, 11).unwrap();
    let mut runner = Runner::new(Isa::choose(None).unwrap(), 1, Order::Fixed);
    let mut cache = Cache::new(llm.shape(), 2, 16).unwrap();
    let part = |sequence, tokens| Part { sequence, tokens, logits: Wanted::Last };
    let mut refuse = |parts: &[Part<'_>]| {
        let fault = runner.step(&llm, &mut cache, parts, &mut |_, _| panic!("a refused step shows nothing"));
        assert!(cache.is_empty());
        fault.unwrap_err().to_string()
    };
    assert_eq!(refuse(&[part(2, &[1])]), "sequence 2: the cache has 2");
    assert_eq!(refuse(&[part(1, &[1]), part(1, &[2])]), "sequence 1 is in the step twice");
    assert_eq!(refuse(&[part(0, &[1]), part(1, &[1; 17])]), "sequence 1: 0 and 17 tokens, room for 16");
    assert_eq!(refuse(&[part(0, &[203])]), "sequence 0: token 203, the llm knows 203");
    let mut other = Cache::new(&Shape { layers: 3, ..shape() }, 2, 16).unwrap();
    let fault = runner.step(&llm, &mut other, &[part(0, &[1])], &mut |_, _| {}).unwrap_err();
    assert_eq!(fault.to_string(), "the cache has another shape than the llm");
    // No parts are no work.
    runner.step(&llm, &mut cache, &[], &mut |_, _| {}).unwrap();
}
