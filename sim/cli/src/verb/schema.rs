//! `schema`: prints the JSON Schema of scenario files.

use crate::exit::Exit;
use crate::voice::Voice;

/// Prints the schema; it is JSON in either form.
pub(crate) fn schema(voice: &Voice) -> Exit {
    voice.json(&files::schema(scenario::kind(), "A scenario of windtunnel"));
    Exit::Fine
}
