//! A group of users and what they want.

use engine::law::Law;
use units::ids::{GatewayId, LlmId, RegionId};
use units::reference::Ref;
use units::settings;
use units::time::Span;

use crate::arrival::Arrival;
use crate::checking::{Asks, Checking};
use crate::demand::Demand;
use crate::owner::place::Message;

settings! {
    /// A group of users: where they enter, when they send requests and what they ask.
    pub struct Users {
        /// The gateway they use.
        #[fixed = "users cannot change their gateway"]
        pub gateway: Ref<GatewayId>,
        /// Their region.
        #[fixed = "users cannot move"]
        pub region: Option<Ref<RegionId>>,
        /// Sizes of their requests and answers on links.
        pub message: Message = Message::absent().expect("every field of a message has a default"),
        /// The LLMs they ask, most popular first; without the list, any.
        #[fixed = "popularity follows their order"]
        pub llms: Vec<Ref<LlmId>> = Vec::new(),
        /// Priority class of their requests, where nodes serve by priority; 1 before 2 [1 ..= 1_000_000].
        #[fixed = "lines are ordered by it"]
        pub priority: u32 = 1,
        /// Which answers are in time; without it, nothing is late.
        #[fixed = "all answers of a run are judged by one target"]
        pub target: Option<Target>,
        /// When their requests arrive.
        pub arrival: Arrival,
        /// What a request asks.
        pub demand: Demand,
    }
}

settings! {
    /// Which answers are in time: every given limit must be met, counted from when the request was sent.
    ///
    /// What is not answered at all is never in time: `in_time_share` is a part of the requests that ended, so that
    /// nobody gains by turning requests away ("Revisiting SLO and Goodput Metrics in LLM Serving", arXiv 2410.14257,
    /// 2024). Source: the targets for time to first token and per output token of DistServe (Zhong et al., OSDI 2024).
    pub struct Target {
        /// Time to the first token; for an answer that arrives whole, to the answer.
        pub first_token: Option<Span>,
        /// Time for each token after the first, mean over the answer.
        pub each_token: Option<Span>,
        /// Time to the whole answer: one draw per request, by which `queueing.edf` serves.
        pub deadline: Option<Law<Span>>,
    }
}

impl Users {
    /// What these users ask together.
    pub fn ask<'u>(users: impl Iterator<Item = &'u Self>) -> Asks {
        let users: Vec<&Self> = users.collect();
        let has_deadline = |users: &&Self| users.target.as_ref().is_some_and(|target| target.deadline.is_some());
        Asks {
            lacks_deadlines: !users.is_empty() && !users.iter().any(has_deadline),
            has_work: users.iter().any(|users| !users.demand.is_tokens()),
        }
    }

    /// Refuses rules that cannot be.
    pub fn vet(&self, checking: &mut Checking) {
        checking.within(&format!("arrival.{}", self.arrival.name()), |c| self.arrival.vet(c));
        checking.within(&format!("demand.{}", self.demand.name()), |c| self.demand.policy().vet(c));
        self.check_clients(checking);
    }

    /// Refuses lengths by client where there are no clients, or another number of them.
    fn check_clients(&self, checking: &mut Checking) {
        let Demand::ByClient(laws) = &self.demand else { return };
        let Arrival::Clients(clients) = &self.arrival else {
            let remedy = "use `arrival.clients`, or `demand.tokens`";
            return checking.refuse_with("demand.by_client", "lengths by client need clients", remedy);
        };
        let n = clients.rates.len();
        let (prompts, outputs) = (laws.prompt.len(), laws.output.len());
        if prompts != n || outputs != n {
            let message = format!("{prompts} distributions of prompts and {outputs} of outputs for {n} clients");
            checking.refuse_with("demand.by_client", message, "give each client one of each");
        }
    }
}
