//! What a figure is made of before anything is painted: shapes and labels at places in pixels.

use super::theme::{Ink, Look};
use crate::font;

/// A place \[px\] from the left and from the top.
pub(crate) type Place = (f64, f64);

/// An upright rectangle \[px\].
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Area {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) right: f64,
    pub(crate) bottom: f64,
}

impl Area {
    pub(crate) fn width(&self) -> f64 {
        self.right - self.left
    }
    pub(crate) fn height(&self) -> f64 {
        self.bottom - self.top
    }
    /// The place at parts of the width and the height, from the lower left corner.
    pub(crate) fn at(&self, across: f64, up: f64) -> Place {
        (self.left + across * self.width(), self.bottom - up * self.height())
    }
    /// The middle.
    pub(crate) fn centre(&self) -> Place {
        self.at(0.5, 0.5)
    }
}

/// Which part of a label stands at its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// One thing to paint.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Mark {
    /// A filled outline.
    Fill { outline: Vec<Place>, ink: Ink },
    /// A line through places.
    Stroke { path: Vec<Place>, width: f64, ink: Ink },
    /// A filled circle.
    Disc { centre: Place, radius: f64, ink: Ink },
    /// A line of text; `place` is on its baseline.
    Label { text: String, place: Place, size: f64, anchor: Anchor, ink: Ink },
}

/// A figure laid out: marks in the order of painting.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sheet {
    /// Width of the figure \[px\].
    pub(crate) width: u32,
    /// Height of the figure \[px\].
    pub(crate) height: u32,
    /// Later marks cover earlier ones.
    pub(crate) marks: Vec<Mark>,
}

impl Sheet {
    pub(crate) fn new(width: u32, height: u32) -> Self {
        Self { width, height, marks: Vec::new() }
    }

    pub(crate) fn fill(&mut self, outline: Vec<Place>, ink: Ink) {
        if outline.len() > 2 {
            self.marks.push(Mark::Fill { outline, ink });
        }
    }

    pub(crate) fn rectangle(&mut self, area: Area, ink: Ink) {
        let Area { left, top, right, bottom } = area;
        self.fill(vec![(left, top), (right, top), (right, bottom), (left, bottom)], ink);
    }

    pub(crate) fn stroke(&mut self, path: Vec<Place>, width: f64, ink: Ink) {
        if path.len() > 1 {
            self.marks.push(Mark::Stroke { path, width, ink });
        }
    }

    /// A line in the look of its series: whole, or cut into dashes.
    pub(crate) fn stroke_as(&mut self, path: Vec<Place>, width: f64, look: Look) {
        match look.dash {
            None => self.stroke(path, width, look.ink),
            Some(dash) => dashes(&path, dash).into_iter().for_each(|piece| self.stroke(piece, width, look.ink)),
        }
    }

    pub(crate) fn disc(&mut self, centre: Place, radius: f64, ink: Ink) {
        self.marks.push(Mark::Disc { centre, radius, ink });
    }

    /// Text whose baseline starts, is centred or ends at the place.
    pub(crate) fn label(&mut self, text: &str, place: Place, size: f64, anchor: Anchor, ink: Ink) {
        if !text.is_empty() {
            self.marks.push(Mark::Label { text: text.to_owned(), place, size, anchor, ink });
        }
    }
}

/// How far a baseline lies below the middle of letters and figures, in em.
pub(crate) const DROP: f64 = 0.36;

/// The room that a label takes, from its left end to its right \[px\].
pub(crate) fn extent(text: &str, x: f64, size: f64, anchor: Anchor) -> (f64, f64) {
    let width = font::width(text, size);
    let left = match anchor {
        Anchor::Start => x,
        Anchor::Middle => x - width / 2.0,
        Anchor::End => x - width,
    };
    (left, left + width)
}

/// Cuts a path into pieces of `dash` \[px\] with gaps between them.
fn dashes(path: &[Place], (dash, gap): (f64, f64)) -> Vec<Vec<Place>> {
    let mut pieces = Vec::new();
    let mut piece: Vec<Place> = path.first().copied().into_iter().collect();
    let (mut inked, mut left) = (true, dash);
    for pair in path.windows(2) {
        let (mut from, to) = (pair[0], pair[1]);
        let mut length = (to.0 - from.0).hypot(to.1 - from.1);
        while length > left {
            let part = left / length;
            from = (from.0 + (to.0 - from.0) * part, from.1 + (to.1 - from.1) * part);
            length -= left;
            piece.push(from);
            if inked {
                pieces.push(std::mem::take(&mut piece));
            }
            piece = vec![from];
            inked = !inked;
            left = if inked { dash } else { gap };
        }
        left -= length;
        piece.push(to);
    }
    if inked && piece.len() > 1 {
        pieces.push(piece);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_cover_their_share_of_the_path() {
        let length = |path: &[Place]| path.windows(2).map(|p| (p[1].0 - p[0].0).hypot(p[1].1 - p[0].1)).sum::<f64>();
        let path = [(0.0, 0.0), (90.0, 0.0), (90.0, 110.0)];
        let pieces = dashes(&path, (6.0, 4.0));
        assert_eq!(pieces.len(), 20);
        assert!((pieces.iter().map(|p| length(p)).sum::<f64>() - 120.0).abs() < 1e-9);
    }

    #[test]
    fn labels_reach_where_their_anchor_says() {
        let width = font::width("42 ms", 20.0);
        assert_eq!(extent("42 ms", 100.0, 20.0, Anchor::Start), (100.0, 100.0 + width));
        assert_eq!(extent("42 ms", 100.0, 20.0, Anchor::End), (100.0 - width, 100.0));
    }
}
