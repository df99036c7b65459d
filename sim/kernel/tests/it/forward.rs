//! The forward pass against a plain one in f64, written from the papers' formulas.

use kernel::isa::Isa;
use kernel::llama::{Cache, Llm, Part, Runner, Shape, Wanted};
use kernel::math;
use kernel::matrix::Order;
use kernel::quant::Quant;
use kernel::synthetic::{self, Noise};

/// How the reference treats activations before a matrix.
#[derive(Clone, Copy, PartialEq)]
enum Activations {
    /// As they are.
    Exact,
    /// As the kernel rounds them: 127 steps of the largest of 32.
    Rounded,
}

fn rounded(x: &[f64]) -> Vec<f64> {
    let lane = |x: &[f64]| {
        let most = x.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
        let step = if most > 0.0 { most / 127.0 } else { 1.0 };
        x.iter().map(|x| (x / step).round_ties_even() * step).collect::<Vec<_>>()
    };
    x.chunks(32).flat_map(lane).collect()
}

struct Plain<'a> {
    llm: &'a Llm,
    activations: Activations,
}

impl Plain<'_> {
    fn product(&self, name: &str, x: &[f64]) -> Vec<f64> {
        let matrix = self.llm.matrix(name).unwrap();
        let x = if self.activations == Activations::Rounded { rounded(x) } else { x.to_vec() };
        let mut row = vec![0.0; matrix.depth()];
        let mut one = |column| {
            matrix.row(self.llm.arena(), column, &mut row);
            row.iter().zip(&x).map(|(&w, x)| f64::from(w) * x).sum()
        };
        (0..matrix.columns()).map(&mut one).collect()
    }

    fn norm(&self, name: &str, x: &[f64]) -> Vec<f64> {
        let mean = x.iter().map(|x| x * x).sum::<f64>() / x.len() as f64;
        let scale = 1.0 / (mean + f64::from(self.llm.shape().epsilon)).sqrt();
        x.iter().zip(self.llm.vector(name).unwrap()).map(|(x, &w)| x * scale * f64::from(w)).collect()
    }

    fn turn(&self, heads: &mut [f64], position: usize) {
        let shape = self.llm.shape();
        for head in heads.chunks_mut(shape.size) {
            for i in 0..shape.rope_size / 2 {
                let power = -2.0 * i as f64 / shape.rope_size as f64;
                let angle = position as f64 * math::exp(power * math::ln(f64::from(shape.rope_base)));
                let (sin, cos) = math::sin_cos(angle);
                let (x, y) = (head[2 * i], head[2 * i + 1]);
                (head[2 * i], head[2 * i + 1]) = (x * cos - y * sin, x * sin + y * cos);
            }
        }
    }

    /// Logits after the last token.
    fn logits(&self, tokens: &[u32]) -> Vec<f64> {
        let shape = *self.llm.shape();
        let embedding = self.llm.matrix("token_embd.weight").unwrap();
        let mut row = vec![0.0_f32; shape.width];
        let mut xs: Vec<Vec<f64>> = Vec::new();
        for &token in tokens {
            embedding.row(self.llm.arena(), token as usize, &mut row);
            xs.push(row.iter().map(|&x| f64::from(x)).collect());
        }
        for layer in 0..shape.layers {
            let name = |part: &str| format!("blk.{layer}.{part}.weight");
            let (mut keys, mut values) = (Vec::new(), Vec::new());
            for (position, x) in xs.iter_mut().enumerate() {
                let h = self.norm(&name("attn_norm"), x);
                let mut query = self.product(&name("attn_q"), &h);
                let mut key = self.product(&name("attn_k"), &h);
                self.turn(&mut query, position);
                self.turn(&mut key, position);
                keys.push(key);
                values.push(self.product(&name("attn_v"), &h));
                let mut seen = Vec::new();
                for head in 0..shape.heads {
                    let group = head / (shape.heads / shape.groups);
                    let own = &query[head * shape.size..(head + 1) * shape.size];
                    let part = |x: &[f64]| x[group * shape.size..(group + 1) * shape.size].to_vec();
                    let score = |key: &Vec<f64>| {
                        let dot: f64 = own.iter().zip(part(key)).map(|(q, k)| q * k).sum();
                        math::exp(dot / (shape.size as f64).sqrt())
                    };
                    let scores: Vec<f64> = keys.iter().map(score).collect();
                    let sum: f64 = scores.iter().sum();
                    for d in 0..shape.size {
                        seen.push(scores.iter().zip(&values).map(|(s, v)| s / sum * part(v)[d]).sum::<f64>());
                    }
                }
                let y = self.product(&name("attn_output"), &seen);
                x.iter_mut().zip(y).for_each(|(x, y)| *x += y);
                let h = self.norm(&name("ffn_norm"), x);
                let (gate, up) = (self.product(&name("ffn_gate"), &h), self.product(&name("ffn_up"), &h));
                let gated: Vec<f64> = gate.iter().zip(up).map(|(g, u)| g / (1.0 + math::exp(-g)) * u).collect();
                let y = self.product(&name("ffn_down"), &gated);
                x.iter_mut().zip(y).for_each(|(x, y)| *x += y);
            }
        }
        self.product("output.weight", &self.norm("output_norm.weight", &xs[xs.len() - 1]))
    }
}

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
    let exact = error(&found, &Plain { llm: &llm, activations: Activations::Exact }.logits(&tokens));
    let alike = error(&found, &Plain { llm: &llm, activations: Activations::Rounded }.logits(&tokens));
    // Rounding activations to bytes costs one to two percent over these layers.
    assert!(exact < 0.022, "{quant}: {exact} from exact activations");
    // Where values nearly tie, single and double precision may round to different bytes; the step of 1/127 then spreads.
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
