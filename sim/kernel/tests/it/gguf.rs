//! Files: an llm that is written is read as it was; broken ones are refused with a place, and never a panic.

use kernel::gguf::{Gguf, Part as Tensor, Value, Writer};
use kernel::isa::Isa;
use kernel::llama::{Cache, Llm, Part, Runner, Shape, Wanted, logits};
use kernel::matrix::Order;
use kernel::quant::{Quant, dequantise, quantise};
use kernel::synthetic::Noise;

/// A whole small llm: one layer, four heads in two groups, a vocabulary of 19.
fn llama(quant: Quant, width: usize) -> Writer {
    let tiny = Shape::named("tiny").unwrap();
    let size = width / 4;
    let shape = Shape { layers: 1, width, hidden: 2 * width, size, rope_size: size, vocabulary: 19, ..tiny };
    Writer::llm(&shape, quant, 3, &["a", "b"])
}

/// A hash of logits of a few tokens.
fn play(llm: &Llm) -> Result<u64, String> {
    let mut cache = Cache::new(llm.shape(), 1, 4).map_err(|fault| fault.to_string())?;
    let mut hash = 0;
    let parts = [Part { sequence: 0, tokens: &[0, 2, 1], logits: Wanted::Every }];
    let mut runner = Runner::new(Isa::choose(None).unwrap(), 1, Order::Fixed);
    let done = runner.step(llm, &mut cache, &parts, &mut |_, row| hash = logits::hash(hash, row));
    done.map(|()| hash).map_err(|fault| fault.to_string())
}

#[test]
fn an_llm_is_read_as_it_was_written() {
    for (quant, version) in Quant::ALL.into_iter().zip([3, 2].into_iter().cycle()) {
        let writer = llama(quant, 256);
        let bytes = writer.bytes(version);
        let file = Gguf::parse(&bytes).unwrap();
        assert_eq!(file.value("tokenizer.ggml.tokens"), Some(&Value::Texts(vec!["a", "b"])));
        let llm = file.llm().unwrap();
        let shape = *llm.shape();
        assert_eq!((shape.heads, shape.groups, shape.size, shape.vocabulary), (4, 2, 64, 19));
        assert!(shape.is_tied);
        for Tensor { name, sizes, bytes, .. } in writer.tensors.iter().filter(|tensor| tensor.sizes.len() == 2) {
            let matrix = llm.matrix(name).unwrap();
            let mut weights = vec![0.0; (sizes[0] * sizes[1]) as usize];
            dequantise(quant, bytes, &mut weights);
            let mut row = vec![0.0; matrix.depth()];
            for (column, weights) in weights.chunks(matrix.depth()).enumerate() {
                matrix.row(llm.arena(), column, &mut row);
                assert!(row.iter().zip(weights).all(|(r, w)| r.to_bits() == w.to_bits()), "{name}, row {column}");
            }
        }
        play(&llm).unwrap();
    }
}

