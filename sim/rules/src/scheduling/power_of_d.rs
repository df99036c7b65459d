//! The least loaded of a few.

use engine::draws::Draws;
use units::ids::NodeId;
use units::settings;

use super::policy::{Pick, Scheduler, Ties, View};

/// The most nodes of a sample.
const MOST: usize = 64;
/// The most nodes that are remembered.
const MOST_REMEMBERED: usize = 16;

settings! {
    /// Samples `d` nodes and picks the one with the least backlog.
    ///
    /// With exponential service, load rho \[1\] and many nodes, the share of nodes that hold at least k requests is
    /// `rho^((d^k - 1) / (d - 1))`, against rho^k for one random choice. For N nodes the mean sojourn is above that
    /// limit by O(1/N) (Gast and Van Houdt, 2017). Holds for fresh backlogs; with a stale view it degrades far more
    /// gently than the shortest queue of all.
    ///
    /// With `memory = m` it also looks at the m nodes that were least loaded among those of the last pick, the request
    /// then placed counted. For d = 1 and m = 1 the share of nodes with at least k requests is `s_k = rho s_(k-1)
    /// m_(k-1)`, with `m_k = s_k m_(k-1) / (1 - s_(k-1) + s_k)` the chance that the remembered node has as many, from
    /// `s_0 = m_0 = 1`: at rho = 0.9 the mean sojourn is 3.2 services, between the 2.6 of two fresh choices and the 10
    /// of one, for the messages of one. Source: Mitzenmacher, IEEE TPDS 12(10), 2001; Mitzenmacher, Prabhakar and Shah,
    /// Load Balancing with Memory, FOCS 2002.
    pub struct PowerOfD {
        /// Nodes looked at [1 ..= 64].
        pub d: u32 = 2,
        /// Whether a node may be sampled twice.
        pub replacement: bool = false,
        /// Which node is picked among equals.
        pub ties: Ties = Ties::Uniform,
        /// Nodes remembered from the last pick, which are looked at beside the sample [0 ..= 16].
        pub memory: u32 = 0,
    }
}

/// Looks for which there is room on the quick way.
const FEW: usize = 8;

/// What is remembered of the last pick.
#[derive(Clone, Debug, Default)]
pub struct Remembered {
    /// The node that was picked.
    last: Option<NodeId>,
    /// The least loaded of those that were looked at, by backlog.
    least: Vec<(u32, NodeId)>,
}

impl PowerOfD {
    /// Remembers the least loaded of the nodes looked at, the new request counted; `seen` without repetition.
    fn remember(&self, memory: &mut Remembered, seen: impl Iterator<Item = NodeId>, picked: NodeId, view: &View) {
        memory.least.clear();
        memory.least.extend(seen.map(|node| (view.backlog(node) + u32::from(node == picked), node)));
        // Stable, so that among equals the order of looks decides, which is random.
        memory.least.sort_by_key(|&(backlog, _)| backlog);
        memory.least.truncate(self.memory as usize);
    }
}

impl Scheduler for PowerOfD {
    type Memory = Remembered;

    #[inline]
    fn pick(&self, memory: &mut Remembered, view: &View, draws: &mut Draws) -> Pick {
        // Room for few looks is cleared sooner than room for many.
        match (self.memory, self.d <= FEW as u32) {
            (0, true) => self.look::<FEW, false>(memory, view, draws),
            (0, false) => self.look::<MOST, false>(memory, view, draws),
            _ => self.look::<{ MOST + MOST_REMEMBERED }, true>(memory, view, draws),
        }
    }
    fn chooses_of_one(&self) -> bool {
        self.memory > 0 || self.ties == Ties::LastUsed
    }
}

