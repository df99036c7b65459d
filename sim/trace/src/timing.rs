//! The times of a trace: how fast it comes, how unevenly, and how to stretch, cut and repeat it.

use std::collections::BTreeMap;

use statistics::{Confidence, Estimate};
use units::text::Decimal;
use units::time::{Span, Time};

use super::{LATEST, Row, Trace};

impl Trace {
    /// From the first arrival to the last.
    pub fn span(&self) -> Span {
        self.rows[self.rows.len() - 1].at.since(self.rows[0].at)
    }

    /// Arrivals in the time between the first and the last \[1/s\]; `None` if that is none.
    pub fn mean_rate(&self) -> Option<f64> {
        let span = self.span().as_secs();
        (span > 0.0).then(|| (self.rows.len() - 1) as f64 / span)
    }

    /// Deviation over mean of the gaps between arrivals; `None` below two gaps or if all are none.
    ///
    /// 1 for Poisson arrivals, more for bursts.
    pub fn cv(&self) -> Option<f64> {
        let gaps: Vec<f64> = self.rows.windows(2).map(|pair| pair[1].at.since(pair[0].at).as_secs()).collect();
        let Estimate { mean, sd, .. } = Estimate::of(&gaps, Confidence::USUAL);
        (gaps.len() > 1 && mean > 0.0).then_some(sd / mean)
    }

    /// The mean prompt \[tokens\].
    pub fn mean_prompt(&self) -> f64 {
        self.rows.iter().map(|row| f64::from(row.prompt)).sum::<f64>() / self.rows.len() as f64
    }

    /// The mean answer \[tokens\].
    pub fn mean_output(&self) -> f64 {
        self.rows.iter().map(|row| f64::from(row.output)).sum::<f64>() / self.rows.len() as f64
    }

    /// The same requests, so many times faster: each arrival is divided by `speed` and rounded to the nearest
    /// nanosecond.
    ///
    /// The quotient is that of whole numbers, so that a speed of 1 changes nothing. Keeps the shape: the deviation of
    /// the gaps over their mean stays as it is. `None` if a request would come later than can be read again.
    ///
    /// # Panics
    /// If the speed is not positive, or has more than [`Self::MOST_DECIMALS`] decimals.
    pub fn at_speed(&self, speed: Decimal) -> Option<Self> {
        assert!(speed.mantissa > 0, "a trace is played at a positive speed, not at {speed}");
        let (over, under) = (10_u128.pow(speed.scale), speed.mantissa.unsigned_abs());
        // Rounding keeps the order. What does not fit is later than everything.
        let at =
            |row: &Row| u64::try_from((u128::from(row.at.ns()) * over + under / 2) / under).ok().map(Time::from_ns);
        let row = |row: &Row| Some(Row { at: at(row).filter(|&at| at <= LATEST)?, ..*row });
        Some(Self { rows: self.rows.iter().map(row).collect::<Option<_>>()?, llms: self.llms.clone() })
    }

    /// Decimals of a speed with which arrivals can still be divided exactly.
    pub const MOST_DECIMALS: u32 = 18;

    /// What comes from a time of the recording on, that time being the new start; `None` if nothing does.
    pub fn begun_at(&self, from: Span) -> Option<Self> {
        let start = Time::ZERO + from;
        let kept = &self.rows[self.rows.partition_point(|row| row.at < start)..];
        // Sessions that are gone must not leave holes among their numbers.
        let mut numbers = BTreeMap::new();
        let mut session = |old: u32| {
            let next = numbers.len() as u32;
            *numbers.entry(old).or_insert(next)
        };
        let row =
            |row: &Row| Row { at: Time::ZERO + row.at.since(start), session: row.session.map(&mut session), ..*row };
        let rows: Vec<Row> = kept.iter().map(row).collect();
        (!rows.is_empty()).then(|| Self { rows, llms: self.llms.clone() })
    }

    /// After what time the trace may begin anew: its span and one mean gap more, so that the rate stays as it is.
    ///
    /// `None` if all requests come at once: repeated, they would never end.
    pub fn loop_period(&self) -> Option<Span> {
        let span = self.span();
        let gaps = self.rows.len() as u64 - 1;
        // One gap is at least a nanosecond once there is a span, so the period is longer than the span.
        (span > Span::ZERO).then(|| span + Span::from_ns((span.ns() / gaps).max(1)))
    }

