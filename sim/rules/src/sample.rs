//! The nodes that a pick looks at.

use engine::draws::Draws;
use units::ids::NodeId;

/// Nodes that are drawn at once: with nothing between them, a processor waits for many places of a long list at a time.
const CHUNK: usize = 32;

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
    let mut chunk = [NodeId(0); CHUNK];
    (0..looks).map(move |i| {
        if looks == n {
            let at = start + i;
            return nodes[if at < n { at } else { at - n }];
        }
        if i % CHUNK == 0 {
            for node in &mut chunk[..CHUNK.min(looks - i)] {
                *node = nodes[draws.below(n as u32) as usize];
            }
        }
        chunk[i % CHUNK]
    })
}
