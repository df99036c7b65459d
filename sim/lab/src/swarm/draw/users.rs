//! Draws a group of users: when their requests come and what they ask.

use std::fmt::Write as _;

use super::{Dice, Plan};

pub(super) fn users(dice: &mut Dice, plan: &Plan, group: u32, groups: u32, out: &mut String) {
    let gateway = &plan.gateways[dice.whole(0, plan.gateways.len() as u32 - 1) as usize];
    let _ = write!(out, "\n[users.group{group}]\ngateway = \"{gateway}\"\n");
    if !plan.regions.is_empty() && dice.comes(0.6) {
        let _ = writeln!(out, "region = \"{}\"", plan.regions[dice.whole(0, plan.regions.len() as u32 - 1) as usize].0);
    }
    if dice.comes(0.3) {
        let (request, answer) = (dice.whole(0, 100_000), dice.whole(0, 100_000));
        let (prompt, output, streamed) = (dice.whole(0, 100), dice.whole(0, 1_000), dice.comes(0.7));
        let _ = writeln!(
            out,
            "message = {{ request = \"{request} B\", answer = \"{answer} B\", prompt = \"{prompt} B\", output = \"{output} B\", streamed = {streamed} }}"
        );
    }
    let rate = plan.rate / f64::from(groups);
    let _ = writeln!(out, "priority = {}", dice.whole(1, 3));
    if dice.comes(0.4) {
        let (first, each) = (dice.span(0.1 / plan.rate, 10.0 / plan.rate), dice.span(0.001, 0.1));
        let mean = dice.scale(0.2, 20.0) / plan.rate;
        let deadline = dice.law(mean);
        let _ =
            writeln!(out, "target = {{ first_token = \"{first}\", each_token = \"{each}\", deadline = {deadline} }}");
    }
    let clients = arrival(dice, plan, rate, out);
    let asks_tokens = plan.has_tokens && (plan.has_batches || !dice.comes(0.3));
    let _ = if asks_tokens && clients > 0 && dice.comes(0.7) {
        let law = |dice: &mut Dice, median: f64| {
            format!("{{ lognormal = {{ median = {:.1}, sigma = 0.7 }} }}", dice.scale(median / 5.0, median * 5.0))
        };
        let mut laws = |median| (0..clients).map(|_| law(dice, median)).collect::<Vec<_>>().join(", ");
        let (prompt, output) = (laws(200.0), laws(60.0));
        writeln!(
            out,
            "demand.by_client = {{ prompt = [{prompt}], output = [{output}], zipf = {:.2} }}",
            dice.scale(0.1, 2.0)
        )
    } else if asks_tokens && dice.comes(0.4) {
        let (opening, most) = (dice.whole(0, 400), dice.whole(500, 5_000));
        writeln!(
            out,
            "demand.conversation = {{ opening = {opening}, prompt = {{ exponential = 80 }}, output = {{ lognormal = {{ median = 60, sigma = 1.0 }} }}, most = {most}, zipf = {:.2} }}",
            dice.scale(0.1, 2.0)
        )
    } else if asks_tokens {
        writeln!(
            out,
            "demand.tokens = {{ prompt = {{ gamma = {{ shape = 1.3, scale = 400 }} }}, output = {{ lognormal = {{ median = 60, sigma = 1.0 }} }}, zipf = {:.2} }}",
            dice.scale(0.1, 2.0)
        )
    } else {
        // From idle to overloaded.
        let mean = dice.scale(0.1, 20.0) / plan.rate;
        let work = dice.law(mean);
        if dice.comes(0.4) {
            writeln!(out, "demand.llm_work = {{ work = {work}, zipf = {:.2} }}", dice.scale(0.1, 2.0))
        } else {
            writeln!(out, "demand.work = {work}")
        }
    };
}

