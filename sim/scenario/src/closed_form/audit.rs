//! Audits: the cheapest rate of checks, how long a cheat lasts, and what it takes before it is caught.

use engine::math::sqrt;
use rules::conduct::Conduct;
use rules::verification::Verification;
use units::ids::NetworkId;
use units::time::Span;
use world::scenario::{Group, Scenario};

use super::corridor::{Corridor, corridors};
use super::form::{Bound, Form, Prediction, Premise, number, percent, time};
use super::pools::{nodes, rate};

const SAMPLING: &str = "reference/mechanisms.md 7.4: min over p of p c_v + (rho / n) S_min(p)";
const CAUGHT: &str = "geometric trials; proof of sampling, arXiv 2405.00295";
const LEAVES: &str = "Pocket's probabilistic proofs; reference/mechanisms.md 7.5";

/// The forms of all groups on networks that check at random.
pub fn audits(scenario: &Scenario) -> Vec<Form> {
    corridors(scenario).iter().flat_map(|corridor| of(scenario, corridor).unwrap_or_default()).collect()
}

fn of(scenario: &Scenario, corridor: &Corridor) -> Option<Vec<Form>> {
    let at = scenario.networks.iter().position(|network| network.name == corridor.network)?;
    let (network, id) = (&scenario.networks[at], NetworkId::of(at));
    let group = scenario.groups.iter().find(|group| group.name == corridor.nodes && !group.checks_only)?;
    let (_, rule) = network.rules.verification.list.first()?;
    let sampling = &corridor.sampling;
    let caught = sampling.rate * sampling.power * (1.0 - sampling.colluding);
    let name = format!("{} on {}", corridor.nodes, corridor.network);
    let answers = answers_of_a_node(scenario, id);
    let mut list = Vec::new();
    if caught > 0.0 {
        list.extend(leaving(network.rules.slashing.is_empty(), corridor, caught, &name));
        let delay = delay(group, corridor, caught / sampling.rate, answers, &name);
        // A challenge may come too late.
        let predicts = delay.predicts.clone().filter(|_| !matches!(rule, Verification::Optimistic(_)));
        list.push(Form { predicts, ..delay });
    }
    list.extend(answers.and_then(|answers| cheapest(rule, group, corridor, answers, &name)));
    Some(list)
}

/// Answers of a node \[1/s\], if all who use its network use no other.
pub(super) fn answers_of_a_node(scenario: &Scenario, id: NetworkId) -> Option<f64> {
    let reaches = |users: &&world::scenario::Users| scenario.reached(users).any(|network| network == id);
    let mut all = 0.0;
    for users in scenario.users.iter().filter(reaches) {
        all += rate(scenario, users).filter(|_| scenario.reached(users).all(|network| network == id))?;
    }
    let serving = scenario.groups.iter().filter(|group| !group.checks_only && group.networks.contains(&id));
    let n: f64 = serving.map(nodes).sum();
    (all > 0.0 && n > 0.0).then_some(all / n)
}

/// What a node takes on average that does nothing for its fees and leaves when it is caught: `R (1 - q) / q`.
fn leaving(is_free: bool, corridor: &Corridor, caught: f64, name: &str) -> Option<Form> {
    let slash = corridor.slash.filter(|_| !is_free)?;
    let taken = corridor.sampling.reward * (1.0 - caught) / caught;
    let remedy = if slash < taken {
        let rate = corridor.sampling.reward / (corridor.sampling.reward + slash) * corridor.sampling.rate / caught;
        let checks = if rate <= 1.0 { format!(", or checks of {}", percent(rate)) } else { String::new() };
        format!(": it pays; a slash of {} usd would serve{checks}", number(taken))
    } else {
        String::new()
    };
    Some(Form {
        theme: "cheat",
        name: "slash_usd",
        of: name.into(),
        formula: "slash_usd >= R_usd (1 - q) / q, q = rate * power * (1 - colluding)",
        inputs: vec![("R_usd", corridor.sampling.reward), ("q", caught), ("slash_usd", slash)],
        source: LEAVES,
        value: slash,
        bound: Some(Bound::AtLeast(taken)),
        says: format!(
            "{name}: who cheats in all and leaves takes {} usd before it is caught and loses {} usd{remedy}",
            number(taken),
            number(slash)
        ),
        predicts: None,
    })
}

/// Wrong answers until one is caught, and how long that takes a group whose conduct says how many are wrong.
fn delay(group: &Group, corridor: &Corridor, power: f64, answers: Option<f64>, name: &str) -> Form {
    let (rate, network) = (corridor.sampling.rate, &corridor.network);
    let mean = 1.0 / (rate * power);
    let wrong = match &group.rules.conduct {
        Conduct::Lazy(conduct) => Some(conduct.rate.as_f64()),
        Conduct::Substitute(conduct) => Some(conduct.rate.as_f64()),
        _ => None,
    };
    let wrong = wrong.filter(|wrong| *wrong > 0.0);
    let lasts = match (wrong, answers) {
        (Some(wrong), Some(answers)) => format!(", about {} of serving", time(mean / (wrong * answers))),
        _ => String::new(),
    };
    Form {
        theme: "cheat",
        name: "wrong_answers_until_caught",
        of: name.into(),
        formula: "1 / (rate * power_all), power_all = power * (1 - colluding)",
        inputs: vec![("rate", rate), ("power_all", power)],
        source: CAUGHT,
        value: mean,
        bound: None,
        says: format!("{name}: a cheat gives {} wrong answers until one is caught, on average{lasts}", number(mean)),
        // Of several groups that cheat, all are checked alike.
        predicts: wrong.map(|_| {
            Prediction::mean("wrong_caught_share", format!("network.{network}"), 1.0 / mean, &[Premise::Checks])
        }),
    }
}

