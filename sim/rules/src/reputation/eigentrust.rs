//! Trust that passes from those who are trusted to those whom they trust.

use std::collections::BTreeMap;

use units::ids::{GroupId, NodeId};
use units::reference::Ref;
use units::settings;
use units::share::Share;
use units::time::Time;

use super::policy::{Member, Observation, Rating};

/// The power iteration ends when no trust changes by more, and it always does: each round takes `1 - a` of the rest.
const SETTLED: f64 = 1e-14;
const ROUNDS: usize = 10_000;

settings! {
    /// The share of trust that a node has when each passes on its own to those whose answers it found right.
    ///
    /// Checker i found `s_ij` more answers of j right than wrong, at least 0. It passes on `c_ij = s_ij / sum_j s_ij`;
    /// who has found nothing passes its trust to those trusted beforehand, p. `t = (1 - a) C^T t + a p` has one
    /// solution, found by iteration; the reputation of a node is its trust over the largest. A group of nodes that
    /// praise only each other keeps no more than what reaches it from others, a the leak; without a leak (a = 0) it
    /// would keep all. Counts of a period fade by `keeps`. Nodes praise by the checks that they do, so that nobody
    /// rates who does not check. Source: Kamvar, Schlosser and Garcia-Molina, The EigenTrust algorithm, WWW 2003;
    /// numbers of Karma3Labs/go-eigentrust (README).
    pub struct EigenTrust {
        /// Part of the trust that always comes from those trusted beforehand, a [> 0, <= 1].
        pub pretrust: Share = Share::percent(10),
        /// The groups of nodes that are trusted beforehand; without any, all nodes, each alike.
        #[fixed = "trust begins with them"]
        pub pretrusted: Vec<Ref<GroupId>> = Vec::new(),
        /// Part of the counts of earlier periods that is kept at the end of each [>= 0, <= 1].
        pub keeps: f64 = 1.0,
    }
}

/// How many answers of each node each checker found right, less the wrong ones: by rows of checker and node.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    counts: BTreeMap<(u32, u32), f64>,
}

/// The solution of `t = (1 - a) C^T t + a p`; `found` by rater, node and count, p summing to 1.
pub(super) fn trust(found: &[(usize, usize, f64)], p: &[f64], a: f64) -> Vec<f64> {
    let mut sums = vec![0.0; p.len()];
    for &(rater, _, count) in found {
        sums[rater] += count.max(0.0);
    }
    let mut trust = p.to_vec();
    for _ in 0..ROUNDS {
        // What those pass on who have found nothing, and what always comes from p.
        let idle: f64 = (0..p.len()).filter(|&i| sums[i] <= 0.0).map(|i| trust[i]).sum();
        let mut next: Vec<f64> = p.iter().map(|p| p * (a + (1.0 - a) * idle)).collect();
        for &(rater, node, count) in found.iter().filter(|found| found.2 > 0.0) {
            next[node] += (1.0 - a) * trust[rater] * count / sums[rater];
        }
        let change = next.iter().zip(&trust).map(|(x, y)| (x - y).abs()).fold(0.0, f64::max);
        trust = next;
        if change < SETTLED {
            break;
        }
    }
    trust
}

impl Rating for EigenTrust {
    type Memory = Found;

