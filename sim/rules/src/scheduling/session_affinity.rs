//! Where the session was before.

use engine::draws::Draws;
use units::ids::NodeId;
use units::settings;
use units::settings::Nothing;

use super::policy::{Pick, Scheduler, View};

/// The most nodes that a session goes to.
const MOST: usize = 16;

/// Looks for a listed node before one is taken by chance: enough unless fewer than a twentieth of the nodes are listed.
const LOOKS: u32 = 64;

settings! {
    /// Sends every turn of a session to the same node while that node is listed and not much busier than the next
    /// choice.
    ///
    /// Each session has its own random order of the nodes, drawn once. Among the first `choices` listed nodes in that
    /// order, it goes to the first whose backlog is at most `excess` above the least of theirs. No memory is needed,
    /// and a node that leaves moves only the sessions that it had; when it is back, so are they. Each of N nodes is the
    /// first of 1/N of the sessions. With `choices = 1` that is a random split of sessions, with `excess = 0` the least
    /// loaded of a few fixed nodes; requests without a session each have their own order. With more requests at a node
    /// than `excess` its sessions spread over `choices` caches. A pick tries N / (listed) nodes for each choice on
    /// average. Source: rendezvous hashing (Thaler and Ravishankar, IEEE/ACM Transactions on Networking 6(1), 1998)
    /// with a bound on the imbalance of the load (Mirrokni, Thorup and Zadimoghaddam, SODA 2018; reference/serving.md
    /// 6).
    pub struct SessionAffinity {
        /// Candidate nodes of a session, in order of preference [1 ..= 16].
        pub choices: u32 = 2,
        /// Number of requests by which a candidate may be busier than the least busy one.
        pub excess: u32 = 8,
    }
}

impl Scheduler for SessionAffinity {
    type Memory = Nothing;

    fn pick(&self, _: &mut Nothing, view: &View, draws: &mut Draws) -> Pick {
        let (nodes, rows) = (view.roster.members(), view.roster.rows());
        let n = (self.choices as usize).min(MOST).min(nodes.len());
        let mut order = view.sessions.draws(view.session);
        let mut seen = [NodeId(0); MOST];
        for i in 0..n {
            let is_new = |node: &NodeId| view.roster.has(*node) && !seen[..i].contains(node);
            let mut look = || NodeId(rows.start + order.below(rows.end - rows.start));
            let found = (0..LOOKS).map(|_| look()).find(is_new);
            seen[i] = found.unwrap_or_else(|| {
                loop {
                    let node = nodes[draws.below(nodes.len() as u32) as usize];
                    if is_new(&node) {
                        break node;
                    }
                }
            });
        }
        let seen = &seen[..n];
        let least = seen.iter().map(|&node| view.backlog(node)).min().unwrap_or(0);
        let is_fit = |node: &&NodeId| view.backlog(**node) - least <= self.excess;
        seen.iter().find(is_fit).map_or(Pick::Refuse, |&node| Pick::Node(node))
    }
}

#[cfg(test)]
mod tests {
    use engine::draws::{Address, Purpose, Stream};
    use state::roster::Roster;
    use units::ids::UsersId;
    use units::time::{Span, Time};

    use super::*;
    use crate::columns::{Column, Knows, Lengths};

    struct Unknown;

    impl Knows for Unknown {
        fn number(&self, _: Column, _: NodeId) -> f64 {
            0.0
        }
        fn latency(&self, _: NodeId, _: u32, _: Lengths) -> Span {
            Span::ZERO
        }
    }

    fn stream(purpose: Purpose) -> Stream {
        Address { seed: 1, replication: 0, purpose, entity: 1 }.stream()
    }

    fn pick(rule: &SessionAffinity, roster: &Roster, backlogs: &[u32], session: u64) -> NodeId {
        let sessions = stream(Purpose::Affinity);
        let (users, now) = (UsersId(0), Time::ZERO);
        let view = View { roster, backlogs, knows: &Unknown, sessions, session, users, tries: 0, now, deadline: None };
        let picked = rule.pick(&mut Nothing, &view, &mut stream(Purpose::Scheduling).draws(session));
        let Pick::Node(node) = picked else { panic!("{picked:?}") };
        node
    }

    fn roster(rows: impl Iterator<Item = u32>) -> Roster {
        let mut roster = Roster::new();
        rows.for_each(|row| roster.enter(NodeId(row), 0));
        roster
    }

    #[test]
    fn who_leaves_moves_its_own_sessions_and_gets_them_back() {
        let rule = SessionAffinity { choices: 2, excess: 8 };
        let (mut all, idle) = (roster(10..30), [0; 30]);
        let before: Vec<NodeId> = (0..2_000).map(|session| pick(&rule, &all, &idle, session)).collect();
        all.leave(NodeId(17));
        for (session, &was) in before.iter().enumerate() {
            let now = pick(&rule, &all, &idle, session as u64);
            assert!(if was == NodeId(17) { now != was } else { now == was }, "session {session}: {was:?}, {now:?}");
        }
        all.enter(NodeId(17), 0);
        assert!((0..2_000).zip(&before).all(|(session, &was)| pick(&rule, &all, &idle, session) == was));
        for row in 10..30 {
            let n = before.iter().filter(|&&node| node == NodeId(row)).count();
            assert!((60..=145).contains(&n), "{n} of 2,000 sessions at one of 20 nodes");
        }
    }

    #[test]
    fn a_session_goes_elsewhere_from_a_node_that_is_too_busy() {
        let rule = SessionAffinity { choices: 2, excess: 8 };
        let all = roster(0..4);
        let mut backlogs = [1; 4];
        let home = pick(&rule, &all, &backlogs, 5);
        backlogs[home.row()] = 9;
        assert_eq!(pick(&rule, &all, &backlogs, 5), home);
        backlogs[home.row()] = 10;
        let other = pick(&rule, &all, &backlogs, 5);
        assert_ne!(other, home);
        let alone = SessionAffinity { choices: 1, excess: 0 };
        assert_eq!(pick(&alone, &all, &backlogs, 5), home);
    }

    #[test]
    fn few_that_are_listed_among_many_rows_are_found() {
        let rule = SessionAffinity { choices: 16, excess: 0 };
        let mut few = roster([0, 99_999].into_iter());
        let mut backlogs = vec![0; 100_000];
        backlogs[0] = 1;
        assert_eq!(pick(&rule, &few, &backlogs, 1), NodeId(99_999));
        few.leave(NodeId(99_999));
        assert_eq!(pick(&rule, &few, &backlogs, 1), NodeId(0));
    }
}
