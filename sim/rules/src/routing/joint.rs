//! One schedule over the nodes of all networks.

use std::cmp::Ordering;

use engine::draws::Draws;
use state::roster::Order;
use units::money::{Per, Price, USD, USD_DECIMALS};
use units::settings;
use units::words;

use crate::checking::Checking;

use super::policy::{Offer, Router, Shortest};

settings! {
    /// Schedules over the nodes of all networks at once: each request goes to the network whose shortest line is least.
    ///
    /// Only networks that assure what the users need and list a node are compared; if there is none, the first that
    /// assures enough refuses. With `by = "backlog"` the least number of requests at a node decides; with `by =
    /// "latency"` the least latency, or with `worth` the least `worth * latency + price` \[usd\]; latency is `way +
    /// (backlog / slots + 1) S` \[s\] at the node with the shortest line, S the request's own service time there.
    /// Among equals the lower price decides; among equal prices a network is drawn in proportion to its nodes with the
    /// shortest line, so that with `scheduling = "join_shortest_queue"` the picks have the law of one list of all
    /// nodes. Five networks of c slots that lose what finds them full then lose Erlang's B(5c, 5a) and not B(c, a).
    /// The gateway's `scheduling` picks within the network that was chosen. A retry is routed again, and paid for anew
    /// where it goes. Lines are as old as the gateway's view. Source: join the shortest queue (Winston, J. Appl. Prob.
    /// 14, 1977); the gain of pooling (Smith and Whitt, Bell System Technical Journal 60, 1981).
    pub struct Joint {
        /// What is compared.
        pub by: Least = Least::Backlog,
        /// What an hour less of waiting is worth, as in `3.6 usd/h`; prices then count beside it, with
        /// `by = "latency"`. Without it they decide among equals alone [> 0].
        pub worth: Option<Price>,
    }
}

words! {
    /// What of the shortest lines of networks is compared.
    pub enum Least {
        /// The number of requests at the node, waiting and served.
        Backlog = "backlog",
        /// The expected time until the node has answered.
        Latency = "latency",
    }
}

impl Joint {
    /// What a second is worth \[usd/s\].
    fn per_second(&self) -> Option<f64> {
        let price = self.worth.as_ref()?;
        let Per::Span(per) = price.per else { return None };
        let nanos = price.money.number.times_rounded(10_i128.pow(USD_DECIMALS))?;
        Some(nanos as f64 * 1e-9 / per.as_secs())
    }
    /// What is least at the network where the request goes.
    fn cost(&self, offer: &Offer, shortest: Shortest) -> f64 {
        match (self.by, self.per_second()) {
            (Least::Backlog, _) => f64::from(shortest.backlog),
            (Least::Latency, None) => shortest.latency.as_secs(),
            (Least::Latency, Some(worth)) => worth * shortest.latency.as_secs() + offer.price,
        }
    }
}

impl Router for Joint {
    fn route(&self, offers: &[Offer], draws: &mut Draws) -> usize {
        let open = || offers.iter().enumerate().filter(|(_, o)| o.assures);
        let seen =
            || open().filter_map(|(at, o)| Some((at, (self.cost(o, o.shortest?), o.price), o.shortest?.n_nodes)));
        let order = |a: (f64, f64), b: (f64, f64)| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1));
        let Some(least) = seen().map(|row| row.1).min_by(|a, b| order(*a, *b)) else {
            return open().next().map_or(0, |(at, _)| at);
        };
        let equals = || seen().filter(|row| order(row.1, least) == Ordering::Equal);
        let all: u32 = equals().map(|row| row.2).sum();
        let mut left = if equals().nth(1).is_some() { draws.below(all) } else { 0 };
        for (at, _, n_nodes) in equals() {
            if left < n_nodes {
                return at;
            }
            left -= n_nodes;
        }
        0
    }
    fn observes(&self) -> bool {
        true
    }
    fn order(&self) -> Order {
        Order::Backlogs
    }
    fn vet(&self, checking: &mut Checking) {
        let Some(worth) = &self.worth else { return };
        if !matches!(worth.per, Per::Span(_)) || worth.money.coin != USD || self.per_second().is_none_or(|w| w <= 0.0) {
            let message = format!("`{worth}` is no value of time: it is usd for a time, above 0");
            checking.refuse_with("worth", message, "write it as in `3.6 usd/h`");
        } else if self.by == Least::Backlog {
            let message = "a number of requests cannot be weighed against a price";
            checking.refuse_with("worth", message, "say `by = \"latency\"`, or leave it out");
        }
    }
}

