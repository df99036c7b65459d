//! What the policies of each wing see when they are asked, and what they answer.

/// What the policies of a wing see and answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct View {
    /// The wing's name.
    pub wing: &'static str,
    /// When they are asked.
    pub asked: &'static str,
    /// What they see.
    pub sees: &'static str,
    /// What they answer.
    pub answers: &'static str,
}

/// The views of all wings, in the order of [`super::wings`]; the `View` in each wing's `policy.rs` is the original.
pub const VIEWS: &[View] = &[
    View { wing: "coin.market", asked: "once, at the start", sees: "nothing", answers: "the price of one coin in usd" },
    View {
        wing: "coin.emission",
        asked: "at the end of each epoch",
        sees: "the time, the epoch's length, the coins in existence",
        answers: "how many coins are minted, and whether stake or work shares them",
    },
    View {
        wing: "network.pricing",
        asked: "when a request is priced",
        sees: "the coin's decimals and its price in usd",
        answers: "the price of a request, of a million tokens read and written, of an hour of plain work",
    },
    View {
        wing: "network.payout",
        asked: "when an answer is settled",
        sees: "nothing",
        answers: "the parts of the fee for checker, treasury and burning; the rest is the node's",
    },
    View {
        wing: "network.verification",
        asked: "at every answer, and at the end of every check",
        sees: "its own draws; at the end of a check whether the answer is right",
        answers: "whether another node does the work again, and whether the answer stands",
    },
    View {
        wing: "network.slashing",
        asked: "at every offence",
        sees: "what was done and when, the offender's stake bonded and on its way out, the network's bonded stake, recent offences",
        answers: "the stake taken, who gets it, how long the offender is jailed, whether for ever",
    },
    View {
        wing: "network.permission",
        asked: "whenever a node would be listed",
        sees: "its bonded stake",
        answers: "whether it may serve",
    },
    View {
        wing: "network.liveness",
        asked: "when a node comes or goes",
        sees: "how long the node was up",
        answers: "how long after its coming it is listed, and how long after its going it drops off the list",
    },
    View {
        wing: "gateway.routing",
        asked: "for each request, if the gateway uses two networks or more",
        sees: "the price of the request at each network and how many of its nodes could be picked",
        answers: "the network",
    },
    View {
        wing: "gateway.scheduling",
        asked: "for each attempt",
        sees: "the nodes on the gateway's list and their backlogs, as old as `view_age`, the latency to expect of a node, and the request's session",
        answers: "the node to try, or that none will do",
    },
    View {
        wing: "nodes.churn",
        asked: "at the start, and whenever a node joins or leaves",
        sees: "its own draws",
        answers: "how long the node stays or stays away; for joins, how often new nodes come",
    },
    View {
        wing: "nodes.conduct",
        asked: "for each request that the node serves",
        sees: "its own draws",
        answers: "whether the work is done honestly, and if not, what part of it is done",
    },
    View {
        wing: "nodes.queueing",
        asked: "once, at the start",
        sees: "nothing",
        answers: "slots or shared speed, how many are served at once and how many may wait",
    },
    View {
        wing: "nodes.residency",
        asked: "when a service begins whose LLM is not in memory, when the last that asks for an LLM ends, and when a node idles",
        sees: "the LLMs in memory, how many attempts use each and when it was last asked; its own draws",
        answers: "which LLM makes room, how long the load takes, how long an LLM is kept that nobody asks, which is loaded ahead",
    },
    View {
        wing: "users.arrival",
        asked: "after each arrival",
        sees: "the time, and the recorded requests of a trace",
        answers: "when the next request comes",
    },
    View {
        wing: "users.demand",
        asked: "when a request is created",
        sees: "how many LLMs the group asks for, and what a trace recorded",
        answers: "plain work or tokens read and written, and which LLM",
    },
    View { wing: "weather", asked: "when a fault is due", sees: "nothing", answers: "what is struck and for how long" },
];
