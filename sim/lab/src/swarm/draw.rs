//! Draws a whole scenario from a seed: all wings, sizes, weather.

mod churn;
mod places;
mod users;

use std::fmt::Write as _;

use super::dice::{Dice, names};
use super::proof;

/// What the parts of a scenario must agree on.
struct Plan {
    coins: Vec<String>,
    networks: Vec<(String, Option<String>)>,
    gateways: Vec<String>,
    regions: Vec<(String, u32)>,
    has_tokens: bool,
    /// Whether nodes may batch; then all users ask for tokens.
    has_batches: bool,
    horizon_s: f64,
    rate: f64,
    groups: u32,
}

/// The scenario of a seed, with about this many events.
pub fn draw(seed: u64, events: u32) -> String {
    let mut dice = Dice::new(seed);
    let plan = plan(&mut dice, events);
    let mut out = format!("# Which law breaks in the random scenario of seed {seed}?\n");
    let study = if dice.comes(0.3) {
        format!("study = \"steady\"\nwarm_up = \"{} us\"\n", (plan.horizon_s * 1e5) as u64)
    } else {
        String::new()
    };
    let horizon = (plan.horizon_s * 1e6) as u64;
    let points = dice.whole(1, 50);
    let _ = write!(
        out,
        "name = \"swarm\"\nseed = {seed}\nhorizon = \"{horizon} us\"\nreplications = 1\npoints = {points}\n{study}"
    );
    if dice.comes(0.3) {
        out.push_str("observe = { in_system = [1, 5], nodes = [1, 10], backlog = [1, 3], sentenced = [1, 20], unbonding = [1, 5] }\n");
    }
    coins(&mut dice, &plan, &mut out);
    places::places(&mut dice, &plan, &mut out);
    for (name, coin) in &plan.networks {
        network(&mut dice, &plan, name, coin.as_deref(), &mut out);
    }
    for name in &plan.gateways {
        gateway(&mut dice, &plan, name, &mut out);
    }
    for group in 0..plan.groups {
        nodes(&mut dice, &plan, group, &mut out);
    }
    let users = dice.whole(1, 3);
    for group in 0..users {
        users::users(&mut dice, &plan, group, users, &mut out);
    }
    out
}

fn plan(dice: &mut Dice, events: u32) -> Plan {
    let coins: Vec<String> = (0..dice.whole(0, 2)).map(|i| format!("coin{i}")).collect();
    let n_networks = dice.whole(1, 3);
    let networks = (0..n_networks).map(|i| {
        let coin = if coins.is_empty() || dice.comes(0.2) { None } else { Some(dice.some(&coins)[0].clone()) };
        (format!("net{i}"), coin)
    });
    let networks = networks.collect();
    let gateways = (0..dice.whole(1, 2)).map(|i| format!("door{i}")).collect();
    let n_regions = if dice.comes(0.5) { dice.whole(1, 3) } else { 0 };
    let regions = (0..n_regions).map(|i| (format!("land{i}"), dice.whole(1, 3))).collect();
    let rate = dice.scale(0.2, 50.0);
    // A request is three events or more, churn and views come on top.
    let horizon_s = f64::from(events.max(100)) / 4.0 / rate;
    let groups = dice.whole(1, 3);
    let has_tokens = dice.comes(0.3);
    let has_batches = has_tokens && dice.comes(0.5);
    Plan { coins, networks, gateways, regions, has_tokens, has_batches, horizon_s, rate, groups }
}

fn coins(dice: &mut Dice, plan: &Plan, out: &mut String) {
    for coin in &plan.coins {
        let (decimals, price) = (dice.whole(0, 9), dice.scale(0.01, 100.0));
        // Some coins are so few that fees cannot be bought.
        let genesis = if dice.comes(0.1) { 1_000_000 } else { 1_000_000_000_u64 };
        let epoch = dice.span(plan.horizon_s / 50.0, plan.horizon_s);
        let _ = write!(
            out,
            "\n[coin.{coin}]\ndecimals = {decimals}\ngenesis = {genesis}\nepoch = \"{epoch}\"\nmarket.fixed = {{ price = \"{price:.4} usd\" }}\n"
        );
        if dice.comes(0.5) {
            let by = dice.one(&["stake", "work"]);
            let rate = dice.whole(1, 1000);
            let _ = writeln!(out, "emission.constant = {{ rate = \"{rate} {coin}/h\", by = \"{by}\" }}");
        }
    }
}

