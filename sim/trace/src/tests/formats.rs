//! Formats that others gave their traces, in tiny files and in the real ones.

use std::path::{Path, PathBuf};

use super::super::{Clients, Format, Found, Trace, open_any, read, read_any};
use super::{check, row};

const SECOND: u64 = 1_000_000_000;

fn clients(text: &str) -> Clients {
    match read_any(text.as_bytes()) {
        Ok(Found::Clients(clients)) => clients,
        other => panic!("not clients: {other:?}"),
    }
}

#[test]
fn sessions_and_prefixes_survive_the_plain_form() {
    let text = "arrival_s,llm,prompt_tokens,output_tokens,session,prefix_tokens\n\
                0,,100,20,ann,40\n1,,150,20,bob,40\n2,,180,5,ann,120\n3,,7,5,,\n";
    let trace = read(text.as_bytes()).unwrap();
    let shared: Vec<_> = trace.rows().iter().map(|row| (row.session, row.prefix)).collect();
    assert_eq!(shared, [(Some(0), 40), (Some(1), 40), (Some(0), 120), (None, 0)]);
    assert_eq!(read(trace.to_csv().as_bytes()), Ok(trace));
    check(
        "arrival_s,prompt_tokens,output_tokens,prefix_tokens\n0,10,1,11\n0,10,1,-1\n",
        &[
            "day.csv:2: prefix_tokens `11` is more than the 10 tokens of the prompt; the prefix is the part of the prompt that was in earlier requests",
            "day.csv:3: prefix_tokens `-1` is negative; write a whole number of tokens",
        ],
    );
}

#[test]
fn burst_gpt_has_sessions_in_its_later_files() {
    let first = "Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n\
                 5,ChatGPT,472,18,490,Conversation log\n45.5,GPT-4,1087,0,1087,API log\n";
    let trace = read(first.as_bytes()).unwrap();
    assert_eq!(trace.llms(), ["ChatGPT", "GPT-4"]);
    assert_eq!(trace.rows(), [row(5 * SECOND, Some(0), 472, 18), row(45 * SECOND + SECOND / 2, Some(1), 1087, 0)]);
    let later = "Timestamp,Session ID,Elapsed time,Model,Request tokens,Response tokens,Total tokens,Log Type\n\
                 5,9,1.5,ChatGPT,472,18,490,Conversation log\n6,,0.1,GPT-4,1,1,2,API log\n7,9,1,ChatGPT,2,2,4,Conversation log\n";
    let sessions: Vec<_> = read(later.as_bytes()).unwrap().rows().iter().map(|row| row.session).collect();
    assert_eq!(sessions, [Some(0), None, Some(0)]);
    check(
        "Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\nnoon,ChatGPT,1,1,2,API log\n5,x,1\n",
        &[
            "day.csv:2: `noon` is not a time; write the arrival as `12.345678`, in seconds since the start",
            "day.csv:3: the line has 3 fields, the header 6",
        ],
    );
}

#[test]
fn mooncake_prefixes_are_what_a_cache_without_bounds_would_hold() {
    let text = r#"{"timestamp": 0, "input_length": 1200, "output_length": 500, "hash_ids": [0, 1, 2]}
{"timestamp": 0, "input_length": 600, "output_length": 5, "hash_ids": [0, 3]}

{"timestamp": 27482, "input_length": 1700, "output_length": 1, "hash_ids": [0, 1, 2, 4]}
{"timestamp": 27482.5, "input_length": 1200, "output_length": 1, "hash_ids": [0, 1, 2]}
"#;
    let trace = read(text.as_bytes()).unwrap();
    let shared: Vec<_> = trace.rows().iter().map(|row| (row.session, row.prefix)).collect();
    // The third block of the first prompt ends after 176 tokens: of the third prompt 1,200 tokens are known, not 1,536.
    assert_eq!(shared, [(Some(0), 0), (Some(1), 512), (Some(0), 1200), (Some(0), 1200)]);
    assert_eq!(trace.rows()[3].at.ns(), 27_482_500_000);
    assert_eq!(read(trace.to_csv().as_bytes()), Ok(trace));
}

