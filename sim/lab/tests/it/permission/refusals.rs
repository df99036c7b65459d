//! Permissions and compromises that cannot be: each with its name and a remedy.

use files::{Colour, Request};

use crate::support;

/// What is told of a scenario with these tables: messages and remedies.
fn check(tables: &str, expected: &[&str]) {
    let text = support::whole(&format!(
        "# q?\n[coin.alp]\n[network.a]\ncoin = \"alp\"\n[network.b]\n[gateway.g]\nnetworks = [\"a\"]\n\
         [nodes.n]\ncount = 2\nimage = \"v1\"\nnetworks = [\"a\"]\n[nodes.m]\nnetworks = [\"b\"]\n\
         [users.u]\narrival.poisson = {{ rate = \"1 /s\" }}\ndemand.work = \"1 s\"\n{tables}"
    ));
    let told = match scenario::open_text(&text, &Request::default()) {
        Ok(_) => String::new(),
        Err(refused) => refused.render(Colour::Plain),
    };
    let lines = told
        .lines()
        .filter_map(|line| line.strip_prefix("error: ").or_else(|| line.trim_start().strip_prefix("= help: ")));
    assert_eq!(lines.collect::<Vec<_>>(), expected, "{tables}\n{told}");
}

#[test]
fn a_network_that_nobody_may_serve_is_refused() {
    check("[network.a.permission.allow_list]\nnodes = [\"n\"]\n", &[]);
    check(
        "[network.a.permission.allow_list]\nnodes = [\"m\"]\n",
        &["`nodes.m` do not serve `a`", "add \"a\" to their `networks`, or leave them out"],
    );
    check(
        "[network.a.permission.attested]\nimages = [\"m\"]\n",
        &["nobody may serve the network `a`", "its nodes run v1: approve one of these images"],
    );
    check("[network.a.permission.attested]\nimages = [\"v1\"]\n", &[]);
    check(
        "[network.a.permission.attested]\nimages = [\"v2\"]\n",
        &["no group of nodes runs the image `v2`", "did you mean `v1`?"],
    );
    check(
        "[network.a.permission.allow_list]\nnodes = [\"nn\"]\n",
        &["there is no group of nodes `nn`", "did you mean `n`?"],
    );
    check(
        "[network.a.permission.attested]\ntakes = \"2 min\"\nexpires = \"1 min\"\n",
        &[
            "an attestation takes 2 min and would be over before the next is there",
            "let it be valid for longer, or take less time",
        ],
    );
}

#[test]
fn places_are_few_and_worth_something() {
    let slots = |more: &str| format!("[network.a.permission.slots]\nmost = 1\nprice = \"1 usd\"\n{more}\n");
    check(&slots("worth = \"2 usd\""), &[]);
    check(
        &slots("worth = \"2 usd\"\nfloor = \"3 usd\""),
        &["nobody ever registers for more than a place is worth, 2 usd", "lower it, or raise `worth`"],
    );
    check(
        &slots("worth = \"2 usd\"\ncap = \"2 usd\""),
        &["nothing ends the registrations if a place is worth 2 usd", "raise it above `worth`, or leave it out"],
    );
    check(&slots("worth = \"0 usd\""), &["nobody registers for a place that is worth nothing", "raise it"]);
}

#[test]
fn more_places_than_nodes_are_warned_of() {
    let text =
        "[network.a]\npermission.slots = { most = 3, price = \"1 usd\", worth = \"1 usd\" }\n[nodes.n]\ncount = 3\n";
    let told = scenario::warnings(&support::open_text(text, &[]));
    let expected = "`network.a.permission.slots.most` is 3, but only 3 nodes serve the network: all have a place, and nobody is \
                    evicted; lower it";
    assert_eq!(told, [expected]);
}

#[test]
fn a_compromise_is_of_one_party_that_is_there() {
    let compromise = |of: &str| format!("[weather.w]\nat = \"1 min\"\ncompromise = {{ {of} }}\n");
    check(&compromise("image = \"v1\""), &[]);
    check(
        &compromise("share = \"10 %\""),
        &[
            "this does not say what is compromised",
            "name an `image`, the `hardware` of a vendor, `nodes`, a `gateway`, a `service` or a `network`",
        ],
    );
    check(
        &compromise("gateway = \"g\", nodes = [\"n\"]"),
        &["one compromise is of one party", "keep one of them, and write a table of its own for the other"],
    );
    check(
        &compromise("gateway = \"g\", reach = \"operator\""),
        &["it says which nodes are reached, and a gateway has none", "leave it out"],
    );
    check(&compromise("gateway = \"h\""), &["there is no gateway `h`", "did you mean `g`?"]);
    check(&compromise("image = \"v9\""), &["no group of nodes runs the image `v9`", "did you mean `v1`?"]);
    check(
        &compromise("nodes = [\"n\"], revoked = \"1 h\""),
        &[
            "no network of these nodes keeps a list from which they could be struck off",
            "give one `permission.attested` or `permission.allow_list`, or leave `revoked` out: they forge to the end",
        ],
    );
    check(
        &compromise("network = \"a\", revoked = \"1 h\", patches = \"public\""),
        &["it is about nodes, and none are compromised", "leave it out"],
    );
}
