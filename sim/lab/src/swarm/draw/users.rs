//! Draws a group of users: when their requests come and what they ask.

use std::fmt::Write as _;

use super::{Dice, Plan};

pub(super) fn users(dice: &mut Dice, plan: &Plan, group: u32, groups: u32, out: &mut String) {
    let gateway = &plan.gateways[dice.whole(0, plan.gateways.len() as u32 - 1) as usize];
    let _ = write!(out, "\n[users.group{group}]\ngateway = \"{gateway}\"\n");
    if !plan.regions.is_empty() && dice.comes(0.6) {
        let _ = writeln!(out, "region = \"{}\"", plan.regions[dice.whole(0, plan.regions.len() as u32 - 1) as usize].0);
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
    arrival(dice, plan, rate, out);
    let asks_tokens = plan.has_tokens && (plan.has_batches || !dice.comes(0.3));
    let _ = if asks_tokens {
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

/// An arrival process of about this rate.
fn arrival(dice: &mut Dice, plan: &Plan, rate: f64, out: &mut String) {
    let _ = match dice.whole(0, 9) {
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
}
