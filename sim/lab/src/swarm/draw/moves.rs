//! Networks between which nodes move.

use units::tree::{Tree, Value};

use super::Drawing;
use crate::swarm::dice::Dice;

/// The networks that the nodes of a group serve or could serve.
fn networks(drawing: &Drawing) -> Vec<String> {
    match drawing.owner("networks") {
        Some(Value::List(list)) if !list.is_empty() => {
            let name = |tree: &Tree| if let Value::Text(name) = &tree.value { name.clone() } else { String::new() };
            list.iter().map(name).collect()
        }
        _ => drawing.plan.targets("network"),
    }
}

/// Whether there are several, between which they could move.
pub(super) fn serves_several(drawing: &Drawing) -> bool {
    networks(drawing).len() > 1
}

/// The one where nodes start that move.
pub(super) fn start(drawing: &Drawing, dice: &mut Dice) -> Option<Value> {
    dice.comes(0.3).then(|| Value::text(dice.one(&networks(drawing))))
}
