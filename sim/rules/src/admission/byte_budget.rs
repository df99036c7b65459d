//! A chain whose blocks have room for so many bytes.

use engine::draws::Draws;
use state::requests::Need;
use units::settings;
use units::time::{Span, Time};
use units::words;

use super::policy::{Admitter, Asking, Reason, Verdict};
use crate::checking::Checking;

settings! {
    /// Limits the bytes of the requests that are let in during one block of a chain.
    ///
    /// A request takes `kb_in` for each token of its prompt and `kb_out` for each token of its answer \[kB\]. Let in
    /// during one block, requests take at most `kb_per_block`; blocks begin at multiples of `block` \[s\]. The answer's
    /// length is not known yet: it counts as the mean of the answers that the gateway has seen, by LLM, from one of 256
    /// tokens, so that the true bytes of a block are bounded on average only.
    ///
    /// A request that finds the block full is refused, or waits at the gateway for a later block, first come, first
    /// served: it takes its place when it comes, and nobody who comes later is let in before it, even if smaller. It
    /// counts as under way while it waits, is paid for when it is let in, and its place stays its own though answers
    /// turn out shorter meanwhile. What no block can hold is refused. Where two rules make it wait, it waits for
    /// the later one, and takes room in the block that each of them named.
    ///
    /// If all requests take s \[kB\], a block lets in `m = floor(kb_per_block / s)`. Of Poisson arrivals with mean A in
    /// a block, N in one of them, `refuse` refuses the share `E[(N - m)+] / A`; with `wait` the number that waits from
    /// one block to the next has the mean `sum over l >= 1 of E[(N_l - l m)+] / l`, where N_l is the number that comes
    /// in l blocks (Spitzer's identity for the queue with bulk service), for A < m; beyond it grows without end unless
    /// `longest_wait` bounds it.
    /// Source: Gonka admits requests by these bytes, and the defaults are its numbers (reference/systems.md 3).
    /// Spitzer, Transactions of the AMS 82, 1956; Bailey, Journal of the Royal Statistical Society B 16, 1954.
    pub struct ByteBudget {
        /// Size of a prompt's token on the chain \[kB\] [>= 0].
        pub kb_in: f64 = 0.0023,
        /// Size of an answer's token on the chain \[kB\] [>= 0].
        pub kb_out: f64 = 0.64,
        /// Room in a block \[kB\] [> 0].
        pub kb_per_block: f64 = 10_752.0,
        /// Time from block to block [> 0 s].
        pub block: Span = Span::secs(5),
        /// What becomes of a request that finds the block full.
        pub when_full: WhenFull = WhenFull::Refuse,
        /// Longest wait for a block with room; whoever would wait longer is refused at once. Without it, any wait is
        /// accepted [> 0 s].
        pub longest_wait: Option<Span>,
    }
}

words! {
    /// What becomes of a request that finds a block full.
    pub enum WhenFull {
        /// It is refused.
        Refuse = "refuse",
        /// It waits for the first later block that has room behind all who wait already.
        Wait = "wait",
    }
}

/// What the requests of the last block ask that anybody was given room in: whole tokens, so that sums are exact.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    begins: Time,
    prompt: u64,
    output: u64,
}

impl ByteBudget {
    /// The last time up to this one at which a block begins.
    fn begin(&self, at: Time) -> Time {
        let block = self.block.ns().max(1);
        Time::from_ns(at.ns() / block * block)
    }
    /// What is taken of the block that a request is given room in, with this request.
    ///
    /// That is the present block, or a later one if others wait already or the present one is full.
    fn with(&self, taken: &Taken, asking: &Asking) -> Taken {
        let Need::Tokens { prompt, output } = asking.need else { return taken.clone() };
        let present = self.begin(asking.now);
        let of_block = |begins| Taken { begins, prompt: prompt.into(), output: output.into() };
        if taken.begins < present {
            return of_block(present);
        }
        let both =
            Taken { prompt: taken.prompt + u64::from(prompt), output: taken.output + u64::from(output), ..*taken };
        match self.when_full {
            WhenFull::Wait if !self.fits(&both) => of_block(self.begin(taken.begins) + self.block),
            WhenFull::Wait | WhenFull::Refuse => both,
        }
    }
    fn fits(&self, taken: &Taken) -> bool {
        self.kb_in * taken.prompt as f64 + self.kb_out * taken.output as f64 <= self.kb_per_block
    }
}

impl Admitter for ByteBudget {
    type Memory = Taken;

