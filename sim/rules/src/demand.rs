//! Which LLM is asked, and how much of it.

mod by_client;
mod conversation;
mod llm_work;
mod policy;
mod recorded;
mod tokens;
mod work;
mod zipf;

pub use policy::{Asked, Demanding, QUESTIONS, View};

units::menu! {
    /// The kinds of demand that a scenario may name.
    pub enum Demand: Demanding { work::Work, llm_work::LlmWork, tokens::Tokens, recorded::Recorded, conversation::Conversation, by_client::ByClient }
}

impl Demand {
    /// Whether the demand is counted in tokens, so that nodes need hardware and LLMs to serve it.
    pub fn is_tokens(&self) -> bool {
        !matches!(self, Self::Work(_) | Self::LlmWork(_))
    }
}
