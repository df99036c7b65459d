//! What follows from a verdict: pay, refund, slash.

use rules::slashing::{Evidence, Offence};
use state::ledger::{Account, Reason};
use state::requests::Request;
use units::ids::{NetworkId, NodeId, RequestId};

use crate::world::Moment;

impl Moment<'_> {
    /// Settles an answered request: its fee goes where the verdict sends it, and the row is closed.
    pub(super) fn settle(&mut self, request: RequestId) {
        let row = self.state.requests.get(request);
        let sentences = &mut self.state.meters.sentences;
        if sentences.are_kept() && self.state.nodes.generation(row.server) == row.server_generation {
            sentences.settled(row.server);
        }
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
        let forfeited = self.in_usd(row.network, self.parts(&row).node);
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

    /// The parts of a request's fee; they sum to it.
    fn parts(&self, row: &Request) -> Parts {
        let take = self.scenario.gateways[row.gateway.row()].take.of(row.fee);
        let split = self.scenario.networks[row.network.row()].payout.policy().split();
        let rest = row.fee - take;
        let checker = if row.checker == row.server { 0 } else { split.checker.of(rest) };
        let (treasury, burn) = (split.treasury.of(rest), split.burn.of(rest));
        Parts { take, checker, treasury, burn, node: rest - checker - treasury - burn }
    }

    /// Pays all that have a part in a fee; every base unit of it goes somewhere.
    fn pay(&mut self, request: RequestId) {
        let row = *self.state.requests.get(request);
        let Some(coin) = self.scenario.networks[row.network.row()].coin else { return };
        let Parts { take, checker, treasury, burn, node } = self.parts(&row);
        let ledger = &mut self.state.ledger;
        ledger.transfer(coin, Account::Escrow, Account::Gateway(row.gateway), take, Reason::Take);
        ledger.transfer(coin, Account::Escrow, Account::Node(row.checker), checker, Reason::Checking);
        ledger.transfer(coin, Account::Escrow, Account::Treasury(row.network), treasury, Reason::Treasury);
        ledger.burn(coin, Account::Escrow, burn, Reason::FeeBurn);
        ledger.transfer(coin, Account::Escrow, Account::Node(row.server), node, Reason::Fee);
        if self.state.nodes.generation(row.server) != row.server_generation {
            // The node has left for good since; whoever takes its row must not inherit.
            ledger.transfer(coin, Account::Node(row.server), Account::Market, node, Reason::Sale);
        }
        self.earn(row.network, row.server, node);
        if checker > 0 {
            self.earn(row.network, row.checker, checker);
        }
        self.state.requests.get_mut(request).fee = 0;
    }

    /// Notes what a node earned.
    fn earn(&mut self, network: NetworkId, node: NodeId, base: i64) {
        let (group, usd) = (self.state.group(node), self.in_usd(network, base));
        self.state.meters.earned(group, usd);
    }
}

/// The parts of a fee in base units.
struct Parts {
    take: i64,
    checker: i64,
    treasury: i64,
    burn: i64,
    node: i64,
}