#[test]
fn a_matrix_of_any_type_is_rounded_when_asked() {
    let mut writer = llama(Quant::Q8_0, 64);
    let weights: Vec<f32> = (0..64 * 64).map(|i| (i % 61) as f32 / 61.0 - 0.5).collect();
    let bytes = weights.iter().flat_map(|w| w.to_le_bytes()).collect();
    let query = writer.tensors.iter_mut().find(|tensor| tensor.name == "blk.0.attn_q.weight").unwrap();
    (query.format, query.bytes) = (0, bytes);
    let bytes = writer.bytes(3);
    let file = Gguf::parse(&bytes).unwrap();
    for asked in [Quant::Q4_1, Quant::Q6K] {
        let llm = file.llm_rounded(Some(asked)).unwrap();
        let matrix = llm.matrix("blk.0.attn_q.weight").unwrap();
        // Rows of 64 are no whole blocks of 256.
        let quant = asked.fitting(64);
        assert_eq!(matrix.quant(), quant);
        let mut blocks = vec![0; quant.size(weights.len()).unwrap()];
        quantise(quant, &weights, &mut blocks);
        let mut wanted = vec![0.0; weights.len()];
        dequantise(quant, &blocks, &mut wanted);
        let mut row = vec![0.0; 64];
        for (column, wanted) in wanted.chunks(64).enumerate() {
            matrix.row(llm.arena(), column, &mut row);
            assert!(row.iter().zip(wanted).all(|(r, w)| r.to_bits() == w.to_bits()), "{quant}, row {column}");
        }
    }
    // What is of that format already stays as it is.
    let whole = llama(Quant::Q4_0, 64).bytes(3);
    let file = Gguf::parse(&whole).unwrap();
    assert_eq!(play(&file.llm().unwrap()), play(&file.llm_rounded(Some(Quant::Q4_0)).unwrap()));
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let check = |bytes: &[u8], wanted: &str| {
        let fault = Gguf::parse(bytes).and_then(|file| file.llm().map(drop));
        assert_eq!(fault.map_err(|fault| fault.to_string()), Err(wanted.to_string()));
    };
    let whole = llama(Quant::Q8_0, 32);
    let bytes = whole.bytes(3);
    check(b"GGML", "this is not a GGUF file: its first four bytes are not `GGUF`");
    check(b"GGUF\x03\x00", "the file ends within the version; is it truncated? (byte 4 of 6)");
    check(b"GGUF\x01\x00\x00\x00", "GGUF version 1 is not supported: 2 and 3 are");
    check(b"GGUF\x00\x00\x00\x03", "this GGUF file is big-endian: only little-endian ones are supported");
    let mut many = bytes.clone();
    many[16..24].copy_from_slice(&u64::MAX.to_le_bytes());
    let (n, room) = (many.len(), (many.len() - 24) / 13);
    check(
        &many,
        &format!("{} entries of metadata are declared, but the file has room for {room} (byte 24 of {n})", u64::MAX),
    );
    let short = &bytes[..bytes.len() - 500];
    let fault = Gguf::parse(short).unwrap_err().to_string();
    assert!(fault.starts_with("tensors of ") && fault.ends_with("; is it truncated?"), "{fault}");

    let change = |change: &dyn Fn(&mut Writer)| {
        let mut file = whole.clone();
        change(&mut file);
        file.bytes(3)
    };
    let other = change(&|file| {
        file.metadata.remove(0);
        file.text("general.architecture", "mamba");
    });
    check(&other, "the architecture `mamba` is not supported: `llama` is");
    let none = change(&|file| drop(file.metadata.remove(1)));
    check(&none, "`llama.block_count` is missing");
    let five = change(&|file| {
        file.metadata.retain(|(key, _)| !key.contains("key_length") && !key.contains("dimension"));
        file.whole("llama.attention.key_length", 5);
    });
    check(&five, "5 rotated numbers of a head of 5: must be even and at most 5");
    let twice = change(&|file| file.metadata.push(file.metadata[0].clone()));
    assert!(Gguf::parse(&twice).unwrap_err().to_string().starts_with("the key `general.architecture` occurs twice"));
    let bias = change(&|file| file.numbers("blk.0.attn_q.bias", &[0.0; 32]));
    check(&bias, "the tensor `blk.0.attn_q.bias` is not known to the architecture");
    let less = change(&|file| drop(file.tensors.remove(1)));
    check(&less, "the tensor `blk.0.attn_q.weight` is missing");
    let wide = change(&|file| file.whole("llama.attention.value_length", 32));
    check(&wide, "keys and values of different sizes are not supported");
    let unread = |number: u32| {
        let bytes = change(&|file| file.tensors[1].format = number);
        Gguf::parse(&bytes).unwrap_err().to_string()
    };
    let q2 = unread(10);
    let wanted = "`blk.0.attn_q.weight`: type Q2_K is not supported: F32, F16, BF16, Q5_0, Q5_1, Q5_K, Q8_0, Q4_0, Q4_1, \
                  Q4_K, Q6_K are (byte ";
    assert!(q2.starts_with(wanted), "{q2}");
    let q1 = unread(41);
    assert!(q1.starts_with("`blk.0.attn_q.weight`: type Q1_0 is not supported"), "{q1}");
    let new = unread(57);
    let wanted = "`blk.0.attn_q.weight`: type 57 is not known (the newest that is: 41, Q1_0): is the file damaged, newer, or from a fork? (byte ";
    assert!(new.starts_with(wanted), "{new}");
    let narrow = unread(13);
    assert!(
        narrow.starts_with("`blk.0.attn_q.weight`: [32, 32] numbers are not whole blocks of Q5_K (byte "),
        "{narrow}"
    );
    let ragged = change(&|file| {
        file.tensors.remove(1);
        file.numbers("blk.0.attn_q.weight", &[0.0; 33]);
    });
    check(&ragged, "tensor `blk.0.attn_q.weight`: sizes [33], must be [32, 32]");
    let nan = change(&|file| file.tensors[2].bytes[..2].copy_from_slice(&[0xff, 0xff]));
    check(&nan, "tensor `blk.0.attn_k.weight`: row 0, block 0 of a matrix: its scale is not a number");
    let infinite = change(&|file| {
        file.tensors.pop();
        file.numbers("output_norm.weight", &[f32::INFINITY; 32]);
    });
    check(&infinite, "tensor `output_norm.weight`: must be finite F32, F16 or BF16 numbers");
}

