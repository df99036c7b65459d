//! What follows from a verdict: pay, refund, slash.

use rules::slashing::{Evidence, Offence};
use state::ledger::{Account, Reason};
use units::ids::RequestId;

use crate::world::Moment;

impl Moment<'_> {
    /// Settles an answered request: its fee goes where the verdict sends it, and the row is closed.
    pub(super) fn settle(&mut self, request: RequestId) {
        let row = self.state.requests.get(request);
        if row.is_convicted {
            self.convict(request);
        } else if row.fee > 0 {
            self.pay(request);
        }
        let row = self.state.requests.get(request);
        self.state.meters.settled(self.now, row, row.arrived >= self.scenario.cut);
        self.state.requests.close(request);
    }

    /// Gives the fee back and judges the server.
    fn convict(&mut self, request: RequestId) {
        let row = *self.state.requests.get(request);
        let group = self.state.group(row.server);
        let forfeited = self.in_usd(row.network, self.node_part(request));
        self.state.meters.forfeited(group, forfeited, row.is_wrong);
        self.refund(request);
        if self.state.nodes.generation(row.server) == row.server_generation {
            let evidence = Evidence { offence: Offence::WrongAnswer, at: row.answered, now: self.now };
            self.judge(row.network, row.server, &evidence, Some(row.users));
        }
    }

    /// Gives what was set aside back to the users.
    pub(super) fn refund(&mut self, request: RequestId) {
        let row = self.state.requests.get_mut(request);
        let (fee, users, network) = (std::mem::take(&mut row.fee), row.users, row.network);
        if let (Some(coin), true) = (self.scenario.networks[network.row()].coin, fee > 0) {
            self.state.ledger.transfer(coin, Account::Escrow, Account::Users(users), fee, Reason::Refund);
        }
    }

    /// What the node gets of a fee: the rest after take, treasury, burn and checker.
    fn node_part(&self, request: RequestId) -> i64 {
        let row = self.state.requests.get(request);
        let take = self.scenario.gateways[row.gateway.row()].take.of(row.fee);
        let split = self.scenario.networks[row.network.row()].payout.policy().split();
        let rest = row.fee - take;
        let checker = if row.checker == row.server { 0 } else { split.checker.of(rest) };
        rest - checker - split.treasury.of(rest) - split.burn.of(rest)
    }

    /// Pays all that have a part in a fee; every base unit of it goes somewhere.
    fn pay(&mut self, request: RequestId) {
        let row = *self.state.requests.get(request);
        let network = &self.scenario.networks[row.network.row()];
        let Some(coin) = network.coin else { return };
        let split = network.payout.policy().split();
        let node = self.node_part(request);
        let take = self.scenario.gateways[row.gateway.row()].take.of(row.fee);
        let rest = row.fee - take;
        let is_checked = row.checker != row.server;
        let ledger = &mut self.state.ledger;
        ledger.transfer(coin, Account::Escrow, Account::Gateway(row.gateway), take, Reason::Take);
        if is_checked {
            let checker = Account::Node(row.checker);
            ledger.transfer(coin, Account::Escrow, checker, split.checker.of(rest), Reason::Checking);
        }
        let treasury = Account::Treasury(row.network);
        ledger.transfer(coin, Account::Escrow, treasury, split.treasury.of(rest), Reason::Treasury);
        ledger.burn(coin, Account::Escrow, split.burn.of(rest), Reason::FeeBurn);
        ledger.transfer(coin, Account::Escrow, Account::Node(row.server), node, Reason::Fee);
        if self.state.nodes.generation(row.server) != row.server_generation {
            // The node has left for good since; whoever takes its row must not inherit.
            let ledger = &mut self.state.ledger;
            ledger.transfer(coin, Account::Node(row.server), Account::Market, node, Reason::Sale);
        }
        let income = self.in_usd(row.network, node);
        let group = self.state.group(row.server);
        self.state.meters.earned(group, income);
        if is_checked {
            let (group, part) = (self.state.group(row.checker), self.in_usd(row.network, split.checker.of(rest)));
            self.state.meters.earned(group, part);
        }
        self.state.requests.get_mut(request).fee = 0;
    }
}
