//! Weights from a seed: the time of a step does not hang on their values.

use crate::arena::Arena;
use crate::fault::Fault;
use crate::llama::{Llm, Shape, Source};
use crate::matrix::{Matrix, TILE};
use crate::quant::{Quant, quantise};

/// Even random numbers of a counter, the same on every machine (splitmix64).
///
/// Source: G. Steele, D. Lea, C. Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014.
#[derive(Clone, Debug)]
pub struct Noise {
    state: u64,
}

impl Noise {
    /// The numbers of this seed.
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.state ^ self.state >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    /// A number below `end`, which must not be 0.
    pub fn below(&mut self, end: u64) -> u64 {
        ((u128::from(self.bits()) * u128::from(end)) >> 64) as u64
    }

    /// A number in -1 .. 1.
    pub fn even(&mut self) -> f32 {
        (self.bits() >> 40) as f32 * (2.0 / 16_777_216.0) - 1.0
    }
}

/// An llm of this shape with random weights.
///
/// Weights are even, of variance 1 / depth, rounded to `quant`; a matrix whose rows are no whole blocks of it is
/// rounded to `Q8_0`. Each matrix hangs on the seed and its own name alone.
///
/// # Errors
/// A shape that does not fit itself, or too little memory.
pub fn llm(shape: Shape, quant: Quant, seed: u64) -> Result<Llm, Fault> {
    Llm::assemble(shape, &mut Random { quant, seed })
}

/// Bytes that the weights of such an llm take in memory, a few in a thousand more with the tiles filled up.
pub fn bytes(shape: &Shape, quant: Quant) -> f64 {
    let matrix = |columns: usize, depth: usize| {
        let quant = quant.fitting(depth);
        columns as f64 * depth as f64 / quant.weights() as f64 * quant.bytes() as f64
    };
    let layer: f64 = shape.layer().iter().map(|&(_, columns, depth)| matrix(columns, depth)).sum();
    let tables = if shape.is_tied { 1.0 } else { 2.0 };
    shape.layers as f64 * layer + tables * matrix(shape.vocabulary, shape.width)
}

struct Random {
    quant: Quant,
    seed: u64,
}

impl Random {
    fn noise(&self, name: &str) -> Noise {
        let mut noise = Noise::new(self.seed);
        let seed = name.bytes().fold(noise.bits(), |seed, byte| Noise::new(seed ^ u64::from(byte)).bits());
        Noise::new(seed)
    }
}

impl Source for Random {
    fn quant(&self, _: &str, _: usize, depth: usize) -> Result<Quant, Fault> {
        Ok(self.quant.fitting(depth))
    }

    fn pack(&mut self, name: &str, matrix: &Matrix, arena: &mut Arena) -> Result<(), Fault> {
        let mut noise = self.noise(name);
        let size = (3.0 / matrix.depth() as f32).sqrt();
        let mut weights = vec![0.0; matrix.depth() * TILE];
        let mut blocks = vec![0; weights.len() / matrix.quant().weights() * matrix.quant().bytes()];
        for tile in 0..matrix.tiles() {
            let rows = TILE.min(matrix.columns() - tile * TILE);
            let weights = &mut weights[..rows * matrix.depth()];
            weights.fill_with(|| noise.even() * size);
            let blocks = &mut blocks[..weights.len() / matrix.quant().weights() * matrix.quant().bytes()];
            quantise(matrix.quant(), weights, blocks);
            matrix.pack_tile(arena, tile, blocks)?;
        }
        Ok(())
    }

    fn vector(&mut self, name: &str, len: usize) -> Result<Vec<f32>, Fault> {
        let mut noise = self.noise(name);
        Ok((0..len).map(|_| 1.0 + 0.2 * noise.even()).collect())
    }

    fn rope_factors(&mut self, _: usize) -> Result<Option<Vec<f32>>, Fault> {
        Ok(None)
    }
}
