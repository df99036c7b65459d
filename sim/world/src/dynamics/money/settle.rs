//! What follows from a verdict: pay, refund, slash.

use rules::payout;
use rules::slashing::{Evidence, Finding, Offence};
use state::ledger::{Account, Reason};
use state::requests::{NO_BALLOT, Need, Request};
use units::ids::{CoinId, NetworkId, NodeId, NodeRef, RequestId};

use crate::metrics::tally::{Unmet, Unpaid};
use crate::world::Moment;
use crate::world::claims::Claim;
use crate::world::networks::Sides;
use crate::world::pacing::Payee;
use crate::world::records::recording;

impl Moment<'_> {
    /// Settles an answered request: its fee goes where the verdict sends it, and the row is closed.
    pub(in crate::dynamics) fn settle(&mut self, request: RequestId) {
        if self.state.uses.verdicts {
            self.follow_verdict(request);
        }
        let row = self.state.requests.get(request);
        self.state.meters.settled(self.now, row, self.scenario.is_timed(row.arrived, self.now));
        if let Some(log) = &mut self.state.log {
            log.ended(&self.state.requests, request, self.now, None);
        }
        self.close(request);
    }

    /// Does what follows from a verdict for money, records and reputations.
    #[inline]
    fn follow_verdict(&mut self, request: RequestId) {
        let has_ballot = self.state.requests.get(request).ballot != NO_BALLOT;
        if has_ballot {
            self.count_votes(request);
        }
        let row = self.state.requests.get(request);
        let sentences = &mut self.state.meters.sentences;
        if sentences.are_kept() && self.state.nodes.generation(row.server) == row.server_generation {
            sentences.settled(row.server);
        }
        let (is_convicted, is_void, network) = (row.is_convicted, row.is_void, row.network);
        if self.state.has_reputations {
            self.rate_answer(request);
        }
        if is_convicted {
            self.convict(request);
        } else if is_void {
            self.refund(request);
        } else if self.hears_passes(network) {
            self.clear(request);
        }
        if self.state.has_values {
            let row = *self.state.requests.get(request);
            if !(row.is_convicted || row.is_void) || row.is_replaced {
                self.note_surplus(&row);
            }
        }
        let row = self.state.requests.get(request);
        // None of them is below 0.
        if row.excess | row.unpaid | row.fee != 0 {
            self.settle_fee(request);
        }
        if has_ballot {
            self.close_ballot(request);
        }
    }

    /// Settles what was set aside for an answered request.
    #[inline]
    fn settle_fee(&mut self, request: RequestId) {
        if self.state.requests.get(request).excess > 0 {
            self.return_excess(request);
        }
        if self.state.requests.get(request).unpaid > 0 {
            self.note_capped(request);
        }
        if self.state.requests.get(request).fee > 0 {
            self.pay(request);
        }
    }

    /// Gives the fee back unless another answer took the server's place, and judges the server.
    fn convict(&mut self, request: RequestId) {
        let row = *self.state.requests.get(request);
        let group = self.state.group(row.server);
        if let Some(records) = &mut self.state.networks[row.network.row()].records
            && self.state.nodes.generation(row.server) == row.server_generation
            && recording(&self.scenario.networks[row.network.row()]).is_some_and(|rule| rule.resets)
        {
            records.reset(row.server, self.now);
        }
        if row.deviates
            && let Some(quality) = &mut self.state.meters.quality
        {
            quality.convicted(&row, group);
        }
        let forfeited = self.in_usd(row.network, self.parts(&row, row.fee).node);
        self.state.meters.forfeited(group, forfeited, row.is_wrong);
        if !row.is_replaced {
            self.refund(request);
            self.insure_users(row.network, row.users, row.fee);
        }
        let is_gone = self.state.nodes.generation(row.server) != row.server_generation;
        if !is_gone || self.is_pursued(&row) {
            let evidence = Evidence {
                node: row.server,
                offence: Offence::WrongAnswer,
                finding: Finding::Offended,
                at: row.answered,
                now: self.now,
            };
            let is_checked = row.checker != row.server && row.ballot == NO_BALLOT;
            let reporter = NodeRef { id: row.checker, generation: row.checker_generation };
            let reporter = is_checked.then_some(reporter);
            let sides = Sides { harmed: Some(row.users), reporter, is_gone, ..Sides::default() };
            let hears_appeals = self.state.networks[row.network.row()].appeals.is_some();
            if hears_appeals && !is_gone {
                self.open_appeal(&row);
            }
            if row.deviates {
                self.judge_benign(row.network, &evidence, sides);
            } else {
                self.judge(row.network, &evidence, sides);
            }
            if hears_appeals {
                self.lodge_appeal(row.network);
            }
        }
    }

    /// Whether a verdict on a node that has left for good still takes from its stake: while nobody has taken its row.
    #[cold]
    fn is_pursued(&self, row: &Request) -> bool {
        self.scenario.networks[row.network.row()].rules.pursues
            && self.state.nodes.generation(row.server) == row.server_generation.wrapping_add(1)
            && !self.state.bonds.standing(row.network, row.server).is_member
    }

    /// Tells the rules that keep records that an answer was checked and passed.
    fn clear(&mut self, request: RequestId) {
        let row = *self.state.requests.get(request);
        let is_checked = row.checker != row.server || row.ballot != NO_BALLOT;
        if is_checked && self.state.nodes.generation(row.server) == row.server_generation {
            let (offence, finding) = (Offence::WrongAnswer, Finding::Cleared);
            let evidence = Evidence { node: row.server, offence, finding, at: row.answered, now: self.now };
            self.judge(row.network, &evidence, Sides::default());
        }
    }

    /// Notes what of the price of an answer that stands is above what its users signed.
    #[cold]
    fn note_capped(&mut self, request: RequestId) {
        let row = *self.state.requests.get(request);
        if !(row.is_convicted || row.is_void) || row.is_replaced {
            self.note_unpaid(&row, row.fee, row.fee.saturating_add(row.unpaid), Unmet::Cap);
        }
    }

    /// Notes that only a part of what is due for an answer is ever paid, and who bears it.
    fn note_unpaid(&mut self, row: &Request, paid: i64, due: i64, cause: Unmet) {
        let parts = (self.parts(row, paid), self.parts(row, due));
        let in_usd = |base: i64| self.in_usd(row.network, base);
        let unpaid = Unpaid {
            all: in_usd(due - paid),
            gateway: in_usd(parts.1.take - parts.0.take),
            node: in_usd(parts.1.node - parts.0.node),
        };
        let group = self.state.group(self.payee(row).id);
        self.state.meters.uncollected(row.network, row.gateway, group, (cause, unpaid));
    }

    /// Gives back to the users' stake what an answer costs beyond what is left of its node's allowance.
    #[cold]
    fn keep_allowance(&mut self, request: RequestId, coin: CoinId) {
        let row = *self.state.requests.get(request);
        let rules = &self.scenario.networks[row.network.row()].rules;
        let decimals = self.scenario.coins[coin.row()].rules.decimals;
        let nano_usd = self.state.prices[coin.row()].quoted;
        let view = rules::payment::View { now: self.now, price: row.fee, most: row.fee, decimals, nano_usd };
        let payee = self.payee(&row);
        let (Some(allowance), Some(used)) =
            (rules.payment.policy().allowance(&view), &mut self.state.networks[row.network.row()].allowances)
        else {
            return;
        };
        let paid = used.pay(row.users, payee, row.fee, &allowance);
        if paid < row.fee {
            let back = row.fee - paid;
            let payer = self.payer(row.network, row.users);
            self.state.ledger.transfer(coin, Account::Escrow, payer, back, Reason::Refund);
            self.note_unlocked(row.network, back);
            self.note_unpaid(&row, paid, row.fee, Unmet::Allowance);
            self.state.requests.get_mut(request).fee = paid;
        }
    }

    /// The parts of a fee for a request; they sum to it.
    fn parts(&self, row: &Request, fee: i64) -> Parts {
        let take = self.take_of(row.gateway, row.term, fee);
        let rest = fee - take;
        let view = payout::View { now: self.now, fee: rest };
        let split = self.scenario.networks[row.network.row()].rules.payout.policy().split(&view);
        let is_checked = row.checker != row.server || row.ballot != NO_BALLOT;
        let (treasury, burn) = (split.treasury.of(rest), split.burn.of(rest - self.tip(row.network, rest)));
        let insurance = split.insurance.of(rest);
        let checker = match is_checked {
            false => 0,
            true if split.equally => {
                let n = if row.ballot == NO_BALLOT { 1 } else { self.winners(row).len() as i64 };
                (rest - treasury - burn - insurance) / (n + 1) * n
            }
            true => split.checker.of(rest),
        };
        Parts { take, checker, treasury, burn, insurance, node: rest - checker - treasury - burn - insurance }
    }

    /// Pays all that have a part in a fee, now or once it is settled; every base unit of it goes somewhere.
    fn pay(&mut self, request: RequestId) {
        let network = self.state.requests.get(request).network;
        let Some(coin) = self.scenario.networks[network.row()].coin else { return };
        if self.state.networks[network.row()].allowances.is_some() {
            self.keep_allowance(request, coin);
        }
        let row = *self.state.requests.get(request);
        if row.fee == 0 {
            return;
        }
        let claim = self.claim(&row);
        self.note_for_pace(row.network, &claim);
        self.state.requests.get_mut(request).fee = 0;
        if self.state.networks[row.network.row()].claims.is_some() {
            self.add_claim(row.network, claim);
        } else {
            self.pay_claim(row.network, coin, &claim);
        }
    }

    /// The claim on the fee of an answer.
    fn claim(&self, row: &Request) -> Claim {
        let Parts { take, checker, treasury, burn, insurance, mut node } = self.parts(row, row.fee);
        let mut checkers = Vec::new();
        if row.ballot != NO_BALLOT {
            let winners = self.winners(row);
            let part = checker / (winners.len() as i64).max(1);
            // What cannot be divided stays with who answered.
            node += checker - part * winners.len() as i64;
            checkers.extend(winners.into_iter().filter(|_| part > 0).map(|winner| (winner, part)));
        } else if checker > 0 {
            checkers.push((NodeRef { id: row.checker, generation: row.checker_generation }, checker));
        }
        Claim {
            signed: row.arrived,
            made: self.now,
            users: row.users,
            gateway: row.gateway,
            payee: self.payee(row),
            is_for_tokens: matches!(row.need, Need::Tokens { .. }),
            take,
            checkers,
            treasury,
            burn,
            insurance,
            node,
        }
    }

    /// Notes a claim that came about, where its like is paid on between windows.
    fn note_for_pace(&mut self, network: NetworkId, claim: &Claim) {
        let Some(pace) = &mut self.state.pace else { return };
        pace.open(claim.users, claim.gateway, network);
        let shared =
            [(Payee::Treasury, claim.treasury), (Payee::Burn, claim.burn), (Payee::Insurance, claim.insurance)];
        for (payee, part) in [(Payee::Gateway, claim.take)].into_iter().chain(shared) {
            pace.note(payee, part);
        }
        for &(checker, part) in &claim.checkers {
            if self.state.nodes.is_current(checker) {
                pace.note(Payee::Checkers(self.state.nodes.identity(checker.id).group), part);
            }
        }
        pace.note(Payee::Servers(self.state.nodes.identity(claim.payee.id).group), claim.node);
    }

    /// Divides the fee of a claim.
    pub(super) fn pay_claim(&mut self, network: NetworkId, coin: CoinId, claim: &Claim) {
        let fee = claim.fee();
        self.note_unlocked(network, fee);
        let state = &mut self.state.networks[network.row()];
        state.fees_got = state.fees_got.saturating_add(claim.treasury);
        if let Some(dues) = &mut state.dues {
            dues.epoch.fees = dues.epoch.fees.saturating_add(fee);
        }
        let usd = if claim.is_for_tokens { self.in_usd(network, fee) } else { 0.0 };
        let yields = &mut self.state.networks[network.row()].yields;
        yields.paid += i128::from(fee);
        yields.paid_tokens_usd += usd;
        let ledger = &mut self.state.ledger;
        ledger.transfer(coin, Account::Escrow, Account::Gateway(claim.gateway), claim.take, Reason::Take);
        for &(checker, part) in &claim.checkers {
            self.pay_node(network, coin, checker, part, Reason::Checking);
        }
        let ledger = &mut self.state.ledger;
        ledger.transfer(coin, Account::Escrow, Account::Treasury(network), claim.treasury, Reason::Treasury);
        ledger.burn(coin, Account::Escrow, claim.burn, Reason::FeeBurn);
        ledger.transfer(coin, Account::Escrow, Account::Insurance(network), claim.insurance, Reason::Premium);
        self.pay_node(network, coin, claim.payee, claim.node, Reason::Fee);
    }

    /// Pays a node its part of a fee.
    pub(super) fn pay_node(&mut self, network: NetworkId, coin: CoinId, node: NodeRef, part: i64, reason: Reason) {
        self.state.ledger.transfer(coin, Account::Escrow, Account::Node(node.id), part, reason);
        self.receive(network, coin, node, part);
    }

    /// A node has just been given coins for what it did.
    pub(super) fn receive(&mut self, network: NetworkId, coin: CoinId, node: NodeRef, part: i64) {
        if self.state.nodes.is_current(node) {
            self.earn(network, node.id, part);
        } else {
            // The node has left for good since; whoever takes its row must not inherit.
            self.sell_of(coin, node.id, part);
            self.note_last_pay(network, node.id, part);
        }
    }

    /// Who is paid for the answer: the server, or one of the majority that overruled it.
    fn payee(&self, row: &Request) -> NodeRef {
        let server = NodeRef { id: row.server, generation: row.server_generation };
        if !row.is_replaced {
            return server;
        }
        self.voter(row, row.checker).unwrap_or(server)
    }

    /// Notes what a node that has left for good was still paid: its operator earned it, and has sold it.
    pub(super) fn note_last_pay(&mut self, network: NetworkId, node: NodeId, base: i64) {
        self.note_pay(network, node, base);
        let usd = self.in_usd(network, base);
        self.note_yield(network, base, usd);
        self.books_of(node).income += usd;
        self.note_taking(network, node, usd);
    }

    /// A node earned something, and perhaps bonds what of it is its own; gives that.
    pub(super) fn earn(&mut self, network: NetworkId, node: NodeId, base: i64) -> i64 {
        let base = self.earn_apart(network, node, base);
        if let Some(coin) = self.scenario.networks[network.row()].coin {
            self.note_earned(coin, node, base, self.in_usd(network, base));
        }
        self.restake(network, node, base);
        base
    }

    /// A node earned something, before its operator may do anything with it; gives what of it is not of its delegators.
    pub(super) fn earn_apart(&mut self, network: NetworkId, node: NodeId, base: i64) -> i64 {
        self.note_yield(network, base, self.in_usd(network, base));
        let base = base - self.reward_delegators(self.scenario.home(network), node, base);
        self.note_pay(network, node, base);
        if self.scenario.networks[network.row()].coin.is_some() {
            self.note_taking(network, node, self.in_usd(network, base));
        }
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
        if self.state.has_revisions {
            self.note_gain(node, usd);
        }
    }
}

/// The parts of a fee in base units.
struct Parts {
    take: i64,
    checker: i64,
    treasury: i64,
    burn: i64,
    insurance: i64,
    node: i64,
}
