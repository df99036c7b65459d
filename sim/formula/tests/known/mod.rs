//! Names for the tests of formulas, each with the unit that its end says.

use formula::{Column, Names, Unit};

/// These names, alone and of two networks, with the coin `alp`.
pub(crate) fn names(words: &[&str]) -> Names {
    let mut names = Names::default();
    names.add_coin("alp");
    for &name in words {
        for owner in ["", "network.alpha", "network.be-ta"] {
            let column = Column { name: name.into(), unit: Unit::of_name(name, "alp") };
            names.add_of(owner, column);
        }
    }
    names
}
