//! The one declaration of a setting, from which checks, schema, lists and paths spring.

mod bounds;
mod choice;
mod flat;
mod forms;
mod group;
mod live;
mod menu;
mod named;
mod paths;

pub use bounds::{Bounds, Relation};
pub use choice::{Choice, read_choice, write_choice};
pub use flat::chosen as flat_choice;
pub use forms::NONE;
pub use group::{Field, Group, Reader, set_field};
pub use live::{Frozen, Rule};
pub use named::{Key, Named};
pub use paths::Paths;

use crate::problem::Problems;
use crate::reference::Target;
use crate::tree::{Tree, Value};

/// A value that a scenario may set: a number with its unit, a table of fields, a choice of policy.
pub trait Setting: Clone + Sized {
    /// What may stand here, for the schema and for lists.
    fn kind() -> Kind;
    /// Reads a value; notes every fault it finds and goes on after it.
    fn read(tree: &Tree, problems: &mut Problems) -> Option<Self>;
    /// Writes the value in its canonical form, which [`Setting::read`] reads back.
    fn write(&self) -> Value;

    /// The value of a missing key where nothing else is said.
    fn absent() -> Option<Self> {
        None
    }
    /// The keys of which a menu reads one; none of what is no menu.
    fn keys() -> &'static [&'static str] {
        &[]
    }
    /// The value as a number, to compare it with its bounds.
    fn measure(&self) -> Option<f64> {
        None
    }
    /// Whether the value keeps bounds; a list or a table of named values does if each
    /// of them does.
    fn keeps(&self, bounds: &Bounds) -> bool {
        self.measure().is_none_or(|measure| bounds.hold(measure))
    }
    /// A bound in the unit of [`Setting::measure`].
    fn bound(text: &str) -> Option<f64> {
        text.replace('_', "").parse().ok()
    }
    /// The value at a path below this one.
    fn get(&self, path: &[&str]) -> Option<Value> {
        path.is_empty().then(|| self.write())
    }
    /// Changes the value at a path below this one, an optional one by [`NONE`] to nothing; says whether the path
    /// exists.
    fn set(&mut self, path: &[&str], tree: &Tree, problems: &mut Problems) -> bool {
        if !path.is_empty() {
            return false;
        }
        if let Some(value) = Self::read(tree, problems) {
            *self = value;
        }
        true
    }
}

/// What a policy remembers that remembers nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Nothing;

/// What may stand at a place of a scenario.
#[derive(Clone, Debug)]
pub enum Kind {
    /// A text of a certain form.
    Text {
        /// What it says, such as `a span of time`.
        what: &'static str,
        /// A text of that form.
        example: &'static str,
    },
    /// The name of a table of this kind, which must be there.
    Reference(Target),
    /// The path of a file. What is in it is part of the scenario; its contents are read, hashed and kept wherever such
    /// a path is declared.
    File,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// True or false.
    Switch,
    /// A list of such values.
    List(Box<Kind>),
    /// A table with these fields.
    Group(Group),
    /// A table with exactly one of these keys: a menu, or the law of a distribution.
    OneOf(Vec<Choice>),
    /// Values under names: of the writer's choice, or of what the names refer to.
    Named(Option<Target>, Box<Kind>),
    /// Values under dotted paths that lead to settings.
    Paths,
    /// One of several forms.
    Any(Vec<Kind>),
}

/// The choices among some kinds.
fn menus(kinds: &[Kind]) -> impl Iterator<Item = &[Choice]> {
    kinds.iter().filter_map(|kind| if let Kind::OneOf(choices) = kind { Some(&choices[..]) } else { None })
}

impl Kind {
    /// The laws of chance that may stand in the place of a plain value; none if no law may.
    pub fn laws(&self) -> &[Choice] {
        let Self::Any(kinds) = self else { return &[] };
        let is_law = |choices: &&[Choice]| choices.iter().any(|choice| choice.name == "exponential");
        menus(kinds).find(is_law).unwrap_or(&[])
    }
    /// The policies of a menu that may stand in the place of a plain value; none if no menu may.
    pub fn policies(&self) -> &[Choice] {
        let Self::Any(kinds) = self else { return &[] };
        let is_menu = |choices: &&[Choice]| choices.iter().any(|choice| choice.kind.is_some());
        if self.laws().is_empty() { menus(kinds).find(is_menu).unwrap_or(&[]) } else { &[] }
    }
}

