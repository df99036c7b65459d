//! Formulas over node columns, read and checked with the settings in which they stand.

use formula::{Column as Declared, Fault, Formula, Names};
use units::problem::Problems;
use units::settings::{Kind, Setting};
use units::tree::{Tree, Value};

use crate::columns::Column;

/// A formula over the columns of one node.
#[derive(Clone, Debug, PartialEq)]
struct NodeFormula {
    formula: Formula,
    /// The column of each of its names.
    columns: Vec<Column>,
}

impl NodeFormula {
    fn read(
        tree: &Tree,
        problems: &mut Problems,
        parse: impl Fn(&str, &Names) -> Result<Formula, Vec<Fault>>,
    ) -> Option<Self> {
        let text = String::read(tree, problems)?;
        let mut names = Names::with_remedy("`windtunnel list columns` shows what a gateway knows of nodes");
        for column in Column::ALL {
            names.add(Declared { name: column.name().into(), unit: column.unit() });
        }
        let formula = match parse(&text, &names) {
            Ok(formula) => formula,
            Err(faults) => {
                for Fault { start, end, message, remedy } in faults {
                    let place = tree.place.of_part(&text, start, end);
                    match remedy {
                        Some(remedy) => problems.push_with(place, message, remedy),
                        None => problems.push(place, message),
                    }
                }
                return None;
            }
        };
        let columns = formula.names().iter().map(|name| Column::of(&name.name)).collect::<Option<_>>()?;
        Some(Self { formula, columns })
    }
}

/// A score of nodes: the greater, the better.
#[derive(Clone, Debug, PartialEq)]
pub struct Score(NodeFormula);

/// Which nodes may be picked at all.
#[derive(Clone, Debug, PartialEq)]
pub struct Filter(NodeFormula);

impl Score {
    /// The score of a node with these values of columns; NaN if it has none.
    #[inline]
    pub fn of(&self, number: impl Fn(Column) -> f64) -> f64 {
        self.0.formula.value(|slot| number(self.0.columns[slot]))
    }
    /// The columns that it reads.
    pub fn columns(&self) -> &[Column] {
        &self.0.columns
    }
    /// Its value at every node, if it reads no column.
    pub fn constant(&self) -> Option<f64> {
        self.0.columns.is_empty().then(|| self.0.formula.value(|_| f64::NAN))
    }
}

impl Filter {
    /// Whether a node with these values of columns may be picked.
    #[inline]
    pub fn admits(&self, number: impl Fn(Column) -> f64) -> bool {
        self.0.formula.holds(|slot| number(self.0.columns[slot]))
    }
    /// The columns that it reads.
    pub fn columns(&self) -> &[Column] {
        &self.0.columns
    }
}

impl Setting for Score {
    fn kind() -> Kind {
        Kind::Text { what: "a formula over node columns", example: "-latency_s" }
    }
    fn read(tree: &Tree, problems: &mut Problems) -> Option<Self> {
        NodeFormula::read(tree, problems, Formula::number).map(Self)
    }
    fn write(&self) -> Value {
        Value::text(self.0.formula.text())
    }
}

impl Setting for Filter {
    fn kind() -> Kind {
        Kind::Text { what: "a condition over node columns", example: "backlog < 8" }
    }
    fn read(tree: &Tree, problems: &mut Problems) -> Option<Self> {
        NodeFormula::read(tree, problems, Formula::truth).map(Self)
    }
    fn write(&self) -> Value {
        Value::text(self.0.formula.text())
    }
}
