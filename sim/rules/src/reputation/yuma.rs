//! Yuma consensus: raters weigh nodes, stake decides what weight stands, and who is out of line loses.

mod epoch;

use std::collections::{BTreeMap, VecDeque};

use units::ids::NodeId;
use units::settings;
use units::share::Share;
use units::time::Time;

use super::policy::{Member, Observation, Rating};

use epoch::{Terms, epoch};

settings! {
    /// The incentive that Yuma consensus gives a node, from what each checker weighs it, over the largest.
    ///
    /// Checker i weighs node j by its own checks alone, `W_ij` in proportion to (g + 1) / (n + 2) for g right answers
    /// of n, and rows sum to 1; its stake is `S_i`, alike for all where nobody has one. The consensus on j is the
    /// largest weight that at least `kappa` of the stake supports, and higher weights are cut to it. Rank `R_j = sum_i
    /// S_i min(W_ij, consensus_j)`, incentive `I_j = R_j / sum R`. Raters are paid by bonds: each period adds the part
    /// `alpha` of `S_i w_ij / sum_k S_k w_kj`, w the weights cut to the consensus by the part `penalty`, and rater i
    /// gets `D_i = sum_j B_ij I_j` of what is paid for rating (`dividend_share`). Weights count, and are public,
    /// `reveals` periods after they were set. A rater that copies (`conduct.weight_copier`) sets the last public
    /// consensus as its own, so that it is late by `reveals + 1` periods: this costs it something only where true
    /// weights change meanwhile. Source: opentensor/subtensor, docs/consensus.md and the epoch of its pallet
    /// (reference/systems.md 2.1), whose table of retention it reproduces.
    pub struct Yuma {
        /// Part of the stake that must support a weight [> 0, <= 1].
        pub kappa: Share = Share::percent(50),
        /// How far weights for bonds are cut to the consensus, beta there [>= 0, <= 1].
        pub penalty: Share = Share::ONE,
        /// Part of a bond that each period renews [> 0, <= 1].
        pub alpha: Share = Share::percent(10),
        /// Periods after which weights count and are public.
        #[fixed = "weights that wait count in their turn"]
        pub reveals: u32 = 1,
        /// Part of the counts of earlier periods that raters keep at the end of each [>= 0, <= 1].
        pub keeps: f64 = 0.9,
    }
}

/// What a rater found of a node.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Record {
    good: f64,
    all: f64,
}

/// What one rater weighs: rows of nodes in their order, with weights that sum to 1.
type Weights = Vec<(u32, f64)>;

/// What is remembered between periods.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    found: BTreeMap<(u32, u32), Record>,
    /// Weights by rater that were set and do not count yet, the oldest first.
    waiting: VecDeque<BTreeMap<u32, Weights>>,
    /// The last public consensus.
    public: Weights,
    bonds: BTreeMap<(u32, u32), f64>,
    dividends: Vec<f64>,
}

impl Yuma {
    /// What each rater weighs now.
    fn weigh(kept: &Kept, members: &[Member]) -> BTreeMap<u32, Weights> {
        let mut all: BTreeMap<u32, Weights> = BTreeMap::new();
        for (&(rater, node), record) in &kept.found {
            if members[rater as usize].is_member && !members[rater as usize].copies && record.all > 0.0 {
                all.entry(rater).or_default().push((node, (record.good + 1.0) / (record.all + 2.0)));
            }
        }
        let copiers = members.iter().enumerate().filter(|(_, member)| member.is_member && member.copies);
        all.extend(copiers.map(|(rater, _)| (rater as u32, kept.public.clone())));
        for weights in all.values_mut() {
            let sum: f64 = weights.iter().map(|weight| weight.1).sum();
            for weight in weights {
                weight.1 /= sum;
            }
        }
        all.retain(|_, weights| !weights.is_empty());
        all
    }
}

impl Rating for Yuma {
    type Memory = Kept;

