//! Clients of their own: each on and off, each with its rate and its bursts.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::RangeInclusive;

use engine::draws::{Attribute, Draws, Index};
use engine::law::{Gamma, Law, Single, Weibull};
use engine::math;
use units::quantity::Rate;
use units::settings;
use units::time::{Span, Time};
use units::words;

use crate::checking::Checking;

use super::policy::{Arrivals, Coming, MOST_STATES, Replay, View};

settings! {
    /// The sum of on/off clients, each a renewal process while it is on.
    ///
    /// Client i sends `rates_i` in the long run, silence included. It is on and off for exponential times of mean
    /// `on_i` and `off_i` \[s\] and starts in equilibrium; while it is off the clock of its gaps stops. Gaps are gamma
    /// or Weibull with mean `on_i / ((on_i + off_i) rates_i)` and coefficient of variation `cvs_i`; the first is the
    /// residual of a gap met at a random time. All together send the sum of the rates, and the variance of their counts
    /// is the sum of the clients', so that the index of dispersion is the mean of theirs, weighted by rates: with a cv
    /// of 1 that of `mmpp` with states of rate `rates_i (on_i + off_i) / on_i` and 0, without silence the square of
    /// `cvs_i` over a long time. A few clients with a large rate and cv cause bursts that a sum of many clients would
    /// smooth out: in Alibaba's services ten of 162 send 63 % of the requests. Source: Xiang et al., ServeGen, NSDI
    /// 2026, sections 3 and 6; Cox, Renewal Theory, 1962, chapters 2, 6.
    pub struct Clients {
        /// Rate of each client while it is on.
        #[fixed = "there is a row for each client"]
        pub rates: Vec<Rate>,
        /// Deviation over mean of each client's gaps, from 0.01 to 1,000; left out, 1 for all.
        #[fixed = "there is a distribution for each client"]
        pub cvs: Vec<f64> = Vec::new(),
        /// Distribution of each client's gaps; left out, gamma for all.
        #[fixed = "there is a distribution for each client"]
        pub gaps: Vec<Gaps> = Vec::new(),
        /// Mean time for which each client is on; left out, all are always on.
        #[fixed = "turns are planned from the start"]
        pub on: Vec<Span> = Vec::new(),
        /// Mean time for which each client is off.
        #[fixed = "turns are planned from the start"]
        pub off: Vec<Span> = Vec::new(),
    }
}

words! {
    /// A family of laws of gaps.
    pub enum Gaps {
        /// Gamma: a cv of 1 is exponential.
        Gamma = "gamma",
        /// Weibull: a cv of 1 is exponential.
        Weibull = "weibull",
    }
}

/// What the process remembers of its clients.
#[derive(Clone, Debug, Default)]
pub struct Crowd {
    clients: Vec<Client>,
    /// When each comes next, the first on top.
    order: BinaryHeap<Reverse<(Time, u16)>>,
}

#[derive(Clone, Debug)]
struct Client {
    /// The law of its gaps while it is on \[s\].
    ///
    /// Not of spans: the scale of a law of great cv may be less than a nanosecond, or more than any span.
    gap: Law<f64>,
    /// When its present turn ends.
    until: Time,
    is_on: bool,
    gaps: u64,
    turns: u64,
}

/// Deviations over mean that gaps may have. Beyond, a uniform number of 52 bits does not reach the tail that Weibull's
/// deviation comes from: at 1,000 it has 99 % of the variance, at 10,000 87 %. A gamma law bears more.
pub const CVS: RangeInclusive<f64> = 0.01..=1_000.0;

const GAP: Attribute = Attribute(0);
const TURN: Attribute = Attribute(1);

impl Clients {
    /// Requests of all clients a second, over a long time.
    pub fn mean_per_s(&self) -> f64 {
        self.rates.iter().map(|rate| rate.per_s()).sum()
    }

    /// The part of its time for which a client is on.
    fn on_share(&self, at: usize) -> f64 {
        match (self.on.get(at), self.off.get(at)) {
            (Some(on), Some(off)) => on.as_secs() / (on.as_secs() + off.as_secs()),
            _ => 1.0,
        }
    }

    fn gap(&self, at: usize) -> Law<f64> {
        let mean = self.on_share(at) / self.rates[at].per_s();
        let cv = self.cvs.get(at).copied().unwrap_or(1.0);
        match self.gaps.get(at).copied().unwrap_or(Gaps::Gamma) {
            Gaps::Gamma => {
                let shape = 1.0 / (cv * cv);
                Law::Single(Single::Gamma(Gamma { shape, scale: mean / shape }))
            }
            Gaps::Weibull => {
                let shape = weibull_shape(cv);
                let of_scale = math::exp(math::ln_gamma(1.0 + 1.0 / shape));
                Law::Single(Single::Weibull(Weibull { shape, scale: mean / of_scale }))
            }
        }
    }

