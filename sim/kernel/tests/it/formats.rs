//! Types of tensors that are read and not multiplied: their numbers by ggml's formulas, and what an llm makes of them.

use kernel::gguf::{Format, Gguf, Writer};
use kernel::half;
use kernel::isa::Isa;
use kernel::llama::{Cache, Llm, Part, Runner, Shape, Wanted, logits};
use kernel::matrix::Order;
use kernel::quant::{Quant, dequantise, quantise};
use kernel::synthetic::Noise;

/// Those that the kernel does not multiply.
fn rounded() -> impl Iterator<Item = Format> {
    Format::all().filter(|format| !matches!(format, Format::Quant(_)))
}

/// A whole small llm whose rows are whole blocks of any format.
fn llama(format: Format) -> Writer {
    let tiny = Shape::named("tiny").unwrap();
    let shape = Shape { layers: 1, width: 256, hidden: 512, size: 64, rope_size: 64, vocabulary: 19, ..tiny };
    Writer::llm(&shape, format, 3, &["a", "b"])
}

/// Weights and bytes of a block.
fn block(format: Format) -> (usize, usize) {
    let weights = [1, 32, 256].into_iter().find(|&n| format.size(n).is_some()).unwrap();
    (weights, format.size(weights).unwrap())
}

/// The weight that a block holds at a place, by the formulas of ggml's `dequantize_row_*`, in double precision: as all
/// products are exact there, rounding once gives the bits that single precision gives.
fn by_formula(format: Format, block: &[u8], i: usize) -> f32 {
    let half = |at: usize| f64::from(half::widen(u16::from_le_bytes([block[at], block[at + 1]])));
    let bit = |at: usize, bit: usize| f64::from(block[at + bit / 8] >> (bit % 8) & 1);
    // Of 32 weights the first 16 are the low nibbles.
    let nibble = |at: usize| f64::from(if i < 16 { block[at + i] % 16 } else { block[at + i - 16] / 16 });
    let weight = match format {
        Format::F32 => f64::from(f32::from_le_bytes(block.try_into().unwrap())),
        Format::F16 => half(0),
        Format::BF16 => f64::from(f32::from_le_bytes([0, 0, block[0], block[1]])),
        Format::Q5_0 => half(0) * (nibble(6) + 16.0 * bit(2, i) - 16.0),
        Format::Q5_1 => half(0) * (nibble(8) + 16.0 * bit(4, i)) + half(2),
        Format::Q5K => {
            // get_scale_min_k4: twelve bytes hold eight pairs of six bits.
            let (part, six) = (i / 32, &block[4..16]);
            let (scale, min) = if part < 4 {
                (six[part] % 64, six[part + 4] % 64)
            } else {
                let (low, high) = (six[part + 4], part - 4);
                (low % 16 + six[high] / 64 * 16, low / 16 + six[high + 4] / 64 * 16)
            };
            // 64 weights share 32 bytes; bit j of a byte of fifth bits belongs to part j.
            let byte = block[48 + i / 64 * 32 + i % 32];
            let low = f64::from(if part % 2 == 0 { byte % 16 } else { byte / 16 });
            let q = low + 16.0 * f64::from(block[16 + i % 32] >> part & 1);
            half(0) * f64::from(scale) * q - half(2) * f64::from(min)
        }
        Format::Quant(_) => unreachable!("checked beside its packing"),
    };
    weight as f32
}

#[test]
fn blocks_hold_the_weights_of_their_formulas() {
    let mut noise = Noise::new(5);
    for format in rounded() {
        let (weights, bytes) = block(format);
        let mut blocks: Vec<u8> = (0..300 * bytes).map(|_| noise.bits() as u8).collect();
        // Halves and singles that are numbers.
        for block in blocks.chunks_mut(bytes) {
            for at in [1, 3].into_iter().filter(|&at| at < bytes) {
                block[at] &= 0xbb;
            }
        }
        let mut found = vec![0.0; 300 * weights];
        format.read(&blocks, &mut found);
        for (block, found) in blocks.chunks(bytes).zip(found.chunks(weights)) {
            for (i, found) in found.iter().enumerate() {
                let wanted = by_formula(format, block, i);
                assert!(found.to_bits() == wanted.to_bits(), "{format:?}, weight {i}: {found}, not {wanted}");
            }
        }
    }
}

