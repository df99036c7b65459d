//! Legends: rows of swatches and names above the plot, where they cover no data.

use super::sheet::{Anchor, DROP, Place, Sheet};
use super::theme::{Ink, LEADING, Look, RIBBON, SMALL, STROKE, TEXT};
use crate::font;

/// What stands before a name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Swatch {
    /// A piece of the series' line.
    Line(Look),
    /// A piece of the series' line on its ribbon.
    Ribbon(Look),
    /// A filled block.
    Block(Ink),
}

/// One name of a legend.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    pub(crate) swatch: Swatch,
    pub(crate) text: String,
}

/// Length of a swatch \[px\].
const SWATCH: f64 = 40.0;
/// Between a swatch and its name, and between a name and the next swatch \[px\].
const GAP: (f64, f64) = (10.0, 34.0);

/// Height of one row of names \[px\].
pub(crate) const ROW: f64 = SMALL * LEADING + 2.0;

/// The entries with their places from the left, by row \[px\]. No row is wider than `room`.
pub(crate) fn rows(entries: &[Entry], room: f64) -> Vec<Vec<(f64, Entry)>> {
    let mut rows: Vec<Vec<(f64, Entry)>> = Vec::new();
    let mut x = 0.0;
    for entry in entries {
        let text = font::shorten(&entry.text, SMALL, room - SWATCH - GAP.0);
        let width = SWATCH + GAP.0 + font::width(&text, SMALL);
        if rows.is_empty() || x + width > room {
            rows.push(Vec::new());
            x = 0.0;
        }
        if let Some(row) = rows.last_mut() {
            row.push((x, Entry { text, ..entry.clone() }));
        }
        x += width + GAP.1;
    }
    rows
}

/// Draws rows of entries; `corner` is the upper left one.
pub(crate) fn draw(sheet: &mut Sheet, rows: &[Vec<(f64, Entry)>], corner: Place) {
    for (i, row) in rows.iter().enumerate() {
        let middle = corner.1 + (i as f64 + 0.5) * ROW;
        for (x, entry) in row {
            let (left, right) = (corner.0 + x, corner.0 + x + SWATCH);
            let mut block = |half: f64, ink| {
                let (top, bottom) = (middle - half, middle + half);
                sheet.fill(vec![(left, top), (right, top), (right, bottom), (left, bottom)], ink);
            };
            match entry.swatch {
                Swatch::Block(ink) => block(9.0, ink),
                Swatch::Ribbon(look) => block(9.0, look.ink.sheer(RIBBON)),
                Swatch::Line(_) => {}
            }
            if let Swatch::Line(look) | Swatch::Ribbon(look) = entry.swatch {
                sheet.stroke_as(vec![(left, middle), (right, middle)], STROKE, look);
            }
            sheet.label(&entry.text, (right + GAP.0, middle + DROP * SMALL), SMALL, Anchor::Start, TEXT);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::theme::AXIS;

    #[test]
    fn no_row_is_wider_than_its_room_and_no_name_is_lost() {
        let names = ["answer", "assured", "a very long name of a series that alone would fill the row and more", "x"];
        let entries = names.map(|n| Entry { swatch: Swatch::Block(AXIS), text: n.into() });
        let rows = rows(&entries, 400.0);
        assert_eq!(rows.iter().map(Vec::len).sum::<usize>(), 4);
        for (x, entry) in rows.iter().flatten() {
            assert!(x + SWATCH + GAP.0 + font::width(&entry.text, SMALL) <= 400.0, "{entry:?}");
        }
    }
}
