//! Fits to what was drawn from known laws, and to real traces where they lie beside the repository.

use engine::draws::{Address, Purpose};
use engine::law::{Gamma, Law, Lognormal, Mixture, Single, Weibull};
use files::{Colour, Models, Request, load_text};
use rules::arrival::Arrival;
use units::settings::Setting as _;
use units::time::Span;

use super::arrivals::play;
use super::{LengthFit, chosen, fit, fragment, lengths, spread};
use crate::tests::formats::requests;
use crate::{Row, Shape, Trace, generate};

fn sample(law: &Law<f64>, n: u64) -> Vec<f64> {
    let stream = Address { seed: 11, replication: 0, purpose: Purpose::Trace, entity: 3 }.stream();
    (0..n).map(|i| law.sample(&mut stream.draws(i))).collect()
}

fn near(got: f64, expected: f64, error: f64, what: &str) {
    assert!((got / expected - 1.0).abs() < error, "{what}: {got}, not {expected} within {error}");
}

#[test]
fn two_lognormals_are_found_again() {
    let component = |median, sigma| Single::Lognormal(Lognormal { median, sigma });
    let law =
        Law::Mixture(Mixture { weights: vec![0.7, 0.3], laws: vec![component(99.0, 0.68), component(412.0, 0.2)] });
    let drawn: Vec<u32> = sample(&law, 40_000).iter().map(|x| x.round() as u32).collect();
    let fits = lengths::fit(&drawn);
    let LengthFit { name, law: Law::Mixture(found), distance, held_out } = &fits[0] else { panic!("{fits:?}") };
    assert_eq!(*name, "two_lognormals", "{fits:?}");
    assert!(*distance < 0.01 && *held_out < 0.02, "{distance} {held_out}");
    near(found.weights[0], 0.7, 0.02, "weight");
    let [Single::Lognormal(low), Single::Lognormal(high)] = &found.laws[..] else { panic!("{found:?}") };
    for (found, (median, sigma)) in [(low, (99.0, 0.68)), (high, (412.0, 0.2))] {
        near(found.median, median, 0.02, "median");
        near(found.sigma, sigma, 0.04, "sigma");
    }
}

#[test]
fn of_laws_that_are_as_good_the_simplest_is_taken() {
    for (name, law) in [
        ("lognormal", Law::Single(Single::Lognormal(Lognormal { median: 300.0, sigma: 0.9 }))),
        ("gamma", Law::Single(Single::Gamma(Gamma { shape: 1.4, scale: 500.0 }))),
    ] {
        let drawn: Vec<u32> = sample(&law, 20_000).iter().map(|x| x.round() as u32).collect();
        assert_eq!(lengths::fit(&drawn)[0].name, name);
    }
    // Clumps that no law has: three lengths, each of many requests.
    let clumps: Vec<u32> = (0..3_000).map(|i| [12, 400, 4_000][i % 3]).collect();
    let fits = lengths::fit(&clumps);
    assert!(fits[0].name == "table" && fits[0].distance < 0.02, "{fits:?}");
    // One length, and hardly any: nothing to divide by.
    for few in [&[7][..], &[7, 7, 7, 7], &[0, 1, 50_000]] {
        assert!(lengths::fit(few).iter().all(|fit| fit.distance.is_finite() && fit.held_out.is_finite()), "{few:?}");
    }
}

#[test]
fn shapes_of_gaps_are_found_again() {
    for shape in [0.25, 0.92, 3.0] {
        let gamma = Law::Single(Single::Gamma(Gamma { shape, scale: 2.0 }));
        near(spread::gamma_shape(&sample(&gamma, 30_000)).0, shape, 0.03, "gamma");
        let weibull = Law::Single(Single::Weibull(Weibull { shape, scale: 2.0 }));
        near(spread::weibull_shape(&sample(&weibull, 30_000)), shape, 0.04, "weibull");
    }
}

