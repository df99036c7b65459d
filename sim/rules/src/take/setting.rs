//! How a take is written: a share of the fee, or a policy.

use units::problem::Problems;
use units::settings::{Kind, Setting};
use units::share::Share;
use units::tree::{Tree, Value};

use super::Taking;
use super::policy::{On, Rest};
use crate::checking::Checking;

/// What a gateway takes: a share inside of the fee, or what a policy says.
#[derive(Clone, Debug, PartialEq)]
pub enum Take {
    /// A share inside of the fee, written as `take = "5 %"`.
    Inside(Share),
    /// What a policy says.
    By(Taking),
}

impl Take {
    /// The policy, if there is one.
    pub fn taking(&self) -> Option<&Taking> {
        if let Self::By(taking) = self { Some(taking) } else { None }
    }
    /// Whether it comes on top of the fee.
    pub fn is_on_top(&self) -> bool {
        self.taking().is_some_and(|taking| taking.policy().on() == On::Top)
    }
    /// What of a fee it takes inside of it.
    pub fn inside(&self) -> f64 {
        match self {
            Self::Inside(share) => share.as_f64(),
            Self::By(taking) if !self.is_on_top() => taking.policy().first().as_f64(),
            Self::By(_) => 0.0,
        }
    }
    /// Whether it must be told how users answer its price.
    pub fn asks_users(&self) -> bool {
        matches!(self, Self::By(Taking::BestResponse(best)) if best.alpha.is_none())
    }
    /// Users answer its price so, where it does not say itself how.
    pub fn answered_by(&mut self, alpha: f64) {
        if let Self::By(Taking::BestResponse(best)) = self
            && best.alpha.is_none()
        {
            best.alpha = Some(alpha);
        }
    }
    /// What it is where so many gateways alike are at rest, at a price and a cost of a thousand requests \[usd\].
    pub fn rests(&self, firms: u32, price: f64, cost: f64) -> Rest {
        match self {
            Self::Inside(share) => Rest::of(*share, price),
            Self::By(Taking::Fixed(fixed)) => Rest::of(fixed.share, price),
            Self::By(Taking::Undercut(undercut)) => Rest::of(undercut.at_rest(firms), price),
            Self::By(Taking::BestResponse(best)) => best.at_rest(firms, price, cost),
        }
    }
    /// Refuses settings that cannot be.
    pub fn vet(&self, checking: &mut Checking) {
        let Self::By(taking) = self else { return };
        checking.within(&format!("take.{}", taking.name()), |c| taking.policy().vet(c));
        // Each change of a take is numbered in 16 bits.
        let reviews = taking.policy().every().map(|every| checking.facts.horizon.ns() / every.ns().max(1));
        if reviews.is_some_and(|n| n > 60_000) {
            let keys = format!("take.{}.every", taking.name());
            checking.refuse_with(&keys, "these are more than 60000 reviews in the run", "review less often");
        }
    }
}

impl Setting for Take {
    fn kind() -> Kind {
        Kind::Any(vec![Share::kind(), Taking::kind()])
    }
    fn read(tree: &Tree, problems: &mut Problems) -> Option<Self> {
        match &tree.value {
            Value::Table(_) => Taking::read(tree, problems).map(Self::By),
            _ => Share::read(tree, problems).map(Self::Inside),
        }
    }
    fn write(&self) -> Value {
        match self {
            Self::Inside(share) => share.write(),
            Self::By(taking) => taking.write(),
        }
    }
    fn measure(&self) -> Option<f64> {
        if let Self::Inside(share) = self { share.measure() } else { None }
    }
    fn get(&self, path: &[&str]) -> Option<Value> {
        match (self, path) {
            (_, []) => Some(self.write()),
            (Self::By(taking), path) => taking.get(path),
            _ => None,
        }
    }
    fn set(&mut self, path: &[&str], tree: &Tree, problems: &mut Problems) -> bool {
        match (self, path) {
            (take, []) => {
                if let Some(value) = Self::read(tree, problems) {
                    *take = value;
                }
                true
            }
            (Self::By(taking), path) => taking.set(path, tree, problems),
            _ => false,
        }
    }
}