/// Declares a struct of settings: its fields with unit, bounds and default, its reader and its paths.
///
/// A field's doc comment may end in its bounds, as in `[1 ..= 100]`, `[> 0 s]` or `[>= 0, < 1]`. A field without
/// a default must be given. What may not change while a world runs is marked `#[fixed = "reason"]`; all below it is
/// fixed, too. `#[measured = "path"]` lets a text `calibrated:NAME` stand for the number at that path of a calibration.
/// Where a field is marked `#[flat]`, its type is a menu, and the one key that the menu reads stands beside
/// the other fields.
///
/// ```
/// units::settings! {
///     /// Takes a part.
///     pub struct Fixed {
///         /// The part that is taken [0 ..= 1].
///         pub share: units::share::Share,
///         /// How often at most [>= 1].
///         #[fixed = "a table has a row for each"]
///         pub times: u32 = 3,
///     }
/// }
/// ```
#[macro_export]
macro_rules! settings {
    (
        $(#[doc = $doc:literal])*
        pub struct $name:ident {
            $(
                $(#[doc = $field_doc:literal])*
                $(#[fixed = $fixed:literal])?
                $(#[measured = $measured:literal])?
                $(#[flat $($flat:tt)*])?
                pub $field:ident : $ty:ty $(= $default:expr)?
            ),* $(,)?
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name {
            $( $(#[doc = $field_doc])* pub $field: $ty, )*
        }

        impl $crate::settings::Setting for $name {
            fn kind() -> $crate::settings::Kind {
                let mut group = $crate::settings::Group::new(stringify!($name), concat!($($doc, "\n"),*));
                $(
                    let field = $crate::settings::Field::new::<$ty>(
                        stringify!($field),
                        concat!($($field_doc, "\n"),*),
                        $crate::default_of!($ty $(, $default)?),
                    )
                    $(.fixed($fixed))?
                    $(.measured($measured))?;
                    $crate::field_in_group!([$(flat $($flat)*)?] group, field);
                )*
                $crate::settings::Kind::Group(group)
            }

            #[allow(unused_mut, unused_variables)]
            fn read(
                tree: &$crate::tree::Tree,
                problems: &mut $crate::problem::Problems,
            ) -> Option<Self> {
                let names: Vec<Vec<&'static str>> =
                    vec![$($crate::names_of_field!([$(flat $($flat)*)?] $field, $ty)),*];
                let mut reader = $crate::settings::Reader::new(tree, &names.concat(), problems)?;
                $(
                    let default = || $crate::default_of!($ty $(, $default)?);
                    let doc = concat!($($field_doc, "\n"),*);
                    let $field: Option<$ty> =
                        $crate::read_field!([$(flat $($flat)*)?] reader, $field, doc, default);
                )*
                Some(Self { $($field: $field?,)* })
            }

            fn write(&self) -> $crate::tree::Value {
                $crate::settings::Group::write(vec![
                    $($crate::write_field!([$(flat $($flat)*)?] $field, $ty, self.$field),)*
                ])
            }

            fn absent() -> Option<Self> {
                let nothing = $crate::tree::Tree::bare($crate::tree::Value::Table($crate::tree::Table::default()));
                Self::read(&nothing, &mut $crate::problem::Problems::default())
            }

            fn get(&self, path: &[&str]) -> Option<$crate::tree::Value> {
                if path.is_empty() {
                    return Some(self.write());
                }
                $(
                    if let Some(rest) = $crate::path_of_field!([$(flat $($flat)*)?] path, $field, $ty) {
                        return $crate::settings::Setting::get(&self.$field, rest);
                    }
                )*
                None
            }

            #[allow(unused_variables)]
            fn set(
                &mut self,
                path: &[&str],
                tree: &$crate::tree::Tree,
                problems: &mut $crate::problem::Problems,
            ) -> bool {
                if path.is_empty() {
                    if let Some(value) = Self::read(tree, problems) {
                        *self = value;
                    }
                    return true;
                }
                $(
                    if let Some(rest) = $crate::path_of_field!([$(flat $($flat)*)?] path, $field, $ty) {
                        let doc = concat!($($field_doc, "\n"),*);
                        return $crate::settings::set_field(
                            &mut self.$field, stringify!($field), doc, rest, tree, problems,
                        );
                    }
                )*
                false
            }
        }
    };
}

/// The default of a field as an option: what was declared, else what its type says of absence.
#[doc(hidden)]
#[macro_export]
macro_rules! default_of {
    ($ty:ty) => {
        <$ty as $crate::settings::Setting>::absent()
    };
    ($ty:ty, $default:expr) => {
        Some::<$ty>($default)
    };
}

/// Makes an enum of named alternatives a [`Setting`]: a table with exactly one key.
#[macro_export]
macro_rules! choice_setting {
    ($name:ident { $($key:expr => $variant:ident($ty:ty)),* $(,)? }) => {
        impl $crate::settings::Setting for $name {
            fn kind() -> $crate::settings::Kind {
                $crate::settings::Kind::OneOf(vec![$($crate::settings::Choice::new::<$ty>($key)),*])
            }
            fn keys() -> &'static [&'static str] {
                &[$($key),*]
            }
            fn read(
                tree: &$crate::tree::Tree,
                problems: &mut $crate::problem::Problems,
            ) -> Option<Self> {
                let (key, inner) = $crate::settings::read_choice(tree, &[$($key),*], problems)?;
                $(if key == $key {
                    return $crate::settings::Setting::read(&inner, problems).map(Self::$variant);
                })*
                None
            }
            fn write(&self) -> $crate::tree::Value {
                match self {
                    $(Self::$variant(inner) => {
                        $crate::settings::write_choice($key, $crate::settings::Setting::write(inner))
                    })*
                }
            }
            fn get(&self, path: &[&str]) -> Option<$crate::tree::Value> {
                match (self, path) {
                    (_, []) => Some(self.write()),
                    $((Self::$variant(inner), [first, rest @ ..]) if *first == $key => {
                        $crate::settings::Setting::get(inner, rest)
                    })*
                    _ => None,
                }
            }
            fn set(
                &mut self,
                path: &[&str],
                tree: &$crate::tree::Tree,
                problems: &mut $crate::problem::Problems,
            ) -> bool {
                match (&mut *self, path) {
                    (_, []) => {
                        if let Some(value) = Self::read(tree, problems) {
                            *self = value;
                        }
                        true
                    }
                    $((Self::$variant(inner), [first, rest @ ..]) if *first == $key => {
                        $crate::settings::Setting::set(inner, rest, tree, problems)
                    })*
                    _ => false,
                }
            }
        }
    };
}

/// Makes an enum of plain words a [`Setting`] that is written as one of these words.
#[macro_export]
macro_rules! words {
    (
        $(#[doc = $doc:literal])*
        pub enum $name:ident { $( $(#[doc = $word_doc:literal])* $variant:ident = $word:literal ),* $(,)? }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $( $(#[doc = $word_doc])* $variant, )* }

        impl $crate::settings::Setting for $name {
            fn kind() -> $crate::settings::Kind {
                $crate::settings::Kind::OneOf(vec![$($crate::settings::Choice::word(
                    $word,
                    concat!($($word_doc, "\n"),*),
                )),*])
            }
            fn read(
                tree: &$crate::tree::Tree,
                problems: &mut $crate::problem::Problems,
            ) -> Option<Self> {
                let words = [$($word),*];
                match $crate::settings::Choice::read_word(tree, &words, problems)? {
                    $($word => Some(Self::$variant),)*
                    _ => None,
                }
            }
            fn write(&self) -> $crate::tree::Value {
                $crate::tree::Value::text(match self { $(Self::$variant => $word,)* })
            }
        }
    };
}
