//! The ways through one layer, each divided among threads by rows, heads or tiles.

use std::ops::Range;

use super::super::assemble::Llm;
use super::super::cache::Cache;
use super::super::rope;
use super::Runner;
use crate::kernel::Kernel;
use crate::matrix::{Product, multiply};
use crate::pool::{Shared, part};
use crate::simd::LANES;
use crate::vector::{Attend, Gate, Norm};

impl Runner {
    /// Takes up the tokens' embeddings and the angles of their positions.
    pub(super) fn enter(&mut self, llm: &Llm) {
        let (width, pairs) = (llm.shape.width, llm.shape.rope_size / 2);
        let of = self.kernel.threads();
        let rows = &self.room.rows;
        let (x, angles) = (Shared::new(&mut self.room.x), Shared::new(&mut self.room.angles));
        self.kernel.pool.run(&|me| {
            for r in part(rows.len(), me, of) {
                // SAFETY: each thread has its own rows.
                let (x, angles) = unsafe { (x.rows(r..r + 1, width), angles.rows(r..r + 1, pairs)) };
                llm.embedding.row(&llm.arena, rows[r].token as usize, x);
                rope::angles(&llm.speeds, rows[r].position, angles);
            }
        });
        self.room.y.fill(0.0);
    }

    /// x += y, and the norm of x as rounded activations.
    pub(super) fn norm(&mut self, rows: Range<usize>, weight: &[f32], epsilon: f32, width: usize, with_y: bool) {
        let Kernel { isa, pool, rows: lanes, .. } = &mut self.kernel;
        let (isa, of) = (*isa, pool.threads());
        lanes.shape(rows.len(), width);
        let to = lanes.shared();
        let x = Shared::new(&mut self.room.x);
        let y = &self.room.y;
        pool.run(&|me| {
            for i in part(rows.len(), me, of) {
                let r = rows.start + i;
                // SAFETY: each thread has its own rows.
                let (x, to) = unsafe { (x.rows(r..r + 1, width), to.rows(i..i + 1, width / 32)) };
                let y = with_y.then(|| &y[r * width..(r + 1) * width]);
                isa.run(Norm { x, y, weight, epsilon, to });
            }
        });
    }

    /// Attention: y = what each token gathers from those before it and itself.
    pub(super) fn attend(&mut self, llm: &Llm, cache: &mut Cache, layer: usize) {
        let (shape, weights) = (&llm.shape, &llm.layers[layer]);
        let n = self.room.rows.len();
        self.norm(0..n, &weights.attention_norm, shape.epsilon, shape.width, layer > 0);
        let room = &mut self.room;
        let products = [
            Product { matrix: &weights.query, out: Shared::new(&mut room.queries) },
            Product { matrix: &weights.key, out: Shared::new(&mut room.keys) },
            Product { matrix: &weights.value, out: Shared::new(&mut room.values) },
        ];
        let Kernel { isa, pool, order, rows } = &mut self.kernel;
        multiply(*isa, pool, *order, &llm.arena, rows, &products);
        self.remember(llm, cache, layer);
        self.gather(llm, cache, layer);
        let (depth, y) = (shape.heads * shape.size, Shared::new(&mut self.room.y));
        self.kernel.round(&self.room.seen, n, depth);
        let Kernel { isa, pool, order, rows } = &mut self.kernel;
        multiply(*isa, pool, *order, &llm.arena, rows, &[Product { matrix: &weights.output, out: y }]);
    }

