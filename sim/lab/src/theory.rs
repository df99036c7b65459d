//! Closed forms of `check` beside what a run measured: whether they agree, and why they may not.

mod reasons;

use std::fmt;

use scenario::Checked;
use scenario::closed_form::form::{Form, Prediction, Way};
use scenario::closed_form::forms;
use statistics::{Estimate, Interval};

use crate::study::Findings;

/// Standard errors to which an interval is widened at least.
const WIDE: f64 = 4.0;
/// Part of the value by which a form may be off: epochs that are not over, rounded coins.
const ROUNDING: f64 = 1e-3;

/// A closed form beside the metric that it predicts.
#[derive(Clone, Debug)]
pub struct Compared {
    /// The form.
    pub form: Form,
    /// The metric and its value by the form.
    pub prediction: Prediction,
    /// What was measured.
    pub observed: Estimate,
    /// Whether the two agree.
    pub verdict: Verdict,
    /// What of the scenario, or of the run, the form does not know; only where they differ.
    pub reasons: Vec<String>,
}

/// Whether a measured mean is what a closed form says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// They agree.
    Agree,
    /// They differ.
    Differ,
    /// The mean keeps the bound.
    Kept,
    /// The mean is beyond the bound.
    Passed,
    /// One replication has no interval.
    Undecided,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Agree => "agree",
            Self::Differ => "differ",
            Self::Kept => "kept",
            Self::Passed => "passed",
            Self::Undecided => "undecided",
        })
    }
}

impl Compared {
    /// Standard error of the observed mean; none where nothing varies or there is one replication.
    pub fn standard_error(&self) -> Option<f64> {
        let error = self.observed.sd / (self.observed.n as f64).sqrt();
        Some(error).filter(|error| error.is_finite() && *error > 0.0)
    }
    /// How many standard errors the observed mean is above the form.
    pub fn z(&self) -> Option<f64> {
        Some((self.observed.mean - self.prediction.value) / self.standard_error()?)
    }
    /// Whether the mean is not what the form says.
    pub fn is_off(&self) -> bool {
        matches!(self.verdict, Verdict::Differ | Verdict::Passed)
    }
}

/// All forms of a scenario whose metrics exist in what was found, each metric once.
pub fn compare(checked: &Checked, findings: &Findings) -> Vec<Compared> {
    let all = forms(&checked.scenario);
    let mut list: Vec<Compared> = Vec::new();
    for form in &all {
        let Some(prediction) = form.predicts.clone().filter(|predicts| predicts.value.is_finite()) else { continue };
        let line = findings.find(prediction.metric, &prediction.owner);
        let Some(observed) = line.and_then(|line| line.estimate) else { continue };
        if list.iter().any(|known| known.prediction.label() == prediction.label()) {
            continue;
        }
        let verdict = judge(&prediction, &observed);
        let mut compared = Compared { form: form.clone(), prediction, observed, verdict, reasons: Vec::new() };
        if compared.is_off() {
            compared.reasons = reasons::reasons(checked, findings, &all, &compared.prediction);
        }
        list.push(compared);
    }
    list
}

/// Compares by the interval of the difference, widened to four standard errors and a thousandth of the value.
fn judge(prediction: &Prediction, observed: &Estimate) -> Verdict {
    let Interval { low, high } = observed.interval();
    if !(low.is_finite() && high.is_finite()) {
        return Verdict::Undecided;
    }
    let error = observed.sd / (observed.n as f64).sqrt();
    let wide = if error.is_finite() { WIDE * error } else { 0.0 };
    let apart = ROUNDING * prediction.value.abs();
    let low = low.min(observed.mean - wide) - apart;
    let high = high.max(observed.mean + wide) + apart;
    let value = prediction.value;
    match prediction.way {
        Way::Equal if (low..=high).contains(&value) => Verdict::Agree,
        Way::Equal => Verdict::Differ,
        Way::Least if value <= high => Verdict::Kept,
        Way::Most if value >= low => Verdict::Kept,
        Way::Least | Way::Most => Verdict::Passed,
    }
}

#[cfg(test)]
mod tests {
    use files::{Colour, Request};
    use scenario::open_text;
    use statistics::Confidence;

    use super::*;
    use crate::study::{Options, run};

