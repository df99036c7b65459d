//! Processor sharing at one node, exactly: attained service in virtual time.

use units::ids::AttemptId;
use units::time::{Span, Time};

/// Fraction bits of virtual time: with up to 2^32 sharers a nanosecond never rounds to nothing.
const BITS: u32 = 32;

/// The attempts that share a node's speed equally.
///
/// Virtual time v advances by `dt / n` while n attempts are served; an attempt that enters at v with work w ends
/// when v reaches `v + w`. All attempts get the same service, so one heap of end marks suffices.
#[derive(Clone, Debug, Default)]
pub struct Sharing {
    virtual_time: u128,
    updated: Time,
    /// Min-heap over (end mark, order of entry, attempt).
    heap: Vec<(u128, u64, AttemptId)>,
    entered: u64,
    /// The pending event that ends the next of them, as raw bits of an agenda's timer; 0 if there is none.
    pub timer: u64,
}

impl Sharing {
    /// How many attempts share.
    pub fn active(&self) -> usize {
        self.heap.len()
    }
    /// Moves virtual time to `now`.
    fn advance(&mut self, now: Time) {
        if !self.heap.is_empty() {
            let passed = u128::from(now.since(self.updated).ns()) << BITS;
            self.virtual_time += passed / self.heap.len() as u128;
        }
        self.updated = now;
    }
    /// Lets an attempt with this much work share from `now` on.
    pub fn enter(&mut self, now: Time, attempt: AttemptId, work: Span) {
        self.advance(now);
        let mark = self.virtual_time + (u128::from(work.ns()) << BITS);
        self.heap.push((mark, self.entered, attempt));
        self.entered += 1;
        self.sift_up(self.heap.len() - 1);
    }
    /// When the next attempt ends if nobody comes or goes, rounded up to the nanosecond.
    pub fn next_end(&self) -> Option<Time> {
        let (mark, ..) = self.heap.first()?;
        let left = mark.saturating_sub(self.virtual_time) * self.heap.len() as u128;
        let ns = left.div_ceil(1 << BITS);
        Some(self.updated + Span::from_ns(u64::try_from(ns).unwrap_or(u64::MAX)))
    }
    /// Takes the attempt that ends at `now`.
    pub fn pop(&mut self, now: Time) -> Option<AttemptId> {
        self.advance(now);
        let &(_, _, attempt) = self.heap.first()?;
        self.take(0);
        Some(attempt)
    }
    /// Takes an attempt out; gives the work that it still had to do.
    pub fn remove(&mut self, now: Time, attempt: AttemptId) -> Option<Span> {
        self.advance(now);
        let at = self.heap.iter().position(|e| e.2 == attempt)?;
        let left = self.heap[at].0.saturating_sub(self.virtual_time).div_ceil(1 << BITS);
        self.take(at);
        Some(Span::from_ns(u64::try_from(left).unwrap_or(u64::MAX)))
    }
    /// Takes all attempts out, in the order of their ends, with the work that each still had to do.
    pub fn drain(&mut self, now: Time) -> Vec<(AttemptId, Span)> {
        self.advance(now);
        let mut all = std::mem::take(&mut self.heap);
        all.sort_unstable();
        let left = |mark: u128| mark.saturating_sub(self.virtual_time).div_ceil(1 << BITS);
        all.into_iter().map(|(m, _, a)| (a, Span::from_ns(u64::try_from(left(m)).unwrap_or(u64::MAX)))).collect()
    }

    fn take(&mut self, at: usize) {
        self.heap.swap_remove(at);
        if at < self.heap.len() {
            self.sift_up(at);
            self.sift_down(at);
        }
        if self.heap.is_empty() {
            self.virtual_time = 0;
        }
    }
    fn sift_up(&mut self, mut at: usize) {
        while at > 0 && self.heap[at] < self.heap[(at - 1) / 2] {
            self.heap.swap(at, (at - 1) / 2);
            at = (at - 1) / 2;
        }
    }
    fn sift_down(&mut self, mut at: usize) {
        loop {
            let (left, right) = (2 * at + 1, 2 * at + 2);
            let mut least = at;
            for child in [left, right] {
                if child < self.heap.len() && self.heap[child] < self.heap[least] {
                    least = child;
                }
            }
            if least == at {
                return;
            }
            self.heap.swap(at, least);
            at = least;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_sharers_take_twice_as_long() {
        let mut node = Sharing::default();
        let at = Time::from_ns;
        node.enter(at(0), AttemptId(1), Span::from_ns(100));
        node.enter(at(50), AttemptId(2), Span::from_ns(100));
        // 1 has 50 left and gets half of the speed: it ends at 150; then 2 has 50 left alone: 200.
        assert_eq!(node.next_end(), Some(at(150)));
        assert_eq!(node.pop(at(150)), Some(AttemptId(1)));
        assert_eq!(node.next_end(), Some(at(200)));
        assert_eq!(node.remove(at(180), AttemptId(2)), Some(Span::from_ns(20)));
        assert_eq!(node.next_end(), None);
    }
}
