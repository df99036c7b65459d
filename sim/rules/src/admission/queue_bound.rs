//! A bound on what is under way.

use engine::draws::Draws;
use state::roster::Order;
use units::settings;
use units::settings::Nothing;

use super::policy::{Admitter, Asking, Reason, Verdict};
use crate::checking::Checking;

settings! {
    /// Refuses requests while too many are under way, or while nodes have too much to do.
    ///
    /// With `most = K`, Poisson arrivals at rate lambda \[1/s\] and exponential service at rate mu \[1/s\] in c slots
    /// that share one line, the share refused is that of M/M/c/K: `p_K = a^K / (c! c^(K - c)) p_0`, `a = lambda / mu`,
    /// `1 / p_0 = sum_(n <= c) a^n / n! + a^c / c! sum_(n = 1 .. K - c) (a / c)^n`; with K = c Erlang's B, for any
    /// service times. With `backlog = q` requests are refused while `sum of backlogs >= q n` over n listed nodes, in
    /// service or waiting, as old as the gateway's view; if no node is listed, `when_empty` decides. Source: Kleinrock,
    /// Queueing Systems vol. 1, 1975, chapter 3; the saturation of the Kubernetes gateway API inference extension, mean
    /// of `max(queue / 5, kv / 0.8)` over the pods, at which sheddable requests are refused and others are not, as BLIS
    /// describes it (reference/serving.md 5), here without the part of the cache.
    pub struct QueueBound {
        /// Requests that the gateway, or all gateways on the network, may have under way, held ones included; without
        /// it, any number [>= 1].
        pub most: Option<u32>,
        /// Mean backlog of the listed nodes from which on requests are refused; without it, none is too much [> 0].
        pub backlog: Option<f64>,
        /// Users of this priority class or a better one are always let in, as in `users.x.priority`; 0 for nobody.
        pub protects: u32 = 0,
    }
}

impl Admitter for QueueBound {
    type Memory = Nothing;

    fn judge(&self, _: &mut Nothing, asking: &Asking, _: &mut Draws) -> Verdict {
        let has_room = || self.most.is_none_or(|most| asking.under_way < most);
        let is_calm = || {
            let n = asking.roster.len();
            n == 0 || self.backlog.is_none_or(|backlog| (asking.roster.total() as f64) < backlog * n as f64)
        };
        Verdict::admit_if(asking.priority <= self.protects || (has_room() && is_calm()), Reason::Queue)
    }
    fn order(&self) -> Order {
        Order::Backlogs
    }
    fn reason(&self) -> Option<Reason> {
        Some(Reason::Queue)
    }
    fn vet(&self, checking: &mut Checking) {
        if self.most.is_none() && self.backlog.is_none() {
            let remedy = "set `most`, or `backlog`, or both";
            checking.refuse_with("", "a bound that bounds nothing never refuses a request", remedy);
        }
    }
}

#[cfg(test)]
mod tests {
    use units::time::{Span, Time};

    use super::super::table::{Table, draws};
    use super::*;

    #[test]
    fn of_small_random_states_it_decides_as_the_definition_says() {
        for case in 0..2_000 {
            let mut random = draws(case);
            let table = Table::of((0..random.below(5)).map(|_| random.below(6)).collect(), Span::ZERO);
            let mut maybe = |n: u32| Some(1 + random.below(n)).filter(|_| random.below(3) > 0);
            let rule =
                QueueBound { most: maybe(6), backlog: maybe(8).map(|q| f64::from(q) / 2.0), protects: random.below(3) };
            let asking =
                Asking { under_way: random.below(8), priority: 1 + random.below(3), ..table.asking(Time::ZERO) };
            let mean = table.backlogs.iter().sum::<u32>() as f64 / table.backlogs.len() as f64;
            let is_full = rule.most.is_some_and(|most| asking.under_way >= most)
                || (mean.is_finite() && rule.backlog.is_some_and(|backlog| mean >= backlog));
            let expected = if is_full && asking.priority > rule.protects {
                Verdict::Refuse(Reason::Queue)
            } else {
                Verdict::Admit
            };
            assert_eq!(rule.judge(&mut Nothing, &asking, &mut draws(0)), expected, "{rule:?} of {:?}", table.backlogs);
        }
    }
}