fn network(dice: &mut Dice, plan: &Plan, name: &str, coin: Option<&str>, out: &mut String) {
    let _ = write!(out, "\n[network.{name}]\n");
    if let Some(coin) = coin {
        let unbonding = dice.span(plan.horizon_s / 100.0, plan.horizon_s * 2.0);
        let _ = write!(out, "coin = \"{coin}\"\nunbonding = \"{unbonding}\"\n");
        if dice.comes(0.3) {
            let _ = writeln!(
                out,
                "exit_queue = {{ per_epoch = {}, epoch = \"{}\", same_epoch = {} }}",
                dice.whole(1, 4),
                dice.span(plan.horizon_s / 100.0, plan.horizon_s / 5.0),
                dice.comes(0.5)
            );
        }
        let unit = if dice.comes(0.5) { "usd" } else { coin };
        match dice.whole(0, 2) {
            0 => {}
            1 => {
                let _ = writeln!(out, "pricing.posted = {{ request = \"{} {unit}/request\" }}", dice.whole(0, 3));
            }
            _ => {
                let _ = writeln!(
                    out,
                    "pricing.posted = {{ work = \"{} {unit}/h\", output = \"2 {unit}/Mtok\" }}",
                    dice.whole(1, 50)
                );
            }
        }
        if dice.comes(0.6) {
            out.push_str("payout.fee_split = { checker = \"12.345 %\", treasury = \"5 %\", burn = \"1/3\" }\n");
        }
        if dice.comes(0.3) {
            let _ = writeln!(out, "permission.stake_gated = {{ minimum = \"{} {coin}\" }}", dice.whole(1, 100));
        }
    }
    proof::votes(dice, out);
    places::liveness(dice, plan, out);
    for rule in 0..dice.whole(0, 2) {
        let (rate, positive, negative) = (dice.share(), dice.share(), dice.share());
        // The first group always serves.
        let only = plan.groups > 1 && dice.comes(0.2);
        let checkers = if only { ", checkers = \"group1\"" } else { "" };
        let mean = dice.scale(0.1, 3.0) / plan.rate;
        let service = if dice.comes(0.2) { format!(", service = {}", dice.law(mean)) } else { String::new() };
        let equality = if plan.has_batches { proof::equality(&mut dice.aside()) } else { String::new() };
        let _ = writeln!(
            out,
            "verification.check{rule}.spot_check = {{ rate = \"{rate}\", false_positive = \"{positive}\", false_negative = \"{negative}\", colluding = \"{}\", work = \"{}\"{checkers}{service}{equality} }}",
            dice.share(),
            dice.share()
        );
    }
    for rule in 0..dice.whole(0, 3) {
        proof::slashing(dice, plan.horizon_s, rule, coin, out);
    }
}

