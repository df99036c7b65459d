//! From the layers of a file to a checked scenario, or to all that is wrong with it.

use files::{Loaded, Request, canonical};
use units::problem::Problems;
use units::settings::Setting;
use units::tree::Tree;
use world::metrics::catalogue;
use world::scenario::Scenario;

use crate::claim::Claim;
use crate::inputs::{self, Data};
use crate::question::question;
use crate::sweep::Axis;
use crate::{
    Checked, File, Refused, abort, claim, expression, frontier, moved, names, pace, precision, references, resolve,
    sense, starts, sweep, tune,
};

pub(super) fn check(loaded: Loaded, request: &Request) -> Result<Checked, Box<Refused>> {
    let Loaded { tree, sources, mut problems, folder } = loaded;
    let Some(tree) = tree else { return Err(Box::new(Refused { sources, problems })) };
    names::check(&tree, &mut problems);
    references::check(&tree, &mut problems);
    let file = File::read(&tree, &mut problems);
    moved::explain(&tree, &mut problems);
    let Some(mut file) = file else {
        return Err(Box::new(Refused { sources, problems }));
    };
    pace::fit_points(&mut file, &tree);
    let data = Data::find(&tree, &folder, request, &mut problems);
    let found = examine(&file, &tree, &data, &mut problems);
    let inputs = data.inputs(&sources, &folder, &mut problems);
    let (Some(Found { scenario, noticed, claims, axes, factors, fronts, task }), true) = (found, problems.is_empty())
    else {
        return Err(Box::new(Refused { sources, problems }));
    };
    let written = file.write();
    let canonical = canonical(&written);
    let hash = inputs::content_hash(written, &canonical, &inputs);
    let question = question(&sources);
    Ok(Checked {
        file,
        scenario,
        claims,
        axes,
        factors,
        fronts,
        task,
        question,
        sources,
        inputs,
        folder,
        noticed,
        tree,
        canonical,
        hash,
    })
}

/// What a file was found to mean.
struct Found {
    scenario: Scenario,
    noticed: Vec<String>,
    claims: Vec<(String, Claim, formula::Formula)>,
    axes: Vec<Axis>,
    factors: Vec<Axis>,
    fronts: Vec<Axis>,
    task: Option<tune::Task>,
}

fn examine(file: &File, tree: &Tree, data: &Data, problems: &mut Problems) -> Option<Found> {
    let (mut scenario, noticed) = resolve::resolve(file, tree, data, problems)?;
    let columns = catalogue::columns(&scenario);
    let claims = claim::read_claims(file, &scenario, &columns, problems);
    // What a claim says of an instant is recorded without being asked for in `observe`.
    let asked = scenario.observe.at.clone();
    let task = tune::task(file, tree, &scenario, &columns, problems);
    let formulas = claims.iter().map(|(_, _, formula)| formula).chain(task.iter().flat_map(tune::Task::formulas));
    scenario.observe.at.extend(expression::instants(formulas).into_iter().filter(|at| !asked.contains(at)));
    let columns = catalogue::columns(&scenario);
    scenario.observe.bounded = claim::bounded(&claims, &columns);
    scenario.abort = abort::read(file, tree, &scenario, &columns, problems);
    claim::check(file, tree, problems);
    scenario.observe.aftermaths = claim::aftermaths(file, tree, &scenario, &columns, &claims, problems);
    scenario.pace = pace::read(file, tree, problems);
    precision::check(file, tree, &scenario, &columns, problems);
    let axes = sweep::axes(file, tree, &columns, problems);
    let factors = sense::factors(file, tree, &columns, problems);
    let fronts = frontier::fronts(file, tree, problems);
    starts::check(file, tree, &columns, problems);
    Some(Found { scenario, noticed, claims, axes, factors, fronts, task })
}
