//! Ways to verify answers.

use units::tree::Value;

use super::super::{Drawing, values};
use super::How::{self, Amount, By, Gaps, Horizon, Is, Number, Share, Whole};
use crate::swarm::dice::list;

/// How single settings are drawn.
pub(super) const TAMED: &[(&str, How)] = &[
    ("network.verification.spot_check.hazard", Share(0.001, 1.0)),
    ("network.verification.spot_check.compares", Whole(1, 300)),
    ("network.verification.spot_check.service", Gaps(0.1, 3.0)),
    ("network.verification.spot_check.checkers", By(values::checkers)),
    ("network.verification.replicate.copies", Whole(2, 9)),
    ("network.verification.replicate.hazard", Share(0.000_1, 0.1)),
    ("network.verification.committee.seats", Whole(1, 12)),
    ("network.verification.committee.quorum", Share(0.1, 1.0)),
    // In order, whichever of them is drawn.
    ("network.verification.adaptive.least", Share(0.001, 0.05)),
    ("network.verification.adaptive.halfway", Share(0.05, 0.3)),
    ("network.verification.adaptive.most", Share(0.3, 1.0)),
    ("network.verification.adaptive.full_traffic", Whole(400, 5_000)),
    ("network.verification.adaptive.low_traffic", Whole(0, 150)),
    ("network.verification.adaptive.epoch", Horizon(0.01, 0.3)),
    ("network.verification.adaptive.epochs", Whole(1, 10)),
    ("network.verification.adaptive.start", Whole(0, 12)),
    ("network.verification.fingerprint.checkers", By(values::checkers)),
    ("network.verification.fingerprint.bytes", Amount(1.0, 10_000.0, "B")),
    ("network.verification.fingerprint.every", Whole(1, 100)),
    ("network.verification.zk.per_token", Gaps(0.001, 0.05)),
    ("network.verification.zk.fixed", Gaps(0.1, 3.0)),
    ("network.verification.zk.verify", Gaps(0.01, 1.0)),
    ("network.verification.zk.verify_per_token", Gaps(0.000_1, 0.01)),
    ("network.verification.zk.bytes", Amount(1.0, 1e6, "B")),
    ("network.verification.zk.bytes_per_token", Amount(1.0, 1_000.0, "B")),
    ("network.verification.zk.provers", By(values::checkers)),
    ("network.verification.zk.checkers", By(values::checkers)),
    ("network.verification.layers.layers", Whole(32, 80)),
    ("network.verification.layers.sampled", Whole(1, 30)),
    ("network.verification.layers.altered", Whole(1, 30)),
    ("network.verification.layers.prove", Gaps(0.01, 1.0)),
    ("network.verification.layers.verify", Gaps(0.001, 0.3)),
    ("network.verification.layers.bytes", Amount(1.0, 1e6, "B")),
    ("network.verification.layers.checkers", By(values::checkers)),
    ("network.verification.canary.every", Horizon(0.02, 0.5)),
    ("network.verification.optimistic.window", Horizon(0.002, 0.3)),
    ("network.verification.optimistic.retry", Gaps(0.1, 20.0)),
    (
        "network.verification.optimistic.steps",
        Is(|_, dice| {
            list((0..dice.whole(1, 3)).map(|_| Value::Integer(i64::from(dice.whole(2, 40)))).collect::<Vec<_>>())
        }),
    ),
    ("network.verification.optimistic.ways", Whole(2, 9)),
    ("network.verification.optimistic.takes", Gaps(0.1, 20.0)),
    ("network.verification.optimistic.move_timeout", Gaps(1.0, 50.0)),
    ("network.verification.optimistic.bond", By(|drawing, dice| values::coins(drawing, dice.whole(0, 20)))),
    ("network.verification.proof_of_claim.above", By(|drawing, dice| values::coins(drawing, dice.whole(0, 50)))),
    ("network.verification.optimistic.growth", Number(1.0, 1.5)),
    ("network.verification.optimistic.verdict", Gaps(1.0, 200.0)),
    ("network.verification.optimistic.checkers", By(values::checkers)),
];

/// Whether a rule or a setting of it may be drawn here; nothing of what is none.
pub(super) fn may(place: &str, drawing: &Drawing) -> Option<bool> {
    Some(match place {
        // An answer can be voted on only once.
        "network.verification.replicate" | "network.verification.committee" | "network.verification.adaptive" => {
            drawing.path[3] == "vote"
        }
        // It has one window of disputes, which does not go on between windows of requests.
        "network.verification.optimistic" => drawing.path[3] == "check" && drawing.whole().get("pace").is_none(),
        // Claims are made where they are settled together.
        "network.verification.proof_of_claim" => match drawing.owner("settlement") {
            Some(Value::Table(by)) => by.get("batch").is_some() || by.get("session").is_some(),
            _ => false,
        },
        "network.verification.proof_of_claim.above" | "network.verification.optimistic.bond" => {
            drawing.coin().is_some()
        }
        // They need tokens of all users.
        "network.verification.spot_check.hazard" | "network.verification.replicate.hazard" => drawing.plan.has_batches,
        "network.verification.spot_check.compares" | "network.verification.spot_check.tolerates" => {
            drawing.beside("hazard").is_some()
        }
        place if place.starts_with("network.verification.") && place.ends_with("ers") => {
            drawing.plan.targets("nodes").len() > 1
        }
        _ => return None,
    })
}