fn gateway(dice: &mut Dice, plan: &Plan, name: &str, out: &mut String) {
    let all: Vec<String> = plan.networks.iter().map(|n| n.0.clone()).collect();
    let _ = write!(out, "\n[gateway.{name}]\nnetworks = {}\n", names(&dice.some(&all)));
    if !plan.regions.is_empty() && dice.comes(0.7) {
        let _ = writeln!(out, "region = \"{}\"", plan.regions[dice.whole(0, plan.regions.len() as u32 - 1) as usize].0);
    }
    let scheduling = match dice.whole(0, 6) {
        5 => format!(
            "{{ copies = {{ d = {}, done = \"{}\", cancel = \"{}\", work = \"{}\" }} }}",
            dice.whole(1, 8),
            dice.one(&["first", "all"]),
            dice.one(&["at_once", "never"]),
            dice.one(&["same", "independent"])
        ),
        // Sessions are for tokens; elsewhere worlds stay as they were.
        0 if plan.has_tokens => {
            format!("{{ session_affinity = {{ choices = {}, excess = {} }} }}", dice.whole(1, 4), dice.whole(0, 10))
        }
        0 => "\"random\"".into(),
        1 => "\"round_robin\"".into(),
        2 => {
            let ties = dice.one(&["uniform", "first", "lowest_id", "last_used"]);
            format!("{{ join_shortest_queue = {{ ties = \"{ties}\" }} }}")
        }
        3 => "\"join_idle_queue\"".into(),
        4 => format!("{{ least_expected_latency = {{ candidates = {} }} }}", dice.whole(1, 100)),
        _ => format!(
            "{{ power_of_d = {{ d = {}, replacement = {}, ties = \"{}\" }} }}",
            dice.whole(1, 5),
            dice.comes(0.5),
            dice.one(&["uniform", "first", "lowest_id", "last_used"])
        ),
    };
    let _ = writeln!(out, "scheduling = {scheduling}\nrouting = \"{}\"", dice.one(&["split", "cheapest", "failover"]));
    if dice.comes(0.4) {
        let age = dice.span(plan.horizon_s / 2000.0, plan.horizon_s / 20.0);
        let reports = dice.one(&["together", "in_turn"]);
        let _ = write!(out, "view_age = \"{age}\"\ncounts_own = {}\nreports = \"{reports}\"\n", dice.comes(0.5));
    }
    if dice.comes(0.2) {
        let mean = dice.scale(0.05, 1.5) / plan.rate;
        let (service, servers) = (dice.law(mean), dice.whole(1, 3));
        let _ = writeln!(out, "station = {{ service = {service}, servers = {servers} }}");
    }
    if dice.comes(0.5) {
        let mean = dice.scale(0.1 / plan.rate, 100.0 / plan.rate);
        let after = dice.law(mean);
        let _ = writeln!(out, "timeout = {{ after = {after}, to = \"{}\" }}", dice.one(&["start", "answer"]));
    }
    if dice.comes(0.3) {
        let (failures, factor) = (dice.whole(1, 3), dice.scale(1.0, 4.0));
        let (first, most) =
            (dice.span(0.1 / plan.rate, 20.0 / plan.rate), dice.span(1.0 / plan.rate, 200.0 / plan.rate));
        let _ = writeln!(
            out,
            "ban = {{ failures = {failures}, first = \"{first}\", factor = {factor:.3}, most = \"{most}\" }}"
        );
    }
    let (retries, when) = (dice.whole(0, 4), dice.one(&["refuse", "hold"]));
    let elsewhere = dice.comes(0.5);
    let _ = write!(
        out,
        "retries = {retries}\nretry_elsewhere = {elsewhere}\nwhen_empty = \"{when}\"\ntake = \"{}\"\n",
        dice.share()
    );
}

