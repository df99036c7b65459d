//! Products of quantized matrices against plain sums, and against themselves on every path.

use kernel::isa::Isa;
use kernel::kernel::Kernel;
use kernel::matrix::{Order, Plan};
use kernel::quant::{Quant, dequantise, quantise};

use crate::support::{even, hash, kernels, matrix};

/// Activations as the kernel rounds them: quants and scale of 32.
fn rounded(x: &[f32]) -> Vec<(f32, Vec<i32>)> {
    let lane = |x: &[f32]| {
        let most = x.iter().fold(0.0_f32, |most, x| most.max(x.abs()));
        let inverse = if most > 0.0 { 127.0 / most } else { 0.0 };
        (most / 127.0, x.iter().map(|x| (x * inverse).round_ties_even() as i32).collect())
    };
    x.chunks(32).map(lane).collect()
}

#[test]
fn rows_come_back_out_as_they_were_packed() {
    for quant in Quant::ALL {
        let (columns, depth) = (37, 512);
        let weights = even(37 * 31 + 512, columns * depth);
        let mut blocks = vec![0; quant.size(weights.len()).unwrap()];
        quantise(quant, &weights, &mut blocks);
        let mut plain = vec![0.0; weights.len()];
        dequantise(quant, &blocks, &mut plain);
        let (arena, matrix) = matrix(quant, columns, depth);
        let mut row = vec![0.0; depth];
        for column in 0..columns {
            matrix.row(&arena, column, &mut row);
            assert_eq!(hash(&row), hash(&plain[column * depth..(column + 1) * depth]), "{quant}, row {column}");
        }
    }
}

#[test]
fn a_product_is_the_sum_of_rounded_activations_times_weights() {
    for quant in Quant::ALL {
        let (columns, depth) = (50, 768);
        let (arena, matrix) = matrix(quant, columns, depth);
        let x = even(5, depth);
        let mut y = vec![0.0; columns];
        Kernel::new(Isa::choose(None).unwrap(), 1, Order::Fixed).multiply(&arena, &matrix, &x, &mut y);
        let mut weights = vec![0.0; depth];
        for (column, y) in y.iter().enumerate() {
            matrix.row(&arena, column, &mut weights);
            let lanes = rounded(&x);
            let of = |(lane, w): (&(f32, Vec<i32>), &[f32])| -> f64 {
                let sum: f64 = lane.1.iter().zip(w).map(|(&q, &w)| f64::from(q) * f64::from(w)).sum();
                f64::from(lane.0) * sum
            };
            let exact: f64 = lanes.iter().zip(weights.chunks(32)).map(of).sum();
            let sizes: f64 = x.iter().zip(&weights).map(|(x, w)| f64::from((x * w).abs())).sum();
            // Each of 24 to 96 f32 operations errs by at most 2^-24 of what is there.
            assert!((f64::from(*y) - exact).abs() < 3e-6 * sizes, "{quant}, column {column}: {y}, not {exact}");
        }
    }
}

#[test]
fn rounding_activations_costs_less_than_one_percent() {
    for quant in Quant::ALL {
        let (arena, matrix) = matrix(quant, 64, 1024);
        let x = even(6, 1024);
        let mut y = vec![0.0; 64];
        Kernel::new(Isa::choose(None).unwrap(), 1, Order::Fixed).multiply(&arena, &matrix, &x, &mut y);
        let mut weights = vec![0.0; 1024];
        let (mut wrong, mut all) = (0.0, 0.0);
        for (column, y) in y.iter().enumerate() {
            matrix.row(&arena, column, &mut weights);
            let exact: f64 = x.iter().zip(&weights).map(|(x, w)| f64::from(*x) * f64::from(*w)).sum();
            wrong += (f64::from(*y) - exact) * (f64::from(*y) - exact);
            all += exact * exact;
        }
        assert!((wrong / all).sqrt() < 0.01, "{quant}: {}", (wrong / all).sqrt());
    }
}