    fn begin(&self, view: &View, crowd: &mut Crowd) {
        for at in 0..self.rates.len() {
            let (gap, share) = (self.gap(at), self.on_share(at));
            let mut draws = draws(view, at, 0, TURN);
            let is_on = draws.uniform() < share;
            let mut client = Client { gap, until: Time::END, is_on, gaps: 0, turns: 0 };
            if share < 1.0 {
                client.until = view.now + self.turn(at, is_on, &mut draws);
            }
            let mut first = self::draws(view, at, 0, GAP);
            let left = Span::from_secs_f64(client.gap.residual(&mut first));
            let next = self.pass(view, at, &mut client, view.now, left);
            crowd.clients.push(client);
            crowd.order.push(Reverse((next, at as u16)));
        }
    }

    /// How long a turn lasts.
    fn turn(&self, at: usize, is_on: bool, draws: &mut Draws) -> Span {
        let mean = if is_on { self.on[at] } else { self.off[at] };
        Span::from_secs_f64(mean.as_secs() * -math::ln(draws.uniform()))
    }

    /// When a client has been on for so long from `now`.
    fn pass(&self, view: &View, at: usize, client: &mut Client, mut now: Time, mut left: Span) -> Time {
        loop {
            let turn = client.until.since(now);
            if client.is_on {
                if left <= turn {
                    return now + left;
                }
                left = left.saturating_sub(turn);
            }
            now = client.until;
            if now == Time::END {
                return now;
            }
            client.turns += 1;
            client.is_on = !client.is_on;
            client.until = now + self.turn(at, client.is_on, &mut draws(view, at, client.turns, TURN));
        }
    }
}

/// The shape of Weibull's law whose deviation over mean is this: `G(1 + 2/k) / G(1 + 1/k)^2 = 1 + cv^2`, G the gamma
/// function, by bisection; it falls in k.
fn weibull_shape(cv: f64) -> f64 {
    let excess = |k: f64| math::ln_gamma(1.0 + 2.0 / k) - 2.0 * math::ln_gamma(1.0 + 1.0 / k);
    let target = math::ln_1p(cv * cv);
    math::exp(math::invert(|y| -excess(math::exp(y)), -target, math::ln(0.05), math::ln(200.0)))
}

/// The draws of a client's gap or turn, the `time`-th of its kind.
fn draws(view: &View, at: usize, time: u64, of: Attribute) -> Draws {
    view.clients.draws_for(Index::Client { time, client: at as u16 }.bits(), of)
}

impl Arrivals for Clients {
    type Memory = Crowd;

