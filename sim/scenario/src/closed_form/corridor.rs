//! Which slashes make cheating a loss and honesty a gain: the slash corridor.

use rules::conduct::Conduct;
use rules::demand::Demand;
use rules::pricing::{CoinView, Tariff};
use rules::slashing::{Offence, Slashing};
use rules::verification::Verification;
use state::requests::Need;
use units::ids::NetworkId;
use units::time::Span;
use world::scenario::{Group, Network, Scenario, Users};

/// Random checks of one operator's answers; all amounts in one unit for each answer.
///
/// A convicted answer loses its reward R and the slash S. With p the rate of checks, d their power, r the part of them
/// done by friends and α their false positives, cheating on a share x of the answers leaves `(1 - x)(R - c_h) + x (R -
/// c_d) - (x d (1 - r) + (1 - x) α) p (R + S)`. Checks are independent of each other, and the stake is larger than the
/// slashes. Source: proof of sampling (arXiv 2405.00295), with false positives as in reference/mechanisms.md 7.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sampling {
    /// R, what an accepted answer earns.
    pub reward: f64,
    /// `c_h`, what an honest answer costs.
    pub honest_cost: f64,
    /// `c_d`, what a cheated one costs.
    pub cheat_cost: f64,
    /// p, part of the answers that is checked.
    pub rate: f64,
    /// d, part of the wrong answers that a check finds.
    pub power: f64,
    /// r, part of the checks done by friends of the server.
    pub colluding: f64,
    /// α, part of the right answers that a check holds to be wrong.
    pub false_positive: f64,
    /// What the operator would earn elsewhere.
    pub outside: f64,
}

impl Sampling {
    /// Part of the checks that find a wrong answer, d (1 - r).
    fn caught(&self) -> f64 {
        self.power * (1.0 - self.colluding)
    }
    /// The least slash at which honesty pays more than cheating, C / (p D) - R with D = d (1 - r) - α; none if a check
    /// does not tell cheats from honest nodes. Below 0 the lost reward alone deters.
    pub fn slash_min(&self) -> Option<f64> {
        let told = self.rate * (self.caught() - self.false_positive);
        (told > 0.0).then(|| (self.honest_cost - self.cheat_cost) / told - self.reward)
    }
    /// The greatest slash at which honesty pays more than the outside, M / (p α) - R with M = R - `c_h` - `u_0`; none
    /// if no honest answer is ever convicted.
    pub fn slash_max(&self) -> Option<f64> {
        let convicted = self.rate * self.false_positive;
        (convicted > 0.0).then(|| self.margin() / convicted - self.reward)
    }
    /// The most false positives for which there is any slash in between, M d (1 - r) / (C + M); the rate cancels.
    pub fn false_positive_max(&self) -> f64 {
        let saved = self.honest_cost - self.cheat_cost;
        self.margin() * self.caught() / (saved + self.margin())
    }
    /// What an answer leaves on average to who cheats on this share of them, at this slash.
    pub fn profit(&self, cheated: f64, slash: f64) -> f64 {
        let cost = (1.0 - cheated) * self.honest_cost + cheated * self.cheat_cost;
        let convicted = self.rate * (cheated * self.caught() + (1.0 - cheated) * self.false_positive);
        self.reward - cost - convicted * (self.reward + slash)
    }
    /// What an honest answer leaves over the outside before any conviction.
    fn margin(&self) -> f64 {
        self.reward - self.honest_cost - self.outside
    }
}

/// The corridor of a group of nodes on a network that checks at random.
#[derive(Clone, Debug, PartialEq)]
pub struct Corridor {
    /// The network.
    pub network: String,
    /// The nodes.
    pub nodes: String,
    /// What their operators meet \[usd\].
    pub sampling: Sampling,
    /// What a conviction takes now \[usd\]; none if no fixed rule says.
    pub slash: Option<f64>,
}

