//! The weights of an llm, put together from whatever has them.

use super::rope;
use super::shape::Shape;
use crate::arena::Arena;
use crate::fault::Fault;
use crate::matrix::{Matrix, Plan};
use crate::quant::Quant;

/// Where weights come from; names are those of GGUF files.
pub trait Source {
    /// The format of a matrix, after a check of its size.
    ///
    /// # Errors
    /// If it is missing, of another size or of a format that the kernel does not know.
    fn quant(&self, name: &str, columns: usize, depth: usize) -> Result<Quant, Fault>;

    /// Packs a matrix.
    ///
    /// # Errors
    /// If its weights are not numbers.
    fn pack(&mut self, name: &str, matrix: &Matrix, arena: &mut Arena) -> Result<(), Fault>;

    /// A vector of so many numbers.
    ///
    /// # Errors
    /// If it is missing, of another size or not of numbers.
    fn vector(&mut self, name: &str, len: usize) -> Result<Vec<f32>, Fault>;

    /// Factors of the rotary wavelengths, where there are any.
    ///
    /// # Errors
    /// If they are of another size or not above 0.
    fn rope_factors(&mut self, len: usize) -> Result<Option<Vec<f32>>, Fault>;
}

/// A Llama-family llm with its weights.
#[derive(Debug)]
pub struct Llm {
    pub(super) shape: Shape,
    pub(super) arena: Arena,
    pub(super) embedding: Matrix,
    pub(super) layers: Vec<Layer>,
    pub(super) norm: Vec<f32>,
    pub(super) head: Matrix,
    pub(super) speeds: Vec<f64>,
}

/// One block.
#[derive(Debug)]
pub(super) struct Layer {
    pub(super) attention_norm: Vec<f32>,
    pub(super) query: Matrix,
    pub(super) key: Matrix,
    pub(super) value: Matrix,
    pub(super) output: Matrix,
    pub(super) hidden_norm: Vec<f32>,
    pub(super) gate: Matrix,
    pub(super) up: Matrix,
    pub(super) down: Matrix,
}

impl Llm {
    /// Puts an llm together: reserves one arena for all matrices, then packs each.
    ///
    /// # Errors
    /// Sizes that do not fit, what the source lacks, or too little memory.
    pub fn assemble(shape: Shape, source: &mut impl Source) -> Result<Self, Fault> {
        shape.check()?;
        let mut plan = Plan::default();
        let mut places: Vec<(String, Matrix)> = Vec::new();
        let mut place = |name: String, columns: usize, depth: usize, source: &dyn Fn(&str) -> Result<Quant, Fault>| {
            let quant = source(&name)?;
            let matrix =
                plan.matrix(quant, columns, depth).map_err(|fault| Fault::new(format!("tensor `{name}`: {fault}")))?;
            places.push((name, matrix));
            Ok::<Matrix, Fault>(matrix)
        };
        let mut reserve = |name: String, columns: usize, depth: usize, source: &dyn Source| {
            place(name, columns, depth, &|name| source.quant(name, columns, depth))
        };
        let Shape { width, vocabulary, .. } = shape;
        let embedding = reserve("token_embd.weight".into(), vocabulary, width, source)?;
        let mut layers = Vec::new();
        for layer in 0..shape.layers {
            let name = |part: &str| format!("blk.{layer}.{part}.weight");
            let mut matrix =
                |(part, columns, depth): (&str, usize, usize)| reserve(name(part), columns, depth, &*source);
            let [query, key, value, output, gate, up, down] = shape.layer();
            let [query, key, value] = [matrix(query)?, matrix(key)?, matrix(value)?];
            let [output, gate, up, down] = [matrix(output)?, matrix(gate)?, matrix(up)?, matrix(down)?];
            let attention_norm = source.vector(&name("attn_norm"), width)?;
            let hidden_norm = source.vector(&name("ffn_norm"), width)?;
            layers.push(Layer { attention_norm, query, key, value, output, hidden_norm, gate, up, down });
        }
        let norm = source.vector("output_norm.weight", width)?;
        let head = if shape.is_tied { embedding } else { reserve("output.weight".into(), vocabulary, width, source)? };
        let factors = source.rope_factors(shape.rope_size / 2)?;
        let mut arena = plan.allocate()?;
        for (name, matrix) in places {
            source.pack(&name, &matrix, &mut arena).map_err(|fault| Fault::new(format!("tensor `{name}`: {fault}")))?;
        }
        let speeds = rope::speeds(&shape, factors.as_deref());
        Ok(Self { shape, arena, embedding, layers, norm, head, speeds })
    }

    /// The sizes.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// The memory of the weights.
    pub fn arena(&self) -> &Arena {
        &self.arena
    }

    /// Bytes of all matrices in a file, the output head counted once.
    pub fn file_bytes(&self) -> usize {
        let of = |layer: &Layer| -> usize {
            let all = [layer.query, layer.key, layer.value, layer.output, layer.gate, layer.up, layer.down];
            all.iter().map(Matrix::file_bytes).sum()
        };
        let head = if self.shape.is_tied { 0 } else { self.head.file_bytes() };
        self.layers.iter().map(of).sum::<usize>() + self.embedding.file_bytes() + head
    }

    /// Reads rows of a matrix back as numbers; for references that compute the same in another way.
    ///
    /// `None` where no matrix has this name.
    pub fn matrix(&self, name: &str) -> Option<&Matrix> {
        match name {
            "token_embd.weight" => return Some(&self.embedding),
            "output.weight" => return Some(&self.head),
            _ => {}
        }
        let (layer, part) = name.strip_prefix("blk.")?.strip_suffix(".weight")?.split_once('.')?;
        let layer = self.layers.get(layer.parse::<usize>().ok()?)?;
        match part {
            "attn_q" => Some(&layer.query),
            "attn_k" => Some(&layer.key),
            "attn_v" => Some(&layer.value),
            "attn_output" => Some(&layer.output),
            "ffn_gate" => Some(&layer.gate),
            "ffn_up" => Some(&layer.up),
            "ffn_down" => Some(&layer.down),
            _ => None,
        }
    }

    /// A norm's weights.
    ///
    /// `None` where no norm has this name.
    pub fn vector(&self, name: &str) -> Option<&[f32]> {
        if name == "output_norm.weight" {
            return Some(&self.norm);
        }
        let (layer, part) = name.strip_prefix("blk.")?.strip_suffix(".weight")?.split_once('.')?;
        let layer = self.layers.get(layer.parse::<usize>().ok()?)?;
        match part {
            "attn_norm" => Some(&layer.attention_norm),
            "ffn_norm" => Some(&layer.hidden_norm),
            _ => None,
        }
    }
}
