//! `check`: says what is wrong with scenarios, and what the sound ones hold.

mod theory;

use std::path::Path;

use scenario::acts::cannot_act;
use scenario::closed_form::assurance::{Assurance, assurances};
use scenario::closed_form::corridor::{Corridor, corridors};
use scenario::closed_form::deviation::{Deviation, deviations};
use scenario::closed_form::exposure::{Readers, readers};
use scenario::closed_form::forms;
use scenario::closed_form::integration::{Integration, integrations};
use scenario::{Checked, Study, expected_requests, warnings};
use serde_json::{Value, json};

use super::init::write_new;
use super::read;
use crate::arguments::Check;
use crate::document;
use crate::exit::Exit;
use crate::number::{count, plain, plural};
use crate::voice::{Form, Voice};
use crate::wrap::hang;

/// Names of a kind that are shown; the rest is counted.
const SHOWN: usize = 8;

/// Checks all files.
pub(crate) fn check(arguments: &Check, voice: &Voice) -> Exit {
    let mut exit = Exit::Fine;
    let mut documents = Vec::new();
    for file in &arguments.files {
        let name = file.display().to_string();
        match (read(file, &arguments.layers), voice.form) {
            (Ok(checked), Form::Text) => voice.data(&text(&name, &checked, arguments.theory)),
            (Ok(checked), Form::Json) => documents.push(content(&name, &checked)),
            (Err(refused), form) => {
                exit = Exit::Refused;
                voice.refuse(&refused);
                if form == Form::Json {
                    documents.push(document::refused(file, &refused));
                }
            }
        }
    }
    if let Some(target) = &arguments.chart
        && exit == Exit::Fine
        && let Err((message, remedy)) = chart(arguments, target)
    {
        voice.error(&message, Some(remedy));
        exit = Exit::Refused;
    }
    if voice.form == Form::Json {
        voice.json(&json!({ "exit": exit.number(), "files": documents }));
    }
    exit
}

/// Draws the slash corridor of the only file.
fn chart(arguments: &Check, target: &Path) -> Result<(), (String, &'static str)> {
    let [file] = &arguments.files[..] else {
        return Err(("`--chart` draws one file, and several are checked".into(), "name one scenario"));
    };
    if target.extension().is_none_or(|ending| ending != "svg") {
        let message = format!("{} is no SVG file by its name", target.display());
        return Err((message, "let it end in .svg"));
    }
    // It was read and found sound before.
    let drawing = read(file, &arguments.layers).ok().and_then(|checked| report::draw_corridors(&checked));
    let drawing = drawing.ok_or_else(|| {
        let message = format!("{} has no slash corridor to draw", file.display());
        (message, "it needs a network with a price, one rule that checks at random, and nodes with a cost")
    })?;
    write_new(target, &drawing.svg)
}

/// Where the values begin.
const COLUMN: usize = 14;

fn text(name: &str, checked: &Checked, shows_theory: bool) -> String {
    let (file, scenario) = (&checked.file, &checked.scenario);
    let mut out = format!("{name}: ok\n");
    let mut line = |label: &str, text: &str| out.push_str(&hang(&format!("  {label}"), text, COLUMN));
    if !checked.question.is_empty() {
        line("question", &checked.question);
    }
    let study = match file.study {
        Study::Terminating => "",
        Study::Steady => ", warm-up discarded",
    };
    let runs = plural(file.replications as usize, "replication");
    line("study", &format!("{}: {runs} of {}{study}, seed {}", file.name, file.horizon, file.seed));
    line("networks", &names(scenario.networks.iter().map(|n| n.name.clone())));
    line("gateways", &names(scenario.gateways.iter().map(|g| g.name.clone())));
    let nodes: u64 = scenario.groups.iter().map(|g| u64::from(g.rules.count)).sum();
    let groups = names(scenario.groups.iter().map(|g| format!("{} {}", count(u64::from(g.rules.count)), g.name)));
    line("nodes", &format!("{}: {groups}", count(nodes)));
    if !scenario.users.is_empty() {
        let total: f64 = scenario.users.iter().map(|u| expected_requests(scenario, u)).sum();
        line("users", &names(scenario.users.iter().map(|u| u.name.clone())));
        line("requests", &format!("about {} expected in each replication", count(total.round() as u64)));
    }
    let forms = forms(scenario);
    for (label, row) in if shows_theory { theory::all(&forms) } else { theory::rows(&forms) } {
        line(label, &row);
    }
    for cannot in cannot_act(scenario) {
        line("idle", &format!("`{}` cannot act: {}", cannot.path, cannot.why));
    }
    for corridor in corridors(scenario) {
        line("slash", &verdict(&corridor));
    }
    for assurance in assurances(&checked.file, scenario) {
        line("assures", &worth(&assurance));
    }
    for readers in readers(scenario) {
        line("exposes", &exposed(&readers));
    }
    for lost in alone(checked) {
        line("alone", &lost);
    }
    for integration in integrations(scenario) {
        line("apps", &bill(&integration));
    }
    for deviation in deviations(scenario) {
        line("deviates", &convicts(&deviation));
    }
    if !checked.claims.is_empty() {
        line("claims", &names(checked.claims.iter().map(|c| c.0.clone())));
    }
    for warning in warnings(checked) {
        line("warning", &warning);
    }
    line("hash", &checked.hash);
    out
}

