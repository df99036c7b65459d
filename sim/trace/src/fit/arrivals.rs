//! Arrival processes: Poisson, renewal at the trace's mean gap, a modulated Poisson process of the trace's dispersion.

use engine::draws::{Address, Purpose, name_hash};
use engine::law::{Gamma, Law, Quantity, Single, Weibull};
use rules::arrival::{Arrival, CVS, View};
use statistics::Quantiles;
use units::quantity::Rate;
use units::settings::Setting as _;
use units::time::{Span, Time};

use super::super::{Row, Trace, WINDOWS_S};
use super::spread::{gamma_shape, weibull_shape};
use super::table::table;
use super::{chosen, short};

/// Gaps that are looked at, at most: spread over the whole trace.
const MOST_GAPS: usize = 200_000;
/// Processes whose scores differ by less are nearly equal.
const ALIKE: f64 = 0.1;
/// What is played of a process, at most.
const MOST_PLAYED: usize = 5_000_000;

/// An arrival process fitted to a trace.
#[derive(Clone, Debug)]
pub struct ArrivalFit {
    /// What it is called.
    pub name: &'static str,
    /// The process.
    pub arrival: Arrival,
    /// The greatest distance between the distribution functions of its gaps, played, and of the trace's; none where the
    /// trace's times stand in coarse steps.
    pub distance: Option<f64>,
    /// The same for the last third of the trace, if the process is fitted to the first two.
    pub held_out: Option<f64>,
    /// Variance over mean of its counts in windows of 1 s, 10 s, 1 min and 1 h.
    pub dispersion: [Option<f64>; 4],
}

/// All processes fitted to a trace, the chosen one first.
pub(super) fn fit(trace: &Trace) -> Vec<ArrivalFit> {
    let at = trace.rows().len() * 2 / 3;
    let part = |rows: &[Row]| (rows.len() > 2).then(|| Trace::new(rows.to_vec(), trace.llms().to_vec()));
    let (seen, unseen) = (part(&trace.rows()[..at]), part(&trace.rows()[at..]));
    let has_gaps = trace.step().is_none();
    let gaps = gaps(trace);
    let of_seen = seen.as_ref().map(families).unwrap_or_default();
    let unseen = unseen.as_ref().map(self::gaps);
    let want = WINDOWS_S.map(|seconds| trace.dispersion(seconds));
    let mut fits = Vec::new();
    for (name, arrival) in families(trace) {
        let Some(played) = play(&arrival, 1, trace.span()) else { continue };
        let near = |arrival: &Arrival, to: &[f64]| {
            let played = play(arrival, 2, trace.span())?;
            has_gaps.then(|| between(&self::gaps(&played), to))
        };
        let held_out = of_seen.iter().find(|family| family.0 == name);
        let held_out = held_out.zip(unseen.as_ref()).and_then(|(family, unseen)| near(&family.1, unseen));
        let dispersion = WINDOWS_S.map(|seconds| played.dispersion(seconds));
        let distance = has_gaps.then(|| between(&self::gaps(&played), &gaps));
        fits.push(ArrivalFit { name, arrival, distance, held_out, dispersion });
    }
    let score = |fit: &ArrivalFit| {
        let off =
            fit.dispersion.iter().zip(&want).filter_map(|(got, want)| Some((got.as_ref()? / (*want)?).ln().abs()));
        let off: Vec<f64> = off.collect();
        fit.distance.unwrap_or(0.0) + off.iter().sum::<f64>() / off.len().max(1) as f64
    };
    let best = fits.iter().map(score).fold(f64::INFINITY, f64::min);
    // Families come from the simplest to the one with most numbers.
    if let Some(at) = fits.iter().position(|fit| score(fit) <= best + ALIKE) {
        let chosen = fits.remove(at);
        fits.insert(0, chosen);
    }
    fits
}

