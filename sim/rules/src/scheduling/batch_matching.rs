//! Requests are collected, and assigned to nodes all at once.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use engine::draws::Draws;
use units::ids::NodeId;
use units::settings;
use units::settings::Nothing;
use units::time::Span;

use super::policy::{Held, Pick, Scheduler, View};
use crate::checking::Checking;
use crate::columns::Lengths;
use crate::sample::sample;

settings! {
    /// Holds requests, and at every multiple of a period assigns all of them to nodes at the least total expected
    /// latency.
    ///
    /// In a pass each node gets at most one request: of all assignments of as many requests as possible the one with
    /// the least sum of expected latencies \[s\] is taken (the assignment problem; `latency_s` says what is expected).
    /// Requests that are left over go into the next pass, in which the nodes' backlogs count those that they have got.
    /// Each request may go to `candidates` nodes, drawn for it, and to all if no more are listed. A request waits for
    /// its round `every` / 2 on average; with requests that do not need each other's nodes its latency is that of
    /// `least_expected_latency` plus that wait. Source: Kuhn, Naval Research Logistics Quarterly 2, 1955; Jonker and
    /// Volgenant, Computing 38, 1987 (by shortest augmenting paths).
    pub struct BatchMatching {
        /// Time between two rounds [> 0 s].
        pub every: Span = Span::ms(100),
        /// Nodes to which a request may go [1 ..= 4096].
        pub candidates: u32 = 16,
        /// Whether the length of an answer is known in advance, as for `least_expected_latency`.
        pub oracle: bool = false,
    }
}

impl Scheduler for BatchMatching {
    type Memory = Nothing;

    fn pick(&self, _: &mut Nothing, _: &View, _: &mut Draws) -> Pick {
        Pick::Hold
    }
    fn every(&self) -> Option<Span> {
        Some(self.every)
    }
    fn assign(&self, _: &mut Nothing, held: &Held) -> Vec<Option<NodeId>> {
        let lengths = if self.oracle { Lengths::True } else { Lengths::Seen };
        let requests = held.requests;
        let mut wanted: Vec<Vec<NodeId>> = Vec::with_capacity(requests.len());
        for request in 0..requests.len() {
            let mut draws = requests.draws(request);
            let drawn = sample(held.roster.members(), self.candidates, &mut draws);
            let mut nodes: Vec<NodeId> = drawn.filter(|&node| requests.may(request, node)).collect();
            nodes.sort_unstable();
            nodes.dedup();
            wanted.push(nodes);
        }
        // The nodes that somebody may go to, and what each has got so far.
        let mut nodes: Vec<NodeId> = wanted.iter().flatten().copied().collect();
        nodes.sort_unstable();
        nodes.dedup();
        let mut got = vec![0_u32; nodes.len()];
        let column = |node: &NodeId| nodes.binary_search(node).expect("every node that is wanted is among them");
        let mut placed = vec![None; requests.len()];
        let mut left: Vec<usize> = (0..requests.len()).filter(|&request| !wanted[request].is_empty()).collect();
        while !left.is_empty() {
            let prices = left.iter().map(|&request| {
                let of = |node: &NodeId| {
                    let at = column(node);
                    let backlog = held.backlogs[node.row()] + got[at];
                    (at, requests.latency(request, *node, backlog, lengths).ns())
                };
                wanted[request].iter().map(of).collect()
            });
            let matched = assign(&prices.collect::<Vec<_>>(), nodes.len());
            for (&request, at) in left.iter().zip(&matched) {
                if let Some(at) = *at {
                    placed[request] = Some(nodes[at]);
                    got[at] += 1;
                }
            }
            left.retain(|&request| placed[request].is_none());
        }
        placed
    }
    fn vet(&self, checking: &mut Checking) {
        if self.every == Span::ZERO {
            checking.refuse_with("every", "rounds of 0 s have no end", "give a period, such as `100 ms`");
        }
    }
}

