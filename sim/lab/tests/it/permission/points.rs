//! Single points of failure, and that what they say is what an outage does.

use super::play;
use crate::support;

const SCATTERED: &str = "[network.a]\n[network.b]\n[service.store]\n[gateway.one]\nnetworks = [\"a\"]\nservices = [\"store\"]\n\
     [gateway.two]\nnetworks = [\"a\", \"b\"]\nservices = [\"store\"]\n[gateway.three]\nnetworks = [\"b\"]\n\
     [nodes.mine]\ncount = 6\nnetworks = [\"a\"]\noperators = 2\n[nodes.yours]\ncount = 4\nnetworks = [\"a\", \"b\"]\n\
     [users.u]\ngateway = \"one\"\narrival.poisson = { rate = \"5 /s\" }\ndemand.work = \"10 ms\"\n\
     [users.v]\ngateways = [\"two\", \"three\"]\ncount = 1_000\nstart = [3, 1]\narrival.per_user = { rate = \"0.005 /s\" }\n\
     demand.work = \"10 ms\"\n";

#[test]
fn every_party_is_told_by_what_ends_with_it() {
    let checked = support::open_text(SCATTERED, &[]);
    let all = checked.scenario.single_points();
    let share = |party: &str, of: &str| all.iter().find(|p| p.party == party && p.of == of).map_or(0.0, |p| p.share);
    let found = [
        ("gateway one", "users.u", 1.0),
        ("gateway two", "users.v", 0.75),
        ("gateway three", "users.v", 0.25),
        ("service store", "users.u", 1.0),
        ("service store", "users.v", 0.75),
        ("network a", "users.u", 1.0),
        // The second gateway goes on with the other network.
        ("network a", "users.v", 0.0),
        ("network b", "users.v", 0.25),
        ("image mine", "network.a", 0.6),
        ("image yours", "network.b", 1.0),
        ("operator of mine", "network.a", 0.3),
        ("operator of yours", "network.b", 0.25),
    ];
    for (party, of, expected) in found {
        assert!((share(party, of) - expected).abs() < 1e-12, "{party}: {} of {of}", share(party, of));
    }
    assert!(all.windows(2).all(|pair| pair[0].share >= pair[1].share), "the largest comes first");
    // Half of the requests are those of `u`; the service ends 7/8 of all.
    let most = checked.scenario.single_point_share().expect("requests are sent");
    assert!((most - 0.875).abs() < 1e-12, "{most}");
    assert_eq!(play(SCATTERED, 0)("single_point_share").to_bits(), most.to_bits(), "the metric says the same");
}

#[test]
fn an_outage_of_a_single_point_ends_the_share_that_is_told() {
    let checked = support::open_text(SCATTERED, &[]);
    for (fault, share) in [
        ("service_outage = { service = \"store\"", 0.875),
        ("gateway_outage = { gateway = \"one\"", 0.5),
        ("gateway_outage = { gateway = \"two\"", 0.375),
    ] {
        let outage = format!("{SCATTERED}[weather.dark]\nat = \"0 s\"\n{fault}, lasts = \"1_000 s\" }}\n");
        let ends = 1.0 - play(&outage, 0)("answered_share");
        super::is_near(ends, share, (share * (1.0 - share) / 10_000.0_f64).sqrt(), fault);
        assert!(share <= checked.scenario.single_point_share().expect("requests are sent"));
    }
}

#[test]
fn five_gateways_share_what_one_has_alone() {
    let gateways = |n: u32| {
        (0..n)
            .map(|i| {
                format!(
                    "[gateway.g{i}]\n[users.u{i}]\ngateway = \"g{i}\"\narrival.poisson = {{ rate = \"{:?} /s\" }}\n\
                     demand.work = \"10 ms\"\n",
                    5.0 / f64::from(n)
                )
            })
            .collect::<Vec<_>>()
            .concat()
    };
    // Two networks of one image each, so that no node is a single point.
    let rest = "[network.a]\n[network.b]\n[nodes.a]\nnetworks = [\"a\"]\n[nodes.b]\nnetworks = [\"b\"]\n";
    for n in [1, 5] {
        let share = play(&format!("{rest}{}", gateways(n)), 0)("single_point_share");
        assert!((share - 1.0 / f64::from(n)).abs() < 1e-9, "{n}: {share}");
    }
}

/// An app that has integrated two gateways goes on where one is down; where both depend on one service it does not.
#[test]
fn apps_go_on_to_what_they_have_integrated() {
    let apps = |most: u32| {
        format!(
            "[network.a]\n[service.store]\n[gateway.one]\nservices = [\"store\"]\n[gateway.two]\nservices = [\"store\"]\n\
             [gateway.three]\n[nodes.n]\ncount = 6\n[apps.small]\ncount = 30\nintegrates.fixed.most = {most}\n\
             [users.u]\napps = \"small\"\ngateways = [\"one\", \"two\", \"three\"]\ncount = 3_000\n\
             arrival.per_user = {{ rate = \"0.005 /s\" }}\ndemand.work = \"10 ms\"\n"
        )
    };
    for (most, party, fault, expected) in [
        (1, "gateway one", "gateway_outage = { gateway = \"one\"", 1.0 / 3.0),
        (1, "service store", "service_outage = { service = \"store\"", 2.0 / 3.0),
        (2, "gateway one", "gateway_outage = { gateway = \"one\"", 0.0),
        // Those that began with the first have the second, too.
        (2, "service store", "service_outage = { service = \"store\"", 1.0 / 3.0),
        (3, "service store", "service_outage = { service = \"store\"", 0.0),
    ] {
        let points = support::open_text(&apps(most), &[]).scenario.single_points();
        let told = points.iter().find(|point| point.party == party).map_or(0.0, |point| point.share);
        assert!((told - expected).abs() < 1e-12, "{most} {party}: {told}");
        let outage = format!("{}[weather.dark]\nat = \"0 s\"\n{fault}, lasts = \"1_000 s\" }}\n", apps(most));
        let ends = 1.0 - play(&outage, 0)("answered_share");
        super::is_near(ends, expected, (expected * (1.0 - expected) / 15_000.0_f64).sqrt() + 1e-9, fault);
    }
}

/// Who wants trusted execution ends with the one network that has it.
#[test]
fn a_network_without_trusted_nodes_is_no_way_out() {
    let text = |privacy: &str| {
        format!(
            "[network.a]\n[network.b]\n[nodes.plain]\nnetworks = [\"a\"]\n\
             [nodes.sealed]\nnetworks = [\"b\"]\nhardware = \"h100\"\nconfidential = true\n[users.u]\n{privacy}\
             arrival.poisson = {{ rate = \"1 /s\" }}\ndemand.work = \"10 ms\"\n"
        )
    };
    let share = |privacy: &str| {
        let points = support::open_text(&text(privacy), &[]).scenario.single_points();
        points.iter().find(|point| point.party == "network b").map_or(0.0, |point| point.share)
    };
    assert!(share("").abs() < 1e-12 && (share("privacy = \"trusted_hardware\"\n") - 1.0).abs() < 1e-12);
}
