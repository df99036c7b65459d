//! Conversations: each turn's prompt holds all that was said before.

use engine::draws::Draws;
use engine::law::Law;
use state::requests::{Need, Shared};
use units::settings;

use super::policy::{Asked, Demanding, View};
use super::tokens::whole;
use super::zipf::zipf;

settings! {
    /// A turn's prompt is a shared opening, everything said in the session so far, and something new.
    ///
    /// With new parts p_j and answers o_j of the turns before, turn k has a prompt of `opening + sum over j < k of
    /// (p_j + o_j) + p_k` tokens, of which all but p_k occurred before: `opening` in any request of the group, the sum
    /// also in the session's last. A conversation that would grow beyond `most` starts over with its opening. Without
    /// a session every request is a first turn. The LLM follows Zipf over the group's list and stays with its session.
    /// A node that caches prefixes may skip what it has; the tariff counts the whole prompt. Valid for templates that
    /// put the system prompt first and append turns: those of mistral-common's v2 and v3 put it before the last turn,
    /// so that hardly more than the first turns are found again (findings/mistral_common_system_prompt.sh). With fixed
    /// lengths p and o the mean prompt of sessions of n turns is `opening + p + (n - 1) (p + o) / 2`. Source: Mooncake
    /// (Qin et al., FAST 2025), where 37 % of the prompt tokens were in earlier requests; Zheng et al., SGLang, 2024,
    /// on openings that requests share.
    pub struct Conversation {
        /// Tokens with which every prompt begins [<= 10_000_000].
        pub opening: u32 = 0,
        /// Distribution of the new tokens in a turn's prompt.
        pub prompt: Law<f64>,
        /// Distribution of the output's length in tokens.
        pub output: Law<f64>,
        /// Maximum number of tokens of a prompt and its answer together [1 ..= 10_000_000].
        pub most: u32 = 131_072,
        /// Zipf exponent of LLM popularity; 0 makes all equally popular [>= 0].
        pub zipf: f64 = 1.0,
    }
}

impl Demanding for Conversation {
    fn ask(&self, view: &View, draws: &mut Draws) -> Asked {
        let turn = view.turn.turn;
        let (mut said, mut conversation) = (0, 0);
        let mut llm = 0;
        for back in (1..=turn).rev() {
            // What was said before is drawn again, each turn from its own address: no memory of a session is kept.
            let mut earlier = view.demand.draws(view.number - u64::from(back));
            let (u, prompt, output) = self.part(&mut earlier);
            if back == turn {
                llm = zipf(view.n_llms, self.zipf, u);
            }
            conversation += u32::from(self.begins_anew(said, prompt, output));
            said = self.grown(said, prompt, output);
        }
        let (u, prompt, output) = self.part(draws);
        if turn == 0 {
            llm = zipf(view.n_llms, self.zipf, u);
        }
        if self.begins_anew(said, prompt, output) {
            (said, conversation) = (0, conversation + 1);
        }
        let context = if said > 0 { self.opening + said } else { 0 };
        let session = view.turn.session.unwrap_or(Shared::ALONE);
        let shared = Shared { session, conversation, opening: self.opening, context };
        let prompt = self.opening.saturating_add(said).saturating_add(prompt).min(MOST_PROMPT);
        Asked { need: Need::Tokens { prompt, output }, shared, llm }
    }
    fn ask_again(&self, need: Need, draws: &mut Draws) -> Need {
        match need {
            Need::Tokens { prompt, .. } => Need::Tokens { prompt, output: whole(self.output.sample(draws)) },
            Need::Work(_) => need,
        }
    }
}

/// More tokens than any LLM's context holds.
const MOST_PROMPT: u32 = 30_000_000;

impl Conversation {
    /// What a turn adds: the number that chooses the LLM, tokens of the prompt, tokens of the answer.
    fn part(&self, draws: &mut Draws) -> (f64, u32, u32) {
        let u = draws.uniform();
        let prompt = whole(self.prompt.sample(draws));
        (u, prompt, whole(self.output.sample(draws)))
    }

    /// Whether a turn is too long for what was said before it.
    fn begins_anew(&self, said: u32, prompt: u32, output: u32) -> bool {
        u64::from(self.opening) + u64::from(said) + u64::from(prompt) + u64::from(output) > u64::from(self.most)
    }

    /// What has been said after a turn, opening aside.
    fn grown(&self, said: u32, prompt: u32, output: u32) -> u32 {
        if self.begins_anew(said, prompt, output) { prompt + output } else { said + prompt + output }
    }
}

#[cfg(test)]
mod tests {
    use engine::draws::{Address, Purpose, Stream};
    use state::requests::Turn;

    use super::*;

    fn conversation(prompt: Law<f64>, most: u32) -> Conversation {
        Conversation { opening: 300, prompt, output: Law::fixed(180.0), most, zipf: 1.0 }
    }

    fn stream() -> Stream {
        Address { seed: 1, replication: 0, purpose: Purpose::Demand, entity: 1 }.stream()
    }

    fn ask(conversation: &Conversation, session: Option<u32>, turn: u32) -> Asked {
        let number = u64::from(session.unwrap_or(0)) * 256 + u64::from(turn);
        let (turn, demand) = (Turn { session, turn }, stream());
        let view = View { n_llms: 3, recorded: None, client: None, number, turn, demand };
        conversation.ask(&view, &mut demand.draws(number))
    }

    #[test]
    fn prompts_grow_by_what_was_said() {
        let fixed = conversation(Law::fixed(60.0), 10_000);
        for turn in 0..10 {
            let asked = ask(&fixed, Some(7), turn);
            let said = turn * (60 + 180);
            assert_eq!(asked.need, Need::Tokens { prompt: 300 + said + 60, output: 180 });
            let context = if turn == 0 { 0 } else { 300 + said };
            assert_eq!(asked.shared, Shared { session: 7, conversation: 0, opening: 300, context });
            assert_eq!(asked.llm, ask(&fixed, Some(7), 0).llm, "a session stays with its llm");
        }
        // Each turn's context is its predecessor's prompt and answer, whatever the lengths.
        let drawn = conversation(Law::exponential(60.0), 1_000_000);
        for turn in 1..20 {
            let before = ask(&drawn, Some(3), turn - 1);
            let Need::Tokens { prompt, output } = before.need else { panic!("{before:?}") };
            assert_eq!(ask(&drawn, Some(3), turn).shared.context, prompt + output);
        }
    }

    #[test]
    fn a_conversation_that_grows_too_long_begins_anew() {
        // Openings of 300 and turns of 240 fit three into 1,100 tokens.
        let short = conversation(Law::fixed(60.0), 1_100);
        let prompts: Vec<Need> = (0..7).map(|turn| ask(&short, Some(1), turn).need).collect();
        let expected = [360, 600, 840, 360, 600, 840, 360].map(|prompt| Need::Tokens { prompt, output: 180 });
        assert_eq!(prompts, expected);
        assert_eq!(ask(&short, Some(1), 3).shared, Shared { session: 1, conversation: 1, opening: 300, context: 0 });
        let conversations: Vec<u32> = (0..7).map(|turn| ask(&short, Some(1), turn).shared.conversation).collect();
        assert_eq!(conversations, [0, 0, 0, 1, 1, 1, 2]);
    }

    #[test]
    fn without_sessions_every_request_is_a_first_turn() {
        let asked = ask(&conversation(Law::fixed(60.0), 10_000), None, 0);
        assert_eq!(asked.shared, Shared { opening: 300, ..Shared::NOTHING });
    }
}
