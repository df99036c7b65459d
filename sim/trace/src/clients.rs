//! Clients of a service: how each comes, window by window, and how long what it asks is.

use std::collections::BTreeMap;

use engine::math;

/// The clients of a service, in the order of their names; at least one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Clients {
    list: BTreeMap<String, Client>,
}

/// One client.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Client {
    /// Its windows in the order of time; in those that are not listed it is silent.
    pub windows: Vec<Window>,
    /// Quantiles of its prompts \[tokens\], shares rising; empty where they are not known.
    pub prompt: Vec<(f64, f64)>,
    /// Quantiles of its answers \[tokens\], shares rising; empty where they are not known.
    pub output: Vec<(f64, f64)>,
}

/// How a client comes within a window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// When it begins \[s\].
    pub at_s: u32,
    /// Requests \[1/s\].
    pub rate: f64,
    /// Distribution of the gaps.
    pub gaps: Gaps,
    /// Its shape \[> 0\].
    pub shape: f64,
}

/// A family of laws of gaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gaps {
    /// Gamma.
    Gamma,
    /// Weibull.
    Weibull,
}

impl Window {
    /// How long a window is \[s\].
    pub const LENGTH_S: u32 = 600;

    /// Deviation over mean of the gaps: `1 / sqrt(k)` of a gamma law of shape k, and of Weibull's
    /// `sqrt(G(1 + 2/k) / G(1 + 1/k)^2 - 1)`, G the gamma function.
    pub fn cv(&self) -> f64 {
        let k = self.shape;
        match self.gaps {
            Gaps::Gamma => 1.0 / k.sqrt(),
            Gaps::Weibull => {
                math::exp_m1(math::ln_gamma(1.0 + 2.0 / k) - 2.0 * math::ln_gamma(1.0 + 1.0 / k)).max(0.0).sqrt()
            }
        }
    }
}

impl Client {
    /// Requests that its windows hold.
    pub fn requests(&self) -> f64 {
        self.windows.iter().map(|window| window.rate * f64::from(Window::LENGTH_S)).sum()
    }
}

impl Clients {
    /// The clients by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Client)> {
        self.list.iter().map(|(name, client)| (name.as_str(), client))
    }
    /// How many.
    pub fn len(&self) -> usize {
        self.list.len()
    }
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
    /// The client of a name, who is new if there is none.
    pub(super) fn of(&mut self, name: &str) -> &mut Client {
        self.list.entry(name.to_owned()).or_default()
    }
    /// The same clients with the lengths that other files have of them.
    pub fn with_lengths(mut self, lengths: &Self) -> Self {
        for (name, client) in &mut self.list {
            if let Some(known) = lengths.list.get(name) {
                client.prompt.clone_from(&known.prompt);
                client.output.clone_from(&known.output);
            }
        }
        self
    }
    /// Whether any has windows.
    pub fn come(&self) -> bool {
        self.list.values().any(|client| !client.windows.is_empty())
    }
    /// First and last moment of all windows \[s\].
    pub fn span_s(&self) -> (u32, u32) {
        let starts = || self.list.values().flat_map(|client| client.windows.iter().map(|window| window.at_s));
        (starts().min().unwrap_or(0), starts().max().map_or(0, |at| at + Window::LENGTH_S))
    }
    /// Requests of all in each window, silent ones included \[1/s\].
    pub fn rates(&self) -> Vec<f64> {
        let (from, to) = self.span_s();
        let mut rates = vec![0.0; ((to - from) / Window::LENGTH_S) as usize];
        for window in self.list.values().flat_map(|client| &client.windows) {
            rates[((window.at_s - from) / Window::LENGTH_S) as usize] += window.rate;
        }
        rates
    }
    /// The share of all requests that the most active clients send, the greatest first.
    pub fn shares(&self) -> Vec<f64> {
        let mut sent: Vec<f64> = self.list.values().map(Client::requests).collect();
        let all: f64 = sent.iter().sum();
        sent.sort_by(|a, b| b.total_cmp(a));
        sent.into_iter().map(|sent| if all > 0.0 { sent / all } else { 0.0 }).collect()
    }
    /// The deviation over mean of the gaps below which this share of the requests comes; none without windows.
    pub fn cv_at(&self, share: f64) -> Option<f64> {
        let windows = self.list.values().flat_map(|client| &client.windows);
        let mut list: Vec<(f64, f64)> = windows.map(|window| (window.cv(), window.rate)).collect();
        list.sort_by(|a, b| a.0.total_cmp(&b.0));
        let all: f64 = list.iter().map(|window| window.1).sum();
        let mut reached = 0.0;
        let found = list.iter().find(|window| {
            reached += window.1;
            reached >= share * all
        });
        found.or(list.last()).map(|window| window.0)
    }
}