/// As many rows as possible, each matched to a column of its own, at the least sum of prices; a row may only have the
/// columns that it names.
///
/// By successive shortest paths from any row that is free to any column that is: each makes one match more, at the
/// least price, and may move earlier ones. Potentials, which are the lengths of earlier paths, keep steps from being
/// negative.
fn assign(rows: &[Vec<(usize, u64)>], n_columns: usize) -> Vec<Option<usize>> {
    let end = n_columns;
    let (mut of_row, mut of_column) = (vec![None; rows.len()], vec![None; n_columns]);
    let (mut row_potential, mut potential) = (vec![0_i128; rows.len()], vec![0_i128; n_columns + 1]);
    loop {
        // By column, the end being the last: the length of the shortest path, and the row or column before it.
        let mut reached = vec![(i128::MAX, usize::MAX); n_columns + 1];
        let mut row_reached = vec![i128::MAX; rows.len()];
        let mut next = BinaryHeap::new();
        let look = |row: usize, length: i128, reached: &mut [(i128, usize)], next: &mut BinaryHeap<_>| {
            for &(column, price) in &rows[row] {
                let length = length + i128::from(price) + row_potential[row] - potential[column];
                if length < reached[column].0 {
                    reached[column] = (length, row);
                    next.push(Reverse((length, column)));
                }
            }
        };
        for row in (0..rows.len()).filter(|&row| of_row[row].is_none()) {
            row_reached[row] = 0;
            look(row, 0, &mut reached, &mut next);
        }
        let mut is_found = false;
        while let Some(Reverse((length, at))) = next.pop() {
            if at == end {
                is_found = true;
                break;
            }
            if length > reached[at].0 {
                continue;
            }
            if let Some(row) = of_column[at] {
                row_reached[row] = length;
                look(row, length, &mut reached, &mut next);
            } else {
                let length = length + potential[at] - potential[end];
                if length < reached[end].0 {
                    reached[end] = (length, at);
                    next.push(Reverse((length, end)));
                }
            }
        }
        if !is_found {
            return of_row;
        }
        let whole = reached[end].0;
        for (potential, &(length, _)) in potential.iter_mut().zip(&reached) {
            *potential += length.min(whole);
        }
        for (potential, &length) in row_potential.iter_mut().zip(&row_reached) {
            *potential += length.min(whole);
        }
        let mut column = reached[end].1;
        loop {
            let row = reached[column].1;
            of_column[column] = Some(row);
            match of_row[row].replace(column) {
                Some(was) => column = was,
                None => break,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::table::draws;
    use super::*;

    /// The most matches, and the least sum for so many, by trying all.
    fn brute_force(rows: &[Vec<(usize, u64)>], taken: &[usize]) -> (usize, u64) {
        let Some((row, rest)) = rows.split_first() else { return (0, 0) };
        let mut best = brute_force(rest, taken);
        for &(column, price) in row.iter().filter(|(column, _)| !taken.contains(column)) {
            let (n, sum) = brute_force(rest, &[taken, &[column]].concat());
            if (n + 1, Reverse(sum + price)) > (best.0, Reverse(best.1)) {
                best = (n + 1, sum + price);
            }
        }
        best
    }

    #[test]
    fn of_small_random_tables_as_many_as_possible_are_matched_at_the_least_sum() {
        for case in 0..3_000 {
            let mut random = draws(case);
            let (n, m) = (random.below(6), 1 + random.below(6));
            let density = 1 + random.below(4);
            let rows: Vec<Vec<(usize, u64)>> = (0..n)
                .map(|_| {
                    let all = (0..m as usize).filter(|_| random.below(4) < density).collect::<Vec<_>>();
                    all.into_iter().map(|column| (column, u64::from(random.below(12)))).collect()
                })
                .collect();
            let matched = assign(&rows, m as usize);
            let mut columns: Vec<usize> = matched.iter().flatten().copied().collect();
            let price = |(row, column): (&Vec<(usize, u64)>, usize)| {
                row.iter().find(|(other, _)| *other == column).expect("a row has a column that it names").1
            };
            let sum = rows.iter().zip(&matched).filter_map(|(row, at)| at.map(|at| price((row, at)))).sum::<u64>();
            columns.sort_unstable();
            columns.dedup();
            let found = (matched.iter().flatten().count(), sum);
            assert_eq!(columns.len(), found.0, "case {case}: a column is matched twice");
            assert_eq!(found, brute_force(&rows, &[]), "case {case}: {rows:?}");
        }
    }
}
