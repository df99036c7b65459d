//! A gateway lets a request in or refuses it, by its own rules and its network's, and counts what is under way.

use engine::draws::Stream;
use rules::admission::{Admission, Asking, Memory, Verdict};
use units::ids::{GatewayId, NetworkId, RequestId};
use units::quantity::Name;

use crate::dynamics::requests::answer::deadline;
use crate::world::Moment;

/// The rules of one owner with what they remember, and the request that they are asked about.
struct Rules<'a> {
    list: &'a [(Name, Admission)],
    memory: &'a mut [Memory],
    asking: Asking<'a>,
    chance: Stream,
    number: u64,
}

impl Rules<'_> {
    /// What the rules say after those that were asked before: the first that does not agree refuses the request, and
    /// it waits for the last of those that let it in.
    fn judge(&mut self, before: Verdict) -> Verdict {
        let mut verdict = before;
        for ((_, rule), memory) in self.list.iter().zip(&mut *self.memory) {
            if matches!(verdict, Verdict::Refuse(_)) {
                break;
            }
            // The same draws for each rule, so that one more rule changes nothing for the others.
            let mut draws = self.chance.draws(self.number);
            verdict = verdict.and(rule.judge(memory, &self.asking, &mut draws));
        }
        verdict
    }
    /// Tells the rules that the request is let in: what one refuses costs the others nothing.
    fn enter(&mut self) {
        for ((_, rule), memory) in self.list.iter().zip(&mut *self.memory) {
            rule.enter(memory, &self.asking);
        }
    }
}

impl Moment<'_> {
    /// Lets a request in that has a network, at once or after a wait, and counts it as under way; or says why not.
    pub(in crate::dynamics) fn let_in(&mut self, request: RequestId) -> Verdict {
        let scenario = self.scenario;
        let row = *self.state.requests.get(request);
        let (of_gateway, of_network) = (row.gateway.row(), row.network.row());
        let at = self.state.at(scenario, &row);
        self.seat_session(at);
        // Rules are lent their memories while they look at everything else.
        let mut memory = std::mem::take(&mut self.state.gateways[of_gateway].admission);
        let mut shared_memory = std::mem::take(&mut self.state.networks[of_network].admission);
        let (knows, roster) = self.known(request, at);
        let state = &*self.state;
        let (group, sender) = (&scenario.users[row.users.row()], &state.users[row.users.row()]);
        let target = group.rules.target.as_ref();
        let asking = Asking {
            now: self.now,
            users: row.users,
            priority: group.rules.priority,
            need: knows.seen.desk.outputs.expected(row.need, row.llm),
            deadline: target.and_then(|target| deadline(target, sender, &row)),
            under_way: state.gateways[of_gateway].under_way,
            roster,
            backlogs: knows.backlogs,
            knows: &knows,
        };
        let own = Rules {
            list: &scenario.gateways[of_gateway].rules.admission.list,
            memory: &mut memory,
            asking,
            chance: sender.admission,
            number: row.number,
        };
        let shared = Rules {
            list: &scenario.networks[of_network].rules.admission.list,
            memory: &mut shared_memory,
            asking: Asking { under_way: state.networks[of_network].under_way, ..asking },
            ..own
        };
        let mut all = [own, shared];
        let verdict = all.iter_mut().fold(Verdict::Admit, |so_far, rules| rules.judge(so_far));
        let is_let_in = !matches!(verdict, Verdict::Refuse(_));
        if is_let_in {
            all.iter_mut().for_each(Rules::enter);
        }
        let (gateway, network) = (&mut self.state.gateways[of_gateway], &mut self.state.networks[of_network]);
        (gateway.admission, network.admission) = (memory, shared_memory);
        gateway.under_way += u32::from(is_let_in);
        network.under_way += u32::from(is_let_in);
        verdict
    }

    /// A request that is under way goes on at another network.
    pub(in crate::dynamics) fn move_under_way(&mut self, from: NetworkId, to: NetworkId) {
        self.state.networks[from.row()].under_way -= 1;
        self.state.networks[to.row()].under_way += 1;
    }

    /// A request that was let in is under way no longer.
    pub(in crate::dynamics) fn let_out(&mut self, gateway: GatewayId, network: NetworkId) {
        self.state.gateways[gateway.row()].under_way -= 1;
        self.state.networks[network.row()].under_way -= 1;
    }
}
