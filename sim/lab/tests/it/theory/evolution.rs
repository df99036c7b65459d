//! Entries about conduct that is revised: replicator dynamics, the inspection game, Moran's process.

use engine::draws::{Address, Purpose};
use rules::revision::View;
use scenario::closed_form::game::{Inspection, honest_share};

use super::exact::reference;
use crate::support;

fn near(entry: &str, output: &str, found: f64, tolerance: f64) {
    let says = reference(entry, output).value;
    assert!((found / says - 1.0).abs() < tolerance, "{entry} {output}: {found}, not {says}");
}

#[test]
fn the_share_of_the_honest_under_audits_is_that_of_the_differential_equation() {
    let entry = "replicator-fixed-audit";
    let gap = 0.05 * 21.0 - 0.7;
    near(entry, "payoff_gap", gap, 1e-12);
    near(entry, "honest_share_at_t", honest_share(0.5, |_| gap, 5.0, 10_000), 1e-9);
    near(entry, "limit", honest_share(0.5, |_| gap, 80.0, 100_000), 1e-6);
    // Audits that rise with the share of cheats: pm (1 - x).
    let entry = "replicator-adaptive-audit";
    let gap = |x: f64| 0.2 * (1.0 - x) * 10.0 - 0.7;
    near(entry, "honest_share_fixed_point", honest_share(0.1, gap, 200.0, 100_000), 1e-9);
    near(entry, "honest_share_at_t", honest_share(0.1, gap, 4.0, 10_000), 1e-9);
}

#[test]
fn the_inspection_game_circles_around_its_mixture() {
    let entry = "inspection-game-a";
    let game = Inspection { saved: 0.8, at_stake: 11.3, catch: 5.0, check_cost: 1.0 };
    let orbit = game.orbit([0.3, 0.1], 1e-3, 100_000).expect("it closes");
    assert!(orbit.drift < 1e-6, "{orbit:?}");
    near(entry, "H", game.invariant([0.3, 0.1]), 1e-12);
    near(entry, "cheat_share_time_average", orbit.means[0], 1e-6);
    near(entry, "check_share_time_average", orbit.means[1], 1e-6);
    near(entry, "cycle_length", orbit.period, 1e-7);
    near(entry, "small_cycle_length", game.small_period(), 1e-12);
}

/// The rule of revision of a scenario with this table.
fn open(table: &str) -> scenario::Checked {
    let text = format!(
        "horizon = \"1 h\"\n[network.plain]\n[gateway.front]\n[nodes.all]\ncount = 50\n\
         [nodes.all.revises]\nconducts.lazy = {{ lazy = {{}} }}\n{table}\n"
    );
    support::open_text(&text, &[])
}

#[test]
fn one_cheat_takes_over_as_often_as_moran_s_process_says() {
    let checked = open("moran = { scale = \"1 usd/h\" }");
    let policy = checked.scenario.groups[0].rules.revises.as_ref().expect("it revises").by.policy();
    let says = reference("moran-fixation-50", "p_fixation").value;
    let (runs, n) = (17_000, 50_u32);
    let hits = (0..runs).filter(|&run| {
        let stream = Address { seed: 3, replication: run, purpose: Purpose::Revision, entity: 1 }.stream();
        let (mut draws, mut cheats) = (stream.draws(0), 1_u32);
        while cheats > 0 && cheats < n {
            let counts = [n - cheats, cheats];
            let own = usize::from(draws.below(n) < cheats);
            let view = View { own, profits: &[Some(0.0), Some(1.05_f64.ln())], counts: &counts };
            let next = policy.next(&view, &mut draws);
            cheats = cheats + u32::from(next > own) - u32::from(next < own);
        }
        cheats > 0
    });
    let found = hits.count() as f64 / f64::from(runs);
    let error = (says * (1.0 - says) / f64::from(runs)).sqrt();
    assert!((found - says).abs() < 4.0 * error, "{found} within {error}, not {says}");
}

/// Two groups of n that imitate each other, from beside the mixture until one of them does only one thing; the means of
/// both shares until then, and how long that took.
fn absorbed(n: u32, run: u32) -> ([f64; 2], f64) {
    let checked = open("replicator = { scale = \"4 usd/h\", moves = \"100 %\" }");
    let policy = checked.scenario.groups[0].rules.revises.as_ref().expect("it revises").by.policy();
    let stream = Address { seed: 9, replication: run, purpose: Purpose::Revision, entity: n.into() }.stream();
    let mut draws = stream.draws(0);
    // Who cheats, who checks; the mixture is x* = 1 / 5 = 0.2 and y* = 0.8 / 2 = 0.4.
    let mut with = [n * 3 / 10, n / 2];
    let (mut sums, mut steps) = ([0.0; 2], 0.0);
    while with.iter().all(|&with| with > 0 && with < n) && steps < 2e6 {
        let shares = with.map(|with| f64::from(with) / f64::from(n));
        let gains = [0.8 - shares[1] * 2.0, shares[0] * 5.0 - 1.0];
        // One of each group reviews; n such steps are one review of all.
        for side in 0..2 {
            let own = usize::from(draws.below(n) < with[side]);
            let counts = [n - with[side], with[side]];
            let view = View { own, profits: &[Some(0.0), Some(gains[side])], counts: &counts };
            let next = policy.next(&view, &mut draws);
            with[side] = with[side] + u32::from(next > own) - u32::from(next < own);
            sums[side] += shares[side];
        }
        steps += 1.0;
    }
    (sums.map(|sum| sum / steps), steps / f64::from(n))
}

/// Time averages of both shares, and the steps a member, until absorption.
type Run = ([f64; 2], f64);

#[test]
fn a_finite_inspection_game_is_absorbed_and_its_time_averages_tend_to_the_mixture() {
    let mut before: Option<Run> = None;
    for n in [20, 80, 320] {
        let runs: Vec<_> = (0..24).map(|run| absorbed(n, run)).collect();
        let mean = |of: &dyn Fn(&Run) -> f64| runs.iter().map(of).sum::<f64>() / runs.len() as f64;
        let off = [mean(&|run| (run.0[0] - 0.2).abs()), mean(&|run| (run.0[1] - 0.4).abs())];
        let took = mean(&|run| run.1);
        if let Some((others, shorter)) = before {
            assert!(off[0] < others[0] && off[1] < others[1], "{n}: {off:?} after {others:?}");
            assert!(took > shorter, "{n}: a larger group goes on for longer, {took} after {shorter}");
        }
        before = Some((off, took));
    }
    let (off, _) = before.expect("there are three");
    assert!(off[0] < 0.01 && off[1] < 0.02, "with 320 of each side: {off:?}");
}