    #[test]
    fn the_interval_of_the_difference_decides_widened_to_four_standard_errors() {
        let of = |way, value: f64, samples: &[f64]| {
            let prediction = Prediction { metric: "utilisation", owner: String::new(), value, way, premises: &[] };
            judge(&prediction, &Estimate::of(samples, Confidence::USUAL))
        };
        // A mean of 1 with a standard error of 0.1.
        let ten = [0.7, 1.3, 0.7, 1.3, 0.7, 1.3, 0.7, 1.3, 0.7, 1.3];
        assert_eq!(of(Way::Equal, 1.4, &ten), Verdict::Agree);
        assert_eq!(of(Way::Equal, 1.41, &ten), Verdict::Differ);
        assert_eq!((of(Way::Least, 1.4, &ten), of(Way::Least, 1.41, &ten)), (Verdict::Kept, Verdict::Passed));
        assert_eq!((of(Way::Most, 0.59, &ten), of(Way::Most, 0.6, &ten)), (Verdict::Passed, Verdict::Kept));
        // Two replications have a wide interval, and one has none; what does not vary has a thousandth.
        assert_eq!(of(Way::Equal, 5.0, &[0.5, 1.5]), Verdict::Agree);
        assert_eq!(of(Way::Equal, 1.0, &[1.0]), Verdict::Undecided);
        let two = |value| of(Way::Equal, value, &[1.0, 1.0]);
        assert_eq!((two(1.0009), two(1.002)), (Verdict::Agree, Verdict::Differ));
    }

    fn verdicts(list: &[Compared]) -> Vec<(String, Verdict)> {
        list.iter().map(|row| (row.prediction.label(), row.verdict)).collect()
    }

    #[test]
    fn a_queue_agrees_with_its_forms_and_one_that_has_just_begun_differs_with_the_reason() {
        let steady = compared("horizon = \"20_000 s\"\nstudy = \"steady\"\nwarm_up = \"1_000 s\"\n");
        let names = ["utilisation[nodes.n]", "wait_mean_s", "waited_share"];
        assert_eq!(verdicts(&steady), names.map(|name| (name.to_string(), Verdict::Agree)));
        assert!(steady.iter().all(|row| row.reasons.is_empty() && row.z().is_some_and(|z| z.abs() < 4.0)));
        let short = compared("horizon = \"3 s\"\nreplications = 400\n");
        let wait = short.iter().find(|row| row.prediction.metric == "wait_mean_s").expect("it is measured");
        assert_eq!(wait.verdict, Verdict::Differ);
        assert_eq!(
            wait.reasons,
            ["the form is of the long run, and the run starts empty and discards no warm-up (`study = \"steady\"`)"]
        );
    }

    #[test]
    fn a_share_of_nodes_that_are_put_out_when_they_are_caught_differs_with_the_reason() {
        // Of N wrong answers until one is caught with chance p, N geometric, E[1 / N] = p ln(1 / p) / (1 - p).
        let text = "# q?\nname = \"t\"\nhorizon = \"100_000 s\"\nreplications = 200\n[coin.alp]\n[network.net]\ncoin = \"alp\"\n\
             pricing.posted = { request = \"0.001 usd/request\" }\nverification.v.spot_check = { rate = 0.2, false_negative = 0 }\n\
             slashing.s.fixed = { share = \"100 %\", eject = true }\n[gateway.front]\nnetworks = [\"net\"]\n[nodes.n]\ncount = 1\n\
             cost = \"1 usd/h\"\nstake.net = \"10 alp\"\nconduct.lazy = { rate = 1 }\n[nodes.checks]\ncount = 1\nroles = [\"check\"]\n\
             stake.net = \"10 alp\"\n[users.all]\ngateway = \"front\"\narrival.poisson = { rate = \"0.01 /s\" }\ndemand.work = \"1 s\"\n";
        let list = of(text);
        let caught = list.iter().find(|row| row.prediction.metric == "wrong_caught_share").expect("it is measured");
        let expected = 0.2 * 5.0_f64.ln() / 0.8;
        assert!((caught.observed.mean - expected).abs() < 4.0 * caught.standard_error().unwrap_or(0.0), "{caught:?}");
        assert_eq!(caught.verdict, Verdict::Differ);
        let reason = caught.reasons.first().map_or("", String::as_str);
        assert!(reason.starts_with("shares of single replications are of few events: of all "), "{reason}");
    }

    fn compared(head: &str) -> Vec<Compared> {
        let text = format!(
            "# q?\nname = \"t\"\n{head}{}[network.net]\n[gateway.front]\nnetworks = [\"net\"]\n[nodes.n]\ncount = 1\n\
             [users.all]\ngateway = \"front\"\narrival.poisson = {{ rate = \"0.5 /s\" }}\n\
             demand.work = {{ exponential = \"1 s\" }}\n",
            if head.contains("replications") { "" } else { "replications = 10\n" }
        );
        of(&text)
    }

    fn of(text: &str) -> Vec<Compared> {
        let checked = open_text(text, &Request { file: "t.toml".into(), ..Request::default() });
        let checked = checked.unwrap_or_else(|r| panic!("{}", r.render(Colour::Plain)));
        compare(&checked, &run(&checked, &Options::default()).expect("it runs"))
    }
}