/// Blocks that the Python package gguf 0.19.0 wrote of `((37 i + 11) mod 64 - 31) / 16`, and what it reads in them.
#[test]
fn blocks_of_another_writer_are_read_as_it_reads_them() {
    let check = |format: Format, hex: &str, at: &[(usize, f32)]| {
        let bytes: Vec<u8> = hex
            .as_bytes()
            .chunks(2)
            .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
            .collect();
        let mut weights = [0.0; 32];
        format.read(&bytes, &mut weights);
        for &(i, weight) in at {
            assert_eq!(weights[i].to_bits(), weight.to_bits(), "{format:?}, weight {i}: {}", weights[i]);
        }
    };
    let q5_0 = "c02f5aad546ae6093b5e80a2d5f72a5c7fa2c4f7193c";
    check(
        Format::Q5_0,
        q5_0,
        &[(0, -1.210_937_5), (10, 1.816_406_3), (15, 1.453_125), (16, -0.242_187_5), (31, -1.574_218_8)],
    );
    let q5_1 = "df2fc0bf5aad546ae6083b5d80a2d5f72a4c7f91c4e6193b";
    check(
        Format::Q5_1,
        q5_1,
        &[(0, -1.199_585), (4, 0.030_273_438), (15, 1.383_117_7), (16, -0.215_698_24), (31, -1.568_542_5)],
    );
    let bf16 = "a0bf883f20bfd83f0000d8bf203f88bfa03fe0bef03f403ec0bf503f60bfb83f80bef8bfc03ea8bf803f30bfd03f80bde0bf103f90bf983f00bfe83f003ec8bf";
    check(Format::BF16, bf16, &[(0, -1.25), (4, 0.0), (15, 1.437_5), (31, -1.562_5)]);

    // No writer of Q5_K is in that package; it reads this block so.
    let mut block: [u8; 176] = std::array::from_fn(|i| (i * 73 + 29) as u8);
    block[..2].copy_from_slice(&half::narrow(0.01).to_le_bytes());
    block[2..4].copy_from_slice(&half::narrow(-0.5).to_le_bytes());
    let mut weights = [0.0; 256];
    Format::Q5K.read(&block, &mut weights);
    for (i, weight) in [
        (0, 18.790_062_f32),
        (31, 18.540_009),
        (32, 24.200_256),
        (100, 0.280_059_8),
        (128, 15.250_694),
        (191, 27.261_017),
        (255, 11.640_137),
    ] {
        assert_eq!(weights[i].to_bits(), weight.to_bits(), "weight {i}: {}", weights[i]);
    }
}

#[test]
fn what_is_written_plainly_is_read_back_within_half_a_step() {
    let mut noise = Noise::new(8);
    let weights: Vec<f32> = (0..256 * 40).map(|_| noise.even()).collect();
    // A step is 1/16, 2/31 and 2/31 with six-bit scales; of BF16 2^-8 and of F16 2^-11 of the weight.
    for (format, most) in [
        (Format::F32, 0.0),
        (Format::F16, 0.000_25),
        (Format::BF16, 0.002),
        (Format::Q5_0, 0.063),
        (Format::Q5_1, 0.033),
        (Format::Q5K, 0.045),
    ] {
        let mut back = vec![0.0; weights.len()];
        format.read(&format.write(&weights), &mut back);
        let worst = weights.iter().zip(&back).map(|(w, b)| (w - b).abs()).fold(0.0, f32::max);
        assert!(worst <= most && worst >= most / 3.0, "{format:?}: {worst}");
    }
}

/// Logits of a few tokens.
fn play(llm: &Llm) -> u64 {
    let mut cache = Cache::new(llm.shape(), 1, 4).unwrap();
    let mut hash = 0;
    let parts = [Part { sequence: 0, tokens: &[0, 2, 1], logits: Wanted::Every }];
    let mut runner = Runner::new(Isa::choose(None).unwrap(), 1, Order::Fixed);
    runner.step(llm, &mut cache, &parts, &mut |_, row| hash = logits::hash(hash, row)).unwrap();
    hash
}

