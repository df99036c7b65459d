//! A small scenario made by hand, for tests of this crate: it knows no files.

use std::sync::Arc;

use units::ids::{CoinId, GatewayId, LlmId, NetworkId};
use units::problem::Problems;
use units::settings::Setting;
use units::time::{Span, Time};
use units::tree::{Entry, Place, Table, Tree, Value};

use crate::scenario::{Coin, Gateway, Group, Network, Observe, Scenario, Users};

/// A setting from `path = value`, as a scenario file would say it.
pub(crate) fn read<T: Setting>(path: &[&str], value: &str) -> T {
    let tree = Tree::bare(path.iter().rev().fold(Value::text(value), nest));
    T::read(&tree, &mut Problems::default()).expect("the setting is right")
}

fn nest(inner: Value, key: &&str) -> Value {
    let mut table = Table::default();
    table.put(entry(key, inner));
    Value::Table(table)
}

fn entry(key: &str, value: Value) -> Entry {
    Entry { key: key.into(), place: Place::NONE, tree: Tree::bare(value) }
}

/// An owner's table: each key with a path below it and a text there, or a whole number.
pub(crate) fn owner<T: Setting>(said: &[(&str, &[&str], &str)]) -> T {
    let mut table = Table::default();
    for (key, path, value) in said {
        let leaf = value.parse().map_or_else(|_| Value::text(value), Value::Integer);
        table.put(entry(key, path.iter().rev().fold(leaf, nest)));
    }
    T::read(&Tree::bare(Value::Table(table)), &mut Problems::default()).expect("the table is right")
}

/// Four staked nodes, of which each is busy most of the time.
pub(crate) fn scenario() -> Scenario {
    let coin = Coin {
        name: "alp".into(),
        rules: owner(&[("epoch", &[], "10 s"), ("market", &["fixed", "price"], "1 usd")]),
        genesis: 1_000_000_000_000,
        recorded: Arc::new([]),
        quote: None,
    };
    let network = Network {
        name: "alpha".into(),
        coin: Some(CoinId(0)),
        bought_back: None,
        secured_by: None,
        rules: owner(&[
            ("pricing", &["posted", "request"], "0.1 alp/request"),
            ("verification", &["spot", "spot_check", "rate"], "20 %"),
            ("slashing", &["wrong", "fixed", "share"], "10 %"),
            ("unbonding", &[], "60 s"),
        ]),
        checkers: vec![None; 1],
        pretrusted: Vec::new(),
        provers: vec![None; 1],
        list_region: None,
    };
    let mut gateway_rules: rules::owner::gateway::Gateway = {
        let names = Value::List(vec![Tree::bare(Value::text("alpha"))]);
        let tree = Tree::bare(nest(names, &"networks"));
        Setting::read(&tree, &mut Problems::default()).expect("the gateway is right")
    };
    gateway_rules.scheduling = read(&[], "random");
    let gateway = Gateway {
        name: "front".into(),
        rules: gateway_rules,
        networks: vec![NetworkId(0)],
        region: None,
        services: Vec::new(),
        assures: Vec::new(),
        adapter: None,
    };
    let group = Group {
        name: "home".into(),
        rules: owner(&[("count", &[], "4")]),
        hardware: None,
        stack: None,
        llms: vec![LlmId(0)],
        networks: vec![NetworkId(0)],
        places: Vec::new(),
        operators: 4,
        usd_per_hour: 0.0,
        nanos_per_hour: 0,
        rent_per_hour: 0,
        capital: (0, 0),
        start: None,
        bounds: None,
        stake: vec![(NetworkId(0), 1_000_000)],
        presences: (Vec::new(), Span::ZERO),
        batching: None,
        rooms: None,
        load_times: Vec::new(),
        checks_only: false,
        checks: true,
    };
    let users = Users {
        name: "all".into(),
        rules: owner(&[
            ("gateway", &[], "front"),
            ("arrival", &["poisson", "rate"], "3.6 /s"),
            ("demand", &["work", "exponential"], "1 s"),
        ]),
        gateways: vec![GatewayId(0)],
        apps: None,
        seller: None,
        region: None,
        llms: vec![LlmId(0)],
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
        holders: Vec::new(),
        delegators: Vec::new(),
        networks: vec![network],
        gateways: vec![gateway],
        services: Vec::new(),
        stacks: Vec::new(),
        apps: Vec::new(),
        groups: vec![group],
        users: vec![users],
        llms: vec![String::new()],
        windows: vec![u64::MAX],
        hardware: Vec::new(),
        step_times: Vec::new(),
        uncertain: None,
        regions: Vec::new(),
        zones: Vec::new(),
        wires: Vec::new(),
        links: Vec::new(),
        has_wires: false,
        has_trusted_rosters: false,
        weather: Vec::new(),
        changes: Vec::new(),
        governances: Vec::new(),
        proposals: Vec::new(),
        attackers: Vec::new(),
        governors: Vec::new(),
        abort: None,
        pace: None,
    }
}
