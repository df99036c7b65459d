//! The nodes that a pick looks at.

use engine::draws::Draws;
use units::ids::NodeId;

/// A sample of so many of the listed nodes, drawn with replacement; all of them, from a random one on, if they are no
/// more than that.
pub(crate) fn sample<'a>(
    nodes: &'a [NodeId],
    candidates: u32,
    draws: &'a mut Draws,
) -> impl Iterator<Item = NodeId> + 'a {
    let n = nodes.len();
    let looks = (candidates as usize).min(n);
    // A random start keeps equals from all falling to the head of the list.
    let start = if n == 0 { 0 } else { draws.below(n as u32) as usize };
    (0..looks).map(move |i| {
        let at = if looks == n { (start + i) % n } else { draws.below(n as u32) as usize };
        nodes[at]
    })
}
