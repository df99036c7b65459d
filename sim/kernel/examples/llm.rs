//! Lets an llm of a GGUF file go on with a text, and tells how surprised it is by another.
//!
//! `cargo run --release -p windtunnel-kernel --example llm -- FILE "The capital of France is" [--tokens N]`
//! `cargo run --release -p windtunnel-kernel --example llm -- FILE --perplexity TEXT_FILE [--reference]`

#![expect(clippy::disallowed_types, reason = "an example that tells tokens a second looks at the clock")]

use std::time::Instant;

use kernel::gguf::Gguf;
use kernel::isa::Isa;
use kernel::llama::{Cache, Llm, Part, Place, Runner, Wanted, logits};
use kernel::matrix::Order;
use kernel::quant::Quant;
use kernel::reference::{Activations, Plain};
use kernel::tokens::Tokenizer;

type Done<T> = Result<T, Box<dyn std::error::Error>>;

/// Tokens of the text that the slow reference is asked for.
const REFERENCE: usize = 192;

#[expect(clippy::print_stdout, reason = "an example prints")]
fn main() -> Done<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let of = |flag: &str| arguments.iter().position(|a| a == flag).and_then(|at| arguments.get(at + 1));
    let file = arguments.first().ok_or("name a GGUF file, as in models/weights/smollm2-135m.gguf")?;
    let bytes = std::fs::read(file).map_err(|error| format!("{file}: {error}"))?;
    let gguf = Gguf::parse(&bytes)?;
    let named = |name: &String| Quant::named(name).ok_or_else(|| format!("--quant {name}: known are {:?}", Quant::ALL));
    let quant = of("--quant").map(named).transpose()?;
    let (llm, tokenizer) = (gguf.llm_rounded(quant)?, Tokenizer::read(&gguf)?);
    let mut runner = Runner::new(Isa::choose(std::env::var("KERNEL_ISA").ok().as_deref())?, 1, Order::Fixed);
    if let Some(text) = of("--perplexity") {
        let tokens = tokenizer.encode(&std::fs::read_to_string(text)?)?;
        let (perplexity, seconds) = kernel_perplexity(&llm, &mut runner, &tokens)?;
        println!("perplexity {perplexity:.3} over {} tokens, {:.0} tok/s", tokens.len(), tokens.len() as f64 / seconds);
        if arguments.iter().any(|a| a == "--reference") {
            let tokens = &tokens[..tokens.len().min(REFERENCE)];
            let (fast, _) = kernel_perplexity(&llm, &mut runner, tokens)?;
            let plain = plain_perplexity(&llm, tokens);
            let off = 100.0 * (fast / plain - 1.0);
            println!(
                "first {} tokens: kernel {fast:.3}, exact activations in f64 {plain:.3} ({off:+.2} %)",
                tokens.len()
            );
        }
        return Ok(());
    }
    let prompt = arguments.get(1).map_or("The capital of France is", String::as_str);
    let n = of("--tokens").map_or(Ok(24), |n| n.parse::<usize>())?;
    let (text, speed) = go_on(&llm, &mut runner, &tokenizer, prompt, n)?;
    println!("{prompt}{text}\n\n{speed:.0} tok/s on {}", runner.kernel().isa());
    Ok(())
}

/// Goes on with a text by the largest logit.
fn go_on(llm: &Llm, runner: &mut Runner, tokenizer: &Tokenizer, prompt: &str, n: usize) -> Done<(String, f64)> {
    let mut tokens = tokenizer.encode(prompt)?;
    let before = tokens.len();
    let mut cache = Cache::new(llm.shape(), 1, before + n)?;
    let clock = Instant::now();
    for _ in 0..n {
        let mut next = 0;
        let parts = [Part { sequence: 0, tokens: &tokens[cache.len(0)..], logits: Wanted::Last }];
        runner.step(llm, &mut cache, &parts, &mut |_, row| next = logits::top(row))?;
        if tokenizer.end() == Some(next) {
            break;
        }
        tokens.push(next);
    }
    let speed = (tokens.len() - before) as f64 / clock.elapsed().as_secs_f64();
    Ok((tokenizer.decode(&tokens[before..]), speed))
}

/// e to the mean surprise, and how long it took \[s\].
fn kernel_perplexity(llm: &Llm, runner: &mut Runner, tokens: &[u32]) -> Done<(f64, f64)> {
    let mut cache = Cache::new(llm.shape(), 1, tokens.len())?;
    let clock = Instant::now();
    let mut sum = 0.0;
    let parts = [Part { sequence: 0, tokens: &tokens[..tokens.len() - 1], logits: Wanted::Every }];
    let mut show = |place: Place, row: &[f32]| sum += logits::log_probability(row, tokens[place.token + 1]);
    runner.step(llm, &mut cache, &parts, &mut show)?;
    let mean = -sum / (tokens.len() - 1) as f64;
    Ok((kernel::math::exp(mean), clock.elapsed().as_secs_f64()))
}

fn plain_perplexity(llm: &Llm, tokens: &[u32]) -> f64 {
    let plain = Plain { llm, activations: Activations::Exact };
    let rows = plain.logits(&tokens[..tokens.len() - 1], 0);
    let surprise = |(row, &token): (&Vec<f64>, &u32)| {
        let row: Vec<f32> = row.iter().map(|&x| x as f32).collect();
        -logits::log_probability(&row, token)
    };
    let sum: f64 = rows.iter().zip(&tokens[1..]).map(surprise).sum();
    kernel::math::exp(sum / rows.len() as f64)
}
