//! The command line: verbs in, text, tables and exit codes out.

mod arguments;
mod charts;
mod clock;
mod document;
mod exit;
mod interrupt;
mod number;
mod progress;
mod summary;
mod verb;
mod voice;
mod wrap;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use clap::Parser as _;

use arguments::{Arguments, Verb};
use exit::Exit;
use voice::Voice;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    // A panic is a bug; its message is on stderr already, and the exit code must say so as the manual does.
    catch_unwind(AssertUnwindSafe(|| play(&arguments.verb))).unwrap_or(Exit::Internal).code()
}

fn play(verb: &Verb) -> Exit {
    match verb {
        Verb::Run(run) => verb::run::run(run, &Voice::new(&run.speech)),
        Verb::Calibrate(calibrate) => verb::calibrate::calibrate(calibrate, &Voice::new(&calibrate.speech)),
        Verb::Check(check) => verb::check::check(check, &Voice::new(&check.speech)),
        Verb::List(list) => verb::list::list(list, &Voice::new(&list.speech)),
        Verb::Schema(schema) => verb::schema::schema(&Voice::new(&schema.speech)),
        Verb::Explain(explain) => verb::explain::explain(explain, &Voice::new(&explain.speech)),
        Verb::Init(init) => verb::init::init(init, &Voice::new(&init.speech)),
        Verb::Diff(diff) => verb::diff::diff(diff, &Voice::new(&diff.speech)),
        Verb::Swarm(swarm) => verb::swarm::swarm(swarm, &Voice::new(&swarm.speech)),
        Verb::Trace(trace) => verb::trace::trace(trace, &Voice::new(&trace.speech)),
    }
}
