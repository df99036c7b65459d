//! `init`: writes a commented scenario to start from.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use files::reason;
use serde_json::json;

use crate::arguments::Init;
use crate::exit::Exit;
use crate::voice::{Form, Voice};

/// The scenario, which runs as it is.
const STARTER: &str = include_str!("../starter.toml");

/// Writes the scenario.
pub(crate) fn init(arguments: &Init, voice: &Voice) -> Exit {
    let file = &arguments.file;
    if let Err((message, remedy)) = write_new(file, STARTER) {
        voice.error(&message, Some(remedy));
        return Exit::Refused;
    }
    let name = file.display();
    match voice.form {
        Form::Json => voice.json(&json!({ "file": name.to_string() })),
        Form::Text => {
            let next =
                format!("wrote {name}\n  check it   windtunnel check {name}\n  run it     windtunnel run {name}");
            voice.talk(&next);
        }
    }
    Exit::Fine
}

/// Writes a file that is not there yet; leaves nothing behind if it cannot.
pub(super) fn write_new(file: &Path, text: &str) -> Result<(), (String, &'static str)> {
    let name = file.display();
    let refuse = |why: &str, remedy| Err((format!("cannot write {name}: {why}"), remedy));
    let opened = OpenOptions::new().write(true).create_new(true).open(file);
    let mut open = match opened {
        Ok(open) => open,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            return refuse("it already exists, and nothing is overwritten", "choose another name, or remove it first");
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return refuse("the folder does not exist", "create the folder first, or choose another one");
        }
        Err(error) => return refuse(&reason(&error), "choose another place"),
    };
    match open.write_all(text.as_bytes()) {
        Ok(()) => Ok(()),
        Err(error) => {
            let _ = std::fs::remove_file(file);
            refuse(&reason(&error), "choose another place")
        }
    }
}
