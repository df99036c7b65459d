//! When a network punishes less than its slashing rules say.

use units::settings;
use units::settings::Named;
use units::share::Share;
use units::time::Span;

use crate::checking::Checking;
use crate::slashing::{Offence, Sentence, Slashing};

settings! {
    /// Softens what slashing rules take while offences are so common that they look like one fault of the network.
    ///
    /// A sentence is softened if, at that time, the share q of its kind of offence in the last `over` is above `when`:
    /// - `absence`: q is the members of the network that missed a slot of the rule in that time, over all members, in
    ///   jail or not. A node that is away for several slots counts once, as soon as the first of them ends.
    /// - `wrong_answer`: q is the answers that were found wrong, over all that were checked; canaries and the votes of
    ///   members of panels that are judged count as answers. They are counted in 60 parts of `over`, so that q is of
    ///   the last 59 to 60 of them. Below `judged` answers there is no amnesty.
    ///
    /// The rules hear of every offence and remember it, refunds stay, and reputations hear of it; what is not taken is
    /// not made up for later. What a rule takes later, as `slashing.correlated.after` does, is softened if the amnesty
    /// held when the offence was found. A leak (`network.x.leak`) has none: it is for long absences of many.
    ///
    /// Of n members that are each away with probability u, independently, an amnesty comes by chance with the upper
    /// tail of the binomial distribution, P(X > when n). An attacker who can silence that many others is safe from
    /// slashes, too. It is the opposite of `slashing.correlated`. Source: gonka-ai/gonka, pull request 691 (issue 561):
    /// "pause or dampen punishment" above a miss rate, and keep the statistics; Filecoin's chain halt of 2020-12-19,
    /// after which no downtime was punished.
    pub struct Amnesty {
        /// Share of offences above which sentences are softened [>= 0, < 1].
        pub when: Share,
        /// How far back they count [> 0 s].
        #[fixed = "answers are counted in parts of it"]
        pub over: Span = Span::mins(10),
        /// The offences that it is for.
        #[fixed = "they are counted from the start"]
        pub of: Vec<Offence> = vec![Offence::Absence],
        /// Checked answers in that time below which no share of wrong ones softens anything [>= 1].
        pub judged: u32 = 20,
        /// Part of a slash that is taken all the same [>= 0, < 1].
        pub takes: Share = Share::ZERO,
        /// Whether offenders go to jail all the same.
        pub jails: bool = false,
    }
}

impl Amnesty {
    /// Whether so many of so many are enough for it.
    pub fn holds(&self, some: u64, all: u64) -> bool {
        u128::from(some) * u128::from(self.when.denominator()) > u128::from(all) * u128::from(self.when.numerator())
    }
    /// What is left of a sentence.
    pub fn soften(&self, sentence: &Sentence) -> Sentence {
        let jail = if self.jails { sentence.jail } else { Span::ZERO };
        Sentence { slash: self.takes.of(sentence.slash), jail, tombstone: false, destination: sentence.destination }
    }
    /// Refuses an amnesty for what no rule punishes.
    pub(super) fn vet(&self, slashing: &Named<Slashing>, checking: &mut Checking) {
        if self.of.is_empty() {
            checking.refuse_with("of", "it is for no offence", "name one: \"absence\", \"wrong_answer\"");
        }
        for &offence in &self.of {
            let (is_heard, remedy) = match offence {
                Offence::Absence => (
                    slashing.values().any(|rule| rule.duty().is_some()),
                    "add `slashing.absence = \"downtime_window\"`",
                ),
                Offence::WrongAnswer => (
                    slashing.values().any(|rule| rule.hears(offence)),
                    "add `slashing.wrong.fixed = { share = \"5 %\" }`",
                ),
                Offence::Equivocation => {
                    let message = "who signs twice does so alone: there is no share of it";
                    checking.refuse_with("of", message, "leave \"equivocation\" out");
                    continue;
                }
            };
            if !is_heard {
                let kind = if offence == Offence::Absence { "absence" } else { "a wrong answer" };
                checking.refuse_with("of", format!("no rule of the network punishes {kind}"), remedy);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::slashing::Destination;

    fn amnesty(when: Share) -> Amnesty {
        let over = Span::mins(10);
        Amnesty { when, over, of: vec![Offence::Absence], judged: 1, takes: Share::percent(20), jails: false }
    }

    #[test]
    fn it_holds_above_its_share_and_not_at_it() {
        let third = amnesty(Share::ratio(1, 3));
        assert_eq!(
            [(3, 9), (4, 9), (0, 0), (1, 2)].map(|(some, all)| third.holds(some, all)),
            [false, true, false, true]
        );
        let zero = amnesty(Share::ZERO);
        assert_eq!([zero.holds(0, 9), zero.holds(1, u64::MAX)], [false, true]);
    }

    #[test]
    fn a_sentence_keeps_its_part_and_loses_its_jail() {
        let sentence =
            Sentence { slash: 1_009, jail: Span::secs(600), tombstone: true, destination: Destination::Treasury };
        let soft = Sentence { slash: 201, jail: Span::ZERO, tombstone: false, destination: Destination::Treasury };
        assert_eq!(amnesty(Share::ZERO).soften(&sentence), soft);
        let strict = Amnesty { jails: true, ..amnesty(Share::ZERO) };
        assert_eq!(strict.soften(&sentence), Sentence { jail: sentence.jail, ..soft });
    }
}
