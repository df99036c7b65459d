//! What a sound scenario may not mean: coins that nobody can buy, more seats than nodes, claims that nothing decides.

mod deterrence;
mod money;
mod privacy;
mod proof;

use formula::Formula;
use rules::demand::Demand;
use rules::emission;
use rules::pricing::CoinView;
use rules::scheduling::Scheduling;
use rules::verification::Verification;
use units::ids::{LlmId, NetworkId};
use units::quantity::Name;
use units::time::{Span, Time};
use world::metrics::catalogue::lacks_named;
use world::scenario::{Group, Network, Picker, Scenario, Users};

use super::Checked;

/// What may not be meant, each in one sentence without a stop, with what would serve.
pub fn warnings(checked: &Checked) -> Vec<String> {
    let scenario = &checked.scenario;
    let mut list = checked.noticed.clone();
    list.extend(coins(scenario));
    list.extend(pools(scenario));
    list.extend(panels(scenario));
    list.extend(proof::proof(scenario));
    list.extend(deterrence::deterrence(scenario));
    list.extend(places(scenario));
    list.extend(picks(scenario));
    list.extend(idle(checked));
    list.extend(deadlines(scenario));
    list.extend(bidders(scenario));
    list.extend(sentences(scenario));
    list.extend(money::money(checked));
    list.extend(privacy::privacy(scenario));
    for (name, _, formula) in &checked.claims {
        if let Some(why) = undecidable(scenario, formula) {
            list.push(format!("the claim `{name}` cannot be decided: {why}"));
        }
    }
    list
}

/// Why no run decides a comparison; none if one may.
pub fn undecidable(scenario: &Scenario, formula: &Formula) -> Option<String> {
    // A choice may pass over what does not exist; all else carries it on.
    let mut words = formula.text().split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    if words.any(|word| word == "if") {
        return None;
    }
    formula.names().iter().find_map(|name| {
        let owner = name.owner.as_deref().unwrap_or("");
        let lacks = lacks_named(scenario, &name.name, owner)?;
        Some(format!("`{}` cannot exist here, because {lacks}", name.label()))
    })
}

/// Sentences that are put off until a stake that leaves at the offence is free.
fn sentences(scenario: &Scenario) -> Vec<String> {
    let mut list = Vec::new();
    for network in &scenario.networks {
        let (name, unbonding) = (&network.name, network.rules.unbonding);
        for (rule, slashing) in &network.rules.slashing.list {
            let Some(wait) = slashing.due(Time::ZERO).filter(|&wait| wait > unbonding) else { continue };
            list.push(format!(
                "`network.{name}.slashing.{}` is judged up to {wait} after an offence, and a stake that leaves is free after {unbonding}: who leaves in time pays nothing; raise `network.{name}.unbonding`, or judge sooner",
                rule.text
            ));
        }
    }
    list
}

/// Coins that users must pay with and cannot buy: all that there are at the start is staked.
fn coins(scenario: &Scenario) -> Vec<String> {
    let mut list = Vec::new();
    for (at, coin) in scenario.coins.iter().enumerate() {
        let of_coin = |n: &Network| n.coin.is_some_and(|c| c.row() == at);
        let staked: i128 = scenario
            .groups
            .iter()
            .flat_map(|g| g.stake.iter().map(move |s| (g.rules.count, s)))
            .filter(|(_, stake)| of_coin(&scenario.networks[stake.0.row()]))
            .map(|(count, stake)| i128::from(count) * i128::from(stake.1))
            .sum();
        let view = CoinView { decimals: coin.rules.decimals, nano_usd: coin.opening() };
        let reached = scenario.users.iter().flat_map(|u| scenario.reached(u));
        let priced = reached.map(|n| &scenario.networks[n.row()]).filter(|n| of_coin(n));
        let tariffs =
            priced.map(|n| n.rules.pricing.opening(&view)).filter(|t| *t != rules::pricing::Tariff::default());
        // The least that a request costs: one base unit where it goes by its length.
        let Some(least) = tariffs.map(|t| i128::from(t.request.max(1))).min() else { continue };
        let free = i128::from(coin.genesis) - staked;
        if free < least {
            let name = &coin.name;
            let whole = |base: i128| base as f64 / 10_u64.pow(coin.rules.decimals) as f64;
            list.push(format!(
                "users cannot buy {name} to pay with: {} of the {} at the start are staked; raise `coin.{name}.genesis`, or lower the stakes",
                whole(staked),
                whole(coin.genesis.into())
            ));
        }
    }
    list
}

