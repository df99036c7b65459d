//! What follows from a verdict: pay, refund, slash.

use rules::payout;
use rules::slashing::{Evidence, Finding, Offence};
use state::ledger::{Account, Reason};
use state::requests::{NO_BALLOT, Need, Request};
use units::ids::{CoinId, NetworkId, NodeId, NodeRef, RequestId};

use crate::world::Moment;
use crate::world::pacing::Payee;

impl Moment<'_> {
    /// Settles an answered request: its fee goes where the verdict sends it, and the row is closed.
    pub(in crate::dynamics) fn settle(&mut self, request: RequestId) {
        if self.state.requests.get(request).ballot != NO_BALLOT {
            self.count_votes(request);
        }
        let row = self.state.requests.get(request);
        let sentences = &mut self.state.meters.sentences;
        if sentences.are_kept() && self.state.nodes.generation(row.server) == row.server_generation {
            sentences.settled(row.server);
        }
        if row.is_convicted {
            self.convict(request);
        } else if self.hears_passes(row.network) {
            self.clear(request);
        }
        if self.state.has_values {
            let row = *self.state.requests.get(request);
            if !row.is_convicted || row.is_replaced {
                self.note_surplus(&row);
            }
        }
        if self.state.requests.get(request).fee > 0 {
            self.pay(request);
        }
        self.close_ballot(request);
        let row = self.state.requests.get(request);
        self.state.meters.settled(self.now, row, self.scenario.is_timed(row.arrived, self.now));
        if let Some(log) = &mut self.state.log {
            log.ended(&self.state.requests, request, self.now, None);
        }
        self.close(request);
    }

    /// Gives the fee back unless another answer took the server's place, and judges the server.
    fn convict(&mut self, request: RequestId) {
        let row = *self.state.requests.get(request);
        let group = self.state.group(row.server);
        let forfeited = self.in_usd(row.network, self.parts(&row).node);
        self.state.meters.forfeited(group, forfeited, row.is_wrong);
        if !row.is_replaced {
            self.refund(request);
        }
        if self.state.nodes.generation(row.server) == row.server_generation {
            let evidence = Evidence {
                node: row.server,
                offence: Offence::WrongAnswer,
                finding: Finding::Offended,
                at: row.answered,
                now: self.now,
            };
            self.judge(row.network, &evidence, Some(row.users));
        }
    }

    /// Tells the rules that keep records that an answer was checked and passed.
    fn clear(&mut self, request: RequestId) {
        let row = *self.state.requests.get(request);
        let is_checked = row.checker != row.server || row.ballot != NO_BALLOT;
        if is_checked && self.state.nodes.generation(row.server) == row.server_generation {
            let (offence, finding) = (Offence::WrongAnswer, Finding::Cleared);
            let evidence = Evidence { node: row.server, offence, finding, at: row.answered, now: self.now };
            self.judge(row.network, &evidence, None);
        }
    }

    /// The parts of a request's fee; they sum to it.
    fn parts(&self, row: &Request) -> Parts {
        let take = self.scenario.gateways[row.gateway.row()].rules.take.of(row.fee);
        let rest = row.fee - take;
        let view = payout::View { now: self.now, fee: rest };
        let split = self.scenario.networks[row.network.row()].rules.payout.policy().split(&view);
        let is_checked = row.checker != row.server || row.ballot != NO_BALLOT;
        let checker = if is_checked { split.checker.of(rest) } else { 0 };
        let (treasury, burn) = (split.treasury.of(rest), split.burn.of(rest - self.tip(row.network, rest)));
        Parts { take, checker, treasury, burn, node: rest - checker - treasury - burn }
    }

    /// Pays all that have a part in a fee; every base unit of it goes somewhere.
    fn pay(&mut self, request: RequestId) {
        let row = *self.state.requests.get(request);
        let Some(coin) = self.scenario.networks[row.network.row()].coin else { return };
        let Parts { take, checker, treasury, burn, mut node } = self.parts(&row);
        let payee = self.payee(&row);
        if let Some(pace) = &mut self.state.pace {
            pace.open(row.users, row.gateway, row.network);
            let parts = [(Payee::Gateway, take), (Payee::Treasury, treasury), (Payee::Burn, burn)];
            for (payee, part) in parts {
                pace.note(payee, part);
            }
        }
        if let Some(dues) = &mut self.state.networks[row.network.row()].dues {
            dues.epoch.fees = dues.epoch.fees.saturating_add(row.fee);
        }
        let usd = if matches!(row.need, Need::Tokens { .. }) { self.in_usd(row.network, row.fee) } else { 0.0 };
        let yields = &mut self.state.networks[row.network.row()].yields;
        yields.paid += i128::from(row.fee);
        yields.paid_tokens_usd += usd;
        self.state.ledger.transfer(coin, Account::Escrow, Account::Gateway(row.gateway), take, Reason::Take);
        if row.ballot == NO_BALLOT {
            self.pay_checker(&row, coin, checker);
        } else {
            // What cannot be divided stays with who answered.
            node += checker - self.pay_voters(&row, coin, checker);
        }
        let ledger = &mut self.state.ledger;
        ledger.transfer(coin, Account::Escrow, Account::Treasury(row.network), treasury, Reason::Treasury);
        ledger.burn(coin, Account::Escrow, burn, Reason::FeeBurn);
        ledger.transfer(coin, Account::Escrow, Account::Node(payee.id), node, Reason::Fee);
        if let Some(pace) = &mut self.state.pace {
            pace.note(Payee::Servers(self.state.nodes.identity(payee.id).group), node);
        }
        if self.state.nodes.is_current(payee) {
            self.earn(row.network, payee.id, node);
        } else {
            // The node has left for good since; whoever takes its row must not inherit.
            self.sell_of(coin, payee.id, node);
            self.note_last_pay(row.network, payee.id, node);
        }
        self.state.requests.get_mut(request).fee = 0;
    }

    /// Who is paid for the answer: the server, or one of the majority that overruled it.
    fn payee(&self, row: &Request) -> NodeRef {
        let server = NodeRef { id: row.server, generation: row.server_generation };
        if !row.is_replaced {
            return server;
        }
        self.voter(row, row.checker).unwrap_or(server)
    }

    /// Pays the one node that checked an answer.
    fn pay_checker(&mut self, row: &Request, coin: CoinId, part: i64) {
        if part > 0 {
            if self.state.nodes.generation(row.checker) == row.checker_generation {
                self.reward(row.network, row.checker, coin, part);
            } else {
                // The checker has left for good since, as a server may have.
                self.state.ledger.transfer(coin, Account::Escrow, Account::Node(row.checker), part, Reason::Checking);
                self.sell_of(coin, row.checker, part);
                self.note_last_pay(row.network, row.checker, part);
            }
        }
    }

    /// Notes what a node that has left for good was still paid: its operator earned it, and has sold it.
    pub(super) fn note_last_pay(&mut self, network: NetworkId, node: NodeId, base: i64) {
        self.note_pay(network, node, base);
        let usd = self.in_usd(network, base);
        self.note_yield(network, base, usd);
        self.books_of(node).income += usd;
        self.note_taking(network, node, usd);
    }

    /// Pays a node that checked an answer and is still there.
    pub(in crate::dynamics) fn reward(&mut self, network: NetworkId, node: NodeId, coin: CoinId, part: i64) {
        self.state.ledger.transfer(coin, Account::Escrow, Account::Node(node), part, Reason::Checking);
        if let Some(pace) = &mut self.state.pace {
            pace.note(Payee::Checkers(self.state.nodes.identity(node).group), part);
        }
        self.earn(network, node, part);
    }

    /// A node earned something, and perhaps bonds what of it is its own; gives that.
    pub(super) fn earn(&mut self, network: NetworkId, node: NodeId, base: i64) -> i64 {
        self.note_yield(network, base, self.in_usd(network, base));
        let base = base - self.reward_delegators(network, node, base);
        self.note_pay(network, node, base);
        if let Some(coin) = self.scenario.networks[network.row()].coin {
            let usd = self.in_usd(network, base);
            self.note_earned(coin, node, base, usd);
            self.note_taking(network, node, usd);
        }
        self.restake(network, node, base);
        base
    }

    /// Notes what a network's nodes and delegators earned.
    fn note_yield(&mut self, network: NetworkId, base: i64, usd: f64) {
        let yields = &mut self.state.networks[network.row()].yields;
        yields.earned += i128::from(base);
        yields.earned_usd += usd;
    }

    /// Notes what a node earned.
    pub(super) fn note_pay(&mut self, network: NetworkId, node: NodeId, base: i64) {
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
