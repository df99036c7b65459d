//! Ballots: the votes on one answer while they come in.

use units::ids::{NodeId, NodeRef};

use crate::slab::Slab;

/// The most members of a panel: their votes are the bits of a word, and one bit is left for the server.
pub const MOST: usize = 63;

/// The votes on one answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ballot {
    /// The position of the rule among the network's verification rules.
    pub rule: u16,
    /// Whether members on the losing side are convicted.
    pub convicts: bool,
    /// Whether the server's answer is a vote.
    pub counts_server: bool,
    n: u8,
    members: [NodeRef; MOST],
    voted: u64,
    wrong: u64,
    /// Whose answers deviate by their serving stacks.
    deviating: u64,
    /// Whose texts part from those of the others, so that they agree with nobody.
    apart: u64,
}

impl Ballot {
    /// A ballot without members.
    pub fn new(rule: u16, convicts: bool, counts_server: bool) -> Self {
        let nobody = NodeRef { id: NodeId(u32::MAX), generation: 0 };
        Self {
            rule,
            convicts,
            counts_server,
            n: 0,
            members: [nobody; MOST],
            voted: 0,
            wrong: 0,
            deviating: 0,
            apart: 0,
        }
    }
    /// Gives a node a seat; says which.
    ///
    /// # Panics
    /// If all seats are taken, or the node has one.
    pub fn seat(&mut self, node: NodeRef) -> u16 {
        assert!(usize::from(self.n) < MOST, "a panel has no more than {MOST} seats");
        assert!(!self.has(node.id), "{node:?} has a seat already");
        self.members[usize::from(self.n)] = node;
        self.n += 1;
        u16::from(self.n) - 1
    }
    /// Whether a node has a seat.
    pub fn has(&self, node: NodeId) -> bool {
        self.members().iter().any(|m| m.id == node)
    }
    /// The members, by seat.
    pub fn members(&self) -> &[NodeRef] {
        &self.members[..usize::from(self.n)]
    }
    /// A member votes for the truth, or against it.
    pub fn vote(&mut self, seat: u16, is_wrong: bool) {
        self.voted |= 1 << seat;
        self.wrong |= u64::from(is_wrong) << seat;
    }
    /// The answer of a member deviates by its serving stack.
    pub fn deviate(&mut self, seat: u16) {
        self.deviating |= 1 << seat;
    }
    /// The text of a member agrees with nobody's.
    pub fn part(&mut self, seat: u16) {
        self.apart |= 1 << seat;
    }
    /// Votes of the members that agree with nobody's.
    pub fn apart(&self) -> u32 {
        self.apart.count_ones()
    }
    /// Whether the answer of a member deviates.
    pub fn has_deviated(&self, seat: usize) -> bool {
        self.deviating >> seat & 1 == 1
    }
    /// The vote of a seat, whether against the truth; none if it did not vote.
    pub fn vote_of(&self, seat: usize) -> Option<bool> {
        (self.voted >> seat & 1 == 1).then_some(self.wrong >> seat & 1 == 1)
    }
    /// Votes of the members for the truth and against it.
    pub fn count(&self) -> (u32, u32) {
        ((self.voted & !self.wrong).count_ones(), self.wrong.count_ones())
    }
}

/// The table of ballots.
pub type Ballots = Slab<Ballot>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_that_did_not_vote_is_no_vote() {
        let mut ballot = Ballot::new(0, true, false);
        let seats: Vec<u16> = (0..3).map(|i| ballot.seat(NodeRef { id: NodeId(i), generation: 0 })).collect();
        ballot.vote(seats[0], true);
        ballot.vote(seats[2], false);
        assert_eq!(ballot.count(), (1, 1));
        assert_eq!((ballot.vote_of(0), ballot.vote_of(1), ballot.vote_of(2)), (Some(true), None, Some(false)));
    }

    #[test]
    fn all_seats_can_be_taken() {
        let mut ballot = Ballot::new(0, true, false);
        for i in 0..MOST as u32 {
            let seat = ballot.seat(NodeRef { id: NodeId(i), generation: 0 });
            ballot.vote(seat, i % 2 == 0);
        }
        assert_eq!(ballot.count(), (31, 32));
    }
}
