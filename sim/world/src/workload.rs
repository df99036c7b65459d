//! What a group of users sends in a replication, whatever becomes of it.

use rules::arrival;
use state::requests::{Need, Shared};
use units::ids::UsersId;
use units::time::Time;

use crate::dynamics::requests::arrive::asked;
use crate::scenario::Scenario;
use crate::world::apps::AppsState;
use crate::world::users::UsersState;

/// A request as it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    /// When.
    pub at: Time,
    /// Which of the group's LLMs it asks.
    pub llm: u16,
    /// For what.
    pub need: Need,
    /// What of its prompt was read before.
    pub shared: Shared,
}

/// Every request that a group sends up to the horizon; none if its users wait for their answers.
///
/// Arrivals and demand are drawn from addresses of their own, so that no run is needed to know them; it would meet the
/// same. What a closed loop sends hangs on how it is answered.
pub fn workload(scenario: &Scenario, users: UsersId, replication: u32) -> Option<Vec<Sent>> {
    let group = &scenario.users[users.row()];
    if group.rules.arrival.waits() {
        return None;
    }
    let apps = group.apps.map(|apps| AppsState::new(&scenario.apps[apps.row()]));
    let mut state =
        UsersState::new((scenario.seed, replication), group, apps.as_ref(), scenario.closed_at_start(group));
    let mut list = Vec::new();
    let mut now = Time::ZERO;
    loop {
        let number = list.len() as u64;
        let (modulation, clients) = (state.modulation, state.clients);
        let users = group.rules.count.unwrap_or(0);
        let view = arrival::View { now, recorded: &group.recorded, period: group.period, modulation, clients, users };
        let coming = group.rules.arrival.next(&mut state.memory, &view, &mut state.arrival.draws(number));
        let Some(coming) = coming.filter(|coming| coming.at <= scenario.horizon) else { return Some(list) };
        now = coming.at.max(now);
        let view = asked(group, number, Some(coming), &state);
        let asked = group.rules.demand.policy().ask(&view, &mut state.demand.draws(number));
        list.push(Sent { at: now, llm: asked.llm, need: asked.need, shared: asked.shared });
    }
}
