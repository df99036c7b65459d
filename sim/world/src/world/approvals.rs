//! Who is approved on a network that keeps a list, and who waits for it.

use engine::draws::{Address, Purpose, name_hash};
use rules::permission::Applicant;
use state::nodes::Nodes;
use units::ids::{NetworkId, NodeId};
use units::time::Time;

use super::slots::Slots;
use crate::scenario::Scenario;

/// The list of a network: a row for each node, and the line before whoever keeps it.
#[derive(Clone, Debug)]
pub(crate) struct Approvals {
    pub(crate) rows: Vec<Approval>,
    /// When whoever keeps the list has time for the next node.
    pub(crate) free: Time,
    /// Who has which place, where they are few.
    pub(crate) slots: Option<Slots>,
}

/// A node on the list of a network.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Approval {
    /// Whether it may be approved at all.
    pub(crate) may: bool,
    /// Whether it is approved now.
    pub(crate) is_valid: bool,
    /// When the approval is there for which it has asked; the end of time if it has not.
    pub(crate) granted: Time,
    /// When it asks for the next, and when the present one ends; the end of time if it never does.
    pub(crate) renews: Time,
    pub(crate) lapses: Time,
}

impl Approval {
    /// A new node takes the row, or its approval is void.
    pub(crate) fn void(&mut self) {
        *self = Self { is_valid: false, granted: Time::END, renews: Time::END, lapses: Time::END, ..*self };
    }
}

impl Approvals {
    /// The list of a network at the start, on which nobody is yet; nothing if it keeps none.
    pub(super) fn of(scenario: &Scenario, replication: u32, id: NetworkId, nodes: &Nodes) -> Option<Box<Self>> {
        let network = &scenario.networks[id.row()];
        let policy = network.rules.permission.policy();
        policy.terms()?;
        let mut rows = Vec::with_capacity(nodes.len());
        for group in &scenario.groups {
            let entity = name_hash(&network.name) ^ name_hash(&group.name).rotate_left(17);
            let luck = Address { seed: scenario.seed, replication, purpose: Purpose::Approval, entity }.stream();
            rows.extend((0..group.rules.count).map(|node| {
                let luck = luck.draws(u64::from(node % group.operators)).uniform();
                let may = policy.approves(&Applicant { group: &group.name, image: group.image(), luck });
                Approval { may, is_valid: false, granted: Time::END, renews: Time::END, lapses: Time::END }
            }));
        }
        let slots = policy.places().map(|places| Slots::new(&places, rows.len()));
        Some(Box::new(Self { rows, free: Time::ZERO, slots }))
    }
    /// The nodes that are approved.
    pub(crate) fn valid(&self) -> impl Iterator<Item = NodeId> {
        self.rows.iter().enumerate().filter(|(_, row)| row.is_valid).map(|(at, _)| NodeId::of(at))
    }
    /// A node has earned so much \[usd\].
    pub(crate) fn earned(&mut self, node: NodeId, usd: f64) {
        if let Some(slots) = &mut self.slots {
            slots.earned[node.row()] += usd;
        }
    }
    /// Whether a node is approved.
    pub(crate) fn has(&self, node: NodeId) -> bool {
        self.rows[node.row()].is_valid
    }
}
