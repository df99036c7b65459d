//! What a person reads of a stress: a line a weather, then what moved first.

use std::fmt::Write as _;

use lab::stress::{Back, Hunted, Path, Plan, Standing, Strength, Stress, Stressed, Under};
use statistics::Verdict;
use units::time::Span;

use crate::number::{self, plural};
use crate::verb::experiment::duration;
use crate::wrap::{hang, width};

/// The column at which what is told of a weather begins.
const COLUMN: usize = 17;

/// Series that are printed of a weather; `first_signals.csv` has all.
const MOST_SIGNALS: usize = 6;

/// Metrics of a failure signature that are printed.
const MOST_WORSE: usize = 3;

/// All weather of the library.
pub(super) fn library() -> String {
    let known = super::known();
    let wide = known.iter().map(|(name, _)| name.len()).max().unwrap_or(0) + 2;
    known.iter().map(|(name, doc)| hang(name, doc, wide)).collect()
}

/// How the weather would strike a scenario.
pub(super) fn planned(plan: &Plan) -> String {
    let mut rows = Vec::new();
    for storm in &plan.storms {
        let (standing, settings) = match &storm.settings {
            Ok(settings) => (storm.strength.to_string(), settings.join("\n    ")),
            Err(why) => ("–".into(), format!("cannot strike here: {why}")),
        };
        rows.push(format!("{} ({}): {standing}\n    {settings}\n", storm.label, storm.weather.measure()));
    }
    rows.concat()
}

/// What would be played.
pub(super) fn dry(work: &Stress, seconds: f64) -> String {
    let replications = plural(work.checked.file.replications as usize, "replication");
    format!(
        "{} x {replications}, about {}; weather at {}, in bins of {}",
        super::sides(work),
        duration(seconds),
        work.plan.at,
        work.plan.width
    )
}

/// What was found.
pub(super) fn found(work: &Stress, stressed: &Stressed, hunted: Option<&Hunted>) -> String {
    let mut out = format!(
        "weather at {}, in bins of {}, {} on the same random numbers\n\n",
        work.plan.at,
        work.plan.width,
        plural(stressed.replications, "replication")
    );
    let mut rows = vec![["weather", "strength", "users notice", "depth", "back in", "claims"].map(String::from)];
    let mut notes = Vec::new();
    for (stormed, storm) in stressed.storms.iter().zip(&work.plan.storms) {
        match &stormed.standing {
            Standing::CannotApply(why) => notes.push(format!("{}: cannot strike here: {why}", stormed.label)),
            Standing::NotPlayed => notes.push(format!("{}: not played", stormed.label)),
            Standing::Played(under) if !under.bit => notes.push(format!("{}: never bit", stormed.label)),
            Standing::Played(under) => rows.push(line(&storm.label, &storm.strength.to_string(), under, stressed)),
        }
    }
    out.push_str(&table(&rows));
    for (stormed, storm) in stressed.storms.iter().zip(&work.plan.storms) {
        if let Standing::Played(under) = &stormed.standing
            && under.bit
        {
            out.push_str(&details(&storm.label, under));
        }
    }
    if !notes.is_empty() {
        let _ = writeln!(out, "\n{}", notes.join("\n"));
    }
    let open = stressed.calm.iter().filter(|judged| judged.verdict != Verdict::Held);
    for judged in open {
        let _ = write!(out, "\n{}: not applicable, in calm it is {}", judged.name, judged.verdict);
    }
    if let Some(hunted) = hunted {
        out.push_str(&adversary(stressed, hunted));
    }
    let _ = writeln!(out, "\nresults  {}", files::shown(&stressed.folder));
    out
}

/// At which strength each weather breaks a claim, and the mildest of all.
fn adversary(stressed: &Stressed, hunted: &Hunted) -> String {
    let mut rows = vec![["adversary", "holds at", "fails at", "claims"].map(String::from)];
    for threshold in &hunted.thresholds {
        let failed = threshold.failed.map_or("–".into(), Strength::shown);
        rows.push([threshold.weather.into(), threshold.held.shown(), failed, threshold.claims.join(", ")]);
    }
    let mut out = format!("\n{}", table(&rows));
    let text = match &hunted.mildest {
        None if !hunted.is_complete => "the search was interrupted; the same command goes on from here".into(),
        None => "no weather of the library breaks a claim".into(),
        Some(mildest) => {
            let lasts = mildest.lasts.map_or(String::new(), |lasts| format!(" for {lasts}"));
            let file = files::shown(&stressed.folder.join("mildest.toml"));
            let (weather, strength) = (mildest.weather, mildest.strength);
            format!(
                "mildest weather that breaks a claim: {weather} {strength}{lasts} ({})  ->  {file}",
                mildest.claims.join(", ")
            )
        }
    };
    let _ = writeln!(out, "{text}");
    out
}

