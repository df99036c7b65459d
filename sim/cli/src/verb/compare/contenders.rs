//! Who takes part in a comparison, and why somebody cannot.

use std::path::Path;
use std::sync::Arc;

use files::Request;
use lab::compare::{self, Baseline, Contender, Question, Refusal, meant};
use scenario::{Base, Checked, Refused};

use crate::arguments::{Compare, Layers};
use crate::verb::scenario_of;
use crate::voice::Voice;

/// Why there is nothing to compare.
pub(super) enum Unfit {
    /// A scenario is not valid.
    Scenario(String, Box<Refused>),
    /// They cannot be compared.
    Refused(Refusal),
}

impl Unfit {
    pub(super) fn tell(&self, voice: &Voice) {
        match self {
            Self::Scenario(_, refused) => voice.refuse(refused),
            Self::Refused(refusal) => voice.error(&refusal.message, Some(&refusal.remedy)),
        }
    }
}

/// What is to be compared; all scenarios that are not valid at once.
pub(super) fn question(arguments: &Compare) -> Result<Question, Vec<Unfit>> {
    let mut faults = Vec::new();
    let mut contenders: Vec<Contender> = Vec::new();
    let mut add = |contenders: &mut Vec<Contender>, from: String, opened: Result<Checked, Box<Refused>>| match opened {
        Ok(checked) => contenders.push(Contender { name: String::new(), from, checked: Arc::new(checked) }),
        Err(refused) => faults.push(Unfit::Scenario(from, refused)),
    };
    let requests: Vec<Request> =
        arguments.files.iter().map(|file| arguments.layers.request(&scenario_of(file))).collect();
    for (i, (file, request)) in arguments.files.iter().zip(&requests).enumerate() {
        let base = Base::read(request);
        let opened = base.open(&[]);
        let is_sound = opened.is_ok();
        add(&mut contenders, shown(file), opened);
        if i == 0 && is_sound && !arguments.with.is_empty() {
            let named = |(i, argument): (usize, &String)| (format!("--with {}", i + 1), argument.clone());
            let with: Vec<(String, String)> = arguments.with.iter().enumerate().map(named).collect();
            let from = format!("{} with {}", shown(file), arguments.with.join(", "));
            add(&mut contenders, from, base.open(&with));
        }
    }
    if !arguments.with.is_empty() && faults.is_empty() {
        // The variant comes last: it was opened while its layers were at hand.
        contenders[1..].rotate_left(1);
    }
    let mut baseline = None;
    if let Some(folder) = &arguments.baseline {
        match earlier(folder) {
            Ok(found) => baseline = Some(found),
            Err(fault) => faults.push(fault),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    name(baseline.as_mut().map(|b| &mut b.contender), &mut contenders, !arguments.with.is_empty());
    let mut metrics = arguments.metrics.clone();
    if !metrics.is_empty() {
        metrics.extend(arguments.fail_if_worse.iter().cloned());
    }
    let question = Question { baseline, contenders, metrics, ablate: arguments.ablate };
    let refused = |refusal| vec![Unfit::Refused(refusal)];
    can_be_worse(&question, arguments).map_err(refused)?;
    compare::check(&question).map_err(refused)?;
    Ok(question)
}

fn shown(file: &Path) -> String {
    files::shown(file)
}

/// Earlier results; their scenario as it was, without what is laid over the others.
fn earlier(folder: &Path) -> Result<Baseline, Unfit> {
    let file = scenario_of(folder);
    if file == folder {
        let message = format!("{} is not a folder of results", shown(folder));
        return Err(Unfit::Refused(Refusal { message, remedy: "name a folder that `windtunnel run` wrote".into() }));
    }
    let checked = scenario::open(&Layers::default().request(&file));
    let checked = Arc::new(checked.map_err(|refused| Unfit::Scenario(shown(folder), refused))?);
    let contender = Contender { name: String::new(), from: shown(folder), checked };
    Baseline::read(folder, contender).map_err(Unfit::Refused)
}

/// Gives all different names: those of their scenarios, if these are different.
fn name(baseline: Option<&mut Contender>, contenders: &mut [Contender], has_variant: bool) {
    let mut taken: Vec<String> = Vec::new();
    let mut give = |contender: &mut Contender, suffix: &str| {
        let wanted = format!("{}{suffix}", contender.checked.file.name);
        let others = (2..).map(|n| format!("{wanted}-{n}"));
        let free = std::iter::once(wanted.clone()).chain(others).find(|name| !taken.contains(name));
        contender.name = free.unwrap_or_default();
        taken.push(contender.name.clone());
    };
    if let Some(baseline) = baseline {
        give(baseline, "-baseline");
    }
    let last = contenders.len() - 1;
    for (i, contender) in contenders.iter_mut().enumerate() {
        give(contender, if has_variant && i == last { "-with" } else { "" });
    }
}

/// Refuses a metric that cannot be worse.
fn can_be_worse(question: &Question, arguments: &Compare) -> Result<(), Refusal> {
    if arguments.fail_if_worse.is_empty() && arguments.ci.channels().junit.is_some() {
        let remedy = "add `--fail-if-worse METRIC`: each such metric is a case";
        return Err(Refusal { message: "`--junit` has no cases here".into(), remedy: remedy.into() });
    }
    let asked = Question { metrics: arguments.fail_if_worse.clone(), ..question.clone() };
    compare::check(&Question { ablate: false, ..asked })?;
    let all = || question.baseline.iter().map(|baseline| &baseline.contender).chain(&question.contenders);
    for metric in &arguments.fail_if_worse {
        if let Some(without) = all().find(|one| meant(metric, &compare::columns(&one.checked)).is_empty()) {
            let remedy = "choose a metric that all contenders have".into();
            return Err(Refusal { message: format!("{} has no metric `{metric}`", without.name), remedy });
        }
        let columns: Vec<_> = question.contenders.iter().flat_map(|c| compare::columns(&c.checked)).collect();
        let labels = meant(metric, &columns);
        if columns.iter().filter(|c| labels.contains(&c.label())).all(|c| c.better.word() == "neither") {
            let remedy = "choose a metric for which less or more is better: `windtunnel list metrics` tells which";
            let message = format!("`{metric}` cannot be worse: neither less nor more of it is better");
            return Err(Refusal { message, remedy: remedy.into() });
        }
    }
    Ok(())
}

/// What is compared with itself: mostly a slip.
pub(super) fn twins(question: &Question) -> Vec<String> {
    let list = &question.contenders;
    let mut told = Vec::new();
    for (i, one) in list.iter().enumerate() {
        for other in &list[i + 1..] {
            if one.checked.world_hash() == other.checked.world_hash() {
                told.push(format!(
                    "{} and {} are the same scenario ({} and {}): all their metrics will be the same",
                    one.name, other.name, one.from, other.from
                ));
            }
        }
    }
    told
}
