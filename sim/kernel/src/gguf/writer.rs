//! Small GGUF files from parts: for tests, fuzzing and llms that a user puts together.

use super::Format;
use super::value::kind;
use crate::llama::Shape;
use crate::synthetic::Noise;

/// A file in the making: metadata and tensors in the order in which they are added.
#[derive(Clone, Debug, Default)]
pub struct Writer {
    /// Keys, and the bytes of their typed values.
    pub metadata: Vec<(String, Vec<u8>)>,
    /// The tensors.
    pub tensors: Vec<Part>,
}

/// A tensor in the making.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// Sizes, the fastest first.
    pub sizes: Vec<u64>,
    /// The number that files have for its format.
    pub format: u32,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A text with its length before it.
fn text(text: &str) -> Vec<u8> {
    [&(text.len() as u64).to_le_bytes()[..], text.as_bytes()].concat()
}

impl Writer {
    /// A whole llm with random weights, each of its own seed, and these texts as its tokens' names.
    pub fn llm(shape: &Shape, format: impl Into<Format>, seed: u64, tokens: &[&str]) -> Self {
        let format = format.into();
        let mut file = Self::default();
        file.text("general.architecture", "llama");
        for (key, n) in [
            ("block_count", shape.layers),
            ("embedding_length", shape.width),
            ("feed_forward_length", shape.hidden),
            ("attention.head_count", shape.heads),
            ("attention.head_count_kv", shape.groups),
            ("attention.key_length", shape.size),
            ("rope.dimension_count", shape.rope_size),
        ] {
            file.whole(&format!("llama.{key}"), n as u32);
        }
        file.number("llama.attention.layer_norm_rms_epsilon", shape.epsilon);
        file.number("llama.rope.freq_base", shape.rope_base);
        file.texts("tokenizer.ggml.tokens", tokens);
        let mut matrix = |name: &str, columns: usize, depth: usize| {
            let mut noise = Noise::new(seed ^ file.tensors.len() as u64);
            let size = (3.0 / depth as f32).sqrt();
            let weights: Vec<f32> = (0..columns * depth).map(|_| noise.even() * size).collect();
            file.matrix(name, format, &weights, depth);
        };
        matrix("token_embd.weight", shape.vocabulary, shape.width);
        if !shape.is_tied {
            matrix("output.weight", shape.vocabulary, shape.width);
        }
        for layer in 0..shape.layers {
            for (part, columns, depth) in shape.layer() {
                matrix(&format!("blk.{layer}.{part}.weight"), columns, depth);
            }
        }
        let mut noise = Noise::new(seed);
        let mut norm = |name: String| {
            let numbers: Vec<f32> = (0..shape.width).map(|_| 1.0 + 0.1 * noise.even()).collect();
            file.numbers(&name, &numbers);
        };
        for layer in 0..shape.layers {
            norm(format!("blk.{layer}.attn_norm.weight"));
            norm(format!("blk.{layer}.ffn_norm.weight"));
        }
        norm("output_norm.weight".into());
        file
    }

    /// Adds a value of this type to the metadata.
    pub fn value(&mut self, key: &str, kind: u32, bytes: &[u8]) {
        self.metadata.push((key.into(), [&kind.to_le_bytes()[..], bytes].concat()));
    }

    /// Adds a text.
    pub fn text(&mut self, key: &str, value: &str) {
        self.value(key, kind::TEXT, &text(value));
    }

    /// Adds a list of texts.
    pub fn texts(&mut self, key: &str, values: &[&str]) {
        let head = [&kind::TEXT.to_le_bytes()[..], &(values.len() as u64).to_le_bytes()].concat();
        let all = values.iter().fold(head, |all, value| [all, text(value)].concat());
        self.value(key, kind::ARRAY, &all);
    }

    /// Adds a whole number.
    pub fn whole(&mut self, key: &str, n: u32) {
        self.value(key, kind::U32, &n.to_le_bytes());
    }

    /// Adds a number.
    pub fn number(&mut self, key: &str, x: f32) {
        self.value(key, kind::F32, &x.to_le_bytes());
    }

    /// Adds a vector of single precision.
    pub fn numbers(&mut self, name: &str, numbers: &[f32]) {
        let bytes = numbers.iter().flat_map(|x| x.to_le_bytes()).collect();
        self.tensors.push(Part { name: name.into(), sizes: vec![numbers.len() as u64], format: 0, bytes });
    }

    /// Adds a matrix of these weights \[columns × depth\], rounded to a format.
    ///
    /// # Panics
    /// If rows are no whole blocks.
    pub fn matrix(&mut self, name: &str, format: impl Into<Format>, weights: &[f32], depth: usize) {
        let format = format.into();
        assert!(format.size(depth).is_some(), "rows of {depth} numbers in {}", format.name());
        let sizes = vec![depth as u64, (weights.len() / depth) as u64];
        let bytes = format.write(weights);
        self.tensors.push(Part { name: name.into(), sizes, format: format.number(), bytes });
    }

    /// The whole file in this version of the format, 2 or 3.
    pub fn bytes(&self, version: u32) -> Vec<u8> {
        let mut file = b"GGUF".to_vec();
        file.extend(version.to_le_bytes());
        file.extend((self.tensors.len() as u64).to_le_bytes());
        file.extend((self.metadata.len() as u64).to_le_bytes());
        for (key, value) in &self.metadata {
            file.extend(text(key));
            file.extend(value);
        }
        let mut data = Vec::new();
        for Part { name, sizes, format, bytes } in &self.tensors {
            file.extend(text(name));
            file.extend((sizes.len() as u32).to_le_bytes());
            for size in sizes {
                file.extend(size.to_le_bytes());
            }
            file.extend(format.to_le_bytes());
            file.extend((data.len() as u64).to_le_bytes());
            data.extend(bytes);
            data.resize(data.len().next_multiple_of(32), 0);
        }
        file.resize(file.len().next_multiple_of(32), 0);
        [file, data].concat()
    }
}
