//! The session's place on a hash ring, past nodes that have too much to do.

use engine::draws::{Address, Draws, Purpose};
use state::roster::Order;
use units::ids::NodeId;
use units::settings;

use super::policy::{Pick, Scheduler, View};

settings! {
    /// Hashes sessions onto a ring of nodes, and passes over those whose backlog would exceed a bound.
    ///
    /// Every node has `points` places on a ring, drawn from its row alone; a session begins at its own place and takes
    /// the first listed node onwards whose backlog, with this request, is at most `ceil(c (m + 1) / n)`: m the backlog
    /// of all n listed nodes, c the `bound`. So no node has more than c times the mean, rounded up, when it is picked.
    /// A node that leaves moves its own sessions only, and those that were passed on around it; without a bound (a
    /// large c) a node of `points` v has a share of the sessions with a standard deviation of about `1 / sqrt(v)` of
    /// the mean. Requests of no session have places of their own. Holds for fresh views; with an old one the bound is
    /// that of old backlogs. A ring takes 8.5 to 9 bytes a place, for each gateway and LLM: with a million nodes and
    /// 100 places each 0.9 GB, with 10 places 90 MB. Source: Mirrokni, Thorup and Zadimoghaddam, Consistent Hashing
    /// with Bounded Loads, SODA 2018; the bounded-load hash of HAProxy (`hash-balance-factor`).
    pub struct BoundedHash {
        /// How much of the mean backlog a node may have [> 1, <= 1_000].
        pub bound: f64 = 1.25,
        /// Places of each node on the ring [1 ..= 1_000].
        pub points: u32 = 100,
    }
}

/// The places of all nodes of a list, the rows that they are of, and how many each has.
#[derive(Clone, Debug, Default)]
pub struct Ring {
    rows: std::ops::Range<u32>,
    points: u32,
    /// In the order of the ring, of each place the 32 bits after those that number its part, then its node: two places
    /// that agree in all these bits, a case in 2^40 or less, are taken for one.
    places: Vec<u64>,
    /// The first place from the start of each part of the ring on, and the end of the last: of so many equal parts that
    /// each has a few places.
    parts: Vec<u32>,
    /// A place, shifted by so many bits to the right, is the number of its part.
    shift: u32,
}

/// Places in a part of the ring on average, at least: a cache line of them.
const IN_A_PART: usize = 8;

/// The place of a node on the ring, from its row alone.
fn place(node: u32, point: u32) -> u64 {
    let ring = Address { seed: 0, replication: 0, purpose: Purpose::Affinity, entity: u64::from(node) };
    ring.stream().draws(u64::from(point)).bits()
}

/// The node of an entry of the ring.
fn node(entry: u64) -> NodeId {
    NodeId(entry as u32)
}

impl Ring {
    fn part(&self, place: u64) -> usize {
        (place >> self.shift) as usize
    }
    /// A place without its node, as it stands in its part.
    fn entry(&self, place: u64) -> u64 {
        place.wrapping_shl(u64::BITS - self.shift) & !u64::from(u32::MAX)
    }
    /// Where the first place from a key on is, in a time that does not grow with the ring.
    fn from(&self, key: u64) -> usize {
        let part = self.part(key);
        let (start, end, entry) = (self.parts[part] as usize, self.parts[part + 1] as usize, self.entry(key));
        start + self.places[start..end].iter().take_while(|&&other| other < entry).count()
    }

    /// Lays the ring out again if other nodes can be listed than before, or nodes have another number of places.
    fn lay_out(&mut self, rows: std::ops::Range<u32>, points: u32) {
        if self.rows == rows && self.points == points {
            return;
        }
        let all = || rows.clone().flat_map(|node| (0..points).map(move |point| (place(node, point), node)));
        let n_places = rows.len() * points as usize;
        self.shift = u64::BITS - (n_places / IN_A_PART).max(2).ilog2();
        let n_parts = self.part(u64::MAX) + 1;
        // Where each part ends; filled from there, it is where it begins.
        let mut parts = vec![0; n_parts + 1];
        all().for_each(|(place, _)| parts[self.part(place)] += 1);
        let mut end = 0;
        for part in &mut parts {
            end += *part;
            *part = end;
        }
        self.places.clear();
        self.places.resize(n_places, 0);
        for (place, node) in all() {
            let at = &mut parts[self.part(place)];
            *at -= 1;
            self.places[*at as usize] = self.entry(place) | u64::from(node);
        }
        for ends in parts.windows(2) {
            self.places[ends[0] as usize..ends[1] as usize].sort_unstable();
        }
        (self.rows, self.points, self.parts) = (rows, points, parts);
    }
}

impl Scheduler for BoundedHash {
    type Memory = Ring;

