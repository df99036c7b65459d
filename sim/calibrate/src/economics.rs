//! What an honest answer, a substitute and a check by re-execution cost, from step times.

use std::fmt::Write as _;

use cost::StepTimes;
use scenario::models;

/// Batches of a provider for which prices are told.
pub const BATCHES: [u64; 6] = [1, 2, 4, 8, 16, 32];

/// The lengths of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lengths {
    /// Tokens of the prompt.
    pub prompt: u64,
    /// Tokens of the answer [>= 1].
    pub output: u64,
}

impl Lengths {
    /// The request for which shipped tables are written: a turn of a chat.
    pub const USUAL: Self = Self { prompt: 256, output: 256 };

    /// Time that an answer takes of a node that decodes `batch` such requests at once \[s\].
    ///
    /// The prompt is read alone; each of the other steps serves the batch, and an answer bears its part of it.
    pub fn answer(self, times: &StepTimes, batch: u64) -> f64 {
        let prefill = times.linear(self.prompt) + times.head(1) + times.fixed(1) + times.chunk(self.prompt, 0);
        let decode = times.decode_run(batch, batch * self.prompt, self.output.saturating_sub(1));
        (prefill as f64 + decode as f64 / batch as f64) * 1e-12
    }

    /// Time of a check: one pass over prompt and answer, with logits wherever a token was written \[s\].
    pub fn check(self, times: &StepTimes) -> f64 {
        let tokens = self.prompt + self.output - 1;
        let pass = times.linear(tokens) + times.head(self.output) + times.fixed(1) + times.chunk(tokens, 0);
        pass as f64 * 1e-12
    }

    /// What a time means for a million tokens of answers \[h\].
    fn hours_per_million(self, seconds: f64) -> f64 {
        seconds / self.output as f64 * 1e6 / 3600.0
    }
}

/// The prices of answers and checks as a table of Markdown, in hours of the machine for a million tokens of answers.
///
/// `honest` comes first; each substitute has a column with its part of the honest price, which is what `work` of
/// conduct `substitute` means. The check is one of the honest llm.
pub fn table(lengths: Lengths, honest: (&str, &StepTimes), substitutes: &[(&str, &StepTimes)]) -> String {
    let mut out = format!("| batch | {} | check of it | check / answer |", honest.0);
    for (name, _) in substitutes {
        let _ = write!(out, " {name} | of honest |");
    }
    out.push_str("\n| ---: | ---: | ---: | ---: |");
    out.push_str(&" ---: | ---: |".repeat(substitutes.len()));
    out.push('\n');
    let percent = |share: f64| format!("{:.0} %", 100.0 * share);
    let hours = |seconds: f64| format!("{:.2} h", lengths.hours_per_million(seconds));
    let check = lengths.check(honest.1);
    for batch in BATCHES {
        let answer = lengths.answer(honest.1, batch);
        let _ = write!(out, "| {batch} | {} | {} | {} |", hours(answer), hours(check), percent(check / answer));
        for (_, times) in substitutes {
            let other = lengths.answer(times, batch);
            let _ = write!(out, " {} | {} |", hours(other), percent(other / answer));
        }
        out.push('\n');
    }
    out
}

/// The table of the shipped calibrations: `SmolLM2` 360M in `Q8_0`, the same in `Q4_0`, and 135M in the place of it.
///
/// # Panics
/// If a calibration that is built in is broken.
pub fn shipped() -> String {
    let names = ["smollm2_360m_q8_0_avx512", "smollm2_360m_q4_0_avx512", "smollm2_135m_q8_0_avx512"];
    let [honest, coarser, smaller] = names.map(|name| StepTimes::measured(models::calibrated(name).terms()));
    table(Lengths::USUAL, ("360M Q8_0", &honest), &[("360M Q4_0", &coarser), ("135M Q8_0", &smaller)])
}

#[cfg(test)]
mod tests {
    use cost::Measured;

    use super::*;

    /// The machine of reference/kernel.md 6, whose ratios are told in its section 7.
    fn known() -> StepTimes {
        StepTimes::measured(Measured {
            step: 7_920_000_000,
            token: 864_000_000,
            logits: 430_000_000,
            attended: 1_930_000,
            cached: 2_550_000,
            sharpness: 1.0,
        })
    }

    #[test]
    fn a_check_costs_what_the_reference_found_at_each_batch() {
        let ratio = |batch| Lengths::USUAL.check(&known()) / Lengths::USUAL.answer(&known(), batch);
        for (batch, wanted) in BATCHES.into_iter().zip([0.26, 0.39, 0.52, 0.62, 0.68, 0.72]) {
            assert!((ratio(batch) - wanted).abs() < 0.025, "batch {batch}: {}, not {wanted}", ratio(batch));
        }
    }

    #[test]
    fn a_batch_never_makes_an_answer_dearer() {
        let times = known();
        assert!(BATCHES.windows(2).all(|w| Lengths::USUAL.answer(&times, w[1]) < Lengths::USUAL.answer(&times, w[0])));
    }

    #[test]
    fn the_table_has_a_row_for_each_batch() {
        let text = table(Lengths::USUAL, ("whole", &known()), &[("half", &known())]);
        assert_eq!(text.lines().count(), 2 + BATCHES.len());
        assert!(text.starts_with("| batch | whole | check of it | check / answer | half | of honest |\n"), "{text}");
        assert!(text.lines().skip(2).all(|line| line.ends_with("| 100 % |")), "{text}");
    }
}
