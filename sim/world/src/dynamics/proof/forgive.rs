//! Amnesties: sentences are softened while offences are too common to be those of single nodes.

use rules::slashing::{Evidence, Finding, Offence, Sentence, StakeView};
use units::ids::{NetworkId, NodeId};

use crate::world::Moment;
use crate::world::watches::slot_of;

impl Moment<'_> {
    /// Notes that an answer was checked, and says whether an amnesty holds for wrong ones.
    #[cold]
    pub(super) fn forgives_answers(&mut self, network: NetworkId, evidence: &Evidence) -> bool {
        let Some(amnesty) = &self.scenario.networks[network.row()].rules.amnesty else { return false };
        let Some(kept) = &mut self.state.networks[network.row()].amnesties else { return false };
        if evidence.offence != Offence::WrongAnswer || !amnesty.of.contains(&evidence.offence) {
            return false;
        }
        kept.checked(evidence.finding == Finding::Offended, self.now);
        let (wrong, checked) = kept.wrong_of(self.now);
        checked >= u64::from(amnesty.judged) && amnesty.holds(wrong, checked)
    }

    /// Whether an amnesty holds for members that missed slots of a rule that watches. O(nodes), once at an instant.
    pub(super) fn forgives_absence(&mut self, network: NetworkId, at: usize) -> bool {
        let Some(amnesty) = &self.scenario.networks[network.row()].rules.amnesty else { return false };
        let Some(kept) = &self.state.networks[network.row()].amnesties else { return false };
        if !amnesty.of.contains(&Offence::Absence) {
            return false;
        }
        let (now, watch) = (self.now, &self.state.watches.rules[at]);
        let (missed, members) = match kept.missed {
            Some((when, rule, counts)) if (when, rule) == (now, watch.rule) => counts,
            _ => {
                let (slot, length) = (slot_of(&watch.duty, now), watch.duty.slot.ns());
                let mut counts = (0, 0);
                let members = (0..self.state.nodes.len()).map(NodeId::of);
                for node in members.filter(|&node| self.state.bonds.standing(network, node).is_member) {
                    // The end of a slot is the beginning of the next.
                    let last = watch.records[node.row()].last_missed(slot);
                    let is_lately = last > 0
                        && u128::from(last) * u128::from(length) + u128::from(amnesty.over.ns()) > u128::from(now.ns());
                    counts = (counts.0 + u64::from(is_lately), counts.1 + 1);
                }
                let rule = watch.rule;
                if let Some(kept) = &mut self.state.networks[network.row()].amnesties {
                    kept.missed = Some((now, rule, counts));
                }
                counts
            }
        };
        amnesty.holds(missed, members)
    }

    /// What an amnesty leaves of a sentence; what it forgives is counted.
    #[cold]
    pub(super) fn soften(&mut self, network: NetworkId, sentence: &Sentence, view: &StakeView) -> Sentence {
        let Some(amnesty) = &self.scenario.networks[network.row()].rules.amnesty else { return *sentence };
        let due = Sentence { slash: sentence.slash.min(view.bonded + view.unbonding), ..*sentence };
        let soft = amnesty.soften(&due);
        if soft != due {
            let usd = self.in_usd(network, due.slash - soft.slash);
            let meter = &mut self.state.meters.networks[network.row()];
            meter.forgiven += 1;
            meter.forgiven_usd += usd;
        }
        soft
    }
}