fn nodes(dice: &mut Dice, plan: &Plan, group: u32, out: &mut String) {
    let (count, speed) = (dice.whole(1, 30), dice.scale(0.3, 3.0));
    let _ = write!(
        out,
        "\n[nodes.group{group}]\ncount = {count}\nspeed = {speed:.3}\noperators = {}\n",
        dice.whole(0, count)
    );
    if plan.has_tokens {
        out.push_str("hardware = \"card\"\n");
    } else if dice.comes(0.5) {
        out.push_str("cost = \"0.35 usd/h\"\n");
    }
    if !plan.regions.is_empty() && dice.comes(0.8) {
        let all: Vec<String> = plan.regions.iter().map(|r| r.0.clone()).collect();
        let _ = writeln!(out, "regions = {}", names(&dice.some(&all)));
    }
    if dice.comes(0.3) {
        places::access(dice, out);
    }
    let stakes = plan.networks.iter().filter_map(|(n, c)| Some((n, c.as_ref()?)));
    for (network, coin) in stakes {
        if dice.comes(0.8) {
            let _ = writeln!(out, "stake.{network} = \"{} {coin}\"", dice.whole(0, 1000));
        }
    }
    let is_worn = churn::write(out, dice, plan.horizon_s, count);
    let _ = match dice.whole(0, 6) {
        2 => writeln!(out, "conduct.colluding = {{ rate = \"{}\" }}", dice.share()),
        4 => writeln!(out, "conduct.equivocates = {{ every = {} }}", dice.law(plan.horizon_s / 10.0)),
        3 => writeln!(out, "conduct.rubber_stamp = {{ work = \"{}\" }}", dice.share()),
        0 => writeln!(out, "conduct.lazy = {{ rate = \"{}\" }}", dice.share()),
        1 => writeln!(out, "conduct.substitute = {{ rate = \"{}\", work = \"{}\" }}", dice.share(), dice.share()),
        _ => Ok(()),
    };
    let waiting = if dice.comes(0.4) { format!(", waiting = {}", dice.whole(0, 10)) } else { String::new() };
    let slots = dice.whole(1, 4);
    // The first group serves every llm in slots; one that batches serves one of them, or both by turns.
    let batches = plan.has_batches && group > 0 && dice.comes(0.7);
    let kind = if batches { 10 } else { dice.whole(0, 9) };
    let _ = match kind {
        10 => batching(dice, &waiting, out),
        0..=3 => writeln!(out, "queueing.fcfs = {{ slots = {slots}{waiting} }}"),
        4 | 5 => writeln!(out, "queueing.processor_sharing = {{ most = {}{waiting} }}", dice.whole(1, 20)),
        6 => writeln!(out, "queueing.spt = {{ slots = {slots}{waiting} }}"),
        7 => writeln!(out, "queueing.srpt = {{ slots = {slots}{waiting} }}"),
        _ => {
            let name = dice.one(&["priority", "lifo", "edf"]);
            writeln!(out, "queueing.{name} = {{ slots = {slots}{waiting}, preempts = {} }}", dice.comes(0.5))
        }
    };
    if dice.comes(0.3) {
        let _ = writeln!(out, "misses = \"{:.2} %\"", dice.scale(0.1, 90.0));
    }
    let _ = writeln!(out, "restakes = {}", dice.comes(0.3));
    // LLMs are loaded for slots and batches, not for those that share a speed, nor by the work that is left.
    if !matches!(kind, 4 | 5 | 7) && dice.comes(0.4) {
        let least = if batches { 1 } else { slots };
        let (capacity, load) = (least + dice.whole(0, 1), dice.law(0.3 / plan.rate));
        let keep_alive = match dice.whole(0, 2) {
            0 => String::new(),
            1 => ", keep_alive = \"0 s\"".into(),
            _ => format!(", keep_alive = \"{}\"", dice.span(0.1 / plan.rate, 30.0 / plan.rate)),
        };
        let (policy, half_life) = if dice.comes(0.5) {
            ("lru", String::new())
        } else {
            let ahead = keep_alive.is_empty() && dice.comes(0.5);
            let half_life = dice.span(1.0 / plan.rate, 99.0 / plan.rate);
            ("demand_following", format!(", half_life = \"{half_life}\", ahead = {ahead}"))
        };
        let more = format!("{half_life}{keep_alive}");
        let _ = writeln!(out, "residency.{policy} = {{ capacity = {capacity}, load = {load}{more} }}");
    }
    let _ = writeln!(out, "leaving = \"{}\"", dice.one(&["fail", "move", "continue", "resume", "restart"]));
    // Nodes that break down at work cannot finish it first.
    let goodbyes: &[&str] = if is_worn { &["silent", "announced"] } else { &["silent", "announced", "drained"] };
    let (leaves, drain) = (dice.one(goodbyes), dice.span(0.01 / plan.rate, plan.horizon_s / 20.0));
    let _ = writeln!(out, "leaves = \"{leaves}\"\ndrain = \"{drain}\"");
    if plan.has_tokens {
        let _ = writeln!(out, "confidential = {}", dice.comes(0.3));
    }
}

fn batching(dice: &mut Dice, waiting: &str, out: &mut String) -> std::fmt::Result {
    let (budget, most) = (dice.whole(1, 600), dice.whole(1, 20));
    let order = dice.one(&["running_first", "prefill_first"]);
    let blocks = if dice.comes(0.5) { format!(", blocks = {}", dice.whole(1, 200)) } else { String::new() };
    writeln!(out, "llms = [{}]", dice.one(&["\"small\"", "\"large\"", "\"small\", \"large\""]))?;
    let (prefix_reuse, passes) = (dice.comes(0.6), dice.one(&["0", "1", "20"]));
    writeln!(
        out,
        "queueing.continuous_batching = {{ budget = {budget}, most = {most}, order = \"{order}\", prefix_reuse = {prefix_reuse}, passes = {passes}{blocks}{waiting} }}"
    )
}
