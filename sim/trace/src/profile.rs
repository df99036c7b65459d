//! What a trace is like: how fast and how unevenly it comes, how long its requests are, what they share.

use std::collections::BTreeMap;

use statistics::Quantiles;
use units::time::Span;

use super::{Row, Trace};

/// Windows over which counts are compared \[s\].
pub const WINDOWS_S: [u64; 4] = [1, 10, 60, 3_600];
/// Fewer windows than this say nothing about the variance of their counts.
const LEAST_WINDOWS: usize = 20;

/// Quantiles of a length \[tokens\].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lengths {
    /// The mean.
    pub mean: f64,
    /// Deviation over mean.
    pub cv: f64,
    /// Quantiles at 1 %, 10 %, 50 %, 90 %, 99 %, and the greatest.
    pub quantiles: [f64; 6],
}

/// The sessions of a trace.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sessions {
    /// How many there are.
    pub n: u32,
    /// Requests of a session, on average.
    pub turns: f64,
    /// Requests of the longest.
    pub longest: u32,
    /// The median time from one request of a session to its next \[s\]; none where no session has two.
    pub gap_s: Option<f64>,
}

impl Trace {
    /// Lengths of the prompts.
    pub fn prompts(&self) -> Lengths {
        self.lengths(|row| row.prompt)
    }

    /// Lengths of the answers.
    pub fn outputs(&self) -> Lengths {
        self.lengths(|row| row.output)
    }

    fn lengths(&self, of: fn(&Row) -> u32) -> Lengths {
        let list: Vec<f64> = self.rows().iter().map(|row| f64::from(of(row))).collect();
        let n = list.len() as f64;
        let mean = list.iter().sum::<f64>() / n;
        let variance = list.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n;
        let sorted = Quantiles::of(&list);
        let at = |share| sorted.at(share).unwrap_or(f64::NAN);
        let cv = if mean > 0.0 { variance.sqrt() / mean } else { 0.0 };
        Lengths { mean, cv, quantiles: [0.01, 0.1, 0.5, 0.9, 0.99, 1.0].map(at) }
    }

    /// The step in which times stand, if it is so coarse that gaps below it say nothing.
    ///
    /// That is the greatest common step where it is more than half of the mean gap, or the median of the gaps that are
    /// not none where most are, and the others hardly differ.
    pub fn step(&self) -> Option<Span> {
        let gap = |pair: &[Row]| pair[1].at.since(pair[0].at).ns();
        let common = self.rows().windows(2).fold(0, |step, pair| gcd(step, gap(pair)));
        let n = (self.rows().len() as u64 - 1).max(1);
        if common > self.span().ns() / n / 2 {
            return Some(Span::from_ns(common));
        }
        let some: Vec<f64> = self.rows().windows(2).map(gap).filter(|&gap| gap > 0).map(|gap| gap as f64).collect();
        if some.len() as u64 * 2 > n {
            return None;
        }
        let sorted = Quantiles::of(&some);
        let (low, middle) = (sorted.at(0.1)?, sorted.at(0.5)?);
        (low > 0.9 * middle).then(|| Span::from_ns(middle as u64))
    }

    /// Requests in each whole window of this many seconds, from the first arrival on.
    pub fn counts(&self, window: Span) -> Vec<u32> {
        let start = self.rows()[0].at;
        let mut counts = vec![0; (self.span().ns() / window.ns().max(1)) as usize];
        for row in self.rows() {
            // What comes in the last, broken window is left out.
            if let Some(count) = counts.get_mut((row.at.since(start).ns() / window.ns().max(1)) as usize) {
                *count += 1;
            }
        }
        counts
    }

    /// Variance over mean of the requests in windows of this many seconds, 1 for Poisson; none below twenty windows, or
    /// where times stand in coarser steps.
    pub fn dispersion(&self, seconds: u64) -> Option<f64> {
        let window = Span::secs(seconds);
        let steps = self.step().map(|step| window.as_secs() / step.as_secs());
        // A window that cuts a step in two counts what another one holds.
        if steps.is_some_and(|steps| steps < 0.99 || (steps - steps.round()).abs() > 0.02)
            || self.span().ns() / window.ns() < LEAST_WINDOWS as u64
            || self.span().as_secs() / seconds as f64 > 1e8
        {
            return None;
        }
        let counts = self.counts(window);
        let n = counts.len() as f64;
        let mean = counts.iter().map(|&count| f64::from(count)).sum::<f64>() / n;
        let square = |&count: &u32| (f64::from(count) - mean) * (f64::from(count) - mean);
        (mean > 0.0).then(|| counts.iter().map(square).sum::<f64>() / n / mean)
    }

