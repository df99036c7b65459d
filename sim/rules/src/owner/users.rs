//! A group of users and what they want.

use engine::law::Law;
use engine::math;
use units::ids::{GatewayId, LlmId, RegionId};
use units::money::{Per, Price, USD, USD_DECIMALS, Usd};
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
        /// The level of assurance that they need at least, of the standard that their gateway speaks, or of the only
        /// one that there is; without it, any answer will do.
        #[fixed = "levels are compared at the start"]
        pub needs: Option<String>,
        /// When their requests arrive.
        pub arrival: Arrival,
        /// What a request asks.
        pub demand: Demand,
        /// How demand answers the price of a request: its elasticity e.
        ///
        /// A request is sent with probability `min(1, (P / P_0)^e / headroom)`, with its price P now and P_0 at the
        /// start of the run, both in usd and the lowest of the gateway's networks. Whether it is sent is drawn for each
        /// request, so that two prices on one seed share requests: what is sent at the higher one is sent at the lower
        /// one. Source: thinning of a Poisson process (Lewis and Shedler, Naval Research Logistics 26, 1979) [<= 0].
        pub elasticity: f64 = 0.0,
        /// How many times the demand at the price of the start `arrival` sends: room for demand to grow where prices
        /// fall. At the start one in `headroom` requests is sent [1 ..= 1_000_000].
        pub headroom: f64 = 1.0,
        /// What they spend in a time, as in `5 usd/h`: in each hour from the start they send requests whose prices sum
        /// to at most 5 usd when they are sent, whatever becomes of them. What is not spent lapses.
        pub budget: Option<Price>,
        /// What an answer is worth to the user, drawn for each request: one that is dearer is not sent. Where the
        /// network sells by auction, it is what requests bid by.
        pub values: Option<Law<Usd>>,
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
        if let Some(budget) = &self.budget {
            let is_time = matches!(budget.per, Per::Span(_));
            if !is_time || budget.money.coin != USD {
                checking.refuse_with("budget", "a budget is in usd for a time", "write it as in `5 usd/h`");
            } else if budget.money.number.mantissa < 0 {
                checking.refuse("budget", "a budget cannot be negative");
            }
        }
    }

    /// Whether demand depends on the price of a request beside that at the start.
    pub fn heeds_prices(&self) -> bool {
        self.elasticity < 0.0 || self.headroom > 1.0
    }

    /// Whether they look at prices before they send a request.
    pub fn looks_at_prices(&self) -> bool {
        self.heeds_prices() || self.budget.is_some() || self.values.is_some()
    }

    /// The share of the requests that are sent at a price so many times that of the start.
    pub fn share_at(&self, ratio: f64) -> f64 {
        // What was free and is free has no ratio.
        let ratio = if ratio.is_nan() { 1.0 } else { ratio };
        (math::pow(ratio, self.elasticity) / self.headroom).min(1.0)
    }

    /// What they spend in a time \[billionths of a usd\].
    pub fn budget(&self) -> Option<(i64, Span)> {
        let budget = self.budget.as_ref()?;
        let Per::Span(span) = budget.per else { return None };
        let nanos = budget.money.number.times_rounded(10_i128.pow(USD_DECIMALS));
        Some((nanos.and_then(|nanos| i64::try_from(nanos).ok()).unwrap_or(i64::MAX), span))
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