/// An arrival process of about this rate; how many clients it tells apart.
fn arrival(dice: &mut Dice, plan: &Plan, rate: f64, out: &mut String) -> u32 {
    let _ = match dice.whole(0, 13) {
        0..=3 => writeln!(out, "arrival.poisson = {{ rate = \"{rate:.6} /s\" }}"),
        4 | 5 => writeln!(out, "arrival.renewal = {{ gap = {} }}", dice.law(1.0 / rate)),
        6 | 7 => {
            let (on, off) = (dice.span(1.0 / rate, 50.0 / rate), dice.span(1.0 / rate, 200.0 / rate));
            let quiet = if dice.comes(0.5) { 0.0 } else { rate * 0.3 };
            let busy = rate * dice.scale(1.0, 8.0);
            writeln!(
                out,
                "arrival.mmpp = {{ rates = [\"{busy:.6} /s\", \"{quiet:.6} /s\"], holds = [\"{on}\", \"{off}\"] }}"
            )
        }
        8 => {
            let (amplitude, period) = (dice.share(), dice.span(plan.horizon_s / 20.0, plan.horizon_s * 2.0));
            let phase = dice.span(plan.horizon_s / 100.0, plan.horizon_s);
            writeln!(
                out,
                "arrival.diurnal = {{ mean = \"{rate:.6} /s\", amplitude = \"{amplitude}\", period = \"{period}\", phase = \"{phase}\" }}"
            )
        }
        9 => {
            let factors: Vec<String> = (0..dice.whole(1, 5)).map(|_| format!("{:.2}", dice.scale(0.1, 4.0))).collect();
            let (period, phase) = (dice.span(plan.horizon_s / 20.0, plan.horizon_s * 2.0), dice.span(1e-3, 10.0));
            writeln!(
                out,
                "arrival.hourly = {{ mean = \"{rate:.6} /s\", factors = [{}, 0], period = \"{period}\", phase = \"{phase}\", cv = {:.2} }}",
                factors.join(", "),
                dice.scale(0.2, 5.0)
            )
        }
        10 => {
            let mut span = || dice.span(plan.horizon_s / 100.0, plan.horizon_s / 3.0);
            let (at, ramp, hold, decay) = (span(), span(), span(), span());
            let peak = if dice.comes(0.2) { 0.0 } else { rate * dice.scale(0.5, 8.0) };
            writeln!(
                out,
                "arrival.flash_crowd = {{ base = \"{rate:.6} /s\", peak = \"{peak:.6} /s\", at = \"{at}\", ramp = \"{ramp}\", hold = \"{hold}\", decay = \"{decay}\" }}"
            )
        }
        11 => return clients(dice, rate, out),
        12 => {
            let (turns, think) = (dice.scale(1.0, 8.0), dice.law(2.0 / rate));
            let stays = dice.comes(0.5);
            writeln!(
                out,
                "arrival.sessions = {{ rate = \"{:.6} /s\", turns = {{ exponential = {turns:.2} }}, think = {think}, stays = {stays} }}",
                rate / turns
            )
        }
        _ => {
            let users = dice.whole(1, 40);
            let (think, lost) = (dice.law(f64::from(users) / rate), dice.one(&["thinks", "tries", "leaves"]));
            let pause = dice.span(0.1 / rate, 10.0 / rate);
            writeln!(
                out,
                "arrival.closed_loop = {{ users = {users}, think = {think}, lost = \"{lost}\", pause = \"{pause}\" }}"
            )
        }
    };
    0
}

/// Clients of this rate together, some always on.
fn clients(dice: &mut Dice, rate: f64, out: &mut String) -> u32 {
    let n = dice.whole(1, 6);
    let mut list = |item: fn(&mut Dice, f64) -> String| {
        let items: Vec<String> = (0..n).map(|_| item(dice, rate / f64::from(n))).collect();
        format!("[{}]", items.join(", "))
    };
    let rates = list(|dice, rate| format!("\"{:.6} /s\"", dice.scale(rate * 0.3, rate * 3.0)));
    let cvs = list(|dice, _| format!("{:.2}", dice.scale(0.2, 6.0)));
    let gaps = list(|dice, _| format!("\"{}\"", dice.one(&["gamma", "weibull"])));
    let on = list(|dice, rate| format!("\"{}\"", dice.span(1.0 / rate, 30.0 / rate)));
    let off = list(|dice, rate| format!("\"{}\"", dice.span(1e-6, 50.0 / rate)));
    let turns = if dice.comes(0.6) { format!(", on = {on}, off = {off}") } else { String::new() };
    let _ = writeln!(out, "arrival.clients = {{ rates = {rates}, cvs = {cvs}, gaps = {gaps}{turns} }}");
    n
}
