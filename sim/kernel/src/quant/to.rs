//! From numbers to blocks: plain rounding, for synthetic weights and tests.

use super::Quant;
use crate::half;

/// Rounds weights to blocks: by their extremes, without a search for the best scales.
///
/// # Panics
/// If the weights are no whole blocks, or the bytes are not as many as they need.
pub fn quantise(quant: Quant, weights: &[f32], blocks: &mut [u8]) {
    assert_eq!(quant.size(weights.len()), Some(blocks.len()), "bytes for {} weights of {quant}", weights.len());
    for (weights, bytes) in weights.chunks_exact(quant.weights()).zip(blocks.chunks_exact_mut(quant.bytes())) {
        match quant {
            Quant::Q8_0 => q8_0(weights, bytes),
            Quant::Q4_0 => q4_0(weights, bytes),
            Quant::Q4_1 => q4_1(weights, bytes),
            Quant::Q4K => q4k(weights, bytes),
            Quant::Q6K => q6k(weights, bytes),
        }
    }
}

/// The weight farthest from zero, with its sign.
pub(crate) fn farthest(weights: &[f32]) -> f32 {
    weights.iter().fold(0.0, |far: f32, &w| if w.abs() > far.abs() { w } else { far })
}

/// The least and the greatest weight.
pub(crate) fn extremes(weights: &[f32]) -> (f32, f32) {
    weights.iter().fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), &w| (low.min(w), high.max(w)))
}

/// 1 / x, and 0 for 0.
pub(crate) fn inverse(x: f32) -> f32 {
    if x == 0.0 { 0.0 } else { 1.0 / x }
}

/// Writes a number as a half; gives the half's own number.
pub(crate) fn put(half: f32, bytes: &mut [u8]) -> f32 {
    let bits = half::narrow(half);
    bytes[..2].copy_from_slice(&bits.to_le_bytes());
    half::widen(bits)
}

fn q8_0(weights: &[f32], bytes: &mut [u8]) {
    let d = farthest(weights).abs() / 127.0;
    put(d, bytes);
    for (byte, w) in bytes[2..].iter_mut().zip(weights) {
        *byte = (w * inverse(d)).round() as i8 as u8;
    }
}

/// Nibbles of 2n weights in n bytes: weight i low, weight i + n high.
fn nibbles(weights: &[f32], bytes: &mut [u8], q: impl Fn(f32) -> f32) {
    let (low, high) = weights.split_at(bytes.len());
    for (i, byte) in bytes.iter_mut().enumerate() {
        let nibble = |w: f32| q(w).round().clamp(0.0, 15.0) as u8;
        *byte = nibble(low[i]) | nibble(high[i]) << 4;
    }
}

fn q4_0(weights: &[f32], bytes: &mut [u8]) {
    let d = farthest(weights) / -8.0;
    put(d, bytes);
    nibbles(weights, &mut bytes[2..], |w| w * inverse(d) + 8.0);
}

fn q4_1(weights: &[f32], bytes: &mut [u8]) {
    let (low, high) = extremes(weights);
    let d = (high - low) / 15.0;
    put(d, bytes);
    put(low, &mut bytes[2..]);
    nibbles(weights, &mut bytes[4..], |w| (w - low) * inverse(d));
}

fn q4k(weights: &[f32], bytes: &mut [u8]) {
    let (head, rest) = bytes.split_at_mut(16);
    let quants = pack_six(weights, 15.0, head);
    for (quants, bytes) in quants.chunks_exact(64).zip(rest.chunks_exact_mut(32)) {
        nibbles(quants, bytes, |q| q);
    }
}

