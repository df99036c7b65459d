//! Policies that cannot act in a file, whatever chance does: told before anything is played.

use rules::slashing::Offence;
use rules::verification::Verification;
use units::ids::{GatewayId, NetworkId};
use units::share::Share;
use world::scenario::{Gateway, Network, Scenario};

/// A policy that cannot act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cannot {
    /// Where it is in the file.
    pub path: String,
    /// Why it cannot.
    pub why: &'static str,
}

/// The menu of what keeps policies from acting.
const CAUSES: &[fn(&Scenario) -> Vec<Cannot>] = &[unreached, unused, faultless, lonely];

/// All policies that cannot act for sure, while no setting changes.
pub fn cannot_act(scenario: &Scenario) -> Vec<Cannot> {
    if !(scenario.changes.is_empty() && scenario.proposals.is_empty() && scenario.governors.is_empty()) {
        return Vec::new();
    }
    CAUSES.iter().flat_map(|cause| cause(scenario)).collect()
}

/// The networks with their ids.
fn networks(scenario: &Scenario) -> impl Iterator<Item = (NetworkId, &Network)> {
    scenario.networks.iter().enumerate().map(|(at, network)| (NetworkId::of(at), network))
}

/// Rules of networks to which no request comes.
fn unreached(scenario: &Scenario) -> Vec<Cannot> {
    let mut list = Vec::new();
    for (id, network) in networks(scenario) {
        if scenario.users.iter().any(|users| scenario.reached(users).any(|reached| reached == id)) {
            continue;
        }
        let mut add = |path: String| {
            let path = format!("network.{}.{path}", network.name);
            list.push(Cannot { path, why: "no users reach the network" });
        };
        let checks = network
            .rules
            .verification
            .list
            .iter()
            .filter(|(_, rule)| rule.policy().probes().is_none() && !matches!(rule, Verification::Trust(_)));
        checks.for_each(|(name, _)| add(format!("verification.{}", name.text)));
        network.rules.admission.list.iter().for_each(|(name, _)| add(format!("admission.{}", name.text)));
    }
    list
}

/// Rules of gateways that nobody uses.
fn unused(scenario: &Scenario) -> Vec<Cannot> {
    let mut list = Vec::new();
    for (at, gateway) in scenario.gateways.iter().enumerate() {
        if scenario.users.iter().any(|users| users.gateways.contains(&GatewayId::of(at))) {
            continue;
        }
        let why = "no users have the gateway";
        list.extend(keys(gateway).map(|key| Cannot { path: format!("gateway.{}.{key}", gateway.name), why }));
        let admission = gateway.rules.admission.list.iter();
        list.extend(admission.map(|(name, _)| {
            let path = format!("gateway.{}.admission.{}", gateway.name, name.text);
            Cannot { path, why }
        }));
    }
    list
}

/// What a gateway does about attempts that take long or fail, where it is set.
fn keys(gateway: &Gateway) -> impl Iterator<Item = &'static str> {
    let rules = &gateway.rules;
    let keys = [("hedge", rules.hedge.is_some()), ("ban", rules.ban.is_some()), ("timeout", rules.timeout.is_some())];
    keys.into_iter().filter(|key| key.1).map(|key| key.0)
}

/// Slashing rules for wrong answers alone, where no answer is wrong and no check errs.
fn faultless(scenario: &Scenario) -> Vec<Cannot> {
    let mut list = Vec::new();
    if !scenario.weather.is_empty() {
        return list;
    }
    for (id, network) in networks(scenario) {
        let mut serving = scenario.groups.iter().filter(|group| group.networks.contains(&id));
        let is_right = serving.all(|group| group.rules.are_honest() && group.stack.is_none());
        let never_errs = |rule: &Verification| match rule {
            Verification::Trust(_) => true,
            Verification::SpotCheck(check) => check.false_positive == Share::ZERO,
            _ => false,
        };
        let checks = network.rules.verification.values();
        if !is_right || network.rules.forced_errors.is_some() || !checks.into_iter().all(never_errs) {
            continue;
        }
        for (name, rule) in &network.rules.slashing.list {
            let is_deaf = !rule.hears(Offence::Absence) && !rule.hears(Offence::Equivocation);
            if is_deaf && rule.hears(Offence::WrongAnswer) {
                let path = format!("network.{}.slashing.{}", network.name, name.text);
                list.push(Cannot { path, why: "no answer is wrong and no check errs" });
            }
        }
    }
    list
}

