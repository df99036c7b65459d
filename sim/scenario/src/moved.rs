//! Keys that another place knows: what an unknown key was perhaps meant to be there.

use units::problem::Problems;
use units::tree::Tree;

/// Says of unknown keys that another place knows where that is.
pub(super) fn explain(tree: &Tree, problems: &mut Problems) {
    let below = |tree: Option<&Tree>| tree.and_then(Tree::table).map_or(&[][..], |table| table.entries()).to_vec();
    for coin in below(tree.at("coin")) {
        for emission in below(coin.tree.at("emission")) {
            if let Some(by) = emission.tree.table().and_then(|table| table.get("by")) {
                let remedy = format!("who gets what is minted is a matter of `coin.{}.sharing.by`", coin.key);
                problems.explain(by.place, &remedy);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::told::told;

    #[test]
    fn who_gets_an_emission_is_a_matter_of_its_sharing() {
        let text = "# q?\nname = \"t\"\nhorizon = \"1 d\"\n[coin.alp]\n\
            emission.constant = { rate = \"1 alp/h\", by = \"work\" }\n[network.a]\ncoin = \"alp\"\n[nodes.n]\ncount = 1\n";
        let expected = ["unknown key `by`", "who gets what is minted is a matter of `coin.alp.sharing.by`"];
        assert_eq!(told(text), expected);
    }
}