/// Every family with the trace's mean gap, from the simplest on; none where all requests come at once.
fn families(trace: &Trace) -> Vec<(&'static str, Arrival)> {
    let Some(rate) = trace.mean_rate() else { return Vec::new() };
    let rate = short(rate);
    let mut list = Vec::new();
    list.extend(chosen("poisson", vec![("rate", per_s(rate).write())]).map(|poisson| ("poisson", poisson)));
    if trace.step().is_none() && trace.rows().len() > 3 {
        let gaps = gaps(trace);
        let mean = 1.0 / rate;
        let mut renewal = |name, gap: Law<Span>| {
            list.extend(chosen("renewal", vec![("gap", gap.write())]).map(|renewal| (name, renewal)));
        };
        let shape = short(gamma_shape(&gaps).0.max(1e-3));
        let gamma = Gamma { shape, scale: seconds(mean / shape) };
        renewal("gamma", Law::Single(Single::Gamma(gamma)));
        let shape = short(weibull_shape(&gaps));
        let scale = mean / engine::math::exp(engine::math::ln_gamma(1.0 + 1.0 / shape));
        renewal("weibull", Law::Single(Single::Weibull(Weibull { shape, scale: seconds(scale) })));
        // Straight lines between quantiles have another mean than the gaps; the load must be the trace's.
        let sample = Quantiles::of(&gaps);
        let plain = table(&sample, Span::of_base);
        let factor = mean / plain.mean();
        renewal("table", table(&sample, |gap| seconds(gap * factor)));
    }
    list.extend(hours(trace, rate).map(|hourly| ("hourly", hourly)));
    list.extend(modulated(trace, rate).map(|mmpp| ("mmpp", mmpp)));
    list
}

fn seconds(x: f64) -> Span {
    // Never nothing: many laws want more.
    Span::from_secs_f64(short(x)).max(Span::from_ns(1))
}

fn per_s(rate: f64) -> Rate {
    Rate::per_second(short(rate))
}

/// The gaps of a trace \[s\], at most so many; where several requests come at once, half of the finest step lies
/// between.
fn gaps(trace: &Trace) -> Vec<f64> {
    let rows = trace.rows();
    let ns = |at: usize| rows[at + 1].at.since(rows[at].at).ns();
    let least = (0..rows.len() - 1).map(ns).filter(|&gap| gap > 0).min().unwrap_or(1) as f64 * 0.5e-9;
    let stride = (rows.len() / MOST_GAPS).max(1);
    (0..rows.len() - 1).step_by(stride).map(|at| (ns(at) as f64 * 1e-9).max(least)).collect()
}

/// Two states whose index of dispersion is the trace's, as near as it goes: `1 + C (1 - (1 - e^(-r t)) / (r t))`.
///
/// Of all pairs of states with that C and r the even one is taken, `l = mean +- sqrt(C r mean / 2)`, both held for 2 /
/// r; where that would need a rate below 0, the one with silence: off for `(1 + q) / r`, on for `(1 + q) / (q r)`, `q =
/// C r / (2 mean)`. The formula is that of `arrival.mmpp`.
fn modulated(trace: &Trace, mean: f64) -> Option<Arrival> {
    let seen: Vec<(f64, f64)> = [1, 10, 60, 300]
        .into_iter()
        .filter_map(|t| Some((f64::from(t), trace.dispersion(u64::from(t as u32))?)))
        .collect();
    if seen.len() < 2 {
        return None;
    }
    let grown = |r: f64, t: f64| 1.0 - (1.0 - (-r * t).exp()) / (r * t);
    let at = |r: f64| {
        let (up, down) = seen.iter().fold((0.0, 0.0), |(up, down), &(t, index)| {
            let g = grown(r, t) / index;
            (up + g * (index - 1.0) / index, down + g * g)
        });
        let c = up / down;
        let miss: f64 = seen.iter().map(|&(t, index)| ((1.0 + c * grown(r, t)) / index - 1.0).powi(2)).sum();
        (miss, r, c)
    };
    let tried = (0..=160).map(|i| at(1e-3 * 10_f64.powf(f64::from(i) / 40.0)));
    let (_, r, c) = tried.min_by(|a, b| a.0.total_cmp(&b.0))?;
    if c < 0.05 {
        return None;
    }
    let swing = (c * r * mean / 2.0).sqrt();
    let (rates, holds) = if swing < mean {
        ([mean + swing, mean - swing], [2.0 / r, 2.0 / r])
    } else {
        let q = c * r / (2.0 * mean);
        ([mean * (1.0 + q), 0.0], [(1.0 + q) / (q * r), (1.0 + q) / r])
    };
    chosen("mmpp", vec![("rates", rates.map(per_s).to_vec().write()), ("holds", holds.map(seconds).to_vec().write())])
}

