//! Requests on their way: sent, admitted, placed on a node, tried again, answered, ended.

mod again;
pub(super) mod answer;
mod apps;
pub(crate) mod arrive;
mod auction;
mod choose;
mod copies;
mod crowd;
mod depend;
mod expose;
mod fate;
mod hedge;
mod homes;
mod market;
mod outage;
mod place;
mod rounds;
mod station;

tables! {
    apps, assigners, attempts, breaches, depends, desks, diary, exposures, gateways, groups, has_admission, has_auctions,
    has_forgers, has_hedges, has_observers,
    has_outings, has_reputations, has_revisions, log, meters,
    networks, nodes, offers, pace, parts, prices, replication, requests, rosters, seats, services, tried, users, uses,
    wanted,
}