#[test]
fn every_path_and_every_batch_gives_the_same_bits() {
    for quant in Quant::ALL {
        let (columns, depth) = (53, 1280);
        let (arena, matrix) = matrix(quant, columns, depth);
        let x = even(9, 16 * depth);
        let mut one = vec![0.0; 16 * columns];
        let mut plain = Kernel::new(Isa::choose(Some("portable")).unwrap(), 1, Order::Fixed);
        for (x, y) in x.chunks(depth).zip(one.chunks_mut(columns)) {
            plain.multiply(&arena, &matrix, x, y);
        }
        for mut kernel in kernels(Order::Fixed) {
            for batch in 1..=16 {
                let mut y = vec![0.0; batch * columns];
                kernel.multiply(&arena, &matrix, &x[..batch * depth], &mut y);
                let (isa, threads) = (kernel.isa(), kernel.threads());
                assert_eq!(hash(&y), hash(&one[..y.len()]), "{quant}, {isa}, {threads} threads, {batch} rows");
            }
        }
    }
}

#[test]
fn extreme_quants_do_not_overflow_on_any_path() {
    for quant in Quant::ALL {
        let depth = 256;
        // All bits set is the largest quant of most formats and -1 of `Q8_0`; 0x80 is its smallest.
        for fill in [0xff, 0x80, 0x7f, 0x00] {
            let mut blocks = vec![fill; quant.size(16 * depth).unwrap()];
            for block in blocks.chunks_mut(quant.bytes()) {
                let halves: &[usize] = match quant {
                    Quant::Q8_0 | Quant::Q4_0 => &[0],
                    Quant::Q4_1 | Quant::Q4K => &[0, 2],
                    Quant::Q6K => &[208],
                };
                for &at in halves {
                    block[at..at + 2].copy_from_slice(&[0x00, 0x3c]);
                }
            }
            let mut plan = Plan::default();
            let matrix = plan.matrix(quant, 16, depth).unwrap();
            let mut arena = plan.allocate().unwrap();
            matrix.pack(&mut arena, &blocks).unwrap();
            for sign in [1.0, -1.0] {
                let x = vec![sign; depth];
                let mut weights = vec![0.0; depth];
                matrix.row(&arena, 3, &mut weights);
                let exact: f64 = weights.iter().map(|&w| f64::from(w * sign)).sum();
                for mut kernel in kernels(Order::Fixed) {
                    let mut y = vec![0.0; 16];
                    kernel.multiply(&arena, &matrix, &x, &mut y);
                    let near = (f64::from(y[3]) - exact).abs() <= 1e-5 * exact.abs();
                    assert!(near, "{quant}, {fill:#x}, {}: {} not {exact}", kernel.isa(), y[3]);
                }
            }
        }
    }
}

#[test]
fn the_order_by_batch_changes_bits_with_the_batch_but_not_with_the_path() {
    for quant in Quant::ALL {
        let (columns, depth) = (32, 2048);
        let (arena, matrix) = matrix(quant, columns, depth);
        let x: Vec<f32> = even(9, depth).repeat(16);
        let mut hashes: Vec<Vec<u64>> = Vec::new();
        for mut kernel in kernels(Order::ByBatch) {
            let of = |batch: usize| {
                let mut y = vec![0.0; batch * columns];
                kernel.multiply(&arena, &matrix, &x[..batch * depth], &mut y);
                hash(&y[..columns])
            };
            hashes.push([1, 2, 8, 9, 16].map(of).to_vec());
        }
        assert!(hashes.iter().all(|h| *h == hashes[0]), "{quant}: {hashes:x?}");
        let first = &hashes[0];
        assert!(
            first[0] != first[1] && first[1] == first[2] && first[2] != first[3] && first[3] == first[4],
            "{quant}"
        );
    }
}

#[test]
fn what_is_no_matrix_is_refused() {
    let text = |quant, columns, depth| Plan::default().matrix(quant, columns, depth).unwrap_err().to_string();
    assert_eq!(text(Quant::Q4K, 8, 576), "a 8 × 576 matrix of Q4_K: rows are multiples of 256, and not 0");
    assert_eq!(text(Quant::Q8_0, 0, 32), "a 0 × 32 matrix of Q8_0: rows are multiples of 32, and not 0");
    let huge = usize::MAX / 64 * 32;
    assert!(text(Quant::Q8_0, huge, huge).ends_with("is more than memory holds"));
    let mut plan = Plan::default();
    let matrix = plan.matrix(Quant::Q8_0, 1, 32).unwrap();
    let mut arena = plan.allocate().unwrap();
    let fault = matrix.pack(&mut arena, &[0xff; 34]).unwrap_err();
    assert_eq!(fault.to_string(), "row 0, block 0 of a matrix: its scale is not a number");
}
