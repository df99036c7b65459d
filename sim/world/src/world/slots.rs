//! Places on the list of a network: who waits for one, and what one costs.

use std::collections::VecDeque;

use rules::permission::Places;
use units::ids::NodeId;
use units::time::Time;

/// The places of a network.
#[derive(Clone, Debug)]
pub(crate) struct Slots {
    /// How many are taken.
    pub(crate) taken: u32,
    /// Who waits for one, first come, first served.
    pub(crate) waiting: VecDeque<NodeId>,
    /// When the first of them registers; the end of time if that is not known.
    pub(crate) due: Time,
    /// The price of a registration \[billionths of a usd\], and when it was that.
    pub(crate) price: i64,
    pub(crate) at: Time,
    /// By node: when it registered, and what it has earned since \[usd\].
    pub(crate) since: Vec<Time>,
    pub(crate) earned: Vec<f64>,
}

impl Slots {
    /// All places free at the start.
    pub(super) fn new(places: &Places, n_nodes: usize) -> Self {
        Self {
            taken: 0,
            waiting: VecDeque::new(),
            due: Time::END,
            price: places.opening,
            at: Time::ZERO,
            since: vec![Time::ZERO; n_nodes],
            earned: vec![0.0; n_nodes],
        }
    }
}
