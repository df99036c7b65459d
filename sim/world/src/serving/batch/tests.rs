//! The batch against an independent twin that plays every step with a table of single blocks.

mod several;
mod sharing;

use cost::Measured;
use engine::draws::{Address, Draws, Purpose};
use rules::queueing::BatchOrder;
use state::requests::Shared;

use super::twin::{Price, Twin, roofline};
use super::*;
use sharing::Sharing;

fn times(fixed_ns: u64) -> StepTimes {
    roofline(fixed_ns, 0.0)
}

/// Checks a batch against itself, whatever stands in its line.
fn agree(batch: &Batch, seed: u64) {
    let here = batch.running.iter().filter(|j| !j.is_gone).count() + batch.waiting.len();
    batch.audit(here as u32).unwrap_or_else(|fault| panic!("seed {seed}: {fault}"));
}

/// What a case found: events of the batch, steps of the twin.
struct Played {
    events: u64,
    steps: u64,
    preempted: bool,
    /// Tokens that were found in the cache.
    known: u64,
}

/// Plays one random workload on both and compares every piece of news with its nanosecond.
fn play(seed: u64, sharing: Option<Sharing>) -> Played {
    let mut draws = Address { seed, replication: 0, purpose: Purpose::Swarm, entity: 7 }.stream().draws(0);
    let mut below = |n: u32| -> u32 { Draws::below(&mut draws, n) };
    let order = if below(3) == 0 { BatchOrder::PrefillFirst } else { BatchOrder::RunningFirst };
    let limits = Limits {
        budget: [8, 64, 512][below(3) as usize],
        most: [1, 3, 16, 256][below(4) as usize],
        blocks: [20, 60, 400][below(3) as usize],
        block: [1, 4, 16][below(3) as usize],
        prefix_reuse: sharing.is_some(),
        order,
    };
    let mut sharing = sharing;
    let fixed = [0, 100_000, 2_000_000][below(3) as usize];
    let price = match seed % 6 {
        // SmolLM2-135M on one thread of a CPU, sped up to the pace of the workload (reference/kernel.md 6).
        0 | 3 => {
            let (step, token, logits, attended, cached) = (792_003, 86_401, 43_007, 193, 255);
            let sharpness = if seed.is_multiple_of(6) { 1.0 } else { 2.5 };
            Price::Measured(Measured { step, token, logits, attended, cached, sharpness })
        }
        1 => Price::Tabled,
        2 => Price::Roofline(roofline(fixed, 0.25)),
        _ => Price::Roofline(roofline(fixed, 0.0)),
    };
    let (mut batch, mut twin) = (Batch::new(LlmId(0), price.times(), limits), Twin::new(price, limits));
    let (mut news, mut found, mut expected) = (Vec::new(), Vec::new(), Vec::new());
    let longest = limits.blocks * limits.block;
    let gap = [200_000, 5_000_000, 80_000_000][below(3) as usize];
    let (mut now, mut events) = (0_u64, 0);
    let mut open: Vec<AttemptId> = Vec::new();
    let mut preempted = false;
    for arrival in 0..40 {
        now += u64::from(below(gap));
        // Now and then something happens at the very instant at which a step ends.
        if below(4) == 0
            && let Some(end) = batch.next()
        {
            now = now.max(end.ns());
        }
        while let Some(end) = batch.next().filter(|end| end.ns() <= now) {
            batch.advance(end, &mut news);
            if events % 16 == 0 {
                agree(&batch, seed);
            }
            found.extend(news.drain(..).map(|n| (end.ns(), n)));
            events += 1;
            preempted |= batch.waiting.front().is_some_and(|j| j.has_started);
        }
        twin.advance(now, &mut expected);
        match below(12) {
            0 if !open.is_empty() => {
                let name = open.swap_remove(below(open.len() as u32) as usize);
                batch.remove(Time::from_ns(now), name);
                twin.remove(name);
            }
            1 if below(4) == 0 => {
                batch.clear();
                twin.clear();
                open.clear();
            }
            _ => {
                let name = AttemptId(arrival);
                let prompt = 1 + below((longest / 2).min(900));
                let output = 1 + below((longest - prompt).min(300));
                let origin = sharing.as_mut().map(|sharing| sharing.origin(prompt, output));
                let work = Work { attempt: name, llm: LlmId(0), prompt, output, origin };
                batch.arrive(Time::from_ns(now), work, &mut news);
                found.extend(news.drain(..).map(|n| (now, n)));
                twin.arrive(now, work, &mut expected);
                open.push(name);
                events += 1;
            }
        }
    }
    while let Some(end) = batch.next() {
        batch.advance(end, &mut news);
        found.extend(news.drain(..).map(|n| (end.ns(), n)));
        events += 1;
        preempted |= batch.waiting.front().is_some_and(|j| j.has_started);
    }
    twin.advance(u64::MAX, &mut expected);
    let differs = found.iter().zip(&expected).position(|(a, b)| a != b);
    assert_eq!(
        (differs, found.len()),
        (None, expected.len()),
        "seed {seed}: {limits:?}, at {:?}",
        differs.map(|d| (found[d], expected[d]))
    );
    assert!(batch.running.is_empty() && batch.waiting.is_empty() && batch.pool.free() == limits.blocks);
    let known = |n: &(u64, News)| if let News::Started { known, .. } = n.1 { u64::from(known) } else { 0 };
    Played { events, steps: twin.steps, preempted, known: found.iter().map(known).sum() }
}

#[test]
fn three_thousand_random_workloads_agree_to_the_nanosecond() {
    let all: Vec<Played> = (0..3_000).map(|seed| play(seed, None)).collect();
    let (events, steps): (u64, u64) = all.iter().fold((0, 0), |sum, p| (sum.0 + p.events, sum.1 + p.steps));
    assert!(events * 2 < steps, "{events} events for {steps} steps: nothing is jumped");
    let preempted = all.iter().filter(|p| p.preempted).count();
    assert!(preempted > 300, "only {preempted} workloads ever ran out of cache");
}

#[test]
fn a_lone_request_takes_prefill_and_decode_run() {
    let limits = Limits {
        budget: 2_048,
        most: 8,
        blocks: 1_000,
        block: 16,
        prefix_reuse: false,
        order: BatchOrder::RunningFirst,
    };
    let (mut batch, mut news) = (Batch::new(LlmId(0), times(1_000), limits), Vec::new());
    let work = Work { attempt: AttemptId(1), llm: LlmId(0), prompt: 500, output: 100, origin: None };
    batch.arrive(Time::ZERO, work, &mut news);
    let mut ends = Vec::new();
    while let Some(end) = batch.next() {
        batch.advance(end, &mut news);
        ends.push(end.since(Time::ZERO));
    }
    assert_eq!(ends, [times(1_000).prefill(500), times(1_000).service(500, 100, 1)]);
    let done = News::Done { attempt: AttemptId(1), first: Time::ZERO + ends[0], came: Time::ZERO };
    assert_eq!(news, [News::Started { attempt: AttemptId(1), known: 0, prompt: 500 }, News::First(AttemptId(1)), done]);
}
