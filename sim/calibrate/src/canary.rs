//! Reference work between the points: if its time changes, the machine does, and not the llm.

use files::publish::Fault;
use kernel::arena::Arena;
use kernel::isa::Isa;
use kernel::kernel::Kernel;
use kernel::matrix::{Matrix, Order, Plan};
use kernel::quant::{Quant, quantise};
use kernel::synthetic::Noise;

use super::clock::Clock;

/// Bytes that are read: more than most last-level caches hold.
const READ: usize = 96 << 20;
/// Sides of the product that is computed: it stays in the second-level cache.
const SIDE: usize = 512;
/// Its rows.
const ROWS: usize = 64;
/// How often it is computed: some ten milliseconds.
const TIMES: usize = 160;

/// What the machine did for reference work at one moment, on one thread.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Canary {
    /// Reading from memory \[B/s\].
    pub read: f64,
    /// Arithmetic of a product out of the cache, `Q8_0` on 64 rows \[FLOP/s\].
    pub arithmetic: f64,
}

/// The reference work.
pub(super) struct Work {
    memory: Arena,
    weights: Arena,
    matrix: Matrix,
    kernel: Kernel,
    from: Vec<f32>,
    to: Vec<f32>,
    /// How much of it is done: all, or little in tests.
    part: usize,
}

impl Work {
    pub(super) fn new(isa: Isa, part: usize) -> Result<Self, Fault> {
        let told =
            |fault: kernel::fault::Fault| Fault { message: fault.to_string(), remedy: super::subject::LESS.into() };
        let mut memory = Arena::new(READ / part).map_err(told)?;
        memory.bytes_mut().fill(1);
        let mut plan = Plan::default();
        let matrix = plan.matrix(Quant::Q8_0, SIDE, SIDE).map_err(told)?;
        let mut weights = plan.allocate().map_err(told)?;
        let mut noise = Noise::new(1);
        let numbers: Vec<f32> = (0..SIDE * SIDE).map(|_| noise.even()).collect();
        let mut blocks = vec![0; matrix.file_bytes()];
        quantise(Quant::Q8_0, &numbers, &mut blocks);
        matrix.pack(&mut weights, &blocks).map_err(told)?;
        let kernel = Kernel::new(isa, 1, Order::Fixed);
        let from = (0..ROWS * SIDE).map(|_| noise.even()).collect();
        Ok(Self { memory, weights, matrix, kernel, from, to: vec![0.0; ROWS * SIDE], part })
    }

    /// Does it once.
    pub(super) fn look(&mut self) -> Canary {
        let times = (TIMES / self.part).max(1);
        let clock = Clock::start();
        for _ in 0..times {
            self.kernel.multiply(&self.weights, &self.matrix, &self.from, &mut self.to);
        }
        let arithmetic = (2 * SIDE * SIDE * ROWS * times) as f64 / clock.read().cpu;
        let clock = Clock::start();
        let mut sums = [0_u64; 32];
        for block in self.memory.bytes().as_chunks::<8>().0.as_chunks::<32>().0 {
            for (sum, word) in sums.iter_mut().zip(block) {
                *sum ^= u64::from_le_bytes(*word);
            }
        }
        std::hint::black_box(sums);
        Canary { read: self.memory.bytes().len() as f64 / clock.read().cpu, arithmetic }
    }
}
