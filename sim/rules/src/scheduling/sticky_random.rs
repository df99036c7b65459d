//! A random node, kept until it fails or leaves the list.

use engine::draws::Draws;
use units::ids::NodeId;
use units::settings;
use units::time::{Span, Time};

use super::policy::{Pick, Scheduler, View};

settings! {
    /// Picks a node at random and sends to it until it fails or is no longer listed.
    ///
    /// Each client has a node of its own: drawn with equal chance among all listed nodes at its first request, and
    /// again where an attempt fails (among all, the one that failed included, unless `retry_elsewhere` says otherwise)
    /// or its node is no longer listed. Load, price and speed count for nothing. With a stale share s of a list of n
    /// nodes, a fresh pick and one retry fail with `s (s + (1 - s) / n)`; a client that keeps its node fails instead
    /// with a probability s at each death of its node (reference/systems.md 1.3). OpenGradient's client is
    /// `sticky_random` with `view_age = "300 s"` and `retries = 1`: it reads the registry every 300 s and keeps its
    /// node while that is listed. A node that leaves the gateway's list is given up at once. Source:
    /// `src/opengradient/client/tee_connection.py` and `llm.py` of OpenGradient's SDK, run in version 1.1.4.
    pub struct StickyRandom {
        /// Clients in each group of users, each with a node of its own; a session is of one client, drawn once, and so
        /// is a request of no session [1 ..= 1_000_000].
        pub clients: u32 = 1,
        /// How long a client keeps a node at most: then it picks again among all; without it, there is no limit
        /// [> 0 s].
        pub renews: Option<Span>,
    }
}

/// A client's node, and when it was picked.
type Kept = Option<(NodeId, Time)>;

impl Scheduler for StickyRandom {
    /// The nodes of clients, by group of users.
    type Memory = Vec<Vec<Kept>>;

    fn pick(&self, memory: &mut Vec<Vec<Kept>>, view: &View, draws: &mut Draws) -> Pick {
        let nodes = view.roster.members();
        if nodes.is_empty() {
            return Pick::Refuse;
        }
        if memory.len() <= view.users.row() {
            memory.resize(view.users.row() + 1, Vec::new());
        }
        let clients = &mut memory[view.users.row()];
        clients.resize(self.clients as usize, None);
        let client = if self.clients == 1 { 0 } else { view.sessions.draws(view.session).below(self.clients) };
        let kept = &mut clients[client as usize];
        let is_good = |&(node, since): &(NodeId, Time)| {
            view.tries == 0 && view.roster.has(node) && self.renews.is_none_or(|renews| view.now.since(since) < renews)
        };
        let (node, since) = kept.filter(is_good).unwrap_or_else(|| {
            let node = nodes[draws.below(nodes.len() as u32) as usize];
            (node, view.now)
        });
        *kept = Some((node, since));
        Pick::Node(node)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use units::ids::UsersId;

    use super::super::table::{Table, chi_square, draws, view};
    use super::*;
    use crate::columns::Column;

    /// The same with a map of all that every client ever did.
    #[derive(Default)]
    struct Twin(BTreeMap<(u16, u32), Vec<(NodeId, Time)>>);

    impl Twin {
        fn pick(&mut self, rule: &StickyRandom, view: &View, draws: &mut Draws) -> NodeId {
            let client = view.sessions.draws(view.session).below(rule.clients);
            let past = self.0.entry((view.users.0, client)).or_default();
            let last = past.last().copied();
            let is_old = |since: Time| rule.renews.is_some_and(|renews| since + renews <= view.now);
            match last {
                Some((node, since)) if view.tries == 0 && view.roster.has(node) && !is_old(since) => node,
                _ => {
                    let node = view.roster.members()[draws.below(view.roster.len() as u32) as usize];
                    past.push((node, view.now));
                    node
                }
            }
        }
    }

    #[test]
    fn a_client_keeps_its_node_until_it_fails_leaves_the_list_or_grows_old() {
        for (case, renews) in [None, Some(Span::secs(5)), Some(Span::secs(40))].into_iter().enumerate() {
            let rule = StickyRandom { clients: 7, renews };
            let mut table = Table::of(Column::Backlog, (0..9).map(|_| 0.0));
            let (mut memory, mut twin) = (Vec::new(), Twin::default());
            for step in 0..3_000 {
                let index = case as u64 * 10_000 + step;
                let mut random = draws(index);
                match random.below(20) {
                    0 if table.roster.len() > 2 => table.roster.leave(NodeId(random.below(9))),
                    1 | 2 => table.roster.enter(NodeId(random.below(9)), 0),
                    _ => {}
                }
                let (session, tries) = (u64::from(random.below(50)), random.below(10) / 9);
                let (users, now) = (UsersId(random.below(2) as u16), Time::ZERO + Span::secs(step));
                let (picked, expected) = view(&table, |view| {
                    let view = View { session, users, tries, now, ..*view };
                    let picked = rule.pick(&mut memory, &view, &mut draws(index));
                    (picked, twin.pick(&rule, &view, &mut draws(index)))
                });
                assert_eq!(picked, Pick::Node(expected), "{renews:?}, step {step}");
            }
        }
    }

    #[test]
    fn clients_are_spread_over_all_nodes_alike() {
        let (rule, table) =
            (StickyRandom { clients: 40_000, renews: None }, Table::of(Column::Backlog, (0..8).map(f64::from)));
        let (mut memory, mut counts) = (Vec::new(), [0.0; 8]);
        let mut of = |session: u64, counts: &mut [f64; 8]| {
            view(&table, |view| match rule.pick(&mut memory, &View { session, ..*view }, &mut draws(session)) {
                Pick::Node(node) => {
                    counts[node.row()] += 1.0;
                    node
                }
                other => panic!("{other:?}"),
            })
        };
        let first: Vec<NodeId> = (0..40_000).map(|session| of(session, &mut counts)).collect();
        // Clients are drawn, so that some are asked several times; each time counts.
        let chi = chi_square(&counts, &[5_000.0; 8]);
        // 7 degrees of freedom, and counts up to twice as variable as those of single picks: 2 x 24.3.
        assert!(chi < 48.6, "{chi}: {counts:?}");
        for session in 0..1_000 {
            assert_eq!(of(session, &mut counts), first[session as usize], "session {session}");
        }
    }
}
