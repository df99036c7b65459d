//! Whom checks convict though nobody cheats: answers that deviate by their serving stacks.

use rules::verification::Verification;
use units::ids::StackId;
use world::scenario::{Group, Scenario};

/// What a rule does to the honest nodes of a group with a serving stack.
#[derive(Clone, Debug, PartialEq)]
pub struct Deviation {
    /// The network.
    pub network: String,
    /// Its rule.
    pub rule: String,
    /// The group.
    pub nodes: String,
    /// Its serving stack.
    pub stack: String,
    /// Part of the group's honest answers that the rule convicts because stacks differ: `p f (1 - (1 - d) (1 - d'))`,
    /// averaged over checkers with other stacks; 0 within one stack.
    pub convicted: f64,
}

/// What spot checks do to honest nodes with serving stacks, network by network.
pub fn deviations(scenario: &Scenario) -> Vec<Deviation> {
    let mut list = Vec::new();
    for (at, network) in scenario.networks.iter().enumerate() {
        let serves = |group: &&Group| group.networks.iter().any(|n| n.row() == at) && !group.checks_only;
        for ((name, rule), named) in network.rules.verification.list.iter().zip(&network.checkers) {
            let Verification::SpotCheck(check) = rule else { continue };
            let checkers: Vec<&Group> = if let Some(group) = named {
                vec![&scenario.groups[group.row()]]
            } else {
                let here = scenario.groups.iter().filter(|group| group.networks.iter().any(|n| n.row() == at));
                here.filter(|group| group.checks).collect()
            };
            for group in scenario.groups.iter().filter(serves) {
                let Some(stack) = group.stack else { continue };
                let found = check.rate.as_f64() * check.finds_deviations.as_f64();
                let part = if check.within_stack { 0.0 } else { differing(scenario, group, &checkers) };
                list.push(Deviation {
                    network: network.name.clone(),
                    rule: name.text.clone(),
                    nodes: group.name.clone(),
                    stack: scenario.stacks[stack.row()].name.clone(),
                    convicted: found * part,
                });
            }
        }
    }
    list
}

/// How often an honest answer of a group differs from what a checker says, each of the others as likely.
fn differing(scenario: &Scenario, group: &Group, checkers: &[&Group]) -> f64 {
    let share = |stack: Option<StackId>| stack.map_or(0.0, |s| scenario.stacks[s.row()].rules.deviates.mean().min(1.0));
    let own = share(group.stack);
    let (mut differ, mut all) = (0.0, 0.0);
    for checker in checkers {
        // Nobody checks its own answer.
        let n = f64::from(checker.rules.count) - f64::from(u8::from(checker.name == group.name));
        all += n;
        if checker.stack != group.stack {
            differ += n * (1.0 - (1.0 - own) * (1.0 - share(checker.stack)));
        }
    }
    if all > 0.0 { differ / all } else { 0.0 }
}
