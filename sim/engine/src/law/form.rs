//! How a law's table is declared and read, and what every law can do.

use units::problem::Problems;
use units::tree::Tree;

/// What every law can do, in base units.
pub(super) trait Shape {
    /// The number below which a share `p` of the variates lies.
    fn quantile(&self, p: f64) -> f64;
    /// A variate from one uniform number; the quantile, where another way is not much cheaper.
    fn variate(&self, u: f64) -> f64 {
        self.quantile(u)
    }
    /// The probability of at most `x`.
    fn cdf(&self, x: f64) -> f64;
    /// The mean.
    fn mean(&self) -> f64;
    /// The variance; none where it is infinite.
    fn variance(&self) -> Option<f64>;
    /// What is left of a life that is met by chance, from two uniform numbers.
    fn residual(&self, u: f64, v: f64) -> f64;
}

/// What is wrong with a law as a whole, though each of its values is right.
pub(super) struct Fault {
    /// The key at which to point.
    pub(super) key: &'static str,
    /// What is wrong.
    pub(super) message: String,
    /// What would serve.
    pub(super) remedy: &'static str,
}

/// A table whose values must fit together.
pub(super) trait Form {
    /// What does not fit, if anything.
    fn fault(&self) -> Option<Fault> {
        None
    }

    /// Whether all fits; notes what does not.
    fn is_sound(&self, tree: &Tree, problems: &mut Problems) -> bool {
        let Some(fault) = self.fault() else { return true };
        let place = tree.table().and_then(|t| t.get(fault.key)).map_or(tree.place, |entry| entry.tree.place);
        problems.push_with(place, fault.message, fault.remedy);
        false
    }
}

/// What is wrong with weights that belong to `n` things under the key `of`.
pub(super) fn weights_fault(weights: &[f64], n: usize, of: &'static str) -> Option<Fault> {
    let sum: f64 = weights.iter().sum();
    let (message, remedy) = if n == 0 {
        return Some(Fault { key: of, message: format!("`{of}` is empty"), remedy: "give at least one" });
    } else if weights.len() != n {
        (format!("there are {} weights for {n} {of}", weights.len()), "give each its weight")
    } else if weights.iter().any(|&w| w < 0.0) {
        ("a weight is negative".to_string(), "weights are shares of the whole, from 0 to 1")
    } else if (sum - 1.0).abs() > 1e-9 {
        (format!("the weights sum to {sum}, not to 1"), "divide each by their sum")
    } else {
        return None;
    };
    Some(Fault { key: "weights", message, remedy })
}

/// Declares the table of a law over a quantity: `units::settings!` for a generic struct, with a check of the whole.
macro_rules! form {
    (
        $(#[doc = $doc:literal])*
        pub struct $name:ident<$q:ident> {
            $( $(#[doc = $field_doc:literal])* pub $field:ident : $ty:ty ),* $(,)?
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name<$q> {
            $(
                $(#[doc = $field_doc])*
                #[allow(rustdoc::broken_intra_doc_links, reason = "bounds stand in brackets")]
                pub $field: $ty,
            )*
        }

        impl<$q: $crate::law::Quantity> units::settings::Setting for $name<$q> {
            fn kind() -> units::settings::Kind {
                units::settings::Kind::Group(units::settings::Group {
                    name: stringify!($name),
                    doc: concat!($($doc, "\n"),*),
                    fields: vec![$(
                        units::settings::Field::new::<$ty>(stringify!($field), concat!($($field_doc, "\n"),*), None),
                    )*],
                    flat: Vec::new(),
                })
            }

            fn read(tree: &units::tree::Tree, problems: &mut units::problem::Problems) -> Option<Self> {
                let mut reader = units::settings::Reader::new(tree, &[$(stringify!($field)),*], problems)?;
                $(
                    let $field: Option<$ty> =
                        reader.field(stringify!($field), concat!($($field_doc, "\n"),*), || None);
                )*
                let form = Self { $($field: $field?,)* };
                $crate::law::form::Form::is_sound(&form, tree, problems).then_some(form)
            }

            fn write(&self) -> units::tree::Value {
                units::settings::Group::write(vec![
                    $((stringify!($field), units::settings::Setting::write(&self.$field)),)*
                ])
            }

            fn get(&self, path: &[&str]) -> Option<units::tree::Value> {
                match path {
                    [] => Some(self.write()),
                    $([first, rest @ ..] if *first == stringify!($field) => {
                        units::settings::Setting::get(&self.$field, rest)
                    })*
                    _ => None,
                }
            }

            // Read again as a whole, so that bounds and what must fit together are checked as in a file.
            fn set(
                &mut self,
                path: &[&str],
                tree: &units::tree::Tree,
                problems: &mut units::problem::Problems,
            ) -> bool {
                let whole = match path {
                    [] => Some(tree.clone()),
                    [key] => $crate::law::form::with(self.write(), key, &[$(stringify!($field)),*], tree),
                    _ => None,
                };
                let is_known = whole.is_some();
                if let Some(changed) = whole.and_then(|whole| Self::read(&whole, problems)) {
                    *self = changed;
                }
                is_known
            }
        }
    };
}
pub(super) use form;

/// A written table with another value under one of its keys.
pub(super) fn with(written: units::tree::Value, key: &str, keys: &[&str], tree: &Tree) -> Option<Tree> {
    let units::tree::Value::Table(mut table) = written else { return None };
    if !keys.contains(&key) {
        return None;
    }
    table.put(units::tree::Entry { key: key.into(), place: tree.place, tree: tree.clone() });
    Some(Tree { place: tree.place, value: units::tree::Value::Table(table) })
}