    /// The `k`-th request, from 0, of the trace repeated for ever; `None` past the end of one that cannot be.
    pub fn looped(&self, k: u64) -> Option<Row> {
        let n = self.rows.len() as u64;
        let (cycle, row) = (k / n, self.rows[(k % n) as usize]);
        if cycle == 0 {
            return Some(row);
        }
        let period = self.loop_period()?;
        Some(Row { at: row.at + period * cycle, ..row })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trace(arrivals: &[u64]) -> Trace {
        let row = |&ms: &u64| Row {
            at: Time::ZERO + Span::ms(ms),
            llm: None,
            prompt: 10,
            output: 20,
            session: None,
            prefix: 0,
        };
        Trace::new(arrivals.iter().map(row).collect(), Vec::new())
    }

    #[test]
    fn equal_gaps_have_no_variation() {
        let even = trace(&[500, 1_500, 2_500, 3_500]);
        assert_eq!(even.span(), Span::secs(3));
        assert!((even.mean_rate().unwrap() - 1.0).abs() < 1e-12);
        assert!(even.cv().unwrap() < 1e-12);
        assert_eq!((trace(&[5]).mean_rate(), trace(&[5, 6]).cv(), trace(&[5, 5]).loop_period()), (None, None, None));
    }

    #[test]
    fn a_repeated_trace_keeps_its_rate_over_the_seam() {
        let even = trace(&[500, 1_500, 2_500, 3_500]);
        assert_eq!(even.loop_period(), Some(Span::secs(4)));
        let times: Vec<u64> = (0..10).map(|k| even.looped(k).unwrap().at.ns() / 1_000_000).collect();
        assert_eq!(times, [500, 1_500, 2_500, 3_500, 4_500, 5_500, 6_500, 7_500, 8_500, 9_500]);
        assert_eq!(trace(&[5]).looped(1), None);
        assert_eq!(even.looped(u64::MAX).unwrap().at, Time::END);
    }

    fn at_speed(trace: &Trace, speed: &str) -> Option<Trace> {
        trace.at_speed(Decimal::parse(speed).unwrap())
    }

    #[test]
    fn stretching_changes_the_rate_and_not_the_shape() {
        let uneven = trace(&[0, 10, 500, 510, 4_000]);
        let twice_as_fast = at_speed(&uneven, "2").unwrap();
        assert!((twice_as_fast.mean_rate().unwrap() / uneven.mean_rate().unwrap() - 2.0).abs() < 1e-9);
        assert!((twice_as_fast.cv().unwrap() - uneven.cv().unwrap()).abs() < 1e-9);
        let times = |trace: &Trace| trace.rows().iter().map(|row| row.at.ns()).collect::<Vec<_>>();
        assert_eq!(
            times(&at_speed(&uneven, "0.3").unwrap())[1..],
            [33_333_333, 1_666_666_667, 1_700_000_000, 13_333_333_333]
        );
    }

    /// Whole nanoseconds since 1970 have 61 bits; a float keeps 53 of them.
    #[test]
    fn a_speed_of_one_changes_no_arrival() {
        let mut late = trace(&[0, 1, 2]);
        for (row, ns) in
            late.rows.iter_mut().zip([1_700_000_000_123_456_789, 1_700_000_000_123_456_790, i64::MAX as u64])
        {
            row.at = Time::from_ns(ns);
        }
        for speed in ["1", "1.0", "1.000000000000000000"] {
            assert_eq!(at_speed(&late, speed), Some(late.clone()), "{speed}");
        }
        let twice = at_speed(&late, "0.5").map(|trace| trace.rows[0].at.ns());
        assert_eq!(twice, None, "i64::MAX / 0.5 ns is later than can be read");
        assert_eq!(at_speed(&late, "0.000001"), None);
        assert_eq!(at_speed(&late, "1000000").unwrap().rows[2].at.ns(), 9_223_372_036_855);
    }

    #[test]
    fn a_trace_may_begin_later() {
        let mut whole = trace(&[500, 1_500, 2_500, 3_500]);
        for (row, session) in whole.rows.iter_mut().zip([0, 1, 2, 1]) {
            row.session = Some(session);
        }
        let later = whole.begun_at(Span::ms(1_500)).unwrap();
        let rows: Vec<_> = later.rows().iter().map(|row| (row.at.ns() / 1_000_000, row.session)).collect();
        assert_eq!(rows, [(0, Some(0)), (1_000, Some(1)), (2_000, Some(0))]);
        assert_eq!(whole.begun_at(Span::ZERO), Some(whole.clone()));
        assert_eq!(whole.begun_at(Span::ms(3_501)), None);
    }
}