/// What a rule that counts for a level of a standard is worth.
fn worth(assurance: &Assurance) -> String {
    let Assurance { standard, level, network, rule, wrong_accepted, right_convicted, delay_s } = assurance;
    let errors = match (wrong_accepted, right_convicted) {
        (Some(wrong), Some(right)) => {
            format!(
                "accepts {} % of wrong answers, convicts {} % of right ones",
                plain(100.0 * wrong),
                plain(100.0 * right)
            )
        }
        _ => "errors depend on who votes".into(),
    };
    let delay = delay_s.map_or_else(String::new, |s| format!(", and takes {} s on average", plain(s)));
    format!("{network}.{rule} as `{level}` of {standard}: {errors}{delay}")
}

/// How many operators of nodes read a request of users.
fn exposed(readers: &Readers) -> String {
    let Readers { users, network, servers, checkers } = readers;
    let rounded = |mean: f64| (1_000.0 * mean).round() / 1_000.0;
    let more = if *checkers > 0.0 { format!(", {} of them for checks", rounded(*checkers)) } else { String::new() };
    let all = servers + checkers;
    let who = if (all - 1.0).abs() < 1e-9 { "operator of nodes reads" } else { "operators of nodes read" };
    format!("{users} on {network}: {} {who} a request that is tried once{more}", rounded(all))
}

/// Single points of failure that are shown; all are in the document of `--json`.
const POINTS: usize = 6;

/// The largest single points of failure, party by party, where one alone can end a tenth of somebody's requests.
fn alone(checked: &Checked) -> Vec<String> {
    let scenario = &checked.scenario;
    let mut parties: Vec<(String, u32, bool, Vec<String>)> = Vec::new();
    for point in scenario.single_points().into_iter().filter(|point| point.share >= 0.1) {
        let permille = (1_000.0 * point.share).round() as u32;
        match parties.iter_mut().find(|known| known.0 == point.party && known.1 == permille) {
            Some(known) => known.3.push(point.of),
            None => parties.push((point.party, permille, point.is_capacity, vec![point.of])),
        }
    }
    // Where all nodes are of one group, whoever runs it is no news.
    parties.retain(|(_, permille, is_capacity, _)| !is_capacity || *permille < 1_000 || scenario.groups.len() > 1);
    // Nor is that all goes through the one gateway and the one network that there are.
    let is_only = |party: &str| {
        let (kind, _) = party.split_once(' ').unwrap_or((party, ""));
        kind == "gateway" && scenario.gateways.len() == 1 || kind == "network" && scenario.networks.len() == 1
    };
    parties.retain(|(party, ..)| !is_only(party));
    parties.sort_by_key(|(_, permille, _, of)| std::cmp::Reverse(u64::from(*permille) * of.len() as u64));
    let lost = parties.into_iter().take(POINTS).map(|(party, permille, is_capacity, of)| {
        let what = if is_capacity { "nodes" } else { "requests" };
        let percent = f64::from(permille) / 10.0;
        format!("without {party}: {percent} % of the {what} of {} are lost", names(of.into_iter()))
    });
    lost.collect()
}

/// What integrations cost the developers of apps.
fn bill(integration: &Integration) -> String {
    let Integration { apps, once_usd, upkeep_usd_month, bill_usd, pays_from_usd_h } = integration;
    let pays =
        pays_from_usd_h.map_or_else(String::new, |from| format!("; one more pays if it saves {} usd/h", plain(from)));
    format!(
        "{apps}: an integration costs {} usd and {} usd a month, those of the start {} usd by the end{pays}",
        plain(*once_usd),
        plain(*upkeep_usd_month),
        plain(*bill_usd)
    )
}

/// How often a check convicts honest nodes because serving stacks differ.
fn convicts(deviation: &Deviation) -> String {
    let Deviation { network, rule, nodes, stack, convicted } = deviation;
    let percent = plain(100.0 * convicted);
    format!("{network}.{rule} convicts {percent} % of the honest answers of {nodes} because of their stack {stack}")
}

