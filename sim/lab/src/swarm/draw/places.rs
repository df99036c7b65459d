//! Draws regions, wires, what computes and what strikes.

use std::fmt::Write as _;

use super::{Dice, Plan};

pub(super) fn places(dice: &mut Dice, plan: &Plan, out: &mut String) {
    for (name, zones) in &plan.regions {
        let _ = write!(out, "\n[region.{name}]\nzones = {zones}\n");
    }
    for (i, (a, _)) in plan.regions.iter().enumerate() {
        for (b, _) in &plan.regions[i..] {
            let latency = dice.law(0.03);
            let _ = write!(out, "\n[link.{a}_{b}]\nbetween = [\"{a}\", \"{b}\"]\nlatency = {latency}\n");
            if dice.comes(0.3) {
                let _ = writeln!(out, "jitter = {}", dice.law(0.01));
            }
            if dice.comes(0.3) {
                let _ = writeln!(out, "bandwidth = \"{} kbit/s\"", dice.whole(100, 1_000_000));
            }
        }
    }
    if plan.has_tokens {
        out.push_str("\n[llm.small]\nparameters = 1_000_000_000\nweights = \"2 GB\"\ncache = \"100 kB\"\n");
        out.push_str("\n[llm.large]\nparameters = 8_000_000_000\nweights = \"16 GB\"\ncache = \"131072 B\"\n");
        out.push_str("\n[hardware.card]\nmemory = \"24 GB\"\nbandwidth = \"1 TB/s\"\nthroughput = \"100 TFLOP/s\"\nrent = \"0.4 usd/h\"\n");
        out.push_str("load_bandwidth = \"20 GB/s\"\ntrusted = true\ntrusted_step = 1.1\n");
    }
    if plan.regions.is_empty() {
        return;
    }
    for fault in 0..dice.whole(0, 2) {
        let what = strike(dice, plan);
        let when = if dice.comes(0.5) {
            format!("at = \"{}\"", dice.span(plan.horizon_s / 100.0, plan.horizon_s))
        } else {
            format!("every = {}", dice.law(plan.horizon_s / 4.0))
        };
        let _ = write!(out, "\n[weather.fault{fault}]\n{when}\n{what}\n");
    }
}

/// What strikes, and for how long.
fn strike(dice: &mut Dice, plan: &Plan) -> String {
    let some = |dice: &mut Dice| &plan.regions[dice.whole(0, plan.regions.len() as u32 - 1) as usize];
    let (region, zones) = some(dice);
    let zone = format!("{region}-{}", dice.whole(1, *zones));
    let lasts = dice.span(plan.horizon_s / 100.0, plan.horizon_s / 3.0);
    match dice.whole(0, 4) {
        3 => {
            let reach = dice.one(&["all", "operator", "zone"]);
            let repair = dice.law(plan.horizon_s / 30.0);
            format!("common_shock = {{ reach = \"{reach}\", share = \"{}\", repair = {repair} }}", dice.share())
        }
        0 => format!("zone_outage = {{ zone = \"{zone}\", lasts = \"{lasts}\" }}"),
        1 if plan.regions.len() > 1 => format!("partition = {{ regions = [\"{region}\"], lasts = \"{lasts}\" }}"),
        2 => {
            let (other, _) = some(dice);
            let (latency, bandwidth) = (dice.scale(1.0, 30.0), dice.scale(1.0, 100.0));
            format!(
                "slow_link = {{ between = [\"{region}\", \"{other}\"], latency = {latency:.3}, bandwidth = {bandwidth:.3}, lasts = \"{lasts}\" }}"
            )
        }
        _ => format!("zone_shock = {{ zone = \"{zone}\", repair = {} }}", dice.law(plan.horizon_s / 30.0)),
    }
}

/// What joins a group's nodes to the wires.
pub(super) fn access(dice: &mut Dice, out: &mut String) {
    let (down, up) = (dice.whole(1_000, 1_000_000), dice.whole(100, 100_000));
    let _ =
        writeln!(out, "access = {{ down = \"{down} kbit/s\", up = \"{up} kbit/s\", latency = {} }}", dice.law(0.01));
}

/// How a network's list learns who is there.
pub(super) fn liveness(dice: &mut Dice, plan: &Plan, out: &mut String) {
    let region = match plan.regions.first() {
        Some((name, _)) if dice.comes(0.5) => format!(", region = \"{name}\""),
        _ => String::new(),
    };
    let period = dice.scale(plan.horizon_s / 2000.0, plan.horizon_s / 20.0);
    let _ = match dice.whole(0, 5) {
        0 | 1 => {
            let (period, max_age) = (dice.span(period, period * 1.01), dice.span(period * 1.32, period * 5.0));
            let (first, expiry) = (dice.one(&["join", "period"]), dice.one(&[">", ">="]));
            let relay = if dice.comes(0.4) {
                format!(
                    ", facilitator = {{ every = \"{}\" }}",
                    dice.span(plan.horizon_s / 20_000.0, plan.horizon_s / 7_000.0)
                )
            } else {
                String::new()
            };
            writeln!(
                out,
                "liveness.heartbeat = {{ period = \"{period}\", max_age = \"{max_age}\", first = \"{first}\", expiry = \"{expiry}\"{relay}{region} }}"
            )
        }
        2 => {
            let (period, timeout) = (dice.span(period, period * 1.01), dice.span(period * 0.01, period * 2.0));
            let failures = dice.whole(1, 4);
            writeln!(
                out,
                "liveness.probe = {{ period = \"{period}\", timeout = \"{timeout}\", failures = {failures}{region} }}"
            )
        }
        _ => Ok(()),
    };
}