#[test]
fn a_part_of_a_split_file_says_so_whatever_else_it_has() {
    const U16: u32 = 2;
    const I32: u32 = 5;
    let check = |mut part: Writer, no: u16, count: u16, wanted: Option<&str>| {
        part.value("split.no", U16, &no.to_le_bytes());
        part.value("split.count", U16, &count.to_le_bytes());
        part.value("split.tensors.count", I32, &21_i32.to_le_bytes());
        let found = Gguf::parse(&part.bytes(3)).and_then(|file| file.llm().map(drop)).err();
        assert_eq!(found.map(|fault| fault.to_string()).as_deref(), wanted);
    };
    let whole = llama(Quant::Q8_0, 32);
    let first = "this is part 1 of 3: join the parts, as with `llama-gguf-split --merge FIRST_PART WHOLE_FILE`";
    check(whole.clone(), 0, 3, Some(first));
    // A first part with nothing but metadata, and a later one, which has none; its types need not be known.
    check(Writer { tensors: Vec::new(), ..whole.clone() }, 0, 3, Some(first));
    let mut later = Writer { tensors: whole.tensors[3..].to_vec(), ..Writer::default() };
    later.tensors[0].format = 57;
    check(later, 2, 3, Some(&first.replace("part 1", "part 3")));
    check(whole, 0, 1, None);
}

#[test]
fn rotary_scaling_by_one_is_none_and_by_more_is_refused_however_it_is_written() {
    let check = |change: &dyn Fn(&mut Writer), wanted: Result<(), &str>| {
        let mut file = llama(Quant::Q8_0, 32);
        change(&mut file);
        let bytes = file.bytes(3);
        let found = Gguf::parse(&bytes).unwrap().shape().map(drop).map_err(|fault| fault.to_string());
        assert_eq!(found, wanted.map_err(String::from));
    };
    let kind = |kind: &'static str| move |file: &mut Writer| file.text("llama.rope.scaling.type", kind);
    let factor = |factor: f32| move |file: &mut Writer| file.number("llama.rope.scaling.factor", factor);
    let old = |factor: f32| move |file: &mut Writer| file.number("llama.rope.scale_linear", factor);
    let both = |first: &dyn Fn(&mut Writer), second: &dyn Fn(&mut Writer), wanted| {
        check(
            &|file| {
                first(file);
                second(file);
            },
            wanted,
        );
    };
    check(&kind("none"), Ok(()));
    check(&kind("linear"), Ok(()));
    both(&kind("linear"), &factor(1.0), Ok(()));
    both(&kind("linear"), &factor(0.0), Ok(()));
    both(&kind("none"), &factor(4.0), Ok(()));
    check(&old(1.0), Ok(()));
    let stretched = Err("rotary scaling `linear` by 4 is not supported");
    both(&kind("linear"), &factor(4.0), stretched);
    // Linear is what llama.cpp takes where no type is named.
    check(&factor(4.0), stretched);
    check(&old(4.0), stretched);
    both(&factor(1.0), &old(4.0), Ok(()));
    check(&kind("yarn"), Err("rotary scaling `yarn` is not supported"));
    check(&|file| file.whole("llama.rope.scaling.type", 1), Err("`llama.rope.scaling.type` must be a text"));
    check(
        &|file| file.number("llama.rope.scaling.attn_factor", 1.2),
        Err("`llama.rope.scaling.attn_factor` is not supported unless it is 1"),
    );
}

/// Thirty thousand broken files from one seed; whatever still is an llm also runs.
#[test]
fn no_mutation_of_a_file_makes_the_reader_panic() {
    let whole = llama(Quant::Q8_0, 32).bytes(3);
    let table = whole.len() - 26_000.min(whole.len() / 2);
    let mut noise = Noise::new(20_261_125);
    let (mut refused, mut run) = (0, 0);
    for case in 0..30_000 {
        let mut file = whole.clone();
        for _ in 0..=noise.below(3) {
            // Most of the harm is done in the table of contents, which is the file's first part.
            let end = if noise.below(4) > 0 { table.min(1_600) } else { file.len() };
            let at = noise.below(end.min(file.len()).max(1) as u64) as usize;
            let left = file.len() - at.min(file.len());
            match noise.below(7) {
                0 if left > 0 => file[at] ^= 1 << noise.below(8),
                1 if left > 0 => file[at] = noise.bits() as u8,
                2 if left >= 8 => {
                    let extremes = [0, 1, 1 << 31, 1 << 32, 1 << 60, u64::MAX / 2, u64::MAX - 7, u64::MAX];
                    let extreme = extremes[noise.below(8) as usize];
                    file[at..at + 8].copy_from_slice(&extreme.to_le_bytes());
                }
                3 => file.truncate(at),
                4 if left > 0 => drop(file.drain(at..at + 1 + noise.below(left.min(40) as u64) as usize)),
                5 => {
                    let copied = file[at..at + left.min(40)].to_vec();
                    file.splice(at..at, copied);
                }
                6 if left >= 4 => file[at..at + 4].copy_from_slice(&(noise.below(16) as u32).to_le_bytes()),
                _ => {}
            }
        }
        let parsed = Gguf::parse(&file);
        match parsed.and_then(|gguf| gguf.llm()) {
            Err(fault) => {
                assert!(!fault.to_string().is_empty(), "case {case}");
                refused += 1;
            }
            Ok(llm) if run < 300 => {
                // A vocabulary cut below the tokens played is refused; nothing panics.
                drop(play(&llm));
                run += 1;
            }
            Ok(_) => {}
        }
    }
    assert!(refused > 10_000 && run == 300, "{refused} refused, {run} run: the mutations miss their aim");
}
