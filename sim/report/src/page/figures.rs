//! Pictures on the page, as SVG within the text.

use super::markup::Markup;
use crate::charts::Drawing;

/// Adds a picture; its own title stands in it, and readers that do not see it are told.
pub(super) fn figure(page: &mut Markup, drawing: &Drawing) {
    page.raw("<figure role=\"img\" aria-label=\"").escaped(&drawing.title).raw("\">\n");
    // A declaration of XML has no place inside of HTML.
    let start = drawing.svg.find("<svg").unwrap_or(0);
    page.raw(drawing.svg[start..].trim_end()).raw("\n</figure>\n");
}
