//! Entries that whole numbers decide: no interval, no tolerance but the one that the reference states.

use engine::draws::{Address, Purpose};
use rules::market::{Reserves, Side, Trade};
use rules::pricing::{CoinView, Memory, Pricing, View};
use rules::slashing::{Evidence, Finding, Offence, Slashing, StakeView};
use scenario::closed_form::corridor::corridors;
use units::ids::NodeId;
use units::time::{Span, Time};

use super::judge::{Reference, references};
use crate::support;

pub(super) fn reference(entry: &str, output: &str) -> Reference {
    let found = references().into_iter().find(|r| r.entry == entry && r.output == output);
    found.unwrap_or_else(|| panic!("theory.json has no {output} of {entry}"))
}

#[test]
fn an_absent_node_is_jailed_at_its_fifty_first_missed_slot() {
    let checked = support::open("theory/cosmos-offline.toml", &[]);
    let findings = support::study(&checked, 1);
    let says = |output| reference("cosmos-offline", output).value;
    let horizon = checked.file.horizon.as_secs();
    for (jailed, stake) in support::values(&findings, "jailed_nodes_mean[network.hub]")
        .into_iter()
        .zip(support::values(&findings, "bonded_coins[network.hub]"))
    {
        // It left at 1,000 s, the start of a slot, and was in jail from its verdict to the end.
        let until_jailed = (horizon * (1.0 - jailed) - 1_000.0).round();
        assert_eq!(until_jailed.to_bits(), says("seconds_from_first_miss_slot_to_jailing").to_bits());
        assert_eq!((until_jailed / 5.0).to_bits(), says("missed_blocks_at_jailing").to_bits());
        assert_eq!((stake * 1e6).round().to_bits(), says("stake_after").to_bits());
    }
}

#[test]
fn a_hundred_slashes_leave_what_integers_say() {
    let findings = support::study(&support::open("theory/slash-1pct.toml", &[]), 1);
    let stakes = findings.series.iter().find(|l| l.name == "bonded_coins").expect("the series has it");
    let after = |n: usize| stakes.points[n - 1].expect("both replications have it").mean * 1e6;
    let says = |output| reference("slash-1pct", output).value;
    assert_eq!(after(10).round().to_bits(), says("stake_after_10").to_bits());
    assert_eq!(after(100).round().to_bits(), says("stake_after_100").to_bits());
    let below = (1..=100).find(|&n| after(n) < 500_000_000_000.0).unwrap_or(0);
    assert_eq!((below as f64).to_bits(), says("slashes_until_below_min").to_bits());
    assert!((after(100) / says("stake_after_100_real_valued") - 1.0).abs() < 1e-6);
}

/// Whether a closed form is within 10^-9 of the reference.
fn check_form(entry: &str, output: &str, form: f64) {
    let says = reference(entry, output).value;
    assert!((form / says - 1.0).abs() < 1e-9, "{entry} {output}: {form}, not {says}");
}

#[test]
fn the_slash_that_breaks_even_follows_from_the_scenario() {
    for entry in ["sampling-5pct", "sampling-verathos-2-of-32"] {
        let all = corridors(&support::open(&format!("theory/{entry}.toml"), &[]).scenario);
        let cheat = all.iter().find(|c| c.nodes == "cheat").expect("the cheats have a corridor");
        check_form(entry, "break_even_slash", cheat.sampling.slash_min().expect("a check that tells"));
        check_form(entry, "honest_profit_per_request", cheat.sampling.profit(0.0, 20.0));
        assert_eq!(cheat.slash, Some(20.0), "the rule takes 20");
    }
}

