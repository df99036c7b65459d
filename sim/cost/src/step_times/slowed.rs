//! Step times that are all longer by a factor, as in trusted execution.

use std::sync::Arc;

use super::StepTimes;
use crate::overlap::whole;

impl StepTimes {
    /// The same times, all of them longer by a factor, rounded to picoseconds.
    #[must_use]
    pub fn slowed(&self, factor: f64) -> Self {
        // Like times share what they have worked out, and stay what they are to the bit.
        if factor.to_bits() == 1.0_f64.to_bits() {
            return self.clone();
        }
        let times = |ps: u64| whole(ps as f64 * factor);
        if let Some(table) = &self.table {
            return Self::tabled(table.map(times));
        }
        if let Some(measured) = self.measured {
            return Self::measured(measured.map(times));
        }
        Self {
            token: self.token * factor,
            stream: self.stream * factor,
            experts: self.experts * factor,
            unpassed: self.unpassed,
            sharpness: self.sharpness,
            head_token: times(self.head_token),
            head_stream: times(self.head_stream),
            step: times(self.step),
            sequence: times(self.sequence),
            cached: times(self.cached),
            attention: times(self.attention),
            measured: None,
            table: None,
            linear: Arc::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use units::time::Span;

    use super::super::tests::{card, mixtral};
    use super::*;
    use crate::device::Device;
    use crate::measured::Measured;
    use crate::table::{Cached, Curve, Table};

    /// A mixture of experts on a card where a sequence costs something, too.
    fn roofline() -> StepTimes {
        let device = Device { sequence: Span::from_ns(10_000), ..card() };
        StepTimes::new(&device, &mixtral())
    }

    #[test]
    fn slowed_steps_take_that_much_longer_whatever_they_come_from() {
        let curve = |a, b| Curve::new(vec![(1, a), (400, b)]).unwrap();
        let cached = || Cached { base: curve(70_000, 900_000), each: curve(2_000, 3_000) };
        let (decode, mixed, prefill) = (cached(), cached(), cached());
        let table = Table { linear: curve(9_000, 80_000), head: curve(500, 40_000), decode, mixed, prefill };
        let (step, token, logits, attended, cached) = (7_920_001, 863_997, 430_003, 1_931, 2_551);
        let measured = Measured { step, token, logits, attended, cached, sharpness: 2.5 };
        for times in [roofline(), StepTimes::measured(measured), StepTimes::tabled(table)] {
            let (plain, slow) = (times.service(300, 200, 8), times.slowed(1.06).service(300, 200, 8));
            let factor = slow.as_secs() / plain.as_secs();
            assert!((factor - 1.06).abs() < 1e-3, "{factor}");
            assert_eq!(times.slowed(1.0).service(300, 200, 8), plain);
        }
    }
}
