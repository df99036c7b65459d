//! Where the prompt is in cache, or the LLM in memory, unless that node is too busy.

use engine::draws::Draws;
use units::ids::NodeId;
use units::settings;
use units::settings::Nothing;
use units::words;

use super::policy::{Pick, Scheduler, View};
use crate::columns::Column;
use crate::sample::sample;

settings! {
    /// Picks the node that has most of the prompt in its cache, or the LLM in its memory, among those that are not too
    /// busy.
    ///
    /// Of a sample of nodes, those whose backlog is at most `excess` above the least of the sample are left; of these
    /// the one with the most of what `to` says is picked, among equals the one with the least backlog. With `excess =
    /// 0` it is the least loaded node, and affinity decides among equals; with a large one it sends all that was read
    /// before to where it lies, however long the line there is. In contrast to `weighted`, affinity and load are not
    /// exchanged for each other: load has a cap, below which it does not count. In contrast to `session_affinity` and
    /// `bounded_hash`, it goes by what caches hold, not by where a session went before. A session looks at the same
    /// nodes for each request, if the list stays as it is, so that it finds its own prompt also where more than
    /// `candidates` nodes are listed. Where all have the same, as where no node keeps prompts (`prefix_reuse`), it
    /// picks the least loaded of the sample. Source: affinity with a load cap, as of cache-aware routing in the SGLang
    /// and vLLM routers (`balance-abs-threshold`, 64 there), and of Preble's exploitation of caches below a load
    /// (Srivatsa et al., ICLR 2025; reference/serving.md 5).
    pub struct CacheAffinity {
        /// What a node should have.
        pub to: Affine = Affine::Prefix,
        /// Number of requests by which a node may be busier than the least busy one.
        pub excess: u32 = 8,
        /// Nodes looked at [1 ..= 4096].
        pub candidates: u32 = 64,
    }
}

words! {
    /// What a node has that makes it a better place for a request.
    pub enum Affine {
        /// Tokens at the start of the prompt in its cache, `prefix_tokens`: the more, the better.
        Prefix = "prefix",
        /// The LLM in its memory, `llm_held`.
        Residency = "residency",
    }
}

impl CacheAffinity {
    fn column(&self) -> Column {
        match self.to {
            Affine::Prefix => Column::Prefix,
            Affine::Residency => Column::Held,
        }
    }
}

impl Scheduler for CacheAffinity {
    type Memory = Nothing;

    fn pick(&self, _: &mut Nothing, view: &View, draws: &mut Draws) -> Pick {
        // What lies in a cache is of the session; an LLM is of no session, and each request may look elsewhere.
        let mut own = view.sessions.draws(view.session);
        let draws = if self.to == Affine::Prefix { &mut own } else { draws };
        // Twice the same sample: draws are cheaper than room for it.
        let mut again = draws.clone();
        let sampled = sample(view.roster.members(), self.candidates, draws);
        let Some(least) = sampled.map(|node| view.backlog(node)).min() else { return Pick::Refuse };
        let most = least.saturating_add(self.excess);
        let mut best: Option<(f64, u32, NodeId)> = None;
        for node in sample(view.roster.members(), self.candidates, &mut again) {
            let backlog = view.backlog(node);
            if backlog > most {
                continue;
            }
            let has = view.number(self.column(), node);
            if best.is_none_or(|(had, line, _)| has > had || (has >= had && backlog < line)) {
                best = Some((has, backlog, node));
            }
        }
        best.map_or(Pick::Refuse, |(_, _, node)| Pick::Node(node))
    }
    fn columns(&self) -> Vec<Column> {
        vec![self.column()]
    }
}

#[cfg(test)]
mod tests {
    use super::super::table::{Table, draws, view};
    use super::*;

    #[test]
    fn of_small_random_states_it_picks_the_most_affine_of_those_below_the_cap() {
        for case in 0..2_000 {
            let mut random = draws(case);
            let n = 1 + random.below(8);
            let backlogs: Vec<f64> = (0..n).map(|_| f64::from(random.below(7))).collect();
            let to = if random.below(2) == 0 { Affine::Prefix } else { Affine::Residency };
            let rule = CacheAffinity { to, excess: random.below(5), candidates: 64 };
            let has: Vec<f64> = (0..n).map(|_| f64::from(random.below(2)) * 16.0).collect();
            let table = Table::of(Column::Backlog, backlogs.iter().copied()).with(rule.column(), has.iter().copied());
            let Pick::Node(node) =
                view(&table, |view| rule.pick(&mut Nothing, &View { session: case, ..*view }, &mut draws(case)))
            else {
                panic!("a node is listed")
            };
            let cap = backlogs.iter().copied().fold(f64::INFINITY, f64::min) + f64::from(rule.excess);
            let under = (0..n as usize).filter(|&row| backlogs[row] <= cap);
            let best = under.map(|row| (has[row], -backlogs[row])).reduce(|a, b| if b > a { b } else { a });
            assert_eq!(Some((has[node.row()], -backlogs[node.row()])), best, "case {case}: {backlogs:?} {has:?}");
        }
    }

    #[test]
    fn a_session_finds_its_prompt_among_more_nodes_than_are_looked_at() {
        let rule = CacheAffinity { to: Affine::Prefix, excess: 8, candidates: 4 };
        let mut table = Table::of(Column::Backlog, (0..100).map(|_| 0.0)).with(Column::Prefix, (0..100).map(|_| 0.0));
        for session in 0..50 {
            let pick = |table: &Table, number: u64| {
                view(table, |view| match rule.pick(&mut Nothing, &View { session, ..*view }, &mut draws(number)) {
                    Pick::Node(node) => node,
                    other => panic!("{other:?}"),
                })
            };
            let home = pick(&table, 0);
            table.others[0].1[home.row()] = 160.0;
            assert!((1..10).all(|number| pick(&table, number) == home), "session {session}");
            table.others[0].1[home.row()] = 0.0;
        }
    }
}
