//! The cheapest node that answers in time.

use engine::draws::Draws;
use units::ids::NodeId;
use units::settings;
use units::settings::Nothing;
use units::time::Span;
use units::words;

use super::policy::{Pick, Scheduler, View};
use super::slack::{latencies, left, vet};
use crate::checking::Checking;
use crate::columns::Column;

settings! {
    /// Picks the cheapest node that is expected to answer by the request's deadline.
    ///
    /// Among a sample, of the nodes with `L_i <= D - t` the one with the least price an hour (`price_usd_h`); among
    /// equal prices the one with the least L. L the expected latency (`latency_s`) \[s\], D the request's deadline
    /// (`users.x.target.deadline`) \[s\], t the present \[s\]. If no node can answer in time, `late` says what happens;
    /// a request without a deadline goes to the cheapest node of all. If no more than `candidates` nodes are listed,
    /// all are looked at. An expected latency is no promise: with a stale view, or lines that move slower than
    /// expected, answers come late. Source: cheapest that meets the predicted service-level objective
    /// (reference/serving.md 5); deadline-constrained cost minimisation of Nimrod/G (Buyya, Murshed, Abramson and
    /// Venugopal, Software: Practice and Experience 35(5), 2005).
    pub struct CheapestInTime {
        /// What happens to a request that no node is expected to answer in time.
        pub late: Late = Late::Soonest,
        /// Nodes looked at [1 ..= 4096].
        pub candidates: u32 = 64,
    }
}

words! {
    /// What happens to a request that no node can answer in time.
    pub enum Late {
        /// It goes to the node with the least expected latency.
        Soonest = "soonest",
        /// It is refused.
        Refuse = "refuse",
    }
}

impl Scheduler for CheapestInTime {
    type Memory = Nothing;

    fn pick(&self, _: &mut Nothing, view: &View, draws: &mut Draws) -> Pick {
        let left = left(view);
        let mut cheapest: Option<(f64, Span, NodeId)> = None;
        let mut soonest: Option<(Span, NodeId)> = None;
        for (node, latency) in latencies(view, self.candidates, draws) {
            let price = view.number(Column::Price, node);
            let is_in_time = left.is_none_or(|left| latency <= left);
            if is_in_time && cheapest.is_none_or(|(least, soon, _)| (price, latency) < (least, soon)) {
                cheapest = Some((price, latency, node));
            }
            if soonest.is_none_or(|(least, _)| latency < least) {
                soonest = Some((latency, node));
            }
        }
        match (cheapest, soonest, self.late) {
            (Some((_, _, node)), _, _) | (None, Some((_, node)), Late::Soonest) => Pick::Node(node),
            _ => Pick::Refuse,
        }
    }
    fn refuses(&self) -> bool {
        self.late == Late::Refuse
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

    #[test]
    fn of_small_random_states_it_picks_the_cheapest_of_those_in_time() {
        for case in 0..2_000 {
            let mut random = draws(case);
            let n = 1 + random.below(8);
            let mut some = |most: u32| (0..n).map(|_| f64::from(1 + random.below(most))).collect::<Vec<_>>();
            let (prices, latencies) = (some(4), some(9));
            let table =
                Table::of(Column::Price, prices.iter().copied()).with(Column::Latency, latencies.iter().copied());
            let due = (random.below(4) > 0).then(|| random.below(11));
            let late = if random.below(2) == 0 { Late::Soonest } else { Late::Refuse };
            let picked = view(&table, |view| {
                let deadline = due.map(|due| Time::ZERO + Span::secs(u64::from(due)));
                let rule = CheapestInTime { late, candidates: 64 };
                rule.pick(&mut Nothing, &View { deadline, ..*view }, &mut draws(10_000 + case))
            });
            let in_time = |&row: &usize| due.is_none_or(|due| latencies[row] <= f64::from(due));
            let key = |row: usize| (prices[row], latencies[row]);
            let best = (0..n as usize).filter(in_time).map(key).reduce(|a, b| if b < a { b } else { a });
            let what = format!("case {case}: due {due:?}, prices {prices:?}, latencies {latencies:?}");
            match (best, late, picked) {
                (Some(best), _, Pick::Node(node)) => assert_eq!(key(node.row()), best, "{what}"),
                (None, Late::Refuse, Pick::Refuse) => {}
                (None, Late::Soonest, Pick::Node(node)) => {
                    let least = latencies.iter().copied().fold(f64::INFINITY, f64::min);
                    assert!(latencies[node.row()] <= least, "{what}");
                }
                _ => panic!("{what}: {picked:?}"),
            }
        }
    }
}
