//! The command line: verbs in, text, tables and exit codes out.

mod arguments;
mod charts;
mod ci;
mod clock;
mod document;
mod exit;
mod interrupt;
mod number;
mod progress;
mod summary;
mod table;
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
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(told) => return voice::usage(&told).code(),
    };
    // A panic is a bug; its message is on stderr already, and the exit code must say so as the manual does.
    catch_unwind(AssertUnwindSafe(|| play(&arguments.verb))).unwrap_or(Exit::Internal).code()
}

fn play(verb: &Verb) -> Exit {
    let voice = Voice::new(verb.speech());
    let exit = match verb {
        Verb::Run(run) => verb::run::run(run, &voice),
        Verb::Sweep(sweep) => verb::sweep::sweep(sweep, &voice),
        Verb::Tune(tune) => verb::tune::tune(tune, &voice),
        Verb::Merge(merge) => verb::sweep::merge(merge, &voice),
        Verb::Rerun(rerun) => verb::rerun::rerun(rerun, &voice),
        Verb::Stress(stress) => verb::stress::stress(stress, &voice),
        Verb::Calibrate(calibrate) => verb::calibrate::calibrate(calibrate, &voice),
        Verb::Sense(sense) => verb::sense::sense(sense, &voice),
        Verb::Frontier(frontier) => verb::frontier::frontier(frontier, &voice),
        Verb::Check(check) => verb::check::check(check, &voice),
        Verb::Compare(compare) => verb::compare::compare(compare, &voice),
        Verb::Starts(starts) => verb::starts::starts(starts, &voice),
        Verb::List(list) => verb::list::list(list, &voice),
        Verb::Schema(_) => verb::schema::schema(&voice),
        Verb::Explain(explain) => verb::explain::explain(explain, &voice),
        Verb::Init(init) => verb::init::init(init, &voice),
        Verb::Diff(diff) => verb::diff::diff(diff, &voice),
        Verb::Swarm(swarm) => verb::swarm::swarm(swarm, &voice),
        Verb::Trace(trace) => verb::trace::trace(trace, &voice),
    };
    voice.end(exit)
}
