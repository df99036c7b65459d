//! How the nodes of a random world come and go.

use std::fmt::Write as _;

use crate::swarm::dice::Dice;

/// Writes the churn of a group of nodes, or nothing where they are always there; says whether they break down at work.
pub(super) fn write(out: &mut String, dice: &mut Dice, horizon_s: f64, count: u32) -> bool {
    let (session, absence) = (dice.law(horizon_s / 5.0), dice.law(horizon_s / 20.0));
    let start = dice.one(&["equilibrium", "all_up", "empty"]);
    let mut is_worn = false;
    let _ = match dice.whole(0, 4) {
        0 => Ok(()),
        1 => {
            let rate = f64::from(count) * 3.0 / horizon_s;
            let cycle = cycle(dice, horizon_s);
            writeln!(out, "churn.joins = {{ rate = \"{rate:.6} /s\", life = {session}, start = \"{start}\"{cycle} }}")
        }
        2 => {
            let (core_session, core_absence) = (dice.law(horizon_s), dice.law(horizon_s / 50.0));
            writeln!(
                out,
                "churn.core_transient = {{ core = \"{}\", core_session = {core_session}, core_absence = {core_absence}, \
                 session = {session}, absence = {absence}, start = \"{start}\" }}",
                dice.share()
            )
        }
        _ => {
            let fails = dice.one(&["any", "any", "busy"]);
            is_worn = fails == "busy";
            let alike = if dice.comes(0.4) { format!(", correlation = \"{}\"", dice.share()) } else { String::new() };
            let cycle = cycle(dice, horizon_s);
            writeln!(
                out,
                "churn.renewal = {{ session = {session}, absence = {absence}, start = \"{start}\", fails = \"{fails}\"\
                 {alike}{cycle} }}"
            )
        }
    };
    is_worn
}

fn cycle(dice: &mut Dice, horizon_s: f64) -> String {
    if !dice.comes(0.5) {
        return String::new();
    }
    let (period, phase) = (dice.span(horizon_s / 20.0, horizon_s), dice.span(0.01, horizon_s));
    format!(", cycle = {{ amplitude = \"{}\", period = \"{period}\", phase = \"{phase}\" }}", dice.share())
}
