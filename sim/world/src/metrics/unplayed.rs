//! What was there between the windows in which requests are played: no part of what they could have used.

/// Time integrals over the time between windows.
#[derive(Clone, Debug, Default)]
pub struct Unplayed {
    /// Capacity that was up, by group \[slot ns\], and nodes that were up \[ns\], last.
    past: Vec<u128>,
    /// The integrals when the last window ended, outside of windows.
    since: Option<Vec<u128>>,
}

impl Unplayed {
    /// Nothing yet; a window begins.
    pub fn new(n_groups: usize) -> Self {
        Self { past: vec![0; n_groups + 1], since: None }
    }
    /// Forgets what was before.
    pub(super) fn cleared(&self) -> Self {
        let none = vec![0; self.past.len()];
        Self { past: none.clone(), since: self.since.as_ref().map(|_| none) }
    }
    /// What was between windows of an integral that is so much now.
    pub(super) fn of(&self, at: usize, area: u128) -> u128 {
        self.past[at] + self.since.as_ref().map_or(0, |since| area - since[at])
    }
    /// A window begins, or ends, when the integrals are these.
    pub(super) fn turn(&mut self, begins: bool, areas: Vec<u128>) {
        if begins {
            self.past = areas.iter().enumerate().map(|(i, &area)| self.of(i, area)).collect();
            self.since = None;
        } else {
            self.since = Some(areas);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_between_windows_is_told_apart() {
        let mut unplayed = Unplayed::new(0);
        assert_eq!(unplayed.of(0, 10), 0);
        unplayed.turn(false, vec![20]);
        assert_eq!(unplayed.of(0, 50), 30);
        unplayed.turn(true, vec![60]);
        assert_eq!(unplayed.of(0, 70), 40);
        unplayed.turn(false, vec![80]);
        assert_eq!((unplayed.of(0, 85), unplayed.cleared().of(0, 5)), (45, 5));
    }
}