/// The rate of checks at which checks and the capital that a slash binds cost least together.
fn cheapest(rule: &Verification, group: &Group, corridor: &Corridor, answers: f64, name: &str) -> Option<Form> {
    let Verification::SpotCheck(check) = rule else { return None };
    let capital = group.rules.capital.as_ref()?.cost.per_y();
    let sampling = &corridor.sampling;
    let check_cost = match &check.service {
        Some(law) => law.mean() / 3600.0 * group.usd_per_hour,
        None => check.work.as_f64() * sampling.honest_cost,
    };
    let told = sampling.power * (1.0 - sampling.colluding) - sampling.false_positive;
    let saved = sampling.honest_cost - sampling.cheat_cost;
    let year = answers * Span::days(365).as_secs();
    if capital <= 0.0 || told <= 0.0 || check_cost <= 0.0 || saved <= 0.0 {
        return None;
    }
    let best = sqrt(capital * saved / (year * told * check_cost)).min(1.0);
    let slash = (saved / (best * told) - sampling.reward).max(0.0);
    Some(Form {
        theme: "audit",
        name: "cheapest_rate_share",
        of: name.into(),
        formula: "sqrt(rho C / (n D c_v)), at most 1; slash_usd = C / (p D) - R",
        inputs: vec![
            ("rho_per_year", capital),
            ("C_usd", saved),
            ("n_answers_per_node_year", year),
            ("D", told),
            ("c_v_usd", check_cost),
            ("R_usd", sampling.reward),
            ("rate", sampling.rate),
            ("slash_usd", slash),
        ],
        source: SAMPLING,
        value: best,
        bound: None,
        says: format!(
            "{name}: checks of {} with a slash of {} usd cost least; the file checks {}",
            percent(best),
            number(slash),
            percent(sampling.rate)
        ),
        predicts: None,
    })
}

#[cfg(test)]
mod tests {
    use files::{Colour, Request};

    use super::audits;

    /// The example of reference/mechanisms.md 7, a job for 1 usd: R 1.3, C 0.8, d 0.95, r 0.1, n 10^6, rho 0.15.
    #[test]
    fn the_worked_example_has_its_numbers() {
        let text = "# q?\nname = \"t\"\nhorizon = \"10 d\"\n[coin.alp]\ngenesis.market = \"1_000_000 alp\"\n[network.net]\ncoin = \"alp\"\n\
                    pricing.posted = { request = \"1.3 usd/request\" }\n\
                    verification.v.spot_check = { rate = 0.01, false_negative = 0.05, colluding = 0.1, false_positive = 0.001 }\n\
                    slashing.s.fixed = { amount = \"200 alp\" }\n[gateway.front]\nnetworks = [\"net\"]\n\
                    [nodes.n]\ncount = 10\ncost = \"3_600 usd/h\"\nstake.net = \"1_000 alp\"\n\
                    capital = { price = \"1 usd\", cost = \"15 %/y\" }\nconduct.substitute = { rate = 0.5, work = 0.2 }\n\
                    [users.all]\ngateway = \"front\"\narrival.poisson = { rate = \"0.317_097_919_837_645_9 /s\" }\ndemand.work = \"1 s\"\n";
        let checked = crate::open_text(text, &Request { file: "t.toml".into(), ..Request::default() });
        let found = audits(&checked.unwrap_or_else(|r| panic!("{}", r.render(Colour::Plain))).scenario);
        let names: Vec<&str> = found.iter().map(|form| form.name).collect();
        assert_eq!(names, ["slash_usd", "wrong_answers_until_caught", "cheapest_rate_share"]);
        let [leaves, caught, cheapest] = &found[..] else { panic!("three forms") };
        // R (1 - q) / q with q = 0.00855; 1 / q; p* = 0.0375 % with a slash of 2,498.
        assert!((leaves.value - 200.0).abs() < 1e-9 && leaves.holds() == Some(true));
        assert!(matches!(leaves.bound, Some(super::Bound::AtLeast(least)) if (least - 150.746_784).abs() < 1e-5));
        assert!((caught.value - 116.959_064).abs() < 1e-5);
        assert!((cheapest.value - 0.000_374_853_6).abs() < 1e-10, "{}", cheapest.value);
        let slash = cheapest.inputs.iter().find(|input| input.0 == "slash_usd").expect("there is one").1;
        assert!((slash - 2_497.724).abs() < 1e-3, "{slash}");
    }
}
