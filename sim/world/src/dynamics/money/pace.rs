//! Windows in which requests are played begin and end; between them their money goes on as it was.

use state::ledger::{Account, Reason};
use units::ids::{GroupId, NetworkId, NodeId};

use super::FEES;
use super::trade::Customer;
use crate::event::Event;
use crate::world::Moment;
use crate::world::dues::Done;
use crate::world::pacing::{Claimed, Flow, Next, Pacing, Payee};

impl Moment<'_> {
    /// Begins the first window, if requests are played in windows.
    pub(in crate::dynamics) fn plan_pace(&mut self) {
        if let Some(pace) = &mut self.state.pace
            && let Some(at) = pace.plan(self.now)
        {
            self.agenda.at(at, FEES, Event::Pace);
        }
    }

    /// A window begins, begins to count or ends, or money is paid on.
    pub(in crate::dynamics) fn pace(&mut self) {
        // What is paid on here is not noted as if a request had paid it.
        let Some(mut pace) = self.state.pace.take() else { return };
        match pace.next {
            Next::Begin => {
                self.pay_on(&mut pace);
                pace.forget();
                self.state.meters.played(self.now, true);
            }
            Next::Count => pace.forget(),
            Next::End => {
                pace.end(self.now);
                self.state.meters.played(self.now, false);
            }
            Next::Pay => self.pay_on(&mut pace),
        }
        let next = pace.plan(self.now);
        self.state.pace = Some(pace);
        if let Some(at) = next {
            self.agenda.at(at, FEES, Event::Pace);
        }
    }

    /// Pays on what the last window paid, for the time since it ended.
    fn pay_on(&mut self, pace: &mut Pacing) {
        let mut flows = std::mem::take(&mut pace.flows);
        for flow in &mut flows {
            self.pay_flow(pace, flow);
        }
        pace.flows = flows;
        for i in 0..pace.work.len() {
            self.count_on(pace, i);
        }
        for i in 0..pace.settled.len() {
            self.pay_settlements_on(pace, i);
        }
        // Premiums first, as in windows.
        for i in 0..pace.claimed.len() {
            let Claimed { network, users, total, paid } = pace.claimed[i];
            let due = i64::try_from(pace.due(self.now, total.into(), paid.into())).unwrap_or(i64::MAX);
            pace.claimed[i].paid += due;
            self.claim_on(network, users, due);
        }
    }

    /// The nodes of a group that are up and may serve a network.
    fn present(&self, network: NetworkId, group: GroupId) -> Vec<NodeId> {
        let (first, count) = (self.state.groups[group.row()].first, self.scenario.groups[group.row()].rules.count);
        let all = (first..first + count).map(NodeId);
        all.filter(|&n| self.state.nodes.is_up(n) && self.is_in_good_standing(network, n)).collect()
    }

    /// Users buy coins and pay what is due of a flow; what they cannot pay they owe.
    fn pay_flow(&mut self, pace: &Pacing, flow: &mut Flow) {
        let (users, network) = (Account::Users(flow.users), flow.network);
        let Some(coin) = self.scenario.networks[network.row()].coin.filter(|&coin| !self.is_stale(coin)) else {
            return;
        };
        let mut parts = Vec::new();
        for cell in &flow.cells {
            let due = pace.due(self.now, cell.total.into(), cell.paid.into());
            let due = i64::try_from(due).unwrap_or(i64::MAX);
            // Nodes get whole base units, each as many; what is left is due with the next.
            let nodes = match cell.payee {
                Payee::Servers(group) | Payee::Checkers(group) => self.present(network, group),
                Payee::Gateway | Payee::Treasury | Payee::Burn | Payee::Insurance => Vec::new(),
            };
            let is_shared = matches!(cell.payee, Payee::Servers(_) | Payee::Checkers(_));
            let each = if is_shared { due / (nodes.len() as i64).max(1) } else { due };
            let part = if is_shared { each * nodes.len() as i64 } else { due };
            parts.push((part, each, nodes));
        }
        let fee = parts.iter().map(|part| part.0).fold(0, i64::saturating_add);
        let lacking = fee.saturating_sub(self.state.ledger.balance(coin, users)).max(0);
        if fee == 0
            || lacking > self.for_sale(coin)
            || !self.buy(coin, Customer { coins: users, usd: users }, lacking, Reason::Purchase)
        {
            return;
        }
        self.state.ledger.transfer(coin, users, Account::Escrow, fee, Reason::Authorisation);
        if let Some(dues) = &mut self.state.networks[network.row()].dues {
            dues.epoch.fees = dues.epoch.fees.saturating_add(fee);
        }
        self.state.networks[network.row()].yields.paid += i128::from(fee);
        for (cell, (part, each, nodes)) in flow.cells.iter_mut().zip(parts) {
            cell.paid += part;
            let ledger = &mut self.state.ledger;
            let reason = match cell.payee {
                Payee::Gateway => {
                    ledger.transfer(coin, Account::Escrow, Account::Gateway(flow.gateway), part, Reason::Take);
                    continue;
                }
                Payee::Treasury => {
                    ledger.transfer(coin, Account::Escrow, Account::Treasury(network), part, Reason::Treasury);
                    let got = &mut self.state.networks[network.row()].fees_got;
                    *got = got.saturating_add(part);
                    continue;
                }
                Payee::Insurance => {
                    ledger.transfer(coin, Account::Escrow, Account::Insurance(network), part, Reason::Premium);
                    continue;
                }
                Payee::Burn => {
                    ledger.burn(coin, Account::Escrow, part, Reason::FeeBurn);
                    continue;
                }
                Payee::Servers(_) => Reason::Fee,
                Payee::Checkers(_) => Reason::Checking,
            };
            for node in nodes.into_iter().filter(|_| each > 0) {
                self.state.ledger.transfer(coin, Account::Escrow, Account::Node(node), each, reason);
                self.earn(network, node, each);
            }
        }
    }

    /// The operators of a group pay on what settlements cost, each as much for each of its nodes that is up.
    fn pay_settlements_on(&mut self, pace: &mut Pacing, at: usize) {
        let settled = pace.settled[at];
        let nodes = self.present(settled.network, settled.group);
        let due = pace.due(self.now, settled.total.into(), settled.paid.into());
        let each = i64::try_from(due).unwrap_or(i64::MAX) / (nodes.len() as i64).max(1);
        for node in nodes.into_iter().filter(|_| each > 0) {
            pace.settled[at].paid += each;
            let operator = self.operator_of(node);
            self.state.spend(operator, each, Reason::Settlement);
            self.note_settlement_fee(settled.network, operator, each);
        }
    }

    /// Counts on what a group worked, where coins are minted for it or shared by it.
    fn count_on(&mut self, pace: &mut Pacing, at: usize) {
        let work = pace.work[at];
        let nodes = self.present(work.network, work.group);
        let n = nodes.len() as u64;
        let due = |total: u64, counted: u64| {
            u64::try_from(pace.due(self.now, total.into(), counted.into())).unwrap_or(u64::MAX)
        };
        let (total, counted) = (work.total, work.counted);
        let each = due(total.worked, counted.worked) / n.max(1);
        let done = Done {
            worked: each * n,
            answers: due(total.answers, counted.answers) * n.min(1),
            tokens: due(total.tokens, counted.tokens) * n.min(1),
            fees: 0,
        };
        pace.work[at].counted = counted.plus(done);
        if let Some(dues) = &mut self.state.networks[work.network.row()].dues {
            dues.went_on(&nodes, each, done);
        }
    }
}
