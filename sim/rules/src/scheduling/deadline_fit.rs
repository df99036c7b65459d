//! The node that answers just in time.

use engine::draws::Draws;
use units::ids::NodeId;
use units::settings;
use units::settings::Nothing;
use units::time::Span;

use super::policy::{Pick, Scheduler, View};
use super::slack::{latencies, left, vet};
use crate::checking::Checking;

settings! {
    /// Picks the node that is expected to answer just before the request's deadline: best fit, which leaves quicker
    /// nodes to tighter requests.
    ///
    /// Among a sample, of the nodes with `L_i <= D - t` the one with the greatest `L_i`; if there is none, the one with
    /// the least. L the expected latency (`latency_s`) \[s\], D the request's deadline
    /// (`users.x.target.deadline`) \[s\], t the present \[s\]. A request without a deadline goes to the node with the
    /// least expected latency; among equals the first that was looked at is picked. If no more than `candidates` nodes
    /// are listed, all are looked at. Requests are not refused: what cannot be in time is served as soon as it can be.
    /// With a stale view many requests in a row go to the same best fit and make it late. Source: best fit of bin
    /// packing (Johnson, Demers, Ullman, Garey and Graham, SIAM J. Comput. 3(4), 1974) over slack, the time to the
    /// deadline less the expected latency, as of least slack first (Mok, PhD thesis, MIT, 1983).
    pub struct DeadlineFit {
        /// Nodes looked at [1 ..= 4096].
        pub candidates: u32 = 64,
    }
}

impl Scheduler for DeadlineFit {
    type Memory = Nothing;

    fn pick(&self, _: &mut Nothing, view: &View, draws: &mut Draws) -> Pick {
        let left = left(view).unwrap_or(Span::ZERO);
        let mut fit: Option<(Span, NodeId)> = None;
        let mut soonest: Option<(Span, NodeId)> = None;
        for (node, latency) in latencies(view, self.candidates, draws) {
            if latency <= left && fit.is_none_or(|(most, _)| latency > most) {
                fit = Some((latency, node));
            }
            if soonest.is_none_or(|(least, _)| latency < least) {
                soonest = Some((latency, node));
            }
        }
        fit.or(soonest).map_or(Pick::Refuse, |(_, node)| Pick::Node(node))
    }
    fn vet(&self, checking: &mut Checking) {
        vet(checking);
    }
}

#[cfg(test)]
mod tests {
    use units::time::Time;

    use super::super::table::{Table, draws, view};
    use super::*;
    use crate::columns::Column;

    #[test]
    fn of_small_random_states_it_picks_the_slowest_in_time_or_else_the_quickest() {
        let rule = DeadlineFit { candidates: 64 };
        for case in 0..1_000 {
            let mut random = draws(case);
            let n = 1 + random.below(8);
            let table = Table::of(Column::Latency, (0..n).map(|_| f64::from(1 + random.below(9))));
            let now = Time::ZERO + Span::secs(100);
            // Some deadlines are over already.
            let deadline = (random.below(4) > 0).then(|| Time::ZERO + Span::secs(95 + u64::from(random.below(16))));
            let picked = view(&table, |view| {
                let view = View { now, deadline, ..*view };
                rule.pick(&mut Nothing, &view, &mut draws(10_000 + case))
            });
            let Pick::Node(node) = picked else { panic!("a node is listed") };
            let due = deadline.map_or(0.0, |d| d.since(Time::ZERO).as_secs() - 100.0);
            let in_time = table.values.iter().copied().filter(|&latency| latency <= due);
            let best = in_time.reduce(f64::max).unwrap_or(table.values.iter().copied().fold(f64::INFINITY, f64::min));
            assert!((table.values[node.row()] - best).abs() < 1e-9, "case {case}: {deadline:?} {:?}", table.values);
        }
    }
}
