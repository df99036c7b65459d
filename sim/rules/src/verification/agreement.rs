//! Whether honest nodes say the same: where sums have no fixed order, their tokens part now and then.

use engine::draws::Draws;
use engine::math;
use units::share::Share;

/// Whether more of so many tokens differ between two honest nodes than may; at each with this chance.
///
/// The gaps between those that differ are geometric; one draw each, so that who tolerates more convicts fewer of
/// the same answers, and who compares more convicts more.
pub(super) fn parts(hazard: Share, tolerates: u32, tokens: u32, draws: &mut Draws) -> bool {
    if hazard.is_zero() {
        return false;
    }
    let ln_agree = math::ln_1p(-hazard.as_f64());
    let mut at = 0.0;
    for _ in 0..=tolerates {
        at += (math::ln(draws.uniform()) / ln_agree).floor() + 1.0;
        if at > f64::from(tokens) {
            return false;
        }
    }
    true
}

/// Whether one honest text of so many tokens has parted from what all say who have not, if two of them part at each
/// token with this chance: each of the two by `1 - sqrt(1 - h)`.
pub(super) fn strays(hazard: Share, tokens: u32, draws: &mut Draws) -> bool {
    !hazard.is_zero() && draws.uniform() >= agrees(hazard, f64::from(tokens) / 2.0)
}

/// The chance that two honest texts of so many tokens are the same, `(1 - h)^n`.
pub(super) fn agrees(hazard: Share, tokens: f64) -> f64 {
    if tokens > 0.0 { math::exp(tokens * math::ln_1p(-hazard.as_f64())) } else { 1.0 }
}
