//! An epoch of a coin ends: coins are minted, and the books are counted anew.

use rules::emission::View;
use state::ledger::Account;
use state::requests::Need;
use units::ids::{CoinId, NetworkId, NodeId};
use units::time::Span;

use super::EMISSION;
use crate::event::Event;
use crate::world::Moment;
use crate::world::dues::Done;

impl Moment<'_> {
    /// An epoch ends.
    pub(in crate::dynamics) fn epoch(&mut self, coin: CoinId) {
        let row = &self.scenario.coins[coin.row()];
        if row.rules.emission.mints() {
            self.free_new(coin);
            let view = self.minting(coin);
            let amount = row.rules.emission.mint(&mut self.state.emitters[coin.row()], &view);
            // What was ever minted counts for the cap, whether it has been burnt since or not.
            let ever = row.genesis.saturating_add(self.state.ledger.minted(coin));
            // Nor is more ever minted than the ledger holds.
            let room = row.rules.most().unwrap_or(i64::MAX).saturating_sub(ever);
            let networks = self.networks_of(coin);
            for network in &networks {
                if let Some(dues) = &mut self.state.networks[network.row()].dues {
                    dues.end_epoch();
                }
            }
            let amount = amount.min(room);
            if amount > 0 {
                self.mint(coin, &networks, amount);
            }
        }
        self.state.post_purchases();
        self.state.ledger.recount();
        self.state.invariants.count(self.scenario.coins.len() as u64);
        self.agenda.after(row.rules.epoch, EMISSION, Event::Epoch(coin));
    }

    /// What the emission of a coin sees.
    fn minting(&self, coin: CoinId) -> View {
        let rules = &self.scenario.coins[coin.row()].rules;
        let networks = self.networks_of(coin);
        let of = |network: &NetworkId| &self.state.networks[network.row()];
        let done =
            networks.iter().filter_map(|n| of(n).dues.as_ref()).fold(Done::default(), |all, d| all.plus(d.epoch));
        View {
            now: self.now,
            epoch: rules.epoch,
            number: self.now.ns() / rules.epoch.ns(),
            supply: self.state.ledger.supply(coin),
            bonded: networks.iter().map(|n| of(n).bonded).sum(),
            worked: done.worked,
            answers: done.answers,
            tokens: done.tokens,
            decimals: rules.decimals,
        }
    }

    /// The networks of a coin, in their order.
    pub(super) fn networks_of(&self, coin: CoinId) -> Vec<NetworkId> {
        let own = |&n: &NetworkId| self.scenario.networks[n.row()].coin == Some(coin);
        (0..self.scenario.networks.len()).map(NetworkId::of).filter(own).collect()
    }

    /// Work was answered: it counts where coins are minted for it or shared by it.
    #[inline(always)]
    pub(in crate::dynamics) fn note_work(&mut self, network: NetworkId, node: NodeId, service: Span, need: Need) {
        if let Some(dues) = &mut self.state.networks[network.row()].dues {
            let tokens = match need {
                Need::Work(_) => 0,
                Need::Tokens { prompt, output } => u64::from(prompt) + u64::from(output),
            };
            dues.answered(node, service, tokens);
            if let Some(pace) = &mut self.state.pace {
                pace.note_work(network, self.state.nodes.identity(node).group, service, tokens);
            }
        }
    }

    /// The stake of a node that counts where coins are shared may be another now.
    #[inline]
    pub(in crate::dynamics) fn note_stake(&mut self, network: NetworkId, node: NodeId) {
        if self.state.networks[network.row()].dues.is_some() {
            let stake = self.present_stake(network, node);
            let now = self.now;
            if let Some(dues) = &mut self.state.networks[network.row()].dues {
                dues.hold(node, stake, now);
            }
        }
    }

    /// The bonded stake of a node that is up and in good standing, or what it weighs where that counts instead; of any
    /// other, nothing.
    pub(super) fn present_stake(&self, network: NetworkId, node: NodeId) -> i64 {
        match self.scenario.networks[network.row()].coin {
            Some(coin) if self.state.nodes.is_up(node) && self.is_in_good_standing(network, node) => {
                if let Some(parts) = self.state.networks[network.row()].weights.as_ref().and_then(|w| w.parts(node)) {
                    return parts;
                }
                let bond = Account::Bond(self.scenario.home(network), node);
                self.scenario.counted(network, self.state.ledger.balance(coin, bond))
            }
            _ => 0,
        }
    }
}
