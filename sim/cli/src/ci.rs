//! Verdicts for continuous integration: JUnit files, annotations and step summaries of GitHub.

pub(crate) mod github;
mod junit;

use std::fs;
use std::path::{Path, PathBuf};

use files::publish::{self, Fault};
use files::{reason, shown};

use crate::exit::Exit;

/// What an undecided case counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum OnUndecided {
    /// Failures: exit code 4
    Fail,
    /// No failures: exit code 0, and `skipped` in JUnit
    Pass,
}

impl OnUndecided {
    /// How a command with an undecided case ends.
    pub(crate) fn exit(self) -> Exit {
        match self {
            Self::Fail => Exit::Undecided,
            Self::Pass => Exit::Fine,
        }
    }
}

/// What came of one case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It holds.
    Held,
    /// It does not.
    Failed,
    /// The evidence does not decide.
    Undecided,
    /// It was not judged.
    Skipped,
    /// What should have given the evidence went wrong.
    Broken,
}

impl Outcome {
    /// In a word.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Failed => "failed",
            Self::Undecided => "undecided",
            Self::Skipped => "not judged",
            Self::Broken => "error",
        }
    }
}

/// Where a case stands in a file; lines and columns count from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Spot {
    pub(crate) file: String,
    pub(crate) line: usize,
    pub(crate) column: usize,
}

/// One judged case, such as a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Case {
    pub(crate) name: String,
    /// What was to hold; empty where the name says it.
    pub(crate) that: String,
    /// Where it stands; nothing for what stands in no text.
    pub(crate) spot: Option<Spot>,
    pub(crate) outcome: Outcome,
    /// The numbers that decide, or why there are none.
    pub(crate) evidence: String,
}

impl Case {
    /// What was to hold and the evidence, in one text.
    fn told(&self) -> String {
        match (self.that.as_str(), self.evidence.as_str()) {
            ("", text) | (text, "") => text.into(),
            (that, evidence) => format!("{that}: {evidence}"),
        }
    }
}

/// The cases of one scenario.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Suite {
    pub(crate) name: String,
    /// The scenario file.
    pub(crate) file: String,
    /// When it was started, in UTC.
    pub(crate) started: String,
    /// How long it took \[s\].
    pub(crate) seconds: f64,
    pub(crate) cases: Vec<Case>,
}

impl Suite {
    /// How many cases came out so.
    fn n(&self, outcome: Outcome) -> usize {
        self.cases.iter().filter(|case| case.outcome == outcome).count()
    }
}

/// Where verdicts are told beside the summary.
#[derive(Clone, Debug)]
pub(crate) struct Channels {
    pub(crate) junit: Option<PathBuf>,
    pub(crate) undecided: OnUndecided,
}

impl Channels {
    /// Whether the JUnit file could be written: it would be a pity to learn that after an hour.
    pub(crate) fn check(&self) -> Result<(), Fault> {
        self.junit.as_deref().map_or(Ok(()), check)
    }

    /// Writes the JUnit file, appends to the step summary of GitHub, and gives the annotations for stderr.
    ///
    /// Faults of the two are independent of each other: all of them are returned.
    pub(crate) fn write(&self, suites: &[Suite]) -> (String, Vec<Fault>) {
        let mut faults = Vec::new();
        if let Some(file) = &self.junit
            && let Err(fault) = publish::put(&[(file, junit::document(suites, self.undecided).as_bytes())])
        {
            faults.push(Fault { remedy: OTHER.into(), ..fault });
        }
        if !github::is_here() {
            return (String::new(), faults);
        }
        faults.extend(github::append(&github::summary(suites)).err());
        (github::annotations(suites, self.undecided), faults)
    }
}

const OTHER: &str = "name another file with `--junit`";

/// What an earlier JUnit file begins with; nothing else is replaced.
const XML: &[u8] = b"<?xml";

fn check(file: &Path) -> Result<(), Fault> {
    let refuse = |why: &str, remedy: &str| {
        Err(Fault { message: format!("cannot write to {}: {why}", shown(file)), remedy: remedy.into() })
    };
    let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !parent.is_dir() {
        return refuse("there is no such folder", "create the folder, or name another file with `--junit`");
    }
    match fs::metadata(file) {
        Ok(meta) if meta.is_dir() => return refuse("it is a folder", "name a file in it: `--junit FOLDER/junit.xml`"),
        Ok(meta) if !meta.is_file() => return refuse("it is not a file", OTHER),
        Ok(_) => match fs::read(file) {
            Ok(bytes) if !bytes.is_empty() && !bytes.starts_with(XML) => {
                return refuse("there is a file that is not XML, so it is not an earlier JUnit file", OTHER);
            }
            Ok(_) => {}
            Err(error) => return refuse(&reason(&error), OTHER),
        },
        Err(_) => {}
    }
    publish::probe(file).map_err(|fault| Fault { remedy: OTHER.into(), ..fault })
}
