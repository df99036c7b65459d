//! The forward pass against a plain one in f64, written from the papers' formulas.

use kernel::isa::Isa;
use kernel::llama::{Cache, Part, Runner, Shape, Wanted};
use kernel::matrix::Order;
use kernel::quant::Quant;
use kernel::reference::{Activations, Plain};
use kernel::synthetic::{self, Noise};

/// Root mean square of the difference, as a share of that of the reference.
fn error(found: &[f32], plain: &[f64]) -> f64 {
    let wrong: f64 = found.iter().zip(plain).map(|(&f, p)| (f64::from(f) - p) * (f64::from(f) - p)).sum();
    (wrong / plain.iter().map(|p| p * p).sum::<f64>()).sqrt()
}

/// Holds one shape against the reference; says whether the two agree to single precision.
fn check(shape: Shape, quant: Quant) -> bool {
    let llm = synthetic::llm(shape, quant, 5).unwrap();
    let mut noise = Noise::new(2);
    let tokens: Vec<u32> = (0..21).map(|_| noise.below(shape.vocabulary as u64) as u32).collect();
    let mut cache = Cache::new(&shape, 1, tokens.len()).unwrap();
    let mut found = Vec::new();
    let parts = [Part { sequence: 0, tokens: &tokens, logits: Wanted::Last }];
    let mut runner = Runner::new(Isa::choose(None).unwrap(), 1, Order::Fixed);
    runner.step(&llm, &mut cache, &parts, &mut |_, row| found = row.to_vec()).unwrap();
    let plain = |activations| Plain { llm: &llm, activations }.logits(&tokens, tokens.len() - 1).remove(0);
    let exact = error(&found, &plain(Activations::Exact));
    let alike = error(&found, &plain(Activations::Rounded));
    // Rounding activations to bytes costs one to two percent over these layers.
    assert!(exact < 0.022, "{quant}: {exact} from exact activations");
    // Where values nearly tie, single and double precision may round to different bytes; the step of 1/127 then
    // spreads.
    assert!(alike < 0.022, "{quant}: {alike} from activations rounded alike");
    alike < 1e-6
}

#[test]
fn logits_are_those_of_a_plain_pass() {
    let tiny = Shape::named("tiny").unwrap();
    let whole_blocks = Shape { width: 256, size: 64, rope_size: 64, hidden: 512, ..tiny };
    let mut equal: Vec<bool> = Quant::ALL.into_iter().map(|quant| check(whole_blocks, quant)).collect();
    // One query head a group, seven or eight, sizes that fill no register, an own output head.
    let odd = [
        (Shape { groups: 4, ..tiny }, Quant::Q8_0),
        (Shape { heads: 8, groups: 1, size: 20, rope_size: 20, is_tied: false, ..tiny }, Quant::Q4_1),
        (Shape { heads: 14, groups: 2, size: 80, rope_size: 64, vocabulary: 97, layers: 3, ..tiny }, Quant::Q8_0),
    ];
    equal.extend(odd.map(|(shape, quant)| check(shape, quant)));
    let n = equal.iter().filter(|&&is_equal| is_equal).count();
    assert!(n >= 7, "{n} of 8 agree to single precision with the same activations");
}
