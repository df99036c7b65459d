//! A chain whose blocks have room for so many bytes.

use engine::draws::Draws;
use state::requests::Need;
use units::settings;
use units::time::Span;

use super::policy::{Admitter, Asking, Reason, Verdict};
use crate::checking::Checking;

settings! {
    /// Refuses what exceeds the bytes that a chain's block can hold; each block begins anew.
    ///
    /// A request takes `kb_in` for each token of its prompt and `kb_out` for each token of its answer \[kB\]. Let in
    /// during one block, requests take at most `kb_per_block`; blocks begin at multiples of `block` \[s\]. The answer's
    /// length is not known yet: it counts as the mean of the answers that the gateway has seen, by LLM, from one of 256
    /// tokens, so that the true bytes of a block are bounded on average only. What does not fit is refused; it does not
    /// wait for the next block. If all requests take s \[kB\], a block lets in `m = floor(kb_per_block / s)`, and of
    /// Poisson arrivals with mean A in a block the share refused is `E[(N - m)+] / A`. Source: Gonka admits requests by
    /// these bytes, and the defaults are its numbers (reference/systems.md 3).
    pub struct ByteBudget {
        /// Size of a prompt's token on the chain \[kB\] [>= 0].
        pub kb_in: f64 = 0.0023,
        /// Size of an answer's token on the chain \[kB\] [>= 0].
        pub kb_out: f64 = 0.64,
        /// Room in a block \[kB\] [> 0].
        pub kb_per_block: f64 = 10_752.0,
        /// Time from block to block [> 0 s].
        pub block: Span = Span::secs(5),
    }
}

/// What the requests of a block ask: whole tokens, so that sums are exact.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    block: u64,
    prompt: u64,
    output: u64,
}

impl ByteBudget {
    /// What is taken of the present block with this request.
    fn with(&self, taken: &Taken, asking: &Asking) -> Taken {
        let block = asking.now.ns() / self.block.ns().max(1);
        let before = if taken.block == block { taken.clone() } else { Taken { block, ..Taken::default() } };
        match asking.need {
            Need::Work(_) => before,
            Need::Tokens { prompt, output } => {
                Taken { prompt: before.prompt + u64::from(prompt), output: before.output + u64::from(output), ..before }
            }
        }
    }
}

impl Admitter for ByteBudget {
    type Memory = Taken;

    fn judge(&self, taken: &mut Taken, asking: &Asking, _: &mut Draws) -> Verdict {
        let taken = self.with(taken, asking);
        let kb = self.kb_in * taken.prompt as f64 + self.kb_out * taken.output as f64;
        Verdict::admit_if(kb <= self.kb_per_block, Reason::Bytes)
    }
    fn enter(&self, taken: &mut Taken, asking: &Asking) {
        *taken = self.with(taken, asking);
    }
    fn reason(&self) -> Option<Reason> {
        Some(Reason::Bytes)
    }
    fn vet(&self, checking: &mut Checking) {
        if checking.facts.asks.has_work {
            let message = "plain work has no tokens, and some users whose requests the rule meets ask for it";
            checking.refuse_with("", message, "use `demand.tokens` for all users, or remove the rule");
        }
        if self.kb_in == 0.0 && self.kb_out == 0.0 {
            let message = "tokens that take no bytes never fill a block";
            checking.refuse_with("", message, "raise `kb_in` or `kb_out`, or remove the rule");
        }
    }
}

#[cfg(test)]
mod tests {
    use units::time::Time;

    use super::super::table::{Table, draws};
    use super::*;

    #[test]
    fn no_block_takes_more_than_it_holds_and_none_is_refused_that_fits() {
        for case in 0..50 {
            let mut random = draws(case);
            let rule = ByteBudget { kb_in: 0.25, kb_out: 2.0, kb_per_block: 60.0, block: Span::secs(5) };
            let (table, mut taken, mut now) = (Table::of(vec![0], Span::ZERO), Taken::default(), Time::ZERO);
            // Quarters of a kilobyte, by block.
            let mut blocks = vec![0_u32; 1];
            for _ in 0..400 {
                now = now + Span::ms(random.below(900).into());
                let block = (now.ns() / Span::secs(5).ns()) as usize;
                blocks.resize(block + 1, 0);
                let (prompt, output) = (random.below(40), random.below(8));
                let asking = Asking { need: Need::Tokens { prompt, output }, ..table.asking(now) };
                let quarters = prompt + 8 * output;
                let fits = blocks[block] + quarters <= 240;
                let verdict = rule.judge(&mut taken, &asking, &mut draws(0));
                assert_eq!(verdict == Verdict::Admit, fits, "{quarters} quarters on top of {}", blocks[block]);
                if fits {
                    rule.enter(&mut taken, &asking);
                    blocks[block] += quarters;
                }
            }
            assert!(blocks.iter().any(|&block| block > 200), "some blocks are full");
        }
    }

    #[test]
    fn a_block_of_gonka_holds_as_many_answers_as_its_numbers_say() {
        let nothing = units::tree::Tree::bare(units::tree::Value::Table(units::tree::Table::default()));
        let rule =
            <ByteBudget as units::settings::Setting>::read(&nothing, &mut units::problem::Problems::default()).unwrap();
        let (table, mut taken) = (Table::of(vec![0], Span::ZERO), Taken::default());
        let asking = Asking { need: Need::Tokens { prompt: 1_000, output: 300 }, ..table.asking(Time::ZERO) };
        let mut n = 0;
        while rule.judge(&mut taken, &asking, &mut draws(0)) == Verdict::Admit {
            rule.enter(&mut taken, &asking);
            n += 1;
        }
        // 10,752 / (1,000 * 0.0023 + 300 * 0.64).
        assert_eq!(n, 55);
    }
}
