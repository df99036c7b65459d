//! Lengths as a trace recorded them.

use engine::draws::Draws;
use state::requests::Need;
use units::settings;

use super::policy::{Asked, Demanding, View};

settings! {
    /// Requests are as recorded in the trace: LLM, prompt and output tokens, session and shared tokens.
    ///
    /// No draw is made. Needs `arrival.trace`; where the recording names no LLM, the group's first is used. Requests
    /// without output tokens failed when they were recorded and are left out; a prompt without tokens is sent with one.
    /// `check` and `run` say how many there are of both. Source: the recording itself.
    pub struct Recorded {}
}

impl Demanding for Recorded {
    fn ask(&self, view: &View, _: &mut Draws) -> Asked {
        let row = view.recorded.expect("`check` lets recorded demand stand only beside a trace");
        let need = Need::Tokens { prompt: row.prompt.max(1), output: row.output.max(1) };
        Asked { need, shared: row.shared, llm: row.llm.unwrap_or(0).min(view.n_llms.saturating_sub(1)) }
    }
}