    fn opening(&self) -> f64 {
        0.0
    }
    fn is_pairwise(&self) -> bool {
        true
    }
    fn hear(&self, memory: &mut Found, observation: &Observation) {
        let Some(by) = observation.by.filter(|&by| by != observation.node) else { return };
        *memory.counts.entry((by.0, observation.node.0)).or_insert(0.0) +=
            if observation.seen.is_good() { 1.0 } else { -1.0 };
    }
    fn publish(&self, memory: &mut Found, members: &[Member], _: Time) -> Vec<f64> {
        let is_trusted = |member: &Member| member.is_member && member.is_pretrusted;
        let n_trusted = members.iter().filter(|member| is_trusted(member)).count();
        if n_trusted == 0 {
            return vec![0.0; members.len()];
        }
        let p: Vec<f64> =
            members.iter().map(|member| if is_trusted(member) { 1.0 / n_trusted as f64 } else { 0.0 }).collect();
        let found: Vec<_> =
            memory.counts.iter().map(|(&(rater, node), &count)| (rater as usize, node as usize, count)).collect();
        let mut scores = trust(&found, &p, self.pretrust.as_f64());
        let most = scores.iter().copied().fold(0.0, f64::max);
        for score in &mut scores {
            *score = if most > 0.0 { *score / most } else { 0.0 };
        }
        memory.counts.values_mut().for_each(|count| *count *= self.keeps);
        scores
    }
    fn forget(&self, memory: &mut Found, node: NodeId) {
        memory.counts.retain(|&(rater, rated), _| rater != node.0 && rated != node.0);
    }
    fn pretrusted(&self) -> &[Ref<GroupId>] {
        &self.pretrusted
    }
}

#[cfg(test)]
mod tests {
    use super::super::policy::Seen;
    use super::*;

    #[test]
    fn the_published_example_is_reproduced() {
        // ek, sd, vm: ek trusts sd 100 and vm 75, vm trusts sd 100; trusted beforehand are ek 50 and vm 100.
        let found = [(0, 1, 100.0), (0, 2, 75.0), (2, 1, 100.0)];
        let p = [50.0 / 150.0, 0.0, 100.0 / 150.0];
        for (a, says) in [
            (0.5, [0.217_054_3, 0.302_325_6, 0.480_620_2]),
            (0.1, [0.165_367_4, 0.440_113_4, 0.394_519_3]),
            (0.01, [0.156_493_5, 0.464_121_6, 0.379_384_9]),
        ] {
            let trust = trust(&found, &p, a);
            for (found, says) in trust.iter().zip(says) {
                assert!((found - says).abs() < 1e-7, "a = {a}: {trust:?}");
            }
        }
    }

    #[test]
    fn trust_solves_its_equation_and_sums_to_one() {
        let found = [(0, 1, 3.0), (1, 2, 1.0), (1, 0, 2.0), (3, 2, 5.0), (2, 3, -4.0)];
        let p = [0.25; 4];
        let t = trust(&found, &p, 0.2);
        assert!((t.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        // Row 2 has found nothing good: it passes on as p.
        let c = [[0.0, 1.0, 0.0, 0.0], [2.0 / 3.0, 0.0, 1.0 / 3.0, 0.0], [0.25; 4], [0.0, 0.0, 1.0, 0.0]];
        for j in 0..4 {
            let due = 0.8 * (0..4).map(|i| c[i][j] * t[i]).sum::<f64>() + 0.2 * p[j];
            assert!((t[j] - due).abs() < 1e-9, "{t:?}");
        }
    }

    #[test]
    fn those_who_praise_only_each_other_get_nothing_from_who_does_not_trust_them() {
        let rule = EigenTrust { pretrust: Share::percent(10), pretrusted: Vec::new(), keeps: 1.0 };
        let mut memory = Found::default();
        let mut praise = |by: u32, node: u32| {
            let observation =
                Observation { node: NodeId(node), by: Some(NodeId(by)), seen: Seen::Right, now: Time::ZERO };
            (0..1_000).for_each(|_| rule.hear(&mut memory, &observation));
        };
        praise(0, 1);
        praise(1, 0);
        praise(2, 3);
        praise(3, 2);
        let trusted = Member { is_member: true, is_up: true, is_pretrusted: true, ..Member::default() };
        let members =
            [trusted, trusted, Member { is_pretrusted: false, ..trusted }, Member { is_pretrusted: false, ..trusted }];
        let scores = rule.publish(&mut memory, &members, Time::ZERO);
        assert!(scores[0] > 0.99 && scores[1] > 0.99 && scores[2] <= 0.0 && scores[3] <= 0.0, "{scores:?}");
    }
}
