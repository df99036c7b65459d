//! What metrics cannot exist without, by name.

/// What a scenario must have for a metric to exist; it stands in the metric's declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Requires {
    /// Nothing: if it does not exist, nothing of its kind came about.
    Nothing,
    /// Users who send requests.
    Requests,
    /// Users who request tokens, and nodes that batch them.
    Tokens,
    /// Users who request tokens of an LLM with a window.
    Window,
    /// A rule of admission by rate.
    RateRule,
    /// A rule of admission by what is under way.
    QueueRule,
    /// A rule of admission by deadlines.
    DeadlineRule,
    /// A rule of admission by bytes.
    BytesRule,
    /// Nodes that reuse prompts.
    PrefixReuse,
    /// Users with a target.
    Target,
    /// A network that weighs its nodes.
    Weight,
    /// Nodes of any group that load LLMs.
    AnyLoading,
    /// Nodes of the owner that load LLMs.
    Loading,
    /// A gateway that sends copies.
    Copies,
    /// A gateway that sends further copies of slow requests.
    Hedge,
    /// A scheduling policy that may refuse.
    Refusals,
    /// A gateway that works on requests itself.
    Station,
    /// A gateway that picks by a formula.
    Score,
    /// A gateway that bans nodes.
    Ban,
    /// A group of nodes that join.
    Joins,
    /// A network whose lists may be behind.
    StaleLists,
    /// A network whose stakes leave through a queue.
    ExitQueue,
    /// A network with a coin.
    Coin,
    /// Prices that move or are bid, of the owner's network.
    MovingPrices,
    /// Prices that move step by step, of the owner's network.
    PriceSteps,
    /// A treasury that pays for something, of the owner's network.
    Spending,
    /// A treasury that buys a coin back: the owner's, or one that buys the owner.
    Buyback,
    /// An insurance of the owner's network.
    Insurance,
    /// New coins that vest, of the coin of the owner's network.
    Locked,
    /// What corrupting the owner's network gains, or one that the same stakes secure.
    Profit,
    /// Payment up to a cap, on the owner's network.
    Cap,
    /// A time after which what users sign is void, on the owner's network.
    Validity,
    /// Payment from a stake of the users, on the owner's network.
    PayerStake,
    /// One of the three, on any network of the owner.
    Unpaid,
    /// Coins of users that are locked beyond what answers under way cost, on the owner's network.
    Locks,
    /// Claims that wait, expire or cost something to settle, on the owner's network.
    Settlement,
    /// A network that sells by auction.
    Auction,
    /// Users who look at prices.
    ChoosyUsers,
    /// Users who know what a request is worth.
    Values,
    /// Users with a budget.
    Budget,
    /// Users with a contract.
    Contract,
    /// Individuals who may change their gateway.
    Homes,
    /// Users who send a request again if it was lost.
    Again,
    /// A feed whose readings may be too old.
    Feed,
    /// Nodes of the owner that come and go for what they earn.
    Entry,
    /// Nodes that move between networks.
    Migration,
    /// Delegators of the owner's network.
    Delegators,
    /// Delegators of the owner's network who move stake at once.
    Redelegates,
    /// A coin, whosever.
    AnyCoin,
    /// A coin whose price moves.
    Moves,
    /// A coin that is traded in a pool.
    Pool,
    /// A coin of which more is minted.
    Emission,
    /// A verification rule by votes.
    Votes,
    /// A verification rule by votes with a quorum.
    Quorum,
    /// Answers of the owner's network that can be disputed.
    Windows,
    /// Appeals against convictions of the owner's network.
    Appeals,
    /// Something that is proposed to the owner.
    Proposals,
    /// An attacker on votes.
    Attacks,
    /// Forced errors on the owner's network.
    ForcedErrors,
    /// Canaries of the owner's network.
    Canaries,
    /// A rule that watches for downtime.
    DowntimeWindow,
    /// Nodes of the owner that cheat.
    Cheats,
    /// Nodes of any group that cheat.
    AnyCheats,
    /// A rule that checks answers.
    Checks,
    /// Nodes with a serving stack.
    Stacks,
    /// A gateway that inspects answers.
    Inspections,
    /// Gateways that may be down or close.
    GatewayFailures,
    /// Outages of gateways or services.
    Outages,
    /// Services on which gateways depend.
    Services,
    /// A service with a cache.
    Cache,
    /// A gateway with costs.
    Books,
    /// Owners who open and close gateways.
    Launch,
    /// A gateway that a service or a standard may cost something.
    RequestCosts,
    /// A gateway whose take a policy sets.
    Take,
    /// Users who need a level of assurance.
    Needs,
    /// That it is measured who saw requests.
    Exposure,
    /// Users who want trusted execution.
    Trusted,
    /// Users whose relay takes something.
    RelayFee,
    /// Attestations, on the owner's network.
    Attested,
    /// A list of approved nodes, of the owner's network.
    Approvals,
    /// A compromise: the owner.
    Compromise,
    /// A compromise by which a gateway is robbed: the owner.
    Robbery,
    /// A compromise of nodes that check: the owner.
    ForgedJudgements,
    /// Apps that integrate gateways.
    Apps,
    /// Users of apps.
    UsersOfApps,
    /// Reputations, on a network of the owner.
    Reputation,
    /// Reputations for which raters are paid.
    Dividends,
    /// Nodes of the owner that revise their conduct.
    Revision,
    /// A probation, on the owner's network.
    Probation,
    /// An amnesty, on the owner's network.
    Amnesty,
}
