//! What a demand sees and what it answers.

use engine::draws::{Draws, Stream};
use state::requests::{Need, Shared, Turn};

use crate::arrival::Recorded;
use crate::checking::Checking;

units::questions! {
    /// Says what a request asks; asked when it is created.
    pub trait Demanding {
        /// What the request asks; drawn when it is created.
        fn ask(&self, view: &View, draws: &mut Draws) -> Asked;
        /// What a copy of a request asks that draws its work by itself; the same where nothing is drawn.
        fn ask_again(&self, need: Need, _draws: &mut Draws) -> Need {
            need
        }
        /// Refuses settings that cannot be.
        fn vet(&self, _checking: &mut Checking) {}
    }
}

units::view! {
    /// What a demand sees.
    #[derive(Clone, Copy, Debug)]
    pub struct View {
        /// How many LLMs the group of users asks for.
        pub n_llms: u16,
        /// What was recorded of this request.
        pub recorded: Option<Recorded>,
        /// The client that sends it, where they are told apart.
        pub client: Option<u16>,
        /// Its number: the address of its draws.
        pub number: u64,
        /// Which turn of which session it is.
        pub turn: Turn,
        /// Where the demand of all the group's requests is drawn, by their numbers.
        pub demand: Stream,
    }
}

/// What a request asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// How much.
    pub need: Need,
    /// What of its prompt was read before.
    pub shared: Shared,
    /// Of which of the group's LLMs, by position.
    pub llm: u16,
}
