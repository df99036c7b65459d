//! What policies are asked and what they see then, as the traits of their wings declare it.

use units::questions::{self, Questions, Sight};

use super::wings;

/// What the policies of a wing are asked, as the wing's trait declares it.
#[derive(Clone, Debug)]
pub struct View {
    /// The wing's name.
    pub wing: String,
    /// What its policies decide, and when they are asked.
    pub doc: String,
    /// What they are asked.
    pub questions: Vec<Question>,
}

/// A question to a policy.
#[derive(Clone, Debug)]
pub struct Question {
    /// Its name.
    pub name: &'static str,
    /// What is answered.
    pub answers: String,
    /// What the policy sees then: names with their meanings.
    pub sees: Vec<(String, String)>,
}

/// What policies are asked and see, in the order of [`wings`].
pub fn views() -> Vec<View> {
    wings().into_iter().filter_map(|wing| Some((asked(&wing.name)?, wing.name))).map(view).collect()
}

/// The questions of a wing's trait.
fn asked(wing: &str) -> Option<&'static Questions> {
    let questions = match wing {
        "coin.market" => &rules::market::QUESTIONS,
        "delegators.chooses" => &rules::chooses::QUESTIONS,
        "holders.rule" => &rules::holding::QUESTIONS,
        "nodes.entry" => &rules::entry::QUESTIONS,
        "nodes.migration" => &rules::migration::QUESTIONS,
        "delegators.sells" | "nodes.sells" => &rules::sells::QUESTIONS,
        "coin.emission" => &rules::emission::QUESTIONS,
        "network.pricing" => &rules::pricing::QUESTIONS,
        "network.payment" => &rules::payment::QUESTIONS,
        "network.settlement" => &rules::settlement::QUESTIONS,
        "network.weight" => &rules::weight::QUESTIONS,
        "network.payout" => &rules::payout::QUESTIONS,
        "network.verification" => &rules::verification::QUESTIONS,
        "network.slashing" => &rules::slashing::QUESTIONS,
        "network.reputation" => &rules::reputation::QUESTIONS,
        "network.permission" => &rules::permission::QUESTIONS,
        "network.liveness" => &rules::liveness::QUESTIONS,
        "gateway.admission" | "network.admission" => &rules::admission::QUESTIONS,
        "gateway.take" => &rules::take::QUESTIONS,
        "gateway.routing" => &rules::routing::QUESTIONS,
        "gateway.scheduling" => &rules::scheduling::QUESTIONS,
        "nodes.churn" => &rules::churn::QUESTIONS,
        "nodes.conduct" | "nodes.revises.conducts" => &rules::conduct::QUESTIONS,
        "nodes.revises" => &rules::revision::QUESTIONS,
        "nodes.queueing" => &rules::queueing::QUESTIONS,
        "nodes.residency" => &rules::residency::QUESTIONS,
        "users.gateway_choice" => &rules::gateway_choice::QUESTIONS,
        "users.privacy" => &rules::privacy::QUESTIONS,
        "users.arrival" => &rules::arrival::QUESTIONS,
        "users.demand" => &rules::demand::QUESTIONS,
        "governance.power" => &rules::power::QUESTIONS,
        "governance.turnout" => &rules::turnout::QUESTIONS,
        "governor.control" => &rules::control::QUESTIONS,
        "apps.integrates" => &rules::integrates::QUESTIONS,
        "weather" => &rules::weather::QUESTIONS,
        _ => return None,
    };
    Some(questions)
}

fn view((questions, wing): (&Questions, String)) -> View {
    let mut told: Vec<(&str, (&str, Sight))> = Vec::new();
    let question = |question: &questions::Question| {
        let sees = question.seen.iter().flat_map(|&(name, sight)| {
            let name = if name == "_" { "draws" } else { name.trim_start_matches('_') };
            let earlier = told.iter().find(|(_, known)| *known == (name, sight)).map(|(question, _)| *question);
            told.push((question.name, (name, sight)));
            seen(name, sight, earlier)
        });
        let sees = sees.collect();
        Question { name: question.name, answers: plain(question.doc), sees }
    };
    View { wing, doc: plain(questions.doc), questions: questions.list.iter().map(question).collect() }
}

/// What an argument shows: its fields, each with the argument's name before it; once for all questions of a wing.
fn seen(name: &str, sight: Sight, earlier: Option<&str>) -> Vec<(String, String)> {
    match (sight, earlier) {
        (Sight::Fields(_), Some(question)) => vec![(name.into(), format!("as `{question}` sees it"))],
        (Sight::Thing(what), _) => vec![(name.into(), what.into())],
        (Sight::Fields(fields), None) => {
            fields.iter().map(|(field, doc)| (format!("{name}.{field}"), plain(doc))).collect()
        }
    }
}

/// A doc comment in one line, without the marks of its text.
fn plain(doc: &str) -> String {
    let words: Vec<&str> = doc.split_whitespace().collect();
    words.join(" ").replace('\\', "").replace("[`", "`").replace("`]", "`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wing_tells_what_its_policies_are_asked_and_see() {
        let told: Vec<String> = views().into_iter().map(|view| view.wing).collect();
        let all: Vec<String> = wings().into_iter().map(|wing| wing.name).collect();
        assert_eq!(told, all);
        for view in views() {
            assert!(view.doc.contains("; asked "), "{}: {}", view.wing, view.doc);
            assert!(!view.questions.is_empty(), "{} asks nothing", view.wing);
            for Question { name, answers, sees } in view.questions {
                assert!(answers.ends_with('.'), "{}.{name}: {answers}", view.wing);
                assert!(sees.iter().all(|(field, doc)| !field.is_empty() && !doc.is_empty()), "{}.{name}", view.wing);
            }
        }
    }

    #[test]
    fn what_a_policy_sees_is_read_from_its_trait() {
        let view = views().into_iter().find(|view| view.wing == "gateway.routing").unwrap();
        assert!(view.doc.starts_with("Chooses among the networks that a gateway uses; asked for each request"));
        let sees = [
            ("offers.price", "What the request would cost there [usd]."),
            ("offers.assures", "Whether it assures what the request's users need, by the gateway's standard."),
            ("offers.n_nodes", "How many nodes the gateway could pick there."),
            (
                "offers.since_failure",
                "Time since an attempt of the gateway there failed, where failures are noted; none if none has.",
            ),
            (
                "offers.bad_share",
                "Share of the answers from there that inspections of the gateway found to be bad, as last published; none \
                 if none was inspected yet.",
            ),
            (
                "offers.shortest",
                "The nodes with the shortest line there, where the policy compares these; none if no node is listed.",
            ),
            ("draws", "chance of its own"),
        ];
        let [Question { name: "route", sees: found, .. }, Question { name: "observes", .. }, ..] = &view.questions[..]
        else {
            panic!("{view:?}")
        };
        let found: Vec<_> = found.iter().map(|(name, doc)| (name.as_str(), doc.as_str())).collect();
        assert_eq!(found, sees);
    }
}
