//! Whether the times of a trace look as if they stood in another unit than the one that was read.

use std::collections::BTreeMap;

use statistics::Quantiles;
use units::time::Span;

use super::Trace;

/// Fewer rows, or turns, say nothing.
const LEAST: usize = 20;
/// Requests of any service \[1/s\]: the busiest of Alibaba's has 1,790 (`ServeGen`, NSDI 2026).
const MOST_RATE: f64 = 2_000.0;
/// A request an hour: hardly worth a recording \[1/s\].
const LEAST_RATE: f64 = 1.0 / 3_600.0;
/// Longer than any recording.
const LONGEST: Span = Span::days(3_650);
/// Tokens of one answer that any hardware writes \[1/s\].
const MOST_TOKENS: f64 = 3_000.0;
/// For so long hardly anybody thinks before most of their next turns \[s\].
const LONGEST_THOUGHT_S: f64 = 12.0 * 3_600.0;

impl Trace {
    /// Why the times may stand in another unit than the one that was read, if they look so.
    ///
    /// A unit is off by a factor of 1,000 or more, so that a plausible trace becomes one that no service ever saw.
    pub fn doubt(&self) -> Option<String> {
        let (gaps, speeds) = self.turns();
        let median = |list: &[f64]| if list.len() < LEAST { None } else { Quantiles::of(list).at(0.5) };
        let rate = self.mean_rate().filter(|_| self.rows().len() >= LEAST);
        let soon = "times may be in a larger unit than they were read in";
        let late = "times may be in a smaller unit than they were read in";
        if let Some(rate) = rate.filter(|&rate| rate > MOST_RATE) {
            return Some(format!("{rate:.0} requests per second are more than any service has: {soon}"));
        }
        if let Some(speed) = median(&speeds).filter(|&speed| speed > MOST_TOKENS) {
            return Some(format!(
                "half of the turns come so soon after the one before that its answer was written at more than {speed:.0} \
                 tokens a second: {soon}, or leave out how long answers take"
            ));
        }
        if self.span() > LONGEST {
            return Some(format!("it lasts {:.0} years: {late}", self.span().as_secs() / 86_400.0 / 365.0));
        }
        if let Some(rate) = rate.filter(|&rate| rate < LEAST_RATE) {
            return Some(format!(
                "{:.1} requests per day are implausibly few for a recording: {late}",
                rate * 86_400.0
            ));
        }
        let gap = median(&gaps).filter(|&gap| gap > LONGEST_THOUGHT_S)?;
        Some(format!("half of the turns come more than {:.0} h after the previous one: {late}", gap / 3_600.0))
    }

    /// From each turn of a session to the next: the time \[s\], and the tokens of the answer between over it \[1/s\].
    fn turns(&self) -> (Vec<f64>, Vec<f64>) {
        let mut last = BTreeMap::new();
        let (mut gaps, mut speeds) = (Vec::new(), Vec::new());
        for row in self.rows() {
            let Some(session) = row.session else { continue };
            if let Some((at, output)) = last.insert(session, (row.at, row.output)) {
                let gap = row.at.since(at).as_secs();
                gaps.push(gap);
                // Turns that come together were not told apart, and say nothing of answers.
                if gap > 0.0 {
                    speeds.push(f64::from(output) / gap);
                }
            }
        }
        (gaps, speeds)
    }
}

#[cfg(test)]
mod tests {
    use units::time::Time;

    use super::super::Row;
    use super::*;
    use crate::tests::formats::requests;

    /// Sessions of three turns with a minute between, a request every two seconds; times are in this many nanoseconds.
    fn chat(unit: u64) -> Trace {
        let row = |at: u64, session: u32| Row {
            at: Time::from_ns(at * unit),
            llm: None,
            prompt: 700,
            output: 300,
            session: Some(session),
            prefix: 0,
        };
        let mut rows: Vec<Row> = (0..100)
            .flat_map(|s| (0..3).map(move |turn| (s, turn)))
            .map(|(s, turn)| row(6 * s + 60 * turn, s as u32))
            .collect();
        rows.sort_by_key(|row| row.at);
        Trace::new(rows, Vec::new())
    }

    #[test]
    fn a_wrong_unit_is_suspected_both_ways() {
        let check = |unit: u64, why: Option<&str>| assert_eq!(chat(unit).doubt().as_deref(), why, "{unit} ns");
        check(1_000_000_000, None);
        check(
            1_000_000,
            Some(
                "half of the turns come so soon after the one before that its answer was written at more than 5000 tokens a \
                 second: times may be in a larger unit than they were read in, or leave out how long answers take",
            ),
        );
        check(
            1_000,
            Some(
                "418768 requests per second are more than any service has: times may be in a larger unit than they were \
                 read in",
            ),
        );
        check(
            1_000_000_000_000,
            Some(
                "half of the turns come more than 17 h after the previous one: times may be in a smaller unit than they \
                 were read in",
            ),
        );
        check(1_000_000_000_000_000, Some("it lasts 23 years: times may be in a smaller unit than they were read in"));
        // Without sessions, the rate alone tells.
        let alone = |trace: Trace| {
            Trace::new(trace.rows().iter().map(|row| Row { session: None, ..*row }).collect(), Vec::new())
        };
        let sparse = alone(chat(10_000_000_000_000));
        let why = "3.6 requests per day are implausibly few for a recording: times may be in a smaller unit than they were read in";
        assert_eq!(sparse.doubt().as_deref(), Some(why));
        // A few rows, and rows that come together, say nothing.
        assert_eq!(Trace::new(chat(1).rows()[..19].to_vec(), Vec::new()).doubt(), None);
        assert_eq!(chat(0).doubt(), None);
    }

    #[test]
    fn public_traces_are_not_suspected_until_their_unit_is_changed() {
        for (name, has_sessions) in [
            ("azure-llm-2023/AzureLLMInferenceTrace_code.csv", false),
            ("azure-llm-2023/AzureLLMInferenceTrace_conv.csv", false),
            ("mooncake-fast25/conversation_trace.jsonl", true),
            ("mooncake-fast25/synthetic_trace.jsonl", true),
        ] {
            let Some(trace) = requests(name) else { return };
            assert_eq!(trace.doubt(), None, "{name}");
            let fast = trace.at_speed(units::text::Decimal { mantissa: 1_000, scale: 0 }).expect("sooner");
            assert!(fast.doubt().is_some(), "{name} in 1,000 times less time");
            let slow = trace.at_speed(units::text::Decimal { mantissa: 1, scale: 3 }).expect("within 292 years");
            assert_eq!(slow.doubt().is_some(), has_sessions, "{name} in 1,000 times more time: {:?}", slow.doubt());
        }
    }
}
