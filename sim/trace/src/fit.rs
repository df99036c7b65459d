//! Fits arrivals and lengths to a trace, and says how well they fit.

mod arrivals;
mod clients;
mod fragment;
mod lengths;
mod spread;
mod table;
mod users;

#[cfg(test)]
mod tests;

use rules::arrival::Arrival;
use rules::demand::Demand;
use units::problem::Problems;
use units::settings::{Group, Setting, write_choice};
use units::tree::{Tree, Value};

use super::Trace;

pub use arrivals::ArrivalFit;
pub use clients::clients_fragment;
pub use fragment::{GATEWAY, fragment, report};
pub use lengths::LengthFit;
pub use users::{Popularity, SessionFit};

/// What was fitted to a trace.
#[derive(Clone, Debug)]
pub struct Fit {
    /// Arrival processes, the chosen one first; none where all requests come at once.
    pub arrivals: Vec<ArrivalFit>,
    /// Variance over mean of the counts in windows of 1 s, 10 s, 1 min and 1 h.
    pub dispersion: [Option<f64>; 4],
    /// Laws of the prompts, the chosen one first.
    pub prompt: Vec<LengthFit>,
    /// Laws of the answers, the chosen one first.
    pub output: Vec<LengthFit>,
    /// How popular the llms are; none where fewer than two are named.
    pub popularity: Option<Popularity>,
    /// How sessions go; none where none are named.
    pub sessions: Option<SessionFit>,
    /// Requests that were left out because they failed when they were recorded.
    pub failed: usize,
    /// Why the trace's times may stand in another unit than the one that was read.
    pub doubt: Option<String>,
}

impl Fit {
    /// The arrival process that was chosen.
    pub fn arrival(&self) -> Option<&Arrival> {
        self.arrivals.first().map(|fit| &fit.arrival)
    }

    /// The demand that was chosen.
    ///
    /// # Panics
    /// Never: every law that is fitted may be written and read.
    pub fn demand(&self) -> Demand {
        let law = |list: &[LengthFit]| list[0].law.write();
        let mut fields = vec![("prompt", law(&self.prompt)), ("output", law(&self.output))];
        fields.extend(self.popularity.as_ref().map(|found| ("zipf", found.zipf.write())));
        chosen("tokens", fields).expect("laws that were fitted can be written")
    }
}

/// Fits every family to the requests of a trace that did not fail, as recorded demand plays no others.
///
/// Lengths: lognormal, gamma, two lognormals by expectation maximisation, and a table of quantiles, which is chosen
/// where no law comes within 3 % of the distribution function and 5 % of median and p90. Arrivals: Poisson, renewal
/// processes with the trace's mean gap, a table of hours if it has two days, and a modulated Poisson process with the
/// trace's dispersion. Each is played as long as the trace, and that one is chosen whose gaps and dispersion together
/// are nearest; of nearly equals the simplest.
pub fn fit(trace: &Trace) -> Fit {
    let failed = trace.unanswered();
    let answered = if failed > 0 { trace.answered() } else { None };
    let trace = answered.as_ref().unwrap_or(trace);
    let dispersion = super::WINDOWS_S.map(|seconds| trace.dispersion(seconds));
    let rows = trace.rows();
    Fit {
        arrivals: arrivals::fit(trace),
        dispersion,
        prompt: lengths::fit(&rows.iter().map(|row| row.prompt).collect::<Vec<_>>()),
        output: lengths::fit(&rows.iter().map(|row| row.output).collect::<Vec<_>>()),
        popularity: users::popularity(trace),
        sessions: users::sessions(trace),
        failed,
        doubt: trace.doubt(),
    }
}

/// The policy of a name with these fields, as if a scenario had written them; none if they may not stand there.
fn chosen<P: Setting>(name: &str, fields: Vec<(&'static str, Value)>) -> Option<P> {
    P::read(&Tree::bare(write_choice(name, Group::write(fields))), &mut Problems::default())
}

/// A number with four digits that count, as what is printed must be what was judged.
fn short(x: f64) -> f64 {
    format!("{x:.3e}").parse().unwrap_or(x)
}
