//! What a gateway sees of the answers that it inspects, by network, published once a period.

use units::time::{Span, Time};

/// Inspected answers of a gateway.
#[derive(Clone, Debug)]
pub(crate) struct Inspected {
    /// Which period is under way.
    period: u64,
    /// By place of the network among the gateway's.
    rows: Vec<Row>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Row {
    /// Answers inspected in the period, and those of them that were bad.
    seen: u64,
    bad: u64,
    /// The share of the last period in which any was inspected.
    published: Option<f64>,
}

impl Inspected {
    pub(super) fn new(networks: usize) -> Self {
        Self { period: 0, rows: vec![Row::default(); networks] }
    }
    /// Publishes what was seen in a period that is over.
    pub(crate) fn publish(&mut self, now: Time, every: Span) {
        let period = now.ns() / every.ns().max(1);
        if period == self.period {
            return;
        }
        self.period = period;
        for row in self.rows.iter_mut().filter(|row| row.seen > 0) {
            *row = Row { published: Some(row.bad as f64 / row.seen as f64), ..Row::default() };
        }
    }
    /// An answer is inspected.
    pub(crate) fn see(&mut self, now: Time, every: Span, network: usize, is_bad: bool) {
        self.publish(now, every);
        let row = &mut self.rows[network];
        row.seen += 1;
        row.bad += u64::from(is_bad);
    }
    /// The share of bad answers of a network as it was last published.
    pub(crate) fn published(&self, network: usize) -> Option<f64> {
        self.rows[network].published
    }
}