/// Copies of slow requests where there is one node.
fn lonely(scenario: &Scenario) -> Vec<Cannot> {
    let mut list = Vec::new();
    for gateway in scenario.gateways.iter().filter(|gateway| gateway.rules.hedge.is_some()) {
        let serving = |network: &NetworkId| {
            let groups = scenario.groups.iter().filter(|group| !group.checks_only && group.networks.contains(network));
            groups.map(|group| u64::from(group.rules.count)).sum::<u64>()
        };
        if gateway.networks.iter().map(serving).sum::<u64>() <= 1 {
            let path = format!("gateway.{}.hedge", gateway.name);
            list.push(Cannot { path, why: "there is no other node for a copy" });
        }
    }
    list
}

#[cfg(test)]
mod tests {
    use files::{Colour, Request};

    use super::cannot_act;

    fn check(network: &str, more: &str, expected: &[(&str, &str)]) {
        let text = format!(
            "# q?\nname = \"t\"\nhorizon = \"1 h\"\n[coin.alp]\n[network.net]\ncoin = \"alp\"\n{network}\n[gateway.front]\n\
             networks = [\"net\"]\n[nodes.n]\ncount = 1\nstake.net = \"10 alp\"\n{more}\n"
        );
        let checked = crate::open_text(&text, &Request { file: "t.toml".into(), ..Request::default() });
        let found = cannot_act(&checked.unwrap_or_else(|r| panic!("{}", r.render(Colour::Plain))).scenario);
        let found: Vec<_> = found.iter().map(|cannot| (cannot.path.as_str(), cannot.why)).collect();
        assert_eq!(found, expected, "{network} {more}");
    }

    const CHECKS: &str = "verification.v.spot_check = { rate = 0.1, false_negative = 0 }";
    const SLASHES: &str = "slashing.s.fixed = { share = \"10 %\", offence = \"wrong_answer\" }";
    const USERS: &str =
        "[users.all]\ngateway = \"front\"\narrival.poisson = { rate = \"1 /s\" }\ndemand.work = \"1 s\"";

    #[test]
    fn rules_cannot_act_where_nobody_comes_and_slashes_where_nobody_cheats() {
        let nobody = "no users reach the network";
        let faultless = ("network.net.slashing.s", "no answer is wrong and no check errs");
        check(CHECKS, "", &[("network.net.verification.v", nobody)]);
        check(&format!("{CHECKS}\n{SLASHES}"), USERS, &[faultless]);
        let errs = CHECKS.replace("false_negative = 0", "false_negative = 0, false_positive = 0.001");
        check(&format!("{errs}\n{SLASHES}"), USERS, &[]);
        let lazy = format!("conduct.lazy = {{ rate = 0.1 }}\n{USERS}");
        check(&format!("{CHECKS}\n{SLASHES}"), &lazy, &[]);
        let absence = SLASHES.replace("wrong_answer", "absence");
        check(&format!("{CHECKS}\n{absence}"), USERS, &[]);
    }

    #[test]
    fn copies_need_another_node() {
        let front = "[gateway.side]\nnetworks = [\"net\"]\nhedge = { after = \"1 s\" }\n";
        let side = USERS.replace("front", "side");
        let alone = ("gateway.side.hedge", "there is no other node for a copy");
        check("", &format!("{front}{side}"), &[alone]);
        let more = "[nodes.other]\ncount = 1\n";
        check("", &format!("{front}{more}{side}"), &[]);
        check("", &format!("{front}{more}{USERS}"), &[("gateway.side.hedge", "no users have the gateway")]);
    }
}
