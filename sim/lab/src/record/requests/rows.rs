//! The table of single requests.

use state::requests::{Need, Shared};
use units::time::{Span, Time};
use world::log::{Log, Row};
use world::metrics::cause::Cause;
use world::scenario::Scenario;

/// The columns of the table with their meaning.
pub const COLUMNS: [(&str, &str); 30] = [
    ("replication", "index of the replication, from 0"),
    ("users", "the group of users that sent it"),
    ("request", "its number within the group; the same number has the same random draws under any policy"),
    ("arrival_s", "when it was sent, in simulated time"),
    ("measured", "1 if it was sent after the warm-up, so that its latency counts; else 0"),
    ("gateway", "the gateway where it entered"),
    ("network", "the network that served it"),
    ("llm", "the requested LLM; empty for plain work"),
    ("work_s", "plain work at speed 1; empty for tokens"),
    ("prompt_tokens", "prompt tokens; empty for plain work"),
    ("output_tokens", "requested output tokens; empty for plain work"),
    ("session", "its session within the group; empty if it has none"),
    (
        "prefix_tokens",
        "tokens at the start of the prompt that a node with an unlimited cache would have; empty for plain work",
    ),
    (
        "outcome",
        "`answered`, the reason why it was not (`refused_...`, `failed_...`), or `in_flight` at the end of the run",
    ),
    ("nodes", "the group of the node that answered"),
    ("node", "which node of the group, from 0"),
    ("wait_s", "from sending until the service of the attempt that gave the answer began"),
    ("ttft_s", "from sending until the user had the first token; empty if the answer arrived whole"),
    ("tpot_s", "time per further token: from the first to the last, divided by their number less one"),
    ("service_s", "service time on the node if it worked on nothing else, at full speed"),
    ("latency_s", "from sending to the answer"),
    ("lost_s", "from sending until it was refused or failed"),
    ("assured_s", "from sending until the answer could no longer be reverted; empty if it still could at the end"),
    ("in_time", "1 if the answer was in time, else 0; empty without an answer, or if its users have no target"),
    ("tries", "attempts to get it answered"),
    ("checks", "checks of the answer, including lost ones"),
    ("wrong", "1 if the answer was wrong, else 0; empty without an answer"),
    ("convicted", "1 if a check judged the answer wrong, else 0; empty without an answer"),
    ("priority", "the priority class of its group"),
    ("region", "the region of its users; empty without regions"),
];

/// The cells of a row, in the order of [`COLUMNS`]; empty where there is nothing.
pub(super) type Cells = [String; COLUMNS.len()];

/// The table as CSV.
pub(super) struct Table {
    writer: csv::Writer<Vec<u8>>,
}

impl Table {
    pub(super) fn new() -> Self {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(COLUMNS.map(|column| column.0)).expect("memory takes every line");
        Self { writer }
    }

    /// Adds a row.
    pub(super) fn add(&mut self, cells: &Cells) {
        self.writer.write_record(cells).expect("memory takes every line");
    }

    pub(super) fn bytes(self) -> Vec<u8> {
        self.writer.into_inner().expect("memory takes everything")
    }
}

/// The rows of a replication in the order of their arrival.
pub(super) fn rows(scenario: &Scenario, replication: u32, log: &Log) -> impl Iterator<Item = Cells> {
    let mut rows: Vec<&Row> = log.rows().iter().collect();
    rows.sort_by_key(|row| (row.arrived, row.users, row.number));
    rows.into_iter().map(move |row| cells(scenario, replication, row))
}

fn cells(scenario: &Scenario, replication: u32, row: &Row) -> Cells {
    let none = String::new;
    let users = &scenario.users[row.users.row()];
    let since = |at: Time| seconds(at.since(row.arrived));
    let answer = row.answer.as_ref();
    let (work, prompt, output, prefix) = match row.need {
        Need::Work(work) => (seconds(work), none(), none(), none()),
        Need::Tokens { prompt, output } => {
            (none(), prompt.to_string(), output.to_string(), row.shared.most().min(prompt).to_string())
        }
    };
    let (nodes, node) = answer.map_or((none(), none()), |answer| place(scenario, answer.node.0));
    let tpot = answer.and_then(|answer| {
        let Need::Tokens { output: output @ 2.., .. } = row.need else { return None };
        let rest = answer.at.since(answer.first?);
        Some(seconds(Span::from_ns(rest.ns() / u64::from(output - 1))))
    });
    let flag = |is: bool| answer.map_or_else(none, |_| u8::from(is).to_string());
    [
        replication.to_string(),
        users.name.clone(),
        row.number.to_string(),
        seconds(row.arrived.since(Time::ZERO)),
        u8::from(row.arrived >= scenario.cut).to_string(),
        scenario.gateways[row.gateway.row()].name.clone(),
        scenario.networks[row.network.row()].name.clone(),
        scenario.llms[row.llm.row()].clone(),
        work,
        prompt,
        output,
        if row.shared.session == Shared::ALONE { none() } else { row.shared.session.to_string() },
        prefix,
        outcome(row).into(),
        nodes,
        node,
        answer.map_or_else(none, |answer| since(answer.began)),
        answer.and_then(|answer| answer.first).map_or_else(none, since),
        tpot.unwrap_or_default(),
        answer.map_or_else(none, |answer| seconds(answer.service)),
        answer.map_or_else(none, |answer| since(answer.at)),
        row.lost.map_or_else(none, |(at, _)| since(at)),
        row.settled.map_or_else(none, since),
        answer.and_then(|answer| answer.in_time).map_or_else(none, |is| u8::from(is).to_string()),
        row.tries.to_string(),
        row.checks.to_string(),
        flag(row.is_wrong),
        flag(row.is_convicted),
        users.rules.priority.to_string(),
        users.region.map_or_else(none, |region| scenario.regions[region.row()].clone()),
    ]
}

/// How a request ended, in a word.
pub(super) fn outcome(row: &Row) -> &'static str {
    match (row.lost, row.answer) {
        (Some((_, cause)), _) => Cause::ALL.iter().find(|known| known.0 == cause).map_or("lost", |known| known.1),
        (None, Some(_)) => "answered",
        (None, None) => "in_flight",
    }
}

/// The group of a node, and which of the group's nodes it is.
pub(super) fn place(scenario: &Scenario, mut node: u32) -> (String, String) {
    for group in &scenario.groups {
        if node < group.rules.count {
            return (group.name.clone(), node.to_string());
        }
        node -= group.rules.count;
    }
    (String::new(), node.to_string())
}

/// A span in seconds, to the nanosecond, with as many decimals as it needs.
pub(super) fn seconds(span: Span) -> String {
    trace::seconds(Time::ZERO + span)
}
