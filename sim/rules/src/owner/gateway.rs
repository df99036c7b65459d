//! A gateway and its rules.

use engine::law::Law;
use units::ids::{NetworkId, RegionId, ServiceId, StandardId};
use units::money::{Per, Price, USD, USD_DECIMALS, Usd};
use units::reference::Ref;
use units::settings;
use units::settings::{Named, Setting};
use units::share::Share;
use units::time::{Span, Time};
use units::words;

use crate::admission::Admission;
use crate::checking::Checking;
use crate::owner::launch::Launch;
use crate::routing::Routing;
use crate::scheduling::{Cancel, Done, Ending, Scheduling, Work};
use crate::take::Take;

settings! {
    /// A gateway: which networks it uses and how it picks their nodes.
    pub struct Gateway {
        /// The networks it uses.
        #[fixed = "a gateway has a list of nodes for each"]
        pub networks: Vec<Ref<NetworkId>>,
        /// Its region; without regions, messages take no time.
        #[fixed = "a gateway cannot move"]
        pub region: Option<Ref<RegionId>>,
        /// How it chooses among its networks.
        pub routing: Routing = Routing::Split(Setting::absent().expect("a split has defaults")),
        /// How it picks a node.
        ///
        /// It does not act on networks that have a `scheduling` of their own; those pick for it. On a network
        /// with a `session` it picks among the members of the session's roster.
        pub scheduling: Scheduling = Scheduling::Random(Setting::absent().expect("random has no settings")),
        /// How often its list of nodes and backlogs is refreshed; 0 s for always fresh.
        pub view_age: Span = Span::ZERO,
        /// Whether it adds its own dispatches to an old view: with G gateways alike it then knows of 1/G of what came
        /// since; a node's next report replaces what was added.
        pub counts_own: bool = false,
        /// In which order a stale view is refreshed.
        #[fixed = "report times are planned at the start"]
        pub reports: Reports = Reports::Together,
        /// How often it tries again after a failed attempt [0 ..= 100].
        pub retries: u32 = 1,
        /// The station that works on requests before a node is picked; without it, there is none.
        #[fixed = "requests may be waiting in its line"]
        pub station: Option<Station>,
        /// Which requests it lets in, once they have passed the station; several named rules must all agree, and they
        /// are asked in their order. Without any, all are let in.
        pub admission: Named<Admission>,
        /// Whether a retry goes to a listed node that the request has not tried yet, as long as there is one; without
        /// it every pick is made anew among all, as if the earlier ones were forgotten.
        pub retry_elsewhere: bool = false,
        /// How long it avoids nodes that failed its attempts; without it, it does not avoid them.
        #[fixed = "records of bans are kept from the start"]
        pub ban: Option<Ban>,
        /// Whether it works on requests in trusted execution, so that its operator does not see what is asked; who asks
        /// it sees. What that costs in time is its `station`'s.
        #[fixed = "what is exposed is measured by one rule"]
        pub confidential: bool = false,
        /// What it depends on: each request asks all of these services before it enters the station.
        #[fixed = "requests may wait in their lines"]
        pub services: Vec<Ref<ServiceId>> = Vec::new(),
        /// The standard of assurance that it speaks, through an adapter that may cost something.
        #[fixed = "levels are compared at the start"]
        pub standard: Option<Ref<StandardId>>,
        /// When it gives up on an attempt.
        pub timeout: Option<Timeout>,
        /// When it sends a further copy of a request whose answer takes long; without it, never.
        #[fixed = "times to answers are kept from the start"]
        pub hedge: Option<Hedge>,
        /// What it does with a request when it lists no node.
        pub when_empty: WhenEmpty = WhenEmpty::Refuse,
        /// What it takes: a share of each fee that it keeps, as in `5 %`, or a policy [0 ..= 1].
        pub take: Take = Take::Inside(Share::ZERO),
        /// What it costs its owners, as in `120 usd/month`; without it, it has no books [>= 0].
        #[fixed = "what is due is counted from the start"]
        pub costs: Option<Price>,
        /// What its owners give it at the start: it closes for good when this and what it earned are gone. Without it,
        /// owners pay what it lacks.
        #[fixed = "it is given at the start"]
        pub funding: Option<Usd>,
        /// Whether its owners open it where that pays, and close it where it does not; without it, it is there from the
        /// start.
        #[fixed = "reviews are scheduled from the start"]
        pub entry: Option<Launch>,
    }
}

impl Gateway {
    /// Refuses what other rules may not become while a world runs, for views are planned at the start.
    pub fn vet_live(&self, before: &Self, checking: &mut Checking) {
        if (self.view_age == Span::ZERO) != (before.view_age == Span::ZERO) {
            let message = "a view that is always fresh cannot become stale during a run, nor the other way round";
            checking.refuse_with("view_age", message, "start with a short `view_age`, such as `1 ms`");
        } else if self.reports == Reports::InTurn && self.view_age < before.view_age {
            let message = "the turns of `reports = \"in_turn\"` are numbered from the start, and cannot come sooner";
            checking.refuse_with("view_age", message, "lengthen it, or use `reports = \"together\"`");
        }
    }

