//! Governors, and the signals of proposals: what is followed, and what is moved between which bounds.

use formula::{Formula, Names};
use rules::checking::Facts;
use units::time::{Span, Time};
use units::tree::{Place, Value};
use world::metrics::series;
use world::scenario::{Dial, Followed, Governor, Scenario};

use super::Resolver;
use crate::expression;
use crate::sweep::{Design, Values, values, varying};

/// Looks at a run: each reads the whole time series.
const MOST_LOOKS: u64 = 1_000_000;

impl Resolver<'_> {
    /// Notes what moves settings by itself, and on which signals proposals are made.
    ///
    /// Nothing if a governor has no setting to move: what is asked of it is then no more to be looked at.
    pub(super) fn steer(&mut self, scenario: &mut Scenario) -> Option<()> {
        let file = self.file;
        let list: Vec<_> = file.governor.list.iter().map(|(name, _)| self.governor(&name.text, scenario)).collect();
        scenario.governors = list.into_iter().collect::<Option<Vec<_>>>()?;
        // What is followed may be what another governor reads or moves.
        let columns = series::columns(scenario);
        let names = expression::series_names(scenario, &columns);
        for i in 0..scenario.governors.len() {
            let name = &scenario.governors[i].name;
            let path = format!("governor.{name}.follows");
            let rules = &scenario.governors[i].rules;
            let (text, every) = (rules.follows.0.clone(), rules.every);
            self.look(&format!("governor.{name}.every"), every, scenario);
            if let Some(formula) = self.formula(&path, &text, &names, Formula::number) {
                scenario.governors[i].follows = followed(formula, &columns, every);
            }
        }
        for i in 0..scenario.proposals.len() {
            let row = &scenario.proposals[i];
            let (name, every) = (&row.name, row.rules.every);
            let Some(text) = row.rules.when.as_ref().map(|when| when.0.clone()) else { continue };
            let path = format!("proposal.{name}.when");
            self.look(&format!("proposal.{name}.every"), every, scenario);
            if let Some(formula) = self.formula(&path, &text, &names, Formula::truth) {
                scenario.proposals[i].when = Some(followed(formula, &columns, every));
            }
        }
        Some(())
    }

    /// Refuses looks that come too often, and tells of those that never do.
    fn look(&mut self, path: &str, every: Span, scenario: &Scenario) {
        let horizon = scenario.horizon.since(Time::ZERO);
        if every > horizon {
            self.warnings.push(format!("`{path}` is {every}, and the run ends at {horizon}: it is never looked at"));
        } else if horizon.ns() / every.ns().max(1) > MOST_LOOKS {
            let message = format!("a look every {every} at a run of {horizon} is more than {MOST_LOOKS} looks");
            self.problems.push_with(self.place(path), message, "make it longer");
        }
    }

    fn formula(
        &mut self,
        path: &str,
        text: &str,
        names: &Names,
        parse: fn(&str, &Names) -> Result<Formula, Vec<formula::Fault>>,
    ) -> Option<Formula> {
        match parse(text, names) {
            Ok(formula) => Some(formula),
            Err(faults) => {
                expression::note(text, self.place(path), faults, self.problems);
                None
            }
        }
    }

    fn governor(&mut self, name: &str, scenario: &Scenario) -> Option<Governor> {
        let rules = self.file.governor.get_named(name)?;
        let path = format!("governor.{name}");
        if !self.vet(&path, Facts::default(), |checking| rules.vet(checking)) {
            return None;
        }
        let (setting, place, bounds) = rules.sets.list.first()?;
        let dial = self.dial(setting, *place, bounds, scenario)?;
        // Read once the columns of all governors are known.
        let nothing = Formula::number("0", &Names::default()).ok()?;
        let follows = Followed { formula: nothing, columns: Vec::new(), every: rules.every };
        Some(Governor { name: name.into(), rules: rules.clone(), follows, dial })
    }

    /// A setting and its bounds, if it may have both of these while the world runs.
    pub(super) fn dial(&mut self, path: &str, place: Place, bounds: &Value, scenario: &Scenario) -> Option<Dial> {
        let kind = varying(self.file, self.tree, path, place, self.problems)?;
        let remedy = "as in `{ from = \"1 %\", to = \"20 %\" }`";
        let range = match values(bounds, kind, Design::Sobol) {
            Ok(Values::Range(range)) if range.points.is_none() && !range.is_log => range,
            Ok(_) => {
                self.problems.push_with(place, "a setting is held between two bounds", remedy);
                return None;
            }
            Err((message, _)) => {
                self.problems.push_with(place, message, remedy);
                return None;
            }
        };
        let dial =
            Dial { path: path.into(), from: range.from, to: range.to, unit: range.unit, is_whole: range.is_whole };
        for bound in [dial.from, dial.to] {
            let value = dial.value(bound);
            let mut trial = scenario.clone();
            if let Err(refusal) = trial.set(path, &value) {
                let message = format!("at {}: {}", value.inline().trim_matches('"'), refusal.message);
                match refusal.remedy {
                    Some(remedy) => self.problems.push_with(place, message, remedy),
                    None => self.problems.push(place, message),
                }
                return None;
            }
        }
        let now = scenario.get(path).map_or(String::new(), |value| value.inline().trim_matches('"').to_string());
        match dial.read(scenario) {
            None => {
                let message = format!("`{path}` is {now}, which has no number in the unit of these bounds");
                self.problems.push_with(place, message, "write them in the unit of the setting, and give it a number");
                return None;
            }
            Some(number) => {
                if number < dial.from || number > dial.to {
                    self.warnings.push(format!("`{path}` is {now} at the start, outside of its bounds"));
                }
            }
        }
        Some(dial)
    }
}

fn followed(formula: Formula, columns: &[series::Column], every: Span) -> Followed {
    let place = |name: &formula::Name| {
        let owner = name.owner.as_deref().unwrap_or("");
        columns.iter().position(|column| column.name == name.name && column.owner == owner)
    };
    // A name that was read is one of the columns.
    let columns = formula.names().iter().map(|name| place(name).unwrap_or(usize::MAX)).collect();
    Followed { formula, columns, every }
}
