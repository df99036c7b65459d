//! Formulas in a scenario file, with the place of every fault in them.

use std::collections::BTreeSet;

use formula::Formula;
use units::problem::{Problems, did_you_mean};
use units::settings::{Kind, Setting};
use units::tree::{Place, Tree, Value};
use world::metrics::catalogue::Column;

use super::{Claim, File};

/// The text of a formula, with the place where it stands.
#[derive(Clone, Debug)]
pub struct Expression {
    /// The text.
    pub text: String,
    /// Where it stands, quotes included.
    pub place: Place,
}

impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Setting for Expression {
    fn kind() -> Kind {
        Kind::Text { what: "a comparison of metrics", example: "wrong_accepted_share < 0.5 %" }
    }
    fn read(tree: &Tree, problems: &mut Problems) -> Option<Self> {
        String::read(tree, problems).map(|text| Self { text, place: tree.place })
    }
    fn write(&self) -> Value {
        Value::text(&self.text)
    }
}

impl Expression {
    /// The place of a part of the text.
    fn part(&self, start: usize, end: usize) -> Place {
        if self.place.is_none() {
            return self.place;
        }
        // The text stands one quote inside of its place, if no escape shifts it; then the whole is shown.
        let is_plain = (self.place.end - self.place.start) as usize == self.text.len() + 2;
        if !is_plain {
            return self.place;
        }
        let start = self.place.start + 1 + start as u32;
        Place { start, end: (self.place.start + 1 + end as u32).max(start + 1), ..self.place }
    }
}

/// Reads all claims of a file against the metrics that its scenario has.
pub(super) fn read_claims(file: &File, columns: &[Column], problems: &mut Problems) -> Vec<(String, Claim, Formula)> {
    let names: BTreeSet<&str> = columns.iter().map(|c| c.name.as_str()).collect();
    let known: Vec<&str> = names.into_iter().collect();
    let mut list = Vec::new();
    for (name, claim) in &file.claims.list {
        match Formula::truth(&claim.that.text, &known) {
            Ok(formula) => {
                if check_claim(claim, &formula, columns, problems) {
                    list.push((name.text.clone(), claim.clone(), formula));
                }
            }
            Err(faults) => {
                for fault in faults {
                    let place = claim.that.part(fault.start, fault.end);
                    match fault.remedy {
                        Some(remedy) => problems.push_with(place, fault.message, remedy),
                        None => problems.push(place, fault.message),
                    }
                }
            }
        }
    }
    list
}

fn check_claim(claim: &Claim, formula: &Formula, columns: &[Column], problems: &mut Problems) -> bool {
    let mut is_fine = true;
    if formula.sides().is_none() {
        let remedy = "write one of `<`, `<=`, `>`, `>=` at the top; make several claims where you need `and`";
        problems.push_with(claim.that.place, "a claim must be one comparison", remedy);
        is_fine = false;
    }
    for name in formula.names() {
        let owner = name.owner.as_deref().unwrap_or("");
        let owners: Vec<&str> = columns.iter().filter(|c| c.name == name.name).map(|c| c.owner.as_str()).collect();
        if owners.contains(&owner) {
            continue;
        }
        is_fine = false;
        let place = claim.that.part(name.start, name.end);
        let message = match owner {
            "" => format!("`{}` is a metric of single owners", name.name),
            _ => format!("`{owner}` has no metric `{}`", name.name),
        };
        let named: Vec<&str> = owners.iter().copied().filter(|o| !o.is_empty()).collect();
        let all = || named.iter().map(|o| format!("`{}[{o}]`", name.name)).collect::<Vec<_>>().join(", ");
        let remedy = if named.is_empty() {
            format!("write `{}` alone", name.name)
        } else {
            did_you_mean(owner, named.iter().copied()).unwrap_or_else(|| format!("write {}", all()))
        };
        problems.push_with(place, message, remedy);
    }
    is_fine
}

/// The columns of claims that requests in flight at the end could change: shares and times. Rates and amounts are of
/// what ended, and nothing ends after the horizon.
pub(super) fn bounded(claims: &[(String, Claim, Formula)], columns: &[Column]) -> Vec<usize> {
    let names: Vec<&formula::Name> = claims.iter().flat_map(|(_, _, formula)| formula.names()).collect();
    let is_named = |c: &Column| names.iter().any(|n| n.name == c.name && n.owner.as_deref().unwrap_or("") == c.owner);
    let can_change = |c: &Column| c.name.ends_with("_share") || c.name.ends_with("_s");
    (0..columns.len()).filter(|&at| can_change(&columns[at]) && is_named(&columns[at])).collect()
}
