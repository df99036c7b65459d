//! What an instruction set can do at the most, for benches to hold the kernel against.

use crate::isa::Isa;
use crate::simd::{Job, Simd};

/// Rows whose sums are under way at once: enough to hide how long one takes.
const ROWS: usize = 8;

/// Sums products of bytes that stay in registers and the first-level cache, and nothing else but adding the sums up.
struct Dots {
    rounds: u32,
}

impl Job for Dots {
    type Out = f32;

    #[inline(always)]
    fn run<S: Simd>(self, s: S) -> f32 {
        let (weights, row) = ([1_u8; 512], [1_i8; 32]);
        let (w, rows) = (s.bytes(std::hint::black_box(&weights)), std::hint::black_box([row; ROWS]));
        let mut sums = [s.splat(0.0); ROWS];
        for round in 0..self.rounds {
            for m in 0..ROWS {
                // Each sum begins with another number, or it would be made but once.
                sums[m] = s.add(sums[m], s.float(s.dot_bytes(&w, &rows[m], round as i32)));
            }
        }
        let mut total = 0.0;
        for sum in sums {
            total += s.sum(sum);
        }
        total
    }
}

/// Does so many rounds of integer products; gives the number of multiplications and additions.
pub fn dots(isa: Isa, rounds: u32) -> f64 {
    std::hint::black_box(isa.run(Dots { rounds }));
    f64::from(rounds) * (ROWS * 32 * 16 * 2) as f64
}