fn line(label: &str, strength: &str, under: &Under, stressed: &Stressed) -> [String; 6] {
    let depth = under.depth.map_or("none".into(), |depth| percent(depth.share));
    let back = match under.back {
        Back::Unharmed => "–".into(),
        Back::Not => "not".into(),
        Back::After(seconds) => span(seconds),
    };
    let felt = under.felt().map_or("nothing".into(), |path| moves(path, path.worse().next()));
    [label.into(), strength.into(), felt, depth, back, claims(under, stressed)]
}

/// How many claims hold, and which do not.
fn claims(under: &Under, stressed: &Stressed) -> String {
    let asked: Vec<_> = under.claims.iter().flatten().collect();
    if asked.is_empty() {
        return if stressed.calm.is_empty() { "none".into() } else { "not applicable".into() };
    }
    let held = asked.iter().filter(|judged| judged.verdict == Verdict::Held).count();
    let mut text = format!("{held} of {} hold", asked.len());
    for judged in asked {
        match judged.verdict {
            Verdict::Held => {}
            Verdict::Failed => drop(write!(text, ", x {}", judged.name)),
            Verdict::Undecided | Verdict::Censored => drop(write!(text, ", ? {}", judged.name)),
        }
    }
    text
}

/// What moved first, what got worse over the run, and who lost coins.
fn details(label: &str, under: &Under) -> String {
    let mut out = format!("\n{label}\n");
    // Those of single groups are in the table.
    let signals: Vec<&Path> = under.signals().filter(|path| !path.owner.starts_with("nodes.")).collect();
    let first: Vec<String> = signals.iter().take(MOST_SIGNALS).map(|path| moves(path, path.signals().next())).collect();
    let more = signals.len().saturating_sub(MOST_SIGNALS);
    let more = if more > 0 { format!(", and {more} more") } else { String::new() };
    if first.is_empty() {
        out.push_str("  first signals  none\n");
    } else {
        out.push_str(&hang("  first signals", &format!("{}{more}", first.join(", ")), COLUMN));
    }
    let worse: Vec<String> = under
        .signature()
        .iter()
        .take(MOST_WORSE)
        .map(|moved| {
            let unit = number::unit(&moved.metric, moved.storm.abs().max(moved.calm.abs()));
            let show = |value: f64| number::plain(value * unit.factor);
            let unit_text = if unit.name.is_empty() { String::new() } else { format!(" {}", unit.name) };
            format!("{} {} -> {}{unit_text}", moved.label(), show(moved.calm), show(moved.storm))
        })
        .collect();
    let n = under.signature().len();
    let more = if n > MOST_WORSE { format!(", and {} more", n - MOST_WORSE) } else { String::new() };
    if !worse.is_empty() {
        out.push_str(&hang("  worse", &format!("{}{more}", worse.join(", ")), COLUMN));
    }
    let mut lost: Vec<_> = under.coins.iter().filter(|borne| borne.is_loss() && !is_outside(&borne.party)).collect();
    lost.sort_by(|a, b| a.difference.mean.total_cmp(&b.difference.mean));
    let lost: Vec<String> = lost
        .iter()
        .take(MOST_WORSE)
        .map(|borne| format!("{} {} {}", borne.party, number::plain(borne.difference.mean), borne.coin))
        .collect();
    if !lost.is_empty() {
        out.push_str(&hang("  fewer coins", &lost.join(", "), COLUMN));
    }
    out
}

/// Parties that are nobody's purse.
fn is_outside(party: &str) -> bool {
    ["market", "escrow", "mint", "burn"].contains(&party) || party.starts_with("unbonding.")
}

/// A series with when and how far it moved.
fn moves(path: &Path, bin: Option<&lab::stress::Bin>) -> String {
    let Some(bin) = bin else { return String::new() };
    let far = match bin.relative() {
        Some(share) => percent(share),
        None => format!("by {}", number::plain(bin.difference.mean)),
    };
    format!("{} after {} {far}", path.label(), span(bin.after_s))
}

fn percent(share: f64) -> String {
    if share >= 9.0 {
        return format!("x {}", number::plain((share + 1.0).round()));
    }
    let percent = share * 100.0;
    let digits = usize::from(percent.abs() < 10.0);
    format!("{percent:+.digits$} %")
}

/// A time in the unit that people use for its size.
fn span(seconds: f64) -> String {
    match seconds {
        s if s < 300.0 => Span::from_secs_f64((s * 10.0).round() / 10.0).to_string(),
        s if s < 18_000.0 => format!("{:.0} min", s / 60.0),
        s if s < 432_000.0 => format!("{:.1} h", s / 3600.0),
        s => format!("{:.1} d", s / 86_400.0),
    }
}

fn table<const N: usize>(rows: &[[String; N]]) -> String {
    let widths: Vec<usize> = (0..N).map(|c| rows.iter().map(|row| width(&row[c])).max().unwrap_or(0)).collect();
    let line = |row: &[String; N]| {
        let cells = row.iter().zip(&widths).map(|(cell, &wide)| format!("{cell}{}", " ".repeat(wide - width(cell))));
        format!("{}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
    };
    rows.iter().map(line).collect()
}