    fn pick(&self, ring: &mut Ring, view: &View, _: &mut Draws) -> Pick {
        let (n, total) = (view.roster.len() as u64, view.roster.total());
        if n == 0 {
            return Pick::Refuse;
        }
        ring.lay_out(view.roster.rows(), self.points);
        let most = (self.bound * (total + 1) as f64 / n as f64).ceil();
        let key = view.sessions.draws(view.session).bits();
        let start = ring.from(key);
        let onwards = ring.places[start..].iter().chain(&ring.places[..start]);
        // Where all are listed that ever were, none needs to be looked up in the list.
        let all = view.roster.len() == view.roster.rows().len();
        let fits = |node: &NodeId| (all || view.roster.has(*node)) && f64::from(view.backlog(*node)) + 1.0 <= most;
        // The least loaded always fits: its backlog is at most the mean, and the bound lies above that.
        onwards.map(|&entry| node(entry)).find(fits).map_or(Pick::Refuse, Pick::Node)
    }
    fn order(&self) -> Order {
        Order::Backlogs
    }
}

#[cfg(test)]
mod tests {
    use super::super::table::{Table, draws, view};
    use super::*;
    use crate::columns::Column;

    /// The same by looking at all places of all nodes.
    fn brute_force(rule: &BoundedHash, ring: &Ring, backlogs: &[f64], key: u64) -> NodeId {
        let (n, total) = (backlogs.len() as f64, backlogs.iter().sum::<f64>());
        let most = (rule.bound * (total + 1.0) / n).ceil();
        let places = ring.rows.clone().flat_map(|node| (0..ring.points).map(move |point| (place(node, point), node)));
        let fitting = places.filter(|&(_, node)| backlogs[node as usize] + 1.0 <= most);
        NodeId(fitting.min_by_key(|(place, node)| (place.wrapping_sub(key), *node)).expect("somebody fits").1)
    }

    #[test]
    fn of_small_random_states_it_picks_the_next_on_the_ring_that_fits() {
        let rule = BoundedHash { bound: 1.25, points: 8 };
        let mut ring = Ring::default();
        for case in 0..500 {
            let mut random = draws(case);
            let n = 1 + random.below(8);
            let table = Table::of(Column::Backlog, (0..n).map(|_| f64::from(random.below(5))));
            view(&table, |view| {
                let view = View { session: case, ..*view };
                let Pick::Node(node) = rule.pick(&mut ring, &view, &mut draws(0)) else { panic!("somebody fits") };
                let key = view.sessions.draws(case).bits();
                assert_eq!(node, brute_force(&rule, &ring, &table.values, key), "case {case}: {:?}", table.values);
                let mean = (table.values.iter().sum::<f64>() + 1.0) / f64::from(n);
                assert!(table.values[node.row()] + 1.0 <= (rule.bound * mean).ceil(), "no node exceeds the bound");
            });
        }
    }

    #[test]
    fn the_ring_has_as_many_places_as_the_rule_says_now() {
        let mut ring = Ring::default();
        for points in [8, 100, 8] {
            ring.lay_out(0..5, points);
            assert_eq!(ring.places.len(), 5 * points as usize);
        }
    }

    #[test]
    fn a_key_is_found_in_the_ring_as_by_a_search() {
        let mut ring = Ring::default();
        for (rows, points) in [(0..1, 1), (3..4, 5), (0..9, 1), (0..50, 7), (2..300, 100)] {
            ring.lay_out(rows.clone(), points);
            let mut places: Vec<(u64, u32)> =
                rows.flat_map(|node| (0..points).map(move |point| (place(node, point), node))).collect();
            places.sort_unstable();
            assert!(places.iter().map(|&(_, node)| node).eq(ring.places.iter().map(|&entry| node(entry).0)));
            // A place is known to 33 bits at least.
            let step = u64::from(u32::MAX);
            let near =
                places.iter().flat_map(|&(place, _)| [place.saturating_sub(step), place, place.saturating_add(step)]);
            let keys: Vec<u64> = (0..500).map(|i| draws(i).bits()).chain(near).chain([0, u64::MAX]).collect();
            for key in keys {
                let searched = places.partition_point(|&(place, _)| place < key);
                assert_eq!(ring.from(key), searched, "{key:#x} among {} places", places.len());
            }
        }
    }

    #[test]
    fn who_leaves_moves_its_own_sessions_only() {
        let rule = BoundedHash { bound: 1_000.0, points: 100 };
        let mut ring = Ring::default();
        let mut of = |table: &Table, session: u64| {
            view(table, |view| match rule.pick(&mut ring, &View { session, ..*view }, &mut draws(0)) {
                Pick::Node(node) => node,
                other => panic!("{other:?}"),
            })
        };
        let mut table = Table::of(Column::Backlog, (0..10).map(|_| 0.0));
        let before: Vec<NodeId> = (0..2_000).map(|session| of(&table, session)).collect();
        table.roster.leave(NodeId(4));
        for (session, &was) in before.iter().enumerate() {
            let now = of(&table, session as u64);
            assert!(if was == NodeId(4) { now != was } else { now == was }, "session {session}");
        }
        for node in 0..10 {
            let share = before.iter().filter(|&&picked| picked == NodeId(node)).count();
            assert!((120..=290).contains(&share), "{share} of 2,000 sessions at one of 10 nodes");
        }
    }
}
