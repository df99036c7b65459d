//! Metrics of approvals, of compromises and what is within their reach, and of single points of failure.

use super::service::{each, each_share, whole};
use super::{Metric, Owner, measured, ratio};
use crate::metrics::reach::ReachMeter;
use crate::world::World;

/// Whether a network takes attestations.
fn attests(world: &World, network: usize) -> bool {
    world.scenario.networks[network].rules.permission.policy().covers().is_some()
}

/// What was lost in a robbery, if there was one.
fn lost(world: &World, fault: usize, of: impl Fn(&ReachMeter) -> f64) -> Option<f64> {
    let is_one = world.scenario.weather[fault].is_robbery() && world.state.struck[fault] > 0;
    is_one.then(|| of(&world.state.meters.reaches[fault]))
}

pub(super) const METRICS: &[Metric] = &[
    each_share!(
        Network, "forged_share", Less, needs Attested,
        "share of the answers of a network with `permission.attested` that are wrong: each came from a node that had a \
         valid attestation when it was picked",
        |w, i| {
            let tally = &w.state.meters.networks[i].tally;
            (tally.wrong, if attests(w, i) { tally.answered } else { 0 })
        }
    ),
    each!(
        Network, "approvals_per_h", Neither, needs Approvals,
        "approvals and attestations of nodes per hour, those at the start not counted",
        |w, i, now| {
            w.state.networks[i].approvals.as_ref()?;
            ratio(w.state.meters.networks[i].approvals as f64 * 3_600.0, measured(w, now))
        }
    ),
    each!(
        Network, "place_price_usd", Neither, needs Approvals,
        "price of a registration at the end, where places are few (`permission.slots`)",
        |w, i, now| {
            let slots = w.state.networks[i].approvals.as_ref()?.slots.as_ref()?;
            let places = w.scenario.networks[i].rules.permission.policy().places()?;
            Some(places.price(slots.price, now.since(slots.at)) as f64 / 1e9)
        }
    ),
    each_share!(
        Fault, "reached_requests_share", Less, needs Compromise,
        "share of the answers, while a compromise was under way, that the compromised party gave or passed on",
        |w, i| (w.state.meters.reaches[i].reached, w.state.meters.reaches[i].answers)
    ),
    each_share!(
        Fault, "reached_plaintext_share", Less, needs Compromise,
        "share of the answers, while a compromise was under way, of requests whose plaintext the compromised party saw",
        |w, i| (w.state.meters.reaches[i].seen, w.state.meters.reaches[i].answers)
    ),
    each_share!(
        Fault, "forged_judgements_share", Less, needs ForgedJudgements,
        "share of what checkers and judges said of answers, while a compromise of the role `check` was under way, that \
         compromised nodes said: the opposite of the truth",
        |w, i| (w.state.meters.reaches[i].forged, w.state.meters.reaches[i].judgements)
    ),
    each!(
        Fault, "reached_usd", Less, needs Compromise,
        "the most that a compromised party could touch when it was compromised, when it was struck off, or at the end: \
         coins and bonds of nodes; those of a gateway and what its users had set aside; treasury, insurance and bonds of \
         a network",
        |w, i, _now| {
            let breach = &w.state.breaches.as_ref()?.list[i];
            if w.state.struck[i] == 0 || !w.scenario.weather[i].is_compromise() {
                return None;
            }
            let now_usd = if breach.is_active() { w.state.touched_usd(&w.scenario, i as u16) } else { 0.0 };
            Some(breach.most_usd.max(now_usd))
        }
    ),
    each!(
        Fault, "lost_by_users_usd", Less, needs Robbery,
        "what a compromised gateway took of its users: fees set aside for requests without an answer, and prepaid credit",
        |w, i, _now| lost(w, i, |meter| meter.users_usd)
    ),
    each!(
        Fault, "lost_by_owners_usd", Less, needs Robbery,
        "what a compromised gateway lost of its own, as its coins were sold",
        |w, i, _now| lost(w, i, |meter| meter.owners_usd)
    ),
    each!(
        Fault, "unpaid_to_nodes_usd", Less, needs Robbery,
        "what nodes were to earn with requests on which they worked when their gateway was robbed: they finish them unpaid",
        |w, i, _now| lost(w, i, |meter| meter.nodes_usd)
    ),
    each!(
        Fault, "withheld_usd", Less, needs Robbery,
        "what a compromised gateway held of its users until it had new keys: fees and prepaid credit (`acts = \"holds\"`)",
        |w, i, _now| lost(w, i, |meter| meter.held_usd)
    ),
    whole!(
        "single_point_share", Less, needs Requests,
        "the largest share of all users' requests that ends if one party alone fails: a gateway, a service without a \
         fallback, a network, or nodes with one image, operator, hardware or zone where nobody else serves \
         (`windtunnel check` lists them)",
        |w, _now| w.scenario.single_point_share()
    ),
];
