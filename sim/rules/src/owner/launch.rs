//! Owners who open a gateway where that pays, and close it where it does not.

use units::money::Usd;
use units::settings;
use units::time::Span;
use units::words;

use crate::checking::Checking;
use crate::take::{Rest, Take};

settings! {
    /// Owners who review whether a gateway is worth its costs.
    ///
    /// Closed, it opens at a review if what it expects is above what it costs. Its owners know the requests Q
    /// \[1000/h\] of all users who may use it, what networks ask for a thousand of them, and the number N of other
    /// gateways of these users that are open; they expect N + 1 gateways to become alike, and the margin m \[usd per
    /// 1000 requests\] at which such gateways rest: `Q m / (N + 1) > costs + once / over` \[usd/h\]. With
    /// `take.best_response` that margin is `(N + 1) / (alpha N)` over the cost of a request, so that with costs F
    /// \[usd/h\] entry stops at the largest whole `N <= 1 + Q / (alpha F)`; with a fixed take it is the take, and entry
    /// stops at the largest whole `N <= Q m / F`. Open, it closes at the review that is the `losses`-th in a row after
    /// a period in which it lost money. Its users go to open gateways at once, as somebody chooses who is nowhere;
    /// users find a new one at their reviews. Requests that it has let in are answered. It is opened again as soon as
    /// that pays. Source: free entry with a fixed cost and logit demand (Anderson, de Palma and Thisse, Discrete Choice
    /// Theory of Product Differentiation, 1992, 7.5); firms that foresee the prices after their entry (Mankiw and
    /// Whinston, RAND J. of Economics 17(1), 1986).
    pub struct Launch {
        /// Whether it is open at the start.
        #[fixed = "it is so at the start"]
        pub start: Start = Start::Closed,
        /// Time between two reviews, the first at its own drawn hour [> 0 s].
        #[fixed = "reviews are scheduled ahead"]
        pub review: Span = Span::days(7),
        /// What it costs to open it, each time, in usd [>= 0].
        pub once: Option<Usd>,
        /// Time over which owners write that off when they decide [> 0 s].
        pub over: Span = Span::days(365),
        /// After how many periods in a row with a loss it closes [1 ..= 1_000].
        pub losses: u32 = 3,
    }
}

words! {
    /// Whether a gateway is there at the start.
    pub enum Start {
        /// It is.
        Open = "open",
        /// It may come later.
        Closed = "closed",
    }
}

/// What the owners of a closed gateway see of its market.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Market {
    /// Requests of all users who may use it \[1/h\].
    pub requests_h: f64,
    /// What networks ask for a thousand of them \[usd\].
    pub price: f64,
    /// What a thousand of them would cost it \[usd\].
    pub cost: f64,
    /// Other gateways of these users that are open.
    pub others: u32,
    /// What it costs while it is open \[usd/h\].
    pub costs_h: f64,
}

impl Launch {
    /// Whether it is open at the start.
    pub fn is_open_first(&self) -> bool {
        self.start == Start::Open
    }
    /// What owners expect a gateway to take, and to earn above its costs \[usd/h\].
    pub fn expects(&self, take: &Take, market: &Market) -> (Rest, f64) {
        let rest = take.rests(market.others + 1, market.price, market.cost);
        let own = market.requests_h / 1_000.0 / f64::from(market.others + 1);
        let charge = self.once.map_or(0.0, |once| once.nanos as f64 / 1e9) / (self.over.as_secs() / 3_600.0);
        (rest, own * (rest.margin - market.cost) - market.costs_h - charge)
    }
    /// Refuses what its other settings make meaningless.
    pub(super) fn vet(has_costs: bool, checking: &mut Checking) {
        if !has_costs {
            let message = "a gateway without costs would always open";
            checking.refuse_with("entry", message, "say what it `costs`, as in `120 usd/month`, or leave this out");
        }
    }
}

#[cfg(test)]
mod tests {
    use units::money::Usd;
    use units::problem::Problems;
    use units::settings::Setting;
    use units::tree::{Tree, Value};

    use super::*;

    fn take(text: &str) -> Take {
        let value = files_free(text);
        Take::read(&Tree::bare(value), &mut Problems::default()).expect("a take")
    }
    /// `fixed 10 %` or `best 8.0`, as a table.
    fn files_free(text: &str) -> Value {
        let (policy, number) = text.split_once(' ').expect("two words");
        let table = |rows: &[(&str, Value)]| {
            let mut table = units::tree::Table::default();
            for (key, value) in rows {
                table.put(units::tree::Entry {
                    key: (*key).into(),
                    place: units::tree::Place::NONE,
                    tree: Tree::bare(value.clone()),
                });
            }
            Value::Table(table)
        };
        match policy {
            "fixed" => table(&[("fixed", table(&[("on", Value::text("top")), ("share", Value::text(number))]))]),
            _ => table(&[("best_response", table(&[("alpha", Value::Float(number.parse().expect("alpha")))]))]),
        }
    }
    /// At how many gateways entry stops, one after the other.
    fn stops(take: &Take, requests_h: f64, costs_h: f64) -> u32 {
        let launch =
            Launch { start: Start::Closed, review: Span::days(7), once: None, over: Span::days(365), losses: 3 };
        let market = |others| Market { requests_h, price: 10.0, cost: 0.0, others, costs_h };
        (0..1_000).find(|&others| launch.expects(take, &market(others)).1 <= 0.0).expect("it stops")
    }

    #[test]
    fn entry_stops_at_the_whole_number_of_the_closed_forms() {
        // Q / (alpha F): 1,000 requests an hour, alpha 1 per usd of a thousand.
        for (q, alpha, costs) in [(1_000.0, 1.0, 0.3), (2_500.0, 2.0, 0.17), (40_000.0, 8.0, 1.1), (1_000.0, 0.5, 0.21)]
        {
            let most = 1.0 + q / 1_000.0 / (alpha * costs);
            let stops = stops(&take(&format!("best {alpha:?}")), q, costs);
            assert_eq!(stops, most as u32, "{q} {alpha} {costs}");
        }
        // A take of 10 % of 10 usd: Q m / F.
        for (q, costs) in [(1_000.0, 0.3), (7_000.0, 0.9)] {
            assert_eq!(stops(&take("fixed 10 %"), q, costs), (q / 1_000.0 / costs) as u32);
        }
        // Alone it takes the most that it may: all of the price again.
        assert_eq!(stops(&take("best 1.0"), 1_000.0, 10.1), 0);
        assert_eq!(stops(&take("best 1.0"), 1_000.0, 9.9), 1);
    }

    #[test]
    fn what_opening_costs_counts_by_the_time_over_which_it_is_written_off() {
        let launch = |once| Launch {
            start: Start::Closed,
            review: Span::days(7),
            once: Some(Usd { nanos: once }),
            over: Span::hours(100),
            losses: 3,
        };
        let market = Market { requests_h: 1_000.0, price: 10.0, cost: 0.2, others: 1, costs_h: 0.4 };
        // Two alike: a margin of 2 above what a request costs, half of the requests.
        let profit = launch(50_000_000_000).expects(&take("best 1.0"), &market).1;
        assert!((profit - (0.5 * 2.0 - 0.4 - 0.5)).abs() < 1e-12, "{profit}");
    }
}