#[test]
fn the_slash_corridor_follows_from_the_scenario() {
    let all = corridors(&support::open("theory/slash-corridor-a.toml", &[]).scenario);
    let mut sampling = all.iter().find(|c| c.nodes == "cheat").expect("the cheats have a corridor").sampling;
    // What an operator earns elsewhere is no setting of a scenario.
    sampling.outside = 0.1;
    check_form("slash-corridor-a", "slash_min", sampling.slash_min().expect("a check that tells"));
    check_form("slash-corridor-a", "slash_max", sampling.slash_max().expect("a check that errs"));
    check_form("slash-corridor-a", "alpha_max", sampling.false_positive_max());
    check_form("slash-corridor-a", "honest_profit_per_job", sampling.profit(0.0, 150.0));
    check_form("slash-corridor-a", "cheat_profit_per_job", sampling.profit(1.0, 150.0));
}

/// What one of many validators that were slashed within the window pays in all, by the rule as a scenario has it.
fn ethereum(rounding: &str, slashed_gwei: i64, total_gwei: i64) -> [i64; 2] {
    let sets = format!(
        "network.alpha.slashing.wrong.correlated={{ initial = \"0.0244140625 %\", window = \"36.4 d\", after = \"18.2 d\", \
         unit = \"1 alp\", rounding = \"{rounding}\" }}"
    );
    let checked = support::open("policies/slashing_correlated.toml", &[&sets, "coin.alp.decimals=9"]);
    let rule = checked.scenario.networks[0].rules.slashing.values().next().expect("it has a rule").clone();
    let mut memory = rule.memory(1);
    let stake = 32_000_000_000_i64;
    let mut judged = |node, finding, bonded| {
        let evidence =
            Evidence { node: NodeId(node), offence: Offence::WrongAnswer, finding, at: Time::ZERO, now: Time::ZERO };
        rule.judge(
            &mut memory,
            &evidence,
            &StakeView { bonded, unbonding: 0, total: total_gwei, members: 0, decimals: 9 },
        )
    };
    let slashed = 0..(slashed_gwei / stake) as u32;
    let initial = slashed.map(|node| judged(node, Finding::Offended, stake).slash).max().expect("some offend");
    // Balances saturate at zero: the rule takes what is there.
    [initial, judged(0, Finding::Due, stake).slash]
}

#[test]
fn ethereum_s_correlated_slashing_is_exact_in_integers() {
    for (entry, slashed, total) in [
        ("eth-electra-small", 16_000_000_000_000, 34_000_000_000_000_000),
        ("eth-electra-cap", 384_000_000_000_000, 1_000_000_000_000_000),
    ] {
        let says = |output| reference(entry, output).value as i64;
        let [initial, electra] = ethereum("electra", slashed, total);
        assert_eq!([initial, electra], [says("initial_penalty"), says("correlation_penalty_electra")], "{entry}");
        let [_, bellatrix] = ethereum("bellatrix", slashed, total);
        assert_eq!(bellatrix, says("correlation_penalty_bellatrix"), "{entry}");
        let share = (initial + electra).min(32_000_000_000) as f64 / 32e9;
        assert!((share / reference(entry, "total_loss_share").value - 1.0).abs() < 1e-12, "{entry}: {share}");
    }
}

#[test]
fn polkadot_s_offences_cost_what_its_formulas_say() {
    let owes = |set: &str| {
        let checked = support::open("policies/slashing_concurrent.toml", &[set]);
        let rule = checked.scenario.networks[0].rules.slashing.values().next().expect("it has a rule").clone();
        let Slashing::Concurrent(rule) = rule else { unreachable!("it is concurrent") };
        rule.owes(1_000_000_000, 30, 300) as f64 / 1e9
    };
    let entry = "polkadot-equivocation";
    let both = [
        ("equivocation_fraction", "network.alpha.slashing.wrong.concurrent={ multiple = 3, power = 2 }"),
        (
            "offline_fraction",
            "network.alpha.slashing.wrong.concurrent={ multiple = 3, power = 1, free = \"10 %\", most = \"7 %\" }",
        ),
    ];
    for (output, set) in both {
        assert!((owes(set) - reference(entry, output).value).abs() < 1e-9, "{output}: {}", owes(set));
    }
}