#[test]
fn faults_of_mooncake_stand_with_their_lines() {
    let example = format!("write lines such as `{}`", Format::Mooncake.header());
    check(
        "{\"timestamp\": 5, \"input_length\": 9}\n{\"timestamp\": 5,\n[1]\n\
         {\"timestamp\": 4, \"input_length\": -1, \"output_length\": 1.5, \"hash_ids\": [0, \"a\"]}\n\
         {\"timestamp\": 4, \"input_length\": 512, \"output_length\": 1, \"hash_ids\": [0, 1]}\n\
         {\"timestamp\": 3, \"input_length\": 512, \"output_length\": 1, \"hash_ids\": 3}\n",
        &[
            &format!("day.csv:1: `output_length` is missing; {example}"),
            &format!("day.csv:2: the line is not JSON: EOF while parsing a value at column 16; {example}"),
            &format!("day.csv:3: the line is not a JSON object; {example}"),
            "day.csv:4: input_length `-1` is negative; write a whole number of tokens",
            "day.csv:4: output_length `1.5` is not a whole number; write a whole number of tokens",
            "day.csv:4: `hash_ids` contains `\"a\"`, which is not a whole number from 0; write it as `[0, 1, 2]`",
            "day.csv:5: 2 blocks are more than a prompt of 512 tokens has; a block of `hash_ids` has 512 tokens",
            "day.csv:6: `3` is earlier than the previous line; sort the rows by arrival",
            "day.csv:6: `hash_ids` is not a list; write it as `[0, 1, 2]`",
        ],
    );
}

/// `AIPerf` 0.13.0, `dataset/loader/mooncake_trace.py` and `docs/reference/conversation-context-mode.md`: a later turn
/// says what is new, its context is all that was said; lines of sessions may stand in any order among each other.
#[test]
fn turns_of_aiperf_carry_all_that_their_session_said() {
    let text = r#"{"session_id": "a", "timestamp": 1000, "input_length": 300, "output_length": 40, "hash_ids": [7]}
{"session_id": "a", "delay": 2000, "input_length": 150, "output_length": 20}
{"session_id": "a", "input_length": 10, "output_length": 5}
{"session_id": "b", "timestamp": 1500.5, "input_length": 400, "output_length": 1, "hash_ids": [7]}
{"session_id": "b", "timestamp": 9000, "delay": null, "input_length": 30, "output_length": 1}
{"timestamp": 0, "input_length": 512, "output_length": 1, "hash_ids": [9]}
"#;
    let trace = read(text.as_bytes()).unwrap();
    let rows: Vec<_> =
        trace.rows().iter().map(|r| (r.at.ns() / 100_000, r.session, r.prompt, r.output, r.prefix)).collect();
    assert_eq!(
        rows,
        [
            (0, Some(0), 512, 1, 0),
            (10_000, Some(1), 300, 40, 0),
            (15_005, Some(2), 400, 1, 300),
            (30_000, Some(1), 490, 20, 340),
            (30_000, Some(1), 520, 5, 510),
            (90_000, Some(2), 431, 1, 401),
        ]
    );
    assert_eq!(read(trace.to_csv().as_bytes()), Ok(trace));
    // The example of the loader: nobody says a time, and all sessions begin at once.
    let timeless = r#"{"session_id": "abc-123", "input_length": 300, "output_length": 40}
{"session_id": "abc-123", "delay": 2, "input_length": 150, "output_length": 20}
{"session_id": 9, "input_length": 3, "output_length": 4}
"#;
    let rows: Vec<_> =
        read(timeless.as_bytes()).unwrap().rows().iter().map(|r| (r.at.ns(), r.session, r.prompt)).collect();
    assert_eq!(rows, [(0, Some(0), 300), (0, Some(1), 3), (2_000_000, Some(0), 490)]);
}

