//! Paints a sheet through plotters, as SVG text and as PNG bytes.

use std::convert::Infallible;
use std::fmt::Display;

use plotters::backend::{BitMapBackend, DrawingBackend, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontStyle, RGBAColor, RGBColor, ShapeStyle};

use super::sheet::{Anchor, Mark, Place, Sheet, extent};
use super::theme::Ink;
use crate::font;

/// Plotters counts in whole pixels. An SVG drawn so many times larger is placed to a quarter of a pixel.
const SVG_SCALE: f64 = 4.0;
/// The bitmap is drawn so many times larger and averaged, which smooths every edge alike.
const PNG_SCALE: u32 = 4;

/// Plotters writes text of `size` px into an SVG at `size / 1.24` px.
const SVG_EM: f64 = 1.24;
/// Plotters puts the top of SVG text so many em above its baseline.
const SVG_TOP: f64 = 0.76;

/// The sheet as an SVG document.
pub(crate) fn svg(sheet: &Sheet) -> String {
    font::register();
    let size = (sheet.width * SVG_SCALE as u32, sheet.height * SVG_SCALE as u32);
    let mut document = String::new();
    {
        let mut backend = SVGBackend::with_string(&mut document, size);
        backdrop(&mut backend);
        for mark in &sheet.marks {
            paint(&mut backend, mark, SVG_SCALE, Corner::Joined);
            if let Mark::Label { text, place, size, anchor, ink } = mark {
                let em = size * SVG_SCALE;
                let h_pos = match anchor {
                    Anchor::Start => HPos::Left,
                    Anchor::Middle => HPos::Center,
                    Anchor::End => HPos::Right,
                };
                let font = FontDesc::new(font::FAMILY.into(), em * SVG_EM, FontStyle::Normal);
                let style = font.color(&colour(*ink)).pos(Pos::new(h_pos, VPos::Top));
                let (x, y) = (place.0 * SVG_SCALE, place.1 * SVG_SCALE - SVG_TOP * em);
                drawn(backend.draw_text(text, &style, whole((x, y), 1.0)));
            }
        }
        drawn(backend.present());
    }
    let drawn_at = format!(r#"width="{}" height="{}""#, size.0, size.1);
    let shown_at = format!(r#"width="{}" height="{}" stroke-linejoin="round""#, sheet.width, sheet.height);
    document.replacen(&drawn_at, &shown_at, 1)
}

/// The sheet as a PNG file.
pub(crate) fn png(sheet: &Sheet) -> Vec<u8> {
    font::register();
    let (width, height) = (sheet.width * PNG_SCALE, sheet.height * PNG_SCALE);
    let mut large = vec![255; (width * height * 3) as usize];
    {
        let mut backend: BitMapBackend<'_> = BitMapBackend::with_buffer(&mut large, (width, height));
        backdrop(&mut backend);
        let scale = f64::from(PNG_SCALE);
        for mark in &sheet.marks {
            paint(&mut backend, mark, scale, Corner::Capped);
            if let Mark::Label { text, place, size, anchor, ink } = mark {
                let x = extent(text, place.0, *size, *anchor).0;
                write_text(&mut backend, text, (x * scale, place.1 * scale), size * scale, *ink);
            }
        }
        drawn(backend.present());
    }
    encode(&averaged(&large, width as usize), sheet.width, sheet.height)
}

/// How the pieces of a thick line meet.
#[derive(Clone, Copy, PartialEq)]
enum Corner {
    /// The format joins them itself.
    Joined,
    /// A disc at each meeting; the bitmap's own outline of a jagged line has holes.
    Capped,
}

fn backdrop<B: DrawingBackend>(backend: &mut B) {
    let (width, height) = backend.get_size();
    let white = ShapeStyle::from(&RGBColor(255, 255, 255)).filled();
    drawn(backend.draw_rect((0, 0), (width as i32, height as i32), &white, true));
}

fn paint<B: DrawingBackend>(backend: &mut B, mark: &Mark, scale: f64, corner: Corner) {
    let whole_path = |path: &[Place]| path.iter().map(|&place| whole(place, scale)).collect::<Vec<_>>();
    match mark {
        Mark::Fill { outline, ink } => drawn(backend.fill_polygon(whole_path(outline), &style(*ink, 1))),
        Mark::Stroke { path, width, ink } => {
            let style = style(*ink, (width * scale).round().max(1.0) as u32);
            match corner {
                Corner::Joined => drawn(backend.draw_path(whole_path(path), &style)),
                Corner::Capped => thick(backend, &whole_path(path), style),
            }
        }
        Mark::Disc { centre, radius, ink } => {
            let radius = (radius * scale).round() as u32;
            drawn(backend.draw_circle(whole(*centre, scale), radius, &style(*ink, 1), true));
        }
        Mark::Label { .. } => {}
    }
}

/// A thick line in a bitmap: a rectangle a piece, a disc a corner.
fn thick<B: DrawingBackend>(backend: &mut B, path: &[(i32, i32)], style: ShapeStyle) {
    for pair in path.windows(2).filter(|pair| pair[0] != pair[1]) {
        drawn(backend.draw_line(pair[0], pair[1], &style));
    }
    let inner = path.len().saturating_sub(2);
    for &corner in path.iter().skip(1).take(inner) {
        drawn(backend.draw_circle(corner, style.stroke_width / 2, &style, true));
    }
}

/// Text in a bitmap, sign by sign. Plotters would forget the space that a sign keeps on its left.
fn write_text<B: DrawingBackend>(backend: &mut B, text: &str, (x, baseline): Place, em: f64, ink: Ink) {
    let line = em * font::height();
    let font = FontDesc::new(font::FAMILY.into(), line, FontStyle::Normal);
    let (width, height) = backend.get_size();
    let mut pen = x;
    for sign in text.chars() {
        let left = (pen + font::bearing(sign, em)).round() as i32;
        let top = (baseline - line / 2.0).round() as i32;
        // Plotters sets a baseline half a line below the place it is given.
        drawn(font.draw(&sign.to_string(), (left, top), |x, y, cover| {
            if (0..width as i32).contains(&x) && (0..height as i32).contains(&y) {
                drawn(backend.draw_pixel((x, y), colour(ink).mix(f64::from(cover)).to_backend_color()));
            }
            Ok::<(), Infallible>(())
        }));
        pen += font::width(sign.encode_utf8(&mut [0; 4]), em);
    }
}

fn colour(ink: Ink) -> RGBAColor {
    let (red, green, blue) = ink.rgb;
    RGBColor(red, green, blue).mix(ink.opacity)
}

fn style(ink: Ink, stroke_width: u32) -> ShapeStyle {
    ShapeStyle { color: colour(ink), filled: true, stroke_width }
}

fn whole(place: Place, scale: f64) -> (i32, i32) {
    ((place.0 * scale).round() as i32, (place.1 * scale).round() as i32)
}

/// Drawing into memory with the bundled font cannot fail.
fn drawn<T>(outcome: Result<T, impl Display>) {
    if let Err(error) = outcome {
        panic!("drawing into memory failed: {error}");
    }
}

/// Means over squares of pixels: the picture in its own size.
fn averaged(large: &[u8], width: usize) -> Vec<u8> {
    const N: usize = PNG_SCALE as usize;
    let mut small = Vec::with_capacity(large.len() / (N * N));
    let mut sums = vec![0_u16; width * 3];
    for rows in large.chunks_exact(width * 3 * N) {
        sums.fill(0);
        for row in rows.chunks_exact(width * 3) {
            sums.iter_mut().zip(row).for_each(|(sum, &value)| *sum += u16::from(value));
        }
        for square in sums.as_chunks::<{ 3 * N }>().0 {
            for channel in 0..3 {
                let sum: u16 = (0..N).map(|x| square[3 * x + channel]).sum();
                small.push(((sum + (N * N / 2) as u16) / (N * N) as u16) as u8);
            }
        }
    }
    small
}

fn encode(pixels: &[u8], width: u32, height: u32) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    // The best takes four times as long for 3 % fewer bytes.
    encoder.set_compression(png::Compression::Default);
    encoder.set_filter(png::FilterType::NoFilter);
    drawn(encoder.write_header().and_then(|mut writer| writer.write_image_data(pixels)));
    file
}

#[cfg(test)]
mod tests {
    use super::super::theme::{GRID, TEXT};
    use super::*;

    fn pixels(sheet: &Sheet) -> Vec<u8> {
        let file = png(sheet);
        let mut reader = png::Decoder::new(file.as_slice()).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size()];
        reader.next_frame(&mut pixels).unwrap();
        pixels
    }

    #[test]
    fn a_rectangle_covers_its_pixels_and_no_others() {
        let mut sheet = Sheet::new(20, 10);
        sheet.fill(vec![(5.0, 2.0), (15.0, 2.0), (15.0, 6.0), (5.0, 6.0)], TEXT);
        let dark = pixels(&sheet).chunks(3).filter(|p| p[0] < 100).count();
        let white = pixels(&sheet).chunks(3).filter(|p| p[0] == 255).count();
        assert!(dark >= 40 && dark + white >= 200 - 15, "{dark} dark, {white} white of 200");
    }

    #[test]
    fn text_is_as_black_in_place_as_its_measure_says() {
        let mut sheet = Sheet::new(200, 40);
        sheet.label("iiii", (150.0, 30.0), 24.0, Anchor::End, TEXT);
        let columns: Vec<usize> =
            pixels(&sheet).chunks(3).enumerate().filter(|(_, p)| p[0] < 200).map(|(i, _)| i % 200).collect();
        let bearing = font::bearing('i', 24.0);
        let (first, last) = (150.0 - font::width("iiii", 24.0) + bearing, 150.0 - bearing);
        assert!((*columns.iter().min().unwrap() as f64 - first).abs() < 1.5);
        assert!((*columns.iter().max().unwrap() as f64 + 1.0 - last).abs() < 1.5);
    }

    #[test]
    fn an_svg_has_the_figures_size_and_escaped_text() {
        let mut sheet = Sheet::new(300, 200);
        sheet.label("a < b & c", (10.0, 20.0), 20.0, Anchor::Start, TEXT);
        sheet.stroke(vec![(0.0, 0.0), (300.0, 200.0)], 1.0, GRID);
        let svg = svg(&sheet);
        assert!(
            svg.starts_with(r#"<svg width="300" height="200" stroke-linejoin="round" viewBox="0 0 1200 800""#),
            "{svg}"
        );
        assert!(svg.contains("a &lt; b &amp; c") && svg.trim_end().ends_with("</svg>"), "{svg}");
    }
}