#[test]
fn ten_thousand_leave_eight_by_eight() {
    let findings = support::study(&support::open("theory/mass-exit-10000.toml", &[]), 1);
    for (output, metric) in [
        ("last_exit_delay_epochs", "exit_delay_max_epochs[network.beacon]"),
        ("mean_delay_epochs", "exit_delay_mean_epochs[network.beacon]"),
        ("last_exit_delay", "exit_delay_max_s[network.beacon]"),
    ] {
        for found in support::values(&findings, metric) {
            assert_eq!(found.to_bits(), reference("mass-exit-10000", output).value.to_bits(), "{output}");
        }
    }
}

const COIN: CoinView = CoinView { decimals: 12, nano_usd: 1_000_000_000 };
const FULL: u64 = 30_000_000_000_000_000;

/// The base fee of a scenario that starts at so many coins a request, and what it remembers.
fn base_fee(coins: f64) -> (Pricing, Memory) {
    let text = format!(
        "horizon = \"1 s\"\n[coin.alp]\ndecimals = 12\ngenesis = 1_000\n[network.net]\ncoin = \"alp\"\n\
         pricing.eip1559 = {{ price = {{ request = \"{coins} alp/request\" }} }}\n[nodes.one]\ncount = 1\n\
         [users.all]\narrival.poisson = {{ rate = \"1 /s\" }}\ndemand.work = \"1 s\"\n"
    );
    let pricing = support::open_text(&text, &[]).scenario.networks[0].rules.pricing.clone();
    let mut memory = pricing.memory(0);
    pricing.begin(&mut memory, &COIN);
    (pricing, memory)
}

/// The fee of a request after a period with so much used \[base units\].
fn step(pricing: &Pricing, memory: &mut Memory, used: u64) -> i64 {
    let every = Span::secs(12);
    pricing.step(memory, &View { now: Time::ZERO, every, used, full: FULL, asked: 0, answered: 0, coin: COIN });
    pricing.tariff(memory, &COIN).request
}

#[test]
fn the_base_fee_after_full_and_empty_blocks_is_that_of_the_eip() {
    let (pricing, mut memory) = base_fee(0.001);
    for block in 1..=40 {
        let fee = step(&pricing, &mut memory, if block <= 20 { FULL } else { 0 });
        if [1, 5, 20, 40].contains(&block) {
            let says = reference("eip1559-full-then-empty", &format!("base_fee_after_{block}")).value;
            assert_eq!((fee as f64).to_bits(), says.to_bits(), "after {block} blocks");
        }
    }
}

#[test]
fn the_base_fee_under_elastic_demand_is_that_of_the_recursion() {
    // In units of 10^-12, so that what is rounded down is less than the tolerance; D0 / T = 20.
    let used = |fee: i64| ((FULL as f64 / 2.0 * 20e12 / fee as f64) as u64).min(FULL);
    let (pricing, mut memory) = base_fee(60.0);
    let mut fee = 60_000_000_000_000;
    for block in 1..=600 {
        fee = step(&pricing, &mut memory, used(fee));
        if [1, 10, 30].contains(&block) {
            check_form("eip1559-elastic-1", &format!("base_fee_after_{block}"), fee as f64 / 1e12);
        }
    }
    check_form("eip1559-elastic-1", "fixed_point_base_fee", fee as f64 / 1e12);
    let near = |coins: f64| {
        let (pricing, mut memory) = base_fee(coins);
        step(&pricing, &mut memory, used((coins * 1e12) as i64)) as f64 / 1e12
    };
    let says = reference("eip1559-elastic-1", "local_multiplier").value;
    assert!(((near(20.001) - near(19.999)) / 0.002 / says - 1.0).abs() < 1e-6);
}