/// The hours of a trace of two days or more, and the bursts that are left on the clock that runs as they do.
fn hours(trace: &Trace, mean: f64) -> Option<Arrival> {
    let start = trace.rows()[0].at;
    let since = |row: &Row| row.at.since(start).as_secs();
    if trace.span() < Span::days(2) || trace.step().is_some() {
        return None;
    }
    let hour = |seconds: f64| (seconds / 3_600.0) as usize % 24;
    let (mut counts, mut lasted) = ([0.0; 24], [0.0; 24]);
    trace.rows().iter().for_each(|row| counts[hour(since(row))] += 1.0);
    let whole = (trace.span().as_secs() / 3_600.0) as usize;
    (0..whole).for_each(|at| lasted[at % 24] += 1.0);
    lasted[whole % 24] += trace.span().as_secs() / 3_600.0 - whole as f64;
    let rates: Vec<f64> = counts.iter().zip(lasted).map(|(count, hours)| count / hours).collect();
    let average = rates.iter().sum::<f64>() / 24.0;
    let factors: Vec<f64> = rates.iter().map(|rate| (rate / average * 1e3).round() / 1e3).collect();
    // The integral of the factors up to a time is the clock on which gaps are alike.
    let upto = |seconds: f64| {
        let (days, into) = ((seconds / 86_400.0).floor(), seconds % 86_400.0);
        let at = hour(into);
        let day = factors[..at].iter().sum::<f64>() + factors[at] * (into / 3_600.0 - at as f64);
        days * factors.iter().sum::<f64>() + day
    };
    let clock: Vec<f64> = trace.rows().iter().map(|row| upto(since(row))).collect();
    let gaps: Vec<f64> = clock.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let average = gaps.iter().sum::<f64>() / gaps.len() as f64;
    let variance = gaps.iter().map(|gap| (gap - average) * (gap - average)).sum::<f64>() / gaps.len() as f64;
    // Beyond what the process bears none is fitted: a process of less would be another one.
    let cv = short(variance.sqrt() / average).max(*CVS.start());
    chosen("hourly", vec![("mean", per_s(mean).write()), ("factors", factors.write()), ("cv", cv.write())])
}

/// A process played for so long, and 10,000 requests at least; none if it hardly comes.
pub(super) fn play(arrival: &Arrival, seed: u64, span: Span) -> Option<Trace> {
    let entity = name_hash("trace");
    let stream = |purpose| Address { seed, replication: 0, purpose, entity }.stream();
    let (arrivals, modulation, clients) =
        (stream(Purpose::Arrival), stream(Purpose::Modulation), stream(Purpose::Client));
    let (mut memory, mut now, mut rows) = (arrival.memory(0), Time::ZERO, Vec::new());
    while rows.len() < MOST_PLAYED {
        let view = View { now, recorded: &[], period: Span::ZERO, modulation, clients, users: 0 };
        now = arrival.next(&mut memory, &view, &mut arrivals.draws(rows.len() as u64))?.at;
        if now > Time::ZERO + span && rows.len() >= 10_000 || now >= Time::END {
            break;
        }
        rows.push(Row { at: now, llm: None, prompt: 1, output: 1, session: None, prefix: 0 });
    }
    (rows.len() > 2).then(|| Trace::new(rows, Vec::new()))
}

/// The greatest distance between the distribution functions of two samples.
fn between(a: &[f64], b: &[f64]) -> f64 {
    let sorted = |sample: &[f64]| {
        let mut sample = sample.to_vec();
        sample.sort_by(f64::total_cmp);
        sample
    };
    let (a, b) = (sorted(a), sorted(b));
    let (mut i, mut j, mut greatest) = (0, 0, 0.0_f64);
    while i < a.len() && j < b.len() {
        let x = a[i].min(b[j]);
        i += a[i..].iter().take_while(|&&y| y <= x).count();
        j += b[j..].iter().take_while(|&&y| y <= x).count();
        greatest = greatest.max((i as f64 / a.len() as f64 - j as f64 / b.len() as f64).abs());
    }
    greatest
}
