//! A search is from one start: where the start decides, it must be named.

use files::publish::Fault;
use lab::starts::{self, Found, Starts, settings};
use scenario::Base;
use units::problem::did_you_mean;

use super::super::experiment::Stage;
use crate::arguments::Frontier;
use crate::number::plain as short;
use crate::voice::Voice;

/// The settings of a start, as arguments.
pub(super) fn flags(base: &Base, name: &str) -> Result<Vec<String>, Fault> {
    // What is wrong with the file is told when it is opened with the rest.
    let Ok(checked) = base.open(&[]) else { return Ok(Vec::new()) };
    let known: Vec<(&str, _)> = checked
        .file
        .starts
        .iter()
        .flat_map(|starts| &starts.from.list)
        .map(|(name, paths)| (&*name.text, paths))
        .collect();
    let Some((_, paths)) = known.iter().find(|(known, _)| *known == name) else {
        let remedy = did_you_mean(name, known.iter().map(|known| known.0));
        let remedy = remedy.unwrap_or_else(|| "name a start of `[starts.from]`".into());
        return Err(Fault { message: format!("{} has no start `{name}`", checked.file.name), remedy });
    };
    Ok(settings(name, paths).into_iter().map(|(_, argument)| argument).collect())
}

/// Why a search from the start of the file would answer for that start alone: at one of the ends or in the middle of
/// what varies, runs end in different states. Nothing if the file has no starts, or they are forgotten.
pub(super) fn decides(work: &lab::frontier::Frontier, arguments: &Frontier, voice: &Voice) -> Option<Fault> {
    work.checked.file.starts.as_ref()?;
    for point in work.plan.ends() {
        let at = work.plan.arguments_of(&point);
        let starts = Starts::of(work.base, work.checked, &at).ok().flatten()?;
        let stage = Stage::new(&work.checked.file.name, arguments.experiment.threads(), None, voice);
        // What cannot be played is told by the search.
        let Ok(found) = stage.play(|options, _| starts::run(&starts, options)) else { continue };
        if found.matters == Some(true) || found.states.len() > 1 {
            return Some(refusal(&starts, &found, &work.plan.paths[0], &point));
        }
    }
    None
}

fn refusal(starts: &Starts, found: &Found, path: &str, point: &[String]) -> Fault {
    let ends = found.sides.iter().zip(&found.values).map(|(side, row)| {
        let mean = row.iter().sum::<f64>() / row.len() as f64;
        format!("{} from `{}`", short(mean), side.name)
    });
    let ends: Vec<String> = ends.collect();
    let message = format!(
        "at `{path}` = {} runs end in different states: `{}` is {}; a search would answer for one start alone",
        point.join(", "),
        starts.of,
        ends.join(", ")
    );
    let names: Vec<String> = found.sides.iter().map(|side| format!("`--start {}`", side.name)).collect();
    let remedy = format!(
        "search from one start: {}; `windtunnel starts` tells the chance of each end state",
        names.join(" or ")
    );
    Fault { message, remedy }
}
