//! The one bundled font: its registration with plotters, and its exact measures.

use std::sync::OnceLock;

use plotters::style::{FontStyle, register_font};

/// The family that text asks for. A reader of an SVG without it gets a font of like measures.
pub const FAMILY: &str = "DejaVu Sans, Verdana, Geneva, sans-serif";

const BYTES: &[u8] = include_bytes!("../font/DejaVuSans-subset.ttf");

/// Horizontal measures of a sign \[font units\].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Glyph {
    advance: u16,
    bearing: i16,
}

/// Makes the bundled font known to plotters, once a process. Drawing without it would leave blank pictures.
pub fn register() {
    static DONE: OnceLock<()> = OnceLock::new();
    DONE.get_or_init(|| {
        let known = register_font(FAMILY, FontStyle::Normal, BYTES);
        assert!(known.is_ok(), "the bundled font is not a font");
    });
}

/// Width of a line of text \[px\] at a size \[px per em\].
///
/// The sum of the advances; the bundled font has no kerning. Signs that it lacks count as its replacement box.
pub fn width(text: &str, size: f64) -> f64 {
    text.chars().map(|sign| f64::from(glyph(sign).advance)).sum::<f64>() / units_per_em() * size
}

/// Whether the bundled font can show every sign of a text.
pub fn covers(text: &str) -> bool {
    text.chars().all(|sign| index(sign) != 0)
}

/// Where a sign starts to be black \[px right of its origin\]; `size` in px per em.
pub(crate) fn bearing(sign: char, size: f64) -> f64 {
    f64::from(glyph(sign).bearing) / units_per_em() * size
}

/// Height from the lowest to the highest line of the font, in em.
pub(crate) fn height() -> f64 {
    let hhea = table(*b"hhea");
    f64::from(i32::from(signed(hhea, 4)) - i32::from(signed(hhea, 6))) / units_per_em()
}

/// Breaks a text at its blanks into lines of at most `room` \[px\]. A longer word keeps a line of its own.
pub fn wrap(text: &str, size: f64, room: f64) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if line.is_empty() || width(&longer, size) <= room {
            line = longer;
        } else {
            lines.push(std::mem::replace(&mut line, word.to_owned()));
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// Cuts a text to at most `room` \[px\], with an ellipsis where something is missing.
pub fn shorten(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let mut kept: Vec<char> = text.chars().collect();
    while kept.pop().is_some() {
        let cut = format!("{}…", kept.iter().collect::<String>().trim_end());
        if width(&cut, size) <= room {
            return cut;
        }
    }
    String::new()
}

fn unsigned(bytes: &[u8], at: usize) -> u16 {
    u16::from_be_bytes([bytes[at], bytes[at + 1]])
}

fn signed(bytes: &[u8], at: usize) -> i16 {
    unsigned(bytes, at).cast_signed()
}

fn long(bytes: &[u8], at: usize) -> usize {
    usize::from(unsigned(bytes, at)) << 16 | usize::from(unsigned(bytes, at + 2))
}

/// A table of the font file. Source: OpenType specification 1.9, "Organization of an OpenType Font".
fn table(tag: [u8; 4]) -> &'static [u8] {
    let entry = (0..usize::from(unsigned(BYTES, 4)))
        .map(|i| &BYTES[12 + 16 * i..][..16])
        .find(|entry| entry[..4] == tag)
        .unwrap_or_else(|| panic!("the bundled font lacks its table {tag:?}"));
    &BYTES[long(entry, 8)..][..long(entry, 12)]
}

fn units_per_em() -> f64 {
    f64::from(unsigned(table(*b"head"), 18))
}

/// The glyph of a sign, 0 if there is none. Source: OpenType specification 1.9, `cmap` format 4.
fn index(sign: char) -> u16 {
    let Ok(code) = u16::try_from(u32::from(sign)) else { return 0 };
    let cmap = table(*b"cmap");
    let map = (0..usize::from(unsigned(cmap, 2)))
        .map(|i| &cmap[long(cmap, 8 + 8 * i)..])
        .find(|map| unsigned(map, 0) == 4)
        .expect("the bundled font has a character map of format 4");
    let twice = usize::from(unsigned(map, 6));
    let (ends, starts, deltas, offsets) = (14, 16 + twice, 16 + 2 * twice, 16 + 3 * twice);
    let segment = (0..twice).step_by(2).find(|at| code <= unsigned(map, ends + at));
    let Some(at) = segment.filter(|at| code >= unsigned(map, starts + at)) else { return 0 };
    let (delta, offset) = (unsigned(map, deltas + at), usize::from(unsigned(map, offsets + at)));
    if offset == 0 {
        return code.wrapping_add(delta);
    }
    let found = unsigned(map, offsets + at + offset + 2 * usize::from(code - unsigned(map, starts + at)));
    if found == 0 { 0 } else { found.wrapping_add(delta) }
}

fn glyph(sign: char) -> Glyph {
    let (hmtx, full) = (table(*b"hmtx"), usize::from(unsigned(table(*b"hhea"), 34)));
    let index = usize::from(index(sign));
    if index < full {
        Glyph { advance: unsigned(hmtx, 4 * index), bearing: signed(hmtx, 4 * index + 2) }
    } else {
        // The last advance serves all later glyphs, which list their bearings alone.
        Glyph { advance: unsigned(hmtx, 4 * (full - 1)), bearing: signed(hmtx, 4 * full + 2 * (index - full)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_are_those_that_fonttools_reads_from_the_file() {
        let check = |sign, advance, bearing| assert_eq!(glyph(sign), Glyph { advance, bearing }, "{sign}");
        check('A', 1401, 16);
        check('i', 569, 193);
        check('→', 1716, 117);
        check('−', 1716, 217);
        assert!((height() - 2384.0 / 2048.0).abs() < 1e-12);
    }

    #[test]
    fn plotters_measures_text_alike() {
        register();
        let size = 200.0;
        let font = plotters::style::FontDesc::new(FAMILY.into(), size * height(), FontStyle::Normal);
        let (theirs, _) = font.box_size("Latency p99 ≤ 2.5 s").unwrap();
        let ours = width("Latency p99 ≤ 2.5 s", size);
        assert!((ours - f64::from(theirs)).abs() <= 1.0, "{ours} against {theirs}");
    }

    #[test]
    fn the_signs_of_figures_are_there() {
        assert!(covers("Über–Maß × ± ≤ ≥ µ · → % … − ≈ ⁻⁰¹²³⁴⁵⁶⁷⁸⁹ αλρσ € \u{202f}"));
        assert!(!covers("漢") && !covers("😀"));
    }

    #[test]
    fn lines_break_at_blanks_only() {
        let lines = wrap("one two three four", 20.0, width("one two", 20.0));
        assert_eq!(lines, ["one two", "three", "four"]);
        assert_eq!(wrap("  ", 20.0, 100.0), Vec::<String>::new());
    }

    #[test]
    fn a_shortened_text_fits_and_says_so() {
        let short = shorten("consumer GPUs of the far south", 20.0, 150.0);
        assert!(short.ends_with('…') && width(&short, 20.0) <= 150.0, "{short}");
        assert_eq!(shorten("short", 20.0, 150.0), "short");
        assert_eq!(shorten("anything", 20.0, 3.0), "");
    }
}
