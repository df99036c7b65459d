//! Writes tiny llms as GGUF files, one a format, into the folder given as argument: seeds for the fuzzer.

use std::path::PathBuf;

use kernel::gguf::Writer;
use kernel::llama::Shape;
use kernel::quant::Quant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(std::env::args_os().nth(1).unwrap_or_else(|| ".".into()));
    std::fs::create_dir_all(&folder)?;
    let tiny = Shape { layers: 1, vocabulary: 5, ..Shape::named("tiny")? };
    for quant in Quant::ALL {
        let width = quant.weights().max(32);
        let shape = Shape { width, size: width / 4, rope_size: width / 4, hidden: width, ..tiny };
        std::fs::write(folder.join(format!("{quant}.gguf")), Writer::llm(&shape, quant, 1, &["a", "b"]).bytes(3))?;
    }
    Ok(())
}