/// A trace that some process made.
fn made(name: &str, fields: &[(&'static str, &str)], span: Span) -> Trace {
    let list = |text: &str| text.split('|').map(|x| units::tree::Tree::bare(units::tree::Value::text(x))).collect();
    let value = |text: &str| {
        if text.contains('|') { units::tree::Value::List(list(text)) } else { units::tree::Value::text(text) }
    };
    let fields = fields.iter().map(|&(key, text)| (key, value(text))).collect();
    play(&chosen(name, fields).expect("a process"), 5, span).expect("requests")
}

/// An arrival as a scenario writes it.
fn read(text: &str) -> Arrival {
    let loaded = load_text(text, &Request::default(), &Arrival::kind(), &Models::NONE);
    let mut problems = loaded.problems;
    let arrival = loaded.tree.and_then(|tree| Arrival::read(&tree, &mut problems));
    arrival.unwrap_or_else(|| panic!("{}", loaded.sources.render(&problems, Colour::Plain)))
}

#[test]
fn processes_are_found_again_with_their_rate() {
    let poisson = made("poisson", &[("rate", "4 /s")], Span::secs(7_200));
    let swings = made("mmpp", &[("rates", "8 /s|2 /s"), ("holds", "1 min|2 min")], Span::secs(144_000));
    let hours: Vec<String> = (0..24).map(|hour| format!("{}", 1 + hour % 12)).collect();
    let day = format!("mean = \"6 /min\", factors = [{}], cv = 2.0", hours.join(", "));
    let day = play(&read(&format!("hourly = {{ {day} }}")), 5, Span::days(9)).expect("requests");
    for (trace, name) in [(&poisson, "poisson"), (&swings, "mmpp"), (&day, "hourly")] {
        let fit = fit(trace);
        let first = &fit.arrivals[0];
        assert_eq!(first.name, name, "{:#?}", fit.arrivals);
        // An hour is seen forty times or more: the variance of so few counts is a fifth off by chance, twice.
        for ((got, want), error) in first.dispersion.iter().zip(fit.dispersion).zip([0.25, 0.25, 0.25, 0.8]) {
            let Some(want) = want else { continue };
            near(got.unwrap(), want, error, name);
        }
        let played = play(fit.arrival().unwrap(), 77, trace.span()).unwrap();
        near(played.mean_rate().unwrap(), trace.mean_rate().unwrap(), 0.1, name);
    }
}

/// Median and p90 of every length that is at hand, within a token or 3 %; the rate, and the dispersion within its
/// reach.
#[test]
fn real_traces_keep_their_median_p90_and_rate() {
    let files = [
        "azure-llm-2023/AzureLLMInferenceTrace_code.csv",
        "azure-llm-2023/AzureLLMInferenceTrace_conv.csv",
        "mooncake-fast25/conversation_trace.jsonl",
        "mooncake-fast25/synthetic_trace.jsonl",
        "sharegpt-alpaca-lengths/sharegpt_lengths.csv.gz",
        "sharegpt-alpaca-lengths/alpaca_lengths.csv.gz",
        "vidur-arxiv-lengths/arxiv_summarization_stats_llama2_tokenizer_filtered_v2.csv",
    ];
    for name in files {
        let Some(trace) = requests(name) else { return };
        let fit = fit(&trace);
        println!("{name}\n{}", super::report(&fit));
        for (fits, of) in [(&fit.prompt, trace.prompts()), (&fit.output, trace.outputs())] {
            assert!(fits[0].distance < lengths::NEAR, "{name}: {fits:?}");
            for (share, expected) in [(0.5, of.quantiles[2]), (0.9, of.quantiles[3])] {
                let got = fits[0].law.quantile(share);
                assert!(
                    (got - expected).abs() < (0.05 * expected).max(1.0),
                    "{name}: {share} at {got}, not {expected}"
                );
            }
        }
        if let Some(arrival) = fit.arrival() {
            let played = play(arrival, 78, trace.span() * 4).unwrap();
            near(played.mean_rate().unwrap(), trace.mean_rate().unwrap(), 0.2, name);
        }
        let text = fragment(&fit, &trace, name);
        assert!(text.contains("[users.fitted.demand.tokens"), "{text}");
    }
}

#[test]
fn requests_that_failed_are_fitted_as_if_they_had_not_been_recorded() {
    let trace = generate(&Shape::named("azure-conversation").expect("a shape").spec(3_000), 5);
    let mut rows = Vec::new();
    for row in trace.rows() {
        rows.push(*row);
        rows.push(Row { prompt: 9_999, output: 0, ..*row });
    }
    let failing = Trace::new(rows, Vec::new());
    let (with, without) = (fit(&failing), fit(&trace));
    assert_eq!((with.failed, without.failed), (3_000, 0));
    let fragment = |fit| fragment(fit, &trace, "x.csv");
    let (with, without) = (fragment(&with), fragment(&without));
    let note = "# left out: 3000 requests that failed, with no output tokens\n";
    assert!(with.contains(note) && with.replace(note, "") == without, "{with}");
}
