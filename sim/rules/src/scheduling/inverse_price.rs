//! A cheap node more often than a dear one.

use engine::draws::Draws;
use engine::math;
use units::ids::NodeId;
use units::settings;

use super::policy::{Pick, Scheduler, View};
use crate::columns::Column;
use crate::sample::sample;

settings! {
    /// Picks a node with a probability that falls as a power of its price.
    ///
    /// P(node i) = `p_i^-a / sum_j p_j^-a`, p the price an hour of the node (`price_usd_h`) and a the `exponent`, over
    /// a sample of nodes; over all of them if no more than `candidates` are listed. With a = 0 every node is as likely,
    /// with a large a the cheapest is picked; a node that costs nothing is picked before any that costs something.
    /// Looks at neither backlogs nor speeds. `proportional = { to = "pow(price_usd_h, -2)" }` is the same over all
    /// nodes, however many are listed. Source: OpenRouter's load balancing over providers, "inverse square of the
    /// price" (documentation of provider routing, 2025).
    pub struct InversePrice {
        /// The power with which a price counts [0 ..= 16].
        pub exponent: f64 = 2.0,
        /// Nodes looked at [1 ..= 4096].
        pub candidates: u32 = 64,
    }
}

impl InversePrice {
    fn weight(&self, price: f64) -> f64 {
        math::exp(-self.exponent * math::ln(price))
    }
}

impl Scheduler for InversePrice {
    /// Room for a pick, so that nothing is allocated for it: nodes and their prices.
    type Memory = Vec<(NodeId, f64)>;

    fn pick(&self, room: &mut Vec<(NodeId, f64)>, view: &View, draws: &mut Draws) -> Pick {
        room.clear();
        let looked = sample(view.roster.members(), self.candidates, draws);
        room.extend(looked.map(|node| (node, view.number(Column::Price, node))));
        // Against the cheapest, so that no power overflows.
        let least = room.iter().map(|&(_, price)| price).fold(f64::INFINITY, f64::min);
        let weight = |price: f64| {
            if least > 0.0 { self.weight(price / least) } else { f64::from(u8::from(price <= 0.0)) }
        };
        let total: f64 = room.iter().map(|&(_, price)| weight(price)).sum();
        let mut left = draws.uniform() * total;
        for &(node, price) in &*room {
            left -= weight(price);
            if left <= 0.0 {
                return Pick::Node(node);
            }
        }
        room.last().map_or(Pick::Refuse, |&(node, _)| Pick::Node(node))
    }
}

#[cfg(test)]
mod tests {
    use super::super::table::{Table, draws, view};
    use super::*;

    /// Picks of each of some nodes with these prices.
    fn picks(exponent: f64, prices: &[f64], n: u64) -> Vec<f64> {
        let rule = InversePrice { exponent, candidates: 64 };
        let table = Table::of(Column::Price, prices.iter().copied());
        let mut counts = vec![0.0; prices.len()];
        let mut room = Vec::new();
        for i in 0..n {
            match view(&table, |view| rule.pick(&mut room, view, &mut draws(i))) {
                Pick::Node(node) => counts[node.row()] += 1.0,
                other => panic!("{other:?}"),
            }
        }
        counts
    }

    #[test]
    fn picks_go_by_the_inverse_power_of_prices() {
        let prices = [1.0, 2.0, 0.5, 4.0];
        for exponent in [0.0, 1.0, 2.0] {
            let (n, weight) = (40_000, |p: f64| math::exp(-exponent * math::ln(p)));
            let total: f64 = prices.iter().map(|&p| weight(p)).sum();
            let chi: f64 = picks(exponent, &prices, n)
                .iter()
                .zip(&prices)
                .map(|(count, p)| {
                    let expected = n as f64 * weight(*p) / total;
                    (count - expected) * (count - expected) / expected
                })
                .sum();
            // 3 degrees of freedom: beyond 16.3 once in a thousand.
            assert!(chi < 16.3, "exponent {exponent}: {chi}");
        }
    }

    #[test]
    fn what_costs_nothing_goes_first() {
        let counts = picks(2.0, &[0.0, 1.0, 0.0], 2_000);
        assert!(counts[1] <= 0.0 && counts[0] > 900.0 && counts[2] > 900.0, "{counts:?}");
    }
}
