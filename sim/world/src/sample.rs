//! A small scenario made by hand, for tests of this crate: it knows no files.

use std::sync::Arc;

use rules::demand::Demand;
use rules::emission::Emission;
use rules::owner::gateway::{Reports, WhenEmpty};
use rules::owner::nodes::{Leaves, Leaving};
use rules::payout::Payout;
use rules::routing::Routing;
use units::ids::{CoinId, GatewayId, LlmId, NetworkId};
use units::problem::Problems;
use units::settings::Setting;
use units::share::Share;
use units::time::{Span, Time};
use units::tree::{Entry, Place, Table, Tree, Value};

use crate::scenario::{Coin, Gateway, Group, Network, Observe, Scenario, Users};

/// A setting from `path = value`, as a scenario file would say it.
pub(crate) fn read<T: Setting>(path: &[&str], value: &str) -> T {
    let leaf = Value::text(value);
    let nest = |inner, key: &&str| {
        let mut table = Table::default();
        table.put(Entry { key: (*key).into(), place: Place::NONE, tree: Tree::bare(inner) });
        Value::Table(table)
    };
    let tree = Tree::bare(path.iter().rev().fold(leaf, nest));
    T::read(&tree, &mut Problems::default()).expect("the setting is right")
}

/// Four staked nodes, of which each is busy most of the time.
pub(crate) fn scenario() -> Scenario {
    let coin = Coin {
        name: "alp".into(),
        decimals: 6,
        genesis: 1_000_000_000_000,
        epoch: Span::secs(10),
        market: read(&["fixed", "price"], "1 usd"),
        emission: Emission::steady(),
    };
    let network = Network {
        name: "alpha".into(),
        coin: Some(CoinId(0)),
        pricing: read(&["posted", "request"], "0.1 alp/request"),
        payout: Payout::all_to_node(),
        verification: vec![("spot".into(), read(&["spot_check", "rate"], "20 %"))],
        checkers: vec![None; 1],
        slashing: vec![("wrong".into(), read(&["fixed", "share"], "10 %"))],
        permission: read(&[], "open"),
        liveness: read(&[], "fresh"),
        list_region: None,
        unbonding: Span::secs(60),
        exit_queue: None,
    };
    let gateway = Gateway {
        name: "front".into(),
        networks: vec![NetworkId(0)],
        region: None,
        routing: Routing::Split(Setting::absent().expect("a split has defaults")),
        scheduling: read(&[], "random"),
        view_age: Span::ZERO,
        counts_own: false,
        reports: Reports::Together,
        retries: 1,
        station: None,
        retry_elsewhere: false,
        ban: None,
        timeout: None,
        when_empty: WhenEmpty::Refuse,
        take: Share::ZERO,
    };
    let group = Group {
        name: "home".into(),
        count: 4,
        hardware: None,
        speed: 1.0,
        llms: vec![LlmId(0)],
        networks: vec![NetworkId(0)],
        places: Vec::new(),
        access: None,
        operators: 4,
        usd_per_hour: 0.0,
        restakes: false,
        misses: Share::ZERO,
        stake: vec![(NetworkId(0), 1_000_000)],
        churn: read(&[], "always"),
        presences: (Vec::new(), Span::ZERO),
        conduct: read(&[], "honest"),
        queueing: read(&[], "fcfs"),
        batching: None,
        rooms: None,
        residency: read(&[], "pinned"),
        confidential: false,
        load_times: Vec::new(),
        leaving: Leaving::Fail,
        leaves: Leaves::Silent,
        drain: Span::ZERO,
        checks_only: false,
    };
    let users = Users {
        priority: 1,
        target: None,
        message: Setting::absent().expect("every field of a message has a default"),
        name: "all".into(),
        gateway: GatewayId(0),
        region: None,
        llms: vec![LlmId(0)],
        arrival: read(&["poisson", "rate"], "3.6 /s"),
        demand: Demand::Work(read(&["exponential"], "1 s")),
        recorded: Arc::new([]),
        period: Span::ZERO,
    };
    Scenario {
        seed: 1,
        horizon: Time::ZERO + Span::secs(100),
        cut: Time::ZERO,
        points: 1,
        observe: Observe::default(),
        coins: vec![coin],
        networks: vec![network],
        gateways: vec![gateway],
        groups: vec![group],
        users: vec![users],
        llms: vec![String::new()],
        windows: vec![u64::MAX],
        hardware: Vec::new(),
        step_times: Vec::new(),
        uncertain: None,
        regions: Vec::new(),
        zones: Vec::new(),
        links: Vec::new(),
        has_wires: false,
        weather: Vec::new(),
    }
}
