//! Privacy that cannot be had is refused with its names.

use files::{Colour, Request};
use scenario::open_text;

use crate::support;

fn check(tables: &str, parts: &[&str]) {
    let text = format!(
        "horizon = \"1 h\"\n{tables}[users.shy]\narrival.poisson = {{ rate = \"1 /s\" }}\ndemand.work = \"1 s\"\n\
         privacy = \"trusted_hardware\"\n"
    );
    let request = Request { file: "scenarios/t.toml".into(), ..Request::default() };
    match open_text(&support::whole(&text), &request) {
        Ok(_) => assert!(parts.is_empty(), "nothing is wrong with it: {text}"),
        Err(refused) => {
            let told = refused.render(Colour::Plain);
            assert!(!parts.is_empty() && parts.iter().all(|part| told.contains(part)), "{told}");
        }
    }
}

const SEALED: &str = "[nodes.sealed]\nhardware = \"h100\"\nconfidential = true\n";

#[test]
fn trusted_execution_that_no_node_offers_is_refused() {
    check(&format!("[network.alpha]\n{SEALED}[nodes.home]\n"), &[]);
    check(
        "[network.alpha]\n[nodes.home]\n",
        &[
            "error: these users want trusted execution, and no node of `alpha` has it: all of their requests would be \
             refused",
            "set `confidential = true` for nodes with hardware that supports it, or use `privacy = \"open\"`",
        ],
    );
    // Sealed nodes of a network that they do not reach are no help.
    check(
        &format!(
            "[network.alpha]\n[network.beta]\n[gateway.front]\nnetworks = [\"alpha\"]\n[nodes.home]\nnetworks = [\"alpha\"]\n\
             {SEALED}networks = [\"beta\"]\n"
        ),
        &["no node of `alpha` has it"],
    );
    // Nor are those that only check.
    check(
        &format!(
            "[network.alpha]\nverification.spot.spot_check = {{ rate = 1, checkers = \"sealed\" }}\n{SEALED}[nodes.home]\n"
        ),
        &["no node of `alpha` has it"],
    );
}

#[test]
fn who_would_show_what_is_hidden_is_refused() {
    check(
        &format!(
            "[network.alpha]\nverification.spot.spot_check = {{ rate = 1, checkers = \"judges\" }}\n{SEALED}[nodes.judges]\n"
        ),
        &[
            "error: `judges`, who check for `spot` on `alpha`, would see what these users hide: they do not compute in \
             trusted execution",
            "set `nodes.judges.confidential = true`, or let any node check",
        ],
    );
    check(
        &format!("[network.alpha]\npublishes = true\n{SEALED}"),
        &[
            "error: `alpha` publishes requests, which these users want to be hidden",
            "leave `network.alpha.publishes` out, or use another network",
        ],
    );
    check(
        &format!("[network.alpha]\nsession = {{ every = \"10 min\", nodes = 3 }}\n{SEALED}"),
        &[
            "error: a roster of a session of `alpha` is drawn among all nodes, with trusted execution or not",
            "leave `network.alpha.session` out, or use another network",
        ],
    );
    check(
        &format!("[network.alpha]\n{SEALED}[change.c]\nat = \"1 min\"\nset = {{ \"users.shy.privacy\" = \"open\" }}\n"),
        &["privacy", "nodes are listed by it from the start"],
    );
}

#[test]
fn a_split_to_networks_that_could_not_serve_is_told() {
    let text = |routing: &str| {
        format!(
            "[network.alpha]\n[network.beta]\n[gateway.front]\n{routing}\n[nodes.home]\nnetworks = [\"alpha\"]\n\
             {SEALED}networks = [\"beta\"]\n[users.shy]\narrival.poisson = {{ rate = \"1 /s\" }}\ndemand.work = \"1 s\"\n\
             privacy = \"trusted_hardware\"\n"
        )
    };
    let told = |routing: &str| scenario::warnings(&support::open_text(&text(routing), &[]));
    let message = "`front` draws a network for each request of `shy`, who want trusted execution, and no node of `alpha` \
                   has it: what goes there is refused; use another `routing`, such as `cheapest` or `failover`";
    assert_eq!(told(""), [message]);
    assert_eq!(told("routing = \"cheapest\""), [""; 0]);
    // And so it is.
    let of = super::play(&text(""));
    let refused = of("refused_no_trusted_node_share");
    assert!((refused - 0.5).abs() < 0.07, "{refused}");
    assert!(super::play(&text("routing = \"failover\""))("refused_share") < 1e-12);
}
