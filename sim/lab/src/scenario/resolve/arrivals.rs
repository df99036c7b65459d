//! Whether arrival processes let time go on.

use rules::arrival::Arrival;

use super::Resolver;

/// States of a modulated process; each is a turn of its own.
const MOST_STATES: usize = 1_000;
/// Requests in one round of all states at least: rounds without any are gone through one by one.
const LEAST_IN_A_ROUND: f64 = 1e-6;

impl Resolver<'_> {
    /// Notes what no process can be: states without times, silence for ever, users who need no time.
    pub(super) fn check_arrival(&mut self, arrival: &Arrival, path: &str) {
        match arrival {
            Arrival::Mmpp(mmpp) => {
                let (rates, holds) = (mmpp.rates.len(), mmpp.holds.len());
                let place = self.place(&format!("{path}.mmpp"));
                if rates != holds || rates == 0 || rates > MOST_STATES {
                    let message = format!("{rates} rates and {holds} times for as many states");
                    let remedy = format!("give each of 1 to {MOST_STATES} states one of `rates` and one of `holds`");
                    return self.problems.push_with(place, message, remedy);
                }
                if mmpp.holds.iter().any(|hold| hold.ns() == 0) {
                    let place = self.place(&format!("{path}.mmpp.holds"));
                    return self.problems.push_with(place, "a state must last longer than 0 s", "leave it out");
                }
                let round: f64 = mmpp.rates.iter().zip(&mmpp.holds).map(|(r, h)| r.per_s() * h.as_secs()).sum();
                if round < LEAST_IN_A_ROUND {
                    let message = format!("{round:e} requests in a round of all states are as good as none");
                    self.problems.push_with(place, message, "raise one of `rates`, or lengthen `holds`");
                }
            }
            Arrival::ClosedLoop(crowd) if crowd.think.mean() <= 0.0 => {
                let place = self.place(&format!("{path}.closed_loop.think"));
                let message = "users who think for 0 s would ask for ever at the same moment";
                self.problems.push_with(place, message, "let them think, if only for `1 ms`");
            }
            _ => {}
        }
    }
}
