//! Rotary position embedding: the angles of a position, and turning pairs of numbers by them.

use super::shape::Shape;
use crate::math;

/// Turns per position of each pair \[radian\]: base^(-2i / n), divided by a factor where the llm has factors.
///
/// Source: J. Su et al., "`RoFormer`: Enhanced Transformer with Rotary Position Embedding", 2021; pairs are
/// neighbours, as in files of the Llama architecture.
pub(super) fn speeds(shape: &Shape, factors: Option<&[f32]>) -> Vec<f64> {
    let log = math::ln(f64::from(shape.rope_base));
    let speed = |i: usize| {
        let factor = factors.and_then(|factors| factors.get(i)).map_or(1.0, |&f| f64::from(f));
        math::exp(-(2.0 * i as f64 / shape.rope_size as f64) * log) / factor
    };
    (0..shape.rope_size / 2).map(speed).collect()
}

/// Cosine and sine of each pair at a position.
pub(super) fn angles(speeds: &[f64], position: usize, to: &mut [[f32; 2]]) {
    for (to, speed) in to.iter_mut().zip(speeds) {
        let (sin, cos) = math::sin_cos(position as f64 * speed);
        *to = [cos as f32, sin as f32];
    }
}

/// Turns the pairs of each head.
pub(super) fn turn(heads: &mut [f32], size: usize, angles: &[[f32; 2]]) {
    for head in heads.chunks_exact_mut(size) {
        for (pair, [cos, sin]) in head.as_chunks_mut::<2>().0.iter_mut().zip(angles) {
            let [x, y] = *pair;
            *pair = [x * cos - y * sin, x * sin + y * cos];
        }
    }
}