    /// Refuses rules that cannot be.
    pub fn vet(&self, checking: &mut Checking) {
        if self.networks.is_empty() {
            checking.refuse("networks", "a gateway uses at least one network");
        }
        checking.within(&format!("routing.{}", self.routing.name()), |c| self.routing.policy().vet(c));
        checking.within(&format!("scheduling.{}", self.scheduling.name()), |c| self.scheduling.vet(c));
        self.take.vet(checking);
        self.vet_books(checking);
        if self.entry.is_some() {
            Launch::vet(self.costs.is_some(), checking);
        }
        if let Some(hedge) = &self.hedge {
            checking.within("hedge", |c| hedge.vet(c));
            if matches!(self.scheduling, Scheduling::Copies(_)) {
                checking.refuse_with(
                    "hedge",
                    "`scheduling.copies` sends its copies at once",
                    "leave `hedge` out, or choose another scheduling policy",
                );
            }
        }
        for (name, rule) in &self.admission.list {
            let keys = format!("admission.{}.{}", name.text, rule.name());
            checking.within(&keys, |c| rule.vet(c));
        }
        if self.timeout.as_ref().is_some_and(|timeout| timeout.after.mean() <= 0.0) {
            checking.refuse_with(
                "timeout.after",
                "a timeout of 0 s gives up at once",
                "leave `timeout` out to wait for ever",
            );
        }
    }
}

impl Gateway {
    /// What it costs for as long as it is open \[billionths of a usd\], rounded down.
    pub fn cost_of(&self, open: Span) -> i64 {
        let Some((nanos, per)) = self.cost_rate() else { return 0 };
        let all = nanos.saturating_mul(i128::from(open.ns())) / per;
        i64::try_from(all).unwrap_or(i64::MAX)
    }
    /// For how long so much pays its costs \[billionths of a usd\]; for ever where it costs nothing.
    pub fn lasts(&self, nanos: i64) -> Option<Span> {
        let (rate, per) = self.cost_rate().filter(|rate| rate.0 > 0)?;
        let ns = (i128::from(nanos).saturating_mul(per) + rate - 1) / rate;
        u64::try_from(ns).ok().filter(|&ns| ns < Time::END.ns()).map(Span::from_ns)
    }
    /// Whether it is open at the start.
    pub fn is_open_first(&self) -> bool {
        self.entry.as_ref().is_none_or(Launch::is_open_first)
    }
    /// What it costs \[billionths of a usd\] in a time \[ns\].
    fn cost_rate(&self) -> Option<(i128, i128)> {
        let costs = self.costs.as_ref()?;
        let Per::Span(per) = costs.per else { return None };
        let nanos = costs.money.number.times_rounded(10_i128.pow(USD_DECIMALS)).unwrap_or(0);
        Some((nanos, i128::from(per.ns().max(1))))
    }
    /// Refuses costs that are none, and funds of a gateway without costs.
    fn vet_books(&self, checking: &mut Checking) {
        if let Some(costs) = &self.costs
            && (costs.money.coin != USD || !matches!(costs.per, Per::Span(per) if per.ns() > 0))
        {
            let message = format!("costs are in usd for a time, and `{costs}` is not");
            checking.refuse_with("costs", message, "write it as in `120 usd/month`");
        } else if self.cost_of(checking.facts.horizon) > i64::MAX / 8 {
            let message = "over the run this is more usd than the books hold";
            checking.refuse_with("costs", message, "lower it: the books count billionths of a usd in 64 bits");
        }
        if self.funding.is_some() && self.costs.is_none() {
            let message = "a gateway without costs never uses its funds up";
            checking.refuse_with("funding", message, "say what it `costs`, as in `120 usd/month`, or leave it out");
        }
    }
}

settings! {
    /// A gateway's own station, which for instance reads, meters or encrypts each request before routing.
    ///
    /// First come, first served, any number may wait. With Poisson arrivals and exponential service what leaves it is
    /// Poisson again, so that gateway, nodes and checkers are stations in tandem, each an M/M/c of its own. Service is
    /// drawn once a request. Source: Burke, Oper. Res. 4, 1956; Jackson, Oper. Res. 5, 1957.
    pub struct Station {
        /// Distribution of the work on one request.
        pub service: Law<Span>,
        /// Requests worked on at once [1 ..= 65_535].
        pub servers: u32 = 1,
    }
}

