//! Draws rules of proof and punishment for random scenarios.

use std::fmt::Write as _;

use super::dice::Dice;

/// A rule that lets nodes vote, now and then.
pub(super) fn votes(dice: &mut Dice, out: &mut String) {
    let (rate, convicts) = (dice.share(), dice.comes(0.5));
    let _ = match dice.whole(0, 5) {
        0 => writeln!(
            out,
            "verification.vote.replicate = {{ copies = {}, rate = \"{rate}\", wrong_answers = \"{}\", convicts = {convicts} }}",
            dice.whole(2, 9),
            dice.one(&["identical", "different"])
        ),
        1 => writeln!(
            out,
            "verification.vote.committee = {{ seats = {}, rate = \"{rate}\", may_hold_server = {}, convicts = {convicts}, false_positive = \"{}\", false_negative = \"{}\", work = \"{}\" }}",
            dice.whole(1, 12),
            dice.comes(0.5),
            dice.share(),
            dice.share(),
            dice.share()
        ),
        _ => Ok(()),
    };
}

/// Sometimes, how a check compares the tokens of an answer.
pub(super) fn equality(dice: &mut Dice) -> String {
    if !dice.comes(0.5) {
        return String::new();
    }
    let compares = if dice.comes(0.3) { format!(", compares = {}", dice.whole(1, 300)) } else { String::new() };
    let hazard = dice.scale(0.001, 1.0);
    format!(", hazard = \"{:.3} %\", tolerates = {}{compares}", hazard * 100.0, dice.whole(0, 3))
}

/// A slashing rule of any kind.
pub(super) fn slashing(dice: &mut Dice, horizon_s: f64, rule: u32, coin: Option<&str>, out: &mut String) {
    let offence = dice.one(&["wrong_answer", "wrong_answer", "absence", "equivocation"]);
    let jail = if dice.comes(0.5) { dice.span(horizon_s / 100.0, horizon_s / 2.0) } else { "0 s".into() };
    let to = dice.one(&["burn", "treasury", "users"]);
    let eject = dice.comes(0.2);
    let _ = match (dice.whole(0, 4), coin) {
        (4, _) => writeln!(
            out,
            "slashing.rule{rule}.z_test = {{ expected = \"{}\", z_max = {:.2}, least = {}, run = {}, epoch = \"{}\", share = \"{}\", jail = \"{jail}\", eject = {eject}, destination = \"{to}\" }}",
            dice.one(&["1 %", "5 %", "50 %"]),
            dice.scale(0.1, 4.0),
            dice.whole(1, 30),
            dice.whole(1, 6),
            dice.span(horizon_s / 20.0, horizon_s),
            dice.share()
        ),
        (0, Some(coin)) => writeln!(
            out,
            "slashing.rule{rule}.fixed = {{ offence = \"{offence}\", amount = \"{} {coin}\", jail = \"{jail}\", eject = {eject}, destination = \"{to}\" }}",
            dice.whole(0, 200)
        ),
        (0 | 1, _) => writeln!(
            out,
            "slashing.rule{rule}.fixed = {{ offence = \"{offence}\", share = \"{}\", jail = \"{jail}\", eject = {eject}, destination = \"{to}\" }}",
            dice.share()
        ),
        (2, _) => writeln!(
            out,
            "slashing.rule{rule}.correlated = {{ offence = \"{offence}\", multiple = {}, window = \"{}\", jail = \"{jail}\", destination = \"{to}\" }}",
            dice.whole(1, 5),
            dice.span(horizon_s / 20.0, horizon_s)
        ),
        _ => writeln!(
            out,
            "slashing.rule{rule}.downtime_window = {{ slot = \"{}\", window = {}, min_signed = \"{}\", share = \"{}\", jail = \"{jail}\" }}",
            dice.span(horizon_s / 2000.0, horizon_s / 200.0),
            dice.whole(1, 60),
            dice.share(),
            dice.share()
        ),
    };
}
