//! What users of a trace have in common: which llms they ask for, and how their sessions go.

use std::collections::BTreeMap;

use engine::law::{Exponential, Gamma, Geometric, Law, Lognormal, Single, Weibull};
use engine::math::ln_gamma;

use super::lengths::distance;
use super::short;
use super::spread::{gamma_shape, moments, weibull_shape};
use crate::Trace;

/// The steepest popularity that is told.
const STEEPEST: f64 = 20.0;

/// How popular the llms of a trace are.
#[derive(Clone, Debug, PartialEq)]
pub struct Popularity {
    /// Each llm with its part of the requests that name one, the most popular first.
    pub shares: Vec<(String, f64)>,
    /// The likeliest exponent of Zipf's law, by which the llm of rank k has a part proportional to k^-zipf.
    pub zipf: f64,
    /// The greatest distance between its distribution function over ranks and the trace's.
    pub distance: f64,
}

/// How the sessions of a trace go.
#[derive(Clone, Debug)]
pub struct SessionFit {
    /// How many there are.
    pub n: u32,
    /// The law of their turns: geometric, by its mean.
    pub turns: Law<f64>,
    /// Its distance to the trace's.
    pub turns_distance: f64,
    /// Laws of the time from one request of a session to its next \[ms\], the nearest first, with their names and
    /// distances; none where no session has two requests. The time holds the answer that is waited for.
    pub gaps: Vec<(&'static str, Law<f64>, f64)>,
}

/// The popularity of the llms; none if the trace names fewer than two.
///
/// The likelihood `-s sum_k c_k ln k - N ln sum_k k^-s` is concave in s, so that its slope falls through 0 once. Ranks
/// are those of the counts: with few requests an llm each this makes popularity look steeper than it is.
pub(super) fn popularity(trace: &Trace) -> Option<Popularity> {
    let mut counts = vec![0_u64; trace.llms().len()];
    for llm in trace.rows().iter().filter_map(|row| row.llm) {
        counts[usize::from(llm)] += 1;
    }
    let mut ranked: Vec<(u64, &String)> = counts.into_iter().zip(trace.llms()).filter(|(n, _)| *n > 0).collect();
    ranked.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    if ranked.len() < 2 {
        return None;
    }
    let all = ranked.iter().map(|(n, _)| n).sum::<u64>() as f64;
    let ln = |rank: usize| (rank as f64 + 1.0).ln();
    let seen = ranked.iter().enumerate().map(|(rank, (n, _))| *n as f64 * ln(rank)).sum::<f64>() / all;
    let weights = |s: f64| (0..ranked.len()).map(move |rank| (-s * ln(rank)).exp());
    let mean = |s: f64| weights(s).enumerate().map(|(rank, w)| w * ln(rank)).sum::<f64>() / weights(s).sum::<f64>();
    let (mut low, mut high) = (0.0, STEEPEST);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if mean(middle) > seen { low = middle } else { high = middle }
    }
    let zipf = short(0.5 * (low + high));
    let (mut of_law, mut of_trace, mut distance) = (0.0, 0.0, 0.0_f64);
    for (weight, (n, _)) in weights(zipf).zip(&ranked) {
        of_law += weight / weights(zipf).sum::<f64>();
        of_trace += *n as f64 / all;
        distance = distance.max((of_law - of_trace).abs());
    }
    let shares = ranked.iter().map(|&(n, name)| (name.clone(), n as f64 / all)).collect();
    Some(Popularity { shares, zipf, distance })
}

/// How sessions go; none where the trace names none.
pub(super) fn sessions(trace: &Trace) -> Option<SessionFit> {
    let mut of: BTreeMap<u32, (u32, u64)> = BTreeMap::new();
    let mut gaps = Vec::new();
    for row in trace.rows() {
        let Some(session) = row.session else { continue };
        let (turns, last) = of.entry(session).or_insert((0, row.at.ns()));
        if *turns > 0 {
            gaps.push(((row.at.ns() - *last) as f64 * 1e-6).round().max(1.0));
        }
        (*turns, *last) = (*turns + 1, row.at.ns());
    }
    if of.is_empty() {
        return None;
    }
    let turns: Vec<f64> = of.values().map(|session| f64::from(session.0)).collect();
    let mean = short(turns.iter().sum::<f64>() / turns.len() as f64).max(1.0);
    let law = Law::Single(Single::Geometric(Geometric { mean }));
    let mut laws = if gaps.len() < 2 { Vec::new() } else { laws_of(&gaps) };
    laws.sort_by(|a, b| a.2.total_cmp(&b.2));
    Some(SessionFit { n: of.len() as u32, turns_distance: distance(&law, &turns), turns: law, gaps: laws })
}

