//! Little's law: requests in the system are those that come a second times the seconds they stay.

use super::agree;
use crate::support;

fn check(nodes: &str, scheduling: &str, work: &str) {
    let text = format!(
        r#"
horizon = "3_000 s"
study = "steady"
warm_up = "300 s"
[region.eu]
[link.eu]
between = ["eu", "eu"]
latency = {{ exponential = "50 ms" }}
[gateway.front]
region = "eu"
{scheduling}
[nodes.servers]
count = 4
regions = ["eu"]
{nodes}
[users.all]
region = "eu"
arrival.poisson = {{ rate = "2.4 /s" }}
demand.work = {work}
"#
    );
    let findings = support::study(&support::open_text(&text, &[]), 0);
    let values = |label| support::values(&findings, label);
    let rate = values("answered_rps");
    let stays = values("answer_latency_mean_s");
    let product: Vec<f64> = rate.iter().zip(&stays).map(|(rate, stay)| rate * stay).collect();
    agree(&values("in_system_mean"), &product, nodes);
}

#[test]
fn littles_law_holds_for_lines() {
    check("queueing = \"fcfs\"", "scheduling = \"round_robin\"", "{ exponential = \"1 s\" }");
}

#[test]
fn littles_law_holds_where_speed_is_shared() {
    check("queueing = \"processor_sharing\"", "scheduling.power_of_d = { d = 2 }", "{ exponential = \"1 s\" }");
}

#[test]
fn littles_law_holds_while_nodes_come_and_go() {
    let nodes = "leaving = \"move\"\n[nodes.servers.churn.renewal]\nsession = { exponential = \"5 min\" }\n\
                 absence = { exponential = \"20 s\" }";
    check(nodes, "scheduling = \"join_shortest_queue\"", "{ erlang = { stages = 2, mean = \"1 s\" } }");
}
