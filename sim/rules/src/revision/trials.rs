//! Trials of the policies: groups that are absorbed, and shares within their errors.

use engine::draws::{Address, Draws, Purpose};

use super::policy::{Revising, View};

pub(super) fn draws(run: u32, index: u64) -> Draws {
    Address { seed: 5, replication: run, purpose: Purpose::Revision, entity: 1 }.stream().draws(index)
}

/// How many of `nodes` have the second conduct when all have the same, beginning with so many.
///
/// Gains are those of a fixed payoff, whatever the others do.
pub(super) fn absorbed(rule: &dyn Revising, nodes: u32, begin: u32, gain: f64, run: u32) -> u32 {
    let mut draws = draws(run, 0);
    let mut second = begin;
    while second > 0 && second < nodes {
        let counts = [nodes - second, second];
        let own = usize::from(draws.below(nodes) < second);
        let next = rule.next(&View { own, profits: &[Some(0.0), Some(gain)], counts: &counts }, &mut draws);
        second = second + u32::from(next > own) - u32::from(next < own);
    }
    second
}

/// Whether a share of runs is what it should be, within four standard errors.
pub(super) fn check_share(hits: u32, runs: u32, expected: f64) {
    let error = (expected * (1.0 - expected) / f64::from(runs)).sqrt();
    let found = f64::from(hits) / f64::from(runs);
    assert!((found - expected).abs() < 4.0 * error, "{found} within {error}, not {expected}");
}

#[test]
fn a_model_is_drawn_among_the_others() {
    let view = View { own: 0, profits: &[None; 3], counts: &[2, 3, 0] };
    let mut counts = [0_u32; 3];
    for i in 0..20_000 {
        counts[view.model(&mut draws(0, i)).expect("there are others")] += 1;
    }
    check_share(counts[0], 20_000, 0.25);
    assert_eq!(counts[2], 0);
    assert_eq!(View { counts: &[1, 0, 0], ..view }.model(&mut draws(0, 1)), None, "who is alone has no model");
}
