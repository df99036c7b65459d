//! How common offences are on a network that knows an amnesty.

use rules::slashing::Offence;
use units::time::{Span, Time};

use crate::scenario::Network;

/// In how many parts of the time that counts answers are counted.
const PARTS: usize = 60;

/// The answers that were checked in one part, by its number.
#[derive(Clone, Copy, Debug, Default)]
struct Part {
    number: u64,
    wrong: u32,
    checked: u32,
}

/// What an amnesty goes by.
#[derive(Clone, Debug)]
pub(crate) struct Amnesties {
    length: Span,
    parts: [Part; PARTS],
    /// For how many members of how many a slot was missed lately, as a rule that watches last knew it, and when.
    pub(crate) missed: Option<(Time, u16, (u64, u64))>,
}

impl Amnesties {
    /// That of a network with an amnesty.
    pub(crate) fn of(network: &Network) -> Option<Box<Self>> {
        let amnesty = network.rules.amnesty.as_ref()?;
        Some(Box::new(Self::over(amnesty.over)))
    }
    fn over(over: Span) -> Self {
        let length = Span::from_ns((over.ns() / PARTS as u64).max(1));
        Self { length, parts: [Part::default(); PARTS], missed: None }
    }
    /// Whether a network must know of all answers that are checked.
    pub(crate) fn count_answers(network: &Network) -> bool {
        network.rules.amnesty.as_ref().is_some_and(|amnesty| amnesty.of.contains(&Offence::WrongAnswer))
    }
    /// An answer was checked.
    pub(crate) fn checked(&mut self, is_wrong: bool, now: Time) {
        let number = now.ns() / self.length.ns();
        let part = &mut self.parts[(number % PARTS as u64) as usize];
        if part.number != number {
            *part = Part { number, ..Part::default() };
        }
        part.checked = part.checked.saturating_add(1);
        part.wrong = part.wrong.saturating_add(u32::from(is_wrong));
    }
    /// How many of the answers that count now were wrong, and how many there are.
    pub(crate) fn wrong_of(&self, now: Time) -> (u64, u64) {
        let number = now.ns() / self.length.ns();
        let lately = self.parts.iter().filter(|part| part.number + PARTS as u64 > number);
        lately.fold((0, 0), |sum, part| (sum.0 + u64::from(part.wrong), sum.1 + u64::from(part.checked)))
    }
}

#[cfg(test)]
mod tests {
    use engine::draws::{Address, Purpose};

    use super::*;

    #[test]
    fn the_answers_that_count_are_those_of_the_last_sixty_parts() {
        let mut draws = Address { seed: 1, replication: 0, purpose: Purpose::Swarm, entity: 11 }.stream().draws(0);
        let mut kept = Amnesties::over(Span::from_ns(7 * 60));
        let (mut all, mut now) = (Vec::new(), 0_u64);
        for _ in 0..2_000 {
            // Often at one instant, seldom after all is forgotten.
            now += u64::from([0, 0, 1, 5, 40, draws.below(900)][draws.below(6) as usize]);
            let is_wrong = draws.below(3) == 0;
            kept.checked(is_wrong, Time::from_ns(now));
            all.push((now / 7, is_wrong));
            let lately = || all.iter().filter(|answer| answer.0 + 60 > now / 7);
            let says = (lately().filter(|answer| answer.1).count() as u64, lately().count() as u64);
            assert_eq!(kept.wrong_of(Time::from_ns(now)), says, "at {now}");
        }
    }
}