impl PowerOfD {
    /// Picks, with room for so many looks, at nodes remembered or not.
    #[inline]
    fn look<const ROOM: usize, const REMEMBERS: bool>(
        &self,
        memory: &mut Remembered,
        view: &View,
        draws: &mut Draws,
    ) -> Pick {
        let nodes = view.roster.members();
        match nodes {
            [] => return Pick::Refuse,
            [node] if self.memory == 0 && self.ties != Ties::LastUsed => return Pick::Node(*node),
            _ => {}
        }
        let d = (self.d as usize).min(MOST);
        let d = if self.replacement { d } else { d.min(nodes.len()) };
        let kept = if REMEMBERS { memory.least.len().min(self.memory as usize) } else { 0 };
        let (mut seen, mut n) = ([NodeId(0); ROOM], 0);
        let mut best = NodeId(0);
        let (mut least, mut equals) = (u32::MAX, 0);
        for i in 0..d + kept {
            let node = if !REMEMBERS || i < d {
                loop {
                    let node = nodes[draws.below(nodes.len() as u32) as usize];
                    if self.replacement || !seen[..n].contains(&node) {
                        break node;
                    }
                }
            } else {
                let node = memory.least[i - d].1;
                if !view.roster.has(node) {
                    continue;
                }
                node
            };
            let is_new = !seen[..n].contains(&node);
            (seen[n], n) = (node, n + 1);
            let backlog = view.backlog(node);
            if backlog < least {
                (best, least, equals) = (node, backlog, 1);
            } else if backlog == least && is_new {
                let is_better = match self.ties {
                    Ties::First => false,
                    Ties::LowestId => node < best,
                    Ties::LastUsed => memory.last == Some(node),
                    Ties::Uniform => {
                        // The k-th equal replaces the choice with chance 1/k: all equals end up alike.
                        equals += 1;
                        draws.below(equals) == 0
                    }
                };
                if is_better {
                    best = node;
                }
            }
        }
        if self.ties == Ties::LastUsed {
            memory.last = Some(best);
        }
        if REMEMBERS {
            let new = (0..n).filter(|&i| !seen[..i].contains(&seen[i])).map(|i| seen[i]);
            self.remember(memory, new, best, view);
        }
        Pick::Node(best)
    }
}

#[cfg(test)]
mod tests {
    use super::super::table::{Table, draws, view};
    use super::*;
    use crate::columns::Column;

    fn rule(d: u32, memory: u32) -> PowerOfD {
        PowerOfD { d, replacement: false, ties: Ties::Uniform, memory }
    }

    #[test]
    fn with_memory_it_picks_the_least_of_the_sample_and_of_what_is_remembered() {
        let (rule, n) = (rule(2, 3), 12);
        let mut table = Table::of(Column::Backlog, (0..n).map(|_| 0.0));
        let mut memory = Remembered::default();
        for step in 0..3_000 {
            let mut random = draws(step);
            for _ in 0..2 {
                table.values[random.below(n) as usize] = f64::from(random.below(6));
            }
            let node = NodeId(random.below(n));
            if random.below(4) == 0 {
                table.roster.leave(node);
            } else {
                table.roster.enter(node, 0);
            }
            if table.roster.len() < 2 {
                continue;
            }
            let remembered: Vec<NodeId> = memory.least.iter().map(|kept| kept.1).collect();
            let plain = PowerOfD { memory: 0, ..rule };
            let (picked, fresh) = view(&table, |view| {
                let fresh = plain.pick(&mut Remembered::default(), view, &mut draws(90_000 + step));
                (rule.pick(&mut memory, view, &mut draws(90_000 + step)), fresh)
            });
            let (Pick::Node(picked), Pick::Node(fresh)) = (picked, fresh) else { panic!("{picked:?}, {fresh:?}") };
            let of = |node: NodeId| table.values[node.row()];
            let known = remembered.iter().copied().filter(|&node| table.roster.has(node));
            let least = known.clone().map(of).fold(of(fresh), f64::min);
            assert!(table.roster.has(picked) && of(picked) <= least, "step {step}: {picked:?} instead of {least}");
            // What is remembered next: the least of all that were looked at, the new request counted.
            let after = |node: NodeId| of(node) + f64::from(u8::from(node == picked));
            let counts = |&(line, node): &(u32, NodeId)| (f64::from(line) - after(node)).abs() < 0.5;
            assert!(memory.least.len() <= 3 && memory.least.iter().all(counts));
            let best = known.chain([fresh]).map(after).fold(f64::INFINITY, f64::min);
            assert!(memory.least.iter().any(|kept| f64::from(kept.0) <= best), "step {step}");
            assert!(memory.least.windows(2).all(|two| two[0].0 <= two[1].0));
        }
    }

