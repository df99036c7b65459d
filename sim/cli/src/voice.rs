//! What is said where: data on stdout, talk on stderr, colours only on a terminal.

use std::cell::OnceCell;
use std::io::{Error, ErrorKind, IsTerminal as _, Result, Write as _, stderr, stdout};

use files::{Colour, reason};
use scenario::Refused;
use serde_json::Value;

use crate::arguments::Speech;
use crate::ci::{Spot, github};
use crate::exit::Exit;

/// The mouth of the program.
pub(crate) struct Voice {
    /// Whether stderr shows colours.
    pub(crate) colour: Colour,
    /// Whether stdout shows colours.
    pub(crate) data_colour: Colour,
    /// How data is written.
    pub(crate) form: Form,
    talk: Talk,
    /// Why stdout took no more; data after that would have a hole before it.
    lost: OnceCell<Error>,
}

/// How data is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// What is said on stderr beside errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Talk {
    Usual,
    Quiet,
}

const RED: &str = "\u{1b}[1;31m";
const YELLOW: &str = "\u{1b}[1;33m";
const PLAIN: &str = "\u{1b}[0m";

impl Voice {
    pub(crate) fn new(speech: &Speech) -> Self {
        // See no-color.org: what it is set to does not matter, if it is set to something.
        let is_wanted = std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
        let colour = |is_terminal| if is_wanted && is_terminal { Colour::Ansi } else { Colour::Plain };
        Self {
            colour: colour(stderr().is_terminal()),
            data_colour: colour(stdout().is_terminal()),
            form: if speech.json { Form::Json } else { Form::Text },
            talk: if speech.quiet { Talk::Quiet } else { Talk::Usual },
            lost: OnceCell::new(),
        }
    }
    /// Whether to keep silent but for errors.
    pub(crate) fn is_quiet(&self) -> bool {
        self.talk == Talk::Quiet
    }
    /// Writes data; what stdout refuses is told at the end.
    pub(crate) fn data(&self, text: &str) {
        if self.lost.get().is_none()
            && let Err(error) = print(text)
        {
            // Only the first fault can be the first.
            let _ = self.lost.set(error);
        }
    }
    /// How the command ended, now that all is said: a fault if some of it was lost.
    pub(crate) fn end(&self, exit: Exit) -> Exit {
        let Some(error) = self.lost.get() else { return exit };
        // A reader that has had enough, such as `head`, is no fault.
        if error.kind() == ErrorKind::BrokenPipe {
            return exit;
        }
        self.error(&format!("cannot write to stdout: {}", reason(error)), Some("the printed output is incomplete"));
        exit.min(Exit::Refused)
    }
    /// Writes a document.
    pub(crate) fn json(&self, document: &Value) {
        let text = serde_json::to_string_pretty(document).expect("every key is a text");
        self.data(&format!("{text}\n"));
    }
    /// Says something that only people care about.
    pub(crate) fn talk(&self, text: &str) {
        if !self.is_quiet() {
            let _ = stderr().lock().write_all(format!("{text}\n").as_bytes());
        }
    }
    /// Says what may not be meant.
    pub(crate) fn warn(&self, message: &str) {
        let warning = match self.colour {
            Colour::Plain => "warning".to_string(),
            Colour::Ansi => format!("{YELLOW}warning{PLAIN}"),
        };
        self.talk(&format!("{warning}: {message}"));
    }
    /// Says what is wrong, and what would serve.
    pub(crate) fn error(&self, message: &str, remedy: Option<&str>) {
        let error = match self.colour {
            Colour::Plain => "error".to_string(),
            Colour::Ansi => format!("{RED}error{PLAIN}"),
        };
        let help = remedy.map_or_else(String::new, |remedy| format!("  = help: {remedy}\n"));
        complain(&format!("{error}: {message}\n{help}"));
    }
    /// Says what is wrong with a scenario.
    pub(crate) fn refuse(&self, refused: &Refused) {
        complain(&refused.render(self.colour));
        if github::is_here() {
            let lines = refused.problems.list().iter().map(|problem| {
                let position = refused.sources.position(problem.place);
                let spot = position.map(|p| Spot { file: p.name.into(), line: p.line, column: p.column });
                let help = problem.remedy.as_ref().map_or(String::new(), |remedy| format!("\n{remedy}"));
                let title = format!("{}: bad scenario", refused.sources.main());
                github::command("error", spot.as_ref(), &title, &format!("{}{help}", problem.message))
            });
            complain(&lines.collect::<String>());
        }
    }
}

fn print(text: &str) -> Result<()> {
    let mut out = stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush())
}

/// Writes to stderr, for the machine that runs this too, such as annotations.
pub(crate) fn complain(text: &str) {
    // Where stderr is closed there is nobody to tell.
    let _ = stderr().lock().write_all(text.as_bytes());
}

/// Says what the command line asks for in itself, as `--help`, or what is wrong with it.
pub(crate) fn usage(told: &clap::Error) -> Exit {
    // Bytes after the last line would stay in the buffer.
    let printed = told.print().and_then(|()| stdout().flush());
    match printed {
        _ if told.use_stderr() => Exit::Refused,
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            complain(&format!("error: cannot write to stdout: {}\n", reason(&error)));
            Exit::Refused
        }
        _ => Exit::Fine,
    }
}
