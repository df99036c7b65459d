//! A gateway lets a request in or refuses it, by its own rules and its network's, and counts what is under way.

use engine::draws::Stream;
use rules::admission::{Admission, Asking, Memory, Reason, Verdict};
use units::ids::{GatewayId, NetworkId, RequestId};
use units::quantity::Name;

use super::knowledge::{Knowledge, Tables};
use super::pick::seen_nodes;
use crate::dynamics::requests::answer::deadline;
use crate::world::desks::Desk;
use crate::world::{Moment, State};

/// The rules of one owner with what they remember, and the request that they are asked about.
struct Rules<'a> {
    list: &'a [(Name, Admission)],
    memory: &'a mut [Memory],
    asking: Asking<'a>,
    chance: Stream,
    number: u64,
}

impl Rules<'_> {
    /// Why the first of the rules that does not agree refuses the request.
    fn refuse(&mut self) -> Option<Reason> {
        for ((_, rule), memory) in self.list.iter().zip(&mut *self.memory) {
            // The same draws for each rule, so that one more rule changes nothing for the others.
            let mut draws = self.chance.draws(self.number);
            if let Verdict::Refuse(reason) = rule.judge(memory, &self.asking, &mut draws) {
                return Some(reason);
            }
        }
        None
    }
    /// Tells the rules that the request is let in: what one refuses costs the others nothing.
    fn enter(&mut self) {
        for ((_, rule), memory) in self.list.iter().zip(&mut *self.memory) {
            rule.enter(memory, &self.asking);
        }
    }
}

impl Moment<'_> {
    /// Lets a request in that has a network, and counts it as under way; or says why it is refused.
    pub(in crate::dynamics) fn let_in(&mut self, request: RequestId) -> Option<Reason> {
        let scenario = self.scenario;
        let row = *self.state.requests.get(request);
        let (of_gateway, of_network) = (row.gateway.row(), row.network.row());
        let at = self.state.at(scenario, &row);
        self.seat_session(at);
        // Rules are lent their memories while they look at everything else.
        let State {
            desks,
            gateways,
            networks,
            rosters,
            nodes,
            groups,
            users,
            requests,
            attempts,
            memories,
            batches,
            ledger,
            ..
        } = &mut *self.state;
        let network = &mut networks[of_network];
        let mut memory = std::mem::take(&mut gateways[of_gateway].admission);
        let Desk { view: seen, outputs, .. } = &desks[at.desk];
        let (members, backlogs) = seen_nodes(seen.as_ref(), rosters, nodes, at.roster);
        let knows = Knowledge {
            scenario,
            now: self.now,
            request: requests.get(request),
            shared: requests.shared(request),
            reported: seen.as_ref().filter(|view| !view.is_live).map(|view| &view.reported),
            gateways,
            outputs,
            nodes,
            backlogs,
            groups,
            tables: Tables { requests, attempts, memories, batches, ledger },
        };
        let (group, sender) = (&scenario.users[row.users.row()], &users[row.users.row()]);
        let target = group.rules.target.as_ref();
        let asking = Asking {
            now: self.now,
            users: row.users,
            priority: group.rules.priority,
            need: outputs.expected(row.need, row.llm),
            deadline: target.and_then(|target| deadline(target, sender, &row)),
            under_way: gateways[of_gateway].under_way,
            roster: members,
            backlogs,
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
            memory: &mut network.admission,
            asking: Asking { under_way: network.under_way, ..asking },
            ..own
        };
        let mut all = [own, shared];
        let refused = all.iter_mut().find_map(Rules::refuse);
        if refused.is_none() {
            all.iter_mut().for_each(Rules::enter);
            network.under_way += 1;
            gateways[of_gateway].under_way += 1;
        }
        gateways[of_gateway].admission = memory;
        refused
    }

    /// A request that was let in is under way no longer.
    pub(in crate::dynamics) fn let_out(&mut self, gateway: GatewayId, network: NetworkId) {
        self.state.gateways[gateway.row()].under_way -= 1;
        self.state.networks[network.row()].under_way -= 1;
    }
}
