//! What is wrong with a file, gathered: all of it at once, each with its place and what would serve.

use crate::tree::Place;

/// One fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where the fault stands.
    pub place: Place,
    /// What is wrong, without a stop.
    pub message: String,
    /// What would serve, if more can be said than the message says.
    pub remedy: Option<String>,
}

/// All faults found so far, in the order of finding.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    list: Vec<Problem>,
}

impl Problems {
    /// Notes a fault.
    pub fn push(&mut self, place: Place, message: impl Into<String>) {
        self.list.push(Problem { place, message: message.into(), remedy: None });
    }
    /// Notes a fault and what would serve.
    pub fn push_with(&mut self, place: Place, message: impl Into<String>, remedy: impl Into<String>) {
        self.list.push(Problem { place, message: message.into(), remedy: Some(remedy.into()) });
    }
    /// Says what would serve against the faults at a place.
    pub fn explain(&mut self, place: Place, remedy: &str) {
        for problem in self.list.iter_mut().filter(|problem| problem.place == place) {
            problem.remedy = Some(remedy.into());
        }
    }
    /// The faults.
    pub fn list(&self) -> &[Problem] {
        &self.list
    }
    /// Whether none was found.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

/// The one of `names` that `word` was perhaps meant to be, as a remedy.
pub fn did_you_mean<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let limit = 1 + word.chars().count() / 4;
    names
        .into_iter()
        .map(|name| (distance(word, name), name))
        .filter(|&(d, _)| d <= limit)
        .min()
        .map(|(_, name)| format!("did you mean `{name}`?"))
}

/// Edits (insert, delete, replace, swap of neighbours) that turn one word into the other.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    rows[0] = (0..=b.len()).collect();
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let replaced = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = replaced.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = least;
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_recognised() {
        let names = ["horizon", "seed", "replications"];
        let check = |word: &str, meant: Option<&str>| {
            let remedy = meant.map(|m| format!("did you mean `{m}`?"));
            assert_eq!(did_you_mean(word, names), remedy, "{word}");
        };
        check("horizn", Some("horizon"));
        check("sede", Some("seed"));
        check("wallet", None);
    }
}
