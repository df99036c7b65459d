//! One stake that secures several networks: a slash in any takes from it, and what an attack on all of them then pays.

use state::ledger::Reason;

use crate::support;

/// Two nodes with 100 alp each on alpha; beta slashes 1 % for each answer that it holds to be wrong, alpha nothing.
fn play(beta: &str, stakes: &str, more: &str) -> (scenario::Checked, world::outcome::Outcome) {
    let text = format!(
        "horizon = \"1 d\"\n[coin.alp]\n[network.alpha]\ncoin = \"alp\"\nprofit = \"20 usd\"\n\
         [network.beta]\ncoin = \"alp\"\n{beta}\npricing.posted = {{ request = \"0.01 alp/request\" }}\n\
         verification.all.spot_check = {{ rate = \"100 %\", false_positive = \"2 %\" }}\n\
         slashing.wrong.fixed = {{ share = \"1 %\" }}\n\
         [gateway.front]\nnetworks = [\"beta\"]\n[nodes.n]\ncount = 2\nstake = {stakes}\n\
         [users.all]\narrival.poisson = {{ rate = \"1 /min\" }}\ndemand.work = {{ exponential = \"1 s\" }}\n{more}"
    );
    let checked = support::open_text(&text, &[]);
    let outcome = support::simulate(&checked.scenario, 0);
    (checked, outcome)
}

fn of((checked, outcome): &(scenario::Checked, world::outcome::Outcome), label: &str) -> f64 {
    support::value(&checked.scenario, outcome, label).expect("it exists")
}

#[test]
fn a_slash_on_a_network_takes_from_the_stake_that_secures_it() {
    let shared = play("secured_by = \"alpha\"\nprofit = \"30 usd\"", "{ alpha = \"100 alp\" }", "");
    let slashes = shared.1.flows[0].iter().filter(|f| f.reason == Reason::SlashWrong);
    let (n, taken) = slashes.fold((0, 0), |sum, flow| (sum.0 + flow.postings, sum.1 + flow.amount));
    assert!(n > 15, "{n}");
    let left = of(&shared, "bonded_coins[network.alpha]");
    assert!((200.0 - left - taken as f64 / 1e6).abs() < 1e-6, "{left} {taken}");
    // Two halves that lose a hundredth n times between them.
    assert!((left / (200.0 * 0.99_f64.powf(n as f64 / 2.0)) - 1.0).abs() < 0.003, "{left} after {n}");
    assert!(of(&shared, "bonded_coins[network.beta]") < 1e-9);
    // Both cost the same to corrupt, and an attack on one is one on both.
    for network in ["alpha", "beta"] {
        let [cost, cover] = ["corruption_cost_usd", "corruption_cover_share"]
            .map(|metric| of(&shared, &format!("{metric}[network.{network}]")));
        assert!((cost - left / 3.0).abs() < 1e-6 && (cover - cost / 50.0).abs() < 1e-9, "{network}: {cost} {cover}");
    }
    // With a stake of its own on each, alpha loses nothing.
    let apart = play("profit = \"30 usd\"", "{ alpha = \"100 alp\", beta = \"100 alp\" }", "");
    assert!((of(&apart, "bonded_coins[network.alpha]") - 200.0).abs() < 1e-9);
    assert!((of(&apart, "corruption_cover_share[network.alpha]") - 200.0 / 3.0 / 20.0).abs() < 1e-9);
    assert!((of(&apart, "bonded_coins[network.beta]") / left - 1.0).abs() < 1e-9, "the same draws slash the same");
}

#[test]
fn whoever_falls_below_the_gate_of_one_network_by_slashes_of_another_serves_it_no_more() {
    let more = "[gateway.back]\nnetworks = [\"alpha\"]\n[users.back]\ngateway = \"back\"\narrival.poisson = { rate = \"1 /min\" }\n\
        demand.work = { exponential = \"1 s\" }\n";
    let gate = |beta: &str, stakes: &str| {
        let text = format!("{more}[network.alpha.permission.stake_gated]\nminimum = \"95 alp\"\n");
        of(&play(beta, stakes, &text), "answered_share[gateway.back]")
    };
    let both = gate("", "{ alpha = \"100 alp\", beta = \"100 alp\" }");
    assert!(both > 0.999, "{both}");
    // Six slashes are enough for a node, and a dozen come in half a day.
    let one = gate("secured_by = \"alpha\"", "{ alpha = \"100 alp\" }");
    assert!(one < 0.9, "{one}");
}

#[test]
fn delegators_of_the_stake_earn_on_every_network_that_it_secures() {
    let crowd = "[delegators.crowd]\nnetwork = \"alpha\"\nstake = \"200 alp\"\nreview = \"1 h\"\n";
    let shared = play("secured_by = \"alpha\"", "{ alpha = \"100 alp\" }", crowd);
    let sum = |reason: Reason| {
        let flows = shared.1.flows[0].iter().filter(|flow| flow.reason == reason);
        flows.map(|flow| flow.amount as f64).sum::<f64>()
    };
    // Half of the stake is theirs, and half of the fees, which come on beta.
    assert!((sum(Reason::Reward) / (sum(Reason::Reward) + sum(Reason::Fee)) - 1.0 / 3.0).abs() < 0.01);
    assert!(of(&shared, "delegated_coins[network.alpha]") < 199.0);
}

