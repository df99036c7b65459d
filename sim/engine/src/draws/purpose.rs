//! What draws are for.

/// What draws are for; a number is given once and never to another purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u16)]
pub enum Purpose {
    /// When requests come.
    Arrival = 1,
    /// What a request wants: its LLM, its lengths, its user's needs.
    Demand = 2,
    /// How long a node stays.
    ChurnSession = 3,
    /// How long a node stays away.
    ChurnAbsence = 4,
    /// Whether a node is there at the start, and for how much longer.
    ChurnStart = 5,
    /// When new nodes join.
    Joins = 6,
    /// Latency and loss of links.
    Link = 7,
    /// Which network a gateway takes.
    Routing = 8,
    /// Which node a request goes to.
    Scheduling = 9,
    /// Whether an answer is checked.
    Audit = 10,
    /// Whether a check errs.
    Verdict = 11,
    /// Who checks.
    Checker = 12,
    /// What a node really does.
    Conduct = 13,
    /// Faults and their victims.
    Weather = 14,
    /// In which zone or region a node stands.
    Place = 15,
    /// Pilot runs.
    Pilot = 16,
    /// How long work takes beyond what the cost model says.
    Service = 17,
    /// Lots drawn for newly minted coin.
    Emission = 18,
    /// Synthetic traces.
    Trace = 19,
    /// Random scenarios.
    Swarm = 20,
    /// Who sits on a panel.
    Committee = 30,
    /// What a member of a panel does and says.
    Ballot = 31,
    /// How the price of a coin moves.
    Price = 80,
    /// At which review an operator moves a node that it would move.
    Entry = 82,
    /// At which hour an operator reviews its books.
    Review = 81,
    /// At which time holders of coins review them.
    Holding = 90,
    /// How what holders believe changes.
    Belief = 91,
    /// At which time delegators review their stake.
    Delegation = 96,
    /// Whether a ticket that pays for a request wins.
    Ticket = 97,
    /// At which review an operator moves a node to another network, and to which.
    Migration = 103,
    /// Which individual sends a request.
    Individual = 110,
    /// Which gateway an individual takes at a review, or after failures of its own.
    GatewayReview = 111,
    /// Which gateway a request goes to whose user takes one for each.
    GatewayPick = 112,
    /// How long a user waits until it sends a request again that was lost.
    Backoff = 113,
    /// In which part of their periods requests are played.
    Pace = 95,
    /// When a node signs twice.
    Equivocation = 32,
    /// Which duty slots an up node misses.
    Duty = 33,
    /// How long a user waits before it gives up.
    Patience = 21,
    /// In which state an arrival process is, and for how long.
    Modulation = 22,
    /// How long a user thinks before its next request.
    Think = 23,
    /// How long a gateway's station works on a request.
    Station = 24,
    /// How long a node that a shock took down is repaired.
    Repair = 25,
    /// At which phase a node beats that is there at the start.
    Heartbeat = 26,
    /// How much work a copy of a request is that is not the first.
    Copies = 27,
    /// How long an LLM takes to load for a request.
    Load = 28,
    /// What a node is like for all its life: what its sessions and absences have in common.
    Frailty = 34,
    /// Which nodes a shock takes.
    Victims = 35,
    /// How long an LLM takes to load that nobody has asked for yet.
    LoadAhead = 36,
    /// How long checks and votes are on the wires.
    ProofLink = 37,
    /// What a class of hardware truly reaches of its data sheet.
    Efficiency = 40,
    /// By when a user wants its answer.
    Deadline = 60,
    /// In which order a session goes to nodes.
    Affinity = 61,
    /// Which nodes an admission policy looks at.
    Admission = 62,
    /// Which nodes are on the roster of a network's session.
    Seats = 65,
    /// When a client of a group comes, and for how long it is on.
    Client = 50,
    /// Whether a user sends a request at the price that it sees.
    Willingness = 84,
    /// What a request is worth to its user.
    Worth = 85,
    /// Which requests an outage hits.
    Outage = 120,
    /// What a service on which a gateway depends has at hand, and how long it takes.
    Dependency = 121,
    /// When a gateway reviews its take.
    Take = 122,
    /// How long the relay of users who split who asks from what is asked takes.
    Relay = 140,
    /// Which operators a network approves.
    Approval = 145,
    /// How old the attestations of nodes are at the start.
    Attestation = 146,
    /// Which nodes forge that are within reach of a compromise.
    Compromise = 147,
    /// In which order nodes are patched.
    Patching = 148,
    /// Where individuals go whose app has dropped their gateway.
    AppMove = 130,
    /// Which app a request comes from, of users who take a gateway for each.
    App = 131,
    /// Which share of a node's answers deviates, by its serving stack.
    Stack = 135,
    /// Whether an answer deviates from what other serving stacks would say.
    Deviation = 136,
    /// Whether a vote counts an answer that deviates as another.
    Difference = 137,
    /// Whether the text of an honest executor parts from those of the others.
    Agreement = 170,
    /// How long challenges and moves of challengers are kept from the chain.
    Censorship = 171,
    /// How long a side of a dispute takes for a move.
    DisputeMove = 172,
    /// When canaries are sent, and to whom.
    Canary = 173,
    /// Which canaries a cheating node recognises.
    CanaryTold = 174,
    /// Which claims at settlements are more than was served.
    Overclaim = 175,
    /// Which claims at settlements are to be proved.
    ClaimProof = 176,
    /// Which answers a gateway inspects.
    Inspection = 138,
    /// How much a node finds in a sprint in which it is measured.
    Measure = 150,
    /// Which nodes serve on during a sprint.
    Excuse = 151,
    /// When the owners of a gateway review whether it is worth its costs.
    Launch = 160,
    /// Where individuals go whose gateway has closed.
    Closing = 161,
    /// What a node does next at a review of its conduct.
    Revision = 180,
    /// Whose turn it is at such a review.
    Turn = 181,
    /// Which nodes begin with which conduct.
    Beginning = 182,
    /// How much a slash of random size takes.
    SlashSize = 183,
    /// Which answers go out with a forced error.
    ForcedError = 200,
    /// Who appeals against a conviction, and whether that succeeds.
    Appeal = 201,
    /// Who turns up to vote on a proposal, and for what.
    Referendum = 210,
    /// Which members of a council are captured.
    Brake = 211,
    /// Designs of experiments, candidates of a search, resamples of a bootstrap.
    Search = 70,
}
