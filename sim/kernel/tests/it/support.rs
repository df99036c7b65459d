//! What the tests share: kernels of every kind, random matrices, a hash of bits.

use kernel::arena::Arena;
use kernel::isa::Isa;
use kernel::kernel::Kernel;
use kernel::matrix::{Matrix, Order, Plan};
use kernel::quant::{Quant, quantise};
use kernel::synthetic::Noise;

/// A kernel of each instruction set that this machine has, with one and with two threads.
pub(crate) fn kernels(order: Order) -> Vec<Kernel> {
    let of = |isa| [1, 2].map(|threads| Kernel::new(isa, threads, order));
    Isa::all().into_iter().flat_map(of).collect()
}

/// Even random numbers in -1 .. 1.
pub(crate) fn even(seed: u64, n: usize) -> Vec<f32> {
    let mut noise = Noise::new(seed);
    (0..n).map(|_| noise.even()).collect()
}

/// A random matrix alone in its arena.
pub(crate) fn matrix(quant: Quant, columns: usize, depth: usize) -> (Arena, Matrix) {
    let weights = even(columns as u64 * 31 + depth as u64, columns * depth);
    let mut blocks = vec![0; quant.size(weights.len()).unwrap()];
    quantise(quant, &weights, &mut blocks);
    let mut plan = Plan::default();
    // Something before it, so that its place is not the arena's begin.
    plan.matrix(Quant::Q8_0, 1, 32).unwrap();
    let matrix = plan.matrix(quant, columns, depth).unwrap();
    let mut arena = plan.allocate().unwrap();
    matrix.pack(&mut arena, &blocks).unwrap();
    (arena, matrix)
}

/// FNV-1a over the bits of numbers.
pub(crate) fn hash(numbers: &[f32]) -> u64 {
    let step = |hash: u64, x: &f32| {
        let bytes = x.to_bits().to_le_bytes();
        bytes.iter().fold(hash, |hash, &b| (hash ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
    };
    numbers.iter().fold(0xcbf2_9ce4_8422_2325, step)
}