/// Writes d, m, and the six-bit s and t of 256 weights \[16 B\]; gives the numbers in 0 ..= `most` to be rounded to q.
pub(crate) fn pack_six(weights: &[f32], most: f32, bytes: &mut [u8]) -> Vec<f32> {
    let ranges: Vec<(f32, f32)> = weights
        .chunks_exact(32)
        .map(|part| {
            let (low, high) = extremes(part);
            let low = low.min(0.0);
            ((high - low).max(0.0) / most, -low)
        })
        .collect();
    let largest = |of: fn(&(f32, f32)) -> f32| ranges.iter().map(of).fold(0.0, f32::max);
    let d = put(largest(|r| r.0) / 63.0, bytes);
    let m = put(largest(|r| r.1) / 63.0, &mut bytes[2..]);
    let six = |x: f32| x.round().clamp(0.0, 63.0) as u8;
    let scales: Vec<u8> = ranges.iter().map(|r| six(r.0 * inverse(d))).collect();
    let mins: Vec<u8> = ranges.iter().map(|r| six(r.1 * inverse(m))).collect();
    for j in 0..4 {
        bytes[4 + j] = scales[j] | scales[j + 4] >> 4 << 6;
        bytes[8 + j] = mins[j] | mins[j + 4] >> 4 << 6;
        bytes[12 + j] = scales[j + 4] & 15 | mins[j + 4] << 4;
    }
    let number = |(i, w): (usize, &f32)| (w + m * f32::from(mins[i / 32])) * inverse(d * f32::from(scales[i / 32]));
    weights.iter().enumerate().map(number).collect()
}

fn q6k(weights: &[f32], bytes: &mut [u8]) {
    let scales: Vec<f32> = weights.chunks_exact(16).map(|part| farthest(part) / -32.0).collect();
    let d = put(farthest(&scales) / -128.0, &mut bytes[208..]);
    let steps: Vec<i8> = scales.iter().map(|s| (s * inverse(d)).round().clamp(-128.0, 127.0) as i8).collect();
    let quant = |i: usize| {
        let q = (weights[i] * inverse(d * f32::from(steps[i / 16]))).round();
        (q.clamp(-32.0, 31.0) + 32.0) as u8
    };
    for half in 0..2 {
        for i in 0..32 {
            let [a, b, c, e] = std::array::from_fn(|j| quant(128 * half + 32 * j + i));
            bytes[64 * half + i] = a & 15 | c << 4;
            bytes[64 * half + i + 32] = b & 15 | e << 4;
            bytes[128 + 32 * half + i] = a >> 4 | b >> 4 << 2 | c >> 4 << 4 | e >> 4 << 6;
        }
    }
    for (byte, step) in bytes[192..208].iter_mut().zip(steps) {
        *byte = step as u8;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quant::dequantise;
    use crate::synthetic::Noise;

    /// The largest error, as a share of the largest weight.
    fn error(quant: Quant, weights: &[f32]) -> f32 {
        let mut bytes = vec![0; quant.size(weights.len()).unwrap()];
        quantise(quant, weights, &mut bytes);
        let mut back = vec![0.0; weights.len()];
        dequantise(quant, &bytes, &mut back);
        let worst = weights.iter().zip(&back).map(|(w, b)| (w - b).abs()).fold(0.0, f32::max);
        worst / farthest(weights).abs().max(1e-30)
    }

    #[test]
    fn rounding_errs_by_half_a_step_and_little_more() {
        let mut noise = Noise::new(7);
        let weights: Vec<f32> = (0..256 * 40).map(|_| noise.even()).collect();
        // A step is 1/127, 1/8 (2/15 of the range for `Q4_1`) and 1/32 of the largest; six-bit scales add a little.
        // `Q4_0` and `Q6_K` have no level for the far end of the other sign, and so err there by a whole step.
        for (quant, most) in
            [(Quant::Q8_0, 0.0045), (Quant::Q4_0, 0.126), (Quant::Q4_1, 0.068), (Quant::Q4K, 0.09), (Quant::Q6K, 0.037)]
        {
            let found = error(quant, &weights);
            assert!(found < most && found > most / 3.0, "{quant}: {found}");
        }
    }

    #[test]
    fn zeros_stay_zeros() {
        for quant in Quant::ALL {
            assert!(error(quant, &[0.0; 256]) == 0.0, "{quant}");
        }
    }
}
