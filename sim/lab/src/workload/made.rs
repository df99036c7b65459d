//! Traces made from what a file says of users: a whole scenario, or a fragment that holds their tables alone.

use std::fmt::Write as _;

use files::Request;
use scenario::{Refused, expected_requests};
use trace::{GATEWAY, MOST_ROWS, Row, Trace};
use units::ids::UsersId;
use units::time::Span;

use super::of_users;

/// What is to be made of a file.
#[derive(Clone, Debug)]
pub struct Wish {
    /// The group of users; may be left out where there is one.
    pub users: Option<String>,
    /// How long they come; a scenario's own horizon if left out, an hour of a fragment's users.
    pub span: Option<Span>,
    /// Seed of all chance; the file's own if left out.
    pub seed: Option<u64>,
}

/// Why no trace was made.
#[derive(Clone, Debug)]
pub enum Unmade {
    /// The file has faults.
    Refused(Box<Refused>),
    /// What is wrong, and what would serve.
    Unfit {
        /// What is wrong, without a stop.
        why: String,
        /// What would serve, if more can be said.
        remedy: Option<String>,
    },
}

impl Unmade {
    fn of(why: impl Into<String>, remedy: Option<String>) -> Self {
        Self::Unfit { why: why.into(), remedy }
    }
}

/// The requests of a group of users of a file, of replication 0.
///
/// A file without `nodes` is a fragment: what serves its users is put below it, as it changes nothing of what they ask.
///
/// # Errors
/// The faults of the file, or why no trace can hold what is sent.
pub fn of_file(text: &str, request: &Request, wish: &Wish) -> Result<Trace, Unmade> {
    let mut request = request.clone();
    let is_fragment = toml::from_str::<toml::Table>(text).is_ok_and(|table| !table.contains_key("nodes"));
    let text = if is_fragment { format!("{text}\n{}", scaffold(text)) } else { text.to_owned() };
    let span = wish.span.or(is_fragment.then(|| Span::secs(3_600)));
    if is_fragment {
        request.sets.push("name=fragment".into());
    }
    request.sets.extend(span.map(|span| format!("horizon={span}")));
    request.sets.extend(wish.seed.map(|seed| format!("seed={seed}")));
    let checked = scenario::open_text(&text, &request).map_err(Unmade::Refused)?;
    let names: Vec<&str> = checked.scenario.users.iter().map(|users| users.name.as_str()).collect();
    let known = || format!("known are {}", names.join(", "));
    let at = match (&wish.users, &names[..]) {
        (_, []) => {
            return Err(Unmade::of("the file has no users", Some("write a table such as `[users.chat]`".into())));
        }
        (None, [_]) => 0,
        (None, _) => {
            let remedy = format!("name one with --users; {}", known());
            return Err(Unmade::of("the file has several groups of users", Some(remedy)));
        }
        (Some(name), _) => match names.iter().position(|known| known == name) {
            Some(at) => at,
            None => return Err(Unmade::of(format!("there are no users `{name}`"), Some(known()))),
        },
    };
    let expected = expected_requests(&checked.scenario, &checked.scenario.users[at]);
    if expected > MOST_ROWS as f64 {
        let why = format!("about {expected:.0} requests are more than the {MOST_ROWS} of a trace");
        return Err(Unmade::of(why, Some("shorten the time with --span".into())));
    }
    let trace = of_users(&checked.scenario, UsersId::of(at), 0).map_err(|why| Unmade::of(why, None))?;
    if !is_fragment {
        return Ok(trace);
    }
    // A fragment that names no llms asks for whichever is served.
    let is_named = text.contains("llms");
    let rows = trace.rows().iter().map(|row| if is_named { *row } else { Row { llm: None, ..*row } });
    Ok(Trace::new(rows.collect(), if is_named { trace.llms().to_vec() } else { Vec::new() }))
}

