//! How a law is read from a scenario: one of the menu, or a mixture of them.

use units::problem::Problems;
use units::settings::{Choice, Kind, Setting, read_choice, write_choice};
use units::tree::{Tree, Value};

use super::quantity::Quantity;
use super::single::{Single, choices, keys};
use super::{Fixed, Law, Mixture};

const MIXTURE: &str = "mixture";

impl<Q: Quantity> Setting for Law<Q> {
    fn kind() -> Kind {
        let mut choices = choices::<Q>();
        choices.push(Choice::new::<Mixture<Q>>(MIXTURE));
        Kind::Any(vec![Q::kind(), Kind::OneOf(choices)])
    }
    fn read(tree: &Tree, problems: &mut Problems) -> Option<Self> {
        if tree.table().is_none() {
            return Fixed::read(tree, problems).map(|law| Self::Single(Single::Fixed(law)));
        }
        let mut keys = keys::<Q>();
        keys.push(MIXTURE);
        let (key, inner) = read_choice(tree, &keys, problems)?;
        if key == MIXTURE {
            Mixture::read(&inner, problems).map(Self::Mixture)
        } else {
            Single::read_as(key, &inner, problems).map(Self::Single)
        }
    }
    fn write(&self) -> Value {
        match self {
            Self::Single(law) => law.write(),
            Self::Mixture(law) => write_choice(MIXTURE, law.write()),
        }
    }
    fn get(&self, path: &[&str]) -> Option<Value> {
        match (self, path) {
            (_, []) => Some(self.write()),
            (Self::Single(law), path) => law.get(path),
            (Self::Mixture(law), [key, rest @ ..]) => {
                if *key == MIXTURE {
                    law.get(rest)
                } else {
                    None
                }
            }
        }
    }
    fn set(&mut self, path: &[&str], tree: &Tree, problems: &mut Problems) -> bool {
        match (&mut *self, path) {
            (_, []) => {
                if let Some(law) = Self::read(tree, problems) {
                    *self = law;
                }
                true
            }
            (Self::Single(law), path) => law.set(path, tree, problems),
            (Self::Mixture(law), [key, rest @ ..]) => *key == MIXTURE && law.set(rest, tree, problems),
        }
    }
}
