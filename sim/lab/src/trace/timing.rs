//! The times of a trace: how fast it comes, how unevenly, and how to stretch and repeat it.

use units::time::{Span, Time};

use super::{Row, Trace};
use crate::statistics::{Confidence, Estimate};

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

    /// The same requests with every arrival time multiplied by `factor`, so that 0.5 doubles the rate.
    ///
    /// Keeps the shape: the deviation of the gaps over their mean stays as it is.
    ///
    /// # Panics
    /// If the factor is not a positive number.
    pub fn scaled(&self, factor: f64) -> Self {
        assert!(factor > 0.0 && factor.is_finite(), "a trace is stretched by a positive factor, not by {factor}");
        // Rounding keeps the order; `as` keeps what is too late at the end of time.
        let scale = |row: &Row| Row { at: Time::from_ns((row.at.ns() as f64 * factor).round() as u64), ..*row };
        Self { rows: self.rows.iter().map(scale).collect(), llms: self.llms.clone() }
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

    #[test]
    fn stretching_changes_the_rate_and_not_the_shape() {
        let uneven = trace(&[0, 10, 500, 510, 4_000]);
        let twice_as_fast = uneven.scaled(0.5);
        assert!((twice_as_fast.mean_rate().unwrap() / uneven.mean_rate().unwrap() - 2.0).abs() < 1e-9);
        assert!((twice_as_fast.cv().unwrap() - uneven.cv().unwrap()).abs() < 1e-9);
        assert_eq!(uneven.scaled(1.0), uneven);
        assert_eq!(uneven.scaled(1e30).rows()[4].at, Time::END);
    }
}