/// What serves the users of a fragment: their gateway, a network, a node with the llms that they name.
fn scaffold(text: &str) -> String {
    let table = toml::from_str::<toml::Table>(text).unwrap_or_default();
    let users = table.get("users").and_then(toml::Value::as_table);
    let groups = || users.into_iter().flat_map(toml::Table::values);
    let texts = |group: &toml::Value| -> Vec<String> {
        let list = group.get("llms").and_then(toml::Value::as_array);
        list.into_iter().flatten().filter_map(|llm| Some(llm.as_str()?.to_owned())).collect()
    };
    let sorted = |mut list: Vec<String>, other: &str| {
        list.sort();
        list.dedup();
        if list.is_empty() { vec![other.to_owned()] } else { list }
    };
    let llms = sorted(groups().flat_map(texts).collect(), "any");
    let gateway = |group: &toml::Value| Some(group.get("gateway")?.as_str()?.to_owned());
    let gateways = sorted(groups().filter_map(gateway).collect(), GATEWAY);
    let mut out = String::from(
        "[hardware.any]\nmemory = \"80 GB\"\nbandwidth = \"2 TB/s\"\nthroughput = \"300 TFLOP/s\"\n[network.any]\n",
    );
    // Writing to a string cannot fail.
    for gateway in gateways {
        let _ = writeln!(out, "[gateway.{}]\nnetworks = [\"any\"]", units::tree::key_text(&gateway));
    }
    for llm in &llms {
        let key = units::tree::key_text(llm);
        let _ = writeln!(out, "[llm.{key}]\nparameters = 1_000_000_000\nweights = \"2 GB\"\ncache = \"28 KiB\"");
    }
    let quoted: Vec<String> = llms.iter().map(|llm| format!("{llm:?}")).collect();
    let _ = writeln!(
        out,
        "[nodes.any]\ncount = 1\nhardware = \"any\"\nllms = [{}]\nqueueing.fcfs = {{ slots = 8 }}",
        quoted.join(", ")
    );
    out
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use trace::{Clients, Found, clients_fragment, open_any, read_any};

    use super::*;

    fn clients(text: &str) -> Clients {
        let Ok(Found::Clients(clients)) = read_any(text.as_bytes()) else { panic!("not clients") };
        clients
    }

    /// What a fragment sends within a while.
    fn made(fragment: &str, span: Span) -> Trace {
        let wish = Wish { users: None, span: Some(span), seed: None };
        of_file(fragment, &Request::default(), &wish).unwrap_or_else(|unmade| panic!("{unmade:?}\n{fragment}"))
    }

    #[test]
    fn clients_become_a_workload_of_their_rate_and_lengths() {
        let windows = "client,t_s,rate_rps,cv,iat_family,shape,scale\n0,0,3,2,Gamma,0.25,1\n0,600,3,2,Gamma,0.25,1\n\
                       0,1800,6,2,Gamma,0.25,1\n1,0,2,1,Weibull,1,1\n1,600,2,1,Weibull,1,1\n1,1200,2,1,Weibull,1,1\n\
                       1,1800,2,1,Weibull,1,1\n2,0,0.4,1,Gamma,1,1\n3,600,0.4,1,Gamma,1,1\n";
        let lengths = "client,field,q0,q0.5,q1\n0,input_tokens,10,10,10\n0,output_tokens,5,5,5\n\
                       1,input_tokens,1,1,1\n1,output_tokens,7,7,7\n2,input_tokens,3,3,3\n2,output_tokens,1,1,1\n";
        let text = clients_fragment(&clients(windows).with_lengths(&clients(lengths)), 3, "x.csv");
        assert!(text.contains("rates = [\"3 /s\", \"2 /s\", \"0.2 /s\"]"), "{text}");
        assert!(
            text.contains("cvs = [2.0, 1.0, 1.0]") && text.contains("[\"gamma\", \"weibull\", \"gamma\"]"),
            "{text}"
        );
        // Two runs of 900 s on average with 300 s of silence; one run of all 2,400 s.
        assert!(text.contains("on = [\"15 min\", \"40 min\", \"40 min\"]"), "{text}");
        assert!(
            text.contains("off = [\"5 min\", \"0 ns\", \"0 ns\"]")
                || text.contains("off = [\"5 min\", \"0 s\", \"0 s\"]"),
            "{text}"
        );
        let trace = made(&text, Span::secs(20_000));
        assert!((trace.mean_rate().unwrap() / 5.2 - 1.0).abs() < 0.1, "{:?}", trace.mean_rate());
        let share = trace.rows().iter().filter(|row| row.prompt == 10 && row.output == 5).count() as f64;
        assert!((share / trace.rows().len() as f64 - 3.0 / 5.2).abs() < 0.06, "{share}");
    }

    #[test]
    fn a_scenario_takes_the_bursts_that_a_fragment_cut() {
        let lengths = "client,field,q0,q0.5,q1\na,input_tokens,1,1,1\na,output_tokens,1,1,1\n";
        let windows = "client,t_s,rate_rps,cv,iat_family,shape,scale\na,0,9,1,Gamma,0.000001,1\nb,0,9,1,Gamma,1,1\n";
        made(&clients_fragment(&clients(windows).with_lengths(&clients(lengths)), 20, "x.csv"), Span::secs(60));
    }

    /// A public file, if it lies beside the repository.
    fn public(name: &str) -> Option<Clients> {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/traces").join(name);
        if !file.exists() {
            println!("left out: {name} is not beside this repository");
            return None;
        }
        let Ok(Found::Clients(clients)) = open_any(&file) else { panic!("{name} holds no clients") };
        Some(clients)
    }

    #[test]
    fn the_public_clients_keep_their_rate_and_median() {
        let name = "language_m-small";
        let Some(clients) = public(&format!("servegen/{name}_client_windows.csv.gz")) else { return };
        let Some(lengths) = public(&format!("servegen/{name}_length_quantiles.csv")) else { return };
        let text = clients_fragment(&clients.with_lengths(&lengths), 12, name);
        let trace = made(&text, Span::secs(600));
        // 1,174 a second in the mean; ten minutes of bursts, from which a client may be absent.
        let rate = trace.mean_rate().unwrap();
        assert!((600.0..2_400.0).contains(&rate), "{rate}");
        // reference/serving.md, section 3: prompts with mean 128 and median 39, answers with mean 18 and median 3.
        let (prompt, output) = (trace.prompts(), trace.outputs());
        println!("{rate} /s, {prompt:?}, {output:?}");
        assert!(
            (20.0..80.0).contains(&prompt.quantiles[2]) && (2.0..8.0).contains(&output.quantiles[2]),
            "{prompt:?} {output:?}"
        );
    }
}
