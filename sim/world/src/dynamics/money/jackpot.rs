//! Who finds a forced error wins a jackpot.

use state::ledger::{Account, Reason};
use units::ids::RequestId;

use crate::world::Moment;

impl Moment<'_> {
    /// All checks of an answer are done: if its error was forced, who found it is paid out of the treasury.
    #[cold]
    pub(in crate::dynamics) fn end_forced_error(&mut self, request: RequestId) {
        let network = self.state.requests.get(request).network;
        let row = &mut self.state.networks[network.row()];
        let Some(finders) = row.forced.as_mut().and_then(|forced| forced.end(request)) else { return };
        let rules = &self.scenario.networks[network.row()];
        let (Some(coin), Some(rule)) = (rules.coin, &rules.rules.forced_errors) else { return };
        let each = rule.share(finders.len() as u32, self.scenario.coins[coin.row()].rules.decimals);
        let meter = &mut self.state.meters.networks[network.row()].disputes;
        meter.forced += 1;
        meter.forced_found += u64::from(!finders.is_empty());
        for finder in finders {
            let paid = each.min(self.state.ledger.balance(coin, Account::Treasury(network))).max(0);
            let (paid_usd, due_usd) = (self.in_usd(network, paid), self.in_usd(network, each));
            let meter = &mut self.state.meters.networks[network.row()].disputes;
            meter.jackpots_usd += paid_usd;
            meter.jackpots_unpaid_usd += due_usd - paid_usd;
            let node = Account::Node(finder.id);
            self.state.ledger.transfer(coin, Account::Treasury(network), node, paid, Reason::Jackpot);
            self.receive(network, coin, finder, paid);
        }
    }
}
