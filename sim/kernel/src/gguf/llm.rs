//! From a file's metadata and tensors to an llm.

use super::{Format, Gguf, Tensor, Value, five, shown};
use crate::arena::Arena;
use crate::fault::Fault;
use crate::llama::{Llm, Shape, Source};
use crate::matrix::{Matrix, TILE};
use crate::quant::{Quant, quantise};

impl Gguf<'_> {
    /// The shape of the llm in the file.
    ///
    /// # Errors
    /// An architecture other than Llama, or sizes that are missing or do not fit.
    pub fn shape(&self) -> Result<Shape, Fault> {
        match self.value("general.architecture").map(Value::text) {
            Some(Some("llama")) => {}
            Some(Some(other)) => {
                let other = shown(other);
                return Err(Fault::new(format!("the architecture `{other}` is not supported: `llama` is")));
            }
            _ => return Err(Fault::new("`general.architecture` is missing or not a text")),
        }
        let heads = self.size("attention.head_count")?;
        let width = self.size("embedding_length")?;
        let size = match self.optional("attention.key_length")? {
            Some(size) => size,
            None if heads > 0 && width % heads == 0 => width / heads,
            None => return Err(Fault::new(format!("a width of {width} cannot be divided among {heads} heads"))),
        };
        if self.optional("attention.value_length")?.is_some_and(|values| values != size) {
            return Err(Fault::new("keys and values of different sizes are not supported"));
        }
        if self.optional("expert_count")?.is_some_and(|experts| experts > 0) {
            return Err(Fault::new("mixtures of experts are not supported"));
        }
        self.check_rope()?;
        let Some([width_too, vocabulary]) = self.tensor("token_embd.weight").map(|tensor| &tensor.sizes[..]) else {
            return Err(Fault::new("the tensor `token_embd.weight` is missing or not a matrix"));
        };
        if *width_too != width {
            return Err(Fault::new(format!("`token_embd.weight` has rows of {width_too}, the llm has {width}")));
        }
        let shape = Shape {
            layers: self.size("block_count")?,
            width,
            heads,
            groups: self.optional("attention.head_count_kv")?.unwrap_or(heads),
            size,
            hidden: self.size("feed_forward_length")?,
            vocabulary: *vocabulary,
            rope_base: self.float("rope.freq_base")?.unwrap_or(1e4),
            rope_size: self.optional("rope.dimension_count")?.unwrap_or(size),
            epsilon: self
                .float("attention.layer_norm_rms_epsilon")?
                .ok_or_else(|| Fault::new("`llama.attention.layer_norm_rms_epsilon` is missing"))?,
            is_tied: self.tensor("output.weight").is_none(),
        };
        shape.check()?;
        Ok(shape)
    }

    /// Refuses rotary scaling, of which only the factors of `rope_freqs.weight` are supported.
    ///
    /// As in llama.cpp scaling is linear where no type is named, by 1 where there is no factor or 0.
    fn check_rope(&self) -> Result<(), Fault> {
        let kind = match self.value("llama.rope.scaling.type") {
            None => "linear",
            Some(kind) => kind.text().ok_or_else(|| Fault::new("`llama.rope.scaling.type` must be a text"))?,
        };
        // The second is the older name of the first.
        let factor = match self.float("rope.scaling.factor")? {
            None => self.float("rope.scale_linear")?,
            factor => factor,
        };
        let is_one = |x: Option<f32>| x.is_none_or(|x| x.to_bits() == 1.0_f32.to_bits());
        let is_none = match kind {
            "none" => true,
            "linear" => is_one(factor.filter(|&factor| factor != 0.0)),
            _ => false,
        };
        if !is_none {
            let by = factor.map_or_else(String::new, |factor| format!(" by {factor}"));
            return Err(Fault::new(format!("rotary scaling `{}`{by} is not supported", shown(kind))));
        }
        if !is_one(self.float("rope.scaling.attn_factor")?) {
            return Err(Fault::new("`llama.rope.scaling.attn_factor` is not supported unless it is 1"));
        }
        Ok(())
    }

    /// The llm in the file, its weights packed for the kernel; those of a format that it does not multiply as `Q8_0`.
    ///
    /// # Errors
    /// As of [`Self::shape`]; a tensor that is missing, of another size, not known to the architecture, or not of
    /// numbers; rows that are no whole blocks; too little memory.
    pub fn llm(&self) -> Result<Llm, Fault> {
        self.llm_rounded(None)
    }

    /// The same with every matrix rounded anew to a format; those whose rows are no whole blocks of it to `Q8_0`.
    ///
    /// So a substitute is made of an honest llm.
    ///
    /// # Errors
    /// As of [`Self::llm`].
    pub fn llm_rounded(&self, quant: Option<Quant>) -> Result<Llm, Fault> {
        let shape = self.shape()?;
        if let Some((name, _)) = self.tensors().find(|(name, _)| !is_known(name, &shape)) {
            return Err(Fault::new(format!("the tensor `{}` is not known to the architecture", shown(name))));
        }
        Llm::assemble(shape, &mut File { gguf: self, quant })
    }

    /// Bytes that the matrices take in memory when they are rounded so, a few in a thousand more with the tiles filled
    /// up.
    pub fn packed_bytes(&self, quant: Option<Quant>) -> f64 {
        let matrices = self.tensors.values().filter(|tensor| tensor.sizes.len() == 2);
        let bytes = |tensor: &Tensor<'_>| {
            let to = tensor.format.multiplied(quant, tensor.sizes[0]);
            tensor.sizes[0] as f64 * tensor.sizes[1] as f64 / to.weights() as f64 * to.bytes() as f64
        };
        matrices.map(bytes).sum()
    }

    fn optional(&self, key: &str) -> Result<Option<usize>, Fault> {
        let key = format!("llama.{key}");
        let Some(value) = self.value(&key) else { return Ok(None) };
        let size = value.whole().and_then(|n| usize::try_from(n).ok()).filter(|&n| n <= 1 << 30);
        size.map(Some).ok_or_else(|| Fault::new(format!("`{key}` must be a whole number up to 2^30")))
    }

    fn size(&self, key: &str) -> Result<usize, Fault> {
        self.optional(key)?.ok_or_else(|| Fault::new(format!("`llama.{key}` is missing")))
    }

    fn float(&self, key: &str) -> Result<Option<f32>, Fault> {
        let key = format!("llama.{key}");
        let Some(value) = self.value(&key) else { return Ok(None) };
        value.number().map(|x| Some(x as f32)).ok_or_else(|| Fault::new(format!("`{key}` must be a number")))
    }
}

