//! What a decision of each scheduling policy costs among 100, 10,000 and 1,000,000 nodes.
//!
//! `cargo bench -p windtunnel-benches --bench scheduling`. CPU time a pick \[ns\], the median of several rounds, and
//! the ratio of a million nodes to a hundred; also over that of `random`, which does the same for any number of nodes:
//! it reads one place of a list that no longer fits into caches. Backlogs stay as they are.

#![expect(clippy::print_stdout, reason = "a bench prints what it measures")]

use std::hint::black_box;

use engine::draws::{Address, Purpose, Stream, name_hash};
use files::Request;
use rules::columns::{Column, Knows, Lengths};
use rules::scheduling::{Scheduling, View};
use scenario::menu;
use state::journal::Journal;
use state::roster::Roster;
use units::ids::{NodeId, UsersId};
use units::time::{Span, Time};
use windtunnel_benches::{CpuClock, Table};

const NODES: [u32; 3] = [100, 10_000, 1_000_000];
const ROUNDS: usize = 5;
/// Picks of a round.
const PICKS: u64 = 20_000;

/// Has what every policy needs, so that any may be set.
const SCENARIO: &str = r#"
name = "bench"
horizon = "1 s"
[coin.alp]
[network.plain]
coin = "alp"
[gateway.front]
networks = ["plain"]
[nodes.all]
count = 2
stake = { plain = "1 alp" }
[users.all]
gateway = "front"
arrival.poisson.rate = "1 /s"
demand.work = "1 s"
target.deadline = "1 s"
"#;

/// Policies beside those of the menu with their defaults: what settings make of them.
const OTHERS: [(&str, &str); 4] = [
    ("power_of_d, memory = 1", "{ power_of_d = { d = 1, memory = 1 } }"),
    ("proportional to speed", "{ proportional = { to = \"speed * slots\" } }"),
    ("sticky_random, 10,000 clients", "{ sticky_random = { clients = 10_000 } }"),
    ("cache_affinity to residency", "{ cache_affinity = { to = \"residency\" } }"),
];

/// What a gateway knows of a node, in one cache line.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Row {
    price: f64,
    stake: f64,
    speed: f64,
    uptime: f64,
    held: f64,
}

struct Nodes {
    rows: Vec<Row>,
    stakes: Journal,
}

impl Knows for Nodes {
    fn number(&self, column: Column, node: NodeId) -> f64 {
        let row = &self.rows[node.row()];
        match column {
            Column::Price => row.price,
            Column::Stake => row.stake,
            Column::Speed => row.speed,
            Column::Slots => 1.0,
            Column::Held => row.held,
            _ => row.uptime,
        }
    }
    fn latency(&self, node: NodeId, backlog: u32, _: Lengths) -> Span {
        Span::from_secs_f64(f64::from(backlog + 1) / self.rows[node.row()].speed)
    }
    fn changes(&self) -> Option<&Journal> {
        Some(&self.stakes)
    }
}

fn stream(purpose: Purpose) -> Stream {
    Address { seed: 1, replication: 0, purpose, entity: name_hash("bench") }.stream()
}

/// A policy as a scenario names it.
fn policy(text: &str) -> Scheduling {
    let sets = vec![format!("gateway.front.scheduling={text}")];
    let checked = scenario::open_text(SCENARIO, &Request { sets, ..Request::default() });
    checked.unwrap_or_else(|problems| panic!("{text}: {problems:?}")).scenario.gateways[0].rules.scheduling.clone()
}

/// Costs of the first pick, which may lay things out, and of one later; with a slashed node before each, if asked.
fn costs(policy: &Scheduling, n: u32, is_slashing: bool) -> (f64, f64) {
    let mut random = stream(Purpose::Service).draws(u64::from(n));
    let mut some = |most: u32| f64::from(1 + random.below(most));
    let row = |some: &mut dyn FnMut(u32) -> f64| Row {
        price: some(8),
        stake: some(1_000),
        speed: some(4),
        uptime: some(99),
        held: some(2) - 1.0,
    };
    let mut nodes = Nodes { rows: (0..n).map(|_| row(&mut some)).collect(), stakes: Journal::default() };
    let backlogs: Vec<u32> = (0..n).map(|_| some(4) as u32 - 1).collect();
    let mut roster = Roster::of(policy.order());
    (0..n).for_each(|node| roster.enter(NodeId(node), backlogs[node as usize]));
    let (sessions, chance) = (stream(Purpose::Affinity), stream(Purpose::Scheduling));
    let mut memory = policy.memory(n as usize);
    let mut pick = |number: u64, nodes: &mut Nodes| {
        if is_slashing {
            let node = NodeId(chance.draws(number).below(n));
            nodes.rows[node.row()].stake *= 0.95;
            nodes.stakes.note(node);
        }
        let now = Time::ZERO + Span::from_ns(number * 1_000);
        let view = View {
            roster: &roster,
            backlogs: &backlogs,
            knows: nodes,
            sessions,
            session: number % 100_000,
            users: UsersId(0),
            tries: 0,
            now,
            deadline: Some(now + Span::secs(2)),
        };
        black_box(policy.pick(&mut memory, &view, &mut chance.draws(number)));
    };
    let clock = CpuClock::start();
    pick(0, &mut nodes);
    let first = clock.ns();
    let mut rounds: Vec<f64> = (0..ROUNDS as u64)
        .map(|round| {
            let clock = CpuClock::start();
            (1..=PICKS).for_each(|i| pick(round * PICKS + i, &mut nodes));
            clock.ns() / PICKS as f64
        })
        .collect();
    rounds.sort_by(f64::total_cmp);
    (first, rounds[ROUNDS / 2])
}

fn main() {
    let wing = menu::wings().into_iter().find(|wing| wing.name == "gateway.scheduling").expect("there is such a wing");
    let text = |name: &str| match name {
        "score" => "{ score = { score = \"speed / (1 + backlog)\" } }".into(),
        "weighted" => "{ weighted = { backlog = 1.0, price = 1.0 } }".into(),
        "proportional" => "{ proportional = { to = \"1 / (1 + backlog)\" } }".into(),
        name => format!("\"{name}\""),
    };
    let named = wing.policies.iter().filter(|policy| policy.name != "custom");
    let mut list: Vec<(String, String, bool)> = named.map(|p| (p.name.to_string(), text(p.name), false)).collect();
    list.extend(OTHERS.map(|(name, text)| (name.into(), text.into(), false)));
    list.push(("stake_weighted, a slash a pick".into(), "\"stake_weighted\"".into(), true));
    let header =
        ["policy [ns/pick]", "100", "10,000", "1,000,000", "ratio", "over random's", "first pick of 1,000,000 [ms]"];
    let mut table = Table::new(&header);
    let mut floor = None;
    for (name, text, is_slashing) in list {
        let policy = policy(&text);
        let found = NODES.map(|n| costs(&policy, n, is_slashing));
        let mut cells = vec![name];
        cells.extend(found.iter().map(|cost| format!("{:.0}", cost.1)));
        let ratio = found[2].1 / found[0].1;
        // The first is `random`.
        let floor = *floor.get_or_insert(ratio);
        cells.extend([format!("{ratio:.1}"), format!("{:.1}", ratio / floor)]);
        cells.push(format!("{:.1}", found[2].0 / 1e6));
        table.row(cells);
    }
    print!("{}", table.text());
}
