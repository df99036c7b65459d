//! Small scenarios from what a test has to say of them: the rest is a plain network with one gateway.

/// The text with what every scenario needs and it does not say.
///
/// - `name = "test"` and `horizon = "1_000 s"`;
/// - a network `plain` without rules and, if there are users, a gateway `front`;
/// - `networks`, all there are, in every gateway;
/// - `gateway`, the first, in every group of users;
/// - `count = 1` in every group of nodes.
///
/// A table that starts from another with `like` is left as it is.
pub(crate) fn whole(text: &str) -> String {
    let mut tables: Vec<Table> = vec![Table { head: String::new(), lines: Vec::new() }];
    for line in text.lines() {
        match line.trim().strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            Some(head) if !head.contains(['[', ',', '"']) => {
                tables.push(Table { head: head.into(), lines: Vec::new() });
            }
            _ => tables.last_mut().expect("there is one").lines.push(line.into()),
        }
    }
    // A table of a policy says that its owner is there, too.
    let named = |kind: &str, tables: &[Table]| -> Vec<String> {
        let names =
            tables.iter().filter_map(|table| table.head.strip_prefix(kind)?.strip_prefix('.')?.split('.').next());
        let mut names: Vec<String> = names.map(ToString::to_string).collect();
        names.dedup();
        names
    };
    for (kind, name) in [("gateway", "front"), ("network", "plain")] {
        let is_needed = kind == "network" || !named("users", &tables).is_empty();
        if is_needed && named(kind, &tables).is_empty() {
            tables.insert(1, Table { head: format!("{kind}.{name}"), lines: Vec::new() });
        }
    }
    let networks = format!("{:?}", named("network", &tables));
    let gateway = format!("{:?}", named("gateway", &tables).first().cloned().unwrap_or_default());
    for table in &mut tables {
        let missing: &[(&str, &str)] = match table.head.split('.').collect::<Vec<_>>()[..] {
            [""] => &[("name", "\"test\""), ("horizon", "\"1_000 s\"")],
            ["gateway", _] => &[("networks", &networks)],
            ["users", _] => &[("gateway", &gateway)],
            ["nodes", _] => &[("count", "1")],
            _ => &[],
        };
        for (key, value) in missing.iter().rev() {
            // Who has several gateways has not one.
            let has_several = *key == "gateway" && ["gateways", "gateway_choice"].iter().any(|key| table.says(key));
            if !table.says(key) && !table.says("like") && !has_several {
                // In front, so that lines which open tables of their own may follow; after the question.
                let at = table.lines.iter().take_while(|line| line.starts_with('#')).count();
                table.lines.insert(at, format!("{key} = {value}"));
            }
        }
    }
    tables.iter().map(Table::text).collect()
}

struct Table {
    /// What is in its brackets; nothing for what is before all tables.
    head: String,
    lines: Vec<String>,
}

impl Table {
    fn says(&self, key: &str) -> bool {
        self.lines.iter().any(|line| {
            line.trim_start().strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with(['=', '.']))
        })
    }
    fn text(&self) -> String {
        let head = if self.head.is_empty() { String::new() } else { format!("[{}]\n", self.head) };
        head + &self.lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect::<String>()
    }
}

#[test]
fn what_a_small_scenario_does_not_say_is_put_where_it_belongs() {
    let plain = "name = \"test\"\nhorizon = \"1_000 s\"\n[network.plain]\n";
    assert_eq!(whole(""), plain);
    let said = "# q?\nname = \"x\"\nhorizon = \"2 h\"\n[network.a]\n[network.b]\n[gateway.g]\nnetworks = [\"b\"]\n\
                [nodes.n]\ncount = 3\nchurn.renewal = { session = \"1 h\", absence = \"1 h\" }\n[nodes.m]\nlike = \"nodes.n\"\n\
                [nodes.n.churn]\n[users.u]\ngateway = \"g\"\n[claims]\nheld = { that = \"x < 1\" }\n";
    assert_eq!(whole(said), said);
    let less = "# q?\nstudy = \"steady\"\n[gateway.g]\nretries = 0\n[network.a]\n[network.b]\n[nodes.n]\nspeed = 2.0\n[users.u]\nnumber = 1\n";
    let whole = whole(less);
    for part in [
        "# q?\nname = \"test\"\nhorizon = \"1_000 s\"\nstudy",
        "[gateway.g]\nnetworks = [\"a\", \"b\"]\nretries = 0\n",
        "[nodes.n]\ncount = 1\nspeed = 2.0\n",
        "[users.u]\ngateway = \"g\"\nnumber = 1\n",
    ] {
        assert!(whole.contains(part), "{part}\nis not in\n{whole}");
    }
}
