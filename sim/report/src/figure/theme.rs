//! The one look of all figures: inks, sizes, and which name has which colour.

/// A colour and how much it covers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Ink {
    /// Red, green, blue.
    pub(crate) rgb: (u8, u8, u8),
    /// Share of what lies beneath that is hidden \[0 ..= 1\].
    pub(crate) opacity: f64,
}

impl Ink {
    const fn of(red: u8, green: u8, blue: u8) -> Self {
        Self { rgb: (red, green, blue), opacity: 1.0 }
    }
    /// The colour that this one would be over white, hiding what lies beneath.
    pub(crate) fn tint(self, opacity: f64) -> Self {
        let part = |c: u8| (255.0 - (255.0 - f64::from(c)) * opacity).round() as u8;
        let (red, green, blue) = self.rgb;
        Self::of(part(red), part(green), part(blue))
    }
    /// The same colour, through which one sees.
    pub(crate) const fn sheer(self, opacity: f64) -> Self {
        Self { opacity, ..self }
    }
}

/// The ground, and the eye of a marker.
pub(crate) const PAPER: Ink = Ink::of(255, 255, 255);
/// Titles and names.
pub(crate) const TEXT: Ink = Ink::of(34, 34, 34);
/// Ticks, captions and remarks.
pub(crate) const QUIET: Ink = Ink::of(90, 90, 90);
/// Axis lines.
pub(crate) const AXIS: Ink = Ink::of(120, 120, 120);
/// What is merged of the smallest.
pub(crate) const PALE: Ink = Ink::of(170, 170, 170);
/// Grid lines.
pub(crate) const GRID: Ink = Ink::of(226, 226, 226);
/// Shaded windows of time.
pub(crate) const SHADE: Ink = Ink::of(236, 236, 239);
/// Ribbons of intervals let the lines beneath show.
pub(crate) const RIBBON: f64 = 0.22;

/// Okabe and Ito's colours, told apart by colour-blind readers. Their yellow is left out, too pale on white.
///
/// Source: Okabe and Ito, "Color Universal Design", 2008, <https://jfly.uni-koeln.de/color/>.
const OKABE_ITO: [Ink; 7] = [
    Ink::of(0, 114, 178),
    Ink::of(213, 94, 0),
    Ink::of(0, 158, 115),
    Ink::of(204, 121, 167),
    Ink::of(230, 159, 0),
    Ink::of(86, 180, 233),
    Ink::of(60, 60, 60),
];

/// Space around the whole figure \[px\].
pub(crate) const MARGIN: f64 = 28.0;
/// Size of the title \[px per em\]. At half size it is still read from an arm's length.
pub(crate) const TITLE: f64 = 30.0;
/// Size of axis labels, headings and names \[px per em\].
pub(crate) const LABEL: f64 = 23.0;
/// Size of ticks, captions and remarks \[px per em\]. It is the least that is read at half size.
pub(crate) const SMALL: f64 = 21.0;
/// From one line of text to the next, in em.
pub(crate) const LEADING: f64 = 1.35;
/// Width of a series' line \[px\].
pub(crate) const STROKE: f64 = 3.2;
/// Width of axis and grid lines \[px\].
pub(crate) const HAIR: f64 = 1.2;

/// How a name is drawn wherever it appears in the figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Look {
    /// Its colour.
    pub(crate) ink: Ink,
    /// Lengths of dash and gap \[px\]; `None` for a whole line.
    pub(crate) dash: Option<(f64, f64)>,
}

/// Gives every name of a figure one colour, in the order of first sight.
#[derive(Clone, Debug, Default)]
pub(crate) struct Palette {
    names: Vec<String>,
}

impl Palette {
    /// A palette for these names; a name met again keeps its colour.
    pub(crate) fn new<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let mut palette = Self::default();
        for name in names {
            if !palette.names.iter().any(|known| known == name) {
                palette.names.push(name.to_owned());
            }
        }
        palette
    }
    /// The look of a name; after seven names the colours come again, dashed.
    pub(crate) fn look(&self, name: &str) -> Look {
        let place = self.names.iter().position(|known| known == name).unwrap_or(0);
        let dash = match place / OKABE_ITO.len() {
            0 => None,
            1 => Some((14.0, 7.0)),
            _ => Some((4.0, 6.0)),
        };
        Look { ink: OKABE_ITO[place % OKABE_ITO.len()], dash }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_of_fourteen_names_look_alike() {
        let names: Vec<String> = (0..14).map(|i| format!("series {i}")).collect();
        let palette = Palette::new(names.iter().map(String::as_str));
        for (i, one) in names.iter().enumerate() {
            for other in &names[..i] {
                assert_ne!(palette.look(one), palette.look(other), "{one} and {other}");
            }
        }
    }

    #[test]
    fn a_name_met_again_keeps_its_colour() {
        let palette = Palette::new(["a", "b", "a", "c"].into_iter());
        assert_eq!(palette.look("c").ink, OKABE_ITO[2]);
    }

    #[test]
    fn text_stands_out_from_white() {
        // Relative luminance and contrast of WCAG 2.1; 4.5 is its level AA for text.
        let luminance = |ink: Ink| {
            let part = |c: u8| {
                let c = f64::from(c) / 255.0;
                if c <= 0.03928 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * part(ink.rgb.0) + 0.7152 * part(ink.rgb.1) + 0.0722 * part(ink.rgb.2)
        };
        for ink in [TEXT, QUIET] {
            assert!(1.05 / (luminance(ink) + 0.05) > 4.5, "{ink:?}");
        }
    }
}