#[cfg(test)]
mod tests {
    use engine::draws::{Address, Purpose};
    use units::settings::Setting;
    use units::time::Span;

    use super::*;

    fn offer(price: f64, assures: bool, shortest: Option<(u32, u32, u64)>) -> Offer {
        let shortest = shortest.map(|(backlog, n_nodes, s)| Shortest { backlog, n_nodes, latency: Span::secs(s) });
        Offer { price, assures, n_nodes: 9, since_failure: None, bad_share: None, shortest }
    }

    /// How often each offer is chosen in ten thousand draws.
    fn check(rule: &Joint, offers: &[Offer], expected: &[f64]) {
        let address = Address { seed: 7, replication: 0, purpose: Purpose::Routing, entity: 1 };
        let mut found = vec![0.0; offers.len()];
        for i in 0..10_000 {
            found[rule.route(offers, &mut address.stream().draws(i))] += 1e-4;
        }
        // Five standard errors of a share at its widest.
        let is_near = found
            .iter()
            .zip(expected)
            .all(|(a, b): (&f64, _)| (a - b).abs() < if (0.001..0.999).contains(b) { 0.025 } else { 1e-9 });
        assert!(is_near, "{found:?} is not {expected:?}");
    }

    #[test]
    fn the_least_line_wins_then_the_price_then_the_number_of_nodes() {
        let rule = Joint::absent().unwrap();
        let (a, b) = (offer(3.0, true, Some((1, 2, 9))), offer(1.0, true, Some((2, 5, 1))));
        check(&rule, &[b, a], &[0.0, 1.0]);
        check(&rule, &[offer(1.0, false, Some((0, 1, 0))), b, a], &[0.0, 0.0, 1.0]);
        check(&rule, &[a, offer(2.0, true, Some((1, 1, 9)))], &[0.0, 1.0]);
        check(&rule, &[a, offer(3.0, true, Some((1, 6, 9))), b], &[0.25, 0.75, 0.0]);
        check(&rule, &[offer(1.0, false, None), offer(1.0, true, None)], &[0.0, 1.0]);
        check(&rule, &[offer(1.0, true, None), a], &[0.0, 1.0]);
    }

    #[test]
    fn a_price_is_weighed_against_a_wait_where_time_has_a_worth() {
        let rule = |worth: Option<&str>| Joint { by: Least::Latency, worth: worth.map(|w| w.parse().unwrap()) };
        let (slow, dear) = (offer(1.0, true, Some((0, 1, 10))), offer(2.0, true, Some((9, 1, 2))));
        check(&rule(None), &[slow, dear], &[0.0, 1.0]);
        // Eight seconds less for one usd more: worth it from 450 usd/h on.
        check(&rule(Some("449 usd/h")), &[slow, dear], &[1.0, 0.0]);
        check(&rule(Some("451 usd/h")), &[slow, dear], &[0.0, 1.0]);
    }

    #[test]
    fn a_worth_of_time_is_usd_for_a_time_and_weighs_latencies() {
        let told = |by: Least, worth: &str| {
            let mut checking = Checking::default();
            Joint { by, worth: Some(worth.parse().unwrap()) }.vet(&mut checking);
            checking.refusals().iter().map(ToString::to_string).collect::<String>()
        };
        assert_eq!(told(Least::Latency, "3.6 usd/h"), "");
        for wrong in ["3 usd/request", "3 alp/h", "0 usd/h", "-1 usd/h"] {
            let message = format!("`{wrong}` is no value of time: it is usd for a time, above 0");
            assert!(told(Least::Latency, wrong).contains(&message), "{wrong}");
        }
        assert!(told(Least::Backlog, "3 usd/h").contains("cannot be weighed against a price"));
    }
}
