//! Names that refer to tables, checked on the tree alone: a file that cannot be read still tells which names mean
//! nothing.

use files::{CALIBRATIONS, Reference, no_calibration, references};
use units::ids::ZoneId;
use units::problem::{Problems, did_you_mean};
use units::quantity::Name;
use units::reference::{Row as _, Target};
use units::tree::{Entry, Tree, Value};

use super::kind;
use crate::models::MODELS;

/// Names of a remedy: a region may have a thousand zones.
const SHOWN: usize = 12;

/// Notes every name that refers to nothing.
pub(super) fn check(tree: &Tree, problems: &mut Problems) {
    let mut known: Vec<(Target, Vec<String>)> = Vec::new();
    for reference in references(kind(), tree) {
        let target = reference.target;
        let at = known.iter().position(|(other, _)| *other == target).unwrap_or_else(|| {
            known.push((target, names(tree, target)));
            known.len() - 1
        });
        if known[at].1.iter().all(|name| name != reference.name) {
            unknown(reference, &known[at].1, problems);
        }
    }
}

/// The names of all that a setting can refer to in a scenario.
pub fn names(tree: &Tree, target: Target) -> Vec<String> {
    if target == ZoneId::TARGET {
        return tables(tree, "region").iter().flat_map(zones).collect();
    }
    tables(tree, target.table).iter().map(|entry| entry.key.clone()).collect()
}

/// The names of a region's zones.
pub(crate) fn zone(region: &str, number: u32) -> String {
    format!("{region}-{number}")
}

fn zones(region: &Entry) -> impl Iterator<Item = String> {
    let n = match region.tree.at("zones").map(|zones| &zones.value) {
        Some(&Value::Integer(n)) => u32::try_from(n.clamp(0, 1_000)).unwrap_or(0),
        _ => 1,
    };
    (1..=n).map(|number| zone(&region.key, number))
}

fn tables<'t>(tree: &'t Tree, table: &str) -> &'t [Entry] {
    tree.at(table).and_then(Tree::table).map_or(&[], |table| table.entries())
}

/// Notes a name that means none of those that are known.
fn unknown(Reference { target, name, place }: Reference<'_>, known: &[String], problems: &mut Problems) {
    let table = target.table;
    if let Some(measured) = name.strip_prefix(Name::CALIBRATED).filter(|_| table == "hardware") {
        let (message, remedy) = no_calibration(measured, &MODELS.below(CALIBRATIONS));
        problems.push_with(place, message, remedy);
        return;
    }
    let models = MODELS.names(table);
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let all = known.iter().chain(models.iter().filter(|model| !known.contains(model)));
    let here = || known[..known.len().min(SHOWN)].join(", ");
    let remedy = did_you_mean(name, all.copied()).unwrap_or_else(|| match (&known[..], &models[..]) {
        ([], _) if target == ZoneId::TARGET => "write a table such as `[region.eu]` and let nodes stand there".into(),
        ([], []) => format!("write a table `[{table}.{name}]`"),
        ([], _) => format!("write a table `[{table}.{name}]`, or name one of `windtunnel list {table}`"),
        (_, []) => format!("known here: {}", here()),
        (_, _) => format!("known here: {}; `windtunnel list {table}` shows more", here()),
    });
    problems.push_with(place, format!("there is no {} `{name}`", target.noun()), remedy);
}

#[cfg(test)]
mod tests {
    use files::{Colour, Request};

    use crate::open_text;

    fn faults(text: &str) -> String {
        let request = Request { file: "t.toml".into(), ..Request::default() };
        open_text(text, &request).expect_err("it has faults").render(Colour::Plain)
    }

    #[test]
    fn a_fault_of_form_does_not_hide_a_name_that_means_nothing() {
        let shown = faults(
            "# q\nname = \"../t\"\nhorizon = \"1\"\n[network.a]\ncoin = \"alp\"\n[gateway.f]\nnetworks = [\"aa\"]\n\
             [nodes.n]\ncount = 1\n",
        );
        let titles: Vec<&str> = shown.lines().filter(|l| l.starts_with("error")).collect();
        let expected = [
            "error: `../t` cannot name an output folder",
            "error: `1` needs a unit: one of ns, us, ms, s, min, h, d",
            "error: there is no coin `alp`",
            "error: there is no network `aa`",
        ];
        assert_eq!(titles, expected, "{shown}");
    }

    #[test]
    fn policies_and_faults_refer_to_tables_as_owners_do() {
        let shown = faults(
            "# q\nname = \"t\"\nhorizon = \"1 h\"\n[region.eu]\nzones = 2\n[network.a]\n\
             liveness.probe.region = \"ue\"\n[network.a.verification.v]\nspot_check = { rate = \"1 %\", checkers = \"m\" }\n\
             [gateway.f]\nnetworks = [\"a\"]\n[nodes.n]\ncount = 1\nstake.b = \"1 alp\"\n\
             [weather.w]\nat = \"1 min\"\ncommon_shock = { nodes = [\"n\", \"x\"], repair = \"1 s\" }\n\
             [weather.z]\nat = \"1 min\"\nzone_outage = { zone = \"eu-3\", lasts = \"1 s\" }\n\
             [weather.f]\nat = \"1 min\"\nfacilitator_outage = { network = \"c\", lasts = \"1 s\" }\n",
        );
        let told: Vec<&str> = shown
            .lines()
            .filter_map(|line| line.strip_prefix("error: ").or(line.trim_start().strip_prefix("= help: ")))
            .collect();
        let expected = [
            "there is no region `ue`",
            "did you mean `eu`?",
            "there is no group of nodes `m`",
            "did you mean `n`?",
            "there is no network `b`",
            "did you mean `a`?",
            "there is no group of nodes `x`",
            "did you mean `n`?",
            "there is no zone `eu-3`",
            "did you mean `eu-1`?",
            "there is no network `c`",
            "did you mean `a`?",
        ];
        assert_eq!(told, expected, "{shown}");
    }
}