/// Whether a forward pass of this shape uses the tensor: one that it passed over would make it wrong.
fn is_known(name: &str, shape: &Shape) -> bool {
    const PARTS: [&str; 9] =
        ["attn_norm", "attn_q", "attn_k", "attn_v", "attn_output", "ffn_norm", "ffn_gate", "ffn_up", "ffn_down"];
    if matches!(name, "token_embd.weight" | "output_norm.weight" | "output.weight" | "rope_freqs.weight") {
        return true;
    }
    let part = name.strip_prefix("blk.").and_then(|name| name.strip_suffix(".weight"));
    part.and_then(|part| part.split_once('.')).is_some_and(|(layer, part)| {
        layer.parse::<usize>().is_ok_and(|layer| layer < shape.layers) && PARTS.contains(&part)
    })
}

struct File<'a> {
    gguf: &'a Gguf<'a>,
    /// What matrices are rounded to; without it they stay as they are.
    quant: Option<Quant>,
}

impl File<'_> {
    fn tensor(&self, name: &str, sizes: &[usize]) -> Result<&Tensor<'_>, Fault> {
        let Some(tensor) = self.gguf.tensor(name) else {
            return Err(Fault::new(format!("the tensor `{name}` is missing")));
        };
        if tensor.sizes != sizes {
            let found = &tensor.sizes;
            return Err(Fault::new(format!("tensor `{name}`: sizes {found:?}, must be {sizes:?}")));
        }
        Ok(tensor)
    }

    fn numbers(tensor: &Tensor<'_>) -> Option<Vec<f32>> {
        if !tensor.format.is_plain() {
            return None;
        }
        let mut numbers = vec![0.0; tensor.sizes.iter().product()];
        tensor.format.read(tensor.bytes, &mut numbers);
        numbers.iter().all(|x| x.is_finite()).then_some(numbers)
    }
}

impl Source for File<'_> {
    fn quant(&self, name: &str, columns: usize, depth: usize) -> Result<Quant, Fault> {
        Ok(self.tensor(name, &[depth, columns])?.format.multiplied(self.quant, depth))
    }

    fn pack(&mut self, name: &str, matrix: &Matrix, arena: &mut Arena) -> Result<(), Fault> {
        let tensor = self.tensor(name, &[matrix.depth(), matrix.columns()])?;
        if tensor.format == Format::Quant(matrix.quant()) {
            return matrix.pack(arena, tensor.bytes);
        }
        let row = tensor.bytes.len() / matrix.columns();
        let mut weights = vec![0.0; matrix.depth() * TILE];
        let mut blocks = vec![0; weights.len() / matrix.quant().weights() * matrix.quant().bytes()];
        for (tile, rows) in tensor.bytes.chunks(row * TILE).enumerate() {
            let weights = &mut weights[..rows.len() / row * matrix.depth()];
            let blocks = &mut blocks[..weights.len() / matrix.quant().weights() * matrix.quant().bytes()];
            if (tensor.format, matrix.quant()) == (Format::Q5_0, Quant::Q8_0) {
                five::as_q8_0(rows, blocks);
            } else {
                tensor.format.read(rows, weights);
                if !weights.iter().all(|w| w.is_finite()) {
                    return Err(Fault::new(format!("a weight of rows {} and after is not a number", tile * TILE)));
                }
                quantise(matrix.quant(), weights, blocks);
            }
            matrix.pack_tile(arena, tile, blocks)?;
        }
        Ok(())
    }

    fn vector(&mut self, name: &str, len: usize) -> Result<Vec<f32>, Fault> {
        let tensor = self.tensor(name, &[len])?;
        Self::numbers(tensor)
            .ok_or_else(|| Fault::new(format!("tensor `{name}`: must be finite F32, F16 or BF16 numbers")))
    }

    fn rope_factors(&mut self, len: usize) -> Result<Option<Vec<f32>>, Fault> {
        let name = "rope_freqs.weight";
        if self.gguf.tensor(name).is_none() {
            return Ok(None);
        }
        let factors = Self::numbers(self.tensor(name, &[len])?).filter(|all| all.iter().all(|&f| f >= 1e-3));
        factors.map(Some).ok_or_else(|| Fault::new(format!("tensor `{name}`: must be numbers of at least 0.001")))
    }
}
