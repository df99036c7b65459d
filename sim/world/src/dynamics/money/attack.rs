//! Attackers get votes by money: they buy coins, borrow them for an instant, or bribe voters.

use rules::market::Side;
use rules::owner::attacker::Gets;
use rules::owner::governance::Tally;
use rules::power::Power;
use state::ledger::{Account, Reason};
use units::ids::{CoinId, GovernanceId, HolderId};

use super::holders::customer;
use crate::world::Moment;
use crate::world::governances::governance;

impl Moment<'_> {
    /// Before power is read, attackers buy or borrow what their budgets bear.
    pub(in crate::dynamics) fn arm(&mut self, ballot: u32) {
        let scenario = self.scenario;
        let Some(governances) = &self.state.governances else { return };
        let proposal = governances.ballots[ballot as usize].proposal;
        let row = &scenario.governances[governance(scenario, proposal).row()];
        for (i, attacker) in scenario.attackers_of(proposal) {
            let (coin, rules) = (row.coin, &attacker.rules);
            let worth = self.state.worth_of_holders(scenario, coin, attacker.by);
            self.note_start(i, worth);
            let usd = self.usd_of_holders(attacker.by).min(rules.budget.nanos);
            let coins = match rules.gets {
                Gets::Buys => {
                    let coins = self.affordable(coin, i64::MAX, usd);
                    if self.buy(coin, customer(attacker.by), coins, Reason::Trade) { coins } else { 0 }
                }
                Gets::Borrows if row.rules.lends() => {
                    let coins = self.for_sale(coin).min(self.for_usd(coin, usd, rules.loan_fee.as_f64()));
                    self.pay_for_votes(attacker.by, self.fee_of(coin, coins, rules.loan_fee.as_f64()), Reason::Loan);
                    if let Some(governances) = &mut self.state.governances {
                        governances.ballots[ballot as usize].borrowed += coins as f64;
                    }
                    coins
                }
                Gets::Borrows | Gets::Bribes => 0,
            };
            self.note_votes(i, coins);
        }
    }

    /// Attackers pay voters who stay away or abstain for votes, if so many are enough as they can pay.
    pub(in crate::dynamics) fn bribe(&mut self, ballot: u32) {
        let scenario = self.scenario;
        let Some(governances) = &self.state.governances else { return };
        let proposal = governances.ballots[ballot as usize].proposal;
        let row = &scenario.governances[governance(scenario, proposal).row()];
        for (i, attacker) in scenario.attackers_of(proposal).filter(|(_, a)| a.rules.gets == Gets::Bribes) {
            let Some(governances) = &self.state.governances else { return };
            let tally = governances.ballots[ballot as usize].tally;
            let share = attacker.rules.bribe.as_f64();
            let usd = self.usd_of_holders(attacker.by).min(attacker.rules.budget.nanos);
            let away = (tally.able - tally.cast()).max(0.0);
            let most = (away + tally.abstained).min(self.for_usd(row.coin, usd, share) as f64);
            // One unit more than what fails.
            let wanted = (row.rules.needs(&tally) - tally.yes).floor() + 1.0;
            let bribed =
                Tally { yes: tally.yes + wanted, abstained: tally.abstained - (wanted - away).max(0.0), ..tally };
            if row.rules.fails(&tally).is_none() || wanted > most || row.rules.fails(&bribed).is_some() {
                continue;
            }
            let coins = wanted as i64;
            self.pay_for_votes(attacker.by, self.fee_of(row.coin, coins, share), Reason::Bribe);
            if let Some(governances) = &mut self.state.governances {
                governances.ballots[ballot as usize].tally = bribed;
            }
            self.note_votes(i, coins);
        }
    }

    /// An attacker sells all its coins after a vote.
    pub(in crate::dynamics) fn cash_in(&mut self, attacker: u16) {
        let row = &self.scenario.attackers[usize::from(attacker)];
        let coin = self.scenario.holders[row.by.row()].coin;
        let coins = self.state.ledger.balance(coin, Account::Holders(row.by));
        // A market that cannot pay for all of it takes nothing.
        self.trade(coin, Side::Sells, customer(row.by), coins, Reason::Trade);
    }

    /// What the votes that were needed would have cost where the coin is traded \[usd\]; nothing if nobody sells them.
    pub(in crate::dynamics) fn price_of_votes(&self, id: GovernanceId, tally: &Tally) -> Option<f64> {
        let row = &self.scenario.governances[id.row()];
        let is_sum = matches!(row.rules.power, Power::Staked(_) | Power::Coins(_));
        let coins = row.rules.needs(tally).floor() + 1.0;
        let coins = (is_sum && coins < self.for_sale(row.coin) as f64).then_some(coins as i64)?;
        self.priced(row.coin, Side::Buys, coins).map(|nanos| nanos as f64 / 1e9)
    }

    fn usd_of_holders(&self, holder: HolderId) -> i64 {
        self.state.ledger.balance(self.state.ledger.usd(), Account::Holders(holder)).max(0)
    }

    /// Coins whose votes an amount of usd pays, where each costs a share of its price \[base units\].
    fn for_usd(&self, coin: CoinId, nanos: i64, share: f64) -> i64 {
        let price = self.price_of_unit(coin) * share;
        if price > 0.0 { (nanos as f64 / price) as i64 } else { i64::MAX }
    }

    /// What votes of coins cost at a share of their price \[billionths of a usd\].
    fn fee_of(&self, coin: CoinId, coins: i64, share: f64) -> i64 {
        (coins as f64 * self.price_of_unit(coin) * share) as i64
    }

    /// The price of a base unit \[billionths of a usd\].
    fn price_of_unit(&self, coin: CoinId) -> f64 {
        let price = &self.state.prices[coin.row()];
        price.spot as f64 / 10_u64.pow(self.scenario.coins[coin.row()].rules.decimals) as f64
    }

    fn pay_for_votes(&mut self, holder: HolderId, nanos: i64, reason: Reason) {
        let ledger = &mut self.state.ledger;
        let (usd, account) = (ledger.usd(), Account::Holders(holder));
        let nanos = nanos.min(ledger.balance(usd, account)).max(0);
        ledger.transfer(usd, account, Account::World, nanos, reason);
    }

    fn note_start(&mut self, attacker: usize, worth: i128) {
        if let Some(governances) = &mut self.state.governances {
            governances.attackers[attacker].start.get_or_insert(worth);
        }
    }

    fn note_votes(&mut self, attacker: usize, coins: i64) {
        if let Some(governances) = &mut self.state.governances {
            governances.attackers[attacker].coins += i128::from(coins);
        }
    }
}