/// Pools into which operators sell and from which nobody buys: their prices only fall.
fn pools(scenario: &Scenario) -> Vec<String> {
    let mut list = Vec::new();
    for (at, coin) in scenario.coins.iter().enumerate() {
        let Some(reserves) = coin.reserves() else { continue };
        let of_coin = |n: &NetworkId| scenario.networks[n.row()].coin.is_some_and(|c| c.row() == at);
        let sells =
            scenario.groups.iter().any(|g| g.rules.sells.policy().is_active() && g.networks.iter().any(of_coin));
        let holds = scenario.holders.iter().any(|h| h.coin.row() == at && h.usd > 0 && h.rules.rule.acts());
        let uses = scenario.users.iter().flat_map(|u| scenario.reached(u)).any(|network| of_coin(&network));
        let buys_back = scenario.networks.iter().any(|n| n.bought_back.is_some_and(|c| c.row() == at));
        if !sells || holds || uses || buys_back {
            continue;
        }
        let (epoch, decimals) = (coin.rules.epoch, coin.rules.decimals);
        let bonded = scenario.groups.iter().flat_map(|g| g.stake.iter().map(move |s| (g.rules.count, s)));
        let bonded = bonded.filter(|(_, s)| of_coin(&s.0)).map(|(n, s)| i64::from(n).saturating_mul(s.1));
        let view = emission::View {
            now: Time::ZERO + epoch,
            epoch,
            number: 1,
            supply: coin.genesis,
            bonded: bonded.fold(0, i64::saturating_add),
            worked: 0,
            answers: 0,
            tokens: 0,
            decimals,
        };
        let first = coin.rules.emission.mint(&mut coin.rules.emission.memory(0), &view);
        let minted = first as f64 * Span::days(1).as_secs() / epoch.as_secs();
        let (name, unit) = (&coin.name, 10_u64.pow(decimals) as f64);
        let usd = minted / unit * coin.opening() as f64 / 1e9;
        // Of a constant product, half a percent of the usd moves the price by one.
        let depth = reserves.usd as f64 / 1e9 / 200.0;
        list.push(format!(
            "operators sell {name} into a pool from which nobody buys: up to {:.0} {name} a day, worth {usd:.0} usd at the start, \
             against {depth:.0} usd that move the price by 1 %; add buyers, as in `[holders.value]` with a `rule.value`",
            minted / unit
        ));
    }
    list
}

/// Votes with more seats than there are nodes to take them.
fn panels(scenario: &Scenario) -> Vec<String> {
    let mut list = Vec::new();
    for (at, network) in scenario.networks.iter().enumerate() {
        let Some(n) = fewest(scenario, NetworkId::of(at), |g| !g.checks_only) else { continue };
        // Where those who check are apart, the server is none of them.
        let is_apart = scenario.n_checker_rosters() > 0;
        let judges = fewest(scenario, NetworkId::of(at), |g| g.checks).unwrap_or(0);
        for (Name { text: rule, .. }, verification) in &network.rules.verification.list {
            let (key, asked, there, who) = match verification {
                Verification::Committee(c) if is_apart => ("committee.seats", c.seats, judges, "nodes that check"),
                Verification::Committee(c) if c.may_hold_server => ("committee.seats", c.seats, n, "nodes"),
                Verification::Committee(c) => {
                    ("committee.seats", c.seats, n.saturating_sub(1), "nodes besides the one that answered")
                }
                Verification::Replicate(r) => ("replicate.copies", r.copies, n, "nodes"),
                _ => continue,
            };
            if let Some(quorum) = verification.policy().quorum()
                && u64::from(quorum.votes) > there
            {
                list.push(format!(
                    "`network.{}.verification.{rule}.committee.quorum` asks for {} votes, but there are only {there} {who} for some LLM: a vote on its answers never decides anything; lower it",
                    network.name, quorum.votes
                ));
            }
            if u64::from(asked) > there {
                list.push(format!(
                    "`network.{}.verification.{rule}.{key}` is {asked}, but there are only {there} {who}: a vote has at most as many",
                    network.name
                ));
            }
        }
    }
    list
}

/// Lists with at least as many places as there are nodes: nobody is ever evicted.
fn places(scenario: &Scenario) -> Vec<String> {
    let mut list = Vec::new();
    for (at, network) in scenario.networks.iter().enumerate() {
        let Some(places) = network.rules.permission.policy().places() else { continue };
        let serving = scenario.groups.iter().filter(|g| !g.checks_only && g.networks.contains(&NetworkId::of(at)));
        let n: u64 = serving.map(|group| u64::from(group.rules.count)).sum();
        if u64::from(places.most) >= n {
            list.push(format!(
                "`network.{}.permission.slots.most` is {}, but only {n} nodes serve the network: all have a place, and nobody is evicted; lower it",
                network.name, places.most
            ));
        }
    }
    list
}

