//! A group of users and what they want.

use engine::law::Law;
use engine::math;
use units::ids::{AppsId, GatewayId, LlmId, RegionId};
use units::money::{Per, Price, USD, USD_DECIMALS, Usd};
use units::reference::Ref;
use units::settings;
use units::time::Span;

use crate::arrival::Arrival;
use crate::checking::{Asks, Checking};
use crate::demand::Demand;
use crate::gateway_choice::GatewayChoice;
use crate::owner::contract::Contract;
use crate::owner::place::Message;
use crate::owner::retry::Retry;
use crate::privacy::Privacy;

settings! {
    /// A group of users: where they enter, when they send requests and what they ask.
    pub struct Users {
        /// The gateway that all of them use, unless they have several `gateways`.
        #[fixed = "requests enter there from the start"]
        pub gateway: Option<Ref<GatewayId>>,
        /// The gateways that they may use; with a `gateway_choice` and without the list, all that reach an LLM of
        /// theirs.
        #[fixed = "there is a book for each"]
        pub gateways: Vec<Ref<GatewayId>> = Vec::new(),
        /// How individuals choose among several gateways.
        pub gateway_choice: GatewayChoice = GatewayChoice::fixed(),
        /// How many individuals they are: each is at one gateway at a time, and who sends a request is drawn among
        /// them [1 ..= 1_000_000].
        #[fixed = "there is a row for each"]
        pub count: Option<u32>,
        /// How individuals are spread at the start: relative numbers in the order of the gateways; without the list,
        /// equally.
        #[fixed = "it says where individuals are at the start"]
        pub start: Vec<f64> = Vec::new(),
        /// The apps that they use: individual i uses app i mod `count`, and only gateways that it has integrated.
        #[fixed = "apps have integrated gateways from the start"]
        pub apps: Option<Ref<AppsId>>,
        /// How they send a request again that was lost; without it, they do not.
        #[fixed = "requests remember their tries from the start"]
        pub retry: Option<Retry>,
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
        /// Who may see what they ask, and that it is they who ask.
        #[fixed = "nodes are listed by it from the start"]
        pub privacy: Privacy = Privacy::open(),
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
        /// What they buy in advance, used or not; without it, they pay the price of the moment.
        #[fixed = "its periods are counted from the start"]
        pub contract: Option<Contract>,
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
        checking.within(&format!("privacy.{}", self.privacy.name()), |c| self.privacy.policy().vet(c));
        self.check_clients(checking);
        self.check_gateways(checking);
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

    /// Whether they have more than one gateway that they may use.
    pub fn has_choice(&self) -> bool {
        self.gateway.is_none()
    }

    /// Whether each individual of them is at one gateway at a time.
    pub fn has_homes(&self) -> bool {
        self.has_choice() && self.gateway_choice.has_homes()
    }

    /// Whether they may send a request again that was lost.
    pub fn tries_again(&self) -> bool {
        self.retry.is_some() || self.fails_over()
    }

    /// Whether a request that one gateway refuses goes to another at once: apps do so with those that they integrated.
    pub fn fails_over(&self) -> bool {
        self.has_choice()
            && (self.gateway_choice.policy().fails_over() || self.apps.is_some() && self.gateway_choice.has_homes())
    }

    /// Whether they may use the gateway of this name.
    pub fn may_use(&self, gateway: &str) -> bool {
        match &self.gateway {
            Some(only) => only.text == gateway,
            None => self.gateways.is_empty() || self.gateways.iter().any(|one| one.text == gateway),
        }
    }

    /// Refuses gateways that do not fit, and individuals of whom too little is known.
    fn check_gateways(&self, checking: &mut Checking) {
        let path = format!("gateway_choice.{}", self.gateway_choice.name());
        checking.within(&path, |c| self.gateway_choice.policy().vet(c));
        let say = "give the number of individuals, as in `count = 1_000`";
        if self.arrival.is_per_user() && self.count.is_none() {
            checking.refuse_with("arrival.per_user", "it is not said how many individuals send requests", say);
        }
        if self.gateway.is_some() {
            let remedy = "name those that they may use in `gateways` instead of `gateway`";
            if self.apps.is_some() {
                checking.refuse_with(
                    "apps",
                    "apps choose among several gateways, and these users have one `gateway`",
                    remedy,
                );
            }
            if !self.gateways.is_empty() {
                checking.refuse_with("gateways", "these users have one `gateway`, and several", remedy);
            } else if !self.gateway_choice.is_fixed() {
                checking.refuse_with("gateway_choice", "who has one `gateway` has no choice", remedy);
            } else if !self.start.is_empty() {
                checking.refuse_with("start", "all individuals are at the one `gateway`", remedy);
            }
            return;
        }
        if self.gateways.is_empty() && self.gateway_choice.is_fixed() {
            let remedy = "name the one that they use as `gateway`, or those that they may use as `gateways`";
            return checking.refuse_with("gateway", "these users have no gateway", remedy);
        }
        if !self.gateway_choice.has_homes() {
            if !self.start.is_empty() {
                let remedy = "leave `start` out, or let them choose by `logit`";
                checking.refuse_with("start", "who takes a gateway for each request starts at none", remedy);
            }
            return;
        }
        if self.start.iter().any(|weight| !weight.is_finite() || *weight < 0.0)
            || !self.start.is_empty() && self.start.iter().sum::<f64>() <= 0.0
        {
            checking.refuse("start", "relative numbers are at least 0, and at least one is above 0");
        }
        match (self.count, self.arrival.senders()) {
            (None, _) => checking.refuse_with("count", "individuals are at gateways, and it is not said how many", say),
            (Some(count), Some(senders)) if count as usize != senders => {
                let message = format!("{count} individuals, but `arrival.{}` has {senders}", self.arrival.name());
                checking.refuse_with("count", message, format!("set `count = {senders}`"));
            }
            _ => {}
        }
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