#[test]
fn faults_of_aiperf_stand_with_their_lines() {
    check(
        r#"{"session_id": "a", "input_length": 1, "output_length": 1}
{"session_id": "b", "timestamp": 5, "input_length": 1, "output_length": 1}
"#,
        &["day.csv:1: the first turn of a session needs a `timestamp`, as other lines have one; write `timestamp` in \
             milliseconds since the start"],
    );
    check(
        r#"{"session_id": "b", "timestamp": 5, "input_length": 9000000, "output_length": 999999}
{"session_id": "b", "timestamp": 4, "input_length": 1, "output_length": 1}
{"session_id": "b", "delay": -1, "input_length": 1, "output_length": 1}
{"session_id": "b", "delay": "soon", "input_length": 1, "output_length": 1}
{"session_id": "b", "delay": 1, "input_length": 2, "output_length": 1}
{"session_id": "b", "delay": 1, "text_input": "hello"}
"#,
        &[
            "day.csv:2: `4` is earlier than the previous turn; sort the turns of a session by time",
            "day.csv:3: `-1` is a negative time; times count from the start of the trace",
            "day.csv:4: `soon` is not a time; write `delay` in milliseconds",
            "day.csv:5: with the earlier turns of its session, the prompt has more than 10000000 tokens; end the session sooner",
            &format!("day.csv:6: `input_length` is missing; write lines such as `{}`", Format::Mooncake.header()),
            &format!("day.csv:6: `output_length` is missing; write lines such as `{}`", Format::Mooncake.header()),
        ],
    );
}

/// The keys are those of the data's README (alibaba-edu/qwen-bailian-usagetraces-anon); the numbers are made up.
#[test]
fn traces_of_bailian_are_told_by_their_keys_and_read_in_seconds() {
    let text = r#"{"chat_id": 159, "parent_chat_id": -1, "timestamp": 61.114, "input_length": 40, "output_length": 132, "type": "text", "turn": 1, "hash_ids": [10, 11, 12]}
{"chat_id": 160, "parent_chat_id": -1, "timestamp": 62, "input_length": 35, "output_length": 8, "type": "search", "turn": 1, "hash_ids": [10, 11, 13]}
{"chat_id": 161, "parent_chat_id": 159, "timestamp": 90.5, "input_length": 60, "output_length": 9, "type": "text", "turn": 2, "hash_ids": [10, 11, 12, 14]}
{"chat_id": 162, "parent_chat_id": 55, "timestamp": 91, "input_length": 16, "output_length": 1, "type": "text", "turn": 7, "hash_ids": [20]}
{"chat_id": 163, "parent_chat_id": 161, "timestamp": 7200, "input_length": 64, "output_length": 1, "type": "text", "turn": 3, "hash_ids": [10, 11, 12, 14]}
"#;
    let trace = read(text.as_bytes()).unwrap();
    let rows: Vec<_> = trace.rows().iter().map(|r| (r.at.ns() / 1_000_000, r.session, r.prompt, r.prefix)).collect();
    assert_eq!(
        rows,
        [
            (61_114, Some(0), 40, 0),
            (62_000, Some(1), 35, 32),
            // The third block of the first prompt ends after 8 of 16 tokens, and so does what is known of this one.
            (90_500, Some(0), 60, 40),
            (91_000, Some(2), 16, 0),
            (7_200_000, Some(0), 64, 60),
        ]
    );
    assert_eq!(read(trace.to_csv().as_bytes()), Ok(trace));
    let example = format!("write lines such as `{}`", Format::Bailian.header());
    check(
        r#"{"turn": 1, "timestamp": 1, "input_length": 16, "output_length": 1}
{"chat_id": 1, "timestamp": "now", "input_length": 16, "output_length": 1}
{"chat_id": 2, "timestamp": 5, "input_length": 16, "output_length": 1, "hash_ids": [1, 2]}
{"chat_id": 3, "timestamp": 4, "input_length": 16, "output_length": 1}
"#,
        &[
            &format!("day.csv:1: `chat_id` is missing; {example}"),
            "day.csv:2: `now` is not a time; write `timestamp` in seconds since the start",
            "day.csv:3: 2 blocks are more than a prompt of 16 tokens has; a block of `hash_ids` has 16 tokens",
            "day.csv:4: `4` is earlier than the previous line; sort the rows by arrival",
        ],
    );
}