    /// Turns queries and keys by their positions, and writes keys and values to the cache.
    fn remember(&mut self, llm: &Llm, cache: &mut Cache, layer: usize) {
        let (size, groups, heads) = (llm.shape.size, llm.shape.groups, llm.shape.heads);
        let pairs = llm.shape.rope_size / 2;
        let of = self.kernel.threads();
        let places: Vec<(usize, usize)> = self
            .room
            .rows
            .iter()
            .map(|row| (cache.keys_at(row.sequence, layer, 0).0, cache.values_at(row.sequence, layer, 0).0))
            .collect();
        let (keys_len, values_len) = (cache.keys_at(0, 0, 0).1, cache.values_at(0, 0, 0).1);
        let capacity = cache.capacity();
        let (all_keys, all_values) = (Shared::new(&mut cache.keys), Shared::new(&mut cache.values));
        let room = &mut self.room;
        let (queries, keys) = (Shared::new(&mut room.queries), Shared::new(&mut room.keys));
        let (rows, values, angles) = (&room.rows, &room.values, &room.angles);
        self.kernel.pool.run(&|me| {
            for r in part(rows.len(), me, of) {
                let angles = &angles[r * pairs..(r + 1) * pairs];
                // SAFETY: each thread has its own rows.
                let (queries, keys) =
                    unsafe { (queries.rows(r..r + 1, heads * size), keys.rows(r..r + 1, groups * size)) };
                rope::turn(queries, size, angles);
                rope::turn(keys, size, angles);
                let values = &values[r * groups * size..(r + 1) * groups * size];
                let (block, lane) = (rows[r].position / LANES, rows[r].position % LANES);
                for (g, (keys, values)) in keys.chunks_exact(size).zip(values.chunks_exact(size)).enumerate() {
                    let at = places[r].0 + g * keys_len + block * size * LANES + lane;
                    for (d, &key) in keys.iter().enumerate() {
                        let at = at + d * LANES;
                        // SAFETY: rows have different sequences or positions, and so other places in the cache.
                        let to = unsafe { all_keys.part(at..at + 1) };
                        to[0] = key;
                    }
                    let at = places[r].1 + g * values_len + rows[r].position * LANES;
                    for (c, values) in values.chunks(LANES).enumerate() {
                        let at = at + c * capacity * LANES;
                        // SAFETY: as above.
                        unsafe { all_values.part(at..at + values.len()) }.copy_from_slice(values);
                    }
                }
            }
        });
    }

    /// Each group of heads of each row gathers values by the likeness of keys.
    fn gather(&mut self, llm: &Llm, cache: &Cache, layer: usize) {
        let (isa, of) = (self.kernel.isa, self.kernel.threads());
        let (size, groups) = (llm.shape.size, llm.shape.groups);
        let heads = llm.shape.heads / groups * size;
        let scale = 1.0 / (size as f32).sqrt();
        let room = &mut self.room;
        let (out, scores) = (Shared::new(&mut room.seen), Shared::new(&mut room.scores));
        let (rows, queries) = (&room.rows, &room.queries);
        self.kernel.pool.run(&|me| {
            // SAFETY: each thread has its own scores.
            let scores = &mut unsafe { scores.part(me..me + 1) }[0];
            // Later rows of a prompt see more: dealing rows out in turn keeps the parts alike.
            for item in (me..rows.len() * groups).step_by(of) {
                let (r, g) = (item / groups, item % groups);
                let (keys, keys_len) = cache.keys_at(rows[r].sequence, layer, g);
                let (values, values_len) = cache.values_at(rows[r].sequence, layer, g);
                isa.run(Attend {
                    queries: &queries[item * heads..(item + 1) * heads],
                    keys: &cache.keys[keys..keys + keys_len],
                    values: &cache.values[values..values + values_len],
                    seen: rows[r].position + 1,
                    capacity: cache.capacity(),
                    size,
                    scale,
                    scores,
                    // SAFETY: each item is one thread's.
                    out: unsafe { out.rows(item..item + 1, heads) },
                });
            }
        });
    }

    /// Feed-forward: y = what the layer adds to each token by itself.
    pub(super) fn feed_forward(&mut self, llm: &Llm, layer: usize) {
        let (shape, weights) = (&llm.shape, &llm.layers[layer]);
        let n = self.room.rows.len();
        self.norm(0..n, &weights.hidden_norm, shape.epsilon, shape.width, true);
        let room = &mut self.room;
        let products = [
            Product { matrix: &weights.gate, out: Shared::new(&mut room.gate) },
            Product { matrix: &weights.up, out: Shared::new(&mut room.up) },
        ];
        let Kernel { isa, pool, order, rows } = &mut self.kernel;
        multiply(*isa, pool, *order, &llm.arena, rows, &products);
        let (isa, of, hidden) = (*isa, pool.threads(), shape.hidden);
        rows.shape(n, hidden);
        let to = rows.shared();
        let (gate, up) = (&room.gate, &room.up);
        pool.run(&|me| {
            let mine = part(n, me, of);
            let own = mine.start * hidden..mine.end * hidden;
            // SAFETY: each thread has its own rows.
            let to = unsafe { to.rows(mine, hidden / 32) };
            isa.run(Gate { opening: &gate[own.clone()], up: &up[own], to });
        });
        let products = [Product { matrix: &weights.down, out: Shared::new(&mut room.y) }];
        multiply(isa, pool, *order, &llm.arena, rows, &products);
    }
}
