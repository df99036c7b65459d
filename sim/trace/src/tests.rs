//! Trace files good and bad, by their whole text.

pub(super) mod formats;

use std::path::{Path, PathBuf};

use statistics::chance::Chance;
use units::time::Time;

use super::{Faults, Format, Row, Trace, open, read};

fn row(ns: u64, llm: Option<u16>, prompt: u32, output: u32) -> Row {
    Row { at: Time::from_ns(ns), llm, prompt, output, session: None, prefix: 0 }
}

/// What is said about a bad file.
fn said(text: &[u8]) -> String {
    read(text).expect_err("faults").render(Path::new("day.csv"))
}

fn check(text: &str, expected: &[&str]) {
    let shown = said(text.as_bytes());
    assert_eq!(shown.lines().collect::<Vec<_>>(), expected, "{text}");
}

#[test]
fn the_plain_form_is_read_in_any_order_of_columns() {
    let text = "output_tokens , llm,note,arrival_s,prompt_tokens\r\n20,\"large, v2\",x,0.5,10\r\n\r\n21.0,,y,1e0,11\r\n\
                22,small,,1.000000001,12\r\n23,\"large, v2\",,1.000_000_001,0\r\n";
    let trace = read(text.as_bytes()).unwrap();
    assert_eq!(trace.llms(), ["large, v2", "small"]);
    let second = 1_000_000_000;
    let expected = [
        row(second / 2, Some(0), 10, 20),
        row(second, None, 11, 21),
        row(second + 1, Some(1), 12, 22),
        row(second + 1, Some(0), 0, 23),
    ];
    assert_eq!(trace.rows(), expected);
    assert_eq!(read(trace.to_csv().as_bytes()), Ok(trace));
}

#[test]
fn the_llm_column_may_be_missing() {
    let trace = read(b"arrival_s,prompt_tokens,output_tokens\n0,1,2\n").unwrap();
    assert_eq!((trace.rows(), trace.llms().len()), (&[row(0, None, 1, 2)][..], 0));
}

#[test]
fn the_azure_form_begins_at_its_first_row() {
    let text = "\u{feff}TIMESTAMP,ContextTokens,GeneratedTokens\r\n2023-11-16 23:59:59.9799600,4808,10\r\n\
                2023-11-17 00:00:00.0319601,3180,8";
    assert_eq!(read(text.as_bytes()).unwrap().rows(), [row(0, None, 4808, 10), row(52_000_100, None, 3180, 8)]);
}

#[test]
fn a_bad_header_says_which_would_serve() {
    let plain = Format::Plain.header();
    let azure = Format::AzureLlm.header();
    let empty = format!("day.csv:1: the file is empty; start it with `{plain}` and add one line per request");
    check("", &[&empty]);
    check("\n\r\n", &[&empty]);
    let unknown = format!(
        "is not the header of a known trace format; start the file with `{plain}`; `windtunnel trace --help` shows the \
         other formats"
    );
    check("0.5,,10,20\n", &[&format!("day.csv:1: `0.5,,10,20` {unknown}")]);
    let of = |header: &str| format!("the header of such a file is `{header}`");
    check("TIMESTAMP,ContextTokens\n", &[&format!("day.csv:1: column `GeneratedTokens` is missing; {}", of(azure))]);
    check(
        "arrival_s,llm,llm\n",
        &[
            &format!("day.csv:1: column `prompt_tokens` is missing; {}", of(plain)),
            &format!("day.csv:1: column `output_tokens` is missing; {}", of(plain)),
            &format!("day.csv:1: column `llm` occurs twice; {}", of(plain)),
        ],
    );
    check(&format!("{plain}\n"), &["day.csv:1: the trace has no rows; add one line per request"]);
}

#[test]
fn every_bad_row_is_told_with_its_line() {
    let text = "arrival_s,llm,prompt_tokens,output_tokens\n\
                0.5,,10,20\n0.4,,10,20\nnan,,10,20\n-1,,10,-20\n1,,1000000000000,20\n2,,1.5,\n3,,10\n1e29,,NaN,0\n";
    let whole = "write a whole number of tokens";
    check(
        text,
        &[
            "day.csv:3: `0.4` is earlier than the previous line; sort the rows by arrival",
            "day.csv:4: `nan` is not a time; write the arrival as `12.345678`, in seconds since the start",
            "day.csv:5: `-1` is a negative time; times count from the start of the trace",
            &format!("day.csv:5: output_tokens `-20` is negative; {whole}"),
            "day.csv:6: prompt_tokens `1000000000000` is more than 10000000 tokens; check the unit and the column",
            &format!("day.csv:7: prompt_tokens `1.5` is not a whole number; {whole}"),
            &format!("day.csv:7: output_tokens is empty; {whole}"),
            "day.csv:8: the line has 3 fields, the header 4",
            "day.csv:9: `1e29` is more than 292 years after the start",
            &format!("day.csv:9: prompt_tokens `NaN` is not a whole number; {whole}"),
        ],
    );
}

#[test]
fn bad_dates_are_told_with_their_line() {
    check(
        "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-02-28 10:00:00,1,1\n2023-02-29 10:00:00,1,1\n\
         2023-02-28 09:59:59,1,1\n2999-01-01 00:00:00,1,1\n",
        &[
            "day.csv:3: `2023-02-29 10:00:00` is not a date and time; write it as `2023-11-16 18:17:03.9799600`",
            "day.csv:4: `2023-02-28 09:59:59` is earlier than the first row; sort the rows by arrival",
            "day.csv:5: `2999-01-01 00:00:00` is more than 292 years after the start",
        ],
    );
}