#[test]
fn lengths_alone_come_all_at_once() {
    for text in
        ["input_tokens,output_tokens\n29,202\n1,2\n", "num_prefill_tokens,num_decode_tokens,x\n29,202,0\n1,2,0\n"]
    {
        let trace = read(text.as_bytes()).unwrap();
        assert_eq!(trace.rows(), [row(0, None, 29, 202), row(0, None, 1, 2)]);
        assert_eq!(trace.mean_rate(), None);
    }
}

const WINDOWS: &str = "client,t_s,rate_rps,cv,iat_family,shape,scale\n\
                       0,0,3,2,Gamma,0.25,1.3\n7,0,0.5,1,Weibull,1,2\n0,600,0,,,,\n0,1200,1,1,Weibull,0.5,3\n";

#[test]
fn clients_have_windows_and_lengths() {
    let lengths =
        "client,field,mean,q0,q0.5,q1\n0,input_tokens,5,1,4,9\n0,output_tokens,5,2,2,2\n9,reason_ratio,1,0,0,1\n";
    let clients = clients(WINDOWS).with_lengths(&clients(lengths));
    assert_eq!((clients.len(), clients.span_s()), (2, (0, 1_800)));
    assert_eq!(clients.rates(), [3.5, 0.0, 1.0]);
    assert_eq!(clients.shares(), [4.0 / 4.5, 0.5 / 4.5]);
    let first = clients.iter().next().unwrap().1;
    assert_eq!((&first.prompt[..], first.output.len()), (&[(0.0, 1.0), (0.5, 4.0), (1.0, 9.0)][..], 3));
    // 1 / sqrt(1/4), and G(5) / G(3)^2 - 1 = 5.
    assert!((first.windows[0].cv() - 2.0).abs() < 1e-12 && (first.windows[1].cv() - 5_f64.sqrt()).abs() < 1e-9);
    assert_eq!(clients.cv_at(0.1).map(|cv| (cv * 1e6).round()), Some(1e6));
    let said = read(WINDOWS.as_bytes()).unwrap_err();
    assert_eq!(said.list()[0].message, "the file contains clients, not requests");
    // The files of single clients as they are published have no header.
    let chunk = super::super::read_any(b"0,1.5,2.1,Gamma,0.3,1.2\n600,0.0,0,,,\n1200,0.5,1,Weibull,0.9,2\n");
    assert!(matches!(chunk, Ok(Found::Clients(clients)) if clients.rates() == [1.5, 0.0, 0.5]));
}

#[test]
fn faults_of_clients_stand_with_their_lines() {
    check(
        &format!("{WINDOWS}0,1200,1,1,Gamma,1,1\n1,0,x,1,Gamma,1,1\n1,0,1,1,Pareto,1,1\n1,0,1,1,Gamma,0,nan\n1,0\n"),
        &[
            "day.csv:6: a window at 1200 s follows a later one; sort the windows of a client by time, each ten minutes",
            "day.csv:7: rate_rps `x` is not a number; write it as `1.25`",
            "day.csv:8: iat_family `Pareto` is not a distribution of gaps; known are `Gamma` and `Weibull`",
            "day.csv:9: shape `0` is too small; write a number above 0",
            "day.csv:9: scale `nan` is not a number; write it as `1.25`",
            "day.csv:10: the line has 2 fields, the first 7",
        ],
    );
    check(
        "client,field,q0,q0.5,q1\n0,input_tokens,3,2,9\n0,output_tokens,1,x,9\n",
        &[
            "day.csv:2: the quantiles of input_tokens fall; write the quantiles in rising order",
            "day.csv:3: output_tokens `x` is not a number; write it as `1.25`",
        ],
    );
    check(
        "client,field,q0.5\n",
        &[
            "day.csv:1: the quantiles do not rise from `q0` to `q1`; name the quantiles `q0`, `q0.5`, `q1`, in rising order",
        ],
    );
}