    fn judge(&self, taken: &mut Taken, asking: &Asking, _: &mut Draws) -> Verdict {
        let taken = self.with(taken, asking);
        if !self.fits(&taken) {
            return Verdict::Refuse(Reason::Bytes);
        }
        if taken.begins <= asking.now {
            return Verdict::Admit;
        }
        let wait = taken.begins.since(asking.now);
        // Others may still wait though the rule has changed meanwhile: there is no room before them.
        let is_accepted = self.when_full == WhenFull::Wait && self.longest_wait.is_none_or(|longest| wait <= longest);
        if is_accepted { Verdict::Wait(taken.begins) } else { Verdict::Refuse(Reason::Bytes) }
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
        if self.longest_wait.is_some() && self.when_full == WhenFull::Refuse {
            let message = "nobody waits, for what finds the block full is refused";
            checking.refuse_with("longest_wait", message, "add `when_full = \"wait\"`, or remove it");
        }
    }
}

#[cfg(test)]
mod tests {
    use units::time::Time;

    use super::super::table::{Table, draws};
    use super::*;

    /// Blocks of 5 s that hold 240 quarters of a kilobyte.
    fn small(when_full: WhenFull, longest_wait: Option<Span>) -> ByteBudget {
        ByteBudget { kb_in: 0.25, kb_out: 2.0, kb_per_block: 60.0, block: Span::secs(5), when_full, longest_wait }
    }

    /// Reads settings; what is not named has its default.
    fn gonka(when_full: WhenFull) -> ByteBudget {
        let nothing = units::tree::Tree::bare(units::tree::Value::Table(units::tree::Table::default()));
        let rule = <ByteBudget as units::settings::Setting>::read(&nothing, &mut units::problem::Problems::default());
        ByteBudget { when_full, ..rule.unwrap() }
    }

    #[test]
    fn no_block_takes_more_than_it_holds_and_none_is_refused_that_fits() {
        for case in 0..50 {
            let mut random = draws(case);
            let rule = small(WhenFull::Refuse, None);
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
        let rule = gonka(WhenFull::Refuse);
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

    #[test]
    fn what_finds_a_block_of_gonka_full_waits_for_the_next_ones() {
        let rule = gonka(WhenFull::Wait);
        let (table, mut taken) = (Table::of(vec![0], Span::ZERO), Taken::default());
        let now = Time::from_ns(1);
        let asking = Asking { need: Need::Tokens { prompt: 1_000, output: 300 }, ..table.asking(now) };
        for n in 0..200 {
            let verdict = rule.judge(&mut taken, &asking, &mut draws(0));
            rule.enter(&mut taken, &asking);
            let until = Time::ZERO + Span::secs(5 * (n / 55));
            assert_eq!(verdict, if n < 55 { Verdict::Admit } else { Verdict::Wait(until) }, "{n}");
        }
        // 17,000 * 0.64 kB never fit.
        let asking = Asking { need: Need::Tokens { prompt: 0, output: 17_000 }, ..table.asking(now) };
        assert_eq!(rule.judge(&mut taken, &asking, &mut draws(0)), Verdict::Refuse(Reason::Bytes));
    }

    #[test]
    fn who_waits_is_let_in_in_order_as_early_as_the_blocks_allow() {
        for case in 0..100 {
            let mut random = draws(case);
            let longest = (case % 2 == 0).then(|| Span::secs(12));
            let rule = small(WhenFull::Wait, longest);
            let (table, mut taken, mut now) = (Table::of(vec![0], Span::ZERO), Taken::default(), Time::ZERO);
            // The twin: what each block has taken, and the last block that anybody was given.
            let (mut blocks, mut last) = (vec![0_u32; 10_000], 0);
            let (mut waited, mut refused) = (0, 0);
            for _ in 0..600 {
                now = now + Span::ms(random.below(900).into());
                let present = (now.ns() / Span::secs(5).ns()) as usize;
                let (prompt, output) = (random.below(40), random.below(12));
                let asking = Asking { need: Need::Tokens { prompt, output }, ..table.asking(now) };
                let quarters = prompt + 8 * output;
                let first = present.max(last);
                let block = (first..blocks.len()).find(|&block| blocks[block] + quarters <= 240).unwrap();
                let begins = Time::ZERO + Span::secs(5 * block as u64);
                let verdict = rule.judge(&mut taken, &asking, &mut draws(0));
                if block > present && longest.is_some_and(|longest| begins.since(now) > longest) {
                    assert_eq!(verdict, Verdict::Refuse(Reason::Bytes));
                    refused += 1;
                    continue;
                }
                assert_eq!(verdict, if block > present { Verdict::Wait(begins) } else { Verdict::Admit });
                waited += u32::from(block > present);
                rule.enter(&mut taken, &asking);
                blocks[block] += quarters;
                last = block;
            }
            assert!(waited > 50 && (longest.is_none() || refused > 50), "{waited} waited, {refused} were refused");
        }
    }
}
