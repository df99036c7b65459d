//! Writes tiny llms as GGUF files, one a format, into the folder given as argument: seeds for the fuzzer.

use std::path::PathBuf;

use kernel::gguf::{Format, Writer};
use kernel::llama::Shape;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(std::env::args_os().nth(1).unwrap_or_else(|| ".".into()));
    std::fs::create_dir_all(&folder)?;
    let tiny = Shape { layers: 1, vocabulary: 5, ..Shape::named("tiny")? };
    for format in Format::all() {
        let width = if format.size(32).is_some() { 32 } else { 256 };
        let shape = Shape { width, size: width / 4, rope_size: width / 4, hidden: width, ..tiny };
        let file = Writer::llm(&shape, format, 1, &["a", "b"]).bytes(3);
        std::fs::write(folder.join(format!("{}.gguf", format.name())), file)?;
    }
    Ok(())
}
