//! `[starts]`: from where a scenario starts, where it may end in more than one way.

use units::problem::Problems;
use units::settings::{Named, Paths};
use units::share::Share;
use units::tree::{Place, Tree};
use units::{settings, words};
use world::metrics::catalogue::Column;

use super::sweep::{check_metrics, varying};
use super::{File, MetricName};

settings! {
    /// The starts from which a scenario is played, for `windtunnel starts`: where choices feed on themselves it may end
    /// in more than one way, and one start shows one of them.
    ///
    /// All starts are played on the same seeds, and the metric `of` tells in which state each run ends. The number of
    /// end states is found by Hartigan's dip test, and whether the start decides between them by permutations of starts
    /// within seeds. Where it does, a mean with an interval answers for nobody: `starts` prints the chance of each end
    /// state by start, and `frontier` searches from one start that must be named.
    pub struct Starts {
        /// The metric that tells end states apart, with its owner as claims write it, for instance the share of users
        /// at one of the gateways.
        pub of: MetricName,
        /// By how much two states differ at least, as a share of the largest value [> 0 %, < 100 %].
        pub apart: Share = Share::percent(5),
        /// What must come out, if something must: exit code 3 says that it is the other way round, 4 that nobody knows.
        pub expects: Option<Matter>,
        /// The starts by name, each with settings by path, such as the `start` of users or apps; at least two.
        pub from: Named<Paths>,
    }
}

words! {
    /// Whether the start matters.
    pub enum Matter {
        /// Runs from different starts end in different states, or at different levels.
        Matters = "matters",
        /// Where a run began is forgotten by its end.
        Forgotten = "forgotten",
    }
}

/// Notes what is wrong with the starts.
pub(super) fn check(file: &File, tree: &Tree, columns: &[Column], problems: &mut Problems) {
    let Some(starts) = &file.starts else { return };
    check_metrics(std::slice::from_ref(&starts.of), columns, problems);
    if starts.from.list.len() < 2 {
        let place = tree.at("starts.from").or_else(|| tree.at("starts")).map_or(Place::NONE, |t| t.place);
        let remedy = "as in `[starts.from]` with `even = { \"users.all.start\" = [1, 1] }` and `one = { ... }`";
        problems.push_with(place, "one start tells nothing of another: name at least two", remedy);
    }
    for (path, at, _) in starts.from.values().flat_map(|paths| &paths.list) {
        varying(file, tree, path, *at, problems);
    }
}

#[cfg(test)]
mod tests {
    use crate::told::told;

    fn check(starts: &str, expected: &[&str]) {
        let text = format!(
            "# q?\nname = \"t\"\nhorizon = \"1 d\"\n[network.a]\n[gateway.g]\nnetworks = [\"a\"]\n[gateway.h]\nnetworks = [\"a\"]\n[nodes.n]\ncount = 4\n[users.u]\n\
             count = 10\ngateways = [\"g\", \"h\"]\ngateway_choice.logit = {{}}\narrival.per_user = {{ rate = \"1 /h\" }}\n\
             demand.work = \"1 s\"\n{starts}\n"
        );
        assert_eq!(told(&text), expected, "{starts}");
    }

    #[test]
    fn starts_are_at_least_two_of_settings_that_are_there() {
        let two = "one = { \"users.u.start\" = [1, 0] }\nother = { \"users.u.start\" = [0, 1] }";
        check(&format!("[starts]\nof = \"users_share[gateway.g]\"\n[starts.from]\n{two}"), &[]);
        check(
            "[starts]\nof = \"users_share[gateway.g]\"\n[starts.from]\none = { \"users.u.start\" = [1, 0] }",
            &[
                "one start tells nothing of another: name at least two",
                "as in `[starts.from]` with `even = { \"users.all.start\" = [1, 1] }` and `one = { ... }`",
            ],
        );
        check(
            &format!("[starts]\nof = \"users_shares[gateway.g]\"\n[starts.from]\n{two}"),
            &["there is no metric `users_shares[gateway.g]` here", "did you mean `users_share[gateway.g]`?"],
        );
        check(
            &format!("[starts]\nof = \"hhi_gateways\"\n[starts.from]\n{}", two.replace("u.start", "v.start")),
            &[
                "this scenario has no setting `users.v.start`",
                "known are `users.u.start`",
                "this scenario has no setting `users.v.start`",
                "known are `users.u.start`",
            ],
        );
    }
}