    fn opening(&self) -> f64 {
        0.0
    }
    fn is_pairwise(&self) -> bool {
        true
    }
    fn hear(&self, memory: &mut Kept, observation: &Observation) {
        let Some(by) = observation.by.filter(|&by| by != observation.node) else { return };
        let record = memory.found.entry((by.0, observation.node.0)).or_default();
        record.good += f64::from(u8::from(observation.seen.is_good()));
        record.all += 1.0;
    }
    fn publish(&self, memory: &mut Kept, members: &[Member], _: Time) -> Vec<f64> {
        memory.waiting.push_back(Self::weigh(memory, members));
        for record in memory.found.values_mut() {
            (record.good, record.all) = (record.good * self.keeps, record.all * self.keeps);
        }
        let mut scores = vec![0.0; members.len()];
        memory.dividends = vec![0.0; members.len()];
        if memory.waiting.len() <= self.reveals as usize {
            return scores;
        }
        let counts = memory.waiting.pop_front().unwrap_or_default();
        // Those who have left since weigh nothing.
        let raters: Vec<(u32, &Weights)> = counts
            .iter()
            .filter(|(rater, _)| members[**rater as usize].is_member)
            .map(|(rater, weights)| (*rater, weights))
            .collect();
        let is_staked = raters.iter().any(|rater| members[rater.0 as usize].stake > 0);
        let stake = |rater: u32| if is_staked { members[rater as usize].stake as f64 } else { 1.0 };
        let mut nodes: Vec<u32> =
            raters.iter().flat_map(|(_, weights)| weights.iter().map(|weight| weight.0)).collect();
        nodes.retain(|&node| members[node as usize].is_member);
        nodes.sort_unstable();
        nodes.dedup();
        let place = |node: u32| nodes.binary_search(&node).ok();
        let mut rows = vec![vec![0.0; nodes.len()]; raters.len()];
        for (row, (_, weights)) in rows.iter_mut().zip(&raters) {
            weights.iter().filter_map(|&(node, weight)| Some((place(node)?, weight))).for_each(|(at, w)| row[at] = w);
        }
        let stakes: Vec<f64> = raters.iter().map(|&(rater, _)| stake(rater)).collect();
        let mut bonds: Vec<Vec<f64>> = raters
            .iter()
            .map(|&(rater, _)| {
                nodes.iter().map(|&node| memory.bonds.get(&(rater, node)).copied().unwrap_or(0.0)).collect()
            })
            .collect();
        let terms = Terms { kappa: self.kappa.as_f64(), penalty: self.penalty.as_f64(), alpha: self.alpha.as_f64() };
        let found = epoch(&stakes, &rows, &mut bonds, &terms);
        memory.bonds.clear();
        for (&(rater, _), row) in raters.iter().zip(&bonds) {
            memory.bonds.extend(nodes.iter().zip(row).map(|(&node, &bond)| ((rater, node), bond)));
        }
        memory.public = nodes.iter().copied().zip(found.consensus.iter().copied()).filter(|w| w.1 > 0.0).collect();
        for (&(rater, _), &dividend) in raters.iter().zip(&found.dividends) {
            memory.dividends[rater as usize] = dividend;
        }
        let most = found.incentive.iter().copied().fold(0.0, f64::max);
        for (&node, &incentive) in nodes.iter().zip(&found.incentive) {
            scores[node as usize] = if most > 0.0 { incentive / most } else { 0.0 };
        }
        scores
    }
    fn dividends(&self, memory: &mut Kept) -> Vec<f64> {
        memory.dividends.clone()
    }
    fn forget(&self, memory: &mut Kept, node: NodeId) {
        memory.found.retain(|&(rater, rated), _| rater != node.0 && rated != node.0);
        memory.bonds.retain(|&(rater, rated), _| rater != node.0 && rated != node.0);
        for waiting in &mut memory.waiting {
            waiting.remove(&node.0);
            for weights in waiting.values_mut() {
                weights.retain(|weight| weight.0 != node.0);
            }
        }
        memory.public.retain(|weight| weight.0 != node.0);
    }
}