    fn next(&self, memory: &mut Crowd, view: &View, _: &mut Draws) -> Option<Coming> {
        let crowd = memory;
        if crowd.clients.is_empty() {
            self.begin(view, crowd);
        }
        let Reverse((time, client)) = crowd.order.pop()?;
        let at = usize::from(client);
        let row = &mut crowd.clients[at];
        row.gaps += 1;
        let gap = Span::from_secs_f64(row.gap.sample(&mut draws(view, at, row.gaps, GAP)));
        let next = self.pass(view, at, row, time, gap);
        crowd.order.push(Reverse((next, client)));
        (time < Time::END).then_some(Coming { client: Some(client), ..Coming::at(time) })
    }
    fn expected(&self, until: Span, _: &Replay) -> f64 {
        self.mean_per_s() * until.as_secs()
    }
    fn vet(&self, checking: &mut Checking) {
        let n = self.rates.len();
        if n == 0 || n > MOST_STATES {
            let remedy = format!("give the rates of 1 to {MOST_STATES}");
            return checking.refuse_with("rates", format!("{n} clients"), remedy);
        }
        if self.rates.iter().any(|rate| rate.per_s() <= 0.0) {
            return checking.refuse_with("rates", "a client never comes", "leave it out");
        }
        let lengths = [self.cvs.len(), self.gaps.len(), self.on.len(), self.off.len()];
        for (key, length) in ["cvs", "gaps", "on", "off"].into_iter().zip(lengths) {
            if length != 0 && length != n {
                let message = format!("`{key}` has {length} entries for {n} clients");
                checking.refuse_with(key, message, "give one for each, or none");
            }
        }
        if self.on.len() != self.off.len() {
            let message = "clients that are on for a while must be off for a while";
            checking.refuse_with("", message, "give both `on` and `off`, or neither");
        }
        if self.on.iter().any(|on| on.ns() == 0) {
            checking.refuse_with("on", "a client that is on for 0 s never sends requests", "leave it out");
        }
        if self.cvs.iter().any(|cv| !CVS.contains(cv)) {
            checking.refuse("cvs", "a coefficient of variation must be 0.01 to 1000");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::times;
    use super::*;

    fn rates(list: &[f64]) -> Vec<Rate> {
        list.iter().map(|&rate| Rate::per_second(rate)).collect()
    }

    /// Mean, and variance over mean, of what comes within a span.
    fn counts(clients: &Clients, span: Span, n: u32) -> (f64, f64) {
        let counts: Vec<f64> = (0..n).map(|r| times(clients, r, span).len() as f64).collect();
        let mean = counts.iter().sum::<f64>() / f64::from(n);
        (mean, counts.iter().map(|c| (c - mean) * (c - mean)).sum::<f64>() / f64::from(n - 1) / mean)
    }

    fn near(got: f64, expected: f64, error: f64) {
        assert!((got / expected - 1.0).abs() < error, "{got}, not {expected} within {error}");
    }

    #[test]
    fn clients_together_send_the_sum_of_their_rates() {
        let clients = Clients {
            rates: rates(&[4.0, 1.0, 0.25]),
            cvs: vec![1.0, 3.0, 0.5],
            gaps: vec![Gaps::Gamma, Gaps::Weibull, Gaps::Weibull],
            on: vec![Span::secs(10), Span::secs(5), Span::secs(2)],
            off: vec![Span::secs(10), Span::secs(20), Span::ZERO],
        };
        let (mean, _) = counts(&clients, Span::secs(50), 4_000);
        near(mean, 50.0 * clients.mean_per_s(), 0.02);
        near(clients.mean_per_s(), 5.25, 1e-12);
    }

    #[test]
    fn bursts_of_clients_disperse_as_their_gaps_and_turns_say() {
        let (n, t) = (4_000, 200.0);
        let error = 4.5 * (2.0 / f64::from(n)).sqrt();
        // Two that always come: over a long time the squares of their cvs, weighted by rate.
        let always = Clients {
            rates: rates(&[3.0, 1.0]),
            cvs: vec![0.5, 2.0],
            gaps: vec![Gaps::Weibull, Gaps::Gamma],
            on: Vec::new(),
            off: Vec::new(),
        };
        let (mean, index) = counts(&always, Span::secs(t as u64), n);
        near(mean, 4.0 * t, 0.01);
        near(index, 0.75 * 0.25 + 0.25 * 4.0, error + 0.03);
        // One on for 4 s and off for 12 s: the formula of `mmpp` with rates 8 and 0.
        let turns = Clients {
            rates: rates(&[2.0]),
            cvs: Vec::new(),
            gaps: Vec::new(),
            on: vec![Span::secs(4)],
            off: vec![Span::secs(12)],
        };
        let (l, r1, r2) = (8.0, 1.0 / 4.0, 1.0 / 12.0);
        let r: f64 = r1 + r2;
        let burst = 2.0 * l * r1 / (r * r);
        let (mean, index) = counts(&turns, Span::secs(t as u64), n);
        near(mean, 2.0 * t, 0.02);
        near(index, 1.0 + burst * (1.0 - (1.0 - math::exp(-r * t)) / (r * t)), error);
    }

    #[test]
    fn weibull_laws_have_the_deviation_asked_for() {
        for cv in [0.2, 1.0, 2.236_067_977_499_79, 40.0] {
            let k = weibull_shape(cv);
            let square = math::exp_m1(math::ln_gamma(1.0 + 2.0 / k) - 2.0 * math::ln_gamma(1.0 + 1.0 / k));
            near(math::sqrt(square), cv, 1e-6);
        }
        // mpmath 1.3.
        near(weibull_shape(1_000.0), 0.088_810_37, 1e-7);
        // Exponential, and G(5) / G(3)^2 - 1 = 5.
        near(weibull_shape(1.0), 1.0, 1e-9);
        near(weibull_shape(5_f64.sqrt()), 0.5, 1e-9);
    }

    /// Mean and second moment of what is drawn, by Simpson's rule over the uniform number: `1 / rate` and `(1 + cv^2) /
    /// rate^2`.
    #[test]
    fn gaps_of_great_bursts_have_the_mean_and_the_deviation_asked_for() {
        for (gaps, cv, reached) in [
            (Gaps::Gamma, 100.0, 1.0),
            (Gaps::Gamma, 173.8, 1.0),
            (Gaps::Gamma, 1_000.0, 1.0),
            (Gaps::Weibull, 100.0, 0.999_928),
            (Gaps::Weibull, 173.8, 0.999_717),
            (Gaps::Weibull, 1_000.0, 0.991_85),
        ] {
            // The scale of Weibull's law is then 13 ps, the gamma law's 1 Ms.
            let clients =
                Clients { rates: rates(&[1_000.0]), cvs: vec![cv], gaps: vec![gaps], on: vec![], off: vec![] };
            let law = clients.gap(0);
            // In the logarithm of what is left to 1 the tail is smooth; the last number that `Draws` gives is 1 -
            // 2^-53.
            let (end, steps) = (53.0 * std::f64::consts::LN_2, 200_000);
            let step = end / f64::from(steps);
            let (mut mean, mut square) = (0.0, 0.0);
            for at in 0..=steps {
                let left = math::exp(-f64::from(at) * step);
                let gap = law.quantile((1.0 - left).clamp(f64::MIN_POSITIVE, 1.0 - f64::EPSILON / 2.0)) * 1_000.0;
                let weight = if at == 0 || at == steps { 1.0 } else { f64::from(2 + at % 2 * 2) };
                mean += weight * gap * left;
                square += weight * gap * gap * left;
            }
            near(mean * step / 3.0, 1.0, 2e-3);
            near(square * step / 3.0, reached * (1.0 + cv * cv), 2e-3);
        }
    }
}
