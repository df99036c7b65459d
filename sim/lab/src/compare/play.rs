//! Plays the contenders: one warm-up for all, and all replications at once, so that no core waits for another.

use std::sync::Arc;

use scenario::{Checked, File, Study, is_one_long_run};
use units::time::{Span, Time};

use super::{Contender, Fault, Side};
use crate::study::play::{PointFault, Points, Setup, play};
use crate::study::{Failure, Findings, Options, Status, warm_ups};
use crate::threads;

/// The warm-up that all contenders discard; none in a terminating study.
pub(crate) fn cut(contenders: &[Contender], options: &Options) -> Result<Option<Span>, Fault> {
    let file = &contenders[0].checked.file;
    if file.study == Study::Terminating || file.warm_up.is_some() {
        return Ok(file.warm_up.filter(|_| file.study == Study::Steady));
    }
    let list: Vec<Arc<Checked>> = contenders.iter().map(|contender| contender.checked.clone()).collect();
    match warm_ups(&list, options) {
        Ok(cuts) => Ok(cuts.into_iter().max()),
        Err((at, failure)) => Err(Fault::Failed(contenders[at].name.clone(), failure)),
    }
}

/// The scenarios as they are played: nothing adds replications, and the cut is fixed.
struct Fixed(Vec<Arc<Checked>>);

impl Points for Fixed {
    fn n(&self) -> usize {
        self.0.len()
    }
    fn open(&self, at: usize) -> Result<Arc<Checked>, String> {
        Ok(self.0[at].clone())
    }
}

fn fixed(checked: &Checked, cut: Option<Span>) -> Arc<Checked> {
    let mut checked = checked.clone();
    checked.claims.clear();
    checked.scenario.observe.aftermaths.clear();
    checked.file.precision = None;
    if let Some(cut) = cut {
        checked.file.warm_up = Some(cut);
        checked.scenario.cut = Time::ZERO + cut;
    }
    Arc::new(checked)
}

/// Plays all contenders; interrupted, gives those of the first that have two replications or more.
pub(crate) fn sides(
    contenders: &[Contender],
    cut: Option<Span>,
    options: &Options,
) -> Result<(Vec<Side>, Status), Fault> {
    let points = Fixed(contenders.iter().map(|contender| fixed(&contender.checked, cut)).collect());
    // One long run is played a second time for its batches.
    let parts = |file: &File| if is_one_long_run(file) { 2 } else { file.replications as usize };
    let parts = contenders.iter().map(|contender| parts(&contender.checked.file)).sum();
    let threads = threads::useful(options.threads, parts);
    let mut found: Vec<Findings> = Vec::new();
    let mut fault = None;
    let setup = Setup { with_block: false, only: None, store: None };
    let rest = play(&points, setup, options, threads, &|_, played| played, &mut |at, played| {
        match played {
            Ok((_, findings)) => found.push(findings),
            Err(PointFault::Failed(failure)) => fault = Some((at, failure)),
            Err(PointFault::Refused(_) | PointFault::Missing) => fault = Some((at, Failure::Interrupted)),
        }
        fault.is_none()
    });
    if let Some((at, failure)) = fault {
        return Err(Fault::Failed(contenders[at].name.clone(), failure));
    }
    // Without rows to keep the disk has no part in it; what is missing was interrupted.
    let status = if found.len() < contenders.len() { Status::Partial } else { Status::Complete };
    for (at, mut course) in rest.unwrap_or_default() {
        course.interrupt();
        match course.findings() {
            Ok(findings) if at == found.len() && findings.runs.len() > 1 => found.push(findings),
            _ => break,
        }
    }
    Ok((contenders.iter().zip(found).map(|(contender, findings)| Side::of(contender, findings)).collect(), status))
}