/// Whether the slash of a network deters a group of nodes and is bearable for it.
fn verdict(corridor: &Corridor) -> String {
    let Corridor { network, nodes, sampling, slash } = corridor;
    let usd = |x: f64| format!("{} usd", plain(x));
    let most = sampling.slash_max();
    let bounds = match (sampling.slash_min(), most) {
        (None, _) => "no slash makes cheating unprofitable: a check convicts honest nodes as often as cheats".into(),
        (Some(least), Some(most)) if least > most => format!(
            "no slash works: below {} cheating pays, above {} honesty does not; false positives must be below {} %",
            usd(least),
            usd(most),
            plain(100.0 * sampling.false_positive_max())
        ),
        (Some(least), most) => {
            let most = most.map_or_else(String::new, |m| format!(" and bearable up to {}", usd(m)));
            if least > 0.0 {
                format!("cheating is unprofitable from {}{most}", usd(least))
            } else {
                format!("the lost fee alone makes cheating unprofitable{most}")
            }
        }
    };
    let now = slash.map_or_else(String::new, |s| format!("; a conviction takes {}", usd(s)));
    format!("{nodes} on {network}: {bounds}{now}")
}

/// Names in a row, the first few of many.
fn names(all: impl Iterator<Item = String>) -> String {
    let all: Vec<String> = all.collect();
    let rest = match all.len().saturating_sub(SHOWN) {
        0 => String::new(),
        rest => format!(" and {rest} more"),
    };
    let shown: Vec<&str> = all.iter().take(SHOWN).map(String::as_str).collect();
    if shown.is_empty() { "none".into() } else { format!("{}{rest}", shown.join(", ")) }
}

fn content(name: &str, checked: &Checked) -> Value {
    let scenario = &checked.scenario;
    let groups = scenario.groups.iter().map(|g| json!({ "name": g.name, "count": g.rules.count }));
    let users =
        scenario.users.iter().map(|u| json!({ "name": u.name, "expected_requests": expected_requests(scenario, u) }));
    let corridors = corridors(scenario).into_iter().map(|c| {
        json!({
            "network": c.network,
            "nodes": c.nodes,
            "slash_usd": c.slash,
            "slash_min_usd": c.sampling.slash_min(),
            "slash_max_usd": c.sampling.slash_max(),
            "false_positive_max": c.sampling.false_positive_max(),
        })
    });
    let corridors: Vec<Value> = corridors.collect();
    let assurances = assurances(&checked.file, scenario).into_iter().map(|a| {
        json!({
            "standard": a.standard,
            "level": a.level,
            "network": a.network,
            "rule": a.rule,
            "wrong_accepted": a.wrong_accepted,
            "right_convicted": a.right_convicted,
            "delay_s": a.delay_s,
        })
    });
    let assurances: Vec<Value> = assurances.collect();
    let exposures = readers(scenario).into_iter().map(
        |r| json!({ "users": r.users, "network": r.network, "servers_mean": r.servers, "checkers_mean": r.checkers }),
    );
    let points = scenario.single_points().into_iter().map(|point| {
        let lost = if point.is_capacity { "nodes" } else { "requests" };
        json!({ "party": point.party, "of": point.of, "lost": lost, "share": point.share })
    });
    let points: Vec<Value> = points.collect();
    let integrations = integrations(scenario).into_iter().map(|i| {
        json!({
            "apps": i.apps,
            "once_usd": i.once_usd,
            "upkeep_usd_month": i.upkeep_usd_month,
            "bill_usd": i.bill_usd,
            "pays_from_usd_h": i.pays_from_usd_h,
        })
    });
    let integrations: Vec<Value> = integrations.collect();
    let deviations = deviations(scenario).into_iter().map(|d| {
        json!({ "network": d.network, "rule": d.rule, "nodes": d.nodes, "stack": d.stack, "convicted": d.convicted })
    });
    let deviations: Vec<Value> = deviations.collect();
    let cannot = cannot_act(scenario).into_iter().map(|cannot| json!({ "path": cannot.path, "why": cannot.why }));
    json!({
        "file": name,
        "ok": true,
        "scenario": checked.file.name,
        "question": checked.question,
        "hash": checked.hash,
        "seed": checked.file.seed,
        "replications": checked.file.replications,
        "horizon_s": checked.file.horizon.as_secs(),
        "networks": scenario.networks.iter().map(|n| &n.name).collect::<Vec<_>>(),
        "gateways": scenario.gateways.iter().map(|g| &g.name).collect::<Vec<_>>(),
        "nodes": groups.collect::<Vec<_>>(),
        "users": users.collect::<Vec<_>>(),
        "claims": checked.claims.iter().map(|c| &c.0).collect::<Vec<_>>(),
        "slash": corridors,
        "assurance": assurances,
        "exposure": exposures.collect::<Vec<_>>(),
        "single_points": points,
        "integrations": integrations,
        "deviation": deviations,
        "theory": theory::content(&forms(scenario)),
        "cannot_act": cannot.collect::<Vec<_>>(),
        "warnings": warnings(checked),
        "problems": [],
    })
}
