//! Fees: what a request costs, what is set aside for it, and what is given back.

use engine::draws::{Purpose, name_hash};
use state::ledger::{Account, Reason};
use state::requests::Need;
use units::ids::{CoinId, LlmId, NetworkId, RequestId};

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
        let row = self.state.requests.get(request);
        let fee = self.price(row.network, row.llm, &row.need);
        self.set_aside(request, fee)
    }

    /// Sets a fee of a request aside, in coins that are bought where they are lacking; or says why it could not.
    #[inline(always)]
    pub(in crate::dynamics) fn set_aside(&mut self, request: RequestId, fee: i64) -> Result<(), Cause> {
        let row = self.state.requests.get(request);
        let Some(coin) = self.scenario.networks[row.network.row()].coin else { return Ok(()) };
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
        let mut fee = fee;
        let mut least = 0;
        if !self.scenario.networks[network.row()].rules.payment.is_exact() {
            (fee, least) = self.authorised(request, coin, fee);
        }
        let lacking = fee.saturating_sub(self.state.ledger.balance(coin, users)).max(0);
        if lacking > 0 {
            let for_sale = self.for_sale(coin);
            let bought = if least > lacking && least <= for_sale { least } else { lacking };
            if lacking > for_sale || !self.buy_for_users(coin, group, bought) {
                return Err(Cause::Unfunded);
            }
        }
        self.state.ledger.transfer(coin, users, Account::Escrow, fee, Reason::Authorisation);
        self.state.requests.get_mut(request).fee = fee;
        Ok(())
    }

    /// What of a price is set aside as the network's way of paying says, and how many coins are bought at least where
    /// some are lacking \[base units\].
    #[cold]
    fn authorised(&mut self, request: RequestId, coin: CoinId, price: i64) -> (i64, i64) {
        let row = *self.state.requests.get(request);
        let payment = &self.scenario.networks[row.network.row()].rules.payment.policy();
        let quoted = self.state.prices[coin.row()].quoted;
        let decimals = self.scenario.coins[coin.row()].rules.decimals;
        let view = rules::payment::View { price, decimals, nano_usd: quoted };
        let users = name_hash(&self.scenario.users[row.users.row()].name);
        let mut draws = self.stream(Purpose::Ticket, users).draws(row.number);
        let paid = payment.authorise(&view, &mut draws);
        let least = payment.top_up(&view);
        self.state.requests.get_mut(request).unpaid = paid.uncollected;
        (paid.set_aside, least)
    }

    /// Gives what was set aside back to the users.
    pub(in crate::dynamics) fn refund(&mut self, request: RequestId) {
        let row = self.state.requests.get_mut(request);
        let (fee, users, network) = (std::mem::take(&mut row.fee), row.users, row.network);
        if let (Some(coin), true) = (self.scenario.networks[network.row()].coin, fee > 0) {
            self.state.ledger.transfer(coin, Account::Escrow, Account::Users(users), fee, Reason::Refund);
        }
    }
}
