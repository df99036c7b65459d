//! How long it takes from a signal until a setting has changed: by a vote, and by a governor.

use engine::math::ln;
use rules::control::Control;
use units::time::Span;
use world::scenario::{Governor, Proposal, Scenario};

use super::form::{Form, Prediction, number, time};

const VOTE: &str = "the stages of a proposal one after the other; x/gov of the Cosmos SDK, Governor of OpenZeppelin";
const RULE: &str = "reviews until a bound is reached; the rule's own step";

/// The forms of all proposals without conviction, and of all governors with a step that is known.
pub fn reactions(scenario: &Scenario) -> Vec<Form> {
    let votes = scenario.proposals.iter().filter_map(|proposal| vote(scenario, proposal));
    votes.chain(scenario.governors.iter().filter_map(governor)).collect()
}

fn days(span: Span) -> f64 {
    span.as_secs() / Span::days(1).as_secs()
}

fn vote(scenario: &Scenario, proposal: &Proposal) -> Option<Form> {
    let rules = &scenario.governances[proposal.governance.row()].rules;
    if rules.conviction.is_some() {
        return None;
    }
    let of = format!("proposal.{}", proposal.name);
    let whole = format!("governance.{}", scenario.governances[proposal.governance.row()].name);
    let sees = proposal
        .when
        .as_ref()
        .map_or(String::new(), |when| format!(", after a signal that is seen within {}", time(when.every.as_secs())));
    Some(Form {
        theme: "reaction",
        name: "signal_to_change_d",
        of: of.clone(),
        formula: "delay_d + voting_d + timelock_d",
        inputs: vec![
            ("delay_d", days(rules.delay)),
            ("voting_d", days(rules.voting)),
            ("timelock_d", days(rules.timelock)),
        ],
        source: VOTE,
        value: days(rules.takes()),
        bound: None,
        says: format!("{of}: its change comes {} after it is made, if it passes{sees}", time(rules.takes().as_secs())),
        predicts: Some(Prediction::mean("signal_to_change_mean_d", whole, days(rules.takes()), &[])),
    })
}

/// How long a governor takes from one bound to the other, where its reading stays on one side, or at twice its target.
fn governor(row: &Governor) -> Option<Form> {
    let (dial, every, delay) = (&row.dial, days(row.rules.every), days(row.rules.delay));
    let of = format!("governor.{}", row.name);
    let (reviews, formula, step, says) = match &row.rules.control {
        Control::OnOff(_) => (1.0, "every_d + delay_d", 0.0, String::new()),
        Control::Step(rule) if dial.from > 0.0 => (
            (ln(dial.to / dial.from) / ln(rule.factor) - 1e-9).ceil(),
            "ceil(ln(to / from) / ln(step)) every_d + delay_d",
            rule.factor,
            String::new(),
        ),
        Control::Integral(rule) if rule.per_day != 0.0 => (
            ((dial.to - dial.from) / (rule.per_day.abs() * every) - 1e-9).ceil(),
            "ceil((to - from) / (abs(step) every_d)) every_d + delay_d",
            rule.per_day,
            " at a reading of twice its target".to_string(),
        ),
        _ => return None,
    };
    let value = reviews * every + delay;
    Some(Form {
        theme: "reaction",
        name: "bound_to_bound_d",
        of: of.clone(),
        formula,
        inputs: vec![("from", dial.from), ("to", dial.to), ("step", step), ("every_d", every), ("delay_d", delay)],
        source: RULE,
        value,
        bound: None,
        says: format!(
            "{of}: takes {} reviews, {}, from one bound to the other{says}",
            number(reviews),
            time(value * Span::days(1).as_secs())
        ),
        predicts: None,
    })
}

#[cfg(test)]
mod tests {
    use files::{Colour, Request};

    use super::reactions;

    #[test]
    fn votes_take_their_stages_and_rules_their_steps() {
        let text = |control: &str| {
            format!(
                "# q?\nname = \"t\"\nhorizon = \"90 d\"\n[coin.alp]\nemission.constant.rate = \"1 alp/h\"\n[network.net]\ncoin = \"alp\"\n[nodes.n]\n\
                 count = 1\n[governance.main]\nmay_change = [\"coin.alp.emission.*\"]\n[proposal.p]\nat = \"1 d\"\nset = {{ \
                 \"coin.alp.emission.constant.rate\" = \"2 alp/h\" }}\n[governor.g]\nfollows = \"active_nodes\"\nsets = {{ \
                 \"coin.alp.emission.constant.rate\" = {{ from = \"1 alp/h\", to = \"8 alp/h\" }} }}\nevery = \"12 h\"\ndelay = \"2 d\"\n\
                 control.{control}\n"
            )
        };
        for (control, days) in [
            ("on_off = { above = 2, below = 1 }", 2.5),
            ("step = { above = 2, below = 1, factor = 2.0 }", 3.5),
            ("integral = { target = 1, per_day = 4.0 }", 4.0),
        ] {
            let checked = crate::open_text(&text(control), &Request { file: "t.toml".into(), ..Request::default() });
            let found = reactions(&checked.unwrap_or_else(|r| panic!("{}", r.render(Colour::Plain))).scenario);
            let [vote, rule] = &found[..] else { panic!("{found:?}") };
            assert!((vote.value - 10.0).abs() < 1e-9, "{}", vote.value);
            assert!((rule.value - days).abs() < 1e-9, "{control}: {}", rule.value);
        }
    }
}
