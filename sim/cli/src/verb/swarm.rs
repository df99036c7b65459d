//! `swarm`: random worlds from seeds, each of which must keep every law.

use lab::swarm::{Failing, draw, shrink, try_many};
use serde_json::json;

use super::init::write_new;
use crate::arguments::Swarm;
use crate::exit::Exit;
use crate::number::count;
use crate::voice::{Form, Voice};

/// Worlds between two lines of progress.
const PAUSE: u64 = 200;

/// Plays random worlds until one breaks a law.
pub(crate) fn swarm(arguments: &Swarm, voice: &Voice) -> Exit {
    let (mut events, mut requests, mut done) = (0, 0, 0);
    while done < arguments.runs {
        let batch = PAUSE.min(arguments.runs - done);
        let first = arguments.seed + done;
        for (seed, tried) in try_many(first..first + batch, arguments.events, arguments.threads.into()) {
            match tried {
                Ok(kept) => {
                    events += kept.events;
                    requests += kept.requests;
                }
                Err(failing) => return report(seed, arguments, &failing, voice),
            }
        }
        done += batch;
        if done < arguments.runs {
            voice.talk(&format!("{} of {} scenarios satisfied every law", count(done), count(arguments.runs)));
        }
    }
    match voice.form {
        Form::Json => voice.json(&json!({ "worlds": done, "events": events, "requests": requests, "failed": null })),
        Form::Text => voice.data(&format!(
            "{} scenarios satisfied every law, each with the same result twice: {} events, {} requests\n",
            count(done),
            count(events),
            count(requests)
        )),
    }
    Exit::Fine
}

/// Says which world failed, how to play it again, and the smallest scenario that still does.
fn report(seed: u64, arguments: &Swarm, failing: &Failing, voice: &Voice) -> Exit {
    let again = again(seed, arguments.events);
    voice.error(&failing.to_string(), Some(&format!("run it again with `{again}`")));
    voice.talk("reducing the scenario …");
    let small = shrink(&draw(seed, arguments.events), failing);
    let written = arguments.output.as_ref().is_some_and(|file| match write_new(file, &small) {
        Ok(()) => {
            voice.talk(&format!("the smallest scenario with the same failure is in {}", file.display()));
            true
        }
        Err((message, remedy)) => {
            voice.error(&message, Some(remedy));
            false
        }
    });
    // What took hours to find is printed if it cannot be written.
    if !written && voice.form == Form::Text {
        voice.data(&small);
    }
    if voice.form == Form::Json {
        voice.json(
            &json!({ "failed": { "seed": seed, "why": failing.to_string(), "again": again, "scenario": small } }),
        );
    }
    Exit::Internal
}

/// The command line that plays a world again.
fn again(seed: u64, events: u32) -> String {
    format!("windtunnel swarm --seed {seed} --runs 1 --events {events}")
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::again;
    use crate::arguments::{Arguments, Verb};

    #[test]
    fn a_failing_world_is_told_as_one_command_line_that_plays_it_again() {
        let line = again(17, 30_000);
        let Ok(Arguments { verb: Verb::Swarm(swarm) }) = Arguments::try_parse_from(line.split(' ')) else {
            panic!("`{line}` is no command line");
        };
        assert_eq!((swarm.seed, swarm.runs, swarm.events), (17, 1, 30_000));
    }
}