    /// Shares of nodes with at least k requests, in the limit of many nodes: the fixed point of one choice and one
    /// remembered node.
    ///
    /// A request joins the shorter of a random line X and the remembered one M; the shorter of the two is remembered
    /// then, so that `P(M' >= k) = P(X, M >= k - 1) - P(X = M = k - 1)`. M changes with each arrival anywhere, and is
    /// in equilibrium while lines move.
    fn fixed_point(load: f64) -> Vec<f64> {
        let (mut shares, mut remembered) = (vec![1.0], 1.0);
        while shares.len() < 40 {
            let before = shares[shares.len() - 1];
            let share = load * before * remembered;
            remembered *= share / (1.0 - before + share);
            shares.push(share);
        }
        shares
    }

    /// Mean sojourn in services where requests are placed by a rule among many nodes with exponential services.
    fn played(rule: &PowerOfD, load: f64) -> (f64, Vec<f64>) {
        let n = 1_000;
        let table = Table::of(Column::Backlog, (0..n).map(|_| 0.0));
        let (mut backlogs, mut memory) = (vec![0_u32; n], Remembered::default());
        let (mut held, mut sum, mut at_least, mut looks) = (0_u64, 0.0, vec![0.0; 8], 0.0);
        let events = 1_200_000;
        view(&table, |view| {
            for event in 0..events {
                // Of all events of arrivals and of services, also of none, at equal rates a node.
                let mut random = draws(event);
                if random.uniform() < load / (1.0 + load) {
                    let view = View { backlogs: &backlogs, ..*view };
                    let Pick::Node(node) = rule.pick(&mut memory, &view, &mut random) else { panic!("none") };
                    backlogs[node.row()] += 1;
                    held += 1;
                } else {
                    let node = &mut backlogs[random.below(n as u32) as usize];
                    held -= u64::from(*node > 0);
                    *node = node.saturating_sub(1);
                }
                if event >= events / 4 {
                    sum += held as f64;
                    looks += 1.0;
                    if event % 1_000 == 0 {
                        for (k, share) in at_least.iter_mut().enumerate() {
                            *share += backlogs.iter().filter(|&&line| line as usize >= k).count() as f64 / n as f64;
                        }
                    }
                }
            }
        });
        for share in &mut at_least {
            *share /= looks / 1_000.0;
        }
        (sum / looks / n as f64 / load, at_least)
    }

    #[test]
    fn one_choice_and_one_remembered_node_meet_their_fixed_point() {
        let shares = fixed_point(0.9);
        let mean = shares[1..].iter().sum::<f64>() / 0.9;
        assert!((mean - 3.22).abs() < 0.01, "{mean}");
        let (sojourn, at_least) = played(&rule(1, 1), 0.9);
        assert!((sojourn / mean - 1.0).abs() < 0.02, "{sojourn} of {mean}");
        for k in 1..6 {
            assert!((at_least[k] - shares[k]).abs() < 0.01, "{k}: {} of {}", at_least[k], shares[k]);
        }
        // The well-known fixed points beside it: two choices, and one.
        let mut two = vec![0.9_f64];
        while two.len() < 8 {
            // `rho^(2^k - 1)`, each from the one before.
            two.push(0.9 * two[two.len() - 1] * two[two.len() - 1]);
        }
        let two = two.iter().sum::<f64>() / 0.9;
        let (without, _) = played(&rule(2, 0), 0.9);
        assert!((without / two - 1.0).abs() < 0.02 && two < mean && mean < 10.0, "{without} of {two}");
    }
}
