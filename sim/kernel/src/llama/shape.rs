//! The sizes of a Llama-family llm, and those of published ones.

use crate::fault::Fault;

/// How large an llm is in each direction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shape {
    /// Blocks of attention and feed-forward.
    pub layers: usize,
    /// Numbers of a token's state.
    pub width: usize,
    /// Query heads.
    pub heads: usize,
    /// Key and value heads; each serves `heads / groups` query heads.
    pub groups: usize,
    /// Numbers of a head.
    pub size: usize,
    /// Numbers between the two feed-forward matrices.
    pub hidden: usize,
    /// Tokens that it knows.
    pub vocabulary: usize,
    /// Base of the rotary embedding's wavelengths.
    pub rope_base: f32,
    /// Numbers of a head that are rotated; even.
    pub rope_size: usize,
    /// What the norms add to the mean square.
    pub epsilon: f32,
    /// Whether the output head is the embedding.
    pub is_tied: bool,
}

/// Published shapes: layers, width, heads, groups, hidden, vocabulary, rope base, tied.
///
/// Source: the `config.json` of each model's repository.
type Published = (&'static str, [usize; 6], f32, bool);

const PUBLISHED: [Published; 7] = [
    ("tiny", [2, 64, 4, 2, 128, 256], 1e4, true),
    ("smollm2-135m", [30, 576, 9, 3, 1536, 49_152], 1e5, true),
    ("smollm2-360m", [32, 960, 15, 5, 2560, 49_152], 1e5, true),
    ("tinyllama-1.1b", [22, 2048, 32, 4, 5632, 32_000], 1e4, false),
    ("llama-3.2-1b", [16, 2048, 32, 8, 8192, 128_256], 5e5, true),
    ("llama-2-7b", [32, 4096, 32, 32, 11_008, 32_000], 1e4, false),
    ("llama-3.1-8b", [32, 4096, 32, 8, 14_336, 128_256], 5e5, false),
];

impl Shape {
    /// Names of the shapes that come with the crate.
    pub fn names() -> impl Iterator<Item = &'static str> {
        PUBLISHED.iter().map(|(name, ..)| *name)
    }

    /// The shape of this name.
    ///
    /// # Errors
    /// If no shape has it.
    pub fn named(name: &str) -> Result<Self, Fault> {
        let Some((_, sizes, rope_base, is_tied)) = PUBLISHED.iter().find(|(known, ..)| *known == name) else {
            let names = Self::names().collect::<Vec<_>>().join(", ");
            return Err(Fault::new(format!("`{name}` is not a known shape: known are {names}")));
        };
        let [layers, width, heads, groups, hidden, vocabulary] = *sizes;
        let size = width / heads;
        let (rope_size, epsilon) = (size, 1e-5);
        let (rope_base, is_tied) = (*rope_base, *is_tied);
        Ok(Self { layers, width, heads, groups, size, hidden, vocabulary, rope_base, rope_size, epsilon, is_tied })
    }

    /// Checks that the sizes fit each other.
    ///
    /// # Errors
    /// The first that does not.
    pub fn check(&self) -> Result<(), Fault> {
        let sizes = [
            ("layers", self.layers, 1 << 12),
            ("width", self.width, 1 << 20),
            ("heads", self.heads, 1 << 16),
            ("groups", self.groups, 1 << 16),
            ("size of a head", self.size, 1 << 16),
            ("hidden", self.hidden, 1 << 22),
            ("vocabulary", self.vocabulary, 1 << 24),
        ];
        for (name, size, most) in sizes {
            if size == 0 || size > most {
                return Err(Fault::new(format!("{name} is {size}: must be 1 ..= {most}")));
            }
        }
        if !self.heads.is_multiple_of(self.groups) {
            let (heads, groups) = (self.heads, self.groups);
            return Err(Fault::new(format!("{heads} query heads for {groups} key heads: must be a multiple")));
        }
        if !self.rope_size.is_multiple_of(2) || self.rope_size > self.size {
            let (rope, size) = (self.rope_size, self.size);
            return Err(Fault::new(format!(
                "{rope} rotated numbers of a head of {size}: must be even and at most {size}"
            )));
        }
        if !(self.rope_base >= 1.0 && self.rope_base < 1e12) {
            return Err(Fault::new(format!("the rotary base is {}: must be 1 .. 1e12", self.rope_base)));
        }
        if !(self.epsilon > 0.0 && self.epsilon < 1.0) {
            return Err(Fault::new(format!("the epsilon of the norms is {}: must be in 0 .. 1", self.epsilon)));
        }
        Ok(())
    }

    /// The matrices of a layer: name, columns, depth.
    pub fn layer(&self) -> [(&'static str, usize, usize); 7] {
        let (heads, groups) = (self.heads * self.size, self.groups * self.size);
        [
            ("attn_q", heads, self.width),
            ("attn_k", groups, self.width),
            ("attn_v", groups, self.width),
            ("attn_output", self.width, heads),
            ("ffn_gate", self.hidden, self.width),
            ("ffn_up", self.hidden, self.width),
            ("ffn_down", self.width, self.hidden),
        ]
    }

    /// Weights of all matrices that a token passes, the output head among them.
    pub fn weights(&self) -> usize {
        let layer: usize = self.layer().iter().map(|(_, columns, depth)| columns * depth).sum();
        self.layers * layer + self.width * self.vocabulary
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_published_shape_fits_itself() {
        for name in Shape::names() {
            Shape::named(name).unwrap().check().unwrap_or_else(|fault| panic!("{name}: {fault}"));
        }
        assert_eq!(Shape::named("smollm2-135m").unwrap().weights(), 134_479_872);
    }

    #[test]
    fn an_unknown_shape_is_refused_with_those_that_are_known() {
        let text = Shape::named("gpt-2").unwrap_err().to_string();
        assert!(text.starts_with("`gpt-2` is not a known shape: known are tiny, smollm2-135m"), "{text}");
    }
}