#[test]
fn a_packed_file_that_is_damaged_says_so() {
    let shown = super::said(&[0x1f, 0x8b, 8, 0, 0]);
    assert!(shown.starts_with("day.csv:1: the file cannot be unpacked: "), "{shown}");
}

/// A public file, if it lies beside the repository.
pub(crate) fn public(name: &str) -> Option<Found> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let file: PathBuf = root.join("../shared/data/traces").join(name);
    if !file.exists() {
        println!("left out: {name} is not beside this repository");
        return None;
    }
    Some(open_any(&file).unwrap_or_else(|faults| panic!("{}", faults.render(&file))))
}

pub(crate) fn requests(name: &str) -> Option<Trace> {
    match public(name)? {
        Found::Requests(trace) => Some(trace),
        Found::Clients(_) => panic!("{name} holds clients"),
    }
}

/// 37.4 % and 65.1 % of the prompts' tokens were counted by other means (reference/serving.md, section 3).
#[test]
fn the_public_mooncake_traces_have_their_published_figures() {
    for (name, rows, share) in [("conversation", 12_031, 0.374), ("synthetic", 3_993, 0.651)] {
        let Some(trace) = requests(&format!("mooncake-fast25/{name}_trace.jsonl")) else { return };
        assert_eq!(trace.rows().len(), rows);
        let sum = |of: fn(&super::Row) -> u32| trace.rows().iter().map(|row| f64::from(of(row))).sum::<f64>();
        let prefix = sum(|row| row.prefix) / sum(|row| row.prompt);
        assert!((prefix - share).abs() < 5e-4, "{name}: {prefix}");
        assert_eq!(read(trace.to_csv().as_bytes()), Ok(trace), "{name} does not survive the plain form");
    }
}

/// Clients, mean rate, share of the ten most active: reference/serving.md, section 3.
#[test]
fn the_public_clients_have_their_published_figures() {
    for (name, n, rate, top) in [
        ("language_m-large", 162, 196.0, 0.63),
        ("language_m-small", 43, 1_174.0, 0.93),
        ("reason_deepseek-r1", 73, 16.0, 0.68),
    ] {
        let Some(Found::Clients(clients)) = public(&format!("servegen/{name}_client_windows.csv.gz")) else { return };
        let Some(Found::Clients(lengths)) = public(&format!("servegen/{name}_length_quantiles.csv")) else { return };
        let clients = clients.with_lengths(&lengths);
        assert_eq!(clients.len(), n, "{name}");
        let rates = clients.rates();
        let mean = rates.iter().sum::<f64>() / rates.len() as f64;
        assert!((mean / rate - 1.0).abs() < 0.02, "{name}: {mean}");
        let ten: f64 = clients.shares().iter().take(10).sum();
        assert!((ten - top).abs() < 0.006, "{name}: {ten}");
        assert!(clients.iter().any(|(_, client)| client.prompt.len() > 10 && client.output.len() > 10), "{name}");
    }
}

#[test]
fn the_public_lengths_are_read() {
    for (name, rows) in [
        ("sharegpt-alpaca-lengths/sharegpt_lengths.csv.gz", 82_814),
        ("sharegpt-alpaca-lengths/alpaca_lengths.csv.gz", 47_379),
        ("vidur-arxiv-lengths/arxiv_summarization_stats_llama2_tokenizer_filtered_v2.csv", 28_257),
    ] {
        let Some(trace) = requests(name) else { return };
        assert_eq!(trace.rows().len(), rows, "{name}");
    }
}
