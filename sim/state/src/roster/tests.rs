//! Rosters stay what they are through any changes.

use super::*;

#[test]
fn the_sum_of_backlogs_is_that_of_those_in_sight() {
    let mut roster = Roster::of(Order::Backlogs);
    (0..4).for_each(|id| roster.enter(NodeId(id), id));
    assert_eq!(roster.total(), 6);
    roster.report(NodeId(1), 5);
    assert!(roster.hide(NodeId(3)));
    assert_eq!(roster.total(), 7);
    roster.show();
    roster.leave(NodeId(2));
    assert_eq!(roster.total(), 8);
}

#[test]
fn a_node_that_was_hidden_is_the_lowest_again_once_it_is_shown() {
    let mut roster = Roster::ranked_by_id();
    for id in [9, 3, 5] {
        roster.enter(NodeId(id), 1);
    }
    assert!(roster.hide(NodeId(3)));
    assert_eq!(roster.shortest_lowest(), Some(NodeId(5)));
    roster.show();
    assert_eq!(roster.shortest_lowest(), Some(NodeId(3)));
}

#[test]
fn the_lowest_of_the_shortest_lines_is_found_after_any_change() {
    let mut roster = Roster::ranked_by_id();
    assert_eq!(roster.shortest_lowest(), None);
    for id in [9, 3, 700, 5] {
        roster.enter(NodeId(id), 1);
    }
    assert_eq!(roster.shortest_lowest(), Some(NodeId(3)));
    roster.report(NodeId(700), 0);
    assert!(roster.is_shortest(NodeId(700)) && !roster.is_shortest(NodeId(3)));
    assert_eq!(roster.shortest_lowest(), Some(NodeId(700)));
    roster.report(NodeId(700), 2);
    roster.leave(NodeId(3));
    assert_eq!(roster.shortest_lowest(), Some(NodeId(5)));
}

#[test]
fn the_shortest_line_is_found_after_any_change() {
    let mut roster = Roster::ranked();
    let nodes: Vec<_> = (0..5).map(NodeId).collect();
    for (i, &node) in nodes.iter().enumerate() {
        roster.enter(node, i as u32);
    }
    assert_eq!(roster.idle(), [nodes[0]]);
    roster.report(nodes[0], 9);
    assert!(roster.idle().is_empty());
    assert_eq!(roster.shortest(), [nodes[1]]);
    roster.report(nodes[4], 1);
    assert_eq!(roster.shortest(), [nodes[1], nodes[4]]);
    roster.leave(nodes[1]);
    roster.leave(nodes[4]);
    assert_eq!(roster.shortest(), [nodes[2]]);
    roster.report(nodes[0], 0);
    assert_eq!(roster.shortest(), [nodes[0]]);
}

#[test]
fn hiding_leaves_no_trace() {
    let mut roster = Roster::ranked();
    for (i, backlog) in [2, 0, 1, 0, 0].into_iter().enumerate() {
        roster.enter(NodeId(i as u32), backlog);
    }
    let before = format!("{roster:?}");
    for hidden in [vec![1], vec![3, 1], vec![0, 4], vec![4, 3, 2, 1, 0]] {
        for &node in &hidden {
            assert!(roster.hide(NodeId(node)) && !roster.hide(NodeId(node)));
        }
        assert_eq!(roster.len(), 5 - hidden.len());
        roster.show();
        assert_eq!(format!("{roster:?}"), before, "after hiding {hidden:?}");
    }
}

#[test]
fn who_came_and_left_is_noted_and_who_is_hidden_is_not() {
    let mut roster = Roster::new();
    for id in [5, 3] {
        roster.enter(NodeId(id), 0);
    }
    roster.enter(NodeId(3), 1);
    roster.leave(NodeId(8));
    let seen = roster.changes().noted();
    assert_eq!(seen, 2);
    assert!(roster.hide(NodeId(5)));
    assert!(roster.hidden().eq([NodeId(5)]));
    roster.show();
    assert_eq!((roster.changes().noted(), roster.hidden().count()), (seen, 0));
    roster.leave(NodeId(5));
    assert!(roster.changes().since(seen).is_some_and(|nodes| nodes.eq([NodeId(5)])));
    let mut old = Roster::new();
    old.copy_from(&roster);
    assert!(old.changes().since(0).is_none(), "a copy is another list");
}

#[test]
fn a_roster_forgets_who_left() {
    let mut roster = Roster::ranked();
    roster.enter(NodeId(3), 0);
    roster.enter(NodeId(7), 0);
    roster.leave(NodeId(3));
    roster.leave(NodeId(3));
    assert_eq!(roster.members(), [NodeId(7)]);
    assert!(!roster.has(NodeId(3)) && !roster.has(NodeId(100)));
    roster.leave(NodeId(7));
    assert!(roster.is_empty() && roster.shortest().is_empty());
}