#[test]
fn reading_stops_after_twenty_faults() {
    let text = format!("{}\n{}", Format::Plain.header(), "x,,1,1\n".repeat(50));
    let shown = said(text.as_bytes());
    assert_eq!(shown.lines().count(), Faults::MOST + 1);
    assert_eq!(shown.lines().last(), Some("day.csv: the rest was not read after 20 faults"));
}

#[test]
fn other_encodings_are_refused_with_their_line() {
    let expected = "the file is not UTF-8; save it in UTF-8\n";
    assert_eq!(said(b"\xff\xfea\0"), format!("day.csv:1: {expected}"));
    assert_eq!(said(b"arrival_s,llm\n0,b\xe9zier\n"), format!("day.csv:2: {expected}"));
}

#[test]
fn a_trace_of_too_many_rows_is_refused() {
    let text = format!("{}\n{}", Format::Plain.header(), "0,,1,1\n".repeat(5_000_001));
    check(&text, &["day.csv:5000002: the trace has more than 5000000 rows; shorten it, or replay it in parts"]);
}

/// What is written is read back, or was called unreadable before.
#[test]
fn no_trace_is_written_that_cannot_be_read() {
    let check = |last: Row, why: Option<&str>| {
        let trace = Trace::new(vec![row(0, None, 1, 1), last], Vec::new());
        assert_eq!(trace.unreadable().as_deref(), why);
        match read(trace.to_csv().as_bytes()) {
            Ok(again) => assert!(again == trace && why.is_none(), "{last:?}"),
            Err(faults) => assert!(why.is_some(), "{faults:?}"),
        }
    };
    let latest = i64::MAX as u64;
    check(row(latest, None, 10_000_000, 10_000_000), None);
    let late = "the last request comes more than 292 years after the start, which could not be read again";
    check(row(latest + 1, None, 1, 1), Some(late));
    check(row(u64::MAX, None, 1, 1), Some(late));
    check(
        row(latest, None, 1, 10_000_001),
        Some("a request of 10000001 tokens is longer than the 10000000 that can be read"),
    );
    let many = Trace::new(vec![row(0, None, 1, 1); 5_000_001], Vec::new());
    assert_eq!(
        many.unreadable().as_deref(),
        Some("5000001 requests are more than the 5000000 of a trace that can be read")
    );
}

#[test]
fn a_file_that_is_not_there_says_so() {
    let faults = open(Path::new("no/such/trace.csv")).unwrap_err();
    assert!(faults.list()[0].message.starts_with("the file cannot be read: "), "{faults:?}");
}

#[test]
fn no_damage_to_a_file_makes_the_reader_panic() {
    const BYTES: &[u8] = b"0123456789.,-+eE\"\n\r \0\xff\xc3nanTZ:";
    let azure = "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:17:03.9799600,4808,10\n";
    let plain = "arrival_s,llm,prompt_tokens,output_tokens\n0.5,\"a,b\",10,20\n1e1,x,1,2\n";
    let mut chance = Chance::new(5);
    let mut below = |n: usize| (chance.uniform() * n as f64) as usize;
    let mut read_well = 0;
    for round in 0..20_000 {
        let mut bytes = [azure, plain][round % 2].as_bytes().to_vec();
        for _ in 0..=below(4) {
            let at = below(bytes.len());
            match below(3) {
                0 => bytes[at] = BYTES[below(BYTES.len())],
                1 => bytes.insert(at, BYTES[below(BYTES.len())]),
                _ => drop(bytes.remove(at)),
            }
        }
        match read(&bytes) {
            Ok(trace) => {
                read_well += 1;
                assert!(!trace.rows().is_empty());
            }
            Err(faults) => assert!((1..=Faults::MOST).contains(&faults.list().len())),
        }
    }
    assert!((1_000..19_000).contains(&read_well), "{read_well} of 20,000 damaged files were read");
}

/// The public trace, if it lies beside the repository.
fn azure(name: &str) -> Option<Trace> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let file: PathBuf = root.join("../shared/data/traces/azure-llm-2023").join(name);
    if !file.exists() {
        println!("left out: {name} of the Azure LLM inference traces 2023 is not beside this repository");
        return None;
    }
    Some(open(&file).expect("the public trace is read"))
}

/// The figures are those that were taken from the files by other means.
#[test]
fn the_public_azure_traces_have_their_published_figures() {
    for (name, rows, span, cv) in [
        ("AzureLLMInferenceTrace_code.csv", 8_819, 3_435.9, 13.15),
        ("AzureLLMInferenceTrace_conv.csv", 19_366, 3_501.7, 1.09),
    ] {
        let Some(trace) = azure(name) else { return };
        assert_eq!(trace.rows().len(), rows, "{name}");
        assert!((trace.span().as_secs() - span).abs() < 0.05, "{name}: {}", trace.span().as_secs());
        assert!((trace.cv().unwrap() - cv).abs() < 0.006, "{name}: {:?}", trace.cv());
        assert_eq!(read(trace.to_csv().as_bytes()), Ok(trace), "{name} does not survive the plain form");
    }
    let Some(conversation) = azure("AzureLLMInferenceTrace_conv.csv") else { return };
    assert!((conversation.mean_prompt() - 1_155.0).abs() < 0.5, "{}", conversation.mean_prompt());
    assert!((conversation.mean_output() - 211.0).abs() < 0.5, "{}", conversation.mean_output());
}