/// What equal sales into a pool of 10^15 coins and 10^14 usd \\[base units\\] bring, and what is in it after them.
fn sales(fee: &str, count: i64, coins: i64) -> (i64, Reserves) {
    let text = format!(
        "horizon = \"1 s\"\n[coin.alp]\ngenesis = 2_000_000_000\n\
         market.pool = {{ coins = \"1_000_000_000 alp\", usd = \"100_000 usd\", fee = \"{fee}\" }}\n\
         [network.net]\ncoin = \"alp\"\n[nodes.one]\ncount = 1\n"
    );
    let scenario = support::open_text(&text, &[]).scenario;
    let (market, decimals) = (&scenario.coins[0].rules.market, scenario.coins[0].rules.decimals);
    let mut reserves = market.reserves(decimals).expect("a pool");
    assert_eq!(reserves, Reserves { coins: 1_000_000_000_000_000, usd: 100_000_000_000_000 });
    let mut earned = 0;
    for _ in 0..count {
        let trade = Trade { side: Side::Sells, coins, nano_usd: 0, decimals, reserves };
        let usd = market.fill(&trade).expect("a pool buys what it is sold");
        earned += usd;
        reserves = Reserves { coins: reserves.coins + coins, usd: reserves.usd - usd };
    }
    (earned, reserves)
}

#[test]
fn a_pool_pays_what_the_reference_contract_pays() {
    let says = |output| reference("amm-sell-100", output).value;
    let (each, all) = (1_000_000_000_000, 100_000_000_000_000);
    let (earned, after) = sales("0.3 %", 100, each);
    assert_eq!((earned as f64).to_bits(), says("cash_out_total").to_bits());
    assert_eq!((after.usd as f64).to_bits(), says("cash_reserve_after").to_bits());
    assert_eq!((sales("0.3 %", 1, all).0 as f64).to_bits(), says("cash_out_single_sale").to_bits());
    // Ratios to the price of the start, 0.1 billionths a unit.
    let near = |output, ratio: f64| assert!((ratio / says(output) - 1.0).abs() < 1e-12, "{output}: {ratio}");
    let price = |after: Reserves| after.usd as f64 / after.coins as f64 * 10.0;
    near("price_ratio_after_with_fee", price(after));
    let (earned, after) = sales("0", 1, all);
    near("price_ratio_after_no_fee", price(after));
    near("average_price_ratio_no_fee", earned as f64 / all as f64 * 10.0);
}

#[test]
fn slashes_of_random_size_ruin_as_often_as_lundberg_says() {
    let text = "horizon = \"1 h\"\n[coin.alp]\ndecimals = 9\n[network.net]\ncoin = \"alp\"\n\
                slashing.all.random = { mean = \"1 alp\" }\n[nodes.one]\ncount = 1\n";
    let rule = support::open_text(text, &[]).scenario.networks[0].rules.slashing.values().next().expect("one").clone();
    let mut memory = rule.memory(1);
    let offence = Offence::WrongAnswer;
    let evidence = Evidence { node: NodeId(0), offence, finding: Finding::Offended, at: Time::ZERO, now: Time::ZERO };
    let view = StakeView { bonded: i64::MAX / 4, unbonding: 0, total: i64::MAX / 4, members: 0, decimals: 9 };
    let (runs, mut ruined) = (19_000_u32, 0_u32);
    for run in 0..runs {
        let stream = Address { seed: 2, replication: run, purpose: Purpose::SlashSize, entity: 0 }.stream();
        let (mut draws, mut balance) = (stream.draws(0), 5.0);
        // Income 1.5 a second, slashes at Poisson times; beyond 65 ruin is rarer than one in 10^9.
        while (0.0..65.0).contains(&balance) {
            balance -= 1.5 * engine::math::ln(draws.uniform());
            balance -= rule.judge_by_luck(&mut memory, &evidence, &view, draws.uniform()).slash as f64 / 1e9;
        }
        ruined += u32::from(balance < 0.0);
    }
    let says = reference("ruin-cramer-lundberg", "p_ruin").value;
    let (found, error) = (f64::from(ruined) / f64::from(runs), (says * (1.0 - says) / f64::from(runs)).sqrt());
    assert!((found - says).abs() < 4.0 * error, "{found} within {error}, not {says}");
}
