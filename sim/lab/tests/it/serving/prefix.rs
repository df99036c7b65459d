//! Prompts of which a node knows the beginning, against what can be reckoned by hand.

use std::fmt::Write as _;
use std::fs;

use scenario::Checked;

use crate::support;

/// One card that batches and keeps prefixes, with 16 tokens in a block.
fn node(users: &str, sets: &[&str]) -> Checked {
    let text = format!(
        "# What of a prompt is known?\nhorizon = \"2 h\"\nreplications = 1\n[nodes.card]\ncount = 1\nhardware = \"h100\"\nllms = [\"llama_8b\"]\n\
         queueing.continuous_batching = {{ budget = 4_096, prefix_reuse = true }}\n\
         [users.chat]\nllms = [\"llama_8b\"]\n{users}"
    );
    support::open_text(&text, sets)
}

/// Metrics of one replication.
fn read<const N: usize>(checked: &Checked, metrics: [&str; N]) -> [Option<f64>; N] {
    let outcome = support::simulate(&checked.scenario, 0);
    metrics.map(|metric| support::value(&checked.scenario, &outcome, metric))
}

/// Turns far apart on one card: turn k reads a context of C tokens, of which all but the last were computed, and of
/// those the whole blocks are there; the others take one step.
#[test]
fn a_session_of_fixed_lengths_skips_and_takes_what_can_be_reckoned() {
    let (first, new, output, turns) = (1_000, 70, 190, 8);
    let mut trace = String::from("arrival_s,llm,prompt_tokens,output_tokens,session,prefix_tokens\n");
    let plain = node("arrival.poisson = { rate = \"1 /s\" }\ndemand.tokens = { prompt = 1, output = 1 }\n", &[]);
    let times = &plain.scenario.step_times[plain.scenario.groups[0].hardware.unwrap().row()
        * plain.scenario.llms.len()
        + plain.scenario.groups[0].llms[0].row()];
    let (mut known, mut prompts, mut ttft) = (0, 0, 0.0);
    for turn in 0..turns {
        let context = if turn == 0 { 0 } else { first + turn * (new + output) - new };
        let prompt = first + turn * (new + output);
        let _ = writeln!(trace, "{},llama_8b,{prompt},{output},a,{context}", 60 * turn);
        let hit = if turn == 0 { 0 } else { (context - 1) / 16 * 16 };
        let left = prompt - hit;
        let step = times.linear(left) + times.chunk(left, hit) + times.head(1) + times.fixed(1);
        (known, prompts) = (known + hit, prompts + prompt);
        ttft += step.div_ceil(1_000) as f64 * 1e-9 / turns as f64;
    }
    let path = std::env::temp_dir().join(format!("windtunnel-prefix-{}.csv", std::process::id()));
    fs::write(&path, trace).expect("the temporary folder can be written");
    let users = format!("arrival.trace.file = \"{}\"\ndemand = \"recorded\"\n", path.display());
    let reused = read(&node(&users, &[]), ["prefix_hit_share", "ttft_mean_s"]);
    let plain = read(
        &node(&users, &["nodes.card.queueing.continuous_batching.prefix_reuse=false"]),
        ["prefix_hit_share", "ttft_mean_s"],
    );
    let _ = fs::remove_file(&path);
    assert_eq!(reused[0], Some(known as f64 / prompts as f64));
    assert!((reused[1].unwrap() - ttft).abs() < 2e-9, "{reused:?}, not {ttft} s");
    assert_eq!(plain[0], None, "without reuse nothing is said");
    assert!(plain[1].unwrap() > 2.0 * ttft, "{plain:?}, and {ttft} s with reuse");
}