/// The corridors of a scenario: for each network with a price, one spot check and one group of users, and each group of
/// nodes that serves it at a cost.
///
/// An honest group is asked what it would gain by answering for nothing. Costs and fees are those of a request of mean
/// size; rounding to base units is left out, and the outside option is 0.
pub fn corridors(scenario: &Scenario) -> Vec<Corridor> {
    let mut list = Vec::new();
    for (at, network) in scenario.networks.iter().enumerate() {
        let id = NetworkId::of(at);
        // Who only checks gives no answers.
        let serves = |group: &&Group| !group.checks_only && group.networks.contains(&id) && group.usd_per_hour > 0.0;
        let groups = scenario.groups.iter().filter(serves);
        let found = groups.filter_map(|group| {
            let sampling = sampling(scenario, id, network, group)?;
            let slash = slash(scenario, id, network, group);
            Some(Corridor { network: network.name.clone(), nodes: group.name.clone(), sampling, slash })
        });
        list.extend(found);
    }
    list
}

fn sampling(scenario: &Scenario, id: NetworkId, network: &Network, group: &Group) -> Option<Sampling> {
    let [(_, rule)] = &network.rules.verification.list[..] else { return None };
    let tariff = tariff(scenario, network)?;
    let reaching: Vec<_> = scenario.users.iter().filter(|u| scenario.reached(u).any(|network| network == id)).collect();
    let [users] = &reaching[..] else { return None };
    let (need, honest_s) = mean_answer(scenario, users, group)?;
    let coin = &scenario.coins[network.coin?.row()];
    let usd = coin.opening() as f64 / 1e9 / 10_u64.pow(coin.rules.decimals) as f64;
    let fee = tariff.price(&need);
    let split = network.rules.payout.policy().split(&rules::payout::View { now: units::time::Time::ZERO, fee });
    let checked = Checked::of(rule, need.output())?;
    let rest = 1.0 - split.treasury.as_f64() - split.burn.as_f64() - split.insurance.as_f64();
    let checkers = if split.equally { rest * checked.rate / 2.0 } else { split.checker.as_f64() * checked.paid };
    let kept = (1.0 - scenario.gateways[users.gateways[0].row()].rules.take.inside()) * (rest - checkers);
    let reward = tariff.price(&need) as f64 * usd * kept;
    let honest_cost = honest_s / 3600.0 * group.usd_per_hour;
    let part = match &group.rules.conduct {
        Conduct::Lazy(lazy) => lazy.work.as_f64(),
        Conduct::Substitute(substitute) => substitute.work.as_f64(),
        Conduct::Colluding(colluding) => colluding.work.as_f64(),
        Conduct::Milking(milking) => milking.work.as_f64(),
        Conduct::HitAndRun(run) => run.work.as_f64(),
        Conduct::Whitewash(whitewash) => whitewash.work.as_f64(),
        Conduct::Cached(cached) => cached.work.as_f64(),
        Conduct::Honest(_)
        | Conduct::RubberStamp(_)
        | Conduct::Griefing(_)
        | Conduct::Equivocates(_)
        | Conduct::WeightCopier(_)
        | Conduct::Overclaims(_) => 0.0,
    };
    Some(Sampling {
        reward,
        honest_cost,
        cheat_cost: honest_cost * part,
        rate: checked.rate,
        power: checked.power,
        colluding: checked.colluding,
        false_positive: checked.false_positive,
        outside: 0.0,
    })
    .filter(|s| s.reward > 0.0 && s.reward.is_finite() && s.honest_cost.is_finite())
}

/// What one check of an answer is like, whatever the rule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Checked {
    /// Part of the answers that is checked.
    pub(super) rate: f64,
    /// Part of the answers for whose check somebody is paid.
    pub(super) paid: f64,
    /// Part of the wrong answers that a check finds.
    pub(super) power: f64,
    /// Part of the checks done by friends of the server.
    pub(super) colluding: f64,
    /// Part of the right answers that a check convicts.
    pub(super) false_positive: f64,
}

