//! Tokens whose laws are each client's own.

use engine::draws::Draws;
use engine::law::Law;
use state::requests::{Need, Shared};
use units::settings;

use super::policy::{Asked, Demanding, View};
use super::tokens::whole;
use super::zipf::zipf;

settings! {
    /// Prompt and output lengths follow distributions of the client that sends the request.
    ///
    /// Needs `arrival.clients` with the same number of clients; the LLM follows Zipf over the group's list as in
    /// `tokens`. Over all requests the lengths follow the mixture of the distributions, weighted by the clients' rates.
    /// Clients differ more from each other than a client's requests do: medians of Alibaba's clients range from tens to
    /// thousands of tokens. Source: Xiang et al., ServeGen, NSDI 2026, section 4; Zipf 1949.
    pub struct ByClient {
        /// Distribution of each client's prompt length in tokens.
        pub prompt: Vec<Law<f64>>,
        /// Distribution of each client's output length in tokens.
        pub output: Vec<Law<f64>>,
        /// Zipf exponent of LLM popularity; 0 makes all equally popular [>= 0].
        pub zipf: f64 = 1.0,
    }
}

impl Demanding for ByClient {
    fn ask(&self, view: &View, draws: &mut Draws) -> Asked {
        let client = usize::from(view.client.expect("`check` lets this demand stand only beside clients"));
        let u = draws.uniform();
        let prompt = whole(self.prompt[client].sample(draws));
        let output = whole(self.output[client].sample(draws));
        let need = Need::Tokens { prompt, output };
        Asked { need, shared: Shared::NOTHING, llm: zipf(view.n_llms, self.zipf, u) }
    }
}

#[cfg(test)]
mod tests {
    use engine::draws::{Address, Purpose};
    use state::requests::Turn;

    use super::*;

    #[test]
    fn each_client_has_its_own_laws() {
        let laws = |list: [f64; 3]| list.map(Law::fixed).to_vec();
        let by_client = ByClient { prompt: laws([10.0, 20.0, 30.0]), output: laws([1.0, 2.0, 3.0]), zipf: 0.0 };
        let demand = Address { seed: 1, replication: 0, purpose: Purpose::Demand, entity: 1 }.stream();
        for client in 0..3 {
            let view =
                View { n_llms: 1, recorded: None, client: Some(client), number: 5, turn: Turn::default(), demand };
            let asked = by_client.ask(&view, &mut demand.draws(5));
            let k = u32::from(client) + 1;
            assert_eq!(asked.need, Need::Tokens { prompt: 10 * k, output: k });
        }
    }
}