/// Sessions of four turns in a cache that holds all: the first of them computes the opening, every other one finds its
/// whole blocks, and each later turn finds its context.
#[test]
fn sessions_of_fixed_lengths_hit_what_can_be_reckoned() {
    let users = "arrival.sessions = { rate = \"2 /min\", turns = 4, think = \"5 s\" }\n\
                 demand.conversation = { opening = 500, prompt = 60, output = 100 }\n";
    let prompts: Vec<u64> = (0..4).map(|turn| 500 + 160 * turn + 60).collect();
    let known: Vec<u64> = (0..4).map(|turn| if turn == 0 { 496 } else { (500 + 160 * turn - 1) / 16 * 16 }).collect();
    let expected = known.iter().sum::<u64>() as f64 / prompts.iter().sum::<u64>() as f64;
    let [share, whole] = read(&node(users, &[]), ["prefix_hit_share[users.chat]", "prefix_hit_share"]);
    // One opening of 240 is missed, and a session or two is under way at the end.
    assert_eq!(share, whole);
    assert!((share.unwrap() / expected - 1.0).abs() < 0.003, "{share:?}, not {expected}");
    // A cache of a few sessions' blocks forgets those of a session before it goes on.
    let short = ["nodes.card.queueing.continuous_batching.blocks=80", "users.chat.arrival.sessions.rate=30 /min"];
    let [less] = read(&node(users, &short), ["prefix_hit_share"]);
    assert!(less.unwrap() < 0.9 * expected && less.unwrap() > 0.0, "{less:?} of {expected}");
}

/// On four nodes a session that has its own hits what it hits on one. If each turn goes to any of N nodes, turn k finds
/// there what was said up to turn j with probability `(1 / N) (1 - 1 / N)^(k - 1 - j)`, and the opening alone
/// otherwise.
#[test]
fn sessions_hit_what_they_left_at_the_nodes_that_they_come_to() {
    let users = "arrival.sessions = { rate = \"20 /min\", turns = 8, think = \"5 s\" }\n\
                 demand.conversation = { opening = 500, prompt = 60, output = 100 }\n";
    let prompts = (0..8).map(|turn| f64::from(500 + 160 * turn + 60)).sum::<f64>();
    let left = |turn: i32| f64::from((500 + 160 * (turn + 1) - 1) / 16 * 16);
    let known = |n: f64, turn: i32| {
        let there = |j: i32| (1.0 / n) * (1.0 - 1.0 / n).powi(turn - 1 - j) * left(j);
        (0..turn).map(there).sum::<f64>() + (1.0 - 1.0 / n).powi(turn) * 496.0
    };
    let own = [(0..8).map(|turn| known(1.0, turn)).sum::<f64>() / prompts, 0.003];
    let any = [(0..8).map(|turn| known(4.0, turn)).sum::<f64>() / prompts, 0.01];
    for (scheduling, [expected, error]) in [("{ session_affinity = { choices = 1 } }", own), ("\"random\"", any)] {
        let scheduling = format!("gateway.front.scheduling={scheduling}");
        let [share] = read(&node(users, &["nodes.card.count=4", &scheduling]), ["prefix_hit_share"]);
        assert!((share.unwrap() / expected - 1.0).abs() < error, "{scheduling}: {share:?}, not {expected}");
    }
}

/// The part of the tokens of Mooncake's prompts that earlier ones had, block by block of 512 tokens
/// (reference/serving.md 3): what a cache without bounds hits, if answers come at once, so that no turns of a session
/// overlap.
#[test]
fn recorded_sessions_hit_as_much_as_their_blocks_tell() {
    for (name, published) in [("conversation", 0.374), ("synthetic", 0.651)] {
        let file = support::root().join(format!("../shared/data/traces/mooncake-fast25/{name}_trace.jsonl"));
        if !file.exists() {
            println!("skipped: {} is not beside the repository; it is not ours to ship", file.display());
            continue;
        }
        let users = format!(
            "arrival.trace.file = \"{}\"\ndemand = \"recorded\"\n\
             [hardware.swift]\nmemory = \"80 GB\"\nbandwidth = \"1000 TB/s\"\nthroughput = \"1000 PFLOP/s\"\n",
            file.display()
        );
        let batching = "nodes.card.queueing.continuous_batching";
        let sets = [
            "nodes.card.hardware=\"swift\"",
            // Some prompts are longer than this llm takes.
            "llm.llama_8b.window=10_000_000",
            &format!("{batching}.blocks=2_000_000_000"),
            &format!("{batching}.budget=1_000_000"),
            &format!("{batching}.most=65_535"),
        ];
        let [share] = read(&node(&users, &sets), ["prefix_hit_share"]);
        assert!((share.unwrap() - published).abs() < 0.002, "{name}: {share:?}, not {published}");
    }
}
