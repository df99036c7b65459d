//! One entry of the weather: when a fault strikes, and which.

use engine::law::Law;
use units::problem::Problems;
use units::settings::{Bounds, Field, Group, Kind, Setting};
use units::time::Span;
use units::tree::{Entry, Place, Table, Tree, Value};

use crate::checking::Checking;
use crate::weather::Fault;

/// When a fault strikes, and which: `at = "6 h"` or `every = <law>`, beside the fault's own table.
#[derive(Clone, Debug, PartialEq)]
pub struct Weather {
    /// When.
    pub when: When,
    /// Which.
    pub fault: Fault,
}

/// When a fault strikes.
#[derive(Clone, Debug, PartialEq)]
pub enum When {
    /// Once, at this time of the run.
    At(Span),
    /// Repeatedly, with gaps from this distribution.
    Every(Law<Span>),
}

const AT: &str = "at";
const EVERY: &str = "every";

impl Weather {
    /// Refuses rules that cannot be.
    pub fn vet(&self, checking: &mut Checking) {
        if let When::Every(gap) = &self.when {
            let message = "with gaps of 0 s it would occur at the same moment for ever";
            checking.time_goes_on(EVERY, &[gap], message);
        }
        checking.within(self.fault.name(), |c| self.fault.policy().vet(c));
    }
}

impl Setting for Weather {
    fn kind() -> Kind {
        let field = |name, doc: &str, kind| Field {
            name,
            doc: doc.into(),
            bounds: None::<Bounds>,
            default: None,
            kind,
            fixed: Some("a fault in progress ends as planned"),
        };
        let mut fields = vec![
            field(AT, "Once, at this time of the run.", Span::kind()),
            field(EVERY, "Repeatedly, with gaps from this distribution.", Law::<Span>::kind()),
        ];
        if let Kind::OneOf(faults) = Fault::kind() {
            fields.extend(faults.into_iter().filter_map(|f| Some(field(f.name, f.doc, f.kind?))));
        }
        Kind::Group(Group { name: "Weather", doc: "When a fault strikes, and which.", fields })
    }

    fn read(tree: &Tree, problems: &mut Problems) -> Option<Self> {
        let Value::Table(table) = &tree.value else {
            problems.push(tree.place, format!("this must be a table, not {}", tree.value.what()));
            return None;
        };
        let mut rest = table.clone();
        let when = match (rest.take(AT), rest.take(EVERY)) {
            (Some(at), None) => Span::read(&at.tree, problems).map(When::At),
            (None, Some(every)) => Law::read(&every.tree, problems).map(When::Every),
            (None, None) => {
                problems.push_with(
                    tree.place,
                    "this does not say when the fault occurs",
                    "write `at = \"6 h\"` or `every = …`",
                );
                None
            }
            (Some(_), Some(every)) => {
                problems.push_with(every.place, "`at` and `every` exclude each other", "keep one of them");
                None
            }
        };
        let fault = Fault::read(&Tree { place: tree.place, value: Value::Table(rest) }, problems);
        Some(Self { when: when?, fault: fault? })
    }

    fn write(&self) -> Value {
        let mut table = Table::default();
        let mut put = |key: &str, value| {
            table.put(Entry { key: key.into(), place: Place::NONE, tree: Tree::bare(value) });
        };
        match &self.when {
            When::At(at) => put(AT, at.write()),
            When::Every(law) => put(EVERY, law.write()),
        }
        if let Value::Table(fault) = self.fault.write() {
            for entry in fault.entries() {
                put(&entry.key, entry.tree.value.clone());
            }
        }
        Value::Table(table)
    }
}
