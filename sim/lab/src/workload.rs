//! A scenario's own workload as a trace.

mod made;

use state::requests::{Need, Shared};
use trace::{Row, Trace};
use units::ids::UsersId;
use world::scenario::Scenario;
use world::workload::workload;

pub use made::{Unmade, Wish, of_file};

/// What a group of users sends in a replication, as a trace that replays it to the nanosecond.
///
/// # Errors
/// If the group waits for its answers, asks for plain work, which a trace cannot hold, or sends nothing.
pub fn of_users(scenario: &Scenario, users: UsersId, replication: u32) -> Result<Trace, String> {
    let group = &scenario.users[users.row()];
    let sent = workload(scenario, users, replication)
        .ok_or_else(|| format!("what `users.{}` send depends on how they are answered", group.name))?;
    if sent.is_empty() {
        return Err(format!("`users.{}` send nothing before the horizon", group.name));
    }
    let rows: Option<Vec<Row>> = sent
        .iter()
        .map(|sent| match sent.need {
            Need::Tokens { prompt, output } => Some(Row {
                at: sent.at,
                llm: Some(sent.llm),
                prompt,
                output,
                session: Some(sent.shared.session).filter(|&session| session != Shared::ALONE),
                prefix: sent.shared.most().min(prompt),
            }),
            Need::Work(_) => None,
        })
        .collect();
    let rows = rows.ok_or_else(|| format!("`users.{}` request plain work, but a trace contains tokens", group.name))?;
    Ok(Trace::new(rows, group.llms.iter().map(|llm| scenario.llms[llm.row()].clone()).collect()))
}