#[cfg(test)]
mod tests {
    use super::super::policy::Seen;
    use super::*;

    fn rule(reveals: u32) -> Yuma {
        Yuma { kappa: Share::percent(50), penalty: Share::ONE, alpha: Share::percent(10), reveals, keeps: 0.0 }
    }

    fn member(stake: i64) -> Member {
        Member { is_member: true, is_up: true, stake, ..Member::default() }
    }

    fn seen(rule: &Yuma, memory: &mut Kept, by: u32, node: u32, (good, bad): (u32, u32)) {
        for i in 0..good + bad {
            let seen = if i < good { Seen::Right } else { Seen::Wrong };
            rule.hear(memory, &Observation { node: NodeId(node), by: Some(NodeId(by)), seen, now: Time::ZERO });
        }
    }

    #[test]
    fn weights_count_only_when_they_are_revealed() {
        let rule = rule(2);
        let mut memory = Kept::default();
        // Two raters, 0 and 1; two nodes, 2 and 3, of which the better one changes at the second period.
        let members = [member(1), member(1), member(0), member(0)];
        let mut period = |better: u32| {
            for by in [0, 1] {
                seen(&rule, &mut memory, by, better, (98, 0));
                seen(&rule, &mut memory, by, 5 - better, (0, 98));
            }
            rule.publish(&mut memory, &members, Time::ZERO)
        };
        assert_eq!(period(2), [0.0; 4], "nothing is revealed yet");
        assert_eq!(period(3), [0.0; 4]);
        let (first, second) = (period(3), period(3));
        assert!(first[2] >= 1.0 && first[3] < 0.02, "{first:?}");
        assert!(second[3] >= 1.0 && second[2] < 0.02, "{second:?}");
    }

    #[test]
    fn a_copier_earns_as_much_as_a_rater_until_what_is_true_changes() {
        // Raters 0 and 1 rate, 2 copies, with stakes 2, 2 and 1; nodes 3 and 4.
        let copier = Member { copies: true, ..member(1) };
        let members = [member(2), member(2), copier, member(0), member(0)];
        let share = |changes_every: u32, reveals: u32| {
            let rule = rule(reveals);
            let mut memory = Kept::default();
            let mut sum = [0.0; 2];
            for period in 0..400 {
                let better = 3 + (period / changes_every) % 2;
                for by in [0, 1] {
                    seen(&rule, &mut memory, by, better, (98, 0));
                    seen(&rule, &mut memory, by, 7 - better, (20, 78));
                }
                rule.publish(&mut memory, &members, Time::ZERO);
                let paid = rule.dividends(&mut memory);
                // What bonds of the start are short of has faded by 0.9^240.
                if period >= 240 {
                    (sum[0], sum[1]) = (sum[0] + (paid[0] + paid[1]) / 4.0, sum[1] + paid[2]);
                }
            }
            sum[1] / sum[0]
        };
        assert!((share(1_000, 1) - 1.0).abs() < 1e-9, "dividends by unit of stake are alike: {}", share(1_000, 1));
        let (slow, fast) = (share(20, 1), share(2, 1));
        assert!(fast < slow && slow < 0.99, "a copier is late where weights change: {slow} and {fast}");
        assert!(share(20, 4) < slow, "and later with a longer delay: {} and {slow}", share(20, 4));
    }

    #[test]
    fn nobody_rates_itself_and_who_has_left_rates_nobody() {
        let rule = rule(0);
        let mut memory = Kept::default();
        seen(&rule, &mut memory, 0, 0, (100, 0));
        assert_eq!(rule.publish(&mut memory, &[member(1), member(1)], Time::ZERO), [0.0, 0.0]);
        seen(&rule, &mut memory, 0, 1, (100, 0));
        let gone = Member { is_member: false, ..member(1) };
        assert_eq!(rule.publish(&mut memory, &[gone, member(1)], Time::ZERO), [0.0, 0.0]);
    }
}
