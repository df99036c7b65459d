//! Whether arrival processes let time go on.

use rules::arrival::{Arrival, CVS, Clients};
use rules::demand::Demand;
use rules::owner::users::Users;

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
            Arrival::Hourly(hourly) => {
                let place = self.place(&format!("{path}.hourly.factors"));
                let sum: f64 = hourly.factors.iter().sum();
                if hourly.factors.is_empty() || hourly.factors.len() > MOST_STATES {
                    let message = format!("{} factors for the parts of a period", hourly.factors.len());
                    self.problems.push_with(
                        place,
                        message,
                        format!("give 1 to {MOST_STATES}, as 24 for the hours of a day"),
                    );
                } else if !sum.is_finite() || sum <= 0.0 || hourly.factors.iter().any(|&factor| factor < 0.0) {
                    let message = "the factors are rates against each other";
                    self.problems.push_with(place, message, "give each a number from 0 on, and one above 0");
                }
            }
            Arrival::FlashCrowd(crowd) if crowd.peak.per_s() > 1e9 => {
                let place = self.place(&format!("{path}.flash_crowd.peak"));
                self.problems.push(place, "a peak beyond 1e9 /s leaves no time between requests");
            }
            Arrival::Clients(clients) => self.check_clients(clients, &format!("{path}.clients")),
            Arrival::ClosedLoop(crowd) => self.check_time_goes_on(
                &[&crowd.think],
                &format!("{path}.closed_loop.think"),
                "users who think for 0 s would ask for ever at the same moment",
            ),
            Arrival::Renewal(renewal) => self.check_time_goes_on(
                &[&renewal.gap],
                &format!("{path}.renewal.gap"),
                "with gaps of 0 s all requests would come at the same moment, for ever",
            ),
            _ => {}
        }
    }

    /// Notes lists of other lengths than that of the rates, and what no client can be.
    fn check_clients(&mut self, clients: &Clients, path: &str) {
        let n = clients.rates.len();
        let place = self.place(&format!("{path}.rates"));
        if n == 0 || n > MOST_STATES {
            let message = format!("{n} clients");
            return self.problems.push_with(place, message, format!("give the rates of 1 to {MOST_STATES}"));
        }
        if clients.rates.iter().any(|rate| rate.per_s() <= 0.0) {
            return self.problems.push_with(place, "a client never comes", "leave it out");
        }
        for (key, length) in [
            ("cvs", clients.cvs.len()),
            ("gaps", clients.gaps.len()),
            ("on", clients.on.len()),
            ("off", clients.off.len()),
        ] {
            if length != 0 && length != n {
                let message = format!("`{key}` has {length} entries for {n} clients");
                self.problems.push_with(self.place(&format!("{path}.{key}")), message, "give one for each, or none");
            }
        }
        if clients.on.len() != clients.off.len() {
            let message = "clients that are on for a while must be off for a while";
            self.problems.push_with(self.place(path), message, "give both `on` and `off`, or neither");
        }
        if clients.on.iter().any(|on| on.ns() == 0) {
            let place = self.place(&format!("{path}.on"));
            self.problems.push_with(place, "a client that is on for no time never comes", "leave it out");
        }
        if clients.cvs.iter().any(|cv| !CVS.contains(cv)) {
            let place = self.place(&format!("{path}.cvs"));
            self.problems.push(place, "a deviation over mean must be 0.01 to 1000");
        }
    }

    /// Whether a demand has what it asks of the arrivals; notes what is missing.
    pub(super) fn check_demand(&mut self, users: &Users, path: &str) -> bool {
        match &users.demand {
            Demand::ByClient(laws) => {
                let place = self.place(&format!("{path}.demand.by_client"));
                let Some(n) = users.arrival.policy().n_clients() else {
                    let remedy = "let them come by `arrival.clients`, or ask for `tokens`";
                    self.problems.push_with(place, "lengths by client need clients", remedy);
                    return false;
                };
                if laws.prompt.len() != n || laws.output.len() != n {
                    let message = format!(
                        "{} laws of prompts and {} of outputs for {n} clients",
                        laws.prompt.len(),
                        laws.output.len()
                    );
                    self.problems.push_with(place, message, "give each client one of both");
                    return false;
                }
                true
            }
            _ => true,
        }
    }
}
