//! What requests of a batch share: the opening that many read at once, and what a session's last turn left behind.

use state::requests::Shared;
use units::ids::{LlmId, UsersId};

use super::{Batch, Job};
use crate::serving::pool::{Pool, Text};

/// What a request's prompt has in common with those of others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    /// Whose opening and whose sessions.
    pub(crate) users: UsersId,
    /// Who answers: keys and values of one LLM are nothing to another.
    pub(crate) llm: LlmId,
    /// What of the prompt was read before.
    pub(crate) shared: Shared,
}

/// Whole blocks of a waiting request's text that lie in the cache, from its first on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hits {
    /// Of its opening.
    pub(super) opening: u32,
    /// Those of the opening that others read at this time.
    pub(super) used: u32,
    /// Of what follows; none if the opening is not whole.
    pub(super) own: u32,
    /// The text of what follows.
    pub(super) text: Text,
}

impl Hits {
    /// All of them.
    pub(super) fn blocks(&self) -> u32 {
        self.opening + self.own
    }
    /// Whether some of them may be overwritten while the request waits.
    pub(super) fn may_fade(&self) -> bool {
        self.blocks() > self.used
    }
}

impl Job {
    /// Whole blocks of the opening.
    pub(super) fn opening(&self, block: u32) -> u32 {
        self.origin.map_or(0, |o| o.shared.opening.min(self.prompt) / block)
    }
    /// The text of the opening.
    pub(super) fn opening_text(&self) -> Text {
        self.origin.map_or(Text::Nobody, |o| Text::Opening { users: o.users.0, llm: o.llm.0 })
    }
    /// The text of its session behind the opening; its own if it is of none.
    fn session_text(&self, block: u32) -> Text {
        match self.origin {
            Some(Origin { users, llm, shared }) if shared.session != Shared::ALONE => Text::Session {
                users: users.0,
                llm: llm.0,
                session: shared.session,
                conversation: shared.conversation,
                from: self.opening(block),
            },
            _ => Text::Attempt(self.attempt.0),
        }
    }
    /// Whole blocks of what it has read that another turn may go on with, if it does not come to its end.
    pub(super) fn blocks_read(&self, block: u32) -> u32 {
        if let Text::Session { .. } = self.text { self.computed.min(self.prompt) / block } else { 0 }
    }
}

impl Batch {
    /// What of a waiting request lies in the cache; its last token is computed in any case, for its step writes the
    /// next.
    ///
    /// One that comes finds what others left of its opening and its context, one that was preempted what it had itself.
    pub(super) fn hits(&self, job: &Job) -> Hits {
        let block = self.limits.block;
        let (whole, most) = (job.opening(block), (job.total() - 1) / block);
        let (there, used) = if whole > 0 { self.pool.opening(job.opening_text()) } else { (0, 0) };
        let opening = there.min(whole).min(most);
        let text = if job.has_started { job.text } else { self.text(job) };
        let context = job.origin.map_or(0, |o| o.shared.context / block);
        let most = if job.has_started { most } else { most.min(context) };
        let own = if opening == whole { self.pool.kept(text).min(most.saturating_sub(whole)) } else { 0 };
        Hits { opening, used: used.min(opening), own, text }
    }

    /// Tokens at the start of a prompt that would be found in the cache if it came now, in whole blocks: those that
    /// were computed up to the last change of the batch.
    pub(crate) fn held_tokens(&self, origin: Origin, prompt: u32) -> u32 {
        let (block, shared) = (self.limits.block, origin.shared);
        if !self.limits.prefix_reuse || prompt == 0 {
            return 0;
        }
        let most = (prompt - 1) / block;
        let whole = shared.opening.min(prompt) / block;
        let text = Text::Opening { users: origin.users.0, llm: origin.llm.0 };
        let opening = if whole > 0 { self.pool.opening(text).0.min(whole).min(most) } else { 0 };
        if opening < whole || shared.session == Shared::ALONE {
            return opening * block;
        }
        let text = Text::Session {
            users: origin.users.0,
            llm: origin.llm.0,
            session: shared.session,
            conversation: shared.conversation,
            from: whole,
        };
        let is_taken = self.running.iter().any(|job| job.text == text);
        let kept = if is_taken { 0 } else { self.pool.kept(text) };
        (opening + kept.min(most.min(shared.context / block).saturating_sub(whole))) * block
    }

    /// The text that a request goes on with: its session's, unless another that runs does so at this time.
    fn text(&self, job: &Job) -> Text {
        let text = job.session_text(self.limits.block);
        let is_taken = self.running.iter().any(|j| j.text == text);
        if is_taken { Text::Attempt(job.attempt.0) } else { text }
    }

    /// Names the blocks of openings that a step has filled: each by the first who fills it, if all before it are named.
    pub(super) fn name(pool: &mut Pool, job: &mut Job, before: u32, block: u32) {
        let opening = job.opening(block);
        if job.held >= opening {
            return;
        }
        for at in before / block..(job.computed / block).min(opening) {
            if job.held == at && pool.name(job.opening_text(), at) {
                job.held += 1;
            }
        }
    }

    /// Those that are done or withdrawn give their blocks back and leave.
    pub(super) fn part(&mut self) {
        let block = self.limits.block;
        for at in 0..self.running.len() {
            let job = self.running[at];
            if !job.leaves() {
                continue;
            }
            let full = match job.text {
                _ if job.is_gone => job.blocks_read(block),
                Text::Session { .. } => job.computed / block,
                _ => 0,
            };
            self.give_back(at, full);
        }
        self.running.retain(|job| !job.leaves());
    }

    /// Gives back what one that runs holds, the last blocks first; the first `full` keep their contents.
    pub(super) fn give_back(&mut self, at: usize, full: u32) {
        let (job, opening) = (self.running[at], self.running[at].opening(self.limits.block));
        self.pool.give(Text::Nobody, job.blocks.saturating_sub(full.max(opening)));
        self.pool.give(job.text, full.saturating_sub(opening));
        // Second copies of an opening's blocks are not looked for.
        self.pool.give(Text::Nobody, job.blocks.min(opening) - job.held);
        let job = &mut self.running[at];
        let (held, text) = (std::mem::take(&mut job.held), job.opening_text());
        (job.blocks, job.computed) = (0, 0);
        if held > 0 {
            let others = self.running.iter().filter(|j| j.held > 0 && j.opening_text() == text);
            self.pool.leave(text, others.map(|j| j.held).max().unwrap_or(0));
        }
    }
}