#[test]
fn a_slash_takes_of_the_part_of_a_stake_that_counts_on_a_network() {
    let play = |share: &str| {
        let beta = format!("secured_by = \"alpha\"\nprofit = \"30 usd\"\nsecured_share = \"{share}\"");
        play(&beta, "{ alpha = \"100 alp\" }", "")
    };
    for (share, part) in [("100 %", 1.0_f64), ("50 %", 0.5), ("10 %", 0.1)] {
        let played = play(share);
        let slashes = played.1.flows[0].iter().filter(|f| f.reason == Reason::SlashWrong);
        let n: u64 = slashes.map(|flow| flow.postings).sum();
        let left = of(&played, "bonded_coins[network.alpha]");
        // Two halves that lose a hundredth of the part n times between them.
        let expected = 200.0 * (1.0 - 0.01 * part).powf(n as f64 / 2.0);
        assert!((left / expected - 1.0).abs() < 0.003, "{share}: {left}, not {expected} after {n}");
        let [cost, cover] = ["corruption_cost_usd", "corruption_cover_share"]
            .map(|metric| of(&played, &format!("{metric}[network.beta]")));
        // A part of its own is lost for what beta alone gains, the whole for what both do.
        let gain = if part < 1.0 { 30.0 } else { 50.0 };
        assert!(
            (cost - part * left / 3.0).abs() < 1e-5 && (cover - cost / gain).abs() < 1e-9,
            "{share}: {cost} {cover}"
        );
        let of_alpha = of(&played, "corruption_cover_share[network.alpha]");
        assert!((of_alpha - left / 3.0 / if part < 1.0 { 20.0 } else { 50.0 }).abs() < 1e-9, "{share}: {of_alpha}");
    }
}

/// Validators with stakes, services with profits, and who secures what: a service falls to whoever has a third of the
/// stake that is left in it.
struct Graph {
    stakes: Vec<f64>,
    profits: Vec<f64>,
    secures: Vec<u32>,
}

impl Graph {
    fn stake(&self, validators: u32) -> f64 {
        self.stakes.iter().enumerate().filter(|(v, _)| validators >> v & 1 == 1).map(|(_, stake)| stake).sum()
    }
    fn profit(&self, services: u32) -> f64 {
        self.profits.iter().enumerate().filter(|(s, _)| services >> s & 1 == 1).map(|(_, profit)| profit).sum()
    }
    /// Whether a coalition of those that are left can attack a set of services.
    fn can(&self, coalition: u32, services: u32, left: u32) -> bool {
        let falls = |(s, secures): (usize, &u32)| {
            services >> s & 1 == 0 || 3.0 * self.stake(coalition & secures) >= self.stake(left & secures)
        };
        self.secures.iter().enumerate().all(falls)
    }
    /// By how much the least stake that can attack is more than what it gains, over all attacks.
    fn buffer(&self) -> f64 {
        let (all, services) = ((1 << self.stakes.len()) - 1, 1 << self.profits.len());
        let attacks = (1..services).flat_map(|s| (1..=all).map(move |v| (s, v)));
        let ratio = |(s, v): (u32, u32)| self.can(v, s, all).then(|| self.stake(v) / self.profit(s));
        attacks.filter_map(ratio).fold(f64::INFINITY, f64::min) - 1.0
    }
    /// The most stake that attacks that pay can destroy, one after the other, from here on.
    fn worst(&self, left: u32, services: u32) -> f64 {
        let mut worst = 0.0_f64;
        for attacked in 1..1_u32 << self.profits.len() {
            for coalition in 1..1_u32 << self.stakes.len() {
                let is_there = attacked & !services == 0 && coalition & !left == 0;
                if is_there && self.profit(attacked) > self.stake(coalition) && self.can(coalition, attacked, left) {
                    let rest = self.worst(left & !coalition, services & !attacked);
                    worst = worst.max(self.stake(coalition) + rest);
                }
            }
        }
        worst
    }
}

/// Durvasula and Roughgarden, Robust restaking networks, 2024: with a buffer g and a shock s, the stake that is lost is
/// less than `(1 + 1/g) s`. All shocks and all cascades of small networks, one by one.
#[test]
fn a_buffer_bounds_what_a_shock_of_restaked_stake_can_destroy() {
    let mut state = 11_u64;
    let mut draw = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let (mut bounded, mut cascades, mut closest) = (0, 0, 0.0_f64);
    for _ in 0..400 {
        let stakes: Vec<f64> = (0..5).map(|_| 1.0 + draw(9) as f64).collect();
        let secures: Vec<u32> = (0..3).map(|_| 1 + draw(31) as u32).collect();
        let profits: Vec<f64> = (0..3).map(|_| 0.25 * (1.0 + draw(12) as f64)).collect();
        let graph = Graph { stakes, profits, secures };
        let buffer = graph.buffer();
        if buffer <= 0.0 {
            continue;
        }
        // Without a shock no attack pays.
        assert!(graph.worst(31, 7) <= 0.0);
        for shocked in 1..31_u32 {
            let (shock, lost) = (graph.stake(shocked), graph.worst(31 & !shocked, 7));
            let bound = (1.0 + 1.0 / buffer) * shock;
            assert!(shock + lost <= bound + 1e-9, "{lost} after {shock} at a buffer of {buffer}");
            bounded += 1;
            cascades += u32::from(lost > 0.0);
            closest = closest.max((shock + lost) / bound);
        }
    }
    // The bound binds: there are cascades, and some come near it.
    assert!(bounded > 2_000 && cascades > 100 && closest > 0.6, "{bounded} {cascades} {closest}");
}