    /// The sessions; none where the trace names none.
    pub fn sessions(&self) -> Option<Sessions> {
        let mut of: BTreeMap<u32, (u32, u64)> = BTreeMap::new();
        let mut gaps = Vec::new();
        for row in self.rows() {
            let Some(session) = row.session else { continue };
            let (turns, last) = of.entry(session).or_insert((0, row.at.ns()));
            if *turns > 0 {
                gaps.push((row.at.ns() - *last) as f64 * 1e-9);
            }
            *turns += 1;
            *last = row.at.ns();
        }
        let n = of.len() as u32;
        let longest = of.values().map(|session| session.0).max()?;
        let all: f64 = of.values().map(|session| f64::from(session.0)).sum();
        Some(Sessions { n, turns: all / f64::from(n), longest, gap_s: Quantiles::of(&gaps).at(0.5) })
    }

    /// The part of the prompts' tokens that was read before.
    pub fn prefix_share(&self) -> f64 {
        let sum = |of: fn(&Row) -> u32| self.rows().iter().map(|row| u64::from(of(row))).sum::<u64>() as f64;
        let prompts = sum(|row| row.prompt);
        if prompts > 0.0 { sum(|row| row.prefix) / prompts } else { 0.0 }
    }

    /// Requests without a token of an answer: they failed when they were recorded.
    pub fn unanswered(&self) -> usize {
        self.rows().iter().filter(|row| row.output == 0).count()
    }

    /// The requests that did not fail; `None` if all did.
    pub fn answered(&self) -> Option<Self> {
        let rows: Vec<Row> = self.rows().iter().filter(|row| row.output > 0).copied().collect();
        (!rows.is_empty()).then(|| Self::new(rows, self.llms().to_vec()))
    }
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use units::time::Time;

    use super::*;
    use crate::tests::formats::requests;

    #[test]
    fn counts_and_steps_are_those_of_the_times() {
        let row = |s: u64| Row {
            at: Time::ZERO + Span::secs(s),
            llm: None,
            prompt: 100,
            output: 10,
            session: Some(u32::from(s > 6)),
            prefix: 25,
        };
        let trace = Trace::new([3, 3, 3, 6, 9, 12].map(row).to_vec(), Vec::new());
        assert_eq!(trace.counts(Span::secs(3)), [3, 1, 1]);
        assert_eq!((trace.step(), trace.dispersion(1)), (Some(Span::secs(3)), None));
        assert_eq!(trace.sessions(), Some(Sessions { n: 2, turns: 3.0, longest: 4, gap_s: Some(1.5) }));
        assert!((trace.prefix_share() - 0.25).abs() < 1e-12);
        assert_eq!(trace.prompts(), Lengths { mean: 100.0, cv: 0.0, quantiles: [100.0; 6] });
    }

    /// reference/serving.md, section 3, which took them from the files by other means.
    #[test]
    fn the_public_azure_traces_disperse_as_published() {
        for (name, expected, prompt, output) in [
            ("code", [13.2, 71.6, 164.0], [1_469.0, 7_436.0], [13.0, 251.0]),
            ("conv", [1.4, 3.9, 16.1], [1_020.0, 4_142.0], [129.0, 601.0]),
        ] {
            let Some(trace) = requests(&format!("azure-llm-2023/AzureLLMInferenceTrace_{name}.csv")) else { return };
            for (seconds, expected) in WINDOWS_S.into_iter().zip(expected) {
                let got = trace.dispersion(seconds).unwrap();
                assert!((got / expected - 1.0).abs() < 0.04, "{name} {seconds} s: {got}, not {expected}");
            }
            assert_eq!(trace.step(), None);
            let median_and_p99 = |lengths: Lengths| [lengths.quantiles[2], lengths.quantiles[4].round()];
            assert_eq!((median_and_p99(trace.prompts()), median_and_p99(trace.outputs())), (prompt, output), "{name}");
        }
        let Some(trace) = requests("mooncake-fast25/conversation_trace.jsonl") else { return };
        assert_eq!((trace.step(), trace.dispersion(10)), (Some(Span::secs(3)), None));
        assert!((trace.dispersion(60).unwrap() - 2.9).abs() < 0.1);
    }
}
