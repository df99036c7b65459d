//! Settings of what is minted whose values must be tamed.

use super::how::How::{self, Horizon, Is, Number, Share};
use super::values;

/// How single settings are drawn.
pub(super) const MINTING: &[(&str, How)] = &[
    ("coin.cap", Is(values::cap)),
    ("coin.emission.constant.rate", Is(values::emission)),
    ("coin.emission.halving.rate", Is(|drawing, dice| values::minted(drawing, dice, "s"))),
    ("coin.emission.halving.every", Horizon(0.05, 1.0)),
    ("coin.emission.exponential.total", Is(values::total)),
    ("coin.emission.exponential.half_life", Horizon(0.1, 2.0)),
    ("coin.emission.baseline.simple", Is(values::total)),
    ("coin.emission.baseline.baseline", Is(values::total)),
    ("coin.emission.baseline.half_life", Horizon(1.01, 3.0)),
    ("coin.emission.baseline.start", Number(0.1, 20.0)),
    ("coin.emission.baseline.doubles", Horizon(1.01, 3.0)),
    ("coin.emission.target_stake.least", Share(0.0, 0.05)),
    // Not below the least rate, which is 7 % where it is not drawn.
    ("coin.emission.target_stake.most", Share(0.07, 5.0)),
    ("coin.emission.target_stake.start", Share(0.0, 5.0)),
    ("coin.emission.stake_curve.least", Share(0.0, 0.02)),
    ("coin.emission.stake_curve.most", Share(0.05, 5.0)),
    ("coin.emission.stake_step.start", Share(0.0, 0.001)),
    ("coin.emission.stake_step.step", Share(0.0, 0.000_1)),
    ("coin.emission.per_work.rate", Is(values::per_work)),
    ("coin.emission.target_apr.gain", Share(0.001, 2.0)),
    ("coin.emission.target_apr.reset", Horizon(0.1, 2.0)),
    ("coin.emission.target_apr.least", Share(0.0, 0.05)),
    ("coin.emission.target_apr.most", Share(0.05, 5.0)),
    ("coin.sharing.split", Is(values::split)),
    ("coin.sharing.by", Is(|_, dice| values::basis(dice))),
];