settings! {
    /// Avoids a node that failed several attempts of this gateway in a row, longer each time.
    ///
    /// The k-th ban in a row lasts `min(first * factor^(k - 1), most)` \[s\]; an answer ends the row. With picks at
    /// random at rate lambda \[1/s\] among n listed nodes, one that never answers is tried once in `B + n / lambda`
    /// \[s\], B the longest ban, against n / lambda without any. A try fails when its node had gone, left at work or
    /// took too long; a full line bans nobody. With an old view a ban ends with the node's next report. Where all are
    /// banned there is no node to pick. Source: renewal reward; the bans of Petals' clients (15 s, back-off up to 60
    /// s).
    pub struct Ban {
        /// Failed attempts in a row that ban a node [1 ..= 1_000].
        pub failures: u32 = 1,
        /// How long the first ban lasts [> 0 s].
        pub first: Span = Span::secs(15),
        /// Factor by which each further ban is longer [>= 1].
        pub factor: f64 = 2.0,
        /// Maximum length of a ban [> 0 s].
        pub most: Span = Span::secs(60),
    }
}

impl Ban {
    /// How long the k-th ban in a row lasts, k from 1.
    pub fn lasts(&self, k: u32) -> Span {
        let mut lasts = self.first;
        // Not by a power: what is beyond the longest is not asked for.
        for _ in 1..k {
            if lasts >= self.most {
                break;
            }
            lasts = lasts.at_speed(1.0 / self.factor);
        }
        lasts.min(self.most)
    }
}

settings! {
    /// Sends one more copy of a request to another node if its answer is not back after a time.
    ///
    /// The node of a further copy is picked as the first was, among those that have no copy yet. The first answer ends
    /// the request; work whose answer is not needed counts in `wasted_work_share`. With times to the answer that are
    /// independent and have P(X > t) = S(t), one further copy after d \[s\] gives `P(T > t) = S(t)` up to d and
    /// `S(t) S(t - d)` beyond, at S(d) further copies a request: at the quantile q that is 1 - q of them. Holds while
    /// further copies do not lengthen the lines of others; at high load they do, and `budget` bounds how many there
    /// are. The quantile is that of the times from a try's first copy to the answer that ended it, which is the
    /// quantile of X itself, for before d nothing was copied. Source: Dean and Barroso, The Tail at Scale,
    /// Communications of the ACM 56(2), 2013.
    pub struct Hedge {
        /// Time after which a further copy is sent; without it, a quantile of the times to answers decides [> 0 s].
        pub after: Option<Span>,
        /// Quantile of the times to the answers that the gateway has seen, by LLM, after which a further copy is sent;
        /// 95 % without it and without `after` [> 0, < 1].
        pub quantile: Option<Share>,
        /// Answers that the gateway must have seen of an LLM before it sends copies by a quantile [1 ..= 1_000_000].
        pub least: u32 = 100,
        /// Maximum number of further copies a try, each as long after the one before [1 ..= 7].
        pub most: u32 = 1,
        /// Maximum number of further copies as a share of the gateway's tries so far; without it, no bound [> 0, <= 1].
        pub budget: Option<Share>,
        /// What happens to the other copies after the first answer.
        pub cancel: Cancel = Cancel::AtOnce,
        /// How much work each copy of a request is.
        pub work: Work = Work::Same,
    }
}

impl Hedge {
    /// The quantile where none is set.
    pub const QUANTILE: Share = Share::percent(95);

    /// How requests end that were copied.
    pub fn ending(&self) -> Ending {
        Ending { done: Done::First, cancel: self.cancel, is_independent: self.work == Work::Independent }
    }
    fn vet(&self, checking: &mut Checking) {
        if self.after.is_some() && self.quantile.is_some() {
            checking.refuse_with(
                "quantile",
                "a fixed time stands beside it",
                "leave one of `after` and `quantile` out",
            );
        }
    }
}

settings! {
    /// When a gateway gives up on an attempt.
    ///
    /// A law other than a fixed span is the patience of users: one draw for each request, the same for all its
    /// attempts. With exponential patience, Poisson arrivals, exponential service and a time-out to the start of
    /// service, a pool of slots is Erlang's A model. Source: Palm 1946; Garnett, Mandelbaum and Reiman, MSOM 4, 2002.
    pub struct Timeout {
        /// Time until it gives up, fixed or a distribution; its mean is above 0 s.
        pub after: Law<Span>,
        /// What must have happened by then.
        pub to: TimeoutTo = TimeoutTo::Answer,
    }
}

words! {
    /// In which order a gateway's old view is renewed.
    pub enum Reports {
        /// All nodes report at the same moment, every `view_age`.
        Together = "together",
        /// Each node reports every `view_age` at its own moment, evenly spaced: at any time some reports are new.
        InTurn = "in_turn",
    }
}

words! {
    /// What stops a timeout.
    pub enum TimeoutTo {
        /// Service has begun; from then on the gateway waits for the answer.
        Start = "start",
        /// The answer has arrived.
        Answer = "answer",
    }
}

words! {
    /// What a gateway does when no node can be picked.
    pub enum WhenEmpty {
        /// It refuses the request.
        Refuse = "refuse",
        /// It holds the request until a node joins or becomes free.
        Hold = "hold",
    }
}