impl Checked {
    /// That of a rule by which one node checks an answer of so many tokens; none of votes, and of what checks no answer
    /// of users.
    ///
    /// Of a window of disputes it is what becomes of it at last: challengers are not paid, and a right answer that is
    /// disputed stands unless its server is late. What a vote of `adaptive` is worth depends on the record.
    pub(super) fn of(rule: &Verification, tokens: u32) -> Option<Self> {
        let of = |rate: f64, power: f64, false_positive: f64| Self {
            rate,
            paid: rate,
            power,
            colluding: 0.0,
            false_positive,
        };
        let share = units::share::Share::as_f64;
        Some(match rule {
            Verification::SpotCheck(check) => Self {
                colluding: share(check.colluding),
                ..of(share(check.rate), share(check.false_negative.complement()), check.convicts_right(tokens))
            },
            Verification::Fingerprint(check) => {
                of(share(check.rate), share(check.false_negative.complement()), share(check.false_positive))
            }
            Verification::Zk(proof) => {
                of(share(proof.rate), share(proof.false_negative.complement()), share(proof.false_positive))
            }
            Verification::Layers(proof) => of(share(proof.rate), proof.power(), share(proof.false_positive)),
            Verification::Optimistic(window) => {
                let rate = share(window.rate);
                let caught = 1.0 - window.wrong_accepted(Span::ZERO);
                Self { paid: 0.0, ..of(rate, if rate > 0.0 { caught / rate } else { 0.0 }, 0.0) }
            }
            Verification::Trust(_)
            | Verification::Replicate(_)
            | Verification::Committee(_)
            | Verification::Adaptive(_)
            | Verification::Attested(_)
            | Verification::Canary(_)
            | Verification::ProofOfClaim(_) => return None,
        })
    }
}

/// A request of mean size, and how long an honest node of a group works on it \[s\].
pub(super) fn mean_answer(scenario: &Scenario, users: &Users, group: &Group) -> Option<(Need, f64)> {
    let plain = |mean: f64| Some((Need::Work(Span::from_secs_f64(mean)), mean / group.rules.speed));
    match &users.rules.demand {
        Demand::Work(work) => plain(work.0.mean()),
        Demand::LlmWork(asked) => plain(asked.work.mean()),
        Demand::Tokens(tokens) => {
            let ([llm], Some(_)) = (&users.llms[..], group.hardware) else { return None };
            let (prompt, output) = (tokens.prompt.mean().round() as u32, tokens.output.mean().round() as u32);
            let span =
                scenario.times(group, *llm).service(prompt, output, group.rules.queueing.policy().discipline().slots);
            Some((Need::Tokens { prompt, output }, span.as_secs()))
        }
        Demand::Recorded(_) | Demand::Conversation(_) | Demand::ByClient(_) => None,
    }
}

/// The network's tariff at the price its coin starts with; none for a free network.
fn tariff(scenario: &Scenario, network: &Network) -> Option<Tariff> {
    let coin = &scenario.coins[network.coin?.row()];
    let view = CoinView { decimals: coin.rules.decimals, nano_usd: coin.opening() };
    Some(network.rules.pricing.opening(&view))
}

/// What the fixed rules take for a wrong answer of a node of a group \[usd\]; none if another kind of rule hears it.
fn slash(scenario: &Scenario, id: NetworkId, network: &Network, group: &Group) -> Option<f64> {
    let coin = &scenario.coins[network.coin?.row()];
    let unit = coin.opening() as f64 / 1e9 / 10_u64.pow(coin.rules.decimals) as f64;
    let stake = group.stake.iter().find(|s| s.0 == id).map_or(0, |s| s.1);
    let hearing = network.rules.slashing.values().filter(|s| s.hears(Offence::WrongAnswer));
    let taken = hearing.map(|rule| {
        let Slashing::Fixed(fixed) = rule else { return None };
        let amount = fixed.amount.as_ref().and_then(|a| a.base_units(coin.rules.decimals));
        Some(amount.or_else(|| fixed.share.as_ref().map(|s| s.of(stake))).unwrap_or(0).min(stake))
    });
    Some(taken.sum::<Option<i64>>()? as f64 * unit)
}
