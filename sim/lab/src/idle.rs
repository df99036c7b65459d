//! Policies that never acted in a run, by the metrics that count what they do.

use scenario::Checked;
use scenario::acts::{cannot_act, watched};

use crate::study::Findings;

/// A policy that never acted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Idle {
    /// Where it is in the file.
    pub path: String,
    /// What did not happen, and why it cannot if that is certain.
    pub why: String,
}

/// The policies of a scenario none of whose acts was counted in any replication, after the warm-up.
///
/// Where none of the metrics of a policy exists, nothing is told of it.
pub fn never_acted(checked: &Checked, findings: &Findings) -> Vec<Idle> {
    let cannot = cannot_act(&checked.scenario);
    let is_idle = |metrics: &[&str], owner: &str| {
        let lines = metrics.iter().filter_map(|metric| findings.find(metric, owner)?.estimate);
        let means: Vec<f64> = lines.map(|estimate| estimate.mean).collect();
        // No mean of a count that is nowhere below zero is zero but of zeros.
        !means.is_empty() && means.iter().all(|mean| mean.abs() <= 0.0)
    };
    let idle = watched(checked).into_iter().filter(|policy| is_idle(policy.metrics, &policy.owner));
    idle.map(|policy| {
        let cause = cannot.iter().find(|cannot| cannot.path == policy.path);
        let why = cause.map_or_else(String::new, |cannot| format!(": {}", cannot.why));
        Idle { why: format!("{}{why}", policy.lacks), path: policy.path }
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use files::{Colour, Request};
    use scenario::open_text;

    use super::*;
    use crate::study::{Options, run};

    fn check(network: &str, gateway: &str, nodes: &str, expected: &[(&str, &str)]) {
        let text = format!(
            "# q?\nname = \"t\"\nhorizon = \"1_000 s\"\nreplications = 2\n[coin.alp]\n[network.net]\ncoin = \"alp\"\n{network}\n\
             [gateway.front]\nnetworks = [\"net\"]\n{gateway}\n[nodes.n]\ncount = 2\nstake.net = \"10 alp\"\n{nodes}\n[users.all]\n\
             gateway = \"front\"\narrival.poisson = {{ rate = \"1 /s\" }}\ndemand.work = {{ exponential = \"1 s\" }}\n"
        );
        let checked = open_text(&text, &Request { file: "t.toml".into(), ..Request::default() });
        let checked = checked.unwrap_or_else(|r| panic!("{}", r.render(Colour::Plain)));
        let idle = never_acted(&checked, &run(&checked, &Options::default()).expect("it runs"));
        let idle: Vec<_> = idle.iter().map(|idle| (idle.path.as_str(), idle.why.as_str())).collect();
        assert_eq!(idle, expected, "{text}");
    }

    #[test]
    fn policies_whose_acts_were_not_counted_are_named() {
        let rules =
            "verification.v.spot_check = { rate = 0.1, false_negative = 0 }\nslashing.s.fixed = { share = \"10 %\" }";
        let sentenced = "no node was sentenced: no answer is wrong and no check errs";
        let never = "no node was sentenced";
        let absent = rules.replace("share = \"10 %\"", "share = \"10 %\", offence = \"absence\"");
        check(rules, "", "", &[("network.net.slashing.s", sentenced)]);
        check(&absent, "", "", &[("network.net.slashing.s", never)]);
        check(rules, "", "conduct.lazy = { rate = 0.5 }", &[]);
        // A node that waits a thousand seconds is rare, one that waits a second is not.
        let hedge = |after: &str| format!("hedge = {{ after = \"{after}\" }}");
        check("", &hedge("900 s"), "", &[("gateway.front.hedge", "no copy was sent")]);
        check("", &hedge("1 s"), "", &[]);
        // By default a gateway tries again; whoever says so wants to know whether it did.
        check("", "retries = 2", "", &[("gateway.front.retries", "no attempt was made again")]);
        check(
            "",
            "admission.a.queue_bound.most = 1_000",
            "",
            &[("gateway.front.admission.a", "it refused no request")],
        );
        check("", "admission.a.queue_bound.most = 1", "", &[]);
    }
}
