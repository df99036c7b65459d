//! The menu of laws that are not mixtures, and how one is read from a scenario.

use units::problem::Problems;
use units::settings::{Choice, Kind, Setting, read_choice, write_choice};
use units::tree::{Tree, Value};

use super::form::Shape;
use super::quantity::Quantity;
use super::{
    Empirical, Erlang, Exponential, Fixed, Gamma, Geometric, Gumbel, Hyperexponential, Lognormal, Normal, Pareto,
    Poisson, Uniform, Weibull,
};

/// The keys of the laws of counts, which no time can have.
const OF_COUNTS: [&str; 2] = ["poisson", "geometric"];

/// Declares the enum of laws, their keys, and what is the same for all of them.
macro_rules! laws {
    ($(#[doc = $doc:literal])* pub enum $name:ident<$q:ident> { $($key:literal => $variant:ident($ty:ty)),* $(,)? }) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub enum $name<$q> {
            $(
                #[doc = concat!("See [`", stringify!($variant), "`](super::", stringify!($variant), ").")]
                $variant($ty),
            )*
        }

        impl<$q: Quantity> $name<$q> {
            const KEYS: &'static [&'static str] = &[$($key),*];

            pub(super) fn shape(&self) -> &dyn Shape {
                match self { $(Self::$variant(law) => law,)* }
            }
            fn choices() -> Vec<Choice> {
                vec![$(Choice::new::<$ty>($key)),*]
            }
            pub(super) fn read_as(key: &str, tree: &Tree, problems: &mut Problems) -> Option<Self> {
                $(if key == $key {
                    return Setting::read(tree, problems).map(Self::$variant);
                })*
                None
            }
            fn write_with_key(&self) -> Value {
                match self { $(Self::$variant(law) => write_choice($key, law.write()),)* }
            }
            fn get_within(&self, key: &str, path: &[&str]) -> Option<Value> {
                match self {
                    $(Self::$variant(law) if key == $key => law.get(path),)*
                    _ => None,
                }
            }
            fn set_within(&mut self, key: &str, path: &[&str], tree: &Tree, problems: &mut Problems) -> bool {
                match self {
                    $(Self::$variant(law) if key == $key => law.set(path, tree, problems),)*
                    _ => false,
                }
            }
        }
    };
}

laws! {
    /// One law that is not a mixture.
    pub enum Single<Q> {
        "fixed" => Fixed(Fixed<Q>),
        "exponential" => Exponential(Exponential<Q>),
        "uniform" => Uniform(Uniform<Q>),
        "weibull" => Weibull(Weibull<Q>),
        "lognormal" => Lognormal(Lognormal<Q>),
        "gamma" => Gamma(Gamma<Q>),
        "erlang" => Erlang(Erlang<Q>),
        "pareto" => Pareto(Pareto<Q>),
        "normal" => Normal(Normal<Q>),
        "hyperexponential" => Hyperexponential(Hyperexponential<Q>),
        "empirical" => Empirical(Empirical<Q>),
        "gumbel" => Gumbel(Gumbel<Q>),
        "poisson" => Poisson(Poisson),
        "geometric" => Geometric(Geometric),
    }
}

/// The keys that a law of this quantity may have.
pub(super) fn keys<Q: Quantity>() -> Vec<&'static str> {
    Single::<Q>::KEYS.iter().copied().filter(|key| !OF_COUNTS.contains(key) || Q::COUNTS).collect()
}

pub(super) fn choices<Q: Quantity>() -> Vec<Choice> {
    let allowed = keys::<Q>();
    Single::<Q>::choices().into_iter().filter(|choice| allowed.contains(&choice.name)).collect()
}

impl<Q: Quantity> Setting for Single<Q> {
    fn kind() -> Kind {
        Kind::Any(vec![Q::kind(), Kind::OneOf(choices::<Q>())])
    }
    fn read(tree: &Tree, problems: &mut Problems) -> Option<Self> {
        if tree.table().is_none() {
            return Fixed::read(tree, problems).map(Self::Fixed);
        }
        let (key, inner) = read_choice(tree, &keys::<Q>(), problems)?;
        Self::read_as(key, &inner, problems)
    }
    fn write(&self) -> Value {
        if let Self::Fixed(law) = self { law.write() } else { self.write_with_key() }
    }
    fn get(&self, path: &[&str]) -> Option<Value> {
        match path {
            [] => Some(self.write()),
            [key, rest @ ..] => self.get_within(key, rest),
        }
    }
    fn set(&mut self, path: &[&str], tree: &Tree, problems: &mut Problems) -> bool {
        match path {
            [] => {
                if let Some(law) = Self::read(tree, problems) {
                    *self = law;
                }
                true
            }
            [key, rest @ ..] => self.set_within(key, rest, tree, problems),
        }
    }
}
