//! Requests that share: openings of two groups, sessions that go on, begin anew, and overlap.

use units::ids::{LlmId, UsersId};

use super::*;

/// Draws what requests share, from a seed of its own, so that workloads without sharing are what they were.
pub(super) struct Sharing {
    draws: Draws,
    openings: [u32; 2],
    /// Turns overlap unless there are many sessions.
    sessions: u32,
    /// Tokens of each session's last turn.
    said: Vec<(u32, u32)>,
}

impl Sharing {
    pub(super) fn new(seed: u64) -> Self {
        let mut draws = Address { seed, replication: 0, purpose: Purpose::Swarm, entity: 8 }.stream().draws(0);
        let openings = [0; 2].map(|_| [0, 5, 40, 200, 600][draws.below(5) as usize]);
        let sessions = [1, 3, 12][draws.below(3) as usize];
        Self { draws, openings, sessions, said: vec![(0, 0); 2 * sessions as usize] }
    }
    /// What a request of these lengths shares with those before.
    pub(super) fn origin(&mut self, prompt: u32, output: u32) -> Origin {
        let users = self.draws.below(2);
        let (session, opening) = (self.draws.below(self.sessions), self.openings[users as usize].min(prompt));
        let origin = |shared| Origin { users: UsersId(users as u16), llm: LlmId(0), shared };
        if self.draws.below(4) == 0 {
            return origin(Shared { opening, ..Shared::NOTHING });
        }
        let said = &mut self.said[(users * self.sessions + session) as usize];
        let context = match self.draws.below(8) {
            // It begins anew.
            0 => {
                said.1 += 1;
                0
            }
            // It goes on from somewhere before its end.
            1 => self.draws.below(said.0 + 1),
            _ => said.0,
        };
        said.0 = prompt + output;
        origin(Shared { session, conversation: said.1, opening, context: context.min(prompt) })
    }
}

#[test]
fn three_thousand_workloads_that_share_agree_to_the_nanosecond() {
    let all: Vec<Played> = (0..3_000).map(|seed| play(seed, Some(Sharing::new(seed)))).collect();
    let (events, steps): (u64, u64) = all.iter().fold((0, 0), |sum, p| (sum.0 + p.events, sum.1 + p.steps));
    assert!(events * 2 < steps, "{events} events for {steps} steps: nothing is jumped");
    let preempted = all.iter().filter(|p| p.preempted && p.known > 0).count();
    assert!(preempted > 300, "only {preempted} workloads that found something ran out of cache");
    let found = all.iter().filter(|p| p.known > 0).count();
    assert!(found > 1_500, "only {found} workloads found anything in the cache");
}

/// A node that batches by the usual limits, with so many blocks of 16 tokens.
fn node(blocks: u32) -> Batch {
    let limits =
        Limits { budget: 2_048, most: 8, blocks, block: 16, prefix_reuse: true, order: BatchOrder::RunningFirst };
    Batch::new(LlmId(0), times(1_000), limits)
}

/// Lets a request come to an idle node and plays it to its end; gives what was known of its prompt and its first token.
fn turn(batch: &mut Batch, attempt: u32, lengths: (u32, u32), shared: Shared) -> (u32, u64) {
    let (mut news, now) = (Vec::new(), nanoseconds(batch.clock));
    let origin = Some(Origin { users: UsersId(0), llm: LlmId(0), shared });
    let work = Work { llm: LlmId(0), attempt: AttemptId(attempt), prompt: lengths.0, output: lengths.1, origin };
    batch.arrive(now, work, &mut news);
    while let Some(end) = batch.next() {
        batch.advance(end, &mut news);
    }
    let [News::Started { known, .. }, News::First(_), News::Done { first, .. }] = news[..] else { panic!("{news:?}") };
    (known, first.since(now).ns())
}

#[test]
fn a_session_skips_the_whole_blocks_of_its_context_and_no_more() {
    let mut batch = node(1_000);
    let said = |turn: u32| 100 + turn * (60 + 180);
    for i in 0..10 {
        let shared = Shared { session: 3, opening: 100, context: if i > 0 { said(i) } else { 0 }, ..Shared::NOTHING };
        let (known, first) = turn(&mut batch, i, (said(i) + 60, 180), shared);
        // Of what was said all but the last token was computed.
        assert_eq!(known, if i > 0 { (said(i) - 1) / 16 * 16 } else { 0 });
        let (times, new) = (times(1_000), u64::from(said(i) + 60 - known));
        let step = times.linear(new) + times.chunk(new, u64::from(known)) + times.head(1) + times.fixed(1);
        assert!(first.abs_diff(step.div_ceil(1_000)) <= 1, "turn {i}: {first} ns, not {step} ps");
    }
    // Another session finds the opening alone, of which the sixth block is full.
    let shared = Shared { session: 4, opening: 100, ..Shared::NOTHING };
    assert_eq!(turn(&mut batch, 10, (160, 180), shared).0, 96);
    // A prompt that is known to its end is read from its last whole block on that leaves a token.
    let shared = Shared { session: 4, opening: 100, context: 320, ..Shared::NOTHING };
    assert_eq!(turn(&mut batch, 11, (320, 1), shared).0, 304);
}

#[test]
fn the_end_of_a_text_is_overwritten_before_its_beginning() {
    let mut batch = node(40);
    let shared = |session| Shared { session, opening: 64, ..Shared::NOTHING };
    turn(&mut batch, 0, (320, 1), shared(0));
    // Twenty blocks are kept of the first; the second reads 4 of them and writes into 26 others: 20 empty ones, the
    // last 6.
    assert_eq!(turn(&mut batch, 1, (480, 1), shared(1)).0, 64);
    let again = Shared { context: 320, ..shared(0) };
    assert_eq!(turn(&mut batch, 2, (321, 1), again).0, 224);
}

#[test]
fn an_opening_that_many_read_is_held_once() {
    let mut batch = node(30);
    let mut news = Vec::new();
    let shared = Shared { opening: 320, ..Shared::NOTHING };
    turn(&mut batch, 0, (320, 1), shared);
    let origin = Some(Origin { users: UsersId(0), llm: LlmId(0), shared });
    for i in 1..=5 {
        let work = Work { llm: LlmId(0), attempt: AttemptId(i), prompt: 330, output: 8, origin };
        batch.arrive(nanoseconds(batch.clock), work, &mut news);
    }
    while let Some(end) = batch.next().filter(|_| batch.running.len() < 5) {
        batch.advance(end, &mut news);
    }
    // Twenty blocks of the opening and one of each: alone each would hold 21 of the 30.
    assert_eq!((batch.running.len(), batch.pool.free()), (5, 5));
}