fn laws_of(gaps: &[f64]) -> Vec<(&'static str, Law<f64>, f64)> {
    let (mu, sigma) = moments(&gaps.iter().map(|gap| (gap.ln(), 1.0)).collect::<Vec<_>>());
    let (shape, mean) = gamma_shape(gaps);
    let weibull = short(weibull_shape(gaps));
    let laws = [
        ("exponential", Single::Exponential(Exponential { mean: short(mean) })),
        ("lognormal", Single::Lognormal(Lognormal { median: short(mu.exp()), sigma: short(sigma.max(1e-3)) })),
        ("gamma", Single::Gamma(Gamma { shape: short(shape), scale: short(mean / shape) })),
        (
            "weibull",
            Single::Weibull(Weibull { shape: weibull, scale: short(mean / ln_gamma(1.0 + 1.0 / weibull).exp()) }),
        ),
    ];
    let judge = |(name, law): (&'static str, Single<f64>)| {
        let law = Law::Single(law);
        let distance = distance(&law, gaps);
        (name, law, distance)
    };
    laws.map(judge).to_vec()
}

#[cfg(test)]
mod tests {
    use engine::draws::{Address, Purpose};
    use units::time::{Span, Time};

    use super::*;
    use crate::Row;

    /// Sessions of geometric turns with lognormal gaps, and llms by Zipf's law, by drawing from each.
    fn known(zipf: f64, turns: f64, median_s: f64, sigma: f64) -> Trace {
        let stream = Address { seed: 21, replication: 0, purpose: Purpose::Trace, entity: 9 }.stream();
        let weight = |k: usize| (k as f64 + 1.0).powf(-zipf);
        let all: f64 = (0..8).map(weight).sum();
        let gap = Law::Single(Single::Lognormal(Lognormal { median: median_s, sigma }));
        let n: Law<f64> = Law::Single(Single::Geometric(Geometric { mean: turns }));
        let mut rows = Vec::new();
        for session in 0..20_000_u32 {
            let mut draws = stream.draws(u64::from(session));
            let mut at = Time::ZERO + Span::from_secs_f64(f64::from(session) * 7.0);
            for _ in 0..n.sample(&mut draws).round() as u32 {
                let (mut u, mut llm) = (draws.uniform() * all, 0);
                while llm < 7 && u > weight(llm) {
                    u -= weight(llm);
                    llm += 1;
                }
                // The names do not stand in the order of popularity.
                let llm = Some(7 - llm as u16);
                rows.push(Row { at, llm, prompt: 10, output: 10, session: Some(session), prefix: 0 });
                at = at + Span::from_secs_f64(gap.sample(&mut draws));
            }
        }
        rows.sort_by_key(|row| row.at);
        Trace::new(rows, (0..8).map(|llm| format!("llm{llm}")).collect())
    }

    #[test]
    fn popularity_turns_and_gaps_are_found_again() {
        for (zipf, turns, median, sigma) in [(1.2, 3.0, 30.0, 1.0), (0.4, 1.5, 200.0, 0.3)] {
            let trace = known(zipf, turns, median, sigma);
            let found = popularity(&trace).unwrap();
            assert!((found.zipf - zipf).abs() < 0.03 && found.distance < 0.01, "{found:?}");
            let sum: f64 = found.shares.iter().map(|share| share.1).sum();
            assert!((sum - 1.0).abs() < 1e-12 && found.shares[0].0 == "llm7", "{found:?}");
            let found = sessions(&trace).unwrap();
            assert_eq!(found.n, 20_000);
            assert!((found.turns.mean() / turns - 1.0).abs() < 0.03 && found.turns_distance < 0.02, "{found:?}");
            let (name, Law::Single(Single::Lognormal(law)), distance) = &found.gaps[0] else { panic!("{found:?}") };
            assert_eq!(*name, "lognormal");
            assert!(
                (law.median / median / 1e3 - 1.0).abs() < 0.03 && (law.sigma / sigma - 1.0).abs() < 0.03,
                "{law:?}"
            );
            assert!(*distance < 0.02, "{distance}");
        }
    }

    #[test]
    fn what_a_trace_does_not_tell_is_not_fitted() {
        let row =
            |s: u64| Row { at: Time::ZERO + Span::secs(s), llm: None, prompt: 1, output: 1, session: None, prefix: 0 };
        let trace = Trace::new(vec![row(0), row(1)], Vec::new());
        assert!(popularity(&trace).is_none() && sessions(&trace).is_none());
        let alone = Row { session: Some(0), llm: Some(0), ..row(0) };
        let trace = Trace::new(vec![alone], vec!["one".into()]);
        let found = sessions(&trace).unwrap();
        assert!(popularity(&trace).is_none() && found.n == 1 && found.gaps.is_empty(), "{found:?}");
    }
}