/// Policies that look at, or send to, more nodes than there are, and rosters of sessions larger than a network.
fn picks(scenario: &Scenario) -> Vec<String> {
    let mut list = Vec::new();
    for by in scenario.pickers() {
        let (key, asked) = match scenario.policy(by) {
            Scheduling::Copies(copies) => ("copies.d", copies.d),
            Scheduling::PowerOfD(power) if !power.replacement => ("power_of_d.d", power.d),
            _ => continue,
        };
        for network in scenario.picked(by) {
            let rules = &scenario.networks[network.row()].rules;
            if matches!(by, Picker::Gateway(_)) && rules.scheduling.is_some() {
                continue;
            }
            let most = rules.session.as_ref().map_or(u64::MAX, |session| session.nodes.into());
            if let Some(n) =
                fewest(scenario, network, |g| !g.checks_only).map(|n| n.min(most)).filter(|&n| u64::from(asked) > n)
            {
                list.push(format!(
                    "`{}.scheduling.{key}` is {asked}, but the network `{}` has only {n} nodes for a request: all of them are used",
                    by.label(scenario),
                    scenario.networks[network.row()].name
                ));
            }
        }
    }
    for (at, network) in scenario.networks.iter().enumerate() {
        let Some(session) = &network.rules.session else { continue };
        if let Some(n) =
            fewest(scenario, NetworkId::of(at), |g| !g.checks_only).filter(|&n| u64::from(session.nodes) > n)
        {
            list.push(format!(
                "`network.{}.session.nodes` is {}, but the network has only {n} nodes for a request: all of them are used",
                network.name, session.nodes
            ));
        }
    }
    list
}

/// Gateways that say how they pick, and never do: all their networks assign themselves.
fn idle(checked: &Checked) -> Vec<String> {
    let scenario = &checked.scenario;
    let assigns = |network: &NetworkId| scenario.networks[network.row()].rules.scheduling.is_some();
    let idle = scenario.gateways.iter().filter(|gateway| gateway.networks.iter().all(assigns));
    let says = idle.filter(|gateway| checked.tree.at(&format!("gateway.{}.scheduling", gateway.name)).is_some());
    says.map(|gateway| {
        format!(
            "`gateway.{}.scheduling` never acts: every network that it uses has a `scheduling` of its own; leave one of them out",
            gateway.name
        )
    })
    .collect()
}

/// Users who reach a network that sells by auction, and have nothing to bid by.
fn bidders(scenario: &Scenario) -> Vec<String> {
    let mut list = Vec::new();
    for (at, network) in scenario.networks.iter().enumerate() {
        let pricing = &network.rules.pricing;
        if pricing.round().is_none() {
            continue;
        }
        let reaches = |users: &&Users| scenario.reached(users).any(|network| network == NetworkId::of(at));
        let reaching = || scenario.users.iter().filter(reaches);
        let path = format!("network.{}.pricing.{}", network.name, pricing.name());
        if reaching().all(|users| users.rules.values.is_none()) {
            list.push(format!(
                "`{path}` has no bidders: no users who reach the network have `values`, and every request is refused; give users `values`, or post prices"
            ));
            continue;
        }
        for users in reaching().filter(|users| users.rules.values.is_none()) {
            list.push(format!(
                "`users.{}` have no `values` to bid by at `{path}`: their requests are refused there; give them `values`",
                users.name
            ));
        }
    }
    list
}

/// Users whose plain work takes the fastest node longer than they wait.
fn deadlines(scenario: &Scenario) -> Vec<String> {
    let mut list = Vec::new();
    for users in &scenario.users {
        let deadline = users.rules.target.as_ref().and_then(|target| target.deadline.as_ref());
        let work = match &users.rules.demand {
            Demand::Work(work) => &work.0,
            Demand::LlmWork(demand) => &demand.work,
            _ => continue,
        };
        let networks: Vec<NetworkId> = scenario.reached(users).collect();
        let serving =
            scenario.groups.iter().filter(|g| !g.checks_only && g.networks.iter().any(|n| networks.contains(n)));
        let speed = serving.map(|g| g.rules.speed).fold(0.0, f64::max);
        let takes = work.mean() / speed;
        if let Some(deadline) = deadline.filter(|deadline| deadline.mean() < takes) {
            list.push(format!(
                "`users.{}.target.deadline` is {} on average, but the work of a request takes {} even on the fastest node: most answers are late; allow more time",
                users.name,
                Span::from_secs_f64(deadline.mean()),
                Span::from_secs_f64(takes)
            ));
        }
    }
    list
}

/// The nodes that have a role for a request of a network, of the LLM that the fewest hold; none if nobody reaches it.
fn fewest(scenario: &Scenario, network: NetworkId, has_role: impl Fn(&Group) -> bool) -> Option<u64> {
    let reaches = |users: &&Users| scenario.reached(users).any(|other| other == network);
    let llms = scenario.users.iter().filter(reaches).flat_map(|u| &u.llms);
    let holding = |llm: &LlmId| {
        let having = scenario.groups.iter().filter(|g| has_role(g) && g.networks.contains(&network));
        having.filter(|g| g.llms.contains(llm)).map(|g| u64::from(g.rules.count)).sum::<u64>()
    };
    llms.map(holding).min()
}
