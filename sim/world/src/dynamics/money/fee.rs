//! Fees: what a request costs, what is set aside for it, and what is given back.

use engine::draws::{Purpose, name_hash};
use rules::payment::Authorised;
use state::ledger::{Account, Reason};
use state::requests::Need;
use units::ids::{CoinId, LlmId, NetworkId, RequestId, UsersId};

use crate::metrics::cause::Cause;
use crate::world::Moment;

impl Moment<'_> {
    /// What a request for an LLM costs at a network, in base units of its coin.
    #[inline]
    pub(in crate::dynamics) fn price(&self, network: NetworkId, llm: LlmId, need: &Need) -> i64 {
        let network = &self.state.networks[network.row()];
        match &network.tariffs {
            None => network.derived.tariff.price(need),
            Some(tariffs) => tariffs.rows[llm.row()].tariff.price(need),
        }
    }

    /// The part of a fee, or of what is left of it, that is a tip.
    pub(super) fn tip(&self, network: NetworkId, fee: i64) -> i64 {
        let tip = self.scenario.networks[network.row()].rules.pricing.tip();
        if tip.is_zero() {
            return 0;
        }
        let (tip, whole) = (i128::from(tip.numerator()), i128::from(tip.numerator()) + i128::from(tip.denominator()));
        i64::try_from(i128::from(fee) * tip / whole).unwrap_or(fee)
    }

    /// What base units of a network's coin are worth \[usd\].
    pub(in crate::dynamics) fn in_usd(&self, network: NetworkId, base: i64) -> f64 {
        base as f64 * self.state.networks[network.row()].derived.usd_per_unit
    }

    /// Sets the fee of a request aside that its network quotes, or says why it could not.
    #[inline(always)]
    pub(in crate::dynamics) fn authorise(&mut self, request: RequestId) -> Result<(), Cause> {
        if self.scenario.coins.is_empty() {
            return Ok(());
        }
        let row = self.state.requests.get(request);
        if self.scenario.networks[row.network.row()].coin.is_none() {
            return Ok(());
        }
        let (users, network, llm, need) = (row.users, row.network, row.llm, row.need);
        let mut fee = self.price(network, llm, &need);
        if self.state.users[users.row()].contract.is_some()
            && let Some(under) = self.use_contract(users, network, &need)
        {
            fee = under;
        }
        self.set_aside(request, fee)
    }

    /// Sets a fee of a request aside, in coins that are bought where they are lacking; or says why it could not.
    #[inline(always)]
    pub(in crate::dynamics) fn set_aside(&mut self, request: RequestId, fee: i64) -> Result<(), Cause> {
        let row = self.state.requests.get(request);
        let Some(coin) = self.scenario.networks[row.network.row()].coin else { return Ok(()) };
        let fee = if self.state.has_tops { self.topped(request, fee) } else { fee };
        let row = self.state.requests.get(request);
        let (network, group, users) = (row.network, row.users, Account::Users(row.users));
        if self.state.networks[row.network.row()].tariffs.is_some() {
            let row = *row;
            self.note_asked(&row, fee);
        }
        if fee == 0 {
            return Ok(());
        }
        if self.is_stale(coin) {
            return Err(Cause::StalePrice);
        }
        let (mut paid, mut least, mut payer) = (Authorised::of(fee), 0, users);
        if !self.scenario.networks[network.row()].rules.payment.is_exact() {
            (paid, least, payer) = self.authorised(request, coin, fee);
        }
        let Authorised { set_aside, returned, uncollected } = paid;
        let lacking = set_aside.saturating_sub(self.state.ledger.balance(coin, payer)).max(0);
        if lacking > 0 {
            let for_sale = self.for_sale(coin);
            let bought = if least > lacking && least <= for_sale { least } else { lacking };
            if lacking > for_sale || !self.buy_for_users(coin, group, bought) {
                return Err(Cause::Unfunded);
            }
            if payer != users {
                self.state.ledger.transfer(coin, users, payer, bought, Reason::Bonding);
            }
        }
        self.state.ledger.transfer(coin, payer, Account::Escrow, set_aside, Reason::Authorisation);
        let row = self.state.requests.get_mut(request);
        (row.fee, row.excess, row.unpaid) = (set_aside - returned, returned, uncollected);
        self.note_locked(network, set_aside);
        Ok(())
    }

    /// What of a price is set aside as the network's way of paying says, how many coins are bought at least where
    /// some are lacking \[base units\], and who pays.
    #[cold]
    fn authorised(&mut self, request: RequestId, coin: CoinId, price: i64) -> (Authorised, i64, Account) {
        let row = *self.state.requests.get(request);
        let payment = &self.scenario.networks[row.network.row()].rules.payment.policy();
        let nano_usd = self.state.prices[coin.row()].quoted;
        let decimals = self.scenario.coins[coin.row()].rules.decimals;
        let most = match (payment.output(), row.need) {
            (Some(least), Need::Tokens { prompt, output }) => {
                let most = self.price(row.network, row.llm, &Need::Tokens { prompt, output: output.max(least) });
                self.with_take(row.gateway, most)
            }
            _ => price,
        };
        let view = rules::payment::View { now: self.now, price, most, decimals, nano_usd };
        let users = name_hash(&self.scenario.users[row.users.row()].name);
        let mut draws = self.stream(Purpose::Ticket, users).draws(row.number);
        let payer = self.payer(row.network, row.users);
        // A stake is filled up to what it was; credit is bought beside what is left of it.
        let left = if payer == Account::Users(row.users) { 0 } else { self.state.ledger.balance(coin, payer) };
        (payment.authorise(&view, &mut draws), payment.top_up(&view).saturating_sub(left), payer)
    }

    /// The account from which users of a network pay, and to which refunds go.
    pub(super) fn payer(&self, network: NetworkId, users: UsersId) -> Account {
        if self.scenario.networks[network.row()].rules.payment.is_staked() {
            Account::Stake(users)
        } else {
            Account::Users(users)
        }
    }

    /// Coins of users are set aside, where it is measured how many are.
    #[inline]
    fn note_locked(&mut self, network: NetworkId, base: i64) {
        if self.state.networks[network.row()].locks {
            let meter = &mut self.state.meters.networks[network.row()].settlement;
            meter.locked.add(self.now, base.unsigned_abs());
        }
    }

    /// Coins of users leave the escrow, where it is measured how many are in it.
    #[inline]
    pub(super) fn note_unlocked(&mut self, network: NetworkId, base: i64) {
        if self.state.networks[network.row()].locks {
            let meter = &mut self.state.meters.networks[network.row()].settlement;
            meter.locked.sub(self.now, base.unsigned_abs());
        }
    }

    /// Gives back what was set aside beyond the price.
    #[cold]
    pub(super) fn return_excess(&mut self, request: RequestId) {
        let row = self.state.requests.get_mut(request);
        let (excess, users, network) = (std::mem::take(&mut row.excess), row.users, row.network);
        if let Some(coin) = self.scenario.networks[network.row()].coin {
            self.state.ledger.transfer(coin, Account::Escrow, Account::Users(users), excess, Reason::Refund);
            self.note_unlocked(network, excess);
        }
    }

    /// Gives what was set aside back to the users.
    pub(in crate::dynamics) fn refund(&mut self, request: RequestId) {
        let row = self.state.requests.get_mut(request);
        let fee = std::mem::take(&mut row.fee) + std::mem::take(&mut row.excess);
        let (users, network) = (row.users, row.network);
        if let (Some(coin), true) = (self.scenario.networks[network.row()].coin, fee > 0) {
            let payer = self.payer(network, users);
            self.state.ledger.transfer(coin, Account::Escrow, payer, fee, Reason::Refund);
            self.note_unlocked(network, fee);
        }
    }
}
