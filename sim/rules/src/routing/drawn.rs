//! A draw among offers in proportion to weights.

use engine::draws::Draws;

use super::policy::Offer;

/// The position of an offer drawn in proportion to its weight \[>= 0\]; none where no offer has any.
pub(super) fn drawn(offers: &[Offer], weight: impl Fn(&Offer) -> f64, draws: &mut Draws) -> Option<usize> {
    let mut left = draws.uniform() * offers.iter().map(&weight).sum::<f64>();
    let mut last = None;
    for (i, offer) in offers.iter().enumerate().filter(|(_, o)| weight(o) > 0.0) {
        // What rounding leaves over belongs to the last that may be drawn.
        (left, last) = (left - weight(offer), Some(i));
        if left <= 0.0 {
            break;
        }
    }
    last
}