#[test]
fn matrices_that_the_kernel_does_not_multiply_become_q8_0() {
    for format in rounded() {
        let writer = llama(format);
        let bytes = writer.bytes(3);
        let file = Gguf::parse(&bytes).unwrap();
        let llm = file.llm().unwrap();
        for tensor in writer.tensors.iter().filter(|tensor| tensor.sizes.len() == 2) {
            let matrix = llm.matrix(&tensor.name).unwrap();
            assert_eq!(matrix.quant(), Quant::Q8_0, "{format:?}");
            let (weights, bytes) = block(format);
            let mut wanted: Vec<f32> =
                tensor.bytes.chunks(bytes).flat_map(|b| (0..weights).map(move |i| by_formula(format, b, i))).collect();
            // Five bits around a middle are eight bits with the same step: nothing is rounded.
            assert_eq!(format.is_exact_in(Quant::Q8_0), format == Format::Q5_0);
            if !format.is_exact_in(Quant::Q8_0) {
                let mut blocks = vec![0; Quant::Q8_0.size(wanted.len()).unwrap()];
                quantise(Quant::Q8_0, &wanted, &mut blocks);
                dequantise(Quant::Q8_0, &blocks, &mut wanted);
            }
            let mut row = vec![0.0; matrix.depth()];
            for (column, wanted) in wanted.chunks(matrix.depth()).enumerate() {
                matrix.row(llm.arena(), column, &mut row);
                assert!(
                    row.iter().zip(wanted).all(|(r, w)| r.to_bits() == w.to_bits()),
                    "{format:?}, {}, row {column}",
                    tensor.name
                );
            }
        }
        assert_eq!(play(&llm), play(&file.llm_rounded(Some(Quant::Q8_0)).unwrap()), "asked for or not, it is the same");
        let packed: usize = llm.file_bytes();
        assert!((file.packed_bytes(None) - packed as f64).abs() < 0.5, "{format:?}: {packed}");
    }
}

#[test]
fn what_is_no_number_is_refused_in_every_format() {
    for format in rounded() {
        let mut writer = llama(format);
        writer.tensors[2].bytes[..4].fill(0xff);
        let bytes = writer.bytes(3);
        let fault = Gguf::parse(&bytes).unwrap().llm().unwrap_err().to_string();
        assert!(fault.starts_with("tensor `blk.0.attn_k.weight`: ") && fault.ends_with(" is not a number"), "{fault}");
    }
}

/// As llama.cpp writes `Q4_K_M` where rows are no multiple of 256: `Q5_0` in the place of `Q4_K`, `Q8_0` of `Q6_K`, and
/// `Q5_1` of `Q5_K`.
#[test]
fn a_file_whose_narrow_rows_fell_back_to_five_bits_is_read() {
    let tiny = Shape::named("tiny").unwrap();
    let shape = Shape { width: 96, heads: 3, groups: 1, size: 32, rope_size: 32, hidden: 256, vocabulary: 40, ..tiny };
    let narrow = Writer::llm(&shape, Quant::Q8_0, 7, &["a", "b"]);
    let mut file = Writer { tensors: Vec::new(), ..narrow.clone() };
    for tensor in &narrow.tensors {
        let depth = tensor.sizes[0] as usize;
        if tensor.sizes.len() == 1 {
            file.tensors.push(tensor.clone());
            continue;
        }
        let mut weights = vec![0.0; tensor.sizes.iter().product::<u64>() as usize];
        dequantise(Quant::Q8_0, &tensor.bytes, &mut weights);
        let format = match tensor.name.rsplit('.').nth(1).unwrap() {
            "ffn_down" => Format::Quant(Quant::Q4K),
            "token_embd" | "attn_v" => Format::Quant(Quant::Q8_0),
            "attn_k" => Format::Q5_1,
            "attn_output" => Format::BF16,
            _ => Format::Q5_0,
        };
        file.matrix(&tensor.name, format, &weights, depth);
    }
    let bytes = file.bytes(3);
    let llm = Gguf::parse(&bytes).unwrap().llm().unwrap();
    assert_eq!(llm.matrix("blk.1.attn_q.weight").unwrap().quant(), Quant::Q8_0);
    assert_eq!(llm.matrix("blk.1.ffn_down.weight").unwrap().quant(), Quant::Q4K);
    play(&llm);
}
