//! A plain forward pass in double precision, written from the papers' formulas: what the fast one is held against.
//!
//! Slow on purpose, and without caches, tiles or batches. Weights are those that the kernel holds, read back.

use crate::llama::Llm;
use crate::math;

/// How activations are treated before a matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activations {
    /// As they are.
    Exact,
    /// As the kernel rounds them: 127 steps of the largest of 32.
    Rounded,
}

/// The pass.
#[derive(Clone, Copy, Debug)]
pub struct Plain<'a> {
    /// Whose weights.
    pub llm: &'a Llm,
    /// What becomes of activations.
    pub activations: Activations,
}

/// One row a token.
type Rows = Vec<Vec<f64>>;

fn rounded(x: &[f64]) -> Vec<f64> {
    let lane = |x: &[f64]| {
        let most = x.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
        let step = if most > 0.0 { most / 127.0 } else { 1.0 };
        x.iter().map(|x| (x / step).round_ties_even() * step).collect::<Vec<_>>()
    };
    x.chunks(32).flat_map(lane).collect()
}

/// A sum in eight parts, so that it does not wait for itself.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut parts = [0.0; 8];
    for (a, b) in a.chunks(8).zip(b.chunks(8)) {
        parts.iter_mut().zip(a.iter().zip(b)).for_each(|(part, (a, b))| *part += a * b);
    }
    parts.iter().sum()
}

impl Plain<'_> {
    fn product(&self, name: &str, rows: &[Vec<f64>]) -> Rows {
        let Some(matrix) = self.llm.matrix(name) else { return Vec::new() };
        let rows: Rows = match self.activations {
            Activations::Rounded => rows.iter().map(|x| rounded(x)).collect(),
            Activations::Exact => rows.to_vec(),
        };
        let mut weights = vec![0.0_f32; matrix.depth()];
        let mut found = vec![vec![0.0; matrix.columns()]; rows.len()];
        for column in 0..matrix.columns() {
            matrix.row(self.llm.arena(), column, &mut weights);
            let weights: Vec<f64> = weights.iter().map(|&w| f64::from(w)).collect();
            found.iter_mut().zip(&rows).for_each(|(found, x)| found[column] = dot(&weights, x));
        }
        found
    }

    fn norm(&self, name: &str, rows: &[Vec<f64>]) -> Rows {
        let weights = self.llm.vector(name).unwrap_or(&[]);
        let one = |x: &Vec<f64>| {
            let mean = x.iter().map(|x| x * x).sum::<f64>() / x.len() as f64;
            let scale = 1.0 / (mean + f64::from(self.llm.shape().epsilon)).sqrt();
            x.iter().zip(weights).map(|(x, &w)| x * scale * f64::from(w)).collect()
        };
        rows.iter().map(one).collect()
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

    /// What each token gathers from those before it and itself.
    fn attend(&self, queries: &[Vec<f64>], keys: &[Vec<f64>], values: &[Vec<f64>]) -> Rows {
        let shape = self.llm.shape();
        let one = |(position, query): (usize, &Vec<f64>)| {
            let mut seen = Vec::new();
            for head in 0..shape.heads {
                let group = head / (shape.heads / shape.groups);
                let own = &query[head * shape.size..(head + 1) * shape.size];
                let part = group * shape.size..(group + 1) * shape.size;
                let score = |key: &Vec<f64>| dot(own, &key[part.clone()]) / (shape.size as f64).sqrt();
                let scores: Vec<f64> = keys[..=position].iter().map(score).collect();
                let most = scores.iter().fold(f64::NEG_INFINITY, |most, &s| most.max(s));
                let scores: Vec<f64> = scores.iter().map(|s| math::exp(s - most)).collect();
                let sum: f64 = scores.iter().sum();
                let mut gathered = vec![0.0; shape.size];
                for (score, value) in scores.iter().zip(values) {
                    gathered.iter_mut().zip(&value[part.clone()]).for_each(|(to, v)| *to += score / sum * v);
                }
                seen.extend(gathered);
            }
            seen
        };
        queries.iter().enumerate().map(one).collect()
    }

    /// Logits after each of these tokens, which begin a text; those before `from` are left out.
    pub fn logits(&self, tokens: &[u32], from: usize) -> Rows {
        let shape = *self.llm.shape();
        let mut row = vec![0.0_f32; shape.width];
        let mut xs: Rows = Vec::new();
        for &token in tokens {
            if let Some(embedding) = self.llm.matrix("token_embd.weight") {
                embedding.row(self.llm.arena(), token as usize, &mut row);
            }
            xs.push(row.iter().map(|&x| f64::from(x)).collect());
        }
        let add = |xs: &mut Rows, ys: Rows| {
            xs.iter_mut().zip(ys).for_each(|(x, y)| x.iter_mut().zip(y).for_each(|(x, y)| *x += y));
        };
        for layer in 0..shape.layers {
            let name = |part: &str| format!("blk.{layer}.{part}.weight");
            let hs = self.norm(&name("attn_norm"), &xs);
            let mut queries = self.product(&name("attn_q"), &hs);
            let mut keys = self.product(&name("attn_k"), &hs);
            for rows in [&mut queries, &mut keys] {
                rows.iter_mut().enumerate().for_each(|(position, row)| self.turn(row, position));
            }
            let seen = self.attend(&queries, &keys, &self.product(&name("attn_v"), &hs));
            add(&mut xs, self.product(&name("attn_output"), &seen));
            let hs = self.norm(&name("ffn_norm"), &xs);
            let (gates, ups) = (self.product(&name("ffn_gate"), &hs), self.product(&name("ffn_up"), &hs));
            let gate = |(gate, up): (Vec<f64>, Vec<f64>)| {
                gate.iter().zip(up).map(|(g, u)| g / (1.0 + math::exp(-g)) * u).collect()
            };
            let gated: Rows = gates.into_iter().zip(ups).map(gate).collect();
            add(&mut xs, self.product(&name("ffn_down"), &gated));
        }
        self.product("output.weight", &self.norm("output_norm.weight", &xs[from..]))
    }
}
